//! The command beside the tools of the system that it stands in for, on the same file.
//!
//! Tool and command run in turn, so that a noisy machine is noisy to both; the table has
//! medians of whole processes, and how many times faster the command is. Tools that are not
//! installed are named.
//!
//! ```text
//! LOGINREC_BENCH_MB=1024 cargo bench -p loginrec-cli --bench tools -- [--rounds N]
//! ```

use loginrec::layout::{self, Draft, Remote};
use std::io::{self, BufWriter, Write};
use std::net::IpAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A tool, and the arguments of the command that does the same. `FILE` is the file.
const PAIRS: &[(&[&str], &[&str])] = &[
    (&["last", "-f", "FILE"], &["last", "--compat", "2.38", "-f", "FILE"]),
    (&["last", "-f", "FILE"], &["last", "-f", "FILE"]),
    (&["last", "-x", "-F", "-w", "-f", "FILE"], &["last", "-x", "-F", "-w", "-f", "FILE"]),
    (&["last", "-f", "FILE"], &["sessions", "FILE"]),
    (&["lastb", "-f", "FILE"], &["lastb", "-f", "FILE"]),
    (&["utmpdump", "FILE"], &["utmpdump", "FILE"]),
];

fn main() -> io::Result<()> {
    let words: Vec<String> = std::env::args().collect();
    let is_test = !words.iter().any(|word| word == "--bench");
    let rounds = words.iter().position(|word| word == "--rounds");
    let rounds = rounds.and_then(|at| words.get(at + 1)?.parse().ok()).unwrap_or(5);
    let rounds = if is_test { 1 } else { rounds };
    let megabytes: u64 = std::env::var("LOGINREC_BENCH_MB")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(64);
    let records = if is_test { 1_000 } else { megabytes * 1_000_000 / 384 };
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("wtmp");
    generate(&path, records)?;
    let mut out = io::stdout().lock();
    writeln!(out, "{records} records, medians of {rounds} rounds")?;
    for (tool, ours) in PAIRS {
        let mut times = [Vec::new(), Vec::new()];
        for round in 0..=rounds {
            let both = [run(tool[0], &tool[1..], &path), run(COMMAND, ours, &path)];
            for (times, time) in times.iter_mut().zip(both) {
                // The first round fills the page cache.
                times.extend(time.filter(|_| round > 0));
            }
        }
        let [theirs, mine] = times.map(median);
        let (tool, ours) = (tool.join(" "), ours.join(" "));
        match (theirs, mine) {
            (None, _) => writeln!(out, "{tool}: not installed")?,
            (_, None) => writeln!(out, "loginrec {ours}: failed")?,
            (Some(theirs), Some(mine)) => {
                let ratio = theirs.as_secs_f64() / mine.as_secs_f64();
                writeln!(
                    out,
                    "{ratio:6.1} x  {:8.3} s  {:8.3} s  {tool}  |  loginrec {ours}",
                    theirs.as_secs_f64(),
                    mine.as_secs_f64()
                )?;
            }
        }
    }
    Ok(())
}

const COMMAND: &str = env!("CARGO_BIN_EXE_loginrec");

/// How long it takes; `None` if it is not there.
fn run(program: &str, args: &[&str], path: &Path) -> Option<Duration> {
    let mut command = Command::new(program);
    for arg in args {
        match *arg {
            "FILE" => command.arg(path),
            arg => command.arg(arg),
        };
    }
    command.env("TZ", "UTC").env("LC_ALL", "C");
    command.stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null());
    let start = Instant::now();
    let status = command.status().ok()?;
    status.success().then(|| start.elapsed())
}

fn median(mut times: Vec<Duration>) -> Option<Duration> {
    times.sort();
    times.get(times.len() / 2).copied()
}

/// A server with some sixty terminals, the same at every run: logins, logouts, boots.
fn generate(path: &Path, records: u64) -> io::Result<()> {
    let layout = layout::find("linux-utmp-384-le").expect("a known layout");
    let mut file = BufWriter::new(std::fs::File::create(path)?);
    let mut state = 1_u64;
    let mut random = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let mut open = [0_i64; 60];
    let mut seconds = 1_500_000_000_i64;
    for number in 0..records {
        seconds += 1 + i64::try_from(random(20)).unwrap_or(0);
        let seat = usize::try_from(random(60)).unwrap_or(0);
        let line = format!("pts/{seat}");
        let host = format!("host{}.example.org", random(500));
        let base = Draft {
            line: line.as_bytes(),
            id: b"ts/0",
            seconds,
            usec: i64::try_from(random(1_000_000)).unwrap_or(0),
            ..Draft::default()
        };
        let pid = open[seat];
        let record = if number % 20_000 == 0 {
            open = [0; 60];
            Draft {
                type_raw: 2,
                line: b"~",
                id: b"~~",
                user: b"reboot",
                host: b"6.1.0",
                ..base
            }
        } else if pid != 0 {
            open[seat] = 0;
            Draft { type_raw: 8, pid, ..base }
        } else {
            open[seat] = 2 + i64::try_from(random(4_000_000)).unwrap_or(0);
            let users: [&[u8]; 4] = [b"alice", b"bob", b"carol", b"deploy"];
            Draft {
                type_raw: 7,
                pid: open[seat],
                user: users[usize::try_from(random(4)).unwrap_or(0)],
                host: host.as_bytes(),
                remote: Remote::Ip(IpAddr::from([192, 0, 2, 7])),
                ..base
            }
        };
        file.write_all(&layout.encode(&record))?;
    }
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}
