//! The part of a row in which nothing but its records can stay.
//!
//! What is to stay against them takes as many neighbours: places at one distance from each other
//! at which the certain bytes of its layout stand. One of these bytes is the highest of the time
//! that counts, which is never zero. But in the records of a row zeros stand side by side again
//! and again: behind short texts, in what is reserved. So nearly all distances lead into zeros in
//! less steps than it takes ([`Columns`]).
//!
//! What is left are distances of about the length of the records themselves. Who goes so far with
//! each step comes by every few records, wherever it starts, so it is enough to look at one in
//! [`BLOCK`] of them. Entries whose length varies are looked for everywhere.

use super::columns::Columns;
use super::scan::{CHAIN, LONGEST, MARGIN, Scanner, Stretch};
use super::suspects::{Suspect, Suspects, may_have_neighbours};
use alloc::vec::Vec;
use core::ops::Range;

/// So many records are looked at together. Less than neighbours are counted, so that a little
/// shorter ones come by too.
const BLOCK: usize = 7;

/// A part of a row, from its start on.
#[derive(Debug)]
pub(super) struct Quiet<'a> {
    scanner: &'a Scanner,
    stretch: Stretch<'a>,
    /// How long the records are.
    size: usize,
    range: Range<usize>,
    /// All records in one, bit by bit.
    sum: [u8; LONGEST],
    columns: Columns,
    /// Those that do not come by zeros, and those whose length varies.
    suspects: Vec<Suspects<'a>>,
    /// Where another part may begin, once this one is over.
    next: Option<usize>,
}

impl<'a> Quiet<'a> {
    /// With a record of this length at its start.
    pub(super) fn new(
        scanner: &'a Scanner,
        stretch: Stretch<'a>,
        size: usize,
        start: usize,
    ) -> Self {
        Self {
            scanner,
            stretch,
            size,
            range: start..start,
            sum: [0; LONGEST],
            columns: Columns::default(),
            suspects: Vec::new(),
            next: None,
        }
    }

    /// Where another part may begin, once this one is over.
    pub(super) const fn next(&self) -> Option<usize> {
        self.next
    }

    /// Up to where the row has to go for the part to go on.
    pub(super) const fn wanted(&self) -> usize {
        self.range.end.saturating_add(self.block())
    }

    const fn block(&self) -> usize {
        self.size.saturating_mul(BLOCK)
    }

    /// Of the places within, those that are so far from both ends that neither what can stand
    /// there nor what counts for it goes beyond them.
    pub(super) fn inner(&self) -> Range<usize> {
        const FAR: usize = 2 * MARGIN;
        self.range.start.saturating_add(FAR)..self.range.end.saturating_sub(FAR)
    }

    /// Goes on by the records that end where it is [`Quiet::wanted`], or is over.
    pub(super) fn go_on(&mut self) {
        let block = self.range.end..self.wanted();
        let is_first = block.start == self.range.start;
        if !self.is_narrow(&block) {
            // What was known of others may be to blame.
            self.next = Some(if is_first { block.end } else { block.start });
        } else if self.has_rival(&block) {
            self.next = Some(block.end);
        } else {
            self.range.end = block.end;
        }
    }

    /// It goes on no further.
    pub(super) const fn end(&mut self) {
        self.next = Some(self.wanted());
    }

    /// Whether those that come by no zeros, in these records and those before, come by every
    /// few records.
    fn is_narrow(&mut self, block: &Range<usize>) -> bool {
        let bytes = self.stretch.window.get(block.clone()).unwrap_or_default();
        for record in bytes.chunks_exact(self.size) {
            for (sum, byte) in self.sum.iter_mut().zip(record) {
                *sum |= byte;
            }
        }
        let columns = Columns::new(&self.sum, self.size);
        if columns == self.columns {
            return true;
        }
        let is_left = |suspect: &Suspect<'_>| {
            suspect.may_be_zero() || suspect.size.is_none_or(|size| columns.has_way(size))
        };
        let mut left = Vec::new();
        for suspect in self.scanner.suspects().filter(is_left) {
            let steps = suspect.size.map(|size| size.saturating_mul(CHAIN.into()));
            if steps.is_some_and(|steps| steps < self.block()) {
                return false;
            }
            left.push(suspect);
        }
        self.suspects = Suspects::groups(left);
        self.columns = columns;
        true
    }

    /// Whether any of those that are left is sound, with as many neighbours as are counted if its
    /// length is known.
    fn has_rival(&self, block: &Range<usize>) -> bool {
        self.suspects.iter().any(|group| {
            let len = group.sizes().max().unwrap_or(block.len());
            let Some(anchors) =
                group.anchors(self.scanner.isa(), self.stretch, block.start, len)
            else {
                return true;
            };
            anchors.into_iter().any(|anchor| {
                let mut all = group.all.iter();
                all.any(|suspect| self.is_rival(suspect, anchor, block.start))
            })
        })
    }

    fn is_rival(&self, suspect: &Suspect<'_>, anchor: usize, record: usize) -> bool {
        let window = self.stretch.window;
        let Some(start) = anchor.checked_sub(suspect.member.anchor) else { return false };
        // Nothing stays but one of those that are the same bytes.
        let distance = record.abs_diff(start);
        let is_same =
            suspect.size == Some(self.size) && (distance == 0 || distance == self.size);
        !is_same
            && self.scanner.is_in_place(self.stretch, suspect.layout, start)
            && suspect.is_at(window, anchor)
            && self.scanner.sound(self.stretch, suspect.rank, start).is_some()
            && may_have_neighbours(suspect.member, window, start)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Options;
    use super::*;
    use crate::layout::{Draft, find};
    use crate::vector::Isa;

    const COUNT: usize = 120;

    /// How far the microseconds of one record are from those of the next.
    const USEC: i64 = 379_721;

    /// How much of a log is quiet.
    fn quiet_part(options: &Options, host: &[u8], usec: i64) -> Range<usize> {
        let layout = find("linux-utmp-384-le").unwrap();
        let size = layout.size();
        let record = |at: usize| {
            let number = i64::try_from(at).unwrap();
            layout.encode(&Draft {
                type_raw: [7, 8][at % 2],
                pid: 1000 + 37 * number,
                line: [&b"pts/0"[..], b"tty1", b"pts/12"][at % 3],
                user: [&b"alice"[..], b"bob", b"charlotte"][at % 3],
                host,
                seconds: 1_700_000_000 + 613 * number,
                usec: usec * number % 1_000_000,
                ..Draft::default()
            })
        };
        let log: Vec<u8> = (0..COUNT + 10).flat_map(record).collect();
        let scanner = Scanner::new(options, Isa::best());
        let stretch = Stretch { window: &log, at: 0, is_last: true };
        let mut quiet = Quiet::new(&scanner, stretch, size, 2 * size);
        while quiet.next().is_none() && quiet.wanted() < COUNT * size {
            quiet.go_on();
        }
        quiet.range
    }

    #[test]
    fn nothing_but_its_records_can_stay_in_a_log() {
        for host in [&b"192.0.2.17"[..], b"a-rather-long-name.of.a.host.example.org"] {
            let quiet = quiet_part(&Options::new(), host, USEC);
            assert!(
                quiet.end - quiet.start > (COUNT - 2 * BLOCK) * 384,
                "{host:?} {quiet:?}"
            );
        }
    }

    #[test]
    fn what_the_other_byte_order_reads_in_all_records_can_stay() {
        assert!(quiet_part(&Options::new(), b"192.0.2.17", 0).is_empty());
    }

    #[test]
    fn where_texts_leave_no_zeros_or_zeros_are_times_anything_can_stay() {
        assert!(quiet_part(&Options::new(), &[b'a'; 256], USEC).is_empty());
        let options = Options::new().times(0..1 << 31);
        assert!(quiet_part(&options, b"192.0.2.17", USEC).is_empty());
    }
}
