//! The way through one file, the same for every command that reads some.

use crate::progress::Progress;
use crate::report::Report;
use loginrec::{Damage, Entry, ErrorKind, Piece, Reader, Reason};
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
}

impl Tally {
    fn add(&mut self, damage: Damage) {
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
    let (tally, _) = pass(reader, source, report, |stop| match stop {
        Stop::Damage(damage) => see(Seen::Damage(damage)),
        Stop::Piece(Piece::Entry(entry)) => see(Seen::Entry(entry)),
        Stop::Piece(_) => Ok(()),
    })?;
    Ok(tally)
}

/// The same with every piece of the file. Returns also whether the end was reached.
pub(crate) fn walk_pieces(
    reader: &mut Reader,
    source: &str,
    report: &mut Report,
    mut see: impl FnMut(Piece<'_>) -> io::Result<()>,
) -> io::Result<(Tally, bool)> {
    pass(reader, source, report, |stop| match stop {
        Stop::Damage(_) => Ok(()),
        Stop::Piece(piece) => see(piece),
    })
}

enum Stop<'a> {
    Piece(Piece<'a>),
    /// Before the piece that closes it.
    Damage(Damage),
}

fn pass(
    reader: &mut Reader,
    source: &str,
    report: &mut Report,
    mut see: impl FnMut(Stop<'_>) -> io::Result<()>,
) -> io::Result<(Tally, bool)> {
    let mut progress = Progress::of(reader, source);
    let mut tally = Tally::default();
    let mut open = None;
    let (limited, whole) = loop {
        let piece = match reader.next_piece() {
            Ok(Some(piece)) => piece,
            Ok(None) => break (false, true),
            Err(error) => {
                let limited = error.kind() == ErrorKind::Limit;
                report.error(error);
                break (limited, false);
            }
        };
        progress.at(piece.offset());
        if let Some(damage) = Damage::join(&mut open, &piece) {
            tally.add(damage);
            see(Stop::Damage(damage))?;
        }
        see(Stop::Piece(piece))?;
    };
    // A record that --max-bytes cuts in two is not damaged.
    let open = open.filter(|damage| !(limited && damage.reason == Reason::TornTail));
    if let Some(damage) = open {
        tally.add(damage);
        see(Stop::Damage(damage))?;
    }
    Ok((tally, whole))
}
