//! What an entry says, column by column: one definition for every format.

use crate::bytes::{is_plain, is_zero};
use crate::file::{Damage, Entry};
use crate::layout::{Index, Layout};
use crate::record::{Address, LastLogin, Record, Seconds32, Text, Timestamp};
use alloc::string::String;
use alloc::vec::Vec;
use core::net::IpAddr;

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
pub static RECORD: [Column; 29] = [
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
pub static LAST_LOGIN: [Column; 13] = [
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
pub static DAMAGE: [Column; 4] = [
    SOURCE,
    OFFSET,
    always("length", Content::Integer, "how many bytes are no record"),
    always("residue", Content::Word, "why: torn tail, unfit record or stray bytes"),
];

/// The columns of the entries of a layout.
#[must_use]
pub fn columns(layout: &Layout) -> &'static [Column] {
    match layout.index() {
        Index::Sequential => &RECORD,
        Index::Uid => &LAST_LOGIN,
    }
}

/// One value of a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'a> {
    Null,
    Signed(i64),
    Unsigned(u64),
    /// Bytes that no format has to escape.
    Plain(&'a [u8]),
    Text(&'a [u8]),
    Address(Address),
    Time(Timestamp),
    Hex(&'a [u8]),
    /// All padding of the entry in hexadecimal.
    Padding(&'a Entry<'a>),
}

impl<'a> Value<'a> {
    fn or_null<T>(value: Option<T>, make: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Null, make)
    }

    const fn word(word: &'static str) -> Self {
        Self::Plain(word.as_bytes())
    }

    fn hex(bytes: &'a [u8]) -> Self {
        if bytes.is_empty() { Self::Null } else { Self::Hex(bytes) }
    }
}

/// A text field taken apart once for all columns that are about it.
struct Parts<'a> {
    value: Value<'a>,
    /// The value in hexadecimal where it is not exact.
    bytes: Value<'a>,
    tail: Value<'a>,
}

impl<'a> Parts<'a> {
    #[inline]
    fn of(text: Option<Text<'a>>, context: &Context<'_>) -> Self {
        let Some(text) = text else {
            return Self { value: Value::Null, bytes: Value::Null, tail: Value::Null };
        };
        let (value, tail) = text.parts();
        let plain = is_plain(value, context.special);
        Self {
            value: if plain { Value::Plain(value) } else { Value::Text(value) },
            bytes: match plain || (context.is_exact)(value) {
                true => Value::Null,
                false => Value::Hex(value),
            },
            tail: Value::hex(tail),
        }
    }
}

/// How values are shown.
#[derive(Clone, Copy, Default)]
pub struct Style<'a> {
    /// How 32-bit seconds are read.
    pub seconds32: Seconds32,
    /// How far local clocks are ahead of UTC at a moment given in seconds since 1970; in
    /// whole minutes. Without it times are in UTC and end in `Z`.
    pub offset: Option<&'a dyn Fn(i64) -> i32>,
}

impl core::fmt::Debug for Style<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Style({:?}, zone: {})", self.seconds32, self.offset.is_some())
    }
}

/// What the values of a row need besides the entry.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) source: &'a str,
    pub(super) seconds32: Seconds32,
    /// Printable ASCII that the format has to escape all the same.
    pub(super) special: [u8; 2],
    /// Whether the format shows such bytes so that they can be read back.
    pub(super) is_exact: fn(&[u8]) -> bool,
}

/// The values of a record, in the order of [`RECORD`].
#[inline]
pub(super) fn of_record<'a>(
    entry: &'a Entry<'a>,
    record: &Record<'a>,
    context: &Context<'a>,
) -> [Value<'a>; RECORD.len()] {
    let line = Parts::of(Some(record.line()), context);
    let id = Parts::of(record.id(), context);
    let user = Parts::of(Some(record.user()), context);
    let host = Parts::of(record.host(), context);
    let time = record.time();
    let address = record.address();
    let exit = record.exit();
    [
        Value::Text(context.source.as_bytes()),
        Value::Unsigned(record.offset()),
        Value::Unsigned(record.index()),
        Value::word(record.layout()),
        Value::or_null(record.type_raw(), |number| Value::Signed(number.into())),
        Value::or_null(record.kind().name(), Value::word),
        Value::or_null(time.timestamp_as(context.seconds32), Value::Time),
        Value::Signed(time.seconds(context.seconds32)),
        Value::or_null(time.usec(), Value::Signed),
        Value::or_null(record.pid(), Value::Signed),
        Value::or_null(record.session(), Value::Signed),
        id.value,
        line.value,
        user.value,
        host.value,
        Value::or_null(address.filter(|address| address.ip().is_some()), Value::Address),
        Value::or_null(exit, |exit| Value::Signed(exit.termination.into())),
        Value::or_null(exit, |exit| Value::Signed(exit.exit.into())),
        user.tail,
        line.tail,
        host.tail,
        id.tail,
        match record.reserved() {
            reserved if is_zero(reserved) => Value::Null,
            reserved => Value::Hex(reserved),
        },
        if entry.padding().all(|(_, bytes)| is_zero(bytes)) {
            Value::Null
        } else {
            Value::Padding(entry)
        },
        user.bytes,
        line.bytes,
        host.bytes,
        id.bytes,
        match address {
            Some(Address::Ambiguous(_)) => Value::word("ambiguous"),
            _ => Value::Null,
        },
    ]
}

/// The values of a slot, in the order of [`LAST_LOGIN`].
pub(super) fn of_last_login<'a>(
    login: &LastLogin<'a>,
    context: &Context<'a>,
) -> [Value<'a>; LAST_LOGIN.len()] {
    let line = Parts::of(Some(login.line()), context);
    let host = Parts::of(login.host(), context);
    let seconds = login.time().seconds(context.seconds32);
    // Zero means never here, which is no time.
    let time = login.time().timestamp_as(context.seconds32).filter(|_| seconds != 0);
    [
        Value::Text(context.source.as_bytes()),
        Value::Unsigned(login.offset()),
        Value::Unsigned(login.uid()),
        Value::word(login.layout()),
        Value::Unsigned(login.uid()),
        Value::or_null(time, Value::Time),
        Value::Signed(seconds),
        line.value,
        host.value,
        line.tail,
        host.tail,
        line.bytes,
        host.bytes,
    ]
}

/// The values of damage, in the order of [`DAMAGE`].
pub(super) fn of_damage<'a>(
    damage: &Damage,
    context: &Context<'a>,
) -> [Value<'a>; DAMAGE.len()] {
    [
        Value::Text(context.source.as_bytes()),
        Value::Unsigned(damage.offset),
        Value::Unsigned(damage.len),
        Value::word(damage.reason.name()),
    ]
}

/// A moment as RFC 3339.
#[inline(never)]
pub(super) fn push_time(out: &mut Vec<u8>, time: Timestamp, style: &Style<'_>) {
    let offset = style.offset.map_or(0, |offset| offset(time.seconds()));
    let civil = time.civil(offset);
    let digits = |out: &mut Vec<u8>, value: i64, width: usize| {
        push_padded(out, value.unsigned_abs(), width);
    };
    let two = |value: i64| pair(value.unsigned_abs());
    if (0..=9999).contains(&civil.year) {
        let ([a, b], [c, d]) = (two(civil.year.wrapping_div(100)), two(civil.year));
        let ([e, f], [g, h]) = (two(civil.month), two(civil.day));
        out.extend_from_slice(&[a, b, c, d, b'-', e, f, b'-', g, h]);
    } else {
        // Where an offset carries the clock beyond the year 9999.
        digits(out, civil.year, 4);
        for value in [civil.month, civil.day] {
            out.push(b'-');
            out.extend_from_slice(&two(value));
        }
    }
    let ([a, b], [c, d], [e, f]) = (two(civil.hour), two(civil.minute), two(civil.second));
    let micros = u64::from(civil.micros);
    let ([g, h], [i, j], [k, l]) =
        (pair(micros.wrapping_div(10_000)), pair(micros.wrapping_div(100)), pair(micros));
    out.extend_from_slice(&[b'T', a, b, b':', c, d, b':', e, f, b'.', g, h, i, j, k, l]);
    if style.offset.is_none() {
        out.push(b'Z');
        return;
    }
    out.push(if offset < 0 { b'-' } else { b'+' });
    let minutes = i64::from(offset).abs().wrapping_div(60);
    digits(out, minutes.wrapping_div(60), 2);
    out.push(b':');
    digits(out, minutes.wrapping_rem(60), 2);
}

#[inline]
pub(super) fn push_signed(out: &mut Vec<u8>, value: i64) {
    if value < 0 {
        out.push(b'-');
    }
    push_padded(out, value.unsigned_abs(), 1);
}

/// 00 to 99.
static PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut rest: &mut [[u8; 2]] = &mut pairs;
    let (mut tens, mut ones) = (b'0', b'0');
    while let [pair, behind @ ..] = rest {
        *pair = [tens, ones];
        (tens, ones) = match ones {
            b'9' => (tens.wrapping_add(1), b'0'),
            _ => (tens, ones.wrapping_add(1)),
        };
        rest = behind;
    }
    pairs
};

/// The last two decimal digits of a number.
#[inline]
fn pair(number: u64) -> [u8; 2] {
    let index = usize::try_from(number.wrapping_rem(100)).unwrap_or(0);
    PAIRS.get(index).copied().unwrap_or_default()
}

/// Decimal digits, at least `width` of them.
#[inline]
pub(super) fn push_padded(out: &mut Vec<u8>, value: u64, width: usize) {
    match u8::try_from(value) {
        Ok(digit @ 0..10) if width <= 1 => out.push(digit.wrapping_add(b'0')),
        _ => push_digits(out, value, width),
    }
}

#[inline(never)]
fn push_digits(out: &mut Vec<u8>, value: u64, width: usize) {
    let mut digits = [[b'0'; 2]; 10];
    let mut used = 0_usize;
    let mut rest = value;
    for place in digits.iter_mut().rev() {
        *place = pair(rest);
        used = used.saturating_add(if rest < 10 { 1 } else { 2 });
        rest = rest.wrapping_div(100);
        if rest == 0 {
            break;
        }
    }
    let digits = digits.as_flattened();
    let unused = digits.len().saturating_sub(used.max(width));
    out.extend_from_slice(digits.get(unused..).unwrap_or_default());
}

#[inline(never)]
pub(super) fn push_hex(out: &mut Vec<u8>, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            out.extend(DIGITS.get(usize::from(half)));
        }
    }
}

#[cold]
pub(super) fn push_padding(out: &mut Vec<u8>, entry: &Entry<'_>) {
    entry.padding().for_each(|(_, bytes)| push_hex(out, bytes));
}

/// An address as it displays.
#[inline(never)]
pub(super) fn push_address(out: &mut Vec<u8>, address: Address) {
    match address.ip() {
        Some(IpAddr::V4(v4)) => {
            let [a, b, c, d] = v4.octets();
            push_padded(out, a.into(), 1);
            for octet in [b, c, d] {
                out.push(b'.');
                push_padded(out, octet.into(), 1);
            }
        }
        _ => push_display(out, address),
    }
}

/// Anything that displays, as bytes.
fn push_display(out: &mut Vec<u8>, value: impl core::fmt::Display) {
    struct Sink<'a>(&'a mut Vec<u8>);

    impl core::fmt::Write for Sink<'_> {
        fn write_str(&mut self, text: &str) -> core::fmt::Result {
            self.0.extend_from_slice(text.as_bytes());
            Ok(())
        }
    }

    // Writing to memory cannot fail, and our values' `Display` does not.
    let _ = core::fmt::write(&mut Sink(out), format_args!("{value}"));
}

/// As [`push_display`], into a new string.
pub(super) fn display(value: impl core::fmt::Display) -> String {
    alloc::format!("{value}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn numbers_have_their_digits_and_no_others() {
        let ends = (0..20).map(|power| 10_u64.pow(power));
        for value in ends.flat_map(|end| [end - 1, end, end + 1]).chain([u64::MAX]) {
            for width in [1, 2, 4, 6] {
                let mut out = Vec::new();
                push_padded(&mut out, value, width);
                assert_eq!(out, format!("{value:0width$}").into_bytes());
            }
        }
    }

    #[test]
    fn times_are_written_as_they_display() {
        let seconds = [Timestamp::MIN_SECONDS, -1, 0, 951_782_400, Timestamp::MAX_SECONDS];
        for time in seconds.map(|seconds| Timestamp::new(seconds, 10_203).unwrap()) {
            let mut out = Vec::new();
            push_time(&mut out, time, &Style::default());
            assert_eq!(out, format!("{time}").into_bytes());
            for offset in [-86_340, 86_340] {
                let zone = |_| offset;
                let style = Style { offset: Some(&zone), ..Style::default() };
                out.clear();
                push_time(&mut out, time, &style);
                let sign = if offset < 0 { '-' } else { '+' };
                let expected = format!("{}{sign}23:59", time.civil(offset));
                assert_eq!(out, expected.into_bytes());
            }
        }
    }

    #[test]
    fn addresses_are_written_as_they_display() {
        for text in ["0.0.0.1", "10.200.30.4", "255.255.255.255", "2001:db8::1", "::1"] {
            let address = match text.parse().unwrap() {
                IpAddr::V4(v4) => Address::V4(v4),
                IpAddr::V6(v6) => Address::V6(v6),
            };
            let mut out = Vec::new();
            push_address(&mut out, address);
            assert_eq!(out, text.as_bytes());
        }
    }
}
