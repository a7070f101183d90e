//! Damage in batches.

use super::schema::damage_schema;
use crate::file::{Damage, Piece};
use arrow_array::types::Int8Type;
use arrow_array::{ArrayRef, DictionaryArray, Int64Array, RecordBatch};
use arrow_schema::ArrowError;
use std::sync::Arc;

/// Damage that was met and is still to be told.
#[derive(Debug, Default)]
pub(super) struct Rows {
    closed: Vec<Damage>,
    open: Option<Damage>,
}

impl Rows {
    /// Takes notice of the next piece of the file.
    pub(super) fn meet(&mut self, piece: &Piece<'_>) {
        self.closed.extend(Damage::join(&mut self.open, piece));
    }

    /// Takes notice that an entry follows.
    pub(super) fn close(&mut self) {
        self.closed.extend(self.open.take());
    }

    /// Whether there is enough for a batch.
    pub(super) fn is_full(&self, rows: usize) -> bool {
        self.closed.len() >= rows
    }

    /// A batch of at most so many rows, `None` if there is no damage. To be asked for when there
    /// is enough, or when the file has ended.
    pub(super) fn take(
        &mut self,
        source: &str,
        rows: usize,
    ) -> Result<Option<RecordBatch>, ArrowError> {
        if !self.is_full(rows) {
            self.close();
        }
        if self.closed.is_empty() {
            return Ok(None);
        }
        let taken = self.closed.drain(..rows.min(self.closed.len())).collect::<Vec<_>>();
        let all = taken.iter();
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let offsets = all.clone().map(|damage| number(damage.offset));
        let lengths = all.clone().map(|damage| number(damage.len));
        let sources = all.clone().map(|_| source).collect::<DictionaryArray<Int8Type>>();
        let reasons = all.map(|damage| damage.reason.name());
        let columns: Vec<ArrayRef> = vec![
            Arc::new(sources),
            Arc::new(Int64Array::from_iter_values(offsets)),
            Arc::new(Int64Array::from_iter_values(lengths)),
            Arc::new(reasons.collect::<DictionaryArray<Int8Type>>()),
        ];
        RecordBatch::try_new(damage_schema(), columns).map(Some)
    }
}
