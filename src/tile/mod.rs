//! Where the records lie: deciding, at one place after another, what stands there.
//!
//! The decision at a place depends on the bytes behind it and on at most [`Tiler::LOOKAHEAD`]
//! of them, so a file read through a small window falls into the same pieces as one that is
//! in memory as a whole. Each framing has a tiler of its own.

mod grid;
mod hash;
mod prefixed;

use crate::layout::{Framing, Layout};
use core::fmt;

/// Why bytes are no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The file ends inside a record.
    TornTail,
    /// Bytes in the place of a record, as long as one, that fit nothing.
    UnfitRecord,
    /// Bytes before or between records that are not as long as a whole number of them: a
    /// record cut short, something inserted, or noise.
    StrayBytes,
}

impl Reason {
    /// The reason in two words, as outputs give it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TornTail => "torn tail",
            Self::UnfitRecord => "unfit record",
            Self::StrayBytes => "stray bytes",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What stands at the current place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// An entry: its layout, its length, and the key that stands with it, if any.
    Entry(&'static Layout, usize, Option<u64>),
    /// So many bytes of residue.
    Residue(usize, Reason),
    /// So many bytes of unused slots.
    Vacant(usize),
    /// So many bytes of the container that the entries are kept in.
    Frame(usize),
    /// The window is too short to decide.
    NeedMore,
    /// Nothing: the input ends here.
    End,
}

/// Decides what stands at the start of a window.
#[derive(Clone, Debug)]
pub(crate) struct Tiler(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Grid(grid::Grid),
    Prefixed(prefixed::Chain),
    Hash(hash::Pages),
}

/// The longest piece of residue, and how far a lost grid is searched for at a time.
const REACH: usize = 64 * 1024;

impl Tiler {
    /// No decision looks at more bytes than this. Records are far shorter than [`REACH`].
    pub(crate) const LOOKAHEAD: usize = 2 * REACH;

    /// Reads records of this layout alone.
    pub(crate) fn new(layout: &'static Layout) -> Self {
        Self(match layout.framing() {
            Framing::Sequence | Framing::Table => Kind::Grid(grid::Grid::new(layout)),
            Framing::Prefixed => Kind::Prefixed(prefixed::Chain::new(layout)),
            Framing::Hash => Kind::Hash(hash::Pages::new(layout)),
        })
    }

    /// Reads records of this layout and, where it stops, of those that systems go over to
    /// from it, or mix with it.
    pub(crate) fn with_kin(layout: &'static Layout) -> Self {
        match layout.framing() {
            Framing::Sequence => Self(Kind::Grid(grid::Grid::with_kin(layout))),
            _ => Self::new(layout),
        }
    }

    /// The layout that is being read here: that of the file, or one of its kin.
    pub(crate) const fn layout(&self) -> &'static Layout {
        match &self.0 {
            Kind::Grid(grid) => grid.layout(),
            Kind::Prefixed(chain) => chain.layout(),
            Kind::Hash(pages) => pages.layout(),
        }
    }

    /// The layout of all entries, as long as each ends where the next begins. `None` where they
    /// have to be looked for one by one.
    #[cfg(feature = "std")]
    pub(crate) fn steady(&self) -> Option<&'static Layout> {
        match &self.0 {
            Kind::Grid(grid) => grid.steady(),
            Kind::Prefixed(_) | Kind::Hash(_) => None,
        }
    }

    /// How many entries stand at the start of the window, one behind the other and each as
    /// long as a record, of which nothing else has to be found out. There may be more.
    /// `count` says how many records fit, one behind the other.
    pub(crate) fn count_sound(
        &mut self,
        window: &[u8],
        count: impl Fn(&Layout, &[u8]) -> usize,
    ) -> usize {
        match &mut self.0 {
            Kind::Grid(grid) => grid.count_sound(window, count),
            Kind::Prefixed(_) | Kind::Hash(_) => 0,
        }
    }

    /// A sound entry, one of those that [`Self::count_sound`] has counted.
    #[cfg(feature = "std")]
    #[inline]
    pub(crate) const fn sound(&self) -> Step {
        let layout = self.layout();
        Step::Entry(layout, layout.size(), None)
    }

    /// What stands at the start of `window`. `last` says that the input ends where the window
    /// ends; otherwise a window of [`Self::LOOKAHEAD`] bytes is always enough.
    #[inline]
    pub(crate) fn step(&mut self, window: &[u8], last: bool) -> Step {
        if window.is_empty() {
            return if last { Step::End } else { Step::NeedMore };
        }
        match &mut self.0 {
            Kind::Grid(grid) => grid.step(window, last),
            Kind::Prefixed(chain) => chain.step(window, last),
            Kind::Hash(pages) => pages.step(window, last),
        }
    }
}
