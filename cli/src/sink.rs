//! Where output goes: standard output, or a file that is never overwritten by accident.

use crate::args::Output;
use crate::reading::is_stdin;
use crate::report::{Report, shown};
use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Written at a time.
const CHUNK: usize = 64 << 10;

/// A buffer before standard output or a file.
pub(crate) struct Sink {
    buffer: Vec<u8>,
    to: To,
}

enum To {
    Stdout(io::StdoutLock<'static>),
    File(File),
}

impl Sink {
    pub(crate) fn stdout() -> Self {
        Self { buffer: Vec::new(), to: To::Stdout(io::stdout().lock()) }
    }

    /// What was asked for. `None` if it cannot be written, which is reported.
    pub(crate) fn open(
        output: &Output,
        inputs: &[PathBuf],
        report: &mut Report,
    ) -> Option<Self> {
        let (sink, name) = match output.file() {
            None => (Self::stdout_for(inputs), "standard output".to_owned()),
            Some(path) => (Self::file(path, output.force, inputs), shown(path)),
        };
        sink.inspect_err(|error| {
            report.error(format_args!("{name}: cannot be written: {error}"));
        })
        .ok()
    }

    /// Standard output, unless the shell has redirected it into an input: evidence is
    /// never written to.
    pub(crate) fn stdout_for(inputs: &[PathBuf]) -> io::Result<Self> {
        if let Some(output) = Identity::of_stdout() {
            refuse_inputs(inputs, &output)?;
        }
        Ok(Self::stdout())
    }

    /// Creates a file. With `force` an existing one is overwritten, but never an input.
    pub(crate) fn file(path: &Path, force: bool, inputs: &[PathBuf]) -> io::Result<Self> {
        if let Some(output) = Identity::of(path) {
            refuse_inputs(inputs, &output)?;
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
        Ok(Self { buffer: Vec::new(), to: To::File(file) })
    }

    /// What is to be written next.
    pub(crate) fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// Writes the buffer if it is large.
    pub(crate) fn drain(&mut self) -> io::Result<()> {
        if self.buffer.len() >= CHUNK { self.flush() } else { Ok(()) }
    }

    /// Writes the buffer.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Stdout(stdout) => {
                stdout.write_all(&self.buffer)?;
                stdout.flush()?;
            }
            To::File(file) => file.write_all(&self.buffer)?,
        }
        self.buffer.clear();
        Ok(())
    }

    /// Writes so many zeros. In a file, many are a hole.
    pub(crate) fn zeros(&mut self, mut count: u64) -> io::Result<()> {
        let chunk = u64::try_from(CHUNK).unwrap_or(u64::MAX);
        if count >= chunk && matches!(self.to, To::File(_)) {
            self.flush()?;
            if let To::File(file) = &mut self.to
                && file.metadata()?.is_file()
            {
                let to = i64::try_from(count).map_err(io::Error::other)?;
                let end = file.seek(SeekFrom::Current(to))?;
                return file.set_len(end);
            }
        }
        while count > 0 {
            let part = count.min(chunk);
            count -= part;
            let len = self.buffer.len() + usize::try_from(part).unwrap_or(CHUNK);
            self.buffer.resize(len, 0);
            self.drain()?;
        }
        Ok(())
    }

    /// Goes on at this place of a file. What is between is zeros.
    pub(crate) fn seek(&mut self, place: u64) -> io::Result<()> {
        self.flush()?;
        match &mut self.to {
            To::File(file) => file.seek(SeekFrom::Start(place)).map(|_| ()),
            To::Stdout(_) => Err(io::Error::other(
                "a table has places, which standard output has not: name a file",
            )),
        }
    }

    /// Writes everything.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.flush()
    }
}

fn refuse_inputs(inputs: &[PathBuf], output: &Identity) -> io::Result<()> {
    let is_output = |input: &PathBuf| {
        let input = match input.as_path() {
            path if is_stdin(path) => Identity::of_stdin(),
            path => Identity::of(path),
        };
        input.is_some_and(|input| input == *output)
    };
    if inputs.iter().any(is_output) {
        return Err(io::Error::other("it is one of the inputs"));
    }
    Ok(())
}

/// Which regular file it is, by whatever name.
#[cfg(unix)]
#[derive(PartialEq, Eq)]
struct Identity(u64, u64);

#[cfg(unix)]
impl Identity {
    fn of(path: &Path) -> Option<Self> {
        Self::from(&path.metadata().ok()?)
    }

    fn of_stdin() -> Option<Self> {
        use std::os::fd::AsFd;
        Self::of_descriptor(io::stdin().as_fd())
    }

    fn of_stdout() -> Option<Self> {
        use std::os::fd::AsFd;
        Self::of_descriptor(io::stdout().as_fd())
    }

    fn of_descriptor(descriptor: std::os::fd::BorrowedFd<'_>) -> Option<Self> {
        let file = File::from(descriptor.try_clone_to_owned().ok()?);
        Self::from(&file.metadata().ok()?)
    }

    fn from(metadata: &std::fs::Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        metadata.is_file().then(|| Self(metadata.dev(), metadata.ino()))
    }
}

/// Which regular file it is, as far as its path tells.
#[cfg(not(unix))]
#[derive(PartialEq, Eq)]
struct Identity(PathBuf);

#[cfg(not(unix))]
impl Identity {
    fn of(path: &Path) -> Option<Self> {
        path.is_file().then(|| path.canonicalize().ok()).flatten().map(Self)
    }

    const fn of_stdin() -> Option<Self> {
        None
    }

    const fn of_stdout() -> Option<Self> {
        None
    }
}
