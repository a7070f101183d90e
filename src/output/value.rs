//! The values of a row, and how they are shown.

use super::column::Column;
use super::ink::Phrase;
use crate::bytes::{is_zero, plain_len};
use crate::escape::Escaped;
use crate::file::Entry;
use crate::layout::{Layout, Role};
use crate::record::{Address, Process, Seconds32, StoredAddress, Text, Timestamp};

/// One value of a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'a> {
    Null,
    Signed(i64),
    Unsigned(u64),
    Bool(bool),
    /// Bytes as the format writes the value: quoted, escaped and all.
    Ready(&'a Phrase),
    /// Bytes that the format does not have to escape.
    Plain(&'a [u8]),
    /// The first so many bytes of a field, which are such.
    Start(&'a [u8], usize),
    Text(&'a [u8]),
    Address(Address),
    Time(Timestamp),
    Hex(&'a [u8]),
    /// Microseconds, shown as seconds with six digits.
    Seconds(i64),
    /// All fields of a role in hexadecimal: padding, or reserved space.
    Fields(&'a Entry<'a>, Role),
    /// The names of the flags of a process.
    Flags(&'a Process<'a>),
}

impl<'a> Value<'a> {
    pub(super) fn or_null<T>(value: Option<T>, make: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Null, make)
    }

    pub(super) const fn word(word: &'static str) -> Self {
        Self::Plain(word.as_bytes())
    }

    /// The fields of a role if any byte of them is not zero.
    pub(super) fn fields(entry: &'a Entry<'a>, role: Role) -> Self {
        match entry.fields_of(role).all(|(_, bytes)| is_zero(bytes)) {
            true => Self::Null,
            false => Self::Fields(entry, role),
        }
    }

    pub(super) fn hex(bytes: &'a [u8]) -> Self {
        if bytes.is_empty() { Self::Null } else { Self::Hex(bytes) }
    }

    /// A number that a layout may lack.
    pub(super) fn number(number: Option<impl Into<i64>>) -> Self {
        Self::or_null(number, |number| Self::Signed(number.into()))
    }

    /// A text, and whether there is more to say of it: a tail, or the bytes that it stands for.
    #[inline(always)]
    pub(super) fn name(text: Option<Text<'a>>, context: &Context<'_>) -> (Self, bool) {
        let Some(text) = text else { return (Self::Null, false) };
        match plain_len(text.raw(), context.special) {
            Some(len) => (Self::Start(text.raw(), len), false),
            None => Self::odd_name(text, context),
        }
    }

    #[cold]
    #[inline(never)]
    fn odd_name(text: Text<'a>, context: &Context<'_>) -> (Self, bool) {
        let (value, tail) = text.parts();
        let is_exact = (context.is_exact)(value);
        let value = if is_verbatim(value, context) {
            Self::Plain(value)
        } else {
            Self::Text(value)
        };
        (value, !is_exact || !tail.is_empty())
    }

    /// An address that says something.
    pub(super) fn address(address: Option<Address>) -> Self {
        Self::or_null(address.filter(|address| address.ip().is_some()), Self::Address)
    }

    /// The port of a socket address.
    pub(super) fn port(stored: Option<StoredAddress<'a>>) -> Self {
        let port = stored.and_then(StoredAddress::port);
        Self::or_null(port.filter(|&port| port != 0), |port| Self::Unsigned(port.into()))
    }

    /// The field of an address if address and port are not all that it holds.
    pub(super) fn address_bytes(stored: Option<StoredAddress<'a>>) -> Self {
        let stored = stored.filter(|stored| stored.has_more());
        Self::or_null(stored, |stored| Self::Hex(stored.bytes()))
    }
}

/// A text field taken apart once for all columns that are about it.
pub(super) struct Parts<'a> {
    pub(super) value: Value<'a>,
    /// The value in hexadecimal where it is not exact.
    pub(super) bytes: Value<'a>,
    pub(super) tail: Value<'a>,
}

impl<'a> Parts<'a> {
    pub(super) fn of(text: Option<Text<'a>>, context: &Context<'_>) -> Self {
        let Some(text) = text else {
            return Self { value: Value::Null, bytes: Value::Null, tail: Value::Null };
        };
        let (value, tail) = text.parts();
        let (shown, has_more) = Value::name(Some(text), context);
        let is_exact = !has_more || (context.is_exact)(value);
        Self {
            value: shown,
            bytes: if is_exact { Value::Null } else { Value::Hex(value) },
            tail: Value::hex(tail),
        }
    }
}

/// Whether a format shows a text as it is.
fn is_verbatim(bytes: &[u8], context: &Context<'_>) -> bool {
    Escaped(bytes).is_exact() && !bytes.iter().any(|byte| context.special.contains(byte))
}

/// How values are shown.
#[derive(Clone, Copy, Default)]
pub struct Style<'a> {
    /// How 32-bit seconds are read.
    pub seconds32: Seconds32,
    /// How many seconds local clocks are ahead of UTC at a moment given in seconds since
    /// 1970. A multiple of 60, for RFC 3339 has no seconds in offsets. Without it times are
    /// in UTC and end in `Z`.
    pub offset: Option<&'a (dyn Fn(i64) -> i32 + Sync)>,
}

impl core::fmt::Debug for Style<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Style({:?}, zone: {})", self.seconds32, self.offset.is_some())
    }
}

/// What the values of a row need besides the entry.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) source: Value<'a>,
    /// The id of a layout that many entries have.
    pub(super) layout: Option<(&'static Layout, &'a Phrase)>,
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

    /// Passes over columns that JSON leaves out if they have nothing to say.
    fn pass(&mut self, columns: usize);
}
