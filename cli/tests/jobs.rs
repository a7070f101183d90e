//! `--jobs`: the same for any number of threads.

mod support;

use support::{Folder, UTMP, encode, login, login_of, rich, run};

/// Enough for many threads to be busy, with all kinds of values, damage in between and at the
/// end, and times that are none.
fn long() -> Folder {
    let mut bytes = Vec::new();
    for part in 0..3 {
        let records = (0..1_500).map(|second| login_of("bob", part * 9_000 + second));
        bytes.extend(encode(UTMP, &records.collect::<Vec<_>>()));
        bytes.extend(encode(UTMP, &rich()));
        bytes.extend([0xff; 700]);
    }
    bytes.extend(encode(UTMP, &[login(); 1_500]));
    bytes.extend([1; 17]);
    let folder = Folder::new();
    folder.file("wtmp", &bytes);
    folder
}

#[test]
fn any_number_of_threads_prints_the_same_and_says_the_same() {
    let folder = long();
    for args in [
        &["dump", "wtmp", "--format", "jsonl"][..],
        &["dump", "wtmp", "--format", "csv", "--residue"],
        &["dump", "wtmp", "--format", "table", "--residue"],
        &["dump", "wtmp", "--format", "table", "--tz", "Europe/Berlin"],
        &["dump", "wtmp", "--format", "jsonl", "--user", "bob", "--since", "2023-11-15"],
        &["dump", "wtmp", "wtmp", "--map", "always", "--max-bytes", "1000000"],
        &["utmpdump", "wtmp"],
        &["utmpdump", "wtmp", "--compat", "2.40"],
    ] {
        let one = folder.run([args, &["--jobs", "1", "--layout", UTMP]].concat());
        assert!(one.out.len() > 100_000, "{args:?}: {}", one.err);
        let many = folder.run([args, &["--jobs", "3", "--layout", UTMP]].concat());
        assert!(many.out == one.out, "{args:?}");
        assert_eq!((many.code, many.err), (one.code, one.err), "{args:?}");
    }
}

#[test]
fn a_file_of_two_layouts_is_told_apart_by_any_number_of_threads() {
    let folder = Folder::new();
    let records = |id| {
        let records: Vec<_> = (0..3_000).map(|second| login_of("bob", second)).collect();
        encode(id, &records)
    };
    folder.file(
        "wtmp",
        &[records(UTMP), records("linux-utmp-400-le"), records(UTMP)].concat(),
    );
    for format in ["table", "jsonl"] {
        let one = folder.run(["dump", "wtmp", "--format", format, "--jobs", "1"]).fine();
        let four = folder.run(["dump", "wtmp", "--format", format, "--jobs", "4"]).fine();
        assert!(one.text().contains("linux-utmp-400-le"));
        assert!(one.out == four.out, "{format}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_ends_all_threads() {
    let folder = long();
    let mut shell = std::process::Command::new("sh");
    shell.arg("-c").arg("\"$0\" dump --jobs 4 wtmp | head -n 1 | wc -l");
    shell.arg(env!("CARGO_BIN_EXE_loginrec")).current_dir(folder.path(""));
    assert_eq!(run(shell, b"").fine().text().trim(), "1");
}

#[test]
fn no_threads_at_all_are_a_mistake() {
    let ran = long().run(["dump", "wtmp", "--jobs", "0"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("--jobs"), "{}", ran.err);
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_file_however_many_print() {
    use std::io::Write;
    let folder = Folder::new();
    let records: Vec<_> = (0..2_000).map(|second| login_of("bob", second)).collect();
    let block = encode(UTMP, &records);
    let mut file = std::fs::File::create(folder.path("wtmp")).unwrap();
    for _ in 0..400 {
        file.write_all(&block).unwrap();
    }
    for command in ["dump", "dump --format csv", "utmpdump"] {
        let script = format!(
            "ulimit -v 200000; \"$0\" {command} --jobs 4 --map never --layout {UTMP} wtmp \
             >/dev/null 2>&1 && echo done"
        );
        let mut shell = std::process::Command::new("sh");
        shell.arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_loginrec"));
        shell.current_dir(folder.path(""));
        assert_eq!(run(shell, b"").fine().text(), "done\n", "{command}");
    }
}
