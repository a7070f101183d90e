//! Where bytes leave room for doubt, it is said; where they do not, nothing is made up.
#![cfg(feature = "std")]

use loginrec::detect::{self, Ranking, Sample};
use loginrec::layout::{self, Draft, Layout, Remote};
use loginrec::{Kind, LogFile};

fn layout(id: &str) -> &'static Layout {
    layout::find(id).unwrap()
}

/// So many logins, a minute apart.
fn logins(layout: &Layout, count: i64, change: impl Fn(&mut Draft<'static>)) -> Vec<u8> {
    (0..count)
        .flat_map(|number| {
            let mut login = Draft {
                type_raw: 7,
                pid: 1000 + number,
                line: b"pts/0",
                id: b"ts/0",
                user: b"alice",
                host: b"host.example",
                seconds: 1_700_000_000 + 60 * number,
                usec: 500_000 + number,
                ..Draft::default()
            };
            change(&mut login);
            layout.encode(&login)
        })
        .collect()
}

fn rank(bytes: &[u8]) -> Ranking {
    detect::rank(&Sample::of_bytes(bytes))
}

fn names(ranking: &Ranking) -> Vec<&'static str> {
    let rivals = ranking.rivals().iter().map(|rival| rival.layout().id());
    ranking.layout().map(Layout::id).into_iter().chain(rivals).collect()
}

fn ipv4(octets: [u8; 4]) -> Remote<'static> {
    Remote::Ip(octets.into())
}

#[test]
fn a_few_used_slots_among_thousands_are_all_examined() {
    for id in ["linux-lastlog-292-le", "linux-lastlog-296-be", "openbsd-lastlog-272-le"] {
        let layout = layout(id);
        for uids in [&[0, 1000, 1001][..], &[1003], &[0, 1999, 2000, 2400]] {
            // A copy whose holes were filled with zeros.
            let mut file = vec![0; 2500 * layout.size()];
            for (number, uid) in (0..).zip(uids) {
                let draft = Draft {
                    line: b"pts/0",
                    host: b"host.example",
                    seconds: 1_700_000_000 + 100_003 * number,
                    ..Draft::default()
                };
                let at = uid * layout.size();
                file[at..at + layout.size()].copy_from_slice(&layout.encode(&draft));
            }
            let sample = Sample::of_bytes(&file).named("lastlog");
            let ranking = detect::rank(&sample);
            assert_eq!(ranking.layout(), Some(layout), "{id} {uids:?}");
            assert!(!ranking.readings_differ(), "{id} {uids:?}");
            let first = &ranking.candidates()[0].reasons()[0];
            assert!(first.starts_with(&uids.len().to_string()), "{first}");
        }
    }
}

#[test]
fn the_head_of_a_file_is_doubted_among_those_that_begin_like_it_and_no_others() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let file = std::fs::read(folder.join("netbsd-utmpx-520-v2-le/wtmpx")).unwrap();
    for len in [520, 688, 773, 1024, 1032, 1040] {
        let ranking = detect::rank(&Sample::of_bytes(&file[..len]));
        let ids: Vec<_> = ranking.rivals().iter().map(|one| one.layout().id()).collect();
        let begin_alike = ["ilp32-le", "516-v2-le", "512-v1-le"];
        assert!(
            !ids.is_empty()
                && ids.iter().all(|id| begin_alike.iter().any(|end| id.ends_with(end))),
            "{len}: {ids:?}"
        );
    }
}

#[test]
fn a_lastlog_of_a_clock_that_was_just_switched_on_may_have_either_byte_order() {
    for (id, other) in [
        ("linux-lastlog-292-le", "linux-lastlog-292-be"),
        ("linux-lastlog-292-be", "linux-lastlog-292-le"),
    ] {
        let slot = Draft { line: b"ttyS0", seconds: 30, ..Draft::default() };
        let bytes = layout(id).encode(&slot);
        // Without a time that somebody has set, it needs a name.
        let ranking = detect::rank(&Sample::of_bytes(&bytes).named("lastlog"));
        let names = names(&ranking);
        assert!(names.contains(&id) && names.contains(&other), "{names:?}");
        assert!(ranking.readings_differ());
    }
}

#[test]
fn addresses_that_pass_for_microseconds_do_not_make_a_rare_layout() {
    // 10.0.5.0 is 327690 microseconds, if it stands there.
    let file = logins(layout("linux-utmp-384-le"), 50, |login| {
        login.usec = 0;
        login.remote = ipv4([10, 0, 5, 0]);
    });
    let ranking = rank(&file);
    assert_eq!(ranking.layout().map(Layout::id), Some("linux-utmp-384-le"));
    assert!(names(&ranking).contains(&"linux-utmp-384-t64-le"));
    assert!(ranking.readings_differ());
}

#[test]
fn a_rare_layout_that_reads_as_well_as_a_common_one_is_named() {
    let file = logins(layout("linux-utmp-384-t64-le"), 50, |login| {
        login.usec = 0;
        login.remote = ipv4([203, 0, 113, 9]);
    });
    let ranking = rank(&file);
    assert!(names(&ranking).contains(&"linux-utmp-384-t64-le"), "{:?}", names(&ranking));
    assert!(ranking.readings_differ());
}

#[test]
fn records_cut_on_big_endian_machines_are_not_taken_for_records_of_1970() {
    let file = logins(layout("linux-utmp-384-t64p-be"), 40, |_| {});
    let ranking = rank(&file);
    assert_eq!(ranking.layout().map(Layout::id), Some("linux-utmp-384-t64p-be"));
}

#[test]
fn a_file_without_a_usual_time_needs_a_usual_name_and_says_so() {
    let layout = layout("linux-utmp-384-le");
    let file = logins(layout, 50, |login| {
        login.seconds -= 1_700_000_000;
        login.usec = 0;
    });
    assert_eq!(rank(&file).layout(), None);
    let ranking = detect::rank(&Sample::of_bytes(&file).named("wtmp"));
    assert_eq!(ranking.layout(), Some(layout));
    assert!(ranking.is_undated());
    assert!(!rank(&logins(layout, 50, |_| {})).is_undated());
}

#[test]
fn one_byte_lost_in_the_middle_of_a_record_makes_up_no_time_and_costs_no_other_record() {
    let layout = layout("linux-utmp-384-le");
    for (lost, at) in [(1, 200), (2, 200), (3, 120), (1, 335), (3, 338)] {
        let mut file = logins(layout, 20, |_| {});
        let times: Vec<_> =
            LogFile::new(&file, layout).records().map(|record| record.time()).collect();
        file.drain(10 * 384 + at..10 * 384 + at + lost);
        let read: Vec<_> =
            LogFile::new(&file, layout).records().map(|record| record.time()).collect();
        assert_eq!(read, [&times[..10], &times[11..]].concat(), "{lost} at {at}");
    }
}

#[test]
fn records_of_another_length_do_not_turn_into_records_of_1970() {
    let (ours, theirs) = (layout("linux-utmp-384-le"), layout("linux-utmp-400-s32-le"));
    let head = logins(ours, 20, |_| {});
    let file = [head.clone(), logins(theirs, 12, |_| {}), head].concat();
    let read = LogFile::new(&file, ours);
    assert_eq!(read.records().count(), 40);
    assert!(read.records().all(|record| record.kind() == Kind::UserProcess));
    assert_eq!(read.residue().map(|residue| residue.len()).sum::<u64>(), 12 * 400);
}

#[test]
fn a_short_stretch_that_has_moved_loses_no_record() {
    let layout = layout("linux-utmp-384-be");
    for moved in 1..8 {
        let mut file = logins(layout, 40, |_| {});
        // Three bytes are taken from behind the stretch and put before it.
        let end = (20 + moved) * 384;
        let stolen: Vec<u8> = file.drain(end..end + 3).collect();
        file.splice(20 * 384..20 * 384, stolen);
        let read = LogFile::new(&file, layout);
        let sound =
            read.records().filter(|record| record.user().value() == "alice").count();
        assert!(sound >= 39, "{moved} moved, {sound} left");
    }
}

#[test]
fn what_survives_between_zeros_is_found_outside_the_sample() {
    let layout = layout("linux-utmp-384-le");
    let zeros = vec![0; 2000 * 384];
    let file = [zeros.clone(), logins(layout, 20, |_| {}), zeros].concat();
    assert_eq!(rank(&file).layout(), Some(layout));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x");
    std::fs::write(&path, &file).unwrap();
    assert_eq!(loginrec::open(&path).unwrap().layout(), layout);
}

#[test]
fn noise_before_a_file_that_is_mostly_records_does_not_hide_them() {
    let layout = layout("linux-utmp-384-le");
    let mut state = 1_u32;
    let mut noise: Vec<u8> = Vec::new();
    noise.resize_with(200_001, || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    });
    noise.extend(logins(layout, 1800, |_| {}));
    assert_eq!(rank(&noise).layout(), Some(layout));
}
