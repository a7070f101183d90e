//! `loginrec dump`: what is printed, and that nothing else is.

mod support;

use serde_json::json;
use std::fs;
use support::{Folder, LASTLOG, UTMP, encode, login, login_of, plain_layouts, rich, run};

/// The keys of a record, in the order that is promised.
const KEYS: [&str; 18] = [
    "source",
    "offset",
    "index",
    "layout",
    "type",
    "type_name",
    "time",
    "tv_sec",
    "tv_usec",
    "pid",
    "session",
    "id",
    "line",
    "user",
    "host",
    "addr",
    "exit_termination",
    "exit_status",
];

#[test]
fn a_record_is_one_json_object_with_these_keys_in_this_order() {
    let folder = Folder::with_wtmp(&[login(), login_of("bob", 5)]);
    let ran = folder.run(["dump", "wtmp"]).fine();
    let first = "{\"source\":\"wtmp\",\"offset\":0,\"index\":0,\"layout\":\"linux-utmp-384-le\",\
        \"type\":7,\"type_name\":\"USER_PROCESS\",\"time\":\"2023-11-14T22:13:20.123456Z\",\
        \"tv_sec\":1700000000,\"tv_usec\":123456,\"pid\":4711,\"session\":4711,\"id\":\"ts/0\",\
        \"line\":\"pts/0\",\"user\":\"alice\",\"host\":\"host.example\",\
        \"addr\":\"192.0.2.10\",\"exit_termination\":0,\"exit_status\":0}";
    assert_eq!(ran.text().lines().next(), Some(first));
    assert_eq!(ran.values("offset"), [0, 384]);
    assert_eq!(ran.values("index"), [0, 1]);
}

#[test]
fn every_record_has_every_promised_key_first_and_the_others_only_when_they_say_something() {
    let folder = Folder::with_wtmp(&rich());
    let rows = folder.run(["dump", "wtmp", "--layout", UTMP]).fine().json();
    assert_eq!(rows.len(), rich().len());
    for row in rows {
        let keys: Vec<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys[..KEYS.len()], KEYS);
        for key in &keys[KEYS.len()..] {
            assert!(row[*key].as_str().is_some_and(|text| !text.is_empty()), "{row}");
        }
    }
}

#[test]
fn odd_values_are_told_raw_and_never_as_something_else() {
    let folder = Folder::with_wtmp(&rich());
    let rows = folder.run(["dump", "wtmp", "--layout", UTMP]).fine().json();
    // The odd records of `rich` have the odd indices.
    let odd: Vec<_> = rows.iter().skip(1).step_by(2).collect();
    assert_eq!(odd[0]["type_name"], "BOOT_TIME");
    assert_eq!(
        (&odd[1]["exit_termination"], &odd[1]["exit_status"]),
        (&json!(15), &json!(-1))
    );
    for (row, number) in [(odd[2], 99), (odd[3], -1)] {
        assert_eq!((&row["type"], &row["type_name"]), (&json!(number), &json!(null)));
    }
    for (row, usec) in [(odd[4], -1), (odd[5], 1_000_000)] {
        assert_eq!((&row["time"], &row["tv_usec"]), (&json!(null), &json!(usec)));
        assert_eq!(row["tv_sec"], 1_700_000_000);
    }
    assert_eq!(odd[6]["time"], "1970-01-01T00:00:00.000000Z");
    assert_eq!(odd[7]["time"], "2106-02-07T06:28:15.123456Z");
    assert_eq!((&odd[8]["pid"], &odd[8]["session"]), (&json!(-1), &json!(-1)));
    assert_eq!(odd[9]["host"], "h".repeat(256));
    assert_eq!(odd[9]["user"], "u".repeat(32));
}

#[test]
fn bytes_behind_a_nul_bytes_that_are_no_text_and_reserved_bytes_come_in_hexadecimal() {
    let folder = Folder::with_wtmp(&rich());
    let rows = folder.run(["dump", "wtmp", "--layout", UTMP]).fine().json();
    let odd: Vec<_> = rows.iter().skip(1).step_by(2).collect();
    let tails = odd[10];
    assert_eq!(tails["user"], "a");
    assert_eq!(tails["user_tail"], "6f6c64");
    assert_eq!(tails["line_tail"], "696e65");
    assert_eq!(tails["host_tail"], "6f7374");
    assert_eq!(tails["id_tail"], "64");
    let bytes = odd[11];
    assert_eq!(bytes["user"], r"\xff\xfe");
    assert_eq!(bytes["user_bytes"], "fffe");
    assert_eq!(bytes["line_bytes"], "6cff");
    assert_eq!(bytes["host_bytes"], "c328");
    assert_eq!(bytes["id_bytes"], "69ff");
    assert_eq!(odd[12]["user"], "jörg");
    assert_eq!(odd[13]["user"], "DOMAIN\\user");
    assert!(odd[13].get("user_bytes").is_none());
    let reserved = odd[14]["reserved"].as_str().unwrap();
    assert_eq!((reserved.len(), &reserved[..6]), (40, "0102ff"));
    assert_eq!(odd[15]["addr"], "2001:db8::1");
    assert_eq!(odd[16]["addr_family"], "ambiguous");
    assert_eq!(odd[17]["addr"], json!(null));
    assert!(odd[17].get("addr_family").is_none());
}

#[test]
fn a_lastlog_has_lines_of_its_own() {
    let folder = Folder::new();
    let mut bytes = encode(LASTLOG, &[login()]);
    bytes.resize(292 * 1000, 0);
    bytes.extend(encode(LASTLOG, &[login()]));
    folder.file("lastlog", &bytes);
    let ran = folder.run(["dump", "lastlog"]).fine();
    let last = "{\"source\":\"lastlog\",\"offset\":292000,\"index\":1000,\
        \"layout\":\"linux-lastlog-292-le\",\"uid\":1000,\
        \"time\":\"2023-11-14T22:13:20.000000Z\",\"tv_sec\":1700000000,\"line\":\"pts/0\",\
        \"host\":\"host.example\"}";
    assert_eq!(ran.text().lines().collect::<Vec<_>>()[1..], [last]);
}

#[test]
fn every_layout_can_be_dumped_and_is_named() {
    let folder = Folder::new();
    for layout in plain_layouts() {
        let bytes = encode(layout.id(), &[login(), login_of("bob", 5)]);
        folder.file("file", &bytes);
        let ran = folder.run(["dump", "--layout", layout.id(), "file"]).fine();
        assert_eq!(ran.values("layout"), [layout.id(), layout.id()]);
        assert_eq!(ran.values("tv_sec"), [1_700_000_000, 1_700_000_005]);
    }
}

#[test]
fn damage_is_counted_always_and_shown_when_asked_for() {
    let folder = Folder::new();
    let mut bytes = encode(UTMP, &[login(), login()]);
    bytes.extend([b'x'; 10]);
    bytes.extend(encode(UTMP, &[login(), login()]));
    bytes.push(b'x');
    folder.file("wtmp", &bytes);
    let ran = folder.run(["dump", "wtmp"]).code(3);
    assert_eq!(
        ran.err,
        "loginrec: wtmp: 11 bytes in 2 places are no record (--residue shows where)\n"
    );
    assert_eq!(ran.json().len(), 4);
    let ran = folder.run(["dump", "--residue", "wtmp"]).code(3);
    assert_eq!(ran.err, "loginrec: wtmp: 11 bytes in 2 places are no record\n");
    let lines: Vec<_> = ran.text().lines().collect();
    assert_eq!(
        [lines[2], lines[5]],
        [
            r#"{"source":"wtmp","offset":768,"length":10,"residue":"stray bytes"}"#,
            r#"{"source":"wtmp","offset":1546,"length":1,"residue":"torn tail"}"#,
        ]
    );
}

#[test]
fn one_byte_of_damage_is_one_byte() {
    let folder = Folder::new();
    folder.file("wtmp", &[encode(UTMP, &[login()]), vec![b'x']].concat());
    folder.run(["dump", "wtmp"]).code(3).says("wtmp: 1 byte in 1 place is no record");
    let ran = folder.run(["dump", "--residue", "--format", "table", "wtmp"]).code(3);
    assert!(ran.text().ends_with("\n-- 1 byte at 384: torn tail --\n"));
}

#[test]
fn standard_input_is_read_where_a_dash_stands() {
    let folder = Folder::with_wtmp(&[login()]);
    let bytes = encode(UTMP, &[login_of("bob", 0), login_of("carol", 1)]);
    let ran = run(folder.command(["dump", "wtmp", "-"]), &bytes).fine();
    assert_eq!(ran.values("source"), ["wtmp", "-", "-"]);
    assert_eq!(ran.values("user"), ["alice", "bob", "carol"]);
}

#[test]
fn a_missing_file_does_not_keep_the_others_from_being_read() {
    let folder = Folder::with_wtmp(&[login()]);
    let ran = folder.run(["dump", "missing", "wtmp"]).code(2);
    assert_eq!(ran.values("source"), ["wtmp"]);
    let missing = "loginrec: missing: cannot be opened: ";
    assert!(ran.err.starts_with(missing) && ran.err.lines().count() == 1, "{}", ran.err);
}

#[test]
fn failure_outranks_damage_in_the_exit_code() {
    let folder = Folder::with_wtmp(&[login()]);
    folder.file("torn", &encode(UTMP, &[login(), login()])[..700]);
    assert_eq!(folder.run(["dump", "torn", "wtmp"]).code(3).json().len(), 2);
    assert_eq!(folder.run(["dump", "torn", "missing"]).code(2).json().len(), 1);
}

#[test]
fn files_of_several_layouts_follow_each_other_in_the_order_given() {
    let folder = Folder::with_wtmp(&[login()]);
    folder.file("be", &encode("linux-utmp-384-be", &[login()]));
    folder.file("lastlog", &encode(LASTLOG, &[login()]));
    let ran = folder.run(["dump", "lastlog", "be", "wtmp", "be"]).fine();
    assert_eq!(ran.values("source"), ["lastlog", "be", "wtmp", "be"]);
    assert_eq!(
        ran.values("layout"),
        [LASTLOG, "linux-utmp-384-be", UTMP, "linux-utmp-384-be"]
    );
}

#[test]
fn output_is_the_same_on_every_machine_and_every_time() {
    let folder = Folder::with_wtmp(&rich());
    for format in ["jsonl", "csv", "table"] {
        let args = ["dump", "--format", format, "--tz", "Europe/Berlin", "wtmp"];
        let first = folder.run(args).fine();
        let mut command = folder.command(args);
        command
            .env("TZ", "America/New_York")
            .env("LC_ALL", "de_DE.UTF-8")
            .env("NO_COLOR", "1");
        command.env("COLUMNS", "20").env("CLICOLOR_FORCE", "1");
        assert_eq!(run(command, b"").fine().out, first.out, "{format}");
    }
}

#[test]
fn evidence_stays_as_it_was() {
    let folder = Folder::with_wtmp(&rich());
    let before = fs::metadata(folder.path("wtmp")).unwrap().modified().unwrap();
    folder.run(["dump", "wtmp"]).fine();
    assert_eq!(fs::metadata(folder.path("wtmp")).unwrap().modified().unwrap(), before);
    assert_eq!(fs::read(folder.path("wtmp")).unwrap(), encode(UTMP, &rich()));
    assert_eq!(fs::read_dir(folder.path("")).unwrap().count(), 1);
}
