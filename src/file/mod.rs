//! Where each record lies and what is left over.

mod ahead;
mod backward;
mod batch;
#[cfg(feature = "std")]
mod parallel;
mod piece;
mod row;
mod trail;

pub(crate) use ahead::{Ahead, TILE};
pub use backward::Backward;
pub use batch::Batch;
pub use piece::{Damage, Entry, Frame, Piece, Residue, Vacant};
pub(crate) use row::Row;
pub use row::{Entries, Run};

use crate::bytes::byte_count;
use crate::detect::{self, Sample};
use crate::error::Error;
use crate::layout::{self, Framing, Index, Layout, Raw};
use crate::record::{LastLogin, Record, View};
use crate::tile::{Reason, Step, Tiler};
pub(crate) use trail::{Mark, Passed, Stretch, Trail};

/// A login file in memory, read with one layout, or one and its kin.
///
/// Reading never fails: what is no record is residue, and reading goes on at the next place
/// where records fit again. Nothing is copied.
///
/// # Examples
///
/// ```
/// use loginrec::{LogFile, layout::{self, Draft}};
///
/// let layout = layout::find("linux-utmp-384-le").unwrap();
/// let login = Draft {
///     type_raw: 7,
///     line: b"pts/0",
///     user: b"alice",
///     seconds: 1_700_000_000,
///     ..Draft::default()
/// };
/// let bytes = layout.encode(&login);
/// let file = LogFile::detect(&bytes)?;
/// for record in file.records() {
///     assert_eq!(record.user().value(), "alice");
/// }
/// # Ok::<(), loginrec::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LogFile<'a> {
    bytes: &'a [u8],
    layout: &'static Layout,
    with_kin: bool,
}

impl<'a> LogFile<'a> {
    /// Reads the bytes with the layout given, and no other.
    #[must_use]
    pub const fn new(bytes: &'a [u8], layout: &'static Layout) -> Self {
        Self { bytes, layout, with_kin: false }
    }

    /// Reads the bytes with the layout given and, where they go over to a layout that
    /// systems mix with it, with that one: [`Entry::layout`] says which.
    #[must_use]
    pub const fn with_kin(bytes: &'a [u8], layout: &'static Layout) -> Self {
        Self { bytes, layout, with_kin: true }
    }

    /// Reads the bytes with the layout that detection ranks first, and its kin. No bytes at all are an
    /// empty file of the commonest layout.
    ///
    /// # Errors
    ///
    /// If no layout is recognised; the error says which were tried. Where two layouts cannot
    /// be told apart the commoner one is taken: ask [`detect::rank`] to know.
    pub fn detect(bytes: &'a [u8]) -> Result<Self, Error> {
        let ranking = detect::rank(&Sample::of_bytes(bytes));
        match ranking.layout_or_empty() {
            Some(layout) => Ok(Self::with_kin(bytes, layout)),
            None => Err(ranking.into_error()),
        }
    }

    /// The layout that the file is read with, or begun with.
    #[must_use]
    pub const fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// The whole file.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Everything in the file, in order; the pieces tile it without hole or overlap.
    #[must_use]
    pub fn pieces(&self) -> Pieces<'a> {
        Pieces { row: Entries::none(self.layout), runs: self.runs() }
    }

    /// The same, with sound entries that stand one behind the other as one; this is for those
    /// who look at many entries at once.
    #[must_use]
    pub fn runs(&self) -> Runs<'a> {
        let cursor = Cursor::new(self.layout, self.with_kin);
        Runs { rest: self.bytes, cursor, ahead: Some(Ahead::default()) }
    }

    /// The entries that `is_wanted` accepts.
    ///
    /// They are those of [`LogFile::entries`], but the file is not brought into the cache before it
    /// is read. That is faster if little of an entry is looked at, as [`Entry::time`] and
    /// [`Entry::user`] do, and few are wanted.
    pub fn entries_where(
        &self,
        mut is_wanted: impl FnMut(&Entry<'a>) -> bool,
    ) -> impl Iterator<Item = Entry<'a>> {
        let runs = Runs { ahead: None, ..self.runs() };
        let entries = runs.flat_map(|run| {
            let (row, entry) = match run {
                Run::Entries(row) => (Some(row), None),
                Run::Piece(Piece::Entry(entry)) => (None, Some(entry)),
                Run::Piece(_) => (None, None),
            };
            row.into_iter().flatten().chain(entry)
        });
        entries.filter(move |entry| is_wanted(entry))
    }

    /// The entries of the file, from the last to the first.
    ///
    /// They are the same as those of [`LogFile::entries`]: the file is passed over once for
    /// the places of its records, here, and then gone back.
    #[must_use]
    pub fn backward(&self) -> Backward<'a> {
        Backward::new(self)
    }

    /// The entries of the file.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'a>> + use<'a> {
        self.pieces().filter_map(|piece| match piece {
            Piece::Entry(entry) => Some(entry),
            _ => None,
        })
    }

    /// The records of a utmp, wtmp or btmp; nothing for other layouts.
    pub fn records(&self) -> impl Iterator<Item = Record<'a>> + use<'a> {
        self.entries().filter_map(|entry| entry.record())
    }

    /// The entries as what they are.
    pub fn views(&self) -> impl Iterator<Item = View<'a>> + use<'a> {
        self.entries().filter_map(|entry| entry.view())
    }

    /// The used slots of a lastlog; nothing for other layouts.
    pub fn last_logins(&self) -> impl Iterator<Item = LastLogin<'a>> + use<'a> {
        self.entries().filter_map(|entry| entry.last_login())
    }

    /// What is no record.
    pub fn residue(&self) -> impl Iterator<Item = Residue<'a>> + use<'a> {
        self.pieces().filter_map(|piece| match piece {
            Piece::Residue(residue) => Some(residue),
            _ => None,
        })
    }

    /// The file as C structures, if `T` is the structure of its layout: whole records from
    /// the first byte on, without a look at what is in them.
    #[must_use]
    pub fn typed<T: Raw>(&self) -> Option<&'a [T]> {
        let same = T::ORDER == self.layout.order()
            && matches!(self.layout.framing(), Framing::Sequence | Framing::Table)
            && T::FIELDS.iter().filter(|field| field.size > 0).eq(self.layout.fields());
        same.then(|| layout::typed(self.bytes).0)
    }
}

/// Iterator over the pieces of a file; see [`LogFile::pieces`].
#[derive(Clone, Debug)]
pub struct Pieces<'a> {
    row: Entries<'a>,
    runs: Runs<'a>,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    #[inline]
    fn next(&mut self) -> Option<Piece<'a>> {
        if let Some(entry) = self.row.next() {
            return Some(Piece::Entry(entry));
        }
        match self.runs.next()? {
            Run::Piece(piece) => Some(piece),
            Run::Entries(row) => {
                self.row = row;
                self.row.next().map(Piece::Entry)
            }
        }
    }

    /// Row by row, so that nobody asks before each entry where it comes from.
    #[inline]
    fn fold<B, F>(self, init: B, mut add: F) -> B
    where
        F: FnMut(B, Piece<'a>) -> B,
    {
        let first = self.row.map(Piece::Entry).fold(init, &mut add);
        self.runs.fold(first, |all, run| match run {
            Run::Entries(row) => row.map(Piece::Entry).fold(all, &mut add),
            Run::Piece(piece) => add(all, piece),
        })
    }
}

/// Iterator over the pieces of a file, many entries at once; see [`LogFile::runs`].
#[derive(Clone, Debug)]
pub struct Runs<'a> {
    rest: &'a [u8],
    cursor: Cursor,
    /// Unless only little of each entry will be looked at.
    ahead: Option<Ahead>,
}

impl<'a> Iterator for Runs<'a> {
    type Item = Run<'a>;

    fn next(&mut self) -> Option<Run<'a>> {
        if let Some((row, bytes)) = self.next_row() {
            return Entries::new(row, bytes).map(Run::Entries);
        }
        let (place, bytes) = self.next_place()?;
        Some(Run::Piece(place.piece(bytes)))
    }
}

impl<'a> Runs<'a> {
    /// Sound entries, as many as a tile holds.
    fn next_row(&mut self) -> Option<(Row, &'a [u8])> {
        if let Some(ahead) = &mut self.ahead {
            ahead.touch(self.rest, self.cursor.offset);
        }
        let near = self.rest.get(..TILE).unwrap_or(self.rest);
        let count = self.cursor.tiler.count_sound(near, Layout::count_fitting);
        let row = self.cursor.advance_row(count)?;
        Some((row, self.take(usize::try_from(row.len()).ok()?)?))
    }

    /// Whatever stands here.
    fn next_place(&mut self) -> Option<(Place, &'a [u8])> {
        let step = self.cursor.tiler.step(self.rest, true);
        let place = self.cursor.advance(step)?;
        Some((place, self.take(place.len)?))
    }

    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(bytes)
    }
}

/// The place that reading has come to: a tiler, an offset and a count of entries.
#[derive(Clone, Debug)]
pub(crate) struct Cursor {
    pub(crate) tiler: Tiler,
    layout: &'static Layout,
    offset: u64,
    entries: u64,
}

impl Cursor {
    pub(crate) fn new(layout: &'static Layout, with_kin: bool) -> Self {
        let tiler = if with_kin { Tiler::with_kin(layout) } else { Tiler::new(layout) };
        Self { tiler, layout, offset: 0, entries: 0 }
    }

    pub(crate) const fn offset(&self) -> u64 {
        self.offset
    }

    /// Passes over zeros that are not in memory.
    #[cfg(feature = "std")]
    pub(crate) fn pass(&mut self, len: u64) -> Vacant {
        let vacant = Vacant { offset: self.offset, len };
        self.offset = self.offset.saturating_add(len);
        vacant
    }

    /// Moves behind what `step` says stands here. `None` if it says nothing.
    #[inline]
    pub(crate) fn advance(&mut self, step: Step) -> Option<Place> {
        let offset = self.offset;
        let (len, what) = match step {
            Step::Entry(layout, len, key) => {
                (len, What::Entry(layout, key.unwrap_or_else(|| self.number())))
            }
            Step::Residue(len, reason) => (len, What::Residue(reason)),
            Step::Vacant(len) => (len, What::Vacant),
            Step::Frame(len) => (len, What::Frame),
            Step::NeedMore | Step::End => return None,
        };
        self.offset = offset.saturating_add(u64::try_from(len).unwrap_or(u64::MAX));
        Some(Place { offset, len, what })
    }

    /// Moves behind so many entries, of which the tiler has said that they stand here.
    pub(crate) fn advance_row(&mut self, count: usize) -> Option<Row> {
        let row = self.row(0, count).filter(|_| count > 0)?;
        self.offset = self.offset.saturating_add(row.len());
        self.entries = self.entries.saturating_add(row.count);
        Some(row)
    }

    /// So many entries behind so many others, if all that stand here are sound.
    fn row(&self, skipped: usize, count: usize) -> Option<Row> {
        let layout = self.tiler.layout();
        let what = What::Entry(layout, self.entries);
        let count = u64::try_from(count).ok()?;
        let here =
            Row { first: Place { offset: self.offset, len: layout.size(), what }, count };
        Some(Row { first: here.get(u64::try_from(skipped).ok()?), count })
    }

    /// The number of the entry here: how many came before, or its position.
    fn number(&mut self) -> u64 {
        match self.layout.index() {
            Index::Sequential => {
                let number = self.entries;
                self.entries = number.saturating_add(1);
                number
            }
            Index::Uid => self.offset.checked_div(self.layout.stride()).unwrap_or(0),
        }
    }
}

/// A piece without its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) offset: u64,
    pub(crate) len: usize,
    pub(crate) what: What,
}

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Entry(&'static Layout, u64),
    Residue(Reason),
    Vacant,
    Frame,
}

impl Place {
    /// Where it ends in the file.
    #[cfg(feature = "arrow")]
    pub(crate) fn end(&self) -> u64 {
        self.offset.saturating_add(u64::try_from(self.len).unwrap_or(u64::MAX))
    }

    /// Adds the bytes, which must be those of the place.
    #[inline]
    pub(crate) fn piece(self, bytes: &[u8]) -> Piece<'_> {
        let offset = self.offset;
        match self.what {
            What::Entry(layout, index) => {
                Piece::Entry(Entry { layout, offset, index, bytes })
            }
            What::Residue(reason) => Piece::Residue(Residue { offset, reason, bytes }),
            What::Frame => Piece::Frame(Frame { offset, bytes }),
            What::Vacant => Piece::Vacant(Vacant { offset, len: byte_count(bytes) }),
        }
    }
}
