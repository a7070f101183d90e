//! The way through one file from its newest record to its oldest.

use crate::args::Reading;
use crate::dump::{open, warn_of_rivals};
use crate::report::{Report, shown};
use crate::walk::{Seen, Tally, walk};
use loginrec::detect::Ranking;
use loginrec::layout::{Content, Layout, find};
use loginrec::{Damage, Entry, Error, LogFile, Piece, Reader, Record, Time};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// What is known of a file before its records are seen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outline {
    /// The time of the first record, which is the oldest.
    pub(crate) first: Option<Time>,
}

/// Shows the records of a file to `see`, the newest first, for as long as it wants more.
/// `None` if the file cannot be read; that, and damage, is reported. An error returned is one
/// of `see`.
pub(crate) fn newest_first(
    path: &Path,
    reading: &Reading,
    report: &mut Report,
    see: impl FnMut(&Record<'_>, &'static Layout) -> io::Result<bool>,
) -> io::Result<Option<Outline>> {
    let source = shown(path);
    if path == Path::new("-") {
        return of_stream(io::stdin().lock(), &source, reading, report, see);
    }
    let mut reader = match open(path, reading) {
        Ok(reader) => reader,
        Err(error) => {
            report.error(error);
            return Ok(None);
        }
    };
    if reader.keep_way_back().is_ok() {
        return of_file(reader, &source, report, see);
    }
    // A file of which the system does not say how long it is, such as one without a byte.
    match File::open(path) {
        Ok(file) => of_stream(file, &source, reading, report, see),
        Err(error) => {
            report.error(format_args!("{source}: cannot be read: {error}"));
            Ok(None)
        }
    }
}

/// A file is passed over once, which finds the records and the damage, and then read back.
fn of_file(
    mut reader: Reader,
    source: &str,
    report: &mut Report,
    mut see: impl FnMut(&Record<'_>, &'static Layout) -> io::Result<bool>,
) -> io::Result<Option<Outline>> {
    let is_empty = reader.ranking().is_some_and(Ranking::is_empty_file);
    if !is_empty && is_other(reader.layout(), source, report) {
        return Ok(None);
    }
    warn_of_rivals(&reader, source);
    let mut first = None;
    let damage = walk(&mut reader, source, report, |seen| {
        if let Seen::Entry(entry) = seen
            && first.is_none()
        {
            first = entry.record().map(|record| record.time());
        }
        Ok(())
    })?;
    report.damage(&damage, source, false);
    report.change(reader.change(), source);
    loop {
        match reader.previous_entry() {
            Ok(Some(entry)) => {
                if !show(&entry, &mut see)? {
                    break;
                }
            }
            Ok(None) => break,
            Err(error) => {
                report.error(error);
                return Ok(None);
            }
        }
    }
    Ok(Some(Outline { first }))
}

/// A stream has no way back, so it is held in memory.
fn of_stream(
    stream: impl Read,
    source: &str,
    reading: &Reading,
    report: &mut Report,
    mut see: impl FnMut(&Record<'_>, &'static Layout) -> io::Result<bool>,
) -> io::Result<Option<Outline>> {
    let mut bytes = Vec::new();
    let limit = reading.max_bytes.unwrap_or(u64::MAX);
    // One more than allowed tells whether there is more.
    let read = stream.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    if let Err(error) = read {
        report.error(format_args!("{source}: cannot be read: {error}"));
        return Ok(None);
    }
    if let Ok(limit) = usize::try_from(limit)
        && bytes.len() > limit
    {
        report.error(format_args!(
            "{source}: has more than the {limit} bytes of --max-bytes"
        ));
        bytes.truncate(limit);
    }
    let file = match recognise(&bytes, reading) {
        Ok(file) => file,
        Err(error) => {
            report.error(format_args!("{source}: {error}"));
            return Ok(None);
        }
    };
    if !bytes.is_empty() && is_other(file.layout(), source, report) {
        return Ok(None);
    }
    let mut damage = Tally::default();
    let mut open_damage = None;
    let mut entries = Vec::new();
    for piece in file.pieces() {
        if let Some(known) = Damage::join(&mut open_damage, &piece) {
            damage.add(known);
        }
        if let Piece::Entry(entry) = piece {
            entries.push(entry);
        }
    }
    if let Some(known) = open_damage {
        damage.add(known);
    }
    report.damage(&damage, source, false);
    let first = entries.first().and_then(Entry::record).map(|record| record.time());
    for entry in entries.iter().rev() {
        if !show(entry, &mut see)? {
            break;
        }
    }
    Ok(Some(Outline { first }))
}

fn recognise<'a>(bytes: &'a [u8], reading: &Reading) -> Result<LogFile<'a>, Error> {
    match reading.layout.as_deref().and_then(find) {
        Some(layout) => Ok(LogFile::new(bytes, layout)),
        None => LogFile::detect(bytes),
    }
}

#[inline]
fn show(
    entry: &Entry<'_>,
    see: &mut impl FnMut(&Record<'_>, &'static Layout) -> io::Result<bool>,
) -> io::Result<bool> {
    match entry.record() {
        Some(record) => see(&record, entry.layout()),
        None => Ok(true),
    }
}

/// Whether the file holds something else than records of logins, which is reported.
fn is_other(layout: &Layout, source: &str, report: &mut Report) -> bool {
    let content = layout.content();
    if content == Content::Records {
        return false;
    }
    report.error(format_args!(
        "{source}: holds {content}, which do not say from when to when somebody was there; \
         `loginrec dump` shows them"
    ));
    true
}
