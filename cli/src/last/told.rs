//! What is told of a session, or of a failed login: a line.

use super::batch::Blanks;
use super::event::Event;
use super::line::{End, Length, Line};
use super::machine::{Found, shortened};
use loginrec::session::{Ended, Session, Span};

/// Microseconds in a second.
const SECOND: i64 = 1_000_000;

/// What there is to be told of an entry.
#[derive(Clone, Copy, Debug)]
pub(super) enum Told {
    /// It is a failed login.
    Failure,
    /// It begins a session, whose records are known by their seconds.
    Session(Session<i64>),
}

impl Told {
    /// Shows the line of it, if there is one. What has no end is known to go on until `known`.
    #[inline]
    pub(super) fn show<T>(
        &self,
        event: &Event<'_>,
        known: Option<i64>,
        see: impl FnOnce(&Found<'_>, Blanks) -> T,
    ) -> Option<T> {
        match self {
            Self::Failure => Some(see(&failure(event), Blanks::Escaped)),
            Self::Session(session) => {
                let name = Name::of(session.span, event.level)?;
                let blanks = match session.span {
                    Span::Login => Blanks::Escaped,
                    _ => Blanks::OfSystem,
                };
                Some(see(&found(session, event, &name, known), blanks))
            }
        }
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
