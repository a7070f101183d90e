//! Sound entries far ahead, found by several threads.

use super::window::Window;
use crate::bytes::byte_count;
use crate::file::{Ahead, TILE};
use crate::layout::Layout;
use crate::tile::Tiler;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

/// Fewer bytes are not worth a thread.
const LEAST: usize = 1 << 20;
/// So many each thread looks at at first.
const FIRST: usize = 4 << 20;
/// It never looks at more at a time.
const MOST: usize = 64 << 20;

/// Looks for sound entries, and remembers how many more there are than were asked for.
#[derive(Debug)]
pub(super) struct Scout {
    threads: usize,
    /// Whether nothing but this is to be done on the way, so that more threads than one help.
    is_wide: bool,
    known: usize,
    ahead: Ahead,
    /// How many bytes each thread would look at: more each time that all that was looked at was
    /// sound, by one thread too, and fewer where something was not, since what is behind that was
    /// looked at in vain.
    share: usize,
}

impl Scout {
    pub(super) fn new(threads: Option<NonZero<usize>>) -> Self {
        let threads = threads.map_or(1, NonZero::get);
        let ahead = Ahead::default();
        Self { threads, is_wide: false, known: 0, ahead, share: FIRST }
    }

    /// Lets all threads look for entries, because the way is all that is wanted.
    pub(super) const fn spread(&mut self) {
        self.is_wide = self.threads > 1;
    }

    /// Forgets what it knows, because reading goes on at another place.
    pub(super) fn forget(&mut self) {
        self.known = 0;
        self.ahead = Ahead::default();
    }

    /// Passes over an entry if it is known that one stands here.
    #[inline]
    pub(super) fn take(&mut self) -> bool {
        let left = self.known.checked_sub(1);
        self.known = left.unwrap_or(0);
        left.is_some()
    }

    /// Passes over as many entries of at most so many bytes as are known to stand here.
    pub(super) fn take_row(&mut self, layout: &Layout, most: usize) -> usize {
        let wanted = most.checked_div(layout.size()).unwrap_or(0);
        let count = self.known.min(wanted.max(1));
        self.known = self.known.saturating_sub(count);
        count
    }

    /// Finds out how many sound entries stand at the start of the window, unless some are known
    /// already.
    #[inline]
    pub(super) fn look(&mut self, tiler: &mut Tiler, window: &Window, offset: u64) {
        if self.known == 0 {
            self.look_on(tiler, window, offset);
        }
    }

    #[inline(never)]
    fn look_on(&mut self, tiler: &mut Tiler, window: &Window, offset: u64) {
        let (rest, _) = window.view(offset);
        let size = tiler.layout().size();
        // The last entry that is looked at is looked at again, with what stands behind it.
        let is_all = |known: usize, bytes: &[u8]| {
            known.saturating_add(1) >= bytes.len().checked_div(size).unwrap_or(0)
        };
        let threads = self.threads;
        if self.is_wide
            && self.share >= LEAST
            && rest.len().checked_div(threads).is_some_and(|each| each >= LEAST)
        {
            let wide = rest.get(..self.share.saturating_mul(threads)).unwrap_or(rest);
            let count =
                |layout: &Layout, bytes: &[u8]| count_in_shares(layout, bytes, threads);
            self.known = tiler.count_sound(wide, count);
            self.share = match is_all(self.known, wide) {
                true => self.share.saturating_mul(2).min(MOST),
                false => self.share.checked_div(4).unwrap_or(0),
            };
        }
        if self.known == 0 {
            // What was read into a buffer is in the cache.
            if window.source().mapped().is_some() {
                self.ahead.touch(rest, offset);
            }
            let near = rest.get(..TILE).unwrap_or(rest);
            self.known = tiler.count_sound(near, Layout::count_fitting);
            if is_all(self.known, near) {
                self.share = self.share.saturating_mul(2).clamp(TILE, MOST);
            }
        }
    }
}

/// As [`Layout::count_fitting`], each thread a share of the bytes.
fn count_in_shares(layout: &Layout, bytes: &[u8], threads: usize) -> usize {
    let size = layout.size();
    let records = bytes.len().checked_div(size).unwrap_or(0);
    let share = size.saturating_mul(records.div_ceil(threads.max(1)).max(1));
    let mut shares = bytes.chunks(share);
    let first = shares.next().unwrap_or_default();
    let count = |share| count_ahead(layout, share);
    let counts = thread::scope(|scope| {
        let start = |share| {
            // Where the system gives no thread, this one counts.
            (share, thread::Builder::new().spawn_scoped(scope, move || count(share)).ok())
        };
        let at_work: Vec<_> = shares.map(start).collect();
        let mut counts = vec![(count(first), first)];
        counts.extend(at_work.into_iter().map(|(share, thread)| match thread {
            Some(thread) => {
                (thread.join().unwrap_or_else(|panic| resume_unwind(panic)), share)
            }
            None => (count(share), share),
        }));
        counts
    });
    // What stands behind the first entry that does not fit is for another time.
    let mut sum = 0_usize;
    for (count, share) in counts {
        sum = sum.saturating_add(count);
        if count < share.len().checked_div(size).unwrap_or(0) {
            break;
        }
    }
    sum
}

/// As [`Layout::count_fitting`], of much that is not in the cache.
fn count_ahead(layout: &Layout, mut bytes: &[u8]) -> usize {
    let (mut ahead, mut offset) = (Ahead::default(), 0);
    let mut sum = 0_usize;
    while !bytes.is_empty() {
        ahead.touch(bytes, offset);
        let records = TILE.checked_div(layout.size()).unwrap_or(1).max(1);
        let len = records.saturating_mul(layout.size());
        let (tile, rest) = bytes.split_at_checked(len).unwrap_or((bytes, &[]));
        let count = layout.count_fitting(tile);
        sum = sum.saturating_add(count);
        if count < records {
            break;
        }
        bytes = rest;
        offset = offset.saturating_add(byte_count(tile));
    }
    sum
}
