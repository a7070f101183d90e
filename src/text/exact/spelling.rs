//! Texts and numbers, as they stand in a line.

use super::bytes::digit;
use crate::output::push::push_hex;
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

/// A text with all of its bytes; what is no visible ASCII, brackets and backslashes as `\x5b`.
pub(super) fn push_text(out: &mut Vec<u8>, text: &[u8], width: usize) {
    let start = out.len();
    let last = text.len().saturating_sub(1);
    for (at, &byte) in text.iter().enumerate() {
        match byte {
            // A blank at the end would be taken for padding.
            b'[' | b']' | b'\\' => push_escaped(out, byte),
            b' ' if at == last => push_escaped(out, byte),
            b' '..=b'~' => out.push(byte),
            _ => push_escaped(out, byte),
        }
    }
    out.resize(out.len().max(start.saturating_add(width)), b' ');
}

fn push_escaped(out: &mut Vec<u8>, byte: u8) {
    out.extend_from_slice(b"\\x");
    push_hex(out, &[byte]);
}

pub(super) fn parse_text(value: &[u8]) -> Result<Cow<'_, [u8]>, String> {
    let end = value.iter().rposition(|&byte| byte != b' ');
    let mut rest = end.and_then(|end| value.get(..=end)).unwrap_or_default();
    if !rest.contains(&b'\\') {
        return Ok(Cow::Borrowed(rest));
    }
    let mut text = Vec::with_capacity(rest.len());
    while let [byte, behind @ ..] = rest {
        rest = behind;
        if *byte != b'\\' {
            text.push(*byte);
            continue;
        }
        let escaped = match behind {
            [b'x', high, low, behind @ ..] => {
                rest = behind;
                digit(*high).zip(digit(*low)).map(|(high, low)| high << 4 | low)
            }
            _ => None,
        };
        text.push(
            escaped.ok_or("has a backslash that is not followed by x and two digits")?,
        );
    }
    Ok(Cow::Owned(text))
}

pub(super) fn parse_i64(text: &[u8]) -> Option<i64> {
    let text = core::str::from_utf8(text.trim_ascii()).ok()?;
    text.parse().ok().filter(|_| !text.starts_with('+'))
}

pub(super) fn parse_u64(text: &[u8]) -> Option<u64> {
    let is_number = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    core::str::from_utf8(text).ok().filter(|_| is_number)?.parse().ok()
}
