//! Proof that the library needs no `std`.
//!
//! `cargo check --no-default-features` alone proves little: a dependency may still link
//! `std`, and the compiler has it at hand. So the library is checked against a sysroot that
//! holds `core` and `alloc` and nothing else, where any use of `std` by any crate of the
//! graph is an error. That needs no target to be installed and works on stable.

use crate::cargo::{cargo, program, read, succeed, target_dir};
use crate::step::{self, Outcome};
use std::fs;
use std::path::{Path, PathBuf};

/// The files of the standard library that remain.
const KEPT: &[&str] = &["libcore-", "liballoc-", "libcompiler_builtins-"];

/// Checks the library without default features: as everybody would, and without `std`.
pub(crate) fn check() -> step::Result {
    let words = "clippy -p loginrec --no-default-features --all-targets -- -D warnings";
    succeed(&mut cargo(words))?;
    let host = host()?;
    let sysroot = target_dir()?.join("sysroot-without-std");
    let libraries = sysroot.join("lib/rustlib").join(&host).join("lib");
    let original = read(&mut program("rustc", "--print target-libdir"))?;
    fill(&libraries, Path::new(original.trim()))
        .map_err(|error| format!("cannot fill {}: {error}", libraries.display()))?;
    println!("with no other libraries than core and alloc:");
    // With a target named, flags are for the library only and not for macros, which need std.
    let mut check = cargo("check -p loginrec --no-default-features --target");
    check.arg(&host).env("CARGO_ENCODED_RUSTFLAGS", flags(&sysroot));
    succeed(&mut check)?;
    Ok(Outcome::Passed("core and alloc are enough".to_owned()))
}

/// The triple of this machine.
pub(crate) fn host() -> Result<String, String> {
    let version = read(&mut program("rustc", "-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc -vV names no host".to_owned())
}

/// Flags encoded such that a path may contain spaces.
fn flags(sysroot: &Path) -> String {
    format!("--sysroot\x1f{}", sysroot.display())
}

/// Makes `folder` hold what is kept of the `original` libraries.
fn fill(folder: &Path, original: &Path) -> std::io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?; // of another compiler, perhaps
    }
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(original)? {
        let from: PathBuf = entry?.path();
        if let Some(name) = from.file_name().and_then(|name| name.to_str())
            && KEPT.iter().any(|kept| name.starts_with(kept))
        {
            fs::copy(&from, folder.join(name))?;
        }
    }
    Ok(())
}
