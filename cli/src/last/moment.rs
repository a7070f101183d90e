//! Times as util-linux lets them be typed.

use super::scan::{Fields, scan};
use crate::args::Compat;
use crate::when::Zone;
use jiff::civil::{Date, DateTime};
use jiff::{Span, ToSpan};

const SECOND: u64 = 1_000_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Units of a span in microseconds. The first that the text starts with counts.
const UNITS: &[(&str, u64)] = &[
    ("seconds", SECOND),
    ("second", SECOND),
    ("sec", SECOND),
    ("s", SECOND),
    ("minutes", MINUTE),
    ("minute", MINUTE),
    ("min", MINUTE),
    ("months", 2_629_800 * SECOND),
    ("month", 2_629_800 * SECOND),
    ("msec", 1_000),
    ("ms", 1_000),
    ("m", MINUTE),
    ("hours", HOUR),
    ("hour", HOUR),
    ("hr", HOUR),
    ("h", HOUR),
    ("days", DAY),
    ("day", DAY),
    ("d", DAY),
    ("weeks", 7 * DAY),
    ("week", 7 * DAY),
    ("w", 7 * DAY),
    ("years", 31_557_600 * SECOND),
    ("year", 31_557_600 * SECOND),
    ("y", 31_557_600 * SECOND),
    ("usec", 1),
    ("us", 1),
];

const WEEKDAYS: [(&str, &str); 7] = [
    ("Sunday", "Sun"),
    ("Monday", "Mon"),
    ("Tuesday", "Tue"),
    ("Wednesday", "Wed"),
    ("Thursday", "Thu"),
    ("Friday", "Fri"),
    ("Saturday", "Sat"),
];

/// Dates with times, and either alone; whether seconds may have a fraction.
const FORMS: &[(&str, bool)] = &[
    ("%y-%m-%d %H:%M:%S", true),
    ("%Y-%m-%d %H:%M:%S", true),
    ("%Y-%m-%dT%H:%M:%S", true),
    ("%y-%m-%d %H:%M", false),
    ("%Y-%m-%d %H:%M", false),
    ("%y-%m-%d", false),
    ("%Y-%m-%d", false),
    ("%H:%M:%S", true),
    ("%H:%M", false),
    ("%Y%m%d%H%M%S", true),
];

/// Seconds since 1970 of a time that was typed. `now` is what `now` and `yesterday` count
/// from; without it they are refused.
///
/// In a version of util-linux, times before 1970 come out as far in the future, since it
/// counts microseconds without a sign, and 2.38 knows neither `@seconds` nor fractions.
pub(crate) fn parse(
    text: &str,
    zone: &Zone,
    now: Option<i64>,
    compat: Option<Compat>,
) -> Result<i64, String> {
    let refuse = || {
        let hint = match now {
            Some(_) => "",
            None => "; times such as now, 13:30, yesterday and -5days need --now",
        };
        format!(
            "`{text}` is no time: write 2024-11-01, 2024-11-01 13:30, \
             2024-11-01T13:30:00 or @1730467800{hint}"
        )
    };
    let is_old = compat == Some(Compat::V238);
    if is_old && text.starts_with('@') {
        return Err(refuse());
    }
    let micros = micros(text, zone, now, !is_old).ok_or_else(refuse)?;
    let seconds = if compat.is_some() {
        i128::from(low_64_bits(micros) / SECOND)
    } else {
        micros.div_euclid(i128::from(SECOND))
    };
    i64::try_from(seconds).map_err(|_| refuse())
}

fn low_64_bits(number: i128) -> u64 {
    let [low @ .., _, _, _, _, _, _, _, _] = number.to_le_bytes();
    u64::from_le_bytes(low)
}

fn micros(text: &str, zone: &Zone, now: Option<i64>, with_fractions: bool) -> Option<i128> {
    let micros = |seconds: i64| i128::from(seconds) * i128::from(SECOND);
    if let Some(seconds) = text.strip_prefix('@') {
        let end =
            seconds.find(|char: char| !char.is_ascii_digit()).unwrap_or(seconds.len());
        let (seconds, rest) = seconds.split_at_checked(end)?;
        let fraction = if rest.is_empty() { 0 } else { fraction(rest)? };
        return Some(micros(seconds.parse().ok()?) + i128::from(fraction));
    }
    let before = |span: u64| now.map(micros).map(|now| (now - i128::from(span)).max(0));
    if text == "now" {
        return now.map(micros);
    }
    let days = match text {
        "today" => Some(0),
        "yesterday" => Some(-1),
        "tomorrow" => Some(1),
        _ => None,
    };
    if let Some(days) = days {
        let today = zone.civil_at(now?)?.date();
        let day = today.checked_add(days.days()).ok()?;
        return moment(zone, day.at(0, 0, 0, 0), None).map(micros);
    }
    if let Some(span) = text.strip_prefix('+') {
        return Some(micros(now?) + i128::from(parse_span(span)?));
    }
    if let Some(span) = text.strip_prefix('-').or_else(|| text.strip_suffix(" ago")) {
        return before(parse_span(span)?);
    }
    let (weekday, text) = split_weekday(text);
    FORMS
        .iter()
        .find_map(|&(form, may_have_fraction)| {
            let (fields, rest) = scan(form, text)?;
            let fraction = match rest {
                "" => 0,
                rest if may_have_fraction && with_fractions => fraction(rest)?,
                _ => return None,
            };
            Some((fields, fraction))
        })
        .and_then(|(fields, fraction)| {
            let (day, seconds) = resolve(&fields, || Some(zone.civil_at(now?)?.date()))?;
            let moment = moment(zone, day.checked_add(seconds).ok()?, weekday)?;
            Some(micros(moment) + i128::from(fraction))
        })
}

/// The day, and the seconds that have passed of it: a 30th of February is a day of March, as
/// the C library has it.
fn resolve(
    fields: &Fields,
    today: impl FnOnce() -> Option<Date>,
) -> Option<(DateTime, Span)> {
    let (day, days) = match fields.date {
        Some((year, month, day)) => {
            (Date::new(year, month, 1).ok()?, i64::from(day).saturating_sub(1))
        }
        None => (today()?, 0),
    };
    let (hour, minute, second) = fields.time;
    let seconds = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
    Some((day.at(0, 0, 0, 0).checked_add(days.days()).ok()?, seconds.seconds()))
}

/// The moment at which clocks show this, if it falls on that day of the week. The last second
/// of 1969 is what the C library says when it fails.
fn moment(zone: &Zone, civil: DateTime, weekday: Option<i8>) -> Option<i64> {
    if weekday.is_some_and(|day| civil.weekday().to_sunday_zero_offset() != day) {
        return None;
    }
    zone.seconds_of(civil).filter(|&seconds| seconds != -1)
}

/// A name of a day and a blank before the rest.
fn split_weekday(text: &str) -> (Option<i8>, &str) {
    for (number, (long, short)) in (0..).zip(WEEKDAYS) {
        for name in [long, short] {
            if let Some((start, rest)) = text.split_at_checked(name.len())
                && start.eq_ignore_ascii_case(name)
                && let Some(rest) = rest.strip_prefix(' ')
            {
                return (Some(number), rest);
            }
        }
    }
    (None, text)
}

/// Microseconds of up to six digits behind a point or comma.
fn fraction(text: &str) -> Option<u64> {
    let digits = text.strip_prefix(['.', ','])?;
    if digits.len() > 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut micros = 0;
    let mut worth = SECOND / 10;
    for digit in digits.bytes() {
        micros += u64::from(digit - b'0') * worth;
        worth /= 10;
    }
    Some(micros)
}

/// `5min`, `2h 30s`, `1.5 days`: microseconds. A number alone is of nothing.
fn parse_span(text: &str) -> Option<u64> {
    const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];
    let mut rest = text.trim_start_matches(BLANKS);
    let mut micros = 0_u64;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let (whole, behind) = number(rest);
        let (part, digits, behind) = match behind.strip_prefix('.') {
            Some(decimals) => {
                let (part, behind) = number(decimals);
                (part?, decimals.len() - behind.len(), behind)
            }
            None => {
                whole?;
                (0, 0, behind)
            }
        };
        let behind = behind.trim_start_matches(BLANKS);
        let (name, unit) = UNITS.iter().find(|(name, _)| behind.starts_with(name))?;
        let mut part = part.wrapping_mul(*unit);
        for _ in 0..digits {
            part /= 10;
        }
        let whole = whole.unwrap_or(0).wrapping_mul(*unit);
        micros = micros.wrapping_add(whole).wrapping_add(part);
        rest = behind.strip_prefix(name)?.trim_start_matches(BLANKS);
    }
    Some(micros)
}

/// The digits that a text starts with, and what follows. A plus sign may stand before them.
fn number(text: &str) -> (Option<u64>, &str) {
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    let end = unsigned.find(|char: char| !char.is_ascii_digit()).unwrap_or(unsigned.len());
    let (digits, rest) = unsigned.split_at_checked(end).unwrap_or(("", unsigned));
    match digits.parse::<i64>().ok().and_then(|number| u64::try_from(number).ok()) {
        Some(number) => (Some(number), rest),
        None => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2023-01-20 02:07:07 UTC, a Friday.
    const NOW: i64 = 1_674_180_427;

    fn seconds(text: &str) -> Option<i64> {
        parse(text, &Zone::parse(None).unwrap(), Some(NOW), None).ok()
    }

    #[test]
    fn every_form_of_a_time_is_understood() {
        for (text, expected) in [
            ("2012-09-22 16:34:22", 1_348_331_662),
            ("2012-09-22 16:34:22,012", 1_348_331_662),
            ("2012-09-22T16:34:22", 1_348_331_662),
            ("12-09-22 16:34:22.5", 1_348_331_662),
            ("@1348331662", 1_348_331_662),
            ("@1348331662.234567", 1_348_331_662),
            ("2012-09-22 16:34", 1_348_331_640),
            ("2012-9-22", 1_348_272_000),
            ("12-09-22", 1_348_272_000),
            ("sat 2012-09-22", 1_348_272_000),
            ("Saturday 12-09-22 16:34", 1_348_331_640),
            ("2012-09-31", 1_349_049_600),
            ("16:34:22", 1_674_232_462),
            ("16:34", 1_674_232_440),
            ("now", NOW),
            ("yesterday", 1_674_086_400),
            ("today", 1_674_172_800),
            ("tomorrow", 1_674_259_200),
            ("+5min", NOW + 300),
            ("-5days", NOW - 432_000),
            ("2h 30s ago", NOW - 7_230),
            ("-1.5h", NOW - 5_400),
            ("20120922163422", 1_348_331_662),
            ("70-01-01", 0),
            ("68-01-01", 3_092_601_600),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "nonsense",
            "2012-09-22T16:34",
            "sun 2012-09-22",
            "2012-13-01",
            "2012-09-32",
            "2012-09-22 25:00",
            "2012-09-22 ",
            "2012-09-22 16:34:22.1234567",
            "@",
            "@-5",
            "-",
            "+mon",
            "+5",
            "-5 fortnights",
            "Now",
            "1969-12-31 23:59:59",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn what_counts_from_now_needs_a_now() {
        let zone = Zone::parse(None).unwrap();
        for text in ["now", "16:34", "yesterday", "-5days", "5 days ago"] {
            assert!(parse(text, &zone, None, None).unwrap_err().contains("--now"));
        }
        assert_eq!(parse("2012-09-22", &zone, None, None), Ok(1_348_272_000));
    }

    #[test]
    fn before_1970_is_far_in_the_future_for_util_linux_alone() {
        let zone = Zone::parse(None).unwrap();
        assert_eq!(parse("1960-01-01", &zone, None, None), Ok(-315_619_200));
        assert_eq!(
            parse("1960-01-01", &zone, None, Some(Compat::V241)),
            Ok(18_446_428_454_509)
        );
        let parse = |compat| parse("@5", &zone, None, Some(compat));
        assert!(parse(Compat::V238).is_err() && parse(Compat::V240) == Ok(5));
    }
}
