//! What the name of a rotated file says of its age.

use std::path::{Path, PathBuf};

/// Endings of compressed files.
const PACKED: [&str; 7] = [".gz", ".xz", ".bz2", ".zst", ".lz4", ".lzma", ".Z"];

/// How old a file is by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Age {
    /// How often it was rotated; 0 is the file that is written to.
    Number(u32),
    /// The date of its rotation: year, month and day as one number, and the hour if it has one.
    Date(u32),
}

impl Age {
    /// Whether the names say that the other file is the older one. A number and a date cannot
    /// be compared, except that the file that is written to is newer than all.
    pub(super) const fn is_newer_than(self, other: Self) -> bool {
        match (self, other) {
            (Self::Number(one), Self::Number(other)) => one < other,
            (Self::Date(one), Self::Date(other)) => one > other,
            (Self::Number(one), Self::Date(_)) => one == 0,
            (Self::Date(_), Self::Number(_)) => false,
        }
    }
}

/// `wtmp.2` and `wtmp.2.gz` are the second rotation of `wtmp`, `wtmp-20231201` is that of a
/// day, and `wtmp` itself is none. `None` if the name is no text.
pub(super) fn rotation(path: &Path) -> Option<(&str, Age)> {
    let name = path.to_str()?;
    let name = PACKED.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
    let (stem, ending) = match name.rfind(['.', '-']) {
        Some(at) => name.split_at(at),
        None => (name, ""),
    };
    let digits = ending.get(1..).unwrap_or_default();
    let age = date(digits).map(Age::Date).or_else(|| {
        let number = ending.starts_with('.').then(|| digits.parse().ok())??;
        Some(Age::Number(number))
    });
    Some(age.map_or((name, Age::Number(0)), |age| (stem, age)))
}

/// Orders files by their names, the oldest of a kind first.
pub(super) fn key(path: &Path) -> (PathBuf, i64) {
    match rotation(path) {
        Some((stem, Age::Number(0))) => (stem.into(), i64::MAX),
        Some((stem, Age::Number(number))) => (stem.into(), -i64::from(number)),
        Some((stem, Age::Date(date))) => (stem.into(), i64::from(date) - (1 << 40)),
        None => (path.into(), i64::MAX),
    }
}

/// `20231201`, or `2023120117` with the hour, as a number with the hour.
fn date(digits: &str) -> Option<u32> {
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let hour = match digits.len() {
        8 => 0,
        10 => digits.get(8..)?.parse().ok()?,
        _ => return None,
    };
    let day: u32 = digits.get(..8)?.parse().ok()?;
    let is_date = (1970..2100).contains(&(day / 10_000))
        && (1..=12).contains(&(day / 100 % 100))
        && (1..=31).contains(&(day % 100))
        && hour < 24;
    is_date.then(|| day * 100 + hour)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> (&str, Age) {
        rotation(Path::new(name)).unwrap()
    }

    #[test]
    fn a_number_behind_a_dot_counts_rotations() {
        assert_eq!(of("log/wtmp"), ("log/wtmp", Age::Number(0)));
        assert_eq!(of("log/wtmp.12"), ("log/wtmp", Age::Number(12)));
        assert_eq!(of("wtmp.1.gz"), ("wtmp", Age::Number(1)));
        assert_eq!(of("utx.log"), ("utx.log", Age::Number(0)));
        assert_eq!(of("host-7"), ("host-7", Age::Number(0)));
    }

    #[test]
    fn a_date_is_no_number() {
        assert_eq!(of("wtmp-20231201"), ("wtmp", Age::Date(2_023_120_100)));
        assert_eq!(of("wtmp.20231201.xz"), ("wtmp", Age::Date(2_023_120_100)));
        assert_eq!(of("wtmp-2023120117"), ("wtmp", Age::Date(2_023_120_117)));
        assert_eq!(of("wtmp.20231301"), ("wtmp", Age::Number(20_231_301)));
        assert_eq!(of("wtmp-20231301"), ("wtmp-20231301", Age::Number(0)));
    }

    #[test]
    fn the_file_that_is_written_to_is_newer_than_all_others() {
        let (today, first, day) =
            (Age::Number(0), Age::Number(1), Age::Date(2_023_120_100));
        assert!(today.is_newer_than(first) && today.is_newer_than(day));
        assert!(day.is_newer_than(Age::Date(2_023_113_000)));
        assert!(!first.is_newer_than(day) && !day.is_newer_than(first));
    }
}
