//! Putting many lines into columns, on a core of its own.

use super::columns::Columns;
use super::line::{End, Length, Line};
use crate::sink::Sink;
use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Lines that are put into columns at a time. Fewer than that are not worth a thread.
const BATCH: usize = 1024;
/// Batches that may be waiting, or at work.
const WAITING: usize = 4;

/// Takes lines, and writes them in their order.
#[derive(Debug)]
pub(super) struct Press {
    columns: Columns,
    batch: Batch,
    worker: Option<Worker>,
}

/// The other core.
#[derive(Debug)]
struct Worker {
    lines: SyncSender<(Vec<u8>, Batch)>,
    texts: Receiver<(Vec<u8>, Batch)>,
    /// Batches that have not come back.
    waiting: usize,
    /// What has, to be filled again.
    spare: Vec<(Vec<u8>, Batch)>,
}

/// Lines with their texts one behind the other: user, line, host.
#[derive(Debug, Default)]
struct Batch {
    texts: Vec<u8>,
    lines: Vec<Flat>,
}

/// A line without its texts, of which the lengths are known.
#[derive(Clone, Copy, Debug)]
struct Flat {
    lengths: [usize; 3],
    login: i64,
    end: End,
    length: Length,
}

impl Batch {
    fn add(&mut self, line: &Line<'_>) {
        let texts = [line.user, line.line, line.host];
        texts.iter().for_each(|text| self.texts.extend_from_slice(text));
        let Line { login, end, length, .. } = *line;
        let lengths = texts.map(<[u8]>::len);
        self.lines.push(Flat { lengths, login, end, length });
    }

    /// Empties it into columns.
    fn press(&mut self, columns: &mut Columns, out: &mut Vec<u8>) {
        let mut rest = self.texts.as_slice();
        for Flat { lengths, login, end, length } in self.lines.drain(..) {
            let [user, line, host] = lengths.map(|len| {
                let (text, behind) = rest.split_at_checked(len).unwrap_or((rest, &[]));
                rest = behind;
                text
            });
            columns.line(&Line { user, line, host, login, end, length }, out);
        }
        self.texts.clear();
    }
}

impl Press {
    pub(super) fn new(columns: Columns) -> Self {
        Self { columns, batch: Batch::default(), worker: None }
    }

    /// Takes a line, which is written soon.
    #[inline]
    pub(super) fn line(&mut self, line: &Line<'_>, sink: &mut Sink) -> io::Result<()> {
        self.batch.add(line);
        if self.batch.lines.len() < BATCH { Ok(()) } else { self.send(sink) }
    }

    /// Writes everything, and gives the columns for what stands below them.
    pub(super) fn finish(&mut self, sink: &mut Sink) -> io::Result<&mut Columns> {
        if let Some(mut worker) = self.worker.take() {
            while worker.waiting > 0 {
                worker.receive(sink)?;
            }
        }
        self.batch.press(&mut self.columns, sink.buffer());
        sink.drain()?;
        Ok(&mut self.columns)
    }

    fn send(&mut self, sink: &mut Sink) -> io::Result<()> {
        if self.worker.is_none() {
            self.worker = Worker::start(self.columns.clone());
        }
        let Some(worker) = &mut self.worker else {
            // Where there are no threads, it takes longer.
            return self.finish(sink).map(|_| ());
        };
        while worker.waiting >= WAITING {
            worker.receive(sink)?;
        }
        let (text, next) = worker.spare.pop().unwrap_or_default();
        let batch = std::mem::replace(&mut self.batch, next);
        worker.waiting += usize::from(worker.lines.send((text, batch)).is_ok());
        Ok(())
    }
}

impl Worker {
    /// `None` if the system gives no thread.
    fn start(mut columns: Columns) -> Option<Self> {
        let (lines, batches) = sync_channel::<(Vec<u8>, Batch)>(WAITING);
        let (done, texts) = sync_channel(WAITING);
        let work = move || {
            for (mut text, mut batch) in batches {
                batch.press(&mut columns, &mut text);
                if done.send((text, batch)).is_err() {
                    break;
                }
            }
        };
        thread::Builder::new().spawn(work).ok()?;
        Some(Self { lines, texts, waiting: 0, spare: Vec::new() })
    }

    /// Writes the next text.
    fn receive(&mut self, sink: &mut Sink) -> io::Result<()> {
        let Ok((mut text, batch)) = self.texts.recv() else {
            return Err(io::Error::other("the lines cannot be put into columns"));
        };
        self.waiting -= 1;
        sink.buffer().extend_from_slice(&text);
        text.clear();
        self.spare.push((text, batch));
        sink.drain()
    }
}
