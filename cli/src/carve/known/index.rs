//! Tables of many records in little memory: 16 bytes each for what it is, 8 for where it is,
//! 8 for every way to look it up.

use crate::carve::tight::push;
use loginrec::layout::Layout;
use sha2::{Digest, Sha256};

/// The first half of a SHA-256.
fn digest(bytes: &[u8]) -> u128 {
    let hash = Sha256::digest(bytes);
    hash.iter().take(16).fold(0, |value, &byte| value << 8 | u128::from(byte))
}

/// Which bytes there are, each known by half of its SHA-256: nobody can make others that pass
/// for them.
#[derive(Debug, Default)]
pub(super) struct Digests(Vec<u128>);

impl Digests {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        push(&mut self.0, digest(bytes));
    }

    /// To be called when all are there.
    pub(super) fn settle(&mut self) {
        self.0.sort_unstable();
        self.0.dedup();
        self.0.shrink_to_fit();
    }

    pub(super) fn has(&self, bytes: &[u8]) -> bool {
        self.0.binary_search(&digest(bytes)).is_ok()
    }
}

/// Numbers of records by something that they say. What is found has to be looked at: others
/// may be among it.
#[derive(Debug, Default)]
pub(super) struct Lookup(Vec<u64>);

/// Bits of the number of a record; as many are left for the hash.
const NUMBER: u32 = 32;

impl Lookup {
    pub(super) fn push(&mut self, hash: u64, number: u32) {
        push(&mut self.0, slot(hash, number));
    }

    /// To be called when all are there.
    pub(super) fn settle(&mut self) {
        self.0.sort_unstable();
        self.0.shrink_to_fit();
    }

    /// The records that may say the same, in the order in which they were added: the first
    /// 1,024 of them, since somebody may have written a file in which all do.
    pub(super) fn of(&self, hash: u64) -> Vec<u32> {
        const MOST: usize = 1024;
        let first = self.0.partition_point(|&one| one < slot(hash, 0));
        self.0
            .iter()
            .skip(first)
            .take_while(|&&one| one >> NUMBER == hash >> NUMBER)
            .take(MOST)
            .map(|&one| u32::try_from(one & u64::from(u32::MAX)).unwrap_or(u32::MAX))
            .collect()
    }
}

const fn slot(hash: u64, number: u32) -> u64 {
    // Widening.
    hash >> NUMBER << NUMBER | number as u64
}

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The number of the file.
    pub(super) log: usize,
    pub(super) offset: u64,
    pub(super) layout: &'static Layout,
}

/// Where the records stand, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Each file with each layout in it.
    kinds: Vec<(usize, &'static Layout)>,
    /// One of them in the upper 16 bits, the offset in the others.
    places: Vec<u64>,
}

/// Bits of an offset: 256 TiB.
const OFFSET: u32 = 48;

impl Places {
    /// The number of the record at this place. `None` if there is no number left for it, after
    /// four thousand million records or 65,536 files.
    pub(super) fn push(&mut self, place: Place) -> Option<u32> {
        let kind = (place.log, place.layout);
        // It is that of the record before, or one of few.
        let at = match self.kinds.iter().rposition(|&one| one == kind) {
            Some(at) => at,
            None => {
                self.kinds.push(kind);
                self.kinds.len() - 1
            }
        };
        let kind = u64::from(u16::try_from(at).ok()?);
        let number = u32::try_from(self.places.len()).ok()?;
        (place.offset >> OFFSET == 0)
            .then(|| push(&mut self.places, kind << OFFSET | place.offset))?;
        Some(number)
    }

    pub(super) fn get(&self, number: u32) -> Option<Place> {
        let packed = *self.places.get(usize::try_from(number).ok()?)?;
        let kind = usize::try_from(packed >> OFFSET).ok()?;
        let &(log, layout) = self.kinds.get(kind)?;
        Some(Place { log, offset: packed & ((1 << OFFSET) - 1), layout })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carve::testing::layout;

    #[test]
    fn bytes_are_known_once_they_were_added_and_others_are_not() {
        let mut digests = Digests::default();
        for bytes in [b"b", b"a", b"b"] {
            digests.push(bytes);
        }
        digests.settle();
        assert!(digests.has(b"a") && digests.has(b"b"));
        assert!(!digests.has(b"c") && !digests.has(b""));
        assert_eq!(digests.0.len(), 2);
    }

    #[test]
    fn records_are_found_by_a_hash_in_the_order_in_which_they_were_added() {
        let mut lookup = Lookup::default();
        for (hash, number) in [(7 << 32, 3), (8 << 32, 0), (7 << 32, 1), (u64::MAX, 9)] {
            lookup.push(hash, number);
        }
        lookup.settle();
        assert_eq!(lookup.of(7 << 32 | 5), [1, 3]);
        assert_eq!(lookup.of(u64::MAX), [9]);
        assert!(lookup.of(0).is_empty());
    }

    #[test]
    fn a_place_is_got_back_by_its_number() {
        let (one, other) = (layout("linux-utmp-384-le"), layout("linux-utmp-400-le"));
        let mut places = Places::default();
        for (log, offset, layout) in [(0, 0, one), (0, 384, other), (3, 1 << 47, one)] {
            let place = Place { log, offset, layout };
            let number = places.push(place).unwrap();
            assert_eq!(places.get(number), Some(place));
        }
        assert_eq!(places.push(Place { log: 0, offset: 1 << 48, layout: one }), None);
        assert_eq!(places.get(3), None);
    }
}
