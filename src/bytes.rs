//! A few questions that every stratum asks about bytes.

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

/// Where the first zero is, eight bytes at a time.
///
/// Values of login records are short: searching them byte by byte, or calling a search made
/// for long texts, takes longer.
#[inline]
pub(crate) fn find_zero(bytes: &[u8]) -> Option<usize> {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut before = 0_usize;
    for &word in words {
        if let Some(bit) = NonZero::new(zero_bytes(u64::from_le_bytes(word))) {
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
