//! The `loginrec` command: arguments, wiring, exit codes. What login files are, the library
//! knows.
#![forbid(unsafe_code)]

mod args;
mod dump;
mod filter;
mod identify;
mod layouts;
mod man;
mod progress;
mod report;
mod sink;
mod walk;
mod when;

use args::{Args, Command};
use clap::{CommandFactory, Parser};
use report::Report;
use sink::Sink;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = Args::parse();
    let mut report = Report::default();
    if let Err(error) = run(args.command, &mut report) {
        report.output_failed(&error);
    }
    report.exit_code()
}

/// Runs a command. An error is one of writing the output; everything else is reported.
fn run(command: Command, report: &mut Report) -> std::io::Result<()> {
    match command {
        Command::Dump(args) => dump::run(&args, report),
        Command::Identify(args) => identify::run(&args, report),
        Command::Layouts(args) => layouts::run(&args, report),
        Command::Schema => print(loginrec::output::schema().as_bytes()),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "loginrec", &mut script);
            print(&script)
        }
        Command::Man { command } => match man::page(command.as_deref())? {
            Some(page) => print(&page),
            None => {
                report.error("man: there is no such command; `loginrec help` lists them");
                Ok(())
            }
        },
    }
}

fn print(text: &[u8]) -> std::io::Result<()> {
    let mut sink = Sink::stdout();
    sink.buffer().extend_from_slice(text);
    sink.finish()
}
