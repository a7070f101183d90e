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

/// Holds the graph against the list, with and without the default features, whatever the
/// platform.
pub(crate) fn check() -> step::Result {
    let with_std = [ALLOWED, WITH_STD].concat();
    let full = names("", &with_std)?;
    let bare = names("--no-default-features", ALLOWED)?;
    println!("default features: {}", full.join(" "));
    println!("no default features: {}", bare.join(" "));
    Ok(Outcome::Passed(format!("{} crates, {} without std", full.len(), bare.len())))
}

/// The names of all crates of the graph, or what is among them that should not be.
fn names(features: &str, allowed: &[&str]) -> Result<Vec<String>, String> {
    let words = "tree -p loginrec -e normal --prefix none --target all";
    let mut tree = cargo(&format!("{words} {features}"));
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
