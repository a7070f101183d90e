//! The same lastlog before `loginrec lastlog` and before the system's own command.
//!
//! That reads nothing but `/var/log/lastlog` and `/etc/passwd`, so both are replaced for it
//! in a private view of the file system, which needs no privileges where users may have such
//! views. Elsewhere these tests say that they did nothing.

#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

mod support;

use loginrec::layout::Draft;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};
use support::{Folder, LASTLOG, encode, login};

const DAY: i64 = 86_400;

/// Mounts two files over those of the system and runs the command. It is run by a path that
/// is not this one's.
const SCRIPT: &str = "mount --bind lastlog /var/log/lastlog && \
    mount --bind passwd /etc/passwd && exec lastlog \"$@\"";

/// What the command prints for the files of the folder; `None` if it cannot be run here.
fn theirs(folder: &Folder, zone: &str, args: &[&str]) -> Option<String> {
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", SCRIPT, "lastlog"])
        .args(args)
        .current_dir(folder.path(""))
        .env("TZ", zone)
        .env("LC_ALL", "C")
        .output();
    match output {
        Ok(output) if output.status.success() => {
            Some(String::from_utf8(output.stdout).expect("the C locale prints ASCII"))
        }
        Ok(output) => {
            let why = String::from_utf8_lossy(&output.stderr);
            eprintln!("skipped: {}", why.trim());
            None
        }
        Err(error) => {
            eprintln!("skipped: unshare: {error}");
            None
        }
    }
}

struct Random(u64);

impl Random {
    /// A number below a bound.
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % bound
    }

    fn text(&mut self, longest: u64) -> String {
        let len = self.below(longest + 1);
        let letters = b"abcdefghijklmnopqrstuvwxyz0123456789./:-_";
        let letter = |number: u64| char::from(letters[usize::try_from(number).unwrap()]);
        (0..len).map(|_| letter(self.below(41))).collect()
    }
}

/// A lastlog and a passwd with users that have logged in, never have, or have no slot.
fn make(folder: &Folder, random: &mut Random, now: i64) {
    let (mut slots, mut passwd) = (Vec::new(), Vec::new());
    let count = 1 + random.below(60);
    for uid in 0..count {
        let (line, host) = (random.text(8), random.text(41));
        // Hours away from whole days, so that the clock cannot make a difference.
        let ago = i64::try_from(random.below(900)).unwrap() * DAY + DAY / 2;
        let draft = Draft {
            line: line.as_bytes(),
            host: host.as_bytes(),
            seconds: if random.below(4) == 0 { 0 } else { now - ago },
            ..login()
        };
        match random.below(3) {
            0 => slots.resize(slots.len() + 292, 0),
            _ => slots.extend(encode(LASTLOG, &[draft])),
        }
        // All slots have an account: the others are shown by this command alone.
        passwd.push((random.below(1000), uid));
    }
    passwd.extend((0..3).map(|more| (random.below(1000), count + more)));
    passwd.sort_unstable();
    let lines = passwd.iter().map(|(_, uid)| {
        let name = format!("u{uid}{}", "x".repeat(usize::try_from(uid % 20).unwrap()));
        format!("{name}:x:{uid}:{uid}::/:/bin/sh\n")
    });
    folder.file("passwd", lines.collect::<String>().as_bytes());
    folder.file("lastlog", &slots);
}

#[test]
fn the_table_is_that_of_the_systems_own_command() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
    let now = i64::try_from(now.as_secs()).unwrap();
    let folder = Folder::new();
    let mut random = Random(1);
    let (mut files, mut runs, mut lines) = (0, 0, 0);
    for _ in 0..20 {
        make(&folder, &mut random, now);
        for (zone, tz) in [("UTC", "UTC"), ("XYZ-5:30", "+05:30")] {
            for args in [
                &[][..],
                &["-u", "3"],
                &["-u", "u3xxx"],
                &["-u", "2-7"],
                &["-u", "-4"],
                &["-u", "5-"],
                &["-t", "300"],
                &["-b", "300"],
                &["-b", "100", "-t", "600"],
                &["-u", "1-40", "-b", "500"],
            ] {
                // A name has to be somebody's.
                let has_u3 = std::fs::read_to_string(folder.path("passwd")).unwrap();
                if args.contains(&"u3xxx") && !has_u3.contains("u3xxx:") {
                    continue;
                }
                let Some(theirs) = theirs(&folder, zone, args) else { return };
                let now = format!("@{now}");
                let own = ["lastlog", "--layout", LASTLOG, "--passwd", "passwd"];
                let more = ["--now", &now, "--tz", tz, "lastlog"];
                let ours = folder.run(own.iter().chain(args).chain(&more)).code(0);
                assert_eq!(ours.text(), theirs, "{args:?}");
                runs += 1;
                lines += theirs.lines().count();
            }
        }
        files += 1;
    }
    eprintln!("compared {files} files in {runs} runs, {lines} lines");
}
