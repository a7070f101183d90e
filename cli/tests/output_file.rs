//! `--output`: nothing is overwritten by accident, and evidence never.

mod support;

use std::fs::{self, File, OpenOptions};
use std::process::Stdio;
use support::{Folder, login, rich};

#[test]
fn output_goes_to_the_file_and_nothing_to_standard_output() {
    let folder = Folder::with_wtmp(&rich());
    let expected = folder.run(["dump", "--format", "csv", "wtmp"]).fine().out;
    let ran = folder.run(["dump", "--format", "csv", "--output", "out.csv", "wtmp"]).fine();
    assert!(ran.out.is_empty());
    assert_eq!(fs::read(folder.path("out.csv")).unwrap(), expected);
    folder.run(["dump", "-o", "out.jsonl", "wtmp"]).fine();
    let ran = folder.run(["dump", "--format", "csv", "--output", "-", "wtmp"]).fine();
    assert!(ran.out == expected && !folder.path("-").exists());
    assert!(
        fs::read(folder.path("out.jsonl")).unwrap().starts_with(b"{\"source\":\"wtmp\"")
    );
}

#[test]
fn a_file_that_exists_is_overwritten_only_by_force() {
    let folder = Folder::with_wtmp(&[login()]);
    let out = folder.file("out", &[b'x'; 10_000]);
    folder
        .run(["dump", "--output", "out", "wtmp"])
        .code(2)
        .says("out: cannot be written: it exists already; --force overwrites it");
    assert_eq!(fs::read(&out).unwrap(), [b'x'; 10_000]);
    folder.run(["dump", "--output", "out", "--force", "wtmp"]).fine();
    assert_eq!(fs::read(&out).unwrap(), folder.run(["dump", "wtmp"]).fine().out);
}

#[test]
fn force_alone_is_a_usage_error() {
    let folder = Folder::with_wtmp(&[login()]);
    assert_eq!(folder.run(["dump", "--force", "wtmp"]).code, Some(2));
}

#[test]
fn a_place_that_cannot_be_written_is_told() {
    let folder = Folder::with_wtmp(&[login()]);
    for out in ["no/such/folder", "."] {
        folder
            .run(["dump", "--output", out, "--force", "wtmp"])
            .code(2)
            .says("cannot be written");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let folder = Folder::with_wtmp(&[login()]);
    let args = ["dump", "--output", "/dev/full", "--force", "wtmp"];
    folder.run(args).code(2).says("the output cannot be written: No space left");
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = folder.command(["dump", "wtmp"]);
    let output = command.stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn an_input_is_never_the_output_by_whatever_name_or_redirection() {
    let folder = Folder::with_wtmp(&rich());
    let (wtmp, before) = (folder.path("wtmp"), fs::read(folder.path("wtmp")).unwrap());
    std::os::unix::fs::symlink("wtmp", folder.path("link")).unwrap();
    fs::hard_link(&wtmp, folder.path("hard")).unwrap();
    for out in ["wtmp", "./wtmp", "link", "hard"] {
        let ran = folder.run(["dump", "--output", out, "--force", "wtmp"]).code(2);
        ran.says("it is one of the inputs");
    }
    let mut command = folder.command(["dump", "--output", "wtmp", "--force", "-"]);
    let status =
        command.stdin(File::open(&wtmp).unwrap()).stderr(Stdio::null()).status().unwrap();
    assert_eq!(status.code(), Some(2));
    for args in [&["dump", "wtmp"][..], &["dump", "-"], &["identify", "wtmp"]] {
        let append = OpenOptions::new().append(true).open(&wtmp).unwrap();
        let mut command = folder.command(args);
        command.stdin(File::open(&wtmp).unwrap()).stdout(append).stderr(Stdio::null());
        assert_eq!(command.status().unwrap().code(), Some(2));
    }
    assert_eq!(fs::read(&wtmp).unwrap(), before);
}

#[test]
fn a_wrong_option_leaves_no_file_behind() {
    let folder = Folder::with_wtmp(&[login()]);
    folder.run(["dump", "--output", "out", "--tz", "Nowhere", "wtmp"]).code(2);
    assert!(!folder.path("out").exists());
}
