//! Measuring several things in turn, so that a noisy machine is noisy to all of them.

use std::hint::black_box;
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// The words of the command line.
pub(crate) struct Args {
    pub(crate) rounds: usize,
    pub(crate) only: Option<String>,
    /// Run everything once and measure nothing.
    pub(crate) once: bool,
    /// Say what there is.
    pub(crate) list: bool,
    /// `cargo test` wants to know whether it runs at all.
    pub(crate) test: bool,
}

impl Args {
    pub(crate) fn parse() -> Self {
        let mut args =
            Self { rounds: 9, only: None, once: false, list: false, test: false };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--test" => args.test = true,
                "--once" => args.once = true,
                "--list" => args.list = true,
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
        args.test |= !std::env::args()
            .any(|word| ["--bench", "--only", "--once"].contains(&word.as_str()));
        if args.test {
            args.rounds = 1;
        }
        args
    }

    pub(crate) fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only == name)
    }
}

/// Writes the names, one a line, and behind a tab of what unit they do more if the input is larger.
pub(crate) fn list(
    mut names: impl Iterator<Item = (&'static str, &'static str)>,
) -> io::Result<()> {
    let mut out = io::stdout().lock();
    names.try_for_each(|(name, unit)| writeln!(out, "{name}\t{unit}"))
}

/// Runs so many things in an order that rotates from round to round, and gives the times of each,
/// round by round.
pub(crate) fn in_turn(
    count: usize,
    rounds: usize,
    mut run: impl FnMut(usize),
) -> Vec<Vec<Duration>> {
    let mut times = vec![Vec::new(); count];
    // The first round warms up, unless nothing else is asked for.
    let warm = usize::from(rounds > 1);
    for round in 0..rounds + warm {
        for turn in 0..count {
            let at = (round + turn) % count;
            let taken = time(|| run(at));
            if round >= warm {
                times[at].push(taken);
            }
        }
    }
    times
}

/// How long it takes. What it gives is taken to be needed.
pub(crate) fn time<T>(run: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(run());
    start.elapsed()
}

/// In seconds.
pub(crate) fn median(times: &[Duration]) -> f64 {
    middle(times.iter().map(Duration::as_secs_f64).collect())
}

/// How many times as fast one is as the other, by the median of all rounds: what slows down a whole
/// round slows down both.
pub(crate) fn ratio(other: &[Duration], own: &[Duration]) -> f64 {
    let pairs = other.iter().zip(own);
    middle(pairs.map(|(other, own)| other.as_secs_f64() / own.as_secs_f64()).collect())
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
