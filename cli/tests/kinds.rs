//! Entries that are no records of a utmp, and what records say besides the usual.

mod support;

use loginrec::layout::{Draft, Remote, Role};
use serde_json::{Value, json};
use support::{Folder, LASTLOG, Ran, database, encode, layout, login, v4};

const FAILLOG: &str = "shadow-faillog-32-le";
const TALLYLOG: &str = "pam-tallylog-64-le";
const FAILLOCK: &str = "pam-faillock-64-le";
const ACCT: &str = "linux-acct-v3-64-le";
const LASTLOGX: &str = "netbsd-lastlogx-432-le";
const UTMPX: &str = "netbsd-utmpx-520-v2-le";
const BSD: &str = "openbsd-utmp-304-le";

/// One file of each kind, under the name of its layout.
const KINDS: [&str; 5] = [FAILLOG, TALLYLOG, FAILLOCK, ACCT, LASTLOGX];

/// Slots of users 0 and 1000.
fn slots(id: &str, drafts: [&Draft<'_>; 2]) -> Vec<u8> {
    let mut bytes = encode(id, &[*drafts[0]]);
    bytes.resize(1000 * layout(id).size(), 0);
    bytes.extend(encode(id, &[*drafts[1]]));
    bytes
}

fn failures() -> Draft<'static> {
    Draft {
        line: b"tty1",
        more: &[(Role::Count, 3), (Role::Max, 5), (Role::LockSeconds, 600)],
        ..login()
    }
}

fn attempt(status: i64, name: &'static [u8]) -> Vec<u8> {
    let more = &[(Role::Status, status)];
    encode(FAILLOCK, &[Draft { line: name, more, ..login() }])
}

const SSHD: &[(Role, i64)] = &[
    (Role::Uid, 1000),
    (Role::Gid, 100),
    (Role::Pid, 4711),
    (Role::ParentPid, 1),
    (Role::Tty, 0x8803),
    (Role::Flags, 0x12),
    (Role::ExitCode, 0x0100),
    // 1234 and 1234.25 as floating-point numbers.
    (Role::ElapsedFloat, 0x449a_4000),
    (Role::UserTicks, 0x2400),
    (Role::Memory, 2048),
];

fn process(command: &'static [u8], more: &[(Role, i64)]) -> Vec<u8> {
    encode(ACCT, &[Draft { line: command, more, ..login() }])
}

/// A folder with one file of each kind.
fn folder() -> Folder {
    let folder = Folder::new();
    let never = Draft { seconds: 0, more: &[(Role::Count, 2)], ..failures() };
    folder.file(FAILLOG, &slots(FAILLOG, [&never, &failures()]));
    let remote = Draft { line: b"203.0.113.9", reserved: b"\x01", ..failures() };
    folder.file(TALLYLOG, &slots(TALLYLOG, [&failures(), &remote]));
    let attempts =
        [attempt(3, b"203.0.113.9"), attempt(5, b"tty1"), attempt(0, b"cron")].concat();
    folder.file(FAILLOCK, &attempts);
    let mut fraction = SSHD.to_vec();
    fraction[7] = (Role::ElapsedFloat, 0x449a_4800);
    fraction[5] = (Role::Flags, 0);
    folder.file(ACCT, &[process(b"sshd", SSHD), process(b"ps\0old", &fraction)].concat());
    let remote = Remote::Socket("2001:db8::5".parse().unwrap(), 2222);
    let value =
        |draft: &Draft<'_>| layout(LASTLOGX).body(&encode(LASTLOGX, &[*draft])).to_vec();
    let first = value(&Draft { remote, ..login() });
    folder.file(LASTLOGX, &database(&[(0, first), (1000, value(&login()))]));
    folder
}

fn dump(folder: &Folder, id: &str, args: &[&str]) -> Ran {
    folder.run(["dump", "--layout", id, id].iter().chain(args))
}

#[test]
fn counts_of_failed_logins_have_their_keys_in_this_order() {
    let ran = dump(&folder(), FAILLOG, &[]).fine();
    let lines: Vec<_> = ran.text().lines().collect();
    assert_eq!(
        lines[1],
        "{\"source\":\"shadow-faillog-32-le\",\"offset\":32000,\"index\":1000,\
         \"layout\":\"shadow-faillog-32-le\",\"uid\":1000,\"count\":3,\"max\":5,\
         \"time\":\"2023-11-14T22:13:20.000000Z\",\"tv_sec\":1700000000,\"line\":\"tty1\",\
         \"lock_seconds\":600}"
    );
    let never = &ran.json()[0];
    assert_eq!((&never["time"], &never["tv_sec"]), (&Value::Null, &json!(0)));
    let tally = dump(&folder(), TALLYLOG, &[]).fine().json();
    assert_eq!((&tally[1]["max"], &tally[1]["lock_seconds"]), (&Value::Null, &Value::Null));
    assert_eq!((&tally[1]["count"], &tally[1]["line"]), (&json!(3), &json!("203.0.113.9")));
    assert_eq!((tally[0].get("reserved"), &tally[1]["reserved"]), (None, &json!("0100")));
}

#[test]
fn failed_logins_say_whether_they_count_and_where_they_came_from() {
    let ran = dump(&folder(), FAILLOCK, &[]).fine();
    assert_eq!(
        ran.text().lines().next().unwrap(),
        "{\"source\":\"pam-faillock-64-le\",\"offset\":0,\"index\":0,\
         \"layout\":\"pam-faillock-64-le\",\"time\":\"2023-11-14T22:13:20.000000Z\",\
         \"tv_sec\":1700000000,\"status\":3,\"valid\":true,\"origin\":\"host\",\
         \"name\":\"203.0.113.9\"}"
    );
    assert_eq!(ran.values("valid"), [true, true, false]);
    assert_eq!(ran.values("origin"), ["host", "tty", "service"]);
    assert_eq!(ran.values("name"), ["203.0.113.9", "tty1", "cron"]);
}

#[test]
fn processes_have_their_keys_in_this_order_and_their_ticks_to_the_bit() {
    let ran = dump(&folder(), ACCT, &[]).fine();
    assert_eq!(
        ran.text().lines().next().unwrap(),
        "{\"source\":\"linux-acct-v3-64-le\",\"offset\":0,\"index\":0,\
         \"layout\":\"linux-acct-v3-64-le\",\"time\":\"2023-11-14T22:13:20.000000Z\",\
         \"tv_sec\":1700000000,\"command\":\"sshd\",\"uid\":1000,\"gid\":100,\"pid\":4711,\
         \"ppid\":1,\"tty\":34819,\"flags\":18,\"flag_names\":\"ASU|AXSIG\",\
         \"exit_code\":256,\"etime\":1234,\"utime\":8192,\"stime\":0,\
         \"ticks_per_second\":100,\"mem\":2048,\"io\":0,\"rw\":0,\"minflt\":0,\"majflt\":0,\
         \"swaps\":0,\"version\":3}"
    );
    let odd = &ran.json()[1];
    assert_eq!((&odd["etime"], &odd["etime_bits"]), (&json!(1234), &json!("449a4800")));
    assert_eq!((&odd["command"], &odd["command_tail"]), (&json!("ps"), &json!("6f6c64")));
    assert_eq!((&odd["flags"], &odd["flag_names"]), (&json!(0), &Value::Null));
    let folder = Folder::new();
    let negative = [(Role::ElapsedFloat, 0xbf80_0000)];
    folder.file(ACCT, &process(b"x", &negative));
    let row = &dump(&folder, ACCT, &[]).fine().json()[0];
    assert_eq!((&row["etime"], &row["etime_bits"]), (&Value::Null, &json!("bf800000")));
    folder.file("v2", &encode("linux-acct-v2-64-le", &[login()]));
    let ran = folder.run(["dump", "--layout", "linux-acct-v2-64-le", "v2"]).fine();
    let row = &ran.json()[0];
    assert_eq!((&row["pid"], &row["ppid"]), (&Value::Null, &Value::Null));
    assert_eq!((&row["uid16"], &row["version"]), (&json!(0), &json!(2)));
}

#[test]
fn last_logins_of_a_database_have_the_key_for_uid_and_their_address() {
    let rows = dump(&folder(), LASTLOGX, &[]).fine().json();
    let mut uids: Vec<_> = rows.iter().map(|row| row["uid"].as_u64().unwrap()).collect();
    uids.sort_unstable();
    assert_eq!(uids, [0, 1000]);
    for row in &rows {
        assert_eq!((&row["uid"], &row["tv_usec"]), (&row["index"], &json!(123_456)));
        assert_eq!(row["time"], "2023-11-14T22:13:20.123456Z");
    }
    let first = rows.iter().find(|row| row["uid"] == 0).unwrap();
    assert_eq!(
        (&first["addr"], &first["addr_port"]),
        (&json!("2001:db8::5"), &json!(2222))
    );
    let other = rows.iter().find(|row| row["uid"] == 1000).unwrap();
    assert_eq!((&other["addr"], other.get("addr_port")), (&json!("192.0.2.10"), None));
    assert_eq!(other.get("addr_bytes"), None, "there is nothing besides the address");
}

#[test]
fn an_address_field_that_holds_more_is_shown_whole() {
    let folder = Folder::new();
    let mut scoped = [0; 128];
    scoped[..4].copy_from_slice(&[28, 24, 0, 22]);
    scoped[8..12].copy_from_slice(&[0xfe, 0x80, 0, 0]);
    scoped[23] = 1;
    scoped[24] = 7;
    let mut local = [0; 128];
    local[..6].copy_from_slice(b"\x6a\x01/tmp");
    let drafts = [
        Draft { remote: Remote::Raw(&scoped), ..login() },
        Draft { remote: Remote::Raw(&local), ..login() },
        Draft { remote: Remote::Socket("192.0.2.1".parse().unwrap(), 0), ..login() },
    ];
    folder.file(UTMPX, &encode(UTMPX, &drafts));
    let rows = dump(&folder, UTMPX, &[]).fine().json();
    let hex =
        |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert_eq!((&rows[0]["addr"], &rows[0]["addr_port"]), (&json!("fe80::1"), &json!(22)));
    assert_eq!(rows[0]["addr_bytes"], hex(&scoped));
    assert_eq!((&rows[1]["addr"], rows[1].get("addr_port")), (&Value::Null, None));
    assert_eq!(rows[1]["addr_bytes"], hex(&local));
    assert_eq!(rows[2]["addr"], "192.0.2.1");
    assert_eq!((rows[2].get("addr_port"), rows[2].get("addr_bytes")), (None, None));
}

#[test]
fn run_levels_are_told_wherever_the_system_keeps_them() {
    let folder = Folder::new();
    let linux =
        Draft { type_raw: 1, pid: 0x4e33, user: b"runlevel", line: b"~", ..login() };
    folder
        .file("wtmp", &encode(support::UTMP, &[linux, Draft { pid: 0, ..linux }, login()]));
    let rows = folder.run(["dump", "wtmp"]).fine().json();
    assert_eq!(
        (&rows[0]["run_level"], &rows[0]["run_level_old"]),
        (&json!("3"), &json!("N"))
    );
    for row in &rows[1..] {
        assert_eq!((row.get("run_level"), row.get("run_level_old")), (None, None));
    }
    let quoted = Draft { pid: 0x5c22, ..linux };
    folder.file("wtmp", &encode(support::UTMP, &[quoted]));
    let row = &folder.run(["dump", "wtmp"]).fine().json()[0];
    assert_eq!((&row["run_level"], &row["run_level_old"]), (&json!("\""), &json!("\\")));
    let exit = Draft { type_raw: 1, termination: 0x33, line: b"run-level 3", ..login() };
    folder.file(UTMPX, &encode(UTMPX, &[exit]));
    let row = &dump(&folder, UTMPX, &[]).fine().json()[0];
    assert_eq!((&row["run_level"], row.get("run_level_old")), (&json!("3"), None));
}

#[test]
fn what_follows_from_the_texts_says_so() {
    let folder = Folder::new();
    let boot = Draft { line: b"~", user: b"reboot", host: b"", ..login() };
    folder.file(BSD, &encode(BSD, &[boot, login()]));
    let ran = dump(&folder, BSD, &[]).fine();
    assert_eq!(ran.values("type"), [Value::Null, Value::Null]);
    assert_eq!(ran.values("type_name"), ["BOOT_TIME", "USER_PROCESS"]);
    assert_eq!(ran.values("type_derived"), [true, true]);
    assert_eq!(dump(&folder, BSD, &["--type", "boot_time"]).fine().json().len(), 1);
    let csv = dump(&folder, BSD, &["--format", "csv"]).fine();
    assert!(csv.text().lines().nth(1).unwrap().contains(",true,"));
    folder.file("wtmp", &encode(support::UTMP, &[boot, login()]));
    let rows = folder.run(["dump", "wtmp"]).fine().json();
    assert!(rows.iter().all(|row| row.get("type_derived").is_none()));
}

#[test]
fn the_length_of_a_host_is_told_where_the_system_stores_it() {
    let folder = Folder::new();
    let more = &[(Role::HostLength, 13)];
    folder.file("wtmpx", &encode("svr4-utmpx-372-be", &[Draft { more, ..login() }]));
    let ran = folder.run(["dump", "--layout", "svr4-utmpx-372-be", "wtmpx"]).fine();
    assert_eq!(ran.values("host_length"), [13]);
}

#[test]
fn a_table_has_headings_for_every_kind() {
    let folder = folder();
    for (id, heads) in [
        (FAILLOG, &["UID", "COUNT", "MAX", "LOCK", "TIME", "LINE"][..]),
        (TALLYLOG, &["UID", "COUNT", "MAX", "LOCK", "TIME", "LINE"]),
        (FAILLOCK, &["TIME", "VALID", "ORIGIN", "NAME"]),
        (ACCT, &["TIME", "COMMAND", "UID", "PID", "PPID", "SECONDS", "EXIT", "FLAGS"]),
        (LASTLOGX, &["UID", "TIME", "LINE", "HOST"]),
    ] {
        let ran = dump(&folder, id, &["--format", "table"]).fine();
        let lines: Vec<_> = ran.text().lines().collect();
        assert_eq!(lines[0], format!("{id} ({id})"));
        assert_eq!(lines[1].split_whitespace().collect::<Vec<_>>(), heads);
        assert!(
            lines[2..].iter().all(|line| line.contains("2023-") || line.contains("never"))
        );
    }
    let table = |id| dump(&folder, id, &["--format", "table"]).fine();
    let line = |ran: &Ran, number: usize| {
        let line = ran.text().lines().nth(number).unwrap().to_owned();
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(line(&table(FAILLOG), 2), ["0", "2", "0", "0", "never", "tty1"]);
    let time = "2023-11-14T22:13:20.000000Z";
    assert_eq!(line(&table(FAILLOCK), 4), [time, "no", "service", "cron"]);
    assert_eq!(
        line(&table(ACCT), 2),
        [time, "sshd", "1000", "4711", "1", "12.34", "256", "ASU|AXSIG"]
    );
}

#[test]
fn kinds_do_not_share_a_csv_and_the_files_of_one_do() {
    let folder = folder();
    folder.file("other", &std::fs::read(folder.path(FAILLOG)).unwrap());
    let args = ["dump", "--format", "csv", "--layout", FAILLOG, FAILLOG, "other"];
    assert_eq!(folder.run(args).fine().text().lines().count(), 5);
    // What is left out is told; nothing else can say which layout a file has.
    let lastlog = [login(), login(), login()];
    folder.file("lastlog", &encode(LASTLOG, &lastlog));
    for id in [FAILLOCK, ACCT] {
        let args = ["dump", "--format", "csv", "lastlog", id];
        let ran = folder.run(args).code(2);
        ran.says(&format!("{id}: left out: one CSV has the columns of one kind of entry"));
    }
}

#[test]
fn times_are_a_condition_that_every_kind_can_meet() {
    let folder = folder();
    for id in KINDS {
        let all = dump(&folder, id, &[]).fine().json().len();
        let dated = if id == FAILLOG { 1 } else { all };
        let args = ["--since", "2023-11-14", "--until", "2023-11-15"];
        let ran = dump(&folder, id, &args).code(0);
        assert_eq!(ran.json().len(), dated, "{id}");
        assert_eq!(ran.err.is_empty(), dated == all, "{id}: never is no time, and told");
        assert!(dump(&folder, id, &["--since", "2023-11-15"]).out.is_empty(), "{id}");
    }
    let never = dump(&folder, FAILLOG, &["--until", "2030-01-01"]).code(0);
    assert!(never.says("for want of a possible time: 1 entry").json().len() == 1);
}

#[test]
fn lines_and_hosts_are_conditions_where_there_are_such_texts() {
    let folder = folder();
    for (id, args, found) in [
        (FAILLOG, ["--line", "tty1"], 2),
        (FAILLOG, ["--line", "tty2"], 0),
        (TALLYLOG, ["--host", "203.0.113.9"], 1),
        (TALLYLOG, ["--host", "::ffff:203.0.113.9"], 1),
        (TALLYLOG, ["--line", "203.0.113.9"], 1),
        (FAILLOCK, ["--host", "203.0.113.9"], 1),
        (FAILLOCK, ["--host", "tty1"], 0),
        (FAILLOCK, ["--line", "tty1"], 1),
        (FAILLOCK, ["--line", "203.0.113.9"], 0),
        (FAILLOCK, ["--line", "cron"], 0),
        (LASTLOGX, ["--host", "2001:db8:0::5"], 1),
        (LASTLOGX, ["--host", "host.example"], 2),
        (LASTLOGX, ["--line", "pts/0"], 2),
    ] {
        assert_eq!(dump(&folder, id, &args).fine().json().len(), found, "{id} {args:?}");
    }
}

#[test]
fn conditions_that_no_entry_can_meet_are_told() {
    let folder = folder();
    for (id, args, says) in [
        (ACCT, &["--user", "root"][..], "without user names: no entry can meet --user"),
        (
            ACCT,
            &["--line", "tty1", "--host", "x"],
            "lines, hosts: no entry can meet --line or",
        ),
        (ACCT, &["--type", "USER_PROCESS"], "without types: no entry can meet --type"),
        (FAILLOG, &["--user", "root"], "holds counts of failed logins, without user names"),
        (
            FAILLOCK,
            &["--user", "root", "--type", "7"],
            "user names, types: no entry can meet",
        ),
        (LASTLOGX, &["--type", "7"], "holds last logins, without types"),
    ] {
        let ran = dump(&folder, id, args).code(0).says(says);
        assert!(ran.out.is_empty() && ran.err.lines().count() == 1, "{id} {args:?}");
    }
    let wtmp = Folder::new();
    wtmp.file(BSD, &encode(BSD, &[login()]));
    dump(&wtmp, BSD, &["--type", "7"]).code(0).says("login records, without types");
    dump(&wtmp, BSD, &["--type", "7", "--type", "USER_PROCESS"]).fine();
}

#[test]
fn people_are_told_what_kind_of_file_it_is() {
    let folder = folder();
    for (id, says) in [
        (FAILLOG, "(counts of failed logins), 2 entries, 2023-"),
        (FAILLOCK, "(failed logins of one user), 3 entries, 2023-"),
        (ACCT, "(process accounting), 2 entries, 2023-"),
        (LASTLOGX, ", 2 records, 2023-"),
    ] {
        let ran = folder.run(["identify", "--layout", id, id]).fine();
        assert!(ran.text().starts_with(&format!("{id}: {id} {says}").replace(" ,", ",")));
        let json = &folder.run(["identify", "--json", "--layout", id, id]).fine().json()[0];
        let records = json["records"].as_u64().unwrap();
        assert_eq!(json["layouts"], json!([{ "layout": id, "records": records }]));
        let content = loginrec::output::definition(layout(id).content());
        assert_eq!(json["content"], content);
        assert!(json["first_time"].as_str().unwrap().starts_with("2023-11-14T22:13:20"));
    }
}

#[test]
fn a_file_that_goes_over_to_another_layout_says_where() {
    let folder = Folder::new();
    let at = |number: i64| Draft {
        seconds: 1_700_000_000 + number,
        remote: v4([192, 0, 2, 1]),
        ..login()
    };
    let (old, new) = (support::UTMP, "linux-utmp-400-le");
    let drafts: Vec<_> = (0..40).map(at).collect();
    let bytes = [encode(old, &drafts[..30]), encode(new, &drafts[30..])].concat();
    folder.file("wtmp", &bytes);
    let ran = folder.run(["dump", "--format", "table", "wtmp"]).fine();
    let lines: Vec<_> = ran.text().lines().collect();
    assert_eq!(lines.len(), 2 + 30 + 1 + 10);
    assert_eq!(lines[0], "wtmp (linux-utmp-384-le)");
    assert_eq!(lines[32], "-- from 11520 on: linux-utmp-400-le --");
    assert!(lines[33].starts_with("2023-11-14T22:13:50."));
    let ran = folder.run(["dump", "wtmp"]).fine();
    let layouts = ran.values("layout");
    assert!(layouts[..30].iter().all(|id| id == old));
    assert!(layouts[30..].iter().all(|id| id == new));
    let ran = folder.run(["identify", "wtmp"]).fine();
    assert!(ran.text().contains(", 40 records, 10 of them linux-utmp-400-le, 2023-"));
    let json = &folder.run(["identify", "--json", "wtmp"]).fine().json()[0];
    let counts =
        json!([{ "layout": old, "records": 30 }, { "layout": new, "records": 10 }]);
    assert_eq!(json["layouts"], counts);
}
