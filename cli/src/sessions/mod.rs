//! `loginrec sessions`: who was there from when to when.

mod args;
mod longest;
mod scribe;
mod totals;
mod wanted;

pub(crate) use args::{AFTER, Sessions};

use crate::log::{Log, Spot};
use crate::press::Press;
use crate::report::{Report, shown};
use crate::sink::Sink;
use crate::when::Zone;
use loginrec::Kind;
use loginrec::output::Locus;
use loginrec::session::{Backward, Session, Span};
use longest::{Kept, Longest};
use scribe::Scribe;
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
    let mut view = View::new(args, &zone);
    let scribe = Scribe {
        format: args.output.format(args.format),
        policy,
        zone: zone.clone(),
        now: wanted.now,
        sources: log.sources().into(),
    };
    scribe.with(|writer| match view {
        View::Totals(_) => writer.begin_totals(sink.buffer()),
        _ => writer.begin_sessions(sink.buffer()),
    });
    let mut press = Press::new(scribe);
    let mut engine = Backward::new(policy);
    log.backward(report, |sight| {
        let (entry, record, spot) = (sight.entry, sight.outline, sight.spot);
        // An orphan is known for one when its record is long gone.
        let is_logout = matches!(record.kind(), Kind::DeadProcess | Kind::UserProcess);
        let kept = (args.orphans && is_logout).then(|| Rc::new(Kept::of(entry)));
        let mut written = Ok(());
        engine.push_outline(record, Point { spot, kept }, &mut |session| {
            let done = if session.span == Span::Orphan {
                write_orphan(session, &mut wanted, &mut press, &mut sink)
            } else {
                let session = session.map(|point| point.spot);
                if !wanted.accepts(&session, || entry.record()) {
                    return;
                }
                match &mut view {
                    View::List => press.add(|batch| batch.add(session, sight), &mut sink),
                    View::Longest(longest) => {
                        longest.add(session, entry, &wanted);
                        Ok(())
                    }
                    View::Totals(totals) => {
                        totals.add(&session, entry, &wanted);
                        Ok(())
                    }
                }
            };
            if written.is_ok() {
                written = done;
            }
        });
        written.map(ControlFlow::Continue)
    })?;
    let mut written = Ok(());
    engine.finish(&mut |session| {
        if written.is_ok() {
            written = write_orphan(session, &mut wanted, &mut press, &mut sink);
        }
    });
    written?;
    if let View::Longest(longest) = &mut view {
        for (session, kept) in longest.take() {
            press.add(|batch| kept.put_into(session, batch), &mut sink)?;
        }
    }
    let scribe = press.finish(&mut sink)?;
    if let View::Totals(totals) = view {
        scribe.with(|writer| totals.write(writer, &mut sink))?;
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
    press: &mut Press<Scribe>,
    sink: &mut Sink,
) -> io::Result<()> {
    let Some(kept) = session.start.at.kept.clone() else { return Ok(()) };
    let session = session.map(|point| point.spot);
    match kept.show(|record| wanted.accepts(&session, || Some(*record))) {
        Some(true) => press.add(|batch| kept.put_into(session, batch), sink),
        _ => Ok(()),
    }
}

/// The session with its records known by the names of their files.
fn named<'a>(session: &Session<Spot>, sources: &'a [String]) -> Session<Locus<'a>> {
    (*session).map(|spot| Locus {
        source: sources.get(spot.part()).map_or("", String::as_str),
        offset: spot.offset,
        index: spot.index,
    })
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
}
