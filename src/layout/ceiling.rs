//! How many points a record can earn at most: what its numbers say, without a look at its texts.

use super::mark::{Mark, Marks};
use super::probe::Probe;
use super::{Layout, Raw};
use crate::bytes::is_zero;

/// The best that can come of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ceiling {
    /// It earns no more points,
    pub(crate) points: i32,
    /// and at least so much speaks clearly against it.
    pub(crate) contradictions: i32,
}

/// The ceiling of a record: a function for each structure, in which the compiler knows where
/// everything is.
pub(super) type CeilingOf = fn(&Probe, &[u8]) -> Ceiling;

pub(super) fn ceiling_of<T: Raw>(facts: &Probe, record: &[u8]) -> Ceiling {
    if !facts.signatures.is_empty() && facts.is_signature(record) {
        return Ceiling { points: Mark::Signature.points(), contradictions: 0 };
    }
    // No call may need it as a whole, or it would stand in memory.
    let probe = facts.known::<T>();
    let mut ceiling = Ceiling::default();
    probe.judge_numbers(record, |mark, is_said| {
        if is_said {
            ceiling.points = ceiling.points.saturating_add(mark.points());
            let contradicts = i32::from(mark.contradicts());
            ceiling.contradictions = ceiling.contradictions.saturating_add(contradicts);
        }
    });
    if (ceiling.points < 0 || ceiling.contradictions > 0) && is_zero(record) {
        // It is passed over.
        return Ceiling::default();
    }
    Ceiling { points: ceiling.points.max(Marks::FLOOR), ..ceiling }
}

impl Layout {
    /// The best that can come of a record, which must be as long as one.
    #[inline]
    pub(crate) fn ceiling(&self, record: &[u8]) -> Ceiling {
        (self.ceiling_of)(&self.probe, record)
    }
}
