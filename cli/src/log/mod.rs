//! Several files of one machine as one log, gone through from its end.

mod name;
mod part;
mod tell;

use crate::args::Reading;
use crate::report::Report;
use loginrec::session;
use loginrec::{Entry, Piece, Run, Seconds32, Time, Timestamp};
use part::Part;
use std::hash::RandomState;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// The files, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Log {
    /// Each with which of its entries stand in an older one too.
    parts: Vec<(Part, session::Part)>,
}

/// Which record of the log it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    part: u32,
    pub(crate) offset: u64,
    pub(crate) index: u64,
}

impl Spot {
    /// The number of the file in the log.
    pub(crate) fn part(self) -> usize {
        usize::try_from(self.part).unwrap_or(usize::MAX)
    }
}

impl Log {
    /// Reads all files once, for where their records are, and puts them in order. What cannot
    /// be read is reported, and so is damage.
    pub(crate) fn open(
        paths: &[PathBuf],
        reading: &Reading,
        policy: Seconds32,
        report: &mut Report,
    ) -> Self {
        let mut parts = Vec::new();
        for path in paths {
            match Part::open(path, reading, policy, paths.len() == 1, report) {
                Ok(part) => parts.push(part),
                Err(message) => report.error(message),
            }
        }
        tell::of_ends(&parts);
        let extents: Vec<_> = parts.iter().map(|part| part.extent.clone()).collect();
        // Others each time, so that nobody can make records that seem to be the same.
        let hasher = RandomState::new();
        let joined = session::join(&extents, |file| match parts.get(file) {
            Some(part) => part.identities(reading, &hasher),
            None => Ok(Vec::new()),
        });
        tell::of_findings(&joined, &parts, report);
        let mut parts: Vec<_> = parts.into_iter().map(Some).collect();
        let planned = joined.parts.into_iter();
        let parts: Vec<_> = planned
            .filter_map(|plan| Some((parts.get_mut(plan.file)?.take()?, plan)))
            .collect();
        tell::of_names(parts.iter().map(|(part, _)| part));
        Self { parts }
    }

    /// The time of the last record, unless that is odd.
    pub(crate) fn end_of_evidence(&self) -> Option<Timestamp> {
        self.parts.iter().rev().find_map(|(part, _)| part.extent.end())
    }

    /// Whether no file could be read.
    pub(crate) const fn is_missing(&self) -> bool {
        self.parts.is_empty()
    }

    /// The file that begins first, and the time of its first record as it stands there, if it
    /// has one.
    pub(crate) fn beginning(&self) -> Option<(&Path, Option<Time>)> {
        let mut parts = self.parts.iter().map(|(part, _)| part);
        let begun = parts.clone().find(|part| part.first.is_some());
        let part = begun.or(parts.next())?;
        Some((&part.path, part.first))
    }

    /// The names of the files by their numbers.
    pub(crate) fn sources(&self) -> Vec<String> {
        self.parts.iter().map(|(part, _)| part.source.clone()).collect()
    }

    /// Shows every entry from the last to the first, until `see` has enough. An error
    /// returned is one of `see`.
    pub(crate) fn backward(
        &mut self,
        report: &mut Report,
        mut see: impl FnMut(&Entry<'_>, Spot) -> io::Result<ControlFlow<()>>,
    ) -> io::Result<()> {
        for (number, (part, plan)) in self.parts.iter_mut().enumerate().rev() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            let mut see = |entry: &Entry<'_>| {
                let index = entry.index();
                if plan.skips(index) {
                    return Ok(ControlFlow::Continue(()));
                }
                see(entry, Spot { part: number, offset: entry.offset(), index })
            };
            loop {
                let run = match part.reader.previous_run() {
                    Ok(Some(run)) => run,
                    Ok(None) => break,
                    Err(error) => {
                        report.error(error);
                        break;
                    }
                };
                match run {
                    Run::Entries(entries) => {
                        for entry in entries.rev() {
                            if see(&entry)?.is_break() {
                                return Ok(());
                            }
                        }
                    }
                    Run::Piece(Piece::Entry(entry)) if see(&entry)?.is_break() => {
                        return Ok(());
                    }
                    Run::Piece(_) => {}
                }
            }
            report.change(part.reader.change(), &part.source);
        }
        Ok(())
    }
}
