//! The few members of a record that say who was where since when.

use super::{Habits, Kind, Record, RunLevel, Text, Time};

/// The few members of a record that say who was where since when.
///
/// This is for those who look at all records of a log, and at few of them closely: to make it takes
/// less than to make a [`Record`]. See [`Entries::rev_outlines`](crate::Entries::rev_outlines).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outline<'a> {
    pub(crate) kind: Kind,
    pub(crate) habits: &'static Habits,
    pub(crate) type_raw: Option<i32>,
    pub(crate) pid: Option<i64>,
    pub(crate) line: Text<'a>,
    pub(crate) id: Option<Text<'a>>,
    pub(crate) user: Text<'a>,
    pub(crate) time: Time,
    pub(crate) level: Option<RunLevel>,
}

impl<'a> Record<'a> {
    /// Its outline.
    #[inline(always)]
    #[must_use]
    pub fn outline(&self) -> Outline<'a> {
        let Self { kind, habits, type_raw, pid, line, id, user, time, .. } = *self;
        let level = self.run_level();
        Outline { kind, habits, type_raw, pid, line, id, user, time, level }
    }
}

impl<'a> Outline<'a> {
    /// As [`Record::kind`].
    #[inline]
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// As [`Record::type_raw`].
    #[inline]
    #[must_use]
    pub const fn type_raw(&self) -> Option<i32> {
        self.type_raw
    }

    /// As [`Record::pid`].
    #[inline]
    #[must_use]
    pub const fn pid(&self) -> Option<i64> {
        self.pid
    }

    /// As [`Record::line`].
    #[inline]
    #[must_use]
    pub const fn line(&self) -> Text<'a> {
        self.line
    }

    /// As [`Record::user`].
    #[inline]
    #[must_use]
    pub const fn user(&self) -> Text<'a> {
        self.user
    }

    /// As [`Record::time`].
    #[inline]
    #[must_use]
    pub const fn time(&self) -> Time {
        self.time
    }

    /// As [`Record::run_level`].
    #[inline]
    #[must_use]
    pub const fn run_level(&self) -> Option<RunLevel> {
        self.level
    }

    /// As [`Record::session_key`].
    #[inline]
    pub(crate) fn session_key(&self) -> &'a [u8] {
        self.habits.session_key(self.line, self.id)
    }

    /// As [`Record::is_paired_by_id`].
    #[inline]
    pub(crate) const fn is_paired_by_id(&self) -> bool {
        self.habits.is_paired_by_id
    }

    /// As [`Record::is_halt`].
    pub(crate) fn is_halt(&self) -> bool {
        self.habits.is_halt(self.level)
    }
}
