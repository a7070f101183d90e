//! The entries of bytes in memory, from the last to the first.

use super::{Entry, LogFile, Mark, Passed, Piece, Stretch, Trail};
use crate::bytes::byte_count;
use core::iter::FusedIterator;

/// Iterator over the entries of a file from its end; see [`LogFile::backward`].
#[derive(Clone, Debug)]
pub struct Backward<'a> {
    bytes: &'a [u8],
    trail: Trail<()>,
    stretch: Stretch,
    /// Where the stretch starts that was last read.
    start: u64,
}

impl<'a> Backward<'a> {
    pub(super) fn new(file: &LogFile<'a>) -> Self {
        let mut runs = file.runs();
        let mut trail = Trail::new();
        loop {
            if trail.is_due(&runs.cursor) {
                trail.mark(&runs.cursor, ());
            }
            if let Some((row, _)) = runs.next_row() {
                trail.pass_row(row);
            } else if let Some((place, _)) = runs.next_place() {
                trail.pass(place);
            } else {
                break;
            }
        }
        let start = byte_count(file.bytes());
        Self { bytes: file.bytes(), trail, stretch: Stretch::default(), start }
    }

    fn bytes_from(&self, offset: u64) -> &'a [u8] {
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        self.bytes.get(offset..).unwrap_or_default()
    }

    /// Finds the places between a mark and where the last stretch started.
    fn read(&mut self, mark: Mark<()>) {
        let mut cursor = mark.cursor;
        let end = self.start;
        self.start = cursor.offset();
        if let Passed::Entries(row) = mark.passed {
            return self.stretch.set(row);
        }
        while cursor.offset() < end {
            let step = cursor.tiler.step(self.bytes_from(cursor.offset()), true);
            let Some(place) = cursor.advance(step) else { break };
            self.stretch.add(place);
        }
    }
}

impl<'a> Iterator for Backward<'a> {
    type Item = Entry<'a>;

    #[inline]
    fn next(&mut self) -> Option<Entry<'a>> {
        loop {
            if let Some(place) = self.stretch.pop() {
                let bytes = self.bytes_from(place.offset).get(..place.len)?;
                return match place.piece(bytes) {
                    Piece::Entry(entry) => Some(entry),
                    _ => None,
                };
            }
            let mark = self.trail.go_back()?;
            self.read(mark);
        }
    }
}

impl FusedIterator for Backward<'_> {}
