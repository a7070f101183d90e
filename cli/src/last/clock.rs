//! Times as `last` writes them. Records stand in the order of time, so day and offset of one
//! are nearly always those of the next.

use super::paper::Paper;
use crate::when::{Span, Zone};
use loginrec::Timestamp;
use loginrec::record::Civil;

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY: i64 = 86_400;

/// Writes times in a zone.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    zone: Zone,
    span: Span,
    /// Of an even day and of an odd one: what begins on one often ends on the next.
    days: [Option<Texts>; 2],
}

/// What the times of a day have in common.
#[derive(Clone, Debug)]
struct Texts {
    /// Days since 1970 there.
    day: i64,
    /// `Tue Nov 14 `
    short: [u8; 11],
    /// ` 2023`
    year: String,
    /// `2023-11-14T`
    iso: String,
}

impl Texts {
    fn of(day: i64, Civil { year, month, day: of_month, .. }: Civil) -> Self {
        let name = |names: &[&'static str], number: i64| {
            usize::try_from(number).ok().and_then(|number| names.get(number)).copied()
        };
        let weekday = name(&DAYS, day.rem_euclid(7)).unwrap_or_default();
        let month_name = name(&MONTHS, month.saturating_sub(1)).unwrap_or_default();
        let text = format!("{weekday} {month_name} {of_month:2} ");
        let mut short = [b' '; 11];
        short.iter_mut().zip(text.bytes()).for_each(|(to, from)| *to = from);
        Self {
            day,
            short,
            year: format!(" {year}"),
            iso: format!("{year:4}-{month:02}-{of_month:02}T"),
        }
    }
}

impl Clock {
    pub(crate) fn new(zone: Zone) -> Self {
        let span = zone.span_at(0);
        Self { zone, span, days: [None, None] }
    }

    /// `Tue Nov 14 22:13`
    #[inline]
    pub(crate) fn short(&mut self, time: i64, to: &mut impl Paper) {
        let Some((second, texts)) = self.at(time) else { return impossible(time, to) };
        to.put(&texts.short);
        hours_minutes(second, to);
    }

    /// `22:13`
    #[inline]
    pub(crate) fn time_of_day(&mut self, time: i64, to: &mut impl Paper) {
        if Timestamp::new(time, 0).is_none() {
            return impossible(time, to);
        }
        let second = self.local(time).rem_euclid(DAY);
        hours_minutes(second, to);
    }

    /// `Tue Nov 14 22:13:20 2023`
    #[inline]
    pub(crate) fn full(&mut self, time: i64, to: &mut impl Paper) {
        let Some((second, texts)) = self.at(time) else { return impossible(time, to) };
        to.put(&texts.short);
        time_to_the_second(second, to);
        to.put_slice(texts.year.as_bytes());
    }

    /// `2023-11-14T22:13:20+00:00`
    #[inline]
    pub(crate) fn iso(&mut self, time: i64, to: &mut impl Paper) {
        let Some((second, texts)) = self.at(time) else { return impossible(time, to) };
        to.put_slice(texts.iso.as_bytes());
        time_to_the_second(second, to);
        // Hours lose their sign if they are none, which is what is compared with.
        let minutes = self.span.offset / 60;
        let sign = if minutes / 60 < 0 { b'-' } else { b'+' };
        let [a, b] = digits(i64::from(minutes / 60).abs());
        let [c, d] = digits(i64::from(minutes % 60).abs());
        to.put(&[sign, a, b, b':', c, d]);
    }

    /// The second of the day, and what the times of this day have in common.
    #[inline]
    fn at(&mut self, time: i64) -> Option<(i64, &Texts)> {
        let local = self.local(time);
        let day = local.div_euclid(DAY);
        let [even, odd] = &mut self.days;
        let texts = if day & 1 == 0 { even } else { odd };
        if texts.as_ref().is_none_or(|texts| texts.day != day) {
            let civil = Timestamp::new(time, 0)?.civil(self.span.offset);
            *texts = Some(Texts::of(day, civil));
        }
        Some((local.rem_euclid(DAY), texts.as_ref()?))
    }

    /// Seconds since 1970 there.
    #[inline]
    fn local(&mut self, time: i64) -> i64 {
        if !self.span.holds(time) {
            self.span = self.zone.span_at(time);
        }
        time.saturating_add(i64::from(self.span.offset))
    }
}

/// A time outside of the years 1 to 9999.
fn impossible(time: i64, to: &mut impl Paper) {
    to.put_slice(format!("@{time}").as_bytes());
}

#[inline(always)]
fn hours_minutes(second: i64, to: &mut impl Paper) {
    let ([a, b], [c, d]) = (digits(second / 3_600), digits(second / 60 % 60));
    to.put(&[a, b, b':', c, d]);
}

#[inline(always)]
fn time_to_the_second(second: i64, to: &mut impl Paper) {
    hours_minutes(second, to);
    let [a, b] = digits(second % 60);
    to.put(&[b':', a, b]);
}

/// The digits of a number below 100.
#[inline]
pub(super) fn digits(number: i64) -> [u8; 2] {
    const TENS: [[u8; 2]; 100] = {
        let mut all = [[b'0'; 2]; 100];
        let (mut at, mut tens) = (0, b'0');
        while at < 100 {
            let mut ones = b'0';
            while ones <= b'9' {
                all[at] = [tens, ones];
                ones += 1;
                at += 1;
            }
            tens += 1;
        }
        all
    };
    usize::try_from(number).ok().and_then(|at| TENS.get(at)).copied().unwrap_or(*b"??")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(zone: &str) -> Clock {
        Clock::new(Zone::parse(Some(zone)).unwrap())
    }

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut text = Vec::new();
        write(&mut text);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn a_time_is_written_in_each_form() {
        let mut clock = clock("UTC");
        let time = 1_700_000_000;
        assert_eq!(written(|to| clock.short(time, to)), "Tue Nov 14 22:13");
        assert_eq!(written(|to| clock.time_of_day(time, to)), "22:13");
        assert_eq!(written(|to| clock.full(time, to)), "Tue Nov 14 22:13:20 2023");
        assert_eq!(written(|to| clock.iso(time, to)), "2023-11-14T22:13:20+00:00");
        assert_eq!(written(|to| clock.full(-1, to)), "Wed Dec 31 23:59:59 1969");
        assert_eq!(written(|to| clock.full(i64::MAX, to)), "@9223372036854775807");
        assert_eq!(written(|to| clock.full(0, to)), "Thu Jan  1 00:00:00 1970");
    }

    #[test]
    fn the_offset_changes_when_clocks_do() {
        let mut clock = clock("Europe/Berlin");
        // Clocks went back at 1:00 UTC.
        for (time, expected) in [
            (1_729_990_799, "2024-10-27T02:59:59+02:00"),
            (1_729_990_800, "2024-10-27T02:00:00+01:00"),
            (1_729_990_799, "2024-10-27T02:59:59+02:00"),
            (0, "1970-01-01T01:00:00+01:00"),
            (4_000_000_000, "2096-10-02T09:06:40+02:00"),
        ] {
            assert_eq!(written(|to| clock.iso(time, to)), expected);
        }
    }
}
