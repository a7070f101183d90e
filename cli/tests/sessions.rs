//! `loginrec sessions` as a user runs it.

mod support;

use loginrec::layout::Draft;
use serde_json::{Value, json};
use support::{Folder, LASTLOG, Ran, UTMP, encode, login, login_of, run};

const START: i64 = 1_700_000_000;

/// A record so many minutes after the start.
fn at(minutes: i64, draft: Draft<'static>) -> Draft<'static> {
    Draft { seconds: START + 60 * minutes, usec: 0, ..draft }
}

fn user(name: &'static str, line: &'static str) -> Draft<'static> {
    Draft { user: name.as_bytes(), line: line.as_bytes(), ..login() }
}

fn gone(line: &'static str) -> Draft<'static> {
    Draft { type_raw: 8, line: line.as_bytes(), user: b"", host: b"", ..login() }
}

fn boot() -> Draft<'static> {
    Draft { type_raw: 2, line: b"~", id: b"~~", user: b"reboot", ..login() }
}

/// A machine that was up, went away, and came up again.
fn story() -> Vec<Draft<'static>> {
    vec![
        at(0, boot()),
        at(10, user("alice", "pts/0")),
        at(20, user("bob", "pts/1")),
        at(30, gone("pts/0")),
        at(40, user("carol", "pts/0")),
        at(50, user("dave", "pts/1")),
        at(60, boot()),
        at(70, user("alice", "pts/0")),
        at(80, user("erin", "pts/2")),
        at(90, gone("pts/2")),
    ]
}

fn users(ran: &Ran) -> Vec<Value> {
    ran.values("user")
}

#[test]
fn the_newest_login_comes_first_with_what_ended_it() {
    let folder = Folder::with_wtmp(&story());
    let ran = folder.run(["sessions", "wtmp"]).fine();
    let rows: Vec<_> = ran
        .json()
        .iter()
        .map(|row| {
            json!([
                row["user"],
                row["ended"],
                row["rule"],
                row["duration"],
                row["end_offset"]
            ])
        })
        .collect();
    let of = |number: u64| number * 384;
    assert_eq!(
        rows,
        [
            json!(["erin", "logout", "line", 600.0, of(9)]),
            json!(["alice", "open", null, 1_200.0, null]),
            json!(["dave", "crash", "system", 600.0, of(6)]),
            json!(["carol", "crash", "system", 1_200.0, of(6)]),
            json!(["bob", "unknown", "reuse", 1_800.0, of(5)]),
            json!(["alice", "logout", "line", 1_200.0, of(3)]),
        ]
    );
    assert_eq!(ran.values("source"), vec![json!("wtmp"); 6]);
    assert_eq!(ran.values("offset")[0], json!(of(8)));
}

#[test]
fn filters_choose_sessions_and_never_change_how_one_ended() {
    let folder = Folder::with_wtmp(&story());
    let ran = folder.run(["sessions", "--user", "bob", "wtmp"]).fine();
    assert_eq!(
        (users(&ran), ran.values("ended")),
        (vec![json!("bob")], vec![json!("unknown")])
    );
    // The boot that ended it is behind --until.
    let until = format!("@{}", START + 60 * 55);
    let ran = folder.run(["sessions", "--user", "dave", "--until", &until, "wtmp"]).fine();
    assert_eq!(ran.values("ended"), [json!("crash")]);
    let ran = folder.run(["sessions", "--line", "pts/2", "--host", "host.example", "wtmp"]);
    assert_eq!(users(&ran.fine()), [json!("erin")]);
}

#[test]
fn a_time_shows_who_was_on() {
    let folder = Folder::with_wtmp(&story());
    for (minute, expected) in [
        (15, vec!["alice"]),
        (45, vec!["carol", "bob"]),
        (75, vec!["alice"]),
        (85, vec!["erin", "alice"]),
        (1_000, vec![]),
    ] {
        let time = format!("@{}", START + 60 * minute);
        let ran = folder.run(["sessions", "--at", &time, "wtmp"]).fine();
        assert_eq!(users(&ran), expected, "minute {minute}");
    }
    // Who is open is there for as long as the examiner says.
    let now = format!("@{}", START + 60 * 2_000);
    let time = format!("@{}", START + 60 * 1_000);
    let ran = folder.run(["sessions", "--at", &time, "--now", &now, "wtmp"]).fine();
    assert_eq!(users(&ran), ["alice"]);
    assert_eq!(ran.values("duration"), [json!(60.0 * 1_930.0)]);
}

#[test]
fn a_range_of_time_has_the_sessions_that_touch_it() {
    let folder = Folder::with_wtmp(&story());
    let time = |minute: i64| format!("@{}", START + 60 * minute);
    let ran =
        folder.run(["sessions", "--since", &time(25), "--until", &time(35), "wtmp"]).fine();
    assert_eq!(users(&ran), ["bob", "alice"]);
}

#[test]
fn open_sessions_are_those_without_an_end() {
    let folder = Folder::with_wtmp(&story());
    let ran = folder.run(["sessions", "--open", "wtmp"]).fine();
    assert_eq!(
        (users(&ran), ran.values("end_time")),
        (vec![json!("alice")], vec![json!(null)])
    );
}

#[test]
fn the_longest_sessions_come_first_and_are_no_more_than_asked_for() {
    let folder = Folder::with_wtmp(&story());
    let ran = folder.run(["sessions", "--longest=3", "wtmp"]).fine();
    assert_eq!(ran.values("duration"), [json!(1_800.0), json!(1_200.0), json!(1_200.0)]);
    assert_eq!(users(&ran), ["bob", "alice", "carol"]);
    assert_eq!(folder.run(["sessions", "--longest=0", "wtmp"]).fine().out, b"");
    assert_eq!(folder.run(["sessions", "--longest", "wtmp"]).fine().json().len(), 6);
}

#[test]
fn logouts_without_a_login_are_shown_on_request() {
    let mut story = story();
    // Somebody has cut a login out.
    story.remove(8);
    let folder = Folder::with_wtmp(&story);
    assert_eq!(folder.run(["sessions", "wtmp"]).fine().json().len(), 5);
    let rows = folder.run(["sessions", "--orphans", "wtmp"]).fine().json();
    assert_eq!(rows.len(), 6);
    let orphan = rows.iter().find(|row| row["span"] == "orphan").unwrap();
    assert_eq!(
        json!([orphan["line"], orphan["offset"], orphan["ended"], orphan["duration"]]),
        json!(["pts/2", 8 * 384, "moment", null])
    );
}

#[test]
fn the_system_has_periods_too() {
    let folder = Folder::with_wtmp(&story());
    let ran = folder.run(["sessions", "-x", "--user", "reboot", "wtmp"]).fine();
    assert_eq!(ran.values("span"), ["uptime", "uptime"]);
    assert_eq!(ran.values("ended"), ["open", "crash"]);
}

#[test]
fn totals_add_up_and_end_with_the_evidence() {
    let folder = Folder::with_wtmp(&story());
    let ran = folder.run(["sessions", "--totals", "user", "wtmp"]).fine();
    let rows: Vec<_> = ran
        .json()
        .iter()
        .map(|row| {
            json!([
                row["value"],
                row["sessions"],
                row["duration"],
                row["open"],
                row["bounded"]
            ])
        })
        .collect();
    assert_eq!(
        rows,
        [
            json!(["alice", 2, 2_400.0, 1, 0]),
            json!(["bob", 1, 1_800.0, 0, 1]),
            json!(["carol", 1, 1_200.0, 0, 1]),
            json!(["dave", 1, 600.0, 0, 1]),
            json!(["erin", 1, 600.0, 0, 0]),
        ]
    );
    for by in ["host", "address"] {
        let ran = folder.run(["sessions", "--totals", by, "wtmp"]).fine();
        assert_eq!(
            (ran.values("sessions"), ran.values("by")),
            (vec![json!(6)], vec![json!(by)])
        );
    }
}

#[test]
fn totals_by_day_cut_sessions_at_midnight_in_the_zone() {
    // From 2023-11-14 22:13:20 UTC for 3 days and a bit.
    let folder = Folder::with_wtmp(&[
        at(0, user("alice", "pts/0")),
        at(3 * 1_440 + 120, gone("pts/0")),
    ]);
    let days = |args: &[&str]| -> Vec<Value> {
        let args = ["sessions", "--totals", "day", "wtmp"].iter().chain(args);
        let rows = folder.run(args).fine().json();
        rows.iter().map(|row| json!([row["value"], row["duration"]])).collect()
    };
    assert_eq!(
        days(&[]),
        [
            json!(["2023-11-14", 6_400.0]),
            json!(["2023-11-15", 86_400.0]),
            json!(["2023-11-16", 86_400.0]),
            json!(["2023-11-17", 86_400.0]),
            json!(["2023-11-18", 800.0]),
        ]
    );
    assert_eq!(days(&["--tz", "+02:00"])[0], json!(["2023-11-15", 86_400.0 - 800.0]));
    // A day on which the clocks were set forward has 23 hours.
    let folder = Folder::with_wtmp(&[
        Draft { seconds: 1_711_753_200, ..user("alice", "pts/0") },
        Draft { seconds: 1_711_753_200 + 2 * 86_400, ..gone("pts/0") },
    ]);
    let ran =
        folder.run(["sessions", "--totals", "day", "--tz", "Europe/Berlin", "wtmp"]).fine();
    let of = |day: &str| {
        ran.json().iter().find(|row| row["value"] == day).unwrap()["duration"].clone()
    };
    assert_eq!(of("2024-03-31"), json!(23.0 * 3_600.0));
}

#[test]
fn no_filter_and_no_day_has_more_than_there_was() {
    let clock =
        |type_raw, line: &'static [u8]| Draft { type_raw, line, user: b"date", ..login() };
    // 200 seconds, in which the clock was set ten days ahead.
    let folder = Folder::with_wtmp(&[
        at(0, user("alice", "pts/0")),
        at(1, clock(4, b"|")),
        at(1 + 14_400, clock(3, b"{")),
        at(3 + 14_400, gone("pts/0")),
    ]);
    let sum = |args: &[&str]| -> (f64, u64) {
        let args = ["sessions", "wtmp", "--totals"].iter().chain(args);
        let rows = folder.run(args).fine().json();
        let seconds = rows.iter().map(|row| row["duration"].as_f64().unwrap()).sum();
        (seconds, rows.iter().map(|row| row["unmeasured"].as_u64().unwrap()).sum())
    };
    assert_eq!(sum(&["user"]), (180.0, 0));
    assert_eq!(sum(&["day"]), (0.0, 1));
    let since = format!("@{}", START + 1);
    assert_eq!(sum(&["user", "--since", &since]), (0.0, 1));
}

#[test]
fn a_session_of_centuries_takes_no_memory_for_its_days() {
    let late = Draft { seconds: 4_294_000_000, ..user("bob", "pts/0") };
    let folder =
        Folder::with_wtmp(&[login(), at(0, user("alice", "pts/0")), late, gone("pts/0")]);
    let mut command = folder.command(["sessions", "--totals", "day", "wtmp"]);
    command.stdin(std::process::Stdio::null());
    let ran = run(command, b"").fine();
    assert!(ran.text().lines().count() > 30_000);
    assert!(ran.json().iter().all(|row| row["duration"].as_f64().unwrap() >= 0.0));
}

#[test]
fn an_open_session_is_there_even_if_the_clock_was_set_back() {
    let folder = Folder::with_wtmp(&[
        at(0, user("alice", "pts/0")),
        Draft { seconds: 1_100_000_000, ..user("bob", "pts/1") },
    ]);
    let time = format!("@{}", START + 60);
    let ran = folder.run(["sessions", "--at", &time, "wtmp"]).code(0);
    assert!(users(&ran).contains(&json!("alice")));
}

#[test]
fn rotated_files_are_joined_by_what_is_in_them() {
    let folder = Folder::new();
    let story = story();
    folder.file("wtmp", &encode(UTMP, &story[7..]));
    folder.file("wtmp.1", &encode(UTMP, &story[3..7]));
    folder.file("wtmp.2", &encode(UTMP, &story[..3]));
    let whole = Folder::with_wtmp(&story).run(["sessions", "-x", "wtmp"]).fine();
    for order in [["wtmp", "wtmp.1", "wtmp.2"], ["wtmp.1", "wtmp.2", "wtmp"]] {
        let ran = folder.run(["sessions", "-x"].iter().chain(&order)).code(0);
        for key in ["user", "time", "end_time", "ended", "rule", "duration"] {
            assert_eq!(ran.values(key), whole.values(key), "{key}");
        }
        let ran =
            ran.says("wtmp.2 ends at 2023-11-14T22:33:20").says("nothing is recorded");
        assert_eq!(ran.json().last().unwrap()["end_source"], "wtmp.1");
    }
    // Without the one in the middle.
    let ran = folder.run(["sessions", "wtmp", "wtmp.2"]).code(0);
    ran.says("of the files between wtmp.2 and wtmp none was given");
}

#[test]
fn what_two_files_have_in_common_counts_once() {
    let folder = Folder::new();
    let story = story();
    folder.file("wtmp", &encode(UTMP, &story));
    folder.file("snapshot", &encode(UTMP, &story[..6]));
    folder.file("tail", &encode(UTMP, &story[4..]));
    // An older copy out of which a login was cut.
    let edited = [&story[..2], &story[3..]].concat();
    folder.file("edited", &encode(UTMP, &edited));
    let whole = folder.run(["sessions", "wtmp"]).fine();
    for (files, said) in [
        (["wtmp", "snapshot"], "snapshot: left out"),
        (["snapshot", "tail"], "its first 2 records end snapshot too"),
        (["wtmp", "wtmp"], "left out"),
        (["wtmp", "edited"], "one of them may have been edited"),
    ] {
        let ran = folder.run(["sessions"].iter().chain(&files)).code(0).says(said);
        for key in ["user", "time", "end_time", "ended"] {
            assert_eq!(ran.values(key), whole.values(key), "{files:?}: {key}");
        }
    }
    let other = [at(5, user("mallory", "pts/9")), at(6, gone("pts/9"))];
    folder.file("other", &encode(UTMP, &other));
    folder.run(["sessions", "wtmp", "other"]).code(0).says("are they of one machine?");
}

#[test]
fn blank_records_and_equal_seconds_accuse_nobody() {
    let folder = Folder::new();
    let blank = Draft::default();
    let story = story();
    let mut newer = [&[blank], &story[5..]].concat();
    newer.push(blank);
    // Rotated within a second.
    newer[1].seconds = story[4].seconds;
    folder.file("wtmp.1", &encode(UTMP, &[&story[..3], &[blank], &story[3..5]].concat()));
    folder.file("wtmp", &encode(UTMP, &newer));
    assert_eq!(folder.run(["sessions", "wtmp", "wtmp.1"]).code(0).err, "");
}

#[test]
fn a_last_record_with_an_odd_time_decides_nothing_and_is_told() {
    let folder = Folder::new();
    let story = story();
    for (seconds, time) in [(1_104_537_600, "2005-01-01"), (1_900_000_000, "2030-03-17")] {
        let odd = Draft { seconds, ..gone("pts/9") };
        folder.file("wtmp.1", &encode(UTMP, &[&story[..6], &[odd]].concat()));
        folder.file("wtmp", &encode(UTMP, &story[6..]));
        let ran = folder.run(["sessions", "wtmp", "wtmp.1"]).code(0);
        ran.says(&format!("wtmp.1: its last record says {time}"))
            .says("those before it 2023-11-14T23:03:20");
    }
    // Nor in a file that stands alone, however long.
    let mut long: Vec<_> = (0..100).flat_map(|_| story.clone()).collect();
    long.push(Draft { seconds: 1_900_000_000, ..gone("pts/9") });
    folder.file("wtmp", &encode(UTMP, &long));
    let ran = folder.run(["sessions", "--open", "wtmp"]).code(0).says("2030-03-17");
    assert_eq!(ran.values("duration"), [json!(1_200.0)]);
}

#[test]
fn dates_in_names_are_hints_too() {
    let folder = Folder::new();
    for (one, other, is_told) in [
        ("wtmp-20231114", "wtmp-20231115", false),
        ("wtmp-20231115", "wtmp-20231114", true),
        ("wtmp.20231101", "wtmp.20231115", false),
        ("wtmp-20231114", "wtmp", false),
    ] {
        folder.file(one, &encode(UTMP, &story()[..3]));
        folder.file(other, &encode(UTMP, &story()[3..]));
        let said = folder.run(["sessions", one, other]).code(0).err;
        assert_eq!(said.contains("their names say otherwise"), is_told, "{one} {other}");
        assert!(!said.contains("none was given"), "{one} {other}");
    }
}

#[test]
fn a_name_that_contradicts_the_contents_is_told() {
    let folder = Folder::new();
    folder.file("wtmp.1", &encode(UTMP, &story()[..3]));
    folder.file("wtmp.2", &encode(UTMP, &story()[3..]));
    folder
        .run(["sessions", "wtmp.1", "wtmp.2"])
        .code(0)
        .says("though their names say otherwise");
}

#[test]
fn standard_input_is_a_file_among_others() {
    let folder = Folder::new();
    let story = story();
    folder.file("wtmp", &encode(UTMP, &story[7..]));
    let ran =
        run(folder.command(["sessions", "-", "wtmp"]), &encode(UTMP, &story[..7])).code(0);
    assert_eq!(users(&ran), ["erin", "alice", "dave", "carol", "bob", "alice"]);
    assert_eq!(ran.values("source")[2], json!("-"));
}

#[test]
fn an_unreadable_file_among_good_ones_is_told_and_the_others_are_read() {
    let folder = Folder::with_wtmp(&story());
    folder.file("noise", b"no login file at all, whatever it is called");
    folder.file("lastlog", &encode(LASTLOG, &[login()]));
    let ran = folder.run(["sessions", "missing", "noise", "lastlog", "wtmp"]).code(2);
    assert_eq!(users(&ran).len(), 6);
    ran.says("missing").says("noise").says("which do not say from when to when");
}

#[test]
fn damage_is_told_and_pairing_goes_on() {
    let folder = Folder::new();
    let mut bytes = encode(UTMP, &story());
    bytes[4 * 384..5 * 384].fill(0xa5);
    folder.file("wtmp", &bytes);
    let ran =
        folder.run(["sessions", "wtmp"]).code(3).says("384 bytes in 1 place are no record");
    assert_eq!(users(&ran), ["erin", "alice", "dave", "bob", "alice"]);
}

#[test]
fn an_empty_file_has_no_sessions_and_csv_has_a_header() {
    let folder = Folder::new();
    folder.file("empty", b"");
    assert!(folder.run(["sessions", "empty"]).fine().out.is_empty());
    let ran = folder.run(["sessions", "--format", "csv", "empty"]).fine();
    assert!(ran.text().starts_with("source,offset,index,layout,span,time,"));
}

#[test]
fn no_name_can_forge_a_row() {
    let evil =
        Draft { user: b"a\nroot\x1b[0m", line: b"pts/0\r", host: b"h,\"x\n", ..login() };
    let folder = Folder::with_wtmp(&[login(), evil, login()]);
    for format in ["table", "csv"] {
        let ran = folder.run(["sessions", "--format", format, "wtmp"]).fine();
        assert_eq!(ran.text().lines().count(), 4, "{format}");
        assert!(!ran.text().contains('\x1b') && !ran.text().contains('\r'));
    }
    let ran = folder.run(["sessions", "wtmp"]).fine();
    assert_eq!(users(&ran)[1], "a\nroot\x1b[0m");
}

#[test]
fn every_row_is_what_the_schema_says() {
    let folder = Folder::with_wtmp(&story());
    let schema: Value = serde_json::from_slice(&folder.run(["schema"]).fine().out).unwrap();
    for (name, args) in [("session", vec!["-x"]), ("total", vec!["--totals", "user"])] {
        let definition = &schema["$defs"][name];
        let args = ["sessions", "wtmp"].into_iter().chain(args);
        for row in folder.run(args).fine().json() {
            let row = row.as_object().unwrap();
            for key in definition["required"].as_array().unwrap() {
                assert!(row.contains_key(key.as_str().unwrap()), "{name} lacks {key}");
            }
            for key in row.keys() {
                assert!(definition["properties"].get(key).is_some(), "{name} has {key}");
            }
        }
    }
}

/// User, how it ended and when, of every session.
fn outline(ran: &Ran) -> Vec<Value> {
    let rows = ran.json();
    rows.iter().map(|row| json!([row["user"], row["ended"], row["end_time"]])).collect()
}

#[test]
fn what_an_edited_copy_lacks_stays_between_its_neighbours() {
    let whole = [
        at(0, user("alice", "pts/0")),
        at(60, gone("pts/0")),
        at(120, user("bob", "pts/0")),
        at(180, user("root", "tty1")),
    ];
    let cut = [whole[0], whole[2], whole[3]];
    let renamed = [
        at(0, user("mallory", "pts/0")),
        whole[1],
        whole[2],
        whole[3],
        at(240, gone("tty1")),
    ];
    let folder = Folder::new();
    folder.file("whole", &encode(UTMP, &whole));
    folder.file("cut", &encode(UTMP, &cut));
    folder.file("renamed", &encode(UTMP, &renamed));
    let right = outline(&folder.run(["sessions", "whole"]).fine());
    for files in [["whole", "cut"], ["cut", "whole"]] {
        let ran = folder.run(["sessions"].iter().chain(&files)).code(0);
        assert_eq!(outline(&ran), right, "{files:?}");
    }
    for files in [["whole", "renamed"], ["renamed", "whole"]] {
        let ran = folder.run(["sessions"].iter().chain(&files)).code(0).says("edited");
        let found = outline(&ran);
        // Both names have the line for a moment; nothing else has changed.
        assert_eq!(found[0][0], "root");
        assert_eq!(found[1], json!(["bob", "open", null]), "{found:?}");
        let ends: Vec<_> = found[2..].iter().map(|row| row[1].clone()).collect();
        assert_eq!(found.len(), 4);
        assert!(ends.contains(&json!("logout")), "{found:?}");
    }
}

#[test]
fn a_record_counts_once_however_many_files_have_it() {
    let logins: Vec<_> = (0..6)
        .map(|number| {
            let line = ["pts/0", "pts/1", "pts/2", "pts/3", "pts/4", "pts/5"][number];
            at(i64::try_from(number).unwrap(), user("alice", line))
        })
        .collect();
    let folder = Folder::new();
    folder.file("one", &encode(UTMP, &logins[..4]));
    folder.file("two", &encode(UTMP, &[&logins[..1], &logins[2..5]].concat()));
    folder.file("three", &encode(UTMP, &logins));
    for files in [["one", "two", "three"], ["three", "two", "one"]] {
        let ran = folder.run(["sessions"].iter().chain(&files)).code(0);
        let lines = ran.values("line");
        assert_eq!(
            lines,
            ["pts/5", "pts/4", "pts/3", "pts/2", "pts/1", "pts/0"],
            "{files:?}"
        );
    }
}

#[test]
fn files_of_a_clock_that_was_never_set_are_compared_and_have_an_end() {
    let early = |seconds, draft: Draft<'static>| Draft { seconds, usec: 1, ..draft };
    let records = [
        early(1_000, user("pi", "pts/0")),
        early(1_060, gone("pts/0")),
        early(1_070, user("pi", "pts/1")),
        early(1_090, user("pi", "pts/2")),
    ];
    let folder = Folder::new();
    for name in ["one", "two"] {
        folder.file(name, &encode(UTMP, &records));
    }
    let args = ["sessions", "--layout", UTMP, "one", "two"];
    let ran = folder.run(args).code(0).says("left out");
    assert_eq!(ran.values("duration"), [json!(0.0), json!(20.0), json!(60.0)]);
    // A machine without a battery comes up in 1970.
    folder.file(
        "boot",
        &encode(UTMP, &[&[login(), login(), early(100, boot())][..], &records].concat()),
    );
    let ran = folder.run(["sessions", "boot"]).code(0);
    assert_eq!(ran.values("duration")[..2], [json!(0.0), json!(20.0)]);
}

#[test]
fn failed_logins_and_records_of_another_layout_are_pointed_out() {
    let folder = Folder::new();
    folder.file("btmp", &encode(UTMP, &[login(), login_of("bob", 5)]));
    folder.run(["sessions", "btmp"]).code(0).says("holds failed logins");
    // Eight bytes more, which another layout has too.
    let records: Vec<_> =
        (0..6).map(|after| Draft { usec: 0, ..login_of("eve", after) }).collect();
    let mut bytes = encode(UTMP, &records);
    bytes.splice(3 * 384..3 * 384, *b"EVIDENCE");
    folder.file("wtmp", &bytes);
    let ran = folder.run(["sessions", "wtmp"]);
    assert!(!ran.err.is_empty(), "what is not of its layout is told");
}

#[test]
fn the_order_of_the_arguments_never_matters() {
    let folder = Folder::new();
    folder.file("wtmp.1", &encode(UTMP, &[at(0, user("alice", "pts/0"))]));
    folder.file("wtmp", &encode(UTMP, &[at(0, gone("pts/0"))]));
    for files in [["wtmp", "wtmp.1"], ["wtmp.1", "wtmp"]] {
        let ran = folder.run(["sessions"].iter().chain(&files)).fine();
        assert_eq!(ran.values("ended"), ["logout"], "{files:?}");
    }
}
