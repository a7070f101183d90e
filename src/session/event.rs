//! What a record means for sessions.

use crate::record::{Kind, Outline};

/// What a record means for sessions. Keys are lines, or ids where lines are not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event<'a> {
    /// The system came up.
    Boot,
    /// The system goes down.
    Down,
    /// The run level changes, perhaps to one that halts the system.
    Level { halts: bool },
    /// The clock is about to be set.
    OldTime,
    /// The clock was set.
    NewTime,
    /// A user came.
    Login(&'a [u8]),
    /// Whoever was there is gone.
    Logout(&'a [u8]),
    /// The line waits for the next user; whoever was there is gone.
    Idle(&'a [u8]),
    /// Nothing.
    Nothing,
}

impl<'a> Event<'a> {
    #[inline(always)]
    pub(super) fn of(record: &Outline<'a>) -> Self {
        let key = record.session_key();
        let has_user = !record.user.is_empty();
        match record.kind {
            Kind::BootTime => Self::Boot,
            Kind::ShutdownTime | Kind::DownTime => Self::Down,
            // How Linux writes a shutdown.
            Kind::RunLevel if record.user.is(b"shutdown") => Self::Down,
            Kind::RunLevel => Self::Level { halts: record.is_halt() },
            Kind::OldTime => Self::OldTime,
            Kind::NewTime => Self::NewTime,
            Kind::DeadProcess if !key.is_empty() => Self::Logout(key),
            Kind::UserProcess if !key.is_empty() => match has_user {
                true => Self::Login(key),
                false => Self::Logout(key),
            },
            // Somebody has damaged the type, or blanked it; user and line still tell.
            Kind::Empty | Kind::Unknown | Kind::Accounting
                if !key.is_empty() && has_user =>
            {
                Self::Login(key)
            }
            Kind::InitProcess | Kind::LoginProcess if !key.is_empty() => Self::Idle(key),
            _ => Self::Nothing,
        }
    }
}
