//! A few questions that every stratum asks about bytes.

use crate::vector::zeros_16;
use core::num::NonZero;

/// Length as a file counts it. Memory is never larger than a file can be.
pub(crate) fn byte_count(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// Whether every byte is zero.
#[inline]
pub(crate) fn is_zero(bytes: &[u8]) -> bool {
    let or = |words: &[[u8; 8]]| {
        words.iter().fold(0, |all, &word| all | u64::from_ne_bytes(word))
    };
    let (rest, blocks) = bytes.as_rchunks::<64>();
    // Most of what is not zero shows at once in what is no whole block.
    let (first, words) = rest.as_rchunks::<8>();
    first.iter().fold(or(words), |all, &byte| all | u64::from(byte)) == 0
        && blocks.iter().fold(0, |all, block| all | or(block.as_chunks().0)) == 0
}

const LOWEST_BITS: u64 = u64::from_ne_bytes([0x01; 8]);
const HIGHEST_BITS: u64 = u64::from_ne_bytes([0x80; 8]);

/// Whether every byte is printable ASCII and neither of those in `except`.
#[inline]
pub(crate) fn is_plain(bytes: &[u8], except: [u8; 2]) -> bool {
    // A last word that overlaps the one before it saves going through it byte by byte.
    if let Some(&last) = bytes.last_chunk::<8>() {
        let (words, _) = bytes.as_chunks::<8>();
        return words.iter().chain([&last]).all(|&word| is_plain_word(word, except));
    }
    if let (Some(&[a, b, c, d]), Some(&[e, f, g, h])) =
        (bytes.first_chunk::<4>(), bytes.last_chunk::<4>())
    {
        return is_plain_word([a, b, c, d, e, f, g, h], except);
    }
    bytes.iter().all(|byte| matches!(byte, b' '..=b'~') && !except.contains(byte))
}

#[inline]
fn is_plain_word(word: [u8; 8], [a, b]: [u8; 2]) -> bool {
    let word = u64::from_ne_bytes(word);
    let below = |least: u8| {
        !(word | HIGHEST_BITS).wrapping_sub(u64::from_ne_bytes([least; 8])) & HIGHEST_BITS
    };
    let delete = word.wrapping_add(LOWEST_BITS) & HIGHEST_BITS;
    let has = |byte: u8| zero_bytes(word ^ u64::from_ne_bytes([byte; 8]));
    (word & HIGHEST_BITS) | delete | below(b' ') | has(a) | has(b) == 0
}

/// Not zero if a byte is zero. The lowest bit set is in the first such byte; higher bits may
/// be wrong.
#[inline]
const fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(LOWEST_BITS) & !word & HIGHEST_BITS
}

/// Whether there are ASCII control characters other than NUL.
#[inline]
pub(crate) fn has_control(bytes: &[u8]) -> bool {
    const LOW_BITS: u64 = !HIGHEST_BITS;
    let (words, rest) = bytes.as_chunks::<8>();
    let found = words.iter().fold(0, |found, &word| {
        let word = u64::from_ne_bytes(word);
        // The highest bit of each byte says it: no sum of seven bits carries any further.
        let not_zero = |word: u64| (word & LOW_BITS).wrapping_add(LOW_BITS) | word;
        let space = u64::from_ne_bytes([0x80 - b' '; 8]);
        let printable = (word & LOW_BITS).wrapping_add(space) | word;
        found | (!printable & not_zero(word)) | !not_zero(word ^ LOW_BITS)
    });
    found & HIGHEST_BITS != 0
        || rest.iter().any(|&byte| byte != 0 && byte.is_ascii_control())
}

/// Where the first zero is, sixteen bytes at a time.
///
/// Values of login records are short: searching them byte by byte, or calling a search made
/// for long texts, takes longer.
#[inline]
pub(crate) fn find_zero(bytes: &[u8]) -> Option<usize> {
    let (blocks, rest) = bytes.as_chunks::<16>();
    let mut before = 0_usize;
    for block in blocks {
        if let Some(bit) = NonZero::new(zeros_16(block)) {
            let byte = usize::try_from(bit.trailing_zeros()).unwrap_or(0);
            return Some(before.saturating_add(byte));
        }
        before = before.saturating_add(16);
    }
    let byte = rest.iter().position(|&byte| byte == 0)?;
    Some(before.saturating_add(byte))
}

/// Where the first zero is, or how many bytes there are if none is; and whether all behind it are
/// zero too.
#[inline]
pub(crate) fn ends(bytes: &[u8]) -> (usize, bool) {
    let (mut blocks, rest) = bytes.as_chunks::<16>();
    let mut before = 0_usize;
    while let Some((block, behind)) = blocks.split_first() {
        let zeros = zeros_16(block);
        if let Some(bit) = NonZero::new(zeros) {
            let first = bit.trailing_zeros();
            let mut all = u128::from(!zeros >> first);
            for &block in behind {
                all |= u128::from_ne_bytes(block);
            }
            for &byte in rest {
                all |= u128::from(byte);
            }
            return (before.saturating_add(usize::try_from(first).unwrap_or(0)), all == 0);
        }
        before = before.saturating_add(16);
        blocks = behind;
    }
    let value = rest.iter().take_while(|&&byte| byte != 0).count();
    let is_clean = rest.iter().skip(value).all(|&byte| byte == 0);
    (before.saturating_add(value), is_clean)
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
    fn ends_are_where_a_walk_from_byte_to_byte_finds_them() {
        for length in 0..80 {
            for value in 0..=length {
                for behind in (value..length).map(Some).chain([None]) {
                    let mut bytes = [0; 80];
                    bytes[..value].fill(0x80);
                    if let Some(behind) = behind {
                        bytes[behind] = 1;
                    }
                    let bytes = &bytes[..length];
                    let len = bytes.iter().position(|&byte| byte == 0).unwrap_or(length);
                    let clean = bytes[len..].iter().all(|&byte| byte == 0);
                    assert_eq!(ends(bytes), (len, clean), "{bytes:?}");
                }
            }
        }
    }

    #[test]
    fn plain_is_printable_ascii_without_the_exceptions() {
        let except = *b"\"\\";
        for length in 1..20 {
            for at in 0..length {
                for byte in 0..=u8::MAX {
                    let mut bytes = [b'~'; 20];
                    bytes[at] = byte;
                    let plain = matches!(byte, b' '..=b'~') && !except.contains(&byte);
                    assert_eq!(is_plain(&bytes[..length], except), plain, "{byte}");
                }
            }
        }
        assert!(is_plain(b"", except));
    }

    #[test]
    fn a_control_character_is_found_wherever_it_is_and_a_nul_is_none() {
        for filler in [0, b' ', b'~', 0x80, 0xff] {
            for (at, byte) in (0..20).flat_map(|at| (0..=u8::MAX).map(move |b| (at, b))) {
                let mut bytes = [filler; 20];
                bytes[at] = byte;
                let control = byte != 0 && byte.is_ascii_control();
                assert_eq!(has_control(&bytes), control, "{filler} {byte}");
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
