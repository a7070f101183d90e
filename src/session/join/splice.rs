//! Where the records of an edited copy belong that the other copy does not have.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::ops::Range;

/// Entries of the later file, and behind which entry of the earlier one they belong; `None` is
/// before all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stray {
    pub(super) entries: Range<u64>,
    pub(super) behind: Option<u64>,
}

/// Finds the records that stand once in both files, in the same order in both; between two of
/// them in the later file lies what belongs between the same two in the earlier file. What
/// lies behind the last of them goes on from there, and is none of that.
pub(super) fn strays(earlier: &[u64], later: &[u64]) -> Vec<Stray> {
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let mut strays = Vec::new();
    let mut from = 0_usize;
    let mut behind = None;
    for (at, place) in in_order(&landmarks(earlier, later)) {
        if from < at {
            // Before the first landmark, what is new stands right before it.
            let behind = behind.or(place.checked_sub(1)).map(count);
            strays.push(Stray { entries: count(from)..count(at), behind });
        }
        from = at.saturating_add(1);
        behind = Some(place);
    }
    strays
}

/// Records that stand once in each file: their places in the later and in the earlier one, in
/// the order of the later.
fn landmarks(earlier: &[u64], later: &[u64]) -> Vec<(usize, usize)> {
    let once = |records: &[u64]| {
        let mut places: BTreeMap<u64, Option<usize>> = BTreeMap::new();
        for (at, &record) in records.iter().enumerate() {
            places.entry(record).and_modify(|place| *place = None).or_insert(Some(at));
        }
        places
    };
    let (old, new) = (once(earlier), once(later));
    let is_once = |record: &u64| matches!(new.get(record), Some(Some(_)));
    let there = |record: &u64| old.get(record).copied().flatten();
    let found = later.iter().enumerate().filter(|(_, record)| is_once(record));
    found.filter_map(|(at, record)| Some((at, there(record)?))).collect()
}

/// As many of them as have the same order in both files: the longest rising sequence of their
/// places in the earlier one.
fn in_order(landmarks: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let place_of = |number: &usize| landmarks.get(*number).map(|(_, place)| *place);
    // The landmark with which the best sequence of each length ends, and that before each.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::new();
    for (number, (_, place)) in landmarks.iter().enumerate() {
        let len = ends.partition_point(|end| place_of(end) < Some(*place));
        before.push(len.checked_sub(1).and_then(|last| ends.get(last)).copied());
        match ends.get_mut(len) {
            Some(end) => *end = number,
            None => ends.push(number),
        }
    }
    let mut sequence = Vec::new();
    let mut next = ends.last().copied();
    while let Some(number) = next {
        sequence.extend(landmarks.get(number).copied());
        next = before.get(number).copied().flatten();
    }
    sequence.reverse();
    sequence
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn stray(entries: Range<u64>, behind: Option<u64>) -> Stray {
        Stray { entries, behind }
    }

    #[test]
    fn what_was_changed_belongs_between_its_neighbours() {
        assert_eq!(strays(&[1, 2, 3, 4], &[1, 9, 3, 4, 5]), [stray(1..2, Some(0))]);
        // Cut out of the earlier file.
        assert_eq!(strays(&[1, 3, 4], &[1, 2, 3, 4]), [stray(1..2, Some(0))]);
    }

    #[test]
    fn what_is_new_at_the_start_belongs_before_the_first() {
        assert_eq!(strays(&[1, 2, 3], &[9, 2, 3]), [stray(0..1, Some(0))]);
        assert_eq!(strays(&[1, 2, 3], &[9, 1, 2]), [stray(0..1, None)]);
    }

    #[test]
    fn what_goes_on_behind_the_last_is_no_stray() {
        assert_eq!(strays(&[1, 2], &[1, 2, 3, 4]), []);
        assert_eq!(strays(&[1, 2], &[3, 4]), []);
    }

    #[test]
    fn records_in_another_order_lead_nowhere_else() {
        let found = strays(&[1, 2, 3, 4, 5], &[1, 5, 2, 3, 4]);
        assert_eq!(found, [stray(1..2, Some(0))]);
    }

    #[test]
    fn records_that_stand_there_twice_mark_nothing() {
        assert_eq!(strays(&[7, 7, 1], &[7, 8, 7, 1]), [stray(0..3, Some(1))]);
        assert_eq!(strays(&[7, 7], &[7, 8, 7]), vec![]);
    }
}
