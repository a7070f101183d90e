//! From the pieces of a file to lines.

use super::fields::{Fields, Plan};
use super::{HEAD, VERSION, bytes};
use crate::file::{Entry, Piece};
use crate::layout::{Index, Layout};
use crate::output::push::push_padded;
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// Bytes of a line that has nothing but bytes.
const LINE: usize = 4096;
/// Equal bytes between two that differ that are cheaper written than left out.
const GAP: usize = 4;

/// Writes the text of one file, piece by piece.
///
/// # Examples
///
/// ```
/// use loginrec::{LogFile, layout, text::exact};
///
/// let bytes = [7; 500];
/// let file = LogFile::new(&bytes, layout::find("linux-utmp-384-le").unwrap());
/// let mut text = Vec::new();
/// let mut writer = exact::Writer::begin(file.layout(), &mut text);
/// file.pieces().for_each(|piece| writer.piece(&piece, &mut text));
/// writer.end(&mut text);
///
/// let mut reader = exact::Reader::new();
/// let mut again = Vec::new();
/// for line in text.split(|&byte| byte == b'\n') {
///     let zeros = reader.line(line, &mut again)?;
///     again.resize(again.len() + usize::try_from(zeros).unwrap(), 0);
/// }
/// reader.end()?;
/// assert_eq!(again, bytes);
/// # Ok::<(), loginrec::text::Malformed>(())
/// ```
#[derive(Debug)]
pub struct Writer {
    plan: Plan,
    written: u64,
}

impl Writer {
    /// Begins a text with the layout that the file is read with.
    pub fn begin(layout: &'static Layout, out: &mut Vec<u8>) -> Self {
        for word in [HEAD, " ", VERSION, " ", layout.id(), "\n"] {
            out.extend_from_slice(word.as_bytes());
        }
        let plan = Plan::of(layout);
        plan.push_names(out);
        Self { plan, written: 0 }
    }

    /// Appends the lines of a piece.
    pub fn piece(&mut self, piece: &Piece<'_>, out: &mut Vec<u8>) {
        self.written = self.written.saturating_add(piece.len());
        match piece {
            Piece::Entry(entry) => self.entry(entry, out),
            Piece::Vacant(vacant) => {
                out.extend_from_slice(b"zeros ");
                push_padded(out, vacant.len(), 1);
                out.push(b'\n');
            }
            Piece::Residue(residue) => {
                for part in residue.bytes().chunks(LINE) {
                    out.extend_from_slice(b"residue ");
                    let name = residue.reason().name().bytes();
                    out.extend(name.map(|byte| if byte == b' ' { b'-' } else { byte }));
                    out.push(b' ');
                    bytes::push(out, part);
                    out.push(b'\n');
                }
            }
            Piece::Frame(frame) => {
                for part in frame.bytes().chunks(LINE) {
                    out.extend_from_slice(b"frame ");
                    bytes::push(out, part);
                    out.push(b'\n');
                }
            }
        }
    }

    fn entry(&mut self, entry: &Entry<'_>, out: &mut Vec<u8>) {
        let layout = entry.layout();
        if layout != self.plan.layout {
            self.plan = Plan::of(layout);
            out.extend_from_slice(b"layout ");
            out.extend_from_slice(layout.id().as_bytes());
            out.push(b'\n');
            self.plan.push_names(out);
        }
        let mut record = Cow::Borrowed(entry.body());
        if record.len() < layout.size() {
            record.to_mut().resize(layout.size(), 0);
        }
        let fields = Fields::of(&self.plan, &record);
        fields.push(&self.plan, out);
        let mut encoded = fields.encode(layout);
        let stored = entry.bytes();
        if encoded.len() != stored.len() {
            out.extend_from_slice(b" length=");
            push_padded(out, crate::bytes::byte_count(stored), 1);
            encoded.resize(stored.len(), 0);
        }
        push_patches(out, &encoded, stored);
        if layout.index() == Index::Uid {
            out.extend_from_slice(b" # uid ");
            push_padded(out, entry.index(), 1);
        }
        out.push(b'\n');
    }

    /// Ends the text. One that has no end was cut.
    pub fn end(self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"end ");
        push_padded(out, self.written, 1);
        out.push(b'\n');
    }
}

/// Where the bytes differ, those of the file.
fn push_patches(out: &mut Vec<u8>, encoded: &[u8], stored: &[u8]) {
    // Nearly always, and cheap to see.
    if encoded == stored {
        return;
    }
    let mut differ = encoded
        .iter()
        .zip(stored)
        .enumerate()
        .filter(|(_, (encoded, stored))| encoded != stored)
        .map(|(at, _)| at)
        .peekable();
    while let Some(start) = differ.next() {
        let mut last = start;
        while let Some(next) = differ.next_if(|&next| next <= last.saturating_add(GAP)) {
            last = next;
        }
        out.extend_from_slice(b" @");
        push_padded(out, u64::try_from(start).unwrap_or(u64::MAX), 1);
        out.push(b'=');
        bytes::push(out, stored.get(start..=last).unwrap_or_default());
    }
}
