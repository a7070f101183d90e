//! Which records are printed, and in which zone.

mod support;

use loginrec::layout::{Draft, Remote};
use support::{Folder, LASTLOG, Ran, UTMP, encode, login, login_of, v4};

fn folder() -> Folder {
    Folder::with_wtmp(&[
        login_of("alice", 0),
        Draft { line: b"pts/1", host: b"203.0.113.9", ..login_of("bob", 60) },
        Draft { type_raw: 8, line: b"tty1", host: b"", ..login_of("alice", 120) },
        Draft { type_raw: 99, ..login_of("carol", 180) },
    ])
}

fn dump(folder: &Folder, args: &[&str]) -> Ran {
    folder.run(["dump", "wtmp"].iter().chain(args))
}

#[track_caller]
fn assert_users(args: &[&str], users: &[&str]) {
    assert_eq!(dump(&folder(), args).fine().values("user"), users, "{args:?}");
}

#[test]
fn a_span_starts_at_its_first_moment_and_ends_before_its_last() {
    assert_users(&["--since", "2023-11-14T22:14:20.123456Z"], &["bob", "alice", "carol"]);
    assert_users(&["--since", "2023-11-14T22:14:20.123457Z"], &["alice", "carol"]);
    assert_users(&["--until", "2023-11-14T22:14:20.123456Z"], &["alice"]);
    assert_users(&["--since", "@1700000001", "--until", "@1700000061"], &["bob"]);
    assert_users(&["--since", "2023-11-15"], &[]);
    assert_users(&["--since", "2023-11-14", "--until", "2023-11-14 22:14"], &["alice"]);
}

#[test]
fn times_that_name_no_zone_are_in_that_of_the_output() {
    assert_users(
        &["--since", "2023-11-14 23:14", "--tz", "Europe/Berlin"],
        &["bob", "alice", "carol"],
    );
    assert_users(&["--since", "2023-11-14 23:14"], &[]);
    assert_users(
        &["--since", "2023-11-14T22:14:00Z", "--tz", "+09:00"],
        &["bob", "alice", "carol"],
    );
}

#[test]
fn conditions_add_up_and_values_of_one_condition_are_alternatives() {
    assert_users(&["--user", "alice"], &["alice", "alice"]);
    assert_users(&["-u", "alice", "--user", "bob"], &["alice", "bob", "alice"]);
    assert_users(&["--user", "alice", "--line", "tty1"], &["alice"]);
    assert_users(&["--user", "ALICE"], &[]);
    assert_users(&["--line", "pts/1", "--line", "tty1"], &["bob", "alice"]);
    assert_users(&["--user", ""], &[]);
}

#[test]
fn a_type_is_a_name_in_any_case_or_a_raw_number() {
    assert_users(&["--type", "USER_PROCESS"], &["alice", "bob"]);
    assert_users(&["-t", "dead_process"], &["alice"]);
    assert_users(&["--type", "99", "--type", "8"], &["alice", "carol"]);
    assert_users(&["--type", "-1"], &[]);
    dump(&folder(), &["--type", "LOGIN"])
        .code(2)
        .says("neither a number nor one of EMPTY, ");
}

#[test]
fn a_host_is_its_name_or_its_address_in_any_spelling() {
    assert_users(&["--host", "host.example"], &["alice", "carol"]);
    assert_users(&["--host", "203.0.113.9"], &["bob"]);
    assert_users(&["--host", "::ffff:203.0.113.9"], &["bob"]);
    assert_users(&["--host", "192.0.2.10"], &["alice", "bob", "alice", "carol"]);
    let mapped = Remote::Ip("::ffff:198.51.100.7".parse().unwrap());
    let v6 = Remote::Ip("2001:db8::".parse().unwrap());
    let folder = Folder::with_wtmp(&[
        Draft { remote: mapped, ..login_of("mapped", 0) },
        Draft { remote: v6, ..login_of("either", 1) },
        Draft { remote: Remote::None, host: b"2001:DB8::0", ..login_of("text", 2) },
        Draft { remote: v4([198, 51, 100, 8]), ..login_of("v4", 3) },
    ]);
    for (host, users) in [
        ("198.51.100.7", &["mapped"][..]),
        ("32.1.13.184", &["either"]),
        ("2001:db8::", &["either", "text"]),
        ("2001:0db8:0:0::", &["either", "text"]),
        ("198.51.100.8", &["v4"]),
        ("::", &[]),
    ] {
        assert_eq!(dump(&folder, &["--host", host]).fine().values("user"), users, "{host}");
    }
}

#[test]
fn records_without_a_possible_time_are_not_left_out_in_silence() {
    let hidden = Draft { usec: -1, ..login_of("mallory", 60) };
    let folder = Folder::with_wtmp(&[login(), hidden, login_of("bob", 120)]);
    let ran = dump(&folder, &["--since", "2023-11-14"]).code(0);
    assert_eq!(ran.values("user"), ["alice", "bob"]);
    assert_eq!(
        ran.err,
        "loginrec: wtmp: left out by --since or --until for want of a possible time: 1 record\n"
    );
    let ran = dump(&folder, &["--since", "2023-11-14", "--user", "bob"]).fine();
    assert_eq!(ran.values("user"), ["bob"]);
    assert_eq!(dump(&folder, &[]).fine().json().len(), 3);
}

#[test]
fn a_lastlog_meets_no_condition_on_users_and_says_so() {
    let folder = Folder::new();
    folder.file("lastlog", &encode(LASTLOG, &[login(), Draft { seconds: 0, ..login() }]));
    let ran = folder.run(["dump", "--user", "alice", "lastlog"]).code(0);
    assert!(ran.out.is_empty());
    assert!(
        ran.says(
            "lastlog: holds last logins, without user names: no entry can meet --user"
        )
        .err
        .lines()
        .count()
            == 1
    );
    let ran = folder.run(["dump", "--until", "2030-01-01", "lastlog"]).code(0);
    assert_eq!(ran.values("uid"), [0], "never is before no time");
    let ran = folder.run(["dump", "--host", "host.example", "--line", "pts/0", "lastlog"]);
    assert_eq!(ran.fine().values("uid"), [0, 1]);
}

#[test]
fn damage_is_told_whatever_is_filtered() {
    let folder = Folder::new();
    folder.file("wtmp", &[encode(UTMP, &[login()]), b"torn".to_vec()].concat());
    let ran = dump(&folder, &["--user", "nobody", "--residue"]).code(3);
    assert_eq!(ran.values("length"), [4]);
    assert_eq!(ran.values("index").len(), 1);
}

#[test]
fn times_are_shown_in_the_zone_asked_for_with_its_offset() {
    for (zone, time) in [
        ("UTC", "2023-11-14T22:13:20.123456Z"),
        ("utc", "2023-11-14T22:13:20.123456Z"),
        ("Europe/Berlin", "2023-11-14T23:13:20.123456+01:00"),
        ("America/St_Johns", "2023-11-14T18:43:20.123456-03:30"),
        ("-0330", "2023-11-14T18:43:20.123456-03:30"),
        ("+05:45", "2023-11-15T03:58:20.123456+05:45"),
    ] {
        let ran = dump(&Folder::with_wtmp(&[login()]), &["--tz", zone]).fine();
        assert_eq!(ran.values("time"), [time]);
        assert_eq!(ran.values("tv_sec"), [1_700_000_000], "raw values stay raw");
    }
}

#[test]
fn seconds_are_unsigned_unless_they_are_said_to_be_signed() {
    let folder =
        Folder::with_wtmp(&[login(), Draft { seconds: -86_400, ..login() }, login()]);
    let ran = dump(&folder, &[]).fine();
    assert_eq!(ran.values("time")[1], "2106-02-06T06:28:16.123456Z");
    let ran = dump(&folder, &["--signed-time"]).fine();
    assert_eq!(ran.values("time")[1], "1969-12-31T00:00:00.123456Z");
    assert_eq!(ran.values("tv_sec")[1], -86_400);
    let ran = dump(&folder, &["--signed-time", "--until", "1970-01-01"]).fine();
    assert_eq!(ran.json().len(), 1);
}

#[test]
fn conditions_that_make_no_sense_are_usage_errors_that_name_the_option() {
    for (args, says) in [
        (&["--since", "yesterday"][..], "--since: `yesterday` is no time"),
        (&["--until", "2023-02-30"], "--until: `2023-02-30` is no time"),
        (&["--tz", "Mars/Olympus"], "--tz: `Mars/Olympus` is neither a zone"),
        (&["--type", "login"], "--type: `login` is neither"),
        (&["--since", "@5", "--until", "@5"], "no time is at or after --since and before"),
    ] {
        let ran = dump(&folder(), args).code(2).says(says);
        assert!(ran.out.is_empty());
    }
}
