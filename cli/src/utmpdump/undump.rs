//! `--reverse`: records from text.

use super::Utmpdump;
use super::lines::Lines;
use crate::losses::tell;
use crate::report::{Report, count, shown};
use crate::sink::Sink;
use loginrec::convert::Losses;
use loginrec::layout::{self, Content, Framing, Layout};
use loginrec::text::{Malformed, exact, utmpdump};
use std::io;
use std::path::Path;

/// What the tool writes.
const NATIVE: &str = "linux-utmp-384-le";
/// The tool reads so many bytes of a line, and takes the rest for the next.
const PART: u64 = 1022;
/// So many lines that are none are told one by one.
const TOLD: u64 = 100;

/// Writes the records of one text. An error is one of writing.
pub(super) fn run(
    path: &Path,
    args: &Utmpdump,
    sink: &mut Sink,
    report: &mut Report,
) -> io::Result<()> {
    let source = shown(path);
    let mut lines = match Lines::open(path, &args.reading) {
        Ok(lines) => lines,
        Err(error) => {
            report.error(format_args!("{source}: cannot be read: {error}"));
            return Ok(());
        }
    };
    let mut wrong = Wrong { source: &source, count: 0 };
    let mut form = match form(args) {
        Ok(form) => form,
        Err(message) => {
            report.error(message);
            return Ok(());
        }
    };
    let most = args.compat.map(|_| PART);
    loop {
        let (number, line) = match lines.next(most) {
            Ok(Some(line)) => line,
            Ok(None) => break,
            Err(error) => {
                report.error(format_args!("{source}: cannot be read: {error}"));
                break;
            }
        };
        if number == 1 && args.compat.is_none() && exact::is_head(line) {
            form = Form::Exact(exact::Reader::new());
            if args.reading.layout.is_some() {
                Report::warn(format_args!(
                    "{source}: names its layout itself; --layout is not asked"
                ));
            }
        }
        match form.read(line, args.compat.is_some(), sink)? {
            Ok(()) => {}
            Err(error) => {
                let stop = args.compat.is_some() && error != Malformed::Head;
                wrong.line(number, &error, report);
                if stop {
                    Report::warn(format_args!("{source}: reading stops at line {number}"));
                    break;
                }
            }
        }
    }
    wrong.end(report);
    match form {
        Form::Utmpdump(made) => {
            tell(&made.losses, made.layout, made.count, &source, report);
        }
        Form::Exact(reader) => {
            if let Err(error) = reader.end() {
                report.error(format_args!("{source}: {error}"));
            }
        }
    }
    Ok(())
}

/// What the lines are.
enum Form {
    Utmpdump(Made),
    Exact(exact::Reader),
}

/// What was made of lines.
struct Made {
    layout: &'static Layout,
    count: u64,
    losses: Losses,
}

/// The form to be expected, as long as the first line says no other.
fn form(args: &Utmpdump) -> Result<Form, String> {
    let layout = args.reading.layout.or_else(|| layout::find(NATIVE));
    match layout {
        _ if args.exact => Ok(Form::Exact(exact::Reader::new())),
        Some(layout) if is_log(layout) => {
            Ok(Form::Utmpdump(Made { layout, count: 0, losses: Losses::new() }))
        }
        other => Err(format!(
            "--layout: text makes login records, and {} holds something else",
            other.map_or(NATIVE, Layout::id)
        )),
    }
}

impl Form {
    /// Writes what a line means. The outer error is one of writing.
    fn read(
        &mut self,
        line: &[u8],
        as_the_tool: bool,
        sink: &mut Sink,
    ) -> io::Result<Result<(), Malformed>> {
        let read = match self {
            Self::Utmpdump(_) if !as_the_tool && line.trim_ascii().is_empty() => Ok(0),
            Self::Utmpdump(made) => utmpdump::parse(line).map(|record| {
                let mut losses = Vec::new();
                let bytes = record.encode(made.layout, &mut losses);
                sink.buffer().extend_from_slice(&bytes);
                losses.iter().for_each(|loss| made.losses.add(loss));
                made.count += 1;
                0
            }),
            Self::Exact(reader) => reader.line(line, sink.buffer()),
        };
        Ok(match read {
            Ok(zeros) => {
                sink.zeros(zeros)?;
                Ok(sink.drain()?)
            }
            Err(error) => Err(error),
        })
    }
}

fn is_log(layout: &Layout) -> bool {
    layout.content() == Content::Records && layout.framing() != Framing::Hash
}

/// The lines that are none. A text that is nothing else must not fill the screen.
struct Wrong<'a> {
    source: &'a str,
    count: u64,
}

impl Wrong<'_> {
    fn line(&mut self, number: u64, error: &Malformed, report: &mut Report) {
        self.count += 1;
        if self.count <= TOLD {
            report.error(format_args!("{}: line {number}: {error}", self.source));
        }
    }

    fn end(&self, report: &mut Report) {
        if self.count > TOLD {
            let rest = count(self.count - TOLD, "line");
            report.error(format_args!("{}: {rest} more could not be read", self.source));
        }
    }
}
