//! `last` and `lastb`: what is printed, what is left out, and what a file cannot do to them.
//!
//! `LOGINREC_BLESS=1` rewrites the lines under `tests/last/`.

mod support;

use loginrec::layout::{Draft, Remote};
use std::net::{IpAddr, Ipv6Addr};
use std::path::Path;
use std::{env, fs};
use support::{Folder, Ran, encode, login, login_of, v4};

/// 2023-11-14 22:13:20 UTC.
const START: i64 = 1_700_000_000;

/// Days of a small server, with a crash, changes of the clock, and long names.
fn days() -> Vec<u8> {
    let system = |number, line, user, host, after| Draft {
        type_raw: number,
        line,
        id: b"~~",
        user,
        host,
        seconds: START + after,
        ..Draft::default()
    };
    let v6 = "2001:db8::1".parse::<Ipv6Addr>().unwrap();
    let mapped = "::ffff:203.0.113.9".parse::<Ipv6Addr>().unwrap();
    let (old, new) = (b"6.1.0-13-amd64", b"6.1.0-14-amd64");
    let level = |pid| Draft { pid, ..system(1, b"~", b"runlevel", old, 10) };
    let session = |number, line, user, after| Draft {
        type_raw: number,
        line,
        user,
        seconds: START + after,
        ..Draft::default()
    };
    let drafts = [
        system(2, b"~", b"reboot", old, -50_000),
        system(2, b"~", b"reboot", old, 0),
        level(0x35),
        Draft {
            host: b"host-with-a-long-name.example.org",
            remote: v4([192, 0, 2, 10]),
            ..session(7, b"pts/0", b"alice", 600)
        },
        session(8, b"pts/0", b"", 3_600),
        Draft {
            host: b"2001:db8::1",
            remote: Remote::Ip(IpAddr::V6(v6)),
            ..session(7, b"pts/1", b"bob_longname", 4_000)
        },
        session(7, b"tty2", b"carol", 4_060),
        session(6, b"tty3", b"LOGIN", 4_070),
        system(1, b"~", b"shutdown", old, 5_000),
        system(2, b"~", b"reboot", new, 90_000),
        Draft { type_raw: 4, ..session(0, b"|", b"date", 90_011) },
        Draft { type_raw: 3, ..session(0, b"{", b"date", 90_000) },
        Draft {
            host: b"mapped",
            remote: Remote::Ip(IpAddr::V6(mapped)),
            ..session(7, b"pts/2", b"dave", 91_000)
        },
        session(7, b"ftp4711", b"erin", 91_100),
        system(2, b"~", b"reboot", new, 400_000),
        Draft { host: b"esc\x1b\nlf", ..session(7, b"pts/0", "jörg".as_bytes(), 400_100) },
        session(7, b"pts/3", b"\xffbytes", 400_200),
        session(8, b"pts/3", b"", 400_260),
    ];
    encode(support::UTMP, &drafts)
}

/// Runs the command on those days.
fn on_days(args: &[&str]) -> Ran {
    let folder = Folder::new();
    folder.file("wtmp", &days());
    let mut command = folder.command(args);
    command.args(["-f", "wtmp"]).env("LC_ALL", "C.UTF-8");
    support::run(command, b"")
}

/// Compares with the file of this name, or rewrites it.
#[track_caller]
fn assert_golden(name: &str, found: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/last");
    let path = folder.join(name);
    if env::var_os("LOGINREC_BLESS").is_some_and(|value| value == "1") {
        fs::create_dir_all(&folder).unwrap();
        fs::write(&path, found).unwrap();
        return;
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, golden, "rewrite with LOGINREC_BLESS=1 and read the change: {name}");
}

#[test]
fn every_form_has_its_golden_lines() {
    const OPTIONS: &[&str] = &[
        "",
        "-x -F",
        "-x -w",
        "-a -d",
        "-i -w --time-format iso",
        "-x --time-format notime",
        "-R -T -s 2023-11-15",
        "-p 2023-11-14T23:25:00 -x",
        "-3",
        "-w tty2 bob_longname pts/2",
    ];
    for form in ["default", "2.38", "2.40", "2.41"] {
        let mut found = String::new();
        for options in OPTIONS {
            let mut args = vec!["last"];
            if form != "default" {
                args.extend(["--compat", form, "--now", "2023-11-20"]);
            }
            args.extend(options.split_whitespace());
            let ran = on_days(&args).fine();
            found.push_str(&format!("$ last {options}\n{}\n", ran.text()));
        }
        assert_golden(&format!("{form}.txt"), &found);
    }
}

#[test]
fn failed_logins_have_their_golden_lines() {
    let folder = Folder::new();
    let drafts = [
        Draft { type_raw: 6, line: b"ssh:notty", user: b"root", ..login() },
        Draft { type_raw: 6, line: b"ssh:notty", user: b"a\tb\nc", ..login_of("x", 5) },
        Draft { type_raw: 6, line: b"tty1", user: b"UNKNOWN", ..login_of("x", 100_000) },
        Draft::default(),
    ];
    folder.file("btmp", &encode(support::UTMP, &drafts));
    let mut found = String::new();
    for form in [&["--compat", "2.41", "--now", "2024-01-01"][..], &[]] {
        for options in ["", "-F -i", "-w -a root tty1"] {
            let mut command = folder.command(["lastb", "-f", "btmp"]);
            command.args(form).args(options.split_whitespace()).env("LC_ALL", "C");
            let ran = support::run(command, b"").fine();
            found.push_str(&format!(
                "$ lastb {} {options}\n{}\n",
                form.join(" "),
                ran.text()
            ));
        }
    }
    assert_golden("lastb.txt", &found);
}

#[test]
fn nothing_in_a_record_can_forge_a_line_or_a_column() {
    let evil = b"x\nroot     pts/9        10.0.0.1\t\r\x1b[2K";
    let drafts = [Draft { user: &evil[..32], line: evil, host: evil, ..login() }];
    let folder = Folder::with_wtmp(&drafts);
    for args in [&["last", "-w"][..], &["last", "-a", "-F"], &["last", "-T"], &["lastb"]] {
        let mut args = args.to_vec();
        args.extend(["-f", "wtmp", "--layout", support::UTMP]);
        let ran = folder.run(&args).fine();
        assert_eq!(ran.text().lines().count(), 3, "{args:?}: {}", ran.text());
        support::injection::assert_harmless(&ran.text().replace('\t', " ").into_bytes());
    }
}

#[test]
fn an_address_is_that_of_dump_and_none_is_nothing() {
    let v6 = Remote::Ip(IpAddr::V6("2001:db8::".parse().unwrap()));
    let folder = Folder::with_wtmp(&[
        Draft { remote: v6, host: b"host", ..login_of("alice", 0) },
        Draft { remote: v6, host: b"2001:db8::", ..login_of("bob", 1) },
        Draft { remote: v4([32, 1, 0, 9]), host: b"32.1.0.9", ..login_of("carol", 2) },
        Draft { remote: Remote::None, host: b"host", ..login_of("dave", 3) },
    ]);
    let shown = |args: &[&str]| -> Vec<String> {
        let ran = folder.run([&["last", "-a", "-f", "wtmp"], args].concat()).fine();
        let lines = ran.text().lines().take_while(|line| !line.is_empty());
        lines.map(|line| line.rsplit(' ').next().unwrap().trim_end().to_owned()).collect()
    };
    for option in ["-i", "-d"] {
        let addresses = shown(&[option]);
        assert_eq!(addresses[1..], ["32.1.0.9", "2001:db8::", "2001:db8::"]);
        assert!(addresses[0].ends_with("in"), "still logged in: {addresses:?}");
        let compat = ["--compat", "2.41", "--now", "2023-11-20", option];
        assert_eq!(shown(&compat), ["0.0.0.0", "32.1.0.9", "32.1.13.184", "32.1.13.184"]);
    }
}

#[test]
fn an_unreadable_file_stops_what_is_compatible_and_nothing_else() {
    let folder = Folder::with_wtmp(&[login()]);
    let files = ["-f", "missing", "-f", "wtmp"];
    let ran = folder.run(["last"].iter().chain(&files)).code(2).says("missing");
    assert!(ran.text().contains("wtmp begins"));
    let compat = ["last", "--compat", "2.40"];
    let ran = folder.run(compat.iter().chain(&files)).code(1).says("missing");
    assert_eq!(ran.text(), "");
}

#[test]
fn a_stream_is_read_like_a_file() {
    let folder = Folder::new();
    folder.file("wtmp", &days());
    let file = folder.run(["last", "-x", "-f", "wtmp"]).fine();
    let stream = support::run(folder.command(["last", "-x", "-f", "-"]), &days()).fine();
    assert_eq!(file.text().replace("wtmp begins", "- begins"), stream.text());
}

#[test]
fn damage_is_told_and_the_sound_records_are_shown() {
    let folder = Folder::new();
    let mut bytes = days();
    bytes.extend([0xa5; 100]);
    folder.file("wtmp", &bytes);
    let torn = folder.run(["last", "-f", "wtmp"]).code(3).says("100 bytes");
    assert_eq!(torn.out, on_days(&["last"]).out);
    let compat = ["last", "--compat", "2.38", "--now", "2023-11-20", "-f", "wtmp"];
    assert!(folder.run(compat).code(3).text().contains("carol"));
}

#[test]
fn records_of_other_systems_are_shown_alike() {
    let mut found = Vec::new();
    for id in ["linux-utmp-384-le", "linux-utmp-400-be", "netbsd-utmpx-520-v1-be"] {
        let layout = support::layout(id);
        let number = |kind| layout.spec().convention.number(kind).unwrap();
        let boot = Draft {
            type_raw: number(loginrec::Kind::BootTime),
            line: b"~",
            user: b"reboot",
            ..login_of("x", -100)
        };
        let login = Draft { type_raw: number(loginrec::Kind::UserProcess), ..login() };
        let logout = Draft {
            type_raw: number(loginrec::Kind::DeadProcess),
            user: b"",
            ..login_of("x", 300)
        };
        let folder = Folder::new();
        folder.file("wtmp", &encode(id, &[boot, login, logout]));
        let ran = folder.run(["last", "--layout", id, "-F", "-f", "wtmp"]).fine();
        found.push(ran.text().to_owned());
    }
    assert!(found[0].contains("alice    pts/0        host.example     Tue Nov 14 22:13:20 2023 - Tue Nov 14 22:18:20 2023  (00:05)"), "{}", found[0]);
    assert!(found.iter().all(|text| *text == found[0]), "{found:?}");
}

#[test]
fn an_empty_file_has_no_lines_and_is_no_error() {
    let folder = Folder::new();
    folder.file("wtmp", b"");
    let ran = folder.run(["last", "-f", "wtmp"]).fine();
    assert_eq!(ran.text(), "\nwtmp has no records\n");
    let ran = folder.run(["last", "-f", "wtmp", "--compat", "2.38"]).fine();
    assert!(ran.text().starts_with("\nwtmp begins "));
}

#[test]
fn what_holds_no_logins_is_left_to_dump() {
    let folder = Folder::new();
    folder.file("lastlog", &encode(support::LASTLOG, &[login(), login()]));
    folder.run(["last", "-f", "lastlog"]).code(2).says("loginrec dump");
}

#[test]
fn the_default_joins_files_into_one_log() {
    let folder = Folder::new();
    let gone = Draft { type_raw: 8, user: b"", host: b"", ..login_of("x", 3_600) };
    folder.file("wtmp", &encode(support::UTMP, &[gone]));
    folder.file("wtmp.1", &encode(support::UTMP, &[login()]));
    let ran = folder.run(["last", "-f", "wtmp", "-f", "wtmp.1"]).code(0);
    assert_eq!(
        ran.text(),
        "alice    pts/0        host.example     Tue Nov 14 22:13 - 23:13  (01:00)\n\n\
         wtmp.1 begins Tue Nov 14 22:13:20 2023\n"
    );
}

#[test]
fn filters_of_the_default_never_change_how_a_session_ended() {
    let boot = Draft { type_raw: 2, line: b"~", user: b"reboot", ..login_of("x", 3_600) };
    let folder = Folder::with_wtmp(&[
        login(),
        login_of("bob", 60),
        boot,
        Draft { user: b"reboot", seconds: 1_700_007_200, ..boot },
    ]);
    let lines = |args: &[&str]| {
        let ran = folder.run([&["last", "-R", "-f", "wtmp"], args].concat()).fine();
        ran.text()
            .lines()
            .take_while(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    };
    let alice = "alice    pts/0        Tue Nov 14 22:13    gone - no logout";
    let bob = "bob      pts/0        Tue Nov 14 22:14 - crash  (00:59)";
    assert_eq!(lines(&["--until", "2023-11-14 22:20"]), format!("{bob}\n{alice}"));
    assert_eq!(lines(&["--until", "2023-11-14 22:14:00"]), alice);
    assert_eq!(lines(&["bob"]), bob);
}

#[test]
fn nobody_is_known_to_be_there_behind_the_last_record() {
    let clock = Draft { type_raw: 3, line: b"{", user: b"date", ..login_of("date", 60) };
    let boot = Draft { type_raw: 2, line: b"~", user: b"reboot", ..login_of("x", -60) };
    let bob = Draft { line: b"pts/1", ..login_of("bob", 600) };
    let folder = Folder::with_wtmp(&[boot, login(), clock, bob]);
    let users = |args: &[&str]| {
        let ran = folder.run([&["last", "-x", "-f", "wtmp", "-p"], args].concat()).code(0);
        let lines = ran.text().lines().take_while(|line| !line.is_empty());
        let users: Vec<_> = lines.map(|line| line.split(' ').next().unwrap()).collect();
        (users.join(" "), ran.err)
    };
    let silent = |text: &str| (text.to_owned(), String::new());
    assert_eq!(users(&["2023-11-14T22:14:20"]), silent("date alice reboot"));
    assert_eq!(users(&["2023-11-14T22:23:20"]), silent("bob alice reboot"));
    let (behind, message) = users(&["2023-11-14T22:23:21"]);
    assert_eq!(behind, "");
    assert!(message.contains("--present: is behind the last record"), "{message}");
    let now = "2023-11-14T23:00:00";
    assert_eq!(users(&[now, "--now", now]), silent("bob alice reboot"));
    assert_eq!(users(&["2023-11-14T23:00:01", "--now", now]), silent(""));
}

#[test]
fn a_recorded_clock_change_is_no_part_of_a_length() {
    let clock = |type_raw, line: &'static [u8], after| Draft {
        type_raw,
        line,
        user: b"date",
        ..login_of("date", after)
    };
    let folder = Folder::with_wtmp(&[
        login(),
        clock(4, b"|", 600),
        clock(3, b"{", 600 + 86_400),
        Draft { type_raw: 8, user: b"", ..login_of("x", 1_200 + 86_400) },
    ]);
    let ran = folder.run(["last", "-R", "-f", "wtmp"]).fine();
    assert!(
        ran.text().contains("alice    pts/0        Tue Nov 14 22:13 - 22:33  (00:20)\n")
    );
}

#[test]
fn sessions_of_a_system_that_pairs_by_id_have_their_ends() {
    let id = b"\x01\x02\x03\x04\x05\x06\x07\x08";
    let freebsd = support::layout("freebsd-utx-log-be");
    let records = [
        Draft { type_raw: 4, id, ..login() },
        Draft { type_raw: 7, id, line: b"", user: b"", host: b"", ..login_of("x", 600) },
        Draft { type_raw: 1, seconds: 1_700_009_000, ..Draft::default() },
    ];
    let bytes: Vec<u8> = records.iter().flat_map(|draft| freebsd.encode(draft)).collect();
    let folder = Folder::new();
    folder.file("utx.log", &bytes);
    let ran = folder.run(["last", "-R", "-f", "utx.log"]).fine();
    assert_eq!(
        ran.text(),
        "reboot   system boot  Wed Nov 15 00:43   still running\n\
         alice    pts/0        Tue Nov 14 22:13 - 22:23  (00:10)\n\n\
         utx.log begins Tue Nov 14 22:13:20 2023\n"
    );
}

#[test]
fn no_blank_of_a_record_can_pass_for_the_end_of_a_column() {
    let forged = Draft {
        line: b"system boot",
        user: b"reboot",
        host: b"10.0.0.1  Tue Nov 14 10:00 - 10:05  (00:05)",
        ..login_of("x", 5)
    };
    let folder = Folder::with_wtmp(&[login(), forged, login_of("bob", 9)]);
    let ran = folder.run(["last", "-w", "-f", "wtmp"]).fine();
    let text = ran.text();
    assert!(
        text.contains("reboot   system\\x20bo 10.0.0.1\\x20\\x20Tue\\x20Nov"),
        "{text}"
    );
    let ran = folder.run(["sessions", "--format", "table", "wtmp"]).fine();
    assert!(ran.text().contains("system\\x20boot 10.0.0.1\\x20\\x20Tue"), "{}", ran.text());
}
