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
    let mut table = Table::new(["scenario", "instructions", "per"]);
    let (reads, carves) = (Counter::new("ratios")?, Counter::new("carve")?);
    for (name, unit) in reads.scenarios()?.iter().filter(|(name, _)| name.contains(&only)) {
        // What several threads do is the same, and only one of them would be counted.
        if name.ends_with("-2") {
            continue;
        }
        let function = format!("ratios::scenarios::{}::run", name.replace('-', "_"));
        table.row([name.clone(), per(reads.count(name, &function)?, unit), unit.clone()]);
    }
    for (name, unit) in carves.scenarios()?.iter().filter(|(name, _)| name.contains(&only))
    {
        let count = carves.count(name, "carve::once")?;
        table.row([format!("carve {name}"), per(count, unit), unit.clone()]);
    }
    page::publish("instructions", &table.text(), write)
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

    /// The scenarios that it has, each with the unit of its input.
    fn scenarios(&self) -> Result<Vec<(String, String)>, String> {
        let told = read(&mut program(&self.program, "--list"))?;
        let pairs = told.lines().filter_map(|line| line.split_once('\t'));
        Ok(pairs.map(|(name, unit)| (name.to_owned(), unit.to_owned())).collect())
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

/// The instructions that each unit of the input takes.
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
fn per(count: u64, unit: &str) -> String {
    let bytes = MEGABYTES * 1_000_000;
    let units = match unit {
        "record" => bytes / RECORD,
        "64 bytes" => bytes / 64,
        _ => 1,
    };
    match count as f64 / units as f64 {
        each @ ..10.0 => format!("{each:.1}"),
        each @ ..1e6 => format!("{each:.0}"),
        each => format!("{:.0} M", each / 1e6),
    }
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
    fn counts_are_those_of_a_unit() {
        assert_eq!(per(1_041_600, "record"), "100");
        assert_eq!(per(156_250, "64 bytes"), "2.5");
        assert_eq!(per(1_034_000_000, "file"), "1034 M");
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
