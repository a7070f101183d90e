//! Pipes that break, files that change meanwhile, and memory that does not grow.

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use support::{Folder, UTMP, encode, login, login_of};

/// Much more than a pipe holds.
fn long_wtmp(records: i64) -> Folder {
    let folder = Folder::new();
    let drafts: Vec<_> = (0..records).map(|number| login_of("alice", number)).collect();
    folder.file("wtmp", &encode(UTMP, &drafts));
    folder
}

/// Starts `dump` and waits until its first line has come.
fn begin(folder: &Folder, args: &[&str]) -> (Child, BufReader<impl Read + use<>>) {
    let mut command = folder.command(["dump"].iter().chain(args));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut out = BufReader::with_capacity(512, child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    assert!(
        line.starts_with('{') || line.starts_with("wtmp (") || line.starts_with("source,")
    );
    (child, out)
}

fn end(mut child: Child) -> (Option<i32>, String) {
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    (child.wait().unwrap().code(), err)
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let folder = long_wtmp(5_000);
    for format in ["jsonl", "csv", "table"] {
        let (child, out) = begin(&folder, &["--format", format, "wtmp", "wtmp"]);
        drop(out);
        assert_eq!(end(child), (Some(0), String::new()), "{format}");
    }
}

#[test]
fn nobody_who_listens_to_messages_is_no_failure_either() {
    let folder = long_wtmp(1);
    let mut command = folder.command(["dump", "missing", "wtmp"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stderr.take());
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    assert_eq!((child.wait().unwrap().code(), out.lines().count()), (Some(2), 1));
}

#[test]
fn a_file_that_shrinks_while_it_is_read_is_told_and_counts_as_damage() {
    let folder = long_wtmp(20_000);
    let (child, mut out) = begin(&folder, &["wtmp"]);
    let file = std::fs::OpenOptions::new().write(true).open(folder.path("wtmp")).unwrap();
    file.set_len(384 * 10_000 + 5).unwrap();
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    let (code, err) = end(child);
    assert_eq!(code, Some(3));
    assert!(
        err.contains("wtmp: was cut from 7680000 to 3840005 bytes while it was read"),
        "{err}"
    );
    assert_eq!(rest.lines().count(), 9_999);
}

#[test]
fn a_file_that_grows_while_it_is_read_is_told_and_read_as_it_was() {
    let folder = long_wtmp(5_000);
    let (child, mut out) = begin(&folder, &["wtmp"]);
    let mut file =
        std::fs::OpenOptions::new().append(true).open(folder.path("wtmp")).unwrap();
    file.write_all(&encode(UTMP, &[login()])).unwrap();
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    let grown = "loginrec: wtmp: has grown from 1920000 to 1920384 bytes; what was added was \
                 not read\n";
    assert_eq!(end(child), (Some(0), grown.to_owned()));
    assert_eq!(rest.lines().count(), 4_999);
}

/// The most memory that a process has had, in KiB.
#[cfg(target_os = "linux")]
fn peak(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Sends `bytes` so many times and watches the memory meanwhile.
#[cfg(target_os = "linux")]
fn peak_of(folder: &Folder, args: &[&str], bytes: &[u8], times: usize) -> u64 {
    let mut command = folder.command(args);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut to = child.stdin.take().unwrap();
    for _ in 0..times {
        to.write_all(bytes).unwrap();
    }
    // The last of it is still in the pipe.
    let most = peak(&child).unwrap();
    drop(to);
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(started.elapsed() < Duration::from_secs(60), "hangs");
        std::thread::sleep(Duration::from_millis(2));
    }
    most
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_a_stream_of_records_or_of_damage() {
    let folder = Folder::new();
    let records: Vec<_> = (0..1000).map(|number| login_of("alice", number)).collect();
    let records = encode(UTMP, &records);
    let damage: Vec<_> = records
        .chunks(384)
        .flat_map(|record| [record, [1; 384].as_slice()].concat())
        .collect();
    for bytes in [&records, &damage] {
        for command in ["dump", "identify"] {
            let args = [command, "--layout", UTMP, "-"];
            // Few are enough for all batches that may be on their way.
            let (few, many) =
                (peak_of(&folder, &args, bytes, 40), peak_of(&folder, &args, bytes, 160));
            assert!(many < few + 1024, "{command}: {few} KiB grow to {many} KiB");
        }
    }
}

#[test]
fn standard_input_is_taken_once() {
    let folder = Folder::with_wtmp(&[login()]);
    for args in [
        &["dump", "-", "wtmp", "-"][..],
        &["sessions", "-", "-"],
        &["last", "-f", "-", "-f-"],
        &["lastb", "-f", "-", "-f-"],
        &["identify", "-", "-"],
        &["lastlog", "-", "-"],
        &["utmpdump", "-", "-"],
        &["utmpdump", "--reverse", "-", "-"],
    ] {
        let ran = folder.run(args).code(2).says("standard input can be read only once");
        assert_eq!((ran.out.len(), ran.err.lines().count()), (0, 1), "{args:?}");
    }
}
