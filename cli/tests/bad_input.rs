//! Files that are none: a clear message or a plain result, never a panic or a hang.

mod support;

use loginrec::layout::Framing;
use serde_json::json;
use std::fs::{self, OpenOptions};
use support::{Folder, LASTLOG, UTMP, encode, login, login_of, run};

#[test]
fn an_empty_file_is_fine_and_has_no_records() {
    let folder = Folder::new();
    folder.file("empty", b"");
    assert!(folder.run(["dump", "empty"]).fine().out.is_empty());
    assert!(folder.run(["dump", "-"]).fine().out.is_empty());
    assert!(folder.run(["dump", "--layout", LASTLOG, "empty"]).fine().out.is_empty());
}

#[test]
fn files_shorter_than_a_record_are_refused_or_torn() {
    let folder = Folder::new();
    let record = encode(UTMP, &[login()]);
    for len in [1, 2, 100, 383] {
        folder.file("short", &record[..len]);
        for name in ["short", "-"] {
            let ran = run(folder.command(["dump", name]), &record[..len]).code(2);
            assert!(ran.out.is_empty());
            ran.says(&format!("{name}: not recognised as a login file"));
        }
        let args = ["dump", "--residue", "--layout", UTMP, "short"];
        let ran = folder.run(args).code(3);
        assert_eq!(ran.values("length"), [len]);
        assert_eq!(ran.values("residue"), ["torn tail"]);
    }
}

#[test]
fn what_is_no_login_file_is_refused_with_advice() {
    let folder = Folder::new();
    folder.file("text", "Nothing of interest here.\n".repeat(100).as_bytes());
    folder.file("zeros", &[0; 10_000]);
    folder.run(["dump", "text"]).code(2).says("name the layout if you know it");
    folder.run(["dump", "zeros"]).code(2).says("only zeros");
}

#[test]
fn an_id_of_no_layout_is_answered_with_those_near_it() {
    let folder = Folder::new();
    for args in [
        &["dump", "--layout", "linux-utmp-384", "wtmp"][..],
        &["identify", "--layout", "linux-utmp-384", "wtmp"],
        &["layouts", "linux-utmp-384"],
    ] {
        let ran = folder.run(args);
        assert_eq!(ran.code, Some(2));
        let first = ran.err.lines().next().unwrap();
        assert!(first.len() < 200 && first.contains(UTMP), "{first}");
        assert!(first.contains("`loginrec layouts` lists them all"), "{first}");
    }
}

#[test]
fn noise_read_with_a_layout_is_damage_and_ends() {
    let folder = Folder::new();
    let mut state = 1_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(200_000)
    .collect();
    folder.file("noise", &noise);
    for layout in loginrec::layout::LAYOUTS {
        let ran =
            folder.run(["dump", "--residue", "--layout", layout.id(), "noise"]).code(3);
        let damaged: u64 =
            ran.values("length").iter().filter_map(serde_json::Value::as_u64).sum();
        let records = ran.values("index").iter().filter(|index| index.is_u64()).count();
        match layout.framing() {
            Framing::Sequence | Framing::Table => {
                let read = (records * layout.size()) as u64;
                assert_eq!(damaged + read, 200_000, "{}", layout.id());
            }
            // Entries have no one length.
            _ => assert!(damaged <= 200_000, "{}", layout.id()),
        }
    }
}

#[test]
fn directories_and_missing_paths_are_told_in_one_line() {
    let folder = Folder::new();
    for (command, path, says) in [
        ("dump", ".", ".: is a directory"),
        ("dump", "a/b", "a/b: cannot be opened: "),
        ("identify", "a/b", "a/b: cannot be opened: "),
    ] {
        let ran = folder.run([command, path]).code(2).says(says);
        assert!(ran.out.is_empty() && ran.err.lines().count() == 1);
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::with_wtmp(&[login()]);
    fs::set_permissions(folder.path("wtmp"), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(folder.path("wtmp")).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    folder.run(["dump", "wtmp"]).code(2).says("wtmp: cannot be opened: Permission denied");
}

#[cfg(unix)]
#[test]
fn a_named_pipe_and_a_socket_are_refused_and_do_not_hang() {
    let folder = Folder::new();
    let made = std::process::Command::new("mkfifo").arg(folder.path("fifo")).status();
    if made.is_ok_and(|status| status.success()) {
        folder.run(["dump", "fifo"]).code(2).says("fifo: is a named pipe");
        folder.run(["dump", "--layout", UTMP, "fifo"]).code(2).says("read `-`");
    } else {
        eprintln!("skipped: there is no mkfifo");
    }
    let _socket = std::os::unix::net::UnixListener::bind(folder.path("socket")).unwrap();
    folder.run(["dump", "socket"]).code(2).says("socket: is a socket");
}

#[cfg(unix)]
#[test]
fn devices_without_end_are_read_up_to_the_limit() {
    let folder = Folder::new();
    let limit = ["--max-bytes", "100000"];
    let args = ["dump", "--residue", "--layout", UTMP, "/dev/zero"];
    let ran = folder.run(args.iter().chain(&limit)).code(2);
    assert_eq!(ran.json().len(), 100_000 / 384, "the cut record is no damage");
    assert_eq!(
        ran.err,
        "loginrec: /dev/zero: is longer than the limit of 100000 bytes; the rest was not read \
         (at offset 100000)\n"
    );
    folder.run(["dump", "/dev/zero"]).code(2).says("only zeros");
    folder.run(["identify", "/dev/zero"]).fine();
    folder.run(["identify", "/dev/urandom"]).fine();
    assert!(folder.run(["dump", "/dev/null"]).fine().out.is_empty());
}

#[test]
fn a_limit_that_is_not_reached_changes_nothing() {
    let folder = Folder::with_wtmp(&[login(), login_of("bob", 1)]);
    for (limit, code, records) in [("768", 0, 2), ("767", 2, 1), ("384", 2, 1), ("0", 2, 0)]
    {
        for name in ["wtmp", "-"] {
            let args = ["dump", "--layout", UTMP, "--max-bytes", limit, name];
            let bytes = encode(UTMP, &[login(), login_of("bob", 1)]);
            let ran = run(folder.command(args), &bytes).code(code);
            assert_eq!(ran.json().len(), records, "{limit} of {name}");
        }
    }
    assert_eq!(folder.run(["dump", "--max-bytes", "-1", "wtmp"]).code, Some(2));
    assert_eq!(folder.run(["dump", "--max-bytes", "1K", "wtmp"]).code, Some(2));
}

#[test]
fn a_sparse_file_as_long_as_the_system_allows_is_read_at_once() {
    let folder = Folder::new();
    let path = folder.file("lastlog", &encode(LASTLOG, &[login()]));
    let file = OpenOptions::new().write(true).open(&path).unwrap();
    let len = (30..63).rev().map(|bit| (1_u64 << bit) - 1).chain([(1 << 20) - 1]);
    let Some(len) = len.into_iter().find(|&len| file.set_len(len).is_ok()) else {
        eprintln!("skipped: there are no sparse files here");
        return;
    };
    let over = len % 292;
    let ran = folder.run(["dump", "--residue", "--layout", LASTLOG, "lastlog"]);
    let rows = ran.code(if over == 0 { 0 } else { 3 }).json();
    assert_eq!(rows[0]["uid"], 0);
    assert!(rows.len() <= 2);
    let ran = folder.run(["identify", "--json", "lastlog"]);
    assert_eq!(ran.values("size"), [len]);
    assert_eq!(ran.values("layout"), [LASTLOG]);
    let ran = folder.run(["dump", "--layout", LASTLOG, "--max-bytes", "29200", "lastlog"]);
    assert_eq!(ran.code(2).values("uid"), [0]);
}

#[cfg(unix)]
#[test]
fn paths_that_are_no_utf_8_are_read_and_shown_escaped() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = Folder::new();
    let name = OsStr::from_bytes(b"w\xfftmp");
    folder.file(name, &encode(UTMP, &[login()]));
    let ran = folder.run([OsStr::new("dump"), name]).fine();
    assert_eq!(ran.values("source"), [r"w\xfftmp"]);
    let gone = OsStr::from_bytes(b"gone\xff");
    folder.run([OsStr::new("dump"), gone]).code(2).says(r"gone\xff: cannot be opened");
    let user = OsStr::from_bytes(b"\xff\xfe");
    let args = [OsStr::new("dump"), OsStr::new("--user"), user, name];
    assert!(folder.run(args).fine().out.is_empty());
}

#[test]
fn maps_and_reads_see_the_same() {
    let folder = Folder::new();
    let bytes = [encode(UTMP, &support::rich()), b"tail".to_vec()].concat();
    folder.file("wtmp", &bytes);
    let outs = ["never", "auto", "always"]
        .map(|map| folder.run(["dump", "--residue", "--map", map, "wtmp"]).code(3).out);
    assert!(outs.iter().all(|out| *out == outs[0]));
    assert_eq!(folder.run(["dump", "wtmp"]).values("user")[0], json!("alice"));
}
