//! A record of any system as `last` of Linux would see it.

use loginrec::layout::{Layout, convention};
use loginrec::{Kind, Outline, Record, Seconds32};
use std::fmt::Write;
use std::net::IpAddr;

pub(super) const RUN_LEVEL: i32 = 1;
pub(super) const BOOT: i32 = 2;
pub(super) const NEW_TIME: i32 = 3;
pub(super) const OLD_TIME: i32 = 4;
pub(super) const USER: i32 = 7;
pub(super) const DEAD: i32 = 8;
/// No record of Linux has it; it stands for what such records say by their texts.
pub(super) const SHUTDOWN: i32 = 254;
/// A type without a number on Linux.
const UNKNOWN: i32 = -1;

/// What `last` looks at in a record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event<'a> {
    /// The type in the numbers of Linux.
    pub(crate) number: i32,
    pub(crate) pid: i64,
    /// The run level, if it is a change of it.
    pub(crate) level: u8,
    pub(crate) line: &'a [u8],
    pub(crate) user: &'a [u8],
    /// Seconds since 1970.
    pub(crate) seconds: i64,
}

impl<'a> Event<'a> {
    #[inline]
    pub(crate) fn of(record: &Outline<'a>, numbers: Numbers, seconds32: Seconds32) -> Self {
        let pid = record.pid().unwrap_or(0);
        let kind = record.kind();
        let number = match (numbers, record.type_raw()) {
            (Numbers::Linux, Some(number)) => number,
            _ => number_of(kind),
        };
        Self {
            number,
            pid,
            level: level_of(record, numbers),
            line: record.line().value(),
            user: record.user().value(),
            seconds: record.time().seconds(seconds32),
        }
    }
}

/// The run level, if the record is a change of it.
pub(super) fn level_of(record: &Outline<'_>, numbers: Numbers) -> u8 {
    match numbers {
        Numbers::Linux => record.pid().unwrap_or(0).to_le_bytes()[0],
        Numbers::Foreign => record.run_level().map_or(0, |level| level.new),
    }
}

/// Whose numbers the types of a layout are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbers {
    Linux,
    Foreign,
}

impl Numbers {
    pub(crate) fn of(layout: &Layout) -> Self {
        match std::ptr::eq(layout.spec().convention, &raw const convention::LINUX) {
            true => Self::Linux,
            false => Self::Foreign,
        }
    }
}

const fn number_of(kind: Kind) -> i32 {
    match kind {
        Kind::Empty | Kind::Signature | Kind::Processor => 0,
        Kind::RunLevel => RUN_LEVEL,
        Kind::BootTime => BOOT,
        Kind::NewTime => NEW_TIME,
        Kind::OldTime => OLD_TIME,
        Kind::InitProcess => 5,
        Kind::LoginProcess => 6,
        Kind::UserProcess => USER,
        Kind::DeadProcess => DEAD,
        Kind::Accounting => 9,
        Kind::DownTime | Kind::ShutdownTime => SHUTDOWN,
        _ => UNKNOWN,
    }
}

/// The address as util-linux reads it, without a look at the host: IPv4 where nothing stands
/// behind the first four bytes or the bytes before the last four say so.
pub(crate) fn address_of(record: &Record<'_>) -> IpAddr {
    match record.address_raw().and_then(|raw| <[u8; 16]>::try_from(raw).ok()) {
        Some([a, b, c, d, rest @ ..]) if rest == [0; 12] => IpAddr::from([a, b, c, d]),
        Some(bytes) => IpAddr::from(bytes).to_canonical(),
        None => {
            let address = record.address().and_then(|address| address.ip());
            address.map_or(IpAddr::from([0; 4]), |address| address.to_canonical())
        }
    }
}

/// Writes an address in numbers, as `getnameinfo` does: twelve zero bytes before others are
/// an IPv4 address in the old way.
pub(crate) fn write_numeric(address: IpAddr, to: &mut String) {
    // Writing to memory does not fail.
    let _ = match address {
        IpAddr::V6(v6) => match v6.octets() {
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, w, x, y, z] if (w, x) != (0, 0) => {
                write!(to, "::{w}.{x}.{y}.{z}")
            }
            _ => write!(to, "{v6}"),
        },
        IpAddr::V4(v4) => write!(to, "{v4}"),
    };
}
