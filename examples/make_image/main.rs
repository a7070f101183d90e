//! Makes an image to carve from, of any size: what a disk with a system on it has, with a record
//! of a login now and then, or another of the pictures that the bench `carve` measures.
//!
//! ```text
//! cargo run --release --example make_image -- --size 1GB disk.raw
//! ```

#[path = "../make_wtmp/generator.rs"]
mod generator;
mod pictures;
#[path = "../make_wtmp/size.rs"]
mod size;

use pictures::{PICTURES, Picture};
use std::fs::File;
use std::io::{self, Write};
use std::process::ExitCode;

const USAGE: &str = "usage: make_image --size SIZE [--picture NAME] FILE
FILE may be `-` for standard output; an existing file is overwritten.";

/// What is in memory at a time.
const BLOCK: u64 = 16 << 20;

struct Args {
    size: u64,
    picture: &'static Picture,
    file: String,
}

fn parse(mut words: impl Iterator<Item = String>) -> Result<Args, String> {
    let mut size = None;
    let mut name = String::from("system");
    let mut file = None;
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        match word.as_str() {
            "--size" => size = Some(size::parse(&value()?)?),
            "--picture" => name = value()?,
            option if option.starts_with("--") => {
                return Err(format!("{option}: no such option"));
            }
            _ if file.is_some() => return Err(format!("{word}: one file at a time")),
            _ => file = Some(word),
        }
    }
    let picture =
        PICTURES.iter().find(|picture| picture.name == name).ok_or_else(|| {
            let names: Vec<_> = PICTURES.iter().map(|picture| picture.name).collect();
            format!("{name}: no such picture; there are {}", names.join(", "))
        })?;
    Ok(Args {
        size: size.ok_or("--size is missing")?,
        picture,
        file: file.ok_or("a file is missing")?,
    })
}

/// Block by block, each with a seed of its own: the memory needed does not depend on the size.
fn write(mut to: impl Write, args: &Args) -> io::Result<()> {
    let mut rest = args.size;
    for seed in 1.. {
        let len = usize::try_from(rest.min(BLOCK)).map_err(io::Error::other)?;
        to.write_all(&(args.picture.fill)(len, seed))?;
        rest -= len as u64;
        if rest == 0 {
            break;
        }
    }
    to.flush()
}

fn run(args: &Args) -> io::Result<()> {
    match args.file.as_str() {
        "-" => write(io::stdout().lock(), args),
        file => write(File::create(file)?, args),
    }
}

fn main() -> ExitCode {
    let args = match parse(std::env::args().skip(1)) {
        Ok(args) => args,
        Err(message) => {
            eprintln!("make_image: {message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("make_image: {}: {error}", args.file);
            ExitCode::FAILURE
        }
    }
}
