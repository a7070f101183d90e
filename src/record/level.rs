//! Run levels, from where each system puts them.

use super::{ExitStatus, Habits, Kind, Record, Text};

/// A change of run level. Levels are characters, `0` to `6`, `S`, `N` for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RunLevel {
    /// The level now.
    pub new: u8,
    /// The level before, if the record says it.
    pub old: Option<u8>,
}

/// Where a record holds its run levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RunLevelIn {
    /// In the process id: the level, and 256 times the one before.
    Pid,
    /// In the exit status: the level where the signal is, the one before where the code is;
    /// and in the line.
    Exit,
}

impl Record<'_> {
    /// The run levels of a record of [`Kind::RunLevel`].
    ///
    /// Linux keeps them in the process id, System V and NetBSD in the exit status and in
    /// the line `run-level 3`. `None` if what stands there is no printable character, as in
    /// the record of a shutdown on Linux.
    ///
    /// # Examples
    ///
    /// ```
    /// use loginrec::{LogFile, layout::{self, Draft}};
    ///
    /// let layout = layout::find("linux-utmp-384-le").unwrap();
    /// let pid = i64::from(b'5') + 256 * i64::from(b'N');
    /// let bytes = layout.encode(&Draft { type_raw: 1, pid, line: b"~", ..Draft::default() });
    /// let level = LogFile::new(&bytes, layout).records().next().unwrap().run_level().unwrap();
    /// assert_eq!((level.new, level.old), (b'5', Some(b'N')));
    /// ```
    #[inline(always)]
    #[must_use]
    pub fn run_level(&self) -> Option<RunLevel> {
        match self.kind {
            Kind::RunLevel => run_level(self.habits, self.pid, self.exit, self.line),
            _ => None,
        }
    }
}

/// Members come one by one: a record whose address is given away is kept in memory.
#[inline(never)]
fn run_level(
    habits: &Habits,
    pid: Option<i64>,
    exit: Option<ExitStatus>,
    line: Text<'_>,
) -> Option<RunLevel> {
    let (new, old) = match habits.run_level_in {
        RunLevelIn::Pid => {
            let pid = pid?;
            (level(pid.checked_rem(256)?), level(pid.checked_div(256)?))
        }
        RunLevelIn::Exit => {
            let ExitStatus { termination, exit } = exit.unwrap_or_default();
            let in_line = line.value().strip_prefix(b"run-level ");
            let in_line = in_line.and_then(|rest| level((*rest.first()?).into()));
            (level(termination.into()).or(in_line), level(exit.into()))
        }
    };
    Some(RunLevel { new: new?, old })
}

fn level(number: i64) -> Option<u8> {
    u8::try_from(number).ok().filter(u8::is_ascii_graphic)
}
