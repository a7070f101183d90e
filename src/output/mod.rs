//! How entries and damage are written.
//!
//! Nothing here knows where an entry came from or who asked for it. Every format writes the
//! same columns; what strangers typed can neither act on a terminal nor forge a line.

mod carve;
mod clock;
mod column;
mod column_hit;
mod csv;
pub(crate) mod digits;
pub(crate) mod ink;
mod json;
mod line;
mod name;
pub(crate) mod push;
mod row;
mod schema;
mod session;
mod table;
mod value;

pub use carve::{CarveWriter, Notes};
pub(crate) use column::columns_of;
pub use column::{Column, columns, damage_columns, session_columns, total_columns};
use column::{DAMAGE, USER};
#[cfg(feature = "arrow")]
pub(crate) use column::{Form, Presence};
pub use schema::{definition, hit_definition, schema};
pub use session::{Locus, SessionWriter, Total};
pub use value::Style;

use crate::file::{Damage, Entries, Entry};
use crate::layout::{self, Content, Layout};
use crate::vector::Isa;
use alloc::vec::Vec;
use clock::Clock;
use ink::{Phrase, Slate};
use line::Frame;
use name::Dialect as _;
use row::put_damage;
use value::Row as _;

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
    frame: Frame<'a>,
    /// What the entries are whose columns the header of a CSV names.
    begun: Option<Content>,
    /// Id of the layout that a table has named last.
    layout: &'static str,
    clock: Clock,
    slate: Slate,
    isa: Isa,
}

impl<'a> Writer<'a> {
    /// A writer that has written nothing.
    #[must_use]
    pub fn new(format: Format, style: Style<'a>) -> Self {
        Self {
            format,
            frame: Frame::new(style),
            begun: None,
            layout: "",
            clock: Clock::default(),
            slate: Slate::default(),
            isa: Isa::best(),
        }
    }

    /// Adds the columns of damage to the header of a CSV. Has to come first.
    #[must_use]
    pub fn with_residue(mut self) -> Self {
        self.frame.residue = true;
        self
    }

    /// Adds the columns `user` and `user_bytes` behind those of an entry, for a name that was
    /// looked up elsewhere: see [`Writer::entry_of`]. A table has no such column. Has to come
    /// first.
    #[must_use]
    pub fn with_users(mut self) -> Self {
        self.frame.users = true;
        self
    }

    /// Whether entries of this layout can follow what was written. A CSV has the columns of
    /// its first file, and those of records, of a lastlog and so on differ.
    #[must_use]
    pub fn can_hold(&self, layout: &Layout) -> bool {
        self.format != Format::Csv
            || self.begun.is_none_or(|content| content == layout.content())
    }

    /// Begins a file: names it in what follows, and writes a header if the format has one.
    pub fn begin(&mut self, source: &str, layout: &Layout, out: &mut Vec<u8>) {
        self.frame.source = phrase(self.format, source);
        let id = phrase(self.format, layout.id());
        self.frame.usual = layout::find(layout.id()).map(|layout| (layout, id));
        match self.format {
            Format::Jsonl => {}
            Format::Csv if self.begun.is_some() => {}
            Format::Csv => {
                let damage = DAMAGE.iter().skip(2).filter(|_| self.frame.residue);
                let users = USER.iter().filter(|_| self.frame.users);
                csv::push_header(out, columns(layout).iter().chain(users).chain(damage));
            }
            Format::Table => {
                if self.begun.is_some() {
                    out.push(b'\n');
                }
                table::push_header(out, source, layout, &self.frame.style);
            }
        }
        self.begun = Some(layout.content());
        self.layout = layout.id();
    }

    /// Begins a file without a single byte, which has no layout that could be named: a
    /// table says so, other formats have nothing to say.
    pub fn begin_empty(&mut self, source: &str, out: &mut Vec<u8>) {
        if self.format == Format::Table {
            if self.begun.is_some() {
                out.push(b'\n');
            }
            table::push_empty(out, source);
            self.begun = Some(Content::Records);
        }
    }

    /// Whether anything was begun that shows in the output: of empty files only in a table.
    #[must_use]
    pub const fn has_begun(&self) -> bool {
        self.begun.is_some()
    }

    /// Writes an entry. Its columns are those of its content, which for CSV has to be that
    /// of the layout begun with.
    pub fn entry(&mut self, entry: &Entry<'_>, out: &mut Vec<u8>) {
        self.entry_of(entry, None, out);
    }

    /// Writes an entry with the name of its user, of which a writer
    /// [with users](Writer::with_users) has the columns. `None` if it is not known.
    pub fn entry_of(&mut self, entry: &Entry<'_>, user: Option<&[u8]>, out: &mut Vec<u8>) {
        if self.format == Format::Table {
            if self.layout != entry.layout().id() {
                self.layout = entry.layout().id();
                table::push_layout(out, entry);
            }
            let Self { frame: Frame { style, .. }, clock, slate, .. } = self;
            let start = out.len();
            if let Some(record) = entry.record()
                && let Some(texts) = table::plain_texts(&record)
                && slate
                    .line(out, |room| table::put_record(room, &record, texts, style, clock))
            {
                let line = out.get(start..).unwrap_or_default().trim_ascii_end();
                out.truncate(start.saturating_add(line.len()));
                return out.push(b'\n');
            }
            return table::push_entry(out, entry, style);
        }
        line::push(self, Entries::one(*entry), user, out);
    }

    /// Writes entries that stand one behind the other, as [`Writer::entry`] writes each of them,
    /// and faster.
    pub fn entries(&mut self, entries: Entries<'_>, out: &mut Vec<u8>) {
        match self.format {
            Format::Table => entries.for_each(|entry| self.entry(&entry, out)),
            _ => line::push(self, entries, None, out),
        }
    }

    /// Writes damage.
    pub fn damage(&mut self, damage: &Damage, out: &mut Vec<u8>) {
        let Self { format, frame, clock, .. } = self;
        let (context, style) = (frame.context(), &frame.style);
        match format {
            Format::Table => table::push_damage(out, damage),
            Format::Jsonl => {
                let mut object = json::Object::begin(out, style, clock);
                put_damage(&mut object, damage, &context, |_| {});
                object.end();
            }
            Format::Csv => {
                let mut line = csv::Line::begin(out, style, clock);
                // Source and offset are the first two columns of both; length and reason
                // stand behind all columns of an entry.
                let width = columns_of(self.begun.unwrap_or(Content::Records)).len();
                let users = if frame.users { USER.len() } else { 0 };
                let width = width.saturating_add(users);
                put_damage(&mut line, damage, &context, |line| {
                    line.pass(width.saturating_sub(2));
                });
                line.end();
            }
        }
    }
}

/// A text that the format writes again and again.
fn phrase(format: Format, text: &str) -> Phrase {
    match format {
        Format::Csv => csv::Csv::phrase(text.as_bytes()),
        _ => json::Json::phrase(text.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::LogFile;
    use crate::layout::{Draft, find};
    use alloc::string::String;

    #[test]
    fn a_csv_with_users_and_damage_has_as_many_cells_in_every_row() {
        let layout = find("linux-lastlog-292-le").unwrap();
        let mut bytes =
            layout.encode(&Draft { seconds: 1_700_000_000, ..Draft::default() });
        bytes.push(1);
        let mut out = Vec::new();
        let mut writer =
            Writer::new(Format::Csv, Style::default()).with_users().with_residue();
        writer.begin("lastlog", layout, &mut out);
        for entry in LogFile::new(&bytes, layout).entries() {
            writer.entry_of(&entry, Some(b"alice"), &mut out);
            writer.entry(&entry, &mut out);
        }
        for residue in LogFile::new(&bytes, layout).residue() {
            let damage = Damage { offset: 292, len: 1, reason: residue.reason() };
            writer.damage(&damage, &mut out);
        }
        let text = String::from_utf8(out).unwrap();
        let rows: Vec<Vec<&str>> =
            text.lines().map(|line| line.split(',').collect()).collect();
        assert_eq!(rows.len(), 4);
        assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{text}");
        let cells = |name| {
            let at = rows[0].iter().position(|head| *head == name).unwrap();
            rows.iter().skip(1).map(|row| row[at]).collect::<Vec<_>>()
        };
        assert_eq!(cells("user"), ["alice", "", ""]);
        assert_eq!(cells("length"), ["", "", "1"]);
        assert_eq!(cells("residue"), ["", "", "torn tail"]);
    }
}
