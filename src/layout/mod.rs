//! What a layout is, and the one list of all of them.
//!
//! A layout says what every byte of a record is for, in one byte order. Each family of
//! systems has a file here with four sections: the structures, the facts, the translation,
//! the tests. Everything else (detection, the command's `--layout`, the tables in the
//! documentation, fuzzing, benches) walks over [`LAYOUTS`] and knows no family by name.

mod encode;
mod field;
mod fit;
pub mod linux;
mod mark;

pub use encode::Draft;
pub use field::{Field, Order, Role};
pub(crate) use fit::Fit;
pub(crate) use mark::Mark;

use crate::record::{LastLogin, Record};
use core::fmt;
use fit::Probe;
use zerocopy::{FromBytes, Immutable, KnownLayout, Unaligned};

/// The families. Where bytes cannot tell two layouts apart, the one further up is taken.
const FAMILIES: &[&[&Layout]] = &[linux::LAYOUTS];

/// Every layout that the library knows, family by family, commonest first within each.
pub static LAYOUTS: &[&Layout] = &flattened::<{ count(FAMILIES) }>(FAMILIES);

const fn count(families: &[&[&Layout]]) -> usize {
    let mut count = 0_usize;
    let mut rest = families;
    while let [family, behind @ ..] = rest {
        count = count.saturating_add(family.len());
        rest = behind;
    }
    count
}

/// The families one after the other. `N` is how many layouts they have.
#[expect(clippy::panic, reason = "the compiler evaluates it")]
const fn flattened<const N: usize>(
    families: &'static [&'static [&'static Layout]],
) -> [&'static Layout; N] {
    let [[first, ..], ..] = families else { panic!("a family has no layout") };
    let mut all = [*first; N];
    let mut space: &mut [&'static Layout] = &mut all;
    let mut rest = families;
    while let [family, behind @ ..] = rest {
        let (to, free) = space.split_at_mut(family.len());
        to.copy_from_slice(family);
        space = free;
        rest = behind;
    }
    all
}

/// The layout with this id.
///
/// # Examples
///
/// ```
/// let layout = loginrec::layout::find("linux-utmp-384-le").unwrap();
/// assert_eq!(layout.size(), 384);
/// ```
#[must_use]
pub fn find(id: &str) -> Option<&'static Layout> {
    LAYOUTS.iter().copied().find(|layout| layout.id() == id)
}

/// A record as C declares it: a structure that can be laid over bytes at any address.
///
/// Only the structures of this crate are records: the trait is sealed.
pub trait Raw:
    FromBytes + Immutable + KnownLayout + Unaligned + Sized + sealed::Sealed + 'static
{
    /// Byte order of its integers.
    const ORDER: Order;
    /// Its members, tiling it without a hole. The compiler checks that for every layout.
    const FIELDS: &'static [Field];
}

pub(crate) mod sealed {
    /// Implemented by the structures of the families alone.
    pub trait Sealed {}
}

/// A structure that is a record of a utmp, wtmp or btmp.
pub trait RawRecord: Raw {
    /// Translates the members. The place in the file is filled in by the caller.
    fn record(&self) -> Record<'_>;
}

/// A structure that is a slot of a lastlog.
pub trait RawLastLogin: Raw {
    /// Translates the members. The place in the file is filled in by the caller.
    fn last_login(&self) -> LastLogin<'_>;
}

/// How the records of a file are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Index {
    /// One after the other: the number of a record is how many stand before it.
    Sequential,
    /// By position: the number is the numeric user id, and slots that nobody used are zero
    /// or not there at all (holes of a sparse file).
    Uid,
}

/// How well the offsets of a layout are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verified {
    /// A compiler printed them, from the platform's own headers or a restatement.
    Compile,
    /// Read in the code that writes or reads the file.
    Source,
    /// Real files decode cleanly with them.
    Sample,
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Compile => "compile",
            Self::Source => "source",
            Self::Sample => "sample",
        })
    }
}

/// The facts about a layout that its structure cannot tell.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Spec {
    /// Unique id: family, file, size, variant, byte order (`linux-utmp-384-le`).
    pub id: &'static str,
    /// One line for people.
    pub title: &'static str,
    /// Systems and libraries that write it.
    pub written_by: &'static [&'static str],
    /// Where those systems keep such files.
    pub paths: &'static [&'static str],
    /// How well the offsets are known.
    pub verified: &'static [Verified],
    /// Where the facts come from.
    pub sources: &'static [&'static str],
    /// What a reader has to know besides; may be empty.
    pub note: &'static str,
    /// The highest type that the system defines; 0 where records have no type.
    pub last_type: u8,
    /// How much evidence detection demands before it believes in a rare layout, in points
    /// (a well-formed record of a utmp earns about 14); 0 for the common ones.
    pub rarity: u8,
}

#[derive(Clone, Copy)]
enum Decode {
    Record(for<'a> fn(&'a [u8]) -> Option<Record<'a>>),
    LastLogin(for<'a> fn(&'a [u8]) -> Option<LastLogin<'a>>),
}

/// One layout in one byte order: facts, field table and translation.
pub struct Layout {
    spec: Spec,
    size: usize,
    order: Order,
    fields: &'static [Field],
    probe: Probe,
    decode: Decode,
}

impl Layout {
    /// A layout of utmp, wtmp or btmp records.
    ///
    /// # Panics
    ///
    /// While compiling, if the field table has a hole, an overlap or a wrong end.
    pub(crate) const fn of_records<T: RawRecord>(spec: Spec) -> Self {
        Self::of::<T>(
            spec,
            Decode::Record(|bytes| T::ref_from_bytes(bytes).ok().map(T::record)),
        )
    }

    /// A layout of lastlog slots.
    ///
    /// # Panics
    ///
    /// While compiling, if the field table has a hole, an overlap or a wrong end.
    pub(crate) const fn of_last_logins<T: RawLastLogin>(spec: Spec) -> Self {
        Self::of::<T>(
            spec,
            Decode::LastLogin(|bytes| T::ref_from_bytes(bytes).ok().map(T::last_login)),
        )
    }

    const fn of<T: Raw>(spec: Spec, decode: Decode) -> Self {
        const {
            assert!(
                field::tiles(T::FIELDS, size_of::<T>()),
                "the fields do not tile the record"
            );
            assert!(size_of::<T>() > 0, "a record has no bytes");
        }
        Self {
            spec,
            size: size_of::<T>(),
            order: T::ORDER,
            fields: T::FIELDS,
            probe: Probe::new(T::FIELDS, T::ORDER, spec.last_type),
            decode,
        }
    }

    /// Unique id, such as `linux-utmp-384-le`.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.spec.id
    }

    /// The facts besides the fields.
    #[must_use]
    pub const fn spec(&self) -> &Spec {
        &self.spec
    }

    /// Length of a record in bytes; never 0.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.size
    }

    /// Length of a record as a file counts it.
    pub(crate) fn stride(&self) -> u64 {
        u64::try_from(self.size).unwrap_or(u64::MAX)
    }

    /// Byte order of the integers.
    #[must_use]
    pub const fn order(&self) -> Order {
        self.order
    }

    /// How records are numbered.
    #[must_use]
    pub const fn index(&self) -> Index {
        match self.decode {
            Decode::Record(_) => Index::Sequential,
            Decode::LastLogin(_) => Index::Uid,
        }
    }

    /// The fields in order; together they are the record, without hole or overlap.
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> + Clone {
        self.fields.iter().filter(|field| field.size > 0)
    }

    /// The first field of this role.
    #[must_use]
    pub const fn field(&self, role: Role) -> Option<Field> {
        field::find(self.fields, role)
    }

    /// Translates the bytes of one record: `None` if the layout is not one of records or the
    /// length is not [`Layout::size`]. Layout, offset and index are set by the caller.
    pub(crate) fn record<'a>(&self, bytes: &'a [u8]) -> Option<Record<'a>> {
        match self.decode {
            Decode::Record(decode) => decode(bytes),
            Decode::LastLogin(_) => None,
        }
    }

    /// Translates the bytes of one lastlog slot, likewise.
    pub(crate) fn last_login<'a>(&self, bytes: &'a [u8]) -> Option<LastLogin<'a>> {
        match self.decode {
            Decode::LastLogin(decode) => decode(bytes),
            Decode::Record(_) => None,
        }
    }
}

impl fmt::Debug for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Layout({})", self.id())
    }
}

impl PartialEq for Layout {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Layout {}

/// Lays a structure over bytes: as many whole records as there are, and the rest.
///
/// Nothing is copied, the bytes may start at any address, and nothing is checked: whoever
/// calls this knows what they have.
///
/// # Examples
///
/// ```
/// use loginrec::layout::linux::{LE, Utmp384};
///
/// let bytes = [0_u8; 800];
/// let (records, rest) = loginrec::layout::typed::<Utmp384<LE>>(&bytes);
/// assert_eq!((records.len(), rest.len()), (2, 32));
/// ```
#[must_use]
pub fn typed<T: Raw>(bytes: &[u8]) -> (&[T], &[u8]) {
    let count = bytes.len().checked_div(size_of::<T>()).unwrap_or(0);
    <[T]>::ref_from_prefix_with_elems(bytes, count).unwrap_or((&[], bytes))
}
