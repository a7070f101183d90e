//! Fuzzing for a limited time, with `cargo fuzz` or without.
//!
//! What an engine collects goes below the target folder and not into the tree; an input
//! that fails is moved to `fuzz/regressions/` by a person who has understood it.

use crate::bare::host;
use crate::cargo::{announce, cannot_start, cargo, program, read, root, shown, succeed};
use crate::cargo::{target_dir, works};
use crate::step::{self, Outcome};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What `cargo fuzz` asks of the compiler, without a sanitizer.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares \
    -Cdebug-assertions -Ccodegen-units=1";

/// Six records or so: longer files say little new and take longer.
const LONGEST: usize = 2560;
/// How much of the engine's talk is shown when it has failed.
const LAST_WORDS: usize = 60;

/// Reads a number of seconds.
pub(crate) fn seconds(word: &str) -> Result<u32, String> {
    word.parse().map_err(|_| format!("`{word}` is no number of seconds"))
}

/// `cargo xtask fuzz [TARGET] [SECONDS]`
pub(crate) fn task(words: &[&str]) -> Result<(), String> {
    let mut targets = targets()?;
    let seconds = match *words {
        [] | [_] => 60,
        [_, word] => seconds(word)?,
        _ => return Err("fuzz takes a target and a number of seconds".to_owned()),
    };
    if let [wanted, ..] = words {
        if !targets.iter().any(|target| target == wanted) {
            let known = targets.join(", ");
            return Err(format!("there is no fuzz target `{wanted}`, but {known}"));
        }
        targets.retain(|target| target == wanted);
    }
    let engine = Engine::find()?.ok_or(NO_NIGHTLY)?;
    for target in targets {
        let runs = engine.run(&target, seconds, Talk::Shown)?;
        println!("{target}: {runs} runs, nothing found");
    }
    Ok(())
}

/// Fuzzes every target for so many seconds, quietly unless something is found.
pub(crate) fn check(seconds: u32) -> step::Result {
    if seconds == 0 {
        return Ok(Outcome::Skipped("--fuzz-seconds 0".to_owned()));
    }
    let Some(engine) = Engine::find()? else {
        return Ok(Outcome::Skipped(NO_NIGHTLY.to_owned()));
    };
    let mut remarks = Vec::new();
    for target in targets()? {
        let runs = engine.run(&target, seconds, Talk::Kept)?;
        println!("{target}: {runs} runs, nothing found");
        remarks.push(format!("{target} {runs}"));
    }
    Ok(Outcome::Passed(format!("runs: {}", remarks.join(", "))))
}

const NO_NIGHTLY: &str = "fuzzing needs a nightly toolchain and a C++ compiler (`c++`)";

/// The names of the targets: a file in `fuzz/fuzz_targets/` each.
fn targets() -> Result<Vec<String>, String> {
    let folder = root().join("fuzz/fuzz_targets");
    let entries = fs::read_dir(&folder);
    let entries = entries.map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    Ok(names)
}

/// What happens to what the engine says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Talk {
    /// It is shown.
    Shown,
    /// It is kept, and its end shown if the engine fails.
    Kept,
}

/// How targets are built and run. Everything but the regressions lives in `work`.
struct Engine {
    work: PathBuf,
    /// The folder of binaries built here, or `None` if `cargo fuzz` builds them.
    binaries: Option<PathBuf>,
}

impl Engine {
    /// What this machine offers; `None` without a nightly toolchain, or without a compiler
    /// for the engine, which is written in C++.
    fn find() -> Result<Option<Self>, String> {
        let compiler = std::env::var("CXX").unwrap_or_else(|_| "c++".to_owned());
        if !works(&mut cargo("+nightly --version"))
            || !works(&mut program(&compiler, "--version"))
        {
            return Ok(None);
        }
        let work = target_dir()?.join("fuzz");
        if works(&mut cargo("fuzz --version")) {
            return Ok(Some(Self { work, binaries: None }));
        }
        println!("cargo-fuzz is not installed; building the targets without it");
        let host = host()?;
        let build = work.join("build");
        // With a target named, flags do not reach build scripts and macros.
        let mut command =
            cargo("+nightly build -p loginrec-fuzz --release --bins --target");
        command.arg(&host).arg("--target-dir").arg(&build);
        command.env_remove("CARGO_ENCODED_RUSTFLAGS").env("RUSTFLAGS", FLAGS);
        succeed(&mut command)?;
        Ok(Some(Self { work, binaries: Some(build.join(host).join("release")) }))
    }

    /// Runs one target and returns how often, or what it found.
    fn run(&self, target: &str, seconds: u32, talk: Talk) -> Result<u64, String> {
        let folder = |what: &str| {
            let folder = self.work.join(what).join(target);
            fs::create_dir_all(&folder)
                .map_err(|error| format!("{}: {error}", folder.display()))?;
            Ok::<PathBuf, String>(folder)
        };
        let (corpus, seeds, artifacts) =
            (folder("corpus")?, folder("seeds")?, folder("artifacts")?);
        let mut writer = cargo("run --quiet -p loginrec-fuzz --example seeds --");
        read(writer.arg(target).arg(&seeds))?;
        let mut command = match &self.binaries {
            Some(folder) => program(folder.join(target), ""),
            None => {
                let mut command = cargo("+nightly fuzz run");
                command.arg("--target-dir").arg(self.work.join("build")).arg(target);
                command
            }
        };
        // The engine adds to the first folder and only reads the others.
        command.args([corpus, seeds]);
        let regressions = root().join("fuzz/regressions").join(target);
        command.args(regressions.is_dir().then_some(regressions));
        if self.binaries.is_none() {
            command.arg("--");
        }
        command.arg(format!("-max_total_time={seconds}"));
        command.arg(format!("-max_len={LONGEST}"));
        command.arg(format!("-artifact_prefix={}/", artifacts.display()));
        // Short inputs are no records, so the engine need not begin with them.
        command.args(["-len_control=0", "-timeout=10", "-print_final_stats=1"]);
        listen(&mut command, target, talk)
    }
}

/// Runs the engine and makes sense of what it says.
fn listen(command: &mut Command, target: &str, talk: Talk) -> Result<u64, String> {
    announce(command);
    let mut child = command
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| cannot_start(command, &error))?;
    let mut runs = 0;
    let mut found = None;
    let mut kept = Vec::new();
    let lines = child.stderr.take().map(|stderr| BufReader::new(stderr).split(b'\n'));
    for line in lines.into_iter().flatten().map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).into_owned();
        if let Some(number) = line.strip_prefix("stat::number_of_executed_units:") {
            runs = number.trim().parse().unwrap_or(0);
        }
        if let Some((_, file)) = line.split_once("Test unit written to ") {
            found = Some(file.to_owned());
        }
        match talk {
            Talk::Shown => eprintln!("{line}"),
            Talk::Kept => kept.push(line),
        }
    }
    let status = child.wait().map_err(|error| cannot_start(command, &error))?;
    if status.success() {
        return Ok(runs);
    }
    kept.iter()
        .skip(kept.len().saturating_sub(LAST_WORDS))
        .for_each(|line| eprintln!("{line}"));
    Err(match found {
        Some(file) => format!(
            "{target} fails; to see it again: cargo run -p loginrec-fuzz --bin {target} -- {file}\n\
             When it is understood, keep the file in fuzz/regressions/{target}/."
        ),
        None => format!("{} ({status})", shown(command)),
    })
}
