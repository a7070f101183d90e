//! What must hold for every input, written so that any of three engines can ask for it:
//! libFuzzer, the ordinary tests (`tests/replay.rs`), and a person with a file.
//!
//! A target is a function that panics when a promise of the library is broken. A new one is
//! a file here, a line in [`TARGETS`], a shim in `fuzz_targets/` and a `[[bin]]`.

pub mod arrow;
#[path = "../../tests/batches/mod.rs"]
mod batches;
pub mod carve;
pub mod detect;
pub mod entries;
mod feed;
#[path = "../../tests/finds/mod.rs"]
mod finds;
#[path = "../../tests/support/hash.rs"]
#[expect(dead_code, reason = "the tests damage what is whole here")]
mod hash;
pub mod measured;
#[path = "../../tests/measures/mod.rs"]
mod measures;
pub mod partitions;
pub mod seed;
pub mod sessions;
pub mod sources_agree;
pub mod text;
pub mod typed_vs_record;

use std::path::Path;
use std::process::ExitCode;

/// What a target does with an input: nothing, or panic.
pub type Run = fn(&[u8]);

/// Every target by name.
pub static TARGETS: &[(&str, Run)] = &[
    ("arrow", arrow::run),
    ("carve", carve::run),
    ("detect", detect::run),
    ("entries", entries::run),
    ("measured", measured::run),
    ("partitions", partitions::run),
    ("sessions", sessions::run),
    ("sources_agree", sources_agree::run),
    ("text", text::run),
    ("typed_vs_record", typed_vs_record::run),
];

/// Runs a target on every file named on the command line: the `main` of a target that was
/// built without a fuzzing engine. A broken promise is a panic, as it is for the engine.
#[must_use]
pub fn replay(run: Run) -> ExitCode {
    let mut code = ExitCode::SUCCESS;
    let mut names = std::env::args_os().skip(1).peekable();
    if names.peek().is_none() {
        eprintln!("name the files to replay");
        code = ExitCode::FAILURE;
    }
    for name in names {
        let name = Path::new(&name);
        match std::fs::read(name) {
            Ok(data) => {
                eprintln!("{}: {} bytes", name.display(), data.len());
                run(&data);
            }
            Err(error) => {
                eprintln!("{}: {error}", name.display());
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}
