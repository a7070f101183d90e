//! Kind and time of each record, through a map.

use super::{Input, reader_read};
use loginrec::source::Mode;

#[inline(never)]
pub(super) fn run(input: &Input) -> u64 {
    reader_read::through(input, Mode::Map)
}
