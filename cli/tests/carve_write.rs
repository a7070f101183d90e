//! Files that are made of what was carved.

mod support;

use loginrec::layout::Draft;
use std::fs;
use std::process::Stdio;
use support::random::Random;
use support::{Folder, LASTLOG, UTMP, encode, login, login_of};

const WTMP: &str = "found/linux-utmp-384-le.wtmp";

/// Noise with other bytes at some places in it.
fn image(parts: &[(usize, &[u8])]) -> Vec<u8> {
    let mut image = Random::new(5).bytes(256 << 10);
    for (at, bytes) in parts {
        image[*at..at + bytes.len()].copy_from_slice(bytes);
    }
    image
}

/// Logins with their logouts, on few lines.
fn log(sessions: u8) -> Vec<u8> {
    let lines: [&[u8]; 2] = [b"pts/0", b"pts/1"];
    let drafts: Vec<_> = (0..sessions)
        .flat_map(|number| {
            let line = lines[usize::from(number % 2)];
            let after = 60 * i64::from(number);
            let login = Draft { line, ..login_of("alice", after) };
            let logout = login_of("", after + 50);
            [login, Draft { type_raw: 8, line, host: b"", ..logout }]
        })
        .collect();
    encode(UTMP, &drafts)
}

#[test]
fn sessions_of_the_rebuilt_file_are_those_of_the_log() {
    let folder = Folder::new();
    let log = log(64);
    folder.file("wtmp", &log);
    // Three parts in the wrong order, one of them twice.
    let (third, block) = (log.len() / 3, 4096);
    let parts = [&log[..third], &log[third..2 * third], &log[2 * third..], &log[..third]];
    let places = [30, 20, 10, 40].map(|number| number * block);
    let parts: Vec<_> = places.into_iter().zip(parts).collect();
    folder.file("disk.raw", &image(&parts));
    let carved = folder.run(["carve", "--write", "found", "disk.raw"]);
    carved.code(0).says("written: linux-utmp-384-le.wtmp: 128 records; 42 copies left out");
    assert_eq!(fs::read(folder.path(WTMP)).unwrap(), log);
    let sessions = |path| {
        let rows = folder.run(["sessions", "--format", "csv", path]).fine();
        rows.text().replace(path, "")
    };
    assert_eq!(sessions(WTMP), sessions("wtmp"));
    assert_eq!(sessions("wtmp").lines().count(), 65);
}

#[test]
fn only_what_is_printed_is_written() {
    let folder = Folder::new();
    let log = log(10);
    folder.file("wtmp", &log[..10 * 384]);
    folder.file("disk.raw", &image(&[(8_192, &log)]));
    let args = ["carve", "--quiet", "--known", "wtmp", "--only-unknown"];
    folder.run([&args[..], &["--write", "found", "disk.raw"]].concat()).fine();
    assert_eq!(fs::read(folder.path(WTMP)).unwrap(), log[10 * 384..]);
}

#[test]
fn the_manifest_says_where_in_which_image_everything_was() {
    let folder = Folder::new();
    let log = log(4);
    folder.file("a.raw", &image(&[(8_192, &log)]));
    folder.file("b.raw", &image(&[(65_536, &log[384..768])]));
    folder.run(["carve", "--quiet", "--write", "found", "a.raw", "b.raw"]).fine();
    let mut manifest = csv::Reader::from_path(folder.path("found/manifest.csv")).unwrap();
    let rows: Vec<Vec<String>> = manifest.deserialize().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 9);
    let row = |at: usize| rows[at][..6].join(" ");
    assert_eq!(row(0), "linux-utmp-384-le.wtmp 0 384 a.raw 8192 false");
    assert_eq!(row(1), "linux-utmp-384-le.wtmp 384 384 a.raw 8576 false");
    assert_eq!(row(2), "linux-utmp-384-le.wtmp 384 384 b.raw 65536 true");
    assert_eq!(row(3), "linux-utmp-384-le.wtmp 768 384 a.raw 8960 false");
}

#[test]
fn slots_of_a_lastlog_are_written_with_a_warning() {
    let folder = Folder::new();
    let slots = encode(LASTLOG, &[login(), login_of("", 60), login_of("", 120)]);
    folder.file("disk.raw", &image(&[(8_192, &slots)]));
    let args = ["carve", "--quiet", "--layout", LASTLOG, "--write", "found", "disk.raw"];
    let ran = folder.run(args).code(0);
    let ran = ran.says("found/linux-lastlog-292-le.lastlog: the user id of a slot");
    assert_eq!(ran.json().len(), 3);
    let written = fs::read(folder.path("found/linux-lastlog-292-le.lastlog")).unwrap();
    assert_eq!(written, slots);
    let note = fs::read_to_string(folder.path("found/README.txt")).unwrap();
    assert!(note.contains("user ids that a reader shows are wrong"), "{note}");
}

#[test]
fn a_folder_that_is_not_empty_is_refused_before_anything_is_searched() {
    let folder = Folder::new();
    folder.file("disk.raw", &image(&[(8_192, &log(4))]));
    fs::create_dir(folder.path("found")).unwrap();
    folder.file(WTMP, b"older");
    let args = ["carve", "--quiet", "--write", "found", "disk.raw"];
    let ran = folder.run(args).code(2).says("--force");
    assert!(ran.out.is_empty());
    assert_eq!(fs::read(folder.path(WTMP)).unwrap(), b"older");
    folder.run([&args[..], &["--force"]].concat()).fine();
    assert_eq!(fs::read(folder.path(WTMP)).unwrap(), log(4));
    assert_eq!(folder.run(["carve", "--force", "disk.raw"]).code, Some(2));
}

#[test]
fn where_nobody_reads_the_rows_what_was_found_is_written_all_the_same() {
    let folder = Folder::new();
    folder.file("disk.raw", &image(&[(8_192, &log(4))]));
    let mut command = folder.command(["carve", "--quiet", "--write", "found", "disk.raw"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(fs::read(folder.path(WTMP)).unwrap(), log(4));
}

#[test]
fn an_image_or_known_log_in_the_folder_is_never_overwritten() {
    let folder = Folder::new();
    folder.file("disk.raw", &image(&[(8_192, &log(4))]));
    fs::create_dir(folder.path("found")).unwrap();
    folder.file(WTMP, &log(2));
    let args = ["carve", "--quiet", "--known", WTMP, "--write", "found", "--force"];
    folder.run([&args[..], &["disk.raw"]].concat()).code(2).says("one of the inputs");
    assert_eq!(fs::read(folder.path(WTMP)).unwrap(), log(2));
}
