//! One of the known logs: read once as a whole, and again where a hit may have a twin.

use super::index::Place;
use crate::keep::keep;
use crate::report::{Report, count, shown};
use crate::walk::{Seen, walk};
use loginrec::carve::{self, Carver, Fragment};
use loginrec::detect::Ranking;
use loginrec::image::{Event, Image, Scan};
use loginrec::layout::{Framing, LAYOUTS};
use loginrec::{Entry, Error, ErrorKind, Options, Reader};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::Path;

/// A known log that stays open.
#[derive(Debug)]
pub(super) struct Log {
    pub(super) source: String,
    file: File,
}

impl Log {
    /// Opens a log and shows its records, each with whether its bytes stand in the file one
    /// behind the other. What cannot be read is reported, and so is damage.
    pub(super) fn read(
        path: &Path,
        report: &mut Report,
        mut see: impl FnMut(&Entry<'_>, bool),
    ) -> Option<Self> {
        let source = shown(path);
        let (file, reader) = match open(path, &source, report) {
            Ok(opened) => opened,
            Err(message) => {
                report.error(message);
                return None;
            }
        };
        let mut log = Self { source, file };
        match reader {
            Ok(mut reader) => log.walk(&mut reader, report, &mut see),
            Err(error) if error.kind() == ErrorKind::Unrecognised => {
                let mut found = 0;
                let carved = log.carve(report, &mut |entry, is_whole| {
                    found += 1;
                    see(entry, is_whole);
                });
                if let Err(error) = carved {
                    report.error(format_args!("{}: cannot be read: {error}", log.source));
                }
                let found = match found {
                    0 => "no record was found in it".to_owned(),
                    found => {
                        format!("what counts is {} found in it", count(found, "record"))
                    }
                };
                report.lost(format_args!(
                    "{}: is not recognised as a login file (is it compressed?); {found}",
                    log.source
                ));
            }
            Err(error) => {
                report.error(error);
                return None;
            }
        }
        Some(log)
    }

    fn walk(
        &self,
        reader: &mut Reader,
        report: &mut Report,
        see: &mut impl FnMut(&Entry<'_>, bool),
    ) {
        if reader.ranking().is_some_and(Ranking::is_empty_file) {
            return;
        }
        let walked = walk(reader, &self.source, report, |seen| {
            if let Seen::Entry(entry) = seen {
                see(&entry, true);
            }
            Ok(())
        });
        if let Ok(damage) = walked {
            report.damage(&damage, &self.source);
        }
        report.change(reader.change(), &self.source);
    }

    /// Shows the records of a file that is no login file, or is not to be told for one.
    fn carve(
        &mut self,
        report: &mut Report,
        see: &mut impl FnMut(&Entry<'_>, bool),
    ) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        let image = Image::stream(&self.source, self.file.try_clone()?);
        let carver = Carver::new(&carve::Options::new().align(1));
        let scanned = Scan::new(&carver).run(&image, |event| {
            match event {
                Event::Hit(hit) => match hit.fragment() {
                    None => see(&hit.entry(), true),
                    Some(Fragment::Joined { .. }) => see(&hit.entry(), false),
                    Some(_) => {}
                },
                Event::Gap(gap) => {
                    report.lost(format_args!("{}: cannot be read: {gap}", self.source));
                }
                _ => {}
            }
            ControlFlow::Continue(())
        });
        scanned.map(|_| ()).map_err(io::Error::other)
    }

    /// The bytes of the entry at a place. `None` if there are none any more.
    pub(super) fn bytes_at(&mut self, place: &Place) -> io::Result<Option<Vec<u8>>> {
        self.file.seek(SeekFrom::Start(place.offset))?;
        let mut bytes = Vec::new();
        let len = match place.layout.framing() {
            Framing::Prefixed => {
                let mut prefix = [0; 2];
                match self.file.read_exact(&mut prefix) {
                    Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                        return Ok(None);
                    }
                    done => done?,
                }
                bytes.extend_from_slice(&prefix);
                usize::from(u16::from_be_bytes(prefix))
            }
            _ => place.layout.size(),
        };
        let limit = u64::try_from(len).unwrap_or(0);
        let read = self.file.by_ref().take(limit).read_to_end(&mut bytes)?;
        Ok((read == len).then_some(bytes))
    }
}

type Opened = (File, Result<Reader, Error>);

/// Opens a file that can be read again: what is none is kept in a temporary one. An error is a
/// message.
fn open(path: &Path, source: &str, report: &mut Report) -> Result<Opened, String> {
    let mut options = Options::new();
    if let Ok(threads) = std::thread::available_parallelism() {
        options = options.threads(threads);
    }
    if path.is_file() {
        let file = File::open(path)
            .map_err(|error| format!("{source}: cannot be opened: {error}"))?;
        return Ok((file, options.open(path)));
    }
    // Only to read its bytes; whatever layout is named, the pieces are all of them.
    let Some(layout) = LAYOUTS.first() else { return Err(String::new()) };
    let as_stream = Options::new().layout(layout);
    let mut stream = match crate::reading::is_stdin(path) {
        true => as_stream.read_from("-", io::stdin()),
        false => as_stream.open(path),
    }
    .map_err(|error| error.to_string())?;
    let file = keep(&mut stream, report).map_err(|error| {
        format!("{source}: cannot be kept in a temporary file: {error}")
    })?;
    let reader = options.open_file(&path.to_string_lossy(), &file);
    Ok((file, reader))
}
