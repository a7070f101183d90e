//! The longest sessions.

use super::scribe::Batch;
use super::wanted::Wanted;
use crate::log::Spot;
use loginrec::layout::Layout;
use loginrec::session::Session;
use loginrec::{Entry, Record};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// An entry whose file has been gone through.
#[derive(Debug)]
pub(super) struct Kept {
    layout: &'static Layout,
    bytes: Vec<u8>,
}

impl Kept {
    pub(super) fn of(entry: &Entry<'_>) -> Self {
        Self { layout: entry.layout(), bytes: entry.bytes().to_vec() }
    }

    /// Shows it once more, without its place.
    pub(super) fn show<T>(&self, see: impl FnOnce(&Record<'_>) -> T) -> Option<T> {
        Entry::copied(self.layout, &self.bytes).record().map(|record| see(&record))
    }

    /// Gives it out to be written.
    pub(super) fn put_into(&self, session: Session<Spot>, batch: &mut Batch) {
        batch.sessions.push(session);
        batch.entries.add_copy(self.layout, &self.bytes);
    }
}

/// The longest sessions so far, the longest first; of two that are as long, the one that was
/// seen first.
pub(super) struct Longest {
    number: usize,
    held: BTreeMap<(Reverse<i64>, u64), (Session<Spot>, Kept)>,
    seen: u64,
}

impl Longest {
    pub(super) const fn new(number: usize) -> Self {
        Self { number, held: BTreeMap::new(), seen: 0 }
    }

    pub(super) fn add(
        &mut self,
        session: Session<Spot>,
        entry: &Entry<'_>,
        wanted: &Wanted,
    ) {
        let Some(length) = wanted.length(&session) else { return };
        self.seen = self.seen.saturating_add(1);
        let rank = (Reverse(length), self.seen);
        if self.held.len() >= self.number
            && self.held.last_key_value().is_none_or(|(last, _)| *last < rank)
        {
            return;
        }
        self.held.insert(rank, (session, Kept::of(entry)));
        if self.held.len() > self.number {
            self.held.pop_last();
        }
    }

    /// Those that are left.
    pub(super) fn take(&mut self) -> impl Iterator<Item = (Session<Spot>, Kept)> + use<> {
        std::mem::take(&mut self.held).into_values()
    }
}
