//! Everything as CSV, into a buffer that is emptied as the command does.

use super::Input;
use super::jsonl::written;
use super::two::both;
use loginrec::output::Format;

#[inline(never)]
pub(super) fn run(input: &Input) -> u64 {
    written(&input.map(), input.layout, Format::Csv)
}

#[inline(never)]
pub(super) fn run_2(input: &Input) -> u64 {
    both(&input.map(), input.layout.size(), |half| written(half, input.layout, Format::Csv))
}
