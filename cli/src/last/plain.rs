//! The default form: lines of sessions, whatever machine they are looked at on.

use super::event::{Event, Numbers};
use super::line::Line;
use super::told::Told;
use super::{Of, Printer, name_of, seconds32};
use crate::log::Log;
use crate::report::Report;
use loginrec::session::{Backward, Span};
use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;

impl Printer<'_> {
    /// Prints the files as one log, and when it begins.
    pub(super) fn log(&mut self, paths: &[PathBuf], report: &mut Report) -> io::Result<()> {
        let Self { args, of, now, selection, press, addresses, sink } = self;
        let seconds32 = seconds32(None);
        let mut log = Log::open(paths, &args.reading, seconds32, report);
        let Some((path, first)) = log.beginning() else { return Ok(()) };
        let path = path.to_owned();
        // What goes on is known to go on until then.
        let evidence = log.end_of_evidence();
        let known = now.or(evidence.map(|end| end.seconds()));
        if let (Some(end), None) = (evidence, *now)
            && selection.present().is_some_and(|present| present > end.seconds())
        {
            Report::warn(format_args!(
                "--present: is behind the last record, of {end}; who was there then, nothing \
                 tells. With --now, what is open goes on until that time"
            ));
        }
        let mut engine = Backward::new(seconds32);
        log.backward(report, |entry, _| {
            if !selection.has_room() {
                return Ok(ControlFlow::Break(()));
            }
            let Some(seconds) = entry.time().map(|time| time.seconds(seconds32)) else {
                return Ok(ControlFlow::Continue(()));
            };
            let mut tell = |told: Told| {
                // Most records are not shown themselves, and are not decoded.
                let Some(record) = entry.record() else { return Ok(()) };
                let event = Event::of(&record, Numbers::of(entry.layout()), seconds32);
                let printed = told.show(&event, known, |found, blanks| {
                    if !selection.takes(seconds) || !selection.shows(found) {
                        return Ok(());
                    }
                    let host = addresses.host(&record, found.line.host);
                    selection.count();
                    let line = Line { host, ..found.line };
                    press.add(|batch| batch.add(&line, blanks), sink)
                });
                printed.unwrap_or(Ok(()))
            };
            let mut told = Ok(());
            match of {
                Of::Failures => told = tell(Told::Failure),
                Of::Logins => {
                    engine.push_entry(entry, seconds, &mut |session| {
                        let is_wanted = match session.span {
                            Span::Login | Span::Uptime => true,
                            Span::Orphan => false,
                            _ => args.system,
                        };
                        if is_wanted && told.is_ok() {
                            told = tell(Told::Session(session));
                        }
                    });
                }
            }
            told.map(ControlFlow::Continue)
        })?;
        let columns = press.finish(sink)?;
        match first {
            Some(first) => {
                columns.begins(name_of(&path), first.seconds(seconds32), sink.buffer());
            }
            None => columns.is_empty(name_of(&path), sink.buffer()),
        }
        Ok(())
    }
}
