//! A chain of records, each behind its length.
//!
//! A length leads to the next record, so one that is wrong would lose all that follow. The
//! chain is taken up again at the next place from which it goes on. Where a length is zero
//! the system itself goes on a byte further; that place is found here too.

use super::{REACH, Reason, Step, Tiler};
use crate::layout::prefixed::{PREFIX, entry_len, wanted_len};
use crate::layout::{Fit, Layout, Role};
use core::ops::RangeInclusive;

/// So many records with odd values in a row are still a chain.
const ODD_LINKS: usize = 16;

/// So many places are ruled out together.
const BLOCK: usize = 64;

#[derive(Clone, Debug)]
pub(super) struct Chain {
    layout: &'static Layout,
    /// Between these lie all types that a record may have, if it begins with a type of one byte.
    types: Option<RangeInclusive<u8>>,
}

impl Chain {
    /// The layout that is being read.
    pub(super) const fn layout(&self) -> &'static Layout {
        self.layout
    }

    pub(super) fn new(layout: &'static Layout) -> Self {
        let kind = layout.field(Role::Type);
        let is_first = kind.is_some_and(|kind| (kind.offset, kind.size) == (0, 1));
        let mut all = (0..=u8::MAX).filter(|&byte| layout.may_fit(&[byte]));
        let types = all.next().map(|first| first..=all.next_back().unwrap_or(first));
        Self { layout, types: types.filter(|_| is_first) }
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
                    let found = self.find_confirmed(window, entry.len());
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
        let found = self.find_confirmed(window, window.len().min(REACH));
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

    /// The first place before `end`, behind the start of the window, at which a record stands
    /// beyond reasonable doubt.
    fn find_confirmed(&self, window: &[u8], end: usize) -> Option<usize> {
        let mut from = 1;
        loop {
            from = self.find_type(window, from, end)?;
            if self.is_confirmed(window, from) {
                return Some(from);
            }
            from = from.saturating_add(1);
        }
    }

    /// The first place from `from` on and before `end` at which a length and a type may stand:
    /// nearly all places are ruled out by them.
    fn find_type(&self, window: &[u8], from: usize, end: usize) -> Option<usize> {
        let Some(types) = &self.types else { return (from < end).then_some(from) };
        let (first, last) = (*types.start(), *types.end());
        let may_stand = |[a, b, kind]: [u8; PREFIX + 1]| {
            (a | b != 0) & (first <= kind) & (kind <= last)
        };
        let window = window.get(..end.saturating_add(PREFIX)).unwrap_or(window);
        let mut rest = window.get(from..)?;
        // Without an early exit, many places are looked at at a time.
        while let Some(block) = rest.first_chunk::<{ BLOCK + PREFIX }>() {
            let [starts, seconds, kinds] =
                [0, 1, 2].map(|at| block.get(at..).unwrap_or_default());
            let places = starts.iter().zip(seconds).zip(kinds);
            let some = places
                .fold(false, |some, ((&a, &b), &kind)| some | may_stand([a, b, kind]));
            if some {
                break;
            }
            rest = rest.get(BLOCK..)?;
        }
        let mut places = rest.windows(PREFIX.saturating_add(1));
        let at = places.position(|place| place.try_into().is_ok_and(may_stand))?;
        window.len().checked_sub(rest.len())?.checked_add(at)
    }

    /// Whether a record stands here beyond reasonable doubt: the chain goes on behind it, or
    /// the input ends there, or it is spotless.
    fn is_confirmed(&self, window: &[u8], at: usize) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{Draft, find};
    use alloc::vec::Vec;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_ruled_out_together_are_those_ruled_out_one_by_one(
            noise in prop::collection::vec(prop_oneof![3 => Just(0), 1 => any::<u8>()], 0..300),
            starts in prop::collection::vec(0..300_usize, 0..4),
        ) {
            let layout = find("freebsd-utx-log-be").unwrap();
            let login = Draft {
                type_raw: 4,
                pid: 9,
                line: b"pts/0",
                user: b"alice",
                seconds: 1_700_000_000,
                ..Draft::default()
            };
            let mut bytes: Vec<u8> = noise;
            for start in starts {
                let start = start.min(bytes.len());
                bytes.splice(start..start, layout.encode(&login));
            }
            let chain = Chain::new(layout);
            for end in [0, 1, bytes.len() / 2, bytes.len()] {
                let naive = (1..end).find(|&at| chain.is_confirmed(&bytes, at));
                prop_assert_eq!(chain.find_confirmed(&bytes, end), naive);
            }
        }
    }
}
