//! The facts about a layout that its structure cannot tell.

use super::convention::{self, Convention};
use core::fmt;

/// What the entries of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Content {
    /// Records of a utmp, wtmp or btmp.
    Records,
    /// Slots of a lastlog.
    LastLogins,
    /// Slots of a faillog or tallylog.
    Failures,
    /// Records of a faillock file.
    Attempts,
    /// Records of process accounting.
    Processes,
}

impl Content {
    /// Every content.
    pub const ALL: &'static [Self] =
        &[Self::Records, Self::LastLogins, Self::Failures, Self::Attempts, Self::Processes];

    /// What a file of it is called, for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Records => "login records",
            Self::LastLogins => "last logins",
            Self::Failures => "counts of failed logins",
            Self::Attempts => "failed logins of one user",
            Self::Processes => "process accounting",
        }
    }
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How the entries stand in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Framing {
    /// Records of one length, one after the other.
    Sequence,
    /// Slots of one length; the place is the numeric user id, and slots that nobody used
    /// are zero or not there at all (holes of a sparse file).
    Table,
    /// Each record behind its length in 16 bits, the zeros at its end not stored.
    Prefixed,
    /// Values of one length in a Berkeley DB 1.85 hash; the key is the numeric user id.
    Hash,
}

impl Framing {
    /// The framing in a word, as the catalogue gives it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sequence => "sequential",
            Self::Table => "by user id",
            Self::Prefixed => "length-prefixed",
            Self::Hash => "database",
        }
    }
}

/// How the entries of a file are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Index {
    /// One after the other: the number of an entry is how many stand before it.
    Sequential,
    /// By user: the number is the numeric user id.
    Uid,
}

/// How well the offsets of a layout are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verified {
    /// A compiler printed them, from the platform's own headers or a restatement.
    Compile,
    /// Read in the code that writes or reads the file.
    Source,
    /// Real files decode cleanly with them.
    Sample,
    /// A manual page of the vendor, another reader or a bug report says so, and nobody here
    /// has seen the code or a file.
    Secondary,
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Compile => "compile",
            Self::Source => "source",
            Self::Sample => "sample",
            Self::Secondary => "secondary source",
        })
    }
}

/// How much it takes to tell records of a layout from noise where nothing else says that there
/// are any: in free space, in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Carving {
    /// One record in which everything agrees is enough.
    Alone,
    /// So many in a row, one directly behind the other.
    InRuns(u8),
    /// So many in a row, and only if somebody asks for the layout: a few short fields are
    /// soon found anywhere.
    OnRequest(u8),
    /// Not at all, and why.
    Never(&'static str),
}

impl Carving {
    /// How many records in a row it takes; `None` if no number is enough.
    #[must_use]
    pub const fn least_run(self) -> Option<u8> {
        match self {
            Self::Alone => Some(1),
            Self::InRuns(least) | Self::OnRequest(least) => Some(least),
            Self::Never(_) => None,
        }
    }

    /// Whether the layout is looked for without being named.
    #[must_use]
    pub const fn is_default(self) -> bool {
        matches!(self, Self::Alone | Self::InRuns(_))
    }
}

/// The facts about a layout that its structure cannot tell.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Spec {
    /// Unique id: family, file, size, variant, byte order (`linux-utmp-384-le`).
    pub id: &'static str,
    /// One line for people.
    pub title: &'static str,
    /// Systems and libraries that write it.
    pub written_by: &'static [&'static str],
    /// Where those systems keep such files.
    pub paths: &'static [&'static str],
    /// How well the offsets are known.
    pub verified: &'static [Verified],
    /// Where the facts come from.
    pub sources: &'static [&'static str],
    /// What a reader has to know besides; may be empty.
    pub note: &'static str,
    /// How the system numbers types, and what it means beyond the number.
    pub convention: &'static Convention,
    /// What the user of the first record says if the library begins files with a record of
    /// their format.
    pub signatures: &'static [&'static [u8]],
    /// The value of the field that tells the version.
    pub version: Option<u8>,
    /// The systems whose files may go over from this layout to another one of theirs, or
    /// hold stray records of it: layouts with a system in common are found in one file.
    pub kin: &'static [&'static str],
    /// Earlier times than this, in seconds since 1970, come from clocks that were never set.
    pub since: i64,
    /// How much evidence detection demands before it believes in a rare layout, in points
    /// (a well-formed record of a utmp earns about 14); 0 for the common ones.
    pub rarity: u8,
    /// How much it takes to tell records from noise where nothing else says that there are any.
    pub carving: Carving,
}

/// 1980-01-01: most systems are younger.
const YEAR_1980: i64 = 315_532_800;
/// 1971-01-01: for systems of the seventies.
pub(super) const YEAR_1971: i64 = 31_536_000;

impl Spec {
    /// Whether the layout rests on a manual page, another reader or a bug report: nobody here
    /// has seen the code that writes it, or a file.
    #[must_use]
    pub fn is_secondary(&self) -> bool {
        self.verified.contains(&Verified::Secondary)
    }

    /// What most layouts have in common.
    pub(crate) const BASE: Self = Self {
        id: "",
        title: "",
        written_by: &[],
        paths: &[],
        verified: &[],
        sources: &[],
        note: "",
        convention: &convention::NONE,
        signatures: &[],
        version: None,
        kin: &[],
        since: YEAR_1980,
        rarity: 0,
        carving: Carving::Alone,
    };
}
