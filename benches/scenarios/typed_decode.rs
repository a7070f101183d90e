//! Every field of every record through a typed slice, with the ends of its texts and whether
//! anything stands where nothing should.

use super::Input;
use super::look::typed;
use super::two::both;

#[inline(never)]
pub(super) fn run(input: &Input) -> u64 {
    typed(&input.map())
}

#[inline(never)]
pub(super) fn run_2(input: &Input) -> u64 {
    both(&input.map(), input.layout.size(), typed)
}
