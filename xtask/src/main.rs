//! Tasks of the project; `cargo xtask` lists them.

#![allow(clippy::print_stdout, reason = "a task talks to the person who started it")]

mod bare;
mod cargo;
mod carve_eval;
mod ci;
mod compare;
mod fuzz;
mod graph;
mod instructions;
mod machine;
mod markdown;
mod page;
mod ratios;
mod step;
mod suite;

/// Records as systems write them, which the tests have already.
#[path = "../../tests/support/mod.rs"]
mod support;

use std::process::ExitCode;

const TASKS: &str = "\
cargo xtask ci [--after-test] [--fuzz-seconds N]
    Everything that CI checks, up to the first failure.
    --after-test      leave out `cargo test --workspace`, which has just been run
    --fuzz-seconds N  fuzz each target for N seconds (10); 0 leaves fuzzing out
cargo xtask fuzz [TARGET] [SECONDS]
    Fuzz one target, or each in turn, for so many seconds (60); 0 is until it fails.
cargo xtask carve-eval [--dir DIR] [--keep] [--only IMAGE] [--command PATH]
cargo xtask carve-eval [--except PATH]... --ordinary [PATH...]
    Build disk images with login records in them, and count what `loginrec carve` finds.
    --dir DIR         build them here, not in the target folder
    --keep            leave images, truth and hits there
    --only IMAGE      only the images with this in their names
    --command PATH    measure this program, not the release build
    --ordinary PATH   instead, count false hits in ordinary files (/usr)
    --except PATH     leave out what holds login records
cargo xtask ratios [--mb N] [--rounds N] [--only BENCH] [--print]
    Measure what the library does as multiples of a plain reading of the same bytes.
cargo xtask instructions [--only SCENARIO] [--print]
    Count the instructions of the hot loops with callgrind.
cargo xtask compare [--size SIZE] [--rounds N] [--only QUESTION] [--python PROGRAM] [--keep]
                    [--print]
    Measure the command and other readers of login records in turn, on the same files.
    --mb N            with N megabytes (400; a quarter of it for each image to carve)
    --size SIZE       with files of this size (1GB)
    --rounds N        take the medians of N rounds (9; compare 5)
    --only NAME       only what is called so; it is not written
    --python PROGRAM  the interpreter that has the modules to compare with (python3)
    --keep            leave the files in the target folder
    --print           show the tables, and do not write them to docs/performance.md
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
        ["carve-eval", ref words @ ..] => carve_eval::task(words),
        ["ratios", ref words @ ..] => ratios::task(words),
        ["instructions", ref words @ ..] => instructions::task(words),
        ["compare", ref words @ ..] => compare::task(words),
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
