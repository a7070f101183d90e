//! What a record says happened.

use core::fmt;

/// What a record says happened, whatever number its system used for it.
///
/// The numbers differ between systems (3 is `NEW_TIME` on Linux and `OLD_TIME` on Solaris),
/// so the layout translates them; [`Record::type_raw`](crate::Record::type_raw) keeps the
/// number. A number that the system does not define is [`Kind::Unknown`], never an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// No information, or a cleared slot. It may still hold the fields of an older record.
    Empty,
    /// A change of run level; [`Record::run_level`](crate::Record::run_level) gives it.
    RunLevel,
    /// The system came up.
    BootTime,
    /// The time after the clock was changed.
    NewTime,
    /// The time before the clock was changed.
    OldTime,
    /// A process that `init` started.
    InitProcess,
    /// A process that waits for a login (getty), or a failed login in a btmp.
    LoginProcess,
    /// A user logged in, or a failed login in a btmp.
    UserProcess,
    /// A login, or a process of `init`, ended.
    DeadProcess,
    /// Defined by the standard headers, written by nobody that we know.
    Accounting,
    /// The system goes down, on Solaris and NetBSD.
    DownTime,
    /// The system goes down, on FreeBSD and macOS, and in records without a type.
    ShutdownTime,
    /// The head of a file, which names its format: no event.
    Signature,
    /// A processor went on or off, on Tru64.
    Processor,
    /// The number is not defined on the system of this layout, or there is none and the texts
    /// of the record do not say it.
    Unknown,
}

impl Kind {
    /// Every kind, in the order of the Linux numbers, and what other systems add.
    pub const ALL: &'static [Self] = &[
        Self::Empty,
        Self::RunLevel,
        Self::BootTime,
        Self::NewTime,
        Self::OldTime,
        Self::InitProcess,
        Self::LoginProcess,
        Self::UserProcess,
        Self::DeadProcess,
        Self::Accounting,
        Self::DownTime,
        Self::ShutdownTime,
        Self::Signature,
        Self::Processor,
        Self::Unknown,
    ];

    /// The POSIX or platform name (`USER_PROCESS`), or `None` for [`Kind::Unknown`].
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::Empty => "EMPTY",
            Self::RunLevel => "RUN_LVL",
            Self::BootTime => "BOOT_TIME",
            Self::NewTime => "NEW_TIME",
            Self::OldTime => "OLD_TIME",
            Self::InitProcess => "INIT_PROCESS",
            Self::LoginProcess => "LOGIN_PROCESS",
            Self::UserProcess => "USER_PROCESS",
            Self::DeadProcess => "DEAD_PROCESS",
            Self::Accounting => "ACCOUNTING",
            Self::DownTime => "DOWN_TIME",
            Self::ShutdownTime => "SHUTDOWN_TIME",
            Self::Signature => "SIGNATURE",
            Self::Processor => "PROCESSOR",
            Self::Unknown => return None,
        })
    }

    /// The kind that has this name, letter case aside; the inverse of [`Kind::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.name().is_some_and(|known| known.eq_ignore_ascii_case(name)))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name().unwrap_or("unknown"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_kind_is_found_by_its_name() {
        for &kind in Kind::ALL.iter().filter(|kind| kind.name().is_some()) {
            assert_eq!(Kind::from_name(kind.name().unwrap()), Some(kind));
        }
        assert_eq!(Kind::from_name("user_process"), Some(Kind::UserProcess));
        assert_eq!(Kind::from_name("unknown"), None);
    }
}
