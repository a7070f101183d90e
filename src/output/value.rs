//! What an entry says, column by column: one definition for every format.

use super::column::{Column, DAMAGE, LAST_LOGIN, RECORD};
use crate::bytes::{is_plain, is_zero};
use crate::file::{Damage, Entry};
use crate::record::{Address, LastLogin, Record, Seconds32, Text, Timestamp};

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
    /// How many seconds local clocks are ahead of UTC at a moment given in seconds since
    /// 1970. A multiple of 60, for RFC 3339 has no seconds in offsets. Without it times are
    /// in UTC and end in `Z`.
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
    let moment = login.timestamp_as(context.seconds32);
    row.put(time, Value::or_null(moment, Value::Time));
    row.put(tv_sec, Value::Signed(login.time().seconds(context.seconds32)));
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
