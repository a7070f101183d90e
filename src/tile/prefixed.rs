//! A chain of records, each behind its length.
//!
//! A length leads to the next record, so one that is wrong would lose all that follow. The
//! chain is taken up again at the next place from which it goes on. Where a length is zero
//! the system itself goes on a byte further; that place is found here too.

use super::{REACH, Reason, Step, Tiler};
use crate::layout::prefixed::{PREFIX, entry_len, wanted_len};
use crate::layout::{Fit, Layout};

/// So many records with odd values in a row are still a chain.
const ODD_LINKS: usize = 16;

#[derive(Clone, Debug)]
pub(super) struct Chain {
    layout: &'static Layout,
}

impl Chain {
    /// The layout that is being read.
    pub(super) const fn layout(&self) -> &'static Layout {
        self.layout
    }

    pub(super) const fn new(layout: &'static Layout) -> Self {
        Self { layout }
    }

    pub(super) fn step(&mut self, window: &[u8], last: bool) -> Step {
        let here = entry_len(window).and_then(|len| window.split_at_checked(len));
        let fit = here.map_or(Fit::Bad, |(entry, _)| self.fit(entry));
        if let Some((entry, behind)) = here
            && fit == Fit::Good
            && (self.fits_at(behind) || (behind.is_empty() && last))
        {
            return Step::Entry(self.layout, entry.len(), None);
        }
        if !last && window.len() < Tiler::LOOKAHEAD {
            return Step::NeedMore;
        }
        if let Some((entry, behind)) = here {
            // The chain goes on behind it, or the file ends there, or nothing is odd at all.
            let leads_on = self.leads_on(behind);
            let is_usual = entry.len() <= self.layout.size().saturating_add(PREFIX);
            match fit {
                Fit::Good if leads_on => {
                    return Step::Entry(self.layout, entry.len(), None);
                }
                // Its length may be wrong, and the next record start before its end.
                Fit::Good if is_usual => {
                    let found = (1..entry.len()).find(|&at| self.is_confirmed(window, at));
                    return match found {
                        Some(at) => Step::Residue(at, Reason::StrayBytes),
                        None => Step::Entry(self.layout, entry.len(), None),
                    };
                }
                Fit::Odd if leads_on && is_usual => {
                    return Step::Entry(self.layout, entry.len(), None);
                }
                Fit::Bad if leads_on && is_usual && !behind.is_empty() => {
                    return Step::Residue(entry.len(), Reason::UnfitRecord);
                }
                _ => {}
            }
        }
        let found = (1..window.len().min(REACH)).find(|&at| self.is_confirmed(window, at));
        if let Some(at) = found {
            return Step::Residue(at, Reason::StrayBytes);
        }
        // A record that was being written: its length leads beyond the end.
        let longest = self.layout.size().saturating_add(PREFIX);
        let is_torn = match wanted_len(window) {
            Some(wanted) => wanted > window.len(),
            None => window.len() == 1,
        };
        if is_torn && window.len() < longest {
            return Step::Residue(window.len(), Reason::TornTail);
        }
        Step::Residue(window.len().min(REACH), Reason::StrayBytes)
    }

    fn fit(&self, entry: &[u8]) -> Fit {
        if self.fits(entry) {
            return Fit::Good;
        }
        match self.layout.with_whole(entry, |record| self.layout.fit(record)) {
            Fit::Good | Fit::Odd => Fit::Odd,
            Fit::Zero | Fit::Bad => Fit::Bad,
        }
    }

    /// Whether the entry is a sound record. Zeros at its end are not stored: who stores them
    /// is no system.
    fn fits(&self, entry: &[u8]) -> bool {
        entry.last() != Some(&0)
            && self.layout.with_whole(entry, |record| self.layout.fits(record))
    }

    fn fits_at(&self, window: &[u8]) -> bool {
        entry_len(window)
            .and_then(|len| window.get(..len))
            .is_some_and(|entry| self.fits(entry))
    }

    /// Whether the chain ends here, or goes on to a sound record, past a few odd ones.
    fn leads_on(&self, window: &[u8]) -> bool {
        let mut rest = window;
        for _ in 0..ODD_LINKS {
            if rest.is_empty() || self.fits_at(rest) {
                return true;
            }
            let parts = entry_len(rest).and_then(|len| rest.split_at_checked(len));
            match parts {
                Some((entry, behind)) if self.fit(entry) == Fit::Odd => rest = behind,
                _ => return false,
            }
        }
        false
    }

    /// Whether a record stands here beyond reasonable doubt: the chain goes on behind it, or
    /// the input ends there, or it is spotless.
    fn is_confirmed(&self, window: &[u8], at: usize) -> bool {
        // Nearly all places are ruled out by what would be the type there.
        let Some([a, b, rest @ ..]) = window.get(at..) else { return false };
        let stored = rest.get(..usize::from(u16::from_be_bytes([*a, *b])));
        if stored.is_none_or(|stored| stored.is_empty() || !self.layout.may_fit(stored)) {
            return false;
        }
        let rest = window.get(at..).unwrap_or_default();
        let parts = entry_len(rest).and_then(|len| rest.split_at_checked(len));
        let Some((entry, behind)) = parts.filter(|(entry, _)| self.fits(entry)) else {
            return false;
        };
        let is_spotless =
            self.layout.with_whole(entry, |record| self.layout.fits_alone(record));
        is_spotless || behind.is_empty() || self.fits_at(behind)
    }
}
