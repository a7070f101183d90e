//! What a layout cannot hold.

use crate::layout::Role;
use crate::record::{Kind, Text};
use alloc::vec::Vec;
use core::fmt;

/// Something of one entry that did not come over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    /// What it is.
    pub what: What,
    /// How many bytes of a text are gone; 0 for all else.
    pub bytes: usize,
}

/// What can be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum What {
    /// All: it is nothing but zeros there, and such are not stored.
    Record,
    /// The kind: it was the first and reads as the second.
    Kind(Kind, Kind),
    /// The number of a type that its system does not define.
    Type,
    /// The run levels.
    RunLevel,
    /// The process id.
    Pid,
    /// The end of a text, or all of it.
    Text(Role),
    /// Bytes behind the end of a text.
    Tail(Role),
    /// How the process ended.
    Exit,
    /// The session.
    Session,
    /// The seconds.
    Time,
    /// The microseconds.
    Microseconds,
    /// The remote address, or something beside it in its field.
    Address,
    /// The port of the remote address.
    Port,
    /// The label of mandatory access control.
    Level,
    /// Reserved bytes that are not zero.
    Reserved,
    /// Padding that is not zero.
    Padding,
    /// What stands behind the structure that is known.
    Extra,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |role: &Role| match role {
            Role::Line => "line",
            Role::Id => "id",
            Role::User => "user",
            _ => "host",
        };
        f.write_str(match self {
            Self::Record => "all but zeros",
            Self::Kind(from, to) => return write!(f, "type {from}, which reads as {to}"),
            Self::Type => "number of an unknown type",
            Self::RunLevel => "run levels",
            Self::Pid => "pid",
            Self::Text(role) => text(role),
            Self::Tail(role) => return write!(f, "bytes behind the {}", text(role)),
            Self::Exit => "exit status",
            Self::Session => "session",
            Self::Time => "seconds",
            Self::Microseconds => "microseconds",
            Self::Address => "address",
            Self::Port => "port",
            Self::Level => "label",
            Self::Reserved => "reserved bytes",
            Self::Padding => "padding that is not zero",
            Self::Extra => "bytes behind the structure",
        })
    }
}

/// How often something was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// In how many entries.
    pub entries: u64,
    /// The fewest bytes of a text.
    pub least: usize,
    /// The most.
    pub most: usize,
}

/// The losses of many entries, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses(Vec<(What, Tally)>);

impl Losses {
    /// Nothing, so far.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts a loss.
    pub fn add(&mut self, loss: &Loss) {
        let Loss { what, bytes } = *loss;
        match self.0.iter_mut().find(|(known, _)| *known == what) {
            Some((_, tally)) => {
                tally.entries = tally.entries.saturating_add(1);
                tally.least = tally.least.min(bytes);
                tally.most = tally.most.max(bytes);
            }
            None => self.0.push((what, Tally { entries: 1, least: bytes, most: bytes })),
        }
    }

    /// Whether nothing was lost.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was lost and how often, in the order of the first loss.
    pub fn iter(&self) -> impl Iterator<Item = (What, Tally)> + '_ {
        self.0.iter().copied()
    }
}

/// Finds losses.
pub(super) struct Finder<'a> {
    pub(super) losses: &'a mut Vec<Loss>,
}

impl Finder<'_> {
    pub(super) fn unless(&mut self, is_kept: bool, what: What) {
        if !is_kept {
            self.losses.push(Loss { what, bytes: 0 });
        }
    }

    /// What may have been added to say the kind is no loss.
    pub(super) fn text(&mut self, role: Role, from: Text<'_>, read: Text<'_>) {
        let same = |(a, b): &(&u8, &u8)| a == b;
        let common = |a: &[u8], b: &[u8]| a.iter().zip(b).take_while(same).count();
        let gone = |a: &[u8], b: &[u8]| a.len().saturating_sub(common(a, b));
        for (what, bytes) in [
            (What::Text(role), gone(from.value(), read.value())),
            (What::Tail(role), gone(from.tail(), read.tail())),
        ] {
            if bytes > 0 {
                self.losses.push(Loss { what, bytes });
            }
        }
    }
}
