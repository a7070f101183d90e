//! Work that several threads do, with results in the order in which it was handed in.

use crate::sink::Sink;
use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded, unbounded};
use std::collections::VecDeque;
use std::io;
use std::thread::{Builder, Scope};

/// Jobs of each thread that may be waiting, at work, or done before their turn.
const WAITING: usize = 2;
/// Text behind the batches that is longer waits for them.
const LONG: usize = 1 << 20;
/// No machine has so many processors that more threads would help, and each takes memory.
const MOST: usize = 256;

/// How text is made of batches.
pub(crate) trait Work: Clone + Send {
    type Batch: Send;

    /// Adds the text of a batch.
    fn run(&mut self, batch: &mut Self::Batch, text: &mut Vec<u8>);
}

/// Threads that make text of batches, of which the one that hands them in is one. There are so many
/// batches at most, which are filled again when they come back, so memory stays the same for any
/// amount of work.
pub(crate) struct Pipeline<W: Work> {
    work: W,
    jobs: Sender<Job<W>>,
    /// The other end, for when there is nothing better to do.
    waiting: Receiver<Job<W>>,
    turns: VecDeque<Turn<W>>,
    spare: Vec<Load<W>>,
    most: usize,
}

/// A batch and its text, of which one is empty.
type Load<W> = (<W as Work>::Batch, Vec<u8>);

/// A load, and where it is given back.
struct Job<W: Work> {
    load: Load<W>,
    done: Sender<Load<W>>,
}

/// What is written next.
enum Turn<W: Work> {
    Text(Vec<u8>),
    /// When it has come.
    Job(Receiver<Load<W>>),
}

impl<W: Work> Job<W> {
    fn run(self, work: &mut W) {
        let Self { load: (mut batch, mut text), done } = self;
        work.run(&mut batch, &mut text);
        // If nobody waits for it, nobody will hand in anything more.
        let _ = done.send((batch, text));
    }
}

impl<W: Work> Pipeline<W> {
    /// Starts all threads but this one, each with a clone of `work`. `None` if the system gives
    /// none.
    pub(crate) fn start<'scope>(
        scope: &'scope Scope<'scope, '_>,
        threads: usize,
        work: W,
    ) -> Option<Self>
    where
        W: 'scope,
        W::Batch: 'scope,
    {
        // As many wait there as have a turn, and there is a limit to those. Were each handed over from
        // one to the other, both would sleep and be woken up for each.
        let (jobs, waiting) = unbounded::<Job<W>>();
        let mut others = 0;
        for _ in 1..threads.min(MOST) {
            let (jobs, mut work) = (waiting.clone(), work.clone());
            let run = move || jobs.iter().for_each(|job| job.run(&mut work));
            if Builder::new().spawn_scoped(scope, run).is_err() {
                break;
            }
            others += 1;
        }
        let most = WAITING * (others + 1);
        let (turns, spare) = (VecDeque::with_capacity(most), Vec::new());
        (others > 0).then_some(Self { work, jobs, waiting, turns, spare, most })
    }

    /// Hands in a batch, and gives one that is done with, if there is one. Writes what is done.
    pub(crate) fn send(
        &mut self,
        batch: W::Batch,
        sink: &mut Sink,
    ) -> io::Result<Option<W::Batch>> {
        while self.turns.len() >= self.most {
            self.write_first(sink)?;
        }
        let (next, text) =
            self.spare.pop().map_or((None, Vec::new()), |(next, text)| (Some(next), text));
        let (done, result) = bounded(1);
        self.jobs.send(Job { load: (batch, text), done }).map_err(|_| lost())?;
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
            let done = match first {
                Turn::Text(_) => None,
                Turn::Job(result) => match result.try_recv() {
                    Ok(done) => Some(done),
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => return Err(lost()),
                },
            };
            match (self.turns.pop_front(), done) {
                (_, Some(done)) => self.write(done, sink)?,
                (Some(Turn::Text(text)), None) => sink.write(&text)?,
                _ => {}
            }
        }
        match self.turns.back() {
            Some(Turn::Text(text)) if text.len() >= LONG => self.finish(sink),
            _ => Ok(()),
        }
    }

    /// Writes the first as soon as it is done, and does the work of the others until then.
    fn write_first(&mut self, sink: &mut Sink) -> io::Result<()> {
        match self.turns.pop_front() {
            Some(Turn::Text(text)) => sink.write(&text),
            Some(Turn::Job(result)) => {
                while result.is_empty()
                    && let Ok(job) = self.waiting.try_recv()
                {
                    job.run(&mut self.work);
                }
                let done = result.recv().map_err(|_| lost())?;
                self.write(done, sink)
            }
            None => Ok(()),
        }
    }

    fn write(&mut self, (batch, mut text): Load<W>, sink: &mut Sink) -> io::Result<()> {
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

    /// A line for a number, some of them late.
    #[derive(Clone)]
    struct Lines;

    impl Work for Lines {
        type Batch = u64;

        fn run(&mut self, batch: &mut u64, text: &mut Vec<u8>) {
            thread::sleep(Duration::from_micros(*batch % 7 * 100));
            text.extend_from_slice(format!("{batch}\n").as_bytes());
        }
    }

    #[test]
    fn text_comes_in_the_order_in_which_batches_were_handed_in() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let mut sink = Sink::file(&path, false, &[]).unwrap();
        thread::scope(|scope| {
            let mut pipeline = Pipeline::start(scope, 4, Lines).unwrap();
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
