//! One bit for each row.

use super::memory::Memory;
use arrow_buffer::{BooleanBuffer, NullBuffer};

/// How many bits a word has: as many rows are put at once at most.
pub(super) const WORD: usize = 64;

/// Bits that are appended a word at a time. Arrow counts from the lowest bit of the first byte.
#[derive(Debug, Default)]
pub(super) struct Bits {
    words: Memory<u64>,
    len: usize,
    /// Whether none of them is zero.
    all: bool,
}

impl Bits {
    /// Appends the lowest `count` bits, at most [`WORD`]. Those above must be zero.
    #[inline]
    pub(super) fn append(&mut self, bits: u64, count: usize) {
        self.all = bits == ones(count) && (self.all || self.len == 0);
        let used = self.len.checked_rem(WORD).unwrap_or(0);
        self.len = self.len.saturating_add(count);
        match self.words.values.last_mut() {
            Some(last) if used > 0 => {
                *last |= shifted(bits, used).to_le();
                let room = WORD.saturating_sub(used);
                if count > room {
                    self.words.values.push(high(bits, room).to_le());
                }
            }
            _ => self.words.values.push(bits.to_le()),
        }
    }

    /// Appends so many zeros to nothing.
    pub(super) fn begin_with_zeros(&mut self, count: usize) {
        self.words.values.clear();
        self.words.values.resize(count.div_ceil(WORD), 0);
        self.len = count;
        self.all = false;
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(super) fn clear(&mut self) {
        self.words.begin();
        self.len = 0;
        self.all = false;
    }

    fn finish(&mut self) -> BooleanBuffer {
        BooleanBuffer::new(self.words.lend(), 0, self.len)
    }

    /// The bits as what says which rows have a value; `None` if all have.
    pub(super) fn finish_validity(&mut self) -> Option<NullBuffer> {
        (!self.all && self.len > 0).then(|| NullBuffer::new(self.finish()))
    }
}

/// As many ones, at most [`WORD`].
pub(super) fn ones(count: usize) -> u64 {
    lowered(u64::MAX, count)
}

/// The highest `count` bits, at most [`WORD`], as the lowest.
pub(super) fn lowered(bits: u64, count: usize) -> u64 {
    high(bits, WORD.saturating_sub(count))
}

fn shifted(bits: u64, by: usize) -> u64 {
    bits.unbounded_shl(u32::try_from(by).unwrap_or(u32::MAX))
}

fn high(bits: u64, from: usize) -> u64 {
    bits.unbounded_shr(u32::try_from(from).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_out_as_they_were_appended_in_portions_of_any_size() {
        for portion in 1..=WORD {
            let wanted: Vec<bool> = (0..300).map(|at| at % 3 == 0 || at % 7 == 2).collect();
            let mut bits = Bits::default();
            for portion in wanted.chunks(portion) {
                let word = (0..)
                    .zip(portion)
                    .fold(0, |word, (at, &bit)| word | (u64::from(bit) << at));
                bits.append(word, portion.len());
            }
            let found: Vec<bool> = bits.finish().iter().collect();
            assert_eq!(found, wanted, "{portion}");
        }
    }

    #[test]
    fn rows_that_all_have_a_value_need_no_bits_for_it() {
        let mut bits = Bits::default();
        bits.append(u64::MAX, 64);
        bits.append(7, 3);
        assert!(bits.finish_validity().is_none());
        bits.clear();
        bits.append(u64::MAX, 64);
        bits.append(5, 3);
        assert_eq!(bits.finish_validity().map(|nulls| nulls.null_count()), Some(1));
        bits.clear();
        bits.begin_with_zeros(70);
        bits.append(1, 1);
        let nulls = bits.finish_validity().unwrap();
        assert_eq!((nulls.len(), nulls.null_count(), nulls.is_valid(70)), (71, 70, true));
    }
}
