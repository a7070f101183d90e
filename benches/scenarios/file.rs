//! A file in the page cache, as one finds it there that was just read.

use loginrec::source::{self, Map};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A temporary file. Its pages are as large as reading ahead makes them: those that small
/// writes leave behind are small, and a map of them takes twice the time.
pub(crate) struct WarmFile {
    path: PathBuf,
    _folder: tempfile::TempDir,
}

impl WarmFile {
    pub(crate) fn new(name: &str, fill: impl FnOnce(File) -> io::Result<()>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join(name);
        let file = File::create(&path).expect("the file can be made");
        fill(file).expect("the file can be written");
        read_anew(&path).expect("the file can be read");
        Self { path, _folder: folder }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn map(&self) -> Map {
        source::map(&self.path).expect("the file can be mapped")
    }
}

/// Drops the pages of the file, where the system lets one, and reads it from the first byte to
/// the last.
fn read_anew(path: &Path) -> io::Result<()> {
    let mut file = File::open(path)?;
    file.sync_all()?;
    #[cfg(target_os = "linux")]
    rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed)?;
    let mut buffer = vec![0; 1 << 20];
    while file.read(&mut buffer)? > 0 {}
    Ok(())
}
