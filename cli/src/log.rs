//! Several files of one machine as one log, gone through from its end.

use crate::reading::{Reading, open, options, warn_of_rivals};
use crate::report::{Report, count, shown};
use crate::walk::{Stop, walk_runs};
use loginrec::detect::Ranking;
use loginrec::layout::Content;
use loginrec::session::{Extent, Overlap, overlap};
use loginrec::{Entry, Error, Piece, Reader, Run, Seconds32, Time, Timestamp};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Seek, SeekFrom, Write};
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};

/// The files, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Log {
    parts: Vec<Part>,
}

/// One file of the log.
#[derive(Debug)]
struct Part {
    source: String,
    path: PathBuf,
    /// What a stream was written to.
    kept: Option<std::fs::File>,
    reader: Reader,
    /// The time of the first record as it stands there.
    first: Option<Time>,
    extent: Extent,
    /// Entries that stand in an older file too, by their numbers.
    skip: Vec<Range<u64>>,
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
        let mut log = Self { parts: in_order(parts) };
        log.join(reading);
        log.tell_of_names();
        log.tell_of_gaps();
        log
    }

    /// The time of the last record.
    pub(crate) fn end_of_evidence(&self) -> Option<Timestamp> {
        self.parts.iter().rev().find_map(|part| part.extent.last())
    }

    /// Whether no file could be read.
    pub(crate) const fn is_missing(&self) -> bool {
        self.parts.is_empty()
    }

    /// The file that begins first, and the time of its first record as it stands there, if it
    /// has one.
    pub(crate) fn beginning(&self) -> Option<(&Path, Option<Time>)> {
        let begun = self.parts.iter().find(|part| part.first.is_some());
        let part = begun.or(self.parts.first())?;
        Some((&part.path, part.first))
    }

    /// The names of the files by their numbers.
    pub(crate) fn sources(&self) -> Vec<String> {
        self.parts.iter().map(|part| part.source.clone()).collect()
    }

    /// Shows every entry from the last to the first, until `see` has enough. An error
    /// returned is one of `see`.
    pub(crate) fn backward(
        &mut self,
        report: &mut Report,
        mut see: impl FnMut(&Entry<'_>, Spot) -> io::Result<ControlFlow<()>>,
    ) -> io::Result<()> {
        for (number, part) in self.parts.iter_mut().enumerate().rev() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            let mut see = |entry: &Entry<'_>| {
                let index = entry.index();
                if part.skip.iter().any(|range| range.contains(&index)) {
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

    /// Finds out what the files have in common. What stands in two of them counts once.
    fn join(&mut self, reading: &Reading) {
        let mut joined: Vec<Part> = Vec::new();
        'later: for mut later in std::mem::take(&mut self.parts) {
            while let Some(earlier) = joined.last() {
                if !earlier.extent.overlaps(&later.extent) {
                    break;
                }
                let hasher = RandomState::new();
                let common = match (
                    earlier.identities(reading, &hasher),
                    later.identities(reading, &hasher),
                ) {
                    (Ok(earlier), Ok(later)) => overlap(&earlier, &later),
                    // Said when the file is gone through.
                    _ => Overlap::None,
                };
                let (a, b) = (&earlier.source, &later.source);
                match common {
                    Overlap::None => {
                        Report::warn(format_args!(
                            "{a} and {b} tell of the same time and have no record in common: \
                             are they of one machine?"
                        ));
                    }
                    Overlap::Shared(number) => {
                        let records = count(number, "record");
                        Report::warn(format_args!(
                            "{b}: its first {records} end {a} too, and count once"
                        ));
                        later.skip.push(0..number);
                    }
                    Overlap::LaterInside => {
                        Report::warn(format_args!(
                            "{b}: left out: all its records stand in {a} too"
                        ));
                        continue 'later;
                    }
                    Overlap::EarlierInside => {
                        Report::warn(format_args!(
                            "{a}: left out: all its records stand in {b} too"
                        ));
                        joined.pop();
                        continue;
                    }
                    Overlap::Scattered(ranges) => {
                        let number =
                            ranges.iter().map(|range| range.end - range.start).sum();
                        let records = count(number, "record");
                        Report::warn(format_args!(
                            "{a} and {b} have {records} in common, but not in one run: one of \
                             them was edited. They count once, where {a} has them"
                        ));
                        later.skip = ranges;
                    }
                }
                break;
            }
            joined.push(later);
        }
        self.parts = joined;
    }

    fn tell_of_gaps(&self) {
        for pair in self.parts.windows(2) {
            let [earlier, later] = pair else { continue };
            let (Some(end), Some(start)) = (earlier.extent.last(), later.extent.first())
            else {
                continue;
            };
            if earlier.extent.gap_before(&later.extent).is_some_and(|gap| gap > 0)
                && later.skip.is_empty()
            {
                Report::warn(format_args!(
                    "{} ends at {end}, {} begins at {start}: nothing is recorded in between",
                    earlier.source, later.source
                ));
            }
        }
    }

    /// The names of rotated files are a hint, which may contradict what is in them.
    fn tell_of_names(&self) {
        for pair in self.parts.windows(2) {
            let [earlier, later] = pair else { continue };
            let (Some((a, older)), Some((b, newer))) =
                (rotation(&earlier.path), rotation(&later.path))
            else {
                continue;
            };
            if a != b {
                continue;
            }
            let (one, other) = (&earlier.source, &later.source);
            if older < newer {
                Report::warn(format_args!(
                    "{one} is older than {other} by what is in it, though their names say \
                     otherwise"
                ));
            } else if older - newer > 1 {
                Report::warn(format_args!(
                    "of the files between {one} and {other} none was given"
                ));
            }
        }
    }
}

/// `wtmp.2` is the second rotation of `wtmp`, and `wtmp` itself none.
fn rotation(path: &Path) -> Option<(PathBuf, u32)> {
    let name = path.to_str()?;
    let numbered = name.rsplit_once('.').and_then(|(stem, number)| {
        number.parse().ok().map(|number| (PathBuf::from(stem), number))
    });
    Some(numbered.unwrap_or_else(|| (path.to_owned(), 0)))
}

fn in_order(parts: Vec<Part>) -> Vec<Part> {
    let extents: Vec<_> = parts.iter().map(|part| part.extent).collect();
    let mut parts: Vec<_> = parts.into_iter().map(Some).collect();
    Extent::order(&extents).into_iter().filter_map(|at| parts.get_mut(at)?.take()).collect()
}

impl Part {
    /// Reads the file once. An error is a message.
    fn open(
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
        let mut add = |entry: &Entry<'_>| {
            if let Some(record) = entry.record() {
                first = first.or(Some(record.time()));
                extent.add(&record, policy);
            }
        };
        let walked = walk_runs(&mut reader, &source, report, |stop| {
            match stop {
                // Of a file that is alone, its ends are all that matters.
                Stop::Run(Run::Entries(mut entries)) if is_alone => {
                    let ends = [entries.next(), entries.next_back()];
                    ends.iter().flatten().for_each(&mut add);
                }
                Stop::Run(Run::Entries(entries)) => entries.for_each(|entry| add(&entry)),
                Stop::Run(Run::Piece(Piece::Entry(entry))) => add(&entry),
                _ => {}
            }
            Ok(())
        });
        if let Ok(damage) = walked {
            report.damage(&damage, &source);
        }
        let path = path.to_owned();
        Ok(Self { source, path, kept, reader, first, extent, skip: Vec::new() })
    }

    /// A number for each entry, the same for the same bytes. The numbers are others each
    /// time, so that nobody can make records that seem to be the same.
    fn identities(
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
            identities.push(hasher.hash_one((entry.layout().id(), entry.bytes())));
        }
        Ok(identities)
    }
}

/// Writes a stream to a file without a name. What cannot be read is reported.
fn keep(reader: &mut Reader, report: &mut Report) -> io::Result<std::fs::File> {
    let mut file = io::BufWriter::new(tempfile::tempfile()?);
    loop {
        match reader.next_piece() {
            Ok(Some(Piece::Vacant(vacant))) => {
                file.seek(SeekFrom::Current(i64::try_from(vacant.len()).unwrap_or(0)))?;
            }
            Ok(Some(piece)) => file.write_all(piece.bytes().unwrap_or_default())?,
            Ok(None) => break,
            Err(error) => {
                report.error(error);
                break;
            }
        }
    }
    let end = file.stream_position()?;
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.set_len(end)?;
    Ok(file)
}

fn open_kept(
    file: &std::fs::File,
    source: &str,
    reading: &Reading,
) -> Result<Reader, Error> {
    options(reading).open_file(source, file)
}
