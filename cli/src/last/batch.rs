//! Many lines, to be put into columns.

use super::columns::Columns;
use super::event::{Event, Numbers};
use super::line::{End, Length, Line};
use super::seconds32;
use super::told::Told;
use super::usual::UsualLine;
use crate::press::Work;
use loginrec::Entry;
use loginrec::layout::Layout;
use std::borrow::Cow;

/// What becomes of the blanks in the texts of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blanks {
    /// They are written as they are.
    Kept,
    /// They are escaped.
    Escaped,
    /// The same, but what the system is said to do, which stands for the line, has its own.
    OfSystem,
}

/// Lines, or what there is to be told of entries, in their order.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    lines: Vec<Flat>,
    /// The texts of the lines one behind the other: user, line, host.
    texts: Vec<u8>,
    told: Vec<(Told, &'static Layout, usize)>,
    /// The entries that it is told of, one behind the other.
    entries: Vec<u8>,
    /// Until when what has no end is known to go on.
    known: Option<i64>,
}

/// A line without its texts, of which the lengths are known.
#[derive(Clone, Copy, Debug)]
struct Flat {
    lengths: [usize; 3],
    blanks: Blanks,
    login: i64,
    end: End,
    length: Length,
}

impl Batch {
    #[inline]
    pub(super) fn add(&mut self, line: &Line<'_>, blanks: Blanks) {
        let texts = [line.user, line.line, line.host];
        texts.iter().for_each(|text| self.texts.extend_from_slice(text));
        let Line { login, end, length, .. } = *line;
        let lengths = texts.map(<[u8]>::len);
        self.lines.push(Flat { lengths, blanks, login, end, length });
    }

    /// Adds what makes a line, for whoever has time to make it. All of it goes on until `known`.
    #[inline]
    pub(super) fn tell(&mut self, told: Told, entry: &Entry<'_>, known: Option<i64>) {
        self.entries.extend_from_slice(entry.bytes());
        self.told.push((told, entry.layout(), entry.bytes().len()));
        self.known = known;
    }
}

impl Work for Columns {
    type Batch = Batch;

    fn press(&mut self, batch: &mut Batch, out: &mut Vec<u8>) {
        let mut rest = batch.texts.as_slice();
        let mut take = |len| {
            let (text, behind) = rest.split_at_checked(len).unwrap_or((rest, &[]));
            rest = behind;
            text
        };
        for Flat { lengths, blanks, login, end, length } in batch.lines.drain(..) {
            let [user, line, host] = lengths.map(&mut take);
            self.put(&Line { user, line, host, login, end, length }, blanks, out);
        }
        let mut rest = batch.entries.as_slice();
        for (told, layout, len) in batch.told.drain(..) {
            let (entry, behind) = rest.split_at_checked(len).unwrap_or((rest, &[]));
            rest = behind;
            if let Some(record) = Entry::copied(layout, entry).record() {
                let event = Event::of(&record, Numbers::of(layout), seconds32(None));
                told.show(&event, batch.known, |found, blanks| {
                    self.put(&found.line, blanks, out);
                });
            }
        }
        batch.texts.clear();
        batch.entries.clear();
    }
}

impl Columns {
    /// Writes one line with its end.
    #[inline]
    fn put(&mut self, line: &Line<'_>, blanks: Blanks, out: &mut Vec<u8>) {
        if let Some(line) = UsualLine::of(line, blanks) {
            return self.usual_line(&line, out);
        }
        let text = |text, is_escaped| match is_escaped {
            true => without_blanks(text),
            false => Cow::Borrowed(text),
        };
        let [user, host] =
            [line.user, line.host].map(|one| text(one, blanks != Blanks::Kept));
        let name = text(line.line, blanks == Blanks::Escaped);
        self.line(&Line { user: &user, line: &name, host: &host, ..*line }, out);
    }
}

/// A text with its blanks escaped, with which it could pass for other columns.
fn without_blanks(text: &[u8]) -> Cow<'_, [u8]> {
    match text.contains(&b' ') {
        true => Cow::Owned(
            text.split(|&byte| byte == b' ').collect::<Vec<_>>().join(&b"\\x20"[..]),
        ),
        false => Cow::Borrowed(text),
    }
}
