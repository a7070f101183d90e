//! The vocabulary: what a login record means on any system.
//!
//! Nothing here knows byte orders, sizes, platforms or files. A layout translates its bytes
//! into these types; everything behind it (sessions, audit, output) reads only them.

mod address;
mod failure;
mod habits;
mod kind;
mod level;
mod outline;
mod process;
mod text;
mod time;

pub use address::Address;
pub(crate) use address::Stored as StoredAddress;
pub use failure::{Attempt, Failures, Origin};
pub(crate) use habits::Habits;
pub use kind::Kind;
pub use level::RunLevel;
pub(crate) use level::RunLevelIn;
pub use outline::Outline;
pub use process::{CompT, Elapsed, Process, Usage};
pub use text::Text;
pub use time::{Civil, Seconds32, Time, Timestamp};

/// How a process ended, as stored in `ut_exit`. Most writers leave it zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ExitStatus {
    /// `e_termination`: the signal.
    pub termination: i32,
    /// `e_exit`: the exit code.
    pub exit: i32,
}

/// One record of a utmp, wtmp or btmp, borrowed from its bytes.
///
/// Numbers are exactly what stands in the file; [`Record::kind`], [`Record::address`] and
/// [`Time::timestamp`] are readings of them. A method that returns `Option` gives `None`
/// when the layout has no such field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    pub(crate) layout: &'static str,
    pub(crate) offset: u64,
    pub(crate) index: u64,
    pub(crate) kind: Kind,
    pub(crate) is_derived: bool,
    pub(crate) habits: &'static Habits,
    pub(crate) type_raw: Option<i32>,
    pub(crate) pid: Option<i64>,
    pub(crate) line: Text<'a>,
    pub(crate) id: Option<Text<'a>>,
    pub(crate) user: Text<'a>,
    pub(crate) host: Option<Text<'a>>,
    pub(crate) time: Time,
    pub(crate) exit: Option<ExitStatus>,
    pub(crate) session: Option<i64>,
    pub(crate) address: Option<StoredAddress<'a>>,
    pub(crate) host_length: Option<i32>,
}

impl<'a> Record<'a> {
    /// Id of the layout that the record was read with, such as `linux-utmp-384-le`.
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

    /// What the record says happened.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether the kind follows from line, user and host by the conventions of the system,
    /// because the record has no type or the type does not say it.
    #[must_use]
    pub const fn is_derived(&self) -> bool {
        self.is_derived
    }

    /// `ut_type` as stored.
    #[must_use]
    pub const fn type_raw(&self) -> Option<i32> {
        self.type_raw
    }

    /// `ut_pid` as stored; negative values are real.
    #[must_use]
    pub const fn pid(&self) -> Option<i64> {
        self.pid
    }

    /// `ut_line`: the terminal (`pts/0`, `tty1`, `ssh:notty`), or a mark such as `~`.
    #[must_use]
    pub const fn line(&self) -> Text<'a> {
        self.line
    }

    /// `ut_id`: the short name of the terminal or of the inittab entry.
    #[must_use]
    pub const fn id(&self) -> Option<Text<'a>> {
        self.id
    }

    /// `ut_user`: the login name, in a btmp whatever somebody typed.
    #[must_use]
    pub const fn user(&self) -> Text<'a> {
        self.user
    }

    /// `ut_host`: the remote host, or the kernel release in boot records.
    #[must_use]
    pub const fn host(&self) -> Option<Text<'a>> {
        self.host
    }

    /// `ut_tv` as stored.
    #[must_use]
    pub const fn time(&self) -> Time {
        self.time
    }

    /// `ut_exit` as stored.
    #[must_use]
    pub const fn exit(&self) -> Option<ExitStatus> {
        self.exit
    }

    /// `ut_session` as stored.
    #[must_use]
    pub const fn session(&self) -> Option<i64> {
        self.session
    }

    /// The remote address, decided from its bytes and the host text.
    #[inline(always)]
    #[must_use]
    pub fn address(&self) -> Option<Address> {
        let stored = self.address?;
        Some(stored.decide(self.host.map_or(&[], |host| host.raw())))
    }

    /// The port of the remote address, where it is a socket address.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.address?.port()
    }

    /// The bytes of the address field as stored.
    #[must_use]
    pub fn address_raw(&self) -> Option<&'a [u8]> {
        self.address.map(|stored| stored.bytes())
    }

    /// `ut_syslen` of System V: how long the host is, as the writer counted it. It is not
    /// to be relied on.
    #[must_use]
    pub fn host_length(&self) -> Option<i64> {
        self.host_length.map(i64::from)
    }
}

/// One slot of a lastlog: when and from where a user last logged in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastLogin<'a> {
    pub(crate) layout: &'static str,
    pub(crate) offset: u64,
    pub(crate) uid: u64,
    pub(crate) time: Time,
    pub(crate) line: Text<'a>,
    pub(crate) host: Option<Text<'a>>,
    pub(crate) address: Option<StoredAddress<'a>>,
    pub(crate) level: Option<u32>,
}

impl<'a> LastLogin<'a> {
    /// Id of the layout that the slot was read with, such as `linux-lastlog-292-le`.
    #[must_use]
    pub const fn layout(&self) -> &'static str {
        self.layout
    }

    /// Where the slot starts in the file, in bytes.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// The numeric user id: the number of the slot, which stands nowhere in the bytes, or
    /// the key under which a database keeps the record.
    #[must_use]
    pub const fn uid(&self) -> u64 {
        self.uid
    }

    /// `ll_time` as stored; 0 means never, which [`LastLogin::timestamp_as`] knows.
    #[must_use]
    pub const fn time(&self) -> Time {
        self.time
    }

    /// Whether the user never logged in: the time is 0, whatever else stands in the slot.
    #[must_use]
    pub fn is_never(&self) -> bool {
        self.time.seconds(Seconds32::Signed) == 0
    }

    /// The moment of the login, with 32-bit seconds read as asked; `None` if that was never
    /// or the value is impossible.
    #[must_use]
    pub fn timestamp_as(&self, policy: Seconds32) -> Option<Timestamp> {
        self.time.timestamp_as(policy).filter(|_| !self.is_never())
    }

    /// `ll_line`: the terminal.
    #[must_use]
    pub const fn line(&self) -> Text<'a> {
        self.line
    }

    /// `ll_host`: the remote host.
    #[must_use]
    pub const fn host(&self) -> Option<Text<'a>> {
        self.host
    }

    /// `ll_ss`: the remote address, where the layout has one.
    #[must_use]
    pub fn address(&self) -> Option<Address> {
        let stored = self.address?;
        Some(stored.decide(self.host.map_or(&[], |host| host.raw())))
    }

    /// The port of the remote address.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.address?.port()
    }

    /// The bytes of the address field as stored.
    #[must_use]
    pub fn address_raw(&self) -> Option<&'a [u8]> {
        self.address.map(|stored| stored.bytes())
    }

    /// `ll_level` of System V with mandatory access control: the label of the session.
    #[must_use]
    pub const fn level(&self) -> Option<u32> {
        self.level
    }
}

/// What an entry of a login file is, in the terms of its kind.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum View<'a> {
    /// A record of a utmp, wtmp or btmp.
    Record(Record<'a>),
    /// A slot of a lastlog.
    LastLogin(LastLogin<'a>),
    /// A slot of a faillog or tallylog.
    Failures(Failures<'a>),
    /// A record of a faillock file.
    Attempt(Attempt<'a>),
    /// A record of process accounting.
    Process(Process<'a>),
}
