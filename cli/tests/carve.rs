//! Records are found wherever they stand, and told with where that is.

mod support;

use loginrec::carve::{Reason, Tier};
use loginrec::layout::{Draft, LAYOUTS};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use support::image::{carve, image, noise, offsets, wtmp};
use support::injection::{TEXTS, assert_harmless};
use support::{Folder, LASTLOG, UTMP, encode, login, login_of, run};

/// A file of the project.
fn of_project(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}

fn corpus(name: &str) -> Vec<u8> {
    fs::read(of_project("corpus").join(name)).expect("a sample")
}

#[test]
fn records_in_noise_are_found_with_place_run_and_hash() {
    let folder = Folder::new();
    folder.file("disk.raw", &image(64 << 10, &[(8_192, &wtmp(5))]));
    let ran = carve(&folder, &["disk.raw"]);
    assert_eq!(offsets(&ran), [8_192, 8_576, 8_960, 9_344, 9_728]);
    for (number, row) in ran.json().iter().enumerate() {
        assert_eq!((&row["source"], &row["layout"]), (&"disk.raw".into(), &UTMP.into()));
        assert_eq!(row["tier"], "confirmed");
        assert_eq!((&row["run"], &row["run_index"]), (&0.into(), &number.into()));
        assert_eq!((&row["index"], &row["user"]), (&number.into(), &"alice".into()));
        assert!(row["fragment"].is_null());
        assert_eq!(row["sha256"].as_str().unwrap().len(), 64);
    }
}

#[test]
fn the_hash_is_that_of_the_bytes() {
    let folder = Folder::new();
    let record = wtmp(1);
    folder.file("disk.raw", &image(16 << 10, &[(4_096, &record)]));
    let mut command = Command::new("sha256sum");
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        eprintln!("skipped: there is no sha256sum");
        return;
    };
    child.stdin.take().unwrap().write_all(&record).unwrap();
    let hash = child.wait_with_output().unwrap().stdout;
    let ran = carve(&folder, &["disk.raw"]);
    let found = ran.values("sha256");
    assert_eq!(found, [std::str::from_utf8(&hash[..64]).unwrap()]);
}

#[test]
fn a_row_begins_with_what_dump_writes_of_the_record() {
    let folder = Folder::new();
    let bytes = corpus("linux-utmp-384-le/daemons-wtmp");
    folder.file("wtmp", &bytes);
    folder.file("disk.raw", &image(256 << 10, &[(65_536, &bytes)]));
    let dumped = folder.run(["dump", "wtmp"]).fine().json();
    let carved = carve(&folder, &["disk.raw"]).json();
    assert_eq!(carved.len(), dumped.len());
    for (row, entry) in carved.iter().zip(&dumped) {
        let of_both = |value: &Value| -> Vec<(String, Value)> {
            let keys = value.as_object().unwrap().iter();
            let keys = keys.take_while(|(key, _)| *key != "tier");
            let keys = keys.filter(|(key, _)| !matches!(key.as_str(), "source" | "offset"));
            keys.map(|(key, value)| (key.clone(), value.clone())).collect()
        };
        assert_eq!(of_both(row), of_both(entry));
        assert_eq!(row["offset"].as_u64(), entry["offset"].as_u64().map(|at| at + 65_536));
    }
}

#[test]
fn standard_input_is_searched_like_a_file() {
    let folder = Folder::new();
    let bytes = image(64 << 10, &[(8_192, &wtmp(5)), (40_960, &wtmp(1))]);
    folder.file("disk.raw", &bytes);
    let of_file = carve(&folder, &["disk.raw"]);
    let of_pipe = run(folder.command(["carve", "--quiet", "-"]), &bytes).fine();
    assert_eq!(of_file.json().len(), 6);
    let of_file = of_file.text().replace("\"source\":\"disk.raw\"", "\"source\":\"-\"");
    assert_eq!(of_pipe.text(), of_file);
}

#[test]
fn any_number_of_threads_writes_the_same() {
    let folder = Folder::new();
    let log = wtmp(40);
    // One of them lies across the end of what is searched in one go.
    let places: Vec<_> = [0, 1 << 20, (4 << 20) - 4_096, (8 << 20) - 128, 11 << 20]
        .map(|at: usize| (at, log.as_slice()))
        .to_vec();
    folder.file("disk.raw", &image(12 << 20, &places));
    let one = carve(&folder, &["--jobs", "1", "disk.raw"]);
    assert_eq!(one.json().len(), 200);
    for jobs in ["2", "4"] {
        assert_eq!(carve(&folder, &["--jobs", jobs, "disk.raw"]).out, one.out, "{jobs}");
    }
}

#[test]
fn a_split_image_is_one() {
    let folder = Folder::new();
    let bytes = image(64 << 10, &[(30_000 / 128 * 128, &wtmp(20))]);
    folder.file("disk.001", &bytes[..32_000]);
    folder.file("disk.002", &bytes[32_000..]);
    folder.file("disk.raw", &bytes);
    let whole = offsets(&carve(&folder, &["disk.raw"]));
    assert_eq!(whole.len(), 20);
    assert_eq!(offsets(&carve(&folder, &["disk.001"])), whole);
}

#[test]
fn a_range_has_what_starts_in_it_and_resuming_finds_the_rest() {
    let folder = Folder::new();
    folder.file("disk.raw", &image(64 << 10, &[(8_192, &wtmp(5)), (40_960, &wtmp(3))]));
    let all = offsets(&carve(&folder, &["disk.raw"]));
    assert_eq!(all.len(), 8);
    let part = |args: &[&str]| offsets(&carve(&folder, &[args, &["disk.raw"]].concat()));
    assert_eq!(part(&["--range", "0-32KiB"]), all[..5]);
    assert_eq!(part(&["--range", "0x8000-"]), all[5..]);
    assert_eq!(part(&["--range", "-8960"]), all[..2]);
    assert_eq!(part(&["--resume-from", "8960"]), all[2..]);
    assert_eq!(part(&["--range", "-32KiB", "--resume-from", "8960"]), all[2..5]);
}

#[test]
fn layout_tier_alignment_and_times_say_what_is_looked_for() {
    let folder = Folder::new();
    let slots = encode(LASTLOG, &[login(), login_of("bob", 60), login_of("carol", 90)]);
    folder.file(
        "disk.raw",
        &image(64 << 10, &[(8_192, &wtmp(3)), (32_768, &slots), (49_153, &wtmp(1))]),
    );
    let layouts = |args: &[&str]| {
        let ran = carve(&folder, &[args, &["disk.raw"]].concat());
        ran.values("layout")
            .iter()
            .map(|id| id.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(layouts(&["--layout", UTMP]), [UTMP; 3]);
    assert_eq!(layouts(&["--layout", UTMP, "--layout", LASTLOG]).len(), 6);
    assert_eq!(layouts(&["--layout", UTMP, "--align", "1"]), [UTMP; 4]);
    assert!(layouts(&["--layout", UTMP, "--since", "2024-01-01"]).is_empty());
    assert!(layouts(&["--layout", UTMP, "--until", "2023-01-01"]).is_empty());
    assert_eq!(layouts(&["--layout", UTMP, "--since", "2023-11-14"]), [UTMP; 3]);
}

#[test]
fn a_hit_in_a_partition_says_in_which_and_where() {
    let folder = Folder::new();
    let mut disk = image(256 << 10, &[(65_536, &wtmp(2)), (8_192, &wtmp(1))]);
    // A master boot record: one partition of Linux, 128 sectors from sector 64 on.
    disk[..512].fill(0);
    disk[446..462].copy_from_slice(&[0, 0, 0, 0, 0x83, 0, 0, 0, 64, 0, 0, 0, 128, 0, 0, 0]);
    disk[510..512].copy_from_slice(&[0x55, 0xaa]);
    folder.file("disk.raw", &disk);
    let rows = carve(&folder, &["disk.raw"]).json();
    assert_eq!(rows.len(), 3);
    assert!(rows[0].get("partition").is_none(), "before the partition");
    for (row, offset) in rows[1..].iter().zip([32_768, 33_152]) {
        assert_eq!(
            (&row["partition"], &row["partition_offset"]),
            (&1.into(), &offset.into())
        );
    }
}

#[test]
fn a_csv_holds_records_and_slots_under_one_header() {
    let folder = Folder::new();
    let slots = corpus("linux-lastlog-292-le/lastlog");
    let used = slots.chunks(292).filter(|slot| slot.iter().any(|&byte| byte != 0)).count();
    folder.file("disk.raw", &image(128 << 10, &[(8_192, &wtmp(3))]));
    folder.file("lastlog", &slots[..slots.len().min(1 << 20)]);
    let ran = carve(&folder, &["--format", "csv", "disk.raw", "lastlog"]);
    let mut reader = csv::Reader::from_reader(&*ran.out);
    let names = reader.headers().unwrap().clone();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let cells = |name: &str| -> Vec<&str> {
        let at = names.iter().position(|other| other == name).expect(name);
        rows.iter().map(|row| &row[at]).collect()
    };
    assert_eq!(cells("source").iter().filter(|source| **source == "disk.raw").count(), 3);
    let slots = cells("layout").iter().filter(|id| **id == LASTLOG).count();
    assert!((1..=used).contains(&slots), "{slots} of {used}");
    for (row, user) in cells("layout").iter().zip(cells("user")) {
        assert_eq!(user.is_empty(), *row == LASTLOG);
    }
    assert!(cells("uid").iter().all(|uid| uid.is_empty()), "no slot knows its number");
    assert!(cells("sha256").iter().all(|hash| hash.len() == 64));
}

#[test]
fn the_summary_tells_what_was_searched_found_and_left_out() {
    let folder = Folder::new();
    folder.file("disk.raw", &image(64 << 10, &[(8_192, &wtmp(5)), (40_960, &wtmp(1))]));
    folder
        .run(["carve", "disk.raw"])
        .code(0)
        .says("disk.raw: searched 65536 bytes")
        .says("disk.raw: found 6 entries: linux-utmp-384-le (6 confirmed)")
        .says("disk.raw: among them 1 run of two or more")
        .says("left out: ");
    carve(&folder, &["disk.raw"]);
}

#[test]
fn nothing_in_an_empty_file_or_in_noise_is_found() {
    let folder = Folder::new();
    folder.file("empty", b"");
    folder.file("noise", &noise(1 << 20));
    for name in ["empty", "noise"] {
        let ran = folder.run(["carve", name]).code(0).says("found nothing");
        assert!(ran.out.is_empty(), "{name}");
    }
    folder.run(["carve", "-"]).code(0).says("-: searched 0 bytes");
    let ran = carve(&folder, &["--format", "csv", "empty"]);
    assert_eq!(ran.text().lines().count(), 1, "the header of a CSV is there all the same");
}

#[test]
fn what_cannot_be_opened_is_told_and_the_rest_searched() {
    let folder = Folder::new();
    folder.file("disk.raw", &image(64 << 10, &[(8_192, &wtmp(5))]));
    let ran = folder.run(["carve", "--quiet", "missing", ".", "disk.raw"]).code(2);
    assert_eq!((ran.err.lines().count(), ran.json().len()), (2, 5), "{}", ran.err);
    ran.says("missing").says(".: ");
}

#[test]
fn wrong_arguments_are_refused_before_anything_is_read() {
    let folder = Folder::new();
    folder.file("disk.raw", &noise(4_096));
    for args in [
        &["--range", "5"][..],
        &["--range", "2-1"],
        &["--range", "1K-2K"],
        &["--resume-from", "x"],
        &["--resume-from", "-1"],
        &["--resume-from", "4096"],
        &["--range", "0-100", "--resume-from", "100"],
        &["--resume-from", "0", "disk.raw"],
        &["--align", "0"],
        &["--jobs", "0"],
        &["--tier", "nothing"],
        &["--layout", "nothing"],
        &["--since", "yesterday"],
        &["--since", "2024-01-02", "--until", "2024-01-01"],
        &["--until", "1980-01-01"],
        &["--tz", "Mars/Olympus"],
        &["--force"],
    ] {
        let ran = folder.run([&["carve"], args, &["disk.raw"]].concat());
        assert_eq!((ran.code, ran.out.len()), (Some(2), 0), "{args:?}: {}", ran.err);
        assert!(!ran.err.is_empty(), "{args:?}");
    }
    let never = LAYOUTS.iter().find(|one| one.spec().carving.least_run().is_none());
    let ran = folder.run(["carve", "--layout", never.unwrap().id(), "disk.raw"]);
    ran.code(2).says("cannot be told from noise");
    assert_eq!(folder.run(["carve"]).code, Some(2));
    folder.run(["carve", "-", "-"]).code(2).says("more than once");
}

#[test]
fn an_image_is_never_written_to() {
    let folder = Folder::new();
    let bytes = image(64 << 10, &[(8_192, &wtmp(5))]);
    let path = folder.file("disk.raw", &bytes);
    folder.run(["carve", "-o", "disk.raw", "--force", "disk.raw"]).code(2).says("inputs");
    let first = folder.file("split.001", &bytes[..32 << 10]);
    let second = folder.file("split.002", &bytes[32 << 10..]);
    let ran = folder.run(["carve", "-o", "split.002", "--force", "split.001"]);
    ran.code(2).says("it is one of the inputs");
    assert_eq!([fs::read(first).unwrap(), fs::read(second).unwrap()].concat(), bytes);
    carve(&folder, &["-o", "hits.jsonl", "disk.raw"]);
    assert_eq!(fs::read(path).unwrap(), bytes);
    assert_eq!(fs::read_to_string(folder.path("hits.jsonl")).unwrap().lines().count(), 5);
}

#[test]
fn names_that_attack_the_terminal_are_harmless_in_every_format() {
    let folder = Folder::new();
    let drafts: Vec<_> =
        TEXTS.iter().flat_map(|&host| [login(), Draft { host, ..login() }]).collect();
    folder.file("disk.raw", &image(256 << 10, &[(8_192, &encode(UTMP, &drafts))]));
    for format in ["table", "jsonl", "csv"] {
        let ran = carve(&folder, &["--format", format, "disk.raw"]);
        assert!(ran.text().lines().count() >= drafts.len(), "{format}");
        assert_harmless(&ran.out);
    }
}

#[test]
fn a_table_has_the_hit_before_the_usual_fields() {
    let folder = Folder::new();
    folder.file("disk.raw", &image(64 << 10, &[(8_192, &wtmp(2))]));
    let ran = carve(&folder, &["--format", "table", "disk.raw"]);
    let lines: Vec<_> = ran.text().lines().collect();
    assert_eq!(lines.len(), 4, "{lines:#?}");
    assert_eq!(lines[0], "disk.raw (linux-utmp-384-le)");
    assert!(lines[1].starts_with("OFFSET         TIER      SCORE RUN    FRAGMENT TIME "));
    assert!(lines[2].starts_with("8192           confirmed "), "{}", lines[2]);
    assert!(
        lines[2].contains("2023-11-14T22:13:20.123456Z USER_PROCESS  4711    ts/0 alice")
    );
}

#[test]
fn the_documentation_explains_every_reason_and_every_tier() {
    let text = fs::read_to_string(of_project("docs/carving.md")).unwrap();
    let names = Reason::ALL.iter().map(|reason| reason.name());
    for name in names.chain(Tier::ALL.iter().map(|tier| tier.name())) {
        assert!(text.contains(&format!("\n| `{name}` | ")), "{name}");
    }
}
