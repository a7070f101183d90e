//! Sessions added up: by user, host, address or day.

use super::Wanted;
use super::args::TotalsBy;
use crate::log::Spot;
use crate::when::Zone;
use loginrec::output::{SessionWriter, Total};
use loginrec::session::{Ended, Session};
use loginrec::{Record, Timestamp};
use std::cmp::Reverse;
use std::collections::BTreeMap;

const DAY: i64 = 86_400;

/// Sums of sessions.
#[derive(Debug)]
pub(crate) struct Totals<'z> {
    by: TotalsBy,
    zone: &'z Zone,
    /// By name; what has no name is under `None`.
    sums: BTreeMap<Option<Vec<u8>>, Sum>,
    days: BTreeMap<i64, Sum>,
    /// How many sessions more, or less, last over whole days from this day on.
    whole: BTreeMap<i64, Whole>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    sessions: u64,
    duration: i64,
    open: u64,
    bounded: u64,
    unmeasured: u64,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
}

/// By how much the number of sessions that last all day changes.
#[derive(Clone, Copy, Debug, Default)]
struct Whole {
    sessions: i64,
    open: i64,
    bounded: i64,
}

impl<'z> Totals<'z> {
    pub(crate) const fn new(by: TotalsBy, zone: &'z Zone) -> Self {
        Self {
            by,
            zone,
            sums: BTreeMap::new(),
            days: BTreeMap::new(),
            whole: BTreeMap::new(),
        }
    }

    pub(crate) fn add(
        &mut self,
        session: &Session<Spot>,
        record: &Record<'_>,
        wanted: &Wanted,
    ) {
        let name = match self.by {
            TotalsBy::User => Some(record.user().value().to_vec()),
            TotalsBy::Host => record.host().map(|host| host.value().to_vec()),
            TotalsBy::Address => record
                .address()
                .filter(|address| address.ip().is_some())
                .map(|address| address.to_string().into_bytes()),
            TotalsBy::Day => return self.add_days(session, wanted),
        };
        let name = name.filter(|name| !name.is_empty());
        self.sums.entry(name).or_default().add(session, wanted.length(session));
    }

    /// Cuts the session at every midnight.
    fn add_days(&mut self, session: &Session<Spot>, wanted: &Wanted) {
        let Some((start, end)) = wanted.interval(session) else { return };
        let (since, until) = wanted.window();
        let start = since.map_or(start, |since| since.max(start));
        let end = until.map_or(end, |until| until.min(end)).max(start);
        let (Ok(start), Ok(end)) = (i64::try_from(start), i64::try_from(end)) else {
            return;
        };
        let (first, last) = (self.day_of(start), self.day_of(end));
        let length = wanted.length(session);
        if first == last || length.is_none() {
            self.days.entry(first).or_default().add(session, length);
            return;
        }
        let head = self.midnight(first + 1).saturating_sub(start);
        let tail = end.saturating_sub(self.midnight(last));
        self.days.entry(first).or_default().add(session, Some(head));
        self.days.entry(last).or_default().add(session, Some(tail));
        if last - first > 1 {
            let sign = |from: i64, by: i64, whole: &mut BTreeMap<i64, Whole>| {
                let change = whole.entry(from).or_default();
                change.sessions += by;
                change.open += by * i64::from(session.ended == Ended::Open);
                change.bounded += by * i64::from(is_bounded(session.ended));
            };
            sign(first + 1, 1, &mut self.whole);
            sign(last, -1, &mut self.whole);
        }
    }

    /// Days since 1970-01-01, as clocks there count them.
    fn day_of(&self, micros: i64) -> i64 {
        let seconds = micros.div_euclid(1_000_000);
        (seconds + i64::from(self.zone.offset_at(seconds))).div_euclid(DAY)
    }

    /// When a day begins there, in microseconds.
    fn midnight(&self, day: i64) -> i64 {
        let local = day * DAY;
        // The offset of the moment itself, which a clock change can make another.
        let guess = local - i64::from(self.zone.offset_at(local));
        (local - i64::from(self.zone.offset_at(guess))) * 1_000_000
    }

    /// Writes the sums: days in their order, all others the longest first.
    pub(crate) fn write(mut self, writer: &SessionWriter<'_>, out: &mut Vec<u8>) {
        self.add_whole_days();
        for (day, sum) in &self.days {
            let noon = Timestamp::new(day * DAY + DAY / 2, 0);
            let name = noon.map(|noon| noon.to_string());
            let name = name.as_deref().and_then(|name| name.get(..10)).unwrap_or_default();
            writer.total(&sum.total("day", Some(name.as_bytes())), out);
        }
        let by = match self.by {
            TotalsBy::User => "user",
            TotalsBy::Host => "host",
            TotalsBy::Address => "address",
            TotalsBy::Day => "day",
        };
        let mut sums: Vec<_> = self.sums.iter().collect();
        sums.sort_by_key(|(_, sum)| Reverse(sum.duration));
        for (name, sum) in sums {
            writer.total(&sum.total(by, name.as_deref()), out);
        }
    }

    fn add_whole_days(&mut self) {
        let changes: Vec<_> = std::mem::take(&mut self.whole).into_iter().collect();
        let mut now = Whole::default();
        for (at, &(from, change)) in changes.iter().enumerate() {
            now.sessions += change.sessions;
            now.open += change.open;
            now.bounded += change.bounded;
            let to = changes.get(at + 1).map_or(from, |&(to, _)| to);
            for day in from..to {
                if now.sessions == 0 {
                    break;
                }
                let length = self.midnight(day + 1) - self.midnight(day);
                let sum = self.days.entry(day).or_default();
                sum.sessions = sum.sessions.saturating_add_signed(now.sessions);
                sum.open = sum.open.saturating_add_signed(now.open);
                sum.bounded = sum.bounded.saturating_add_signed(now.bounded);
                sum.duration =
                    sum.duration.saturating_add(length.saturating_mul(now.sessions));
            }
        }
    }
}

/// Whether it was over by the time of its last record, and may have been shorter.
const fn is_bounded(ended: Ended) -> bool {
    matches!(ended, Ended::Crash | Ended::Unknown)
}

impl Sum {
    fn add(&mut self, session: &Session<Spot>, length: Option<i64>) {
        self.sessions = self.sessions.saturating_add(1);
        self.open += u64::from(session.ended == Ended::Open);
        self.bounded += u64::from(is_bounded(session.ended));
        match length {
            Some(length) => self.duration = self.duration.saturating_add(length),
            None => self.unmeasured = self.unmeasured.saturating_add(1),
        }
        if let Some(time) = session.start.time {
            self.first = Some(self.first.map_or(time, |first| first.min(time)));
            self.last = Some(self.last.map_or(time, |last| last.max(time)));
        }
    }

    const fn total<'a>(&self, by: &'static str, value: Option<&'a [u8]>) -> Total<'a> {
        Total {
            by,
            value,
            sessions: self.sessions,
            duration: self.duration,
            open: self.open,
            bounded: self.bounded,
            unmeasured: self.unmeasured,
            first: self.first,
            last: self.last,
        }
    }
}
