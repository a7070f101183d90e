//! Entries that are looked at later, by another core.

use super::Sight;
use loginrec::Entry;
use loginrec::layout::Layout;
use loginrec::source::Map;
use std::ops::Range;
use std::sync::Arc;

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
        self.items.iter().map(|Item { layout, map, bytes }| {
            let source = match map.and_then(|map| self.maps.get(map)) {
                Some(map) => map,
                None => self.copies.as_slice(),
            };
            Entry::copied(layout, source.get(bytes.clone()).unwrap_or_default())
        })
    }

    pub(crate) fn clear(&mut self) {
        self.items.clear();
        self.maps.clear();
        self.copies.clear();
    }
}
