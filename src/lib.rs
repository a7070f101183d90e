//! Reads Unix login records (utmp, wtmp, btmp, lastlog), byte for byte.

#![cfg_attr(not(feature = "std"), no_std)]
// What bytes say must never stop the reader: no panic, no wrong index, no silent cast.
#![warn(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]
// A test that overflows or indexes wrongly fails, which is what it is for.
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::as_conversions))]

extern crate alloc;

mod bytes;
pub mod detect;
mod error;
mod escape;
mod file;
pub mod layout;
#[cfg(feature = "std")]
mod open;
pub mod output;
pub mod record;
#[cfg(feature = "std")]
pub mod source;
#[cfg(feature = "std")]
mod system;
mod tile;

pub use error::{Error, ErrorKind};
pub use escape::Escaped;
pub use file::{Damage, Entry, LogFile, Piece, Pieces, Residue, Vacant};
#[cfg(feature = "std")]
pub use open::{Change, Options, Reader, open};
pub use record::{
    Address, ExitStatus, Kind, LastLogin, Record, Seconds32, Text, Time, Timestamp,
};
#[cfg(feature = "std")]
pub use system::{Database, btmp, lastlog, utmp, wtmp};
pub use tile::Reason;
