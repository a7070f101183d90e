//! The tables of a comparison.

use super::input::{Input, RECORD};
use super::measure::Cost;
use super::question::{Program, Question};
use crate::markdown::Table;

/// What somebody took for so many bytes.
pub(crate) struct Line<'q> {
    pub(crate) program: &'q Program,
    pub(crate) cost: Cost,
    pub(crate) bytes: u64,
}

/// The answers to a question, in the order in which they were asked.
pub(crate) fn section(
    question: &Question,
    lines: &[Line<'_>],
    failed: &[String],
) -> String {
    let ours: Vec<&Line<'_>> = lines.iter().filter(|line| line.program.is_ours()).collect();
    let head = ["program", "M records/s", "GB/s", "CPU s/GB", "peak MB"];
    let columns = ours.iter().map(|line| format!("× {}", short(line.program.name)));
    let mut table = Table::new(head.map(str::to_owned).into_iter().chain(columns));
    for line in lines {
        let records = match question.input {
            Input::Image => String::new(),
            Input::Wtmp | Input::Btmp => figure(line.speed() / real(RECORD) / 1e6),
        };
        let cells = [
            line.program.name.to_owned(),
            records,
            figure(line.speed() / 1e9),
            figure(line.cost.cpu.as_secs_f64() / real(line.bytes) * 1e9),
            figure(real(line.cost.peak) / 1e6),
        ];
        let ratios = ours.iter().map(|own| match line.program.is_ours() {
            true => String::new(),
            false => figure(own.speed() / line.speed()),
        });
        table.row(cells.into_iter().chain(ratios));
    }
    let mut text = format!("### {}\n\n{}", question.title, table.text());
    let failed = failed.iter().map(String::as_str);
    for note in question.notes.iter().copied().chain(failed) {
        text += &format!("\n- {note}");
    }
    text.trim_end().to_owned() + "\n"
}

impl Line<'_> {
    /// Bytes per second.
    fn speed(&self) -> f64 {
        real(self.bytes) / self.cost.wall.as_secs_f64().max(1e-9)
    }
}

/// What distinguishes ours from each other.
fn short(name: &str) -> &str {
    name.trim_start_matches("loginrec").trim_start_matches([',', ' '])
}

/// Three digits that mean something.
fn figure(value: f64) -> String {
    let digits = match value {
        ..0.995 => 3,
        ..9.95 => 2,
        ..99.5 => 1,
        _ => 0,
    };
    format!("{value:.digits$}")
}

#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
fn real(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::super::question::Source;
    use super::*;
    use std::time::Duration;

    const QUESTION: Question = Question {
        name: "text",
        title: "Every record as text",
        input: Input::Wtmp,
        is_cold: false,
        programs: &[],
        notes: &["It is fair."],
    };

    fn line<'q>(program: &'q Program, millis: u64) -> Line<'q> {
        let wall = Duration::from_millis(millis);
        Line {
            program,
            cost: Cost { wall, cpu: wall, peak: 5_000_000 },
            bytes: 384_000_000,
        }
    }

    #[test]
    fn peers_are_compared_with_each_of_ours() {
        let program =
            |name| Program { name, source: Source::Command, words: &[], share: 1 };
        let (own, two, other) = (
            program("loginrec dump"),
            program("loginrec dump, 2 threads"),
            program("dump"),
        );
        let lines = [line(&own, 200), line(&two, 100), line(&other, 2_000)];
        let text = section(&QUESTION, &lines, &["`x` is missing.".to_owned()]);
        assert_eq!(
            text,
            "### Every record as text\n\n\
             | program                  | M records/s |  GB/s | CPU s/GB | peak MB | × dump | × dump, 2 threads |\n\
             |--------------------------|------------:|------:|---------:|--------:|-------:|------------------:|\n\
             | loginrec dump            |        5.00 |  1.92 |    0.521 |    5.00 |        |                   |\n\
             | loginrec dump, 2 threads |        10.0 |  3.84 |    0.260 |    5.00 |        |                   |\n\
             | dump                     |       0.500 | 0.192 |     5.21 |    5.00 |   10.0 |              20.0 |\n\
             \n- It is fair.\n- `x` is missing.\n"
        );
    }

    #[test]
    fn figures_have_three_digits() {
        let shown = [0.0123, 0.9949, 0.996, 9.94, 9.96, 99.6, 1234.5].map(figure);
        assert_eq!(shown, ["0.012", "0.995", "1.00", "9.94", "10.0", "100", "1234"]);
    }
}
