//! `loginrec convert`: a file in another layout, and what that cannot hold.

use crate::args::{Output, Seconds};
use crate::layout_id::LayoutId;
use crate::losses::tell;
use crate::reading::{Reading, is_stdin, open, warn_of_rivals};
use crate::report::{Report, shown};
use crate::sink::Sink;
use crate::walk::{Seen, Tally, walk};
use clap::ValueHint;
use loginrec::convert::{self, Losses};
use loginrec::layout::{Content, Framing, Layout};
use loginrec::{Reader, Seconds32};
use std::io;
use std::path::PathBuf;

pub(crate) const AFTER: &str = "\
Examples:
  loginrec convert --to linux-utmp-400-be wtmp --output wtmp.be
  loginrec convert --strict --to freebsd-utx-log-be wtmp --output utx.log

Exit codes:
  0  everything was written, and nothing was lost
  2  wrong usage, or a file that could not be read or written
  3  some of the file was damaged, or the other layout cannot hold some of it";

#[derive(Debug, clap::Args)]
pub(crate) struct Convert {
    /// The file to read, `-` for standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    path: PathBuf,

    /// The layout to write (see `loginrec layouts`)
    #[arg(
        long,
        value_name = "ID",
        hide_possible_values = true,
        value_parser = LayoutId
    )]
    to: &'static Layout,

    /// Write to this file, which must not exist yet; `-` is standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: PathBuf,

    /// Overwrite the file of --output
    #[arg(long)]
    force: bool,

    /// Write nothing if anything would be lost; the file is read twice
    #[arg(long)]
    strict: bool,

    #[command(flatten)]
    seconds: Seconds,

    #[command(flatten)]
    reading: Reading,
}

/// Writes the file. An error is one of writing.
pub(crate) fn run(args: &Convert, report: &mut Report) -> io::Result<()> {
    let to = args.to;
    let source = shown(&args.path);
    if args.strict {
        if is_stdin(&args.path) {
            report.error("--strict reads the file twice, which standard input cannot be");
            return Ok(());
        }
        let Some(reader) = open_for(args, to, &source, report) else { return Ok(()) };
        let mut pass = Pass::new(args, to, None);
        let damage = pass.through(reader, &source, report)?;
        if damage.places > 0 || !pass.losses.is_empty() {
            pass.tell(&source, report);
            report.lost(format_args!(
                "{source}: nothing was written, because that would be lost (--strict)"
            ));
            return Ok(());
        }
    }
    let Some(reader) = open_for(args, to, &source, report) else { return Ok(()) };
    if !args.strict {
        warn_of_rivals(&reader, &source);
    }
    let inputs = [args.path.clone()];
    let output = Output { output: Some(args.output.clone()), force: args.force };
    let Some(mut sink) = Sink::open(&output, &inputs, report) else {
        return Ok(());
    };
    let mut pass = Pass::new(args, to, Some(&mut sink));
    pass.through(reader, &source, report)?;
    pass.tell(&source, report);
    sink.finish()
}

/// The file, if what it holds can stand in the other layout.
fn open_for(
    args: &Convert,
    to: &Layout,
    source: &str,
    report: &mut Report,
) -> Option<Reader> {
    let reader = match open(&args.path, &args.reading) {
        Ok(reader) => reader,
        Err(error) => {
            report.error(error);
            return None;
        }
    };
    let content = reader.layout().content();
    let is_known = matches!(content, Content::Records | Content::LastLogins);
    if !is_known {
        report.error(format_args!(
            "{source}: holds {content}, and only login records and last logins are converted"
        ));
    } else if content != to.content() {
        report.error(format_args!(
            "{source}: holds {content}, and {} is a layout of {}",
            to.id(),
            to.content()
        ));
    } else if to.framing() == Framing::Hash {
        report.error(format_args!("{} is a database, which is not written", to.id()));
    } else {
        return Some(reader);
    }
    None
}

/// One way through the file.
struct Pass<'a> {
    to: &'static Layout,
    policy: Seconds32,
    sink: Option<&'a mut Sink>,
    /// Where the next slot of a table would stand.
    at: u64,
    written: u64,
    losses: Losses,
}

impl<'a> Pass<'a> {
    fn new(args: &Convert, to: &'static Layout, sink: Option<&'a mut Sink>) -> Self {
        let policy = args.seconds.policy();
        Self { to, policy, sink, at: 0, written: 0, losses: Losses::new() }
    }

    fn through(
        &mut self,
        mut reader: Reader,
        source: &str,
        report: &mut Report,
    ) -> io::Result<Tally> {
        let damage = walk(&mut reader, source, report, |seen| match seen {
            Seen::Entry(entry) => {
                let mut losses = Vec::new();
                let bytes = convert::entry(&entry, self.to, self.policy, &mut losses);
                losses.iter().for_each(|loss| self.losses.add(loss));
                self.write(entry.index(), &bytes.unwrap_or_default())
            }
            Seen::Damage(_) => Ok(()),
        })?;
        report.damage(&damage, source);
        if damage.places > 0 {
            Report::warn(format_args!("{source}: what is no record is not converted"));
        }
        report.change(reader.change(), source);
        Ok(damage)
    }

    /// Writes an entry; where its place is its key, there.
    fn write(&mut self, number: u64, bytes: &[u8]) -> io::Result<()> {
        self.written += 1;
        let Some(sink) = &mut self.sink else { return Ok(()) };
        if self.to.framing() == Framing::Table {
            let size = u64::try_from(self.to.size()).unwrap_or(u64::MAX);
            let place = number.checked_mul(size).ok_or_else(|| {
                io::Error::other(format!("no file is long enough for user {number}"))
            })?;
            if place != self.at {
                sink.seek(place)?;
            }
            self.at = place.saturating_add(size);
        }
        sink.buffer().extend_from_slice(bytes);
        sink.drain()
    }

    /// Says what the other layout cannot hold.
    fn tell(&self, source: &str, report: &mut Report) {
        tell(&self.losses, self.to, self.written, source, report);
    }
}
