//! Three questions that every stratum asks about bytes.

use core::num::NonZero;

/// Length as a file counts it. Memory is never larger than a file can be.
pub(crate) fn byte_count(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// Whether every byte is zero.
#[inline]
pub(crate) fn is_zero(bytes: &[u8]) -> bool {
    let (rest, words) = bytes.as_rchunks::<8>();
    let words = words.iter().fold(0, |all, &word| all | u64::from_ne_bytes(word));
    rest.iter().fold(words, |all, &byte| all | u64::from(byte)) == 0
}

/// Where the first zero is, eight bytes at a time.
///
/// Values of login records are short: searching them byte by byte, or calling a search made
/// for long texts, takes longer.
#[inline]
pub(crate) fn find_zero(bytes: &[u8]) -> Option<usize> {
    const LOWEST_BITS: u64 = u64::from_ne_bytes([0x01; 8]);
    const HIGHEST_BITS: u64 = u64::from_ne_bytes([0x80; 8]);
    let (words, rest) = bytes.as_chunks::<8>();
    let mut before = 0_usize;
    for &word in words {
        let word = u64::from_le_bytes(word);
        // The lowest bit set is in the first byte that is zero; bits above it may lie.
        let zeros = word.wrapping_sub(LOWEST_BITS) & !word & HIGHEST_BITS;
        if let Some(bit) = NonZero::new(zeros) {
            let byte = usize::try_from(bit.trailing_zeros() >> 3).unwrap_or(0);
            return Some(before.saturating_add(byte));
        }
        before = before.saturating_add(8);
    }
    let byte = rest.iter().position(|&byte| byte == 0)?;
    Some(before.saturating_add(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_zero_is_found_wherever_it_is() {
        for length in 0..40 {
            for filler in [1, 0x7f, 0x80, 0x81, 0xff] {
                let mut bytes = [filler; 40];
                assert_eq!(find_zero(&bytes[..length]), None);
                for at in (0..length).rev() {
                    bytes[at] = 0;
                    assert_eq!(find_zero(&bytes[..length]), Some(at));
                }
            }
        }
    }

    #[test]
    fn one_bit_anywhere_is_not_zero() {
        for length in 0..40 {
            let mut bytes = [0; 40];
            assert!(is_zero(&bytes[..length]));
            for at in 0..length {
                bytes[at] = 1 << (at % 8);
                assert!(!is_zero(&bytes[..length]));
                bytes[at] = 0;
            }
        }
    }
}
