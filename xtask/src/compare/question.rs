//! What is asked, and who is asked: data alone.

use super::input::Input;

/// One question, put to several programs about the same file.
#[derive(Debug)]
pub(crate) struct Question {
    /// For `--only`.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) input: Input,
    /// Whether the file is dropped from the page cache before each run.
    pub(crate) is_cold: bool,
    pub(crate) programs: &'static [Program],
    /// What one has to know to read the figures.
    pub(crate) notes: &'static [&'static str],
}

/// One who answers.
#[derive(Debug)]
pub(crate) struct Program {
    /// In the table; what is ours begins with `loginrec`.
    pub(crate) name: &'static str,
    pub(crate) source: Source,
    /// Its arguments; `FILE` is the file.
    pub(crate) words: &'static [&'static str],
    /// It gets the first part of the file, one of so many: it would not be done today.
    pub(crate) share: u64,
}

/// Where a program comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The command, built here.
    Command,
    /// The package `peers`, built here; the name of the crate.
    Peers(&'static str),
    /// A program of the system: what it calls itself when asked for its version, and the package
    /// of Debian that has it.
    Tool { program: &'static str, says: &'static str, package: &'static str },
    /// A module of Python, and the package of PyPI that has it.
    Python { module: &'static str, package: &'static str },
}

impl Program {
    pub(crate) fn is_ours(&self) -> bool {
        self.name.starts_with("loginrec")
    }

    const fn share(self, share: u64) -> Self {
        Self { share, ..self }
    }
}

const fn ours(name: &'static str, words: &'static [&'static str]) -> Program {
    Program { name, source: Source::Command, words, share: 1 }
}

const fn peer(
    name: &'static str,
    package: &'static str,
    words: &'static [&'static str],
) -> Program {
    Program { name, source: Source::Peers(package), words, share: 1 }
}

const fn tool(
    name: &'static str,
    source: Source,
    words: &'static [&'static str],
) -> Program {
    Program { name, source, words, share: 1 }
}

const LAST: Source =
    Source::Tool { program: "last", says: "util-linux", package: "util-linux" };
const LASTB: Source =
    Source::Tool { program: "lastb", says: "util-linux", package: "util-linux" };
const UTMPDUMP: Source =
    Source::Tool { program: "utmpdump", says: "util-linux", package: "util-linux" };
const AC: Source = Source::Tool { program: "ac", says: "Accounting", package: "acct" };
const RG: Source = Source::Tool { program: "rg", says: "ripgrep", package: "ripgrep" };
const DD: Source = Source::Tool { program: "dd", says: "coreutils", package: "coreutils" };

const PYPI_UTMP: &str = "\
import sys, utmp
for record in utmp.read(open(sys.argv[1], 'rb').read()): record.type, record.time";
const DISSECT: &str = "\
import pathlib, sys
from dissect.target.plugins.os.unix.log.utmp import UtmpFile
for record in UtmpFile(pathlib.Path(sys.argv[1])): record.ts";

/// A login on a terminal, in one layout.
const LITERAL: &str = r"(?s-u)\x07\x00\x00\x00...\x00pts/";

pub(crate) const QUESTIONS: &[Question] = &[
    Question {
        name: "library",
        title: "Every field of every record, by libraries",
        input: Input::Wtmp,
        is_cold: false,
        programs: &[
            peer("loginrec, typed slice", "loginrec", &["typed", "FILE"]),
            peer("loginrec, typed slice, 2 threads", "loginrec", &["typed-2", "FILE"]),
            peer("loginrec, records", "loginrec", &["records", "FILE"]),
            peer("plain reading (map and sum)", "loginrec", &["plain", "FILE"]),
            peer("utmp-rs", "utmp-rs", &["utmp-rs", "FILE"]),
            peer("utwt", "utwt", &["utwt", "FILE"]),
            peer("sootmark-utmp", "sootmark-utmp", &["sootmark-utmp", "FILE"]),
            tool(
                "utmp of PyPI",
                Source::Python { module: "utmp", package: "utmp" },
                &["-c", PYPI_UTMP, "FILE"],
            )
            .share(10),
            tool(
                "dissect.target",
                Source::Python { module: "dissect.target", package: "dissect.target" },
                &["-c", DISSECT, "FILE"],
            )
            .share(50),
        ],
        notes: &[
            "loginrec borrows the texts, and looks at what stands behind them and in what is \
             reserved; the others copy texts into strings, which they trim, and look at neither.",
            "utmp-rs and utwt have neither address nor id nor exit status; utwt leaves out the \
             process ids of run levels and the names of login processes too, and keeps times as \
             numbers.",
            "sootmark-utmp, and utmp of PyPI as it is used in its documentation, want the whole \
             file in memory; sootmark-utmp keeps all records too.",
            "The modules of Python read a part of the file; the start of the interpreter counts.",
        ],
    },
    Question {
        name: "text",
        title: "Every record as text",
        input: Input::Wtmp,
        is_cold: false,
        programs: &[
            ours("loginrec dump, 1 thread", &["dump", "--jobs", "1", "FILE"]),
            ours("loginrec dump, 2 threads", &["dump", "--jobs", "2", "FILE"]),
            ours(
                "loginrec dump --format csv, 1 thread",
                &["dump", "--jobs", "1", "--format", "csv", "FILE"],
            ),
            ours("loginrec utmpdump", &["utmpdump", "FILE"]),
            tool("utmpdump", UTMPDUMP, &["FILE"]),
        ],
        notes: &[
            "`dump` writes JSON lines: all that `utmpdump` writes, and offsets, session, exit \
             status, and what stands behind the texts.",
        ],
    },
    Question {
        name: "last",
        title: "Who was there",
        input: Input::Wtmp,
        is_cold: false,
        programs: &[
            ours("loginrec last", &["last", "-f", "FILE"]),
            ours("loginrec last --compat", &["last", "--compat", "2.38", "-f", "FILE"]),
            ours("loginrec sessions", &["sessions", "FILE"]),
            tool("last", LAST, &["-f", "FILE"]),
        ],
        notes: &[
            "`last --compat` writes what `last` writes, byte for byte; `sessions` JSON lines.",
        ],
    },
    Question {
        name: "last-full",
        title: "Who was there, with system lines and full times",
        input: Input::Wtmp,
        is_cold: false,
        programs: &[
            ours("loginrec last -x -F -w", &["last", "-x", "-F", "-w", "-f", "FILE"]),
            tool("last -x -F -w", LAST, &["-x", "-F", "-w", "-f", "FILE"]),
        ],
        notes: &[],
    },
    Question {
        name: "lastb",
        title: "Who tried in vain",
        input: Input::Btmp,
        is_cold: false,
        programs: &[
            ours("loginrec lastb", &["lastb", "-f", "FILE"]),
            tool("lastb", LASTB, &["-f", "FILE"]),
        ],
        notes: &[],
    },
    Question {
        name: "totals",
        title: "How long each user was there",
        input: Input::Wtmp,
        is_cold: false,
        programs: &[
            ours("loginrec sessions --totals", &["sessions", "--totals", "user", "FILE"]),
            tool("ac", AC, &["--individual-totals", "--file", "FILE"]),
        ],
        notes: &["GNU `ac` adds up hours, by other rules, and has no other columns."],
    },
    Question {
        name: "carve",
        title: "Records in an image",
        input: Input::Image,
        is_cold: false,
        programs: &[
            ours("loginrec carve, 1 thread", &["carve", "--jobs", "1", "FILE"]),
            ours("loginrec carve, 2 threads", &["carve", "--jobs", "2", "FILE"]),
            tool("rg", RG, &["--threads", "1", "-obUaN", "--no-unicode", LITERAL, "FILE"]),
        ],
        notes: &["`carve` looks for every layout that can be carved, asks what \
             it finds whether it is a record, and writes it as JSON lines; ripgrep finds where \
             something like a login on a terminal stands, in one layout."],
    },
    Question {
        name: "cold",
        title: "A log that is not in memory",
        input: Input::Wtmp,
        is_cold: true,
        programs: &[
            ours("loginrec dump", &["dump", "FILE"]),
            ours("loginrec sessions", &["sessions", "FILE"]),
            ours("loginrec last", &["last", "-f", "FILE"]),
            tool("dd", DD, &["if=FILE", "of=/dev/null", "bs=1M", "status=none"]),
        ],
        notes: &[],
    },
    Question {
        name: "cold-image",
        title: "An image that is not in memory",
        input: Input::Image,
        is_cold: true,
        programs: &[
            ours("loginrec carve", &["carve", "FILE"]),
            tool("dd", DD, &["if=FILE", "of=/dev/null", "bs=1M", "status=none"]),
        ],
        notes: &[],
    },
];
