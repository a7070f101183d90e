//! One line of output, before anybody has put it into columns.

/// Who was where, from when to when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    pub(crate) user: &'a [u8],
    /// The terminal, or what happened to the system.
    pub(crate) line: &'a [u8],
    /// The host as it is to be shown.
    pub(crate) host: &'a [u8],
    /// Seconds since 1970.
    pub(crate) login: i64,
    pub(crate) end: End,
    pub(crate) length: Length,
}

/// How it ended; times are seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Logout(i64),
    /// The system went down.
    Down,
    /// The system came up without having gone down.
    Crash,
    /// The system is up.
    StillRunning,
    StillLoggedIn,
    /// Nobody is there, and nothing says since when.
    Gone,
    /// It is over, and the clock was set back meanwhile.
    Reset,
    /// An event, which has no end.
    Nothing,
}

/// How long it lasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    /// In seconds; less than none where the clock went back.
    Seconds(i64),
    /// Up to now.
    Running,
    /// Nothing can be said, or the end says it.
    Unknown,
}
