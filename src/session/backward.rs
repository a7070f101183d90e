//! The engine that goes from the last record to the first.

use super::clock::{Stamper, Way};
use super::event::Event;
use super::gap::{Exit, Gap};
use super::lines::Lines;
use super::{Ended, Rule, Session, Span, Stamped, Stop};
use crate::file::{self, Entry, LogFile};
use crate::record::{Outline, Record, Seconds32};
use alloc::collections::VecDeque;
use core::iter::FusedIterator;

/// Takes records from the last to the first, and hands out sessions: each when its first
/// record is met, so the newest comes first. Logouts without a login come when the engine is
/// sure of that.
#[derive(Clone, Debug)]
pub struct Backward<T> {
    stamper: Stamper,
    lines: Lines<Line<T>>,
    /// What ends every session before it, if anything does.
    stop: Option<Stop<T>>,
    /// What ends a run level.
    next_level: Option<Stop<T>>,
    /// What ends a downtime.
    next_start: Option<Stop<T>>,
}

/// What the changes of the clock add up to at the end of the log, from where they are counted.
const LAST: i64 = 0;

/// What is known of a line from the records behind.
#[derive(Clone, Debug)]
struct Line<T> {
    /// Exits before the next login.
    gap: Gap<T>,
    /// The next login, and the exits behind it that it had no use for.
    next: Option<Stamped<T>>,
    left: Gap<T>,
}

impl<T> Default for Line<T> {
    fn default() -> Self {
        Self { gap: Gap::default(), next: None, left: Gap::default() }
    }
}

impl<T: Clone> Line<T> {
    /// Forgets all but exits, and tells whether there are any.
    fn reset(&mut self) -> bool {
        self.next = None;
        !(self.gap.is_empty() && self.left.is_empty())
    }
}

impl<T: Clone> Default for Backward<T> {
    fn default() -> Self {
        Self::new(Seconds32::Unsigned)
    }
}

impl<T: Clone> Backward<T> {
    /// An engine that has seen nothing. `policy` says how to read times of 32 bits.
    #[must_use]
    pub fn new(policy: Seconds32) -> Self {
        Self {
            stamper: Stamper::new(policy, Way::Backward),
            lines: Lines::new(),
            stop: None,
            next_level: None,
            next_start: None,
        }
    }

    /// How many lines are remembered: those that were in use since the system came up.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// Takes the record before the one that it took last. `at` is what the caller knows it by.
    pub fn push(&mut self, record: &Record<'_>, at: T, found: &mut impl FnMut(Session<T>)) {
        self.push_outline(&record.outline(), at, found);
    }

    /// As [`Self::push`], of a record that is known in outline.
    #[inline]
    pub fn push_outline(
        &mut self,
        record: &Outline<'_>,
        at: T,
        found: &mut impl FnMut(Session<T>),
    ) {
        let Some((event, here)) = self.stamper.stamp(record, at) else { return };
        match event {
            Event::Login(key) => {
                let session = self.login(key, here, found, record.is_paired_by_id());
                found(session);
            }
            Event::Logout(key) => {
                self.exit(key, Exit { stamped: here, is_logout: true }, found)
            }
            Event::Idle(key) => {
                self.exit(key, Exit { stamped: here, is_logout: false }, found)
            }
            Event::Boot => {
                found(here.until_stop(Span::Uptime, self.stop.as_ref(), LAST));
                self.next_level = Some((here.clone(), Ended::Crash));
                self.next_start = Some((here.clone(), Ended::Boot));
                self.stop_all(here, Ended::Crash, found);
            }
            Event::Down => {
                found(here.until_stop(Span::Downtime, self.next_start.as_ref(), LAST));
                self.next_level = Some((here.clone(), Ended::Shutdown));
                self.next_start = Some((here.clone(), Ended::Shutdown));
                self.stop_all(here, Ended::Shutdown, found);
            }
            Event::Level { halts } => {
                found(here.until_stop(Span::RunLevel, self.next_level.as_ref(), LAST));
                self.next_level = Some((here.clone(), Ended::Change));
                if halts {
                    self.next_start = Some((here.clone(), Ended::Shutdown));
                    self.stop_all(here, Ended::Shutdown, found);
                }
            }
            Event::OldTime => found(here.moment(Span::OldTime)),
            Event::NewTime => found(here.moment(Span::NewTime)),
            Event::Nothing => {}
        }
    }

    /// Hands out what is left when the first record has been taken.
    pub fn finish(mut self, found: &mut impl FnMut(Session<T>)) {
        self.clear(found);
    }

    fn login(
        &mut self,
        key: &[u8],
        here: Stamped<T>,
        found: &mut impl FnMut(Session<T>),
        by_id: bool,
    ) -> Session<T> {
        let line = self.lines.of(key);
        let session = if let Some((exit, rule)) = line.gap.take_own(here.pid) {
            let rule = if by_id { Rule::Id } else { rule };
            here.until(Span::Login, &exit.stamped, Ended::Logout, rule)
        } else if let Some(exit) = line.left.take_late(here.pid) {
            here.until(Span::Login, &exit.stamped, Ended::Logout, Rule::Pid)
        } else if let Some(next) = &line.next {
            here.until(Span::Login, next, Ended::Unknown, Rule::Reuse)
        } else {
            here.until_stop(Span::Login, self.stop.as_ref(), LAST)
        };
        line.left.drain().for_each(&mut *found);
        core::mem::swap(&mut line.left, &mut line.gap);
        line.next = Some(here);
        session
    }

    fn exit(&mut self, key: &[u8], exit: Exit<T>, found: &mut impl FnMut(Session<T>)) {
        let line = self.lines.of(key);
        if let Some(exit) = line.gap.add_before(exit) {
            exit.orphan().into_iter().for_each(found);
        }
    }

    fn stop_all(
        &mut self,
        here: Stamped<T>,
        how: Ended,
        found: &mut impl FnMut(Session<T>),
    ) {
        self.clear(found);
        self.stop = Some((here, how));
    }

    fn clear(&mut self, found: &mut impl FnMut(Session<T>)) {
        self.lines.forget(Line::reset, |line| {
            line.gap.drain().for_each(&mut *found);
            line.left.drain().for_each(&mut *found);
        });
    }
}

/// The sessions of a file in memory, the newest login first.
#[must_use]
pub fn newest_first<'a>(file: &LogFile<'a>) -> NewestFirst<'a> {
    NewestFirst {
        entries: file.backward(),
        engine: Some(Backward::default()),
        ready: VecDeque::new(),
    }
}

/// Iterator over sessions; see [`newest_first`].
#[derive(Clone, Debug)]
pub struct NewestFirst<'a> {
    entries: file::Backward<'a>,
    engine: Option<Backward<Entry<'a>>>,
    ready: VecDeque<Session<Entry<'a>>>,
}

impl<'a> Iterator for NewestFirst<'a> {
    type Item = Session<Entry<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(session) = self.ready.pop_front() {
                return Some(session);
            }
            let ready = &mut self.ready;
            let mut found = |session| ready.push_back(session);
            match self.entries.next() {
                Some(entry) => {
                    if let (Some(engine), Some(record)) = (&mut self.engine, entry.record())
                    {
                        engine.push(&record, entry, &mut found);
                    }
                }
                None => self.engine.take()?.finish(&mut found),
            }
        }
    }
}

impl FusedIterator for NewestFirst<'_> {}
