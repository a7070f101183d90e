//! Times that are typed, and zones. The zones are compiled in.

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};

/// A time zone, UTC unless asked for.
#[derive(Clone, Debug)]
pub(crate) struct Zone {
    zone: TimeZone,
    is_utc: bool,
}

impl Zone {
    /// `None` and `UTC` are UTC, `+01:00` is an offset, anything else an IANA name.
    pub(crate) fn parse(name: Option<&str>) -> Result<Self, String> {
        let Some(name) = name.filter(|name| !name.eq_ignore_ascii_case("utc")) else {
            return Ok(Self { zone: TimeZone::UTC, is_utc: true });
        };
        let zone = match offset(name) {
            Some(offset) => TimeZone::fixed(offset),
            None => TimeZoneDatabase::bundled().get(name).map_err(|_| {
                format!(
                    "--tz: `{name}` is neither a zone such as Europe/Berlin nor an offset \
                         such as +01:00"
                )
            })?,
        };
        Ok(Self { zone, is_utc: false })
    }

    pub(crate) const fn is_utc(&self) -> bool {
        self.is_utc
    }

    /// Seconds that clocks there are ahead of UTC at this moment, in whole minutes: before
    /// standard time they were ahead by odd seconds, which RFC 3339 cannot say.
    pub(crate) fn offset_at(&self, seconds: i64) -> i32 {
        let offset = Timestamp::from_second(seconds)
            .map_or(0, |timestamp| self.zone.to_offset(timestamp).seconds());
        offset / 60 * 60
    }

    /// What a clock there shows, in the format of `strftime` with the words of the C locale;
    /// `None` outside of the years -9999 to 9999.
    pub(crate) fn clock(&self, format: &str, seconds: i64) -> Option<String> {
        let timestamp = Timestamp::from_second(seconds).ok()?;
        let mut text = String::new();
        let shown = jiff::fmt::strtime::BrokenDownTime::from(
            &timestamp.to_zoned(self.zone.clone()),
        );
        shown.format(format, &mut text).ok()?;
        Some(text)
    }

    /// How far clocks there are ahead of UTC at this moment, to the second, and from when to
    /// when they are.
    pub(crate) fn span_at(&self, seconds: i64) -> Span {
        let Ok(timestamp) = Timestamp::from_second(seconds) else {
            return Span { offset: 0, from: seconds, until: seconds.saturating_add(1) };
        };
        // What comes before a moment does not hold the change at that moment.
        let behind = timestamp.checked_add(SignedDuration::from_secs(1));
        let from = self.zone.preceding(behind.unwrap_or(timestamp)).next();
        let until = self.zone.following(timestamp).next();
        Span {
            offset: self.zone.to_offset(timestamp).seconds(),
            from: from.map_or(i64::MIN, |change| change.timestamp().as_second()),
            until: until.map_or(i64::MAX, |change| change.timestamp().as_second()),
        }
    }

    /// The moment at which clocks there show this. Of two the earlier; where clocks were put
    /// forward, as if they had not been. `None` if it is out of range.
    pub(crate) fn seconds_of(&self, civil: DateTime) -> Option<i64> {
        let timestamp = self.zone.to_ambiguous_timestamp(civil).compatible().ok()?;
        Some(timestamp.as_second())
    }

    /// What clocks there show at this moment.
    pub(crate) fn civil_at(&self, seconds: i64) -> Option<DateTime> {
        Timestamp::from_second(seconds).ok().map(|moment| self.zone.to_datetime(moment))
    }

    /// The day that clocks there show at this moment, in days since 1970.
    pub(crate) fn day_at(&self, seconds: i64) -> i64 {
        let day = self.civil_at(seconds).map(|shown| days_between(EPOCH, shown.date()));
        day.unwrap_or_else(|| seconds.div_euclid(86_400))
    }

    /// The first moment of a day there, in seconds since 1970. A day that was left out begins
    /// with the next.
    pub(crate) fn start_of(&self, day: i64) -> i64 {
        let start = EPOCH
            .checked_add(SignedDuration::from_hours(day.saturating_mul(24)))
            .ok()
            .and_then(|date| date.to_zoned(self.zone.clone()).ok());
        start.map_or_else(
            || day.saturating_mul(86_400),
            |start| start.timestamp().as_second(),
        )
    }

    /// Microseconds since 1970 of a time that was typed.
    pub(crate) fn moment(&self, text: &str) -> Result<i128, String> {
        // A zone in brackets would be read over; the zone is that of --tz, or an offset.
        if text.contains('[') {
            return Err(unreadable(text));
        }
        let timestamp = if let Some(seconds) = text.strip_prefix('@') {
            let seconds: i64 = seconds.parse().map_err(|_| unreadable(text))?;
            return Ok(i128::from(seconds) * 1_000_000);
        } else if let Ok(timestamp) = text.parse::<Timestamp>() {
            timestamp
        } else {
            let civil = text
                .parse::<DateTime>()
                .or_else(|_| text.parse::<Date>().map(|date| date.at(0, 0, 0, 0)))
                .map_err(|_| unreadable(text))?;
            // Which of two moments is meant, or none, is not for us to guess.
            self.zone.to_ambiguous_timestamp(civil).unambiguous().map_err(|_| {
                format!(
                    "`{text}` was shown twice or never by clocks there, which were changed: \
                     add an offset, as in 2024-10-27T02:30:00+02:00"
                )
            })?
        };
        Ok(i128::from(timestamp.as_microsecond()))
    }
}

/// A time in which clocks are not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// Seconds that clocks are ahead of UTC.
    pub(crate) offset: i32,
    from: i64,
    until: i64,
}

impl Span {
    /// Whether the moment, in seconds since 1970, is in it.
    #[inline]
    pub(crate) const fn holds(&self, seconds: i64) -> bool {
        self.from <= seconds && seconds < self.until
    }
}

const EPOCH: Date = Date::constant(1970, 1, 1);

fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

fn unreadable(text: &str) -> String {
    format!(
        "`{text}` is no time: write 2024-11-01, 2024-11-01 13:30, 2024-11-01T13:30:00Z or \
         @1730467800"
    )
}

/// `+01:00`, `-0330`, `+2`.
fn offset(text: &str) -> Option<Offset> {
    let (sign, digits) = match text.as_bytes() {
        [b'+', ..] => (1, text.get(1..)?),
        [b'-', ..] => (-1, text.get(1..)?),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "0"),
    };
    // A second sign is no digit, whatever `parse` makes of it.
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let number =
        |text: &str| is_number(text).then(|| text.parse::<u8>().ok().map(i32::from))?;
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60)
        .then(|| Offset::from_seconds(sign * (hours * 3_600 + minutes * 60)).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(zone: &str, text: &str) -> i128 {
        Zone::parse(Some(zone)).unwrap().moment(text).unwrap() / 1_000_000
    }

    #[test]
    fn times_are_read_in_the_zone_unless_they_name_one() {
        assert_eq!(seconds("utc", "2023-11-14"), 1_699_920_000);
        assert_eq!(seconds("UTC", "2023-11-14 22:13:20"), 1_700_000_000);
        assert_eq!(seconds("+01:00", "2023-11-14T23:13:20"), 1_700_000_000);
        assert_eq!(seconds("Europe/Berlin", "2023-11-14 23:13"), 1_699_999_980);
        assert_eq!(seconds("Europe/Berlin", "2023-11-14T22:13:20Z"), 1_700_000_000);
        assert_eq!(seconds("utc", "@-5"), -5);
    }

    #[test]
    fn what_is_no_time_and_no_zone_is_refused() {
        let utc = Zone::parse(None).unwrap();
        for text in
            ["2024-11-03 09:00[Asia/Tokyo]", "", "yesterday", "2023-13-01", "@x", "22:13"]
        {
            assert!(utc.moment(text).is_err(), "{text}");
        }
        for name in ["Mars/Olympus", "+25:00", "", "../etc/passwd", "+aéb", "++1", "+1:-5"]
        {
            assert!(Zone::parse(Some(name)).is_err(), "{name}");
        }
    }

    #[test]
    fn times_that_clocks_showed_twice_or_never_are_refused_without_an_offset() {
        let berlin = Zone::parse(Some("Europe/Berlin")).unwrap();
        for text in ["2024-10-27T02:30", "2024-03-31 02:30"] {
            assert!(berlin.moment(text).unwrap_err().contains("add an offset"), "{text}");
        }
        assert_eq!(seconds("Europe/Berlin", "2024-10-27T02:30:00+02:00"), 1_729_989_000);
    }

    #[test]
    fn a_day_begins_with_its_first_moment_whatever_clocks_do_at_midnight() {
        let length = |name: &str, date: &str| {
            let zone = Zone::parse(Some(name)).unwrap();
            let date: Date = date.parse().unwrap();
            let day = days_between(EPOCH, date);
            let start = zone.start_of(day);
            let next = zone.start_of(day + 1);
            if next > start {
                assert_eq!(
                    (zone.day_at(start), zone.day_at(next - 1)),
                    (day, day),
                    "{name}"
                );
            }
            (next - start) / 3_600
        };
        assert_eq!(length("UTC", "1969-12-31"), 24);
        assert_eq!(length("Europe/Berlin", "2024-03-31"), 23);
        assert_eq!(length("Europe/Berlin", "2024-10-27"), 25);
        for (name, before, date) in [
            ("America/Sao_Paulo", "2018-11-03", "2018-11-04"),
            ("America/Havana", "2024-03-09", "2024-03-10"),
            ("America/Santiago", "2024-09-07", "2024-09-08"),
        ] {
            assert_eq!((length(name, before), length(name, date)), (24, 23), "{name}");
        }
        // A day that was left out.
        assert_eq!(length("Pacific/Apia", "2011-12-29"), 24);
        assert_eq!(length("Pacific/Apia", "2011-12-30"), 0);
        assert_eq!(length("Pacific/Apia", "2011-12-31"), 24);
    }

    #[test]
    fn offsets_follow_the_rules_of_the_zone() {
        let berlin = Zone::parse(Some("Europe/Berlin")).unwrap();
        assert_eq!(berlin.offset_at(1_700_000_000), 3_600);
        assert_eq!(berlin.offset_at(1_690_000_000), 7_200);
        // Local mean time, 53 minutes and 28 seconds, in whole minutes.
        assert_eq!(berlin.offset_at(-3_000_000_000), 53 * 60);
        assert_eq!(Zone::parse(Some("-0330")).unwrap().offset_at(0), -12_600);
    }
}
