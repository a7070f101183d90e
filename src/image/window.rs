//! The bytes of an image that one thread looks at.

use super::gap::Gap;
use std::ops::Range;

/// Bytes, where they stand, and what of them is missing. Its memory is used again and again.
#[derive(Debug, Default)]
pub(super) struct Window {
    pub(super) bytes: Vec<u8>,
    start: u64,
    /// What is missing, in order.
    pub(super) gaps: Vec<Gap>,
    /// Where the image ended before its length was reached.
    pub(super) end: Option<u64>,
}

impl Window {
    /// Makes room for a range.
    pub(super) fn begin(&mut self, range: &Range<u64>) {
        let len = range.end.saturating_sub(range.start);
        self.bytes.resize(usize::try_from(len).unwrap_or(0), 0);
        self.start = range.start;
        self.gaps.clear();
        self.end = None;
    }

    fn index(&self, at: u64) -> usize {
        let index = usize::try_from(at.saturating_sub(self.start)).unwrap_or(usize::MAX);
        index.min(self.bytes.len())
    }

    /// The place of some of the bytes.
    pub(super) fn part_mut(&mut self, range: Range<u64>) -> &mut [u8] {
        let range = self.index(range.start)..self.index(range.end);
        self.bytes.get_mut(range).unwrap_or_default()
    }

    /// Counts bytes as zeros that are missing.
    pub(super) fn lose(&mut self, gap: Gap) {
        self.part_mut(gap.range()).fill(0);
        self.gaps.push(gap);
    }

    /// Ends the window where the image has ended.
    pub(super) fn end_at(&mut self, end: u64) {
        let len = self.index(end);
        self.bytes.truncate(len);
        self.end = Some(end);
    }
}
