//! What is known of each line.

use super::key::Key;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// So many lines are found without a search, if their keys are well mixed.
const RECENT: usize = 1 << Key::BITS;

/// A table that is larger is thrown away when it is emptied.
const MANY: usize = 1 << 12;

/// Something for each line that was asked for.
#[derive(Clone, Debug)]
pub(super) struct Lines<L> {
    /// Also those that were forgotten: the same lines are used again and again.
    known: Vec<Known<L>>,
    /// Where each is among them. A tree, so that nobody can make lines that are slow to find.
    places: BTreeMap<Key, usize>,
    /// Where the line was that was asked for last, for some bits of its key.
    recent: Box<[usize; RECENT]>,
    /// Where those are that were not forgotten.
    used: Vec<usize>,
    /// What is known of no line.
    none: L,
}

#[derive(Clone, Debug)]
struct Known<L> {
    key: Key,
    line: L,
    is_used: bool,
}

impl<L: Default> Lines<L> {
    pub(super) fn new() -> Self {
        Self {
            known: Vec::new(),
            places: BTreeMap::new(),
            recent: Box::new([0; RECENT]),
            used: Vec::new(),
            none: L::default(),
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.used.len()
    }

    /// What is known of the line with this name.
    #[inline]
    pub(super) fn of(&mut self, name: &[u8]) -> &mut L {
        let key = Key::of(name);
        let recent = self.recent.get(key.bits()).copied().unwrap_or(0);
        let place = match self.known.get(recent) {
            Some(known) if known.key == key => recent,
            _ => self.place(key),
        };
        // Every place is one of those known.
        let Some(known) = self.known.get_mut(place) else { return &mut self.none };
        if !known.is_used {
            known.is_used = true;
            self.used.push(place);
        }
        &mut known.line
    }

    /// Where the line is, new ones behind the others.
    #[inline(never)]
    fn place(&mut self, key: Key) -> usize {
        let new = self.known.len();
        let place = *self.places.entry(key.clone()).or_insert(new);
        if let Some(recent) = self.recent.get_mut(key.bits()) {
            *recent = place;
        }
        if place == new {
            self.known.push(Known { key, line: L::default(), is_used: false });
        }
        place
    }

    /// Forgets all lines. `reset` empties a line, but for what is to be handed out, and tells
    /// whether there is any; that is then taken out, in the order of the keys.
    pub(super) fn forget(
        &mut self,
        mut reset: impl FnMut(&mut L) -> bool,
        mut hand_out: impl FnMut(&mut L),
    ) {
        let Self { known, used, .. } = self;
        used.retain(|&place| {
            known.get_mut(place).is_some_and(|known| {
                known.is_used = false;
                reset(&mut known.line)
            })
        });
        let key = |place: &usize| known.get(*place).map(|known| &known.key);
        used.sort_unstable_by(|one, other| key(one).cmp(&key(other)));
        for place in used.drain(..) {
            if let Some(known) = known.get_mut(place) {
                hand_out(&mut known.line);
            }
        }
        if known.len() > MANY {
            *self = Self::new();
        }
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
        let mut taken = Vec::new();
        let is_short = |line: &mut Vec<usize>| {
            line[0].is_multiple_of(2) || core::mem::take(line).is_empty()
        };
        lines.forget(is_short, |line| taken.push(core::mem::take(line)[0]));
        let mut sorted: Vec<_> =
            (0..3 * RECENT).filter(|number: &usize| number.is_multiple_of(2)).collect();
        sorted.sort_by_key(|number| format!("pts/{number}"));
        assert_eq!(taken, sorted);
        assert_eq!(lines.len(), 0);
        assert!(lines.of(b"pts/0").is_empty(), "it is forgotten");
        assert_eq!(lines.len(), 1);
    }

    #[test]
    fn lines_of_long_ago_do_not_fill_the_memory() {
        let mut lines = Lines::<usize>::new();
        for number in 0..3 * MANY {
            *lines.of(format!("pts/{number}").as_bytes()) += 1;
            if number % MANY == MANY / 2 {
                lines.forget(|line| core::mem::take(line) > 1, |_| ());
            }
            assert!(lines.known.len() <= 2 * MANY, "{number}");
        }
    }
}
