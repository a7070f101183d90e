//! Which sessions are wanted, and which part of them.

use super::args::Sessions;
use crate::filter::{Filter, micros};
use crate::log::Spot;
use crate::report::{Report, count};
use crate::when::Zone;
use loginrec::session::{Ended, Session, Span};
use loginrec::{Record, Timestamp};

/// Which sessions are wanted.
#[derive(Debug)]
pub(crate) struct Wanted {
    filter: Filter,
    at: Option<i128>,
    open: bool,
    system: bool,
    orphans: bool,
    /// To when open sessions are counted.
    pub(crate) now: Option<Timestamp>,
    undated: u64,
}

impl Wanted {
    pub(super) fn new(args: &Sessions, zone: &Zone) -> Result<Self, String> {
        let moment = |option: &str, text: &Option<String>| {
            text.as_deref()
                .map(|text| zone.moment(text).map_err(|error| format!("{option}: {error}")))
                .transpose()
        };
        Ok(Self {
            filter: Filter::new(&args.selection, &[], args.times.seconds32(), zone)?,
            at: moment("--at", &args.at)?,
            open: args.open,
            system: args.system,
            orphans: args.orphans,
            now: match moment("--now", &args.now)? {
                Some(now) => Some(timestamp(now).ok_or("--now: there is no such year")?),
                None => None,
            },
            undated: 0,
        })
    }

    /// Whether the session is, which starts with this record.
    #[inline]
    pub(super) fn accepts<'a>(
        &mut self,
        session: &Session<Spot>,
        record: impl FnOnce() -> Option<Record<'a>>,
    ) -> bool {
        let is_wanted = match session.span {
            Span::Login => true,
            Span::Orphan => self.orphans,
            _ => self.system,
        };
        is_wanted
            && (!self.open || session.ended == Ended::Open)
            && (!self.filter.asks_records()
                || record().is_some_and(|record| self.filter.accepts_record(&record)))
            && self.accepts_time(session)
    }

    /// A session is wanted if any of it lies in the time asked for.
    fn accepts_time(&mut self, session: &Session<Spot>) -> bool {
        let (since, until) = self.filter.window();
        if since.is_none() && until.is_none() && self.at.is_none() {
            return true;
        }
        let Some((start, end)) = self.interval(session) else {
            self.undated = self.undated.saturating_add(1);
            return false;
        };
        since.is_none_or(|since| end >= since)
            && until.is_none_or(|until| start < until)
            && self.at.is_none_or(|at| start <= at && at <= end)
    }

    /// When it began and when it ended, in microseconds; an end that cannot be told is the
    /// begin.
    pub(crate) fn interval(&self, session: &Session<Spot>) -> Option<(i128, i128)> {
        let start = micros(session.start.time?);
        let end = match session.ended {
            // Where the clock was set back meanwhile, nobody knows until when.
            Ended::Open if self.now.is_none_or(|now| micros(now) < start) => {
                return Some((start, i128::MAX));
            }
            Ended::Open => self.now,
            Ended::ClockReset | Ended::Moment => None,
            _ => session.end.and_then(|end| end.time),
        };
        Some((start, end.map_or(start, micros).max(start)))
    }

    /// The part of a session that lies in the time asked for, in microseconds.
    pub(crate) fn length(&self, session: &Session<Spot>) -> Option<i64> {
        let whole = match self.now {
            Some(now) => session.duration_until(now),
            None => session.duration(),
        };
        let (since, until) = self.filter.window();
        let (start, end) = self.interval(session)?;
        let is_cut = since.is_some_and(|since| since > start)
            || until.is_some_and(|until| until < end);
        if !is_cut {
            return whole;
        }
        if session.clock_shift != 0 {
            // On which side the clock was changed is not known.
            return None;
        }
        let start = since.map_or(start, |since| since.max(start));
        let end = until.map_or(end, |until| until.min(end));
        whole.and(i64::try_from(end - start).ok())
    }

    /// The time asked for, in microseconds.
    pub(crate) const fn window(&self) -> (Option<i128>, Option<i128>) {
        self.filter.window()
    }

    pub(super) fn tell_of_undated(&self) {
        if self.undated > 0 {
            let sessions = count(self.undated, "session");
            Report::warn(format_args!(
                "left out by --at, --since or --until for want of a possible time: {sessions}"
            ));
        }
    }
}

fn timestamp(micros: i128) -> Option<Timestamp> {
    let seconds = i64::try_from(micros.div_euclid(1_000_000)).ok()?;
    Timestamp::new(seconds, u32::try_from(micros.rem_euclid(1_000_000)).ok()?)
}
