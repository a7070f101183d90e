//! Numbers of bytes that are typed.

use std::ops::Range;

/// An offset in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Offset(pub(crate) u64);

impl Offset {
    /// Reads `4096`, `0x1000` or `4KiB`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        bytes(text).map(Self)
    }
}

/// From where to where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span(pub(crate) Range<u64>);

impl Span {
    /// Reads `A-B`, `A-` or `-B`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (start, end) = text.split_once('-').ok_or(
            "two offsets with a hyphen in between are wanted, such as 1MiB-2GiB".to_owned(),
        )?;
        if start.is_empty() && end.is_empty() {
            return Err("neither of the offsets is there".to_owned());
        }
        let start = if start.is_empty() { 0 } else { bytes(start)? };
        let end = if end.is_empty() { u64::MAX } else { bytes(end)? };
        if start >= end {
            return Err(
                "no byte is at or behind the first and before the second".to_owned()
            );
        }
        Ok(Self(start..end))
    }
}

fn bytes(text: &str) -> Result<u64, String> {
    let split = text.find(['K', 'M', 'G', 'T']);
    let (number, unit) = text.split_at(split.unwrap_or(text.len()));
    let factor = match unit {
        "" => Some(1),
        "KiB" => Some(1 << 10),
        "MiB" => Some(1 << 20),
        "GiB" => Some(1 << 30),
        "TiB" => Some(1_u64 << 40),
        _ => None,
    };
    // A sign is none of a number of bytes, though numbers are read with one.
    let is_signed = number.contains(['+', '-']);
    let number = match number.strip_prefix("0x") {
        Some(digits) if !is_signed => u64::from_str_radix(digits, 16).ok(),
        None if !is_signed => number.parse().ok(),
        _ => None,
    };
    number.zip(factor).and_then(|(number, factor)| number.checked_mul(factor)).ok_or_else(
        || format!("`{text}` is no number of bytes such as 4096, 0x1000 or 4KiB"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_decimal_or_hexadecimal_and_may_have_a_unit() {
        for (text, offset) in [
            ("0", 0),
            ("4096", 4_096),
            ("0x1000", 4_096),
            ("4KiB", 4_096),
            ("0x10MiB", 16 << 20),
            ("3GiB", 3 << 30),
            ("2TiB", 2 << 40),
        ] {
            assert_eq!(Offset::parse(text), Ok(Offset(offset)), "{text}");
        }
        for text in
            ["", "-1", "+1", "1 KiB", "1kb", "4K", "KiB", "0x", "0x+1", "99999999TiB"]
        {
            assert!(Offset::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn either_end_of_a_range_may_be_left_out() {
        assert_eq!(Span::parse("1KiB-2KiB"), Ok(Span(1_024..2_048)));
        assert_eq!(Span::parse("512-"), Ok(Span(512..u64::MAX)));
        assert_eq!(Span::parse("-0x200"), Ok(Span(0..512)));
        for text in ["", "-", "5", "5-5", "6-5", "1-2-3", "a-b"] {
            assert!(Span::parse(text).is_err(), "{text}");
        }
    }
}
