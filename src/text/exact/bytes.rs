//! Bytes in hexadecimal, long runs of one byte in short: `0700,00*14,ff`.

use crate::output::push::{push_hex, push_padded};
use crate::text::Malformed;
use alloc::vec::Vec;

/// Shorter runs are written out.
const RUN: usize = 6;

/// Appends all of it, without a blank.
pub(super) fn push(out: &mut Vec<u8>, bytes: &[u8]) {
    let mut separator: &[u8] = b"";
    let mut plain = 0_usize;
    let mut rest = bytes;
    // `rest` starts with `plain` bytes that are not in a run.
    while let Some(&byte) = rest.get(plain) {
        let behind = rest.get(plain..).unwrap_or_default();
        let len = behind.iter().take_while(|&&next| next == byte).count();
        if len < RUN {
            plain = plain.saturating_add(len);
            continue;
        }
        if plain > 0 {
            out.extend_from_slice(separator);
            push_hex(out, rest.get(..plain).unwrap_or_default());
            separator = b",";
        }
        out.extend_from_slice(separator);
        push_hex(out, &[byte]);
        out.push(b'*');
        push_padded(
            out,
            crate::bytes::byte_count(behind.get(..len).unwrap_or_default()),
            1,
        );
        separator = b",";
        rest = behind.get(len..).unwrap_or_default();
        plain = 0;
    }
    if plain > 0 {
        out.extend_from_slice(separator);
        push_hex(out, rest);
    }
}

/// Appends the bytes that a text means, at most `most` of them.
pub(super) fn parse(text: &[u8], most: usize, out: &mut Vec<u8>) -> Result<(), Malformed> {
    let start = out.len();
    let wrong = || Malformed::other("bytes are no pairs of hexadecimal digits");
    for part in text.split(|&byte| byte == b',') {
        let (digits, times) = match part.split_once_byte(b'*') {
            Some((digits, times)) => (digits, super::spelling::parse_u64(times)),
            None => (part, Some(1)),
        };
        let (pairs, odd) = digits.as_chunks::<2>();
        let times =
            times.and_then(|times| usize::try_from(times).ok()).ok_or_else(wrong)?;
        let is_run = digits.len() < part.len();
        if !odd.is_empty() || pairs.is_empty() || is_run && pairs.len() != 1 {
            return Err(wrong());
        }
        let len = pairs.len().saturating_mul(times);
        if out.len().saturating_sub(start).saturating_add(len) > most {
            return Err(Malformed::other("there are more bytes than there is room for"));
        }
        for &[high, low] in pairs {
            let byte = digit(high).zip(digit(low)).map(|(high, low)| high << 4 | low);
            let byte = byte.ok_or_else(wrong)?;
            out.resize(out.len().saturating_add(times), byte);
        }
    }
    Ok(())
}

/// The value of a hexadecimal digit.
pub(super) fn digit(char: u8) -> Option<u8> {
    let value = char::from(char).to_digit(16)?;
    u8::try_from(value).ok()
}

/// `str::split_once` for bytes.
pub(super) trait SplitOnce {
    fn split_once_byte(&self, at: u8) -> Option<(&[u8], &[u8])>;
}

impl SplitOnce for [u8] {
    fn split_once_byte(&self, at: u8) -> Option<(&[u8], &[u8])> {
        let place = self.iter().position(|&byte| byte == at)?;
        Some((self.get(..place)?, self.get(place.checked_add(1)?..)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;
    use alloc::vec;

    fn text(bytes: &[u8]) -> String {
        let mut out = Vec::new();
        push(&mut out, bytes);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn long_runs_are_short() {
        assert_eq!(text(b"\x07\0\0\0"), "07000000");
        assert_eq!(text(&[[7; 3].as_slice(), &[0; 9], &[1]].concat()), "070707,00*9,01");
        assert_eq!(text(&[0xff; 5000]), "ff*5000");
        assert_eq!(text(&[[1; 6], [2; 6]].concat()), "01*6,02*6");
    }

    #[test]
    fn every_text_gives_its_bytes_back() {
        for bytes in [&b"\0"[..], &[0; 6], b"abcabc", &[9; 70], b"a\0\0\0\0\0\0\0b\0\0"] {
            let mut out = vec![];
            parse(text(bytes).as_bytes(), 100, &mut out).unwrap();
            assert_eq!(out, bytes);
        }
    }

    #[test]
    fn what_is_no_bytes_is_refused() {
        for text in ["", "0", "0g", "00,", "00*", "0000*3", "00*x", "00*-1", "00*999", "*3"]
        {
            assert!(parse(text.as_bytes(), 100, &mut vec![]).is_err(), "{text}");
        }
        let bomb = b"00*99999999999999999999";
        assert!(parse(bomb, usize::MAX, &mut vec![]).is_err());
    }
}
