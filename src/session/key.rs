//! What a line is known by.

use crate::bytes::first_word;
use alloc::boxed::Box;
use core::cmp::Ordering;

/// The bytes of a line or an id, which do not end in a zero. Nearly all are short, and those
/// are compared without a look at memory elsewhere.
#[derive(Clone, Debug, Eq)]
pub(super) enum Key {
    /// Filled up with zeros, the first byte in the highest place.
    Short([u64; 4]),
    Long(Box<[u8]>),
}

impl Key {
    #[inline(always)]
    pub(super) fn of(bytes: &[u8]) -> Self {
        let word = |at: usize| bytes.get(at..).map_or(0, first_word).swap_bytes();
        match bytes.len() {
            ..=8 => Self::Short([word(0), 0, 0, 0]),
            9..=32 => Self::Short([word(0), word(8), word(16), word(24)]),
            _ => Self::Long(bytes.into()),
        }
    }

    /// How many bits [`Key::bits`] gives.
    pub(super) const BITS: u32 = 9;

    /// A number for the key, which others share.
    #[inline(always)]
    pub(super) fn bits(&self) -> usize {
        // An odd number without a pattern: the highest bits of the product depend on all.
        const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
        let Self::Short([first, second, ..]) = self else { return 0 };
        let mixed = first.wrapping_mul(MIX) ^ second.rotate_left(32).wrapping_mul(MIX);
        usize::try_from(mixed.unbounded_shr(u64::BITS.saturating_sub(Self::BITS)))
            .unwrap_or(0)
    }
}

/// Word by word: a key that has just been made is not yet in memory as a whole.
impl PartialEq for Key {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Short([a, b, c, d]), Self::Short([e, f, g, h])) => {
                (a ^ e) | (b ^ f) | (c ^ g) | (d ^ h) == 0
            }
            (Self::Long(one), Self::Long(other)) => one == other,
            _ => false,
        }
    }
}

/// Any order will do. Of most lines the first word tells which comes first.
impl Ord for Key {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Short([a, rest @ ..]), Self::Short([b, others @ ..])) => {
                a.cmp(b).then_with(|| rest.cmp(others))
            }
            (Self::Short(_), Self::Long(_)) => Ordering::Less,
            (Self::Long(_), Self::Short(_)) => Ordering::Greater,
            (Self::Long(a), Self::Long(b)) => a.cmp(b),
        }
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn a_short_line_is_filled_up_with_zeros() {
        let line = b"abcdefghijklmnopqrstuvwxyz012345";
        for len in 0..=line.len() {
            let mut filled = [0; 32];
            filled[..len].copy_from_slice(&line[..len]);
            let words = filled.as_chunks().0.iter().map(|word| u64::from_be_bytes(*word));
            let words: Vec<_> = words.collect();
            let Key::Short(key) = Key::of(&line[..len]) else { panic!("{len} is short") };
            assert_eq!(key, *words, "{len}");
        }
    }

    #[test]
    fn different_lines_have_different_keys() {
        let lines: [&[u8]; 7] =
            [b"", b"pts/0", b"pts/00", b"pts/1", &[b'x'; 31], &[b'x'; 32], &[b'x'; 33]];
        for (at, one) in lines.iter().enumerate() {
            for (place, other) in lines.iter().enumerate() {
                assert_eq!(Key::of(one) == Key::of(other), at == place);
            }
        }
    }
}
