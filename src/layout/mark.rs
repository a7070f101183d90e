//! What bytes say for or against being a record, and how much each thing counts.

/// One thing that is said about a record by its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The type is one that the system defines, and not "empty".
    TypeKnown,
    /// The type is not defined.
    TypeUnknown,
    /// The type is "empty", and the record is not.
    TypeEmpty,
    /// A process id that no system gives out.
    PidAbsurd,
    /// From the earliest time that the system can show until 2038.
    TimeUsual,
    /// 2038 to 2106.
    TimeLate,
    /// Within a day of 1970, in a slot that has no type to judge it by: a clock that was
    /// never set.
    TimeFresh,
    /// Zero, as in cleared records.
    TimeNever,
    /// Shortly after 1970, or a 64-bit time some centuries ahead or behind.
    TimeOdd,
    /// No clock has ever shown this.
    TimeAbsurd,
    /// Nothing but letters where a slot of a lastlog has its time.
    TimeSpelled,
    /// Microseconds between 1 and 999,999.
    UsecUsual,
    /// Microseconds outside 0 to 999,999.
    UsecAbsurd,
    /// The line starts with a visible ASCII character.
    LineVisible,
    /// Neither line nor id nor user has a value.
    Nameless,
    /// Control characters in the line.
    LineControl,
    /// Control characters in the user name.
    UserControl,
    /// Control characters in the host.
    HostControl,
    /// A name fills its field and has no NUL.
    Unterminated,
    /// No text has a NUL: real records have short names, text files have no NULs.
    Unpadded,
    /// Bytes stand behind the NUL of a text.
    Stale,
    /// A text goes on behind one NUL after another, as UTF-16 and tables of numbers do.
    Riddled,
    /// Padding is not zero.
    PaddingDirty,
    /// Reserved bytes are not zero.
    ReservedDirty,
    /// A 64-bit session that no 32-bit process id can be.
    SessionAbsurd,
    /// The record that the library begins a file with.
    Signature,
    /// The version is that of the layout.
    VersionRight,
    /// The version is another.
    VersionWrong,
    /// A state of a failed login that is not defined.
    StatusAbsurd,
    /// Failures below zero, or an account locked for ever.
    CountAbsurd,
    /// A text of a record without a type has bytes that are neither ASCII nor zero.
    Garbled,
    /// All texts of such a record have.
    Noise,
    /// A line that stands for the system, with a user that does not go with it.
    Mismatch,
}

impl Mark {
    /// Every mark that speaks for or against a layout, in the order of explanation.
    pub(crate) const ALL: &'static [Self] = &[
        Self::TypeKnown,
        Self::TypeUnknown,
        Self::TypeEmpty,
        Self::PidAbsurd,
        Self::TimeUsual,
        Self::TimeLate,
        Self::TimeFresh,
        Self::TimeNever,
        Self::TimeOdd,
        Self::TimeAbsurd,
        Self::TimeSpelled,
        Self::UsecUsual,
        Self::UsecAbsurd,
        Self::LineVisible,
        Self::Nameless,
        Self::LineControl,
        Self::UserControl,
        Self::HostControl,
        Self::Unterminated,
        Self::Unpadded,
        Self::Stale,
        Self::Riddled,
        Self::PaddingDirty,
        Self::ReservedDirty,
        Self::SessionAbsurd,
        Self::Signature,
        Self::VersionRight,
        Self::VersionWrong,
        Self::StatusAbsurd,
        Self::CountAbsurd,
        Self::Garbled,
        Self::Noise,
        Self::Mismatch,
    ];

    /// Points for or against the layout in detection. The scale is free; what counts is
    /// that a well-formed utmp record earns `Layout::full_points` and noise loses.
    pub(crate) const fn points(self) -> i32 {
        match self {
            Self::Signature => 30,
            Self::TimeUsual | Self::TimeFresh => 4,
            Self::TypeKnown | Self::UsecUsual | Self::VersionRight => 3,
            Self::TimeLate | Self::LineVisible => 2,
            Self::TimeNever | Self::TypeEmpty => 0,
            Self::TimeOdd
            | Self::PidAbsurd
            | Self::UserControl
            | Self::Unterminated
            | Self::Stale
            | Self::ReservedDirty
            | Self::Mismatch => -1,
            Self::Nameless | Self::HostControl | Self::PaddingDirty => -2,
            Self::TypeUnknown => -3,
            Self::LineControl | Self::SessionAbsurd | Self::TimeSpelled => -4,
            Self::Garbled => -3,
            Self::TimeAbsurd
            | Self::UsecAbsurd
            | Self::Unpadded
            | Self::Riddled
            | Self::VersionWrong
            | Self::StatusAbsurd
            | Self::CountAbsurd
            | Self::Noise => -6,
        }
    }

    /// How strongly it says that bytes in the place of a record are none.
    const fn oddity(self) -> u32 {
        match self {
            Self::TypeUnknown
            | Self::TypeEmpty
            | Self::TimeNever
            | Self::TimeOdd
            | Self::UserControl
            | Self::Nameless
            | Self::PaddingDirty
            | Self::Garbled => 1,
            Self::LineControl | Self::HostControl | Self::CountAbsurd => 2,
            Self::TimeAbsurd
            | Self::UsecAbsurd
            | Self::VersionWrong
            | Self::StatusAbsurd => 3,
            Self::Noise => 4,
            _ => 0,
        }
    }

    /// Whether it speaks clearly against the layout.
    pub(crate) const fn contradicts(self) -> bool {
        matches!(
            self,
            Self::TypeUnknown
                | Self::PidAbsurd
                | Self::TimeOdd
                | Self::TimeAbsurd
                | Self::UsecAbsurd
                | Self::PaddingDirty
                | Self::ReservedDirty
                | Self::SessionAbsurd
                | Self::VersionWrong
                | Self::StatusAbsurd
                | Self::CountAbsurd
                | Self::Garbled
                | Self::Noise
        )
    }

    #[expect(clippy::as_conversions, reason = "the number of a variant, below 64")]
    const fn bit(self) -> u32 {
        self as u32
    }

    /// Its place in [`Mark::ALL`].
    pub(crate) fn place(self) -> usize {
        usize::try_from(self.bit()).unwrap_or(usize::MAX)
    }

    /// What it says, for people.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::TypeKnown => "a known type",
            Self::TypeUnknown => "an undefined type",
            Self::TimeUsual => "a usual time (until 2038)",
            Self::TimeLate => "a time between 2038 and 2106",
            Self::TypeEmpty => "the empty type",
            Self::PidAbsurd => "an impossible process id",
            Self::TimeFresh => "a time within a day of 1970",
            Self::TimeNever => "no time (zero)",
            Self::TimeOdd => "an odd time (too early, or far ahead)",
            Self::TimeAbsurd => "an impossible time",
            Self::TimeSpelled => "letters in the place of the time",
            Self::UsecUsual => "microseconds in range",
            Self::UsecAbsurd => "microseconds out of range",
            Self::LineVisible => "a readable line",
            Self::Nameless => "neither line nor id nor user",
            Self::LineControl => "control characters in the line",
            Self::UserControl => "control characters in the user",
            Self::HostControl => "control characters in the host",
            Self::Unterminated => "a text that fills its field",
            Self::Unpadded => "no text that ends before its field",
            Self::Stale => "bytes behind the end of a text",
            Self::Riddled => "a text riddled with NULs",
            Self::PaddingDirty => "padding that is not zero",
            Self::ReservedDirty => "reserved bytes that are not zero",
            Self::SessionAbsurd => "a session that is no process id",
            Self::Signature => "the signature of the format",
            Self::VersionRight => "the version of the format",
            Self::VersionWrong => "another version",
            Self::StatusAbsurd => "an undefined state",
            Self::CountAbsurd => "an impossible count",
            Self::Garbled => "a text that is none",
            Self::Noise => "no text that is one",
            Self::Mismatch => "a line of the system with a strange user",
        }
    }
}

/// A set of marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks(u64);

impl Marks {
    /// No record earns less.
    pub(super) const FLOOR: i32 = -4;

    pub(super) fn set(&mut self, mark: Mark, on: bool) {
        self.0 |= u64::from(on).unbounded_shl(mark.bit());
    }

    pub(crate) const fn has(self, mark: Mark) -> bool {
        self.0.unbounded_shr(mark.bit()) & 1 == 1
    }

    /// The marks of the set, in the order of [`Mark::ALL`].
    #[inline]
    pub(crate) fn iter(self) -> impl Iterator<Item = Mark> {
        let mut left = self.0;
        core::iter::from_fn(move || {
            let first = usize::try_from(left.trailing_zeros()).ok()?;
            left &= left.wrapping_sub(1);
            Mark::ALL.get(first).copied()
        })
    }

    /// The sum of the marks' points, with a floor: one destroyed record is no argument
    /// against the layout of the others. What cannot be a record has the floor in every
    /// layout, or its noise would decide between two that are alike.
    pub(crate) fn points(self) -> i32 {
        if self.is_bad() {
            return Self::FLOOR;
        }
        let sum = self.iter().map(Mark::points).fold(0, i32::saturating_add);
        sum.max(Self::FLOOR)
    }

    /// Too much is wrong at once.
    pub(super) fn is_bad(self) -> bool {
        self.oddity() > 3
    }

    fn oddity(self) -> u32 {
        self.iter().map(Mark::oddity).fold(0, u32::saturating_add)
    }

    /// Nothing at all speaks against the bytes.
    pub(crate) fn is_clean(self) -> bool {
        self.iter().all(|mark| mark.points() > 0)
    }

    /// Nothing but that the time happens to consist of letters.
    pub(super) fn is_lettered(self) -> bool {
        self.has(Mark::TimeSpelled)
            && self.has(Mark::LineVisible)
            && self.iter().all(|mark| mark.points() > 0 || mark == Mark::TimeSpelled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn a_set_of_all_marks_gives_them_in_their_order() {
        let mut marks = Marks::default();
        for (place, &mark) in Mark::ALL.iter().enumerate() {
            assert_eq!(mark.place(), place);
            marks.set(mark, true);
        }
        assert_eq!(marks.iter().collect::<Vec<_>>(), Mark::ALL);
        assert_eq!(Marks::default().iter().next(), None);
    }
}
