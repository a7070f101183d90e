//! Holding what was found against what was planted.

use super::hit::{Hit, Shape};
use super::truth::{Piece, Place, State};
use loginrec::layout::{Framing, Layout, Role};
use std::collections::{HashMap, HashSet};

/// Planted, and found of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) planted: usize,
    pub(crate) found: usize,
}

impl Share {
    /// From 0 to 1; of nothing it is all.
    pub(crate) fn recall(self) -> f64 {
        ratio(self.found, self.planted)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub(crate) fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// How a carver did on an image.
#[derive(Clone, Debug, Default)]
pub(crate) struct Count {
    pub(crate) whole: Share,
    pub(crate) straddling: Share,
    pub(crate) torn: Share,
    pub(crate) hits: usize,
    /// The hits where nothing was planted that is so, by number.
    pub(crate) wrong: Vec<usize>,
    /// The records that were not found, by number.
    pub(crate) missed: Vec<usize>,
    /// Hits that are right, in a layout that reads the same from these bytes.
    pub(crate) alike: usize,
}

impl Count {
    pub(crate) fn precision(&self) -> f64 {
        ratio(self.hits - self.wrong.len(), self.hits)
    }

    /// Recall and precision in one number. What is left of torn records is not expected.
    pub(crate) fn f1(&self) -> f64 {
        let found = self.whole.found + self.straddling.found;
        let missed = self.whole.planted + self.straddling.planted - found;
        ratio(2 * found, 2 * found + missed + self.wrong.len())
    }
}

/// Counts. Each piece of a record can be claimed once: a second hit there is wrong.
pub(crate) fn count(places: &[Place], hits: &[Hit]) -> Count {
    let mut at: HashMap<u64, Vec<usize>> = HashMap::new();
    for (number, place) in places.iter().enumerate() {
        for piece in &place.pieces {
            at.entry(piece.at).or_default().push(number);
        }
    }
    let mut count = Count { hits: hits.len(), ..Count::default() };
    let mut claimed = HashSet::new();
    let mut found = HashSet::new();
    for (number, hit) in hits.iter().enumerate() {
        let here = at.get(&hit.at).map_or(&[][..], Vec::as_slice);
        let right = here.iter().find_map(|&place| {
            let parts = claims(&places[place], hit)?;
            let fresh = parts.iter().all(|part| !claimed.contains(&(place, *part)));
            fresh.then_some((place, parts))
        });
        let Some((place, parts)) = right else {
            count.wrong.push(number);
            continue;
        };
        claimed.extend(parts.into_iter().map(|part| (place, part)));
        count.alike += usize::from(places[place].layout.id() != hit.layout.id());
        // A part of what is there as a whole is not wrong, and not enough.
        if places[place].state != State::Whole || hit.shape == Shape::Whole {
            found.insert(place);
        }
    }
    for (number, place) in places.iter().enumerate() {
        let share = match place.state {
            State::Whole => &mut count.whole,
            State::Straddling => &mut count.straddling,
            State::Torn => &mut count.torn,
        };
        share.planted += 1;
        if found.contains(&number) {
            share.found += 1;
        } else {
            count.missed.push(number);
        }
    }
    count
}

/// The pieces of the record that the hit claims with right.
fn claims(place: &Place, hit: &Hit) -> Option<Vec<usize>> {
    if !reads_alike(place.layout, hit.layout, &place.bytes) {
        return None;
    }
    let (first, last) = (place.pieces.first()?, place.pieces.last()?);
    let all = || (0..place.pieces.len()).collect();
    let has_head = first.part.start == 0 && first.at == hit.at;
    let has_tail = last.part.end == place.bytes.len() && last.at == hit.at;
    match hit.shape {
        // What was put together from pieces that do not go together was never a record, but
        // for one whose head says everything.
        Shape::Whole => {
            let is_so = place.state != State::Straddling || says_all(place.layout, first);
            (has_head && is_so).then(all)
        }
        Shape::Head => has_head.then(|| vec![0]),
        Shape::Tail => has_tail.then(|| vec![place.pieces.len() - 1]),
        Shape::Joined { cut, tail } => {
            let is_so = has_head
                && place.pieces.len() == 2
                && first.part.len() as u64 == cut
                && last.part.start == first.part.end
                && last.at == tail;
            is_so.then(all)
        }
    }
}

/// Whether nothing but reserved bytes is missing.
fn says_all(layout: &Layout, head: &Piece) -> bool {
    layout
        .fields()
        .filter(|field| is_said(field.role))
        .all(|field| field.offset + field.size <= head.part.end)
}

fn is_said(role: Role) -> bool {
    !matches!(role, Role::Padding | Role::Reserved)
}

/// Whether every field of the record is the same in both layouts.
pub(crate) fn reads_alike(one: &Layout, other: &Layout, record: &[u8]) -> bool {
    if one.id() == other.id() {
        return true;
    }
    one.size() == other.size()
        && one.framing() == Framing::Sequence
        && other.framing() == Framing::Sequence
        && one.fields().filter(|field| is_said(field.role)).all(|field| {
            let Some(same) = other.field(field.role) else { return false };
            match field.integer(record, one.order()) {
                Some(number) => same.integer(record, other.order()) == Some(number),
                None => same.of(record) == field.of(record),
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::generate::login;
    use loginrec::carve::Tier;
    use loginrec::layout;

    fn layout() -> &'static Layout {
        layout::find("linux-utmp-384-le").unwrap()
    }

    fn place(state: State, pieces: &[(u64, usize, usize)]) -> Place {
        let pieces =
            pieces.iter().map(|&(at, start, end)| Piece { at, part: start..end }).collect();
        Place { layout: layout(), bytes: login().encode(layout()), pieces, state }
    }

    fn hit(at: u64, shape: Shape) -> Hit {
        Hit { layout: layout(), at, tier: Tier::Confirmed, shape, reasons: String::new() }
    }

    #[test]
    fn a_record_at_its_place_is_found_and_one_elsewhere_is_wrong() {
        let places = [place(State::Whole, &[(384, 0, 384)])];
        let count = count(&places, &[hit(384, Shape::Whole), hit(500, Shape::Whole)]);
        assert_eq!(count.whole, Share { planted: 1, found: 1 });
        assert_eq!(count.wrong, [1]);
    }

    #[test]
    fn a_record_that_is_found_twice_is_wrong_once() {
        let places = [place(State::Whole, &[(384, 0, 384)])];
        let count = count(&places, &[hit(384, Shape::Whole), hit(384, Shape::Whole)]);
        assert_eq!(count.whole, Share { planted: 1, found: 1 });
        assert_eq!(count.wrong, [1]);
    }

    #[test]
    fn head_and_tail_of_a_straddling_record_are_right_together_or_alone() {
        let places = [place(State::Straddling, &[(896, 0, 128), (4096, 128, 384)])];
        let joined = Shape::Joined { cut: 128, tail: 4096 };
        for hits in [
            vec![hit(896, joined)],
            vec![hit(896, Shape::Head)],
            vec![hit(4096, Shape::Tail)],
            vec![hit(896, Shape::Head), hit(4096, Shape::Tail)],
        ] {
            let count = count(&places, &hits);
            assert_eq!(count.straddling, Share { planted: 1, found: 1 }, "{hits:?}");
            assert_eq!(count.wrong, [0_usize; 0], "{hits:?}");
        }
    }

    #[test]
    fn a_straddling_record_with_a_wrong_tail_is_wrong_and_not_found() {
        let places = [place(State::Straddling, &[(896, 0, 128), (4096, 128, 384)])];
        let elsewhere = Shape::Joined { cut: 128, tail: 8192 };
        for shape in [Shape::Whole, elsewhere] {
            let count = count(&places, &[hit(896, shape)]);
            assert_eq!(count.straddling.found, 0);
            assert_eq!(count.wrong, [0]);
            assert_eq!(count.missed, [0]);
        }
    }

    #[test]
    fn a_straddling_record_is_found_whole_if_its_tail_is_nothing_but_reserved() {
        let layout = layout::find("linux-utmp-400-le").unwrap();
        for (cut, found) in [(384, 1), (352, 0)] {
            let pieces =
                vec![Piece { at: 100, part: 0..cut }, Piece { at: 4096, part: cut..400 }];
            let bytes = login().encode(layout);
            let places = [Place { layout, bytes, pieces, state: State::Straddling }];
            let count = count(&places, &[Hit { layout, ..hit(100, Shape::Whole) }]);
            assert_eq!((count.straddling.found, count.wrong.len()), (found, 1 - found));
        }
    }

    #[test]
    fn half_of_a_whole_record_is_neither_wrong_nor_enough() {
        let places = [place(State::Whole, &[(384, 0, 384)])];
        let count = count(&places, &[hit(384, Shape::Head)]);
        assert_eq!((count.whole.found, count.wrong.len()), (0, 0));
    }

    #[test]
    fn torn_records_count_apart() {
        let places = [place(State::Torn, &[(4096, 128, 384)])];
        let count = count(&places, &[hit(4096, Shape::Tail)]);
        assert_eq!(count.torn, Share { planted: 1, found: 1 });
        assert!((count.f1() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_layout_that_reads_otherwise_is_wrong() {
        let record = login().encode(layout());
        let big = layout::find("linux-utmp-384-be").unwrap();
        assert!(!reads_alike(layout(), big, &record));
        assert!(reads_alike(layout(), layout(), &record));
        let [one, other] = ["linux-utmp-400-le", "linux-utmp-400-musl-le"]
            .map(|id| layout::find(id).unwrap());
        assert!(reads_alike(one, other, &login().encode(one)));
    }

    #[test]
    fn of_nothing_the_recall_is_all() {
        assert!((Share::default().recall() - 1.0).abs() < 1e-9);
        assert!((Share { planted: 4, found: 3 }.recall() - 0.75).abs() < 1e-9);
    }
}
