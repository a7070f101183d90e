//! CSV as in RFC 4180, with line feeds, and with nothing that acts on a terminal.

use super::clock::Clock;
use super::column::Column;
use super::ink::Ink;
use super::name::Dialect;
use super::push::display;
use super::value::{Pen, Row, Style, Value};
use crate::bytes::is_plain;
use crate::escape::Escaped;
use alloc::vec::Vec;
use core::ops::Range;

/// How CSV writes texts.
pub(super) struct Csv;

impl Dialect for Csv {
    /// What is quoted though it is printable.
    const SPECIAL: [u8; 2] = *b"\",";

    /// CSV carries what needs no escape.
    fn is_exact(bytes: &[u8]) -> bool {
        is_plain(bytes, [0; 2]) || Escaped(bytes).is_exact()
    }

    /// Quoted where it has to be.
    fn push(out: &mut Vec<u8>, bytes: &[u8]) {
        let needs_quotes =
            |text: &[u8]| text.iter().any(|byte| Self::SPECIAL.contains(byte));
        if Self::is_exact(bytes) && !needs_quotes(bytes) {
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
}

/// Writes the names of the columns.
pub(super) fn push_header<'a>(
    out: &mut Vec<u8>,
    columns: impl Iterator<Item = &'a Column>,
) {
    let (style, mut clock) = (Style::default(), Clock::default());
    let mut line = Line::begin(out, &style, &mut clock);
    columns.for_each(|column| line.put(column, column.name));
    line.end();
}

/// A line of cells.
pub(super) struct Line<'a, I> {
    ink: I,
    pen: Pen<'a>,
}

impl<'a, I: Ink> Line<'a, I> {
    #[inline(always)]
    pub(super) fn begin(ink: I, style: &'a Style<'a>, clock: &'a mut Clock) -> Self {
        Self { ink, pen: Pen { style, clock } }
    }

    #[inline(always)]
    pub(super) fn end(mut self) -> I {
        // Every line has a cell, and the last one has a line feed in place of the comma.
        self.ink.back(1);
        self.ink.put_all(b"\n");
        self.ink
    }
}

impl<I: Ink> Row for Line<'_, I> {
    type Dialect = Csv;

    #[inline(always)]
    fn put<V: Value>(&mut self, _: &Column, value: V) {
        value.put(&mut self.ink, &mut self.pen);
        self.ink.put_all(b",");
    }

    /// Leaves so many cells empty.
    #[inline(always)]
    fn pass(&mut self, cells: usize) {
        const COMMAS: [u8; 32] = [b','; 32];
        match cells {
            0..=32 => self.ink.put(&COMMAS, cells),
            _ => (0..cells).for_each(|_| self.ink.put_all(b",")),
        }
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
        clock: &'a mut Clock,
    ) -> SpreadLine<'a> {
        self.text.clear();
        self.cells.clear();
        self.cells.resize(width, 0..0);
        SpreadLine { to: self, places: places.iter(), pen: Pen { style, clock } }
    }

    /// Puts the cells into a line, each in its place.
    pub(super) fn put(&self, line: &mut Line<'_, impl Ink>) {
        for cell in &self.cells {
            line.ink.put_slice(self.text.get(cell.clone()).unwrap_or_default());
            line.ink.put_all(b",");
        }
    }
}

/// A line of them.
pub(super) struct SpreadLine<'a> {
    to: &'a mut Spread,
    places: core::slice::Iter<'a, usize>,
    pen: Pen<'a>,
}

impl Row for SpreadLine<'_> {
    type Dialect = Csv;

    fn put<V: Value>(&mut self, _: &Column, value: V) {
        let start = self.to.text.len();
        value.put(&mut self.to.text, &mut self.pen);
        let place = self.places.next().and_then(|&place| self.to.cells.get_mut(place));
        place.into_iter().for_each(|cell| *cell = start..self.to.text.len());
    }

    fn pass(&mut self, columns: usize) {
        self.places.by_ref().take(columns).for_each(drop);
    }
}
