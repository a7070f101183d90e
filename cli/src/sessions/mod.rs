//! `loginrec sessions`: who was there from when to when.

mod args;
mod totals;

pub(crate) use args::{AFTER, Sessions};

use crate::filter::Filter;
use crate::log::{Log, Spot};
use crate::report::{Report, count};
use crate::sink::Sink;
use crate::when::Zone;
use loginrec::layout::Layout;
use loginrec::output::{Locus, SessionWriter, Style};
use loginrec::session::{Backward, Ended, Session, Span};
use loginrec::{Entry, LogFile, Record, Timestamp};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;
use std::ops::ControlFlow;
use totals::Totals;

/// Prints what was asked for. An error is one of writing.
pub(crate) fn run(args: &Sessions, report: &mut Report) -> io::Result<()> {
    let (zone, mut wanted) = match prepare(args) {
        Ok(prepared) => prepared,
        Err(message) => {
            report.error(message);
            return Ok(());
        }
    };
    let Some(mut sink) = Sink::open(&args.output, &args.paths, report) else {
        return Ok(());
    };
    let policy = args.times.seconds32();
    let mut log = Log::open(&args.paths, &args.reading, policy, report);
    wanted.now = wanted.now.or(log.end_of_evidence());
    let offset_at = |seconds| zone.offset_at(seconds);
    let style = Style { seconds32: policy, offset: (!zone.is_utc()).then_some(&offset_at) };
    let writer = SessionWriter::new(args.output.format(args.format), style);
    let mut view = View::new(args, &zone);
    if matches!(view, View::Totals(_)) {
        writer.begin_totals(sink.buffer());
    } else {
        writer.begin_sessions(sink.buffer());
    }
    let sources = log.sources();
    let mut engine = Backward::new(policy);
    log.backward(report, |entry, spot| {
        let Some(record) = entry.record() else { return Ok(ControlFlow::Continue(())) };
        engine.push(&record, spot, &mut |session| {
            if wanted.accepts(&session, &record) {
                view.see(&Sight { session, record: &record, entry }, &wanted, |session| {
                    let session = named(session, &sources);
                    writer.session(&session, &record, wanted.now, sink.buffer());
                });
            }
        });
        sink.drain()?;
        Ok(ControlFlow::Continue(()))
    })?;
    match view {
        View::List => {}
        View::Longest(longest) => longest.write(&writer, &sources, wanted.now, &mut sink),
        View::Totals(totals) => totals.write(&writer, sink.buffer()),
    }
    wanted.tell_of_undated();
    sink.finish()
}

/// The zone, and which sessions are wanted.
fn prepare(args: &Sessions) -> Result<(Zone, Wanted), String> {
    let zone = args.times.zone()?;
    let moment = |option: &str, text: &Option<String>| {
        text.as_deref()
            .map(|text| zone.moment(text).map_err(|error| format!("{option}: {error}")))
            .transpose()
    };
    let wanted = Wanted {
        filter: Filter::new(&args.selection, &[], args.times.seconds32(), &zone)?,
        at: moment("--at", &args.at)?,
        open: args.open,
        system: args.system,
        now: match moment("--now", &args.now)? {
            Some(now) => Some(timestamp(now).ok_or("--now: there is no such year")?),
            None => None,
        },
        undated: 0,
    };
    Ok((zone, wanted))
}

fn timestamp(micros: i128) -> Option<Timestamp> {
    let seconds = i64::try_from(micros.div_euclid(1_000_000)).ok()?;
    Timestamp::new(seconds, u32::try_from(micros.rem_euclid(1_000_000)).ok()?)
}

/// The session with its records known by the names of their files.
fn named<'a>(session: &Session<Spot>, sources: &'a [String]) -> Session<Locus<'a>> {
    (*session).map(|spot| Locus {
        source: sources.get(spot.part()).map_or("", String::as_str),
        offset: spot.offset,
        index: spot.index,
    })
}

/// A session when its login is met.
struct Sight<'s, 'a> {
    session: Session<Spot>,
    record: &'s Record<'a>,
    entry: &'s Entry<'a>,
}

/// Which sessions are wanted.
#[derive(Debug)]
pub(crate) struct Wanted {
    filter: Filter,
    at: Option<i128>,
    open: bool,
    system: bool,
    /// To when open sessions are counted.
    pub(crate) now: Option<Timestamp>,
    undated: u64,
}

impl Wanted {
    fn accepts(&mut self, session: &Session<Spot>, record: &Record<'_>) -> bool {
        let is_wanted = match session.span {
            Span::Login => true,
            Span::Orphan => false,
            _ => self.system,
        };
        is_wanted
            && (!self.open || session.ended == Ended::Open)
            && self.filter.accepts_record(record)
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
        let start = since.map_or(start, |since| since.max(start));
        let end = until.map_or(end, |until| until.min(end));
        whole.and(i64::try_from(end - start).ok())
    }

    /// The time asked for, in microseconds.
    pub(crate) const fn window(&self) -> (Option<i128>, Option<i128>) {
        self.filter.window()
    }

    fn tell_of_undated(&self) {
        if self.undated > 0 {
            let sessions = count(self.undated, "session");
            Report::warn(format_args!(
                "left out by --at, --since or --until for want of a possible time: {sessions}"
            ));
        }
    }
}

fn micros(time: Timestamp) -> i128 {
    i128::from(time.seconds()) * 1_000_000 + i128::from(time.micros())
}

/// What is made of the sessions.
enum View<'z> {
    /// They are printed as they come.
    List,
    /// The longest are kept.
    Longest(Longest),
    /// They are added up.
    Totals(Totals<'z>),
}

impl<'z> View<'z> {
    fn new(args: &Sessions, zone: &'z Zone) -> Self {
        match (args.totals, args.longest) {
            (Some(by), _) => Self::Totals(Totals::new(by, zone)),
            (None, Some(number)) => Self::Longest(Longest::new(number)),
            (None, None) => Self::List,
        }
    }

    fn see(
        &mut self,
        sight: &Sight<'_, '_>,
        wanted: &Wanted,
        print: impl FnOnce(&Session<Spot>),
    ) {
        match self {
            Self::List => print(&sight.session),
            Self::Longest(longest) => longest.add(sight, wanted),
            Self::Totals(totals) => totals.add(&sight.session, sight.record, wanted),
        }
    }
}

/// The longest sessions so far.
struct Longest {
    number: usize,
    /// The shortest of them on top.
    held: BinaryHeap<Reverse<Held>>,
    seen: u64,
}

/// A session whose records are gone from memory. Of two that are as long, the one seen first
/// is the longer.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Held {
    length: i64,
    order: Reverse<u64>,
    kept: Kept,
}

/// What does not count when sessions are compared.
struct Kept {
    session: Session<Spot>,
    layout: &'static Layout,
    bytes: Vec<u8>,
}

impl Longest {
    fn new(number: usize) -> Self {
        Self { number, held: BinaryHeap::new(), seen: 0 }
    }

    fn add(&mut self, sight: &Sight<'_, '_>, wanted: &Wanted) {
        let Some(length) = wanted.length(&sight.session) else { return };
        self.seen = self.seen.saturating_add(1);
        let order = Reverse(self.seen);
        if self.held.len() >= self.number
            && self
                .held
                .peek()
                .is_none_or(|Reverse(least)| (length, order) < (least.length, least.order))
        {
            return;
        }
        let kept = Kept {
            session: sight.session,
            layout: sight.entry.layout(),
            bytes: sight.entry.bytes().to_vec(),
        };
        self.held.push(Reverse(Held { length, order, kept }));
        if self.held.len() > self.number {
            self.held.pop();
        }
    }

    fn write(
        self,
        writer: &SessionWriter<'_>,
        sources: &[String],
        now: Option<Timestamp>,
        sink: &mut Sink,
    ) {
        for Reverse(Held { kept, .. }) in self.held.into_sorted_vec() {
            let file = LogFile::new(&kept.bytes, kept.layout);
            if let Some(record) = file.records().next() {
                let session = named(&kept.session, sources);
                writer.session(&session, &record, now, sink.buffer());
            }
        }
    }
}

impl PartialEq for Kept {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Kept {}

impl PartialOrd for Kept {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Kept {
    fn cmp(&self, _: &Self) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}
