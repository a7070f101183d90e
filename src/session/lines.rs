//! What is known of each line.

use super::key::Key;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// So many lines are found without a search, if their keys are well mixed.
const RECENT: usize = 1 << Key::BITS;

/// Something for each line that was asked for.
#[derive(Clone, Debug)]
pub(super) struct Lines<L> {
    known: Vec<(Key, L)>,
    /// Where each is among them. A tree, so that nobody can make lines that are slow to find.
    places: BTreeMap<Key, usize>,
    /// Where the line was that was asked for last, for some bits of its key.
    recent: Box<[usize; RECENT]>,
    /// What is known of no line.
    none: L,
}

impl<L: Default> Lines<L> {
    pub(super) fn new() -> Self {
        Self {
            known: Vec::new(),
            places: BTreeMap::new(),
            recent: Box::new([0; RECENT]),
            none: L::default(),
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.known.len()
    }

    /// What is known of the line with this name.
    #[inline]
    pub(super) fn of(&mut self, name: &[u8]) -> &mut L {
        let key = Key::of(name);
        let recent = self.recent.get(key.bits()).copied().unwrap_or(0);
        let place = match self.known.get(recent) {
            Some((known, _)) if *known == key => recent,
            _ => self.place(key),
        };
        // Every place is one of those known.
        self.known.get_mut(place).map_or(&mut self.none, |(_, line)| line)
    }

    /// Where the line is, new ones behind the others.
    fn place(&mut self, key: Key) -> usize {
        let new = self.known.len();
        let place = *self.places.entry(key.clone()).or_insert(new);
        if let Some(recent) = self.recent.get_mut(key.bits()) {
            *recent = place;
        }
        if place == new {
            self.known.push((key, L::default()));
        }
        place
    }

    /// Forgets all lines and gives what was known of them, in the order of their keys.
    pub(super) fn take(&mut self) -> impl Iterator<Item = L> + use<L> {
        self.places.clear();
        let mut known = core::mem::take(&mut self.known);
        known.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        known.into_iter().map(|(_, line)| line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn every_line_is_known_by_its_name_however_many_there_are() {
        let mut lines = Lines::<Vec<usize>>::new();
        for round in 0..3 {
            for number in (0..3 * RECENT).rev() {
                let line = lines.of(format!("pts/{number}").as_bytes());
                assert_eq!(line.len(), round);
                line.push(number);
            }
        }
        assert_eq!(lines.len(), 3 * RECENT);
        let taken: Vec<_> = lines.take().map(|line| line[0]).collect();
        let mut sorted = taken.clone();
        sorted.sort_by_key(|number| format!("pts/{number}"));
        assert_eq!(taken, sorted);
        assert_eq!(lines.len(), 0);
        assert!(lines.of(b"pts/0").is_empty(), "it is forgotten");
    }
}
