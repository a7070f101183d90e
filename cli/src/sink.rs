//! Where output goes: standard output, or a file that is never overwritten by accident.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Written at a time.
const CHUNK: usize = 64 << 10;

/// A buffer before standard output or a file.
pub(crate) struct Sink {
    buffer: Vec<u8>,
    to: Box<dyn Write>,
}

impl Sink {
    pub(crate) fn stdout() -> Self {
        Self { buffer: Vec::new(), to: Box::new(io::stdout().lock()) }
    }

    /// Creates a file. With `force` an existing one is overwritten, but never an input.
    pub(crate) fn file(path: &Path, force: bool, inputs: &[PathBuf]) -> io::Result<Self> {
        if inputs.iter().any(|input| is_same(input, path)) {
            return Err(io::Error::other("it is one of the inputs"));
        }
        let mut options = OpenOptions::new();
        options.write(true);
        if force {
            options.create(true).truncate(true);
        } else {
            options.create_new(true);
        }
        let file: File = options.open(path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => {
                io::Error::other("it exists already; --force overwrites it")
            }
            _ => error,
        })?;
        Ok(Self { buffer: Vec::new(), to: Box::new(file) })
    }

    /// What is to be written next.
    pub(crate) fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// Writes the buffer if it is large.
    pub(crate) fn drain(&mut self) -> io::Result<()> {
        if self.buffer.len() >= CHUNK { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    /// Writes everything.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        self.to.flush()
    }
}

#[cfg(unix)]
fn is_same(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let (Ok(a), Ok(b)) = (a.metadata(), b.metadata()) else { return false };
    a.dev() == b.dev() && a.ino() == b.ino()
}

#[cfg(not(unix))]
fn is_same(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}
