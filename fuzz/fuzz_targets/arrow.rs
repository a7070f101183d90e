//! Fuzzes [`loginrec_fuzz::arrow`], or replays the files named on the command line.

#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| loginrec_fuzz::arrow::run(data));

#[cfg(not(fuzzing))]
fn main() -> std::process::ExitCode {
    loginrec_fuzz::replay(loginrec_fuzz::arrow::run)
}
