//! Login records as lines of text, and lines of text as login records.
//!
//! Two forms: that of `utmpdump` from util-linux, which people and scripts know and which
//! loses a good deal ([`utmpdump`]), and one that carries every byte of every file
//! ([`exact`]).

mod clock;
pub mod exact;
pub mod utmpdump;

use alloc::string::String;
use core::fmt;

/// Why a line could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Malformed {
    /// The line does not begin with type, process id and id in brackets.
    Head,
    /// A bracket is missing in the field of this number, from 1.
    Bracket(u8),
    /// Anything else, in words.
    Other(String),
}

impl Malformed {
    fn other(what: impl Into<String>) -> Self {
        Self::Other(what.into())
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Head => f.write_str(
                "it does not begin with a type, a process id and an id of four characters, \
                 each in brackets",
            ),
            Self::Bracket(number) => write!(f, "field {number} has no brackets around it"),
            Self::Other(what) => f.write_str(what),
        }
    }
}

impl core::error::Error for Malformed {}
