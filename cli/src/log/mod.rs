//! Several files of one machine as one log, gone through from its end.

mod name;
mod part;
mod shelf;
mod tell;

pub(crate) use shelf::Shelf;

use crate::reading::Reading;
use crate::report::Report;
use loginrec::layout::Layout;
use loginrec::session::{self, Splice};
use loginrec::source::Map;
use loginrec::{Entry, Outline, Piece, Run, Seconds32, Time, Timestamp};
use part::Part;
use std::collections::BTreeMap;
use std::hash::RandomState;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The files, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Log {
    /// Each with which of its entries are not read where it is.
    parts: Vec<(Part, session::Part)>,
    /// By file and entry.
    splices: Vec<Splice>,
}

/// An entry that is read between those of another file.
struct Stray {
    layout: &'static Layout,
    bytes: Vec<u8>,
    spot: Spot,
}

/// A record of the log, as somebody who goes through it sees it.
pub(crate) struct Sight<'s, 'a> {
    pub(crate) entry: &'s Entry<'a>,
    pub(crate) outline: &'s Outline<'a>,
    pub(crate) spot: Spot,
    /// The map that the entry stands in.
    map: Option<&'s Arc<Map>>,
}

/// Whether to go on, or with which result to stop.
type Flow = ControlFlow<io::Result<()>>;

/// Strays by the file, as it was given, and the entry that they follow, the last one first.
type Strays = BTreeMap<(usize, Option<u64>), Vec<Stray>>;

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
        let mut parts: Vec<Part> = Vec::new();
        for path in paths {
            match Part::open(path, reading, policy, paths.len() == 1, report) {
                Ok(part) => parts.push(part),
                Err(message) => report.error(message),
            }
        }
        // Files of which the contents say nothing are in the order of their names.
        parts.sort_by_cached_key(|part| name::key(&part.path));
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
        let mut splices = joined.splices;
        splices.sort_unstable_by_key(|splice| (splice.file, splice.entries.start));
        Self { parts, splices }
    }

    /// The time of the last record, unless that is odd. Where clocks were never set, that is
    /// what they say all the same.
    pub(crate) fn end_of_evidence(&self) -> Option<Timestamp> {
        self.parts.iter().rev().find_map(|(part, _)| part.end())
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

    /// Shows every record from the last to the first, until `user` has enough. An error
    /// returned is one of `user`.
    pub(crate) fn backward(
        &mut self,
        report: &mut Report,
        mut user: impl FnMut(&Sight<'_, '_>) -> io::Result<ControlFlow<()>>,
    ) -> io::Result<()> {
        let mut strays = Strays::new();
        let splices = &self.splices;
        for (number, (part, plan)) in self.parts.iter_mut().enumerate().rev() {
            if part.first.is_none() {
                // There is nothing to come back to.
                continue;
            }
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            let map = part.reader.map();
            let mut see = |entry: &Entry<'_>, outline: &Outline<'_>| {
                let index = entry.index();
                let spot = Spot { part: number, offset: entry.offset(), index };
                if !splices.is_empty() {
                    if let Some(behind) = strays.remove(&(plan.file, Some(index))) {
                        show(&behind, &mut user)?;
                    }
                    if let Some(splice) = splice_of(splices, plan.file, index) {
                        let key = (splice.into, splice.behind);
                        let (layout, bytes) = (entry.layout(), entry.bytes().to_vec());
                        strays.entry(key).or_default().push(Stray { layout, bytes, spot });
                        return Flow::Continue(());
                    }
                }
                if plan.skips(index) {
                    return Flow::Continue(());
                }
                flow(user(&Sight { entry, outline, spot, map: map.as_ref() }))
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
                let flow = match run {
                    Run::Entries(entries) => entries.rev_outlines(&mut see),
                    Run::Piece(Piece::Entry(entry)) => match entry.record() {
                        Some(record) => see(&entry, &record.outline()),
                        None => Flow::Continue(()),
                    },
                    Run::Piece(_) => Flow::Continue(()),
                };
                if let Flow::Break(result) = flow {
                    return result;
                }
            }
            if let Some(first) = strays.remove(&(plan.file, None))
                && let Flow::Break(result) = show(&first, &mut user)
            {
                return result;
            }
            report.change(part.reader.change(), &part.source);
        }
        Ok(())
    }
}

/// Where an entry of a file is read instead, if it is.
fn splice_of(splices: &[Splice], file: usize, index: u64) -> Option<&Splice> {
    let at = splices.partition_point(|one| (one.file, one.entries.end) <= (file, index));
    splices.get(at).filter(|one| one.file == file && one.entries.contains(&index))
}

/// Shows entries whose file has been gone through.
fn show(
    strays: &[Stray],
    user: &mut impl FnMut(&Sight<'_, '_>) -> io::Result<ControlFlow<()>>,
) -> Flow {
    for &Stray { layout, ref bytes, spot } in strays {
        let entry = Entry::copied(layout, bytes);
        if let Some(record) = entry.record() {
            let (entry, outline) = (&entry, &record.outline());
            flow(user(&Sight { entry, outline, spot, map: None }))?;
        }
    }
    Flow::Continue(())
}

fn flow(said: io::Result<ControlFlow<()>>) -> Flow {
    match said {
        Ok(ControlFlow::Continue(())) => Flow::Continue(()),
        Ok(ControlFlow::Break(())) => Flow::Break(Ok(())),
        Err(error) => Flow::Break(Err(error)),
    }
}
