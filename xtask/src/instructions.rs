//! How many instructions the hot loops take, which hardly depends on the machine and not at all on
//! who else is using it. `callgrind` counts them; it knows AVX2, but not AVX-512.

use crate::cargo::{announce, cannot_start, cargo, program, read, target_dir, works};
use crate::markdown::Table;
use crate::page;
use std::path::PathBuf;
use std::process::Command;

/// Small: what is counted grows with the input in proportion, and counting is slow.
const MEGABYTES: u64 = 4;
const RECORD: u64 = 384;

/// Counts, and puts the table on the page.
pub(crate) fn task(words: &[&str]) -> Result<(), String> {
    let (mut write, mut only) = (true, String::new());
    let mut words = words;
    while let [word, rest @ ..] = words {
        words = match (*word, rest) {
            ("--print", rest) => {
                write = false;
                rest
            }
            ("--only", [name, rest @ ..]) => {
                only = (*name).to_owned();
                rest
            }
            _ => {
                return Err(format!(
                    "`{word}` is no option of instructions, or lacks its value"
                ));
            }
        };
    }
    if !works(Command::new("valgrind").arg("--version")) {
        println!("there is no valgrind, which counts instructions; nothing is measured");
        return Ok(());
    }
    let write = write && only.is_empty();
    let mut records = Table::new(["scenario", "per record"]);
    let reads = Counter::new("ratios")?;
    for name in reads.names()?.iter().filter(|name| name.contains(&only)) {
        // What several threads do is the same, and only one of them would be counted.
        if name.ends_with("-2") {
            continue;
        }
        let function = format!("ratios::scenarios::{}::run", name.replace('-', "_"));
        let count = reads.count(name, &function)?;
        records.row([name.clone(), per(count, MEGABYTES * 1_000_000 / RECORD)]);
    }
    let mut blocks = Table::new(["carved image", "per 64 bytes"]);
    let carves = Counter::new("carve")?;
    for name in carves.names()?.iter().filter(|name| name.contains(&only)) {
        let count = carves.count(name, "carve::once")?;
        blocks.row([name.clone(), per(count, MEGABYTES * 1_000_000 / 64)]);
    }
    let text = format!("{}\n{}", records.text(), blocks.text());
    page::publish("instructions", &text, write)
}

/// A bench, built, of which callgrind counts one function at a time.
struct Counter {
    program: PathBuf,
}

impl Counter {
    fn new(bench: &str) -> Result<Self, String> {
        let words =
            format!("bench -p loginrec --bench {bench} --no-run --message-format json");
        let mut command = cargo(&words);
        announce(&command);
        let told = read(&mut command)?;
        let program = executable(&told, bench)
            .ok_or_else(|| format!("cargo does not say where the bench {bench} is"))?;
        Ok(Self { program })
    }

    /// The scenarios that it has.
    fn names(&self) -> Result<Vec<String>, String> {
        let told = read(&mut program(&self.program, "--list"))?;
        Ok(told.lines().map(str::to_owned).collect())
    }

    /// The instructions of this function, and all that it calls, in one run of a scenario.
    fn count(&self, scenario: &str, function: &str) -> Result<u64, String> {
        let file = target_dir()?.join("callgrind.out");
        let mut command = Command::new("valgrind");
        command
            .arg("--tool=callgrind")
            .arg(format!("--callgrind-out-file={}", file.display()))
            .arg(format!("--toggle-collect={function}"))
            .arg(&self.program)
            .args(["--once", "--only", scenario])
            .env("LOGINREC_BENCH_MB", MEGABYTES.to_string());
        let output = command.output().map_err(|error| cannot_start(&command, &error))?;
        let _ = std::fs::remove_file(&file);
        let told = String::from_utf8_lossy(&output.stderr);
        match collected(&told) {
            Some(0) => Err(format!("{scenario}: there is no function {function}")),
            Some(count) if output.status.success() => Ok(count),
            _ => Err(format!("{scenario}: valgrind failed: {told}")),
        }
    }
}

/// Where cargo says that it has put the bench.
fn executable(told: &str, bench: &str) -> Option<PathBuf> {
    let messages = told.lines().filter_map(|line| {
        serde_json::from_str::<serde_json::Value>(line).ok().filter(|message| {
            message["reason"] == "compiler-artifact" && message["target"]["name"] == bench
        })
    });
    let mut programs =
        messages.filter_map(|message| message["executable"].as_str().map(PathBuf::from));
    programs.next()
}

/// The sum in what callgrind says at the end: `==1== Collected : 12345`.
fn collected(told: &str) -> Option<u64> {
    let mut sums = told.lines().filter_map(|line| line.split_once("Collected : "));
    sums.next_back()?.1.trim().parse().ok()
}

#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
fn per(count: u64, units: u64) -> String {
    let each = count as f64 / units as f64;
    if each < 10.0 { format!("{each:.1}") } else { format!("{each:.0}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_found_among_what_valgrind_says() {
        let told = "==7== Events    : Ir\n==7== Collected : 1041600\n==7== \n";
        assert_eq!(collected(told), Some(1_041_600));
        assert_eq!(collected("valgrind: no such file"), None);
    }

    #[test]
    fn small_counts_have_one_digit_more() {
        assert_eq!(per(1_041_600, 10_416), "100");
        assert_eq!(per(24_999, 10_000), "2.5");
    }

    #[test]
    fn the_program_is_that_of_the_bench_that_was_asked_for() {
        let told = r#"
            {"reason":"compiler-artifact","target":{"name":"loginrec"},"executable":null}
            {"reason":"compiler-artifact","target":{"name":"carve"},"executable":"/a/carve-1"}
            {"reason":"build-finished","success":true}"#;
        assert_eq!(executable(told, "carve"), Some("/a/carve-1".into()));
        assert_eq!(executable(told, "ratios"), None);
    }
}
