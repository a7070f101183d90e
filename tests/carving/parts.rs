//! Records that the end of a block has cut.

use crate::evidence::{carved, entry, layout, login, noise, row};
use crate::finds::{Seen, assert_sound, found};
use crate::support::{Values, expect};
use loginrec::carve::{Fragment, Options, Reason, Tier};
use loginrec::layout::{Carving, Content, Framing, Layout};

/// The layouts that are most of what is found.
const COMMON: [&str; 4] =
    ["linux-utmp-384-le", "linux-utmp-384-be", "linux-utmp-400-le", "linux-utmp-400-be"];

/// Where the blocks of a log lie in an image.
struct Blocks {
    size: usize,
    places: Vec<usize>,
}

impl Blocks {
    fn new(size: usize, places: &[usize]) -> Self {
        Self { size, places: places.to_vec() }
    }

    /// The image, with the blocks of the log among others.
    fn image(&self, log: &[u8]) -> Vec<u8> {
        let last = self.places.iter().max().unwrap();
        let mut image = noise((last + 2) * self.size);
        for (&place, block) in self.places.iter().zip(log.chunks(self.size)) {
            let at = place * self.size;
            image[at..at + block.len()].copy_from_slice(block);
        }
        image
    }

    /// Where a byte of the log stands in the image.
    fn place(&self, at: usize) -> u64 {
        (self.places[at / self.size] * self.size + at % self.size) as u64
    }

    /// How a record that starts there in the log is found: where, and how it is joined.
    fn expected(&self, at: usize, len: usize) -> (u64, Option<Fragment>) {
        let end = at + len;
        let boundary = end / self.size * self.size;
        if boundary <= at || self.place(boundary) == self.place(boundary - 1) + 1 {
            return (self.place(at), None);
        }
        let tail = self.place(boundary);
        let is_cut = boundary < end;
        let joined = Fragment::Joined { cut: boundary - at, tail };
        (self.place(at), is_cut.then_some(joined))
    }
}

/// A log as long as these blocks.
fn log_in(layout: &'static Layout, blocks: &Blocks) -> Vec<u8> {
    let len = blocks.size * blocks.places.len();
    let count = i64::try_from(len / layout.size() + 1).unwrap();
    let mut log = row(layout, 0..count);
    log.truncate(len);
    log
}

/// What was found and how it is in parts, in the order of the offsets.
fn told(hits: &[Seen]) -> Vec<(u64, Option<Fragment>)> {
    let mut told: Vec<_> = hits.iter().map(|hit| (hit.offset, hit.fragment)).collect();
    told.sort_by_key(|(offset, _)| *offset);
    told
}

/// How many records are cut, how many of them are joined as they should be, and of how many
/// else a part is found. It is an error if something is joined wrongly, or a record in one
/// piece is not found.
fn counted(layout: &'static Layout, blocks: &Blocks) -> Result<[usize; 3], String> {
    let log = log_in(layout, blocks);
    let image = blocks.image(&log);
    let hits = found(&image, &Options::new());
    assert_sound(&hits, &image);
    let told = told(&hits);
    let [mut cut, mut joined, mut parts] = [0; 3];
    let size = layout.size();
    for start in (0..log.len() - size).step_by(size) {
        let expected = blocks.expected(start, size);
        let is_found = told.contains(&expected);
        match expected.1 {
            Some(Fragment::Joined { tail, .. }) => {
                let is_part = told.contains(&(expected.0, Some(Fragment::Head)))
                    || told.contains(&(tail, Some(Fragment::Tail)));
                cut += 1;
                joined += usize::from(is_found);
                parts += usize::from(is_part && !is_found);
            }
            _ => expect(is_found, || {
                let near = |hit: &&Seen| hit.offset.abs_diff(expected.0) < 1_000;
                let near: Vec<_> = hits.iter().filter(near).collect();
                format!("not found: {expected:?}, but {near:?}")
            })?,
        }
    }
    let is_joined = |hit: &&Seen| matches!(hit.fragment, Some(Fragment::Joined { .. }));
    let all = hits.iter().filter(is_joined).count();
    expect(all == joined, || format!("joined wrongly: {told:?}"))?;
    Ok([cut, joined, parts])
}

/// Places of blocks, forwards and backwards.
fn places() -> [Blocks; 4] {
    [
        Blocks::new(4096, &[1, 3, 5, 8, 9, 12]),
        Blocks::new(1024, &[2, 4, 6, 9, 13, 20, 21, 30]),
        Blocks::new(4096, &[9, 7, 4, 1]),
        Blocks::new(512, &[3, 9, 15, 21, 27, 33]),
    ]
}

#[test]
fn heads_and_tails_are_joined_in_the_common_layouts() {
    for id in COMMON {
        for blocks in &places()[..3] {
            let [cut, joined, parts] = counted(layout(id), blocks).unwrap();
            // A tail may be nothing but reserved bytes.
            assert_eq!(cut, joined + parts, "{id} in blocks of {}", blocks.size);
            assert!(joined > parts, "{id} in blocks of {}: {parts}", blocks.size);
        }
    }
}

#[test]
fn all_records_in_one_piece_are_found_in_every_layout_and_parts_are_joined_rightly() {
    let (all, mut sums) = (places(), [0; 3]);
    let layouts: Vec<_> = carved(|how| how == Carving::Alone)
        .filter(|one| one.content() == Content::Records)
        .filter(|one| one.framing() == Framing::Sequence)
        .collect();
    let mut wrong = Vec::new();
    for blocks in &all {
        for layout in layouts.iter().filter(|layout| layout.size() < blocks.size / 2) {
            match counted(layout, blocks) {
                Ok(counts) => {
                    for (sum, count) in sums.iter_mut().zip(counts) {
                        *sum += count;
                    }
                }
                Err(error) => {
                    wrong.push(format!("{} {}: {error}", layout.id(), blocks.size));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let [cut, joined, parts] = sums;
    assert!(cut > 100 && joined * 100 >= cut * 50, "{joined} of {cut}");
    assert!((joined + parts) * 100 >= cut * 95, "{joined} and {parts} of {cut}");
}

#[test]
fn a_joined_record_has_its_bytes_and_is_never_confirmed() {
    for id in COMMON {
        let layout = layout(id);
        let blocks = Blocks::new(4096, &[5, 2]);
        let log = log_in(layout, &blocks);
        let hits = found(&blocks.image(&log), &Options::new());
        let cut = 4096 / layout.size();
        let joined: Vec<_> = hits
            .iter()
            .filter(|hit| matches!(hit.fragment, Some(Fragment::Joined { .. })))
            .collect();
        let [joined] = joined.as_slice() else { panic!("{id}: {joined:?}") };
        assert_eq!(
            joined.bytes,
            entry(layout, &login(i64::try_from(cut).unwrap())),
            "{id}"
        );
        assert_eq!(joined.tier, Tier::Probable, "{id}");
        assert!(joined.has(Reason::Joined), "{id}");
    }
}

#[test]
fn a_part_without_its_other_half_is_a_head_or_a_tail() {
    for id in COMMON {
        let layout = layout(id);
        let size = layout.size();
        let blocks = Blocks::new(4096, &[1, 3]);
        let log = log_in(layout, &blocks);
        let (first, second) = log.split_at(4096);
        let cut = 4096 % size;
        for (block, fragment) in [(first, Fragment::Head), (second, Fragment::Tail)] {
            let mut image = noise(3 * 4096);
            image[4096..8192].copy_from_slice(block);
            let hits = found(&image, &Options::new());
            let part = hits.iter().find(|hit| hit.fragment == Some(fragment));
            let part = part.unwrap_or_else(|| panic!("{id}: no {fragment:?}"));
            let (offset, present) = match fragment {
                Fragment::Head => (8192 - cut, 0..cut),
                _ => (4096, cut..size),
            };
            assert_eq!((part.offset, &part.present), (offset as u64, &present), "{id}");
            assert_eq!(part.tier, Tier::Probable, "{id}");
            assert!(part.has(Reason::Cut), "{id}");
        }
    }
}

#[test]
fn an_image_cut_short_in_a_record_ends_with_a_head() {
    for id in COMMON {
        let layout = layout(id);
        for cut in [44, 150, 300] {
            let mut image = noise(4096);
            image.extend(row(layout, 0..4));
            image.truncate(4096 + 3 * layout.size() + cut);
            let hits = found(&image, &Options::new());
            let last = hits.last().unwrap();
            let place = (last.offset, last.fragment, last.present.clone());
            let start = (4096 + 3 * layout.size()) as u64;
            assert_eq!(place, (start, Some(Fragment::Head), 0..cut), "{id} cut at {cut}");
            assert_eq!((last.run, last.run_index, hits.len()), (0, 3, 4), "{id}");
        }
    }
}

#[test]
fn parts_of_logs_that_are_far_apart_in_time_are_not_joined() {
    for id in COMMON {
        let layout = layout(id);
        let first = row(layout, 0..30);
        let later = (0..30)
            .flat_map(|number| {
                let one = login(number);
                entry(layout, &Values { seconds: one.seconds + 40 * 86_400, ..one })
            })
            .collect::<Vec<u8>>();
        let log = [&first[..4096], &later[4096..8192]].concat();
        let hits = found(&Blocks::new(4096, &[1, 4]).image(&log), &Options::new());
        let parts: Vec<_> = hits.iter().filter_map(|hit| hit.fragment).collect();
        assert_eq!(parts, [Fragment::Head, Fragment::Tail, Fragment::Head], "{id}");
    }
}

#[test]
fn parts_come_behind_all_records_in_one_piece() {
    let layout = layout("linux-utmp-384-le");
    let blocks = Blocks::new(4096, &[1, 3, 5]);
    let hits = found(&blocks.image(&log_in(layout, &blocks)), &Options::new());
    let is_part: Vec<bool> = hits.iter().map(|hit| !hit.is_whole()).collect();
    assert!(is_part.is_sorted() && is_part.contains(&true));
}
