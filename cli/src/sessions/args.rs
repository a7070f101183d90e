//! What can be typed.

use crate::args::{Format, Output, Selection, Times};
use crate::reading::Reading;
use clap::{ValueEnum, ValueHint};
use std::path::PathBuf;

pub(crate) const AFTER: &str = "\
Examples:
  loginrec sessions wtmp                      who was there, the newest login first
  loginrec sessions wtmp wtmp.1 wtmp.2        several files of one machine as one log
  loginrec sessions --at '2024-11-01 13:30' wtmp
  loginrec sessions --open --user root wtmp
  loginrec sessions --longest=5 wtmp
  loginrec sessions --totals user wtmp
  loginrec sessions --totals day --since 2024-11-01 --format csv wtmp

A session lasts until a logout on its line, until the next login there (then it ended at some
unknown time before), or until the system went down or came up. Filters choose among the
sessions; they never change how one ended.

Exit codes:
  0  everything was read and nothing was damaged
  2  wrong usage, or a file that could not be read or recognised; the others were read
  3  everything was read, and some of it was damaged";

#[derive(Debug, clap::Args)]
#[command(
    mut_arg("since", |arg| arg.help("Only sessions that ended at or after this time, or not at all (`2024-11-01`, `2024-11-01 13:30`, RFC 3339, `@seconds`), in the zone of --tz").long_help(None)),
    mut_arg("until", |arg| arg.help("Only sessions that began before this time, in any of the same forms")),
    mut_arg("user", |arg| arg.help("Only sessions of this user. This option and those like it may be given several times, and then any of the values will do")),
    mut_arg("host", |arg| arg.help("Only sessions from this host: the name in the login, or its address in any spelling")),
    mut_arg("line", |arg| arg.help("Only sessions on this line, such as pts/0"))
)]
pub(crate) struct Sessions {
    /// Files of one machine, in any order; `-` for standard input
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    pub(crate) paths: Vec<PathBuf>,

    /// Format of the output [default: table on a terminal, jsonl elsewhere]
    #[arg(long, short, value_enum)]
    pub(crate) format: Option<Format>,

    #[command(flatten)]
    pub(crate) reading: Reading,

    /// Who was on at this time, in the forms of --since
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,

    /// Only sessions that have no end
    #[arg(long)]
    pub(crate) open: bool,

    /// Only the longest sessions, so many [default: 10]
    #[arg(
        long,
        value_name = "N",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "10"
    )]
    pub(crate) longest: Option<usize>,

    /// Add the sessions up, by what is given here
    #[arg(long, value_enum, value_name = "BY", conflicts_with = "longest")]
    pub(crate) totals: Option<TotalsBy>,

    /// The periods of the system too: uptimes, downtimes, run levels, clock changes
    #[arg(long, short = 'x', conflicts_with = "totals")]
    pub(crate) system: bool,

    /// Logouts without a login too: the log starts later, the line was logged out before, or
    /// somebody has cut the login out
    #[arg(long, conflicts_with_all = ["totals", "longest"])]
    pub(crate) orphans: bool,

    #[command(flatten)]
    pub(crate) selection: Selection,

    /// To when open sessions are counted [default: the last record]
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<String>,

    #[command(flatten)]
    pub(crate) times: Times,

    #[command(flatten)]
    pub(crate) output: Output,
}

/// What sessions can be added up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TotalsBy {
    /// The user name
    User,
    /// The host as it is written
    Host,
    /// The remote address
    Address,
    /// The day, in the zone of --tz; a session counts on every day that it touches
    Day,
}
