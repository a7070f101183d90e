//! Places at which reading can be taken up again, so that a file can be gone back.
//!
//! Where records lie is decided from the front to the back. To hand them out from the back,
//! a file is passed over once; then the stretches between the marks are read again, the last
//! one first. Memory is bounded: where a file is so long that there would be too many marks,
//! they stand further apart.

use super::{Cursor, Place, What};
use alloc::vec::Vec;

/// Bytes between two marks, at first.
const SPACING: u64 = 1 << 17;
/// More marks are never kept.
const MARKS: usize = 1 << 13;

/// Marks along the way, each with what else is needed to go on from it.
#[derive(Clone, Debug)]
pub(crate) struct Trail<S> {
    marks: Vec<(Cursor, S)>,
    spacing: u64,
    /// Where the next mark is due.
    due: u64,
}

impl<S> Trail<S> {
    pub(crate) const fn new() -> Self {
        Self { marks: Vec::new(), spacing: SPACING, due: 0 }
    }

    /// Whether a mark is due at this place.
    #[inline]
    pub(crate) const fn is_due(&self, cursor: &Cursor) -> bool {
        cursor.offset >= self.due
    }

    /// Marks the place.
    pub(crate) fn mark(&mut self, cursor: &Cursor, state: S) {
        if self.marks.len() >= MARKS {
            let mut keep = false;
            self.marks.retain(|_| {
                keep = !keep;
                keep
            });
            self.spacing = self.spacing.saturating_mul(2);
        }
        self.marks.push((cursor.clone(), state));
        self.due = cursor.offset.saturating_add(self.spacing);
    }

    /// The last mark, which is forgotten.
    pub(crate) fn go_back(&mut self) -> Option<(Cursor, S)> {
        self.marks.pop()
    }
}

/// The entries of one stretch, to be handed out from the last to the first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stretch {
    entries: Vec<Place>,
}

impl Stretch {
    /// Takes the place in if an entry stands there.
    #[inline]
    pub(crate) fn add(&mut self, place: Place) {
        if matches!(place.what, What::Entry(..)) {
            self.entries.push(place);
        }
    }

    #[inline]
    pub(crate) fn pop(&mut self) -> Option<Place> {
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
        while let Some((cursor, ())) = trail.go_back() {
            assert!(cursor.offset() < last);
            last = cursor.offset();
        }
        assert_eq!(last, 0);
    }
}
