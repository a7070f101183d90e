//! `loginrec last` and `loginrec lastb`: who was there from when to when, and who failed.

mod address;
mod batch;
mod clock;
mod columns;
mod ends;
mod event;
mod files;
mod guard;
mod host;
mod line;
mod machine;
mod moment;
mod note;
mod paper;
mod plain;
mod scan;
mod select;
mod typed;
mod usual;

pub(crate) use typed::with_limits;

use crate::args::{Compat, Last, TimeFormat};
use crate::log::Log;
use crate::press::Press;
use crate::report::{Report, count, shown};
use crate::sink::Sink;
use crate::when::Zone;
use address::Addresses;
use batch::Typesetter;
use clock::Clock;
use columns::{Columns, HostColumn, Style};
use event::{Event, Numbers};
use guard::{Charset, Guard};
use host::ThisMachine;
use loginrec::Seconds32;
use machine::{Machine, Step};
use paper::Slip;
use select::Selection;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::SystemTime;

/// What the records are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    Logins,
    Failures,
}

/// Prints what was asked for. An error is one of writing.
pub(crate) fn run(args: &Last, of: Of, report: &mut Report) -> io::Result<()> {
    if args.compat.is_some() {
        report.fail_with(1);
    }
    let prepared = Zone::parse(args.tz.as_deref()).and_then(|zone| {
        let now = present_time(args, &zone)?;
        let selection = Selection::new(args, &zone, now)?;
        Ok((zone, now, selection))
    });
    let (zone, now, selection) = match prepared {
        Ok(prepared) => prepared,
        Err(message) => {
            report.error(message);
            return Ok(());
        }
    };
    let paths = match files::of(args, of) {
        Ok(paths) => paths,
        Err(message) => {
            report.error(message);
            return Ok(());
        }
    };
    let sink = match Sink::stdout_for(&paths) {
        Ok(sink) => sink,
        Err(error) => {
            report.error(format_args!("standard output: cannot be written: {error}"));
            return Ok(());
        }
    };
    let mut printer = Printer {
        args,
        of,
        now,
        selection,
        press: Press::new(Typesetter {
            columns: Columns::new(style(args), Clock::new(zone)),
            addresses: Addresses::new(args),
            is_compat: args.compat.is_some(),
            slip: Slip::new(),
        }),
        sink,
    };
    match args.compat {
        None => printer.log(&paths, report)?,
        Some(version) => {
            for path in &paths {
                if !printer.file(path, version, report)? {
                    break;
                }
            }
        }
    }
    printer.sink.finish()
}

/// What `now` is, if anything but the records says it.
fn present_time(args: &Last, zone: &Zone) -> Result<Option<i64>, String> {
    if let Some(text) = &args.now {
        let micros = zone.moment(text).map_err(|message| format!("--now: {message}"))?;
        return Ok(i64::try_from(micros.div_euclid(1_000_000)).ok());
    }
    Ok(args.compat.map(|_| {
        let passed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        passed.ok().and_then(|passed| i64::try_from(passed.as_secs()).ok()).unwrap_or(0)
    }))
}

fn style(args: &Last) -> Style {
    Style {
        times: match args.time_format {
            Some(format) => format,
            None if args.fulltimes => TimeFormat::Full,
            None => TimeFormat::Short,
        },
        host: match (args.nohostname, args.hostlast) {
            (true, _) => HostColumn::Nowhere,
            (false, true) => HostColumn::Last,
            (false, false) => HostColumn::BehindLine,
        },
        is_wide: args.fullnames,
        marks_cuts: args.compat.is_none_or(|version| version >= Compat::V241),
        separator: if args.tab_separated { b'\t' } else { b' ' },
        guard: match args.compat {
            Some(_) => Guard::Compat(Charset::of_locale()),
            None => Guard::Escaped,
        },
    }
}

/// All that it takes to print files one after the other.
struct Printer<'a> {
    args: &'a Last,
    of: Of,
    now: Option<i64>,
    selection: Selection<'a>,
    press: Press<Typesetter>,
    sink: Sink,
}

impl Printer<'_> {
    /// Prints one file as util-linux does, and tells whether it could be read.
    fn file(
        &mut self,
        path: &Path,
        version: Compat,
        report: &mut Report,
    ) -> io::Result<bool> {
        let Self { args, of, now, selection, press, sink } = self;
        let seconds32 = seconds32(args.compat);
        let mut machine = Machine::new(version, now.unwrap_or(0), args.system);
        let mut presence = ThisMachine::new(version);
        let mut unknown = 0_u64;
        let paths = [path.to_owned()];
        let mut log = Log::open(&paths, &args.reading, seconds32, report);
        if log.is_missing() {
            return Ok(false);
        }
        log.backward(report, |sight| {
            let more = ControlFlow::Continue(());
            let numbers = Numbers::of(sight.entry.layout());
            let event = Event::of(sight.outline, numbers, seconds32);
            if !selection.takes(event.seconds) {
                return Ok(more);
            }
            let found = match of {
                Of::Failures => machine.failure(&event),
                Of::Logins => match machine.step(&event, &mut presence) {
                    Step::Line(found) => found,
                    Step::Nothing => return Ok(more),
                    Step::Unknown => {
                        unknown = unknown.saturating_add(1);
                        return Ok(more);
                    }
                },
            };
            if !selection.shows(&found, sight.outline) {
                return Ok(more);
            }
            press.add(|batch| batch.add(sight, found.note), sink)?;
            Ok(if selection.count() { more } else { ControlFlow::Break(()) })
        })?;
        if unknown > 0 {
            let records = count(unknown, "record");
            let source = shown(path);
            Report::warn(format_args!(
                "{source}: passed over for unknown types: {records}"
            ));
        }
        let columns = &mut press.finish(sink)?.columns;
        match log.beginning().and_then(|(_, first)| first) {
            Some(first) => {
                columns.begins(name_of(path), first.seconds(seconds32), sink.buffer());
            }
            None => columns.begins(name_of(path), changed_at(path), sink.buffer()),
        }
        Ok(true)
    }
}

/// The name of a file without the folders that it is in.
fn name_of(path: &Path) -> &[u8] {
    path.file_name().unwrap_or(path.as_os_str()).as_encoded_bytes()
}

/// Systems with the older versions have a C library that reads 32 bits with a sign.
const fn seconds32(compat: Option<Compat>) -> Seconds32 {
    match compat {
        Some(Compat::V238) => Seconds32::Signed,
        _ => Seconds32::Unsigned,
    }
}

/// When the file was last changed, which is when util-linux lets an empty one begin.
fn changed_at(path: &Path) -> i64 {
    #[cfg(unix)]
    if let Ok(file) = path.metadata() {
        return std::os::unix::fs::MetadataExt::ctime(&file);
    }
    let _ = path;
    0
}
