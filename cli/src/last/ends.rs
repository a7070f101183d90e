//! When each line was next used.

use std::collections::HashMap;

/// A table that is larger is thrown away when the system goes down.
const MANY: usize = 4096;

/// When each line was next used, after the record that is looked at.
#[derive(Debug, Default)]
pub(super) struct Ends {
    times: HashMap<Box<[u8]>, (i64, u64)>,
    /// How often it was cleared; what was put in before no longer counts.
    age: u64,
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
        let new = (time, self.age);
        if let Some(place) = self.times.get_mut(line) {
            let (time, age) = std::mem::replace(place, new);
            return (age == self.age).then_some(time);
        }
        self.times.insert(line.into(), new);
        None
    }

    pub(super) fn clear(&mut self) {
        if self.times.len() > MANY {
            self.times = HashMap::new();
        }
        self.age = self.age.saturating_add(1);
    }
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
