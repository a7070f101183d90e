//! `loginrec sessions`: who was there from when to when.

mod args;
mod longest;
mod totals;
mod wanted;

pub(crate) use args::{AFTER, Sessions};

use crate::log::{Log, Spot};
use crate::report::{Report, shown};
use crate::sink::Sink;
use crate::when::Zone;
use loginrec::output::{Locus, SessionWriter, Style};
use loginrec::session::{Backward, Session, Span};
use loginrec::{Entry, Kind, Record};
use longest::{Kept, Longest};
use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;
use totals::Totals;
use wanted::Wanted;

/// Prints what was asked for. An error is one of writing.
pub(crate) fn run(args: &Sessions, report: &mut Report) -> io::Result<()> {
    let prepared = args
        .times
        .zone()
        .and_then(|zone| Wanted::new(args, &zone).map(|wanted| (zone, wanted)));
    let (zone, mut wanted) = match prepared {
        Ok(prepared) => prepared,
        Err(message) => {
            report.error(message);
            return Ok(());
        }
    };
    let Some(mut sink) = Sink::open(&args.output, &args.paths, report) else {
        return Ok(());
    };
    for path in args.paths.iter().filter(|path| is_btmp(path)) {
        Report::warn(format_args!(
            "{}: by its name it holds failed logins, which are no sessions: `loginrec lastb` \
             lists them",
            shown(path)
        ));
    }
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
        // An orphan is known for one when its record is long gone.
        let is_logout = matches!(record.kind(), Kind::DeadProcess | Kind::UserProcess);
        let kept = (args.orphans && is_logout).then(|| Rc::new(Kept::of(entry)));
        engine.push(&record, Point { spot, kept }, &mut |session| {
            if session.span == Span::Orphan {
                write_orphan(session, &mut wanted, &writer, &sources, &mut sink);
                return;
            }
            let session = session.map(|point| point.spot);
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
    engine.finish(&mut |session| {
        write_orphan(session, &mut wanted, &writer, &sources, &mut sink);
    });
    match view {
        View::List => {}
        View::Longest(longest) => longest.write(&writer, &sources, &wanted, &mut sink),
        View::Totals(totals) => totals.write(&writer, &mut sink)?,
    }
    wanted.tell_of_undated();
    sink.finish()
}

/// Whether the name is usual for failed logins, which look like sessions that never ended.
fn is_btmp(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"btmp"))
}

/// A record, and what was kept of it.
#[derive(Clone)]
struct Point {
    spot: Spot,
    kept: Option<Rc<Kept>>,
}

/// Writes a logout without a login, if it was kept because those are wanted.
fn write_orphan(
    session: Session<Point>,
    wanted: &mut Wanted,
    writer: &SessionWriter<'_>,
    sources: &[String],
    sink: &mut Sink,
) {
    let Some(kept) = session.start.at.kept.clone() else { return };
    let session = session.map(|point| point.spot);
    kept.show(|record| {
        if wanted.accepts(&session, record) {
            writer.session(&named(&session, sources), record, wanted.now, sink.buffer());
        }
    });
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
