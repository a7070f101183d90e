//! The names of the parts of a split image.

use std::path::{Path, PathBuf};

/// The paths that would follow the first part of a split image, without end; none if this is
/// no first part.
pub(super) fn followers(path: &Path) -> impl Iterator<Item = PathBuf> {
    let first = first_number(path);
    let width = path.extension().map_or(0, |digits| digits.len());
    let numbers = first.into_iter().flat_map(|first| first.saturating_add(1)..u32::MAX);
    numbers.map(move |number| path.with_extension(format!("{number:0width$}")))
}

/// 0 or 1, if a path ends in it and is a first part.
fn first_number(path: &Path) -> Option<u32> {
    let digits = path.extension()?.to_str()?;
    if digits.len() < 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match digits.parse() {
        Ok(0) => Some(0),
        Ok(1) => {
            let zeros = "0".repeat(digits.len());
            (!path.with_extension(zeros).exists()).then_some(1)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(path: &str) -> Option<PathBuf> {
        followers(Path::new(path)).next()
    }

    #[test]
    fn the_numbers_go_on_in_the_same_width_and_beyond_it() {
        assert_eq!(
            next("nowhere/disk.raw.001").unwrap(),
            Path::new("nowhere/disk.raw.002")
        );
        assert_eq!(next("nowhere/disk.0000").unwrap(), Path::new("nowhere/disk.0001"));
        let thousandth = followers(Path::new("nowhere/disk.001")).nth(998);
        assert_eq!(thousandth.unwrap(), Path::new("nowhere/disk.1000"));
    }

    #[test]
    fn nothing_follows_a_later_part_or_another_name() {
        for path in ["disk.002", "disk.01", "disk.1", "disk.raw", "disk", "disk.0x1", "xaa"]
        {
            assert_eq!(next(path), None, "{path}");
        }
    }
}
