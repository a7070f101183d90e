//! Several files of one machine as one log: which comes first, and what they have in common.

use super::micros;
use crate::record::{Record, Seconds32, Timestamp};
use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// Times before this (1980) come from clocks that were never set.
const FIRST_SECOND: i64 = 315_532_800;

/// From when to when a file tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    records: u64,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
    oldest: Option<Timestamp>,
    newest: Option<Timestamp>,
}

impl Extent {
    /// Takes the next record of the file. Times that no clock shows count for nothing.
    pub fn add(&mut self, record: &Record<'_>, policy: Seconds32) {
        self.records = self.records.saturating_add(1);
        let time = record.time().timestamp_as(policy);
        let Some(time) = time.filter(|time| time.seconds() >= FIRST_SECOND) else { return };
        self.first = self.first.or(Some(time));
        self.last = Some(time);
        self.oldest = Some(self.oldest.map_or(time, |oldest| oldest.min(time)));
        self.newest = Some(self.newest.map_or(time, |newest| newest.max(time)));
    }

    /// How many records there are.
    #[must_use]
    pub const fn records(&self) -> u64 {
        self.records
    }

    /// Time of the first record that has one.
    #[must_use]
    pub const fn first(&self) -> Option<Timestamp> {
        self.first
    }

    /// Time of the last record that has one.
    #[must_use]
    pub const fn last(&self) -> Option<Timestamp> {
        self.last
    }

    /// The greatest time of all: the end of the evidence.
    #[must_use]
    pub const fn newest(&self) -> Option<Timestamp> {
        self.newest
    }

    /// The order in which files continue each other: by the times of their last records,
    /// which are set more often than those of the first, then by those of the first. Equal
    /// files keep the order in which they are given.
    #[must_use]
    pub fn order(extents: &[Self]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..extents.len()).collect();
        order.sort_by_key(|&at| extents.get(at).map(|extent| (extent.last, extent.first)));
        order
    }

    /// Whether the file, which is the earlier one, tells of times that `later` tells of too.
    #[must_use]
    pub fn overlaps(&self, later: &Self) -> bool {
        match (self.newest, later.oldest) {
            (Some(newest), Some(oldest)) => newest >= oldest,
            _ => false,
        }
    }

    /// The time between the end of this file and the begin of `later`, in microseconds; of
    /// which nothing is recorded. Negative if they overlap.
    #[must_use]
    pub fn gap_before(&self, later: &Self) -> Option<i64> {
        Some(micros(later.first?).saturating_sub(micros(self.last?)))
    }
}

/// What two files have in common that tell of the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// Nothing.
    None,
    /// The earlier file ends as the later begins: the first records of the later one, as many
    /// as given, stand in both.
    Shared(u64),
    /// All of the later file stands in the earlier.
    LaterInside,
    /// All of the earlier file stands in the later.
    EarlierInside,
    /// Some records stand in both, but not as one run: one of the files has been edited, or
    /// both machines wrote the same. These are their numbers in the later file.
    Scattered(Vec<Range<u64>>),
}

/// Compares two files by what identifies their records, one number each, in the order of the
/// files. Equal numbers must mean equal bytes.
#[must_use]
pub fn overlap(earlier: &[u64], later: &[u64]) -> Overlap {
    if later.is_empty() || earlier.is_empty() {
        return Overlap::None;
    }
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    match run(later, earlier) {
        Run::Inside => return Overlap::LaterInside,
        Run::AtEnd(0) => {}
        Run::AtEnd(len) if len == earlier.len() => return Overlap::EarlierInside,
        Run::AtEnd(len) => return Overlap::Shared(count(len)),
    }
    if run(earlier, later) == Run::Inside {
        return Overlap::EarlierInside;
    }
    let mut known = BTreeMap::<u64, u64>::new();
    for &record in earlier {
        let number = known.entry(record).or_default();
        *number = number.saturating_add(1);
    }
    let mut common: Vec<Range<u64>> = Vec::new();
    for (at, record) in later.iter().enumerate() {
        let Some(left) = known.get_mut(record).filter(|left| **left > 0) else { continue };
        *left = left.saturating_sub(1);
        let at = count(at);
        match common.last_mut() {
            Some(range) if range.end == at => range.end = at.saturating_add(1),
            _ => common.push(at..at.saturating_add(1)),
        }
    }
    if common.is_empty() { Overlap::None } else { Overlap::Scattered(common) }
}

/// How a pattern occurs in a text.
#[derive(Debug, PartialEq, Eq)]
enum Run {
    /// As a whole.
    Inside,
    /// So many of its first members are the last of the text.
    AtEnd(usize),
}

/// Knuth, Morris and Pratt: linear, whatever repeats.
fn run(pattern: &[u64], text: &[u64]) -> Run {
    let mut borders = vec![0_usize; pattern.len()];
    let mut matched = 0_usize;
    for at in 1..pattern.len() {
        matched = advance(pattern, &borders, matched, pattern.get(at));
        if let Some(border) = borders.get_mut(at) {
            *border = matched;
        }
    }
    matched = 0;
    for member in text {
        matched = advance(pattern, &borders, matched, Some(member));
        if matched == pattern.len() {
            return Run::Inside;
        }
    }
    Run::AtEnd(matched)
}

/// How many members of the pattern match when `next` follows those that did.
fn advance(
    pattern: &[u64],
    borders: &[usize],
    mut matched: usize,
    next: Option<&u64>,
) -> usize {
    while matched > 0 && pattern.get(matched) != next {
        matched = borders.get(matched.saturating_sub(1)).copied().unwrap_or(0);
    }
    if pattern.get(matched) == next { matched.saturating_add(1) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_goes_on_shares_nothing() {
        assert_eq!(overlap(&[1, 2, 3], &[4, 5]), Overlap::None);
        assert_eq!(overlap(&[], &[4, 5]), Overlap::None);
        assert_eq!(overlap(&[1], &[]), Overlap::None);
    }

    #[test]
    fn the_end_of_one_can_be_the_begin_of_the_next() {
        assert_eq!(overlap(&[1, 2, 3, 4], &[3, 4, 5]), Overlap::Shared(2));
        assert_eq!(overlap(&[7, 7, 7], &[7, 7, 8]), Overlap::Shared(2));
    }

    #[test]
    fn an_older_copy_is_part_of_the_file() {
        assert_eq!(overlap(&[1, 2], &[1, 2, 3]), Overlap::EarlierInside);
        assert_eq!(overlap(&[2, 3], &[1, 2, 3, 4]), Overlap::EarlierInside);
        assert_eq!(overlap(&[1, 2, 3], &[1, 2]), Overlap::LaterInside);
        assert_eq!(overlap(&[1, 2, 3], &[1, 2, 3]), Overlap::LaterInside);
    }

    #[test]
    fn of_an_edited_copy_each_record_counts_once() {
        let found = overlap(&[1, 2, 3, 4, 5], &[1, 2, 4, 5, 6]);
        let Overlap::Scattered(ranges) = found else { panic!("{found:?}") };
        assert_eq!(ranges.into_iter().flatten().collect::<Vec<_>>(), [0, 1, 2, 3]);
        let found = overlap(&[1, 2, 2, 9], &[2, 8, 2, 2]);
        assert_eq!(found, Overlap::Scattered(vec![0..1, 2..3]));
    }
}
