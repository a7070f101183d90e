//! Finds the records of one user in a tenth of the file, by their time.

use super::Input;
use super::wanted::{by_user, find, find_2, in_time};

#[inline(never)]
pub(super) fn run(input: &Input) -> u64 {
    find(input, |record| in_time(record, input) && by_user(record, input))
}

#[inline(never)]
pub(super) fn run_2(input: &Input) -> u64 {
    find_2(input, |record| in_time(record, input) && by_user(record, input))
}
