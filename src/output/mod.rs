//! How entries and damage are written.
//!
//! Nothing here knows where an entry came from or who asked for it. Every format writes the
//! same columns; what strangers typed can neither act on a terminal nor forge a line.

mod column;
mod csv;
mod json;
mod push;
mod table;
mod value;

pub use column::{Column, columns, damage_columns};
use column::{DAMAGE, LAST_LOGIN, RECORD};
pub use json::schema;
pub use value::Style;

use crate::file::{Damage, Entry};
use crate::layout::{Index, Layout};
use alloc::string::String;
use alloc::vec::Vec;
use value::{Context, Row, put_damage, put_last_login, put_record};

/// A format of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// The usual fields in columns, for people.
    Table,
    /// One JSON object a line, with everything.
    Jsonl,
    /// Comma-separated values with a header, with everything.
    Csv,
}

/// Writes the entries of one file after another into a buffer.
///
/// # Examples
///
/// ```
/// use loginrec::{LogFile, layout::{self, Draft}, output::{Format, Style, Writer}};
///
/// let layout = layout::find("linux-lastlog-292-le").unwrap();
/// let bytes = layout.encode(&Draft { seconds: 1_700_000_000, ..Draft::default() });
/// let mut out = Vec::new();
/// let mut writer = Writer::new(Format::Jsonl, Style::default());
/// writer.begin("lastlog", layout, &mut out);
/// for entry in LogFile::new(&bytes, layout).entries() {
///     writer.entry(&entry, &mut out);
/// }
/// assert!(out.starts_with(br#"{"source":"lastlog","offset":0,"index":0,"#));
/// ```
#[derive(Clone, Debug)]
pub struct Writer<'a> {
    format: Format,
    style: Style<'a>,
    source: String,
    residue: bool,
    /// How the entries are indexed whose columns the header of a CSV names.
    begun: Option<Index>,
}

impl<'a> Writer<'a> {
    /// A writer that has written nothing.
    #[must_use]
    pub fn new(format: Format, style: Style<'a>) -> Self {
        Self { format, style, source: String::new(), residue: false, begun: None }
    }

    /// Adds the columns of damage to the header of a CSV. Has to come first.
    #[must_use]
    pub fn with_residue(mut self) -> Self {
        self.residue = true;
        self
    }

    /// Whether entries of this layout can follow what was written. A CSV has the columns of
    /// its first file, and those of records and of a lastlog differ.
    #[must_use]
    pub fn can_hold(&self, layout: &Layout) -> bool {
        self.format != Format::Csv || self.begun.is_none_or(|index| index == layout.index())
    }

    /// Begins a file: names it in what follows, and writes a header if the format has one.
    pub fn begin(&mut self, source: &str, layout: &Layout, out: &mut Vec<u8>) {
        self.source = String::from(source);
        match self.format {
            Format::Jsonl => {}
            Format::Csv if self.begun.is_some() => {}
            Format::Csv => {
                let damage = DAMAGE.iter().skip(2).filter(|_| self.residue);
                csv::push_header(out, columns(layout).iter().chain(damage));
            }
            Format::Table => {
                if self.begun.is_some() {
                    out.push(b'\n');
                }
                table::push_header(out, source, layout, &self.style);
            }
        }
        self.begun = Some(layout.index());
    }

    /// Begins a file without a single byte, which has no layout that could be named: a
    /// table says so, other formats have nothing to say.
    pub fn begin_empty(&mut self, source: &str, out: &mut Vec<u8>) {
        if self.format == Format::Table {
            if self.begun.is_some() {
                out.push(b'\n');
            }
            table::push_empty(out, source);
            self.begun = Some(Index::Sequential);
        }
    }

    /// Whether anything was begun that shows in the output: of empty files only in a table.
    #[must_use]
    pub const fn has_begun(&self) -> bool {
        self.begun.is_some()
    }

    /// Writes an entry.
    pub fn entry(&mut self, entry: &Entry<'_>, out: &mut Vec<u8>) {
        match self.format {
            Format::Table => table::push_entry(out, entry, &self.style),
            Format::Jsonl => {
                let mut object = json::Object::begin(out, &self.style);
                self.put_entry(&mut object, entry);
                object.end();
            }
            Format::Csv => {
                let mut line = csv::Line::begin(out, &self.style);
                self.put_entry(&mut line, entry);
                line.skip(if self.residue { 2 } else { 0 });
                line.end();
            }
        }
    }

    /// Puts the values of an entry, which is always a record or a slot.
    #[inline]
    fn put_entry(&self, row: &mut impl Row, entry: &Entry<'_>) {
        if let Some(record) = entry.record() {
            put_record(row, entry, &record, &self.context());
        } else if let Some(login) = entry.last_login() {
            put_last_login(row, &login, &self.context());
        }
    }

    /// Writes damage.
    pub fn damage(&mut self, damage: &Damage, out: &mut Vec<u8>) {
        let context = self.context();
        match self.format {
            Format::Table => table::push_damage(out, damage),
            Format::Jsonl => {
                let mut object = json::Object::begin(out, &self.style);
                put_damage(&mut object, damage, &context, |_| {});
                object.end();
            }
            Format::Csv => {
                let mut line = csv::Line::begin(out, &self.style);
                // Source and offset are the first two columns of both; length and reason
                // stand behind all columns of an entry.
                let width = match self.begun {
                    Some(Index::Uid) => LAST_LOGIN.len(),
                    _ => RECORD.len(),
                };
                put_damage(&mut line, damage, &context, |line| {
                    line.skip(width.saturating_sub(2));
                });
                line.end();
            }
        }
    }

    fn context(&self) -> Context<'_> {
        Context {
            source: &self.source,
            seconds32: self.style.seconds32,
            special: match self.format {
                Format::Csv => csv::SPECIAL,
                _ => json::SPECIAL,
            },
            is_exact: match self.format {
                Format::Csv => csv::is_exact,
                _ => json::is_exact,
            },
        }
    }
}
