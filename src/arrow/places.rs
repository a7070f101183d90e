//! The entries of a batch, a few at a time, and the damage between them.

use super::damage;
use super::view::Ground;
use crate::file::{Ahead, Cursor, Entries, Entry, Piece, Place, What};
use crate::layout::{Framing, Layout};
use std::ops::Range;

/// The longest stretch of a file that a batch borrows from: places in it have 31 bits.
const SPAN: u64 = (1 << 31) - 1;

/// Goes over a file from where the cursor is.
pub(super) struct Places<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) cursor: &'a mut Cursor,
    /// An entry that was gone over and is still to be gathered: it is of another layout than
    /// those before it, or out of reach of their batch.
    pub(super) held: Option<Place>,
    pub(super) damage: &'a mut damage::Rows,
    /// How much damage is enough for now.
    pub(super) most_damage: usize,
    pub(super) ahead: &'a mut Ahead,
    /// From the first entry of the batch to the end of the last.
    pub(super) span: Option<Range<u64>>,
}

impl<'a> Places<'a> {
    /// Adds the next entries of one layout until there are `most`: fewer where another layout
    /// begins, the file or the reach of the batch ends, or there is enough damage.
    pub(super) fn gather(&mut self, entries: &mut Vec<Entry<'a>>, most: usize) {
        while entries.len() < most && !self.damage.is_full(self.most_damage) {
            if self.held.is_none() && self.gather_row(entries, most) {
                continue;
            }
            let Some(place) = self.held.take().or_else(|| self.step()) else { return };
            let end = place.end();
            if let What::Entry(layout, _) = place.what
                && (end > self.reach(place.offset) || is_other(entries, layout))
            {
                self.held = Some(place);
                return;
            }
            let piece = place.piece(self.stretch(place.offset..end));
            self.damage.meet(&piece);
            if let Piece::Entry(entry) = piece {
                self.extend_span(place.offset..end);
                entries.push(entry);
            }
        }
    }

    /// Adds sound entries that stand here one behind the other, if any do.
    fn gather_row(&mut self, entries: &mut Vec<Entry<'a>>, most: usize) -> bool {
        let from = self.cursor.offset();
        let layout = self.cursor.tiler.layout();
        if is_other(entries, layout) {
            return false;
        }
        self.ahead.touch(self.stretch(from..self.end()), from);
        let size = layout.size();
        // One more is looked at than is taken.
        let wanted = most.saturating_sub(entries.len()).saturating_add(1);
        let wanted = u64::try_from(size.saturating_mul(wanted)).unwrap_or(u64::MAX);
        let end = from.saturating_add(wanted).min(self.reach(from)).min(self.end());
        let window = self.stretch(from..end);
        let count = self.cursor.tiler.count_sound(window, Layout::count_fitting);
        let Some(row) = self.cursor.advance_row(count) else { return false };
        let range = from..from.saturating_add(row.len());
        self.damage.close();
        let bytes = self.stretch(range.clone());
        if let Some(row) = Entries::new(row, bytes) {
            entries.extend(row);
        }
        self.extend_span(range);
        true
    }

    /// Goes over whatever stands here.
    fn step(&mut self) -> Option<Place> {
        let rest = self.stretch(self.cursor.offset()..self.end());
        let step = self.cursor.tiler.step(rest, true);
        self.cursor.advance(step)
    }

    /// The bytes of entries if they are records one behind the other.
    pub(super) fn row(&self, entries: &[Entry<'a>]) -> Option<&'a [u8]> {
        let (first, last) = (entries.first()?, entries.last()?);
        let size = first.layout.size();
        let is_plain = matches!(first.layout.framing(), Framing::Sequence | Framing::Table);
        let len = size.checked_mul(entries.len()).filter(|_| is_plain)?;
        let end = first.offset.saturating_add(u64::try_from(len).unwrap_or(u64::MAX));
        // They do not overlap, so nothing else has room between them.
        let last_end = last.offset.saturating_add(u64::try_from(size).unwrap_or(u64::MAX));
        (last_end == end).then(|| self.stretch(first.offset..end))
    }

    /// Where the bytes begin that views point to; `None` before the first entry.
    pub(super) fn ground(&self) -> Option<Ground> {
        let start = self.span.as_ref()?.start;
        Some(Ground::of(self.stretch(start..self.end())))
    }

    fn extend_span(&mut self, range: Range<u64>) {
        let start = self.span.as_ref().map_or(range.start, |span| span.start);
        self.span = Some(start..range.end);
    }

    /// Where an entry has to end to be in one batch with the first, which may stand here.
    fn reach(&self, here: u64) -> u64 {
        self.span.as_ref().map_or(here, |span| span.start).saturating_add(SPAN)
    }

    fn end(&self) -> u64 {
        u64::try_from(self.bytes.len()).unwrap_or(u64::MAX)
    }

    fn stretch(&self, range: Range<u64>) -> &'a [u8] {
        let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        self.bytes.get(place(range.start)..place(range.end)).unwrap_or_default()
    }
}

/// Whether the entries are of another layout.
fn is_other(entries: &[Entry<'_>], layout: &'static Layout) -> bool {
    entries.first().is_some_and(|first| !std::ptr::eq(first.layout, layout))
}
