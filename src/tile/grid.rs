//! Records of one length, one after the other, or slots of a table.
//!
//! Records stand on a grid: each starts where the last one ends. While they fit, that is all.
//! At bytes that do not fit at first sight there are four explanations: a record with odd
//! values, a record that was overwritten in place, a grid that has moved because bytes
//! were inserted or lost, or a record of another layout. A grid that goes on behind the
//! bytes speaks for the first two; a record that fits at another phase, and is confirmed by
//! its neighbour or by being spotlessly clean, speaks for the third; one that fits right
//! here in another length, and leads to the next, speaks for the last.

use super::{REACH, Reason, Step, Tiler};
use crate::bytes::is_zero;
use crate::layout::{Fit, Framing, LAYOUTS, Layout};
use alloc::vec::Vec;
use core::cmp::Reverse;

/// Decides what stands at the start of a window, remembering whether the grid is known.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    layout: &'static Layout,
    /// One layout of each other length that may stand in the same file.
    kin: Vec<&'static Layout>,
    /// The grid was lost in noise; only a confirmed record brings it back.
    lost: bool,
    /// The record here is known to fit: it was looked at from the one before.
    known: bool,
}

/// Records that are weighed on each of two grids.
const WEIGHED: usize = 8;

impl Grid {
    /// The layout that is being read.
    pub(super) const fn layout(&self) -> &'static Layout {
        self.layout
    }

    pub(super) const fn new(layout: &'static Layout) -> Self {
        Self { layout, kin: Vec::new(), lost: false, known: false }
    }

    pub(super) fn with_kin(layout: &'static Layout) -> Self {
        let mut grid = Self::new(layout);
        for other in LAYOUTS.iter().filter(|other| other.is_kin(layout)) {
            let same = |known: &&'static Layout| known.size() == other.size();
            if other.framing() == Framing::Sequence
                && !same(&layout)
                && !grid.kin.iter().any(same)
            {
                grid.kin.push(other);
            }
        }
        grid
    }

    #[inline]
    pub(super) fn step(&mut self, window: &[u8], last: bool) -> Step {
        match self.layout.framing() {
            Framing::Table => self.positional(window, last),
            _ => self.sequential(window, last),
        }
    }

    /// The layout, unless the grid is lost, or positions say what an entry is.
    pub(super) fn steady(&self) -> Option<&'static Layout> {
        (!self.lost && self.layout.framing() == Framing::Sequence).then_some(self.layout)
    }

    fn entry(&self) -> Step {
        Step::Entry(self.layout, self.layout.size(), None)
    }

    /// How many entries stand at the start of the window, one behind the other, so sound that
    /// [`Self::step`] would say so of each and of nothing else.
    pub(super) fn count_sound(
        &mut self,
        window: &[u8],
        count: impl Fn(&Layout, &[u8]) -> usize,
    ) -> usize {
        if self.steady().is_none() {
            return 0;
        }
        // The last of them is looked at together with what stands behind it.
        let sound = count(self.layout, window).saturating_sub(1);
        self.known |= sound > 0;
        sound
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
                    return self.entry();
                }
                Some(next) if is_zero(next) => return self.entry(),
                None if last && (self.kin.is_empty() || window.len() == size) => {
                    return self.entry();
                }
                _ => {}
            }
        }
        if !last && window.len() < Tiler::LOOKAHEAD {
            return Step::NeedMore;
        }
        if self.lost {
            return self.search(window, 0);
        }
        if record.is_some_and(|record| self.layout.is_lettered(record)) {
            return self.entry();
        }
        // While the grid goes on, odd records on it are odd, whatever else they could be.
        let is_mixed = !self.kin.is_empty() && !self.goes_on(window);
        if is_mixed && let Some(other) = self.other_layout(window) {
            return self.go_over(other);
        }
        let Some(record) = record else {
            return Step::Residue(window.len(), Reason::TornTail);
        };
        let fit = self.layout.fit(record);
        let in_place = match fit {
            Fit::Good | Fit::Zero => return self.unless_cut(window),
            Fit::Odd => self.entry(),
            Fit::Bad => Step::Residue(size, Reason::UnfitRecord),
        };
        let behind = window.get(size..).unwrap_or_default();
        if behind.is_empty()
            || behind.get(..size).is_some_and(|next| self.layout.is_sound(next))
        {
            return in_place;
        }
        let near = size.saturating_mul(2);
        let own = self.confirmed(window, 1, near);
        if is_mixed
            && let Some((at, other)) = self.nearest_kin(window, 1, own.unwrap_or(near))
            && self.outweighs(other, window, at)
        {
            self.go_over(other);
            return Step::Residue(at, Reason::StrayBytes);
        }
        match own {
            // The grid goes on behind one more record that does not fit at first sight.
            Some(at) if at == near => in_place,
            Some(at) if self.outweighs(self.layout, window, at) => {
                Step::Residue(at, Reason::StrayBytes)
            }
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
        if next.is_none_or(|next| self.layout.is_sound(next) || is_zero(next)) {
            return self.entry();
        }
        // In a record that is spotless nothing is missing: it is the next that has lost some.
        if window.get(..size).is_some_and(|record| self.layout.fits_alone(record)) {
            return self.entry();
        }
        match self.confirmed(window, 1, size.saturating_sub(1)) {
            Some(at) if self.outweighs(self.layout, window, at) => {
                Step::Residue(at, Reason::StrayBytes)
            }
            _ => self.entry(),
        }
    }

    /// The other layout of which a record stands here, if it says more about these bytes and
    /// those behind them than the one that is being read.
    fn other_layout(&self, window: &[u8]) -> Option<&'static Layout> {
        let mut best = self.promise(self.layout, window).unwrap_or(0);
        let mut found = None;
        for &other in self.kin.iter().filter(|other| other.fits_in(window)) {
            let promise = self.promise(other, window).filter(|&promise| promise > best);
            if let Some(promise) = promise {
                (best, found) = (promise, Some(other));
            }
        }
        found
    }

    /// Whether one of the next places on the grid holds a sound record.
    fn goes_on(&self, window: &[u8]) -> bool {
        let records = window.chunks_exact(self.layout.size());
        records.skip(1).take(WEIGHED).any(|record| self.layout.is_sound(record))
    }

    /// What a record of this layout earns here, together with what follows it. `None` if no
    /// record, of whichever layout, and not the end follows.
    fn promise(&self, layout: &Layout, window: &[u8]) -> Option<i32> {
        let behind = window.get(layout.size()..)?;
        let all = core::iter::once(self.layout).chain(self.kin.iter().copied());
        let next = match behind {
            [] => layout.full_points(),
            _ => all
                .filter(|next| next.fits_in(behind))
                .map(|next| self.worth(next, behind, 1))
                .max()?,
        };
        Some(self.worth(layout, window, 1).saturating_add(next))
    }

    /// Takes the record here as one of another layout, and those behind it likewise.
    fn go_over(&mut self, other: &'static Layout) -> Step {
        let before = core::mem::replace(&mut self.layout, other);
        for kin in &mut self.kin {
            if *kin == other {
                *kin = before;
            }
        }
        self.entry()
    }

    /// Looks for the next confirmed record from `from` on; what lies before it is residue.
    fn search(&mut self, window: &[u8], from: usize) -> Step {
        let found = self.confirmed(window, from, REACH);
        // One of another layout may stand before it.
        let other = self.nearest_kin(window, from, found.unwrap_or(REACH));
        if let Some((at, other)) = other {
            self.lost = false;
            let entry = self.go_over(other);
            return if at == 0 { entry } else { Step::Residue(at, Reason::StrayBytes) };
        }
        self.lost = found.is_none();
        match found {
            Some(0) => self.entry(),
            Some(at) => Step::Residue(at, Reason::StrayBytes),
            None => Step::Residue(window.len().min(REACH), Reason::StrayBytes),
        }
    }

    /// The first place in `from..end` where a record of another layout stands beyond
    /// reasonable doubt.
    fn nearest_kin(
        &self,
        window: &[u8],
        from: usize,
        end: usize,
    ) -> Option<(usize, &'static Layout)> {
        let last = end.checked_sub(1)?;
        let nearest = |other: &'static Layout| {
            let at = Self::new(other).confirmed(window, from, last)?;
            Some((at, other))
        };
        self.kin.iter().copied().filter_map(nearest).min_by_key(|(at, _)| *at)
    }

    /// Whether a grid from `at` on is better than the one that goes on here, so that it must
    /// have moved. Odd records in a row, which cleared slots and somebody who hides something
    /// leave behind, are no reason to read all others at the wrong place.
    fn outweighs(&self, layout: &Layout, window: &[u8], at: usize) -> bool {
        let size = layout.size();
        let moved = window.get(at..).unwrap_or_default();
        let fitting = moved.chunks_exact(size).take(WEIGHED);
        let run = fitting.take_while(|record| layout.fits(record)).count();
        // Sound records in a row are weighed by themselves: the grid may soon move back.
        // Others need all the support that there is.
        let full =
            (0..run).fold(0_i32, |full, _| full.saturating_add(layout.full_points()));
        let sound = self.worth(layout, moved, run).saturating_mul(3)
            >= full.saturating_mul(2)
            && run > 0;
        let count = if sound { run } else { WEIGHED };
        self.worth(layout, moved, count) > self.worth(self.layout, window, count)
    }

    /// What the next `count` records earn.
    fn worth(&self, layout: &Layout, window: &[u8], count: usize) -> i32 {
        window
            .chunks_exact(layout.size())
            .take(count)
            .filter(|record| !is_zero(record))
            .map(|record| layout.marks(record).points())
            .fold(0, i32::saturating_add)
    }

    /// The place in `from..=to` where a record stands beyond reasonable doubt. Short records
    /// may seem to stand at several: that from which most is earned is taken.
    fn confirmed(&self, window: &[u8], from: usize, to: usize) -> Option<usize> {
        let mut next = from;
        let mut places = core::iter::from_fn(|| {
            loop {
                // A place beyond the last is none, wherever the record there ends.
                let end = to.saturating_add(self.layout.size()).min(window.len());
                let at =
                    self.layout.find_fitting(window.get(next..end)?)?.saturating_add(next);
                next = at.saturating_add(1);
                if self.is_confirmed(window, at) {
                    return Some(at);
                }
            }
        });
        let first = places.next()?;
        // Those beyond the length of a record are behind this one.
        let end = first.saturating_add(self.layout.size());
        let mut others = places.take_while(|&at| at < end).take(WEIGHED).peekable();
        if others.peek().is_none() {
            return Some(first);
        }
        let earns = |at: &usize| {
            let moved = window.get(*at..).unwrap_or_default();
            (self.worth(self.layout, moved, WEIGHED), Reverse(*at))
        };
        core::iter::once(first).chain(others).max_by_key(earns)
    }

    /// Whether something confirms the record that fits here.
    fn is_confirmed(&self, window: &[u8], at: usize) -> bool {
        let size = self.layout.size();
        let rest = window.get(at..).unwrap_or_default();
        let Some((record, behind)) = rest.split_at_checked(size) else { return false };
        behind.is_empty()
            || behind.get(..size).is_some_and(|next| self.layout.fits(next))
            || self.layout.fits_alone(record)
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
            Fit::Zero | Fit::Good | Fit::Odd => self.entry(),
        }
    }
}
