//! What makes a record believable, derived from its field table.
//!
//! Two questions are asked of bytes that may be a record. *Do they fit?* is asked of every
//! record while a file is read and must be cheap. *What is odd about them?* is asked while
//! a layout is detected, and of the few records that do not fit at first sight.

use super::Layout;
use super::field::Role;
use super::mark::{Mark, Marks};
use super::probe::{DAY, Probe, first, usec_possible};
use crate::bytes::{find_zero, has_control, is_zero};
use crate::record::{Kind, Text};

/// 2038-01-19: times beyond it are possible and rare.
const Y2038: i64 = 1 << 31;
/// The year 2514: nobody's clock is that wrong, so the bytes are no time.
const ABSURD: i64 = 1 << 34;

/// Records that are stored without the zeros at their end are no longer than this.
pub(super) const LONGEST_CUT: usize = 256;

/// Texts of a record that have less room than this together may well fill it.
const NARROW: usize = 12;

/// Text fields from this length on are rarely full.
const WIDE: usize = 32;

/// A text overwritten by ever shorter ones starts anew once or twice, not so often.
const RIDDLED: u16 = 4;

/// How well bytes in the place of a record fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// Every byte is zero.
    Zero,
    /// Type, pid, time and names agree.
    Good,
    /// It can be a record with odd values: an unknown type, no time, control characters.
    Odd,
    /// Too much is wrong at once.
    Bad,
}

/// What one text field adds to the marks. Whether it has a NUL.
#[inline]
fn mark_text(marks: &mut Marks, field: &[u8], control: Mark) -> bool {
    let end = find_zero(field);
    let (value, behind) =
        field.split_at_checked(end.unwrap_or(field.len())).unwrap_or_default();
    let is_stale = !is_zero(behind);
    marks.set(control, has_control(if is_stale { field } else { value }));
    // Names of eight bytes and fewer fill their fields every day.
    marks.set(Mark::Unterminated, field.len() >= WIDE && end.is_none());
    if is_stale {
        marks.set(Mark::Stale, true);
        marks.set(Mark::Riddled, restarts(behind.get(1..).unwrap_or_default()) >= RIDDLED);
    }
    end.is_some()
}

/// How often something other than a zero stands behind a zero.
fn restarts(bytes: &[u8]) -> u16 {
    let behind = bytes.get(1..).unwrap_or_default();
    let starts = bytes
        .iter()
        .zip(behind)
        .map(|(&byte, &next)| u16::from(byte == 0) & u16::from(next != 0));
    starts.fold(0, u16::wrapping_add)
}

impl Probe {
    /// What the numbers of a record say, which is no signature, and whether its line begins
    /// with a visible character. No other mark speaks for a record.
    #[inline(always)]
    pub(super) fn judge_numbers(&self, bytes: &[u8], mut say: impl FnMut(Mark, bool)) {
        if let Some(kind) = self.integer(self.kind, bytes) {
            let is_used = self.used.has(kind);
            say(Mark::TypeKnown, is_used && kind != 0);
            say(Mark::TypeEmpty, !is_used && kind == 0);
            say(Mark::TypeUnknown, !is_used && self.convention.kind(kind) == Kind::Unknown);
        }
        if let Some(right) = self.has_version(bytes) {
            // A zero is no evidence for a version 0: it stands everywhere.
            say(Mark::VersionRight, right && self.is_versioned());
            say(Mark::VersionWrong, !right);
        }
        say(Mark::StatusAbsurd, !self.is_status_possible(bytes));
        say(Mark::CountAbsurd, !self.are_counts_possible(bytes));
        if let Some(pid) = self.integer(self.pid, bytes) {
            say(Mark::PidAbsurd, pid != -1 && !self.pid_possible(pid));
        }
        if let Some(seconds) = self.seconds(bytes) {
            say(
                match seconds {
                    0 => Mark::TimeNever,
                    1..DAY if self.kind.is_none() => Mark::TimeFresh,
                    _ if (self.since..Y2038).contains(&seconds) => Mark::TimeUsual,
                    Y2038.. if seconds < self.latest() => Mark::TimeLate,
                    _ if (-ABSURD..ABSURD).contains(&seconds) => Mark::TimeOdd,
                    _ => Mark::TimeAbsurd,
                },
                true,
            );
        }
        say(Mark::TimeSpelled, self.is_spelled(bytes));
        if let Some(usec) = self.usec(bytes) {
            say(Mark::UsecUsual, usec != 0 && usec_possible(usec));
            say(Mark::UsecAbsurd, !usec_possible(usec));
        }
        say(Mark::LineVisible, first(self.line, bytes).is_ascii_graphic());
    }
}

impl Layout {
    /// Everything that the bytes of one record say for and against this layout.
    ///
    /// `bytes` must be one record long.
    pub(crate) fn marks(&self, bytes: &[u8]) -> Marks {
        let probe = &self.probe;
        let mut marks = Marks::default();
        if !probe.signatures.is_empty() && probe.is_signature(bytes) {
            marks.set(Mark::Signature, true);
            return marks;
        }
        probe.judge_numbers(bytes, |mark, is_said| marks.set(mark, is_said));
        let line = first(probe.line, bytes);
        marks.set(
            Mark::Nameless,
            line == 0
                && first(probe.id, bytes) == 0
                && first(probe.user, bytes) == 0
                && !probe.is_terse(bytes),
        );
        marks.set(Mark::Mismatch, probe.is_mismatch(bytes));
        self.mark_texts(bytes, &mut marks);
        for field in self.fields() {
            let dirty = || !is_zero(field.of(bytes));
            match field.role {
                Role::Padding => marks.set(Mark::PaddingDirty, dirty()),
                Role::Reserved => marks.set(Mark::ReservedDirty, dirty()),
                Role::Session => {
                    let session = field.integer(bytes, self.order).unwrap_or(0);
                    marks.set(Mark::SessionAbsurd, i32::try_from(session).is_err());
                }
                _ => {}
            }
        }
        marks
    }

    fn mark_texts(&self, bytes: &[u8], marks: &mut Marks) {
        let probe = &self.probe;
        let texts = [
            (probe.line, Mark::LineControl),
            (probe.user, Mark::UserControl),
            (probe.host, Mark::HostControl),
        ];
        let mut padded = false;
        let mut room = 0_usize;
        let (mut texts_filled, mut garbled) = (0_u8, 0_u8);
        for (field, control) in texts {
            if let Some(field) = field {
                let text = field.of(bytes);
                room = room.saturating_add(text.len());
                padded |= mark_text(marks, text, control);
                if probe.kind.is_none() {
                    let is_garbled = !text.is_ascii();
                    texts_filled = texts_filled.saturating_add((!is_zero(text)).into());
                    garbled = garbled.saturating_add(is_garbled.into());
                }
            }
        }
        marks.set(Mark::Garbled, garbled > 0);
        marks.set(Mark::Noise, garbled > 1 && garbled == texts_filled);
        // A name of eight letters fills all the room that the oldest records have.
        marks.set(Mark::Unpadded, !padded && room >= NARROW);
        if let Some(id) = probe.id {
            // An id fills its four bytes more often than not.
            marks.set(Mark::Stale, Text::new(id.of(bytes)).has_tail());
        }
    }

    /// Points of a record against which nothing speaks.
    pub(crate) fn full_points(&self) -> i32 {
        let mut marks = Marks::default();
        marks.set(Mark::TypeKnown, self.probe.kind.is_some());
        marks.set(Mark::TimeUsual, true);
        let has_usec = self.probe.usec.is_some() || self.probe.instant.is_some();
        marks.set(Mark::UsecUsual, has_usec);
        marks.set(Mark::LineVisible, true);
        marks.set(Mark::VersionRight, self.probe.is_versioned());
        marks.points()
    }

    /// More points than any record earns.
    pub(crate) fn most_points(&self) -> i32 {
        match self.probe.signatures {
            [] => self.full_points(),
            _ => self.full_points().max(Mark::Signature.points()),
        }
    }

    /// Whether type, pid, time and names agree at the start of `bytes`. Touches a few bytes.
    #[inline]
    pub(crate) fn fits(&self, bytes: &[u8]) -> bool {
        (self.count_agreeing)(&self.probe, bytes) > 0
    }

    /// How many records at the start of the bytes fit, one behind the other.
    pub(crate) fn count_fitting(&self, bytes: &[u8]) -> usize {
        (self.count_agreeing)(&self.probe, bytes)
    }

    /// Where the first record starts that fits, at whichever byte.
    pub(crate) fn find_fitting(&self, bytes: &[u8]) -> Option<usize> {
        (self.find_agreeing)(&self.probe, bytes)
    }

    /// Whether the type says nothing against a record that begins so. One that is not stored
    /// says nothing.
    #[inline]
    pub(crate) fn may_fit(&self, stored: &[u8]) -> bool {
        let number = self.probe.integer(self.probe.kind, stored);
        number.is_none_or(|number| self.probe.used.has(number))
    }

    /// Whether a record stands at the start of the window, which may be too short for one.
    pub(crate) fn fits_in(&self, window: &[u8]) -> bool {
        window.get(..self.size()).is_some_and(|record| self.fits(record))
    }

    /// Whether the bytes are a record in whose place nothing else needs to be looked for: they
    /// fit, or would if their time did not happen to consist of letters.
    pub(crate) fn is_sound(&self, bytes: &[u8]) -> bool {
        self.fits(bytes) || self.is_lettered(bytes)
    }

    /// Whether nothing speaks against the bytes but that their time happens to consist of
    /// letters. Such bytes do not fit.
    pub(crate) fn is_lettered(&self, bytes: &[u8]) -> bool {
        self.marks(bytes).is_lettered()
    }

    /// The seconds of a record, without a sign where they have 32 bits.
    pub(crate) fn seconds(&self, record: &[u8]) -> Option<i64> {
        self.probe.seconds(record)
    }

    /// Shows the whole record of a framed entry, with the zeros that are not stored.
    pub(crate) fn with_whole<T>(&self, entry: &[u8], look: impl FnOnce(&[u8]) -> T) -> T {
        let body = self.body(entry);
        if body.len() >= self.size() {
            return look(body);
        }
        let mut space = [0; LONGEST_CUT];
        let Some(record) = space.get_mut(..self.size()) else { return look(body) };
        record.iter_mut().zip(body).for_each(|(to, from)| *to = *from);
        look(record)
    }

    /// Whether the bytes are a record even without a neighbour to confirm it: they fit, and
    /// padding, reserved space and the space behind every text are clean.
    pub(crate) fn fits_alone(&self, bytes: &[u8]) -> bool {
        self.fits(bytes) && self.marks(bytes).is_clean()
    }

    /// How well the bytes fit. They must be one record long.
    pub(crate) fn fit(&self, bytes: &[u8]) -> Fit {
        if self.fits(bytes) {
            return Fit::Good;
        }
        if is_zero(bytes) {
            return Fit::Zero;
        }
        if self.marks(bytes).is_bad() { Fit::Bad } else { Fit::Odd }
    }
}
