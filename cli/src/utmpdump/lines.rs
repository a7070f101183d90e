//! Lines of a text of any length, in bounded memory.

use crate::args::Reading;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// The longest line of an exact text, with room.
const LONGEST: u64 = 1 << 20;

/// The lines of a file or of standard input.
pub(super) struct Lines {
    from: Box<dyn BufRead>,
    line: Vec<u8>,
    /// The number of the line, from 1.
    pub(super) number: u64,
    left: u64,
    max: u64,
}

impl Lines {
    pub(super) fn open(path: &Path, reading: &Reading) -> io::Result<Self> {
        let from: Box<dyn BufRead> = if super::is_stdin(path) {
            Box::new(BufReader::with_capacity(64 << 10, io::stdin()))
        } else {
            Box::new(BufReader::with_capacity(64 << 10, File::open(path)?))
        };
        let max = reading.max_bytes.unwrap_or(u64::MAX);
        Ok(Self { from, line: Vec::new(), number: 0, left: max, max })
    }

    /// The next line with its end, or so much of it as may be read at a time.
    pub(super) fn next(&mut self, most: Option<u64>) -> io::Result<Option<&[u8]>> {
        self.line.clear();
        self.number += 1;
        let most = most.unwrap_or(LONGEST).min(self.left);
        let len = (&mut self.from).take(most).read_until(b'\n', &mut self.line)?;
        self.left -= u64::try_from(len).unwrap_or(self.left).min(self.left);
        if self.left == 0 && !self.from.fill_buf()?.is_empty() {
            let max = self.max;
            return Err(io::Error::other(format!(
                "has more than {max} bytes (--max-bytes)"
            )));
        }
        Ok((len > 0).then_some(&self.line))
    }
}
