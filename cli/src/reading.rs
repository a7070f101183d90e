//! How files are read, the same for every command that reads some.

use crate::layout_id::LayoutId;
use crate::report::Report;
use clap::ValueEnum;
use loginrec::layout::Layout;
use loginrec::source::Mode;
use loginrec::{Error, Options, Reader};
use std::io;
use std::path::Path;

/// What can be typed about it.
#[derive(Debug, clap::Args)]
pub(crate) struct Reading {
    /// Read with this layout instead of detecting it (see `loginrec layouts`)
    #[arg(long, value_name = "ID", hide_possible_values = true, value_parser = LayoutId)]
    pub(crate) layout: Option<&'static Layout>,

    /// Stop after so many bytes of a file, with an error if there are more
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_bytes: Option<u64>,

    /// How to get at the bytes of files. A map of a file that is cut short meanwhile kills
    /// the command, so files that this machine writes to are only mapped if you say so
    #[arg(long, value_enum, default_value_t = Map::Auto)]
    pub(crate) map: Map,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Map {
    /// Map evidence of 64 MiB and more, read all else: small files, and everything in the
    /// folders where this machine keeps its own login records
    Auto,
    /// Read everything
    Never,
    /// Map every file; nobody may write to it meanwhile
    Always,
}

impl Map {
    pub(crate) const fn mode(self) -> Mode {
        match self {
            Self::Auto => Mode::Auto,
            Self::Never => Mode::Read,
            Self::Always => Mode::Map,
        }
    }
}

/// How to open files.
pub(crate) fn options(reading: &Reading) -> Options {
    let mut options = Options::new().mode(reading.map.mode());
    if let Some(layout) = reading.layout {
        options = options.layout(layout);
    }
    if let Ok(threads) = std::thread::available_parallelism() {
        options = options.threads(threads);
    }
    if let Some(bytes) = reading.max_bytes {
        options = options.max_bytes(bytes);
    }
    options
}

/// Whether standard input is meant.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// Opens a path, or standard input.
pub(crate) fn open(path: &Path, reading: &Reading) -> Result<Reader, Error> {
    open_with(path, options(reading))
}

/// The same with options.
pub(crate) fn open_with(path: &Path, options: Options) -> Result<Reader, Error> {
    if !is_stdin(path) {
        return options.open(path);
    }
    #[cfg(unix)]
    crate::pipes::widen(&io::stdin());
    options.read_from("-", io::stdin())
}

/// Says so where detection was a toss-up that matters, or rests on little.
pub(crate) fn warn_of_rivals(reader: &Reader, source: &str) {
    let Some(ranking) = reader.ranking() else { return };
    if ranking.is_undated() {
        Report::warn(format_args!(
            "{source}: no sampled record has a usual time: either the clock \
             was never set, or {} is not the layout",
            reader.layout().id()
        ));
    }
    if !ranking.readings_differ() {
        return;
    }
    let rivals: Vec<_> = ranking.rivals().iter().map(|rival| rival.layout().id()).collect();
    Report::warn(format_args!(
        "{source}: read as {}, but it may be {} and read differently; --layout decides",
        reader.layout().id(),
        rivals.join(" or ")
    ));
}
