//! The files that all programs are given, and the page cache.

use crate::cargo::{cannot_start, cargo, succeed, target_dir};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The length of every record.
pub(crate) const RECORD: u64 = 384;

/// What can be asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    Wtmp,
    Btmp,
    Image,
}

impl Input {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Wtmp => "wtmp",
            Self::Btmp => "btmp",
            Self::Image => "image",
        }
    }

    /// What makes it, with its words but for the last: the examples of the library.
    fn maker(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Wtmp => ("make_wtmp", &["--kind", "wtmp"]),
            Self::Btmp => ("make_wtmp", &["--kind", "btmp"]),
            Self::Image => ("make_image", &[]),
        }
    }
}

/// A folder with the files that were asked for so far.
pub(crate) struct Inputs {
    folder: PathBuf,
    size: String,
}

impl Inputs {
    /// For files of this size, as the examples take it.
    pub(crate) fn new(folder: PathBuf, size: &str) -> Result<Self, String> {
        fs::create_dir_all(&folder)
            .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
        succeed(&mut cargo("build --quiet --release -p loginrec --examples"))?;
        Ok(Self { folder, size: size.to_owned() })
    }

    /// The first part of an input, one of so many, and its length in bytes.
    pub(crate) fn part(&self, input: Input, share: u64) -> Result<(PathBuf, u64), String> {
        let whole = self.folder.join(input.name());
        if !whole.exists() {
            self.make(input, &whole)?;
        }
        let length = |path: &Path| {
            let metadata = fs::metadata(path);
            metadata.map(|metadata| metadata.len()).map_err(|error| cannot(path, &error))
        };
        let all = length(&whole)?;
        if share == 1 {
            return Ok((whole, all));
        }
        let path = self.folder.join(format!("{}-{share}", input.name()));
        let len = (all / RECORD / share).max(1) * RECORD;
        if !path.exists() {
            copy_head(&whole, &path, len).map_err(|error| cannot(&path, &error))?;
        }
        Ok((path, len))
    }

    fn make(&self, input: Input, path: &Path) -> Result<(), String> {
        let (example, words) = input.maker();
        let program = target_dir()?.join("release/examples").join(example);
        let mut command = Command::new(program);
        command.args(["--size", &self.size]).args(words).arg(path);
        let status = command.status().map_err(|error| cannot_start(&command, &error))?;
        if status.success() { Ok(()) } else { Err(format!("{example}: {status}")) }
    }

    /// Removes all files.
    pub(crate) fn remove(&self) {
        // What is left behind is in the target folder, and written anew next time.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn cannot(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}

fn copy_head(from: &Path, to: &Path, len: u64) -> io::Result<()> {
    io::copy(&mut File::open(from)?.take(len), &mut File::create(to)?)?;
    Ok(())
}

/// Drops what the page cache has of the file, where the system lets one.
pub(crate) fn evict(path: &Path) -> Result<(), String> {
    let drop = || {
        let file = File::open(path)?;
        file.sync_all()?;
        #[cfg(target_os = "linux")]
        rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed)?;
        Ok(())
    };
    drop().map_err(|error: io::Error| cannot(path, &error))
}

/// Puts the file into the page cache as reading ahead leaves it there: in large pages, not in the
/// small ones of whoever wrote it, which cost a map half its speed.
pub(crate) fn warm(path: &Path) -> Result<(), String> {
    evict(path)?;
    let read = || {
        let mut file = File::open(path)?;
        let mut buffer = vec![0; 1 << 20];
        while file.read(&mut buffer)? > 0 {}
        Ok(())
    };
    read().map_err(|error: io::Error| cannot(path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_file_is_as_long_as_asked_for_and_stays_in_the_cache_or_not() {
        let folder = std::env::temp_dir().join(format!("compare-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (whole, head) = (folder.join("whole"), folder.join("head"));
        fs::write(&whole, [7; 1_000]).unwrap();
        copy_head(&whole, &head, 384).unwrap();
        warm(&head).unwrap();
        evict(&head).unwrap();
        assert_eq!(fs::read(&head).unwrap(), [7; 384]);
        fs::remove_dir_all(folder).unwrap();
    }
}
