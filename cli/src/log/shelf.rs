//! Entries that are looked at later, by another core.

use super::Sight;
use loginrec::Entry;
use loginrec::layout::Layout;
use loginrec::source::Map;
use std::hint::black_box;
use std::ops::Range;
use std::sync::Arc;

/// Entries that are touched at a time.
const TOUCHED: usize = 32;
/// Bytes at the begin of an entry that are touched: most layouts have the texts there.
const TEXTS: usize = 192;
/// Fetched at once by every machine that matters.
const LINE: usize = 64;

/// Entries in their order. Those of a map stay where they are; others are copied.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    items: Vec<Item>,
    /// The maps that the entries stand in: one, where a log is one file.
    maps: Vec<Arc<Map>>,
    copies: Vec<u8>,
}

#[derive(Debug)]
struct Item {
    layout: &'static Layout,
    /// Which of the maps; `None` stands for the copies.
    map: Option<usize>,
    bytes: Range<usize>,
}

impl Shelf {
    #[inline]
    pub(crate) fn add(&mut self, sight: &Sight<'_, '_>) {
        let (layout, bytes) = (sight.entry.layout(), sight.entry.bytes());
        let start = usize::try_from(sight.spot.offset);
        let (Some(map), Ok(start)) = (sight.map, start) else {
            return self.add_copy(layout, bytes);
        };
        if self.maps.last().is_none_or(|last| !Arc::ptr_eq(last, map)) {
            self.maps.push(Arc::clone(map));
        }
        let map = Some(self.maps.len() - 1);
        self.items.push(Item { layout, map, bytes: start..start + bytes.len() });
    }

    pub(crate) fn add_copy(&mut self, layout: &'static Layout, bytes: &[u8]) {
        let start = self.copies.len();
        self.copies.extend_from_slice(bytes);
        self.items.push(Item { layout, map: None, bytes: start..self.copies.len() });
    }

    /// The entries, each as if it were the first of a file.
    pub(crate) fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.items.iter().enumerate().map(|(at, item)| {
            if at.is_multiple_of(TOUCHED) {
                self.touch(at);
            }
            Entry::copied(item.layout, self.bytes(item))
        })
    }

    fn bytes(&self, Item { map, bytes, .. }: &Item) -> &[u8] {
        let source = match map.and_then(|map| self.maps.get(map)) {
            Some(map) => map,
            None => self.copies.as_slice(),
        };
        source.get(bytes.clone()).unwrap_or_default()
    }

    /// Touches the begin of the entries from this one on, where their texts are. To fetch many
    /// of them from memory at once takes far less time than one after the other.
    fn touch(&self, from: usize) {
        let mut sum = 0_u8;
        for item in self.items.iter().skip(from).take(TOUCHED) {
            let bytes = self.bytes(item);
            for at in (0..TEXTS).step_by(LINE) {
                sum ^= bytes.get(at).copied().unwrap_or(0);
            }
        }
        // What is not used need not be read.
        black_box(sum);
    }

    pub(crate) fn clear(&mut self) {
        self.items.clear();
        self.maps.clear();
        self.copies.clear();
    }
}
