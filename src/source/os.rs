//! What only the operating system can tell: maps, and where the holes of a file are.
//!
//! The only file with `unsafe` code. Everything else in the project forbids or denies it.
#![allow(unsafe_code)]

use std::fs::File;
use std::io;
use std::ops::{Deref, Range};

/// A file mapped into memory, read-only.
///
/// # Contract
///
/// Rust demands that bytes behind a `&[u8]` do not change, and the operating system cannot
/// promise that of a file: a writer's changes show through the map, and reading behind the
/// end of a file that was cut short kills the process. Whoever asks for a map promises that
/// the file is evidence: nobody writes to it while it is read. The library never maps a
/// file of the running system by itself; see [`Mode::Auto`](super::Mode::Auto).
#[derive(Debug)]
pub struct Map(memmap2::Mmap);

impl Map {
    /// Maps the whole file.
    ///
    /// # Errors
    ///
    /// If the system refuses, for instance because the file is larger than the address space.
    pub(super) fn new(file: &File) -> io::Result<Self> {
        // SAFETY: the map is private and read-only, so we change nothing through it. That
        // nobody else changes the file is the contract above, which `Mode::Map` and
        // `source::map` hand on to whoever asks for a map.
        let map = unsafe { memmap2::Mmap::map(file)? };
        Ok(Self(map))
    }
}

impl Deref for Map {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Map {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

/// The next stretch of data at or behind `from`: `None` if only a hole is left, and
/// everything up to `len` if the system or the file system does not tell.
pub(super) fn data_behind(file: &File, from: u64, len: u64) -> Option<Range<u64>> {
    if from >= len {
        return None;
    }
    match seek(file, from, Whence::Data) {
        Ok(None) => None,
        Ok(Some(start)) if start >= from && start < len => {
            let end = seek(file, start, Whence::Hole).ok().flatten().unwrap_or(len);
            (start < end).then(|| start..end.min(len))
        }
        _ => Some(from..len),
    }
}

enum Whence {
    Data,
    Hole,
}

/// `lseek` to the next data or hole. `Ok(None)`: there is none before the end of the file.
/// Moves the file's position, which nobody here uses: files are read at offsets.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
fn seek(file: &File, from: u64, whence: Whence) -> io::Result<Option<u64>> {
    use std::os::fd::AsRawFd;

    let from = i64::try_from(from).map_err(io::Error::other)?;
    let whence = match whence {
        Whence::Data => libc::SEEK_DATA,
        Whence::Hole => libc::SEEK_HOLE,
    };
    // SAFETY: `lseek` takes no pointers, and the descriptor is open as long as `file` lives.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let at = unsafe { libc::lseek64(file.as_raw_fd(), from, whence) };
    // SAFETY: as above; `off_t` is 64 bits wide on this system.
    #[cfg(target_os = "freebsd")]
    let at = unsafe { libc::lseek(file.as_raw_fd(), from, whence) };
    match u64::try_from(at) {
        Ok(at) => Ok(Some(at)),
        Err(_) => {
            let error = io::Error::last_os_error();
            match error.raw_os_error() {
                Some(libc::ENXIO) => Ok(None),
                _ => Err(error),
            }
        }
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
fn seek(_: &File, _: u64, _: Whence) -> io::Result<Option<u64>> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Reads at an offset without moving the position of the file.
#[cfg(unix)]
pub(super) fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

/// Reads at an offset; the position of the file, which moves, is used by nobody.
#[cfg(windows)]
pub(super) fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}
