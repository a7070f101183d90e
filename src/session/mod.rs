//! Who was there, from when to when: logins and the records that ended them.
//!
//! Two engines take the records of a log one by one and hand out sessions: [`Forward`] from
//! the first record to the last, and [`Backward`] from the last to the first. They find the
//! same sessions, by the same rules, in memory that grows with the lines in use and not with
//! the log. [`Backward`] hands a session out when it comes to its login, so the sessions come
//! in order, the newest first, as `last` shows them; [`Forward`] when it is sure of the end.
//!
//! # The rules
//!
//! - A **login** is a record of a user on a line. On its line it lasts until a logout, until
//!   the next login there, or until the system goes down or comes up, whichever is first.
//! - **By line first.** Between a login and the next on its line stand its logouts. One is
//!   enough; whether its process id is that of the login does not matter, since many servers
//!   log the end from another process. If there are several, the first with the process id of
//!   the login is it, or else the first. [`CANDIDATES`] are looked at.
//! - **A late logout.** A line can be given to the next user before the end of the last
//!   session is written. A login without a logout of its own gets one that stands behind the
//!   next login, if that has no use for it and the process id is the same.
//! - **By id** where the system writes logouts without a line (FreeBSD 9 and later).
//! - **Going down ends everything**: a shutdown, a run level that halts, or a boot that
//!   nothing announced, which tells of a crash.
//! - **Order is the order of the file.** Times are never sorted by; a clock may run backwards.
//! - **Clock changes** that are recorded (`OLD_TIME` with `NEW_TIME` next to it) are taken out
//!   of the durations.
//!
//! What the reader of an examination wants left out has to be left out of the sessions, never
//! of the records that make them.
//!
//! [`join`] plans how several files of one machine are read as one log: in which order, and
//! which records of each stand in another too.
//!
//! # Examples
//!
//! ```
//! let bytes = std::fs::read("corpus/linux-utmp-384-le/wtmp").unwrap();
//! let file = loginrec::LogFile::detect(&bytes)?;
//! for session in loginrec::session::newest_first(&file) {
//!     if let (Some(login), Some(end)) = (session.start.at.record(), session.end) {
//!         println!("{} on {} until {:?}", login.user(), login.line(), end.time);
//!     }
//! }
//! # Ok::<(), loginrec::Error>(())
//! ```

mod backward;
mod clock;
mod event;
mod forward;
mod gap;
mod join;
mod key;
mod lines;

pub use backward::{Backward, NewestFirst, newest_first};
pub use forward::Forward;
pub use gap::CANDIDATES;
pub use join::{
    BLANK, Extent, Finding, Joined, Overlap, Part, SPLICED, Splice, identity, join, overlap,
};

use crate::record::Timestamp;
use core::fmt;

/// A stretch of time that two records stand for, or one of them alone.
///
/// `T` is what the caller wants to know a record by: an [`Entry`](crate::Entry), an offset, a
/// copy of its texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session<T> {
    /// What it is.
    pub span: Span,
    /// The record that it starts with: the login.
    pub start: Mark<T>,
    /// The record that shows its end, whatever that says of it. `None` if there is none.
    pub end: Option<Mark<T>>,
    /// How it ended.
    pub ended: Ended,
    /// Why `end` is taken for its end. `None` if there is none.
    pub rule: Option<Rule>,
    /// By how many microseconds the clock was set forward in between (to the end of the log, if
    /// there is no end), as far as the log says so; negative if it was set back.
    pub clock_shift: i64,
}

/// A record, and the moment it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark<T> {
    /// Which record it is.
    pub at: T,
    /// Its time; `None` if what stands there is none.
    pub time: Option<Timestamp>,
}

/// What a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Span {
    /// A user on a line.
    Login,
    /// The system from its boot on.
    Uptime,
    /// The system from its shutdown on.
    Downtime,
    /// A run level.
    RunLevel,
    /// The moment before the clock was set.
    OldTime,
    /// The moment after the clock was set.
    NewTime,
    /// A logout for which there is no login: the log starts later, the line has been logged
    /// out before, or somebody has cut the login out.
    Orphan,
}

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Ended {
    /// With a logout.
    Logout,
    /// With the shutdown of the system.
    Shutdown,
    /// With a crash: the system came up without having gone down. It was over by then.
    Crash,
    /// With a shutdown, crash or next login whose time is before that of the start: the clock
    /// was set back, and how long it lasted cannot be known.
    ClockReset,
    /// Not at all: the log ends first.
    Open,
    /// Unrecorded: somebody else is on the line next, so it was over by then.
    Unknown,
    /// With the boot of the system, as a downtime does.
    Boot,
    /// With another run level, as a run level does.
    Change,
    /// It is a moment, and has no end.
    Moment,
}

/// Why a record is taken for the end of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Rule {
    /// It is the next logout on the line.
    Line,
    /// Of several logouts on the line, it has the process id.
    Pid,
    /// It is the next logout with the id.
    Id,
    /// It is the next login on the line.
    Reuse,
    /// It is a record of the system: boot, shutdown, run level.
    System,
}

impl Span {
    /// The name in outputs: `login`, `uptime`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Uptime => "uptime",
            Self::Downtime => "downtime",
            Self::RunLevel => "run_level",
            Self::OldTime => "old_time",
            Self::NewTime => "new_time",
            Self::Orphan => "orphan",
        }
    }
}

impl Ended {
    /// The name in outputs: `logout`, `clock_reset`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Logout => "logout",
            Self::Shutdown => "shutdown",
            Self::Crash => "crash",
            Self::ClockReset => "clock_reset",
            Self::Open => "open",
            Self::Unknown => "unknown",
            Self::Boot => "boot",
            Self::Change => "change",
            Self::Moment => "moment",
        }
    }
}

impl Rule {
    /// The name in outputs: `line`, `pid`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Pid => "pid",
            Self::Id => "id",
            Self::Reuse => "reuse",
            Self::System => "system",
        }
    }
}

macro_rules! display_names {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }
    )*};
}

display_names!(Span, Ended, Rule);

impl<T> Session<T> {
    /// The same session, its records known by something else.
    pub fn map<U>(self, mut name: impl FnMut(T) -> U) -> Session<U> {
        let mut of = |mark: Mark<T>| Mark { at: name(mark.at), time: mark.time };
        Session {
            span: self.span,
            start: of(self.start),
            end: self.end.map(of),
            ended: self.ended,
            rule: self.rule,
            clock_shift: self.clock_shift,
        }
    }

    /// How long it lasted in microseconds, recorded clock changes taken out. `None` if it has
    /// no end, if a time is impossible, or if the clock ran backwards.
    #[must_use]
    pub fn duration(&self) -> Option<i64> {
        let end = self.end.as_ref()?;
        let length = between(&self.start, end)?.saturating_sub(self.clock_shift);
        (length >= 0 && self.ended != Ended::ClockReset).then_some(length)
    }

    /// How long it lasted until `now` where the log does not show its end.
    #[must_use]
    pub fn duration_until(&self, now: Timestamp) -> Option<i64> {
        match self.ended {
            Ended::Open => {
                let length = micros(now).saturating_sub(micros(self.start.time?));
                Some(length.saturating_sub(self.clock_shift)).filter(|&length| length >= 0)
            }
            _ => self.duration(),
        }
    }
}

/// Microseconds since 1970; those of all years that there are fit.
pub(crate) fn micros(time: Timestamp) -> i64 {
    time.seconds().saturating_mul(1_000_000).saturating_add(time.micros().into())
}

fn between<T, U>(start: &Mark<T>, end: &Mark<U>) -> Option<i64> {
    Some(micros(end.time?).saturating_sub(micros(start.time?)))
}

/// A record as the engines remember it.
#[derive(Clone, Debug)]
struct Stamped<T> {
    mark: Mark<T>,
    pid: i64,
    /// What the changes of the clock add up to here, counted from an arbitrary place.
    clock: i64,
}

impl<T: Clone> Stamped<T> {
    /// What starts here and ends there.
    fn until(&self, span: Span, end: &Self, ended: Ended, rule: Rule) -> Session<T> {
        let clock_shift = end.clock.saturating_sub(self.clock);
        let length = between(&self.mark, &end.mark);
        let is_reset = length.is_some_and(|length| length < clock_shift)
            && matches!(
                ended,
                Ended::Shutdown | Ended::Crash | Ended::Unknown | Ended::Boot
            );
        Session {
            span,
            start: self.mark.clone(),
            end: Some(end.mark.clone()),
            ended: if is_reset { Ended::ClockReset } else { ended },
            rule: Some(rule),
            clock_shift,
        }
    }

    /// A moment.
    fn moment(&self, span: Span) -> Session<T> {
        let (start, ended) = (self.mark.clone(), Ended::Moment);
        Session { span, start, end: None, ended, rule: None, clock_shift: 0 }
    }

    /// What starts here and has no end; at the end of the log, the changes of the clock add up
    /// to `clock`.
    fn open(&self, span: Span, clock: i64) -> Session<T> {
        let clock_shift = clock.saturating_sub(self.clock);
        Session { ended: Ended::Open, clock_shift, ..self.moment(span) }
    }
}

/// A record that ends everything of a kind, and how.
type Stop<T> = (Stamped<T>, Ended);

impl<T: Clone> Stamped<T> {
    /// What starts here and goes on until the system stops it, or else to the end of the log,
    /// where the changes of the clock add up to `clock`.
    fn until_stop(&self, span: Span, stop: Option<&Stop<T>>, clock: i64) -> Session<T> {
        match stop {
            Some((end, ended)) => self.until(span, end, *ended, Rule::System),
            None => self.open(span, clock),
        }
    }
}
