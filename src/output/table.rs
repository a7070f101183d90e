//! A table for people: the usual fields, one line an entry.

use super::clock::Clock;
use super::digits::{put_address, put_signed};
use super::ink::Ink;
use super::value::Style;
use crate::bytes::plain_len;
use crate::escape::Escaped;
use crate::file::{Damage, Entry};
use crate::layout::{Content, Layout};
use crate::record::{
    Attempt, Failures, Kind, LastLogin, Process, Record, Text, Timestamp, View,
};
use crate::vector::Near;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Names of the columns and how wide they are at least; the last has no width, and times
/// have one of their own.
pub(super) type Heads = &'static [(&'static str, usize)];

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
const FAILURES: Heads =
    &[("UID", 10), ("COUNT", 7), ("MAX", 7), ("LOCK", 7), ("TIME", 0), ("LINE", 0)];
const ATTEMPT: Heads = &[("TIME", 0), ("VALID", 5), ("ORIGIN", 7), ("NAME", 0)];
const PROCESS: Heads = &[
    ("TIME", 0),
    ("COMMAND", 16),
    ("UID", 7),
    ("PID", 7),
    ("PPID", 7),
    ("SECONDS", 10),
    ("EXIT", 5),
    ("FLAGS", 0),
];

pub(super) const fn heads(content: Content) -> Heads {
    match content {
        Content::Records => RECORD,
        Content::LastLogins => LAST_LOGIN,
        Content::Failures => FAILURES,
        Content::Attempts => ATTEMPT,
        Content::Processes => PROCESS,
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
    let heads = heads(layout.content());
    push_cells(out, heads, names(heads, style));
}

/// What stands above the columns.
pub(super) fn names(heads: Heads, style: &Style<'_>) -> impl Iterator<Item = String> {
    heads.iter().map(|(name, _)| match *name {
        "TIME" => padded(name, style),
        name => name.to_string(),
    })
}

pub(super) fn push_empty(out: &mut Vec<u8>, source: &str) {
    out.extend_from_slice(format!("{} (empty)\n", Escaped(source.as_bytes())).as_bytes());
}

/// Tells that the layout has changed.
pub(super) fn push_layout(out: &mut Vec<u8>, entry: &Entry<'_>) {
    let (offset, layout) = (entry.offset(), entry.layout().id());
    out.extend_from_slice(format!("-- from {offset} on: {layout} --\n").as_bytes());
}

pub(super) fn push_entry(out: &mut Vec<u8>, entry: &Entry<'_>, style: &Style<'_>) {
    if let Some(cells) = cells(entry, style) {
        push_cells(out, heads(entry.layout().content()), cells);
    }
}

/// The cells of an entry, under the heads of its content.
pub(super) fn cells(entry: &Entry<'_>, style: &Style<'_>) -> Option<Vec<String>> {
    Some(match entry.view()? {
        View::Record(record) => record_cells(&record, style).into(),
        View::LastLogin(login) => login_cells(&login, style).into(),
        View::Failures(failures) => failure_cells(&failures, style).into(),
        View::Attempt(attempt) => attempt_cells(&attempt, style).into(),
        View::Process(process) => process_cells(&process, style).into(),
    })
}

/// The line of a record whose texts are plain, as nearly all are, without the blanks at its end
/// being taken away, and without an end. `None` if it is none.
#[inline(always)]
pub(super) fn put_record<I: Ink>(
    mut ink: I,
    record: &Record<'_>,
    [id, user, line, host]: [Plain<'_>; 4],
    style: &Style<'_>,
    clock: &mut Clock,
) -> I {
    match record.time().timestamp_as(style.seconds32) {
        Some(time) => {
            put_cell(&mut ink, time_width(style), |ink| clock.put(ink, time, style))
        }
        None => put_cell(&mut ink, time_width(style), |ink| ink.put_all(b"impossible")),
    }
    match (record.kind().name(), record.type_raw()) {
        (Some(name), _) => put_cell(&mut ink, 13, |ink| ink.put_slice(name.as_bytes())),
        (None, Some(number)) => put_cell(&mut ink, 13, |ink| {
            ink.put_all(b"type ");
            put_signed(ink, number.into());
        }),
        (None, None) => put_cell(&mut ink, 13, |ink| ink.put_all(b"unknown")),
    }
    put_cell(&mut ink, 7, |ink| {
        if let Some(pid) = record.pid() {
            put_signed(ink, pid);
        }
    });
    for ((field, len), width) in [(id, 4), (user, 12), (line, 10), (host, 24)] {
        put_cell(&mut ink, width, |ink| ink.put_start(field, len));
    }
    if let Some(address) = record.address() {
        put_address(&mut ink, address);
    }
    ink
}

/// A field, and how long the text in it is, of which nothing has to be escaped.
pub(super) type Plain<'a> = (&'a [u8], usize);

/// The texts of a record in the order of the table, if all are plain. Tails do not matter to a
/// table, but are rare.
#[inline(always)]
pub(super) fn plain_texts<'a>(record: &Record<'a>) -> Option<[Plain<'a>; 4]> {
    let plain = |text: Option<Text<'a>>| {
        let field = text.map_or(&[][..], |text| text.raw());
        // There is nothing special but what is never shown.
        Some((field, plain_len(Near, field, [0x7f; 2])?))
    };
    let (user, line) = (plain(Some(record.user()))?, plain(Some(record.line()))?);
    Some([plain(record.id())?, user, line, plain(record.host())?])
}

/// A cell, and the blank behind it.
#[inline(always)]
fn put_cell<I: Ink>(ink: &mut I, width: usize, put: impl FnOnce(&mut I)) {
    let start = ink.place();
    put(ink);
    let len = ink.place().wrapping_sub(start);
    ink.put(&[b' '; 64], width.saturating_sub(len).wrapping_add(1));
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
        number_cell(record.pid()),
        text_cell(record.id()),
        text_cell(Some(record.user())),
        text_cell(Some(record.line())),
        text_cell(record.host()),
        number_cell(record.address()),
    ]
}

fn login_cells(login: &LastLogin<'_>, style: &Style<'_>) -> [String; 4] {
    let time = login.timestamp_as(style.seconds32);
    [
        login.uid().to_string(),
        if login.is_never() { padded("never", style) } else { time_cell(time, style) },
        text_cell(Some(login.line())),
        text_cell(login.host()),
    ]
}

fn failure_cells(failures: &Failures<'_>, style: &Style<'_>) -> [String; 6] {
    let time = failures.timestamp_as(style.seconds32);
    [
        failures.uid().to_string(),
        failures.count().to_string(),
        number_cell(failures.max()),
        number_cell(failures.lock_seconds()),
        if failures.is_never() { padded("never", style) } else { time_cell(time, style) },
        text_cell(Some(failures.line())),
    ]
}

fn attempt_cells(attempt: &Attempt<'_>, style: &Style<'_>) -> [String; 4] {
    [
        time_cell(attempt.time().timestamp_as(style.seconds32), style),
        String::from(if attempt.is_valid() { "yes" } else { "no" }),
        String::from(attempt.origin().name()),
        text_cell(Some(attempt.source())),
    ]
}

fn process_cells(process: &Process<'_>, style: &Style<'_>) -> [String; 8] {
    let flags: Vec<_> = process.flag_names().collect();
    [
        time_cell(process.time().timestamp_as(style.seconds32), style),
        text_cell(Some(process.command())),
        process.uid().to_string(),
        number_cell(process.pid()),
        number_cell(process.ppid()),
        elapsed_cell(process),
        process.exit_code().to_string(),
        flags.join("|"),
    ]
}

/// How long a process lived, in seconds and hundredths.
fn elapsed_cell(process: &Process<'_>) -> String {
    let rate = u64::from(process.ticks_per_second());
    let seconds = process.elapsed().ticks().and_then(|ticks| {
        let rest = ticks.checked_rem(rate)?.saturating_mul(100).checked_div(rate)?;
        Some(format!("{}.{rest:02}", ticks.checked_div(rate)?))
    });
    seconds.unwrap_or_else(|| String::from("impossible"))
}

fn number_cell(number: Option<impl ToString>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

pub(super) fn time_cell(time: Option<Timestamp>, style: &Style<'_>) -> String {
    let Some(time) = time else { return padded("impossible", style) };
    let mut cell = Vec::new();
    Clock::default().put(&mut cell, time, style);
    padded(&String::from_utf8_lossy(&cell), style)
}

/// As wide as a time: an offset is longer than a `Z`.
pub(super) fn padded(cell: &str, style: &Style<'_>) -> String {
    let width = time_width(style);
    format!("{cell:<width$}")
}

const fn time_width(style: &Style<'_>) -> usize {
    if style.offset.is_some() { 32 } else { 27 }
}

pub(super) fn text_cell(text: Option<Text<'_>>) -> String {
    text.map_or_else(String::new, |text| Escaped(text.value()).to_string())
}

pub(super) fn push_cells(
    out: &mut Vec<u8>,
    heads: &[(&str, usize)],
    cells: impl IntoIterator<Item = String>,
) {
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
