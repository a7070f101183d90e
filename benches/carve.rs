//! How carving compares with plainly reading the same bytes, on images of every kind: the
//! ordinary ones, and those that are made to be slow.
//!
//! Every image is read plainly, and carved by one thread and by two, in an order that rotates
//! from round to round; the table has the medians. Only the ratios of one run mean something.
//!
//! ```text
//! LOGINREC_BENCH_MB=256 cargo bench --bench carve -- [--rounds N] [--only NAME] [--once]
//! ```
//!
//! `--once` carves each image once, in memory and by one thread, for counting instructions;
//! `--list` names the images.

mod scenarios;

use loginrec::carve::{self, Carver, Options};
use loginrec::image::{Event, Image, Scan};
use loginrec::source::Mode;
use scenarios::file::WarmFile;
use scenarios::pictures::{PICTURES, Picture};
use scenarios::turns::{self, Args, in_turn, median, ratio};
use std::hint::black_box;
use std::io::{self, Write};
use std::num::NonZero;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

/// What is done with each image; the reference comes first.
const WAYS: &[fn(&Path) -> u64] =
    &[scenarios::plain_read::sum, |path| scan(path, 1), |path| scan(path, 2)];

const SEED: u64 = 1;

fn main() -> io::Result<()> {
    let args = Args::parse();
    if args.list {
        return turns::list(PICTURES.iter().map(|picture| (picture.name, "64 bytes")));
    }
    let len = match args.test {
        true => 1 << 18,
        false => scenarios::input::megabytes(64) * 1_000_000,
    };
    let len = usize::try_from(len).expect("the image fits into memory");
    let chosen: Vec<&Picture> =
        PICTURES.iter().filter(|picture| args.wants(picture.name)).collect();
    if args.once {
        chosen.iter().for_each(|picture| once(&(picture.fill)(len, SEED)));
        return Ok(());
    }
    let file = |picture: &&Picture| {
        let bytes = (picture.fill)(len, SEED);
        WarmFile::new(picture.name, |mut file| file.write_all(&bytes))
    };
    let files: Vec<WarmFile> = chosen.iter().map(file).collect();
    let mut hits = vec![0; files.len()];
    let times = in_turn(files.len() * WAYS.len(), args.rounds, |at| {
        let (file, way) = (at / WAYS.len(), at % WAYS.len());
        let found = black_box(WAYS[way](files[file].path()));
        if way > 0 {
            hits[file] = found;
        }
    });
    print(&args, len, &chosen, &hits, &times)
}

/// Carves bytes in memory.
#[inline(never)]
fn once(bytes: &[u8]) {
    let mut hits = 0_u64;
    let _ = carve::carve(bytes, &Options::new(), &mut |hit| {
        hits += u64::from(black_box(hit).offset() < u64::MAX);
        ControlFlow::Continue(())
    });
    black_box(hits);
}

/// How many records there are.
#[inline(never)]
fn scan(path: &Path, threads: usize) -> u64 {
    let image = Image::open_as(path, Mode::Map).expect("the image can be opened");
    let carver = Carver::new(&Options::new());
    let threads = NonZero::new(threads).expect("there is a thread");
    let mut hits = 0;
    let scanned = Scan::new(&carver).threads(threads).run(&image, |event| {
        hits += u64::from(matches!(black_box(event), Event::Hit(_)));
        ControlFlow::Continue(())
    });
    scanned.expect("the image can be scanned");
    hits
}

#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
fn print(
    args: &Args,
    len: usize,
    chosen: &[&Picture],
    hits: &[u64],
    times: &[Vec<Duration>],
) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let megabytes = len as f64 / 1e6;
    writeln!(out, "{megabytes:.1} MB each, medians of {} rounds.\n", args.rounds)?;
    writeln!(
        out,
        "| image      |  x plain read | two threads | GB/s plain | carved |   hits |"
    )?;
    writeln!(
        out,
        "|------------|--------------:|------------:|-----------:|-------:|-------:|"
    )?;
    for (at, picture) in chosen.iter().enumerate() {
        let way = |way: usize| times[at * WAYS.len() + way].as_slice();
        let speed = |times: &[Duration]| len as f64 / median(times) / 1e9;
        writeln!(
            out,
            "| {:<10} | {:>13.3} | {:>11.3} | {:>10.2} | {:>6.2} | {:>6} |",
            picture.name,
            ratio(way(0), way(1)),
            ratio(way(0), way(2)),
            speed(way(0)),
            speed(way(1)),
            hits[at],
        )?;
    }
    Ok(())
}
