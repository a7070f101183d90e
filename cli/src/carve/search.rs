//! The search of one image, and what is done with every hit.

use super::Carve;
use super::outcome::Outcome;
use super::stop::{self, Stop};
use super::tally::Tally;
use crate::progress::Progress;
use crate::report::Report;
use loginrec::carve::Carver;
use loginrec::image::{Event, Image, Partitions, Scan, Scanned};
use std::io::{self, IsTerminal};
use std::num::NonZeroUsize;
use std::ops::{ControlFlow, Range};
use std::thread;

/// Searches one image after the other.
pub(super) struct Search<'a> {
    pub(super) args: &'a Carve,
    pub(super) carver: &'a Carver,
    pub(super) range: Range<u64>,
    pub(super) stop: Stop,
    pub(super) outcome: Outcome<'a>,
}

impl Search<'_> {
    /// Searches an image. An error is one of writing.
    pub(super) fn image(
        &mut self,
        image: &Image,
        source: &str,
        report: &mut Report,
    ) -> io::Result<()> {
        self.outcome.begin(source);
        if let Some(size) =
            image.size().filter(|size| (1..=self.range.start).contains(size))
        {
            report.error(format_args!(
                "{source}: has {size} bytes, and the search was to begin at {}",
                self.range.start
            ));
            return Ok(());
        }
        let partitions = image.partitions();
        for note in partitions.notes() {
            Report::warn(format_args!("{source}: partition table: {note}"));
        }
        let mut tally = Tally::default();
        let mut progress = self.progress(image, source);
        let mut failure = None;
        let scan = Scan::new(self.carver).range(self.range.clone()).threads(self.threads());
        let scanned = scan.run(image, |event| {
            if failure.is_some() {
                return ControlFlow::Break(());
            }
            let mut is_wanted = true;
            let done = match event {
                Event::Hit(hit) => {
                    tally.add(hit);
                    self.outcome.hit(hit, place(hit.offset(), &partitions))
                }
                Event::Gap(gap) => {
                    progress.beside(|| {
                        report.lost(format_args!("{source}: cannot be read: {gap}"));
                    });
                    Ok(())
                }
                Event::Progress { scanned_to } => {
                    progress.at(scanned_to.saturating_sub(self.range.start));
                    // Between two steps alone nothing is told twice or not at all.
                    is_wanted = !self.stop.is_wanted();
                    // Who ends it by force, or pulls a plug, has what was found by now.
                    self.outcome.flush()
                }
                _ => Ok(()),
            };
            if let Err(error) = done {
                failure = Some(error);
                return ControlFlow::Break(());
            }
            if is_wanted { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        drop(progress);
        if let Some(error) = failure {
            return Err(error);
        }
        match scanned {
            Ok(scanned) => self.tell(&scanned, &tally, source, report),
            Err(error) => report.error(error),
        }
        Ok(())
    }

    fn tell(&self, scanned: &Scanned, tally: &Tally, source: &str, report: &mut Report) {
        if !self.args.quiet {
            tally.tell(scanned, source);
        }
        if let Some(offset) = scanned.resume_at {
            report.ended(
                stop::CODE,
                format_args!(
                    "{source}: ended at offset {offset}: --resume-from {offset} goes on there"
                ),
            );
        }
    }

    fn threads(&self) -> NonZeroUsize {
        let all = || thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        self.args.jobs.unwrap_or_else(all)
    }

    fn progress(&self, image: &Image, source: &str) -> Progress {
        // Where the output goes to the same terminal, it is progress enough.
        let is_free = self.args.output.file().is_some() || !io::stdout().is_terminal();
        if self.args.quiet || !is_free || !io::stderr().is_terminal() {
            return Progress::none();
        }
        let size = image.size().filter(|&size| size > 0);
        let bytes =
            size.map(|size| size.min(self.range.end).saturating_sub(self.range.start));
        Progress::of_search(bytes, source)
    }
}

/// The number of the partition in which something starts, and where it starts there.
fn place(offset: u64, partitions: &Partitions) -> Option<(u64, u64)> {
    let partition = partitions.at(offset)?;
    let at = offset.saturating_sub(partition.range().start);
    Some((u64::from(partition.number()), at))
}
