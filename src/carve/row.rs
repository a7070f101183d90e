//! Rows of sound records, in which other readings of the same bytes are passed over.
//!
//! In a log every byte of every record is seen as something else by a dozen layouts, and looking
//! at each takes far longer than looking at the records. Nothing of it can come of anything. What
//! has sound records on both sides, as many as are counted, is the stronger of any two finds
//! unless the other has as many ([`Find::strength`]), and that takes [`CHAIN`] places beside it at
//! which the certain bytes of its layout stand too. Where they do not, a place is passed over.
//!
//! What is passed over has to be far enough from both ends of the row not to count for anything
//! that goes beyond them. And the records of the row have to stay: where another layout does have
//! so many, everything near it is looked at. Where it can be shown of many records at once that
//! none has, nothing is even looked for ([`Quiet`]).
//!
//! [`Find::strength`]: super::find::Find::strength

use super::filter::Candidate;
use super::member::Member;
use super::quiet::Quiet;
use super::reason::Reason;
use super::scan::{LONGEST, MARGIN, Scanner, Sound, Stretch};
use super::suspects::{Suspect, may_have_neighbours};
use crate::layout::Framing;
use alloc::vec::Vec;
use core::ops::Range;

/// Looks at candidates, tile by tile.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    scanner: &'a Scanner,
    stretch: Stretch<'a>,
    /// Where the entries start that are looked for.
    around: Range<usize>,
    row: Option<Row<'a>>,
    /// The other layouts whose records are as long: which of two that are the same bytes stays
    /// is settled later.
    twins: Vec<Suspect<'a>>,
    /// The part of the row that is being looked at, or ahead.
    quiet: Option<Quiet<'a>>,
    /// Where other layouts have as many neighbours as the records of the row.
    rivals: Vec<usize>,
    /// What is passed over unless a rival is found near it.
    waiting: Vec<Candidate<'a>>,
    sounds: Vec<Sound>,
}

/// Records one directly behind the other, all of them sound.
#[derive(Clone, Copy, Debug)]
struct Row<'a> {
    member: &'a Member,
    rank: usize,
    size: usize,
    start: usize,
    end: usize,
    /// Whether what stands behind the end was looked at, and is no more of it.
    is_over: bool,
}

impl Row<'_> {
    fn covers(&self, start: usize) -> bool {
        (self.start..self.end).contains(&start)
    }

    /// Whether one of its records starts here, but for the first.
    fn goes_on_at(&self, start: usize) -> bool {
        self.covers(start)
            && start != self.start
            && start.checked_sub(self.start).is_some_and(|at| at.is_multiple_of(self.size))
    }

    /// Whether nothing that starts here counts for anything outside.
    fn is_within(&self, start: usize) -> bool {
        let inner = self.start.saturating_add(MARGIN)..self.end.saturating_sub(MARGIN);
        inner.contains(&start)
    }
}

impl<'a> Walk<'a> {
    /// For what starts in this part of the window.
    pub(super) const fn new(
        scanner: &'a Scanner,
        stretch: Stretch<'a>,
        around: Range<usize>,
    ) -> Self {
        Self {
            scanner,
            stretch,
            around,
            row: None,
            twins: Vec::new(),
            quiet: None,
            rivals: Vec::new(),
            waiting: Vec::new(),
            sounds: Vec::new(),
        }
    }

    /// Looks at what was seen in a tile that ends at `end`. What is seen in later ones may start
    /// in this one, but not more than a record before its end.
    ///
    /// Gives the place from which on it is worth looking at more, unless that is everywhere.
    pub(super) fn look(&mut self, seen: &[Candidate<'a>], end: usize) -> Option<usize> {
        self.go_on(end.saturating_add(MARGIN));
        let known = self.sounds.len();
        for candidate in seen {
            self.look_at(candidate);
        }
        let done = end.saturating_sub(LONGEST);
        self.look_near_rivals(done);
        if self.row.is_some_and(|row| row.is_over && row.end <= done) {
            self.row = None;
        }
        if self.row.is_none() {
            self.begin_row(known);
        }
        self.quiet_from(done)
    }

    /// All that is sound.
    pub(super) fn finish(mut self) -> Vec<Sound> {
        self.look_near_rivals(usize::MAX);
        self.sounds
    }

    /// Where the quiet part of the row ends that this place is in.
    fn quiet_from(&mut self, place: usize) -> Option<usize> {
        let row = self.row?;
        let (scanner, stretch) = (self.scanner, self.stretch);
        let start = |at| Quiet::new(scanner, stretch, row.size, at);
        let mut quiet = self.quiet.take().unwrap_or_else(|| start(row.start));
        loop {
            while quiet.next().is_none() {
                self.go_on(quiet.wanted());
                match self.row {
                    Some(row) if row.end >= quiet.wanted() => quiet.go_on(),
                    _ => quiet.end(),
                }
            }
            match quiet.next() {
                Some(next) if quiet.inner().end <= place => quiet = start(next),
                _ => break,
            }
        }
        let inner = quiet.inner();
        self.quiet = Some(quiet);
        inner.contains(&place).then_some(inner.end)
    }

    /// Adds to the row what goes on behind it, up to a place.
    fn go_on(&mut self, to: usize) {
        let Some(mut row) = self.row else { return };
        while !row.is_over && row.end < to {
            let sound =
                self.scanner.sound(self.stretch, row.rank, row.end).filter(|sound| {
                    self.around.contains(&row.end)
                        && row.member.is_at(self.stretch.window, row.end)
                        && self.is_firm(sound)
                });
            match sound {
                Some(sound) => {
                    self.add_twins(row.end);
                    row.end = sound.end();
                    self.sounds.push(sound);
                }
                None => row.is_over = true,
            }
        }
        self.row = Some(row);
    }

    /// Adds what is sound of the same bytes as a record of the row.
    fn add_twins(&mut self, start: usize) {
        for &Suspect { member, rank, .. } in &self.twins {
            if member.is_at(self.stretch.window, start) {
                self.sounds.extend(self.scanner.sound(self.stretch, rank, start));
            }
        }
    }

    /// The last of the sound records from this one on may be the first of a row.
    fn begin_row(&mut self, from: usize) {
        let new = self.sounds.get(from..).unwrap_or_default();
        let last = new.iter().filter(|sound| self.is_firm(sound));
        let Some(last) = last.max_by_key(|sound| sound.start) else { return };
        let Some(member) = self.scanner.member(last.rank) else { return };
        let is_twin =
            |other: &Suspect<'_>| other.size == Some(last.len) && other.rank != last.rank;
        self.twins = self.scanner.suspects().filter(is_twin).collect();
        self.quiet = None;
        self.row = Some(Row {
            member,
            rank: last.rank,
            size: last.len,
            start: last.start,
            end: last.end(),
            is_over: false,
        });
    }

    /// Whether it stays the record that it is, with as many around it as are counted.
    fn is_firm(&self, sound: &Sound) -> bool {
        let layout = self.scanner.layout(sound.rank);
        let reasons = sound.verdict.reasons;
        sound.counts
            && sound.verdict.is_sane()
            && !reasons.has(Reason::OddText)
            && !reasons.has(Reason::Garbage)
            && layout.is_some_and(|layout| {
                layout.framing() == Framing::Sequence && layout.is_telling()
            })
    }

    fn look_at(&mut self, candidate: &Candidate<'a>) {
        let start = candidate.start;
        let row = self.row.filter(|row| row.covers(start));
        let Some(row) = row else {
            return self.scanner.look_at(self.stretch, candidate, None, &mut self.sounds);
        };
        // What is as long as a record of the row was looked at together with it.
        let known_size = row.goes_on_at(start).then_some(row.size);
        if known_size.is_some_and(|size| candidate.member.sizes() == [size]) {
            return;
        }
        let is_rival = may_have_neighbours(candidate.member, self.stretch.window, start);
        if !is_rival && row.is_within(start) {
            return self.waiting.push(*candidate);
        }
        let known = self.sounds.len();
        self.scanner.look_at(self.stretch, candidate, known_size, &mut self.sounds);
        let new = self.sounds.get(known..).unwrap_or_default();
        // Whichever of two stays that are the same bytes, nothing else does.
        let is_same = |sound: &Sound| start == row.start && sound.len == row.size;
        if is_rival && !new.iter().all(is_same) {
            self.rivals.push(start);
        }
    }

    /// Looks at what waits near rivals. No rivals are to be expected any more up to a place.
    fn look_near_rivals(&mut self, known: usize) {
        let waiting = core::mem::take(&mut self.waiting);
        for candidate in waiting {
            let near = |rival: &usize| rival.abs_diff(candidate.start) < MARGIN;
            if self.rivals.iter().any(near) {
                self.scanner.look_at(self.stretch, &candidate, None, &mut self.sounds);
            } else if candidate.start.saturating_add(MARGIN) > known {
                self.waiting.push(candidate);
            }
        }
        self.rivals.retain(|rival| rival.saturating_add(MARGIN) > known);
    }
}
