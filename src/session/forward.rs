//! The engine that goes from the first record to the last.

use super::clock::{Stamper, Way};
use super::event::Event;
use super::gap::{Exit, Gap};
use super::key::Key;
use super::{Ended, Rule, Session, Span, Stamped, Stop};
use crate::record::{Outline, Record, Seconds32};
use alloc::collections::BTreeMap;
use alloc::collections::btree_map::Entry;

/// Takes records from the first to the last, and hands out sessions, each when its end is
/// sure: at the latest when the line is used again, or the system goes down.
#[derive(Clone, Debug)]
pub struct Forward<T> {
    stamper: Stamper,
    lines: BTreeMap<Key, Line<T>>,
    /// The boot since which the system is up.
    uptime: Option<Stamped<T>>,
    /// The shutdown since which it is down.
    downtime: Option<Stamped<T>>,
    /// The run level that it is in.
    level: Option<Stamped<T>>,
}

/// What is known of a line from the records before.
#[derive(Clone, Debug)]
struct Line<T> {
    /// Who came last, and the exits since.
    login: Stamped<T>,
    by_id: bool,
    gap: Gap<T>,
    /// Who came before that, if no exit was between the two.
    overtaken: Option<Stamped<T>>,
}

impl<T: Clone> Line<T> {
    /// What is sure of the line when nobody else can claim an exit in its last gap. Gives the
    /// session that had no exit, if it is that of the last login.
    fn settle(mut self, found: &mut impl FnMut(Session<T>)) -> Option<Stamped<T>> {
        let own = self.gap.take_own(self.login.pid);
        if let Some(overtaken) = &self.overtaken {
            found(match self.gap.take_late(overtaken.pid) {
                Some(exit) => {
                    overtaken.until(Span::Login, &exit.stamped, Ended::Logout, Rule::Pid)
                }
                None => {
                    overtaken.until(Span::Login, &self.login, Ended::Unknown, Rule::Reuse)
                }
            });
        }
        self.gap.drain().for_each(&mut *found);
        let Some((exit, rule)) = own else { return Some(self.login) };
        let rule = if self.by_id { Rule::Id } else { rule };
        found(self.login.until(Span::Login, &exit.stamped, Ended::Logout, rule));
        None
    }
}

impl<T: Clone> Default for Forward<T> {
    fn default() -> Self {
        Self::new(Seconds32::Unsigned)
    }
}

impl<T: Clone> Forward<T> {
    /// An engine that has seen nothing. `policy` says how to read times of 32 bits.
    #[must_use]
    pub fn new(policy: Seconds32) -> Self {
        Self {
            stamper: Stamper::new(policy, Way::Forward),
            lines: BTreeMap::new(),
            uptime: None,
            downtime: None,
            level: None,
        }
    }

    /// How many lines are remembered: those whose session may not be over.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// Takes the next record. `at` is what the caller knows it by.
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
            Event::Login(key) => self.login(key, here, found, record.is_paired_by_id()),
            Event::Logout(key) => {
                self.exit(key, Exit { stamped: here, is_logout: true }, found)
            }
            Event::Idle(key) => {
                self.exit(key, Exit { stamped: here, is_logout: false }, found)
            }
            Event::Boot => {
                self.end_level(&here, Ended::Crash, found);
                self.end_downtime(&here, Ended::Boot, found);
                self.stop_all(&here, Ended::Crash, found);
                self.uptime = Some(here);
            }
            Event::Down => {
                self.end_level(&here, Ended::Shutdown, found);
                self.end_downtime(&here, Ended::Shutdown, found);
                self.stop_all(&here, Ended::Shutdown, found);
                self.downtime = Some(here);
            }
            Event::Level { halts } => {
                self.end_level(&here, Ended::Change, found);
                if halts {
                    self.end_downtime(&here, Ended::Shutdown, found);
                    self.stop_all(&here, Ended::Shutdown, found);
                }
                self.level = Some(here);
            }
            Event::OldTime => found(here.moment(Span::OldTime)),
            Event::NewTime => found(here.moment(Span::NewTime)),
            Event::Nothing => {}
        }
    }

    /// Hands out what is left when the last record has been taken: everything that is open.
    pub fn finish(mut self, found: &mut impl FnMut(Session<T>)) {
        self.clear(None, found);
        let clock = self.stamper.total();
        for (span, open) in [
            (Span::Uptime, self.uptime),
            (Span::Downtime, self.downtime),
            (Span::RunLevel, self.level),
        ] {
            if let Some(start) = open {
                found(start.open(span, clock));
            }
        }
    }

    fn login(
        &mut self,
        key: &[u8],
        here: Stamped<T>,
        found: &mut impl FnMut(Session<T>),
        by_id: bool,
    ) {
        let new = |overtaken| Line { login: here, by_id, gap: Gap::default(), overtaken };
        match self.lines.entry(Key::of(key)) {
            Entry::Occupied(mut line) => {
                let before = core::mem::replace(line.get_mut(), new(None));
                line.get_mut().overtaken = before.settle(found);
            }
            Entry::Vacant(place) => {
                place.insert(new(None));
            }
        }
    }

    fn exit(&mut self, key: &[u8], exit: Exit<T>, found: &mut impl FnMut(Session<T>)) {
        let Entry::Occupied(mut place) = self.lines.entry(Key::of(key)) else {
            exit.orphan().into_iter().for_each(found);
            return;
        };
        let line = place.get_mut();
        // Nobody else can claim it, and no other exit would be better.
        let is_sure = line.overtaken.is_none()
            && line.gap.is_empty()
            && exit.is_logout
            && exit.stamped.pid == line.login.pid;
        if let Some(exit) = line.gap.add_behind(exit) {
            exit.orphan().into_iter().for_each(&mut *found);
        }
        if is_sure {
            place.remove().settle(found);
        }
    }

    fn end_level(
        &mut self,
        here: &Stamped<T>,
        how: Ended,
        found: &mut impl FnMut(Session<T>),
    ) {
        if let Some(level) = self.level.take() {
            found(level.until(Span::RunLevel, here, how, Rule::System));
        }
    }

    fn end_downtime(
        &mut self,
        here: &Stamped<T>,
        how: Ended,
        found: &mut impl FnMut(Session<T>),
    ) {
        if let Some(downtime) = self.downtime.take() {
            found(downtime.until(Span::Downtime, here, how, Rule::System));
        }
    }

    fn stop_all(
        &mut self,
        here: &Stamped<T>,
        how: Ended,
        found: &mut impl FnMut(Session<T>),
    ) {
        let stop = (here.clone(), how);
        self.clear(Some(&stop), found);
        if let Some(boot) = self.uptime.take() {
            found(boot.until_stop(Span::Uptime, Some(&stop), self.stamper.total()));
        }
    }

    fn clear(&mut self, stop: Option<&Stop<T>>, found: &mut impl FnMut(Session<T>)) {
        for line in core::mem::take(&mut self.lines).into_values() {
            if let Some(login) = line.settle(found) {
                found(login.until_stop(Span::Login, stop, self.stamper.total()));
            }
        }
    }
}
