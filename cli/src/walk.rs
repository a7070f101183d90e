//! The way through one file, the same for every command that reads some.

use crate::progress::Progress;
use crate::report::Report;
use loginrec::{Damage, Entry, ErrorKind, Piece, Reader, Reason, Run};
use std::io;

/// So many places of damage are remembered; the others are counted.
const REMEMBERED: usize = 100;

/// What a command sees of a file.
pub(crate) enum Seen<'a> {
    Entry(Entry<'a>),
    Damage(Damage),
}

/// The damage of one file. A file that is nothing but damage must not fill the memory.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) bytes: u64,
    pub(crate) places: u64,
    /// The first of the places.
    pub(crate) first: Vec<Damage>,
    /// How far it was read, where an error has ended that.
    pub(crate) broken_at: Option<u64>,
}

impl Tally {
    pub(crate) fn add(&mut self, damage: Damage) {
        self.bytes = self.bytes.saturating_add(damage.len);
        self.places = self.places.saturating_add(1);
        if self.first.len() < REMEMBERED {
            self.first.push(damage);
        }
    }
}

/// Shows a file to `see`, from the first byte to the last. Errors of reading are reported;
/// an error returned is one of `see`.
pub(crate) fn walk(
    reader: &mut Reader,
    source: &str,
    report: &mut Report,
    mut see: impl FnMut(Seen<'_>) -> io::Result<()>,
) -> io::Result<Tally> {
    walk_runs(reader, source, report, |stop| match stop {
        Stop::Damage(damage) => see(Seen::Damage(damage)),
        Stop::Run(Run::Entries(mut entries)) => {
            entries.try_for_each(|entry| see(Seen::Entry(entry)))
        }
        Stop::Run(Run::Piece(Piece::Entry(entry))) => see(Seen::Entry(entry)),
        Stop::Run(Run::Piece(_)) => Ok(()),
    })
}

/// The same with every piece of the file.
pub(crate) fn walk_pieces(
    reader: &mut Reader,
    source: &str,
    report: &mut Report,
    mut see: impl FnMut(Piece<'_>) -> io::Result<()>,
) -> io::Result<Tally> {
    walk_runs(reader, source, report, |stop| match stop {
        Stop::Damage(_) => Ok(()),
        Stop::Run(Run::Entries(mut entries)) => {
            entries.try_for_each(|entry| see(Piece::Entry(entry)))
        }
        Stop::Run(Run::Piece(piece)) => see(piece),
    })
}

/// Where the way stops.
pub(crate) enum Stop<'a> {
    Run(Run<'a>),
    /// Before the piece that closes it.
    Damage(Damage),
}

/// The same with many entries at once.
pub(crate) fn walk_runs(
    reader: &mut Reader,
    source: &str,
    report: &mut Report,
    mut see: impl FnMut(Stop<'_>) -> io::Result<()>,
) -> io::Result<Tally> {
    let mut progress = Progress::of(reader, source);
    let mut tally = Tally::default();
    let mut open = None;
    let (limited, broken) = loop {
        progress.at(reader.offset());
        let run = match reader.next_run() {
            Ok(Some(run)) => run,
            Ok(None) => break (false, false),
            Err(error) => {
                let limited = error.kind() == ErrorKind::Limit;
                report.error(error);
                break (limited, true);
            }
        };
        let closed = match &run {
            Run::Entries(_) => open.take(),
            Run::Piece(piece) => Damage::join(&mut open, piece),
        };
        if let Some(damage) = closed {
            tally.add(damage);
            see(Stop::Damage(damage))?;
        }
        see(Stop::Run(run))?;
    };
    // A record that --max-bytes cuts in two is not damaged.
    let open = open.filter(|damage| !(limited && damage.reason == Reason::TornTail));
    if let Some(damage) = open {
        tally.add(damage);
        see(Stop::Damage(damage))?;
    }
    tally.broken_at = broken.then(|| reader.offset());
    Ok(tally)
}
