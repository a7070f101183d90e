//! What stands in live and rotated logs: which hits are there too, and which were edited.

mod event;
mod index;
mod log;
mod twin;

pub(crate) use twin::Twin;

use crate::report::Report;
use index::{Digests, Lookup, Place, Places};
use log::Log;
use loginrec::Entry;
use loginrec::carve::{Fragment, Hit};
use loginrec::layout::{Framing, Layout};
use std::hash::RandomState;
use std::ops::Range;
use std::path::PathBuf;

/// The records of the known logs, in 48 bytes each.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Which records there are.
    digests: Digests,
    /// Where they stand.
    places: Places,
    /// By the event that they tell of.
    events: Lookup,
    /// By their first bytes.
    heads: Lookup,
    /// By their times.
    tails: Lookup,
    logs: Vec<Log>,
    /// Nobody can make records that are all looked up in one place.
    hasher: RandomState,
    records: u64,
    unplaced: u64,
    /// Why a log could not be read a second time.
    failure: Option<String>,
}

impl Known {
    /// Reads the logs. Damage, and what is no login file at all, is told and does not stop
    /// anything: the records in it count.
    pub(crate) fn read(paths: &[PathBuf], report: &mut Report) -> Self {
        let mut known = Self::default();
        for path in paths {
            let number = known.logs.len();
            let log = Log::read(path, report, |entry, is_whole| {
                known.add(number, entry, is_whole);
            });
            known.logs.extend(log);
        }
        known.digests.settle();
        known.events.settle();
        known.heads.settle();
        known.tails.settle();
        if known.unplaced > 0 {
            Report::warn(format_args!(
                "of the logs given with --known, {} records are too many to look for edited \
                 ones among them",
                known.unplaced
            ));
        }
        known
    }

    fn add(&mut self, log: usize, entry: &Entry<'_>, is_whole: bool) {
        let (layout, offset, bytes) = (entry.layout(), entry.offset(), entry.bytes());
        self.records += 1;
        self.digests.push(bytes);
        if layout.framing() == Framing::Hash {
            // Its key need not stand beside it elsewhere.
            self.digests.push(layout.body(bytes));
        }
        if !is_whole {
            return;
        }
        let Some(number) = self.places.push(Place { log, offset, layout }) else {
            self.unplaced += 1;
            return;
        };
        let whole = 0..bytes.len();
        if let Some(head) = event::head(layout, bytes, &whole, &self.hasher) {
            self.heads.push(head, number);
        }
        if let Some(tail) = event::tail(layout, bytes, &whole, &self.hasher) {
            self.tails.push(tail, number);
        }
        if let Some(record) = entry.record()
            && let Some(event) = event::event(&record, &self.hasher)
        {
            self.events.push(event, number);
        }
    }

    /// How many records the logs have.
    pub(crate) const fn records(&self) -> u64 {
        self.records
    }

    /// Whether a hit is, byte for byte, in one of the logs. A joined record counts with its
    /// joined bytes, and a head or a tail if a record there has these bytes in this place.
    pub(crate) fn is_known(&mut self, hit: &Hit<'_>) -> bool {
        match hit.fragment() {
            None | Some(Fragment::Joined { .. }) => self.has(hit.bytes()),
            Some(_) => self.has_part(hit.layout(), hit.entry().bytes(), hit.present()),
        }
    }

    /// Whether an entry of exactly these bytes is in one of the logs: with its length before
    /// it, where it has one.
    pub(crate) fn has(&self, bytes: &[u8]) -> bool {
        self.digests.has(bytes)
    }

    /// Whether an entry with these of its bytes is in one of the logs.
    fn has_part(&mut self, layout: &Layout, bytes: &[u8], present: &Range<usize>) -> bool {
        let Some(wanted) = bytes.get(present.clone()) else { return false };
        let found = if present.start == 0 {
            event::head(layout, bytes, present, &self.hasher)
                .map(|head| self.heads.of(head))
        } else {
            event::tail(layout, bytes, present, &self.hasher)
                .map(|tail| self.tails.of(tail))
        };
        found.unwrap_or_default().into_iter().any(|number| {
            self.bytes_of(number).is_some_and(|(place, bytes)| {
                place.layout.size() == layout.size()
                    && bytes.get(present.clone()) == Some(wanted)
            })
        })
    }

    /// The record in one of the logs that tells of the same event and names another user, host
    /// or address; the first of several. A hit that is known has none, nor has a head or tail.
    pub(crate) fn twin_of(&mut self, hit: &Hit<'_>) -> Option<Twin> {
        match hit.fragment() {
            None | Some(Fragment::Joined { .. }) => self.twin_of_entry(&hit.entry()),
            Some(_) => None,
        }
    }

    fn twin_of_entry(&mut self, entry: &Entry<'_>) -> Option<Twin> {
        if self.has(entry.bytes()) {
            return None;
        }
        let record = entry.record()?;
        let event = event::event(&record, &self.hasher)?;
        self.events.of(event).into_iter().find_map(|number| {
            let (place, bytes) = self.bytes_of(number)?;
            let source = &self.logs.get(place.log)?.source;
            Twin::of(&record, source, place.offset, place.layout, bytes)
        })
    }

    /// The bytes of a record, read again.
    fn bytes_of(&mut self, number: u32) -> Option<(Place, Vec<u8>)> {
        let place = self.places.get(number)?;
        let log = self.logs.get_mut(place.log)?;
        match log.bytes_at(&place) {
            Ok(bytes) => Some((place, bytes?)),
            Err(error) => {
                let message = || format!("{}: cannot be read again: {error}", log.source);
                self.failure.get_or_insert_with(message);
                None
            }
        }
    }

    /// Reports that a log could not be read again, if that happened: then twins are missing.
    pub(crate) fn finish(self, report: &mut Report) {
        if let Some(message) = self.failure {
            report
                .error(format_args!("{message}; edited records may not be shown as such"));
        }
    }
}

#[cfg(test)]
mod tests;
