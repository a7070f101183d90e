//! `loginrec dump`: every record of login files.

use crate::args::Dump;
use crate::filter::Filter;
use crate::reading::{open, warn_of_rivals};
use crate::report::{Report, entries, shown};
use crate::sink::Sink;
use crate::walk::{Seen, walk};
use loginrec::Reader;
use loginrec::detect::Ranking;
use loginrec::layout::Layout;
use loginrec::output::{Style, Writer};
use std::io;

/// Prints what was asked for. An error is one of writing.
pub(crate) fn run(args: &Dump, report: &mut Report) -> io::Result<()> {
    let prepared = args.times.zone().and_then(|zone| {
        let policy = args.times.seconds32();
        Filter::new(&args.selection, &args.kind, policy, &zone).map(|filter| (zone, filter))
    });
    let (zone, mut filter) = match prepared {
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
    let mut blank = None;
    for path in &args.paths {
        let source = shown(path);
        match open(path, &args.reading) {
            Ok(reader) if reader.ranking().is_some_and(Ranking::is_empty_file) => {
                writer.begin_empty(&source, sink.buffer());
                blank = Some(reader.layout());
            }
            Ok(reader) if !writer.can_hold(reader.layout()) => report.error(format_args!(
                "{source}: left out: one CSV has the columns of one kind of entry, and this \
                 file holds {}",
                reader.layout().content()
            )),
            Ok(reader) => {
                dump(reader, &source, args, &mut filter, &mut writer, &mut sink, report)?;
            }
            Err(error) => report.error(error),
        }
    }
    if let Some(layout) = blank
        && !writer.has_begun()
    {
        // Nothing but empty files: their CSV is a header.
        writer.begin("", layout, sink.buffer());
    }
    sink.finish()
}

fn dump(
    mut reader: Reader,
    source: &str,
    args: &Dump,
    filter: &mut Filter,
    writer: &mut Writer<'_>,
    sink: &mut Sink,
    report: &mut Report,
) -> io::Result<()> {
    warn_of_rivals(&reader, source);
    warn_of_unmet(filter, reader.layout(), source);
    writer.begin(source, reader.layout(), sink.buffer());
    let damage = walk(&mut reader, source, report, |seen| {
        match seen {
            Seen::Entry(entry) if filter.accepts(&entry) => {
                writer.entry(&entry, sink.buffer());
            }
            Seen::Damage(damage) if args.residue => writer.damage(&damage, sink.buffer()),
            Seen::Entry(_) | Seen::Damage(_) => {}
        }
        sink.drain()
    })?;
    if args.residue {
        report.damage(&damage, source);
    } else {
        report.hidden_damage(&damage, source);
    }
    report.change(reader.change(), source);
    warn_of_undated(filter.take_undated(), reader.layout(), source);
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
