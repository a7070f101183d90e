//! What can be typed: the one definition of help, manual page and completions.

mod last;
mod times;

pub(crate) use last::{Compat, Last, TimeFormat};
pub(crate) use times::{Seconds, Times};

use crate::lastlog::Lastlog;
use crate::layout_id::LayoutId;
use crate::print::Threads;
use crate::reading::Reading;
use clap::{Parser, Subcommand, ValueEnum, ValueHint};
use loginrec::layout::Layout;
use loginrec::output;
use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  loginrec dump /evidence/var/log/wtmp        a table on a terminal, JSON lines elsewhere
  loginrec identify /evidence/var/log/*       what the files are, and why
  loginrec help dump                          everything about `dump`

Exit codes:
  0  everything was read and nothing was damaged
  2  wrong usage, or a file that could not be read or recognised; the others were read
  3  everything was read, and some of it was damaged

Times are in UTC, and nothing is taken from the machine that loginrec runs on, except by last
and lastb without -f, with --compat or with --resolve.";

const AFTER_DUMP: &str = "\
Examples:
  loginrec dump wtmp                          a table on a terminal, JSON lines elsewhere
  loginrec dump --format csv --output logins.csv wtmp wtmp.1
  zcat btmp.1.gz | loginrec dump -            from standard input
  loginrec dump --user root --since 2024-11-01 --until 2024-11-02 /evidence/var/log/wtmp
  loginrec dump --type USER_PROCESS --host 203.0.113.9 --tz Europe/Berlin wtmp
  loginrec dump --residue --layout linux-utmp-384-le damaged.wtmp

Exit codes:
  0  everything was read and nothing was damaged
  2  wrong usage, or a file that could not be read or recognised; the others were read
  3  everything was read, and some of it was damaged";

const AFTER_IDENTIFY: &str = "\
Examples:
  loginrec identify /evidence/var/log/wtmp    what it is, and why
  loginrec identify --json *                  one JSON object a file
  loginrec identify /evidence/var             all files in a folder and below it

Exit codes:
  0  everything was read and nothing was damaged; that a file is not recognised is an
     answer, not an error
  2  wrong usage, or a file that could not be read; the others were read
  3  everything was read, and some of it was damaged";

const AFTER_LAYOUTS: &str = "\
Examples:
  loginrec layouts                            every layout that can be read
  loginrec layouts linux-utmp-384-le          its fields, where it is written, sources

A layout marked [secondary source] was taken from a manual or another reader, and not from
code that writes it or a file.";

const AFTER_SCHEMA: &str = "\
Examples:
  loginrec schema > loginrec.schema.json";

const AFTER_COMPLETIONS: &str = "\
Examples:
  loginrec completions bash > ~/.local/share/bash-completion/completions/loginrec
  loginrec completions fish > ~/.config/fish/completions/loginrec.fish";

const AFTER_MAN: &str = "\
Examples:
  loginrec man > loginrec.1
  loginrec man dump > loginrec-dump.1";

/// Reads Unix login records of any machine, every record and every byte: utmp, wtmp, btmp and
/// lastlog, counts of failed logins (faillog, tallylog, faillock), process accounting.
#[derive(Debug, Parser)]
#[command(name = "loginrec", version, propagate_version = true)]
#[command(after_help = AFTER, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print every record of login files
    #[command(after_help = AFTER_DUMP)]
    Dump(Dump),
    /// Print who was there from when to when
    #[command(after_help = crate::sessions::AFTER)]
    Sessions(crate::sessions::Sessions),
    /// Print who was logged in, newest first
    #[command(after_help = last::AFTER_LAST, infer_long_args = true)]
    #[command(args_override_self = true)]
    Last(Last),
    /// Print failed logins, newest first
    #[command(after_help = last::AFTER_LASTB, infer_long_args = true)]
    #[command(args_override_self = true)]
    Lastb(Last),
    /// Tell which layout files have, and why
    #[command(after_help = AFTER_IDENTIFY)]
    Identify(Identify),
    /// Print who logged in last when and from where, as lastlog does
    #[command(after_help = crate::lastlog::AFTER)]
    Lastlog(Lastlog),
    /// Find login records in disk images, memory dumps and anything else
    #[command(after_help = crate::carve::AFTER)]
    Carve(crate::carve::Carve),
    /// List the layouts that can be read, or show one
    #[command(after_help = AFTER_LAYOUTS)]
    Layouts(Layouts),
    /// Print records as utmpdump does, and make records of such text
    #[command(after_help = crate::utmpdump::AFTER)]
    Utmpdump(crate::utmpdump::Utmpdump),
    /// Write login records in another layout, and say what it cannot hold
    #[command(after_help = crate::convert::AFTER)]
    Convert(crate::convert::Convert),
    /// Print the JSON Schema of what `dump --format jsonl` writes
    #[command(after_help = AFTER_SCHEMA)]
    Schema,
    /// Print a completion script for a shell
    #[command(after_help = AFTER_COMPLETIONS)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, of loginrec or of one of its commands
    #[command(after_help = AFTER_MAN)]
    Man {
        /// The command, such as `dump`
        command: Option<String>,
    },
}

impl Command {
    /// The files to read, of a command that takes several.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = &PathBuf> {
        let (inputs, more): (&[_], &[_]) = match self {
            Self::Dump(args) => (&args.paths, &[]),
            Self::Sessions(args) => (&args.paths, &[]),
            Self::Last(args) | Self::Lastb(args) => (&args.file, &[]),
            Self::Identify(args) => (&args.paths, &[]),
            Self::Lastlog(args) => (&args.paths, &[]),
            Self::Utmpdump(args) => (&args.paths, &[]),
            Self::Carve(args) => (&args.paths, &args.known),
            _ => (&[], &[]),
        };
        inputs.iter().chain(more)
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct Dump {
    /// Files to read, `-` for standard input
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    pub(crate) paths: Vec<PathBuf>,

    /// Format of the output [default: table on a terminal, jsonl elsewhere]
    #[arg(long, short, value_enum)]
    pub(crate) format: Option<Format>,

    #[command(flatten)]
    pub(crate) reading: Reading,

    #[command(flatten)]
    pub(crate) selection: Selection,

    /// Only records of this type: a name such as USER_PROCESS, or a raw number
    #[arg(long = "type", short = 't', value_name = "TYPE", allow_hyphen_values = true)]
    pub(crate) kind: Vec<String>,

    #[command(flatten)]
    pub(crate) times: Times,

    /// Print damage too: where it is, how long, and why it is no record
    #[arg(long)]
    pub(crate) residue: bool,

    #[command(flatten)]
    pub(crate) threads: Threads,

    #[command(flatten)]
    pub(crate) output: Output,
}

/// Where output goes; the same for every command that may write a file.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("written").multiple(true)))]
pub(crate) struct Output {
    /// Write to this file, which must not exist yet; `-` is standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    #[arg(group = "written")]
    pub(crate) output: Option<PathBuf>,

    /// Overwrite the file of --output
    #[arg(long, requires = "written")]
    pub(crate) force: bool,
}

impl Output {
    /// The file to write; `None` is standard output.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| *path != Path::new("-"))
    }

    /// The format that was asked for, or the one that suits where the output goes.
    pub(crate) fn format(&self, asked: Option<Format>) -> output::Format {
        match asked {
            Some(format) => format.into(),
            None if self.file().is_none() && io::stdout().is_terminal() => {
                output::Format::Table
            }
            None => output::Format::Jsonl,
        }
    }
}

/// Which entries are wanted; the same for every command that prints some.
#[derive(Debug, clap::Args)]
pub(crate) struct Selection {
    /// Only entries at or after this time (`2024-11-01`, `2024-11-01 13:30`, RFC 3339,
    /// `@seconds`), in the zone of --tz
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,

    /// Only entries before this time, in any of the same forms
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,

    /// Only records of this user; what has numeric user ids alone is left out. This option
    /// and those like it may be given several times, and then any of the values will do
    #[arg(long, short, value_name = "NAME")]
    pub(crate) user: Vec<OsString>,

    /// Only entries from this host: the name in the entry, or its address in any spelling
    #[arg(long, value_name = "HOST")]
    pub(crate) host: Vec<OsString>,

    /// Only entries of this line, such as pts/0
    #[arg(long, short, value_name = "LINE")]
    pub(crate) line: Vec<OsString>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The usual fields in columns
    Table,
    /// One JSON object a line, with everything
    Jsonl,
    /// Comma-separated values with a header, with everything
    Csv,
}

impl From<Format> for output::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Table => Self::Table,
            Format::Jsonl => Self::Jsonl,
            Format::Csv => Self::Csv,
        }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct Identify {
    /// Files to identify, folders with all files below them, `-` for standard input
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    pub(crate) paths: Vec<PathBuf>,

    /// Print one JSON object a file
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) reading: Reading,

    #[command(flatten)]
    pub(crate) seconds: Seconds,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Layouts {
    /// The layout to show
    #[arg(value_name = "ID", hide_possible_values = true, value_parser = LayoutId)]
    pub(crate) layout: Option<&'static Layout>,

    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}
