//! What a terminal gets to see, in a real one made by `script`.
#![cfg(target_os = "linux")]

mod support;

use std::process::Command;
use support::injection::{TEXTS, assert_harmless};
use support::{Folder, Ran, login, run};

/// Runs a command line in a terminal, or tells why not.
fn in_terminal(folder: &Folder, line: &str) -> Option<Ran> {
    let known = Command::new("script").arg("--version").output();
    if !known
        .is_ok_and(|known| String::from_utf8_lossy(&known.stdout).contains("util-linux"))
    {
        eprintln!("skipped: there is no `script` of util-linux");
        return None;
    }
    let line = line.replace("loginrec", env!("CARGO_BIN_EXE_loginrec"));
    let mut command = Command::new("script");
    command.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
    command
        .current_dir(folder.path(""))
        .env("TERM", "xterm-256color")
        .env_remove("NO_COLOR");
    let mut ran = run(command, b"");
    // The terminal turns every line feed into a carriage return and a line feed.
    ran.out = String::from_utf8(ran.out).unwrap().replace("\r\n", "\n").into_bytes();
    Some(ran)
}

#[test]
fn a_terminal_gets_a_table_and_a_pipe_json_lines() {
    let folder = Folder::with_wtmp(&[login()]);
    let Some(ran) = in_terminal(&folder, "loginrec dump wtmp") else { return };
    assert_eq!(ran.code, Some(0));
    assert_eq!(ran.out, folder.run(["dump", "--format", "table", "wtmp"]).fine().out);
    let Some(ran) = in_terminal(&folder, "loginrec dump wtmp | cat") else { return };
    assert_eq!(ran.out, folder.run(["dump", "wtmp"]).fine().out);
    let Some(ran) = in_terminal(&folder, "loginrec dump --format csv wtmp") else { return };
    assert!(ran.out.starts_with(b"source,offset,"));
    let Some(ran) = in_terminal(&folder, "loginrec dump -o out wtmp") else { return };
    assert!(ran.out.is_empty());
    assert!(std::fs::read(folder.path("out")).unwrap().starts_with(b"{\"source\""));
}

#[test]
fn nothing_in_a_record_acts_on_the_terminal() {
    let drafts: Vec<_> = TEXTS
        .iter()
        .map(|text| loginrec::layout::Draft { user: text, host: text, ..login() })
        .collect();
    let folder = Folder::with_wtmp(&drafts);
    for line in
        ["loginrec dump wtmp", "loginrec identify wtmp", "loginrec dump --format csv wtmp"]
    {
        let Some(ran) = in_terminal(&folder, line) else { return };
        assert_harmless(&ran.out);
    }
}

#[test]
fn colors_are_used_in_help_alone_and_not_where_they_are_unwanted() {
    let folder = Folder::with_wtmp(&[login()]);
    let Some(ran) = in_terminal(&folder, "loginrec --help") else { return };
    assert!(ran.text().contains('\u{1b}'));
    for line in
        ["NO_COLOR=1 loginrec --help", "NO_COLOR=1 loginrec dump", "loginrec layouts"]
    {
        let Some(ran) = in_terminal(&folder, line) else { return };
        assert_harmless(&ran.out);
    }
}

#[test]
fn progress_is_shown_on_long_work_alone() {
    let folder = Folder::with_wtmp(&[login()]);
    let Some(ran) = in_terminal(&folder, "loginrec dump wtmp > short") else { return };
    assert!(ran.out.is_empty());
    // A hole takes no time, but the length of the file promises some.
    let file = std::fs::OpenOptions::new().write(true).open(folder.path("wtmp")).unwrap();
    if file.set_len(384 << 21).is_err() {
        eprintln!("skipped: there are no sparse files here");
        return;
    }
    let Some(ran) = in_terminal(&folder, "loginrec dump wtmp > long") else { return };
    assert!(!ran.out.is_empty());
    assert!(folder.run(["dump", "wtmp"]).err.is_empty(), "no terminal, no progress");
}
