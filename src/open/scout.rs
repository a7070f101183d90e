//! Sound entries far ahead, found by several threads.

use crate::layout::Layout;
use crate::tile::Tiler;
use std::num::NonZero;
use std::thread;

/// Looked at by one thread at a time; far more than it costs to start one.
const SHARE: usize = 8 << 20;

/// Looks for sound entries, and remembers how many more there are than were asked for.
#[derive(Debug)]
pub(super) struct Scout {
    threads: usize,
    ahead: usize,
}

impl Scout {
    pub(super) fn new(threads: Option<NonZero<usize>>) -> Self {
        Self { threads: threads.map_or(1, NonZero::get), ahead: 0 }
    }

    /// Forgets what it knows, because reading goes on in another way.
    pub(super) const fn forget(&mut self) {
        self.ahead = 0;
    }

    /// How many entries of at most so many bytes stand at the start of the window, of which
    /// nothing else has to be found out.
    pub(super) fn count_sound(
        &mut self,
        tiler: &mut Tiler,
        window: &[u8],
        most: usize,
    ) -> usize {
        if self.threads > 1
            && self.ahead == 0
            && let Some(wide) = window.get(..SHARE.saturating_mul(self.threads))
        {
            self.ahead = tiler.count_sound(wide, count_in_shares);
        }
        if self.ahead == 0 {
            let near = window.get(..most).unwrap_or(window);
            return tiler.count_sound(near, Layout::count_fitting);
        }
        let wanted = most.checked_div(tiler.layout().size()).unwrap_or(0);
        let count = self.ahead.min(wanted.max(1));
        self.ahead = self.ahead.saturating_sub(count);
        count
    }
}

/// As [`Layout::count_fitting`], each share of the bytes by a thread of its own.
fn count_in_shares(layout: &Layout, bytes: &[u8]) -> usize {
    let size = layout.size();
    let share = size.saturating_mul(SHARE.checked_div(size).unwrap_or(1).max(1));
    let counts = thread::scope(|scope| {
        let count = |share| scope.spawn(move || layout.count_fitting(share));
        let at_work: Vec<_> = bytes.chunks(share).map(count).collect();
        let done = at_work.into_iter().map(|thread| thread.join().unwrap_or(0));
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
