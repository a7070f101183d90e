//! Where the records of a sample lie, if it has this layout.

use super::sample::{Sample, Stretch};
use super::tally::is_usual;
use crate::bytes::is_zero;
use crate::layout::hashed::SHORTEST_PAGE;
use crate::layout::{Framing, Layout};
use crate::tile::{Step, Tiler};
use alloc::vec::Vec;

/// At most so many records of a stretch are examined on the grid, spread over it.
pub(super) const EXAMINED: usize = 256;
/// At most so much of a sample is searched for records off the grid, spread over it.
const SEARCHED: usize = 1 << 18;
/// Searched in pieces of at most this length, each with a grid of its own.
const PIECE: usize = 1 << 16;

/// Where the records of a sample are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// On the grid that starts at the start of the file.
    OnGrid,
    /// Wherever records fit, as a reader of the damaged file would find them.
    Anywhere,
    /// The same, with records of layouts that are found in the same files between them.
    WithKin,
}

/// Bytes in the place of records, and how many places between them hold none.
#[derive(Default)]
pub(super) struct Found<'s> {
    pub(super) records: Vec<&'s [u8]>,
    /// Unused slots of a table besides.
    pub(super) zeros: usize,
    /// Records of another layout that is found in the same files.
    pub(super) kin: usize,
    pub(super) lost: usize,
}

pub(super) fn find<'s>(
    layout: &'static Layout,
    sample: &'s Sample<'_>,
    look: Look,
) -> Found<'s> {
    let mut found = Found::default();
    let share = SEARCHED.checked_div(sample.stretches.len()).unwrap_or(SEARCHED);
    let is_named_table = is_named_table(layout, sample);
    for stretch in &sample.stretches {
        let bytes = stretch.bytes.get(grid(layout, stretch)..).unwrap_or_default();
        match (look, layout.framing()) {
            // Only what stands before an entry says where it is.
            (_, Framing::Prefixed | Framing::Hash) => found.tile(layout, look, bytes),
            (Look::OnGrid, _) if is_named_table => found.spread_used(bytes, layout.size()),
            (Look::OnGrid, _) => found.records.extend(examined(bytes, layout.size())),
            _ => {
                // Pieces spread over the stretch, in case its head is something else.
                let piece = PIECE.min(share).max(1);
                let wanted = share.checked_div(piece).unwrap_or(1).max(1);
                let pieces = stretch.bytes.chunks(piece);
                let every = pieces.len().div_ceil(wanted).max(1);
                pieces.step_by(every).for_each(|piece| found.tile(layout, look, piece));
            }
        }
    }
    found
}

/// Whether the file is called a table of this layout, so that only its used slots count. A few
/// slots of a file that nobody calls so are found in much else, and an odd one among them would
/// speak against it.
pub(super) fn is_named_table(layout: &Layout, sample: &Sample<'_>) -> bool {
    layout.framing() == Framing::Table
        && sample.name.is_some_and(|name| is_usual(layout, name))
}

impl<'s> Found<'s> {
    /// The used slots, up to [`EXAMINED`] of them: a table may have a handful among thousands.
    /// Unused ones are counted in proportion.
    fn spread_used(&mut self, bytes: &'s [u8], size: usize) {
        let slots = bytes.chunks_exact(size.max(1));
        let total = slots.len();
        let used: Vec<_> = slots.filter(|slot| !is_zero(slot)).collect();
        let unused = total.saturating_sub(used.len()).div_ceil(step(used.len()));
        self.zeros = self.zeros.saturating_add(unused);
        let examined = spread(used.len()).filter_map(|place| used.get(place));
        self.records.extend(examined);
    }

    fn tile(&mut self, layout: &'static Layout, look: Look, mut rest: &'s [u8]) {
        let mut tiler = match look {
            Look::WithKin => Tiler::with_kin(layout),
            _ => Tiler::new(layout),
        };
        loop {
            let len = match tiler.step(rest, true) {
                Step::Entry(found, len, _) => {
                    if found == layout {
                        self.records.extend(rest.get(..len));
                    } else {
                        self.kin = self.kin.saturating_add(1);
                    }
                    len
                }
                Step::Residue(len, _) => {
                    // Less than a record is lost as well as a whole one.
                    self.lost = self.lost.saturating_add(len.div_ceil(layout.size()));
                    len
                }
                Step::Vacant(len) | Step::Frame(len) => len,
                Step::NeedMore | Step::End => return,
            };
            rest = rest.get(len..).unwrap_or_default();
        }
    }
}

/// The records of a stretch that are examined, if all have the same length and the first of the
/// file starts at 0.
pub(super) fn on_grid<'s>(
    layout: &Layout,
    stretch: &'s Stretch<'_>,
) -> impl Iterator<Item = &'s [u8]> {
    let bytes = stretch.bytes.get(grid(layout, stretch)..).unwrap_or_default();
    examined(bytes, layout.size())
}

/// Up to [`EXAMINED`] of the records.
fn examined(bytes: &[u8], size: usize) -> impl Iterator<Item = &[u8]> {
    let count = bytes.len().checked_div(size).unwrap_or(0);
    spread(count).filter_map(move |place| {
        let at = place.saturating_mul(size);
        bytes.get(at..at.saturating_add(size))
    })
}

/// Where the first record starts in the stretch if the first of the file starts at 0.
fn grid(layout: &Layout, stretch: &Stretch<'_>) -> usize {
    let size = match layout.framing() {
        // A stretch may be no longer than the longest page.
        Framing::Hash => u64::try_from(SHORTEST_PAGE).unwrap_or(u64::MAX),
        _ => layout.stride(),
    };
    let over = stretch.offset.checked_rem(size).unwrap_or(0);
    let short = size.saturating_sub(over).checked_rem(size).unwrap_or(0);
    usize::try_from(short).unwrap_or(0)
}

/// The places of up to [`EXAMINED`] records among so many, spread over them. Not at equal
/// distances: those may be a multiple of another layout's length too, and all be at the same
/// place of its records.
fn spread(count: usize) -> impl Iterator<Item = usize> {
    let step = step(count);
    (0..EXAMINED)
        .map_while(move |number| {
            let past = number.saturating_mul(number).checked_rem(step)?;
            Some(number.saturating_mul(step).saturating_add(past))
        })
        .take_while(move |&place| place < count)
}

/// Every how manieth of so many records is examined.
fn step(count: usize) -> usize {
    count.div_ceil(EXAMINED).max(1)
}
