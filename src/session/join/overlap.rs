//! What two files have in common.

use super::extent::time_of;
use crate::file::Entry;
use crate::record::{Record, Seconds32};
use crate::session::event::Event;
use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;
use core::hash::BuildHasher;
use core::ops::Range;

/// What [`identity`] gives for a record that means nothing: a blank one, or one that names
/// nobody, tells of nothing and has no time. Such records are the same in all files, so that
/// common ones say nothing of the files.
pub const BLANK: u64 = 0;

/// A number for an entry, the same for the same bytes in the same layout. With a hasher that
/// is another each time, nobody can make records that only seem to be the same.
#[must_use]
pub fn identity(entry: &Entry<'_>, hasher: &impl BuildHasher) -> u64 {
    if means_nothing(entry) {
        return BLANK;
    }
    hasher.hash_one((entry.layout().id(), entry.bytes())).max(BLANK.saturating_add(1))
}

fn means_nothing(entry: &Entry<'_>) -> bool {
    let is_void = |record: Record<'_>| {
        record.user().is_empty()
            && record.line().is_empty()
            && record.host().is_none_or(|host| host.is_empty())
            && Event::of(&record.outline()) == Event::Nothing
            && time_of(&record, Seconds32::Unsigned).is_none()
    };
    entry.record().is_some_and(is_void) || entry.bytes().iter().all(|&byte| byte == 0)
}

/// What two files have in common that tell of the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Overlap {
    /// Nothing, or nothing but blank records.
    None,
    /// The earlier file ends as the later begins: the first records of the later one, as many
    /// as given, stand in both.
    Shared(u64),
    /// All of the later file stands in the earlier.
    LaterInside,
    /// All of the earlier file stands in the later.
    EarlierInside,
    /// Some records stand in both, but not as one run: one of the files may have been edited,
    /// or put together from others. These are their numbers in the later file, blank ones
    /// left out.
    Scattered(Vec<Range<u64>>),
}

/// Compares two files by what identifies their records, one number each as [`identity`] gives
/// it, in the order of the files. For a while that takes 8 bytes of memory for each record of
/// one file, and about 30 for each of the earlier file if the common records are no single
/// run.
#[must_use]
pub fn overlap(earlier: &[u64], later: &[u64]) -> Overlap {
    if later.is_empty() || earlier.is_empty() {
        return Overlap::None;
    }
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let is_blank = |records: &[u64]| records.iter().all(|&record| record == BLANK);
    // Files of nothing but blank records are part of no other.
    if is_blank(later) || is_blank(earlier) {
        return Overlap::None;
    }
    match run(later, earlier) {
        Run::Inside => return Overlap::LaterInside,
        Run::AtEnd(len) if len == earlier.len() => return Overlap::EarlierInside,
        Run::AtEnd(len) if later.get(..len).is_none_or(is_blank) => {}
        Run::AtEnd(len) => return Overlap::Shared(count(len)),
    }
    if run(earlier, later) == Run::Inside {
        return Overlap::EarlierInside;
    }
    let mut known = BTreeMap::<u64, u64>::new();
    for &record in earlier.iter().filter(|&&record| record != BLANK) {
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
    fn blank_records_are_nothing_that_two_files_have_in_common() {
        assert_eq!(overlap(&[1, 2, 0], &[0, 3]), Overlap::None);
        assert_eq!(overlap(&[1, 0, 2], &[3, 0, 4]), Overlap::None);
        assert_eq!(overlap(&[0, 0], &[1, 0, 0, 2]), Overlap::None);
        assert_eq!(overlap(&[1, 0, 2], &[0]), Overlap::None);
        assert_eq!(overlap(&[0], &[0]), Overlap::None);
    }

    #[test]
    fn blank_records_between_common_ones_are_part_of_the_run() {
        assert_eq!(overlap(&[1, 2, 0, 3], &[2, 0, 3, 4]), Overlap::Shared(3));
        assert_eq!(overlap(&[1, 0, 2], &[1, 0, 2, 3]), Overlap::EarlierInside);
        assert_eq!(
            overlap(&[1, 5, 2, 0], &[0, 1, 2, 0, 5]),
            Overlap::Scattered(vec![1..3, 4..5])
        );
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
