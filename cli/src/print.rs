//! Printing a file entry by entry, on as many threads as help.

use crate::pipeline::{Pipeline, Work};
use crate::report::Report;
use crate::sink::Sink;
use crate::walk::{Stop, Tally, walk_runs};
use loginrec::layout::Layout;
use loginrec::{Batch, Damage, Entries, Entry, Piece, Reader, Run};
use std::io;
use std::num::NonZero;
use std::thread::{self, Scope, available_parallelism};

/// Bytes of a file before more than one thread is worth starting.
const LONG: usize = 1 << 20;
/// Bytes that a thread is given at a time: their text stays in the cache of a core.
const STRETCH: usize = 384 << 10;

/// How many threads print; the same for every command that prints entries one by one.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Threads {
    /// Print with so many threads [default: one for each processor, and one alone for a short
    /// file]; the output is the same for any number
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<NonZero<usize>>,
}

/// Makes text of entries. Each thread has a clone.
pub(crate) trait Printer: Clone + Send {
    fn entry(&mut self, entry: &Entry<'_>, out: &mut Vec<u8>);

    fn entries(&mut self, entries: Entries<'_>, out: &mut Vec<u8>) {
        entries.for_each(|entry| self.entry(&entry, out));
    }

    fn damage(&mut self, damage: &Damage, out: &mut Vec<u8>) {
        let _ = (damage, out);
    }
}

/// Prints a file, from the first byte to the last. Errors of reading are reported; an error
/// returned is one of writing.
pub(crate) fn print(
    reader: &mut Reader,
    source: &str,
    printer: &mut impl Printer,
    threads: Threads,
    sink: &mut Sink,
    report: &mut Report,
) -> io::Result<Tally> {
    let layout = reader.layout();
    thread::scope(|scope| {
        let mut hands = Hands::new(scope, layout, printer, threads, reader.batch());
        let tally = walk_runs(reader, source, report, |stop| hands.see(stop, sink))?;
        hands.settle(sink)?;
        Ok(tally)
    })
}

/// All that work on a file.
struct Hands<'scope, 'env, 'p, P: Printer> {
    scope: &'scope Scope<'scope, 'env>,
    printer: &'p mut P,
    layout: &'static Layout,
    threads: usize,
    /// Bytes that are printed before others help.
    alone_for: usize,
    others: Option<Pipeline<Printing<P>>>,
    batch: Batch,
    /// What a batch is made of.
    blank: Batch,
}

/// What a thread does with a batch.
#[derive(Clone)]
struct Printing<P>(P);

impl<P: Printer> Work for Printing<P> {
    type Batch = Batch;

    fn run(&mut self, batch: &mut Batch, text: &mut Vec<u8>) {
        if let Some(entries) = batch.entries() {
            self.0.entries(entries, text);
        }
        batch.clear();
    }
}

impl<'scope, 'env, 'p, P: Printer + 'scope> Hands<'scope, 'env, 'p, P> {
    fn new(
        scope: &'scope Scope<'scope, 'env>,
        layout: &'static Layout,
        printer: &'p mut P,
        threads: Threads,
        blank: Batch,
    ) -> Self {
        let all = || available_parallelism().unwrap_or(NonZero::<usize>::MIN);
        Self {
            scope,
            printer,
            layout,
            threads: threads.jobs.unwrap_or_else(all).get(),
            alone_for: if threads.jobs.is_some() { 0 } else { LONG },
            others: None,
            batch: blank.clone(),
            blank,
        }
    }

    fn see(&mut self, stop: Stop<'_>, sink: &mut Sink) -> io::Result<()> {
        match stop {
            Stop::Run(Run::Entries(entries)) => {
                if self.threads > 1 {
                    self.alone_for = self.alone_for.saturating_sub(entries.bytes().len());
                    if entries.layout() != self.layout {
                        // What changes on the way is told by one alone.
                        self.threads = 1;
                        self.settle(sink)?;
                    } else if self.alone_for == 0 {
                        if !self.batch.add(&entries) {
                            self.hand_out(sink)?;
                            self.batch.add(&entries);
                        }
                        if self.threads == 1 {
                            // There is nobody to hand it out to.
                            return self.settle(sink);
                        }
                        return if self.batch.len() < STRETCH {
                            Ok(())
                        } else {
                            self.hand_out(sink)
                        };
                    }
                }
                self.printer.entries(entries, sink.buffer());
                sink.drain()
            }
            Stop::Run(Run::Piece(Piece::Entry(entry))) => {
                if entry.layout() != self.layout {
                    self.threads = 1;
                    self.settle(sink)?;
                }
                self.beside(sink, |printer, out| printer.entry(&entry, out))
            }
            Stop::Damage(damage) => {
                self.beside(sink, |printer, out| printer.damage(&damage, out))
            }
            Stop::Run(Run::Piece(_)) => Ok(()),
        }
    }

    /// Prints something behind all that was handed out.
    fn beside(
        &mut self,
        sink: &mut Sink,
        print: impl FnOnce(&mut P, &mut Vec<u8>),
    ) -> io::Result<()> {
        if !self.batch.is_empty() {
            self.hand_out(sink)?;
        }
        match &mut self.others {
            Some(others) => {
                print(self.printer, others.text());
                others.write_done(sink)
            }
            None => {
                print(self.printer, sink.buffer());
                sink.drain()
            }
        }
    }

    /// Hands the batch to the next who is free, or prints it where nobody else is.
    fn hand_out(&mut self, sink: &mut Sink) -> io::Result<()> {
        let mut batch = std::mem::replace(&mut self.batch, self.blank.clone());
        if self.others.is_none() {
            let printing = Printing(self.printer.clone());
            self.others = Pipeline::start(self.scope, self.threads, printing);
        }
        match &mut self.others {
            Some(others) => {
                if let Some(done) = others.send(batch, sink)? {
                    self.batch = done;
                }
            }
            None => {
                self.threads = 1;
                Printing(self.printer.clone()).run(&mut batch, sink.buffer());
                sink.drain()?;
                self.batch = batch;
            }
        }
        Ok(())
    }

    /// Prints all that was handed out, and goes on alone.
    fn settle(&mut self, sink: &mut Sink) -> io::Result<()> {
        if !self.batch.is_empty() {
            self.hand_out(sink)?;
        }
        self.others.take().map_or(Ok(()), |mut others| others.finish(sink))
    }
}
