//! What was found in one stretch, before anything is settled.

use super::Tier;
use super::reason::{Reason, Reasons};
use super::verdict::Verdict;
use crate::layout::{Framing, Layout};
use alloc::vec::Vec;
use core::ops::Range;

/// A record, or a part of one, that may be there.
#[derive(Clone, Debug)]
pub(super) struct Find {
    /// Where its first byte stands in the source.
    pub(super) offset: u64,
    /// The number of its layout among those that are looked for.
    pub(super) rank: usize,
    pub(super) layout: &'static Layout,
    /// Bytes of the whole record.
    pub(super) whole: usize,
    /// Those of them that are there.
    pub(super) present: Range<usize>,
    pub(super) tier: Tier,
    pub(super) reasons: Reasons,
    /// How many sound records stand directly before and behind it, at most as many as are
    /// looked at.
    pub(super) neighbours: u8,
    /// Its score; and the mean of those of it and around it, by their bytes alone.
    pub(super) score: u8,
    pub(super) mean: u8,
    /// Its time, and that of its neighbour: of a fragment the one it was found beside.
    pub(super) time: Option<i64>,
    pub(super) near: i64,
    /// Where its bytes start in the space of its batch.
    pub(super) at: usize,
}

impl Find {
    pub(super) const fn len(&self) -> usize {
        self.present.end.saturating_sub(self.present.start)
    }

    pub(super) fn end(&self) -> u64 {
        self.offset.saturating_add(u64::try_from(self.len()).unwrap_or(u64::MAX))
    }

    pub(super) const fn is_whole(&self) -> bool {
        self.len() == self.whole
    }

    /// What decides between finds that overlap: no two are equal. Whether one is at least
    /// probable comes first, so that what is left out below that decides nothing above it.
    pub(super) fn strength(&self) -> impl Ord + use<> {
        (
            self.tier >= Tier::Probable,
            self.neighbours,
            self.mean,
            self.is_whole(),
            u8::MAX.saturating_sub(self.layout.spec().rarity),
            core::cmp::Reverse((
                self.rank,
                self.offset,
                self.present.start,
                self.present.end,
            )),
        )
    }
}

/// One place in so many is a multiple of it.
const TELLING: u64 = 16;

/// How much the reasons say together, from 0 to 100.
pub(super) fn score(layout: &Layout, reasons: Reasons) -> u8 {
    const BASE: i32 = 20;
    let points = |reason| match reason {
        Reason::Typed => 25,
        Reason::CleanTexts | Reason::CleanPadding | Reason::InRun => 15,
        // That a place is even says nothing.
        Reason::Aligned if layout.alignment() < TELLING => 0,
        Reason::Aligned | Reason::AddressAgrees | Reason::KnownLine => 5,
        Reason::Garbage => -20,
        Reason::Residue => 5,
        Reason::OddText
        | Reason::OddPid
        | Reason::OddType
        | Reason::OddValue
        | Reason::Ambiguous
        | Reason::OddTime
        | Reason::SpelledTime
        | Reason::Cut
        | Reason::Joined => -10,
        Reason::Untyped | Reason::DirtyPadding | Reason::Nameless => 0,
    };
    let sum = reasons.iter().map(points).fold(BASE, i32::saturating_add);
    u8::try_from(sum.clamp(0, 100)).unwrap_or(0)
}

/// How sure it is that a record is one, from what it says and how many sound ones stand
/// directly before and behind it.
pub(super) fn tier(
    layout: &Layout,
    verdict: Verdict,
    neighbours: u8,
    is_aligned: bool,
    is_ambiguous: bool,
) -> Tier {
    let Some(least) = layout.spec().carving.least_run() else { return Tier::Possible };
    let least = least.max(2).saturating_sub(1);
    let reasons = verdict.reasons;
    let is_empty = reasons.has(Reason::OddType);
    // A time alone, as boots have it on some systems, is soon found twice in a row.
    let is_bare = layout.framing() == Framing::Prefixed && reasons.has(Reason::Nameless);
    let least = if is_bare { least.max(3) } else { least };
    if neighbours >= least {
        let is_poor = reasons.has(Reason::Garbage) || (is_empty && !layout.is_telling());
        return if is_poor && !verdict.counts(layout) {
            Tier::Possible
        } else if is_empty
            || reasons.has(Reason::Garbage)
            || !verdict.is_vouched_for(layout)
        {
            Tier::Probable
        } else {
            Tier::Confirmed
        };
    }
    let is_dirty = !reasons.has(Reason::CleanTexts);
    let is_weak = reasons.has(Reason::Nameless)
        || (is_dirty && (reasons.has(Reason::OddType) || !layout.is_telling()))
        || reasons.has(Reason::SpelledTime)
        // Where there is no type, the line has to say what the bytes are.
        || (!layout.is_telling() && !reasons.has(Reason::KnownLine));
    if layout.spec().carving.least_run() != Some(1) || is_weak {
        return Tier::Possible;
    }
    if is_empty {
        return Tier::Possible;
    }
    if verdict.is_spotless() {
        let is_doubtful = verdict.is_sparse || is_ambiguous;
        return if is_doubtful { Tier::Probable } else { Tier::Confirmed };
    }
    // The place has to say something, the more so the less the texts do.
    let is_telling = is_aligned && layout.alignment() >= TELLING;
    let is_probable = match (reasons.has(Reason::Residue), reasons.has(Reason::OddText)) {
        (_, false) => is_aligned && layout.alignment() > 1,
        (false, true) => is_telling,
        (true, true) => false,
    };
    if verdict.is_sane() && is_probable && !reasons.has(Reason::Garbage) {
        Tier::Probable
    } else {
        Tier::Possible
    }
}

/// Finds with their bytes, in the order of their offsets.
#[derive(Debug, Default)]
pub(super) struct Finds {
    pub(super) finds: Vec<Find>,
    pub(super) space: Vec<u8>,
    /// How many are not among them, because their tier is too low.
    pub(super) left_out: u64,
}

impl Finds {
    /// Keeps a find with its bytes from the window, which starts at the offset `at`. Finds come
    /// in the order of their offsets; bytes that several share are kept once.
    pub(super) fn push(&mut self, mut find: Find, window: &[u8], at: u64) {
        let from = usize::try_from(find.offset.saturating_sub(at)).unwrap_or(usize::MAX);
        let kept = self.finds.last().map_or((0, 0), |last| {
            let start = usize::try_from(last.offset.saturating_sub(at)).unwrap_or(0);
            (start, last.at)
        });
        // The space goes on where a byte of the window is its last.
        let held = kept.0.saturating_add(self.space.len().saturating_sub(kept.1));
        if !self.finds.is_empty() && from < held {
            find.at = kept.1.saturating_add(from.saturating_sub(kept.0));
        } else {
            find.at = self.space.len();
        }
        let end = find.at.saturating_add(find.len());
        let missing = end.saturating_sub(self.space.len());
        let to = from.saturating_add(find.len());
        let bytes = window.get(to.saturating_sub(missing)..to).unwrap_or_default();
        self.space.extend_from_slice(bytes);
        self.finds.push(find);
    }

    pub(super) fn bytes(&self, find: &Find) -> &[u8] {
        let end = find.at.saturating_add(find.len());
        self.space.get(find.at..end).unwrap_or_default()
    }
}
