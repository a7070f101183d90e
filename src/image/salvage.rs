//! Getting out of a failing device what it still gives.
//!
//! The device is looked at in units of a fixed place and length, so that what is found
//! readable does not depend on who asks for which bytes, and a unit is not worn twice.

use super::lock;
use super::store::{Fill, fill};
use std::collections::VecDeque;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex};

/// Length of a unit, and of the longest stretch that is given up at once.
pub(super) const UNIT: u64 = 1 << 20;
/// Requests are halved down to a page of most systems, then to the sector of most disks.
const PAGE: u64 = 4096;
const SECTOR: u64 = 512;
/// After so many failed sectors in a row, sectors further and further on are tried.
const PATIENCE: u32 = 8;
/// So many units that were hard to read are kept.
const KEPT: usize = 8;

type Read<'r> = &'r dyn Fn(&mut [u8], u64) -> io::Result<usize>;

/// What could be read of a unit.
#[derive(Debug, Default)]
pub(super) struct Salvaged {
    /// All bytes of the unit, with zeros for those that could not be read.
    pub(super) bytes: Vec<u8>,
    /// What could not be read, in order.
    pub(super) bad: Vec<Range<u64>>,
    /// The first error.
    pub(super) message: String,
    /// Where the source ended within the unit.
    pub(super) end: Option<u64>,
}

/// The units that were hard to read, the latest last. One is salvaged at a time: a failing
/// disk is slow enough without being asked for two places at once.
#[derive(Debug, Default)]
pub(super) struct Ward {
    units: Mutex<VecDeque<(u64, Arc<Salvaged>)>>,
}

impl Ward {
    pub(super) fn salvage(&self, unit: &Range<u64>, read: Read<'_>) -> Arc<Salvaged> {
        let mut units = lock(&self.units);
        if let Some((_, known)) = units.iter().find(|(start, _)| *start == unit.start) {
            return Arc::clone(known);
        }
        let salvaged = Arc::new(Attempt::new(unit, read).run());
        if units.len() >= KEPT {
            units.pop_front();
        }
        units.push_back((unit.start, Arc::clone(&salvaged)));
        salvaged
    }
}

/// One unit being salvaged.
struct Attempt<'r> {
    unit: Range<u64>,
    read: Read<'r>,
    salvaged: Salvaged,
}

impl<'r> Attempt<'r> {
    fn new(unit: &Range<u64>, read: Read<'r>) -> Self {
        let len = unit.end.saturating_sub(unit.start);
        let bytes = vec![0; usize::try_from(len).unwrap_or(0)];
        Self {
            unit: unit.clone(),
            read,
            salvaged: Salvaged { bytes, ..Salvaged::default() },
        }
    }

    /// Reads less where reading fails, more where it succeeds, and leaps where nothing helps.
    fn run(mut self) -> Salvaged {
        let mut at = self.unit.start;
        let mut len = UNIT;
        let mut failures = 0_u32;
        while at < self.unit.end && self.salvaged.end.is_none() {
            let stop = at.saturating_add(len).min(self.unit.end);
            let tried = stop.saturating_sub(at);
            if self.try_read(at..stop) {
                at = stop;
                len = len.saturating_mul(2).min(UNIT);
                failures = 0;
            } else if tried > SECTOR {
                len = smaller(tried);
            } else {
                self.give_up(at..stop);
                at = stop;
                len = SECTOR;
                failures = failures.saturating_add(1);
                if failures >= PATIENCE {
                    at = self.leap(at);
                    failures = 0;
                }
            }
        }
        for bad in self.salvaged.bad.clone() {
            self.place(&bad).fill(0);
        }
        self.salvaged
    }

    /// Tries sectors further and further on, and comes back to the first that can be read.
    /// Gives where to go on.
    fn leap(&mut self, from: u64) -> u64 {
        let len = self.unit.end.saturating_sub(self.unit.start);
        let over = len.saturating_sub(1).checked_rem(SECTOR).unwrap_or(0).saturating_add(1);
        let last = self.unit.end.saturating_sub(over);
        let mut from = from;
        let mut step = SECTOR.saturating_mul(2);
        while from < self.unit.end {
            let probe = from.saturating_add(step).min(last).max(from);
            let stop = probe.saturating_add(SECTOR).min(self.unit.end);
            if self.try_read(probe..stop) {
                let first = self.step_back(from, probe);
                self.give_up(from..first);
                return stop;
            }
            self.give_up(from..stop);
            from = stop;
            step = step.saturating_mul(2);
        }
        from
    }

    /// Reads backwards from a sector that can be read. Gives where the first such starts.
    fn step_back(&mut self, floor: u64, from: u64) -> u64 {
        let mut first = from;
        let mut len = SECTOR;
        while first > floor {
            let start = first.saturating_sub(len).max(floor);
            let tried = first.saturating_sub(start);
            if self.try_read(start..first) {
                first = start;
                len = len.saturating_mul(2);
            } else if tried > SECTOR {
                len = smaller(tried);
            } else {
                break;
            }
        }
        first
    }

    /// Whether all of a range could be read.
    fn try_read(&mut self, range: Range<u64>) -> bool {
        let read = self.read;
        match fill(self.place(&range), range.start, read) {
            Fill::Full => true,
            Fill::Ended(end) => {
                // The rest is beyond the end, which is no failure.
                self.salvaged.end.get_or_insert(end);
                true
            }
            Fill::Failed(cause) => {
                if self.salvaged.message.is_empty() {
                    self.salvaged.message = cause.to_string();
                }
                false
            }
        }
    }

    fn place(&mut self, range: &Range<u64>) -> &mut [u8] {
        let index = |at: u64| {
            usize::try_from(at.saturating_sub(self.unit.start)).unwrap_or(usize::MAX)
        };
        let range = index(range.start)..index(range.end);
        self.salvaged.bytes.get_mut(range).unwrap_or_default()
    }

    fn give_up(&mut self, range: Range<u64>) {
        match self.salvaged.bad.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ if range.is_empty() => {}
            _ => self.salvaged.bad.push(range),
        }
    }
}

/// The next smaller request after one that failed.
fn smaller(len: u64) -> u64 {
    if len > PAGE { len.div_ceil(2).next_multiple_of(SECTOR).max(PAGE) } else { SECTOR }
}
