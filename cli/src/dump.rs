//! `loginrec dump`: every record of login files.

use crate::args::Dump;
use crate::filter::Filter;
use crate::print::{self, print};
use crate::reading::{open, warn_of_rivals};
use crate::report::{Report, entries, shown};
use crate::sink::Sink;
use loginrec::detect::Ranking;
use loginrec::layout::Layout;
use loginrec::output::{Style, Writer};
use loginrec::{Damage, Entries, Entry, Reader};
use std::io;

/// Prints what was asked for. An error is one of writing.
pub(crate) fn run(args: &Dump, report: &mut Report) -> io::Result<()> {
    let prepared = args.times.zone().and_then(|zone| {
        let policy = args.times.seconds32();
        Filter::new(&args.selection, &args.kind, policy, &zone).map(|filter| (zone, filter))
    });
    let (zone, filter) = match prepared {
        Ok(prepared) => prepared,
        Err(message) => {
            report.error(message);
            return Ok(());
        }
    };
    let Some(mut sink) = Sink::open(&args.output, &args.paths, report) else {
        return Ok(());
    };
    let offset_at = |seconds| zone.offset_at(seconds);
    let style = Style {
        seconds32: args.times.seconds32(),
        offset: (!zone.is_utc()).then_some(&offset_at),
    };
    let mut writer = Writer::new(args.output.format(args.format), style);
    if args.residue {
        writer = writer.with_residue();
    }
    let mut printer = Printer { writer, filter: &filter, residue: args.residue };
    let mut blank = None;
    for path in &args.paths {
        let source = shown(path);
        match open(path, &args.reading) {
            Ok(reader) if reader.ranking().is_some_and(Ranking::is_empty_file) => {
                printer.writer.begin_empty(&source, sink.buffer());
                blank = Some(reader.layout());
            }
            Ok(reader) if !printer.writer.can_hold(reader.layout()) => report.error(format_args!(
                "{source}: left out: one CSV has the columns of one kind of entry, and this \
                 file holds {}",
                reader.layout().content()
            )),
            Ok(reader) => {
                dump(reader, &source, args, &mut printer, &mut sink, report)?;
            }
            Err(error) => report.error(error),
        }
    }
    if let Some(layout) = blank
        && !printer.writer.has_begun()
    {
        // Nothing but empty files: their CSV is a header.
        printer.writer.begin("", layout, sink.buffer());
    }
    sink.finish()
}

/// Prints entries that are wanted.
#[derive(Clone)]
struct Printer<'a> {
    writer: Writer<'a>,
    filter: &'a Filter,
    residue: bool,
}

impl print::Printer for Printer<'_> {
    fn entry(&mut self, entry: &Entry<'_>, out: &mut Vec<u8>) {
        if self.filter.accepts(entry) {
            self.writer.entry(entry, out);
        }
    }

    fn entries(&mut self, entries: Entries<'_>, out: &mut Vec<u8>) {
        if self.filter.is_open() {
            self.writer.entries(entries, out);
        } else {
            entries.for_each(|entry| self.entry(&entry, out));
        }
    }

    fn damage(&mut self, damage: &Damage, out: &mut Vec<u8>) {
        if self.residue {
            self.writer.damage(damage, out);
        }
    }
}

fn dump(
    mut reader: Reader,
    source: &str,
    args: &Dump,
    printer: &mut Printer<'_>,
    sink: &mut Sink,
    report: &mut Report,
) -> io::Result<()> {
    warn_of_rivals(&reader, source);
    warn_of_unmet(printer.filter, reader.layout(), source);
    printer.writer.begin(source, reader.layout(), sink.buffer());
    let damage = print(&mut reader, source, printer, args.threads, sink, report)?;
    if args.residue {
        report.damage(&damage, source);
    } else {
        report.hidden_damage(&damage, source);
    }
    report.change(reader.change(), source);
    warn_of_undated(printer.filter.take_undated(), reader.layout(), source);
    Ok(())
}

/// Nothing found must not look like nothing there.
fn warn_of_unmet(filter: &Filter, layout: &Layout, source: &str) {
    let unmet = filter.unmet(layout);
    if unmet.is_empty() {
        return;
    }
    let (options, missing): (Vec<_>, Vec<_>) = unmet.into_iter().unzip();
    Report::warn(format_args!(
        "{source}: holds {}, without {}: no entry can meet {}",
        layout.content(),
        missing.join(", "),
        options.join(" or ")
    ));
}

/// What is left out because of an impossible time may be what somebody wanted left out.
fn warn_of_undated(undated: u64, layout: &Layout, source: &str) {
    if undated > 0 {
        let records = entries(undated, layout);
        Report::warn(format_args!(
            "{source}: left out by --since or --until for want of a possible time: {records}"
        ));
    }
}
