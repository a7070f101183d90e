//! What is done with every hit: compared with known logs, printed, written to files.

use super::known::Known;
use super::write::Rebuilt;
use crate::report::{Report, count};
use crate::sink::Sink;
use loginrec::carve::Hit;
use loginrec::output::{CarveWriter, Notes, Style};
use sha2::{Digest, Sha256};
use std::io;

/// Where hits go.
pub(super) struct Outcome<'a> {
    writer: CarveWriter<'a>,
    /// How a table is written, if it is one.
    table: Option<Style<'a>>,
    sink: Sink,
    known: Option<Known>,
    only_unknown: bool,
    rebuilt: Option<Rebuilt>,
    counts: Counts,
}

/// How many hits there are in known logs, and how many are not.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    known: u64,
    unknown: u64,
    twins: u64,
}

impl<'a> Outcome<'a> {
    pub(super) fn new(
        writer: CarveWriter<'a>,
        table: Option<Style<'a>>,
        sink: Sink,
        known: Option<Known>,
        only_unknown: bool,
    ) -> Self {
        let counts = Counts::default();
        Self { writer, table, sink, known, only_unknown, rebuilt: None, counts }
    }

    /// Writes what is printed to files too.
    pub(super) fn rebuilding(mut self, rebuilt: Option<Rebuilt>) -> Self {
        self.rebuilt = rebuilt;
        self
    }

    /// Begins an image.
    pub(super) fn begin(&mut self, source: &str) {
        self.writer.begin(source, self.sink.buffer());
        if let Some(rebuilt) = &mut self.rebuilt {
            rebuilt.begin(source);
        }
    }

    /// Every hit comes here once, in order, with the number of the partition in which it
    /// starts and where it starts there.
    pub(super) fn hit(
        &mut self,
        hit: &Hit<'_>,
        partition: Option<(u64, u64)>,
    ) -> io::Result<()> {
        let sha256 = Sha256::digest(hit.bytes()).into();
        let is_known = self.known.as_mut().map(|known| known.is_known(hit));
        match is_known {
            Some(true) => self.counts.known += 1,
            Some(false) => self.counts.unknown += 1,
            None => {}
        }
        if is_known == Some(true) && self.only_unknown {
            return Ok(());
        }
        let known = self.known.as_mut().filter(|_| is_known == Some(false));
        let twin = known.and_then(|known| known.twin_of(hit));
        let place = twin.as_ref().map(|twin| (twin.source(), twin.offset()));
        let notes = Notes { sha256, known: is_known, partition, twin: place };
        self.writer.hit(hit, &notes, self.sink.buffer());
        if let Some(twin) = &twin {
            self.counts.twins += 1;
            if let Some(style) = self.table {
                twin.push(style, self.sink.buffer());
            }
        }
        if let Some(rebuilt) = &mut self.rebuilt {
            rebuilt.push(hit)?;
        }
        self.sink.drain()
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }

    /// Writes everything.
    pub(super) fn finish(self, is_quiet: bool, report: &mut Report) -> io::Result<()> {
        if let Some(known) = self.known {
            if !is_quiet {
                self.counts.tell(known.records());
            }
            known.finish(report);
        }
        let printed = self.sink.finish();
        if let Some(rebuilt) = self.rebuilt {
            for file in rebuilt.finish()? {
                if !is_quiet {
                    Report::warn(format_args!("written: {file}"));
                }
            }
        }
        printed
    }
}

impl Counts {
    fn tell(self, records: u64) {
        let twins = match self.twins {
            0 => String::new(),
            1 => ", 1 of which stands there edited".to_owned(),
            twins => format!(", {twins} of which stand there edited"),
        };
        Report::warn(format_args!(
            "of the hits {} in the {} of the logs of --known, {} not{twins}",
            are(self.known),
            count(records, "record"),
            are(self.unknown)
        ));
    }
}

/// `1 is`, `2 are`.
fn are(number: u64) -> String {
    format!("{number} {}", if number == 1 { "is" } else { "are" })
}
