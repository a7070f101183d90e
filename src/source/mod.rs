//! Where bytes come from: files read or mapped, and streams, behind one door.
//!
//! Nothing here knows what a record is. A source says how long it is, where its data lie,
//! and hands out bytes.

mod os;

pub use os::Map;

use crate::bytes::byte_count;
use crate::error::{Error, ErrorKind};
use crate::escape::Escaped;
use std::fmt;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Shorter holes are read as the zeros they stand for.
const HOLE: u64 = 1 << 16;
/// Data with short holes in them are looked at so much at a time.
const MERGED: u64 = 1 << 26;

/// How to get at the bytes of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mode {
    /// Map files of 64 MiB and more, read all others. Files in the folders where the
    /// running system keeps its login records are always read, whatever their size: they
    /// are written to and rotated, and a map of a file that is cut short kills the process.
    #[default]
    Auto,
    /// Read, through a buffer of fixed size.
    Read,
    /// Map, and read only where the system cannot map.
    ///
    /// Choosing this is a promise that nobody writes to the file; see [`Map`].
    Map,
}

/// Maps a whole file into memory, for typed slices over it.
///
/// Calling this is a promise that nobody writes to the file; see [`Map`].
///
/// # Errors
///
/// If the path cannot be opened, is no regular file, or cannot be mapped.
pub fn map(path: impl AsRef<Path>) -> Result<Map, Error> {
    let path = path.as_ref();
    let fail = |message: &str, cause| Error::read(message, cause).in_file(&shown(path));
    let metadata =
        std::fs::metadata(path).map_err(|cause| fail("cannot be opened", cause))?;
    if !metadata.is_file() {
        let cause = io::Error::other("it is no regular file");
        return Err(fail("cannot be mapped", cause));
    }
    let file = File::open(path).map_err(|cause| fail("cannot be opened", cause))?;
    Map::new(&file).map_err(|cause| fail("cannot be mapped", cause))
}

/// A path for people: one line, nothing in it that acts on a terminal.
pub(crate) fn shown(path: &Path) -> String {
    Escaped(path.as_os_str().as_encoded_bytes()).to_string()
}

/// Bytes to be read once, from the first to the last.
pub(crate) struct Source {
    name: String,
    /// Length when the source was opened; a stream has none.
    len: Option<u64>,
    body: Body,
}

enum Body {
    Map(Arc<Map>, File),
    File(File),
    /// Locked by whoever reads on; files are read by any number of threads at once.
    Stream(Mutex<Box<dyn Read + Send>>),
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.body {
            Body::Map(..) => "map",
            Body::File(_) => "file",
            Body::Stream(_) => "stream",
        };
        write!(f, "Source({kind} {}, {:?} bytes)", self.name, self.len)
    }
}

impl Source {
    /// Opens a path. `want_map` is asked with the length of a regular file.
    pub(crate) fn open(
        path: &Path,
        want_map: impl FnOnce(u64) -> bool,
    ) -> Result<Self, Error> {
        let name = shown(path);
        let fail = |cause| Error::read("cannot be opened", cause).in_file(&name);
        let metadata = std::fs::metadata(path).map_err(fail)?;
        refuse(path, &metadata).map_err(|error| error.in_file(&name))?;
        let file = open_read_only(path, metadata.is_file()).map_err(fail)?;
        Self::of_file(name, file, want_map)
    }

    /// Takes a file that is open.
    pub(crate) fn of_file(
        name: String,
        mut file: File,
        want_map: impl FnOnce(u64) -> bool,
    ) -> Result<Self, Error> {
        let fail = |cause| Error::read("cannot be opened", cause).in_file(&name);
        // Asked of the open file: the path may have been rotated meanwhile.
        let metadata = file.metadata().map_err(fail)?;
        let len = if metadata.is_file() {
            metadata.len()
        } else if is_block_device(&metadata) {
            file.seek(SeekFrom::End(0)).map_err(fail)?
        } else {
            0
        };
        if len == 0 {
            // Empty, a character device, or a file whose length the system does not tell.
            return Ok(Self::stream(name, file));
        }
        let map =
            (metadata.is_file() && want_map(len)).then(|| Map::new(&file).ok()).flatten();
        // The file may have shrunk between the two calls.
        let body = match map {
            Some(map) if byte_count(&map) >= len => Body::Map(Arc::new(map), file),
            _ => Body::File(file),
        };
        Ok(Self { name, len: Some(len), body })
    }

    /// A stream, which ends where its reader ends.
    pub(crate) fn stream(name: String, reader: impl Read + Send + 'static) -> Self {
        Self { name, len: None, body: Body::Stream(Mutex::new(Box::new(reader))) }
    }

    /// The name for messages, escaped.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) const fn is_stream(&self) -> bool {
        matches!(self.body, Body::Stream(_))
    }

    pub(crate) const fn len(&self) -> Option<u64> {
        self.len
    }

    /// The whole file, if it is mapped.
    pub(crate) fn mapped(&self) -> Option<&[u8]> {
        match &self.body {
            Body::Map(map, _) => Some(map),
            _ => None,
        }
    }

    /// The same, for those who keep it.
    pub(crate) fn map(&self) -> Option<Arc<Map>> {
        match &self.body {
            Body::Map(map, _) => Some(Arc::clone(map)),
            _ => None,
        }
    }

    /// The next data at or behind `from`, with short holes inside it. `None` if nothing but
    /// a hole is left. A stream is all data.
    pub(crate) fn data_behind(&self, from: u64) -> Option<Range<u64>> {
        let (Body::Map(_, file) | Body::File(file)) = &self.body else {
            return Some(from..u64::MAX);
        };
        let len = self.len.unwrap_or(0);
        let short = |start: u64, end: u64| end.saturating_sub(start) < HOLE;
        let mut end = from;
        while end < len && end.saturating_sub(from) < MERGED {
            match os::data_behind(file, end, len) {
                Some(next) if short(end, next.start) => end = next.end,
                None if short(end, len) => end = len,
                Some(next) if end == from => return Some(next),
                _ => break,
            }
        }
        (from < end).then_some(from..end)
    }

    /// Reads into the buffer what stands at `offset`; 0 at the end. A stream reads on from
    /// where it is.
    pub(crate) fn read(&self, buffer: &mut [u8], offset: u64) -> Result<usize, Error> {
        self.try_read(buffer, offset).map_err(|cause| {
            let error = Error::read("cannot be read any further", cause);
            error.at(offset).in_file(&self.name)
        })
    }

    /// As [`Self::read`], with the error of the system alone.
    pub(crate) fn try_read(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        loop {
            let read = match &self.body {
                Body::Map(_, file) | Body::File(file) => os::read_at(file, buffer, offset),
                Body::Stream(reader) => {
                    reader.lock().unwrap_or_else(PoisonError::into_inner).read(buffer)
                }
            };
            match read {
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                read => return read,
            }
        }
    }

    /// Length of the file now, if it is a regular file.
    pub(crate) fn len_now(&self) -> Option<u64> {
        let (Body::Map(_, file) | Body::File(file)) = &self.body else { return None };
        let metadata = file.metadata().ok()?;
        metadata.is_file().then_some(metadata.len())
    }
}

/// What no login file is, and what would block for ever.
fn refuse(path: &Path, metadata: &Metadata) -> Result<(), Error> {
    let refused = if metadata.is_dir() {
        "is a directory: name the files in it"
    } else if is_fifo(metadata) && !is_descriptor(path) {
        "is a named pipe, which may never get a writer: redirect it to standard input and \
         read `-`"
    } else if is_socket(metadata) {
        "is a socket, which cannot be read"
    } else {
        return Ok(());
    };
    Err(Error::new(ErrorKind::Read, refused))
}

/// `/dev/stdin`, `/dev/fd/63`: descriptors that somebody has opened for us.
fn is_descriptor(path: &Path) -> bool {
    ["/dev/stdin", "/dev/fd", "/proc"].iter().any(|prefix| path.starts_with(prefix))
}

#[cfg(unix)]
fn open_read_only(path: &Path, regular: bool) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    // Should the path become a named pipe in this moment, opening it must not block.
    let flags = if regular { libc::O_NONBLOCK } else { 0 };
    OpenOptions::new().read(true).custom_flags(flags | libc::O_NOCTTY).open(path)
}

#[cfg(not(unix))]
fn open_read_only(path: &Path, _: bool) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

#[cfg(unix)]
fn is_fifo(metadata: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&metadata.file_type())
}

#[cfg(unix)]
fn is_socket(metadata: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_socket(&metadata.file_type())
}

#[cfg(unix)]
fn is_block_device(metadata: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_block_device(&metadata.file_type())
}

#[cfg(not(unix))]
fn is_fifo(_: &Metadata) -> bool {
    false
}

#[cfg(not(unix))]
fn is_socket(_: &Metadata) -> bool {
    false
}

#[cfg(not(unix))]
fn is_block_device(_: &Metadata) -> bool {
    false
}
