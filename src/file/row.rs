//! Entries of one layout and one length, one behind the other.

#[cfg(feature = "std")]
use super::{Entry, Piece};
use super::{Place, What};

/// The places of entries that stand one behind the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(super) first: Place,
    pub(crate) count: u64,
}

impl Row {
    /// The length in bytes of all of them.
    #[cfg(feature = "std")]
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
#[cfg(feature = "std")]
#[derive(Clone, Debug)]
pub enum Run<'a> {
    /// Entries of one layout, one behind the other.
    Entries(Entries<'a>),
    /// Any piece, a single entry too.
    Piece(Piece<'a>),
}

/// Entries of one layout, one behind the other; an iterator from either end.
#[cfg(feature = "std")]
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    row: Row,
    bytes: &'a [u8],
}

#[cfg(feature = "std")]
impl<'a> Entries<'a> {
    /// `bytes` must be those of the row.
    pub(crate) const fn new(row: Row, bytes: &'a [u8]) -> Self {
        Self { row, bytes }
    }

    fn take(&mut self, bytes: &'a [u8], place: Place) -> Option<Entry<'a>> {
        match place.piece(bytes) {
            Piece::Entry(entry) => Some(entry),
            _ => None,
        }
    }
}

#[cfg(feature = "std")]
impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    #[inline]
    fn next(&mut self) -> Option<Entry<'a>> {
        let count = self.row.count.checked_sub(1)?;
        let (bytes, rest) = self.bytes.split_at_checked(self.row.first.len)?;
        let place = self.row.first;
        self.row = Row { first: self.row.get(1), count };
        self.bytes = rest;
        self.take(bytes, place)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let count = usize::try_from(self.row.count).unwrap_or(usize::MAX);
        (count, Some(count))
    }
}

#[cfg(feature = "std")]
impl DoubleEndedIterator for Entries<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        let count = self.row.count.checked_sub(1)?;
        let start = self.bytes.len().checked_sub(self.row.first.len)?;
        let (rest, bytes) = self.bytes.split_at_checked(start)?;
        self.row.count = count;
        self.bytes = rest;
        self.take(bytes, self.row.get(count))
    }
}

#[cfg(feature = "std")]
impl ExactSizeIterator for Entries<'_> {}
