//! The schema of the objects that are written as JSON.

use super::column::{Column, Form, Presence, USER, columns_of};
use super::column_hit::{HIT, KNOWN};
use super::json::push_string;
use super::{DAMAGE, session_columns, total_columns};
use crate::layout::Content;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// One kind of object.
struct Object {
    name: &'static str,
    about: &'static str,
    keys: Vec<Key>,
}

impl Object {
    fn of(name: &'static str, about: &'static str, columns: &'static [Column]) -> Self {
        Self { name, about, keys: columns.iter().map(Key::of).collect() }
    }
}

/// One of its keys.
struct Key {
    column: &'static Column,
    is_nullable: bool,
    is_required: bool,
}

impl Key {
    fn of(column: &'static Column) -> Self {
        Self {
            column,
            is_nullable: column.presence == Presence::Nullable,
            is_required: column.presence != Presence::Optional,
        }
    }

    /// Of a column that not every command writes.
    fn at_times(column: &'static Column) -> Self {
        Self { is_required: false, ..Self::of(column) }
    }

    /// Of a column of an entry of which there may be only a part: all but where it is.
    fn of_part((at, column): (usize, &'static Column)) -> Self {
        let is_evidence = at >= 4 && column.presence == Presence::Always;
        let key = Self::of(column);
        Self { is_nullable: key.is_nullable || is_evidence, ..key }
    }
}

/// The JSON Schema (2020-12) of every object that is written.
#[must_use]
pub fn schema() -> String {
    let mut out = String::from(
        "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \
         \"title\": \"loginrec\",\n  \"oneOf\": [",
    );
    let objects = objects();
    for (number, Object { name, .. }) in objects.iter().enumerate() {
        let comma = if number == 0 { "" } else { "," };
        out.push_str(&format!("{comma}\n    {{ \"$ref\": \"#/$defs/{name}\" }}"));
    }
    out.push_str("\n  ],\n  \"$defs\": {");
    for (number, Object { name, about, keys }) in objects.iter().enumerate() {
        let comma = if number == 0 { "" } else { "," };
        out.push_str(&format!(
            "{comma}\n    \"{name}\": {{\n      \"description\": \"{about}\",\n      \
             \"type\": \"object\",\n      \"additionalProperties\": false,\n      \
             \"properties\": {{"
        ));
        push_properties(&mut out, keys);
        out.push_str("\n      },\n      \"required\": [");
        for (number, key) in keys.iter().filter(|key| key.is_required).enumerate() {
            let comma = if number == 0 { "" } else { ", " };
            out.push_str(&format!("{comma}\"{}\"", key.column.name));
        }
        out.push_str("]\n    }");
    }
    out.push_str("\n  }\n}\n");
    out
}

fn objects() -> Vec<Object> {
    let entries = Content::ALL.iter().map(|&content| {
        let mut object =
            Object::of(definition(content), about(content), columns_of(content));
        if content == Content::LastLogins {
            object.keys.extend(USER.iter().map(Key::at_times));
        }
        object
    });
    let others = [
        Object::of("residue", "Bytes that are no record.", &DAMAGE),
        Object::of("session", "A login and what ended it.", session_columns()),
        Object::of("total", "Sessions added up.", total_columns()),
    ];
    let hits = Content::ALL.iter().map(|&content| {
        let evidence = columns_of(content).iter().enumerate().map(Key::of_part);
        let (before, behind) = HIT;
        let keys = evidence
            .chain(before.iter().map(Key::of))
            .chain([Key::at_times(&KNOWN)])
            .chain(behind.iter().map(Key::of));
        Object {
            name: hit_definition(content),
            about: about_hit(content),
            keys: keys.collect(),
        }
    });
    entries.chain(others).chain(hits).collect()
}

/// One entry of this content in a word: the name of its definition in the
/// [schema].
///
/// # Examples
///
/// ```
/// use loginrec::{layout, output};
///
/// let layout = layout::find("linux-lastlog-292-le").unwrap();
/// assert_eq!(output::definition(layout.content()), "lastlog");
/// ```
#[must_use]
pub const fn definition(content: Content) -> &'static str {
    match content {
        Content::Records => "record",
        Content::LastLogins => "lastlog",
        Content::Failures => "failures",
        Content::Attempts => "attempt",
        Content::Processes => "process",
    }
}

/// The same of one that was carved, or of a part of it.
///
/// # Examples
///
/// ```
/// use loginrec::{layout::Content, output};
///
/// assert_eq!(output::hit_definition(Content::Records), "carved_record");
/// ```
#[must_use]
pub const fn hit_definition(content: Content) -> &'static str {
    match content {
        Content::Records => "carved_record",
        Content::LastLogins => "carved_lastlog",
        Content::Failures => "carved_failures",
        Content::Attempts => "carved_attempt",
        Content::Processes => "carved_process",
    }
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

const fn about_hit(content: Content) -> &'static str {
    match content {
        Content::Records => "A carved record of a utmp, wtmp or btmp, or a part of one.",
        Content::LastLogins => "A carved slot of a lastlog, or a part of one.",
        Content::Failures => "A carved slot of a faillog or tallylog, or a part of one.",
        Content::Attempts => "A carved record of a faillock file, or a part of one.",
        Content::Processes => "A carved record of process accounting, or a part of one.",
    }
}

fn push_properties(out: &mut String, keys: &[Key]) {
    for (number, Key { column, is_nullable, .. }) in keys.iter().enumerate() {
        let comma = if number == 0 { "" } else { "," };
        let name = match column.form {
            Form::Integer => "integer",
            Form::Boolean => "boolean",
            Form::Seconds => "number",
            Form::Word | Form::Text | Form::Time | Form::Hex => "string",
        };
        let kind = match is_nullable {
            true => format!("[\"{name}\", \"null\"]"),
            false => format!("\"{name}\""),
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
