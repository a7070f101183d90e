//! CSV as in RFC 4180, with line feeds, and with nothing that acts on a terminal.

use super::column::Column;
use super::push::{
    display, push_address, push_bool, push_fields, push_flags, push_hex, push_padded,
    push_seconds, push_signed, push_time,
};
use super::value::{Row, Style, Value};
use crate::bytes::is_plain;
use crate::escape::Escaped;
use alloc::vec::Vec;
use core::ops::Range;

/// What makes CSV quote a value though it is printable.
pub(super) const SPECIAL: [u8; 2] = *b"\",";

/// Whether CSV can carry the bytes exactly: what needs no escape.
pub(super) fn is_exact(bytes: &[u8]) -> bool {
    is_plain(bytes, [0; 2]) || Escaped(bytes).is_exact()
}

/// Writes the names of the columns.
pub(super) fn push_header<'a>(
    out: &mut Vec<u8>,
    columns: impl Iterator<Item = &'a Column>,
) {
    let style = Style::default();
    let mut line = Line::begin(out, &style);
    columns.for_each(|column| line.put(column, Value::Plain(column.name.as_bytes())));
    line.end();
}

/// A line of cells.
pub(super) struct Line<'a> {
    out: &'a mut Vec<u8>,
    style: &'a Style<'a>,
}

impl<'a> Line<'a> {
    pub(super) fn begin(out: &'a mut Vec<u8>, style: &'a Style<'a>) -> Self {
        Self { out, style }
    }

    /// Leaves so many cells empty.
    pub(super) fn skip(&mut self, cells: usize) {
        self.out.extend(core::iter::repeat_n(b',', cells));
    }

    pub(super) fn end(self) {
        // Every line has a cell, and the last one has a line feed in place of the comma.
        self.out.pop();
        self.out.push(b'\n');
    }
}

impl Row for Line<'_> {
    #[inline(always)]
    fn put(&mut self, _: &Column, value: Value<'_>) {
        push_cell(self.out, value, self.style);
        self.out.push(b',');
    }
}

/// Cells that come in one order and stand in another.
#[derive(Clone, Debug, Default)]
pub(super) struct Spread {
    text: Vec<u8>,
    /// Where the text of each cell of the line is.
    cells: Vec<Range<usize>>,
}

impl Spread {
    /// Begins a line of so many cells. `places` tells where each cell that comes has to stand.
    pub(super) fn begin<'a>(
        &'a mut self,
        width: usize,
        places: &'a [usize],
        style: &'a Style<'a>,
    ) -> SpreadLine<'a> {
        self.text.clear();
        self.cells.clear();
        self.cells.resize(width, 0..0);
        SpreadLine { to: self, places: places.iter(), style }
    }

    /// Puts the cells into a line, each in its place.
    pub(super) fn push(&self, line: &mut Line<'_>) {
        for cell in &self.cells {
            line.out.extend_from_slice(self.text.get(cell.clone()).unwrap_or_default());
            line.out.push(b',');
        }
    }
}

/// A line of them.
pub(super) struct SpreadLine<'a> {
    to: &'a mut Spread,
    places: core::slice::Iter<'a, usize>,
    style: &'a Style<'a>,
}

impl Row for SpreadLine<'_> {
    fn put(&mut self, _: &Column, value: Value<'_>) {
        let start = self.to.text.len();
        push_cell(&mut self.to.text, value, self.style);
        let place = self.places.next().and_then(|&place| self.to.cells.get_mut(place));
        place.into_iter().for_each(|cell| *cell = start..self.to.text.len());
    }
}

#[inline(always)]
fn push_cell(out: &mut Vec<u8>, value: Value<'_>, style: &Style<'_>) {
    match value {
        Value::Null => {}
        Value::Signed(number) => push_signed(out, number),
        Value::Unsigned(number) => push_padded(out, number, 1),
        Value::Bool(truth) => push_bool(out, truth),
        Value::Seconds(micros) => push_seconds(out, micros),
        Value::Plain(bytes) => out.extend_from_slice(bytes),
        Value::Text(bytes) => push_text(out, bytes),
        Value::Address(address) => push_address(out, address),
        Value::Time(time) => push_time(out, time, style),
        Value::Hex(bytes) => push_hex(out, bytes),
        Value::Fields(entry, role) => push_fields(out, entry, role),
        Value::Flags(process) => push_flags(out, process),
    }
}

fn push_text(out: &mut Vec<u8>, bytes: &[u8]) {
    let needs_quotes = |text: &[u8]| text.iter().any(|byte| SPECIAL.contains(byte));
    if is_exact(bytes) && !needs_quotes(bytes) {
        out.extend_from_slice(bytes);
        return;
    }
    out.push(b'"');
    for byte in display(Escaped(bytes)).into_bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}
