//! The manual pages, from the same definition as the help.

use crate::args::Args;
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use std::io::{self, Write};

/// The page of the command, or of one of its subcommands; `None` if there is none such.
pub(crate) fn page(subcommand: Option<&str>) -> io::Result<Option<Vec<u8>>> {
    let mut root = Args::command();
    root.build();
    let version = root.get_version().unwrap_or_default().to_owned();
    let mut command = match subcommand {
        None => root,
        Some(name) => match root.find_subcommand(name) {
            Some(command) => command.clone(),
            None => return Ok(None),
        },
    };
    let extra = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    // Rendered below, under headings of its own.
    command = command.after_help("").display_name(name(subcommand));
    let usage = command.render_usage().to_string();
    if subcommand.is_none() {
        command = command.mut_subcommand("help", |help| help.hide(true));
    }
    let man = Man::new(command.clone());
    let mut roff = Vec::new();
    let title = name(subcommand);
    // No date: the page of a version is always the same.
    writeln!(roff, ".TH {title} 1 \"\" \"loginrec {version}\" \"User Commands\"")?;
    man.render_name_section(&mut roff)?;
    let mut synopsis = Roff::new();
    synopsis.control("SH", ["SYNOPSIS"]);
    synopsis.text([roman(usage.trim_start_matches("Usage: "))]);
    synopsis.to_writer(&mut roff)?;
    man.render_description_section(&mut roff)?;
    man.render_options_section(&mut roff)?;
    if subcommand.is_none() {
        man.render_subcommands_section(&mut roff)?;
    }
    sections(&extra).to_writer(&mut roff)?;
    see_also(&command, subcommand).to_writer(&mut roff)?;
    Ok(Some(roff))
}

fn name(subcommand: Option<&str>) -> String {
    subcommand.map_or_else(|| "loginrec".to_owned(), |name| format!("loginrec-{name}"))
}

/// What stands behind the options in the help: paragraphs, each under the heading that it
/// begins with. Indented lines keep their shape.
fn sections(text: &str) -> Roff {
    let mut roff = Roff::new();
    for paragraph in text.split("\n\n") {
        let (head, body) = match paragraph.split_once(':') {
            Some((head @ ("Examples" | "Exit codes"), body)) => {
                (head, body.trim_matches('\n'))
            }
            _ => ("Notes", paragraph),
        };
        if body.is_empty() {
            continue;
        }
        roff.control("SH", [head.to_uppercase().as_str()]);
        let shaped = body.starts_with("  ");
        if shaped {
            roff.control("nf", []);
        }
        for line in body.lines() {
            roff.text([roman(line.trim())]);
        }
        if shaped {
            roff.control("fi", []);
        }
    }
    roff
}

fn see_also(command: &Command, subcommand: Option<&str>) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["SEE ALSO"]);
    let mut pages: Vec<_> = command
        .get_subcommands()
        .filter(|command| command.get_name() != "help")
        .map(|command| name(Some(command.get_name())))
        .collect();
    if subcommand.is_some() {
        pages.push(name(None));
    }
    for (number, page) in pages.iter().enumerate() {
        let comma = if number + 1 < pages.len() { "(1)," } else { "(1)" };
        roff.text([bold(page.as_str()), roman(comma)]);
    }
    roff
}
