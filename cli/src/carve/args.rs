//! What can be typed.

use super::span::{Offset, Span};
use crate::args::{Format, Output, Times};
use crate::layout_id::LayoutId;
use crate::reading::Map;
use clap::{ValueEnum, ValueHint};
use loginrec::carve;
use loginrec::layout::Layout;
use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

pub(crate) const AFTER: &str = "\
Examples:
  loginrec carve disk.raw                     a table on a terminal, JSON lines elsewhere
  loginrec carve --format csv --output hits.csv disk.001
  zcat memory.lime.gz | loginrec carve -      from standard input, in one pass
  loginrec carve --layout linux-utmp-384-le --tier possible --align 1 unallocated.blkls
  loginrec carve --since 2024-11-01 --until 2024-12-01 /dev/sdb
  loginrec carve --range 1MiB-512GiB --jobs 4 disk.raw
  loginrec carve --resume-from 68719476736 disk.raw
  loginrec carve --known wtmp --known wtmp.1 --only-unknown disk.raw
  loginrec carve --write found disk.raw       a file for each layout, for `loginrec sessions`

An image is a raw disk image, the first part of one that is split (.001), a block device, a
memory dump, free space that was exported, or any other file. It is read in one pass, and
nothing is written to it.

Exit codes:
  0    everything was read
  2    wrong usage, or an image that could not be opened; the others were read
  3    some of an image could not be read, or a log of --known is damaged
  130  it was ended with Ctrl-C; what was found by then is written";

#[derive(Debug, clap::Args)]
#[command(mut_arg("force", |arg| {
    arg.help("Overwrite the file of --output, and files in the folder of --write")
}))]
pub(crate) struct Carve {
    /// Images to search, `-` for standard input
    #[arg(required = true, value_name = "IMAGE", value_hint = ValueHint::FilePath)]
    pub(crate) paths: Vec<PathBuf>,

    /// Format of the output [default: table on a terminal, jsonl elsewhere]
    #[arg(long, short, value_enum)]
    pub(crate) format: Option<Format>,

    /// Look for this layout (see `loginrec layouts`); may be given several times
    /// [default: all that can be told from noise]
    #[arg(long, value_name = "ID", hide_possible_values = true, value_parser = LayoutId)]
    pub(crate) layout: Vec<&'static Layout>,

    /// Print what is at least so sure
    #[arg(long, value_enum, default_value_t = Tier::Probable)]
    pub(crate) tier: Tier,

    /// Look for single records at multiples of so many bytes; 1 is everywhere, and slower
    /// [default: the alignment that records of a layout have in a file]
    #[arg(long, value_name = "N")]
    pub(crate) align: Option<NonZeroU64>,

    /// Look for records at or after this time (`2024-11-01`, `2024-11-01 13:30`, RFC 3339,
    /// `@seconds`), in the zone of --tz; those of other times are found only in a row with
    /// such [default: 1990]
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,

    /// Look for records before this time, in any of the same forms [default: a year after
    /// this version was made]
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,

    /// Search these bytes of the image only: `A-B`, from A up to but without B, either of which
    /// may be left out; decimal, hexadecimal (0x), with KiB, MiB, GiB or TiB
    #[arg(long, value_name = "A-B", allow_hyphen_values = true, value_parser = Span::parse)]
    pub(crate) range: Option<Span>,

    /// Go on from here with an image that was not searched to its end
    #[arg(long, value_name = "OFFSET", value_parser = Offset::parse)]
    pub(crate) resume_from: Option<Offset>,

    /// Tell of each hit whether it is, byte for byte, in this live or rotated log, and if it is
    /// not, which record there tells of the same event otherwise; may be given several times,
    /// `-` is standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) known: Vec<PathBuf>,

    /// Print what is in none of the logs of --known: what was deleted or edited
    #[arg(long, requires = "known")]
    pub(crate) only_unknown: bool,

    /// Write the records that are printed to files in this folder, one for each layout, and
    /// where they are from; it is made, or has to be empty
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, group = "written")]
    pub(crate) write: Option<PathBuf>,

    /// Threads that search [default: as many as there are processors]
    #[arg(long, short, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,

    /// How to get at the bytes of files, as in `dump`
    #[arg(long, value_enum, default_value_t = Map::Auto)]
    pub(crate) map: Map,

    #[command(flatten)]
    pub(crate) times: Times,

    #[command(flatten)]
    pub(crate) output: Output,

    /// Print no summary and no progress; what went wrong is said all the same
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// How sure it has to be that something is a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tier {
    /// Everything in it agrees, or it stands in a row with others
    Confirmed,
    /// It has traces of older records in it, or is only a part of one
    Probable,
    /// It can be one
    Possible,
}

impl Carve {
    /// Everything that is read.
    pub(crate) fn inputs(&self) -> Vec<PathBuf> {
        [&self.paths[..], &self.known].concat()
    }
}

impl From<Tier> for carve::Tier {
    fn from(tier: Tier) -> Self {
        match tier {
            Tier::Confirmed => Self::Confirmed,
            Tier::Probable => Self::Probable,
            Tier::Possible => Self::Possible,
        }
    }
}
