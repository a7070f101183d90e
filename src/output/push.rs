//! Appending numbers, times and addresses to the output, without the formatter of `core`,
//! which would take longer than all the rest of a row.

use super::value::Style;
use crate::file::Entry;
use crate::layout::Role;
use crate::record::{Address, Process, Timestamp};
use alloc::string::String;
use alloc::vec::Vec;
use core::net::IpAddr;

/// A moment as RFC 3339.
#[inline(never)]
pub(super) fn push_time(out: &mut Vec<u8>, time: Timestamp, style: &Style<'_>) {
    let offset = style.offset.map_or(0, |offset| offset(time.seconds()));
    let civil = time.civil(offset);
    let digits = |out: &mut Vec<u8>, value: i64, width: usize| {
        push_padded(out, value.unsigned_abs(), width);
    };
    let two = |value: i64| pair(value.unsigned_abs());
    if (0..=9999).contains(&civil.year) {
        let ([a, b], [c, d]) = (two(civil.year.wrapping_div(100)), two(civil.year));
        let ([e, f], [g, h]) = (two(civil.month), two(civil.day));
        out.extend_from_slice(&[a, b, c, d, b'-', e, f, b'-', g, h]);
    } else {
        // Where an offset carries the clock beyond the year 9999.
        digits(out, civil.year, 4);
        for value in [civil.month, civil.day] {
            out.push(b'-');
            out.extend_from_slice(&two(value));
        }
    }
    let ([a, b], [c, d], [e, f]) = (two(civil.hour), two(civil.minute), two(civil.second));
    let micros = u64::from(civil.micros);
    let ([g, h], [i, j], [k, l]) =
        (pair(micros.wrapping_div(10_000)), pair(micros.wrapping_div(100)), pair(micros));
    out.extend_from_slice(&[b'T', a, b, b':', c, d, b':', e, f, b'.', g, h, i, j, k, l]);
    if style.offset.is_none() {
        out.push(b'Z');
        return;
    }
    out.push(if offset < 0 { b'-' } else { b'+' });
    let minutes = i64::from(offset).abs().wrapping_div(60);
    digits(out, minutes.wrapping_div(60), 2);
    out.push(b':');
    digits(out, minutes.wrapping_rem(60), 2);
}

#[inline]
pub(crate) fn push_signed(out: &mut Vec<u8>, value: i64) {
    if value < 0 {
        out.push(b'-');
    }
    push_padded(out, value.unsigned_abs(), 1);
}

/// Microseconds as seconds with six digits.
#[inline(never)]
pub(super) fn push_seconds(out: &mut Vec<u8>, micros: i64) {
    const MICROS: u64 = 1_000_000;
    if micros < 0 {
        out.push(b'-');
    }
    let micros = micros.unsigned_abs();
    push_padded(out, micros.wrapping_div(MICROS), 1);
    out.push(b'.');
    push_padded(out, micros.wrapping_rem(MICROS), 6);
}

/// 00 to 99.
static PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut rest: &mut [[u8; 2]] = &mut pairs;
    let (mut tens, mut ones) = (b'0', b'0');
    while let [pair, behind @ ..] = rest {
        *pair = [tens, ones];
        (tens, ones) = match ones {
            b'9' => (tens.wrapping_add(1), b'0'),
            _ => (tens, ones.wrapping_add(1)),
        };
        rest = behind;
    }
    pairs
};

/// The last two decimal digits of a number.
#[inline]
pub(crate) fn pair(number: u64) -> [u8; 2] {
    let index = usize::try_from(number.wrapping_rem(100)).unwrap_or(0);
    PAIRS.get(index).copied().unwrap_or_default()
}

/// Decimal digits, at least `width` of them.
#[inline]
pub(crate) fn push_padded(out: &mut Vec<u8>, value: u64, width: usize) {
    match u8::try_from(value) {
        Ok(digit @ 0..10) if width <= 1 => out.push(digit.wrapping_add(b'0')),
        _ => push_digits(out, value, width),
    }
}

#[inline(never)]
fn push_digits(out: &mut Vec<u8>, value: u64, width: usize) {
    let mut digits = [[b'0'; 2]; 10];
    let mut used = 0_usize;
    let mut rest = value;
    for place in digits.iter_mut().rev() {
        *place = pair(rest);
        used = used.saturating_add(if rest < 10 { 1 } else { 2 });
        rest = rest.wrapping_div(100);
        if rest == 0 {
            break;
        }
    }
    let digits = digits.as_flattened();
    let unused = digits.len().saturating_sub(used.max(width));
    out.extend_from_slice(digits.get(unused..).unwrap_or_default());
}

#[inline(never)]
pub(crate) fn push_hex(out: &mut Vec<u8>, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            out.extend(DIGITS.get(usize::from(half)));
        }
    }
}

#[cold]
pub(super) fn push_fields(out: &mut Vec<u8>, entry: &Entry<'_>, role: Role) {
    entry.fields_of(role).for_each(|(_, bytes)| push_hex(out, bytes));
}

/// The names of the flags of a process.
#[inline(never)]
pub(super) fn push_flags(out: &mut Vec<u8>, process: &Process<'_>) {
    for (number, name) in process.flag_names().enumerate() {
        if number > 0 {
            out.push(b'|');
        }
        out.extend_from_slice(name.as_bytes());
    }
}

#[inline]
pub(super) fn push_bool(out: &mut Vec<u8>, truth: bool) {
    out.extend_from_slice(if truth { b"true" } else { b"false" });
}

/// An address as it displays.
#[inline(never)]
pub(super) fn push_address(out: &mut Vec<u8>, address: Address) {
    match address.ip() {
        Some(IpAddr::V4(v4)) => {
            let [a, b, c, d] = v4.octets();
            push_padded(out, a.into(), 1);
            for octet in [b, c, d] {
                out.push(b'.');
                push_padded(out, octet.into(), 1);
            }
        }
        _ => push_display(out, address),
    }
}

/// Anything that displays, as bytes.
fn push_display(out: &mut Vec<u8>, value: impl core::fmt::Display) {
    struct Sink<'a>(&'a mut Vec<u8>);

    impl core::fmt::Write for Sink<'_> {
        fn write_str(&mut self, text: &str) -> core::fmt::Result {
            self.0.extend_from_slice(text.as_bytes());
            Ok(())
        }
    }

    // Writing to memory cannot fail, and our values' `Display` does not.
    let _ = core::fmt::write(&mut Sink(out), format_args!("{value}"));
}

/// As [`push_display`], into a new string.
pub(super) fn display(value: impl core::fmt::Display) -> String {
    alloc::format!("{value}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn numbers_have_their_digits_and_no_others() {
        let ends = (0..20).map(|power| 10_u64.pow(power));
        for value in ends.flat_map(|end| [end - 1, end, end + 1]).chain([u64::MAX]) {
            for width in [1, 2, 4, 6] {
                let mut out = Vec::new();
                push_padded(&mut out, value, width);
                assert_eq!(out, format!("{value:0width$}").into_bytes());
            }
        }
    }

    #[test]
    fn seconds_have_six_digits_behind_the_point() {
        for (micros, text) in [
            (0, "0.000000"),
            (-1, "-0.000001"),
            (90_000_000, "90.000000"),
            (1_500_000, "1.500000"),
        ] {
            let mut out = Vec::new();
            push_seconds(&mut out, micros);
            assert_eq!(out, text.as_bytes());
        }
    }

    #[test]
    fn times_are_written_as_they_display() {
        let seconds = [Timestamp::MIN_SECONDS, -1, 0, 951_782_400, Timestamp::MAX_SECONDS];
        for time in seconds.map(|seconds| Timestamp::new(seconds, 10_203).unwrap()) {
            let mut out = Vec::new();
            push_time(&mut out, time, &Style::default());
            assert_eq!(out, format!("{time}").into_bytes());
            for offset in [-86_340, 86_340] {
                let zone = |_| offset;
                let style = Style { offset: Some(&zone), ..Style::default() };
                out.clear();
                push_time(&mut out, time, &style);
                let sign = if offset < 0 { '-' } else { '+' };
                let expected = format!("{}{sign}23:59", time.civil(offset));
                assert_eq!(out, expected.into_bytes());
            }
        }
    }

    #[test]
    fn addresses_are_written_as_they_display() {
        for text in ["0.0.0.1", "10.200.30.4", "255.255.255.255", "2001:db8::1", "::1"] {
            let address = match text.parse().unwrap() {
                IpAddr::V4(v4) => Address::V4(v4),
                IpAddr::V6(v6) => Address::V6(v6),
            };
            let mut out = Vec::new();
            push_address(&mut out, address);
            assert_eq!(out, text.as_bytes());
        }
    }
}
