//! What the tests of images share.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::fs;
use std::num::NonZero;
use std::path::PathBuf;

pub(crate) fn count(number: usize) -> NonZero<usize> {
    NonZero::new(number).unwrap()
}

/// The parts of a split image in a folder of their own, and the path of the first.
pub(crate) fn split(
    name: &str,
    first: usize,
    parts: &[&[u8]],
) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = |number: usize| folder.path().join(format!("{name}.{number:03}"));
    for (number, part) in parts.iter().enumerate() {
        fs::write(path(first + number), part).unwrap();
    }
    let first = path(first);
    (folder, first)
}
