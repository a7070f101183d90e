//! The logouts between a login on a line and the next one there.

use super::{Rule, Session, Span, Stamped};
use alloc::vec::Vec;

/// So many logouts on a line, behind one login, are looked at; those behind them end nothing.
pub const CANDIDATES: usize = 4;

/// A record that shows that a line was given up.
#[derive(Clone, Debug)]
pub(super) struct Exit<T> {
    pub(super) stamped: Stamped<T>,
    /// Whether it is a logout. Where a terminal waits for a user, nobody needs to have been.
    pub(super) is_logout: bool,
}

impl<T: Clone> Exit<T> {
    /// What to hand out if nobody has use for it.
    pub(super) fn orphan(&self) -> Option<Session<T>> {
        self.is_logout.then(|| self.stamped.moment(Span::Orphan))
    }
}

/// The first exits on a line behind a login, in the order of the file.
#[derive(Clone, Debug)]
pub(super) struct Gap<T> {
    exits: Vec<Exit<T>>,
}

impl<T> Default for Gap<T> {
    fn default() -> Self {
        Self { exits: Vec::new() }
    }
}

impl<T: Clone> Gap<T> {
    pub(super) const fn is_empty(&self) -> bool {
        self.exits.is_empty()
    }

    /// Adds an exit behind the others, or hands it back if there are enough.
    pub(super) fn add_behind(&mut self, exit: Exit<T>) -> Option<Exit<T>> {
        if self.exits.len() >= CANDIDATES {
            return Some(exit);
        }
        self.exits.push(exit);
        None
    }

    /// Adds an exit before the others, and hands the last back if there are too many.
    pub(super) fn add_before(&mut self, exit: Exit<T>) -> Option<Exit<T>> {
        self.exits.insert(0, exit);
        if self.exits.len() > CANDIDATES { self.exits.pop() } else { None }
    }

    /// Takes the exit of the login between which and the next these stand.
    pub(super) fn take_own(&mut self, pid: i64) -> Option<(Exit<T>, Rule)> {
        if self.exits.is_empty() {
            return None;
        }
        let (at, rule) = match self.position(pid) {
            None | Some(0) => (0, Rule::Line),
            Some(at) => (at, Rule::Pid),
        };
        Some((self.exits.remove(at), rule))
    }

    /// Takes the exit of a login before the one that stands before these.
    pub(super) fn take_late(&mut self, pid: i64) -> Option<Exit<T>> {
        let at = self.position(pid)?;
        Some(self.exits.remove(at))
    }

    fn position(&self, pid: i64) -> Option<usize> {
        // Zero stands for no process.
        if pid == 0 {
            return None;
        }
        self.exits.iter().position(|exit| exit.is_logout && exit.stamped.pid == pid)
    }

    /// Takes out what is left.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Session<T>> + '_ {
        self.exits.drain(..).filter_map(|exit| exit.orphan())
    }
}
