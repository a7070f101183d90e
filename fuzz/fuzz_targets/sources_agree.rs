//! Fuzzes [`loginrec_fuzz::sources_agree`], or replays the files named on the command line.

#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| loginrec_fuzz::sources_agree::run(data));

#[cfg(not(fuzzing))]
fn main() -> std::process::ExitCode {
    loginrec_fuzz::replay(loginrec_fuzz::sources_agree::run)
}
