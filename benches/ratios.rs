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

use scenarios::turns::{Args, medians};
use scenarios::{Input, SCENARIOS, Scenario, Scope};
use std::hint::black_box;
use std::io::{self, Write};
use std::time::Duration;

fn main() -> io::Result<()> {
    let args = Args::parse();
    let chosen: Vec<&Scenario> =
        SCENARIOS.iter().filter(|scenario| args.wants(scenario.name)).collect();
    let input = if args.test { Input::tiny() } else { Input::generate(64) };
    let medians = medians(chosen.len(), args.rounds, |at| {
        black_box((chosen[at].run)(black_box(&input)));
    });
    print(&input, args.rounds, &chosen, &medians)
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
        "{:<14} {:>10} {:>13} {:>12} {:>8}",
        "", "ms", "x plain read", "M records/s", "GB/s"
    )?;
    let reference = medians.first().map_or(0.0, Duration::as_secs_f64);
    for (scenario, median) in chosen.iter().zip(medians) {
        let seconds = median.as_secs_f64();
        write!(out, "{:<14} {:>10.3}", scenario.name, seconds * 1e3)?;
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
