//! All layouts at once, by as many threads as there are.

use super::find::Look;
use super::sample::Sample;
use super::tally::Tally;
use crate::layout::LAYOUTS;
use alloc::vec::Vec;
use core::num::NonZero;

/// Samples below this length are not worth a thread.
#[cfg(feature = "std")]
const WORTHWHILE: usize = 1 << 16;

/// The evidence about every layout, in the order of the list.
pub(super) fn tally_each(
    sample: &Sample<'_>,
    look: Look,
    threads: NonZero<usize>,
) -> Vec<Tally> {
    #[cfg(feature = "std")]
    if threads.get() > 1 && sample.size() >= WORTHWHILE {
        return by_threads(sample, look, threads);
    }
    let _ = threads;
    LAYOUTS.iter().map(|layout| Tally::of(layout, sample, look)).collect()
}

/// Whoever is free takes the next layout.
#[cfg(feature = "std")]
fn by_threads(sample: &Sample<'_>, look: Look, threads: NonZero<usize>) -> Vec<Tally> {
    use core::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    let next = AtomicUsize::new(0);
    let work = || {
        let tallies = core::iter::from_fn(|| {
            let number = next.fetch_add(1, Ordering::Relaxed);
            Some((number, Tally::of(LAYOUTS.get(number)?, sample, look)))
        });
        tallies.collect::<Vec<_>>()
    };
    let mut tallies = thread::scope(|scope| {
        // Where the system gives no thread, the others do its work.
        let start = |_| thread::Builder::new().spawn_scoped(scope, work).ok();
        let others: Vec<_> = (1..threads.get()).filter_map(start).collect();
        let mut tallies = work();
        let join = |other: thread::ScopedJoinHandle<'_, Vec<_>>| {
            other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        tallies.extend(others.into_iter().flat_map(join));
        tallies
    });
    tallies.sort_unstable_by_key(|(number, _)| *number);
    tallies.into_iter().map(|(_, tally)| tally).collect()
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use super::super::{rank, rank_by};
    use super::*;
    use crate::layout::{self, Draft};
    use alloc::format;

    #[test]
    fn any_number_of_threads_finds_the_same_evidence() {
        let layout = layout::find("linux-utmp-384-le").unwrap();
        let mut bytes = Vec::new();
        for number in 0..300 {
            let (type_raw, seconds) = (7, 1_700_000_000 + number);
            let (line, user): (&[u8], &[u8]) = (b"pts/0", b"alice");
            let draft = Draft { type_raw, line, user, seconds, ..Draft::default() };
            bytes.extend(layout.encode(&draft));
        }
        // Off the grid in its second half, so that both ways of looking are gone.
        bytes.remove(bytes.len() / 2);
        for bytes in [&bytes[..], &bytes[1_000..]] {
            let sample = Sample::of_bytes(bytes).named("wtmp");
            assert!(sample.size() >= WORTHWHILE);
            let by_one = format!("{:?}", rank(&sample));
            for threads in [2, 3, 200] {
                let threads = NonZero::new(threads).unwrap();
                assert_eq!(format!("{:?}", rank_by(&sample, threads, true)), by_one);
            }
        }
    }
}
