//! Places at which reading can be taken up again, so that a file can be gone back.
//!
//! Where records lie is decided from the front to the back. To hand them out from the back,
//! a file is passed over once; then the stretches between the marks are read again, the last
//! one first. Memory is bounded: where a file is so long that there would be too many marks,
//! they stand further apart.

use super::{Cursor, Place, Row, What};
use alloc::vec::Vec;

/// Bytes between two marks, at first.
const SPACING: u64 = 1 << 17;
/// More marks are never kept.
const MARKS: usize = 1 << 13;

/// Marks along the way, each with what else is needed to go on from it.
#[derive(Clone, Debug)]
pub(crate) struct Trail<S> {
    marks: Vec<Mark<S>>,
    spacing: u64,
    /// Where the next mark is due.
    due: u64,
    /// What has been passed since the last mark.
    passed: Passed,
}

/// A place to take reading up again.
#[derive(Clone, Debug)]
pub(crate) struct Mark<S> {
    pub(crate) cursor: Cursor,
    #[cfg_attr(not(feature = "std"), expect(dead_code, reason = "memory needs none"))]
    pub(crate) state: S,
    /// What stands between it and the next mark.
    pub(crate) passed: Passed,
}

/// What stands in a stretch of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passed {
    Nothing,
    /// Nothing but entries, one behind the other, all as long as the first.
    Entries(Row),
    /// Anything else.
    Mixed,
}

impl Passed {
    #[inline]
    fn pass(&mut self, place: Place) {
        *self = match place.what {
            What::Entry(..) => self.and(Self::Entries(Row { first: place, count: 1 })),
            _ => Self::Mixed,
        };
    }

    /// What stands in this stretch and the next together.
    fn and(self, next: Self) -> Self {
        match (self, next) {
            (Self::Nothing, other) | (other, Self::Nothing) => other,
            (Self::Entries(row), Self::Entries(more))
                if more.first == row.get(row.count) =>
            {
                let count = row.count.saturating_add(more.count);
                Self::Entries(Row { count, ..row })
            }
            _ => Self::Mixed,
        }
    }
}

impl<S> Trail<S> {
    pub(crate) const fn new() -> Self {
        Self { marks: Vec::new(), spacing: SPACING, due: 0, passed: Passed::Nothing }
    }

    /// How far it is to the next mark, in bytes.
    #[cfg(feature = "std")]
    pub(crate) const fn ahead(&self, cursor: &Cursor) -> u64 {
        self.due.saturating_sub(cursor.offset)
    }

    /// Whether a mark is due at this place.
    #[inline]
    pub(crate) const fn is_due(&self, cursor: &Cursor) -> bool {
        cursor.offset >= self.due
    }

    /// Marks the place.
    pub(crate) fn mark(&mut self, cursor: &Cursor, state: S) {
        self.close();
        if self.marks.len() >= MARKS {
            self.thin_out();
        }
        self.marks.push(Mark { cursor: cursor.clone(), state, passed: Passed::Nothing });
        self.due = cursor.offset.saturating_add(self.spacing);
    }

    /// Takes in what was passed.
    #[inline]
    pub(crate) fn pass(&mut self, place: Place) {
        self.passed.pass(place);
    }

    /// Takes in several entries.
    pub(crate) fn pass_row(&mut self, row: Row) {
        self.passed = self.passed.and(Passed::Entries(row));
    }

    /// Takes in a hole.
    #[cfg(feature = "std")]
    pub(crate) const fn pass_hole(&mut self) {
        self.passed = Passed::Mixed;
    }

    /// What was passed belongs to the last mark.
    fn close(&mut self) {
        let passed = core::mem::replace(&mut self.passed, Passed::Nothing);
        if let Some(last) = self.marks.last_mut() {
            last.passed = last.passed.and(passed);
        }
    }

    /// Forgets every second mark.
    fn thin_out(&mut self) {
        let mut kept: Vec<Mark<S>> = Vec::with_capacity(MARKS);
        for (number, mark) in self.marks.drain(..).enumerate() {
            match kept.last_mut() {
                Some(last) if number & 1 == 1 => last.passed = last.passed.and(mark.passed),
                _ => kept.push(mark),
            }
        }
        self.marks = kept;
        self.spacing = self.spacing.saturating_mul(2);
    }

    /// The last mark, which is forgotten.
    pub(crate) fn go_back(&mut self) -> Option<Mark<S>> {
        self.close();
        self.marks.pop()
    }
}

/// The entries of one stretch, to be handed out from the last to the first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stretch {
    entries: Vec<Place>,
    /// Those of a stretch that is nothing but entries need not be listed.
    row: Option<Row>,
}

impl Stretch {
    /// Takes the place in if an entry stands there.
    #[inline]
    pub(crate) fn add(&mut self, place: Place) {
        if matches!(place.what, What::Entry(..)) {
            self.entries.push(place);
        }
    }

    /// Takes in a stretch that is nothing but entries.
    pub(crate) const fn set(&mut self, row: Row) {
        self.row = Some(row);
    }

    /// Whether nothing is left to be handed out.
    #[cfg(feature = "std")]
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.row.is_none_or(|row| row.count == 0)
    }

    /// What is left of a stretch that is nothing but entries.
    #[cfg(feature = "std")]
    pub(crate) fn take_row(&mut self) -> Option<Row> {
        self.row.take().filter(|row| row.count > 0)
    }

    #[inline]
    pub(crate) fn pop(&mut self) -> Option<Place> {
        if let Some(row) = &mut self.row
            && let Some(left) = row.count.checked_sub(1)
        {
            row.count = left;
            return Some(row.get(left));
        }
        self.entries.pop()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout;

    fn cursor(offset: u64) -> Cursor {
        let mut cursor = Cursor::new(layout::find("linux-utmp-384-le").unwrap(), false);
        cursor.offset = offset;
        cursor
    }

    #[test]
    fn a_long_way_has_no_more_marks_than_a_short_one() {
        let mut trail = Trail::new();
        let mut offset = 0;
        while offset < 1 << 42 {
            let here = cursor(offset);
            if trail.is_due(&here) {
                trail.mark(&here, ());
            }
            offset += trail.spacing;
        }
        assert!((MARKS / 2..=MARKS).contains(&trail.marks.len()), "{}", trail.marks.len());
    }

    #[test]
    fn the_start_of_the_file_stays_marked() {
        let mut trail = Trail::new();
        for number in 0..5 * u64::try_from(MARKS).unwrap() {
            trail.mark(&cursor(number * SPACING), ());
        }
        let mut last = u64::MAX;
        while let Some(mark) = trail.go_back() {
            assert!(mark.cursor.offset() < last);
            last = mark.cursor.offset();
        }
        assert_eq!(last, 0);
    }
}
