//! Lines of a text of any length, in bounded memory.

use crate::reading::{Reading, is_stdin};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// The longest line of an exact text, with room.
const LONGEST: u64 = 1 << 20;

/// The lines of a file or of standard input.
pub(super) struct Lines {
    from: Box<dyn BufRead>,
    line: Vec<u8>,
    number: u64,
    left: u64,
    max: u64,
}

impl Lines {
    pub(super) fn open(path: &Path, reading: &Reading) -> io::Result<Self> {
        let from: Box<dyn BufRead> = if is_stdin(path) {
            Box::new(BufReader::with_capacity(64 << 10, io::stdin()))
        } else {
            Box::new(BufReader::with_capacity(64 << 10, File::open(path)?))
        };
        let max = reading.max_bytes.unwrap_or(u64::MAX);
        Ok(Self { from, line: Vec::new(), number: 0, left: max, max })
    }

    /// The number of the next line, from 1, and the line with its end, or so much of it as the
    /// form has room for. The rest of the line is passed over or, with `parts`, comes as lines
    /// of so many bytes.
    pub(super) fn next(&mut self, parts: Option<u64>) -> io::Result<Option<(u64, &[u8])>> {
        self.number += u64::from(self.line.last().is_none_or(|&last| last == b'\n'));
        self.line.clear();
        self.read(parts.unwrap_or(LONGEST))?;
        while parts.is_none() && self.is_open(LONGEST) {
            let len = self.line.len();
            self.read(LONGEST)?;
            let ended = self.line.len() == len || self.line.ends_with(b"\n");
            self.line.truncate(len);
            if ended {
                self.line.push(b'\n');
            }
        }
        Ok((!self.line.is_empty()).then_some((self.number, &self.line)))
    }

    /// Whether there may be more of the line than so many bytes.
    fn is_open(&self, most: u64) -> bool {
        u64::try_from(self.line.len()).is_ok_and(|len| len >= most)
            && !self.line.ends_with(b"\n")
    }

    /// Adds at most so many bytes of the line.
    fn read(&mut self, most: u64) -> io::Result<()> {
        let most = most.min(self.left);
        let len = (&mut self.from).take(most).read_until(b'\n', &mut self.line)?;
        self.left -= u64::try_from(len).unwrap_or(self.left).min(self.left);
        if self.left == 0 && !self.from.fill_buf()?.is_empty() {
            let max = self.max;
            return Err(io::Error::other(format!(
                "has more than {max} bytes (--max-bytes)"
            )));
        }
        Ok(())
    }
}
