//! From when to when a file tells.

use crate::record::{Record, Seconds32, Time, Timestamp};
use alloc::vec::Vec;

/// So many records at each end of a file are looked at.
const ENDS: usize = 8;
/// With fewer other records than these, none can be called odd.
const WITNESSES: usize = 3;
const DAY: i64 = 86_400;
/// A machine may be away for a year, and a month.
const LONG: i64 = 400 * DAY;

/// From when to when a file tells.
///
/// One record with a clock that was not set, or with a time that somebody has made up, must
/// not decide when a file begins or ends. The time of the last record is odd if it is more
/// than a day before the median of the seven records before it, or more than 400 days after
/// it; the end is then the newest of those that are not odd. The begin is found likewise: the
/// first record is odd if it is more than 400 days before the median of those behind it, or
/// more than a day after it. Of fewer than four records, none is odd.
#[derive(Clone, Debug, Default)]
pub struct Extent {
    /// The times of the first records, in order.
    head: Ends,
    /// Those of the last, in order from the last on.
    tail: Ends,
    oldest: Option<Timestamp>,
    newest: Option<Timestamp>,
}

impl Extent {
    /// Times before this (1980, in seconds since 1970) come from clocks that were never set.
    pub const FIRST_SECOND: i64 = 315_532_800;

    /// So many records at the begin of a file, and as many at its end, say when it begins and
    /// ends. Who does not join files needs to add no others.
    pub const ENDS: usize = ENDS;

    /// Takes the next record of the file. Times that no clock shows count for nothing.
    pub fn add(&mut self, record: &Record<'_>, policy: Seconds32) {
        self.add_stored(record.time(), policy);
    }

    /// As [`Self::add`], for those who know no more of the record than its time.
    pub fn add_stored(&mut self, time: Time, policy: Seconds32) {
        if let Some(time) = time_as(time, policy) {
            self.add_time(time);
        }
    }

    /// Takes the time of the next record.
    pub(super) fn add_time(&mut self, time: Timestamp) {
        self.head.add_behind(time);
        self.tail.add_before(time);
        self.oldest = Some(self.oldest.map_or(time, |oldest| oldest.min(time)));
        self.newest = Some(self.newest.map_or(time, |newest| newest.max(time)));
    }

    /// When the file begins: the time of its first record that has one, unless that is odd.
    /// `None` if no record has a time.
    #[must_use]
    pub fn begin(&self) -> Option<Timestamp> {
        match self.head.odd(LONG, DAY) {
            Some(others) => others.into_iter().min(),
            None => self.first(),
        }
    }

    /// When the file ends: the time of its last record that has one, unless that is odd.
    /// `None` if no record has a time.
    #[must_use]
    pub fn end(&self) -> Option<Timestamp> {
        match self.tail.odd(DAY, LONG) {
            Some(others) => others.into_iter().max(),
            None => self.last(),
        }
    }

    /// Whether the time of the last record is so far from those before it that it is not
    /// taken for the end of the file.
    #[must_use]
    pub fn is_end_odd(&self) -> bool {
        self.tail.odd(DAY, LONG).is_some()
    }

    /// Time of the first record that has one.
    #[must_use]
    pub const fn first(&self) -> Option<Timestamp> {
        self.head.times[0]
    }

    /// Time of the last record that has one.
    #[must_use]
    pub const fn last(&self) -> Option<Timestamp> {
        self.tail.times[0]
    }

    /// The order in which files continue each other: by when they end, which clocks show more
    /// often right than the begin, then by when they begin. Equal files keep the order in
    /// which they are given.
    #[must_use]
    pub fn order(extents: &[Self]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..extents.len()).collect();
        order.sort_by_cached_key(|&at| {
            extents.get(at).map(|extent| (extent.end(), extent.begin()))
        });
        order
    }

    /// Whether both files tell of the same time, so that they may have records in common. Any
    /// one record counts, also an odd one; and files without times tell of the same.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.newest >= other.oldest && other.newest >= self.oldest
    }
}

/// The time of a record if a clock can have shown it.
pub(super) fn time_of(record: &Record<'_>, policy: Seconds32) -> Option<Timestamp> {
    time_as(record.time(), policy)
}

fn time_as(time: Time, policy: Seconds32) -> Option<Timestamp> {
    let time = time.timestamp_as(policy)?;
    (time.seconds() >= Extent::FIRST_SECOND).then_some(time)
}

/// Times of records, from an end of a file on.
#[derive(Clone, Debug, Default)]
struct Ends {
    times: [Option<Timestamp>; ENDS],
}

impl Ends {
    /// Adds a time if there is room.
    fn add_behind(&mut self, time: Timestamp) {
        if self.times[ENDS - 1].is_none()
            && let Some(free) = self.times.iter_mut().find(|slot| slot.is_none())
        {
            *free = Some(time);
        }
    }

    /// Adds a time before the others, which may push one out.
    fn add_before(&mut self, time: Timestamp) {
        self.times.rotate_right(1);
        self.times[0] = Some(time);
    }

    /// If the first of the times is more than so many seconds before the median of the
    /// others, or after it, those of the others that are not.
    fn odd(&self, before: i64, after: i64) -> Option<Vec<Timestamp>> {
        let (first, others) = self.times.split_first()?;
        let mut others: Vec<_> = others.iter().copied().flatten().collect();
        others.sort_unstable();
        let median = others.get(others.len() / 2)?.seconds();
        let is_odd = |time: &Timestamp| {
            let distance = time.seconds().saturating_sub(median);
            distance < before.saturating_neg() || distance > after
        };
        if others.len() < WITNESSES || !first.as_ref().is_some_and(is_odd) {
            return None;
        }
        others.retain(|time| !is_odd(time));
        Some(others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_700_049_600;
    const OLD: i64 = 1_104_537_600;
    const FORGED: i64 = 1_900_000_000;

    fn extent(times: &[i64]) -> Extent {
        let mut extent = Extent::default();
        for &seconds in times {
            extent.add_time(Timestamp::new(seconds, 0).unwrap());
        }
        extent
    }

    /// A file of ten hours, with this at its end.
    fn ends_with(last: &[i64]) -> Extent {
        let times: Vec<_> = (0..10).map(|hour| NOON + 3_600 * hour).collect();
        extent(&[&times, last].concat())
    }

    fn end(extent: &Extent) -> i64 {
        extent.end().unwrap().seconds()
    }

    #[test]
    fn a_file_ends_with_its_last_record() {
        let nine = NOON + 9 * 3_600;
        for last in [nine + 1, nine + 399 * DAY, nine - 3_600, nine - DAY / 2] {
            let extent = ends_with(&[last]);
            assert_eq!((end(&extent), extent.is_end_odd()), (last, false));
        }
    }

    #[test]
    fn one_record_of_a_dead_or_wrong_clock_is_no_end() {
        for last in [OLD, FORGED] {
            let extent = ends_with(&[last]);
            assert_eq!((end(&extent), extent.is_end_odd()), (NOON + 9 * 3_600, true));
            assert_eq!(extent.last().unwrap().seconds(), last);
        }
        assert_eq!(end(&ends_with(&[FORGED, OLD, FORGED])), NOON + 9 * 3_600);
    }

    #[test]
    fn among_few_records_none_is_odd() {
        let extent = extent(&[OLD, NOON]);
        assert_eq!((end(&extent), extent.begin().unwrap().seconds()), (NOON, OLD));
    }

    #[test]
    fn a_file_that_starts_with_a_dead_clock_begins_with_the_records_behind_it() {
        let extent = extent(&[OLD, NOON, NOON + 1, NOON + 2, NOON + 3]);
        assert_eq!(extent.begin().unwrap().seconds(), NOON);
        assert_eq!(extent.first().unwrap().seconds(), OLD);
    }

    #[test]
    fn an_odd_record_at_its_end_does_not_move_a_file_behind_the_next() {
        let next: Vec<_> = (100..110).map(|hour| NOON + 3_600 * hour).collect();
        assert_eq!(Extent::order(&[extent(&next), ends_with(&[FORGED])]), [1, 0]);
    }
}
