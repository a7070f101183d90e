//! `loginrec utmpdump`: records as the lines that `utmpdump` of util-linux prints, and back.

mod args;
mod follow;
mod lines;
mod undump;

pub(crate) use args::{AFTER, Utmpdump};

use crate::print::{self, print};
use crate::reading::{is_stdin, open, warn_of_rivals};
use crate::report::{Report, shown};
use crate::sink::Sink;
use crate::walk::{Tally, walk_pieces};
use loginrec::layout::{Content, Framing, Layout};
use loginrec::text::exact::Writer;
use loginrec::text::utmpdump::{Lines, Version};
use loginrec::{Entry, Reader};
use std::io;
use std::path::{Path, PathBuf};

/// Prints what was asked for. An error is one of writing.
pub(crate) fn run(args: &Utmpdump, report: &mut Report) -> io::Result<()> {
    let stdin = [PathBuf::from("-")];
    let paths = if args.paths.is_empty() { &stdin[..] } else { &args.paths };
    if args.follow && (paths.len() > 1 || paths.iter().any(|path| is_stdin(path))) {
        report.error("--follow takes one file, and not standard input");
        return Ok(());
    }
    let Some(mut sink) = Sink::open(&args.output, paths, report) else {
        return Ok(());
    };
    for path in paths {
        let what = if args.reverse { "undump" } else { "dump" };
        Report::heading(format_args!("Utmp {what} of {}", heading(path)));
        if args.reverse {
            undump::run(path, args, &mut sink, report)?;
        } else {
            dump(path, args, &mut sink, report)?;
        }
    }
    sink.finish()
}

/// A path as the tool names it.
fn heading(path: &Path) -> String {
    if is_stdin(path) { "/dev/stdin".to_owned() } else { shown(path) }
}

fn dump(
    path: &Path,
    args: &Utmpdump,
    sink: &mut Sink,
    report: &mut Report,
) -> io::Result<()> {
    let source = shown(path);
    let mut reader = match open(path, &args.reading) {
        Ok(reader) => reader,
        Err(error) => {
            report.error(error);
            return Ok(());
        }
    };
    warn_of_rivals(&reader, &source);
    let layout = reader.layout();
    if args.exact {
        return exact(reader, &source, sink, report);
    }
    if layout.content() != Content::Records {
        report.error(format_args!(
            "{source}: holds {}, and utmpdump has a form for login records alone; --exact \
             has one for all, and `loginrec dump` prints them",
            layout.content()
        ));
        return Ok(());
    }
    if args.follow {
        return follow::run(path, layout, args.version(), sink, report);
    }
    // Behind their lengths, records are on no grid.
    let is_grid = args.compat.is_some() && layout.framing() == Framing::Sequence;
    let mut printer = Printer(Lines::new(args.version()));
    let damage = match is_grid {
        true => grid(&mut reader, &source, args.version(), sink, report)?,
        false => print(&mut reader, &source, &mut printer, args.threads, sink, report)?,
    };
    report.damage(&damage, &source);
    report.change(reader.change(), &source);
    Ok(())
}

/// Every byte.
fn exact(
    mut reader: Reader,
    source: &str,
    sink: &mut Sink,
    report: &mut Report,
) -> io::Result<()> {
    let mut writer = Writer::begin(reader.layout(), sink.buffer());
    let damage = walk_pieces(&mut reader, source, report, |piece| {
        writer.piece(&piece, sink.buffer());
        sink.drain()
    })?;
    // Without its end the text says that there should be more.
    if damage.broken_at.is_none() {
        writer.end(sink.buffer());
    }
    report.damage(&damage, source);
    report.change(reader.change(), source);
    Ok(())
}

/// Prints the lines of what are records.
#[derive(Clone)]
struct Printer(Lines);

impl print::Printer for Printer {
    fn entry(&mut self, entry: &Entry<'_>, out: &mut Vec<u8>) {
        if let Some(record) = entry.record() {
            self.0.push(out, &record);
        }
    }
}

/// The lines of everything, so many bytes a line, as the tool prints them.
fn grid(
    reader: &mut Reader,
    source: &str,
    version: Version,
    sink: &mut Sink,
    report: &mut Report,
) -> io::Result<Tally> {
    const ZEROS: [u8; 4096] = [0; 4096];
    let mut grid = Grid::new(reader.layout(), version);
    walk_pieces(reader, source, report, |piece| {
        if let Some(bytes) = piece.bytes() {
            grid.add(bytes, sink.buffer());
            return sink.drain();
        }
        let mut left = usize::try_from(piece.len()).unwrap_or(usize::MAX);
        while left > 0 {
            let len = left.min(ZEROS.len());
            left -= len;
            grid.add(ZEROS.get(..len).unwrap_or_default(), sink.buffer());
            sink.drain()?;
        }
        Ok(())
    })
}

/// Bytes cut into as many records as there are, whatever they say.
struct Grid {
    layout: &'static Layout,
    lines: Lines,
    /// The start of the next.
    begun: Vec<u8>,
}

impl Grid {
    fn new(layout: &'static Layout, version: Version) -> Self {
        Self { layout, lines: Lines::new(version), begun: Vec::new() }
    }

    fn add(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) {
        let size = self.layout.size();
        if self.begun.is_empty() {
            // The usual case, without a copy.
            let mut records = bytes.chunks_exact(size);
            for record in &mut records {
                self.lines.push_bytes(out, self.layout, record);
            }
            self.begun.extend_from_slice(records.remainder());
            return;
        }
        while !bytes.is_empty() {
            let (part, rest) = bytes.split_at(bytes.len().min(size - self.begun.len()));
            self.begun.extend_from_slice(part);
            bytes = rest;
            if self.begun.len() == size {
                self.lines.push_bytes(out, self.layout, &self.begun);
                self.begun.clear();
            }
        }
    }
}
