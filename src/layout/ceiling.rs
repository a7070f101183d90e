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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{Draft, LAYOUTS};
    use alloc::vec;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    /// A login with other bytes in some places.
    fn spoilt(layout: &Layout, spoils: &[(u16, u8)]) -> Vec<u8> {
        let draft = Draft {
            type_raw: 7,
            pid: 1_234,
            line: b"pts/0",
            user: b"alice",
            seconds: 1_700_000_000,
            usec: 5,
            ..Draft::default()
        };
        let mut record = layout.body(&layout.encode(&draft)).to_vec();
        record.resize(layout.size(), 0);
        for &(at, byte) in spoils {
            let at = usize::from(at) % record.len();
            record[at] = byte;
        }
        record
    }

    proptest! {
        #[test]
        fn no_record_earns_more_than_its_ceiling(
            spoils in prop::collection::vec(any::<(u16, u8)>(), 0..40),
            noise in prop::collection::vec(any::<u8>(), 1_024),
        ) {
            for layout in LAYOUTS {
                let zeros = vec![0; layout.size()];
                for record in [&spoilt(layout, &spoils), &noise[..layout.size()], &zeros] {
                    let marks = layout.marks(record);
                    let ceiling = layout.ceiling(record);
                    if is_zero(record) {
                        prop_assert_eq!(ceiling, Ceiling::default());
                        continue;
                    }
                    let against = marks.iter().filter(|mark| mark.contradicts()).count();
                    prop_assert!(marks.points() <= ceiling.points, "{:?}", layout);
                    let known = usize::try_from(ceiling.contradictions).unwrap();
                    prop_assert!(known <= against, "{:?}", layout);
                }
            }
        }
    }

    #[test]
    fn a_sound_record_may_earn_all_and_noise_may_not() {
        for layout in LAYOUTS {
            let sound = layout.ceiling(&spoilt(layout, &[]));
            assert!(sound.points > 0 && sound.contradictions == 0, "{layout:?}");
            let noise = layout.ceiling(&vec![0xff; layout.size()]);
            assert!(noise.points < sound.points, "{layout:?}");
        }
    }
}
