//! How every scenario compares with plainly reading the same bytes.
//!
//! All scenarios run in turn, in an order that rotates from round to round, so that a noisy
//! machine is noisy to all of them; the table has their medians. Only the ratios of one run
//! mean something.
//!
//! ```text
//! LOGINREC_BENCH_MB=512 cargo bench --bench ratios -- [--rounds N] [--only NAME]
//! ```

mod scenarios;

use scenarios::{Input, SCENARIOS, Scenario, Scope};
use std::hint::black_box;
use std::io::{self, Write};
use std::time::{Duration, Instant};

struct Args {
    rounds: usize,
    only: Option<String>,
    /// `cargo test` wants to know whether it runs at all.
    test: bool,
}

fn parse() -> Args {
    let mut args = Args { rounds: 9, only: None, test: false };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--test" => args.test = true,
            "--rounds" => {
                let rounds = words.next().and_then(|text| text.parse().ok());
                args.rounds = rounds.filter(|&rounds| rounds > 0).expect("--rounds N");
            }
            "--only" => args.only = Some(words.next().expect("--only NAME")),
            // Cargo's own, such as `--bench`.
            _ => {}
        }
    }
    // `cargo test --benches` passes nothing at all, `cargo bench` passes `--bench`.
    args.test |= !std::env::args().any(|word| word == "--bench" || word == "--only");
    if args.test {
        args.rounds = 1;
    }
    args
}

fn main() -> io::Result<()> {
    let args = parse();
    let chosen: Vec<&Scenario> = SCENARIOS
        .iter()
        .filter(|scenario| args.only.as_ref().is_none_or(|name| name == scenario.name))
        .collect();
    let input = if args.test { Input::tiny() } else { Input::generate(64) };
    let mut times = vec![Vec::new(); chosen.len()];
    // The first round warms the page cache, unless nothing else is asked for.
    let warm = usize::from(args.rounds > 1);
    for round in 0..args.rounds + warm {
        for turn in 0..chosen.len() {
            let at = (round + turn) % chosen.len();
            let start = Instant::now();
            black_box((chosen[at].run)(black_box(&input)));
            if round >= warm {
                times[at].push(start.elapsed());
            }
        }
    }
    let medians: Vec<Duration> = times.into_iter().map(median).collect();
    print(&input, args.rounds, &chosen, &medians)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
fn print(
    input: &Input,
    rounds: usize,
    chosen: &[&Scenario],
    medians: &[Duration],
) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let (megabytes, records) = (input.bytes as f64 / 1e6, input.records as f64);
    writeln!(out, "{megabytes:.1} MB, {} records, {rounds} rounds", input.records)?;
    writeln!(
        out,
        "{:<12} {:>10} {:>13} {:>12} {:>8}",
        "", "ms", "x plain read", "M records/s", "GB/s"
    )?;
    let reference = medians.first().map_or(0.0, Duration::as_secs_f64);
    for (scenario, median) in chosen.iter().zip(medians) {
        let seconds = median.as_secs_f64();
        write!(out, "{:<12} {:>10.3}", scenario.name, seconds * 1e3)?;
        match scenario.scope {
            Scope::File => writeln!(
                out,
                " {:>13.3} {:>12.2} {:>8.2}",
                reference / seconds,
                records / seconds / 1e6,
                input.bytes as f64 / seconds / 1e9
            )?,
            Scope::Sample => writeln!(out, "    (looks at a sample of 1 MiB)")?,
        }
    }
    Ok(())
}
