//! Files that change their layout on the way: upgraded systems, stray records of programs
//! that write them themselves.

use loginrec::layout::{Draft, Layout, Order, Role, find};
use loginrec::{LogFile, Reason};

fn layout_of(id: &str) -> &'static Layout {
    find(id).unwrap_or_else(|| panic!("{id}"))
}

/// The record of this number in this layout: a login, a minute after the one before.
fn login(layout: &Layout, number: i64) -> Vec<u8> {
    let line = format!("pts/{}", number % 30);
    layout.encode(&Draft {
        type_raw: 7,
        pid: 900 + number,
        line: line.as_bytes(),
        id: &line.as_bytes()[1..],
        user: b"alice",
        host: b"gw.example.org",
        session: 900 + number,
        seconds: 1_700_000_000 + 60 * number,
        usec: 250_000 + number,
        ..Draft::default()
    })
}

/// Files in which so many records of one layout follow so many of another.
fn file(parts: &[(&'static Layout, i64)]) -> (Vec<u8>, Vec<(&'static Layout, Vec<u8>)>) {
    let mut records = Vec::new();
    for &(layout, count) in parts {
        for _ in 0..count {
            let number = i64::try_from(records.len()).unwrap();
            records.push((layout, login(layout, number)));
        }
    }
    (records.iter().flat_map(|(_, bytes)| bytes.clone()).collect(), records)
}

/// Every record is read where it stands, in a layout that reads its bytes as its own does.
fn assert_told_apart(parts: &[(&'static Layout, i64)]) {
    let (bytes, records) = file(parts);
    let log = LogFile::detect(&bytes).unwrap_or_else(|error| panic!("{parts:?}: {error}"));
    assert_eq!(log.residue().count(), 0, "{parts:?} as {:?}", log.layout());
    let found: Vec<_> = log.entries().collect();
    assert_eq!(found.len(), records.len(), "{parts:?}");
    for (entry, (layout, bytes)) in found.iter().zip(&records) {
        assert_eq!(entry.bytes(), bytes, "{parts:?}");
        assert_eq!(entry.layout().size(), layout.size(), "{parts:?}");
        let own = LogFile::new(bytes, layout).records().next().unwrap();
        let read = entry.record().unwrap();
        assert_eq!(read.time().timestamp(), own.time().timestamp(), "{parts:?}");
        assert_eq!((read.user(), read.pid()), (own.user(), own.pid()), "{parts:?}");
    }
}

/// What real systems mix: an older and a newer layout, or a usual and a stray one.
const PAIRS: &[(&str, &str)] = &[
    ("linux-utmp-384-le", "linux-utmp-400-le"),
    ("linux-utmp-384-le", "linux-utmp-396-musl-le"),
    ("linux-utmp-384-le", "linux-utmp-392-le"),
    ("linux-utmp-384-be", "linux-utmp-400-be"),
    ("linux-utmp-382-be", "linux-utmp-390-be"),
    ("svr4-utmpx-372-be", "solaris-utmpx64-384-be"),
    ("svr4-utmpx-372-le", "solaris-utmpx64-384-le"),
    ("hpux-utmpx-140-be", "hpux-utmpx-152-be"),
    ("bsd-utmp-36-le", "netbsd-utmp-40-le"),
    ("bsd-utmp-36-be", "netbsd-utmp-40-be"),
    ("bsd-utmp-36-le", "freebsd-utmp-44-le"),
    ("openbsd-utmp-300-le", "openbsd-utmp-304-le"),
    ("openbsd-utmp-300-be", "openbsd-utmp-304-be"),
    ("netbsd-utmpx-512-v1-le", "netbsd-utmpx-516-v2-le"),
    ("cygwin-utmp-308-le", "cygwin-utmp-320-le"),
];

#[test]
fn a_file_that_an_upgraded_system_went_on_writing_is_read_in_both_layouts() {
    for (old, new) in PAIRS {
        let (old, new) = (layout_of(old), layout_of(new));
        for (before, after) in [(20, 20), (50, 3), (3, 50), (1, 30), (30, 1)] {
            assert_told_apart(&[(old, before), (new, after)]);
            assert_told_apart(&[(new, before), (old, after)]);
        }
    }
}

#[test]
fn stray_records_of_another_layout_are_read_between_the_usual_ones() {
    for (usual, stray) in PAIRS {
        let (usual, stray) = (layout_of(usual), layout_of(stray));
        assert_told_apart(&[(usual, 10), (stray, 1), (usual, 10)]);
        assert_told_apart(&[(usual, 9), (stray, 1), (usual, 1), (stray, 1), (usual, 9)]);
        assert_told_apart(&[(usual, 9), (stray, 2), (usual, 7), (stray, 1)]);
    }
}

#[test]
fn nothing_is_lost_where_damage_stands_between_the_layouts() {
    for (old, new) in PAIRS {
        let (old, new) = (layout_of(old), layout_of(new));
        let (first, _) = file(&[(old, 12)]);
        let (second, _) = file(&[(new, 12)]);
        let bytes = [&first[..], &[0xa5; 77], &second[..]].concat();
        let log = LogFile::with_kin(&bytes, old);
        assert_eq!(log.entries().count(), 24, "{old:?} {new:?}");
        let residue: Vec<_> =
            log.residue().map(|one| (one.offset(), one.len(), one.reason())).collect();
        assert_eq!(residue, [(first.len() as u64, 77, Reason::StrayBytes)]);
    }
}

#[test]
fn a_layout_that_was_asked_for_is_the_only_one() {
    let (old, new) = (layout_of("linux-utmp-384-le"), layout_of("linux-utmp-400-le"));
    let (bytes, _) = file(&[(old, 10), (new, 5)]);
    let log = LogFile::new(&bytes, old);
    assert!(log.entries().all(|entry| entry.layout() == old));
    assert!(log.residue().count() > 0);
}

/// A clock that somebody has set to the year 2160, twice: odd records on a grid that goes on.
#[test]
fn odd_records_of_one_layout_are_not_taken_for_sound_ones_of_another() {
    for (_, id) in PAIRS {
        let layout = layout_of(id);
        let (mut bytes, records) = file(&[(layout, 20)]);
        let seconds = layout.field(Role::Seconds).unwrap();
        for number in [5, 6] {
            let at = number * layout.size() + seconds.offset;
            let value = 6_000_000_000_i64;
            let value = match layout.order() {
                Order::Little => value.to_le_bytes(),
                _ => value.to_be_bytes(),
            };
            let low = if layout.order() == Order::Little { 0 } else { 8 - seconds.size };
            bytes[at..at + seconds.size].copy_from_slice(&value[low..low + seconds.size]);
        }
        let log = LogFile::with_kin(&bytes, layout);
        assert_eq!(log.residue().count(), 0, "{id}");
        assert_eq!(log.entries().count(), records.len(), "{id}");
        assert!(log.entries().all(|entry| entry.layout() == layout), "{id}");
    }
}
