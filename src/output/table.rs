//! A table for people: the usual fields, one line an entry.

use super::value::{Style, push_time};
use crate::escape::Escaped;
use crate::file::{Damage, Entry};
use crate::layout::{Index, Layout};
use crate::record::{Kind, Record, Text, Timestamp};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Names of the columns and how wide they are at least; the last has no width.
type Heads = &'static [(&'static str, usize)];

const RECORD: Heads = &[
    ("TIME", 27),
    ("TYPE", 13),
    ("PID", 7),
    ("ID", 4),
    ("USER", 12),
    ("LINE", 10),
    ("HOST", 24),
    ("ADDR", 0),
];
const LAST_LOGIN: Heads = &[("UID", 10), ("TIME", 27), ("LINE", 10), ("HOST", 0)];

fn heads(layout: &Layout) -> Heads {
    match layout.index() {
        Index::Sequential => RECORD,
        Index::Uid => LAST_LOGIN,
    }
}

pub(super) fn push_header(out: &mut Vec<u8>, source: &str, layout: &Layout) {
    let source = Escaped(source.as_bytes());
    out.extend_from_slice(format!("{source} ({})\n", layout.id()).as_bytes());
    push_cells(
        out,
        heads(layout),
        heads(layout).iter().map(|(name, _)| (*name).to_string()),
    );
}

pub(super) fn push_entry(out: &mut Vec<u8>, entry: &Entry<'_>, style: &Style<'_>) {
    if let Some(record) = entry.record() {
        push_cells(out, RECORD, record_cells(&record, style).into_iter());
    } else if let Some(login) = entry.last_login() {
        let never = login.time().seconds(style.seconds32) == 0;
        let time = login.time().timestamp_as(style.seconds32).filter(|_| !never);
        let cells = [
            login.uid().to_string(),
            if never { "never".to_string() } else { time_cell(time, style) },
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
    let Some(time) = time else { return "impossible".to_string() };
    let mut cell = Vec::new();
    push_time(&mut cell, time, style);
    String::from_utf8_lossy(&cell).into_owned()
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
