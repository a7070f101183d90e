//! How every scenario compares with plainly reading the same bytes.
//!
//! All scenarios run in turn, in an order that rotates from round to round, so that a noisy
//! machine is noisy to all of them; the table has their medians, and those of the ratios
//! of each round. Only the ratios of one run mean something.
//!
//! ```text
//! LOGINREC_BENCH_MB=512 cargo bench --bench ratios -- [--rounds N] [--only NAME] [--once]
//! ```
//!
//! `--once` runs everything once and measures nothing, for counting instructions; `--list` names
//! the scenarios.

mod scenarios;

use scenarios::turns::{self, Args, in_turn, median, ratio};
use scenarios::{Input, SCENARIOS, Scenario, Scope};
use std::hint::black_box;
use std::io::{self, Write};
use std::time::Duration;

fn main() -> io::Result<()> {
    let args = Args::parse();
    if args.list {
        return turns::list(SCENARIOS.iter().map(|scenario| match scenario.scope {
            Scope::File => (scenario.name, "record"),
            Scope::Sample => (scenario.name, "file"),
        }));
    }
    // All is compared with the first.
    let is_chosen = |scenario: &&Scenario| {
        args.wants(scenario.name) || (!args.once && scenario.name == SCENARIOS[0].name)
    };
    let chosen: Vec<&Scenario> = SCENARIOS.iter().filter(is_chosen).collect();
    let input = if args.test { Input::tiny() } else { Input::generate(64) };
    if args.once {
        chosen.iter().for_each(|scenario| _ = black_box((scenario.run)(&input)));
        return Ok(());
    }
    let times = in_turn(chosen.len(), args.rounds, |at| {
        black_box((chosen[at].run)(black_box(&input)));
    });
    print(&input, args.rounds, &chosen, &times)
}

#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
fn print(
    input: &Input,
    rounds: usize,
    chosen: &[&Scenario],
    times: &[Vec<Duration>],
) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let (megabytes, records) = (input.bytes as f64 / 1e6, input.records as f64);
    writeln!(
        out,
        "{megabytes:.1} MB, {} records, medians of {rounds} rounds.\n",
        input.records
    )?;
    writeln!(out, "| scenario       | x plain read | M records/s |  GB/s |         ms |")?;
    writeln!(out, "|----------------|-------------:|------------:|------:|-----------:|")?;
    let plain = times.first().map_or(&[][..], Vec::as_slice);
    for (scenario, own) in chosen.iter().zip(times) {
        let seconds = median(own);
        let speeds = match scenario.scope {
            Scope::File => format!(
                "{:>12.3} | {:>11.2} | {:>5.2}",
                ratio(plain, own),
                records / seconds / 1e6,
                input.bytes as f64 / seconds / 1e9
            ),
            // It looks at a sample.
            Scope::Sample => format!("{:>12} | {:>11} | {:>5}", "", "", ""),
        };
        writeln!(out, "| {:<14} | {speeds} | {:>10.3} |", scenario.name, seconds * 1e3)?;
    }
    Ok(())
}
