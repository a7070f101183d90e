//! Finds the records of one user.

use super::Input;
use super::wanted::{by_user, find, find_2};

#[inline(never)]
pub(super) fn run(input: &Input) -> u64 {
    find(input, |entry| by_user(entry, input))
}

#[inline(never)]
pub(super) fn run_2(input: &Input) -> u64 {
    find_2(input, |entry| by_user(entry, input))
}
