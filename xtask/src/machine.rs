//! What was measured on, and when.

use crate::cargo::{program, read};
use loginrec::Timestamp;
use std::fs;
use std::thread::available_parallelism;
use std::time::{SystemTime, UNIX_EPOCH};

/// Vectors that change the figures, the widest first.
const VECTORS: &[(&str, &str)] =
    &[("avx512bw", "AVX-512"), ("avx2", "AVX2"), ("sse4_2", "SSE4.2"), ("asimd", "NEON")];

/// One line: day, processor, memory, kernel, compiler.
pub(crate) fn describe() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let cores = available_parallelism().map_or(1, usize::from);
    let rustc = read(&mut program("rustc", "--version")).unwrap_or_default();
    let rustc = rustc.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    let parts = [
        today(),
        processor(&info).unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
        format!("{cores} cores"),
        gigabytes(&memory).map_or_else(String::new, |size| format!("{size} GB of memory")),
        format!("{} {}", std::env::consts::OS, kernel.trim()),
        rustc,
    ];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}.", parts.join(", "))
}

/// The day in UTC, as `2026-11-22`.
fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(0);
    let time = Timestamp::new(seconds, 0).map_or_else(String::new, |time| time.to_string());
    time.chars().take(10).collect()
}

/// The model as the kernel names it, and the widest vectors that it has.
fn processor(info: &str) -> Option<String> {
    let model = value(info, "model name")?;
    let flags = value(info, "flags").or_else(|| value(info, "Features"))?;
    let vectors = VECTORS
        .iter()
        .find(|(flag, _)| flags.split_whitespace().any(|own| own == *flag))
        .map_or("", |(_, name)| name);
    Some(format!("{model} ({vectors})"))
}

fn gigabytes(memory: &str) -> Option<u64> {
    let kilobytes = value(memory, "MemTotal")?.split_whitespace().next()?;
    Some((kilobytes.parse::<u64>().ok()? * 1024 + 500_000_000) / 1_000_000_000)
}

fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let (own, value) = line.split_once(':')?;
        (own.trim() == name).then(|| value.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_processor_is_its_model_and_its_widest_vectors() {
        let info = "model name\t: Some CPU @ 2.00GHz\nflags\t\t: fpu sse4_2 avx avx2\n";
        assert_eq!(processor(info).unwrap(), "Some CPU @ 2.00GHz (AVX2)");
    }

    #[test]
    fn memory_is_rounded_to_gigabytes() {
        assert_eq!(gigabytes("MemTotal:       24400000 kB\n"), Some(25));
        assert_eq!(gigabytes(""), None);
    }

    #[test]
    fn a_day_has_ten_characters() {
        assert_eq!(today().len(), 10);
    }
}
