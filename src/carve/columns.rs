//! In which places of all records of a row nothing but zeros stands.

use super::scan::{CHAIN, LONGEST};
use crate::vector::{Near, Vectors as _};

/// So many columns are one word.
const WORD: usize = 64;
/// So many of those it takes for the longest record.
const WORDS: usize = LONGEST.div_ceil(WORD);

/// At which places of a record, repeated twice, anything but a zero stands in any of some records:
/// one bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    size: usize,
    bits: [u64; 2 * WORDS + 1],
}

impl Columns {
    /// Of all records in one.
    pub(super) fn new(sum: &[u8; LONGEST], size: usize) -> Self {
        let mut columns = Self { size, ..Self::default() };
        let mut bytes = [0; WORDS * WORD];
        for (byte, sum) in bytes.iter_mut().zip(sum) {
            *byte = *sum;
        }
        for (at, bytes) in (0..size).step_by(WORD).zip(bytes.as_chunks::<WORD>().0) {
            let word = !Near.zeros_64(bytes);
            columns.add(at, word);
            columns.add(at.saturating_add(size), word);
        }
        columns
    }

    fn add(&mut self, at: usize, word: u64) {
        let (place, shift) = place_of(at);
        let word = u128::from(word).wrapping_shl(shift).to_le_bytes();
        let (words, _) = word.as_chunks::<8>();
        for (bits, word) in self.bits.iter_mut().skip(place).zip(words) {
            *bits |= u64::from_le_bytes(*word);
        }
    }

    /// Those of 64 columns from this one on, which is less than a record and 64 away.
    fn from(&self, at: usize) -> u64 {
        let (place, shift) = place_of(at);
        let word = |place: usize| self.bits.get(place).copied().unwrap_or(0);
        let high =
            word(place.saturating_add(1)).unbounded_shl(64_u32.saturating_sub(shift));
        word(place).wrapping_shr(shift) | high
    }

    /// Whether one can go so far with each step and not come by a zero, with as many steps as
    /// neighbours are counted.
    pub(super) fn has_way(&self, size: usize) -> bool {
        // Shorter ones are not repeated far enough.
        if self.size < WORD {
            return true;
        }
        (0..self.size).step_by(WORD).any(|start| {
            let mut left = u64::MAX;
            let mut at = start;
            for _ in 0..=CHAIN {
                left &= self.from(at);
                if left == 0 {
                    return false;
                }
                at = at.saturating_add(size).checked_rem(self.size).unwrap_or(0);
            }
            true
        })
    }
}

/// Which word has a bit, and which of it that is.
fn place_of(bit: usize) -> (usize, u32) {
    (bit >> 6, u32::try_from(bit & 63).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_way_where_steps_lead_past_all_zeros() {
        let mut seed = 1_u64;
        let mut roll = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            usize::try_from(seed >> 33).unwrap() % below
        };
        let mut ways = [0, 0];
        for _ in 0..3_000 {
            let size = 64 + roll(LONGEST - 63);
            let mut sum = [0; LONGEST];
            for _ in 0..1 + roll(6) {
                let start = roll(size);
                let end = size.min(start + 1 + roll(size / 2));
                sum[start..end].fill(b'a');
            }
            let step = if roll(3) == 0 { size + roll(12) } else { 12 + roll(LONGEST - 11) };
            let is_way = |start: usize| {
                (0..=usize::from(CHAIN))
                    .all(|count| sum[(start + count * step) % size] != 0)
            };
            let wanted = (0..size).any(is_way);
            ways[usize::from(wanted)] += 1;
            assert_eq!(Columns::new(&sum, size).has_way(step), wanted, "{size} {step}");
        }
        assert!(ways.iter().all(|&count| count > 300), "{ways:?}");
    }
}
