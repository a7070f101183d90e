//! The dependencies of the library, which are few and stay few.

use crate::cargo::{announce, cargo, read};
use crate::step::{self, Outcome};
use std::collections::BTreeSet;

/// Whatever may stand below the library, and what brings it in. A crate that is not listed
/// is one more that an examiner has to trust: adding a line is a decision, not a chore.
const ALLOWED: &[&str] = &[
    "loginrec",
    // Views of bytes as C structures.
    "zerocopy",
    "zerocopy-derive", // its macro, and what that is written with
    "proc-macro2",
    "quote",
    "syn",
    "unicode-ident",
    // Text without an encoding.
    "bstr",
    "memchr",
    // Parsing of text.
    "nom",
];

/// What the feature `std` adds: files, maps, and vectors that are chosen while running.
const WITH_STD: &[&str] = &["memmap2", "libc", "fearless_simd"];

/// What the feature `arrow` adds to that on Linux: arrays and their schema, and whatever stands
/// below those; nothing that computes with them. It is for those who have Arrow anyway.
const WITH_ARROW: &[&str] = &[
    "arrow-array",
    "arrow-buffer",
    "arrow-data",
    "arrow-schema",
    "bytes",
    // Numbers of other kinds than ours, calendars, hash tables.
    "ahash",
    "cfg-if",
    "chrono",
    "getrandom",
    "half",
    "hashbrown",
    "iana-time-zone",
    "libm",
    "num-bigint",
    "num-complex",
    "num-integer",
    "num-traits",
    "once_cell",
];

/// Holds the graph against the list, with and without the default features on whatever
/// platform, and with Arrow.
pub(crate) fn check() -> step::Result {
    let with_std = [ALLOWED, WITH_STD].concat();
    let full = names("--target all", &with_std)?;
    let bare = names("--target all --no-default-features", ALLOWED)?;
    let most = names(
        "--target x86_64-unknown-linux-gnu --features arrow",
        &[&with_std, WITH_ARROW].concat(),
    )?;
    println!("default features: {}", full.join(" "));
    println!("no default features: {}", bare.join(" "));
    println!("with arrow: {}", most.join(" "));
    let remark = format!(
        "{} crates, {} without std, {} with arrow",
        full.len(),
        bare.len(),
        most.len()
    );
    Ok(Outcome::Passed(remark))
}

/// The names of all crates of the graph, or what is among them that should not be.
fn names(options: &str, allowed: &[&str]) -> Result<Vec<String>, String> {
    let words = "tree -p loginrec -e normal --prefix none";
    let mut tree = cargo(&format!("{words} {options}"));
    announce(&tree);
    let names = first_words(&read(&mut tree)?);
    let intruders: Vec<String> =
        names.iter().filter(|name| !allowed.contains(&name.as_str())).cloned().collect();
    match intruders.as_slice() {
        [] => Ok(names),
        _ => Err(format!(
            "the library depends on {}; see ALLOWED in xtask/src/graph.rs",
            intruders.join(", ")
        )),
    }
}

/// Each crate once, in alphabetical order.
fn first_words(tree: &str) -> Vec<String> {
    let names: BTreeSet<&str> =
        tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
    names.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::first_words;

    #[test]
    fn a_crate_that_stands_in_the_tree_twice_is_one() {
        let tree =
            "loginrec v0.1.0 (/here)\nmemmap2 v0.9.0\nlibc v0.2.0\nlibc v0.2.0 (*)\n\n";
        assert_eq!(first_words(tree), ["libc", "loginrec", "memmap2"]);
    }
}
