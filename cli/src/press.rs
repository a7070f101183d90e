//! Making text of much that is alike, by two cores, in order.

use crate::sink::Sink;
use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread;

/// Batches that the other core has before it: enough to last until it is woken up.
const WAITING: usize = 4;
/// Batches whose text is not written yet.
const MOST: usize = 8;

/// How text is made.
pub(crate) trait Work: Clone + Send + 'static {
    /// Things of which text is made at a time.
    type Batch: Default + Send + 'static;

    /// How many they are: so many that they are worth a thread, and so few that their text stays
    /// in the cache of one core.
    const COUNT: usize;

    /// Empties a batch into text.
    fn press(&mut self, batch: &mut Self::Batch, out: &mut Vec<u8>);
}

/// Takes things, and writes their text in their order.
pub(crate) struct Press<W: Work> {
    work: W,
    batch: W::Batch,
    count: usize,
    worker: Option<Worker<W>>,
    /// What has been given out, the first first.
    order: VecDeque<Pressed<W>>,
    /// Empty, to be filled again.
    spare: Vec<Load<W>>,
}

/// A batch and its text, of which one is empty.
type Load<W> = (Vec<u8>, <W as Work>::Batch);

/// Where the text of a batch is.
enum Pressed<W: Work> {
    Here(Load<W>),
    /// The next to come from the other core.
    There,
}

/// The other core, which gives back in the order of what it gets.
struct Worker<W: Work> {
    batches: SyncSender<Load<W>>,
    texts: Receiver<Load<W>>,
    /// Batches that have not come back.
    waiting: usize,
}

impl<W: Work> Press<W> {
    pub(crate) fn new(work: W) -> Self {
        let (order, spare) = (VecDeque::new(), Vec::new());
        Self { work, batch: W::Batch::default(), count: 0, worker: None, order, spare }
    }

    /// Adds one thing to the batch, whose text is written soon.
    #[inline]
    pub(crate) fn add(
        &mut self,
        add: impl FnOnce(&mut W::Batch),
        sink: &mut Sink,
    ) -> io::Result<()> {
        add(&mut self.batch);
        self.count += 1;
        if self.count < W::COUNT { Ok(()) } else { self.send(sink) }
    }

    /// Writes everything, and gives what makes text for what stands below it.
    pub(crate) fn finish(&mut self, sink: &mut Sink) -> io::Result<&mut W> {
        while self.write_first(true, sink)? {}
        self.worker = None;
        self.count = 0;
        self.work.press(&mut self.batch, sink.buffer());
        sink.drain()?;
        Ok(&mut self.work)
    }

    /// Gives the batch to the other core, or does its work here if that has enough.
    fn send(&mut self, sink: &mut Sink) -> io::Result<()> {
        self.count = 0;
        let (mut text, next) = self.spare.pop().unwrap_or_default();
        let mut batch = std::mem::replace(&mut self.batch, next);
        if self.worker.is_none() {
            self.worker = Worker::start(self.work.clone());
        }
        // What has come back by now is no longer before the other core.
        while self.write_first(false, sink)? {}
        let pressed = match &mut self.worker {
            Some(worker) if worker.waiting < WAITING => {
                worker.batches.send((text, batch)).map_err(|_| stopped())?;
                worker.waiting += 1;
                Pressed::There
            }
            _ => {
                self.work.press(&mut batch, &mut text);
                Pressed::Here((text, batch))
            }
        };
        self.order.push_back(pressed);
        while self.write_first(self.order.len() > MOST, sink)? {}
        Ok(())
    }

    /// Writes the text of the first batch, and tells whether there was one. If it is not ready,
    /// `wait` says what to do.
    fn write_first(&mut self, wait: bool, sink: &mut Sink) -> io::Result<bool> {
        let (mut text, batch) = match (self.order.pop_front(), &mut self.worker) {
            (Some(Pressed::Here(load)), _) => load,
            (Some(Pressed::There), Some(worker)) => match worker.receive(wait)? {
                Some(load) => load,
                None => {
                    self.order.push_front(Pressed::There);
                    return Ok(false);
                }
            },
            _ => return Ok(false),
        };
        match sink.buffer() {
            // It is large, and written as it is.
            buffer if buffer.is_empty() => std::mem::swap(buffer, &mut text),
            buffer => buffer.append(&mut text),
        }
        self.spare.push((text, batch));
        sink.flush()?;
        Ok(true)
    }
}

impl<W: Work> Worker<W> {
    /// `None` if the system gives no thread.
    fn start(mut work: W) -> Option<Self> {
        let (batches, given) = sync_channel::<Load<W>>(WAITING);
        let (done, texts) = sync_channel(WAITING);
        let work = move || {
            for (mut text, mut batch) in given {
                work.press(&mut batch, &mut text);
                if done.send((text, batch)).is_err() {
                    break;
                }
            }
        };
        thread::Builder::new().spawn(work).ok()?;
        Some(Self { batches, texts, waiting: 0 })
    }

    /// The next text. Without waiting, `None` if it is not ready.
    fn receive(&mut self, wait: bool) -> io::Result<Option<Load<W>>> {
        let load = match wait {
            true => self.texts.recv().map_err(|_| stopped())?,
            false => match self.texts.try_recv() {
                Ok(load) => load,
                Err(TryRecvError::Empty) => return Ok(None),
                Err(TryRecvError::Disconnected) => return Err(stopped()),
            },
        };
        self.waiting -= 1;
        Ok(Some(load))
    }
}

fn stopped() -> io::Error {
    io::Error::other("a thread has stopped")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// Numbers with a line each.
    #[derive(Clone)]
    struct Lines {
        is_slow: bool,
    }

    impl Work for Lines {
        type Batch = Vec<u32>;
        const COUNT: usize = 1024;

        fn press(&mut self, batch: &mut Vec<u32>, out: &mut Vec<u8>) {
            if self.is_slow {
                thread::sleep(Duration::from_millis(1));
            }
            batch.drain(..).for_each(|number| out.extend(format!("{number}\n").bytes()));
        }
    }

    #[test]
    fn texts_come_in_the_order_of_what_they_are_made_of() {
        for (count, is_slow) in [(0, false), (5, false), (100_000, false), (100_000, true)]
        {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("out");
            let mut sink = Sink::file(&path, false, &[]).unwrap();
            let mut press = Press::new(Lines { is_slow });
            for number in 0..count {
                press.add(|batch| batch.push(number), &mut sink).unwrap();
            }
            press.finish(&mut sink).unwrap();
            sink.finish().unwrap();
            let wanted: String = (0..count).map(|number| format!("{number}\n")).collect();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), wanted);
        }
    }
}
