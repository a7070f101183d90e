//! The columns of the output: their names, order and meaning, for every format.

use crate::layout::{Index, Layout};
use alloc::vec::Vec;

/// A column of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The key in JSON and the heading in CSV.
    pub name: &'static str,
    /// What it holds.
    pub about: &'static str,
    pub(super) content: Content,
    pub(super) presence: Presence,
    pub(super) key: Key,
}

/// The name of a column as it stands in a JSON object, comma and colon included, in the
/// space of the longest: bytes of a constant length are copied without a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    space: [u8; Self::SPACE],
    behind: usize,
}

impl Key {
    const SPACE: usize = 24;

    /// Evaluated by the compiler, which refuses a name that is too long.
    const fn of(name: &str) -> Self {
        let mut space = [0; Self::SPACE];
        let rest = Self::put(&mut space, b",\"");
        let rest = Self::put(rest, name.as_bytes());
        let behind = Self::put(rest, b"\":").len();
        Self { space, behind }
    }

    const fn put<'a>(space: &'a mut [u8], bytes: &[u8]) -> &'a mut [u8] {
        let (to, rest) = space.split_at_mut(bytes.len());
        to.copy_from_slice(bytes);
        rest
    }

    #[inline]
    pub(super) fn push(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.space);
        out.truncate(out.len().saturating_sub(self.behind));
    }
}

/// What becomes of a column that has nothing to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    /// It always has something to say.
    Always,
    /// JSON writes null.
    Nullable,
    /// JSON leaves it out.
    Optional,
}

/// What kind of value a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Integer,
    Word,
    Text,
    Time,
    Hex,
}

const fn always(name: &'static str, content: Content, about: &'static str) -> Column {
    Column { name, about, content, presence: Presence::Always, key: Key::of(name) }
}

const fn column(name: &'static str, content: Content, about: &'static str) -> Column {
    Column { name, about, content, presence: Presence::Nullable, key: Key::of(name) }
}

const fn optional(name: &'static str, content: Content, about: &'static str) -> Column {
    Column { name, about, content, presence: Presence::Optional, key: Key::of(name) }
}

const SOURCE: Column = always("source", Content::Text, "the file, as it was named");
const OFFSET: Column =
    always("offset", Content::Integer, "where it starts in the file, in bytes");
const INDEX: Column =
    always("index", Content::Integer, "how many entries stand before it, or its slot");
const LAYOUT: Column = always("layout", Content::Word, "id of the layout it was read with");
const TIME: Column = column(
    "time",
    Content::Time,
    "RFC 3339 with six digits, in UTC unless a zone was asked for; null if impossible",
);
const TV_SEC: Column = always("tv_sec", Content::Integer, "seconds since 1970 as stored");

/// The columns of records of a utmp, wtmp or btmp.
pub(super) static RECORD: [Column; 29] = [
    SOURCE,
    OFFSET,
    INDEX,
    LAYOUT,
    column("type", Content::Integer, "ut_type as stored"),
    column("type_name", Content::Word, "its POSIX or platform name; null if not defined"),
    TIME,
    TV_SEC,
    column("tv_usec", Content::Integer, "microseconds as stored"),
    column("pid", Content::Integer, "ut_pid"),
    column("session", Content::Integer, "ut_session"),
    column("id", Content::Text, "ut_id"),
    column("line", Content::Text, "ut_line"),
    column("user", Content::Text, "ut_user"),
    column("host", Content::Text, "ut_host"),
    column("addr", Content::Word, "ut_addr_v6 as an IPv4 or IPv6 address; null if zero"),
    column("exit_termination", Content::Integer, "ut_exit.e_termination"),
    column("exit_status", Content::Integer, "ut_exit.e_exit"),
    optional("user_tail", Content::Hex, "bytes behind the NUL of the user"),
    optional("line_tail", Content::Hex, "bytes behind the NUL of the line"),
    optional("host_tail", Content::Hex, "bytes behind the NUL of the host"),
    optional("id_tail", Content::Hex, "bytes behind the NUL of the id"),
    optional("reserved", Content::Hex, "the reserved bytes, if any is not zero"),
    optional("padding", Content::Hex, "all padding bytes in order, if any is not zero"),
    optional("user_bytes", Content::Hex, "the user, where the text is not exact"),
    optional("line_bytes", Content::Hex, "the line, where the text is not exact"),
    optional("host_bytes", Content::Hex, "the host, where the text is not exact"),
    optional("id_bytes", Content::Hex, "the id, where the text is not exact"),
    optional("addr_family", Content::Word, "\"ambiguous\" if addr may be IPv4 or IPv6"),
];

/// The columns of slots of a lastlog.
pub(super) static LAST_LOGIN: [Column; 13] = [
    SOURCE,
    OFFSET,
    INDEX,
    LAYOUT,
    always("uid", Content::Integer, "numeric user id: the number of the slot"),
    TIME,
    TV_SEC,
    column("line", Content::Text, "ll_line"),
    column("host", Content::Text, "ll_host"),
    optional("line_tail", Content::Hex, "bytes behind the NUL of the line"),
    optional("host_tail", Content::Hex, "bytes behind the NUL of the host"),
    optional("line_bytes", Content::Hex, "the line, where the text is not exact"),
    optional("host_bytes", Content::Hex, "the host, where the text is not exact"),
];

/// The columns of damage.
pub(super) static DAMAGE: [Column; 4] = [
    SOURCE,
    OFFSET,
    always("length", Content::Integer, "how many bytes are no record"),
    always("residue", Content::Word, "why: torn tail, unfit record or stray bytes"),
];

/// The columns of damage, the first two of which are those of entries.
#[must_use]
pub fn damage_columns() -> &'static [Column] {
    &DAMAGE
}

/// The columns of the entries of a layout.
#[must_use]
pub fn columns(layout: &Layout) -> &'static [Column] {
    match layout.index() {
        Index::Sequential => &RECORD,
        Index::Uid => &LAST_LOGIN,
    }
}
