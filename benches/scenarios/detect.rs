//! Which layout the file has.

use super::Input;
use loginrec::LogFile;

#[inline(never)]
pub(super) fn run(input: &Input) -> u64 {
    let map = input.map();
    LogFile::detect(&map).expect("the file is recognised").layout().size() as u64
}
