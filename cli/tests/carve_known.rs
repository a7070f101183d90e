//! What was carved is held against the logs that are still there.

mod support;

use loginrec::layout::Draft;
use support::random::Random;
use support::{Folder, Ran, UTMP, encode, layout, login_of, run};

/// Noise with other bytes at some places in it.
fn image(parts: &[(usize, &[u8])]) -> Vec<u8> {
    let mut image = Random::new(5).bytes(192 << 10);
    for (at, bytes) in parts {
        image[*at..at + bytes.len()].copy_from_slice(bytes);
    }
    image
}

/// Logins of alice, a minute apart.
fn logins(minutes: impl IntoIterator<Item = i64>) -> Vec<u8> {
    let drafts: Vec<_> =
        minutes.into_iter().map(|minute| login_of("alice", 60 * minute)).collect();
    encode(UTMP, &drafts)
}

/// A login of another user at one of these minutes.
fn login_of_eve(minute: i64) -> Vec<u8> {
    let (host, user) = (&b"203.0.113.9"[..], &b"eve\x1b[2J"[..]);
    layout(UTMP).encode(&Draft { host, user, ..login_of("", 60 * minute) })
}

#[track_caller]
fn carve(folder: &Folder, args: &[&str]) -> Ran {
    folder.run([&["carve", "--quiet"], args].concat())
}

fn offsets(ran: &Ran) -> Vec<u64> {
    ran.values("offset").iter().map(|offset| offset.as_u64().unwrap()).collect()
}

#[test]
fn hits_that_are_in_a_live_or_rotated_log_are_known_wherever_they_are_found() {
    let folder = Folder::new();
    folder.file("wtmp", &logins(10..20));
    folder.file("wtmp.1", &logins(0..8));
    let disk = image(&[(8_192, &logins(0..20)), (65_536, &logins(4..6))]);
    folder.file("disk.raw", &disk);
    let args = ["--known", "wtmp", "--known", "wtmp.1", "disk.raw"];
    let all = carve(&folder, &args).fine();
    let known: Vec<_> = all.values("known").iter().map(|known| known == true).collect();
    let expected: Vec<_> =
        (0..20).map(|minute| minute != 8 && minute != 9).chain([true; 2]).collect();
    assert_eq!(known, expected);
    let deleted = carve(&folder, &[&args[..], &["--only-unknown"]].concat()).fine();
    assert_eq!(offsets(&deleted), [8_192 + 8 * 384, 8_192 + 9 * 384]);
    assert!(carve(&folder, &["disk.raw"]).fine().json()[0].get("known").is_none());
}

#[test]
fn the_summary_counts_what_is_known_and_what_is_edited() {
    let folder = Folder::new();
    folder.file("wtmp", &logins(0..10));
    let log = [logins(0..9), login_of_eve(9), logins(10..12)].concat();
    folder.file("disk.raw", &image(&[(8_192, &log)]));
    let ran = folder.run(["carve", "--known", "wtmp", "disk.raw"]);
    ran.code(0).says(
        "of the hits 9 are in the 10 records of the logs of --known, 3 are not, 1 of which \
         stands there edited",
    );
}

#[test]
fn an_edited_record_is_shown_with_what_stands_in_the_log() {
    let folder = Folder::new();
    folder.file("wtmp", &logins(0..10));
    let log = [logins(0..7), login_of_eve(7), logins(8..10)].concat();
    folder.file("disk.raw", &image(&[(8_192, &log)]));
    let args = ["--known", "wtmp", "--only-unknown", "disk.raw", "--format"];
    let rows = carve(&folder, &[&args[..], &["jsonl"]].concat()).fine().json();
    let [row] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!(row["user"], "eve\u{1b}[2J");
    assert_eq!((&row["twin_source"], &row["twin_offset"]), (&"wtmp".into(), &2_688.into()));
    let table = carve(&folder, &[&args[..], &["table"]].concat()).fine();
    let lines: Vec<_> = table.text().lines().skip(2).collect();
    let [hit, place, twin, user, host] = lines[..] else { panic!("{lines:?}") };
    assert!(hit.starts_with("10880 ") && hit.contains(r"eve\x1b[2J"), "{hit}");
    assert!(place.contains("wtmp") && place.contains("2688"), "{place}");
    assert!(twin.starts_with("  2023-11-14T22:20:20.123456Z USER_PROCESS"), "{twin}");
    assert!(twin.contains("alice"), "{twin}");
    assert_eq!(user, r"    user: eve\x1b[2J → alice");
    assert_eq!(host, "    host: 203.0.113.9 → host.example");
}

#[test]
fn a_record_that_was_joined_is_known_by_its_joined_bytes() {
    let folder = Folder::new();
    let log = logins(0..42);
    folder.file("wtmp", &log);
    // Blocks of one KiB lie apart, and some records lie across their ends.
    let blocks: Vec<_> = log.chunks(1024).collect();
    let places = (0..).map(|number| 8_192 + 4_096 * number);
    let parts: Vec<_> = places.zip(blocks).collect();
    folder.file("disk.raw", &image(&parts));
    let rows = carve(&folder, &["--known", "wtmp", "disk.raw"]).fine().json();
    let of = |part: &'static str| rows.iter().filter(move |row| row["fragment"] == part);
    assert!(of("joined").count() > 0 || of("head").count() > 0, "{rows:?}");
    assert!(rows.iter().all(|row| row["known"] == true), "{rows:?}");
    // The same without the log in question.
    folder.file("other", &logins(100..120));
    let rows = carve(&folder, &["--known", "other", "disk.raw"]).fine().json();
    assert!(rows.iter().all(|row| row["known"] == false), "{rows:?}");
}

#[test]
fn a_damaged_log_is_told_and_what_is_left_of_it_counts() {
    let folder = Folder::new();
    let mut log = logins(0..10);
    log.splice(1_920..1_920, [0xff; 100]);
    folder.file("wtmp", &log);
    folder.file("disk.raw", &image(&[(8_192, &logins(0..12))]));
    let ran = carve(&folder, &["--known", "wtmp", "--only-unknown", "disk.raw"]).code(3);
    let ran = ran.says("wtmp: 100 bytes in 1 place are no record");
    assert_eq!(offsets(&ran), [8_192 + 10 * 384, 8_192 + 11 * 384]);
}

#[test]
fn a_known_file_that_is_no_log_is_carved_itself() {
    let folder = Folder::new();
    // At an odd place, in more noise than any login file has.
    let (before, behind) = (Random::new(1).bytes(20_001), Random::new(2).bytes(20_000));
    folder.file("core", &[before.clone(), logins(0..10), behind].concat());
    folder.file("noise", &before);
    folder.file("disk.raw", &image(&[(8_192, &logins(0..12))]));
    let args = ["--known", "noise", "--known", "core", "--only-unknown", "disk.raw"];
    let ran = carve(&folder, &args).code(3);
    let ran = ran.says("noise: is not recognised").says("10 records found in it");
    assert_eq!(offsets(&ran), [8_192 + 10 * 384, 8_192 + 11 * 384]);
}

#[test]
fn a_log_that_is_not_there_is_an_error_and_the_search_goes_on() {
    let folder = Folder::new();
    folder.file("disk.raw", &image(&[(8_192, &logins(0..3))]));
    let ran = carve(&folder, &["--known", "none", "disk.raw"]).code(2);
    assert_eq!(ran.says("none: cannot be opened").json().len(), 3);
}

#[test]
fn a_log_from_standard_input_has_twins_too() {
    let folder = Folder::new();
    let log = [logins(0..7), login_of_eve(7)].concat();
    folder.file("disk.raw", &image(&[(8_192, &log)]));
    let args = ["carve", "--quiet", "--known", "-", "--only-unknown", "disk.raw"];
    let rows = run(folder.command(args), &logins(0..10)).fine().json();
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (&rows[0]["twin_source"], &rows[0]["twin_offset"]),
        (&"-".into(), &2_688.into())
    );
    let both = ["carve", "--known", "-", "-"];
    run(folder.command(both), b"").code(2).says("given more than once");
}
