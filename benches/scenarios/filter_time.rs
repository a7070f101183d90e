//! Finds a hundredth of the records, by their time.

use super::Input;
use super::wanted::{find, find_2, in_time};

#[inline(never)]
pub(super) fn run(input: &Input) -> u64 {
    find(input, |entry| in_time(entry, input))
}

#[inline(never)]
pub(super) fn run_2(input: &Input) -> u64 {
    find_2(input, |entry| in_time(entry, input))
}
