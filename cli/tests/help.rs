//! Help, manual pages and completions tell the truth, and usage errors are exit code 2.

mod support;

use support::injection::assert_harmless;
use support::{Folder, Ran, login};

const COMMANDS: [&str; 13] = [
    "dump",
    "sessions",
    "last",
    "lastb",
    "identify",
    "lastlog",
    "utmpdump",
    "convert",
    "carve",
    "layouts",
    "schema",
    "completions",
    "man",
];

fn loginrec(args: &[&str]) -> Ran {
    Folder::with_wtmp(&[login()]).run(args)
}

#[test]
fn help_and_version_go_to_standard_output() {
    assert!(loginrec(&["--version"]).fine().text().starts_with("loginrec "));
    let ran = loginrec(&["--help"]).fine();
    for part in COMMANDS.iter().chain(&["Examples:", "Exit codes:", "Usage: loginrec"]) {
        assert!(ran.text().contains(part), "{part}");
    }
    assert_eq!(
        loginrec(&["help", "dump"]).fine().out,
        loginrec(&["dump", "--help"]).fine().out
    );
}

#[test]
fn every_command_has_help_with_examples_that_name_it() {
    for command in COMMANDS {
        for flag in ["--help", "-h"] {
            let ran = loginrec(&[command, flag]).fine();
            let (_, examples) = ran.text().split_once("Examples:\n").expect(command);
            assert!(examples.contains(&format!("loginrec {command}")), "{command}");
            assert_harmless(&ran.out);
        }
    }
}

#[test]
fn the_help_of_dump_names_every_option() {
    let ran = loginrec(&["dump", "--help"]).fine();
    for option in [
        "--format",
        "--layout",
        "--since",
        "--until",
        "--user",
        "--host",
        "--line",
        "--type",
        "--tz",
        "--signed-time",
        "--residue",
        "--output",
        "--force",
        "--max-bytes",
    ] {
        assert!(ran.text().contains(option), "{option}");
        for shell in ["bash", "zsh", "fish"] {
            let script = loginrec(&["completions", shell]).fine();
            let name = option.trim_start_matches('-');
            assert!(script.text().contains(name), "{option} in {shell}");
        }
    }
}

#[test]
fn the_examples_of_the_help_are_understood() {
    let folder = Folder::with_wtmp(&[login()]);
    for command in COMMANDS {
        let help = loginrec(&[command, "--help"]).fine();
        let (_, examples) = help.text().split_once("Examples:\n").unwrap();
        for example in examples.lines().take_while(|line| line.starts_with("  ")) {
            let (_, typed) = example.split_once("loginrec ").unwrap();
            // What stands behind two spaces explains, what stands behind `>` is the shell's.
            let typed = typed.split("  ").next().unwrap().split(" >").next().unwrap();
            let ran = folder.run(typed.split_whitespace());
            assert!(!ran.err.contains("Usage:") && !ran.err.contains("--help"), "{typed}");
        }
    }
}

#[test]
fn manual_pages_carry_name_version_synopsis_examples_and_exit_codes() {
    let version = format!("\"loginrec {}\"", env!("CARGO_PKG_VERSION"));
    let root = loginrec(&["man"]).fine();
    assert!(
        root.text().contains("\\fBloginrec\\-dump\\fR(1)")
            || root.text().contains("loginrec\\-dump")
    );
    for command in COMMANDS {
        let ran = loginrec(&["man", command]).fine();
        let page = ran.text();
        let title = format!(".TH loginrec-{command} 1 \"\" {version} \"User Commands\"");
        assert!(page.lines().any(|line| line == title), "{command}");
        assert!(page.contains(&format!("\nloginrec\\-{command} \\- ")), "{command}");
        assert!(page.contains(&format!("\nloginrec {command}")), "{command}");
        for section in [".SH NAME", ".SH SYNOPSIS", ".SH OPTIONS", ".SH EXAMPLES"] {
            assert_eq!(page.matches(section).count(), 1, "{section} of {command}");
        }
        assert!(!page.contains("EXTRA"));
    }
    for command in ["dump", "identify", "lastlog"] {
        assert!(loginrec(&["man", command]).text().contains("\n.SH \"EXIT CODES\"\n"));
    }
    assert!(
        loginrec(&["man", "dump"]).text().contains("loginrec dump [OPTIONS] <PATHS>...")
    );
    loginrec(&["man", "nothing"]).code(2).says("there is no such command");
}

#[test]
fn completions_are_made_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = loginrec(&["completions", shell]).fine();
        assert!(
            ran.text().contains("loginrec") && ran.text().contains("identify"),
            "{shell}"
        );
    }
}

#[test]
fn wrong_usage_is_exit_code_2_and_prints_nothing_to_standard_output() {
    for args in [
        &[][..],
        &["dump"],
        &["identify"],
        &["nothing"],
        &["dump", "--nothing", "wtmp"],
        &["dump", "--format", "xml", "wtmp"],
        &["dump", "--layout", "nothing", "wtmp"],
        &["dump", "--map", "nothing", "wtmp"],
        &["identify", "--layout", "nothing", "wtmp"],
        &["layouts", "nothing"],
        &["completions", "nothing"],
        &["completions"],
    ] {
        let ran = loginrec(args);
        assert_eq!((ran.code, ran.out.len()), (Some(2), 0), "{args:?}");
        assert!(!ran.err.is_empty(), "{args:?}");
    }
}

#[test]
fn nothing_but_data_goes_to_standard_output() {
    let folder = Folder::with_wtmp(&[login()]);
    folder.file("text", b"no login file");
    let ran = folder.run(["dump", "text", "missing", "wtmp", "."]).code(2);
    assert_eq!(ran.err.lines().count(), 3);
    assert_eq!(ran.out, folder.run(["dump", "wtmp"]).fine().out);
}
