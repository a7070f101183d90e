//! How carving compares with plainly reading the same bytes, on images of every kind: the
//! ordinary ones, and those that are made to be slow.
//!
//! Every image is read plainly, carved by one thread with the instructions of each kind of machine
//! that this one can be, and by two with the best, in an order that rotates from round to round; the
//! table has the medians. Only the ratios of one run mean something.
//!
//! ```text
//! LOGINREC_BENCH_MB=256 cargo bench --bench carve -- [--rounds N] [--only NAME] [--once]
//! ```
//!
//! `--once` carves each image once, in memory and by one thread, for counting instructions;
//! `--list` names the images.

mod scenarios;

use loginrec::carve::{self, Options};
use loginrec::image::{Event, Image, Scan};
use loginrec::internal::{self, Isa};
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

/// Kinds of machines; one has some of them.
const ISAS: &[&str] = &["sse2", "avx2", "avx512", "neon"];

/// A way to go through an image. The reference comes first.
#[derive(Clone, Copy)]
enum Way {
    Sum,
    Carve(Isa, usize),
}

impl Way {
    fn all() -> Vec<Self> {
        let isas = ISAS.iter().filter_map(|name| Isa::named(name));
        let one = isas.map(|isa| Self::Carve(isa, 1));
        let two = Self::Carve(Isa::best(), 2);
        std::iter::once(Self::Sum).chain(one).chain([two]).collect()
    }

    fn name(self) -> String {
        match self {
            Self::Sum => "plain read".to_owned(),
            Self::Carve(isa, 1) => isa.name().to_owned(),
            Self::Carve(isa, threads) => format!("{}, {threads} threads", isa.name()),
        }
    }

    fn run(self, path: &Path) -> u64 {
        match self {
            Self::Sum => scenarios::plain_read::sum(path),
            Self::Carve(isa, threads) => scan(path, isa, threads),
        }
    }
}

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
    let ways = Way::all();
    let times = in_turn(files.len() * ways.len(), args.rounds, |at| {
        let (file, way) = (at / ways.len(), at % ways.len());
        let found = black_box(ways[way].run(files[file].path()));
        if way > 0 {
            hits[file] = found;
        }
    });
    print(&args, len, &chosen, &ways, &hits, &times)
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
fn scan(path: &Path, isa: Isa, threads: usize) -> u64 {
    let image = Image::open_as(path, Mode::Map).expect("the image can be opened");
    let carver = internal::carver(&Options::new(), isa);
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
    ways: &[Way],
    hits: &[u64],
    times: &[Vec<Duration>],
) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let megabytes = len as f64 / 1e6;
    writeln!(out, "{megabytes:.1} MB each, medians of {} rounds.\n", args.rounds)?;
    write!(out, "| image      | GB/s plain |   hits |")?;
    for way in &ways[1..] {
        write!(out, " x {:<8} |", way.name())?;
    }
    write!(out, "\n|------------|-----------:|-------:|")?;
    for way in &ways[1..] {
        write!(out, "{:->1$}:|", "", way.name().len().max(8) + 3)?;
    }
    writeln!(out)?;
    for (at, picture) in chosen.iter().enumerate() {
        let times = &times[at * ways.len()..][..ways.len()];
        let speed = len as f64 / median(&times[0]) / 1e9;
        write!(out, "| {:<10} | {speed:>10.2} | {:>6} |", picture.name, hits[at])?;
        for (way, own) in ways.iter().zip(times).skip(1) {
            let width = way.name().len().max(8) + 2;
            write!(out, " {:>width$.3} |", ratio(&times[0], own))?;
        }
        writeln!(out)?;
    }
    Ok(())
}
