//! What CI checks, in order of how soon a mistake shows.

use crate::cargo::{cargo, succeed, target_dir, works};
use crate::step::{self, Outcome, Step, passed};
use crate::{bare, fuzz, graph, suite};

/// Runs every step, with the options of the command line.
pub(crate) fn task(mut options: &[&str]) -> Result<(), String> {
    let mut after_test = false;
    let mut fuzz_seconds = 10;
    while let [option, rest @ ..] = options {
        options = match (*option, rest) {
            ("--after-test", rest) => {
                after_test = true;
                rest
            }
            ("--fuzz-seconds", [seconds, rest @ ..]) => {
                fuzz_seconds = fuzz::seconds(seconds)?;
                rest
            }
            _ => return Err(format!("`{option}` is no option of ci, or lacks its value")),
        };
    }
    step::run_all(&[
        Step::new("test", move || match after_test {
            true => Ok(Outcome::Skipped("--after-test".to_owned())),
            false => suite::run(),
        }),
        simple("fmt", "fmt --all --check"),
        simple("clippy", "clippy --workspace --all-targets -- -D warnings"),
        Step::new("doc", || {
            for words in [
                "doc -p loginrec --no-deps --no-default-features",
                "doc --workspace --no-deps",
            ] {
                succeed(cargo(words).env("RUSTDOCFLAGS", "-D warnings"))?;
            }
            Ok(passed())
        }),
        Step::new("no_std", bare::check),
        Step::new("graph", graph::check),
        simple("bench", "bench --workspace --no-run"),
        Step::new("peers", peers),
        Step::new("fuzz", move || fuzz::check(fuzz_seconds)),
    ])
}

/// The other readers, in a workspace of their own; their crates are needed for nothing else.
fn peers() -> step::Result {
    const PACKAGE: &str = "--manifest-path peers/Cargo.toml";
    succeed(&mut cargo(&format!("fmt {PACKAGE} --check")))?;
    if !works(&mut cargo(&format!("fetch --locked {PACKAGE}"))) {
        return Ok(Outcome::Skipped("their crates are not at hand".to_owned()));
    }
    let mut clippy = cargo(&format!("clippy {PACKAGE} --target-dir"));
    succeed(clippy.arg(target_dir()?.join("peers")).args(["--", "-D", "warnings"]))?;
    Ok(passed())
}

/// A step that is one cargo command.
fn simple(name: &'static str, words: &'static str) -> Step {
    Step::new(name, move || succeed(&mut cargo(words)).map(|()| passed()))
}
