//! A table for people: the usual fields, one line an entry.

use super::push::push_time;
use super::value::Style;
use crate::escape::Escaped;
use crate::file::{Damage, Entry};
use crate::layout::{Index, Layout};
use crate::record::{Kind, Record, Text, Timestamp};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Names of the columns and how wide they are at least; the last has no width, and times
/// have one of their own.
type Heads = &'static [(&'static str, usize)];

const RECORD: Heads = &[
    ("TIME", 0),
    ("TYPE", 13),
    ("PID", 7),
    ("ID", 4),
    ("USER", 12),
    ("LINE", 10),
    ("HOST", 24),
    ("ADDR", 0),
];
const LAST_LOGIN: Heads = &[("UID", 10), ("TIME", 0), ("LINE", 10), ("HOST", 0)];

fn heads(layout: &Layout) -> Heads {
    match layout.index() {
        Index::Sequential => RECORD,
        Index::Uid => LAST_LOGIN,
    }
}

pub(super) fn push_header(
    out: &mut Vec<u8>,
    source: &str,
    layout: &Layout,
    style: &Style<'_>,
) {
    let source = Escaped(source.as_bytes());
    out.extend_from_slice(format!("{source} ({})\n", layout.id()).as_bytes());
    let names = heads(layout).iter().map(|(name, _)| match *name {
        "TIME" => padded(name, style),
        name => name.to_string(),
    });
    push_cells(out, heads(layout), names);
}

pub(super) fn push_empty(out: &mut Vec<u8>, source: &str) {
    out.extend_from_slice(format!("{} (empty)\n", Escaped(source.as_bytes())).as_bytes());
}

pub(super) fn push_entry(out: &mut Vec<u8>, entry: &Entry<'_>, style: &Style<'_>) {
    if let Some(record) = entry.record() {
        push_cells(out, RECORD, record_cells(&record, style).into_iter());
    } else if let Some(login) = entry.last_login() {
        let cells = [
            login.uid().to_string(),
            match login.is_never() {
                true => padded("never", style),
                false => time_cell(login.timestamp_as(style.seconds32), style),
            },
            text_cell(Some(login.line())),
            text_cell(login.host()),
        ];
        push_cells(out, LAST_LOGIN, cells.into_iter());
    }
}

pub(super) fn push_damage(out: &mut Vec<u8>, damage: &Damage) {
    let Damage { offset, len, reason } = damage;
    let bytes = if *len == 1 { "byte" } else { "bytes" };
    out.extend_from_slice(
        format!("-- {len} {bytes} at {offset}: {reason} --\n").as_bytes(),
    );
}

fn record_cells(record: &Record<'_>, style: &Style<'_>) -> [String; 8] {
    let kind = match (record.kind(), record.type_raw()) {
        (Kind::Unknown, Some(number)) => format!("type {number}"),
        (kind, _) => kind.to_string(),
    };
    [
        time_cell(record.time().timestamp_as(style.seconds32), style),
        kind,
        record.pid().map_or_else(String::new, |pid| pid.to_string()),
        text_cell(record.id()),
        text_cell(Some(record.user())),
        text_cell(Some(record.line())),
        text_cell(record.host()),
        record.address().map_or_else(String::new, |address| address.to_string()),
    ]
}

fn time_cell(time: Option<Timestamp>, style: &Style<'_>) -> String {
    let Some(time) = time else { return padded("impossible", style) };
    let mut cell = Vec::new();
    push_time(&mut cell, time, style);
    padded(&String::from_utf8_lossy(&cell), style)
}

/// As wide as a time: an offset is longer than a `Z`.
fn padded(cell: &str, style: &Style<'_>) -> String {
    let width = if style.offset.is_some() { 32 } else { 27 };
    format!("{cell:<width$}")
}

fn text_cell(text: Option<Text<'_>>) -> String {
    text.map_or_else(String::new, |text| Escaped(text.value()).to_string())
}

fn push_cells(out: &mut Vec<u8>, heads: Heads, cells: impl Iterator<Item = String>) {
    let mut line = String::new();
    for ((_, width), cell) in heads.iter().zip(cells) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&format!("{cell:<width$}"));
    }
    out.extend_from_slice(line.trim_end().as_bytes());
    out.push(b'\n');
}
