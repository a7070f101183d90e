//! What can be typed behind `loginrec utmpdump`.

use crate::args::{Compat, Output};
use crate::print::Threads;
use crate::reading::Reading;
use clap::ValueHint;
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

    #[command(flatten)]
    pub(crate) threads: Threads,

    #[command(flatten)]
    pub(crate) output: Output,

    #[command(flatten)]
    pub(crate) reading: Reading,
}

impl Utmpdump {
    pub(crate) fn version(&self) -> Version {
        match self.compat {
            None | Some(Compat::V238) => Version::V2_38,
            Some(Compat::V240 | Compat::V241) => Version::V2_40,
        }
    }
}
