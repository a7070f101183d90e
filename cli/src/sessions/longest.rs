//! The longest sessions.

use super::wanted::Wanted;
use super::{Sight, named};
use crate::log::Spot;
use crate::sink::Sink;
use loginrec::layout::Layout;
use loginrec::output::SessionWriter;
use loginrec::session::Session;
use loginrec::{Entry, LogFile, Record};
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
    pub(super) fn show(&self, see: impl FnOnce(&Record<'_>)) {
        if let Some(record) = LogFile::new(&self.bytes, self.layout).records().next() {
            see(&record);
        }
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

    pub(super) fn add(&mut self, sight: &Sight<'_, '_>, wanted: &Wanted) {
        let Some(length) = wanted.length(&sight.session) else { return };
        self.seen = self.seen.saturating_add(1);
        let rank = (Reverse(length), self.seen);
        if self.held.len() >= self.number
            && self.held.last_key_value().is_none_or(|(last, _)| *last < rank)
        {
            return;
        }
        self.held.insert(rank, (sight.session, Kept::of(sight.entry)));
        if self.held.len() > self.number {
            self.held.pop_last();
        }
    }

    pub(super) fn write(
        self,
        writer: &SessionWriter<'_>,
        sources: &[String],
        wanted: &Wanted,
        sink: &mut Sink,
    ) {
        for (session, kept) in self.held.into_values() {
            let session = named(&session, sources);
            kept.show(|record| {
                writer.session(&session, record, wanted.now, sink.buffer());
            });
        }
    }
}
