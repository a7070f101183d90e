//! Entries of one layout and one length, one behind the other.

use super::{Entry, Piece, Place, What};
use crate::bytes::byte_count;
use crate::layout::Layout;
use crate::record::Outline;
use core::ops::ControlFlow;

/// The places of entries that stand one behind the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(super) first: Place,
    pub(crate) count: u64,
}

impl Row {
    /// The length in bytes of all of them.
    pub(crate) fn len(&self) -> u64 {
        let len = u64::try_from(self.first.len).unwrap_or(u64::MAX);
        len.saturating_mul(self.count)
    }

    /// Where they start.
    #[cfg(feature = "std")]
    pub(crate) const fn offset(&self) -> u64 {
        self.first.offset
    }

    /// The entry with this number.
    #[inline]
    pub(super) fn get(&self, number: u64) -> Place {
        let len = u64::try_from(self.first.len).unwrap_or(u64::MAX);
        let what = match self.first.what {
            What::Entry(layout, index) => What::Entry(layout, index.saturating_add(number)),
            other => other,
        };
        let offset = self.first.offset.saturating_add(len.saturating_mul(number));
        Place { offset, len: self.first.len, what }
    }
}

/// A stretch of a file: many entries at once, or one piece.
#[derive(Clone, Debug)]
pub enum Run<'a> {
    /// Entries of one layout, one behind the other.
    Entries(Entries<'a>),
    /// Any piece, a single entry too.
    Piece(Piece<'a>),
}

/// Entries of one layout, one behind the other; an iterator from either end.
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    pub(super) layout: &'static Layout,
    /// Offset and number of the first that is left.
    pub(super) offset: u64,
    pub(super) index: u64,
    /// Length of each, and the bytes of all that are left.
    pub(super) len: usize,
    pub(super) bytes: &'a [u8],
}

impl<'a> Entries<'a> {
    /// None at all.
    pub(crate) const fn none(layout: &'static Layout) -> Self {
        Self { layout, offset: 0, index: 0, len: layout.size(), bytes: &[] }
    }

    /// One alone.
    pub(crate) const fn one(entry: Entry<'a>) -> Self {
        let Entry { layout, offset, index, bytes } = entry;
        Self { layout, offset, index, len: bytes.len(), bytes }
    }

    /// `bytes` must be those of the row, or of so much of it as there is.
    pub(crate) const fn new(row: Row, bytes: &'a [u8]) -> Option<Self> {
        match row.first {
            Place { offset, len, what: What::Entry(layout, index) } => {
                Some(Self { layout, offset, index, len, bytes })
            }
            _ => None,
        }
    }

    /// The layout of all of them.
    #[must_use]
    pub const fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// Where the first that is left starts in the file, in bytes.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// The bytes of all that are left, as they stand in the file.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
}

impl<'a> Entries<'a> {
    /// Shows each record with its outline, from the last to the first, until `see` has enough.
    /// For each alone, [`Entry::record`] and [`Record::outline`](crate::Record::outline) say the
    /// same, but that takes longer.
    ///
    /// # Examples
    ///
    /// ```
    /// use loginrec::{LogFile, Run};
    /// use std::ops::ControlFlow;
    ///
    /// let bytes = std::fs::read("corpus/linux-utmp-384-le/wtmp").unwrap();
    /// let file = LogFile::detect(&bytes)?;
    /// for run in file.runs() {
    ///     let Run::Entries(entries) = run else { continue };
    ///     let flow = entries.rev_outlines(|entry, outline| {
    ///         assert_eq!(*outline, entry.record().unwrap().outline());
    ///         ControlFlow::<()>::Continue(())
    ///     });
    ///     assert!(flow.is_continue());
    /// }
    /// # Ok::<(), loginrec::Error>(())
    /// ```
    #[inline]
    pub fn rev_outlines<B>(
        self,
        mut see: impl FnMut(&Entry<'a>, &Outline<'a>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let Self { layout, len, .. } = self;
        let mut flow = ControlFlow::Continue(());
        let mut left = self.clone();
        let mut count = u64::try_from(self.len()).unwrap_or(u64::MAX);
        let is_shown = len == layout.size()
            && layout.rev_outlines(self.bytes, &mut |outlines| {
                for outline in outlines {
                    let Some(entry) = left.pop(&mut count) else { break };
                    flow = see(&entry, outline);
                    if flow.is_break() {
                        return ControlFlow::Break(());
                    }
                }
                ControlFlow::Continue(())
            });
        if !is_shown {
            for entry in self.rev() {
                if let Some(record) = entry.record() {
                    see(&entry, &record.outline())?;
                }
            }
        }
        flow
    }

    /// The last that is left, of so many.
    #[inline(always)]
    fn pop(&mut self, count: &mut u64) -> Option<Entry<'a>> {
        let start = self.bytes.len().checked_sub(self.len)?;
        let (rest, bytes) = self.bytes.split_at_checked(start)?;
        self.bytes = rest;
        *count = count.saturating_sub(1);
        let offset = self.offset.saturating_add(byte_count(rest));
        let index = self.index.saturating_add(*count);
        Some(Entry { layout: self.layout, offset, index, bytes })
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    #[inline]
    fn next(&mut self) -> Option<Entry<'a>> {
        let (bytes, rest) = self.bytes.split_at_checked(self.len)?;
        let &mut Self { layout, offset, index, .. } = self;
        self.bytes = rest;
        self.offset = offset.saturating_add(byte_count(bytes));
        self.index = index.saturating_add(1);
        Some(Entry { layout, offset, index, bytes })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let count = self.bytes.len().checked_div(self.len).unwrap_or(0);
        (count, Some(count))
    }
}

impl DoubleEndedIterator for Entries<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        let mut count = u64::try_from(self.len()).unwrap_or(0);
        self.pop(&mut count)
    }
}

impl ExactSizeIterator for Entries<'_> {}
