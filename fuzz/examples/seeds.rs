//! Writes the seeds of a target into a folder, for an engine to start from.

use std::io::{Error, Result};
use std::path::Path;

fn main() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let (Some(target), Some(folder)) = (words.next(), words.next()) else {
        return Err(Error::other("name the target, and the folder to write to"));
    };
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    for (name, bytes) in loginrec_fuzz::seed::of(&target) {
        std::fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}
