//! Steps: run one after the other, timed, up to the first that fails.

use std::time::{Duration, Instant};

/// How a step ended that did not fail, with a remark for the summary.
pub(crate) enum Outcome {
    Passed(String),
    Skipped(String),
}

pub(crate) type Result = std::result::Result<Outcome, String>;

/// Passed, and there is nothing to remark.
pub(crate) fn passed() -> Outcome {
    Outcome::Passed(String::new())
}

/// Something that can pass or fail.
pub(crate) struct Step {
    name: &'static str,
    run: Box<dyn Fn() -> Result>,
}

impl Step {
    pub(crate) fn new(name: &'static str, run: impl Fn() -> Result + 'static) -> Self {
        Self { name, run: Box::new(run) }
    }
}

/// A line of the summary.
struct Line {
    name: &'static str,
    state: &'static str,
    time: String,
    remark: String,
}

/// Runs the steps, announces each, and closes with a table of all of them.
pub(crate) fn run_all(steps: &[Step]) -> std::result::Result<(), String> {
    let start = Instant::now();
    let mut lines = Vec::new();
    let mut failure = None;
    for (number, step) in (1..).zip(steps) {
        if failure.is_some() {
            lines.push(Line::new(step.name, "not run", None, ""));
            continue;
        }
        println!("\n=== {number}/{}: {}", steps.len(), step.name);
        let start = Instant::now();
        let result = (step.run)();
        let time = start.elapsed();
        let (state, remark) = match &result {
            Ok(Outcome::Passed(remark)) => ("passed", remark),
            Ok(Outcome::Skipped(why)) => ("skipped", why),
            Err(what) => ("FAILED", what),
        };
        let line = Line::new(step.name, state, Some(time), remark);
        println!("--- {}: {state} in {} {remark}", step.name, line.time);
        lines.push(line);
        failure = result.err().map(|_| format!("step `{}` failed", step.name));
    }
    println!();
    lines.push(Line::new("all", "", Some(start.elapsed()), ""));
    for Line { name, state, time, remark } in &lines {
        println!("{}", format!("{name:8}  {state:7}  {time:>8}  {remark}").trim_end());
    }
    failure.map_or(Ok(()), Err)
}

impl Line {
    fn new(
        name: &'static str,
        state: &'static str,
        time: Option<Duration>,
        remark: &str,
    ) -> Self {
        let time = time.map(|time| format!("{:.1} s", time.as_secs_f64()));
        // What failed may be told in many lines; the table has room for one.
        let remark = remark.lines().next().unwrap_or_default().to_owned();
        Self { name, state, time: time.unwrap_or_default(), remark }
    }
}
