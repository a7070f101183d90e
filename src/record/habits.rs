//! What a record has to know of the system that wrote it.

use super::{Record, RunLevel, RunLevelIn, Text};

/// What a record has to know of the system that wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Habits {
    /// Where a record of a run level holds the levels.
    pub(crate) run_level_in: RunLevelIn,
    /// The run levels in which the system goes down.
    pub(crate) halting: &'static [u8],
    /// Whether a logout has no line, but the id of its login.
    pub(crate) is_paired_by_id: bool,
}

impl Habits {
    /// What a logout has in common with its login.
    #[inline]
    pub(super) fn session_key<'a>(&self, line: Text<'a>, id: Option<Text<'a>>) -> &'a [u8] {
        match id {
            Some(id) if self.is_paired_by_id => {
                // Zeros at the end may not be stored; they are a part of it all the same.
                let end = id.raw().iter().rposition(|&byte| byte != 0);
                end.and_then(|end| id.raw().get(..=end)).unwrap_or_default()
            }
            _ => line.value(),
        }
    }

    /// Whether the system goes down in this run level.
    pub(super) fn is_halt(&self, level: Option<RunLevel>) -> bool {
        level.is_some_and(|level| self.halting.contains(&level.new))
    }
}

impl<'a> Record<'a> {
    /// What a logout has in common with its login: the line, or the id where the system
    /// writes logouts without one (FreeBSD 9 and later). Empty if the record has none.
    #[must_use]
    pub fn session_key(&self) -> &'a [u8] {
        self.habits.session_key(self.line, self.id)
    }

    /// Whether logouts have the id of their login, and no line.
    #[must_use]
    pub const fn is_paired_by_id(&self) -> bool {
        self.habits.is_paired_by_id
    }

    /// Whether it is the change to a run level in which the system goes down: 0, 6, and on
    /// Solaris 5.
    #[must_use]
    pub fn is_halt(&self) -> bool {
        self.habits.is_halt(self.run_level())
    }
}
