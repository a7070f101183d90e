//! Finds the records of one user in a hundredth of the file, by their time.

use super::Input;
use super::wanted::{by_user, find, find_2, in_time};

#[inline(never)]
pub(super) fn run(input: &Input) -> u64 {
    find(input, |entry| in_time(entry, input) && by_user(entry, input))
}

#[inline(never)]
pub(super) fn run_2(input: &Input) -> u64 {
    find_2(input, |entry| in_time(entry, input) && by_user(entry, input))
}
