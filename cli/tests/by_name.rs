//! Links to the command under the names of those that it stands in for.

#![cfg(unix)]

mod support;

use std::ffi::OsStr;
use std::os::unix::fs::symlink;
use std::process::Command;
use support::{Folder, LASTLOG, Ran, encode, login, run};

/// The names that do something else than to name a link.
const NAMES: [&str; 4] = ["last", "lastb", "utmpdump", "lastlog"];

/// Runs the command under another name.
fn called<A: AsRef<OsStr>>(folder: &Folder, name: &str, args: &[A]) -> Ran {
    let path = folder.path(name);
    if !path.exists() {
        symlink(env!("CARGO_BIN_EXE_loginrec"), &path).expect("links can be made");
    }
    let mut command = Command::new(path);
    command.args(args).current_dir(folder.path(""));
    run(command, b"")
}

#[test]
fn a_link_behaves_as_the_command_of_its_name() {
    let folder = Folder::new();
    let known = folder.run(["--help"]).fine();
    let is_known = |name: &&str| {
        known.text().lines().any(|line| line.trim_start().split(' ').next() == Some(name))
    };
    let names: Vec<_> = NAMES.into_iter().filter(is_known).collect();
    assert!(names.contains(&"lastlog"));
    for name in names {
        for arg in ["--help", "--no-such-option", "no-such-file"] {
            let (ours, theirs) = (called(&folder, name, &[arg]), folder.run([name, arg]));
            assert_eq!(
                (ours.code, ours.out, ours.err),
                (theirs.code, theirs.out, theirs.err)
            );
        }
        assert!(
            called(&folder, name, &["--help"]).text().contains(&format!("loginrec {name}"))
        );
    }
}

#[test]
fn commands_and_links_tell_their_version() {
    let folder = Folder::new();
    let version = env!("CARGO_PKG_VERSION");
    for name in NAMES.into_iter().chain(["dump", "sessions", "convert"]) {
        for flag in ["-V", "--version"] {
            let told = format!("loginrec-{name} {version}\n");
            assert_eq!(folder.run([name, flag]).fine().text(), told);
            if NAMES.contains(&name) {
                assert_eq!(called(&folder, name, &[flag]).fine().text(), told);
            }
        }
    }
}

#[test]
fn a_link_called_lastlog_reads_one() {
    let folder = Folder::new();
    folder.file("file", &encode(LASTLOG, &[login()]));
    let args = ["--layout", LASTLOG, "--user", "0", "file"];
    let ran = called(&folder, "lastlog", &args).fine();
    assert!(ran.text().ends_with("Tue Nov 14 22:13:20 +0000 2023\n"));
}

#[test]
fn a_link_of_any_other_name_is_the_command_itself() {
    let folder = Folder::new();
    folder.file("lastlog", &encode(LASTLOG, &[login()]));
    let args = ["dump", "--layout", LASTLOG, "lastlog"];
    let direct = folder.run(args).fine();
    for name in ["lastlog2", "dump", "login-records"] {
        assert_eq!(called(&folder, name, &args).fine().text(), direct.text(), "{name}");
    }
}
