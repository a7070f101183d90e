//! `loginrec lastlog`: who logged in last, by name and by number.

mod support;

use loginrec::layout::{Content, Draft, Framing, LAYOUTS};
use serde_json::{Value, json};
use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};
use support::{Folder, LASTLOG, Ran, UTMP, database, encode, layout, login, run, v4};

const HEADER: &str =
    "Username         Port     From                                       Latest";
const NEVER: &str =
    "                                                   **Never logged in**";

/// Root logged in, bob never, and the account of user 101 is gone.
const PASSWD: &[u8] = b"bob:x:102:100::/home/bob:/bin/sh\n\
    alice:x:100:100::/home/alice:/bin/sh\n\
    root:x:0:0:root:/root:/bin/sh\n\
    far:x:4294967294:100::/:/bin/sh\n";

fn at(day: i64) -> Draft<'static> {
    Draft { seconds: 1_700_000_000 + day * 86_400, ..login() }
}

/// Slots of these users, in the layout of this id.
fn slots(id: &str, of: &[(usize, Draft<'_>)]) -> Vec<u8> {
    let size = layout(id).size();
    let last = of.iter().map(|(uid, _)| *uid).max().unwrap();
    let mut bytes = vec![0; (last + 1) * size];
    for (uid, draft) in of {
        bytes[uid * size..(uid + 1) * size].copy_from_slice(&encode(id, &[*draft]));
    }
    bytes
}

fn folder() -> Folder {
    let folder = Folder::new();
    let of = [(0, at(0)), (100, at(10)), (101, at(100))];
    folder.file("lastlog", &slots(LASTLOG, &of));
    folder.file("passwd", PASSWD);
    folder
}

fn lastlog(folder: &Folder, args: &[&str]) -> Ran {
    folder.run(["lastlog", "lastlog"].iter().chain(args))
}

/// The first words of the lines below the header: names, or numbers.
fn users(ran: &Ran) -> Vec<&str> {
    let lines = ran.text().lines().skip(1);
    lines.map(|line| line.split(' ').next().unwrap()).collect()
}

#[test]
fn without_a_passwd_all_used_slots_are_shown_by_number() {
    let ran = lastlog(&folder(), &[]).fine();
    let rest = "pts/0    host.example                              ";
    assert_eq!(
        ran.text(),
        format!(
            "{HEADER}\n\
             0                {rest}Tue Nov 14 22:13:20 +0000 2023\n\
             100              {rest}Fri Nov 24 22:13:20 +0000 2023\n\
             101              {rest}Thu Feb 22 22:13:20 +0000 2024\n"
        )
    );
}

#[test]
fn with_a_passwd_its_order_counts_and_who_never_logged_in_is_shown() {
    let ran = lastlog(&folder(), &["--passwd", "passwd"]).code(0);
    assert_eq!(users(&ran), ["bob", "alice", "root", "far", "101"]);
    let lines: Vec<_> = ran.text().lines().collect();
    assert_eq!(lines[1], format!("bob              {NEVER}"));
    assert!(lines[2].ends_with("Fri Nov 24 22:13:20 +0000 2023"));
}

#[test]
fn slots_of_no_account_are_pointed_out() {
    let folder = folder();
    let ran = lastlog(&folder, &["--passwd", "passwd"]).code(0);
    assert_eq!(ran.err.lines().count(), 1);
    ran.says("lastlog: 1 used slot of no account").says("leave them: 101");
    let all = [PASSWD, b"gone:x:101:100::/:/bin/sh\n"].concat();
    folder.file("passwd-", &all);
    let ran = lastlog(&folder, &["--passwd", "passwd", "--passwd", "passwd-"]).fine();
    assert_eq!(users(&ran), ["bob", "alice", "root", "far", "gone"]);
    let ran = lastlog(&folder, &["--passwd", "passwd", "--user", "bob"]).fine();
    assert_eq!(users(&ran), ["bob"]);
    let many: Vec<_> = (1..=15).map(|uid| (uid, at(0))).collect();
    folder.file("lastlog", &slots(LASTLOG, &many));
    lastlog(&folder, &["--passwd", "passwd"])
        .code(0)
        .says("15 used slots of no account")
        .says("leave them: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 5 more");
}

#[test]
fn users_are_chosen_by_name_number_and_range() {
    let folder = folder();
    for (args, found) in [
        (&["-u", "alice"][..], &["alice"][..]),
        (&["-u", "100"], &["alice"]),
        (&["-u", "100-"], &["bob", "alice", "far", "101"]),
        (&["-u", "-100"], &["alice", "root"]),
        (&["--user", "101-102"], &["bob", "101"]),
        (&["-u", "root", "-u", "alice"], &["alice", "root"]),
        (&["-u", "7"], &[]),
    ] {
        let args: Vec<_> = ["--passwd", "passwd"].iter().chain(args).copied().collect();
        let ran = lastlog(&folder, &args).code(0);
        assert_eq!(users(&ran), found, "{args:?}");
        assert_eq!(ran.text().is_empty(), found.is_empty(), "a header has lines below it");
    }
    let ran = lastlog(&folder, &["-u", "100-101"]).fine();
    assert_eq!(users(&ran), ["100", "101"]);
    lastlog(&folder, &["-u", "alice"]).code(2).says("--passwd says whose names are whose");
    lastlog(&folder, &["--passwd", "passwd", "-u", "eve"]).code(2).says("`eve` is neither");
    lastlog(&folder, &["-u", "9-7"]).code(2).says("no range of user ids");
}

#[test]
fn a_name_that_looks_like_a_number_comes_first() {
    let folder = folder();
    folder.file("passwd", b"100:x:0:0:::\nalice:x:100:1:::\n");
    let ran = lastlog(&folder, &["--passwd", "passwd", "-u", "100", "-f", "jsonl"]);
    assert_eq!(ran.fine().values("uid"), [0]);
}

#[test]
fn days_count_back_from_the_newest_login_unless_a_time_is_given() {
    let folder = folder();
    let passwd = ["--passwd", "passwd"];
    for (args, found) in [
        // The newest login is that of day 100.
        (&["-t", "90"][..], &["alice", "101"][..]),
        (&["-t", "89"], &["101"]),
        (&["-t", "0"], &["101"]),
        (&["-b", "90"], &["bob", "alice", "root", "far"]),
        (&["-b", "91"], &["bob", "root", "far"]),
        (&["-b", "90", "-t", "90"], &["alice"]),
        (&["-t", "11", "--now", "2023-11-26"], &["alice", "101"]),
        (&["-b", "2", "--now", "2023-11-26 23:00"], &["bob", "alice", "root", "far"]),
        (
            &["-b", "2", "--now", "2023-11-26 23:00", "--tz", "+01:00"],
            &["bob", "root", "far"],
        ),
        (&["--time", "1", "--now", "@1700000000"], &["alice", "root", "101"]),
    ] {
        let args: Vec<_> = passwd.iter().chain(args).copied().collect();
        assert_eq!(users(&lastlog(&folder, &args).code(0)), found, "{args:?}");
    }
    lastlog(&folder, &["--now", "soon"]).code(2).says("--now: `soon` is no time");
    lastlog(&folder, &["--tz", "Mars"]).code(2).says("--tz: `Mars` is neither");
    assert_eq!(lastlog(&folder, &["-t", "1.5"]).code, Some(2));
}

#[test]
fn times_are_shown_in_the_zone_that_was_asked_for() {
    let folder = folder();
    let ran = lastlog(&folder, &["-u", "0", "--tz", "Europe/Berlin"]).fine();
    assert!(ran.text().ends_with("Tue Nov 14 23:13:20 +0100 2023\n"));
    let ran = lastlog(&folder, &["-u", "0", "--tz", "Europe/Berlin", "-f", "csv"]).fine();
    assert!(ran.text().contains("2023-11-14T23:13:20.000000+01:00"));
}

#[test]
fn lines_of_json_and_csv_are_those_of_dump_with_the_name_behind() {
    let folder = folder();
    folder.file("passwd", &[PASSWD, b"j\xff\",\x1b:x:101:1:::\n"].concat());
    let dumped = folder.run(["dump", "lastlog"]).fine();
    let mut rows = dumped.json();
    rows.iter_mut().for_each(|row| {
        let user = match row["uid"].as_u64() {
            Some(0) => "root",
            Some(100) => "alice",
            _ => "j\\xff\",\u{1b}",
        };
        row["user"] = json!(user);
    });
    rows[2]["user_bytes"] = json!("6aff222c1b");
    // The order is that of the passwd file.
    rows.swap(0, 1);
    let args = ["--passwd", "passwd", "--format", "jsonl"];
    assert_eq!(lastlog(&folder, &args).fine().json(), rows);
    let ran = lastlog(&folder, &["--format", "jsonl"]).fine();
    let bare = dumped.text().replace("}\n", ",\"user\":null}\n");
    assert_eq!(ran.text(), bare);

    let ran = lastlog(&folder, &["--passwd", "passwd", "--format", "csv"]).fine();
    let dumped = folder.run(["dump", "--format", "csv", "lastlog"]).fine();
    let theirs: Vec<_> = dumped.text().lines().collect();
    let ours: Vec<_> = ran.text().lines().collect();
    assert_eq!(ours[0], format!("{},user,user_bytes", theirs[0]));
    assert_eq!(ours[1], format!("{},alice,", theirs[2]));
    assert_eq!(ours[2], format!("{},root,", theirs[1]));
    assert_eq!(ours[3], format!("{},\"j\\xff\"\",\\x1b\",6aff222c1b", theirs[3]));
}

#[test]
fn the_schema_knows_the_name() {
    let folder = folder();
    let schema: Value = serde_json::from_str(folder.run(["schema"]).fine().text()).unwrap();
    let definition = &schema["$defs"]["lastlog"];
    for key in ["user", "user_bytes"] {
        assert!(definition["properties"][key].is_object(), "{key}");
        let required = definition["required"].as_array().unwrap();
        assert!(!required.contains(&json!(key)), "dump does not write it");
    }
}

#[test]
fn every_layout_of_last_logins_is_read() {
    let folder = folder();
    let mut read = 0;
    for layout in LAYOUTS.iter().filter(|layout| layout.content() == Content::LastLogins) {
        let id = layout.id();
        // The database that is made here has the numbers of little-endian machines.
        if layout.framing() == Framing::Hash && !id.ends_with("-le") {
            continue;
        }
        read += 1;
        let bytes = match layout.framing() {
            Framing::Hash => {
                let value = |draft| {
                    let mut value = encode(id, &[draft]);
                    value.truncate(layout.size());
                    value
                };
                database(&[(100, value(at(10))), (0, value(at(0))), (101, value(at(100)))])
            }
            _ => slots(id, &[(0, at(0)), (100, at(10)), (101, at(100))]),
        };
        folder.file(id, &bytes);
        let args = ["lastlog", "--layout", id, "--passwd", "passwd", id];
        let ran = folder.run(args).code(0).says("leave them: 101");
        assert_eq!(users(&ran), ["bob", "alice", "root", "far", "101"], "{id}");
        assert!(ran.text().contains(" 22:13:20 +0000 2023\n"), "{id}");
        assert_eq!(users(&folder.run(["lastlog", "--layout", id, id]).fine()).len(), 3);
    }
    assert!(read > 15, "{read}");
}

#[test]
fn an_address_stands_in_for_a_host_that_is_not_there() {
    let id = "netbsd-lastlogx-432-le";
    let folder = Folder::new();
    let draft = Draft { host: b"", remote: v4([192, 0, 2, 10]), ..login() };
    let value = encode(id, &[draft])[..layout(id).size()].to_vec();
    folder.file("lastlogx", &database(&[(5, value)]));
    let ran = folder.run(["lastlog", "--layout", id, "lastlogx"]).fine();
    assert!(ran.text().contains("pts/0    192.0.2.10  "));
}

#[test]
fn what_a_slot_says_cannot_act_on_a_terminal_and_is_not_cut() {
    let folder = Folder::new();
    let (line, host) = (&[b'l'; 32][..], &[b'h'; 256][..]);
    let of = [
        (0, Draft { line: b"pts/\x1b[2J", host: b"a\nroot   tty1", ..login() }),
        (1, Draft { line, host, ..login() }),
        (2, Draft { seconds: 0, ..login() }),
    ];
    folder.file("lastlog", &slots(LASTLOG, &of));
    folder.file("passwd", b"e\x1b[1mve:x:0:0:::\n");
    let args = ["--passwd", "passwd", "--layout", LASTLOG];
    let ran = lastlog(&folder, &args).code(0);
    support::injection::assert_harmless(&ran.out);
    let lines: Vec<_> = ran.text().lines().collect();
    assert_eq!(lines.len(), 4);
    assert!(lines[1].starts_with(r"e\x1b[1mve       pts/\x1b[2J a\x0aroot   tty1 "));
    let (line, host) = ("l".repeat(32), "h".repeat(256));
    assert!(lines[2].contains(&format!(" {line} {host} Tue Nov 14")));
    assert!(lines[3].contains("pts/0    host.example") && lines[3].ends_with("in**"));
}

#[test]
fn of_a_damaged_slot_it_is_not_said_that_nobody_logged_in() {
    let folder = folder();
    let mut bytes = slots(LASTLOG, &[(0, at(0)), (7, at(1)), (9, at(2))]);
    bytes[3 * 292..5 * 292].fill(0xff);
    bytes.truncate(10 * 292 - 5);
    folder.file("lastlog", &bytes);
    let passwd: Vec<_> = (0..12).map(|uid| format!("u{uid}:x:{uid}:1:::\n")).collect();
    folder.file("passwd", passwd.concat().as_bytes());
    let ran = lastlog(&folder, &["--passwd", "passwd", "--layout", LASTLOG]).code(3);
    let unread: Vec<_> =
        ran.text().lines().filter(|line| line.contains("Unread")).collect();
    let unread: Vec<_> =
        unread.iter().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(unread, ["u3", "u4", "u9"]);
    assert_eq!(ran.text().matches("**Never logged in**").count(), 12 - 3 - 2);
    let args = ["--passwd", "passwd", "--layout", LASTLOG, "--max-bytes", "2000"];
    let ran = lastlog(&folder, &args).code(2);
    let lines: Vec<_> = ran.text().lines().collect();
    assert!(lines[6].ends_with("**Never logged in**") && lines[6].starts_with("u5 "));
    assert!(lines[7..].iter().all(|line| line.ends_with("**Unreadable**")), "{lines:?}");
}

#[test]
fn a_user_far_away_in_a_sparse_file_takes_no_time() {
    let folder = folder();
    let mut file =
        OpenOptions::new().write(true).open(folder.path("lastlog")).expect("it was made");
    let far = 4_294_967_294_u64 * 292;
    let written = file
        .seek(SeekFrom::Start(far))
        .and_then(|_| file.write_all(&encode(LASTLOG, &[at(5)])));
    if written.is_err() {
        eprintln!("skipped: there are no files of {far} bytes here");
        return;
    }
    let ran = lastlog(&folder, &["--passwd", "passwd", "-u", "far"]).fine();
    assert!(ran.text().ends_with("Sun Nov 19 22:13:20 +0000 2023\n"));
}

#[test]
fn a_file_that_is_no_lastlog_is_refused_with_what_it_is() {
    let folder = folder();
    let records: Vec<_> = (0..5).map(at).collect();
    folder.file("wtmp", &encode(UTMP, &records));
    let ran = folder.run(["lastlog", "wtmp", "lastlog"]).code(2);
    assert_eq!(ran.text().lines().count(), 2 + 3, "the other is read");
    ran.says("wtmp: is no lastlog: as linux-utmp-384-le it holds login records")
        .says("which `loginrec dump` prints");
    let id = "shadow-faillog-32-le";
    folder.file("faillog", &encode(id, &[login()]));
    folder
        .run(["lastlog", "--layout", id, "faillog"])
        .code(2)
        .says("it holds counts of failed logins, which `loginrec dump` prints");
    folder.file("text", &b"no login file at all\n".repeat(50));
    folder.run(["lastlog", "text"]).code(2).says("not recognised as a login file");
}

#[test]
fn an_empty_file_says_nothing_about_anybody() {
    let folder = folder();
    folder.file("lastlog", b"");
    let ran = lastlog(&folder, &["--passwd", "passwd"]).code(0);
    assert_eq!(ran.text().matches("**Never logged in**").count(), 4);
    ran.says("lastlog: is empty; whether anybody has logged in, it does not tell");
    let ran = lastlog(&folder, &["--format", "csv"]).code(0);
    assert!(ran.text().ends_with(",user,user_bytes\n"));
}

#[test]
fn lines_of_a_passwd_that_are_no_account_are_named() {
    let folder = folder();
    folder.file("passwd", b"root:x:0:0:::\nbad\nneg:x:-2:1:::\ntoor:x:0:0:::\n");
    let ran = lastlog(&folder, &["--passwd", "passwd", "-u", "0"]).code(0);
    assert_eq!(users(&ran), ["root", "toor"], "both accounts are somebody's");
    ran.says("passwd: line 2: has too few fields")
        .says("passwd: line 3: the user id `-2` of `neg` is no number")
        .says("passwd: line 4: `toor` has the user id 0 of `root`");
    let args = ["--passwd", "passwd", "-u", "0", "--format", "jsonl"];
    assert_eq!(lastlog(&folder, &args).code(0).values("user"), ["root"]);
    folder.file("passwd", &b"x\n".repeat(50));
    lastlog(&folder, &["--passwd", "passwd"]).code(2).says("passwd: has no account");
    lastlog(&folder, &["--passwd", "none"]).code(2).says("none: cannot be read: ");
    folder.file("passwd", &[b"root:x:0:0:::\n".as_slice(), &b"x\n".repeat(50)].concat());
    let ran = lastlog(&folder, &["--passwd", "passwd", "-u", "0"]).code(0);
    assert_eq!(ran.err.lines().count(), 21);
    ran.says("passwd: 30 more such lines");
}

#[test]
fn neither_the_evidence_nor_a_passwd_is_ever_written_to() {
    let folder = folder();
    for name in ["lastlog", "passwd"] {
        let before = std::fs::read(folder.path(name)).unwrap();
        let args = ["--passwd", "passwd", "--force", "--output", name];
        lastlog(&folder, &args).code(2).says("it is one of the inputs");
        assert_eq!(std::fs::read(folder.path(name)).unwrap(), before);
    }
    lastlog(&folder, &["--output", "new"]).fine();
    let text = std::fs::read_to_string(folder.path("new")).unwrap();
    assert_eq!(text, lastlog(&folder, &[]).fine().text());
    lastlog(&folder, &["--output", "new"]).code(2).says("--force overwrites it");
}

#[test]
fn several_files_have_titles_and_standard_input_is_one() {
    let folder = folder();
    let bytes = std::fs::read(folder.path("lastlog")).unwrap();
    // A stream has no name that would say what it is.
    let args = ["lastlog", "--layout", LASTLOG, "-u", "0", "lastlog", "-"];
    let ran = run(folder.command(args), &bytes).fine();
    let lines: Vec<_> = ran.text().lines().collect();
    assert_eq!(lines[0], format!("lastlog ({LASTLOG})"));
    assert_eq!(lines[3..5], ["", &format!("- ({LASTLOG})")]);
    assert_eq!(lines[1..3], lines[5..7]);
    let args = ["lastlog", "--layout", LASTLOG, "-u", "0", "-f", "jsonl", "lastlog", "-"];
    let ran = run(folder.command(args), &bytes).fine();
    assert_eq!(ran.values("source"), ["lastlog", "-"]);
}

#[test]
fn seconds_of_32_bits_have_a_sign_if_asked_for() {
    let folder = Folder::new();
    folder.file("lastlog", &slots(LASTLOG, &[(0, Draft { seconds: -5, ..login() })]));
    let args = ["--layout", LASTLOG];
    assert!(lastlog(&folder, &args).fine().text().ends_with("06:28:11 +0000 2106\n"));
    let args = ["--layout", LASTLOG, "--signed-time"];
    assert!(lastlog(&folder, &args).fine().text().ends_with("23:59:55 +0000 1969\n"));
}
