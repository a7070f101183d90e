//! Which files are read: evidence must not be confused with the machine that one works on.

use super::Of;
use crate::args::Last;
use crate::report::{Report, shown};
use std::path::{Path, PathBuf};

/// The files that were named, or that of the running system. An error is a message.
pub(super) fn of(args: &Last, of: Of) -> Result<Vec<PathBuf>, String> {
    let is_compat = args.compat.is_some();
    let is_named = !args.file.is_empty();
    if !is_compat {
        refuse_files(args.words.iter().map(Path::new), is_named)?;
    }
    if is_named {
        return Ok(args.file.clone());
    }
    let system = match of {
        Of::Logins => loginrec::wtmp(),
        Of::Failures => loginrec::btmp(),
    };
    if !is_compat {
        let path = shown(system.path());
        Report::warn(format_args!("{path} of this machine is read; -f names another file"));
    }
    Ok(vec![system.path().to_owned()])
}

/// Refuses words that are meant for files. Where a file is named, what has a slash may be a
/// terminal of another system; here only pseudo-terminals have one.
fn refuse_files<'a>(
    mut words: impl Iterator<Item = &'a Path>,
    is_named: bool,
) -> Result<(), String> {
    let is_path = |word: &Path| {
        let has_slash = word.as_os_str().as_encoded_bytes().contains(&b'/');
        has_slash && !is_named && !word.starts_with("pts")
    };
    match words.find(|word| word.is_file() || is_path(word)) {
        None => Ok(()),
        Some(word) if word.is_file() => {
            Err(format!("{}: is a file: name it with -f", shown(word)))
        }
        Some(word) => {
            let word = shown(word);
            Err(format!("{word}: is neither user nor terminal; files are named with -f"))
        }
    }
}
