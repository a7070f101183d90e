//! What the library does, as multiples of a plain reading of the same bytes.

use crate::cargo::{announce, cargo, read};
use crate::page;

/// Runs both benches and puts their tables on the page.
pub(crate) fn task(mut words: &[&str]) -> Result<(), String> {
    let (mut write, mut rounds, mut only, mut megabytes) = (true, "9", None, "400");
    while let [word, rest @ ..] = words {
        words = match (*word, rest) {
            ("--print", rest) => {
                write = false;
                rest
            }
            ("--rounds", [number, rest @ ..]) => {
                rounds = number;
                rest
            }
            ("--mb", [number, rest @ ..]) => {
                megabytes = number;
                rest
            }
            ("--only", [name, rest @ ..]) => {
                only = Some(*name);
                rest
            }
            _ => {
                return Err(format!("`{word}` is no option of ratios, or lacks its value"));
            }
        };
    }
    let mut text = String::new();
    for (bench, share) in [("ratios", 1), ("carve", 4)] {
        if only.is_some_and(|only| only != bench) {
            continue;
        }
        let megabytes: u64 =
            megabytes.parse().map_err(|error| format!("--mb {megabytes}: {error}"))?;
        let mut command = cargo(&format!(
            "bench --quiet -p loginrec --bench {bench} -- --rounds {rounds}"
        ));
        command.env("LOGINREC_BENCH_MB", (megabytes / share).max(1).to_string());
        announce(&command);
        text += &format!("{}\n", read(&mut command)?);
    }
    page::publish("ratios", &text, write && only.is_none())
}
