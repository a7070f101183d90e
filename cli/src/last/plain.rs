//! The default form: lines of sessions, whatever machine they are looked at on.

use super::batch::Blanks;
use super::event::{Event, Numbers};
use super::line::{End, Length, Line};
use super::machine::{Found, shortened};
use super::{Of, Printer, name_of, seconds32};
use crate::log::Log;
use crate::report::Report;
use loginrec::session::{Backward, Ended, Session, Span};
use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;

/// Microseconds in a second.
const SECOND: i64 = 1_000_000;

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
            let Some(record) = entry.record() else { return Ok(ControlFlow::Continue(())) };
            // Most records are not shown themselves.
            let event = || Event::of(&record, Numbers::of(entry.layout()), seconds32);
            let seconds = record.time().seconds(seconds32);
            let mut print = |found: &Found<'_>, blanks: Blanks| {
                if selection.takes(seconds) && selection.shows(found) {
                    let host = addresses.host(&record, found.line.host);
                    selection.count();
                    let line = Line { host, ..found.line };
                    return press.add(|batch| batch.add(&line, blanks), sink);
                }
                Ok(())
            };
            let mut printed = Ok(());
            match of {
                Of::Failures => printed = print(&failure(&event()), Blanks::Escaped),
                Of::Logins => engine.push(&record, seconds, &mut |session| {
                    let event = event();
                    let name = Name::of(session.span, event.level);
                    if let Some(name) = name.filter(|name| args.system || name.is_usual()) {
                        let blanks = match session.span {
                            Span::Login => Blanks::Escaped,
                            _ => Blanks::OfSystem,
                        };
                        printed = print(&found(&session, &event, &name, known), blanks);
                    }
                }),
            }
            printed?;
            Ok(ControlFlow::Continue(()))
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

/// A failed login, which ends when it begins.
fn failure<'a>(event: &Event<'a>) -> Found<'a> {
    let line = Line {
        user: event.user,
        line: shortened(event.line),
        host: event.host.value().as_ref(),
        login: event.seconds,
        end: End::Logout(event.seconds),
        length: Length::Seconds(0),
    };
    Found { line, until: event.seconds }
}

/// What stands for user and line of a session.
enum Name {
    /// Its own.
    Login,
    /// Those of a boot.
    Boot,
    /// Those of what is shown only if it is asked for.
    System(&'static [u8], &'static [u8]),
    RunLevel([u8; 10]),
}

impl Name {
    fn of(span: Span, level: u8) -> Option<Self> {
        Some(match span {
            Span::Login => Self::Login,
            Span::Uptime => Self::Boot,
            Span::Downtime => Self::System(b"shutdown", b"system down"),
            Span::OldTime => Self::System(b"date", b"old time"),
            Span::NewTime => Self::System(b"date", b"new time"),
            Span::RunLevel => {
                let level = if level.is_ascii_graphic() { level } else { b'?' };
                let mut text = *b"(to lvl ?)";
                text[8] = level;
                Self::RunLevel(text)
            }
            _ => return None,
        })
    }

    const fn is_usual(&self) -> bool {
        matches!(self, Self::Login | Self::Boot)
    }

    /// User and line. Systems that write no user there have the one that Linux writes.
    fn of_record<'a>(&'a self, event: &Event<'a>) -> (&'a [u8], &'a [u8]) {
        let (user, line): (&[u8], &[u8]) = match self {
            Self::Login => (b"", shortened(event.line)),
            Self::Boot => (b"reboot", b"system boot"),
            Self::System(user, line) => (user, line),
            Self::RunLevel(text) => (b"runlevel", text),
        };
        (if event.user.is_empty() { user } else { event.user }, line)
    }
}

/// The line of a session. What has no end is known to go on until `known`.
fn found<'a>(
    session: &Session<i64>,
    event: &Event<'a>,
    name: &'a Name,
    known: Option<i64>,
) -> Found<'a> {
    let (user, line) = name.of_record(event);
    let end = session.end.map(|end| end.at);
    let length = end.map(|end| {
        end.saturating_sub(event.seconds).saturating_sub(session.clock_shift / SECOND)
    });
    let is_login = session.span == Span::Login;
    let how = match (session.ended, end) {
        (Ended::Open, _) if is_login => End::StillLoggedIn,
        (Ended::Open, _) if session.span == Span::Downtime => End::Nothing,
        (Ended::Open, _) => End::StillRunning,
        (Ended::Shutdown, _) if is_login => End::Down,
        (Ended::Crash, _) if session.span != Span::RunLevel => End::Crash,
        (Ended::ClockReset, _) => End::Reset,
        // Somebody else is on the line; when this one left, nobody has written.
        (Ended::Unknown, _) => End::Gone,
        (Ended::Moment, _) | (_, None) => End::Nothing,
        (_, Some(end)) => End::Logout(end),
    };
    let length = match (how, length) {
        (End::StillRunning, _) => Length::Running,
        (End::Reset | End::Nothing | End::Gone, _) | (_, None) => Length::Unknown,
        (_, Some(length)) => Length::Seconds(length),
    };
    let line = Line {
        user,
        line,
        host: event.host.value().as_ref(),
        login: event.seconds,
        end: how,
        length,
    };
    let until = if session.ended == Ended::Open { known } else { end };
    Found { line, until: until.map_or(event.seconds, |until| until.max(event.seconds)) }
}
