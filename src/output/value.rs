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
    #[inline(always)]
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

/// What takes the values of a row, column by column, in their order.
///
/// A value goes straight from the record to the output. An array of them in between would
/// cost as much as writing them.
pub(super) trait Row {
    fn put(&mut self, column: &Column, value: Value<'_>);
}

/// Puts the values of a record into a row with the columns of [`RECORD`].
#[inline]
pub(super) fn put_record(
    row: &mut impl Row,
    entry: &Entry<'_>,
    record: &Record<'_>,
    context: &Context<'_>,
) {
    let [
        source,
        offset,
        index,
        layout,
        kind,
        kind_name,
        time,
        tv_sec,
        tv_usec,
        pid,
        session,
        id,
        line,
        user,
        host,
        addr,
        exit_termination,
        exit_status,
        user_tail,
        line_tail,
        host_tail,
        id_tail,
        reserved,
        padding,
        user_bytes,
        line_bytes,
        host_bytes,
        id_bytes,
        addr_family,
    ] = &RECORD;
    put_place(row, context, [source, offset, index, layout], {
        (record.offset(), record.index(), record.layout())
    });
    let number = |number: i32| Value::Signed(number.into());
    row.put(kind, Value::or_null(record.type_raw(), number));
    row.put(kind_name, Value::or_null(record.kind().name(), Value::word));
    let stored = record.time();
    let moment = stored.timestamp_as(context.seconds32);
    row.put(time, Value::or_null(moment, Value::Time));
    row.put(tv_sec, Value::Signed(stored.seconds(context.seconds32)));
    row.put(tv_usec, Value::or_null(stored.usec(), Value::Signed));
    row.put(pid, Value::or_null(record.pid(), Value::Signed));
    row.put(session, Value::or_null(record.session(), Value::Signed));
    let id_parts = Parts::of(record.id(), context);
    row.put(id, id_parts.value);
    let line_parts = Parts::of(Some(record.line()), context);
    row.put(line, line_parts.value);
    let user_parts = Parts::of(Some(record.user()), context);
    row.put(user, user_parts.value);
    let host_parts = Parts::of(record.host(), context);
    row.put(host, host_parts.value);
    let address = record.address();
    let shown = address.filter(|address| address.ip().is_some());
    row.put(addr, Value::or_null(shown, Value::Address));
    let exit = record.exit();
    row.put(exit_termination, Value::or_null(exit, |exit| number(exit.termination)));
    row.put(exit_status, Value::or_null(exit, |exit| number(exit.exit)));
    row.put(user_tail, user_parts.tail);
    row.put(line_tail, line_parts.tail);
    row.put(host_tail, host_parts.tail);
    row.put(id_tail, id_parts.tail);
    let dirty = Some(record.reserved()).filter(|bytes| !is_zero(bytes));
    row.put(reserved, Value::or_null(dirty, Value::Hex));
    let clean = entry.padding().all(|(_, bytes)| is_zero(bytes));
    row.put(padding, if clean { Value::Null } else { Value::Padding(entry) });
    row.put(user_bytes, user_parts.bytes);
    row.put(line_bytes, line_parts.bytes);
    row.put(host_bytes, host_parts.bytes);
    row.put(id_bytes, id_parts.bytes);
    let family = match address {
        Some(Address::Ambiguous(_)) => Value::word("ambiguous"),
        _ => Value::Null,
    };
    row.put(addr_family, family);
}

/// Puts the values of a slot into a row with the columns of [`LAST_LOGIN`].
pub(super) fn put_last_login(
    row: &mut impl Row,
    login: &LastLogin<'_>,
    context: &Context<'_>,
) {
    let [
        source,
        offset,
        index,
        layout,
        uid,
        time,
        tv_sec,
        line,
        host,
        line_tail,
        host_tail,
        line_bytes,
        host_bytes,
    ] = &LAST_LOGIN;
    put_place(row, context, [source, offset, index, layout], {
        (login.offset(), login.uid(), login.layout())
    });
    row.put(uid, Value::Unsigned(login.uid()));
    let seconds = login.time().seconds(context.seconds32);
    // Zero means never here, which is no time.
    let moment = login.time().timestamp_as(context.seconds32).filter(|_| seconds != 0);
    row.put(time, Value::or_null(moment, Value::Time));
    row.put(tv_sec, Value::Signed(seconds));
    let line_parts = Parts::of(Some(login.line()), context);
    row.put(line, line_parts.value);
    let host_parts = Parts::of(login.host(), context);
    row.put(host, host_parts.value);
    row.put(line_tail, line_parts.tail);
    row.put(host_tail, host_parts.tail);
    row.put(line_bytes, line_parts.bytes);
    row.put(host_bytes, host_parts.bytes);
}

/// Puts the four columns that all entries begin with.
#[inline]
fn put_place(
    row: &mut impl Row,
    context: &Context<'_>,
    [source, offset, index, layout]: [&Column; 4],
    (at, number, id): (u64, u64, &'static str),
) {
    row.put(source, Value::Text(context.source.as_bytes()));
    row.put(offset, Value::Unsigned(at));
    row.put(index, Value::Unsigned(number));
    row.put(layout, Value::word(id));
}

/// Puts the values of damage into a row with the columns of [`DAMAGE`], and `between` where
/// the columns of an entry would stand.
pub(super) fn put_damage<R: Row>(
    row: &mut R,
    damage: &Damage,
    context: &Context<'_>,
    between: impl FnOnce(&mut R),
) {
    let [source, offset, length, residue] = &DAMAGE;
    row.put(source, Value::Text(context.source.as_bytes()));
    row.put(offset, Value::Unsigned(damage.offset));
    between(row);
    row.put(length, Value::Unsigned(damage.len));
    row.put(residue, Value::word(damage.reason.name()));
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
