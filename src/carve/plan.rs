//! Which planes a tile has, and where in them a byte at a distance is asked for.

use super::breaks::Span;
use super::planes::{BLOCK, LANES, TILE};
use alloc::vec::Vec;

/// What a byte may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bounds {
    /// How many values more than one.
    pub(super) width: u8,
    pub(super) low: u8,
}

impl Bounds {
    pub(super) const ZERO: Self = Self { width: 0, low: 0 };
    /// What texts consist of, and what deletes: as a number with a sign, what is not below a
    /// blank.
    pub(super) const TEXT: Self = Self { width: 0x7f - b' ', low: b' ' };

    #[inline(always)]
    pub(super) const fn hold(self, byte: u8) -> bool {
        byte.wrapping_sub(self.low) <= self.width
    }

    pub(super) const fn high(self) -> u8 {
        self.low.saturating_add(self.width)
    }

    /// Whether every byte that the other allows is one that this allows.
    pub(super) const fn contain(self, other: Self) -> bool {
        self.low <= other.low && self.high() >= other.high()
    }
}

/// Which planes there are, and how far before and behind a tile they reach.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// What bytes are held against. Behind these planes follow those of what is broken, and one of
    /// lines.
    pub(super) bounds: Vec<Bounds>,
    pub(super) reach: Reach,
}

impl Plan {
    /// The narrowest plane that has all places at which a byte is within these bounds.
    pub(super) fn wide(&self, bounds: Bounds) -> Option<Bounds> {
        self.bounds.iter().find(|wide| wide.contain(bounds)).copied()
    }

    /// Where the bits of that plane are, asked at a distance that is within reach.
    pub(super) fn at(&self, bounds: Bounds, distance: isize) -> Option<At> {
        let plane = self.bounds.iter().position(|wide| wide.contain(bounds))?;
        self.reach.at(plane, distance)
    }

    /// The same for the plane of what is broken.
    pub(super) fn break_at(&self, span: Span, distance: isize) -> Option<At> {
        let behind = Span::ALL.iter().position(|&other| other == span)?;
        self.reach.at(self.bounds.len().checked_add(behind)?, distance)
    }

    /// The same for the plane of lines that systems may use.
    pub(super) fn line_at(&self, distance: isize) -> Option<At> {
        self.reach.at(self.bounds.len().checked_add(Span::ALL.len())?, distance)
    }
}

/// Where in the planes the bits of the first position of a tile are for one plane, asked at one
/// distance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct At(pub(super) u32);

/// How far before and behind a position bytes are looked at.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reach {
    pub(super) before: usize,
    pub(super) behind: usize,
}

impl Reach {
    /// Bytes of a tile with what is around it.
    pub(super) const fn tile(self) -> usize {
        TILE.saturating_add(self.around())
    }

    /// Bytes around a tile. Blocks are filled whole.
    const fn around(self) -> usize {
        self.before.saturating_add(self.behind).next_multiple_of(BLOCK)
    }

    /// Bytes of a plane.
    pub(super) const fn plane(self) -> usize {
        LANES.saturating_add(self.around())
    }

    /// Where the bits of a plane are, asked at a distance that is within reach.
    pub(super) fn at(self, plane: usize, distance: isize) -> Option<At> {
        let within = self.before.checked_add_signed(distance)?;
        let at = self.plane().checked_mul(plane)?.checked_add(within)?;
        u32::try_from(at).ok().map(At)
    }

    pub(super) fn widen(&mut self, distance: isize) {
        let far = distance.unsigned_abs();
        if distance < 0 {
            self.before = self.before.max(far);
        } else {
            self.behind = self.behind.max(far);
        }
    }
}
