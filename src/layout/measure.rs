//! What the texts of many records measure, at the speed of memory.
//!
//! For those who read C structures: [`measured`] hands out each with the places where its texts
//! end and with what stands where nothing should. Records are measured a tile at a time by a
//! kernel that walks through several pages side by side, which is faster than one after the other;
//! they are handed out in the order of the file.

use super::Raw;
use super::blank::is_dirty;
use super::field::{self, Field, Role};
use crate::bytes::zeros_below_64;
use crate::vector::{Isa, Kernel, Vectors};
use alloc::boxed::Box;
use core::slice;

/// Records that are measured side by side, some pages apart.
const STREAMS: usize = 8;
/// Records of one stream.
const DEPTH: usize = 32;
const TILE: usize = STREAMS * DEPTH;

/// Where a text ends within its field, and where the last byte stands that is not zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    value: u16,
    end: u16,
}

impl Extent {
    /// Length of the value in bytes: up to the first NUL, or the whole field.
    #[inline]
    #[must_use]
    pub fn value(self) -> usize {
        self.value.into()
    }

    /// Length in bytes of all that is not NULs at the end of the field.
    #[inline]
    #[must_use]
    pub fn end(self) -> usize {
        self.end.into()
    }

    /// Whether something stands behind the NUL that ends the value.
    #[inline]
    #[must_use]
    pub const fn has_tail(self) -> bool {
        self.end > self.value
    }
}

/// What the texts of a record measure, and whether the rest of it is clean. Texts that the record
/// does not have are empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    /// The line.
    pub line: Extent,
    /// The id.
    pub id: Extent,
    /// The user.
    pub user: Extent,
    /// The host.
    pub host: Extent,
    /// Whether anything but zeros stands in padding or in what is reserved.
    pub is_dirty: bool,
}

/// Iterator over records with what they measure; see [`measured`].
#[derive(Debug)]
pub struct Measured<'a, T> {
    /// Those that have been measured, and those that have not.
    tile: slice::Iter<'a, T>,
    rest: &'a [T],
    measures: Box<[Measure; TILE]>,
    next: usize,
    isa: Isa,
}

/// Each record with what its texts measure, in order.
///
/// # Examples
///
/// ```
/// use loginrec::layout::{self, linux::{LE, Utmp384}};
///
/// let map = loginrec::source::map("corpus/linux-utmp-384-le/wtmp")?;
/// let (records, _) = layout::typed::<Utmp384<LE>>(&map);
/// for (record, measure) in layout::measured(records) {
///     let user = &record.ut_user[..measure.user.value()];
///     assert!(!user.contains(&0));
///     if measure.host.has_tail() {
///         println!("something stands behind the host of {}", user.escape_ascii());
///     }
/// }
/// # Ok::<(), loginrec::Error>(())
/// ```
#[must_use]
pub fn measured<T: Raw>(records: &[T]) -> Measured<'_, T> {
    Measured::new(records, Isa::best())
}

impl<'a, T: Raw> Measured<'a, T> {
    /// With the instructions given: the result is always the same.
    #[doc(hidden)]
    #[must_use]
    pub fn new(records: &'a [T], isa: Isa) -> Self {
        let measures = Box::new([Measure::default(); TILE]);
        Self { tile: [].iter(), rest: records, measures, next: 0, isa }
    }

    #[inline(never)]
    fn measure_on(&mut self) {
        let (tile, rest) = self.rest.split_at_checked(TILE).unwrap_or((self.rest, &[]));
        self.isa.run(Tile { records: tile, measures: &mut self.measures });
        (self.tile, self.rest, self.next) = (tile.iter(), rest, 0);
    }
}

impl<'a, T: Raw> Iterator for Measured<'a, T> {
    type Item = (&'a T, Measure);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.tile.as_slice().is_empty() {
            self.measure_on();
        }
        let record = self.tile.next()?;
        let measure = self.measures.get(self.next).copied().unwrap_or_default();
        self.next = self.next.saturating_add(1);
        Some((record, measure))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let count = self.tile.len().saturating_add(self.rest.len());
        (count, Some(count))
    }
}

impl<T: Raw> ExactSizeIterator for Measured<'_, T> {}

/// Measures as many records as a tile has, or fewer.
struct Tile<'a, T> {
    records: &'a [T],
    measures: &'a mut [Measure; TILE],
}

impl<T: Raw> Kernel for Tile<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors>(self, vectors: V) {
        let Ok(records) = <&[T; TILE]>::try_from(self.records) else {
            for (record, to) in self.records.iter().zip(self.measures) {
                *to = measure(vectors, record);
            }
            return;
        };
        let (streams, _) = records.as_chunks::<DEPTH>();
        let (to, _) = self.measures.as_chunks_mut::<DEPTH>();
        for at in 0..DEPTH {
            for (stream, to) in streams.iter().zip(to.iter_mut()) {
                if let (Some(record), Some(to)) = (stream.get(at), to.get_mut(at)) {
                    *to = measure(vectors, record);
                }
            }
        }
    }
}

// Here no closure may stand between the kernel and the vectors: what the library does with closures
// is compiled for itself, without the instructions that vectors need.

#[inline(always)]
fn measure<T: Raw, V: Vectors>(vectors: V, record: &T) -> Measure {
    let bytes = record.as_bytes();
    Measure {
        line: text(vectors, bytes, const { field::find(T::FIELDS, Role::Line) }),
        id: text(vectors, bytes, const { field::find(T::FIELDS, Role::Id) }),
        user: text(vectors, bytes, const { field::find(T::FIELDS, Role::User) }),
        host: text(vectors, bytes, const { field::find(T::FIELDS, Role::Host) }),
        is_dirty: is_dirty::<T>(bytes),
    }
}

#[inline(always)]
fn text<V: Vectors>(vectors: V, bytes: &[u8], field: Option<Field>) -> Extent {
    match field {
        Some(field) => extent(vectors, field.of(bytes)),
        None => Extent { value: 0, end: 0 },
    }
}

/// The length of the field is known where this becomes part of the kernel, and the loops with it.
#[inline(always)]
fn extent<V: Vectors>(vectors: V, field: &[u8]) -> Extent {
    let Some((first, behind)) = field.split_first_chunk::<64>() else {
        return short(vectors, field);
    };
    let zeros = vectors.zeros_64(first);
    let mut all = 0;
    for byte in behind {
        all |= byte;
    }
    // Hardly ever does anything stand so far behind.
    if all != 0 || zeros == 0 {
        return long(field);
    }
    Extent { value: places(zeros).next, end: places(!zeros).end }
}

/// Where bits are set in a mask.
struct Places {
    /// The first one; as many as there could be, if none is.
    next: u16,
    /// Behind the last one; 0 if none is.
    end: u16,
}

#[inline(always)]
fn places(mask: u64) -> Places {
    let [next, ..] = mask.trailing_zeros().to_le_bytes();
    let [end, ..] = u64::BITS.wrapping_sub(mask.leading_zeros()).to_le_bytes();
    Places { next: next.into(), end: end.into() }
}

/// Of a field of fewer than 64 bytes.
#[inline(always)]
fn short<V: Vectors>(vectors: V, field: &[u8]) -> Extent {
    let zeros = zeros_below_64(vectors, field);
    let len = u16::try_from(field.len()).unwrap_or(u16::MAX);
    Extent { value: places(zeros).next.min(len), end: places(!zeros).end }
}

#[cold]
#[inline(never)]
fn long(field: &[u8]) -> Extent {
    let number = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
    let value = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
    let last = field.iter().rposition(|&byte| byte != 0);
    Extent {
        value: number(value),
        end: number(last.map_or(0, |last| last.saturating_add(1))),
    }
}
