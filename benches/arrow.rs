//! Batches of Arrow from a mapped file, for several numbers of rows, beside plainly reading it.
//!
//! All in turn first, with medians as multiples of the plain read of the same run, which alone
//! mean something on a shared machine; then each by criterion.
//!
//! ```text
//! LOGINREC_BENCH_MB=256 cargo bench --features arrow --bench arrow -- [--rounds N] [--only NAME]
//! ```
#![allow(missing_docs, reason = "a program")]

mod scenarios;

use criterion::{Criterion, Throughput};
use loginrec::arrow::{Batch, Batches};
use loginrec::source;
use scenarios::turns::{Args, medians};
use scenarios::{Input, sum};
use std::hint::black_box;
use std::io::{self, Write};

/// Numbers of rows; the reference comes first.
const ROWS: &[(&str, usize)] = &[
    ("plain-read", 0),
    ("rows-1024", 1_024),
    ("rows-2048", 2_048),
    ("rows-4096", 4_096),
    ("rows-8192", 8_192),
    ("rows-65536", 65_536),
];

fn main() -> io::Result<()> {
    let args = Args::parse();
    let chosen: Vec<_> = ROWS.iter().filter(|(name, _)| args.wants(name)).collect();
    let input = if args.test { Input::tiny() } else { Input::generate(64) };
    let medians = medians(chosen.len(), args.rounds, |at| {
        black_box(run(&input, chosen[at].1));
    });
    let mut out = io::stdout().lock();
    writeln!(out, "{:<12} {:>10} {:>13}", "", "ms", "x plain read")?;
    let reference = medians.first().map_or(0.0, |median| median.as_secs_f64());
    for ((name, _), median) in chosen.iter().zip(&medians) {
        let seconds = median.as_secs_f64();
        writeln!(out, "{name:<12} {:>10.3} {:>13.3}", seconds * 1e3, reference / seconds)?;
    }
    if !args.test && args.only.is_none() {
        let mut criterion = Criterion::default().sample_size(10);
        let mut group = criterion.benchmark_group("arrow");
        group.throughput(Throughput::Bytes(input.bytes));
        for &(name, rows) in ROWS {
            group.bench_function(name, |bencher| bencher.iter(|| run(&input, rows)));
        }
        group.finish();
    }
    Ok(())
}

/// Makes all batches of the file, each dropped before the next; or adds up its bytes.
fn run(input: &Input, rows: usize) -> u64 {
    if rows == 0 { sum(input.path()) } else { batches(input, rows) }
}

#[inline(never)]
fn batches(input: &Input, rows: usize) -> u64 {
    let map = source::map(input.path()).expect("the file can be mapped");
    let layout = loginrec::layout::find("linux-utmp-384-le").expect("the layout exists");
    let mut total = 0;
    for batch in Batches::new(map, layout).with_source("wtmp").with_rows(rows) {
        match black_box(batch.expect("Arrow takes the batch")) {
            Batch::Entries(entries) => total += entries.num_rows() as u64,
            Batch::Damage(_) => {}
        }
    }
    assert_eq!(total, input.records);
    total
}
