//! The tests, with one sum over all their binaries.

use crate::cargo::{announce, cannot_start, cargo, shown};
use crate::step::{self, Outcome};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

/// What the `test result:` lines add up to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sum {
    passed: u64,
    failed: u64,
    ignored: u64,
}

/// Runs the tests, showing what they print as they print it.
pub(crate) fn run() -> step::Result {
    let mut command = cargo("test --workspace");
    announce(&command);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| cannot_start(&command, &error))?;
    let mut sum = Sum::default();
    if let Some(stdout) = child.stdout.take() {
        let mut stdout = BufReader::new(stdout);
        let mut line = Vec::new();
        while stdout.read_until(b'\n', &mut line).is_ok_and(|len| len > 0) {
            let text = String::from_utf8_lossy(&line);
            print!("{text}");
            sum.add(&text);
            line.clear();
        }
    }
    let status = child.wait().map_err(|error| cannot_start(&command, &error))?;
    let Sum { passed, failed, ignored } = sum;
    let sum = format!("{passed} passed, {failed} failed, {ignored} ignored");
    println!("tests of the whole workspace: {sum}");
    match status.success() {
        true => Ok(Outcome::Passed(sum)),
        false => Err(format!("{sum}: {} ({status})", shown(&command))),
    }
}

impl Sum {
    /// Adds `test result: ok. 5 passed; 0 failed; 1 ignored; ...`; ignores other lines.
    fn add(&mut self, line: &str) {
        let Some((_, counts)) =
            line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". "))
        else {
            return;
        };
        for count in counts.split("; ") {
            let (number, what) = count.trim().split_once(' ').unwrap_or_default();
            let Ok(number) = number.parse::<u64>() else { continue };
            match what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sum;

    #[test]
    fn results_of_several_binaries_are_summed() {
        let mut sum = Sum::default();
        for line in [
            "running 6 tests\n",
            "test a_name ... ok\n",
            "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; \
             finished in 0.01s\n",
            "test result: FAILED. 7 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; \
             finished in 1.00s\n",
        ] {
            sum.add(line);
        }
        assert_eq!(sum, Sum { passed: 12, failed: 2, ignored: 1 });
    }
}
