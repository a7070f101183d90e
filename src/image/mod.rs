//! Carving out of images: disks, memory dumps, free space, streams of any length.
//!
//! An [`Image`] says where the bytes come from; a [`Scan`] takes a
//! [`Carver`](crate::carve::Carver) through them, with any number of threads and in bounded
//! memory, and tells what it finds, in order. What cannot be read is told as a [`Gap`] and
//! never ends a scan, unless the image is a stream.
//!
//! # Examples
//!
//! ```
//! use loginrec::carve::{Carver, Options};
//! use loginrec::image::{Event, Image, Scan};
//! use std::ops::ControlFlow;
//!
//! let image = Image::open("corpus/linux-utmp-384-le/wtmp")?;
//! let carver = Carver::new(&Options::new());
//! let mut offsets = Vec::new();
//! let scanned = Scan::new(&carver).run(&image, |event| {
//!     match event {
//!         // Parts of records come at the end.
//!         Event::Hit(hit) if hit.fragment().is_none() => offsets.push(hit.offset()),
//!         Event::Gap(gap) => eprintln!("not read: {gap}"),
//!         _ => {}
//!     }
//!     ControlFlow::Continue(())
//! })?;
//! assert!(!offsets.is_empty() && offsets.is_sorted());
//! assert_eq!(Some(scanned.bytes), image.size());
//! assert_eq!(scanned.resume_at, None, "it was scanned to its end");
//! # Ok::<(), loginrec::Error>(())
//! ```

mod feed;
mod gap;
mod partition;
mod salvage;
mod scan;
mod split;
mod store;
mod stream;
mod window;

pub use gap::{Gap, GapKind};
pub use partition::{Partition, Partitions, Scheme};
pub use scan::{Event, Scan, Scanned};
pub use store::{Part, ReadAt};

use crate::error::Error;
use crate::escape::Escaped;
use crate::live::wants_map;
use crate::source::{Mode, Source};
use std::io::Read;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{fmt, fs, io};
use store::Store;
use stream::Stream;

/// Bytes to carve from: a file, the files of a split image, a device, or a stream.
pub struct Image {
    name: String,
    body: Body,
}

enum Body {
    Store(Store),
    Stream(Mutex<Stream>),
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Image({}, {:?} bytes)", self.name, self.size())
    }
}

impl Image {
    /// Opens a regular file, a block device, or a character device, which is a stream. Large
    /// regular files are mapped, as [`Mode::Auto`] says.
    ///
    /// A path that ends in `.001` or `.000` (three digits or more) is the first part of a
    /// split raw image: the parts that follow it without a gap are opened too, and are one
    /// image with it. `.001` is a first part only where there is no `.000`. A part that is
    /// missing in the middle looks like the end: [`Image::parts`] says how many there are.
    /// Any other part is opened alone.
    ///
    /// Images in containers (EWF, AFF, QCOW2 and the like) are scanned as the bytes that they
    /// are; export them as raw images first.
    ///
    /// # Errors
    ///
    /// If a path cannot be opened, or is a directory, socket or named pipe.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::open_as(path, Mode::Auto)
    }

    /// As [`Image::open`], with a choice of how to get at the bytes of regular files.
    ///
    /// # Errors
    ///
    /// As [`Image::open`].
    pub fn open_as(path: impl AsRef<Path>, mode: Mode) -> Result<Self, Error> {
        let path = path.as_ref();
        let open = |path: &Path| Source::open(path, |len| wants_map(mode, len, Some(path)));
        let first = open(path)?;
        let name = first.name().to_owned();
        if first.is_stream() {
            return Ok(Self::of_stream(name, first));
        }
        let mut sources = vec![first];
        for path in split::followers(path) {
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_file() => sources.push(open(&path)?),
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                    let shown = crate::source::shown(&path);
                    return Err(Error::read("cannot be opened", cause).in_file(&shown));
                }
                _ => break,
            }
        }
        Ok(Self { name, body: Body::Store(Store::of_files(sources)) })
    }

    /// A stream, such as standard input, which can be scanned once. `name` stands in messages.
    pub fn stream(name: &str, reader: impl Read + Send + 'static) -> Self {
        let name = Escaped(name.as_bytes()).to_string();
        let source = Source::stream(name.clone(), reader);
        Self::of_stream(name, source)
    }

    /// Anything that can be read at any offset. `name` stands in messages.
    pub fn of(name: &str, device: impl ReadAt + 'static) -> Self {
        let name = Escaped(name.as_bytes()).to_string();
        Self { name, body: Body::Store(Store::of_device(Box::new(device))) }
    }

    fn of_stream(name: String, source: Source) -> Self {
        Self { name, body: Body::Stream(Mutex::new(Stream::new(source))) }
    }

    /// The name for messages, escaped; of a split image that of its first part.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Length when the image was opened, in bytes: that of all parts together. A stream has
    /// none, and neither has a file of length 0: the system says so of some that have bytes.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        match &self.body {
            Body::Store(store) => Some(store.size()),
            Body::Stream(_) => None,
        }
    }

    /// The files that the image consists of, in order: one, unless it is split. A stream, and
    /// what was given by [`Image::of`], has none.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        match &self.body {
            Body::Store(store) => store.parts(),
            Body::Stream(_) => &[],
        }
    }
}

/// Takes a lock, whatever became of those who had it: what is locked here is sound at any time.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
