//! What the recorded changes of the clock add up to.

use super::event::Event;
use super::{Mark, Stamped, micros};
use crate::record::{Outline, Seconds32, Timestamp};

/// Which way an engine goes through a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Forward,
    Backward,
}

/// Turns records into what the engines remember of them.
#[derive(Clone, Debug)]
pub(super) struct Stamper {
    policy: Seconds32,
    way: Way,
    clock: Clock,
}

impl Stamper {
    pub(super) fn new(policy: Seconds32, way: Way) -> Self {
        Self { policy, way, clock: Clock::default() }
    }

    /// The sum of all changes of the clock passed, in microseconds.
    pub(super) const fn total(&self) -> i64 {
        self.clock.total
    }

    /// What the next record means, and what to remember of it; `None` if it means nothing.
    #[inline(always)]
    pub(super) fn stamp<'a, T>(
        &mut self,
        record: &Outline<'a>,
        at: T,
    ) -> Option<(Event<'a>, Stamped<T>)> {
        let event = Event::of(record);
        let time = record.time.timestamp_as(self.policy);
        match (event, self.way) {
            (Event::OldTime, Way::Forward) | (Event::NewTime, Way::Backward) => {
                self.clock.begin(time);
            }
            (Event::NewTime, Way::Forward) | (Event::OldTime, Way::Backward) => {
                self.clock.end(time);
            }
            _ => self.clock.pass(),
        }
        if event == Event::Nothing {
            return None;
        }
        let pid = record.pid.unwrap_or(0);
        Some((event, Stamped { mark: Mark { at, time }, pid, clock: self.clock.total }))
    }
}

/// Counts clock changes along the way through a log. A change is an `OLD_TIME` and a
/// `NEW_TIME` that are neighbours; one alone does not say by how much the clock was set.
#[derive(Clone, Debug, Default)]
struct Clock {
    /// Backwards, it counts down.
    total: i64,
    /// The time of the record before, if it was the first of the two.
    first: Option<Timestamp>,
}

impl Clock {
    /// Passes a record that is neither.
    const fn pass(&mut self) {
        self.first = None;
    }

    /// Passes the first of the two.
    const fn begin(&mut self, time: Option<Timestamp>) {
        self.first = time;
    }

    /// Passes the second. Forwards that is the new time, so what is added is by how much the
    /// clock was set forward; backwards it is the old time, and as much is taken off.
    fn end(&mut self, time: Option<Timestamp>) {
        if let (Some(first), Some(second)) = (self.first.take(), time) {
            let change = micros(second).saturating_sub(micros(first));
            self.total = self.total.saturating_add(change);
        }
    }
}
