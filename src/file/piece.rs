//! The pieces that a file falls into: entries, residue, vacant space, frames.

use crate::bytes::byte_count;
use crate::layout::{Field, Layout, Role};
use crate::record::{Attempt, Failures, LastLogin, Process, Record, Text, Time, View};
use crate::tile::Reason;

/// A stretch of a file. The pieces of a file follow each other without hole or overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A record, a used slot of a table, or a value of a database with its key.
    Entry(Entry<'a>),
    /// Bytes that are no record.
    Residue(Residue<'a>),
    /// Zeros that nobody wrote.
    Vacant(Vacant),
    /// What holds the entries of a database: its header, lists and free space.
    Frame(Frame<'a>),
}

impl Piece<'_> {
    /// Where the piece starts in the file, in bytes.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        match self {
            Self::Entry(entry) => entry.offset,
            Self::Residue(residue) => residue.offset,
            Self::Vacant(vacant) => vacant.offset,
            Self::Frame(frame) => frame.offset,
        }
    }

    /// Length of the piece in bytes; never 0.
    #[must_use]
    pub fn len(&self) -> u64 {
        match self {
            Self::Entry(entry) => byte_count(entry.bytes),
            Self::Residue(residue) => residue.len(),
            Self::Vacant(vacant) => vacant.len,
            Self::Frame(frame) => frame.len(),
        }
    }

    /// Never: a piece has at least one byte.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of the piece, or `None` for vacant space: so many zeros.
    #[must_use]
    pub const fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Entry(entry) => Some(entry.bytes),
            Self::Residue(residue) => Some(residue.bytes),
            Self::Frame(frame) => Some(frame.bytes),
            Self::Vacant(_) => None,
        }
    }
}

/// One record in its place: bytes, offset, number and layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    pub(crate) layout: &'static Layout,
    pub(crate) offset: u64,
    pub(crate) index: u64,
    pub(crate) bytes: &'a [u8],
}

impl<'a> Entry<'a> {
    /// An entry that was copied with its [layout](Self::layout) and [bytes](Self::bytes), as if
    /// it were the first of a file. Other bytes may be nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use loginrec::{Entry, LogFile};
    ///
    /// let bytes = std::fs::read("corpus/linux-utmp-384-le/wtmp").unwrap();
    /// let file = LogFile::detect(&bytes)?;
    /// for entry in file.entries() {
    ///     let (layout, bytes) = (entry.layout(), entry.bytes().to_vec());
    ///     let copy = Entry::copied(layout, &bytes);
    ///     let (one, other) = (copy.record().unwrap(), entry.record().unwrap());
    ///     assert_eq!((one.user(), one.time()), (other.user(), other.time()));
    /// }
    /// # Ok::<(), loginrec::Error>(())
    /// ```
    #[must_use]
    pub const fn copied(layout: &'static Layout, bytes: &'a [u8]) -> Self {
        Self { layout, offset: 0, index: 0, bytes }
    }

    /// The layout that the bytes are read with.
    #[must_use]
    pub const fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// Where the entry starts in the file, in bytes.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// How many entries stand before it; in a file indexed by position, the number of the
    /// slot, which is the user id.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// The bytes as they stand in the file.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Of these bytes, those of the record: without its length before it, or its key behind.
    #[must_use]
    pub fn body(&self) -> &'a [u8] {
        self.layout.body(self.bytes)
    }

    /// What a record behind its length has beyond the structure that is known: members of a
    /// later system, or something that somebody hid. Empty in all other framings.
    #[must_use]
    pub fn extra(&self) -> &'a [u8] {
        self.layout.extra(self.bytes)
    }

    /// The entry as a record of a utmp, wtmp or btmp, if it is one.
    #[inline]
    #[must_use]
    pub fn record(&self) -> Option<Record<'a>> {
        self.layout.record_at(self.bytes, self.offset, self.index)
    }

    /// The entry as a slot of a lastlog, if it is one.
    #[must_use]
    pub fn last_login(&self) -> Option<LastLogin<'a>> {
        match self.view() {
            Some(View::LastLogin(login)) => Some(login),
            _ => None,
        }
    }

    /// The entry as what it is. Every entry that this library hands out is something.
    #[must_use]
    pub fn view(&self) -> Option<View<'a>> {
        let (layout, offset, index) = (self.layout.id(), self.offset, self.index);
        Some(match self.layout.view(self.bytes)? {
            View::Record(record) => {
                View::Record(Record { layout, offset, index, ..record })
            }
            View::LastLogin(login) => {
                View::LastLogin(LastLogin { layout, offset, uid: index, ..login })
            }
            View::Failures(failures) => {
                View::Failures(Failures { layout, offset, uid: index, ..failures })
            }
            View::Attempt(attempt) => {
                View::Attempt(Attempt { layout, offset, index, ..attempt })
            }
            View::Process(process) => {
                View::Process(Process { layout, offset, index, ..process })
            }
        })
    }

    /// The time of the entry, as its record gives it, without a look at anything else. `None` if
    /// such entries have none.
    ///
    /// This and [`Entry::user`] are for those who look for few entries among many.
    #[inline]
    #[must_use]
    pub fn time(&self) -> Option<Time> {
        self.layout.time(self.bytes)
    }

    /// The user of the entry, as its record gives it, without a look at anything else. `None` if
    /// such entries have no name of a user.
    #[inline]
    #[must_use]
    pub fn user(&self) -> Option<Text<'a>> {
        self.layout.user(self.bytes)
    }

    /// Likewise the line: of what is no record, the origin or the command that stands there.
    #[inline]
    #[must_use]
    pub fn line(&self) -> Option<Text<'a>> {
        self.layout.line(self.bytes)
    }

    /// Likewise the host.
    #[inline]
    #[must_use]
    pub fn host(&self) -> Option<Text<'a>> {
        self.layout.host(self.bytes)
    }

    /// The padding of the record with its bytes, which should be zero and need not be.
    pub fn padding(&self) -> impl Iterator<Item = (&'static Field, &'a [u8])> + use<'a> {
        self.fields_of(Role::Padding)
    }

    /// The fields that are declared for later use, with their bytes; usually but not always
    /// zero.
    pub fn reserved(&self) -> impl Iterator<Item = (&'static Field, &'a [u8])> + use<'a> {
        self.fields_of(Role::Reserved)
    }

    /// Whether anything but zeros stands in the padding or in what is reserved. It is faster to
    /// ask this first.
    #[inline]
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.layout.is_dirty(self.bytes)
    }

    pub(crate) fn fields_of(
        &self,
        role: Role,
    ) -> impl Iterator<Item = (&'static Field, &'a [u8])> + use<'a> {
        let record = self.body();
        self.layout
            .fields()
            .filter(move |field| field.role == role)
            .map(move |field| (field, field.of(record)))
    }
}

/// Bytes that are no record, and why.
///
/// Damage longer than 64 KiB comes in several pieces; [`Damage`] joins them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Residue<'a> {
    pub(crate) offset: u64,
    pub(crate) reason: Reason,
    pub(crate) bytes: &'a [u8],
}

impl<'a> Residue<'a> {
    /// Where the residue starts in the file, in bytes.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// Length in bytes; never 0.
    #[must_use]
    pub fn len(&self) -> u64 {
        byte_count(self.bytes)
    }

    /// Never: residue has at least one byte.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Why the bytes are no record.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        self.reason
    }

    /// The bytes as they stand in the file.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
}

/// Zeros that nobody wrote: unused slots of a file indexed by position, or a large hole of
/// a sparse file. A long run may come in several pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vacant {
    pub(crate) offset: u64,
    pub(crate) len: u64,
}

impl Vacant {
    /// Where the zeros start in the file, in bytes.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// How many zeros; never 0.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.len
    }

    /// Never: vacant space has at least one byte.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// Bytes of the container that entries are kept in: header, lists of places and free space
/// of a database. They are neither entries nor damage; free space may hold what was deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    pub(crate) offset: u64,
    pub(crate) bytes: &'a [u8],
}

impl<'a> Frame<'a> {
    /// Where the bytes start in the file.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// Length in bytes; never 0.
    #[must_use]
    pub fn len(&self) -> u64 {
        byte_count(self.bytes)
    }

    /// Never: a frame has at least one byte.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The bytes as they stand in the file.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
}

/// Damage as people count it: adjacent residue with one reason, joined.
///
/// # Examples
///
/// ```
/// use loginrec::{Damage, LogFile, Piece, layout};
///
/// let file = LogFile::new(&[0xff; 200_000], layout::find("linux-utmp-384-le").unwrap());
/// let mut damage = Vec::new();
/// let mut open: Option<Damage> = None;
/// for piece in file.pieces() {
///     damage.extend(Damage::join(&mut open, &piece));
/// }
/// damage.extend(open);
/// assert_eq!(damage.len(), 1);
/// assert_eq!((damage[0].offset, damage[0].len), (0, 200_000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Where it starts in the file, in bytes.
    pub offset: u64,
    /// Length in bytes.
    pub len: u64,
    /// Why the bytes are no record.
    pub reason: Reason,
}

impl Damage {
    /// Adds the next piece of a file to the damage that is `open`. Returns damage that the
    /// piece has closed; what is open after the last piece is the last damage.
    #[must_use]
    pub fn join(open: &mut Option<Self>, piece: &Piece<'_>) -> Option<Self> {
        let Piece::Residue(residue) = piece else { return open.take() };
        match open {
            Some(damage) if damage.reason == residue.reason => {
                damage.len = damage.len.saturating_add(residue.len());
                None
            }
            _ => open.replace(Self {
                offset: residue.offset,
                len: residue.len(),
                reason: residue.reason,
            }),
        }
    }
}
