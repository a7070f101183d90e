//! One file of a log, which is gone through twice: from its begin and from its end.

use crate::keep::keep;
use crate::reading::{Reading, open, options, warn_of_rivals};
use crate::report::{Report, count, shown};
use crate::walk::{Stop, walk_runs};
use loginrec::detect::Ranking;
use loginrec::layout::{Content, Layout};
use loginrec::session::{Extent, identity};
use loginrec::{Entry, Error, Piece, Reader, Run, Seconds32, Time, Timestamp};
use std::collections::BTreeMap;
use std::hash::RandomState;
use std::path::{Path, PathBuf};

/// One file of the log.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) source: String,
    pub(super) path: PathBuf,
    /// What a stream was written to.
    kept: Option<std::fs::File>,
    pub(super) reader: Reader,
    /// The time of the first record as it stands there.
    pub(super) first: Option<Time>,
    pub(super) extent: Extent,
    unset: Unset,
}

/// The last records with a clock that was never set.
#[derive(Clone, Copy, Debug, Default)]
struct Unset {
    count: u64,
    last: Option<Timestamp>,
}

impl Part {
    /// Reads the file once. An error is a message.
    pub(super) fn open(
        path: &Path,
        reading: &Reading,
        policy: Seconds32,
        is_alone: bool,
        report: &mut Report,
    ) -> Result<Self, String> {
        let source = shown(path);
        let message = |error: Error| error.to_string();
        let mut reader = open(path, reading).map_err(message)?;
        let mut kept = None;
        let is_empty = reader.ranking().is_some_and(Ranking::is_empty_file);
        if !is_empty && reader.keep_way_back().is_err() {
            let file = keep(&mut reader, report).map_err(|error| {
                format!("{source}: cannot be kept in a temporary file: {error}")
            })?;
            reader = open_kept(&file, &source, reading).map_err(message)?;
            // Nobody has written to a stream that was redirected from an empty file.
            let _ = reader.keep_way_back();
            kept = Some(file);
        }
        let content = reader.layout().content();
        if !is_empty && content != Content::Records {
            return Err(format!(
                "{source}: holds {content}, which do not say from when to when somebody was \
                 there; `loginrec dump` shows them"
            ));
        }
        warn_of_rivals(&reader, &source);
        let mut extent = Extent::default();
        let mut first = None;
        let mut unset = Unset::default();
        let usual = reader.layout();
        let mut others = BTreeMap::<&str, u64>::new();
        let mut add_others = |layout: &'static Layout, number: usize| {
            if layout != usual && number > 0 {
                let others = others.entry(layout.id()).or_default();
                *others = others.saturating_add(u64::try_from(number).unwrap_or(u64::MAX));
            }
        };
        let mut add = |entry: &Entry<'_>| {
            if let Some(time) = entry.time() {
                first = first.or(Some(time));
                unset.add(time.timestamp_as(policy));
                extent.add_stored(time, policy);
            }
        };
        let walked = walk_runs(&mut reader, &source, report, |stop| {
            match &stop {
                Stop::Run(Run::Entries(entries)) => {
                    add_others(entries.layout(), entries.len());
                }
                Stop::Run(Run::Piece(Piece::Entry(entry))) => add_others(entry.layout(), 1),
                _ => {}
            }
            match stop {
                // Of a file that is alone, its ends are all that matters.
                Stop::Run(Run::Entries(mut entries)) if is_alone => {
                    entries.by_ref().take(Extent::ENDS).for_each(|entry| add(&entry));
                    let last: Vec<_> = entries.rev().take(Extent::ENDS).collect();
                    last.iter().rev().for_each(&mut add);
                }
                Stop::Run(Run::Entries(entries)) => entries.for_each(|entry| add(&entry)),
                Stop::Run(Run::Piece(Piece::Entry(entry))) => add(&entry),
                _ => {}
            }
            Ok(())
        });
        for (layout, number) in others {
            let records = count(number, "record");
            Report::warn(format_args!(
                "{source}: {records} read as {layout} among those of {}",
                usual.id()
            ));
        }
        if let Ok(damage) = walked {
            report.damage(&damage, &source);
        }
        let path = path.to_owned();
        Ok(Self { source, path, kept, reader, first, extent, unset })
    }

    /// When it ends, by clocks that were never set too, if there is more than one record of
    /// those.
    pub(super) fn end(&self) -> Option<Timestamp> {
        self.unset.last.filter(|_| self.unset.count > 1).or(self.extent.end())
    }

    /// A number for each entry, the same for the same bytes.
    pub(super) fn identities(
        &self,
        reading: &Reading,
        hasher: &RandomState,
    ) -> Result<Vec<u64>, Error> {
        let mut reader = match &self.kept {
            Some(file) => open_kept(file, &self.source, reading)?,
            None => open(&self.path, reading)?,
        };
        let mut identities = Vec::new();
        while let Some(entry) = reader.next_entry()? {
            identities.push(identity(&entry, hasher));
        }
        Ok(identities)
    }
}

impl Unset {
    fn add(&mut self, time: Option<Timestamp>) {
        match time {
            Some(time) if time.seconds() < Extent::FIRST_SECOND => {
                *self = Self { count: self.count.saturating_add(1), last: Some(time) };
            }
            Some(_) => *self = Self::default(),
            None => {}
        }
    }
}

fn open_kept(
    file: &std::fs::File,
    source: &str,
    reading: &Reading,
) -> Result<Reader, Error> {
    options(reading).open_file(source, file)
}
