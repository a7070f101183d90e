//! Times: what stands in the record, and the moment it means.

use core::fmt;

/// How to read seconds that are stored in 32 bits.
///
/// The C libraries disagree: glibc reads them as unsigned since 2.40 (good until
/// 2106-02-07), older readers and other libraries as signed (until 2038-01-19). The bytes
/// are the same; only the reader's policy differs. 64-bit seconds are not touched by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Seconds32 {
    /// 1970-01-01 to 2106-02-07. The default.
    #[default]
    Unsigned,
    /// 1901-12-13 to 2038-01-19: for a clock that stood before 1970.
    Signed,
}

/// The time of a record exactly as stored, before anybody interprets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Time {
    /// With its sign, however wide it is.
    seconds: i64,
    is_wide: bool,
    usec: Option<i64>,
}

impl Time {
    /// Seconds stored in 32 bits, with the microseconds if the layout has them.
    #[must_use]
    pub fn from_32(seconds: i32, usec: Option<i64>) -> Self {
        Self { seconds: seconds.into(), is_wide: false, usec }
    }

    /// Seconds stored in 64 bits, with the microseconds if the layout has them.
    #[must_use]
    pub const fn from_64(seconds: i64, usec: Option<i64>) -> Self {
        Self { seconds, is_wide: true, usec }
    }

    /// Microseconds since 1970 in one number of 64 bits, without a sign.
    #[must_use]
    pub fn from_micros(micros: u64) -> Self {
        const MICROS: u64 = 1_000_000;
        let part = |part: Option<u64>| part.and_then(|part| i64::try_from(part).ok());
        Self {
            seconds: part(micros.checked_div(MICROS)).unwrap_or(0),
            is_wide: true,
            usec: part(micros.checked_rem(MICROS)),
        }
    }

    /// Stored seconds since 1970-01-01 00:00:00 UTC, 32-bit ones read as asked.
    #[must_use]
    pub fn seconds(&self, policy: Seconds32) -> i64 {
        match policy {
            Seconds32::Unsigned if !self.is_wide => self.seconds & i64::from(u32::MAX),
            _ => self.seconds,
        }
    }

    /// Stored microseconds, whatever their value, or `None` if the layout has none.
    #[must_use]
    pub const fn usec(&self) -> Option<i64> {
        self.usec
    }

    /// Width of the stored seconds in bits: 32 or 64.
    #[must_use]
    pub const fn bits(&self) -> u32 {
        if self.is_wide { 64 } else { 32 }
    }

    /// The moment meant, with 32-bit seconds read as unsigned; see [`Time::timestamp_as`].
    #[inline]
    #[must_use]
    pub fn timestamp(&self) -> Option<Timestamp> {
        self.timestamp_as(Seconds32::Unsigned)
    }

    /// The moment meant, or `None` when the value is impossible: microseconds outside
    /// 0 to 999,999 or a year outside 1 to 9999.
    #[inline]
    #[must_use]
    pub fn timestamp_as(&self, policy: Seconds32) -> Option<Timestamp> {
        let micros = u32::try_from(self.usec.unwrap_or(0)).ok()?;
        Timestamp::new(self.seconds(policy), micros)
    }
}

/// A moment in UTC, to the microsecond, between the years 1 and 9999.
///
/// Displays as RFC 3339 with six digits: `2023-11-14T22:13:20.000001Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp {
    seconds: i64,
    micros: u32,
}

impl Timestamp {
    /// 0001-01-01T00:00:00Z.
    pub const MIN_SECONDS: i64 = -62_135_596_800;
    /// 9999-12-31T23:59:59Z.
    pub const MAX_SECONDS: i64 = 253_402_300_799;

    /// `None` if the year is outside 1 to 9999 or `micros` exceeds 999,999.
    #[must_use]
    pub const fn new(seconds: i64, micros: u32) -> Option<Self> {
        if seconds < Self::MIN_SECONDS || seconds > Self::MAX_SECONDS || micros > 999_999 {
            return None;
        }
        Some(Self { seconds, micros })
    }

    /// Whole seconds since 1970-01-01 00:00:00 UTC.
    #[must_use]
    pub const fn seconds(&self) -> i64 {
        self.seconds
    }

    /// Microseconds within the second, 0 to 999,999.
    #[must_use]
    pub const fn micros(&self) -> u32 {
        self.micros
    }

    /// The same moment as a wall clock shows it that is `offset` seconds ahead of UTC.
    #[must_use]
    pub fn civil(&self, offset: i32) -> Civil {
        let local = self.seconds.saturating_add(i64::from(offset));
        Civil { micros: self.micros, ..Civil::of(local) }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}Z", self.civil(0))
    }
}

/// A date and a time of day in the Gregorian calendar; displays as `2023-11-14T22:13:20.000001`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// The year; 0 or 10000 only where an offset carries the clock over the end.
    pub year: i64,
    /// 1 to 12.
    pub month: i64,
    /// 1 to 31.
    pub day: i64,
    /// 0 to 23.
    pub hour: i64,
    /// 0 to 59.
    pub minute: i64,
    /// 0 to 59: leap seconds do not exist in Unix time.
    pub second: i64,
    /// 0 to 999,999.
    pub micros: u32,
}

impl Civil {
    /// The wall clock of UTC so many seconds after 1970 began, in any year.
    pub(crate) fn of(seconds: i64) -> Self {
        let (year, month, day) = civil_from_days(seconds.div_euclid(86_400));
        let second_of_day = seconds.rem_euclid(86_400);
        Self {
            year,
            month,
            day,
            hour: second_of_day / 3_600,
            minute: second_of_day / 60 % 60,
            second: second_of_day % 60,
            micros: 0,
        }
    }

    /// Days from 1970-01-01 to a day of the years 0 to 9999: the inverse of what
    /// [`Civil::of`] does with days.
    #[expect(clippy::arithmetic_side_effects, reason = "all terms are below 10,000 years")]
    pub(crate) fn days(year: i64, month: i64, day: i64) -> i64 {
        let year = year.clamp(0, 9_999) - i64::from(month <= 2);
        let month = month.clamp(1, 12);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let march_month = (month + 9) % 12;
        let day_of_year = (153 * march_month + 2) / 5 + day.clamp(0, 31) - 1;
        let day_of_era =
            year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }
}

impl fmt::Display for Civil {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day, hour, minute, second, micros } = self;
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}"
        )
    }
}

/// Days since 1970-01-01 to year, month and day: years start in March here, so that the leap
/// day is the last of its year and a month's length follows from its number alone.
#[expect(clippy::arithmetic_side_effects, reason = "all terms are below 400 years of days")]
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    const DAYS_PER_ERA: i64 = 146_097; // 400 years
    let shifted = days.saturating_add(719_468); // days since 0000-03-01
    let era = shifted.div_euclid(DAYS_PER_ERA);
    let day_of_era = shifted.rem_euclid(DAYS_PER_ERA);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524
        - day_of_era / 146_096)
        / 365;
    let day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = year_of_era + era.saturating_mul(400) + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::{String, ToString};

    fn shown(seconds: i64, micros: u32) -> String {
        Timestamp::new(seconds, micros).unwrap().to_string()
    }

    #[test]
    fn known_moments_display_as_rfc_3339() {
        assert_eq!(shown(0, 0), "1970-01-01T00:00:00.000000Z");
        assert_eq!(shown(-1, 999_999), "1969-12-31T23:59:59.999999Z");
        assert_eq!(shown(1_700_000_000, 1), "2023-11-14T22:13:20.000001Z");
        assert_eq!(shown(951_782_400, 0), "2000-02-29T00:00:00.000000Z");
        assert_eq!(shown(4_294_967_295, 0), "2106-02-07T06:28:15.000000Z");
        assert_eq!(shown(Timestamp::MIN_SECONDS, 0), "0001-01-01T00:00:00.000000Z");
        assert_eq!(shown(Timestamp::MAX_SECONDS, 0), "9999-12-31T23:59:59.000000Z");
    }

    #[test]
    fn every_day_of_four_centuries_follows_the_day_before() {
        let mut expected = (1970, 1, 1);
        for day in 0..146_097 {
            assert_eq!(civil_from_days(day), expected);
            let (year, month, date) = expected;
            assert_eq!(Civil::days(year, month, date), day);
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let length = match month {
                2 => 28 + i64::from(leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            expected = match (month, date == length) {
                (12, true) => (year + 1, 1, 1),
                (_, true) => (year, month + 1, 1),
                _ => (year, month, date + 1),
            };
        }
    }

    #[test]
    fn the_sign_of_32_bit_seconds_is_a_policy_and_64_bit_seconds_have_one() {
        let time = Time::from_32(i32::MIN, Some(0));
        assert_eq!(time.seconds(Seconds32::Unsigned), 2_147_483_648);
        assert_eq!(time.seconds(Seconds32::Signed), -2_147_483_648);
        assert_eq!(time.timestamp().unwrap().to_string(), "2038-01-19T03:14:08.000000Z");
        assert_eq!(Time::from_64(-1, None).seconds(Seconds32::Unsigned), -1);
    }

    #[test]
    fn impossible_times_have_no_timestamp_and_keep_their_raw_values() {
        for usec in [-1, 1_000_000, i64::MAX] {
            let time = Time::from_32(5, Some(usec));
            assert_eq!(time.timestamp(), None);
            assert_eq!(time.usec(), Some(usec));
        }
        assert_eq!(Time::from_64(Timestamp::MAX_SECONDS + 1, Some(0)).timestamp(), None);
        assert_eq!(Time::from_64(i64::MIN, Some(0)).timestamp(), None);
    }

    #[test]
    fn an_offset_moves_the_wall_clock_only() {
        let moment = Timestamp::new(1_700_000_000, 0).unwrap();
        assert_eq!(moment.civil(3_600).to_string(), "2023-11-14T23:13:20.000000");
        assert_eq!(moment.civil(-86_400).to_string(), "2023-11-13T22:13:20.000000");
    }
}
