//! Failed logins: counted per user, or one by one.

use super::{Seconds32, Text, Time, Timestamp};

/// One slot of a faillog or tallylog: how often a user failed to log in, and when last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures<'a> {
    pub(crate) layout: &'static str,
    pub(crate) offset: u64,
    pub(crate) uid: u64,
    pub(crate) count: i64,
    pub(crate) max: Option<i64>,
    pub(crate) time: Time,
    pub(crate) lock_seconds: Option<i64>,
    pub(crate) line: Text<'a>,
}

impl<'a> Failures<'a> {
    /// Id of the layout that the slot was read with, such as `shadow-faillog-32-le`.
    #[must_use]
    pub const fn layout(&self) -> &'static str {
        self.layout
    }

    /// Where the slot starts in the file, in bytes.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// The numeric user id: the number of the slot. It stands nowhere in the bytes.
    #[must_use]
    pub const fn uid(&self) -> u64 {
        self.uid
    }

    /// `fail_cnt`: failures since the last success or reset.
    #[must_use]
    pub const fn count(&self) -> i64 {
        self.count
    }

    /// `fail_max`: at how many the account is locked; 0 means never. A tallylog has none.
    #[must_use]
    pub const fn max(&self) -> Option<i64> {
        self.max
    }

    /// `fail_time` as stored: the last failure; 0 means never.
    #[must_use]
    pub const fn time(&self) -> Time {
        self.time
    }

    /// Whether no failure has a time.
    #[must_use]
    pub fn is_never(&self) -> bool {
        self.time.seconds(Seconds32::Signed) == 0
    }

    /// The moment of the last failure, with 32-bit seconds read as asked; `None` if that was
    /// never or the value is impossible.
    #[must_use]
    pub fn timestamp_as(&self, policy: Seconds32) -> Option<Timestamp> {
        self.time.timestamp_as(policy).filter(|_| !self.is_never())
    }

    /// `fail_locktime`: for how many seconds the account is locked. A tallylog has none.
    #[must_use]
    pub const fn lock_seconds(&self) -> Option<i64> {
        self.lock_seconds
    }

    /// `fail_line`: the terminal of the last failure, in a tallylog also its host.
    #[must_use]
    pub const fn line(&self) -> Text<'a> {
        self.line
    }
}

/// Where a failed login came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// A remote host.
    Host,
    /// A terminal.
    Terminal,
    /// A service without either.
    Service,
}

impl Origin {
    /// The origin in a word, as outputs give it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Terminal => "tty",
            Self::Service => "service",
        }
    }
}

/// One record of a faillock file: a failed login of the user whose file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt<'a> {
    pub(crate) layout: &'static str,
    pub(crate) offset: u64,
    pub(crate) index: u64,
    pub(crate) status: u16,
    pub(crate) time: Time,
    pub(crate) source: Text<'a>,
}

impl<'a> Attempt<'a> {
    const VALID: u16 = 1;
    const HOST: u16 = 2;
    const TERMINAL: u16 = 4;

    /// Id of the layout that the record was read with, such as `pam-faillock-64-le`.
    #[must_use]
    pub const fn layout(&self) -> &'static str {
        self.layout
    }

    /// Where the record starts in the file, in bytes.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// How many entries of the file stand before it.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// `status` as stored.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// Whether the attempt still counts: this bit is cleared, and the rest left, when it has
    /// become too old or the account was unlocked.
    #[must_use]
    pub const fn is_valid(&self) -> bool {
        self.status & Self::VALID != 0
    }

    /// What kind of name the source is.
    #[must_use]
    pub const fn origin(&self) -> Origin {
        match self.status {
            status if status & Self::HOST != 0 => Origin::Host,
            status if status & Self::TERMINAL != 0 => Origin::Terminal,
            _ => Origin::Service,
        }
    }

    /// `source`: the name of the host, terminal or service.
    #[must_use]
    pub const fn source(&self) -> Text<'a> {
        self.source
    }

    /// `time` as stored.
    #[must_use]
    pub const fn time(&self) -> Time {
        self.time
    }
}
