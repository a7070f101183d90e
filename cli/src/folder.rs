//! The files below a folder.

use crate::report::{Report, shown};
use std::fs;
use std::path::{Path, PathBuf};

/// The path itself or, if it is a folder, the files in it and below, in the order of their
/// names. Links, devices and the like are passed over: what lies below a folder should be
/// read once, and without waiting for anybody. What cannot be listed is reported.
pub(crate) fn files(path: &Path, report: &mut Report) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let mut files = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                report.error(format_args!("{}: cannot be listed: {error}", shown(&folder)));
                continue;
            }
        };
        for entry in entries {
            match entry.and_then(|entry| Ok((entry.path(), entry.file_type()?))) {
                Ok((path, kind)) if kind.is_dir() => folders.push(path),
                Ok((path, kind)) if kind.is_file() => files.push(path),
                Ok(_) => {}
                Err(error) => report.error(format_args!(
                    "{}: cannot be listed as a whole: {error}",
                    shown(&folder)
                )),
            }
        }
    }
    files.sort();
    files
}
