//! What is typed behind `last` and `lastb`: what is understood, and what is refused.

mod support;

use support::{Folder, encode, login, login_of};

#[test]
fn a_file_is_not_taken_for_a_user() {
    let folder = Folder::with_wtmp(&[login()]);
    folder.file("wtmp.1", b"");
    for command in ["last", "lastb"] {
        for (word, says) in [
            ("wtmp", "is a file: name it with -f"),
            ("./wtmp", "is a file: name it with -f"),
            ("missing/wtmp", "is neither user nor terminal; files are named with -f"),
            ("/no-such-folder", "is neither user nor terminal; files are named with -f"),
        ] {
            let ran = folder.run([command, "-x", word]).code(2);
            assert_eq!(ran.out, b"");
            assert_eq!(ran.err, format!("loginrec: {word}: {says}\n"));
        }
        // A second file without an option of its own.
        folder.run([command, "-f", "wtmp", "wtmp.1"]).code(2).says("wtmp.1: is a file");
        folder.run([command, "-f", "wtmp", "alice", "pts/0", "term/a", "1"]).fine();
        let compat = ["--compat", "2.41", "--now", "2023-11-20"];
        folder
            .run([&[command, "-f", "wtmp", "./wtmp", "wtmp"], &compat[..]].concat())
            .fine();
    }
}

#[test]
fn without_a_file_that_of_this_machine_is_named() {
    let folder = Folder::new();
    for (command, name) in [("last", "wtmp"), ("lastb", "btmp")] {
        for words in [&[][..], &["pts/4711"]] {
            let ran = folder.run([&[command], words].concat());
            let told = ran.err.lines().next().unwrap_or_default();
            assert!(
                told.contains(name) && told.contains("of this machine is read"),
                "{told}"
            );
            let compat = folder.run([&[command, "--compat", "2.41"], words].concat());
            assert!(!compat.err.contains("of this machine"), "{}", compat.err);
        }
    }
}

#[test]
fn a_limit_below_zero_is_refused() {
    let folder = Folder::with_wtmp(&[login(), login_of("bob", 60)]);
    for limit in [&["-n", "-3"][..], &["-n-1"], &["--limit=-2147483648"]] {
        let args = [&["last", "-f", "wtmp"], limit].concat();
        let ran = folder.run(&args).code(2).says("--limit: -").says("0 is all");
        assert_eq!(ran.out, b"");
        let compat = folder.run(args.iter().chain(&["--compat", "2.41"])).fine();
        assert_eq!(compat.text().lines().count(), 4);
    }
}

#[test]
fn the_limit_holds_for_all_files_together() {
    let folder = Folder::new();
    for (name, start) in [("wtmp", 10), ("wtmp.1", 0)] {
        let logins: Vec<_> =
            (start..start + 5).map(|after| login_of("alice", after)).collect();
        folder.file(name, &encode(support::UTMP, &logins));
    }
    let lines = |args: &[&str]| {
        let mut args = args.to_vec();
        args.extend(["-R", "-f", "wtmp", "-f", "wtmp.1"]);
        let ran = folder.run(args).code(0);
        ran.text().lines().filter(|line| line.starts_with("alice")).count()
    };
    assert_eq!(lines(&["last"]), 10);
    assert_eq!(lines(&["last", "-0"]), 10);
    assert_eq!(lines(&["last", "-3"]), 3);
    assert_eq!(lines(&["last", "-n", "7"]), 7);
    // util-linux looks behind each line, so that a further file has one at least.
    assert_eq!(lines(&["last", "-3", "--compat", "2.41"]), 4);
}

#[test]
fn what_is_no_time_is_refused() {
    let folder = Folder::with_wtmp(&[login()]);
    for option in ["--since", "--until", "--present", "--now", "--tz"] {
        let args = ["last", "-f", "wtmp", option, "nonsense"];
        let ran = folder.run(args).code(2).says(option);
        assert_eq!(ran.out, b"");
        folder.run(args.iter().chain(&["--compat", "2.38"])).code(1).says(option);
    }
    folder.run(["last", "-f", "wtmp", "-s", "yesterday"]).code(2).says("--now");
    folder.run(["last", "-f", "wtmp", "-s", "-5days", "--now", "2023-11-15"]).fine();
}
