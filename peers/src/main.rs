//! Reads every field of every record of a file in `linux-utmp-384-le` with one crate, and writes
//! how many records there were. Each crate is used as its documentation shows first.

/// What the benches do with a record.
#[path = "../../benches/scenarios/look.rs"]
mod look;
mod ours;
mod theirs;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

type Count = Result<u64, Box<dyn Error>>;

type Reader = fn(&Path) -> Count;

/// What can be asked for by name.
const READERS: &[(&str, Reader)] = &[
    ("plain", ours::plain),
    ("typed", |path| ours::typed(path, 1)),
    ("typed-2", |path| ours::typed(path, 2)),
    ("records", ours::records),
    ("utmp-rs", theirs::utmp_rs),
    ("utwt", theirs::utwt),
    ("sootmark-utmp", theirs::sootmark),
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let chosen = words.first().and_then(|name| READERS.iter().find(|(own, _)| own == name));
    let (Some((_, read)), Some(path)) = (chosen, words.get(1)) else {
        let names: Vec<_> = READERS.iter().map(|(name, _)| *name).collect();
        eprintln!("usage: loginrec-peers NAME FILE, NAME one of {}", names.join(", "));
        return ExitCode::from(2);
    };
    match read(Path::new(path)) {
        Ok(records) => {
            println!("{records}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{path}: {error}");
            ExitCode::FAILURE
        }
    }
}
