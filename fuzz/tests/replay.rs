//! Replays what once failed, and the seeds, through the targets.

use loginrec_fuzz::{Run, TARGETS, seed};
use std::ffi::OsString;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What the folder holds, sorted; nothing if there is no such folder.
fn list(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return vec![] };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The names of the inputs that break a promise. The messages are in the test's output.
fn failures(inputs: &[(String, Vec<u8>)], run: Run) -> Vec<&str> {
    inputs
        .iter()
        .filter(|(_, data)| catch_unwind(|| run(data)).is_err())
        .map(|(name, _)| name.as_str())
        .collect()
}

#[test]
fn what_once_failed_passes() {
    for &(target, run) in TARGETS {
        let inputs: Vec<(String, Vec<u8>)> = list(&here().join("regressions").join(target))
            .into_iter()
            .map(|path| (path.display().to_string(), fs::read(&path).unwrap()))
            .collect();
        assert_eq!(failures(&inputs, run), [""; 0], "{target}");
    }
}

#[test]
fn seeds_pass_every_target() {
    let mut wrong = Vec::new();
    for &(target, run) in TARGETS {
        let seeds = seed::of(target);
        let failures = failures(&seeds, run).into_iter();
        wrong.extend(failures.map(|name| format!("{target}: {name}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn targets_shims_and_regressions_have_the_same_names() {
    let names: Vec<OsString> = TARGETS.iter().map(|(name, _)| (*name).into()).collect();
    let stem = |path: PathBuf| path.file_stem().unwrap().to_owned();
    let shims: Vec<OsString> =
        list(&here().join("fuzz_targets")).into_iter().map(stem).collect();
    assert_eq!(shims, names);
    for folder in list(&here().join("regressions")) {
        assert!(
            names.contains(&stem(folder.clone())),
            "{} is never replayed",
            folder.display()
        );
    }
}
