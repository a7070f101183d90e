//! Finding records anywhere in arbitrary bytes: disk images, memory dumps, free space.
//!
//! Two steps, so that any number of threads can share the work and any window will do.
//! [`Carver::scan`] looks at a stretch of bytes and depends on nothing but them.
//! [`Settler`] takes what was found, in order, settles what contradicts itself, numbers the
//! runs, joins what belongs together, and hands out [`Hit`]s.

mod around;
mod breaks;
mod columns;
mod filter;
mod find;
mod guise;
mod hit;
mod join;
mod mask;
mod member;
mod neighbour;
mod part;
mod plan;
mod planes;
mod quiet;
mod reason;
mod row;
mod scan;
mod settle;
mod shape;
mod sought;
mod suspects;
mod verdict;

pub use hit::{Fragment, Hit};
pub use reason::{Reason, Reasons};
pub use settle::Settler;

use crate::layout::{LAYOUTS, Layout};
use crate::vector::Isa;
use alloc::vec::Vec;
use core::ops::{ControlFlow, Range};
use find::Finds;
use scan::{Scanner, Stretch};

/// Bytes in memory are looked at so many at a time.
const STRETCH: usize = 4 << 20;

/// How sure it is that bytes are a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Tier {
    /// It can be one.
    Possible,
    /// It is one, though other records have left traces in it, or a part of it is missing.
    Probable,
    /// Everything in it agrees, or it stands in a row with others.
    Confirmed,
}

impl Tier {
    /// Every tier, the surest last.
    pub const ALL: &'static [Self] = &[Self::Possible, Self::Probable, Self::Confirmed];

    /// In a word, as the output gives it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Probable => "probable",
            Self::Confirmed => "confirmed",
        }
    }
}

/// 1990-01-01.
const YEAR_1990: i64 = 631_152_000;
/// A year behind the making of this version: 2027-12-01.
const A_YEAR_AHEAD: i64 = 1_827_619_200;

/// What to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    layouts: Option<Vec<&'static Layout>>,
    tier: Tier,
    align: Option<u64>,
    times: Range<i64>,
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

impl Options {
    /// The times that are looked for unless others are given, in seconds since 1970: from 1990
    /// to a year after this version was made.
    pub const TIMES: Range<i64> = YEAR_1990..A_YEAR_AHEAD;

    /// All layouts that can be told from noise; what is at least probable; at the natural
    /// alignment; between 1990 and a year after this version was made.
    #[must_use]
    pub fn new() -> Self {
        Self { layouts: None, tier: Tier::Probable, align: None, times: Self::TIMES }
    }

    /// Looks for these layouts only, which may be such as are not looked for by default.
    #[must_use]
    pub fn layouts(mut self, layouts: impl IntoIterator<Item = &'static Layout>) -> Self {
        self.layouts = Some(layouts.into_iter().collect());
        self
    }

    /// Hands out what is at least so sure.
    #[must_use]
    pub const fn tier(mut self, tier: Tier) -> Self {
        self.tier = tier;
        self
    }

    /// Looks for single records at multiples of this, not at the natural alignment of each
    /// layout; 1 is everywhere.
    #[must_use]
    pub const fn align(mut self, align: u64) -> Self {
        self.align = Some(align);
        self
    }

    /// Looks for records of this time, in seconds since 1970.
    #[must_use]
    pub const fn times(mut self, times: Range<i64>) -> Self {
        self.times = times;
        self
    }

    /// The layouts that are looked for: those that were named, or all that need not be. Of
    /// those named, none that nothing tells from noise.
    pub fn looked_for(&self) -> impl Iterator<Item = &'static Layout> + use<'_> {
        let named = self.layouts.as_deref().unwrap_or(LAYOUTS).iter().copied();
        named.filter(|layout| {
            let carving = layout.spec().carving;
            carving.least_run().is_some()
                && (self.layouts.is_some() || carving.is_default())
        })
    }
}

/// [`Options`], made ready for scanning.
#[derive(Debug)]
pub struct Carver {
    scanner: Scanner,
}

impl Carver {
    /// So many bytes before and behind a stretch are looked at, if there are as many.
    pub const CONTEXT: usize = 16 << 10;

    /// Makes ready.
    #[must_use]
    pub fn new(options: &Options) -> Self {
        Self::with_isa(options, Isa::best())
    }

    /// The same with these instructions: whatever they are, the same is found.
    pub(crate) fn with_isa(options: &Options, isa: Isa) -> Self {
        Self { scanner: Scanner::new(options, isa) }
    }

    /// Looks for what starts in the `own` bytes of the window, whose first byte stands at the
    /// offset `at` of the source. The window should have [`Carver::CONTEXT`] more bytes on both
    /// sides; where it has fewer, the source begins or ends.
    ///
    /// Together the own bytes of all scans have to be the source, without hole or overlap.
    #[must_use]
    pub fn scan(&self, window: &[u8], at: u64, own: Range<usize>) -> Batch {
        let end = own.end.min(window.len());
        let is_last = window.len().saturating_sub(end) < Self::CONTEXT;
        let stretch = Stretch { window, at, is_last };
        let finds = self.scanner.scan(stretch, &(own.start..end));
        Batch { finds, end: stretch.offset(end) }
    }

    const fn tier(&self) -> Tier {
        self.scanner.tier
    }

    const fn times(&self) -> &Range<i64> {
        &self.scanner.times
    }
}

/// What was found in one stretch.
#[derive(Debug)]
pub struct Batch {
    finds: Finds,
    /// Where the stretch ends in the source.
    end: u64,
}

/// Carves bytes in memory: all hits are handed to `visit`, which may break off.
///
/// # Examples
///
/// ```
/// use core::ops::ControlFlow;
/// use loginrec::carve::{self, Tier};
///
/// let wtmp = std::fs::read("corpus/linux-utmp-384-be/wtmp")?;
/// let image = [vec![0xa5; 4096], wtmp, vec![0x5a; 4096]].concat();
/// let mut offsets = Vec::new();
/// let _ = carve::carve(&image, &carve::Options::new(), &mut |hit| {
///     assert_eq!(hit.layout().id(), "linux-utmp-384-be");
///     assert!(hit.tier() >= Tier::Probable);
///     offsets.push(hit.offset());
///     ControlFlow::Continue(())
/// });
/// assert_eq!(offsets[..2], [4096, 4096 + 384]);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn carve(
    bytes: &[u8],
    options: &Options,
    visit: &mut dyn FnMut(&Hit<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let carver = Carver::new(options);
    let mut settler = Settler::new(&carver);
    let mut start = 0_usize;
    while start < bytes.len() {
        let end = start.saturating_add(STRETCH).min(bytes.len());
        let from = start.saturating_sub(Carver::CONTEXT);
        let to = end.saturating_add(Carver::CONTEXT).min(bytes.len());
        let window = bytes.get(from..to).unwrap_or_default();
        let own = start.saturating_sub(from)..end.saturating_sub(from);
        let at = u64::try_from(from).unwrap_or(u64::MAX);
        settler.push(carver.scan(window, at, own), visit)?;
        start = end;
    }
    settler.finish(visit)
}
