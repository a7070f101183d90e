//! Searches that end early, and images that cannot be read.

mod support;

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;
use support::Folder;
use support::image::{carve, image, offsets, wtmp};

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let folder = Folder::new();
    folder.file("disk.raw", &wtmp(5_000));
    for format in ["jsonl", "csv", "table"] {
        let mut command =
            folder.command(["carve", "--format", format, "disk.raw", "disk.raw"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::with_capacity(512, child.stdout.take().unwrap());
        out.read_line(&mut String::new()).unwrap();
        drop(out);
        let ran = child.wait_with_output().unwrap();
        assert_eq!((ran.status.code(), ran.stderr.len()), (Some(0), 0), "{format}");
    }
}

/// Sends what Ctrl-C sends.
#[cfg(unix)]
fn interrupt(child: &std::process::Child) {
    let mut kill = std::process::Command::new("kill");
    assert!(kill.args(["-INT", &child.id().to_string()]).status().unwrap().success());
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_with_what_was_found_and_says_where_to_go_on() {
    let folder = Folder::new();
    // Enough that some of it is settled before the rest comes.
    let parts: Vec<_> = (0..20).map(|part| ((part << 20) + 4_096, wtmp(10))).collect();
    let parts: Vec<_> = parts.iter().map(|(at, log)| (*at, log.as_slice())).collect();
    let bytes = image(20 << 20, &parts);
    folder.file("disk.raw", &bytes);
    let all = offsets(&carve(&folder, &["disk.raw"]));
    assert_eq!(all.len(), 200);

    let mut command = folder.command(["carve", "--quiet", "--jobs", "1", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut to = child.stdin.take().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    to.write_all(&bytes[..9 << 20]).unwrap();
    let mut found = String::new();
    out.read_line(&mut found).unwrap();
    interrupt(&child);
    std::thread::sleep(std::time::Duration::from_millis(100));
    // What it waits for, so that it sees the wish.
    let _ = to.write_all(&bytes[9 << 20..]);
    drop(to);
    out.read_to_string(&mut found).unwrap();
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{err}");

    let (_, behind) = err.split_once("--resume-from ").expect("where to go on");
    let from = behind.split(' ').next().unwrap();
    let found: Vec<Value> =
        found.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut found: Vec<_> =
        found.iter().map(|row| row["offset"].as_u64().unwrap()).collect();
    assert!((80..200).contains(&found.len()), "{}", found.len());
    found.extend(offsets(&carve(&folder, &["--resume-from", from, "disk.raw"])));
    assert_eq!(found, all, "both searches together find what one does");
}

#[cfg(unix)]
#[test]
fn a_second_ctrl_c_ends_at_once() {
    let folder = Folder::new();
    let mut command = folder.command(["carve", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    // It waits for input that does not come.
    let to = child.stdin.take().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    interrupt(&child);
    std::thread::sleep(std::time::Duration::from_millis(100));
    interrupt(&child);
    let started = std::time::Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        assert!(started.elapsed().as_secs() < 10, "it goes on");
        std::thread::sleep(std::time::Duration::from_millis(5));
    };
    drop(to);
    assert_eq!(status.code(), Some(130));
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_read_is_told_and_is_exit_code_3() {
    let folder = Folder::new();
    folder.file("disk.raw", &image(64 << 10, &[(8_192, &wtmp(5))]));
    // Its first page is never there.
    let ran = folder.run(["carve", "--quiet", "/proc/self/mem", "disk.raw"]).code(3);
    assert_eq!(offsets(&ran).len(), 5);
    ran.says("/proc/self/mem: cannot be read: everything from offset 0 on");
}
