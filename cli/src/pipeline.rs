//! Work that several threads do, with results in the order in which it was handed in.

use crate::sink::Sink;
use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{Receiver, Sender, SyncSender, TryRecvError, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, Scope};

/// Jobs of each thread that may be waiting, at work, or done before their turn.
const WAITING: usize = 3;
/// No machine has so many processors that more threads would help, and each takes memory.
const MOST: usize = 256;

/// Threads that make text of batches. There are so many batches at most, which are filled again
/// when they come back, so memory stays the same for any amount of work.
pub(crate) struct Pipeline<B> {
    jobs: Sender<Job<B>>,
    turns: VecDeque<Turn<B>>,
    spare: Vec<(B, Vec<u8>)>,
    most: usize,
}

/// A batch, where its text goes, and where both are given back.
struct Job<B> {
    batch: B,
    text: Vec<u8>,
    done: SyncSender<(B, Vec<u8>)>,
}

/// What is written next.
enum Turn<B> {
    Text(Vec<u8>),
    /// When it has come.
    Job(Receiver<(B, Vec<u8>)>),
}

impl<B: Default + Send> Pipeline<B> {
    /// Starts a thread for each of the works, which append the text of a batch. `None` if the
    /// system gives no thread.
    pub(crate) fn start<'scope, W>(
        scope: &'scope Scope<'scope, '_>,
        works: impl Iterator<Item = W>,
    ) -> Option<Self>
    where
        W: FnMut(&mut B, &mut Vec<u8>) + Send + 'scope,
        B: 'scope,
    {
        // As many wait there as have a turn, and there is a limit to those. Were each handed over from
        // one to the other, both would sleep and be woken up for each.
        let (jobs, waiting) = channel::<Job<B>>();
        let waiting = Arc::new(Mutex::new(waiting));
        let mut threads = 0;
        for mut work in works.take(MOST) {
            let waiting = Arc::clone(&waiting);
            let run = move || {
                loop {
                    let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(Job { mut batch, mut text, done }) = job else { return };
                    work(&mut batch, &mut text);
                    // If nobody waits for it, nobody will hand in anything more.
                    let _ = done.send((batch, text));
                }
            };
            if Builder::new().spawn_scoped(scope, run).is_err() {
                break;
            }
            threads += 1;
        }
        let most = WAITING * threads;
        let turns = VecDeque::with_capacity(most);
        (threads > 0).then_some(Self { jobs, turns, spare: Vec::new(), most })
    }

    /// Hands in a batch, and gives one to be filled next. Writes what is done.
    pub(crate) fn send(&mut self, batch: B, sink: &mut Sink) -> io::Result<B> {
        while self.turns.len() >= self.most {
            self.write_first(sink)?;
        }
        let (next, text) = self.spare.pop().unwrap_or_default();
        let (done, result) = sync_channel(1);
        self.jobs.send(Job { batch, text, done }).map_err(|_| lost())?;
        self.turns.push_back(Turn::Job(result));
        self.write_done(sink)?;
        Ok(next)
    }

    /// Where text goes that stands behind all that was handed in.
    pub(crate) fn text(&mut self) -> &mut Vec<u8> {
        if !matches!(self.turns.back(), Some(Turn::Text(_))) {
            self.turns.push_back(Turn::Text(Vec::new()));
        }
        match self.turns.back_mut() {
            Some(Turn::Text(text)) => text,
            // There is one now.
            _ => unreachable!(),
        }
    }

    /// Writes everything.
    pub(crate) fn finish(&mut self, sink: &mut Sink) -> io::Result<()> {
        while !self.turns.is_empty() {
            self.write_first(sink)?;
        }
        Ok(())
    }

    /// Writes what is done and has its turn.
    pub(crate) fn write_done(&mut self, sink: &mut Sink) -> io::Result<()> {
        while let Some(first) = self.turns.front() {
            match first {
                Turn::Text(_) => self.write_first(sink)?,
                Turn::Job(result) => match result.try_recv() {
                    Ok(done) => {
                        self.turns.pop_front();
                        self.write(done, sink)?;
                    }
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => return Err(lost()),
                },
            }
        }
        Ok(())
    }

    /// Waits for the first, and writes it.
    fn write_first(&mut self, sink: &mut Sink) -> io::Result<()> {
        match self.turns.pop_front() {
            Some(Turn::Text(text)) => sink.write(&text),
            Some(Turn::Job(result)) => {
                let done = result.recv().map_err(|_| lost())?;
                self.write(done, sink)
            }
            None => Ok(()),
        }
    }

    fn write(
        &mut self,
        (batch, mut text): (B, Vec<u8>),
        sink: &mut Sink,
    ) -> io::Result<()> {
        sink.write(&text)?;
        text.clear();
        self.spare.push((batch, text));
        Ok(())
    }
}

/// A thread has panicked.
fn lost() -> io::Error {
    io::Error::other("a thread that should have made it is gone")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;
    use std::time::Duration;

    #[test]
    fn text_comes_in_the_order_in_which_batches_were_handed_in() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let mut sink = Sink::file(&path, false, &[]).unwrap();
        thread::scope(|scope| {
            let works = (0..4).map(|_| {
                |batch: &mut u64, text: &mut Vec<u8>| {
                    thread::sleep(Duration::from_micros(*batch % 7 * 100));
                    text.extend_from_slice(format!("{batch}\n").as_bytes());
                }
            });
            let mut pipeline = Pipeline::start(scope, works).unwrap();
            for number in 0..200 {
                pipeline.send(number, &mut sink).unwrap();
                if number % 50 == 0 {
                    pipeline.text().extend_from_slice(b"between\n");
                }
            }
            pipeline.finish(&mut sink).unwrap();
        });
        sink.finish().unwrap();
        let expected: String = (0..200)
            .map(|number| match number % 50 {
                0 => format!("{number}\nbetween\n"),
                _ => format!("{number}\n"),
            })
            .collect();
        assert_eq!(std::fs::read_to_string(path).unwrap(), expected);
    }
}
