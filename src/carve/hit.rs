//! What was found: a record, or a part of one, with all that is known about it.

use super::Tier;
use super::reason::Reasons;
use crate::file::Entry;
use crate::layout::Layout;
use core::ops::Range;

/// A record that was found, or what is left of one.
///
/// It lends its bytes for as long as it is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit<'a> {
    pub(super) layout: &'static Layout,
    pub(super) offset: u64,
    pub(super) index: u64,
    /// The record; zeros stand for what is missing of a fragment.
    pub(super) whole: &'a [u8],
    pub(super) present: Range<usize>,
    pub(super) tier: Tier,
    pub(super) score: u8,
    pub(super) reasons: Reasons,
    pub(super) run: u64,
    pub(super) run_index: u64,
    pub(super) fragment: Option<Fragment>,
}

impl<'a> Hit<'a> {
    /// The layout that it is read with.
    #[must_use]
    pub const fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// Where its first byte stands in the source: of a joined record, that of its head.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// How many hits were found before it.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// The bytes as they stand in the source: of a joined record those of head and tail, one
    /// behind the other.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.whole.get(self.present.clone()).unwrap_or_default()
    }

    /// Which bytes of a record there are: all of it, but for a head or a tail.
    #[must_use]
    pub const fn present(&self) -> &Range<usize> {
        &self.present
    }

    /// The record in its place, with zeros for what is missing of it: see [`Hit::present`].
    ///
    /// Its index is [`Hit::index`]: of a slot of a lastlog the number in its table, which is
    /// the user id, cannot be known.
    #[must_use]
    pub const fn entry(&self) -> Entry<'a> {
        Entry {
            layout: self.layout,
            offset: self.offset,
            index: self.index,
            bytes: self.whole,
        }
    }

    /// How sure it is that this is a record.
    #[must_use]
    pub const fn tier(&self) -> Tier {
        self.tier
    }

    /// How much speaks for it, from 0 to 100.
    #[must_use]
    pub const fn score(&self) -> u8 {
        self.score
    }

    /// What speaks for it, and what against it.
    #[must_use]
    pub const fn reasons(&self) -> Reasons {
        self.reasons
    }

    /// The number of its run: of records that stand one directly behind the other.
    #[must_use]
    pub const fn run(&self) -> u64 {
        self.run
    }

    /// How many records of the run stand before it.
    #[must_use]
    pub const fn run_index(&self) -> u64 {
        self.run_index
    }

    /// What became of the record, if it is not in one piece.
    #[must_use]
    pub const fn fragment(&self) -> Option<Fragment> {
        self.fragment
    }
}

/// What became of a record that is not in one piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fragment {
    /// Its first bytes, up to the end of a block. The rest was not found.
    Head,
    /// Its last bytes, from the start of a block. What stands before them was not found.
    Tail,
    /// A head and a tail that go together.
    Joined {
        /// How many bytes the head has.
        cut: usize,
        /// Where the tail starts in the source.
        tail: u64,
    },
}

impl Fragment {
    /// In a word: `head`, `tail` or `joined`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Tail => "tail",
            Self::Joined { .. } => "joined",
        }
    }
}

#[cfg(test)]
impl<'a> Hit<'a> {
    /// A hit as the carver could hand it out, for tests of what becomes of it.
    pub(crate) fn sample(
        layout: &'static Layout,
        whole: &'a [u8],
        present: Range<usize>,
        fragment: Option<Fragment>,
    ) -> Self {
        let mut reasons = Reasons::default();
        reasons.set(super::Reason::Typed, true);
        reasons.set(super::Reason::Residue, true);
        Self {
            layout,
            offset: 4096,
            index: 3,
            whole,
            present,
            tier: Tier::Probable,
            score: 70,
            reasons,
            run: 2,
            run_index: 1,
            fragment,
        }
    }
}
