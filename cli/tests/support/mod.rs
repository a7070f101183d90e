//! Runs the command with a time limit, and makes files for it.
#![allow(unreachable_pub, dead_code, reason = "a module of several test programs")]

pub mod image;
pub mod injection;
pub mod random;

use loginrec::Kind;
use loginrec::layout::{self, Draft, Framing, LAYOUTS, Layout, Remote, Role};
use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Whatever takes longer hangs.
const LIMIT: Duration = Duration::from_secs(60);

/// The commonest layout.
pub const UTMP: &str = "linux-utmp-384-le";
/// Its lastlog.
pub const LASTLOG: &str = "linux-lastlog-292-le";

/// What a run left behind.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; `None` after a signal.
    pub code: Option<i32>,
    /// Standard output.
    pub out: Vec<u8>,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// Standard output, which has to be UTF-8.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.out).expect("output is UTF-8")
    }

    /// Standard output as JSON lines.
    pub fn json(&self) -> Vec<Value> {
        self.text()
            .lines()
            .map(|line| serde_json::from_str(line).expect("a line is JSON"))
            .collect()
    }

    /// The values of a key in every line that is JSON.
    pub fn values(&self, key: &str) -> Vec<Value> {
        self.json().iter().map(|row| row[key].clone()).collect()
    }

    /// Asserts exit code 0 and a silent standard error.
    #[track_caller]
    pub fn fine(self) -> Self {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""));
        self
    }

    /// Asserts an exit code, and that every message carries the prefix.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.err);
        for line in self.err.lines() {
            assert!(line.starts_with("loginrec: "), "{line}");
        }
        self
    }

    /// Asserts that a message contains this.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.err.contains(text), "{:?} is not in: {}", text, self.err);
        self
    }
}

/// The command, in an environment without wishes.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loginrec"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TZ", "LANG", "LC_ALL"] {
        command.env_remove(name);
    }
    command
}

/// Runs a command to its end, or fails if it has none.
#[track_caller]
pub fn run(mut command: Command, input: &[u8]) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut to = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    // The command may stop reading at any time.
    thread::spawn(move || drop(to.write_all(&input)));
    let out = collect(child.stdout.take().expect("a pipe"));
    let err = collect(child.stderr.take().expect("a pipe"));
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("the command can be waited for") {
            break status;
        }
        if started.elapsed() > LIMIT {
            child.kill().expect("the command can be stopped");
            panic!("hangs: {command:?}");
        }
        thread::sleep(Duration::from_millis(2));
    };
    let err = err.join().expect("standard error was read");
    Ran {
        code: status.code(),
        out: out.join().expect("standard output was read"),
        err: String::from_utf8(err).expect("messages are UTF-8"),
    }
}

fn collect(mut from: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).expect("a pipe can be read");
        bytes
    })
}

/// A folder of its own, which the command is started in.
pub struct Folder(TempDir);

impl Folder {
    /// An empty one.
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// One with a wtmp of these records.
    pub fn with_wtmp(drafts: &[Draft<'_>]) -> Self {
        let folder = Self::new();
        folder.file("wtmp", &encode(UTMP, drafts));
        folder
    }

    /// Where a name in it is.
    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    /// Creates a file.
    pub fn file(&self, name: impl AsRef<Path>, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).expect("a file can be written");
        path
    }

    /// The command with these arguments, not yet started.
    pub fn command<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        let mut command = command();
        command.args(args).current_dir(self.0.path());
        command
    }

    /// Runs it.
    #[track_caller]
    pub fn run<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Ran {
        run(self.command(args), b"")
    }
}

/// The layout of this id.
pub fn layout(id: &str) -> &'static Layout {
    layout::find(id).expect("a known layout")
}

/// The layouts whose files are their entries, one behind the other.
pub fn plain_layouts() -> impl Iterator<Item = &'static Layout> {
    LAYOUTS.iter().copied().filter(|layout| layout.framing() != Framing::Hash)
}

/// The number that means a login in this layout.
pub fn user_process(layout: &Layout) -> i32 {
    layout.spec().convention.number(Kind::UserProcess).unwrap_or(7)
}

/// Records, one behind the other.
pub fn encode(id: &str, drafts: &[Draft<'_>]) -> Vec<u8> {
    drafts.iter().flat_map(|draft| layout(id).encode(draft)).collect()
}

/// A database of NetBSD: a header and one page with these values under these user ids, which
/// grow down from its end.
pub fn database(values: &[(u32, Vec<u8>)]) -> Vec<u8> {
    const PAGE: usize = 4096;
    let mut header = vec![0; PAGE];
    header[..4].copy_from_slice(&[0, 6, 0x15, 0x61]);
    header[12..16].copy_from_slice(&u32::try_from(PAGE).unwrap().to_be_bytes());
    let mut page = vec![0; PAGE];
    let mut list = vec![2 * values.len()];
    let mut end = PAGE;
    for (uid, value) in values {
        for part in [&uid.to_le_bytes()[..], value] {
            page[end - part.len()..end].copy_from_slice(part);
            end -= part.len();
            list.push(end);
        }
    }
    list.extend([end - 2 * (list.len() + 2), end]);
    for (at, number) in list.into_iter().enumerate() {
        let number = u16::try_from(number).unwrap();
        page[2 * at..2 * at + 2].copy_from_slice(&number.to_le_bytes());
    }
    [header, page].concat()
}

/// A login beyond doubt.
pub fn login() -> Draft<'static> {
    Draft {
        type_raw: 7,
        pid: 4711,
        line: b"pts/0",
        id: b"ts/0",
        user: b"alice",
        host: b"host.example",
        session: 4711,
        seconds: 1_700_000_000,
        usec: 123_456,
        remote: v4([192, 0, 2, 10]),
        // Where failures are counted there were some, and one that was recorded counts and
        // came from a host.
        more: &[(Role::Count, 3), (Role::Status, 3)],
        ..Draft::default()
    }
}

/// A login of this user, so many seconds after the first.
pub fn login_of(user: &'static str, after: i64) -> Draft<'static> {
    Draft { user: user.as_bytes(), seconds: 1_700_000_000 + after, ..login() }
}

/// An IPv4 address.
pub const fn v4([a, b, c, d]: [u8; 4]) -> Remote<'static> {
    Remote::Ip(IpAddr::V4(Ipv4Addr::new(a, b, c, d)))
}

/// Records with every kind of value, none of which a reader may refuse. Between two odd
/// ones stands a good one, so that there is no doubt about where they start.
pub fn rich() -> Vec<Draft<'static>> {
    let mut drafts = Vec::new();
    let odd = [
        Draft { type_raw: 2, line: b"~", id: b"~~", user: b"reboot", ..login() },
        Draft { type_raw: 8, termination: 15, exit: -1, user: b"", host: b"", ..login() },
        Draft { type_raw: 99, ..login() },
        Draft { type_raw: -1, ..login() },
        Draft { usec: -1, ..login() },
        Draft { usec: 1_000_000, ..login() },
        Draft { seconds: 0, usec: 0, ..login() },
        Draft { seconds: 4_294_967_295, ..login() },
        Draft { pid: -1, session: -1, ..login() },
        Draft { user: &[b'u'; 32], line: &[b'l'; 32], host: &[b'h'; 256], ..login() },
        Draft { user: b"a\0old", line: b"l\0ine", host: b"h\0ost", id: b"i\0d", ..login() },
        Draft {
            user: b"\xff\xfe",
            line: b"l\xff",
            host: b"\xc3(",
            id: b"i\xff",
            ..login()
        },
        Draft { user: "jörg".as_bytes(), host: "ホスト".as_bytes(), ..login() },
        Draft { user: b"DOMAIN\\user", host: b"say \"hi\", you", ..login() },
        Draft { reserved: b"\x01\x02\xff", ..login() },
        Draft {
            remote: Remote::Raw(&[0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
            ..login()
        },
        Draft { remote: v4([0x2d, 0, 0, 1]), ..login() },
        Draft { remote: Remote::None, ..login() },
    ];
    for draft in odd {
        drafts.extend([login(), draft]);
    }
    drafts.push(login());
    drafts
}
