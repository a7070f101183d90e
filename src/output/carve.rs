//! How what was carved is written.

use super::clock::Clock;
use super::column::{Column, columns_of};
use super::column_hit::{HIT, KNOWN, Presence, places, union};
use super::ink::Phrase;
use super::name::Name;
use super::push::display;
use super::row::put_entry;
use super::table::{self, Heads, cells, heads, padded, push_cells};
use super::value::{Context, Hex, Row, Value};
use super::{Format, Style, csv, json, phrase};
use crate::carve::{Fragment, Hit};
use crate::escape::Escaped;
use crate::layout::Content;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// What is known of a hit beyond what was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notes<'a> {
    /// The SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// Whether it is in the logs that were given; `None` if that cannot be told. Written by a
    /// writer [that knows them](CarveWriter::with_known).
    pub known: Option<bool>,
    /// The number of the partition that it starts in, and where it starts in it, in bytes.
    pub partition: Option<(u64, u64)>,
    /// A record of the given logs that says of the same login something else: the file, and
    /// where the record starts in it, in bytes.
    pub twin: Option<(&'a str, u64)>,
}

/// The columns of a table before the usual ones; the last only if it is known.
const HEADS: Heads =
    &[("OFFSET", 14), ("TIER", 9), ("SCORE", 5), ("RUN", 6), ("FRAGMENT", 8), ("KNOWN", 5)];

/// Writes hits into a buffer.
///
/// The columns are those of the entry that was found, as a [`Writer`](super::Writer) writes
/// them, and behind them those of the hit. A column that is made of bytes which are missing of
/// a head or a tail is null; a text whose beginning is there says what is there of it. The user
/// id of a slot is null too, since it is where the slot stands in its table.
///
/// A CSV has the columns of all contents that may come in one header, each once, and cells are
/// empty in rows whose content has no such column.
#[derive(Clone, Debug)]
pub struct CarveWriter<'a> {
    format: Format,
    style: Style<'a>,
    source: String,
    /// The same as the format writes it.
    name: Phrase,
    /// The columns of a CSV before those of the hit.
    columns: Vec<&'static Column>,
    /// Where those of each content stand among them.
    places: Vec<(Content, Vec<usize>)>,
    spread: csv::Spread,
    clock: Clock,
    known: bool,
    has_begun: bool,
    /// Content and layout that a table has named last.
    named: Option<(Content, &'static str)>,
}

impl<'a> CarveWriter<'a> {
    /// A writer that has written nothing, for hits of these contents.
    #[must_use]
    pub fn new(
        format: Format,
        style: Style<'a>,
        contents: impl IntoIterator<Item = Content>,
    ) -> Self {
        let contents: Vec<_> = contents.into_iter().collect();
        let columns = union(&contents);
        let places =
            contents.iter().map(|&content| (content, places(&columns, content))).collect();
        Self {
            format,
            style,
            source: String::new(),
            name: Phrase::default(),
            columns,
            places,
            spread: csv::Spread::default(),
            clock: Clock::default(),
            known: false,
            has_begun: false,
            named: None,
        }
    }

    /// Adds the column `known`. Has to come first.
    #[must_use]
    pub fn with_known(mut self) -> Self {
        self.known = true;
        self
    }

    /// Begins a source: names it in what follows. The first time it writes the header of a
    /// CSV.
    pub fn begin(&mut self, source: &str, out: &mut Vec<u8>) {
        self.source = String::from(source);
        self.name = phrase(self.format, source);
        self.named = None;
        if self.format == Format::Csv && !self.has_begun {
            let (before, behind) = HIT;
            let known = [&KNOWN].into_iter().filter(|_| self.known);
            let evidence = self.columns.iter().copied();
            csv::push_header(out, evidence.chain(before).chain(known).chain(behind));
            self.has_begun = true;
        }
    }

    /// Writes a hit.
    pub fn hit(&mut self, hit: &Hit<'_>, notes: &Notes<'_>, out: &mut Vec<u8>) {
        let mut clock = self.clock;
        match self.format {
            Format::Table => self.push_line(hit, notes, out),
            Format::Jsonl => {
                let object = json::Object::begin(out, &self.style, &mut clock);
                let mut object = self.put_evidence(object, hit);
                self.put_hit(&mut object, hit, notes);
                object.end();
            }
            Format::Csv => {
                let mut spread = core::mem::take(&mut self.spread);
                let content = hit.layout().content();
                let places = self.places.iter().find(|(other, _)| *other == content);
                let places = places.map_or(&[][..], |(_, places)| places);
                let width = self.columns.len();
                let cells = spread.begin(width, places, &self.style, &mut clock);
                self.put_evidence(cells, hit);
                let mut line = csv::Line::begin(out, &self.style, &mut clock);
                spread.put(&mut line);
                self.put_hit(&mut line, hit, notes);
                line.end();
                self.spread = spread;
            }
        }
        self.clock = clock;
    }

    fn put_evidence<R: Row>(&self, row: R, hit: &Hit<'_>) -> R {
        let row = Telling { row, presence: Presence::of(hit) };
        put_entry(row, &hit.entry(), &self.context()).row
    }

    fn put_hit<R: Row>(&self, row: &mut R, hit: &Hit<'_>, notes: &Notes<'_>) {
        let (
            [tier, score, reasons, run, run_index, fragment],
            [
                sha256,
                tail_offset,
                cut,
                partition,
                partition_offset,
                bytes,
                twin,
                twin_offset,
            ],
        ) = HIT
        else {
            return;
        };
        row.put(tier, hit.tier().name());
        row.put(score, hit.score());
        row.put(reasons, display(hit.reasons()).as_str());
        row.put(run, hit.run());
        row.put(run_index, hit.run_index());
        let part = hit.fragment();
        row.put(fragment, part.map(Fragment::name));
        if self.known {
            row.put(&KNOWN, notes.known);
        }
        row.put(sha256, Hex(&notes.sha256));
        let joined = match part {
            Some(Fragment::Joined { cut, tail }) => u64::try_from(cut).ok().zip(Some(tail)),
            _ => None,
        };
        row.put(tail_offset, joined.map(|(_, tail)| tail));
        row.put(cut, joined.map(|(cut, _)| cut));
        let place = notes.partition;
        row.put(partition, place.map(|(number, _)| number));
        row.put(partition_offset, place.map(|(_, at)| at));
        let is_part = matches!(part, Some(Fragment::Head | Fragment::Tail));
        let evidence = is_part.then(|| hit.bytes());
        row.put(bytes, evidence.map(Hex));
        let source = notes.twin.map(|(source, _)| source.as_bytes());
        row.put(twin, source.map(Name::any::<R::Dialect>));
        row.put(twin_offset, notes.twin.map(|(_, at)| at));
    }

    fn push_line(&mut self, hit: &Hit<'_>, notes: &Notes<'_>, out: &mut Vec<u8>) {
        let layout = hit.layout();
        let heads = heads(layout.content());
        let before = match HEADS.split_last() {
            Some((_, rest)) if !self.known => rest,
            _ => HEADS,
        };
        let all: Vec<_> = before.iter().chain(heads).copied().collect();
        match self.named {
            Some((content, id)) if content == layout.content() => {
                if id != layout.id() {
                    table::push_layout(out, &hit.entry());
                }
            }
            _ => {
                if self.has_begun {
                    out.push(b'\n');
                }
                self.has_begun = true;
                let source = Escaped(self.source.as_bytes());
                out.extend_from_slice(format!("{source} ({})\n", layout.id()).as_bytes());
                let names = table::names(before, &self.style)
                    .chain(table::names(heads, &self.style));
                push_cells(out, &all, names);
            }
        }
        self.named = Some((layout.content(), layout.id()));
        let mut line = Vec::from([
            hit.offset().to_string(),
            hit.tier().name().to_string(),
            hit.score().to_string(),
            hit.run().to_string(),
            hit.fragment().map_or("", Fragment::name).to_string(),
        ]);
        if self.known {
            line.push(
                notes.known.map_or("", |known| if known { "yes" } else { "no" }).into(),
            );
        }
        let presence = Presence::of(hit);
        let cells = cells(&hit.entry(), &self.style).unwrap_or_default();
        line.extend(heads.iter().zip(cells).map(|((head, _), cell)| {
            let is_told = presence.tells(column_under(head));
            match *head {
                _ if is_told => cell,
                "TIME" => padded("", &self.style),
                _ => String::new(),
            }
        }));
        push_cells(out, &all, line);
        if let Some((source, offset)) = notes.twin {
            let source = Escaped(source.as_bytes());
            let twin = format!("-- {source} has it with other values at {offset} --\n");
            out.extend_from_slice(twin.as_bytes());
        }
    }

    fn context(&self) -> Context<'_> {
        Context { source: &self.name, layout: None, seconds32: self.style.seconds32 }
    }
}

/// Which column a table shows under a head.
fn column_under(head: &str) -> &'static str {
    match head {
        "LOCK" => "lock_seconds",
        "SECONDS" => "etime",
        "EXIT" => "exit_code",
        "FLAGS" => "flag_names",
        "TYPE" => "type_name",
        _ => {
            let all = Content::ALL.iter().flat_map(|&content| columns_of(content));
            let mut names = all.map(|column| column.name);
            names.find(|name| name.eq_ignore_ascii_case(head)).unwrap_or_default()
        }
    }
}

/// A row in which columns that cannot be told are null.
struct Telling<'h, 'a, R> {
    row: R,
    presence: Presence<'h, 'a>,
}

impl<R: Row> Row for Telling<'_, '_, R> {
    type Dialect = R::Dialect;

    fn put<V: Value>(&mut self, column: &Column, value: V) {
        let is_told = self.presence.tells(column.name);
        self.row.put(column, is_told.then_some(value));
    }

    fn pass(&mut self, columns: usize) {
        self.row.pass(columns);
    }
}

#[cfg(test)]
mod tests;
