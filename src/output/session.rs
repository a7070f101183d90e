//! How sessions and their totals are written.

use super::clock::Clock;
use super::column::{Column, SESSION, TOTAL};
use super::ink::{Ink as _, Slate};
use super::name::{Name, Parts};
use super::table::{Heads, padded, push_cells, text_cell, time_cell};
use super::value::{Row, Seconds, odd_address, port};
use super::{Format, Style, csv, json};
use crate::record::{Address, Record, StoredAddress, Text, Timestamp};
use crate::session::{Rule, Session, Span};
use crate::vector::Near;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locus<'a> {
    /// The file, as it was named.
    pub source: &'a str,
    /// Where it starts in the file, in bytes.
    pub offset: u64,
    /// How many entries stand before it.
    pub index: u64,
}

/// Sessions added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total<'a> {
    /// What is added up: `user`, `host`, `address` or `day`.
    pub by: &'static str,
    /// Which user, host, address or day; `None` for sessions that have none.
    pub value: Option<&'a [u8]>,
    /// How many sessions.
    pub sessions: u64,
    /// How long they lasted, in microseconds.
    pub duration: i64,
    /// How many of them have no end.
    pub open: u64,
    /// How many were over by the time that counts as their end.
    pub bounded: u64,
    /// How many have no duration.
    pub unmeasured: u64,
    /// When the first of them began.
    pub first: Option<Timestamp>,
    /// When the last of them began.
    pub last: Option<Timestamp>,
}

/// Names of the columns of a table of sessions and how wide they are.
const SESSION_HEADS: Heads = &[
    ("TIME", 0),
    ("END", 0),
    ("DURATION", 12),
    ("ENDED", 11),
    ("USER", 12),
    ("LINE", 12),
    ("HOST", 24),
    ("ADDR", 0),
];
const TOTAL_HEADS: Heads = &[
    ("DURATION", 14),
    ("SESSIONS", 9),
    ("OPEN", 6),
    ("BOUNDED", 8),
    ("UNMEASURED", 11),
    ("VALUE", 0),
];

/// Writes sessions, or totals of sessions, into a buffer.
#[derive(Clone, Debug)]
pub struct SessionWriter<'a> {
    format: Format,
    style: Style<'a>,
    clock: Clock,
    slate: Slate,
}

impl<'a> SessionWriter<'a> {
    /// A writer that has written nothing.
    #[must_use]
    pub fn new(format: Format, style: Style<'a>) -> Self {
        Self { format, style, clock: Clock::default(), slate: Slate::default() }
    }

    /// Writes the header of sessions, if the format has one.
    pub fn begin_sessions(&self, out: &mut Vec<u8>) {
        match self.format {
            Format::Jsonl => {}
            Format::Csv => csv::push_header(out, SESSION.iter()),
            Format::Table => self.push_heads(out, SESSION_HEADS),
        }
    }

    /// Writes the header of totals, if the format has one.
    pub fn begin_totals(&self, out: &mut Vec<u8>) {
        match self.format {
            Format::Jsonl => {}
            Format::Csv => csv::push_header(out, TOTAL.iter()),
            Format::Table => self.push_heads(out, TOTAL_HEADS),
        }
    }

    fn push_heads(&self, out: &mut Vec<u8>, heads: Heads) {
        let names = heads.iter().map(|(name, _)| match *name {
            "TIME" | "END" => padded(name, &self.style),
            name => name.to_string(),
        });
        push_cells(out, heads, names);
    }

    /// Writes a session. `record` is the one that it starts with; if it is open, its length
    /// is counted to `end_of_evidence`.
    pub fn session(
        &mut self,
        session: &Session<Locus<'_>>,
        record: &Record<'_>,
        end_of_evidence: Option<Timestamp>,
        out: &mut Vec<u8>,
    ) {
        let length = match end_of_evidence {
            Some(end) => session.duration_until(end),
            None => session.duration(),
        };
        let line = Line { session, record, length };
        let Self { style, clock, slate, .. } = self;
        match self.format {
            Format::Table => {
                let end = session.end.map(|end| end.time);
                // A name with blanks could pass for other columns. Those of the system have
                // some: `system boot`.
                let text = |text: Option<Text<'_>>| match session.span {
                    Span::Login => text_cell(text).replace(' ', "\\x20"),
                    _ => text_cell(text),
                };
                let cells = [
                    time_cell(session.start.time, &self.style),
                    match end {
                        Some(time) => time_cell(time, &self.style),
                        None => padded("", &self.style),
                    },
                    length.map_or_else(String::new, length_cell),
                    session.ended.to_string(),
                    text(Some(record.user())),
                    text(Some(record.line())),
                    text(record.host()),
                    record
                        .address()
                        .map_or_else(String::new, |address| address.to_string()),
                ];
                push_cells(out, SESSION_HEADS, cells);
            }
            Format::Jsonl => {
                let row = json::Object::begin(slate.room(), style, clock);
                let len = line.put(row).end().place();
                if !slate.add_to(out, len) {
                    line.put(json::Object::begin(out, style, clock)).end();
                }
            }
            Format::Csv => {
                let row = csv::Line::begin(slate.room(), style, clock);
                let len = line.put(row).end().place();
                if !slate.add_to(out, len) {
                    line.put(csv::Line::begin(out, style, clock)).end();
                }
            }
        }
    }

    /// Writes a total.
    pub fn total(&self, total: &Total<'_>, out: &mut Vec<u8>) {
        let mut clock = Clock::default();
        match self.format {
            Format::Table => {
                let cells = [
                    length_cell(total.duration),
                    total.sessions.to_string(),
                    total.open.to_string(),
                    total.bounded.to_string(),
                    total.unmeasured.to_string(),
                    text_cell(Some(Text::new(total.value.unwrap_or(b"-")))),
                ];
                push_cells(out, TOTAL_HEADS, cells);
            }
            Format::Jsonl => {
                let mut object = json::Object::begin(out, &self.style, &mut clock);
                put_total(&mut object, total);
                object.end();
            }
            Format::Csv => {
                let mut line = csv::Line::begin(out, &self.style, &mut clock);
                put_total(&mut line, total);
                line.end();
            }
        }
    }
}

/// Microseconds as days, hours, minutes and seconds: `3+13:50:07`.
fn length_cell(micros: i64) -> String {
    let seconds = micros.checked_div(1_000_000).unwrap_or(0);
    let part = |unit: i64, of: i64| {
        seconds.checked_div(unit).and_then(|units| units.checked_rem(of)).unwrap_or(0)
    };
    let (hours, minutes, rest) = (part(3_600, 24), part(60, 60), part(1, 60));
    match part(86_400, i64::MAX) {
        0 => format!("{hours:02}:{minutes:02}:{rest:02}"),
        days => format!("{days}+{hours:02}:{minutes:02}:{rest:02}"),
    }
}

/// All that goes into the line of a session.
struct Line<'l> {
    session: &'l Session<Locus<'l>>,
    record: &'l Record<'l>,
    /// How long it lasted, in microseconds.
    length: Option<i64>,
}

impl Line<'_> {
    #[inline(always)]
    fn put<R: Row>(&self, mut row: R) -> R {
        let &Self { session, record, length } = self;
        let [
            source,
            offset,
            index,
            layout,
            span,
            time,
            end_time,
            duration,
            ended,
            rule,
            user,
            line,
            host,
            addr,
            pid,
            id,
            end_source,
            end_offset,
            end_index,
            clock_shift,
            run_level,
            odd @ ..,
        ] = &SESSION;
        let start = session.start.at;
        row.put(source, Name::any::<R::Dialect>(start.source.as_bytes()));
        row.put(offset, start.offset);
        row.put(index, start.index);
        row.put(layout, record.layout());
        row.put(span, session.span.name());
        row.put(time, session.start.time);
        let end = session.end.as_ref();
        row.put(end_time, end.and_then(|end| end.time));
        row.put(duration, length.map(Seconds));
        row.put(ended, session.ended.name());
        row.put(rule, session.rule.map(Rule::name));
        let (value, user_has_more) = Name::of::<R::Dialect>(Near, record.user());
        row.put(user, value);
        let (value, line_has_more) = Name::of::<R::Dialect>(Near, record.line());
        row.put(line, value);
        let (value, host_has_more) = Name::of_any::<R::Dialect>(Near, record.host());
        row.put(host, value);
        let address = record.address();
        row.put(addr, address);
        row.put(pid, record.pid());
        let (value, id_has_more) = Name::of_any::<R::Dialect>(Near, record.id());
        row.put(id, value);
        let end = end.map(|end| end.at);
        row.put(end_source, end.map(|end| Name::any::<R::Dialect>(end.source.as_bytes())));
        row.put(end_offset, end.map(|end| end.offset));
        row.put(end_index, end.map(|end| end.index));
        let shift = Some(session.clock_shift).filter(|&shift| shift != 0);
        row.put(clock_shift, shift.map(Seconds));
        let level = record.run_level().map(|level| [level.new]);
        row.put(run_level, level.as_ref().map(|level| Name::any::<R::Dialect>(level)));
        let is_usual = !(user_has_more | line_has_more | host_has_more | id_has_more)
            && !matches!(address, Some(Address::Ambiguous(_)))
            && matches!(record.address, None | Some(StoredAddress::Either(_)));
        if is_usual {
            row.pass(odd.len());
            row
        } else {
            self.put_odd(row, address, odd)
        }
    }

    /// Puts what few sessions have.
    #[inline(always)]
    fn put_odd<R: Row>(
        &self,
        mut row: R,
        address: Option<Address>,
        columns: &[Column; 7],
    ) -> R {
        let [user, line, host, id, addr_family, addr_port, addr_bytes] = columns;
        let record = self.record;
        row.put(user, Parts::of::<R::Dialect>(Some(record.user())).bytes);
        row.put(line, Parts::of::<R::Dialect>(Some(record.line())).bytes);
        row.put(host, Parts::of::<R::Dialect>(record.host()).bytes);
        row.put(id, Parts::of::<R::Dialect>(record.id()).bytes);
        let is_ambiguous = matches!(address, Some(Address::Ambiguous(_)));
        row.put(addr_family, is_ambiguous.then_some("ambiguous"));
        row.put(addr_port, port(record.address));
        row.put(addr_bytes, odd_address(record.address));
        row
    }
}

fn put_total<R: Row>(row: &mut R, total: &Total<'_>) {
    let [by, value, sessions, duration, open, bounded, unmeasured, first, last, bytes] =
        &TOTAL;
    let parts = Parts::of::<R::Dialect>(total.value.map(Text::new));
    row.put(by, total.by);
    row.put(value, parts.value);
    row.put(sessions, total.sessions);
    row.put(duration, Seconds(total.duration));
    row.put(open, total.open);
    row.put(bounded, total.bounded);
    row.put(unmeasured, total.unmeasured);
    row.put(first, total.first);
    row.put(last, total.last);
    row.put(bytes, parts.bytes);
}
