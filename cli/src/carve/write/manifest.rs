//! Where everything that was written is from.

use crate::sink::Sink;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{self, Write};

/// One row: a record, a copy of one, or a part of one.
#[derive(Debug, Serialize)]
pub(super) struct Row<'a> {
    /// The file in the folder.
    pub(super) file: &'a str,
    /// Where it stands there.
    pub(super) file_offset: u64,
    pub(super) length: usize,
    /// The image, escaped.
    pub(super) source: &'a str,
    /// Where it stood there.
    pub(super) offset: u64,
    /// Whether it stands in the file because of another row, with the same bytes.
    pub(super) copy: bool,
    /// `head`, `tail` or `joined`.
    pub(super) fragment: Option<&'static str>,
    /// Of a joined record, the bytes of its head.
    pub(super) cut: Option<u32>,
    /// Of a joined record, where its tail stood.
    pub(super) tail_offset: Option<u64>,
    pub(super) layout: &'static str,
    pub(super) tier: &'static str,
    pub(super) run: u64,
    pub(super) run_index: u64,
    pub(super) sha256: String,
}

/// The table of them.
pub(super) struct Manifest(csv::Writer<Out>);

struct Out(Sink);

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.buffer().extend_from_slice(bytes);
        self.0.drain()?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Manifest {
    pub(super) fn new(sink: Sink) -> io::Result<Self> {
        let mut writer =
            csv::WriterBuilder::new().has_headers(false).from_writer(Out(sink));
        // Also where nothing follows.
        writer
            .write_record([
                "file",
                "file_offset",
                "length",
                "source",
                "offset",
                "copy",
                "fragment",
                "cut",
                "tail_offset",
                "layout",
                "tier",
                "run",
                "run_index",
                "sha256",
            ])
            .map_err(io::Error::other)?;
        Ok(Self(writer))
    }

    pub(super) fn push(&mut self, row: &Row<'_>) -> io::Result<()> {
        self.0.serialize(row).map_err(io::Error::other)
    }

    pub(super) fn finish(self) -> io::Result<()> {
        let out = self.0.into_inner().map_err(|error| error.into_error())?;
        out.0.finish()
    }
}

/// The SHA-256 of bytes, in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to memory does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
