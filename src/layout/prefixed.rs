//! Records behind their length: the framing of FreeBSD's `utx.log`.
//!
//! Each record stands behind its length in 16 bits, most significant byte first, and the
//! zeros at its end are not stored. A length beyond that of the structure leaves room for
//! members of the future.

use nom::bytes::complete::take;
use nom::combinator::verify;
use nom::multi::length_data;
use nom::number::complete::be_u16;
use nom::{IResult, Parser};

/// Bytes of a length.
pub(crate) const PREFIX: usize = 2;

/// One record with the bytes behind it; an error if the length is 0 or beyond the end.
fn parse(input: &[u8]) -> IResult<&[u8], &[u8]> {
    length_data(verify(be_u16, |&length| length > 0)).parse(input)
}

/// How many bytes the entry at the start of `input` has, its length included. `None` if the
/// length is 0 or the entry is longer than the input.
pub(crate) fn entry_len(input: &[u8]) -> Option<usize> {
    let (_, stored) = parse(input).ok()?;
    stored.len().checked_add(PREFIX)
}

/// How many bytes the entry at the start of `input` would have if there were enough.
pub(crate) fn wanted_len(input: &[u8]) -> Option<usize> {
    let (_, length) = be_u16::<_, nom::error::Error<&[u8]>>.parse(input).ok()?;
    usize::from(length).checked_add(PREFIX).filter(|_| length > 0)
}

/// What is stored of the record, without what is beyond its structure.
pub(crate) fn body(entry: &[u8], size: usize) -> &[u8] {
    let stored = parse(entry).map_or(&[][..], |(_, stored)| stored);
    let cut = |stored| -> IResult<&[u8], &[u8]> { take(size).parse(stored) };
    cut(stored).map_or(stored, |(_, body)| body)
}

/// What is stored beyond the structure.
pub(crate) fn extra(entry: &[u8], size: usize) -> &[u8] {
    entry.get(PREFIX.saturating_add(size)..).unwrap_or_default()
}

/// The record as it is stored: its length, and its bytes without the zeros at the end.
pub(super) fn frame(record: &[u8]) -> Option<impl Iterator<Item = u8>> {
    let length = record.iter().rposition(|&byte| byte != 0)?.checked_add(1)?;
    let prefix = u16::try_from(length).ok()?.to_be_bytes();
    Some(prefix.into_iter().chain(record.iter().copied().take(length)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn an_entry_is_its_length_and_so_many_bytes() {
        assert_eq!(entry_len(&[0, 2, 7, 8, 9]), Some(4));
        assert_eq!(body(&[0, 2, 7, 8], 197), [7, 8]);
        assert_eq!(body(&[0, 3, 7, 8, 9], 2), [7, 8], "room for members of the future");
    }

    #[test]
    fn a_length_of_zero_or_beyond_the_end_is_no_entry() {
        for bytes in [&[][..], &[0], &[0, 0, 1], &[0, 3, 1, 2], &[0xff, 0xff, 1]] {
            assert_eq!(entry_len(bytes), None, "{bytes:?}");
            assert!(body(bytes, 197).is_empty(), "{bytes:?}");
        }
        assert_eq!(wanted_len(&[0, 3, 1, 2]), Some(5));
        assert_eq!(wanted_len(&[0, 0, 1, 2]), None);
    }

    #[test]
    fn zeros_at_the_end_are_not_stored() {
        let stored: Vec<u8> = frame(&[1, 0, 2, 0, 0]).unwrap().collect();
        assert_eq!(stored, [0, 3, 1, 0, 2]);
        assert!(frame(&[0; 5]).is_none(), "nothing is left to store");
    }
}
