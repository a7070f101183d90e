//! What is measured: one list for every bench, one file for every subject.
//!
//! Each scenario does all of its work itself, a fresh map included, so that a ratio of two
//! of them is one that a user would see. The numbers returned depend on everything that was
//! looked at: the compiler cannot leave anything out.
#![allow(dead_code, reason = "a module of several programs, which need not use all of it")]

mod csv;
mod detect;
pub(crate) mod file;
mod filter_both;
mod filter_time;
mod filter_user;
mod full_decode;
#[path = "../../examples/make_wtmp/generator.rs"]
mod generator;
pub(crate) mod input;
mod jsonl;
mod look;
#[path = "../../examples/make_image/pictures.rs"]
pub(crate) mod pictures;
mod pieces;
pub(crate) mod plain_read;
mod read_copy;
mod reader_map;
mod reader_read;
mod sessions;
pub(crate) mod turns;
mod two;
mod typed_decode;
mod typed_scan;
mod wanted;

pub(crate) use input::Input;

/// How a scenario relates to the size of its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// It looks at the whole file.
    File,
    /// It looks at a sample of at most 1 MiB.
    Sample,
}

/// One thing to measure.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) scope: Scope,
    pub(crate) run: fn(&Input) -> u64,
}

const fn scenario(name: &'static str, run: fn(&Input) -> u64) -> Scenario {
    Scenario { name, scope: Scope::File, run }
}

/// The reference comes first. What ends in `-2` is done by two threads.
pub(crate) const SCENARIOS: &[Scenario] = &[
    scenario("plain-read", plain_read::run),
    scenario("read-copy", read_copy::run),
    scenario("typed-scan", typed_scan::run),
    scenario("typed-decode", typed_decode::run),
    scenario("typed-decode-2", typed_decode::run_2),
    scenario("pieces", pieces::run),
    scenario("full-decode", full_decode::run),
    scenario("full-decode-2", full_decode::run_2),
    scenario("reader-read", reader_read::run),
    scenario("reader-map", reader_map::run),
    scenario("filter-time", filter_time::run),
    scenario("filter-time-2", filter_time::run_2),
    scenario("filter-user", filter_user::run),
    scenario("filter-user-2", filter_user::run_2),
    scenario("filter-both", filter_both::run),
    scenario("filter-both-2", filter_both::run_2),
    Scenario { scope: Scope::Sample, ..scenario("detect", detect::run) },
    scenario("jsonl", jsonl::run),
    scenario("jsonl-2", jsonl::run_2),
    scenario("csv", csv::run),
    scenario("csv-2", csv::run_2),
    scenario("sessions", sessions::run),
];
