//! Finding records anywhere in arbitrary bytes: disk images, memory dumps, free space.
//!
//! Two steps, so that any number of threads can share the work and any window will do.
//! [`Carver::scan`] looks at a stretch of bytes and depends on nothing but them.
//! [`Settler`] takes what was found, in order, settles what contradicts itself, numbers the
//! runs, joins what belongs together, and hands out [`Hit`]s.

mod hit;
mod reason;

pub use hit::{Fragment, Hit};
pub use reason::{Reason, Reasons};

use crate::layout::{LAYOUTS, Layout};
use alloc::vec::Vec;
use core::marker::PhantomData;
use core::ops::{ControlFlow, Range};

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

/// What to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    layouts: Vec<&'static Layout>,
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
    pub const TIMES: Range<i64> = 631_152_000..1_830_000_000;

    /// All layouts that can be told from noise; what is at least probable; at the natural
    /// alignment; between 1990 and a year after this version was made.
    #[must_use]
    pub fn new() -> Self {
        Self {
            layouts: LAYOUTS.to_vec(),
            tier: Tier::Probable,
            align: None,
            times: Self::TIMES,
        }
    }

    /// Looks for these layouts only, which may be such as are not looked for by default.
    #[must_use]
    pub fn layouts(mut self, layouts: impl IntoIterator<Item = &'static Layout>) -> Self {
        self.layouts = layouts.into_iter().collect();
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
}

/// [`Options`], made ready for scanning.
#[derive(Debug)]
pub struct Carver {
    options: Options,
}

impl Carver {
    /// So many bytes before and behind a stretch are looked at, if there are as many.
    pub const CONTEXT: usize = 16 << 10;

    /// Makes ready.
    #[must_use]
    pub const fn new(options: Options) -> Self {
        Self { options }
    }

    /// Looks for what starts in the `own` bytes of the window, whose first byte stands at the
    /// offset `at` of the source. The window should have [`Carver::CONTEXT`] more bytes on both
    /// sides; where it has fewer, the source begins or ends.
    ///
    /// Together the own bytes of all scans have to be the source, without hole or overlap.
    #[must_use]
    pub fn scan(&self, window: &[u8], at: u64, own: Range<usize>) -> Batch {
        let _ = (&self.options, window, at, own);
        Batch {}
    }
}

/// What was found in one stretch.
#[derive(Debug)]
pub struct Batch {}

/// Settles what was found, and hands it out in order.
#[derive(Debug)]
pub struct Settler<'c> {
    carver: PhantomData<&'c Carver>,
}

impl<'c> Settler<'c> {
    /// For what this carver finds.
    #[must_use]
    pub const fn new(carver: &'c Carver) -> Self {
        let _ = carver;
        Self { carver: PhantomData }
    }

    /// Takes the next batch and hands out what it settles, unless `visit` breaks off.
    pub fn push(
        &mut self,
        batch: Batch,
        visit: &mut dyn FnMut(&Hit<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let _ = (batch, visit);
        ControlFlow::Continue(())
    }

    /// All records in one piece that start before this offset were handed out. From here
    /// another carver can go on.
    #[must_use]
    pub const fn settled(&self) -> u64 {
        0
    }

    /// Hands out what is left: records that waited for what follows, then fragments, which are
    /// joined where they go together.
    pub fn finish(
        &mut self,
        visit: &mut dyn FnMut(&Hit<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let _ = visit;
        ControlFlow::Continue(())
    }
}
