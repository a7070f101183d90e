//! Bytes that will be needed soon, fetched along several streams at once.
//!
//! One core that reads on and on waits for each line of memory; one that reads several pages in
//! turn has its lines on the way meanwhile, and gets them half as fast again.

use std::hint::black_box;

/// How many stretches are read in turn, and how long each is: three pages. Together they fit into
/// the second cache of a core with room to spare.
const STREAMS: usize = 8;
const STRETCH: usize = 12 << 10;
/// What memory is read in.
const LINE: usize = 64;

/// How many bytes are fetched at a time.
pub(super) const BLOCK: usize = STREAMS * STRETCH;

/// Reads one byte of each line of at most [`BLOCK`] bytes.
pub(super) fn fetch(bytes: &[u8]) {
    let mut seen = 0;
    let (stretches, _) = bytes.as_chunks::<STRETCH>();
    if let Ok(stretches) = <&[[u8; STRETCH]; STREAMS]>::try_from(stretches) {
        for line in (0..STRETCH).step_by(LINE) {
            for stretch in stretches {
                seen ^= stretch.get(line).copied().unwrap_or_default();
            }
        }
    }
    // Or the compiler would leave it all out.
    black_box(seen);
}
