//! What speaks for a hit, and what against it.

use core::fmt;

/// One thing that speaks for or against bytes being a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// The texts are those that go with the type: a boot says `~`, a login has a user and a
    /// line.
    Typed,
    /// Nothing stands behind the end of any text.
    CleanTexts,
    /// Padding and reserved bytes are zero.
    CleanPadding,
    /// It stands where a file keeps its records: at a multiple of the largest power of two
    /// that divides their length.
    Aligned,
    /// The line is one that systems use: `pts/0`, `tty1`, `console`, `~`.
    KnownLine,
    /// A record of the same layout stands directly before or behind it.
    InRun,
    /// The host spells the address.
    AddressAgrees,
    /// Bytes stand behind the end of a text: what is left of older records.
    Residue,
    /// Padding or reserved bytes are not zero.
    DirtyPadding,
    /// The texts do not go with the type.
    Untyped,
    /// The user or the host has bytes that are not printable.
    OddText,
    /// What stands behind the end of a text is no text, or a wide text has no end.
    Garbage,
    /// Neither a line nor a user.
    Nameless,
    /// A process id that no system gives out, or a session that is none.
    OddPid,
    /// The time is beyond the window: only its neighbours say that it is a record.
    OddTime,
    /// The time consists of letters, in a record without a type: it may be a word.
    SpelledTime,
    /// The type is empty.
    OddType,
    /// The type is not defined, or the microseconds are no part of a second.
    OddValue,
    /// Another layout reads the same bytes without a flaw, as the other byte order does.
    Ambiguous,
    /// Only a part of the record is there.
    Cut,
    /// Head and tail come from different places.
    Joined,
}

impl Reason {
    /// Every reason, in the order in which they are given.
    pub const ALL: &'static [Self] = &[
        Self::Typed,
        Self::CleanTexts,
        Self::CleanPadding,
        Self::Aligned,
        Self::KnownLine,
        Self::InRun,
        Self::AddressAgrees,
        Self::Residue,
        Self::DirtyPadding,
        Self::Untyped,
        Self::OddText,
        Self::Garbage,
        Self::Nameless,
        Self::OddPid,
        Self::OddTime,
        Self::SpelledTime,
        Self::OddType,
        Self::OddValue,
        Self::Ambiguous,
        Self::Cut,
        Self::Joined,
    ];

    /// In a word, as the output gives it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Typed => "typed",
            Self::CleanTexts => "clean_texts",
            Self::CleanPadding => "clean_padding",
            Self::Aligned => "aligned",
            Self::KnownLine => "known_line",
            Self::InRun => "in_run",
            Self::AddressAgrees => "address_agrees",
            Self::Residue => "residue",
            Self::DirtyPadding => "dirty_padding",
            Self::Untyped => "untyped",
            Self::OddText => "odd_text",
            Self::Garbage => "garbage",
            Self::Nameless => "nameless",
            Self::OddPid => "odd_pid",
            Self::OddTime => "odd_time",
            Self::SpelledTime => "spelled_time",
            Self::OddType => "odd_type",
            Self::OddValue => "odd_value",
            Self::Ambiguous => "ambiguous",
            Self::Cut => "cut",
            Self::Joined => "joined",
        }
    }

    #[expect(clippy::as_conversions, reason = "the number of a variant, below 32")]
    const fn bit(self) -> u32 {
        1_u32.wrapping_shl(self as u32)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A set of reasons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reasons(u32);

impl Reasons {
    /// Whether it is among them.
    #[must_use]
    pub const fn has(self, reason: Reason) -> bool {
        self.0 & reason.bit() != 0
    }

    /// The reasons, what speaks for the hit first.
    pub fn iter(self) -> impl Iterator<Item = Reason> {
        let mut left = self.0;
        core::iter::from_fn(move || {
            // All of them stand in the order of their bits.
            let first = usize::try_from(left.trailing_zeros()).ok()?;
            left &= left.wrapping_sub(1);
            Reason::ALL.get(first).copied()
        })
    }

    pub(super) const fn set(&mut self, reason: Reason, on: bool) {
        if on {
            self.0 |= reason.bit();
        }
    }
}

/// The names with `|` in between.
impl fmt::Display for Reasons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, reason) in self.iter().enumerate() {
            if at > 0 {
                f.write_str("|")?;
            }
            f.write_str(reason.name())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn reasons_come_in_the_order_in_which_they_are_given() {
        for (at, &reason) in Reason::ALL.iter().enumerate() {
            let mut reasons = Reasons::default();
            assert_eq!(reasons.iter().next(), None);
            reasons.set(reason, true);
            reasons.set(Reason::Joined, true);
            let all: Vec<Reason> = reasons.iter().collect();
            let rest = [reason, Reason::Joined];
            assert_eq!(
                all,
                rest.get(usize::from(reason == Reason::Joined)..).unwrap(),
                "{at}"
            );
        }
    }
}
