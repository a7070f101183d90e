//! Entries that are kept.

use super::Entries;
use crate::bytes::byte_count;
use crate::layout::Layout;
#[cfg(feature = "std")]
use crate::source::Map;
#[cfg(feature = "std")]
use alloc::sync::Arc;
use alloc::vec::Vec;
#[cfg(feature = "std")]
use core::ops::Range;

/// Entries that stand one behind the other, for those who look at them later, or on another thread,
/// while a `Reader` goes on. They are copied, unless the batch comes from the `Reader` of a mapped
/// file (`Reader::batch`).
///
/// # Examples
///
/// ```
/// use loginrec::{Batch, LogFile, Run};
///
/// let bytes = std::fs::read("corpus/linux-utmp-384-le/wtmp").unwrap();
/// let file = LogFile::detect(&bytes)?;
/// let mut batch = Batch::default();
/// // Up to the first that does not stand behind the others.
/// for run in file.runs() {
///     if let Run::Entries(entries) = run
///         && !batch.add(&entries)
///     {
///         break;
///     }
/// }
/// drop(bytes);
/// assert!(batch.entries().unwrap().all(|entry| entry.record().is_some()));
/// # Ok::<(), loginrec::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The first of them, and how long each is.
    first: Option<Head>,
    bytes: Bytes,
}

/// The bytes of all of them.
#[derive(Clone, Debug)]
enum Bytes {
    Copied(Vec<u8>),
    /// Where they stand in a map.
    #[cfg(feature = "std")]
    Mapped(Arc<Map>, Range<usize>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    layout: &'static Layout,
    offset: u64,
    index: u64,
    len: usize,
}

impl Batch {
    /// One that does not copy what stands in this map.
    #[cfg(feature = "std")]
    pub(crate) const fn over(map: Arc<Map>) -> Self {
        Self { first: None, bytes: Bytes::Mapped(map, 0..0) }
    }

    /// Adds entries, if they stand behind those that are there, are of the same layout and as
    /// long. Returns whether they do; of nothing they always do.
    pub fn add(&mut self, entries: &Entries<'_>) -> bool {
        let Entries { layout, offset, index, len, bytes } = *entries;
        if bytes.is_empty() {
            return true;
        }
        let head = Head { layout, offset, index, len };
        match self.entries() {
            None => self.first = Some(head),
            Some(all) => {
                let count = u64::try_from(all.len()).unwrap_or(u64::MAX);
                let behind = Head {
                    layout: all.layout,
                    offset: all.offset.saturating_add(byte_count(all.bytes)),
                    index: all.index.saturating_add(count),
                    len: all.len,
                };
                if head != behind {
                    return false;
                }
            }
        }
        self.bytes.add(offset, bytes);
        true
    }

    /// The entries, if there are any.
    #[must_use]
    pub fn entries(&self) -> Option<Entries<'_>> {
        let Head { layout, offset, index, len } = self.first?;
        Some(Entries { layout, offset, index, len, bytes: self.bytes.get() })
    }

    /// Length of all of them, in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.get().len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.get().is_empty()
    }

    /// Removes all of them, and keeps their space.
    pub fn clear(&mut self) {
        self.first = None;
        match &mut self.bytes {
            Bytes::Copied(bytes) => bytes.clear(),
            #[cfg(feature = "std")]
            Bytes::Mapped(_, range) => *range = 0..0,
        }
    }
}

impl Default for Bytes {
    fn default() -> Self {
        Self::Copied(Vec::new())
    }
}

impl Bytes {
    fn get(&self) -> &[u8] {
        match self {
            Self::Copied(bytes) => bytes,
            #[cfg(feature = "std")]
            Self::Mapped(map, range) => map.get(range.clone()).unwrap_or_default(),
        }
    }

    /// Adds those that stand behind them in the file, at this place.
    #[cfg(feature = "std")]
    fn add(&mut self, offset: u64, more: &[u8]) {
        if let Self::Mapped(map, range) = self {
            if let Some(found) = find(map, offset, more) {
                let start =
                    if range.start == range.end { found.start } else { range.start };
                *range = start..found.end;
                return;
            }
            *self = Self::Copied(self.get().to_vec());
        }
        if let Self::Copied(bytes) = self {
            bytes.extend_from_slice(more);
        }
    }

    /// The same where there are no maps, so that it does not matter at which place.
    #[cfg(not(feature = "std"))]
    fn add(&mut self, _: u64, more: &[u8]) {
        let Self::Copied(bytes) = self;
        bytes.extend_from_slice(more);
    }
}

/// Where bytes that stand at this place of a file lie in a map of it, if they are those of the map
/// and no copy.
#[cfg(feature = "std")]
fn find(map: &Map, offset: u64, bytes: &[u8]) -> Option<Range<usize>> {
    let start = usize::try_from(offset).ok()?;
    let range = start..start.checked_add(bytes.len())?;
    core::ptr::eq(map.get(range.clone())?, bytes).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::{LogFile, Run};
    use crate::layout::{self, Draft};

    #[test]
    fn only_what_stands_behind_the_others_is_added() {
        let layout = layout::find("linux-utmp-384-le").unwrap();
        let draft = Draft { type_raw: 7, line: b"pts/0", user: b"a", ..Draft::default() };
        let record = layout.encode(&Draft { seconds: 1_700_000_000, pid: 9, ..draft });
        let bytes = record.repeat(6);
        let run = LogFile::new(&bytes, layout).runs().next();
        let Some(Run::Entries(entries)) = run else { panic!("{run:?}") };
        let (mut front, mut back) = (entries.clone(), entries.clone());
        let half = entries.len() / 2;
        back.by_ref().take(half).for_each(drop);
        front.by_ref().rev().take(entries.len() - half).for_each(drop);
        let mut batch = Batch::default();
        assert!(batch.add(&Entries::none(layout)));
        assert!(batch.entries().is_none() && batch.is_empty());
        assert!(batch.add(&front) && !batch.add(&front) && batch.add(&back));
        assert!(batch.entries().unwrap().eq(entries));
        batch.clear();
        assert!(batch.add(&back) && batch.entries().unwrap().eq(back.clone()));
        assert_eq!(batch.len(), back.bytes().len());
    }

    #[cfg(feature = "std")]
    #[test]
    fn entries_of_a_map_are_not_copied_but_those_of_anything_else() {
        let layout = layout::find("linux-utmp-384-le").unwrap();
        let map = Arc::new(crate::source::map("corpus/linux-utmp-384-le/wtmp").unwrap());
        let entries_of = |bytes| match LogFile::new(bytes, layout).runs().next() {
            Some(Run::Entries(entries)) => entries,
            run => panic!("{run:?}"),
        };
        let mapped = entries_of(&map);
        let mut front = mapped.clone();
        front.next_back();
        let back = mapped.clone().skip(front.len());
        let copy = map.to_vec();
        let mut batch = Batch::over(Arc::clone(&map));
        assert!(batch.is_empty() && batch.add(&front));
        assert!(core::ptr::eq(batch.entries().unwrap().bytes(), front.bytes()));
        for last in back {
            // The last one, from elsewhere.
            let start = usize::try_from(last.offset()).unwrap();
            let bytes = copy.get(start..).unwrap().get(..layout.size()).unwrap();
            assert!(batch.add(&Entries { bytes, ..Entries::one(last) }));
        }
        assert!(batch.entries().unwrap().eq(mapped.clone()));
        assert!(!core::ptr::eq(batch.entries().unwrap().bytes(), mapped.bytes()));
        batch.clear();
        assert!(batch.add(&mapped) && batch.entries().unwrap().eq(mapped));
    }
}
