//! How carving compares with plainly reading the same bytes, on images of every kind: the
//! ordinary ones, and those that are made to be slow.
//!
//! Every image is read plainly, and carved by one thread and by two, in an order that rotates
//! from round to round; the table has the medians. Only the ratios of one run mean something.
//!
//! ```text
//! LOGINREC_BENCH_MB=256 cargo bench --bench carve -- [--rounds N] [--only NAME] [--isa NAME]
//! ```
//!
//! `--isa` (`portable`, `sse2`, `avx2`, `avx512` …) takes other code than the best that the
//! machine can run. Callgrind counts its instructions, but not those of AVX-512; an image is carved
//! twice:
//!
//! ```text
//! LOGINREC_BENCH_MB=1 valgrind --tool=callgrind \
//!     --toggle-collect='loginrec::carve::Carver::scan' \
//!     target/release/deps/carve-* --only random --isa avx2 --rounds 1
//! ```

mod scenarios;

use loginrec::carve::Options;
use loginrec::image::{Event, Image, Scan};
use loginrec::internal::{self, Isa};
use loginrec::source::Mode;
use scenarios::images::{ImageFile, PICTURES, Picture};
use scenarios::turns::{Args, medians};
use std::hint::black_box;
use std::io::{self, Write};
use std::num::NonZero;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

/// What is done with each image; the reference comes first.
const WAYS: &[fn(&Path, Isa) -> u64] = &[
    |path, _| scenarios::sum(path),
    |path, isa| carve(path, isa, 1),
    |path, isa| carve(path, isa, 2),
];

fn main() -> io::Result<()> {
    let args = Args::parse();
    let isa = isa();
    let len = match args.test {
        true => 1 << 18,
        false => scenarios::megabytes(64) * 1_000_000,
    };
    let len = usize::try_from(len).expect("the image fits into memory");
    let chosen: Vec<&Picture> =
        PICTURES.iter().filter(|picture| args.wants(picture.name)).collect();
    let files: Vec<ImageFile> =
        chosen.iter().map(|picture| ImageFile::of(picture, len)).collect();
    let mut hits = vec![0; files.len()];
    let medians = medians(files.len() * WAYS.len(), args.rounds, |at| {
        let (file, way) = (at / WAYS.len(), at % WAYS.len());
        let found = black_box(WAYS[way](files[file].path(), isa));
        if way > 0 {
            hits[file] = found;
        }
    });
    print(&args, isa, &chosen, &files, &hits, &medians)
}

/// That which is asked for, else the best.
fn isa() -> Isa {
    let name = std::env::args().skip_while(|word| word != "--isa").nth(1);
    name.map_or_else(Isa::best, |name| {
        Isa::named(&name).expect("--isa NAME, one that this machine has")
    })
}

/// How many records there are.
#[inline(never)]
fn carve(path: &Path, isa: Isa, threads: usize) -> u64 {
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
    isa: Isa,
    chosen: &[&Picture],
    files: &[ImageFile],
    hits: &[u64],
    medians: &[Duration],
) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let megabytes = files.first().map_or(0.0, |file| file.bytes as f64 / 1e6);
    writeln!(out, "{megabytes:.1} MB each, {} rounds, {}", args.rounds, isa.name())?;
    writeln!(
        out,
        "{:<11} {:>8} {:>14} {:>12} {:>13} {:>8}",
        "", "hits", "x plain read", "two threads", "GB/s (plain)", "carved"
    )?;
    for (at, picture) in chosen.iter().enumerate() {
        let seconds = |way: usize| medians[at * WAYS.len() + way].as_secs_f64();
        let speed = |way: usize| files[at].bytes as f64 / seconds(way) / 1e9;
        writeln!(
            out,
            "{:<11} {:>8} {:>14.3} {:>12.3} {:>13.2} {:>8.2}",
            picture.name,
            hits[at],
            seconds(0) / seconds(1),
            seconds(0) / seconds(2),
            speed(0),
            speed(1),
        )?;
    }
    Ok(())
}
