//! What can be typed.

use crate::args::{Format, Output, Times};
use crate::reading::Reading;
use clap::ValueHint;
use std::ffi::OsString;
use std::path::PathBuf;

pub(crate) const AFTER: &str = "\
Examples:
  loginrec lastlog /evidence/var/log/lastlog  users are shown by their numbers
  loginrec lastlog --passwd /evidence/etc/passwd /evidence/var/log/lastlog
  loginrec lastlog --passwd etc/passwd --passwd etc/passwd- lastlog
  loginrec lastlog --user 1000-1999 --time 30 lastlog
  loginrec lastlog --before 90 --now 2024-11-01 --tz Europe/Berlin lastlog

Exit codes:
  0  everything was read and nothing was damaged
  2  wrong usage, or a file that could not be read or is no lastlog; the others were read
  3  everything was read, and some of it was damaged";

#[derive(Debug, clap::Args)]
pub(crate) struct Lastlog {
    /// Files to read, of any layout that holds last logins, `-` for standard input
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    pub(crate) paths: Vec<PathBuf>,

    /// Only this user: a name of a passwd file, a user id, or a range of them such as
    /// 1000-1999, 1000- or -999. May be given several times, and then any will do
    #[arg(long, short, value_name = "LOGIN|RANGE", allow_hyphen_values = true)]
    pub(crate) user: Vec<OsString>,

    /// Only logins at least so many days ago, and users that never logged in
    #[arg(long, short, value_name = "DAYS")]
    pub(crate) before: Option<u32>,

    /// Only logins at most so many days ago
    #[arg(long, short, value_name = "DAYS")]
    pub(crate) time: Option<u32>,

    /// What --before and --time count from (`2024-11-01`, `2024-11-01 13:30`, RFC 3339,
    /// `@seconds`), in the zone of --tz [default: the newest login of the file]
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<String>,

    /// The passwd file of the system that the lastlog is from, which has the names. Without
    /// it users are shown by their numbers; that of this machine is never read. May be given
    /// several times. Of several names for a number, the table shows all, and JSON and CSV the
    /// first
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) passwd: Vec<PathBuf>,

    /// Format of the output
    #[arg(long, short, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) reading: Reading,

    #[command(flatten)]
    pub(crate) times: Times,

    #[command(flatten)]
    pub(crate) output: Output,
}
