//! JSON: one object a line, and the schema of the objects.

use super::column::{
    Column, Form, Presence, USER, columns_of, definition, session_columns, total_columns,
};
use super::push::{
    push_address, push_bool, push_fields, push_flags, push_hex, push_padded, push_seconds,
    push_signed, push_time,
};
use super::value::{Row, Style, Value};
use crate::bytes::is_plain;
use crate::escape::is_harmful;
use crate::layout::Content;
use alloc::format;
use alloc::string::String;
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

/// The JSON Schema (2020-12) of every object that is written.
#[must_use]
pub fn schema() -> String {
    let mut kinds: Vec<_> = Content::ALL
        .iter()
        .map(|&content| (definition(content), about(content), columns_of(content)))
        .collect();
    kinds.extend([
        ("residue", "Bytes that are no record.", &super::DAMAGE[..]),
        ("session", "A login and what ended it.", session_columns()),
        ("total", "Sessions added up.", total_columns()),
    ]);
    let mut out = String::from(
        "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \
         \"title\": \"loginrec\",\n  \"oneOf\": [",
    );
    for (number, (name, _, _)) in kinds.iter().enumerate() {
        let comma = if number == 0 { "" } else { "," };
        out.push_str(&format!("{comma}\n    {{ \"$ref\": \"#/$defs/{name}\" }}"));
    }
    out.push_str("\n  ],\n  \"$defs\": {");
    for (number, (name, about, columns)) in kinds.iter().enumerate() {
        let comma = if number == 0 { "" } else { "," };
        out.push_str(&format!(
            "{comma}\n    \"{name}\": {{\n      \"description\": \"{about}\",\n      \
             \"type\": \"object\",\n      \"additionalProperties\": false,\n      \
             \"properties\": {{"
        ));
        push_properties(&mut out, columns);
        if *name == definition(Content::LastLogins) {
            out.push(',');
            push_properties(&mut out, &USER);
        }
        out.push_str("\n      },\n      \"required\": [");
        let required =
            columns.iter().filter(|column| column.presence != Presence::Optional);
        for (number, column) in required.enumerate() {
            let comma = if number == 0 { "" } else { ", " };
            out.push_str(&format!("{comma}\"{}\"", column.name));
        }
        out.push_str("]\n    }");
    }
    out.push_str("\n  }\n}\n");
    out
}

const fn about(content: Content) -> &'static str {
    match content {
        Content::Records => "A record of a utmp, wtmp or btmp.",
        Content::LastLogins => "A used slot of a lastlog.",
        Content::Failures => "A used slot of a faillog or tallylog.",
        Content::Attempts => "A record of a faillock file: a failed login of one user.",
        Content::Processes => "A record of process accounting.",
    }
}

fn push_properties(out: &mut String, columns: &[Column]) {
    for (number, column) in columns.iter().enumerate() {
        let comma = if number == 0 { "" } else { "," };
        let name = match column.form {
            Form::Integer => "integer",
            Form::Boolean => "boolean",
            Form::Seconds => "number",
            Form::Word | Form::Text | Form::Time | Form::Hex => "string",
        };
        let kind = match column.presence {
            Presence::Nullable => format!("[\"{name}\", \"null\"]"),
            Presence::Always | Presence::Optional => format!("\"{name}\""),
        };
        let rule = match column.form {
            Form::Time => ", \"format\": \"date-time\"",
            Form::Hex => ", \"pattern\": \"^([0-9a-f]{2})+$\"",
            _ => "",
        };
        let mut about = Vec::new();
        push_string(&mut about, column.about.as_bytes());
        let about = String::from_utf8_lossy(&about);
        out.push_str(&format!(
            "{comma}\n        \"{}\": {{ \"type\": {kind}{rule}, \"description\": {about} }}",
            column.name
        ));
    }
}
