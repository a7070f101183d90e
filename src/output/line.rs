//! The lines of entries, in room that is known to be there or in any buffer.

use super::clock::Clock;
use super::ink::{Ink as _, Phrase};
use super::row::{put_entry, put_record as put_values, put_user};
use super::value::{Context, Row, Style};
use super::{Format, Writer, csv, json};
use crate::file::{Entries, Entry};
use crate::layout::Layout;
use crate::record::Record;
use crate::vector::{Kernel, Vectors};
use alloc::vec::Vec;

/// Cells of damage that a CSV has behind those of an entry.
const DAMAGE_CELLS: usize = 2;

/// What all lines of a file have in common.
#[derive(Clone, Debug)]
pub(super) struct Frame<'a> {
    pub(super) style: Style<'a>,
    /// The name of the file as the format writes it.
    pub(super) source: Phrase,
    /// The layout that the file begins with, and its id as the format writes it.
    pub(super) usual: Option<(&'static Layout, Phrase)>,
    /// Whether there are columns for names that are looked up, and for damage.
    pub(super) users: bool,
    pub(super) residue: bool,
}

impl<'a> Frame<'a> {
    pub(super) fn new(style: Style<'a>) -> Self {
        let source = Phrase::default();
        Self { style, source, usual: None, users: false, residue: false }
    }

    #[inline(always)]
    pub(super) fn context(&self) -> Context<'_> {
        Context {
            source: &self.source,
            layout: self.usual.as_ref().map(|(layout, id)| (*layout, id)),
            seconds32: self.style.seconds32,
        }
    }

    /// Puts all that goes into the line of a record.
    #[inline(always)]
    fn put_record<R: Row>(
        &self,
        row: R,
        entry: &Entry<'_>,
        record: &Record<'_>,
        user: Option<&[u8]>,
        vectors: impl Vectors,
    ) -> R {
        let row = put_values(row, entry, record, &self.context(), vectors);
        self.put_behind(row, user)
    }

    /// The same of any entry.
    fn put_entry<R: Row>(&self, row: R, entry: &Entry<'_>, user: Option<&[u8]>) -> R {
        self.put_behind(put_entry(row, entry, &self.context()), user)
    }

    #[inline(always)]
    fn put_behind<R: Row>(&self, mut row: R, user: Option<&[u8]>) -> R {
        if self.users {
            row = put_user(row, user);
        }
        if self.residue {
            row.pass(DAMAGE_CELLS);
        }
        row
    }
}

/// Adds the lines of entries that stand one behind the other. All have the same user.
pub(super) fn push(
    writer: &mut Writer<'_>,
    entries: Entries<'_>,
    user: Option<&[u8]>,
    out: &mut Vec<u8>,
) {
    let (isa, format) = (writer.isa, writer.format);
    let lines = Lines { writer, entries, user, out };
    match format {
        Format::Csv => isa.run(Csv(lines)),
        _ => isa.run(Json(lines)),
    }
}

/// All that goes into the lines of entries.
struct Lines<'l, 'w> {
    writer: &'l mut Writer<'w>,
    entries: Entries<'l>,
    user: Option<&'l [u8]>,
    out: &'l mut Vec<u8>,
}

/// The lines of one format: a kernel, and what adds the line of any entry, however long it is.
macro_rules! lines_of {
    ($kernel:ident, $push:ident, $line:ty) => {
        struct $kernel<'l, 'w>(Lines<'l, 'w>);

        impl Kernel for $kernel<'_, '_> {
            type Output = ();

            #[inline(always)]
            fn run<V: Vectors>(self, vectors: V) {
                let Lines { writer, entries, user, out } = self.0;
                let Writer { frame, clock, slate, .. } = writer;
                for entry in entries {
                    let mut is_done = false;
                    if let Some(record) = &entry.record() {
                        let row = <$line>::begin(slate.room(), &frame.style, clock);
                        let row = frame.put_record(row, &entry, record, user, vectors);
                        let len = row.end().place();
                        is_done = slate.add_to(out, len);
                    }
                    if !is_done {
                        $push(frame, &entry, user, clock, out);
                    }
                }
            }
        }

        #[inline(never)]
        fn $push(
            frame: &Frame<'_>,
            entry: &Entry<'_>,
            user: Option<&[u8]>,
            clock: &mut Clock,
            out: &mut Vec<u8>,
        ) {
            let row = <$line>::begin(out, &frame.style, clock);
            frame.put_entry(row, entry, user).end();
        }
    };
}

lines_of!(Json, push_json, json::Object<'_, _>);
lines_of!(Csv, push_csv, csv::Line<'_, _>);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::{LogFile, Piece, Run};
    use crate::layout::{Draft, find};
    use crate::vector::Isa;
    use alloc::string::String;

    /// Records with texts of all kinds, hosts as long as they can be and longer than a line is
    /// expected to be.
    fn records(layout: &Layout) -> Vec<u8> {
        let texts = ["", "x", "a\"b\\c,d", "j\u{f6}rg", "a\0hidden", "\x7f\x1b[1m"];
        let lens = (0..70).chain([240, 256]);
        let all = lens.flat_map(|len| texts.map(|text| (len, text)));
        all.flat_map(|(len, text)| {
            let host = "h".repeat(len) + text;
            let start =
                |most: usize| host.as_bytes().get(..most).unwrap_or(host.as_bytes());
            layout.encode(&Draft {
                type_raw: i32::try_from(len % 9).unwrap(),
                seconds: 1_700_000_000 + i64::try_from(len).unwrap() * 40_000,
                user: text.as_bytes(),
                line: start(32),
                host: start(256),
                id: start(4),
                pid: 1 << (len % 31),
                ..Draft::default()
            })
        })
        .collect()
    }

    #[test]
    fn lines_are_the_same_for_every_set_of_instructions_and_with_room_for_any_length() {
        let layout = find("linux-utmp-384-le").unwrap();
        let bytes = records(layout);
        let file = LogFile::new(&bytes, layout);
        // A name that makes a line longer than the slate.
        for source in ["wtmp", &"long".repeat(2_000)] {
            for format in [Format::Jsonl, Format::Csv] {
                let mut writer = Writer::new(format, Style::default());
                let mut wanted = Vec::new();
                writer.begin(source, layout, &mut wanted);
                let Writer { frame, clock, .. } = &mut writer;
                file.entries().for_each(|entry| match format {
                    Format::Csv => push_csv(frame, &entry, None, clock, &mut wanted),
                    _ => push_json(frame, &entry, None, clock, &mut wanted),
                });
                for isa in Isa::all() {
                    let mut writer =
                        Writer { isa, ..Writer::new(format, Style::default()) };
                    let mut out = Vec::new();
                    writer.begin(source, layout, &mut out);
                    for run in file.runs() {
                        match run {
                            Run::Entries(entries) => writer.entries(entries, &mut out),
                            Run::Piece(Piece::Entry(entry)) => {
                                writer.entry(&entry, &mut out)
                            }
                            Run::Piece(_) => {}
                        }
                    }
                    let shown = String::from_utf8_lossy;
                    assert_eq!(shown(&out), shown(&wanted), "{}", isa.name());
                }
            }
        }
    }
}
