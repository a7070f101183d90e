//! Two threads.

use super::Input;
use loginrec::{Entry, LogFile, Piece, Run};
use std::num::NonZero;

/// Works on both two of the records at once, each as if it were all, and adds up.
pub(super) fn both(bytes: &[u8], size: usize, work: impl Fn(&[u8]) -> u64 + Sync) -> u64 {
    let (first, second) = bytes.split_at(bytes.len() / size / 2 * size);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| work(second));
        work(first).wrapping_add(other.join().expect("the thread does not panic"))
    })
}

/// Looks at all entries as the library shares them out, and adds up.
pub(super) fn in_runs(input: &Input, look_at: impl Fn(&Entry<'_>) -> u64 + Sync) -> u64 {
    let map = input.map();
    let mut sum = 0_u64;
    let work = |run: Run<'_>| match run {
        Run::Entries(entries) => {
            entries.map(|entry| look_at(&entry)).fold(0, u64::wrapping_add)
        }
        Run::Piece(Piece::Entry(entry)) => look_at(&entry),
        Run::Piece(_) => 0,
    };
    let two = NonZero::new(2).expect("two is not zero");
    LogFile::new(&map, input.layout).in_parallel(two, work, |some| {
        sum = sum.wrapping_add(some);
    });
    sum
}
