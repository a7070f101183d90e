//! Bytes brought into the cache before they are needed.
//!
//! One core that walks through memory in one direction waits for it: the hardware fetches ahead
//! within a page, and starts anew at the next. Walking through several pages side by side keeps
//! more fetches under way. So before a tile is read in order, the tile behind it has been touched in
//! this way; whoever reads it finds it in the cache, and its order is that of the file.

use core::hint::black_box;

/// Decided on and touched at a time: small enough to stay in the second cache, long enough that
/// the streams through it are some pages apart.
pub(crate) const TILE: usize = STREAMS * STREAM;
/// Walked through side by side. With four or sixteen less is gained.
const STREAMS: usize = 8;
const STREAM: usize = 12 << 10;
/// Fetched at once by every machine that matters; where lines are longer, some touches are in vain.
const LINE: usize = 64;

/// How far bytes have been touched.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ahead {
    /// Offset behind the last tile that was touched.
    end: u64,
}

impl Ahead {
    /// Touches what stands up to a tile behind the next one. `rest` are the bytes from `offset`
    /// on.
    #[inline]
    pub(crate) fn touch(&mut self, rest: &[u8], offset: u64) {
        let touched =
            self.end.checked_sub(offset).and_then(|len| usize::try_from(len).ok());
        let touched = touched.unwrap_or(0);
        if touched < TILE
            && let Some(tile) = rest.get(touched..).and_then(|rest| rest.first_chunk())
        {
            touch(tile);
            self.end = offset.saturating_add(byte_count(touched.saturating_add(TILE)));
        }
    }
}

fn byte_count(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

/// Reads one byte of each line, of all streams in turn.
#[inline(never)]
fn touch(tile: &[u8; TILE]) {
    let (streams, _) = tile.as_chunks::<STREAM>();
    let mut sum = 0_u8;
    for at in (0..STREAM).step_by(LINE) {
        for stream in streams {
            sum ^= stream.get(at).copied().unwrap_or(0);
        }
    }
    // What is not used need not be read.
    black_box(sum);
}
