//! Entries looked at by several threads, with results in the order of the file.

use super::{Entries, LogFile, Run, Runs, TILE};
use alloc::vec::Vec;
use core::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Looked at by one thread at a time.
const STRETCH: usize = 4 * TILE;
/// Most stretches of which results are kept until it is the turn of the first.
const MOST: usize = 64;

impl<'a> LogFile<'a> {
    /// Does `work` with all runs of the file on several threads, and hands what comes out to `take`
    /// in the order of the file. With one thread nothing is started.
    ///
    /// The pieces are those of [`LogFile::pieces`]. Into how many runs they fall depends on the
    /// number of threads, so what comes out should be something that can be joined. At most
    /// 64 results of sound entries, of up to 384 KiB of the file each, are in memory at a time.
    ///
    /// # Examples
    ///
    /// ```
    /// use loginrec::{LogFile, Run};
    /// use std::num::NonZero;
    ///
    /// let bytes = std::fs::read("corpus/linux-utmp-384-le/wtmp").unwrap();
    /// let file = LogFile::detect(&bytes)?;
    /// let mut logins = 0;
    /// let count = |run: Run<'_>| match run {
    ///     Run::Entries(entries) => entries.filter_map(|entry| entry.record()).count(),
    ///     Run::Piece(_) => 0,
    /// };
    /// file.in_parallel(NonZero::new(2).unwrap(), count, |some| logins += some);
    /// assert!(logins > 0);
    /// # Ok::<(), loginrec::Error>(())
    /// ```
    pub fn in_parallel<T: Send>(
        &self,
        threads: NonZero<usize>,
        work: impl Fn(Run<'a>) -> T + Sync,
        mut take: impl FnMut(T),
    ) {
        let mut runs = self.runs();
        loop {
            // That all is sound is a guess. Where it fails, hardly more is done in vain than what the
            // other threads have begun.
            let stretches = match threads.get() {
                1 => Vec::new(),
                _ => runs.stretches(MOST),
            };
            let results = share(threads, &stretches, &work);
            for (result, stretch) in results.into_iter().zip(&stretches) {
                runs.pass(&stretch.entries);
                take(result);
            }
            // Here the guess fails, or too little is left for it.
            match runs.next() {
                Some(run) => take(work(run)),
                None => return,
            }
        }
    }
}

/// What comes out of the stretches, up to the first that is not sound.
fn share<'a, T: Send>(
    threads: NonZero<usize>,
    stretches: &[Stretch<'a>],
    work: &(impl Fn(Run<'a>) -> T + Sync),
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let sound_to = AtomicUsize::new(stretches.len());
    let results = Mutex::new(Vec::new());
    let look = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(stretch) = stretches.get(number) else { break };
            if number >= sound_to.load(Ordering::Relaxed) {
                break;
            }
            if stretch.is_sound() {
                let result = work(Run::Entries(stretch.entries.clone()));
                // A thread that panicked takes all others with it in any case.
                results
                    .lock()
                    .unwrap_or_else(|broken| broken.into_inner())
                    .push((number, result));
            } else {
                sound_to.fetch_min(number, Ordering::Relaxed);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads.get().min(stretches.len()) {
            // Where the system gives no thread, the others do its work.
            let _ = thread::Builder::new().spawn_scoped(scope, look);
        }
        look();
    });
    let mut results = results.into_inner().unwrap_or_else(|broken| broken.into_inner());
    results.sort_unstable_by_key(|(number, _)| *number);
    let sound =
        results.into_iter().zip(0..).take_while(|((number, _), wanted)| number == wanted);
    sound.map(|((_, result), _)| result).collect()
}

/// Entries, if all of them are sound.
struct Stretch<'a> {
    entries: Entries<'a>,
    /// Their bytes and those of the entry behind them, which is part of the question.
    bytes: &'a [u8],
}

impl Stretch<'_> {
    fn is_sound(&self) -> bool {
        let layout = self.entries.layout();
        layout.count_fitting(self.bytes).saturating_mul(layout.size()) == self.bytes.len()
    }
}

impl<'a> Runs<'a> {
    /// What stands here if all entries are sound, in stretches of the same length.
    fn stretches(&self, most: usize) -> Vec<Stretch<'a>> {
        let Some(layout) = self.cursor.tiler.steady() else { return Vec::new() };
        let count = STRETCH.checked_div(layout.size()).unwrap_or(0).max(1);
        let len = count.saturating_mul(layout.size());
        let stretch = |number: usize| {
            let start = number.saturating_mul(len);
            let rest = self.rest.get(start..)?;
            let bytes = rest.get(..len.saturating_add(layout.size()))?;
            let row = self.cursor.row(number.saturating_mul(count), count)?;
            Some(Stretch { entries: Entries::new(row, rest.get(..len)?)?, bytes })
        };
        (0..most).map_while(stretch).collect()
    }

    /// Moves behind entries that are known to stand here.
    fn pass(&mut self, entries: &Entries<'a>) {
        if self.cursor.advance_row(entries.len()).is_some() {
            let _ = self.take(entries.bytes().len());
        }
    }
}
