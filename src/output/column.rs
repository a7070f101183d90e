//! The columns of the output: their names, order and meaning, for every format.

use super::ink::Ink;
use crate::layout::{Content, Layout};

/// A column of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The key in JSON and the heading in CSV.
    pub name: &'static str,
    /// What it holds.
    pub about: &'static str,
    pub(crate) form: Form,
    pub(crate) presence: Presence,
    pub(super) key: Key,
}

/// The name of a column as it stands in a JSON object, comma and colon included, and the quote
/// that texts have behind it, in the space of the longest: bytes of a constant length are
/// copied without a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    space: [u8; Self::SPACE],
    len: usize,
}

impl Key {
    const SPACE: usize = 24;

    /// Evaluated by the compiler, which refuses a name that is too long.
    const fn of(name: &str) -> Self {
        let mut space = [0; Self::SPACE];
        let rest = Self::put_into(&mut space, b",\"");
        let rest = Self::put_into(rest, name.as_bytes());
        let rest = Self::put_into(rest, b"\":");
        let behind = Self::put_into(rest, b"\"").len();
        Self { space, len: Self::SPACE.saturating_sub(behind).saturating_sub(1) }
    }

    const fn put_into<'a>(space: &'a mut [u8], bytes: &[u8]) -> &'a mut [u8] {
        let (to, rest) = space.split_at_mut(bytes.len());
        to.copy_from_slice(bytes);
        rest
    }

    #[inline(always)]
    pub(super) fn put(&self, ink: &mut impl Ink) {
        self.put_start(ink, self.len);
    }

    #[inline(always)]
    pub(super) fn put_with_quote(&self, ink: &mut impl Ink) {
        self.put_start(ink, self.len.wrapping_add(1));
    }

    #[inline(always)]
    fn put_start(&self, ink: &mut impl Ink, len: usize) {
        match self.space.first_chunk::<16>() {
            Some(start) if len <= 16 => ink.put(start, len),
            _ => ink.put(&self.space, len),
        }
    }
}

/// What becomes of a column that has nothing to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// It always has something to say.
    Always,
    /// JSON writes null.
    Nullable,
    /// JSON leaves it out.
    Optional,
}

/// What kind of value a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Integer,
    Boolean,
    Word,
    Text,
    Time,
    Hex,
    Seconds,
}

pub(super) const fn always(name: &'static str, form: Form, about: &'static str) -> Column {
    Column { name, about, form, presence: Presence::Always, key: Key::of(name) }
}

pub(super) const fn column(name: &'static str, form: Form, about: &'static str) -> Column {
    Column { name, about, form, presence: Presence::Nullable, key: Key::of(name) }
}

pub(super) const fn optional(
    name: &'static str,
    form: Form,
    about: &'static str,
) -> Column {
    Column { name, about, form, presence: Presence::Optional, key: Key::of(name) }
}

const SOURCE: Column = always("source", Form::Text, "the file, as it was named");
const OFFSET: Column =
    always("offset", Form::Integer, "where it starts in the file, in bytes");
const INDEX: Column =
    always("index", Form::Integer, "how many entries stand before it, or its slot");
const LAYOUT: Column = always("layout", Form::Word, "id of the layout it was read with");
const TIME: Column = column(
    "time",
    Form::Time,
    "RFC 3339 with six digits, in UTC unless a zone was asked for; null if impossible",
);
const TV_SEC: Column = always("tv_sec", Form::Integer, "seconds since 1970 as stored");
const UID: Column =
    always("uid", Form::Integer, "numeric user id: the number of the slot, or its key");
const LINE_TAIL: Column =
    optional("line_tail", Form::Hex, "bytes behind the NUL of the line");
const LINE_BYTES: Column =
    optional("line_bytes", Form::Hex, "the line, where the text is not exact");
const HOST_TAIL: Column =
    optional("host_tail", Form::Hex, "bytes behind the NUL of the host");
const HOST_BYTES: Column =
    optional("host_bytes", Form::Hex, "the host, where the text is not exact");
const RESERVED: Column =
    optional("reserved", Form::Hex, "the reserved bytes, if any is not zero");
const PADDING: Column =
    optional("padding", Form::Hex, "all padding bytes in order, if any is not zero");
const ADDR_PORT: Column =
    optional("addr_port", Form::Integer, "the port of the address, if it is not 0");
const ADDR_BYTES: Column = optional(
    "addr_bytes",
    Form::Hex,
    "the field of the address, if it holds more than address and port",
);

/// The columns of records of a utmp, wtmp or btmp.
pub(super) static RECORD: [Column; 36] = [
    SOURCE,
    OFFSET,
    INDEX,
    LAYOUT,
    column("type", Form::Integer, "ut_type as stored"),
    column("type_name", Form::Word, "its POSIX or platform name; null if not defined"),
    TIME,
    TV_SEC,
    column("tv_usec", Form::Integer, "microseconds as stored"),
    column("pid", Form::Integer, "ut_pid"),
    column("session", Form::Integer, "ut_session"),
    column("id", Form::Text, "ut_id"),
    column("line", Form::Text, "ut_line"),
    column("user", Form::Text, "ut_user"),
    column("host", Form::Text, "ut_host"),
    column("addr", Form::Word, "the remote address; null if zero or neither IPv4 nor IPv6"),
    column("exit_termination", Form::Integer, "ut_exit.e_termination"),
    column("exit_status", Form::Integer, "ut_exit.e_exit"),
    optional("user_tail", Form::Hex, "bytes behind the NUL of the user"),
    LINE_TAIL,
    HOST_TAIL,
    optional("id_tail", Form::Hex, "bytes behind the NUL of the id"),
    RESERVED,
    PADDING,
    optional("user_bytes", Form::Hex, "the user, where the text is not exact"),
    LINE_BYTES,
    HOST_BYTES,
    optional("id_bytes", Form::Hex, "the id, where the text is not exact"),
    optional("addr_family", Form::Word, "\"ambiguous\" if addr may be IPv4 or IPv6"),
    optional("type_derived", Form::Boolean, "true if type_name follows from the texts"),
    optional("run_level", Form::Text, "the run level that a RUN_LVL record says"),
    optional("run_level_old", Form::Text, "the run level before, if it says that"),
    ADDR_PORT,
    ADDR_BYTES,
    optional("host_length", Form::Integer, "ut_syslen, if the layout has it"),
    optional("extra", Form::Hex, "what a length-prefixed record has behind its structure"),
];

/// The columns of slots of a lastlog.
pub(super) static LAST_LOGIN: [Column; 20] = [
    SOURCE,
    OFFSET,
    INDEX,
    LAYOUT,
    UID,
    TIME,
    TV_SEC,
    column("line", Form::Text, "ll_line"),
    column("host", Form::Text, "ll_host"),
    LINE_TAIL,
    HOST_TAIL,
    LINE_BYTES,
    HOST_BYTES,
    optional("tv_usec", Form::Integer, "microseconds as stored, if the layout has them"),
    optional("addr", Form::Word, "ll_ss as an IPv4 or IPv6 address"),
    ADDR_PORT,
    ADDR_BYTES,
    optional("level", Form::Integer, "ll_level, if the layout has it"),
    RESERVED,
    PADDING,
];

/// The columns of a name that was looked up for an entry, behind all others of it.
pub(super) static USER: [Column; 2] = [
    column("user", Form::Text, "the name that goes with the user id; null if unknown"),
    optional("user_bytes", Form::Hex, "the name, where the text is not exact"),
];

/// The columns of slots of a faillog or tallylog.
pub(super) static FAILURES: [Column; 15] = [
    SOURCE,
    OFFSET,
    INDEX,
    LAYOUT,
    UID,
    always("count", Form::Integer, "fail_cnt: failures since the last success or reset"),
    column("max", Form::Integer, "fail_max: at how many the account is locked; 0: never"),
    TIME,
    TV_SEC,
    column("line", Form::Text, "fail_line: the terminal, or the host"),
    column("lock_seconds", Form::Integer, "fail_locktime: for how long it is locked"),
    LINE_TAIL,
    LINE_BYTES,
    RESERVED,
    PADDING,
];

/// The columns of records of a faillock file.
pub(super) static ATTEMPT: [Column; 14] = [
    SOURCE,
    OFFSET,
    INDEX,
    LAYOUT,
    TIME,
    TV_SEC,
    always("status", Form::Integer, "the status bits as stored"),
    always(
        "valid",
        Form::Boolean,
        "whether the failure counts: it is not too old, and nobody unlocked the account",
    ),
    always("origin", Form::Word, "what the name names: host, tty or service"),
    column("name", Form::Text, "the host, terminal or service it came from"),
    optional("name_tail", Form::Hex, "bytes behind the NUL of the name"),
    optional("name_bytes", Form::Hex, "the name, where the text is not exact"),
    RESERVED,
    PADDING,
];

/// The columns of records of process accounting.
pub(super) static PROCESS: [Column; 34] = [
    SOURCE,
    OFFSET,
    INDEX,
    LAYOUT,
    TIME,
    TV_SEC,
    column("command", Form::Text, "ac_comm: the name of the command"),
    always("uid", Form::Integer, "ac_uid"),
    always("gid", Form::Integer, "ac_gid"),
    column("pid", Form::Integer, "ac_pid; null if the layout has none"),
    column("ppid", Form::Integer, "ac_ppid; null if the layout has none"),
    always("tty", Form::Integer, "ac_tty: number of the terminal's device; 0: none"),
    always("flags", Form::Integer, "ac_flag as stored"),
    column("flag_names", Form::Word, "the names of the flags with | in between"),
    always("exit_code", Form::Integer, "ac_exitcode as stored: code and signal"),
    column("etime", Form::Integer, "how long it lived, in ticks; null if impossible"),
    always("utime", Form::Integer, "ticks in the program"),
    always("stime", Form::Integer, "ticks in the kernel"),
    always("ticks_per_second", Form::Integer, "ac_ahz, or the 100 of Linux"),
    always("mem", Form::Integer, "average memory, in kilobytes"),
    always("io", Form::Integer, "characters transferred"),
    always("rw", Form::Integer, "blocks read or written"),
    always("minflt", Form::Integer, "minor page faults"),
    always("majflt", Form::Integer, "major page faults"),
    always("swaps", Form::Integer, "times swapped out"),
    always("version", Form::Integer, "ac_version as stored"),
    optional("uid16", Form::Integer, "the user id once more, in 16 bits"),
    optional("gid16", Form::Integer, "the group id once more, in 16 bits"),
    optional("etime_bits", Form::Hex, "bits of ac_etime, if it is no whole number"),
    optional(
        "etime_short",
        Form::Integer,
        "ac_etime of version 2, whose 24 bits are etime",
    ),
    optional("command_tail", Form::Hex, "bytes behind the NUL of the command"),
    optional("command_bytes", Form::Hex, "the command, where the text is not exact"),
    RESERVED,
    PADDING,
];

/// The columns of sessions.
pub(super) static SESSION: [Column; 28] = [
    SOURCE,
    OFFSET,
    INDEX,
    LAYOUT,
    always("span", Form::Word, "login, or uptime, downtime, run_level, old_time, new_time"),
    column("time", Form::Time, "when it began, as the time of a record"),
    column("end_time", Form::Time, "the time of the record that shows its end"),
    column(
        "duration",
        Form::Seconds,
        "how long it lasted in seconds, recorded clock changes taken out; to the end of the \
         evidence if it is open; at most, if it ended with a crash or unknown",
    ),
    always(
        "ended",
        Form::Word,
        "logout, shutdown, crash, clock_reset, open, unknown, boot, change or moment",
    ),
    column("rule", Form::Word, "why that record is its end: line, pid, id, reuse, system"),
    column("user", Form::Text, "ut_user of its first record"),
    column("line", Form::Text, "ut_line"),
    column("host", Form::Text, "ut_host"),
    column("addr", Form::Word, "the remote address; null if zero or neither IPv4 nor IPv6"),
    column("pid", Form::Integer, "ut_pid"),
    column("id", Form::Text, "ut_id"),
    column("end_source", Form::Text, "the file in which the record of its end stands"),
    column("end_offset", Form::Integer, "where that record starts in the file, in bytes"),
    column("end_index", Form::Integer, "how many entries stand before it"),
    optional(
        "clock_shift",
        Form::Seconds,
        "by how many seconds the clock was set forward meanwhile, if it was",
    ),
    optional("run_level", Form::Text, "the run level that a RUN_LVL record says"),
    optional("user_bytes", Form::Hex, "the user, where the text is not exact"),
    LINE_BYTES,
    HOST_BYTES,
    optional("id_bytes", Form::Hex, "the id, where the text is not exact"),
    optional("addr_family", Form::Word, "\"ambiguous\" if addr may be IPv4 or IPv6"),
    ADDR_PORT,
    ADDR_BYTES,
];

/// The columns of totals of sessions.
pub(super) static TOTAL: [Column; 10] = [
    always("by", Form::Word, "what is added up: user, host, address or day"),
    column("value", Form::Text, "the user, host, address or day; null if there is none"),
    always("sessions", Form::Integer, "how many sessions"),
    always("duration", Form::Seconds, "how long they lasted together, in seconds"),
    always(
        "open",
        Form::Integer,
        "how many of them have no end; counted to the last record",
    ),
    always(
        "bounded",
        Form::Integer,
        "how many were over by then, and may have been shorter",
    ),
    always("unmeasured", Form::Integer, "how many have no duration, because of the clock"),
    column("first", Form::Time, "when the first of them began"),
    column("last", Form::Time, "when the last of them began"),
    optional("value_bytes", Form::Hex, "the value, where the text is not exact"),
];

/// The columns of damage.
pub(super) static DAMAGE: [Column; 4] = [
    SOURCE,
    OFFSET,
    always("length", Form::Integer, "how many bytes are no record"),
    always("residue", Form::Word, "why: torn tail, unfit record or stray bytes"),
];

/// The columns of damage, the first two of which are those of entries.
#[must_use]
pub fn damage_columns() -> &'static [Column] {
    &DAMAGE
}

/// The columns of sessions.
#[must_use]
pub fn session_columns() -> &'static [Column] {
    &SESSION
}

/// The columns of totals of sessions.
#[must_use]
pub fn total_columns() -> &'static [Column] {
    &TOTAL
}

/// The columns of the entries of a layout.
#[must_use]
pub fn columns(layout: &Layout) -> &'static [Column] {
    columns_of(layout.content())
}

pub(crate) fn columns_of(content: Content) -> &'static [Column] {
    match content {
        Content::Records => &RECORD,
        Content::LastLogins => &LAST_LOGIN,
        Content::Failures => &FAILURES,
        Content::Attempts => &ATTEMPT,
        Content::Processes => &PROCESS,
    }
}
