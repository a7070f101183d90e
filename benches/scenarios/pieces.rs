//! Where each record lies, without decoding it.

use super::Input;
use loginrec::{LogFile, Piece};

#[inline(never)]
pub(super) fn run(input: &Input) -> u64 {
    let map = input.map();
    LogFile::new(&map, input.layout)
        .pieces()
        .map(|piece| piece.offset() + u64::from(matches!(piece, Piece::Entry(_))))
        .fold(0, u64::wrapping_add)
}
