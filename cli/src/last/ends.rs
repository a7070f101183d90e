//! When each line was next used.

use std::collections::HashMap;

/// A table that is larger is thrown away when the system goes down.
const MANY: usize = 4096;
/// So many lines are found without a search, if their names are well mixed.
const RECENT: usize = 1 << 8;

/// When each line was next used, after the record that is looked at.
#[derive(Debug, Default)]
pub(super) struct Ends {
    known: Vec<End>,
    /// Where each line is among them.
    places: HashMap<Box<[u8]>, usize>,
    /// Where the line was that was asked for last, for some bits of its name.
    recent: Vec<usize>,
    /// How often it was cleared; what was put in before no longer counts.
    age: u64,
}

/// When one was.
#[derive(Debug)]
struct End {
    line: Box<[u8]>,
    time: i64,
    /// `None` if it was not used yet.
    age: Option<u64>,
}

impl Ends {
    pub(super) fn insert(&mut self, line: &[u8], time: i64) {
        self.replace(line, time);
    }

    /// Puts a time in, and gives the one that was there. A record without a line is nowhere.
    #[inline]
    pub(super) fn replace(&mut self, line: &[u8], time: i64) -> Option<i64> {
        if line.is_empty() {
            return None;
        }
        let recent = self.recent.get(bits(line)).copied().unwrap_or(0);
        let place = match self.known.get(recent) {
            Some(known) if *known.line == *line => recent,
            _ => self.place(line),
        };
        let age = Some(self.age);
        let known = self.known.get_mut(place)?;
        let before = (known.age == age).then_some(known.time);
        (known.time, known.age) = (time, age);
        before
    }

    /// Where the line is, new ones behind the others.
    fn place(&mut self, line: &[u8]) -> usize {
        let new = self.known.len();
        let place = self.places.get(line).copied().unwrap_or(new);
        if place == new {
            self.places.insert(line.into(), place);
            self.known.push(End { line: line.into(), time: 0, age: None });
        }
        self.recent.resize(RECENT, 0);
        if let Some(recent) = self.recent.get_mut(bits(line)) {
            *recent = place;
        }
        place
    }

    pub(super) fn clear(&mut self) {
        let age = self.age.saturating_add(1);
        if self.known.len() > MANY {
            *self = Self::default();
        }
        self.age = age;
    }
}

/// A number for the line, which others share. Names of terminals differ in their last bytes.
fn bits(line: &[u8]) -> usize {
    let last = line.iter().rev().take(3);
    let mixed = last.fold(0, |mixed: usize, &byte| mixed * 11 + usize::from(byte));
    mixed % RECENT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_use_counts_until_all_is_forgotten() {
        let mut ends = Ends::default();
        assert_eq!(ends.replace(b"pts/0", 5), None);
        ends.insert(b"pts/0", 4);
        assert_eq!(ends.replace(b"pts/1", 3), None);
        assert_eq!(ends.replace(b"pts/0", 2), Some(4));
        ends.clear();
        assert_eq!(ends.replace(b"pts/0", 1), None);
        assert_eq!(ends.replace(b"pts/0", 0), Some(1));
        assert_eq!(ends.replace(b"", 0), None);
        assert_eq!(ends.replace(b"", 0), None);
    }
}
