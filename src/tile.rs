//! Where the records lie: deciding, at one place after another, what stands there.
//!
//! The decision at a place depends on the bytes behind it and on at most [`Tiler::LOOKAHEAD`]
//! of them, so a file read through a small window falls into the same pieces as one that is
//! in memory as a whole.
//!
//! Records stand on a grid: each starts where the last one ends. While they fit, that is all.
//! At bytes that do not fit at first sight there are three explanations: a record with odd
//! values, a record that was overwritten in place, or a grid that has moved because bytes
//! were inserted or lost. A grid that goes on behind the bytes speaks for the first two; a
//! record that fits at another phase, and is confirmed by its neighbour or by being
//! spotlessly clean, speaks for the third.

use crate::bytes::is_zero;
use crate::layout::{Fit, Index, Layout};
use core::fmt;

/// Why bytes are no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The file ends inside a record.
    TornTail,
    /// Bytes in the place of a record, as long as one, that fit nothing.
    UnfitRecord,
    /// Bytes before or between records that are not as long as a whole number of them: a
    /// record cut short, something inserted, or noise.
    StrayBytes,
}

impl Reason {
    /// The reason in two words, as outputs give it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TornTail => "torn tail",
            Self::UnfitRecord => "unfit record",
            Self::StrayBytes => "stray bytes",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What stands at the current place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// An entry, one record long.
    Entry,
    /// So many bytes of residue.
    Residue(usize, Reason),
    /// So many bytes of unused slots.
    Vacant(usize),
    /// The window is too short to decide.
    NeedMore,
    /// Nothing: the input ends here.
    End,
}

/// Decides what stands at the start of a window, remembering whether the grid is known.
#[derive(Clone, Debug)]
pub(crate) struct Tiler {
    layout: &'static Layout,
    /// The grid was lost in noise; only a confirmed record brings it back.
    lost: bool,
    /// The record here is known to fit: it was looked at from the one before.
    known: bool,
}

impl Tiler {
    /// The longest piece of residue, and how far a lost grid is searched for at a time.
    const REACH: usize = 64 * 1024;

    /// Records that are weighed on each of two grids.
    const WEIGHED: usize = 8;

    /// No decision looks at more bytes than this. Records are far shorter than [`Self::REACH`].
    pub(crate) const LOOKAHEAD: usize = 2 * Self::REACH;

    pub(crate) const fn new(layout: &'static Layout) -> Self {
        Self { layout, lost: false, known: false }
    }

    /// What stands at the start of `window`. `last` says that the input ends where the window
    /// ends; otherwise a window of [`Self::LOOKAHEAD`] bytes is always enough.
    pub(crate) fn step(&mut self, window: &[u8], last: bool) -> Step {
        if window.is_empty() {
            return if last { Step::End } else { Step::NeedMore };
        }
        match self.layout.index() {
            Index::Sequential => self.sequential(window, last),
            Index::Uid => self.positional(window, last),
        }
    }

    fn sequential(&mut self, window: &[u8], last: bool) -> Step {
        let size = self.layout.size();
        let record = window.get(..size);
        let known = core::mem::take(&mut self.known);
        if let (false, Some(record)) = (self.lost, record)
            && (known || self.layout.fits(record))
        {
            // Bytes may be lost in the middle of a record that fits up to there. Then the
            // next record stands too early to be found where the grid goes on.
            match window.get(size..).and_then(|behind| behind.get(..size)) {
                Some(next) if self.layout.fits(next) => {
                    self.known = true;
                    return Step::Entry;
                }
                Some(next) if is_zero(next) => return Step::Entry,
                None if last => return Step::Entry,
                _ => {}
            }
        }
        if !last && window.len() < Self::LOOKAHEAD {
            return Step::NeedMore;
        }
        if self.lost {
            return self.search(window, 0);
        }
        let Some(record) = record else {
            return Step::Residue(window.len(), Reason::TornTail);
        };
        let fit = self.layout.fit(record);
        let in_place = match fit {
            Fit::Good | Fit::Zero => return self.unless_cut(window),
            Fit::Odd => Step::Entry,
            Fit::Bad => Step::Residue(size, Reason::UnfitRecord),
        };
        let behind = window.get(size..).unwrap_or_default();
        if behind.is_empty()
            || behind.get(..size).is_some_and(|next| self.layout.fits(next))
        {
            return in_place;
        }
        let near = size.saturating_mul(2);
        match self.confirmed(window, 1, near) {
            // The grid goes on behind one more record that does not fit at first sight.
            Some(at) if at == near => in_place,
            Some(at) if self.outweighs(window, at) => Step::Residue(at, Reason::StrayBytes),
            Some(_) => in_place,
            None if fit == Fit::Odd => in_place,
            None => match behind.get(..size).map(|next| self.layout.fit(next)) {
                Some(Fit::Bad) => self.search(window, near),
                _ => in_place,
            },
        }
    }

    /// A record stands here, sound or zeroed, unless the next one begins before its end: it
    /// has lost some bytes, or the zeros were inserted and are fewer than a record has.
    fn unless_cut(&self, window: &[u8]) -> Step {
        let size = self.layout.size();
        let behind = window.get(size..).unwrap_or_default();
        let next = behind.get(..size);
        if next.is_none_or(|next| self.layout.fits(next) || is_zero(next)) {
            return Step::Entry;
        }
        // In a record that is spotless nothing is missing: it is the next that has lost some.
        if window.get(..size).is_some_and(|record| self.layout.fits_alone(record)) {
            return Step::Entry;
        }
        match self.confirmed(window, 1, size.saturating_sub(1)) {
            Some(at) if self.outweighs(window, at) => Step::Residue(at, Reason::StrayBytes),
            _ => Step::Entry,
        }
    }

    /// Looks for the next confirmed record from `from` on; what lies before it is residue.
    fn search(&mut self, window: &[u8], from: usize) -> Step {
        let found = self.confirmed(window, from, Self::REACH);
        self.lost = found.is_none();
        match found {
            Some(0) => Step::Entry,
            Some(at) => Step::Residue(at, Reason::StrayBytes),
            None => Step::Residue(window.len().min(Self::REACH), Reason::StrayBytes),
        }
    }

    /// Whether a grid from `at` on is better than the one that goes on here, so that it must
    /// have moved. Odd records in a row, which cleared slots and somebody who hides something
    /// leave behind, are no reason to read all others at the wrong place.
    fn outweighs(&self, window: &[u8], at: usize) -> bool {
        let size = self.layout.size();
        let moved = window.get(at..).unwrap_or_default();
        let fitting = moved.chunks_exact(size).take(Self::WEIGHED);
        let run = fitting.take_while(|record| self.layout.fits(record)).count();
        // Sound records in a row are weighed by themselves: the grid may soon move back.
        // Others need all the support that there is.
        let full =
            (0..run).fold(0_i32, |full, _| full.saturating_add(self.layout.full_points()));
        let sound =
            self.worth(moved, run).saturating_mul(3) >= full.saturating_mul(2) && run > 0;
        let count = if sound { run } else { Self::WEIGHED };
        self.worth(moved, count) > self.worth(window, count)
    }

    /// What the next `count` records earn.
    fn worth(&self, window: &[u8], count: usize) -> i32 {
        window
            .chunks_exact(self.layout.size())
            .take(count)
            .filter(|record| !is_zero(record))
            .map(|record| self.layout.marks(record).points())
            .fold(0, i32::saturating_add)
    }

    /// The first place in `from..=to` where a record stands beyond reasonable doubt.
    fn confirmed(&self, window: &[u8], from: usize, to: usize) -> Option<usize> {
        let size = self.layout.size();
        (from..=to).find(|&at| {
            let rest = window.get(at..).unwrap_or_default();
            let Some((record, behind)) = rest.split_at_checked(size) else { return false };
            self.layout.fits(record)
                && (behind.is_empty()
                    || behind.get(..size).is_some_and(|next| self.layout.fits(next))
                    || self.layout.fits_alone(record))
        })
    }

    fn positional(&self, window: &[u8], last: bool) -> Step {
        let size = self.layout.size();
        let Some(slot) = window.get(..size) else {
            return if last {
                Step::Residue(window.len(), Reason::TornTail)
            } else {
                Step::NeedMore
            };
        };
        let unused = window.chunks_exact(size).take_while(|slot| is_zero(slot)).count();
        if unused > 0 {
            return Step::Vacant(unused.saturating_mul(size));
        }
        match self.layout.fit(slot) {
            Fit::Bad => Step::Residue(size, Reason::UnfitRecord),
            Fit::Zero | Fit::Good | Fit::Odd => Step::Entry,
        }
    }
}
