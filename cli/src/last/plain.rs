//! The default form: lines of sessions, whatever machine they are looked at on.

use super::event::{Numbers, level_of};
use super::line::{End, Length};
use super::machine::Found;
use super::note::{Note, Title};
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
        let Self { args, of, now, selection, press, sink } = self;
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
        log.backward(report, |sight| {
            if !selection.has_room() {
                return Ok(ControlFlow::Break(()));
            }
            let record = sight.outline;
            let seconds = record.time().seconds(seconds32);
            let mut print = |found: &Found| {
                if selection.takes(seconds) && selection.shows(found, record) {
                    selection.count();
                    return press.add(|batch| batch.add(sight, found.note), sink);
                }
                Ok(())
            };
            let mut printed = Ok(());
            match of {
                Of::Failures => printed = print(&failure(seconds)),
                Of::Logins => engine.push_outline(record, seconds, &mut |session| {
                    let level = || level_of(record, Numbers::of(sight.entry.layout()));
                    let title = title_of(session.span, level);
                    if let Some(title) = title.filter(|&one| args.system || is_usual(one)) {
                        printed = print(&found(&session, title, known));
                    }
                }),
            }
            printed?;
            Ok(ControlFlow::Continue(()))
        })?;
        let columns = &mut press.finish(sink)?.columns;
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
const fn failure(login: i64) -> Found {
    let (title, end, length) = (Title::Login, End::Logout(login), Length::Seconds(0));
    Found { note: Note { title, login, end, length }, until: login }
}

/// What stands for user and line of a session.
fn title_of(span: Span, level: impl FnOnce() -> u8) -> Option<Title> {
    Some(match span {
        Span::Login => Title::Login,
        Span::Uptime => Title::Boot,
        Span::Downtime => Title::Down,
        Span::OldTime => Title::OldTime,
        Span::NewTime => Title::NewTime,
        Span::RunLevel => {
            let level = level();
            Title::RunLevel(if level.is_ascii_graphic() { level } else { b'?' })
        }
        _ => return None,
    })
}

/// Whether it is shown without being asked for.
const fn is_usual(title: Title) -> bool {
    matches!(title, Title::Login | Title::Boot)
}

/// The line of a session. What has no end is known to go on until `known`.
fn found(session: &Session<i64>, title: Title, known: Option<i64>) -> Found {
    let login = session.start.at;
    let end = session.end.map(|end| end.at);
    let length = end
        .map(|end| end.saturating_sub(login).saturating_sub(session.clock_shift / SECOND));
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
    let until = if session.ended == Ended::Open { known } else { end };
    let until = until.map_or(login, |until| until.max(login));
    Found { note: Note { title, login, end: how, length }, until }
}
