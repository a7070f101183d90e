//! Running whole processes, in turn, and what they took.

use crate::cargo::{cannot_start, shown};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wait4::Wait4;

/// What a process took, its children included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    /// Of all threads, in programs and in the kernel.
    pub(crate) cpu: Duration,
    /// The most that was in memory, pages of mapped files included, in bytes.
    pub(crate) peak: u64,
}

/// Runs it to its end; its output is thrown away.
pub(crate) fn run(command: &mut Command) -> Result<Cost, String> {
    command.env("TZ", "UTC").env("LC_ALL", "C");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn().map_err(|error| cannot_start(command, &error))?;
    let used = child.wait4().map_err(|error| cannot_start(command, &error))?;
    let wall = start.elapsed();
    if !used.status.success() {
        return Err(format!("failed ({}): {}", used.status, shown(command)));
    }
    let cpu = used.rusage.utime + used.rusage.stime;
    Ok(Cost { wall, cpu, peak: used.rusage.maxrss })
}

/// The medians of so many rounds, in an order that rotates from round to round, so that a noisy
/// machine is noisy to all. Whoever fails once is left out from then on.
pub(crate) fn in_turn<E>(
    count: usize,
    rounds: usize,
    mut run: impl FnMut(usize) -> Result<Cost, E>,
) -> Vec<Result<Cost, E>> {
    let mut costs: Vec<Result<Vec<Cost>, E>> = (0..count).map(|_| Ok(Vec::new())).collect();
    for round in 0..rounds {
        for turn in 0..count {
            let at = (round + turn) % count;
            let Ok(so_far) = &mut costs[at] else { continue };
            match run(at) {
                Ok(cost) => so_far.push(cost),
                Err(error) => costs[at] = Err(error),
            }
        }
    }
    costs.into_iter().map(|costs| costs.map(|costs| median(&costs))).collect()
}

/// Each figure on its own.
fn median(costs: &[Cost]) -> Cost {
    Cost {
        wall: middle(costs.iter().map(|cost| cost.wall)),
        cpu: middle(costs.iter().map(|cost| cost.cpu)),
        peak: middle(costs.iter().map(|cost| cost.peak)),
    }
}

fn middle<T: Ord + Copy + Default>(values: impl Iterator<Item = T>) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(millis: u64) -> Cost {
        Cost { wall: Duration::from_millis(millis), ..Cost::default() }
    }

    #[test]
    fn everybody_is_first_once_and_the_median_counts() {
        let mut order = Vec::new();
        let costs = in_turn(3, 3, |at| {
            order.push(at);
            Ok::<_, ()>(cost(if order.len() < 4 { 9 } else { at as u64 }))
        });
        assert_eq!(order, [0, 1, 2, 1, 2, 0, 2, 0, 1]);
        assert_eq!(costs, [Ok(cost(0)), Ok(cost(1)), Ok(cost(2))]);
    }

    #[test]
    fn who_fails_is_not_asked_again() {
        let mut asked = 0;
        let costs = in_turn(1, 5, |_| {
            asked += 1;
            Err("no")
        });
        assert_eq!((asked, costs), (1, vec![Err("no")]));
    }

    #[cfg(unix)]
    #[test]
    fn a_process_takes_time_and_memory() {
        let cost = run(Command::new("sh").args(["-c", "exit 0"])).unwrap();
        assert!(cost.wall > Duration::ZERO && cost.peak > 0);
        let error = run(Command::new("sh").args(["-c", "exit 3"])).unwrap_err();
        assert!(error.contains("exit status: 3"), "{error}");
    }
}
