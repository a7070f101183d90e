//! Where records are found: alone, in rows, over one another.

use crate::evidence::{
    THEN, alignment, carved, entry, layout, login, noise, row, within_noise,
};
use crate::finds::{Seen, assert_sound, found};
use crate::support::{Values, assert_of_all, expect};
use loginrec::carve::{Fragment, Options, Tier};
use loginrec::layout::{Carving, Layout, Role};

fn offsets(hits: &[Seen]) -> Vec<u64> {
    hits.iter().map(|hit| hit.offset).collect()
}

/// Layouts that are looked for where files keep their records.
fn aligned() -> impl Iterator<Item = &'static Layout> {
    carved(Carving::is_default).filter(|layout| alignment(layout) > 1)
}

/// A row that is long enough for the layout, and no shorter than two.
fn least_row(layout: &'static Layout) -> (Vec<u8>, usize) {
    let least = layout.spec().carving.least_run().unwrap().max(2);
    (row(layout, 0..i64::from(least)), usize::from(least))
}

/// Expects so many confirmed records from this offset on.
fn expect_found(
    image: &[u8],
    options: &Options,
    at: usize,
    count: usize,
) -> Result<(), String> {
    let mut hits = found(image, options);
    // Four bytes of noise before it can be the time of a tail.
    hits.retain(|hit| hit.fragment != Some(Fragment::Tail));
    let is_right = hits.len() == count
        && hits.iter().all(|hit| hit.tier == Tier::Confirmed && hit.run == hits[0].run)
        && hits.first().is_none_or(|hit| hit.offset == at as u64);
    expect(is_right, || format!("{count} at {at}: {hits:?}"))
}

#[test]
fn one_record_off_its_alignment_is_found_if_asked_for() {
    let single = aligned().filter(|layout| layout.spec().carving == Carving::Alone);
    assert_of_all(single, |layout| {
        let record = entry(layout, &login(0));
        let options = Options::new().layouts([layout]);
        let near = alignment(layout) / 2;
        for at in [4096 + near, 4096 + 3 * near] {
            let image = within_noise(at, &record);
            expect_found(&image, &options, at, 0)?;
            expect_found(&image, &options.clone().align(1), at, 1)?;
            expect_found(&image, &options.clone().align(near as u64), at, 1)?;
        }
        let image = within_noise(4097, &record);
        expect_found(&image, &options, 4097, 0)?;
        expect_found(&image, &options.clone().align(2), 4097, 0)?;
        expect_found(&image, &options.align(1), 4097, 1)
    });
}

#[test]
fn a_row_at_any_even_offset_is_found() {
    assert_of_all(aligned(), |layout| {
        let (log, count) = least_row(layout);
        [4098, 4100, 4106, 5000].into_iter().try_for_each(|at| {
            expect_found(&within_noise(at, &log), &Options::new(), at, count)
        })
    });
}

#[test]
fn a_row_at_an_odd_offset_is_found_by_who_looks_everywhere() {
    assert_of_all(aligned(), |layout| {
        let (log, count) = least_row(layout);
        let image = within_noise(4101, &log);
        expect_found(&image, &Options::new(), 4101, 0)?;
        expect_found(&image, &Options::new().align(1), 4101, count)
    });
}

#[test]
fn records_in_a_row_have_one_run_and_count_from_0() {
    let layout = layout("linux-utmp-384-le");
    let mut image = noise(20_000);
    for (at, count) in [(1024, 3), (8192, 1), (10_240, 5)] {
        let log = row(layout, 0..count);
        image[at..at + log.len()].copy_from_slice(&log);
    }
    let hits = found(&image, &Options::new());
    let runs: Vec<_> = hits.iter().map(|hit| (hit.run, hit.run_index)).collect();
    let expected = [(0, 0), (0, 1), (0, 2), (1, 0), (2, 0), (2, 1), (2, 2), (2, 3), (2, 4)];
    assert_eq!(runs, expected);
}

#[test]
fn a_record_overwritten_with_zeros_parts_its_run() {
    let wide = aligned().filter(|one| one.spec().carving == Carving::Alone);
    assert_of_all(wide, |layout| {
        let mut log = row(layout, 0..5);
        let size = layout.size();
        log[2 * size..3 * size].fill(0);
        let hits = found(&within_noise(4096, &log), &Options::new());
        let told: Vec<_> =
            hits.iter().map(|hit| (hit.offset, hit.run, hit.run_index)).collect();
        let at = |number: usize| (4096 + number * size) as u64;
        let expected = [(at(0), 0, 0), (at(1), 0, 1), (at(3), 1, 0), (at(4), 1, 1)];
        expect(told == expected, || format!("{told:?}"))
    });
}

#[test]
fn rows_of_two_layouts_that_touch_are_two_runs() {
    let ids = ["linux-utmp-384-le", "linux-utmp-384-be", "linux-utmp-400-le"];
    for (one, other) in ids.into_iter().zip(ids.into_iter().cycle().skip(1)) {
        let log = [row(layout(one), 0..3), row(layout(other), 3..6)].concat();
        let hits = found(&within_noise(4096, &log), &Options::new());
        let told: Vec<_> = hits.iter().map(|hit| (hit.layout, hit.run)).collect();
        let expected = [[(one, 0); 3], [(other, 1); 3]].concat();
        assert_eq!(told, expected);
    }
}

#[test]
fn what_two_layouts_can_read_is_reported_once() {
    // Process accounting in the room that a host leaves.
    let (outer, inner) = (layout("linux-utmp-384-le"), layout("linux-acct-v3-64-le"));
    let process = Values { line: b"sshd".to_vec(), seconds: THEN, ..login(0) };
    let inner = entry(inner, &process).repeat(3);
    let mut log = row(outer, 0..6);
    let host = outer.field(Role::Host).unwrap();
    let at = 3 * 384 + host.offset + 32;
    log[at..at + inner.len()].copy_from_slice(&inner);
    let image = within_noise(4096, &log);
    let hits = found(&image, &Options::new());
    assert!(hits.iter().all(|hit| hit.layout == outer.id()), "{:?}", offsets(&hits));
    assert_eq!(hits.len(), 6);
    // Alone with it, the row of processes is what stands out.
    let image = within_noise(4096 + at, &inner);
    assert_eq!(found(&image, &Options::new()).len(), 3);
}

#[test]
fn nothing_is_reported_twice_in_any_layout_even_if_all_are_asked_for() {
    let options = crate::evidence::everything().tier(Tier::Possible).align(1);
    assert_of_all(carved(|how| how.least_run().is_some()), |layout| {
        let image = within_noise(4096, &row(layout, 0..6));
        let hits = found(&image, &options);
        assert_sound(&hits, &image);
        expect(!hits.is_empty(), || "nothing found".to_owned())
    });
}

#[test]
#[ignore = "a tail of the next row wins over a confirmed record of another layout"]
fn a_part_takes_no_bytes_of_a_record_in_one_piece() {
    // A boundary lies in the first, which ends where the second begins.
    let first = entry(layout("netbsd-utmpx-520-v1-be"), &login(0));
    let log = [first, entry(layout("linux-utmp-400-be"), &login(1))].concat();
    let hits = found(&within_noise(1_080, &log), &Options::new());
    let told: Vec<_> = hits.iter().map(|hit| (hit.layout, hit.offset)).collect();
    assert_eq!(told, [("netbsd-utmpx-520-v1-be", 1_080), ("linux-utmp-400-be", 1_600)]);
}
