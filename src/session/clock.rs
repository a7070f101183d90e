//! What the recorded changes of the clock add up to.

use super::micros;
use crate::record::Timestamp;

/// Counts clock changes along the way through a log. A change is an `OLD_TIME` and a
/// `NEW_TIME` that are neighbours; one alone does not say by how much the clock was set.
#[derive(Clone, Debug, Default)]
pub(super) struct Clock {
    total: i64,
    /// The time of the record before, if it was the first of the two.
    first: Option<Timestamp>,
}

impl Clock {
    /// The sum of all changes passed, in microseconds. Backwards, it counts down.
    pub(super) const fn total(&self) -> i64 {
        self.total
    }

    /// Passes a record that is neither.
    pub(super) const fn pass(&mut self) {
        self.first = None;
    }

    /// Passes the first of the two.
    pub(super) const fn begin(&mut self, time: Option<Timestamp>) {
        self.first = time;
    }

    /// Passes the second. Forwards that is the new time, so what is added is by how much the
    /// clock was set forward; backwards it is the old time, and as much is taken off.
    pub(super) fn end(&mut self, time: Option<Timestamp>) {
        if let (Some(first), Some(second)) = (self.first.take(), time) {
            let change = micros(second).saturating_sub(micros(first));
            self.total = self.total.saturating_add(change);
        }
    }
}
