//! Every field of every record in the order of the file, whatever its layout, with the bytes
//! behind the NUL of every text.

use super::two::in_runs;
use super::{Input, look};
use loginrec::LogFile;

#[inline(never)]
pub(super) fn run(input: &Input) -> u64 {
    let map = input.map();
    let entries = LogFile::new(&map, input.layout).entries();
    entries.map(|entry| look::entry(&entry)).fold(0, u64::wrapping_add)
}

#[inline(never)]
pub(super) fn run_2(input: &Input) -> u64 {
    in_runs(input, look::entry)
}
