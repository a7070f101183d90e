//! Records for the tests of this command.

use loginrec::layout::{self, Draft, Layout};
use loginrec::{Entry, LogFile};

pub(super) const UTMP: &str = "linux-utmp-384-le";

pub(super) fn layout(id: &str) -> &'static Layout {
    layout::find(id).unwrap()
}

/// A login on a line of its own.
pub(super) fn login(number: u32) -> Vec<u8> {
    edited(number, |_| {})
}

/// The same record with other values.
pub(super) fn edited(number: u32, edit: impl FnOnce(&mut Draft<'_>)) -> Vec<u8> {
    encoded(UTMP, number, edit)
}

/// The same in another layout.
pub(super) fn encoded(id: &str, number: u32, edit: impl FnOnce(&mut Draft<'_>)) -> Vec<u8> {
    let line = format!("pts/{number}");
    let mut draft = Draft {
        type_raw: 7,
        pid: 1_000 + i64::from(number),
        line: line.as_bytes(),
        id: b"ts/0",
        user: b"alice",
        host: b"192.0.2.7",
        seconds: 1_700_000_000 + i64::from(number),
        usec: 17,
        ..Draft::default()
    };
    edit(&mut draft);
    layout(id).encode(&draft)
}

/// The bytes of one entry as an entry.
pub(super) fn entry<'a>(id: &str, bytes: &'a [u8]) -> Entry<'a> {
    LogFile::new(bytes, layout(id)).entries().next().unwrap()
}
