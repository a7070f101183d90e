//! Texts, and what is to be said of them.

use super::ink::{Ink, Phrase};
use super::value::{Hex, Pen, Value};
use crate::bytes::{is_plain, plain_len};
use crate::record::Text;
use crate::vector::{Near, Vectors};
use alloc::vec::Vec;

/// How a format writes texts.
pub(super) trait Dialect {
    /// Printable ASCII that it has to escape all the same.
    const SPECIAL: [u8; 2];

    /// Whether it shows such bytes so that they can be read back.
    fn is_exact(bytes: &[u8]) -> bool;

    /// Appends any bytes as a text, without the quotes that all texts have.
    fn push(out: &mut Vec<u8>, bytes: &[u8]);

    /// A text that is written again and again.
    fn phrase(bytes: &[u8]) -> Phrase {
        let mut text = Vec::new();
        Self::push(&mut text, bytes);
        Phrase::new(text)
    }
}

/// A text of an entry.
pub(super) enum Name<'a> {
    /// The first so many bytes of a field, of which none has to be escaped.
    Plain(&'a [u8], usize),
    /// Bytes of any kind, and what appends them.
    Any(&'a [u8], fn(&mut Vec<u8>, &[u8])),
}

impl<'a> Name<'a> {
    /// A text of any kind.
    #[inline(always)]
    pub(super) fn any<D: Dialect>(bytes: &'a [u8]) -> Self {
        match is_plain(bytes, D::SPECIAL) {
            true => Self::Plain(bytes, bytes.len()),
            false => Self::Any(bytes, D::push),
        }
    }

    /// The text of a field, and whether there is more to say of it: a tail, or the bytes that it
    /// stands for.
    #[inline(always)]
    pub(super) fn of<D: Dialect>(vectors: impl Vectors, text: Text<'a>) -> (Self, bool) {
        match plain_len(vectors, text.raw(), D::SPECIAL) {
            Some(len) => (Self::Plain(text.raw(), len), false),
            None => {
                let (value, has_more) = odd::<D>(text);
                (Self::Any(value, D::push), has_more)
            }
        }
    }

    /// The same of a field that a layout may lack.
    #[inline(always)]
    pub(super) fn of_any<D: Dialect>(
        vectors: impl Vectors,
        text: Option<Text<'a>>,
    ) -> (Option<Self>, bool) {
        let Some(text) = text else { return (None, false) };
        let (name, has_more) = Self::of::<D>(vectors, text);
        (Some(name), has_more)
    }
}

/// The value of a text, and whether there is more to say of it.
#[cold]
#[inline(never)]
fn odd<D: Dialect>(text: Text<'_>) -> (&[u8], bool) {
    let (value, tail) = text.parts();
    (value, !tail.is_empty() || !D::is_exact(value))
}

impl Value for Name<'_> {
    const IS_QUOTED: bool = true;

    #[inline(always)]
    fn put(self, ink: &mut impl Ink, _: &mut Pen<'_>) {
        match self {
            Self::Plain(field, len) => ink.put_start(field, len),
            Self::Any(bytes, push) => ink.aside(|out| push(out, bytes)),
        }
    }
}

/// A text field taken apart once for all columns that are about it.
pub(super) struct Parts<'a> {
    pub(super) value: Option<Name<'a>>,
    /// The value in hexadecimal where it is not exact.
    pub(super) bytes: Hex<'a>,
    pub(super) tail: Hex<'a>,
}

impl<'a> Parts<'a> {
    pub(super) fn of<D: Dialect>(text: Option<Text<'a>>) -> Self {
        let (value, tail) = text.unwrap_or_default().parts();
        let (shown, has_more) = Name::of_any::<D>(Near, text);
        let is_exact = !has_more || D::is_exact(value);
        Self {
            value: shown,
            bytes: Hex(if is_exact { &[] } else { value }),
            tail: Hex(tail),
        }
    }
}
