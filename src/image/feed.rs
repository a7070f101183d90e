//! Cutting an image into chunks, one after the other.

use super::gap::{Gap, GapKind};
use super::store::{CUT, Store};
use super::stream::Stream;
use super::window::Window;
use super::{Body, Image, lock};
use crate::bytes::byte_count;
use crate::carve::{Batch, Carver};
use crate::error::Error;
use std::mem;
use std::ops::Range;
use std::sync::Mutex;

/// What is left of an image, chunk by chunk.
pub(super) enum Feed<'i> {
    Store(Steps<'i>),
    Stream(Flow<'i>),
}

impl<'i> Feed<'i> {
    /// Everything in a range, in chunks of so many bytes.
    pub(super) fn new(
        image: &'i Image,
        range: Range<u64>,
        step: u64,
    ) -> Result<Self, Error> {
        match &image.body {
            Body::Store(store) => {
                let end = range.end.min(store.size());
                Ok(Self::Store(Steps { store, step, at: range.start, end, data: 0..0 }))
            }
            Body::Stream(stream) => {
                lock(stream).take()?;
                Ok(Self::Stream(Flow::new(stream, range, step)))
            }
        }
    }

    /// The next chunk. A stream is read into the window at once, everything else later.
    pub(super) fn next(&mut self, window: &mut Window) -> Option<Chunk<'i>> {
        match self {
            Self::Store(steps) => steps.next(),
            Self::Stream(flow) => flow.next(window),
        }
    }
}

/// A chunk to be looked at.
pub(super) struct Chunk<'i> {
    own: Range<u64>,
    bytes: Bytes<'i>,
    gap: Option<Gap>,
}

enum Bytes<'i> {
    /// To be read, with the context; the scan ends at this offset.
    In(&'i Store, u64),
    /// In the window, whose first byte stands at this offset.
    At(u64),
    /// Nothing to be looked at.
    Passed,
}

/// What was found in a chunk.
pub(super) struct Found {
    pub(super) own: Range<u64>,
    /// `None` of what was passed over.
    pub(super) batch: Option<Batch>,
    /// What could not be read, in order.
    pub(super) gaps: Vec<Gap>,
    /// Whether the image has ended here, before its length.
    pub(super) is_cut: bool,
}

/// The bytes of a chunk with their context.
pub(super) struct View<'w> {
    pub(super) own: Range<u64>,
    pub(super) bytes: &'w [u8],
    /// The offset of the first byte.
    pub(super) start: u64,
    /// What could not be read, in order.
    pub(super) gaps: Vec<Gap>,
    is_cut: bool,
}

impl<'i: 'w, 'w> Chunk<'i> {
    /// Whether there is nothing to be looked at.
    pub(super) const fn is_passed(&self) -> bool {
        matches!(self.bytes, Bytes::Passed)
    }

    pub(super) fn look(self, carver: &Carver, window: &'w mut Window) -> Found {
        let passed = self.is_passed();
        let View { own, bytes, start, gaps, is_cut } = self.view(window);
        let index = |at: u64| {
            let index = usize::try_from(at.saturating_sub(start)).unwrap_or(usize::MAX);
            index.min(bytes.len())
        };
        let batch =
            (!passed).then(|| carver.scan(bytes, start, index(own.start)..index(own.end)));
        Found { own, batch, gaps, is_cut }
    }

    /// Reads the bytes, unless they are there.
    pub(super) fn view(self, window: &'w mut Window) -> View<'w> {
        let Self { own, bytes, gap } = self;
        let gaps = gap.into_iter().collect();
        let (bytes, start) = match bytes {
            Bytes::In(store, limit) => return view_in(store, own, limit, window),
            Bytes::At(start) => (window.bytes.as_slice(), start),
            Bytes::Passed => (Default::default(), own.start),
        };
        View { own, bytes, start, gaps, is_cut: false }
    }
}

/// Reads a chunk of a store, unless it is mapped.
fn view_in<'w>(
    store: &'w Store,
    own: Range<u64>,
    limit: u64,
    window: &'w mut Window,
) -> View<'w> {
    let end = own.end.saturating_add(context()).min(store.size());
    let wide = own.start.saturating_sub(context())..end;
    let start = wide.start;
    if let Some(bytes) = store.mapped(&wide) {
        return View { own, bytes, start, gaps: Vec::new(), is_cut: false };
    }
    store.read(&wide, window);
    let cut = window.end.map(|end| end.max(own.start)).filter(|&end| end < own.end);
    let own = own.start..cut.unwrap_or(own.end);
    let mut gaps: Vec<_> = window.gaps.iter().filter_map(|gap| gap.within(&own)).collect();
    gaps.extend(cut.map(|cut| Gap::new(cut..limit, GapKind::CutShort, CUT)));
    View { own, bytes: &window.bytes, start, gaps, is_cut: cut.is_some() }
}

/// So many bytes before and behind a chunk are looked at too.
fn context() -> u64 {
    u64::try_from(Carver::CONTEXT).unwrap_or(u64::MAX)
}

/// The chunks of a store, without those that are nothing but a hole.
pub(super) struct Steps<'i> {
    store: &'i Store,
    step: u64,
    at: u64,
    end: u64,
    /// The stretch of data that was asked for last.
    data: Range<u64>,
}

impl<'i> Steps<'i> {
    fn next(&mut self) -> Option<Chunk<'i>> {
        if self.at >= self.end {
            return None;
        }
        if !self.data.contains(&self.at) {
            self.data = self.store.data_behind(self.at).unwrap_or(self.end..self.end);
        }
        let start = self.at;
        let hole = self.data.start.min(self.end).saturating_sub(start);
        let over = hole.checked_rem(self.step).unwrap_or(0);
        let passed =
            if self.data.start >= self.end { hole } else { hole.saturating_sub(over) };
        let bytes = match passed {
            0 => Bytes::In(self.store, self.end),
            _ => Bytes::Passed,
        };
        let len = if passed > 0 { passed } else { self.step };
        self.at = start.saturating_add(len).min(self.end);
        Some(Chunk { own: start..self.at, bytes, gap: None })
    }
}

/// The chunks of a stream.
pub(super) struct Flow<'i> {
    stream: &'i Mutex<Stream>,
    range: Range<u64>,
    step: u64,
    /// Where the next chunk starts.
    at: u64,
    /// What has been read of its context and of itself, and where that starts.
    carry: Vec<u8>,
    base: u64,
    /// Whether nothing more comes, and why, if that is no natural end.
    is_dry: bool,
    broken: Option<Gap>,
}

impl<'i> Flow<'i> {
    const fn new(stream: &'i Mutex<Stream>, range: Range<u64>, step: u64) -> Self {
        let carry = Vec::new();
        Self { stream, range, step, at: 0, carry, base: 0, is_dry: false, broken: None }
    }

    fn next(&mut self, window: &mut Window) -> Option<Chunk<'i>> {
        if self.at >= self.range.end {
            return None;
        }
        let passes = self.at < self.range.start;
        let limit = if passes { self.range.start } else { self.range.end };
        let end = self.at.saturating_add(self.step).min(limit);
        mem::swap(&mut window.bytes, &mut self.carry);
        let wanted = end.saturating_add(context()).saturating_sub(self.base);
        self.fill(&mut window.bytes, usize::try_from(wanted).unwrap_or(usize::MAX));
        let start = self.base;
        let arrived = start.saturating_add(byte_count(&window.bytes));
        let own = self.at..end.min(arrived);
        let gap = self.broken.take_if(|gap| gap.range().start <= own.end);
        if own.is_empty() && gap.is_none() {
            // Other threads may ask again.
            self.range.end = self.at;
            return None;
        }
        self.at = own.end;
        self.base = own.end.saturating_sub(context()).max(start);
        let kept = usize::try_from(self.base.saturating_sub(start)).unwrap_or(usize::MAX);
        self.carry.clear();
        self.carry.extend_from_slice(window.bytes.get(kept..).unwrap_or_default());
        let bytes = if passes || own.is_empty() { Bytes::Passed } else { Bytes::At(start) };
        Some(Chunk { own, bytes, gap })
    }

    /// Reads until there are so many bytes, or no more.
    fn fill(&mut self, bytes: &mut Vec<u8>, wanted: usize) {
        let mut filled = bytes.len();
        bytes.resize(wanted.max(filled), 0);
        let mut stream = lock(self.stream);
        while let Some(space) = bytes.get_mut(filled..)
            && !space.is_empty()
            && !self.is_dry
        {
            match stream.read(space) {
                Ok(count) => {
                    self.is_dry = count == 0;
                    filled = filled.saturating_add(count);
                }
                Err(cause) => {
                    let at = self.base.saturating_add(u64::try_from(filled).unwrap_or(0));
                    let message = cause.to_string();
                    self.broken = Some(Gap::new(at..at, GapKind::Broken, message));
                    self.is_dry = true;
                }
            }
        }
        bytes.truncate(filled);
    }
}
