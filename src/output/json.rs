//! JSON: one object a line.

use super::clock::Clock;
use super::column::{Column, Presence};
use super::digits::{put_address, put_signed, put_unsigned};
use super::ink::Ink;
use super::push::{push_fields, push_flags, push_hex, push_seconds};
use super::value::{Row, Style, Value};
use crate::bytes::is_plain;
use crate::escape::is_harmful;
use alloc::vec::Vec;

/// What JSON escapes though it is printable.
pub(super) const SPECIAL: [u8; 2] = *b"\"\\";

/// Whether JSON can carry the bytes exactly: whatever is UTF-8.
pub(super) fn is_exact(bytes: &[u8]) -> bool {
    bytes.is_ascii() || core::str::from_utf8(bytes).is_ok()
}

/// An object on a line of its own.
pub(super) struct Object<'a, I> {
    ink: I,
    start: usize,
    style: &'a Style<'a>,
    clock: &'a mut Clock,
}

impl<'a, I: Ink> Object<'a, I> {
    #[inline(always)]
    pub(super) fn begin(ink: I, style: &'a Style<'a>, clock: &'a mut Clock) -> Self {
        Self { start: ink.place(), ink, style, clock }
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
    #[inline(always)]
    fn put(&mut self, column: &Column, value: Value<'_>) {
        if column.presence == Presence::Optional && matches!(value, Value::Null) {
            return;
        }
        let Self { ink, style, clock, .. } = self;
        let key = &column.key;
        match value {
            Value::Null => {
                key.put(ink);
                ink.put_all(b"null");
            }
            Value::Signed(number) => {
                key.put(ink);
                put_signed(ink, number);
            }
            Value::Unsigned(number) => {
                key.put(ink);
                put_unsigned(ink, number);
            }
            Value::Bool(truth) => {
                key.put(ink);
                if truth { ink.put_all(b"true") } else { ink.put_all(b"false") }
            }
            Value::Seconds(micros) => {
                key.put(ink);
                ink.aside(|out| push_seconds(out, micros));
            }
            Value::Ready(phrase) => {
                key.put(ink);
                phrase.put(ink);
            }
            Value::Text(bytes) => {
                key.put(ink);
                ink.aside(|out| push_string(out, bytes));
            }
            quoted => {
                key.put_with_quote(ink);
                match quoted {
                    Value::Start(field, len) => ink.put_start(field, len),
                    Value::Plain(bytes) => ink.put_slice(bytes),
                    Value::Address(address) => put_address(ink, address),
                    Value::Time(time) => clock.put(ink, time, style),
                    Value::Hex(bytes) => ink.aside(|out| push_hex(out, bytes)),
                    Value::Fields(entry, role) => {
                        ink.aside(|out| push_fields(out, entry, role));
                    }
                    Value::Flags(process) => ink.aside(|out| push_flags(out, process)),
                    _ => {}
                }
                ink.put_all(b"\"");
            }
        }
    }

    #[inline(always)]
    fn pass(&mut self, _: usize) {}
}

/// Bytes as a JSON string: UTF-8 as it is, with everything escaped that acts on a terminal;
/// bytes that are no UTF-8 as the text `\xff`.
pub(super) fn push_string(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'"');
    if is_plain(bytes, SPECIAL) {
        out.extend_from_slice(bytes);
    } else {
        push_escaped(out, bytes);
    }
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
