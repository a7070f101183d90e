//! What can be typed behind `last` and `lastb`.

use crate::reading::Reading;
use clap::{ValueEnum, ValueHint};
use std::ffi::OsString;
use std::path::PathBuf;

pub(super) const AFTER_LAST: &str = "\
Examples:
  loginrec last -f /evidence/var/log/wtmp     who was there, newest first
  loginrec last -x -F -f wtmp alice tty1      whole times, and what the system did, of these alone
  loginrec last -20 -f wtmp -f wtmp.1         twenty lines of both files together
  loginrec last --compat 2.38 --tz Europe/Berlin --now 2024-11-02 -f wtmp

Exit codes:
  0  everything was read and nothing was damaged
  1  with --compat: a file could not be read, or a time is no time; nothing more was read
  2  wrong usage, or a file that could not be read or recognised; the others were read
  3  everything was read, and some of it was damaged";

pub(super) const AFTER_LASTB: &str = "\
Examples:
  loginrec lastb -f /evidence/var/log/btmp    failed logins, newest first
  loginrec lastb -i -w -s 2024-11-01 -f btmp root

Exit codes:
  0  everything was read and nothing was damaged
  1  with --compat: a file could not be read, or a time is no time; nothing more was read
  2  wrong usage, or a file that could not be read or recognised; the others were read
  3  everything was read, and some of it was damaged";

#[derive(Debug, clap::Args)]
pub(crate) struct Last {
    /// Only lines of these users and terminals; `1` stands for tty1 too. Files are named with
    /// -f
    #[arg(value_name = "USER|TTY")]
    pub(crate) words: Vec<OsString>,

    /// Read this file, `-` for standard input; may be given several times [default: the
    /// wtmp of the running system, for lastb its btmp]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: Vec<PathBuf>,

    /// Print so many lines of all files together; may be written as -NUMBER. 0 is all
    #[arg(long, short = 'n', value_name = "NUMBER", allow_hyphen_values = true)]
    pub(crate) limit: Option<i32>,

    /// Print the host in the last column
    #[arg(long, short = 'a')]
    pub(crate) hostlast: bool,

    /// Print the name that belongs to the stored address; without --resolve, its numbers
    #[arg(long, short)]
    pub(crate) dns: bool,

    /// Print whole times, with seconds and year
    #[arg(long, short = 'F', conflicts_with = "time_format")]
    pub(crate) fulltimes: bool,

    /// Print the stored address in numbers
    #[arg(long, short)]
    pub(crate) ip: bool,

    /// Only those who were there at this time: `2024-11-01 13:30`, `@seconds`, with --now
    /// also `13:30`, `yesterday`, `-5days`; in the zone of --tz. Who has not left was there
    /// until the last record, or until --now
    #[arg(long, short, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) present: Option<String>,

    /// Leave out the host
    #[arg(long, short = 'R')]
    pub(crate) nohostname: bool,

    /// Only what began at or after this time, in any of the forms of --present; with --compat
    /// only records of then, as if there were no others
    #[arg(long, short, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) since: Option<String>,

    /// Only what began at or before this time; with --compat only records of then
    #[arg(long, short = 't', value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) until: Option<String>,

    /// Separate the columns by tabs
    #[arg(long, short = 'T')]
    pub(crate) tab_separated: bool,

    /// Print user and host as long as they are
    #[arg(long, short = 'w')]
    pub(crate) fullnames: bool,

    /// Print shutdowns, run levels and changes of the clock too
    #[arg(long, short = 'x')]
    pub(crate) system: bool,

    /// How times are printed [default: short]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) time_format: Option<TimeFormat>,

    /// Print byte for byte what this version of util-linux prints, with its mistakes. It asks
    /// the machine that loginrec runs on who is still there
    #[arg(long, value_enum, value_name = "VERSION")]
    pub(crate) compat: Option<Compat>,

    /// Show and read times in this zone: an IANA name, or an offset such as +01:00 [default:
    /// UTC]
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true)]
    pub(crate) tz: Option<String>,

    /// Take this as the present time, which `-5days` counts from; written like the times of
    /// `dump --since` [default: none, with --compat that of the clock]
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<String>,

    /// Ask the name service for the names of -d; whoever runs it learns the addresses
    #[arg(long, requires = "dns")]
    pub(crate) resolve: bool,

    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// How times are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TimeFormat {
    /// None
    Notime,
    /// To the minute, without the year
    Short,
    /// To the second, with the year
    Full,
    /// As in ISO 8601, with the offset
    Iso,
}

/// The versions of util-linux that print differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Compat {
    /// And older. utmpdump: microseconds beyond 999,999 as they stand
    #[value(name = "2.38")]
    V238,
    /// last: boots may end in a crash; utmpdump: microseconds beyond 999,999 are 0
    #[value(name = "2.40")]
    V240,
    /// last: cut names show that they are cut; utmpdump: as 2.40
    #[value(name = "2.41")]
    V241,
}
