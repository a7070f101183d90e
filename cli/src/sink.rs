//! Where output goes: standard output, or a file that is never overwritten by accident.

use crate::args::Output;
#[cfg(unix)]
use crate::pipes;
use crate::reading::is_stdin;
use crate::report::{Report, shown};
use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Written at a time.
const CHUNK: usize = 256 << 10;

/// A buffer before standard output or a file.
pub(crate) struct Sink {
    buffer: Vec<u8>,
    to: To,
}

enum To {
    /// Where there are no descriptors, or standard output is closed.
    Lines(io::StdoutLock<'static>),
    Stdout(File),
    File(File),
}

impl Sink {
    pub(crate) fn stdout() -> Self {
        Self { buffer: Vec::new(), to: standard_output() }
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
        self.to.write(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    /// Writes text behind the buffer: at once if it is large.
    pub(crate) fn write(&mut self, text: &[u8]) -> io::Result<()> {
        if text.len() < CHUNK {
            self.buffer.extend_from_slice(text);
            return self.drain();
        }
        if !self.buffer.is_empty() {
            self.flush()?;
        }
        self.to.write(text)
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
            To::Lines(_) | To::Stdout(_) => Err(io::Error::other(
                "a table has places, which standard output has not: name a file",
            )),
        }
    }

    /// Writes everything.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.flush()
    }
}

impl To {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Lines(stdout) => stdout.write_all(bytes).and_then(|()| stdout.flush()),
            Self::Stdout(file) | Self::File(file) => file.write_all(bytes),
        }
    }
}

/// Without the buffer of the standard library, which looks for the ends of lines.
fn standard_output() -> To {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        if let Ok(descriptor) = io::stdout().as_fd().try_clone_to_owned() {
            pipes::widen(&descriptor);
            return To::Stdout(File::from(descriptor));
        }
    }
    To::Lines(io::stdout().lock())
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
