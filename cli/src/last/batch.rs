//! Many lines, of which the texts still stand in the records.

use super::address::Addresses;
use super::columns::Columns;
use super::line::Line;
use super::note::{Note, Title, has_number};
use super::paper::Slip;
use super::usual::{Cell, UsualLine};
use crate::log::{Shelf, Sight};
use crate::press::Work;
use loginrec::Entry;
use std::borrow::Cow;

/// Records, and what was found out about them.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    entries: Shelf,
    notes: Vec<Note>,
}

impl Batch {
    #[inline]
    pub(super) fn add(&mut self, sight: &Sight<'_, '_>, note: Note) {
        self.entries.add(sight);
        self.notes.push(note);
    }
}

/// Makes lines of them.
#[derive(Clone, Debug)]
pub(super) struct Typesetter {
    pub(super) columns: Columns,
    pub(super) addresses: Addresses,
    pub(super) is_compat: bool,
    pub(super) slip: Slip,
}

impl Work for Typesetter {
    type Batch = Batch;
    const COUNT: usize = 1024;

    fn press(&mut self, batch: &mut Batch, out: &mut Vec<u8>) {
        for (entry, note) in batch.entries.entries().zip(&batch.notes) {
            match self.usual(&entry, note) {
                Some(line) => self.columns.usual_line(&line, &mut self.slip, out),
                None => self.odd_line(&entry, note, out),
            }
        }
        batch.entries.clear();
        batch.notes.clear();
    }
}

impl Typesetter {
    /// The line of an entry whose texts are as they should be.
    #[inline(always)]
    fn usual(&self, entry: &Entry<'_>, note: &Note) -> Option<UsualLine> {
        let &Note { title, login, end, length } = note;
        if title != Title::Login || !self.addresses.are_hosts() {
            return None;
        }
        let terminal = entry.line().unwrap_or_default();
        if has_number(terminal.raw()) {
            return None;
        }
        let user = Cell::of_text(entry.user().unwrap_or_default(), self.is_compat)?;
        let line = Cell::of_text(terminal, self.is_compat)?;
        let host = Cell::of_text(entry.host().unwrap_or_default(), self.is_compat)?;
        Some(UsualLine { user, line, host, login, end, length })
    }

    /// Writes the line of any entry.
    #[inline(never)]
    fn odd_line(&mut self, entry: &Entry<'_>, note: &Note, out: &mut Vec<u8>) {
        let Some(record) = entry.record() else { return };
        let &Note { title, login, end, length } = note;
        let (user, line) = (record.user().value(), record.line().value());
        let (user, line) = title.names(user, line, !self.is_compat);
        let host = record.host().unwrap_or_default().value();
        let host = self.addresses.host(&record, host);
        // What the system is said to do, which stands for the line, has its own blanks.
        let is_own = matches!(title, Title::Login | Title::CutLogin);
        let text = |text, keeps_blanks| match keeps_blanks {
            true => Cow::Borrowed(text),
            false => without_blanks(text),
        };
        let (user, host) = (text(user, self.is_compat), text(host, self.is_compat));
        let line = text(line, self.is_compat || !is_own);
        let line = Line { user: &user, line: &line, host: &host, login, end, length };
        self.columns.line(&line, out);
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
