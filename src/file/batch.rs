//! Entries that were copied.

use super::Entries;
use crate::layout::Layout;
use alloc::vec::Vec;

/// Entries that stand one behind the other, copied for those who look at them later, or on
/// another thread, while a `Reader` goes on.
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
    bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    layout: &'static Layout,
    offset: u64,
    index: u64,
    len: usize,
}

impl Batch {
    /// Adds entries, if they stand behind those that are there, are of the same layout and as
    /// long. Returns whether they do; of nothing they always do.
    pub fn add(&mut self, entries: &Entries<'_>) -> bool {
        let Entries { layout, offset, index, len, bytes } = *entries;
        let head = Head { layout, offset, index, len };
        match self.entries() {
            None => self.first = Some(head),
            Some(all) => {
                let count = u64::try_from(all.len()).unwrap_or(u64::MAX);
                let behind = Head {
                    layout: all.layout,
                    offset: all.offset.saturating_add(crate::bytes::byte_count(all.bytes)),
                    index: all.index.saturating_add(count),
                    len: all.len,
                };
                if head != behind {
                    return false;
                }
            }
        }
        self.bytes.extend_from_slice(bytes);
        true
    }

    /// The entries, if there are any.
    #[must_use]
    pub fn entries(&self) -> Option<Entries<'_>> {
        let Head { layout, offset, index, len } = self.first?;
        Some(Entries { layout, offset, index, len, bytes: &self.bytes })
    }

    /// Length of all of them, in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Removes all of them, and keeps their space.
    pub fn clear(&mut self) {
        self.first = None;
        self.bytes.clear();
    }
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
        assert!(batch.entries().is_none() && batch.is_empty());
        assert!(batch.add(&front) && !batch.add(&front) && batch.add(&back));
        assert!(batch.entries().unwrap().eq(entries));
        batch.clear();
        assert!(batch.add(&back) && batch.entries().unwrap().eq(back.clone()));
        assert_eq!(batch.len(), back.bytes().len());
    }
}
