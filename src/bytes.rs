//! A few questions that every stratum asks about bytes.

use crate::vector::{Near, Vectors};
use core::num::NonZero;

/// Length as a file counts it. Memory is never larger than a file can be.
pub(crate) fn byte_count(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// Whether every byte is zero.
#[inline]
pub(crate) fn is_zero(bytes: &[u8]) -> bool {
    let (blocks, rest) = bytes.as_chunks::<16>();
    are_zero(blocks)
        && match (rest.first_chunk::<8>(), rest.last_chunk::<8>()) {
            // Two words that overlap save going from byte to byte.
            (Some(&first), Some(&last)) => {
                u64::from_ne_bytes(first) | u64::from_ne_bytes(last) == 0
            }
            _ => rest.iter().fold(0, |all, byte| all | byte) == 0,
        }
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

/// How long the text of a field is, if it is plain and nothing stands behind its end.
#[inline(always)]
pub(crate) fn plain_len(
    vectors: impl Vectors,
    field: &[u8],
    except: [u8; 2],
) -> Option<usize> {
    // The lengths that nearly all texts have that are ever read.
    if let Ok(field) = <&[u8; 32]>::try_from(field) {
        return plain_len_32(vectors, field, except);
    }
    if let Ok(field) = <&[u8; 256]>::try_from(field)
        && let Some((first, behind)) = field.split_first_chunk::<32>()
        && let Some(len @ 0..32) = plain_len_32(vectors, first, except)
    {
        let mut all = 0;
        for &word in behind.as_chunks::<8>().0 {
            all |= u64::from_ne_bytes(word);
        }
        return if all == 0 { Some(len) } else { None };
    }
    if let &[a, b, c, d] = field {
        // What is no text begins with the first odd byte.
        let word = u32::from_le_bytes([a, b, c, d]);
        let odd = odd_bytes(word.into(), except).trailing_zeros() & !7;
        let is_all = u64::from(word).wrapping_shr(odd) == 0;
        return if is_all { usize::try_from(odd >> 3).ok() } else { None };
    }
    other_plain_len(field, except)
}

/// The same of a field of any length.
#[inline(never)]
fn other_plain_len(field: &[u8], except: [u8; 2]) -> Option<usize> {
    let mut len = 0_usize;
    let mut rest = field;
    while let Some((block, behind)) = rest.split_first_chunk::<32>() {
        let part = plain_len_32(Near, block, except)?;
        len = len.saturating_add(part);
        if part < 32 {
            return Some(len).filter(|_| is_zero(behind));
        }
        rest = behind;
    }
    let mut last = [0; 32];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    plain_len_32(Near, &last, except)?.checked_add(len)
}

#[inline(always)]
fn plain_len_32(vectors: impl Vectors, field: &[u8; 32], except: [u8; 2]) -> Option<usize> {
    let (odd, zeros) = (vectors.odd_32(field, except), vectors.zeros_32(field));
    // The text is one run of bits from the lowest on, and behind it there are zeros.
    let text = !odd;
    let is_text = odd == zeros && text & text.wrapping_add(1) == 0;
    if is_text { usize::try_from(odd.trailing_zeros()).ok() } else { None }
}

#[inline]
fn is_plain_word(word: [u8; 8], except: [u8; 2]) -> bool {
    odd_bytes(u64::from_ne_bytes(word), except) == 0
}

/// Not zero if a byte is no printable ASCII, or one of those in `except`. The lowest bit set is in
/// the first such byte; higher bits may be wrong.
#[inline]
fn odd_bytes(word: u64, [a, b]: [u8; 2]) -> u64 {
    let below = |least: u8| {
        !(word | HIGHEST_BITS).wrapping_sub(u64::from_ne_bytes([least; 8])) & HIGHEST_BITS
    };
    let delete = word.wrapping_add(LOWEST_BITS) & HIGHEST_BITS;
    let has = |byte: u8| zero_bytes(word ^ u64::from_ne_bytes([byte; 8]));
    (word & HIGHEST_BITS) | delete | below(b' ') | has(a) | has(b)
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
        if let Some(bit) = NonZero::new(Near.zeros_16(block)) {
            let byte = usize::try_from(bit.trailing_zeros()).unwrap_or(0);
            return Some(before.saturating_add(byte));
        }
        before = before.saturating_add(16);
    }
    let byte = rest.iter().position(|&byte| byte == 0)?;
    Some(before.saturating_add(byte))
}

/// Whether every byte of every block is zero.
#[inline]
fn are_zero(blocks: &[[u8; 16]]) -> bool {
    let number = |&block: &[u8; 16]| u128::from_ne_bytes(block);
    let (fours, rest) = blocks.as_chunks::<4>();
    let rest = rest.iter().fold(0, |all, block| all | number(block));
    fours
        .iter()
        .fold(rest, |all, [a, b, c, d]| all | number(a) | number(b) | number(c) | number(d))
        == 0
}

/// Where the first zero is, or how many bytes there are if none is; and whether all behind it are
/// zero too.
#[inline]
pub(crate) fn ends(field: &[u8]) -> (usize, bool) {
    // The lengths that nearly all texts have that are ever read: with a length that the compiler
    // knows, nothing but the masks is left.
    match field.len() {
        32 => ends_within_64(field),
        4 => ends_of_word(field),
        256 => ends_of_long(field),
        _ => ends_of_any(field),
    }
}

/// Of fewer than 64 bytes: one mask of zeros.
#[inline(always)]
fn ends_within_64(field: &[u8]) -> (usize, bool) {
    mask_ends(zeros_below_64(Near, field))
}

#[inline(always)]
fn ends_of_long(field: &[u8]) -> (usize, bool) {
    let Some((first, behind)) = field.split_first_chunk() else {
        return ends_of_any(field);
    };
    match mask_ends(Near.zeros_64(first)) {
        (len @ 0..64, is_clean) => (len, is_clean && is_zero(behind)),
        _ => ends_of_any(field),
    }
}

/// Of up to eight bytes.
#[inline(always)]
fn ends_of_word(field: &[u8]) -> (usize, bool) {
    let word = first_word(field);
    let bits = zero_bytes(word).trailing_zeros();
    let len = usize::try_from(bits >> 3).unwrap_or(0).min(field.len());
    // All eight may be the value, and a shift by 64 bits is none.
    (len, word.checked_shr(bits & !7).unwrap_or(0) == 0)
}

#[inline(never)]
fn ends_of_any(field: &[u8]) -> (usize, bool) {
    match field.len() {
        0..=8 => ends_of_word(field),
        9..64 => ends_within_64(field),
        _ => {
            let len = find_zero(field).unwrap_or(field.len());
            (len, is_zero(field.get(len..).unwrap_or_default()))
        }
    }
}

/// Where the first zero is of up to 64 bytes, and whether all behind it are zero too.
#[inline(always)]
fn mask_ends(zeros: u64) -> (usize, bool) {
    let len = zeros.trailing_zeros();
    let is_clean = (!zeros).checked_shr(len).unwrap_or(0) == 0;
    (usize::try_from(len).unwrap_or(0), is_clean)
}

/// The first eight bytes as a number, of which the first byte is the lowest, with zeros for those
/// that are not there.
#[inline(always)]
pub(crate) fn first_word(bytes: &[u8]) -> u64 {
    if let Some(&all) = bytes.first_chunk() {
        return u64::from_le_bytes(all);
    }
    if let (Some(&first), Some(&last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        // Where the two overlap, they are the same.
        let (first, last) = (u32::from_le_bytes(first), u32::from_le_bytes(last));
        let behind = u32::try_from(bytes.len().abs_diff(size_of::<u32>())).unwrap_or(0);
        return u64::from(first) | u64::from(last).unbounded_shl(behind.wrapping_mul(8));
    }
    bytes.iter().rev().fold(0, |word, &byte| word.unbounded_shl(8) | u64::from(byte))
}

/// One bit for each of fewer than 64 bytes that is zero, the lowest for the first. Behind them all
/// are zero.
#[inline(always)]
pub(crate) fn zeros_below_64<V: Vectors>(vectors: V, field: &[u8]) -> u64 {
    let mut others = 0_u64;
    let mut len = 0_u32;
    let mut rest = field;
    while let Some((block, behind)) = rest.split_first_chunk::<32>() {
        others |= u64::from(!vectors.zeros_32(block)).wrapping_shl(len);
        (rest, len) = (behind, len.wrapping_add(32));
    }
    if let Some((block, behind)) = rest.split_first_chunk::<16>() {
        others |= u64::from(!vectors.zeros_16(block)).wrapping_shl(len);
        (rest, len) = (behind, len.wrapping_add(16));
    }
    if !rest.is_empty() {
        let mut padded = [0; 16];
        for (to, from) in padded.iter_mut().zip(rest) {
            *to = *from;
        }
        others |= u64::from(!vectors.zeros_16(&padded)).wrapping_shl(len);
    }
    !others
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

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
        for length in (0..80).chain([256]) {
            for value in 0..=length {
                for behind in (value..length).map(Some).chain([None]) {
                    let mut bytes = [0; 256];
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
    fn the_length_of_a_plain_text_is_found_where_nothing_stands_behind_it() {
        let except = *b"\"\\";
        for size in [4, 8, 12, 32, 36, 64, 256] {
            for len in (0..=size.min(36)).chain([size]) {
                for at in 0..size {
                    for byte in 0..=u8::MAX {
                        let mut field = vec![0; size];
                        field[..len].fill(b'~');
                        field[at] = byte;
                        let text = field.iter().take_while(|&&byte| byte != 0).count();
                        let is_clean = field[text..].iter().all(|&byte| byte == 0);
                        let is_plain = is_clean && is_plain(&field[..text], except);
                        let expected = Some(text).filter(|_| is_plain);
                        assert_eq!(plain_len(Near, &field, except), expected, "{field:?}");
                    }
                }
            }
        }
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
