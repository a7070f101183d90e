//! The values of a row, and how they are shown.
//!
//! Each kind of value is a type, so that a row knows when it is compiled what it does with each
//! of its columns.

use super::clock::Clock;
use super::column::Column;
use super::digits::{put_address, put_seconds, put_signed, put_unsigned};
use super::ink::{Ink, Phrase};
use super::name::Dialect;
use super::push::{push_fields, push_flags, push_hex};
use crate::bytes::is_zero;
use crate::file::Entry;
use crate::layout::{Layout, Role};
use crate::record::{Address, Process, Seconds32, StoredAddress, Timestamp};

/// One value of a row.
pub(super) trait Value {
    /// Whether JSON has quotes around it.
    const IS_QUOTED: bool;

    /// Whether there is nothing to say.
    fn is_null(&self) -> bool {
        false
    }

    /// Writes it; nothing if there is nothing to say.
    fn put(self, ink: &mut impl Ink, pen: &mut Pen<'_>);
}

/// A value that may be missing.
impl<V: Value> Value for Option<V> {
    const IS_QUOTED: bool = V::IS_QUOTED;

    #[inline(always)]
    fn is_null(&self) -> bool {
        self.as_ref().is_none_or(V::is_null)
    }

    #[inline(always)]
    fn put(self, ink: &mut impl Ink, pen: &mut Pen<'_>) {
        if let Some(value) = self {
            value.put(ink, pen);
        }
    }
}

macro_rules! numbers {
    ($put:ident: $($type:ident)*) => {$(
        impl Value for $type {
            const IS_QUOTED: bool = false;

            #[inline(always)]
            fn put(self, ink: &mut impl Ink, _: &mut Pen<'_>) {
                $put(ink, self.into());
            }
        }
    )*};
}

numbers!(put_signed: i32 i64);
numbers!(put_unsigned: u8 u16 u32 u64);

impl Value for bool {
    const IS_QUOTED: bool = false;

    #[inline(always)]
    fn put(self, ink: &mut impl Ink, _: &mut Pen<'_>) {
        if self { ink.put_all(b"true") } else { ink.put_all(b"false") }
    }
}

/// A word that no format has to escape.
impl Value for &str {
    const IS_QUOTED: bool = true;

    #[inline(always)]
    fn put(self, ink: &mut impl Ink, _: &mut Pen<'_>) {
        ink.put_slice(self.as_bytes());
    }
}

/// A text as the format writes it between quotes.
impl Value for &Phrase {
    const IS_QUOTED: bool = true;

    #[inline(always)]
    fn put(self, ink: &mut impl Ink, _: &mut Pen<'_>) {
        Phrase::put(self, ink);
    }
}

impl Value for Timestamp {
    const IS_QUOTED: bool = true;

    #[inline(always)]
    fn put(self, ink: &mut impl Ink, pen: &mut Pen<'_>) {
        pen.clock.put(ink, self, pen.style);
    }
}

/// An address, if it says something.
impl Value for Address {
    const IS_QUOTED: bool = true;

    #[inline(always)]
    fn is_null(&self) -> bool {
        matches!(self, Self::None | Self::Other { .. })
    }

    #[inline(always)]
    fn put(self, ink: &mut impl Ink, _: &mut Pen<'_>) {
        put_address(ink, self);
    }
}

/// Bytes in hexadecimal, if there are any.
#[derive(Clone, Copy, Default)]
pub(super) struct Hex<'a>(pub(super) &'a [u8]);

impl Value for Hex<'_> {
    const IS_QUOTED: bool = true;

    #[inline(always)]
    fn is_null(&self) -> bool {
        self.0.is_empty()
    }

    #[inline(always)]
    fn put(self, ink: &mut impl Ink, _: &mut Pen<'_>) {
        ink.aside(|out| push_hex(out, self.0));
    }
}

/// The field of an address, if address and port are not all that it holds.
pub(super) fn odd_address(stored: Option<StoredAddress<'_>>) -> Hex<'_> {
    let odd = stored.filter(|stored| stored.has_more());
    Hex(odd.map(StoredAddress::bytes).unwrap_or_default())
}

/// The port of a socket address.
pub(super) fn port(stored: Option<StoredAddress<'_>>) -> Option<u16> {
    stored.and_then(StoredAddress::port).filter(|&port| port != 0)
}

/// Microseconds, shown as seconds with six digits.
pub(super) struct Seconds(pub(super) i64);

impl Value for Seconds {
    const IS_QUOTED: bool = false;

    #[inline(always)]
    fn put(self, ink: &mut impl Ink, _: &mut Pen<'_>) {
        put_seconds(ink, self.0);
    }
}

/// All fields of a role in hexadecimal (padding, or reserved space), if any byte is not zero.
pub(super) struct Fields<'a>(pub(super) &'a Entry<'a>, pub(super) Role);

impl Value for Fields<'_> {
    const IS_QUOTED: bool = true;

    fn is_null(&self) -> bool {
        self.0.fields_of(self.1).all(|(_, bytes)| is_zero(bytes))
    }

    fn put(self, ink: &mut impl Ink, _: &mut Pen<'_>) {
        if !self.is_null() {
            ink.aside(|out| push_fields(out, self.0, self.1));
        }
    }
}

/// The names of the flags of a process, if it has any.
pub(super) struct Flags<'a>(pub(super) &'a Process<'a>);

impl Value for Flags<'_> {
    const IS_QUOTED: bool = true;

    fn is_null(&self) -> bool {
        self.0.flag_names().next().is_none()
    }

    fn put(self, ink: &mut impl Ink, _: &mut Pen<'_>) {
        ink.aside(|out| push_flags(out, self.0));
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
    pub offset: Option<&'a (dyn Fn(i64) -> i32 + Sync)>,
}

impl core::fmt::Debug for Style<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Style({:?}, zone: {})", self.seconds32, self.offset.is_some())
    }
}

/// What values are written with.
pub(super) struct Pen<'a> {
    pub(super) style: &'a Style<'a>,
    pub(super) clock: &'a mut Clock,
}

/// What the values of a row need besides the entry.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) source: &'a Phrase,
    /// The id of a layout that many entries have.
    pub(super) layout: Option<(&'static Layout, &'a Phrase)>,
    pub(super) seconds32: Seconds32,
}

/// What takes the values of a row, column by column, in their order.
///
/// A value goes straight from the record to the output. An array of them in between would
/// cost as much as writing them.
pub(super) trait Row {
    /// How it writes texts.
    type Dialect: Dialect;

    fn put<V: Value>(&mut self, column: &Column, value: V);

    /// Passes over columns that JSON leaves out if they have nothing to say.
    fn pass(&mut self, columns: usize);
}
