//! What tells a record from noise where nothing else says that there is any.
//!
//! Derived from the field table like all that makes bytes believable: the bytes whose value is
//! nearly certain, which can be looked for in any position of an image at once, and the exact
//! test of type, process id, time and version for the few places where they are found.

use super::field::{Field, Order, Role};
use super::prefixed::PREFIX;
use super::probe::usec_possible;
use super::{Content, Framing, Layout};
use crate::record::Kind;
use alloc::vec::Vec;
use core::ops::Range;

/// Text fields from this length on rarely fill their field.
const WIDE: usize = 32;
/// The highest third byte of microseconds: 999,999 is 0x0f423f.
const USEC_HIGH: u8 = 0x0f;
/// The highest byte of a process id: no system numbers higher than 2^26.
const PID_HIGH: u8 = 3;
/// The length of a record that is nothing but a type and a time, whose last two bytes may be
/// zero and so not be stored.
const SHORTEST_CUT: u8 = 7;
/// Values of a database stand where their page has room for them.
const PAGE_ALIGN: u64 = 4;

/// A byte that lies between two bounds, both included, in any record worth finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sign {
    /// Bytes from the start of the entry.
    pub(crate) at: usize,
    pub(crate) low: u8,
    pub(crate) high: u8,
}

impl Sign {
    const fn zero(at: usize) -> Self {
        Self { at, low: 0, high: 0 }
    }

    /// How many values the byte may have.
    pub(crate) const fn width(self) -> u8 {
        self.high.saturating_sub(self.low)
    }
}

/// Where in an integer the byte stands that counts 256 to the power of `rank`.
fn byte_of(field: &Field, order: Order, rank: usize) -> usize {
    let within = match order {
        Order::Little => rank,
        Order::Big => field.size.saturating_sub(1).saturating_sub(rank),
        // The halves of a number stand the wrong way round.
        Order::Pdp => (rank ^ 2).min(field.size.saturating_sub(1)),
    };
    field.offset.saturating_add(within)
}

/// The bounds of the byte of this rank, if all higher bytes of all values are the same.
fn bounds(values: &Range<i64>, rank: u32) -> (u8, u8) {
    let byte = |value: i64| {
        let shifted = value.max(0).unbounded_shr(rank.saturating_mul(8));
        u8::try_from(shifted).unwrap_or(u8::MAX)
    };
    (byte(values.start), byte(values.end.saturating_sub(1)))
}

impl Layout {
    /// The bytes whose value is nearly certain in a record of these times, the surest first
    /// behind that of the time, which comes at the head: it stands in every layout, and is
    /// hardly ever zero.
    pub(crate) fn signs(&self, times: &Range<i64>) -> Vec<Sign> {
        let mut signs = Vec::new();
        let order = self.order;
        let high_zeros = |signs: &mut Vec<Sign>, field: &Field, from: usize| {
            signs.extend(
                (from..field.size).map(|rank| Sign::zero(byte_of(field, order, rank))),
            );
        };
        if let Some(field) = self.probe.instant {
            let micros =
                times.start.saturating_mul(1_000_000)..times.end.saturating_mul(1_000_000);
            let (low, high) = bounds(&micros, 6);
            signs.push(Sign { at: byte_of(&field, order, 6), low, high });
            high_zeros(&mut signs, &field, 7);
        } else if let Some(field) = self.probe.seconds {
            let (low, high) = bounds(times, 3);
            signs.push(Sign { at: byte_of(&field, order, 3), low, high });
            high_zeros(&mut signs, &field, 4);
        }
        if let Some(field) = self.probe.usec {
            signs.push(Sign { at: byte_of(&field, order, 2), low: 0, high: USEC_HIGH });
            high_zeros(&mut signs, &field, 3);
        }
        if let Some(field) = self.probe.kind {
            let last = self.spec.convention.kinds.len().saturating_sub(1);
            let high = u8::try_from(last).unwrap_or(u8::MAX);
            signs.push(Sign { at: byte_of(&field, order, 0), low: 0, high });
            if self.spec.convention.flags == 0 {
                high_zeros(&mut signs, &field, 1);
            }
        }
        if let Some(field) = self.probe.pid.filter(|field| field.size == 4) {
            signs.push(Sign { at: byte_of(&field, order, 3), low: 0, high: PID_HIGH });
        }
        self.push_signs_of_content(&mut signs);
        if self.framing == Framing::Prefixed {
            // What stands further behind may be zero, and so not be stored.
            signs.retain(|sign| sign.at < usize::from(SHORTEST_CUT));
            for sign in &mut signs {
                sign.at = sign.at.saturating_add(PREFIX);
            }
            let high = u8::try_from(self.size).unwrap_or(u8::MAX);
            signs.push(Sign::zero(0));
            signs.push(Sign { at: 1, low: SHORTEST_CUT, high });
        }
        signs
    }

    /// What is certain where there is neither a type nor microseconds.
    fn push_signs_of_content(&self, signs: &mut Vec<Sign>) {
        if let Some((field, version)) = self.probe.version
            && field.size == 1
            && let Ok(value) = u8::try_from(self.probe.version_wanted(version))
        {
            signs.push(Sign { at: field.offset, low: value, high: value });
        }
        let has_type = self.probe.kind.is_some();
        for field in self.fields().filter(|field| field.role.is_text() && !has_type) {
            let is_named = matches!(field.role, Role::Line | Role::Origin | Role::Command);
            if is_named {
                signs.push(Sign { at: field.offset, low: b'!', high: b'~' });
            }
            if field.size >= WIDE {
                let last = field.offset.saturating_add(field.size).saturating_sub(1);
                signs.push(Sign::zero(last));
            }
        }
    }

    /// Whether type, process id, time and version are those of a record of these times. The
    /// type may be "empty"; texts are not looked at. `record` must be one record long.
    pub(crate) fn claims(&self, record: &[u8], times: &Range<i64>) -> bool {
        let probe = &self.probe;
        if let Some(kind) = probe.integer(probe.kind, record)
            && self.spec.convention.kind(kind) == Kind::Unknown
        {
            return false;
        }
        let is_timed = probe.seconds(record).is_some_and(|time| times.contains(&time));
        is_timed
            && probe.integer(probe.usec, record).is_none_or(usec_possible)
            && probe.has_version(record) != Some(false)
            && probe.is_status_possible(record)
            && probe.are_counts_possible(record)
    }

    /// Whether all that the bytes have for a time are letters, as a word would have in its
    /// place, and there is neither a type nor a version to say otherwise.
    pub(crate) fn is_spelled(&self, record: &[u8]) -> bool {
        self.probe.is_spelled(record)
    }

    /// Whether the process id is one that a system gives out, or -1.
    pub(crate) fn has_possible_pid(&self, record: &[u8]) -> bool {
        let pid = self.probe.integer(self.probe.pid, record);
        pid.is_none_or(|pid| pid == -1 || self.probe.pid_possible(pid))
    }

    /// Whether the system writes records of this kind without any text.
    pub(crate) fn is_terse(&self, record: &[u8]) -> bool {
        self.probe.is_terse(record)
    }

    /// Whether the system writes any records without a text.
    pub(crate) const fn can_be_terse(&self) -> bool {
        self.spec.convention.is_terse
    }

    /// At multiples of this a file keeps its records, wherever its blocks are.
    pub(crate) fn alignment(&self) -> u64 {
        match self.framing {
            Framing::Prefixed => 1,
            Framing::Hash => PAGE_ALIGN,
            Framing::Sequence | Framing::Table => {
                u64::try_from(self.size & self.size.wrapping_neg()).unwrap_or(1)
            }
        }
    }

    /// Whether there is enough in a record that could be wrong for its texts to be dirty: a
    /// type, microseconds or 64 bits of time, and a place that not every byte is.
    pub(crate) fn is_telling(&self) -> bool {
        let is_wide = self.probe.seconds.is_some_and(|seconds| seconds.size == 8);
        self.content() == Content::Records
            && self.probe.kind.is_some()
            && (self.probe.usec.is_some() || is_wide)
            && self.alignment() > 1
    }

    /// The field of the time.
    pub(crate) const fn time_field(&self) -> Option<Field> {
        match self.probe.instant {
            Some(field) => Some(field),
            None => self.probe.seconds,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::{Draft, LAYOUTS, Role};
    use crate::record::Kind;

    #[test]
    fn every_sign_stands_in_every_record_of_its_time() {
        let times = 631_152_000..1_830_000_000;
        for layout in LAYOUTS {
            for seconds in [times.start, 1_000_000_000, times.end - 1] {
                let number = layout.spec().convention.number(Kind::UserProcess);
                let version = layout
                    .spec()
                    .version
                    .map_or(0, |version| layout.probe.version_wanted(version));
                let draft = Draft {
                    type_raw: number.unwrap_or(0),
                    more: &[(Role::Version, version)],
                    seconds,
                    usec: 999_999,
                    pid: 4_194_304,
                    line: b"pts/0",
                    user: b"alice",
                    host: b"192.0.2.1",
                    ..Draft::default()
                };
                let entry = layout.encode(&draft);
                let signs = layout.signs(&times);
                assert!(signs.len() >= 2, "{}", layout.id());
                for sign in signs {
                    let byte = entry[sign.at];
                    let bounds = sign.low..=sign.high;
                    assert!(bounds.contains(&byte), "{} {sign:?}: {byte}", layout.id());
                }
            }
        }
    }
}
