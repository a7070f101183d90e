//! Bytes that were made to do harm. What takes time in proportion to them takes a second here,
//! and what takes the square of that takes minutes.

use crate::evidence::{THEN, carved, entry, everything, layout, login};
use crate::finds::{assert_sound, found, found_in_stretches};
use crate::support::{Values, assert_of_all, expect};
use loginrec::carve::{Fragment, Options, Tier};
use loginrec::layout::{Carving, Layout, Order, Role};

const MIB: usize = 1 << 20;
/// Enough for what takes the square of it to take minutes.
const LONG: usize = MIB / 4;

/// The number in the byte order of the layout.
fn word(layout: &Layout, number: u32) -> [u8; 4] {
    match layout.order() {
        Order::Big => number.to_be_bytes(),
        _ => number.to_le_bytes(),
    }
}

/// 32 bytes that, repeated for ever, are a login of 384 bytes at every one of their starts.
fn spam(layout: &Layout, number: u32) -> Vec<u8> {
    let kind = match layout.order() {
        Order::Big => [0, 7, 0, 0],
        _ => [7, 0, 0, 0],
    };
    let seconds = word(layout, u32::try_from(THEN).unwrap() + number);
    [&kind, &word(layout, 4_242)[..], b"pts/0\0\0\0", &[0; 4], &seconds, &[0; 8]].concat()
}

fn logs_of_384() -> [&'static Layout; 2] {
    [layout("linux-utmp-384-le"), layout("linux-utmp-384-be")]
}

/// Makes one thing wrong.
type Spoil = fn(&mut Values);

#[test]
fn a_file_of_records_that_each_have_one_thing_wrong_has_no_hits() {
    let misses: [(&str, Spoil); 5] = [
        ("time", |one| one.seconds = 400_000_000),
        ("later", |one| one.seconds = 2_000_000_000),
        ("control", |one| one.line = b"\x01ts/0".to_vec()),
        ("blank", |one| one.line = b" pts/0".to_vec()),
        ("high", |one| one.line = b"\xff\xff".to_vec()),
    ];
    assert_of_all(carved(|how| how == Carving::Alone), |layout| {
        for (what, spoil) in misses {
            let mut miss = login(0);
            spoil(&mut miss);
            let image = entry(layout, &miss).repeat(40);
            let hits = found(&image, &Options::new());
            expect(hits.is_empty(), || {
                format!("{what}: {} hits, {:?}", hits.len(), hits[0])
            })?;
        }
        Ok(())
    });
}

#[test]
fn the_type_undefined_or_microseconds_beyond_a_second_make_no_hits() {
    for layout in logs_of_384() {
        let spoilt: [Values; 3] = [
            Values { type_raw: Some(11), ..login(0) },
            Values { type_raw: Some(-1), ..login(0) },
            Values { usec: 1_000_000, ..login(0) },
        ];
        for miss in spoilt {
            let image = entry(layout, &miss).repeat(MIB / 384);
            let hits = found(&image, &Options::new());
            assert!(hits.is_empty(), "{}: {:?}", hits.len(), hits[0]);
        }
    }
}

#[test]
fn of_headers_without_end_no_byte_is_reported_twice() {
    for layout in logs_of_384() {
        // As it is, and with times that go up and down.
        for change in [0, 7919] {
            let count = u32::try_from(LONG / 32).unwrap();
            let units = (0..count).map(|number| spam(layout, number * change % 10_007));
            let image = units.collect::<Vec<_>>().concat();
            for options in [Options::new(), everything().tier(Tier::Possible).align(1)] {
                let hits = found(&image, &options);
                // Where little is asked for, there are as many as there is room for.
                let least = if options == Options::new() { 0 } else { LONG / 400 };
                let bounds = least..=LONG / 32;
                assert!(bounds.contains(&hits.len()), "{}", hits.len());
                assert_sound(&hits, &image);
                let ends = (0..LONG).step_by(LONG / 10);
                assert!(found_in_stretches(&image, &options, ends, 0) == hits);
            }
        }
    }
}

#[test]
fn one_record_over_itself_at_any_distance_is_reported_once_for_each_of_its_bytes() {
    for layout in logs_of_384() {
        let record = entry(layout, &login(0));
        let options = everything().tier(Tier::Possible).align(1);
        for distance in (1..48).chain((48..400).step_by(8)) {
            let mut image = vec![0; 6_000];
            for at in (0..6_000 - 384).step_by(distance) {
                image[at..at + 384].copy_from_slice(&record);
            }
            let hits = found(&image, &options);
            assert_sound(&hits, &image);
            assert!(!hits.is_empty(), "{distance}");
        }
    }
}

#[test]
fn more_parts_than_can_wait_are_handed_out_meanwhile() {
    // In each KiB a tail, two records, and a head.
    let seconds_of = |number: i64, step| THEN - 600_000_000 + 60_000 * number + step;
    let layout = layout("linux-utmp-384-le");
    let count = 9_000;
    let mut image = Vec::new();
    for number in 0..count {
        let [before, here, behind] = [0, 1, 2].map(|step| {
            entry(layout, &Values { seconds: seconds_of(number, step), ..login(step) })
        });
        let next = entry(layout, &Values { seconds: seconds_of(number, 3), ..login(3) });
        image.extend([&before[256..], &here, &behind, &next[..128]].concat());
    }
    let hits = found(&image, &Options::new());
    assert_sound(&hits, &image);
    let of =
        |wanted: Option<Fragment>| hits.iter().filter(|hit| hit.fragment == wanted).count();
    let count = usize::try_from(count).unwrap();
    let all = [None, Some(Fragment::Head), Some(Fragment::Tail)].map(of);
    assert_eq!(all, [2 * count, count, count]);
}

#[test]
fn a_line_of_nothing_but_known_names_has_no_records() {
    let image = b"pts/0 tty1 console ~ reboot shutdown runlevel\0".repeat(MIB / 45);
    assert_eq!(found(&image, &Options::new().align(1)).len(), 0);
    let field = layout("linux-utmp-384-le").field(Role::Line).unwrap();
    assert_eq!((field.offset, field.size), (8, 32));
}
