//! Sessions added up: by user, host, address or day.

use super::args::TotalsBy;
use super::wanted::Wanted;
use crate::log::Spot;
use crate::sink::Sink;
use crate::when::Zone;
use loginrec::output::{SessionWriter, Total};
use loginrec::session::{Ended, Session};
use loginrec::{Entry, Timestamp};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;

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
        entry: &Entry<'_>,
        wanted: &Wanted,
    ) {
        let Some(record) = entry.record() else { return };
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
        let Ok(start) = i64::try_from(start) else { return };
        // Of an end that nobody knows, the session has the day of its begin.
        let end = i64::try_from(end).unwrap_or(start);
        let (first, last) = (self.day_of(start), self.day_of(end));
        // Where a change of the clock is to be taken out, nobody knows of which day.
        let length =
            wanted.length(session).filter(|_| first == last || session.clock_shift == 0);
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
        self.zone.day_at(micros.div_euclid(1_000_000))
    }

    /// When a day begins there, in microseconds.
    fn midnight(&self, day: i64) -> i64 {
        self.zone.start_of(day).saturating_mul(1_000_000)
    }

    /// Writes the sums: days in their order, all others the longest first.
    pub(crate) fn write(
        mut self,
        writer: &SessionWriter<'_>,
        sink: &mut Sink,
    ) -> io::Result<()> {
        let by = match self.by {
            TotalsBy::User => "user",
            TotalsBy::Host => "host",
            TotalsBy::Address => "address",
            TotalsBy::Day => return self.write_days(writer, sink),
        };
        let mut sums: Vec<_> = std::mem::take(&mut self.sums).into_iter().collect();
        sums.sort_by_key(|(_, sum)| Reverse(sum.duration));
        for (name, sum) in sums {
            writer.total(&sum.total(by, name.as_deref()), sink.buffer());
            sink.drain()?;
        }
        Ok(())
    }

    /// Goes through the days, of which there may be far more than sessions.
    fn write_days(self, writer: &SessionWriter<'_>, sink: &mut Sink) -> io::Result<()> {
        let mut changes = self.whole.iter().peekable();
        let mut days = self.days.iter().peekable();
        let mut whole = Whole::default();
        let first =
            [changes.peek().map(|(day, _)| **day), days.peek().map(|(day, _)| **day)];
        let Some(mut day) = first.into_iter().flatten().min() else { return Ok(()) };
        loop {
            while let Some((_, change)) = changes.next_if(|(at, _)| **at <= day) {
                whole.sessions += change.sessions;
                whole.open += change.open;
                whole.bounded += change.bounded;
            }
            let mut sum =
                days.next_if(|(at, _)| **at == day).map_or(Sum::default(), |(_, sum)| *sum);
            let length = self.midnight(day + 1).saturating_sub(self.midnight(day));
            // A day that was left out has no length, and nobody was there.
            if length > 0 {
                sum.sessions = sum.sessions.saturating_add_signed(whole.sessions);
                sum.open = sum.open.saturating_add_signed(whole.open);
                sum.bounded = sum.bounded.saturating_add_signed(whole.bounded);
                sum.duration =
                    sum.duration.saturating_add(length.saturating_mul(whole.sessions));
            }
            if sum.sessions > 0 {
                let noon = Timestamp::new(day * DAY + DAY / 2, 0);
                let name = noon.map(|noon| noon.to_string());
                let name =
                    name.as_deref().and_then(|name| name.get(..10)).unwrap_or_default();
                writer.total(&sum.total("day", Some(name.as_bytes())), sink.buffer());
                sink.drain()?;
            }
            let next =
                [changes.peek().map(|(at, _)| **at), days.peek().map(|(at, _)| **at)];
            let Some(next) = next.into_iter().flatten().min() else { return Ok(()) };
            day = if whole.sessions > 0 { day + 1 } else { next };
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
