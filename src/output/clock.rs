//! Moments as RFC 3339.

use super::digits::{few, pair, six_between, time_of_day};
use super::ink::Ink;
use super::value::Style;
use crate::record::{Civil, Timestamp};

/// Writes moments, and remembers how the day of the last one is written: records that follow
/// each other are mostly of one day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    /// When the day begins, in seconds since 1970 on the clock that is shown.
    start: i64,
    /// The date, a `T`, and how many bytes that is.
    date: ([u8; 16], usize),
}

/// How long a day is, in seconds.
const DAY: u64 = 86_400;

impl Clock {
    #[inline(always)]
    pub(super) fn put(&mut self, ink: &mut impl Ink, time: Timestamp, style: &Style<'_>) {
        let offset = style.offset.map(|offset| offset(time.seconds()));
        let local = time.seconds().wrapping_add(offset.unwrap_or(0).into());
        let mut second = local.wrapping_sub(self.start).cast_unsigned();
        if second >= DAY {
            *self = Self::of(local);
            second = local.wrapping_sub(self.start).cast_unsigned();
        }
        ink.put(&self.date.0, self.date.1);
        ink.put_all(&time_of_day(second));
        match offset {
            None => ink.put_all(&six_between(b'.', time.micros().into(), b'Z')),
            Some(offset) => {
                ink.put(&six_between(b'.', time.micros().into(), 0), 7);
                ink.put_all(&zone(offset));
            }
        }
    }

    /// The day of a moment.
    #[cold]
    #[inline(never)]
    fn of(local: i64) -> Self {
        let civil = Civil::of(local);
        let two = |value: i64| pair(value.unsigned_abs());
        let ([e, f], [g, h]) = (two(civil.month), two(civil.day));
        let date = match civil.year {
            // Where an offset carries the clock beyond the year 9999.
            10_000.. => {
                let ([a, b, c, d, y, ..], _) = few(civil.year.unsigned_abs());
                let date = [a, b, c, d, y, b'-', e, f, b'-', g, h, b'T', 0, 0, 0, 0];
                (date, 12)
            }
            year => {
                let ([a, b], [c, d]) = (two(year.wrapping_div(100)), two(year));
                ([a, b, c, d, b'-', e, f, b'-', g, h, b'T', 0, 0, 0, 0, 0], 11)
            }
        };
        Self { start: local.wrapping_sub(local.rem_euclid(86_400)), date }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::of(0)
    }
}

/// What stands behind a local time.
fn zone(offset: i32) -> [u8; 6] {
    let sign = if offset < 0 { b'-' } else { b'+' };
    let minutes = u64::from(offset.unsigned_abs()).wrapping_div(60);
    let ([a, b], [c, d]) = (pair(minutes.wrapping_div(60)), pair(minutes.wrapping_rem(60)));
    [sign, a, b, b':', c, d]
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn times_are_written_as_they_display(
            seconds in prop::collection::vec(
                prop_oneof![
                    Just(Timestamp::MIN_SECONDS),
                    Just(Timestamp::MAX_SECONDS),
                    Timestamp::MIN_SECONDS..=Timestamp::MAX_SECONDS,
                    -100_000_i64..100_000,
                ],
                1..10,
            ),
            micros in 0_u32..1_000_000,
            minutes in -1_439_i32..=1_439,
        ) {
            let (mut clock, mut local) = (Clock::default(), Clock::default());
            let zone = |_| minutes * 60;
            for time in seconds.into_iter().map(|at| Timestamp::new(at, micros).unwrap()) {
                let mut out = Vec::new();
                clock.put(&mut out, time, &Style::default());
                prop_assert_eq!(&out, &format!("{time}").into_bytes());
                out.clear();
                let style = Style { offset: Some(&zone), ..Style::default() };
                local.put(&mut out, time, &style);
                let sign = if minutes < 0 { '-' } else { '+' };
                let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
                let civil = time.civil(minutes * 60);
                let expected = format!("{civil}{sign}{hours:02}:{rest:02}");
                prop_assert_eq!(&out, &expected.into_bytes());
            }
        }
    }
}
