//! Every other reader of login records that is at hand, and this one, in the same run on the same
//! files. Whole processes are measured, crates in small programs of their own.

mod find;
mod input;
mod measure;
mod question;
mod report;

use crate::cargo::target_dir;
use crate::page;
use find::{Found, Start};
use input::{Inputs, evict, warm};
use question::{Program, QUESTIONS, Question};
use report::Line;
use std::path::PathBuf;
use std::process::Command;

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
struct Options {
    size: String,
    rounds: usize,
    only: Option<String>,
    print: bool,
    keep: bool,
    python: String,
}

impl Options {
    fn parse(mut words: &[&str]) -> Result<Self, String> {
        let mut options = Self {
            size: "1GB".to_owned(),
            rounds: 5,
            only: None,
            print: false,
            keep: false,
            python: "python3".to_owned(),
        };
        while let [word, rest @ ..] = words {
            words = match (*word, rest) {
                ("--print", rest) => {
                    options.print = true;
                    rest
                }
                ("--keep", rest) => {
                    options.keep = true;
                    rest
                }
                ("--size", [size, rest @ ..]) => {
                    options.size = (*size).to_owned();
                    rest
                }
                ("--rounds", [rounds, rest @ ..]) => {
                    let number = rounds.parse().ok().filter(|&rounds| rounds > 0);
                    options.rounds =
                        number.ok_or(format!("--rounds {rounds}: no number"))?;
                    rest
                }
                ("--only", [name, rest @ ..]) => {
                    options.only = Some((*name).to_owned());
                    rest
                }
                ("--python", [program, rest @ ..]) => {
                    options.python = (*program).to_owned();
                    rest
                }
                _ => {
                    return Err(format!(
                        "`{word}` is no option of compare, or lacks its value"
                    ));
                }
            };
        }
        Ok(options)
    }

    fn wants(&self, question: &Question) -> bool {
        self.only.as_ref().is_none_or(|only| only == question.name)
    }
}

/// Compares, and puts the tables on the page.
pub(crate) fn task(words: &[&str]) -> Result<(), String> {
    let options = Options::parse(words)?;
    let chosen: Vec<&Question> =
        QUESTIONS.iter().filter(|question| options.wants(question)).collect();
    if chosen.is_empty() {
        let names: Vec<_> = QUESTIONS.iter().map(|question| question.name).collect();
        return Err(format!("--only takes one of {}", names.join(", ")));
    }
    let found = Found::build(&options.python)?;
    let inputs = Inputs::new(target_dir()?.join("compare"), &options.size)?;
    let compared = compare(&options, &chosen, &found, &inputs);
    if !options.keep {
        inputs.remove();
    }
    let whole = options.only.is_none();
    page::publish("compare", &compared?, whole && !options.print)
}

fn compare(
    options: &Options,
    chosen: &[&Question],
    found: &Found,
    inputs: &Inputs,
) -> Result<String, String> {
    let (mut sections, mut versions, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    for question in chosen {
        println!("{} ...", question.title);
        let mut ready = Vec::new();
        for program in question.programs {
            match found.find(program) {
                Ok(start) => {
                    note(&mut versions, start.version.clone());
                    let (path, bytes) = inputs.part(question.input, program.share)?;
                    ready.push(Ready { program, start, path, bytes });
                }
                Err(what) => note(&mut missing, Some(what)),
            }
        }
        sections.push(ask(question, &ready, options.rounds)?);
    }
    let idle = measure::run(&mut Command::new("true"))?;
    #[expect(clippy::cast_precision_loss, reason = "one digit is shown")]
    let idle = idle.peak as f64 / 1e6;
    let mut text = format!(
        "Medians of {} rounds with files of {}. Peak memory has the pages of mapped files in it; \
         that of a program that does nothing shows as {idle:.1} MB.\n\nWith {}.\n\n",
        options.rounds,
        options.size,
        versions.join("; "),
    );
    if !missing.is_empty() {
        text += &format!("Missing: {}.\n\n", missing.join("; "));
    }
    Ok(text + &sections.join("\n"))
}

/// A program that can be started, and what it gets.
struct Ready {
    program: &'static Program,
    start: Start,
    path: PathBuf,
    bytes: u64,
}

impl Ready {
    fn command(&self) -> Command {
        let mut command = Command::new(&self.start.program);
        let file = self.path.to_string_lossy();
        command.args(self.program.words.iter().map(|word| word.replace("FILE", &file)));
        command
    }
}

/// The section of the page for one question.
fn ask(question: &Question, ready: &[Ready], rounds: usize) -> Result<String, String> {
    for one in ready {
        warm(&one.path)?;
    }
    let costs = measure::in_turn(ready.len(), rounds, |at| {
        if question.is_cold {
            evict(&ready[at].path)?;
        }
        measure::run(&mut ready[at].command())
    });
    let (mut lines, mut failed) = (Vec::new(), Vec::new());
    for (one, cost) in ready.iter().zip(costs) {
        match cost {
            Ok(cost) => lines.push(Line { program: one.program, cost, bytes: one.bytes }),
            Err(what) => {
                println!("{what}");
                failed.push(format!("{} failed.", one.program.name));
            }
        }
    }
    Ok(report::section(question, &lines, &failed))
}

/// Once is enough.
fn note(list: &mut Vec<String>, what: Option<String>) {
    list.extend(what.filter(|what| !list.contains(what)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn options_are_read_in_any_order() {
        let options =
            Options::parse(&["--print", "--size", "100MB", "--only", "text"]).unwrap();
        assert!(options.print && !options.keep);
        assert_eq!((options.size.as_str(), options.rounds), ("100MB", 5));
        assert_eq!(options.only.as_deref(), Some("text"));
        for words in [&["--size"][..], &["--rounds", "0"], &["--colour"]] {
            assert!(Options::parse(words).is_err(), "{words:?}");
        }
    }

    #[test]
    fn every_question_is_put_to_us_and_to_somebody_else() {
        let names: BTreeSet<_> = QUESTIONS.iter().map(|question| question.name).collect();
        assert_eq!(names.len(), QUESTIONS.len());
        for question in QUESTIONS {
            let ours = question.programs.iter().filter(|program| program.is_ours()).count();
            assert!((1..question.programs.len()).contains(&ours), "{}", question.name);
            for program in question.programs {
                let files = program.words.iter().filter(|word| word.contains("FILE"));
                assert_eq!(files.count(), 1, "{}", program.name);
            }
        }
    }
}
