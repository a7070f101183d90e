//! Tasks of the project; `cargo xtask` lists them.

#![allow(clippy::print_stdout, reason = "a task talks to the person who started it")]

mod bare;
mod cargo;
mod ci;
mod fuzz;
mod graph;
mod step;
mod suite;

use std::process::ExitCode;

const TASKS: &str = "\
cargo xtask ci [--after-test] [--fuzz-seconds N]
    Everything that CI checks, up to the first failure.
    --after-test      leave out `cargo test --workspace`, which has just been run
    --fuzz-seconds N  fuzz each target for N seconds (10); 0 leaves fuzzing out
cargo xtask fuzz [TARGET] [SECONDS]
    Fuzz one target, or each in turn, for so many seconds (60); 0 is until it fails.
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match *words {
        [] | ["help" | "--help" | "-h"] => {
            print!("{TASKS}");
            Ok(())
        }
        ["ci", ref options @ ..] => ci::task(options),
        ["fuzz", ref words @ ..] => fuzz::task(words),
        [other, ..] => Err(format!("there is no task `{other}`; `cargo xtask` lists them")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            eprintln!("xtask: {what}");
            ExitCode::FAILURE
        }
    }
}
