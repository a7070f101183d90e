//! Reads Unix login records (utmp, wtmp, btmp, lastlog and their relatives) of any machine,
//! byte for byte.
//!
//! Login records are written as C structures, in the byte order and with the field widths of
//! the machine that wrote them, mostly without a magic number. This crate knows the layouts,
//! tells which one a file has and why, and accounts for every byte: what is no record is
//! handed out as [`Residue`], never dropped, and reading goes on where records fit again.
//!
//! # Three levels
//!
//! **Typed slices**, for those who know what they have: the C structure laid over the bytes
//! of a map, without a copy and at any alignment.
//!
//! ```
//! use loginrec::layout::linux::{LE, Utmp384};
//!
//! let map = loginrec::source::map("corpus/linux-utmp-384-le/wtmp")?;
//! let (records, rest) = loginrec::layout::typed::<Utmp384<LE>>(&map);
//! let logins = records.iter().filter(|record| record.ut_type.get() == 7).count();
//! assert!(logins > 0 && rest.is_empty());
//! # Ok::<(), loginrec::Error>(())
//! ```
//!
//! **A file of normalised records**, for everybody else: the layout is detected, or chosen,
//! once; every record then looks the same, whatever machine it is from. `open` reads files
//! and streams in bounded memory, [`LogFile`] has iterators over bytes in memory.
//!
//! ```
//! let mut log = loginrec::open("corpus/linux-utmp-400-be/wtmp")?;
//! while let Some(record) = log.next_record()? {
//!     if let Some(time) = record.time().timestamp() {
//!         println!("{time} {} {:?} {:?}", record.kind(), record.user(), record.line());
//!     }
//! }
//! // The loop has passed over damage. `next_piece` shows it, and this says how much it was:
//! assert_eq!(log.residue_bytes(), 0);
//! # Ok::<(), loginrec::Error>(())
//! ```
//!
//! **Analysis**, on top of the records alone: who was there ([`session`]), who tried in vain,
//! what is missing. The library will bring audit here; anything of yours fits as well.
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! let bytes = std::fs::read("corpus/linux-utmp-384-le/wtmp").unwrap();
//! let file = loginrec::LogFile::detect(&bytes)?;
//! let mut logins = BTreeMap::new();
//! for record in file.records().filter(|record| record.kind() == loginrec::Kind::UserProcess) {
//!     *logins.entry(record.host().map(|host| host.value())).or_insert(0) += 1;
//! }
//! let damage: u64 = file.residue().map(|residue| residue.len()).sum();
//! assert!(logins.len() > 1 && damage == 0);
//! # Ok::<(), loginrec::Error>(())
//! ```
//!
//! # What is promised
//!
//! - **The pieces are the input.** Entries, residue, vacant space and the frame of a database
//!   follow each other without hole or overlap; writing the [`Piece`]s of a file back gives
//!   the file, bit for bit.
//! - **Hostile input is only input.** No bytes make the library panic, loop for ever, or use
//!   memory beyond a fixed window (or the slice you gave it). Damage is never an [`Error`].
//! - **The evidence decides**, never the machine that reads it: byte order, field widths,
//!   time zone and names come from the file or from you.
//! - **Nothing is lost in translation.** Numbers are as stored; text is bytes, with what
//!   stands behind its NUL; an unknown type is a value; 32-bit seconds are read as unsigned
//!   (until 2106) unless you ask for [`Seconds32::Signed`].
//!
//! # Features
//!
//! `std` (default): files, maps, streams, the databases of the running system (`utmp`,
//! `wtmp`, `btmp`, `lastlog`). Without it the crate is `no_std` with `alloc`, and works
//! on bytes in memory.
//!
//! `arrow`: batches of Apache Arrow, whose texts point into the map.

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

#[cfg(feature = "arrow")]
pub mod arrow;
mod bytes;
pub mod carve;
pub mod convert;
pub mod detect;
mod error;
mod escape;
mod file;
#[cfg(feature = "std")]
pub mod image;
pub mod layout;
#[cfg(feature = "std")]
mod live;
#[cfg(feature = "std")]
mod open;
pub mod output;
pub mod record;
pub mod session;
#[cfg(feature = "std")]
pub mod source;
#[cfg(feature = "std")]
mod system;
pub mod text;
mod tile;
mod vector;

pub use error::{Error, ErrorKind};
pub use escape::Escaped;
pub use file::{
    Backward, Batch, Damage, Entries, Entry, Frame, LogFile, Piece, Pieces, Residue, Run,
    Runs, Vacant,
};
#[cfg(feature = "std")]
pub use open::{Change, Options, Reader, open};
pub use record::{
    Address, ExitStatus, Kind, LastLogin, Outline, Record, Seconds32, Text, Time,
    Timestamp, View,
};
#[cfg(feature = "std")]
pub use system::{Database, btmp, lastlog, utmp, wtmp};
pub use tile::Reason;

/// What benches and fuzz targets reach into. No part of the interface: it may change in any
/// release.
#[doc(hidden)]
pub mod internal {
    pub use crate::vector::{Isa, Kernel, Vectors};

    /// A carver that uses these instructions.
    #[must_use]
    pub fn carver(options: &crate::carve::Options, isa: Isa) -> crate::carve::Carver {
        crate::carve::Carver::with_isa(options, isa)
    }
}

/// The examples of the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
