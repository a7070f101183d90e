//! Sound entries far ahead, found by several threads.

use super::window::Window;
use crate::file::{Ahead, TILE};
use crate::layout::Layout;
use crate::tile::Tiler;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

/// Looked at by one thread at a time; far more than it costs to start one.
const SHARE: usize = 8 << 20;

/// Looks for sound entries, and remembers how many more there are than were asked for.
#[derive(Debug)]
pub(super) struct Scout {
    threads: usize,
    /// Whether nothing but this is to be done on the way, so that more threads than one help.
    is_wide: bool,
    known: usize,
    ahead: Ahead,
}

impl Scout {
    pub(super) fn new(threads: Option<NonZero<usize>>) -> Self {
        let threads = threads.map_or(1, NonZero::get);
        Self { threads, is_wide: false, known: 0, ahead: Ahead::default() }
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

    /// Finds out how many entries stand at the start of the window, of which nothing else has to
    /// be found out, unless it is known of some.
    #[inline]
    pub(super) fn look(&mut self, tiler: &mut Tiler, window: &Window, offset: u64) {
        if self.known == 0 {
            self.look_on(tiler, window, offset);
        }
    }

    #[inline(never)]
    fn look_on(&mut self, tiler: &mut Tiler, window: &Window, offset: u64) {
        let (rest, _) = window.view(offset);
        if self.is_wide
            && let Some(wide) = rest.get(..SHARE.saturating_mul(self.threads))
        {
            self.known = tiler.count_sound(wide, count_in_shares);
        }
        if self.known == 0 {
            // What was read into a buffer is in the cache.
            if window.source().mapped().is_some() {
                self.ahead.touch(rest, offset);
            }
            let near = rest.get(..TILE).unwrap_or(rest);
            self.known = tiler.count_sound(near, Layout::count_fitting);
        }
    }
}

/// As [`Layout::count_fitting`], each share of the bytes by a thread of its own.
fn count_in_shares(layout: &Layout, bytes: &[u8]) -> usize {
    let size = layout.size();
    let share = size.saturating_mul(SHARE.checked_div(size).unwrap_or(1).max(1));
    let counts = thread::scope(|scope| {
        let start = |share| {
            let count = move || layout.count_fitting(share);
            // Where the system gives no thread, this one counts.
            (share, thread::Builder::new().spawn_scoped(scope, count).ok())
        };
        let at_work: Vec<_> = bytes.chunks(share).map(start).collect();
        let done = at_work.into_iter().map(|(share, thread)| match thread {
            Some(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            None => layout.count_fitting(share),
        });
        done.collect::<Vec<_>>()
    });
    // What stands behind the first entry that does not fit is for another time.
    let mut sum = 0_usize;
    for (count, share) in counts.into_iter().zip(bytes.chunks(share)) {
        sum = sum.saturating_add(count);
        if count < share.len().checked_div(size).unwrap_or(0) {
            break;
        }
    }
    sum
}
