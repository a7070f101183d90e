//! JSON: one object a line.

use super::column::{Column, Presence};
use super::push::{
    push_address, push_bool, push_fields, push_flags, push_hex, push_padded, push_seconds,
    push_signed, push_time,
};
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
pub(super) struct Object<'a> {
    out: &'a mut Vec<u8>,
    start: usize,
    style: &'a Style<'a>,
}

impl<'a> Object<'a> {
    pub(super) fn begin(out: &'a mut Vec<u8>, style: &'a Style<'a>) -> Self {
        Self { start: out.len(), out, style }
    }

    pub(super) fn end(self) {
        // The first key has the brace in place of the comma.
        self.out.get_mut(self.start).into_iter().for_each(|first| *first = b'{');
        self.out.extend_from_slice(b"}\n");
    }
}

impl Row for Object<'_> {
    #[inline(always)]
    fn put(&mut self, column: &Column, value: Value<'_>) {
        if column.presence == Presence::Optional && matches!(value, Value::Null) {
            return;
        }
        column.key.push(self.out);
        push_value(self.out, value, self.style);
    }
}

#[inline(always)]
fn push_value(out: &mut Vec<u8>, value: Value<'_>, style: &Style<'_>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Signed(number) => push_signed(out, number),
        Value::Unsigned(number) => push_padded(out, number, 1),
        Value::Bool(truth) => push_bool(out, truth),
        Value::Seconds(micros) => push_seconds(out, micros),
        Value::Text(bytes) => push_string(out, bytes),
        quoted => {
            out.push(b'"');
            match quoted {
                Value::Plain(bytes) => out.extend_from_slice(bytes),
                Value::Address(address) => push_address(out, address),
                Value::Time(time) => push_time(out, time, style),
                Value::Hex(bytes) => push_hex(out, bytes),
                Value::Fields(entry, role) => push_fields(out, entry, role),
                Value::Flags(process) => push_flags(out, process),
                _ => {}
            }
            out.push(b'"');
        }
    }
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
