//! Files of any size are read in the same memory.

#![cfg(target_os = "linux")]

mod support;

use loginrec::layout::Draft;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::process::Command;
use support::{Folder, encode, login_of, run};

const UTMP: &str = "linux-utmp-384-le";
const LASTLOG: &str = "linux-lastlog-292-le";

/// The most that a process may ask for, in KiB, programs and stacks included.
const LIMIT: u64 = 200_000;
/// Larger than that.
const FILE: usize = 220_000_000;

/// Runs the command under the limit, reading a file or what a pipe brings; none is mapped, since
/// a map would count as memory.
fn stays_small(folder: &Folder, words: &str) {
    let script = format!("ulimit -v {LIMIT}; {words} >/dev/null && echo done");
    let mut shell = Command::new("bash");
    shell.args(["-o", "pipefail", "-c", &script]).current_dir(folder.path(""));
    shell.env("LOGINREC", env!("CARGO_BIN_EXE_loginrec"));
    let ran = run(shell, b"");
    assert_eq!(ran.text(), "done\n", "{words}: {}", ran.err);
}

/// A file of so many bytes, in which this stands again and again.
fn filled(folder: &Folder, name: &str, block: &[u8]) {
    let mut file = File::create(folder.path(name)).unwrap();
    let block = block.repeat(1_000_000_usize.div_ceil(block.len()));
    for _ in 0..FILE.div_ceil(block.len()) {
        file.write_all(&block).unwrap();
    }
}

/// Two who come and go.
fn story() -> Vec<Draft<'static>> {
    let gone = |line, after| Draft { type_raw: 8, line, ..login_of("", after) };
    vec![
        Draft { line: b"pts/0", ..login_of("alice", 0) },
        Draft { line: b"pts/1", ..login_of("bob", 10) },
        gone(b"pts/0", 20),
        gone(b"pts/1", 30),
    ]
}

#[test]
fn memory_does_not_grow_with_a_log() {
    let folder = Folder::new();
    filled(&folder, "wtmp", &encode(UTMP, &story()));
    for command in [
        "$LOGINREC identify wtmp",
        "$LOGINREC dump --map never wtmp",
        "$LOGINREC dump --map never --format csv --user nobody wtmp",
        "cat wtmp | $LOGINREC dump --user nobody -",
        "$LOGINREC sessions --map never wtmp",
        "$LOGINREC sessions --map never --totals user wtmp",
        "$LOGINREC last --map never -f wtmp",
        "$LOGINREC lastb --map never -f wtmp",
        "$LOGINREC utmpdump --map never wtmp | $LOGINREC utmpdump --reverse",
        "$LOGINREC convert --map never --to linux-utmp-400-be --output out wtmp",
    ] {
        stays_small(&folder, command);
    }
}

#[test]
fn memory_does_not_grow_with_an_image() {
    let folder = Folder::new();
    let mut block = vec![0; 1_000_000];
    let records = encode(UTMP, &story());
    block[..records.len()].copy_from_slice(&records);
    filled(&folder, "image", &block);
    for command in ["$LOGINREC carve --map never image", "cat image | $LOGINREC carve -"] {
        stays_small(&folder, command);
    }
}

/// What `lastlog` shows of a used slot is in memory, since it comes in the order of the accounts; the
/// slots of those who were never there are not.
#[test]
fn memory_does_not_grow_with_a_table_of_last_logins() {
    let folder = Folder::new();
    let slot = encode(LASTLOG, &[login_of("", 0)]);
    filled(&folder, "full", &slot);
    filled(&folder, "zeros", &[0]);
    let mut zeros = File::options().write(true).open(folder.path("zeros")).unwrap();
    zeros.write_all(&slot).unwrap();
    let mut sparse = File::create(folder.path("sparse")).unwrap();
    sparse.write_all(&slot).unwrap();
    // As a user id of 32 bits makes it.
    sparse.seek(SeekFrom::Start(4_000_000_000 * 292)).unwrap();
    sparse.write_all(&slot).unwrap();
    drop(sparse);
    for command in [
        "$LOGINREC dump --map never full",
        "$LOGINREC lastlog --map never zeros",
        "$LOGINREC lastlog sparse",
        "$LOGINREC dump --map never sparse",
        "$LOGINREC identify sparse",
    ] {
        stays_small(&folder, command);
    }
}
