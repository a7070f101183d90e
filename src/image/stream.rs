//! Bytes that come once, from the first to the last.

use crate::bytes::byte_count;
use crate::error::{Error, ErrorKind};
use crate::source::Source;
use std::io;

/// So much of the start is kept, where partition tables are.
pub(super) const HEAD: usize = 1 << 20;

/// A stream, which can be looked into before it is scanned.
#[derive(Debug)]
pub(super) struct Stream {
    source: Source,
    /// The first bytes, as far as they have come.
    head: Vec<u8>,
    /// How far it was handed out, and how far it has come.
    offset: u64,
    arrived: u64,
    ended: bool,
    is_taken: bool,
}

impl Stream {
    pub(super) const fn new(source: Source) -> Self {
        let head = Vec::new();
        Self { source, head, offset: 0, arrived: 0, ended: false, is_taken: false }
    }

    /// Whoever scans it takes it: there is no second time.
    pub(super) fn take(&mut self) -> Result<(), Error> {
        if self.is_taken {
            let message =
                "is a stream and has been read: write it to a file to read it twice";
            return Err(Error::new(ErrorKind::Read, message).in_file(self.source.name()));
        }
        self.is_taken = true;
        Ok(())
    }

    /// The first MiB, which is read now if nothing was read before; less of a shorter stream,
    /// and of one that fails: whoever reads on will be told. With it, how long the stream is,
    /// if that is known by now.
    pub(super) fn head(&mut self) -> (&[u8], Option<u64>) {
        while !self.ended
            && byte_count(&self.head) == self.arrived
            && self.head.len() < HEAD
        {
            let filled = self.head.len();
            self.head.resize(HEAD, 0);
            let space = self.head.get_mut(filled..).unwrap_or_default();
            let read = self.source.try_read(space, self.arrived);
            let count = read.as_ref().copied().unwrap_or(0);
            self.head.truncate(filled.saturating_add(count));
            self.arrived = byte_count(&self.head);
            match read {
                Ok(count) => self.ended = count == 0,
                Err(_) => break,
            }
        }
        (&self.head, self.ended.then_some(self.arrived))
    }

    /// Reads on; 0 at the end.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let start = usize::try_from(self.offset).unwrap_or(usize::MAX);
        let kept = self.head.get(start..).unwrap_or_default();
        let count = if kept.is_empty() {
            if self.ended {
                return Ok(0);
            }
            let count = self.source.try_read(buffer, self.arrived)?.min(buffer.len());
            self.ended = count == 0 && !buffer.is_empty();
            self.keep(buffer.get(..count).unwrap_or_default());
            count
        } else {
            let count = kept.len().min(buffer.len());
            for (to, from) in buffer.iter_mut().zip(kept) {
                *to = *from;
            }
            count
        };
        self.offset = self.offset.saturating_add(u64::try_from(count).unwrap_or(0));
        Ok(count)
    }

    /// Counts what has come, and keeps it if it belongs to the head.
    fn keep(&mut self, bytes: &[u8]) {
        let room = HEAD.saturating_sub(self.head.len());
        if byte_count(&self.head) == self.arrived {
            self.head.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        }
        self.arrived = self.arrived.saturating_add(byte_count(bytes));
    }
}
