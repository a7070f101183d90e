//! Makes a realistic wtmp or btmp of any size, the same for the same seed.
//!
//! ```text
//! cargo run --release --example make_wtmp -- --records 1000000 --seed 7 wtmp
//! cargo run --release --example make_wtmp -- --size 100GB wtmp
//! ```

mod generator;
mod size;

use generator::Kind;
use loginrec::layout::{Framing, Layout};
use std::fs::File;
use std::io;
use std::process::ExitCode;

const USAGE: &str = "\
usage: make_wtmp --records N [--seed S] [--layout ID] [--kind wtmp|btmp] FILE
       make_wtmp --size SIZE ...
SIZE is bytes, or has a unit (100MB, 4GiB); the file has as many records as fit into it.
FILE may be `-` for standard output; an existing file is overwritten.";

struct Args {
    records: u64,
    seed: u64,
    layout: &'static Layout,
    kind: Kind,
    file: String,
}

fn parse(mut words: impl Iterator<Item = String>) -> Result<Args, String> {
    let mut records = None;
    let mut size = None;
    let mut seed = 1;
    let mut id = String::from("linux-utmp-384-le");
    let mut kind = Kind::Wtmp;
    let mut file = None;
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        let number = |text: String| {
            text.parse::<u64>().map_err(|error| format!("{text}: not a number: {error}"))
        };
        match word.as_str() {
            "--records" => records = Some(number(value()?)?),
            "--size" => size = Some(size::parse(&value()?)?),
            "--seed" => seed = number(value()?)?,
            "--layout" => id = value()?,
            "--kind" => {
                kind = match value()?.as_str() {
                    "wtmp" => Kind::Wtmp,
                    "btmp" => Kind::Btmp,
                    other => return Err(format!("{other}: neither wtmp nor btmp")),
                };
            }
            option if option.starts_with("--") => {
                return Err(format!("{option}: no such option"));
            }
            _ if file.is_some() => return Err(format!("{word}: one file at a time")),
            _ => file = Some(word),
        }
    }
    let layout =
        generator::layouts().find(|layout| layout.id() == id).ok_or_else(|| {
            let ids: Vec<_> = generator::layouts().map(Layout::id).collect();
            format!("{id}: no such layout; there are {}", ids.join(", "))
        })?;
    let records = match (records, size) {
        (Some(records), None) => records,
        (None, Some(size)) => records_in(size, layout)?,
        (Some(_), Some(_)) => return Err("--records and --size exclude each other".into()),
        (None, None) => return Err("--records or --size is missing".into()),
    };
    Ok(Args { records, seed, layout, kind, file: file.ok_or("a file is missing")? })
}

/// How many records a file of so many bytes has.
fn records_in(size: u64, layout: &Layout) -> Result<u64, String> {
    match (layout.framing(), u64::try_from(layout.size())) {
        (Framing::Sequence, Ok(record)) => Ok(size / record),
        _ => Err(format!("records of {} differ in length: --records", layout.id())),
    }
}

fn run(args: &Args) -> io::Result<()> {
    let &Args { records, seed, layout, kind, ref file } = args;
    if file == "-" {
        return generator::write(io::stdout().lock(), layout, kind, records, seed);
    }
    generator::write(File::create(file)?, layout, kind, records, seed)
}

fn main() -> ExitCode {
    let args = match parse(std::env::args().skip(1)) {
        Ok(args) => args,
        Err(message) => {
            eprintln!("make_wtmp: {message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("make_wtmp: {}: {error}", args.file);
            ExitCode::FAILURE
        }
    }
}
