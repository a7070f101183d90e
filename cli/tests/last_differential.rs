//! The same files before `loginrec last --compat` and before `last` of the system, byte for
//! byte.
//!
//! `LOGINREC_LAST_FILES` says how many files are made up, `LOGINREC_LAST_SEED` which.

#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

mod support;

#[path = "last_differential/generate.rs"]
mod generate;

use generate::{File, World, file, options};
use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, SystemTime};
use std::{env, fs, thread};
use support::random::Random;
use support::{Folder, UTMP, command};

const ZONES: &[&str] = &[
    "UTC",
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Europe/Lisbon",
];
const LOCALES: &[&str] = &["C", "C.UTF-8", "POSIX", ""];

/// The form of --compat for the version that is installed, or `None` with a message.
fn installed(name: &str) -> Option<&'static str> {
    let told = match Command::new(name).arg("--version").output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).into_owned(),
        Err(error) => {
            eprintln!("skipped: {name}: {error}");
            return None;
        }
    };
    let version = told.trim().strip_prefix(&format!("{name} from util-linux "));
    let minor = version.and_then(|version| version.split('.').nth(1)?.parse::<u32>().ok());
    match minor {
        Some(..40) => Some("2.38"),
        Some(40) => Some("2.40"),
        Some(41..) => Some("2.41"),
        None => {
            eprintln!("skipped: {name} is of unknown kind: {told:?}");
            None
        }
    }
}

fn now() -> i64 {
    let passed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    i64::try_from(passed.as_secs()).unwrap()
}

fn is_new_second() -> bool {
    let passed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    passed.subsec_millis() < 20
}

fn world() -> World {
    let uptime = fs::read_to_string("/proc/uptime").unwrap();
    let up: f64 = uptime.split(' ').next().unwrap().parse().unwrap();
    let up = i64::try_from(Duration::from_secs_f64(up).as_secs()).unwrap();
    World { now: now(), booted: now() - up, pid: std::process::id().into() }
}

/// One comparison: a program, what it is given, and where it stands.
struct Case<'a> {
    name: &'a str,
    compat: &'a str,
    folder: &'a Path,
    files: Vec<PathBuf>,
    options: Vec<OsString>,
    zone: &'a str,
    locale: &'a str,
    layout: Option<&'a str>,
}

impl Case<'_> {
    fn arguments(&self) -> impl Iterator<Item = OsString> {
        let files = self.files.iter().flat_map(|file| ["-f".into(), file.into()]);
        self.options.iter().cloned().chain(files)
    }

    fn theirs(&self) -> (Output, i64) {
        // What is `now` must be the same for both, so the second must not change meanwhile.
        loop {
            let before = now();
            // The clock that they ask is some milliseconds late.
            thread::sleep(Duration::from_millis(if is_new_second() { 20 } else { 0 }));
            let mut theirs = Command::new(self.name);
            theirs.args(self.arguments()).current_dir(self.folder);
            theirs.env("TZ", self.zone).env("LC_ALL", self.locale);
            theirs.env_remove("LANG").env_remove("LC_CTYPE");
            let output = theirs.output().expect("it has told its version");
            if now() == before {
                return (output, before);
            }
        }
    }

    fn ours(&self, now: i64) -> Output {
        let mut ours = command();
        ours.arg(self.name).args(["--compat", self.compat, "--tz", self.zone]);
        ours.arg("--now").arg(format!("@{now}"));
        if let Some(layout) = self.layout {
            ours.args(["--layout", layout]);
        }
        ours.args(self.arguments()).current_dir(self.folder);
        ours.env("LC_ALL", self.locale).env_remove("LC_CTYPE");
        ours.output().expect("the command runs")
    }

    /// Compares, and counts lines.
    fn check(&self) -> u64 {
        let (theirs, now) = self.theirs();
        let ours = self.ours(now);
        let text = String::from_utf8_lossy;
        if theirs.stdout != ours.stdout || theirs.status.code() != ours.status.code() {
            let differ = |(a, b): &(&[u8], &[u8])| a != b;
            let line = |output: &Output| -> Vec<Vec<u8>> {
                output.stdout.split(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect()
            };
            let (a, b) = (line(&theirs), line(&ours));
            let first = a
                .iter()
                .map(Vec::as_slice)
                .chain([&b"<end>"[..]])
                .zip(b.iter().map(Vec::as_slice).chain([&b"<end>"[..]]))
                .find(differ);
            let (a, b) = first.unwrap_or_default();
            let kept = env::temp_dir().join(format!("loginrec-last-differs-{now}"));
            let _ = fs::copy(self.folder.join(&self.files[0]), &kept);
            panic!(
                "{} {:?} TZ={} LC_ALL={}\nthe first file is kept as {}\n\
                 theirs ({:?}): {:?}\nours   ({:?}): {:?}\ntheir errors: {}our errors: {}",
                self.name,
                self.arguments().collect::<Vec<_>>(),
                self.zone,
                self.locale,
                kept.display(),
                theirs.status.code(),
                text(a),
                ours.status.code(),
                text(b),
                text(&theirs.stderr),
                text(&ours.stderr),
            );
        }
        u64::try_from(theirs.stdout.iter().filter(|&&byte| byte == b'\n').count()).unwrap()
    }
}

fn number(name: &str, usual: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Files of one seed, each with a few sets of options; the lines that were compared.
fn compare(seed: u64, files: u64, compat: &str, has_lastb: bool) -> (u64, usize) {
    let folder = Folder::new();
    let world = world();
    let mut random = Random::new(seed);
    let (mut lines, mut left) = (0, 0);
    for _ in 0..files {
        let File { bytes, times, left_out } = file(&mut random, &world);
        left += left_out;
        let path = folder.file("wtmp", &bytes);
        let other = file(&mut random, &world).bytes;
        folder.file("wtmp.1", &other);
        for _ in 0..2 {
            let mut files = vec!["wtmp".into()];
            if random.one_in(8) {
                files.push(folder.path("wtmp.1"));
            }
            let mut options = options(&mut random, &times);
            // What stands in no argument, and what starts like an option, cannot be typed.
            options.retain(|option| !option.contains(&0));
            let case = Case {
                name: if has_lastb && random.one_in(6) { "lastb" } else { "last" },
                compat,
                folder: path.parent().unwrap(),
                files,
                options: options.into_iter().map(OsString::from_vec).collect(),
                zone: random.pick(ZONES),
                locale: random.pick(LOCALES),
                layout: Some(UTMP),
            };
            lines += case.check();
        }
    }
    (lines, left)
}

#[test]
fn made_up_files_look_as_in_util_linux() {
    let Some(compat) = installed("last") else { return };
    let has_lastb = installed("lastb").is_some();
    let files = number("LOGINREC_LAST_FILES", 500);
    let seed = number("LOGINREC_LAST_SEED", 1);
    let (lines, left) = (AtomicU64::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for worker in 0..2 {
            let (lines, left) = (&lines, &left);
            scope.spawn(move || {
                let compared = compare(seed * 2 + worker, files / 2, compat, has_lastb);
                lines.fetch_add(compared.0, Relaxed);
                left.fetch_add(compared.1, Relaxed);
            });
        }
    });
    let (lines, left) = (lines.load(Relaxed), left.load(Relaxed));
    eprintln!(
        "compared with last: {files} files, {lines} lines, in the form of {compat}; \
         {left} records that would be taken for damage were left out"
    );
    assert!(lines > files, "something was compared");
}

#[test]
fn every_sample_of_this_layout_looks_as_in_util_linux() {
    let Some(compat) = installed("last") else { return };
    let has_lastb = installed("lastb").is_some();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus").join(UTMP);
    let (mut files, mut lines) = (0, 0);
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let size = path.metadata().unwrap().len();
        // Beside the samples stand files about them.
        if path.extension().is_some() || size % 384 != 0 {
            continue;
        }
        files += 1;
        for name in ["last", "lastb"].iter().take(1 + usize::from(has_lastb)) {
            for options in ["", "-x -F -w", "-a -i", "-x --time-format=iso", "-R -x -5"] {
                for locale in LOCALES {
                    let case = Case {
                        name,
                        compat,
                        folder: &folder,
                        files: vec![path.clone()],
                        options: options.split_whitespace().map(OsString::from).collect(),
                        zone: "Europe/Berlin",
                        locale,
                        layout: None,
                    };
                    lines += case.check();
                }
            }
        }
    }
    eprintln!("compared with last: {files} samples, {lines} lines");
    assert!(files > 3 && lines > 100);
}

#[test]
fn times_are_understood_as_in_util_linux() {
    let Some(compat) = installed("last") else { return };
    let folder = Folder::new();
    let layout = support::layout(UTMP);
    let world = world();
    // A login every forty minutes of a week around the times below, and around now.
    let mut bytes = Vec::new();
    for start in [0, 1_348_272_000 - 86_400, world.now / 600 * 600 - 500_000] {
        for step in 0..300 {
            let seconds = start + step * 2_400;
            bytes.extend(
                layout.encode(&loginrec::layout::Draft { seconds, ..support::login() }),
            );
        }
    }
    let path = folder.file("wtmp", &bytes);
    let mut lines = 0;
    for time in include_str!("last_differential/times.txt").lines() {
        for zone in ["UTC", "Europe/Berlin"] {
            for option in ["--since", "--until"] {
                let case = Case {
                    name: "last",
                    compat,
                    folder: path.parent().unwrap(),
                    files: vec!["wtmp".into()],
                    options: ["-F", "-R", &format!("{option}={time}")]
                        .map(Into::into)
                        .into(),
                    zone,
                    locale: "C",
                    layout: Some(UTMP),
                };
                lines += case.check();
            }
        }
    }
    eprintln!("compared with last: {lines} lines of times that were typed");
    assert!(OsString::from("a").as_bytes() == b"a" && lines > 1_000);
}
