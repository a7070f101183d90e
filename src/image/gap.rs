//! What could not be read.

use std::fmt;
use std::ops::Range;

/// Why bytes could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GapKind {
    /// Reading failed. The bytes count as zeros, and the scan has gone on behind them.
    ///
    /// Where reading fails, less is asked for, down to sectors of 512 bytes. After eight
    /// failed sectors in a row, sectors further and further on are tried, up to the end of
    /// the MiB; what lies between two of them that fail is given up unread. So a device that
    /// fails everywhere is asked some thirty times for each MiB, while the end of a bad
    /// stretch is found to the sector.
    Unreadable,
    /// The image, or one of its parts, is shorter than it was when it was opened. Where parts
    /// follow, the bytes count as zeros; else the scan has ended there.
    CutShort,
    /// The stream failed, which ended the scan. How much is missing is unknown.
    Broken,
}

/// A stretch of an image that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    range: Range<u64>,
    kind: GapKind,
    message: String,
}

impl Gap {
    pub(super) fn new(
        range: Range<u64>,
        kind: GapKind,
        message: impl Into<String>,
    ) -> Self {
        Self { range, kind, message: message.into() }
    }

    /// Which bytes of the image are missing. Empty where it is unknown how many.
    #[must_use]
    pub fn range(&self) -> Range<u64> {
        self.range.clone()
    }

    /// How many bytes are missing; 0 where that is unknown.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.range.end.saturating_sub(self.range.start)
    }

    /// Why.
    #[must_use]
    pub const fn kind(&self) -> GapKind {
        self.kind
    }

    /// What the system said first about this stretch.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What of it lies in a range, if anything does.
    pub(super) fn within(&self, range: &Range<u64>) -> Option<Self> {
        let start = self.range.start.max(range.start);
        let end = self.range.end.min(range.end);
        (start < end).then(|| Self { range: start..end, ..self.clone() })
    }
}

/// Where it is, how long, and why.
impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { range, message, .. } = self;
        match self.bytes() {
            0 => write!(f, "everything from offset {} on: {message}", range.start),
            bytes => write!(f, "{bytes} bytes at offset {}: {message}", range.start),
        }
    }
}

/// Joins gaps that come in order and touch each other.
#[derive(Debug, Default)]
pub(super) struct Joiner {
    last: Option<Gap>,
}

impl Joiner {
    /// Takes the next gap; gives the one before it, if that has ended.
    pub(super) fn add(&mut self, gap: Gap) -> Option<Gap> {
        match &mut self.last {
            Some(last) if last.kind == gap.kind && last.range.end == gap.range.start => {
                last.range.end = gap.range.end;
                None
            }
            last => last.replace(gap),
        }
    }

    /// Gives the last gap if nothing that starts at `offset` or behind it can join it.
    pub(super) fn ended_before(&mut self, offset: u64) -> Option<Gap> {
        self.last.take_if(|last| last.range.end < offset)
    }

    /// Gives what is left.
    pub(super) const fn finish(&mut self) -> Option<Gap> {
        self.last.take()
    }
}
