//! The `loginrec` command: arguments, wiring, exit codes. What login files are, the library
//! knows.
#![forbid(unsafe_code)]

mod args;
mod carve;
mod convert;
mod dump;
mod filter;
mod folder;
mod identify;
mod keep;
mod last;
mod lastlog;
mod layout_id;
mod layouts;
mod link;
mod log;
mod losses;
mod man;
mod pipeline;
#[cfg(unix)]
mod pipes;
mod press;
mod print;
mod progress;
mod reading;
mod report;
mod sessions;
mod sink;
mod utmpdump;
mod walk;
mod when;

use args::{Args, Command};
use clap::{CommandFactory, Parser};
use last::Of;
use loginrec::Escaped;
use reading::is_stdin;
use report::Report;
use sink::Sink;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut report = Report::default();
    let command = Args::command();
    let args = last::with_limits(link::resolved(std::env::args_os(), &command), &command);
    let done = match Args::try_parse_from(args) {
        Ok(args) => run(args.command, &mut report),
        Err(error) => {
            refuse(&error, &mut report);
            Ok(())
        }
    };
    if let Err(error) = done {
        report.output_failed(&error);
    }
    report.exit_code()
}

/// Prints help, or what is wrong with the arguments. Where `dump *` meets a file with a name
/// like an option, the name must not act on the terminal.
fn refuse(error: &clap::Error, report: &mut Report) {
    let is_exact = |arg: std::ffi::OsString| Escaped(arg.as_encoded_bytes()).is_exact();
    if !error.use_stderr() || std::env::args_os().all(is_exact) {
        error.exit();
    }
    let message = error.to_string();
    let message = message.trim_start_matches("error: ");
    let end = ["\n\nUsage:", "\n\nFor more", "\n  [", "\n\n  tip:"];
    let end = end.iter().filter_map(|end| message.find(end)).min();
    report.error(message.get(..end.unwrap_or(message.len())).unwrap_or(message));
}

/// Runs a command. An error is one of writing the output; everything else is reported.
fn run(command: Command, report: &mut Report) -> std::io::Result<()> {
    if command.inputs().filter(|path| is_stdin(path)).count() > 1 {
        report
            .error("`-` is given more than once, and standard input can be read only once");
        return Ok(());
    }
    match command {
        Command::Dump(args) => dump::run(&args, report),
        Command::Sessions(args) => sessions::run(&args, report),
        Command::Identify(args) => identify::run(&args, report),
        Command::Lastlog(args) => lastlog::run(&args, report),
        Command::Layouts(args) => layouts::run(&args),
        Command::Last(args) => last::run(&args, Of::Logins, report),
        Command::Lastb(args) => last::run(&args, Of::Failures, report),
        Command::Utmpdump(args) => utmpdump::run(&args, report),
        Command::Carve(args) => carve::run(&args, report),
        Command::Convert(args) => convert::run(&args, report),
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
