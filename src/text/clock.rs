//! Times of day in the text forms: written, and read as `strptime` of the C library does.

use crate::output::digits::{pair, put_signed};
use crate::output::push::push_padded;
use crate::record::Civil;
use alloc::vec::Vec;

/// A date and a time of day in UTC, `2023-11-14T22:13:20`, whatever the year.
pub(super) fn push_civil(out: &mut Vec<u8>, seconds: i64) {
    let civil = Civil::of(seconds);
    // The tool pads the year with blanks, and not with zeros.
    if civil.year < 0 {
        put_signed(out, civil.year);
    } else {
        let digits = match civil.year {
            0..10 => 1_usize,
            10..100 => 2,
            100..1_000 => 3,
            _ => 4,
        };
        out.resize(out.len().saturating_add(4_usize.saturating_sub(digits)), b' ');
        push_padded(out, civil.year.unsigned_abs(), digits);
    }
    let two = |value: i64| pair(value.unsigned_abs());
    let ([a, b], [c, d], [e, f]) = (two(civil.month), two(civil.day), two(civil.hour));
    let ([g, h], [i, j]) = (two(civil.minute), two(civil.second));
    out.extend_from_slice(&[b'-', a, b, b'-', c, d, b'T', e, f, b':', g, h, b':', i, j]);
}

/// The seconds that a text means to the tool: `2023-11-14T22:13:20` in UTC, whatever zone
/// stands behind it, or the form of `ctime`. Blank is 0. What cannot be read leaves the rest
/// as it was: year 1900, January, day 0, midnight.
pub(super) fn seconds(text: &[u8]) -> i64 {
    let Some(first) = text.first().filter(|first| **first != b' ') else { return 0 };
    let mut clock = Clock { rest: text, year: 1900, month: 0, day: 0, time: [0; 3] };
    // Where reading stops, what was read so far counts.
    let _ = if first.is_ascii_digit() { clock.iso() } else { clock.ctime() };
    clock.seconds()
}

const DAYS: [&[u8]; 7] =
    [b"sunday", b"monday", b"tuesday", b"wednesday", b"thursday", b"friday", b"saturday"];
const MONTHS: [&[u8]; 12] = [
    b"january",
    b"february",
    b"march",
    b"april",
    b"may",
    b"june",
    b"july",
    b"august",
    b"september",
    b"october",
    b"november",
    b"december",
];

struct Clock<'a> {
    rest: &'a [u8],
    year: i64,
    /// From 0.
    month: i64,
    day: i64,
    time: [i64; 3],
}

impl Clock<'_> {
    fn iso(&mut self) -> Option<()> {
        self.year = self.number(0, 9_999, 4)?;
        self.char(b'-')?;
        self.month = self.number(1, 12, 2)?.checked_sub(1)?;
        self.char(b'-')?;
        self.day = self.number(1, 31, 2)?;
        self.char(b'T')?;
        self.time_of_day()
    }

    fn ctime(&mut self) -> Option<()> {
        self.name(&DAYS)?;
        self.blanks();
        self.month = self.name(&MONTHS)?;
        self.blanks();
        self.day = self.number(1, 31, 2)?;
        self.blanks();
        // Here all of it counts, or nothing.
        if self.time_of_day().is_none() {
            self.time = [0; 3];
            return None;
        }
        self.blanks();
        self.year = self.number(0, 9_999, 4)?;
        Some(())
    }

    fn time_of_day(&mut self) -> Option<()> {
        let hour = self.number(0, 23, 2)?;
        self.time = [hour, 0, 0];
        self.char(b':')?;
        let minute = self.number(0, 59, 2)?;
        self.time = [hour, minute, 0];
        self.char(b':')?;
        self.time = [hour, minute, self.number(0, 61, 2)?];
        Some(())
    }

    /// Up to so many digits, fewer if one more would exceed the end.
    fn number(&mut self, from: i64, to: i64, digits: usize) -> Option<i64> {
        while let [b' ', rest @ ..] = self.rest {
            self.rest = rest;
        }
        let mut value = None;
        for _ in 0..digits {
            let [digit @ b'0'..=b'9', rest @ ..] = self.rest else { break };
            let tens = value.unwrap_or(0_i64).saturating_mul(10);
            if tens > to {
                break;
            }
            value = Some(tens.saturating_add(i64::from(digit & 0x0f)));
            self.rest = rest;
        }
        value.filter(|value| (from..=to).contains(value))
    }

    fn char(&mut self, char: u8) -> Option<()> {
        self.rest = self.rest.strip_prefix(&[char])?;
        Some(())
    }

    fn blanks(&mut self) {
        while let [b' ' | b'\t'..=b'\r', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    /// The number of the name that stands here, in full or its first three letters.
    fn name(&mut self, names: &[&[u8]]) -> Option<i64> {
        let starts = |name: &[u8]| {
            let here = self.rest.get(..name.len());
            here.is_some_and(|here| here.eq_ignore_ascii_case(name))
        };
        let (number, len) = (0_i64..).zip(names).find_map(|(number, name)| {
            let short = name.get(..3)?;
            let len = [*name, short].into_iter().find(|name| starts(name))?.len();
            Some((number, len))
        })?;
        self.rest = self.rest.get(len..)?;
        Some(number)
    }

    fn seconds(&self) -> i64 {
        let first = Civil::days(self.year, self.month.saturating_add(1), 1);
        let days = first.saturating_add(self.day).saturating_sub(1);
        let [hour, minute, second] = self.time;
        let minutes = hour.saturating_mul(60).saturating_add(minute);
        let within = minutes.saturating_mul(60).saturating_add(second);
        days.saturating_mul(86_400).saturating_add(within)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each was read like this by the tool, in 32 bits.
    #[test]
    fn times_are_read_as_the_tool_reads_them() {
        for (text, expected) in [
            ("2023-11-14T22:13:20", 1_700_000_000),
            ("2023-11-14T22:13:20,000001+05:00", 1_700_000_000),
            ("2023-11-14 22:13:20", 1_699_920_000),
            ("Tue Nov 14 22:13:20 2023 GMT", 1_700_000_000),
            ("Tuesday november 14 22:13:20", 2_113_447_296),
            ("XXX Nov 14", 2_085_892_096),
            ("99999-01-01T00:00:00", -32_392_064),
            ("12023-1-1", 1_533_998_976),
            ("2023-13-01T00:00:00", 1_672_444_800),
            ("2023-02-31T23:59:61", 1_677_888_001),
            ("2023-02-00T", 1_675_123_200),
            ("2023-11-14T22:13:62", 1_699_999_980),
            ("Wed dec 4 13:17:62 7910", 2_115_095_296),
            ("nov", 2_085_892_096),
            ("-5", 2_085_892_096),
            ("Tue Nov 14", 2_113_367_296),
            ("1900", 2_085_892_096),
            ("2023- 2- 3T 4: 5: 6", 1_675_397_106),
            ("69-1-1T0:0:0", 139_862_144),
            (" x", 0),
            ("", 0),
            ("Tue  Nov14 22:13:20 2023", 1_700_000_000),
            ("Tue Nov 14 22:13:20 23", -1_284_361_856),
            ("Tue Nov 31 25:13:20 2023", 2_114_836_096),
            ("2038-01-20T00:00:00", -2_147_408_896),
            ("TueNov 1422:13:20 2023", 1_700_000_000),
        ] {
            let low = 0xffff_ffff;
            assert_eq!(seconds(text.as_bytes()) & low, expected & low, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for at in [0, -1, 1_700_000_000, -62_135_596_800, 253_402_300_799, 951_782_400] {
            let mut text = Vec::new();
            push_civil(&mut text, at);
            let padded = text.first() == Some(&b' ');
            assert!(padded || seconds(&text) == at, "{at}");
        }
    }
}
