//! Vectors in plain code, eight bytes to a word.

use super::Vectors;
use core::ops::{BitAnd, BitOr, Not};

/// Plain code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Portable;

/// Bits of bytes, eight to a word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words([u64; 8]);

impl Words {
    #[inline(always)]
    fn with(mut self, Self(others): Self, join: impl Fn(u64, u64) -> u64) -> Self {
        for (word, other) in self.0.iter_mut().zip(others) {
            *word = join(*word, other);
        }
        self
    }
}

impl BitAnd for Words {
    type Output = Self;

    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        self.with(other, |a, b| a & b)
    }
}

impl BitOr for Words {
    type Output = Self;

    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        self.with(other, |a, b| a | b)
    }
}

impl Not for Words {
    type Output = Self;

    #[inline(always)]
    fn not(self) -> Self {
        self.with(self, |word, _| !word)
    }
}

impl Vectors for Portable {
    type Bits = Words;

    #[inline(always)]
    fn bits(self, bytes: &[u8; 64]) -> Words {
        let mut words = [0; 8];
        for (word, &bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
            *word = u64::from_ne_bytes(bytes);
        }
        Words(words)
    }

    #[inline(always)]
    fn bytes(self, Words(words): Words) -> [u8; 64] {
        let mut bytes = [0; 64];
        for (bytes, word) in bytes.as_chunks_mut().0.iter_mut().zip(words) {
            *bytes = word.to_ne_bytes();
        }
        bytes
    }

    #[inline(always)]
    fn is_none(self, Words(words): Words) -> bool {
        words.iter().fold(0, |all, word| all | word) == 0
    }

    #[inline(always)]
    fn zeros_16(self, bytes: &[u8; 16]) -> u16 {
        let [a, b] = bytes.as_chunks().0 else { return 0 };
        u16::from_le_bytes([zeros(*a), zeros(*b)])
    }

    #[inline(always)]
    fn zeros_32(self, bytes: &[u8; 32]) -> u32 {
        let [a, b, c, d] = bytes.as_chunks().0 else { return 0 };
        u32::from_le_bytes([zeros(*a), zeros(*b), zeros(*c), zeros(*d)])
    }

    #[inline(always)]
    fn zeros_64(self, bytes: &[u8; 64]) -> u64 {
        let mut mask = [0; 8];
        for (mask, &word) in mask.iter_mut().zip(bytes.as_chunks().0) {
            *mask = zeros(word);
        }
        u64::from_le_bytes(mask)
    }

    #[inline(always)]
    fn odd_32(self, bytes: &[u8; 32], except: [u8; 2]) -> u32 {
        let mut mask = [0; 4];
        for (mask, &word) in mask.iter_mut().zip(bytes.as_chunks().0) {
            *mask = odd(word, except);
        }
        u32::from_le_bytes(mask)
    }
}

/// The lower seven bits of each byte.
const LOW: u64 = u64::from_ne_bytes([0x7f; 8]);

/// One bit for each of eight bytes that is zero.
#[inline(always)]
const fn zeros(word: [u8; 8]) -> u8 {
    gathered(!not_zero(u64::from_le_bytes(word)))
}

/// One bit for each of eight bytes that is no printable ASCII, or one of those in `except`.
#[inline(always)]
fn odd(word: [u8; 8], [a, b]: [u8; 2]) -> u8 {
    let word = u64::from_le_bytes(word);
    // The highest bits say it of the others, as in `not_zero`.
    let plus = |least: u8| (word & LOW).wrapping_add(u64::from_ne_bytes([least; 8]));
    let is_not = |byte: u8| not_zero(word ^ u64::from_ne_bytes([byte; 8]));
    gathered(word | !plus(0x80 - b' ') | plus(1) | !(is_not(a) & is_not(b)))
}

/// The highest bit of each byte says whether the byte is anything but zero: no sum of seven bits
/// carries any further.
#[inline(always)]
const fn not_zero(word: u64) -> u64 {
    (word & LOW).wrapping_add(LOW) | word
}

/// The highest bits of all bytes, the first lowest.
#[inline(always)]
const fn gathered(word: u64) -> u8 {
    /// Moves them into the highest byte.
    const GATHER: u64 = 0x0002_0408_1020_4081;
    let [.., mask] = ((word & !LOW) >> 7).wrapping_mul(GATHER << 7).to_le_bytes();
    mask
}
