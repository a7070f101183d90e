//! `loginrec utmpdump`: the text of the tool, and every byte there and back.

mod support;

use loginrec::layout::{Content, Draft, LAYOUTS};
use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;
use support::{Folder, LASTLOG, Ran, UTMP, encode, login, login_of, plain_layouts, rich};
use support::{run, user_process};

const LINE: &str = "[7] [04711] [ts/0] [alice   ] [pts/0       ] [host.example        ] \
                    [192.0.2.10     ] [2023-11-14T22:13:20,123456+00:00]\n";

/// Asserts exit code 0 and nothing on standard error but the heading of the tool.
#[track_caller]
fn headed(ran: Ran, heading: &str) -> Ran {
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), format!("{heading}\n").as_str()));
    ran
}

/// What the tool of this machine does; `None`, with a message, where there is none or where
/// it reads another layout.
fn tool(args: &[&str], input: &[u8]) -> Option<Ran> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        eprintln!("skipped: this host does not write {UTMP}");
        return None;
    }
    let mut command = Command::new("utmpdump");
    command.args(args).env("TZ", "UTC").env("LC_ALL", "C");
    match Command::new("utmpdump").arg("--version").output() {
        Ok(_) => Some(run(command, input)),
        Err(_) => {
            eprintln!("skipped: utmpdump is not installed");
            None
        }
    }
}

#[test]
fn a_record_of_any_layout_is_a_line_with_the_numbers_of_linux() {
    let logs = plain_layouts().filter(|layout| layout.content() == Content::Records);
    for layout in logs {
        let draft = Draft { type_raw: user_process(layout), ..login() };
        let folder = Folder::new();
        folder.file("wtmp", &encode(layout.id(), &[draft]));
        let ran = folder.run(["utmpdump", "--layout", layout.id(), "wtmp"]);
        let ran = headed(ran, "Utmp dump of wtmp");
        let text = ran.text();
        assert!(text.starts_with("[7] ["), "{}: {text}", layout.id());
        assert!(text.contains("] [p"), "{}: {text}", layout.id());
        assert!(text.contains(" [2023-11-14T22:13:20,"), "{}: {text}", layout.id());
    }
}

#[test]
fn without_a_file_standard_input_is_read() {
    let folder = Folder::with_wtmp(&[login()]);
    let bytes = fs::read(folder.path("wtmp")).unwrap();
    let ran = run(folder.command(["utmpdump"]), &bytes);
    assert_eq!(headed(ran, "Utmp dump of /dev/stdin").text(), LINE);
    let ran = run(folder.command(["utmpdump", "-r"]), LINE.as_bytes());
    // The text does not say the session.
    let expected = encode(UTMP, &[Draft { session: 0, ..login() }]);
    assert!(headed(ran, "Utmp undump of /dev/stdin").out == expected);
}

#[test]
fn with_compat_every_file_is_printed_as_the_tool_prints_it() {
    let (mut files, mut lines) = (0, 0);
    let drafts = rich();
    let whole = encode(UTMP, &drafts);
    let mut damaged = Vec::new();
    for step in 0..40_usize {
        let mut bytes = whole.clone();
        let at = step * 311 % bytes.len();
        match step % 4 {
            0 => bytes.truncate(at),
            1 => bytes[at..].iter_mut().take(400).for_each(|byte| *byte ^= 0x5a),
            2 => drop(bytes.splice(at..at, vec![0xee; 1 + step])),
            _ => bytes[at..].iter_mut().take(900).for_each(|byte| *byte = 0),
        }
        damaged.push(bytes);
    }
    damaged.push(whole);
    for bytes in damaged {
        let folder = Folder::new();
        let path = folder.file("wtmp", &bytes);
        let Some(theirs) = tool(&[path.to_str().unwrap()], b"") else { return };
        let ours = folder.run(["utmpdump", "--compat", "2.38", "--layout", UTMP, "wtmp"]);
        assert_eq!(ours.text(), theirs.text());
        files += 1;
        lines += ours.text().lines().count();
    }
    eprintln!("utmpdump: {files} files, {lines} lines compared");
}

#[test]
fn text_of_the_tool_makes_the_records_that_the_tool_makes_of_it() {
    let bytes = encode(UTMP, &rich());
    let folder = Folder::new();
    let path = folder.file("wtmp", &bytes);
    let Some(text) = tool(&[path.to_str().unwrap()], b"") else { return };
    let theirs = tool(&["-r"], &text.out).unwrap();
    let ours = run(folder.command(["utmpdump", "-r"]), &text.out);
    assert!(headed(ours, "Utmp undump of /dev/stdin").out == theirs.out);
    eprintln!("utmpdump -r: 1 file, {} lines compared", text.text().lines().count());
}

#[test]
fn damage_is_passed_over_and_told_and_with_compat_printed() {
    let folder = Folder::new();
    let mut bytes = encode(UTMP, &vec![login(); 5]);
    bytes[384..768].fill(0xee);
    folder.file("wtmp", &bytes);
    let ran = folder.run(["utmpdump", "wtmp"]);
    assert_eq!((ran.code, ran.text().lines().count()), (Some(3), 4));
    let ran = ran.says("wtmp: 384 bytes in 1 place are no record");
    assert_eq!(ran.err.lines().next(), Some("Utmp dump of wtmp"));
    let ran = folder.run(["utmpdump", "--compat", "2.41", "wtmp"]);
    assert_eq!((ran.code, ran.text().lines().count()), (Some(3), 5));
}

#[test]
fn nothing_that_was_typed_can_forge_a_line() {
    let evil = Draft { user: b"a]\n[7] [00001", host: b"\x1b[2J\xe2\x80\xae", ..login() };
    let folder = Folder::with_wtmp(&[login(), evil, login()]);
    for args in [&["utmpdump", "wtmp"][..], &["utmpdump", "--exact", "wtmp"]] {
        let ran = headed(folder.run(args), "Utmp dump of wtmp");
        let records = ran.text().lines().filter(|line| line.starts_with('['));
        assert_eq!(records.count(), 3);
        assert!(ran.out.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\n')));
    }
}

#[test]
fn a_line_that_is_none_is_told_with_its_number_and_the_others_are_kept() {
    let folder = Folder::new();
    let text = [LINE, "garbage\n", "\n", "[7] [04711] [ts/0] [alice\n", LINE].concat();
    folder.file("text", text.as_bytes());
    let ran = folder.run(["utmpdump", "-r", "text"]);
    assert_eq!((ran.code, ran.out.len()), (Some(2), 2 * 384));
    let ran = ran.says("text: line 2: it does not begin with a type");
    let ran = ran.says("text: line 4: field 4 has no brackets around it");
    assert_eq!(ran.err.lines().count(), 3);
    let ran = folder.run(["utmpdump", "-r", "--compat", "2.38", "text"]);
    assert_eq!((ran.code, ran.out.len()), (Some(2), 384));
    ran.says("text: reading stops at line 4");
}

#[test]
fn many_lines_that_are_none_are_counted() {
    let folder = Folder::new();
    folder.file("text", &b"x\n".repeat(1_000));
    let ran = folder.run(["utmpdump", "-r", "text"]).says("900 lines more");
    assert_eq!((ran.code, ran.err.lines().count()), (Some(2), 102));
}

#[test]
fn a_text_is_read_up_to_a_limit_and_lines_of_any_length_in_bounded_memory() {
    let folder = Folder::new();
    folder.file("text", LINE.repeat(3).as_bytes());
    let len = LINE.len().to_string();
    let ran = folder.run(["utmpdump", "-r", "--max-bytes", &len, "text"]);
    assert_eq!(ran.code, Some(2));
    ran.says("has more than");
    let long = [&b"x".repeat(3 << 20)[..], b"\n", LINE.as_bytes()].concat();
    folder.file("text", &long);
    let ran = folder.run(["utmpdump", "-r", "text"]);
    assert_eq!((ran.code, ran.out.len()), (Some(2), 384));
    assert_eq!(ran.says("text: line 1: it does not begin").err.lines().count(), 2);
}

#[test]
fn text_makes_records_of_the_layout_asked_for() {
    let folder = Folder::new();
    folder.file("text", LINE.as_bytes());
    let ran = folder.run(["utmpdump", "-r", "--layout", "linux-utmp-400-be", "text"]);
    let expected = encode("linux-utmp-400-be", &[Draft { session: 0, ..login() }]);
    assert!(headed(ran, "Utmp undump of text").out == expected);
    // Of a system with other numbers for the types.
    let ran = folder.run(["utmpdump", "-r", "--layout", "freebsd-utx-log-be", "text"]);
    assert_eq!(ran.code, Some(3));
    let ran = ran.says("lost in freebsd-utx-log-be: address, in 1 of 1 record");
    let expected =
        encode("freebsd-utx-log-be", &[Draft { type_raw: 4, session: 0, ..login() }]);
    assert!(ran.out == expected);
    let ran = folder.run(["utmpdump", "-r", "--layout", LASTLOG, "text"]);
    assert_eq!(ran.code, Some(2));
    ran.says("text makes login records");
}

#[test]
fn what_has_no_types_is_refused_but_for_its_exact_text() {
    let folder = Folder::new();
    let bytes = encode(LASTLOG, &[login()]);
    folder.file("lastlog", &bytes);
    let ran = folder.run(["utmpdump", "lastlog"]);
    assert_eq!((ran.code, ran.out.len()), (Some(2), 0));
    ran.says("holds last logins");
    let ran =
        headed(folder.run(["utmpdump", "--exact", "lastlog"]), "Utmp dump of lastlog");
    assert!(ran.text().contains("# uid 0\n"));
    let again = run(folder.command(["utmpdump", "-r"]), &ran.out);
    assert!(headed(again, "Utmp undump of /dev/stdin").out == bytes);
}

#[test]
fn the_exact_text_of_every_layout_and_all_that_befalls_it_gives_the_file_back() {
    for layout in LAYOUTS {
        let mut bytes = match layout.framing() {
            loginrec::layout::Framing::Hash => {
                let value = layout.body(&layout.encode(&login())).to_vec();
                support::database(&[(0, value.clone()), (1000, value)])
            }
            _ => encode(layout.id(), &rich()),
        };
        let at = bytes.len() / 3;
        bytes.splice(at..at, *b"stray");
        bytes.extend([0; 5000]);
        bytes.extend(b"torn");
        let folder = Folder::new();
        folder.file("file", &bytes);
        let id = layout.id();
        folder.run(["utmpdump", "--exact", "--layout", id, "file", "-o", "text"]);
        let ran = folder.run(["utmpdump", "-r", "--exact", "text", "-o", "again"]);
        headed(ran, "Utmp undump of text");
        assert!(fs::read(folder.path("again")).unwrap() == bytes, "{id}");
    }
}

// Elsewhere holes may be written out.
#[cfg(target_os = "linux")]
#[test]
fn a_large_hole_is_a_line_and_a_hole_again() {
    let folder = Folder::new();
    let path = folder.file("lastlog", &encode(LASTLOG, &[login()]));
    let end = 292 * 7_000_000;
    let mut file = OpenOptions::new().write(true).open(path).unwrap();
    std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(end)).unwrap();
    if file.write_all(&encode(LASTLOG, &[login()])).is_err() {
        return eprintln!("skipped: no sparse files of two gigabytes here");
    }
    let exact = ["utmpdump", "--exact", "lastlog", "-o", "text"];
    headed(folder.run(exact), "Utmp dump of lastlog");
    assert!(folder.path("text").metadata().unwrap().len() < 4_096);
    headed(folder.run(["utmpdump", "-r", "text", "-o", "again"]), "Utmp undump of text");
    assert_eq!(folder.path("again").metadata().unwrap().len(), end + 292);
    let ran = folder.run(["dump", "--format", "csv", "again"]).fine();
    assert_eq!(ran.text().lines().count(), 3);
}

#[test]
fn an_exact_text_that_was_cut_is_told() {
    let folder = Folder::with_wtmp(&rich());
    let text = folder.run(["utmpdump", "--exact", "wtmp"]).out;
    let ran = run(folder.command(["utmpdump", "-r"]), &text[..text.len() / 2]);
    assert_eq!(ran.code, Some(2));
    ran.says("the text ends without a line `end`: it was cut");
    let ran = run(folder.command(["utmpdump", "-r", "--exact"]), LINE.as_bytes());
    assert_eq!((ran.code, ran.out.len()), (Some(2), 0));
    // What is cut by a limit is not whole either.
    let ran = folder.run(["utmpdump", "--exact", "--max-bytes", "1000", "wtmp"]);
    assert!(ran.code == Some(2) && !ran.text().contains("\nend "));
}

#[test]
fn followed_are_the_last_ten_records_then_those_added_and_a_cut_is_told() {
    let folder = Folder::with_wtmp(&[login_of("old", 0); 12]);
    let path = folder.path("wtmp");
    let mut child = folder
        .command(["utmpdump", "-f", "wtmp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for _ in 0..10 {
        assert!(lines.next().unwrap().unwrap().contains("[old "));
    }
    let bytes = encode(UTMP, &[login_of("new", 1)]);
    let mut file = OpenOptions::new().append(true).open(&path).unwrap();
    for half in bytes.chunks(200) {
        file.write_all(half).unwrap();
        thread::sleep(Duration::from_millis(50));
    }
    assert!(lines.next().unwrap().unwrap().contains("[new "));
    file.set_len(0).unwrap();
    thread::sleep(Duration::from_millis(600));
    file.write_all(&encode(UTMP, &[login_of("after", 2)])).unwrap();
    assert!(lines.next().unwrap().unwrap().contains("[after "));
    child.kill().unwrap();
    let err = child.wait_with_output().unwrap().stderr;
    assert!(String::from_utf8(err).unwrap().contains("was cut from 4992 to 0 bytes"));
}

#[test]
fn options_that_exclude_each_other_are_refused() {
    let folder = Folder::with_wtmp(&[login()]);
    for args in [
        &["utmpdump", "-f"][..],
        &["utmpdump", "-f", "wtmp", "wtmp"],
        &["utmpdump", "-f", "-r", "wtmp"],
        &["utmpdump", "-f", "--exact", "wtmp"],
        &["utmpdump", "--exact", "--compat", "2.38", "wtmp"],
        &["utmpdump", "--compat", "1.0", "wtmp"],
        &["utmpdump", "-r", "-o", "wtmp", "wtmp"],
    ] {
        let ran = folder.run(args);
        assert_eq!((ran.code, ran.out.len()), (Some(2), 0), "{args:?}");
    }
}
