//! The lines of entries, in room that is known to be there or in any buffer.

use super::ink::Ink;
use super::row::{put_entry, put_record as put_values, put_user};
use super::value::{Context, Row};
use super::{Format, Writer, csv, json};
use crate::file::Entry;
use crate::record::Record;
use crate::vector::{Kernel, Vectors};
use alloc::vec::Vec;

/// Cells of damage that a CSV has behind those of an entry.
const DAMAGE_CELLS: usize = 2;

/// Adds the line of a record. Returns whether the slate had room for it, as it has for nearly all;
/// if not, nothing is added.
#[inline]
pub(super) fn put_record(
    writer: &mut Writer<'_>,
    entry: &Entry<'_>,
    record: &Record<'_>,
    user: Option<&[u8]>,
    out: &mut Vec<u8>,
) -> bool {
    let (isa, format) = (writer.isa, writer.format);
    let line = Line { writer, entry, record, user, out };
    match format {
        Format::Csv => isa.run(Csv(line)),
        _ => isa.run(Json(line)),
    }
}

/// All that goes into the line of a record.
struct Line<'l, 'w> {
    writer: &'l mut Writer<'w>,
    entry: &'l Entry<'l>,
    record: &'l Record<'l>,
    user: Option<&'l [u8]>,
    out: &'l mut Vec<u8>,
}

struct Json<'l, 'w>(Line<'l, 'w>);

struct Csv<'l, 'w>(Line<'l, 'w>);

impl Kernel for Json<'_, '_> {
    type Output = bool;

    #[inline(always)]
    fn run<V: Vectors>(self, vectors: V) -> bool {
        let Line { writer, entry, record, user, out } = self.0;
        let Writer { style, clock, slate, source, usual, users, .. } = writer;
        let usual = usual.as_ref().map(|(layout, id)| (*layout, id));
        let context = Context { source, layout: usual, seconds32: style.seconds32 };
        let row = json::Object::begin(slate.room(), style, clock);
        let mut row = put_values(row, entry, record, &context, vectors);
        if *users {
            row = put_user(row, user);
        }
        let len = row.end().place();
        slate.add_to(out, len)
    }
}

impl Kernel for Csv<'_, '_> {
    type Output = bool;

    #[inline(always)]
    fn run<V: Vectors>(self, vectors: V) -> bool {
        let Line { writer, entry, record, user, out } = self.0;
        let Writer { style, clock, slate, source, usual, users, residue, .. } = writer;
        let usual = usual.as_ref().map(|(layout, id)| (*layout, id));
        let context = Context { source, layout: usual, seconds32: style.seconds32 };
        let row = csv::Line::begin(slate.room(), style, clock);
        let mut row = put_values(row, entry, record, &context, vectors);
        if *users {
            row = put_user(row, user);
        }
        if *residue {
            row.pass(DAMAGE_CELLS);
        }
        let len = row.end().place();
        slate.add_to(out, len)
    }
}

/// Adds the line of any entry, however long it is.
#[inline(never)]
pub(super) fn push(
    writer: &mut Writer<'_>,
    entry: &Entry<'_>,
    user: Option<&[u8]>,
    out: &mut Vec<u8>,
) {
    let Writer { style, clock, source, usual, users, .. } = writer;
    let usual = usual.as_ref().map(|(layout, id)| (*layout, id));
    let context = Context { source, layout: usual, seconds32: style.seconds32 };
    let user = users.then_some(user);
    match writer.format {
        Format::Csv => {
            let row = csv::Line::begin(out, style, clock);
            let mut row = put_all(row, entry, user, &context);
            if writer.residue {
                row.pass(DAMAGE_CELLS);
            }
            row.end();
        }
        _ => {
            let row = json::Object::begin(out, style, clock);
            put_all(row, entry, user, &context).end();
        }
    }
}

fn put_all<R: Row>(
    row: R,
    entry: &Entry<'_>,
    user: Option<Option<&[u8]>>,
    context: &Context<'_>,
) -> R {
    let row = put_entry(row, entry, context);
    match user {
        Some(user) => put_user(row, user),
        None => row,
    }
}
