//! Where images are built, and the tools that build them.

use super::truth::Laid;
use crate::cargo::{cannot_start, shown};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A disk image with records in it.
pub(crate) struct Image {
    pub(crate) name: &'static str,
    pub(crate) path: PathBuf,
    pub(crate) laid: Vec<Laid>,
    /// Its files stand at odd places: it has to be searched byte by byte.
    pub(crate) is_odd: bool,
}

/// A folder for images and for what goes into them.
pub(crate) struct Bench {
    folder: PathBuf,
}

impl Bench {
    pub(crate) fn new(folder: PathBuf) -> Result<Self, String> {
        fs::create_dir_all(&folder)
            .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
        Ok(Self { folder })
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A file with these bytes.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, String> {
        let path = self.path(name);
        let write = || {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(&path, bytes)
        };
        write().map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        Ok(path)
    }

    /// An empty folder with these files.
    pub(crate) fn tree(
        &self,
        name: &str,
        files: &[(String, Vec<u8>)],
    ) -> Result<PathBuf, String> {
        let root = self.path(name);
        let _ = fs::remove_dir_all(&root); // there is none, or one of an earlier run
        for (path, bytes) in files {
            self.write(&format!("{name}/{path}"), bytes)?;
        }
        Ok(root)
    }

    /// A file of zeros that take no room.
    pub(crate) fn sparse(&self, name: &str, mib: u64) -> Result<PathBuf, String> {
        let path = self.write(name, b"")?;
        let file = fs::File::options().write(true).open(&path);
        file.and_then(|file| file.set_len(mib << 20))
            .map_err(|error| format!("cannot size {}: {error}", path.display()))?;
        Ok(path)
    }
}

/// Reads a file whole.
pub(crate) fn load(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Runs a tool and returns what it says; the times that it writes are always the same.
pub(crate) fn run(command: &mut Command) -> Result<String, String> {
    const TIME: &str = "1700000000";
    let output = command
        .env("E2FSPROGS_FAKE_TIME", TIME)
        .env("SOURCE_DATE_EPOCH", TIME)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| cannot_start(command, &error))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{} ({}): {said}", shown(command), output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
