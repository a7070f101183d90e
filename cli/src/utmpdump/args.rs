//! What can be typed behind `loginrec utmpdump`.

use crate::args::Reading;
use clap::{ValueEnum, ValueHint};
use loginrec::text::utmpdump::Version;
use std::path::PathBuf;

pub(crate) const AFTER: &str = "\
Examples:
  loginrec utmpdump wtmp                      the text that utmpdump prints, of any layout
  loginrec utmpdump -r --layout linux-utmp-400-be --output wtmp.be wtmp.txt
  loginrec utmpdump --exact wtmp              every byte, for editing and writing back
  loginrec utmpdump -r --output wtmp.new wtmp.txt

Exit codes:
  0  everything was read and nothing was damaged
  2  wrong usage, a file that could not be read or recognised, or a line that is none; the
     rest was read
  3  everything was read, and some of it was damaged";

#[derive(Debug, clap::Args)]
pub(crate) struct Utmpdump {
    /// Files to read; standard input without any, or for `-`
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) paths: Vec<PathBuf>,

    /// Print the last ten records, then those that are added, until it is stopped
    #[arg(long, short, conflicts_with_all = ["reverse", "exact"])]
    pub(crate) follow: bool,

    /// Make records of text, in the layout of --layout [default: linux-utmp-384-le] or, if
    /// the text is exact, in its own
    #[arg(long, short)]
    pub(crate) reverse: bool,

    /// Print every byte of the file in a form that --reverse turns back into the same bytes;
    /// with --reverse, accept no other text
    #[arg(long, conflicts_with = "compat")]
    pub(crate) exact: bool,

    /// Do as this version of util-linux: take every so many bytes for a record, whatever they
    /// say, and stop at a line without brackets
    #[arg(long, value_name = "VERSION", value_enum)]
    pub(crate) compat: Option<Compat>,

    /// Write to this file, which must not exist yet; `-` is standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,

    /// Overwrite the file of --output
    #[arg(long, requires = "output")]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// The versions of util-linux that print or read differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Compat {
    /// Microseconds as they are
    #[value(name = "2.38")]
    V2_38,
    /// Microseconds beyond 999,999 as 0
    #[value(name = "2.40")]
    V2_40,
    /// As 2.40
    #[value(name = "2.41")]
    V2_41,
}

impl Utmpdump {
    pub(crate) fn version(&self) -> Version {
        match self.compat {
            None | Some(Compat::V2_38) => Version::V2_38,
            Some(Compat::V2_40 | Compat::V2_41) => Version::V2_40,
        }
    }
}
