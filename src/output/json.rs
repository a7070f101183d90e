//! JSON: one object a line.

use super::clock::Clock;
use super::column::{Column, Presence};
use super::ink::Ink;
use super::name::Dialect;
use super::push::push_hex;
use super::value::{Pen, Row, Style, Value};
use crate::bytes::is_plain;
use crate::escape::is_harmful;
use alloc::vec::Vec;

/// How JSON writes texts.
pub(super) struct Json;

impl Dialect for Json {
    const SPECIAL: [u8; 2] = *b"\"\\";

    /// JSON carries whatever is UTF-8.
    fn is_exact(bytes: &[u8]) -> bool {
        bytes.is_ascii() || core::str::from_utf8(bytes).is_ok()
    }

    /// UTF-8 as it is, with everything escaped that acts on a terminal; bytes that are no UTF-8
    /// as the text `\xff`.
    fn push(out: &mut Vec<u8>, bytes: &[u8]) {
        if is_plain(bytes, Self::SPECIAL) {
            out.extend_from_slice(bytes);
        } else {
            push_escaped(out, bytes);
        }
    }
}

/// An object on a line of its own.
pub(super) struct Object<'a, I> {
    ink: I,
    start: usize,
    pen: Pen<'a>,
}

impl<'a, I: Ink> Object<'a, I> {
    #[inline(always)]
    pub(super) fn begin(ink: I, style: &'a Style<'a>, clock: &'a mut Clock) -> Self {
        Self { start: ink.place(), ink, pen: Pen { style, clock } }
    }

    #[inline(always)]
    pub(super) fn end(mut self) -> I {
        // The first key has the brace in place of the comma.
        self.ink.replace(self.start, b'{');
        self.ink.put_all(b"}\n");
        self.ink
    }
}

impl<I: Ink> Row for Object<'_, I> {
    type Dialect = Json;

    #[inline(always)]
    fn put<V: Value>(&mut self, column: &Column, value: V) {
        let Self { ink, pen, .. } = self;
        if value.is_null() {
            if column.presence != Presence::Optional {
                column.key.put(ink);
                ink.put_all(b"null");
            }
        } else if V::IS_QUOTED {
            column.key.put_with_quote(ink);
            value.put(ink, pen);
            ink.put_all(b"\"");
        } else {
            column.key.put(ink);
            value.put(ink, pen);
        }
    }

    #[inline(always)]
    fn pass(&mut self, _: usize) {}
}

/// Bytes as a JSON string.
pub(super) fn push_string(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'"');
    Json::push(out, bytes);
    out.push(b'"');
}

#[cold]
fn push_escaped(out: &mut Vec<u8>, bytes: &[u8]) {
    for chunk in bytes.utf8_chunks() {
        for char in chunk.valid().chars() {
            match char {
                '"' => out.extend_from_slice(b"\\\""),
                '\\' => out.extend_from_slice(b"\\\\"),
                _ if is_harmful(char) => {
                    for unit in char.encode_utf16(&mut [0; 2]) {
                        out.extend_from_slice(b"\\u");
                        push_hex(out, &unit.to_be_bytes());
                    }
                }
                _ => out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        for &byte in chunk.invalid() {
            out.extend_from_slice(b"\\\\x");
            push_hex(out, &[byte]);
        }
    }
}
