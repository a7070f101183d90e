//! Columns that are filled some rows at a time.

use super::bits::{Bits, WORD};
use super::memory::Memory;
use super::view::{self, Ground, SplitAll};
use crate::record::{Kind, Text};
use crate::vector::Isa;
use arrow_array::types::{Int8Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{
    ArrayRef, BinaryViewArray, BooleanArray, DictionaryArray, PrimitiveArray, StringArray,
    new_null_array,
};
use arrow_buffer::{ArrowNativeType, Buffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType};
use std::sync::Arc;

/// A column of a batch, in the making.
#[derive(Debug)]
pub(super) struct Column {
    data_type: DataType,
    /// Rows at the start without a value, of which nothing is stored yet: many columns have
    /// nothing to say in a whole batch.
    silent: usize,
    valid: Bits,
    values: Values,
    /// A column without any value, as long as was ever needed.
    nothing: Option<ArrayRef>,
}

/// What is stored for each row, whether it has a value or not.
#[derive(Debug)]
enum Values {
    Integers(Memory<i64>),
    Moments(Memory<i64>),
    Truths(Bits),
    Words(Memory<i8>, Words),
    Views(Memory<u128>, Extra),
}

/// What the views of a column point to.
#[derive(Debug, Default)]
struct Extra {
    /// Whether any of them points into the file.
    borrows: bool,
    /// Bytes that do not stand in the file in one piece.
    own: Vec<u8>,
}

/// The words of a column, of which each row has the number.
#[derive(Debug, Default)]
pub(super) struct Words {
    known: Vec<String>,
    dictionary: Option<ArrayRef>,
}

impl Words {
    /// The number of a word. There are far fewer of them than 128.
    pub(super) fn number(&mut self, word: &str) -> Option<i8> {
        let known = self.known.iter().position(|known| known == word);
        let number = known.unwrap_or_else(|| {
            self.dictionary = None;
            self.known.push(word.to_owned());
            self.known.len().saturating_sub(1)
        });
        i8::try_from(number).ok()
    }

    fn dictionary(&mut self) -> ArrayRef {
        let known = &self.known;
        let make = || -> ArrayRef { Arc::new(StringArray::from_iter_values(known)) };
        self.dictionary.get_or_insert_with(make).clone()
    }
}

/// The values of some rows and which of them there are.
#[derive(Clone, Copy)]
struct Some64<T> {
    values: [T; WORD],
    valid: u64,
    count: usize,
}

impl<T: Copy + Default> Some64<T> {
    #[inline(always)]
    fn of(values: impl Iterator<Item = Option<T>>) -> Self {
        let mut found = Self { values: [T::default(); WORD], valid: 0, count: 0 };
        let mut bit = 1_u64;
        for (value, place) in values.zip(&mut found.values) {
            if let Some(value) = value {
                *place = value;
                found.valid |= bit;
            }
            bit = bit.rotate_left(1);
            found.count = found.count.saturating_add(1);
        }
        found
    }

    fn rows(&self) -> &[T] {
        self.values.get(..self.count).unwrap_or_default()
    }
}

impl Column {
    pub(super) fn new(data_type: &DataType) -> Self {
        let values = match data_type {
            DataType::Boolean => Values::Truths(Bits::default()),
            DataType::Timestamp(..) => Values::Moments(Memory::default()),
            DataType::Dictionary(..) => Values::Words(Memory::default(), Words::default()),
            DataType::BinaryView => Values::Views(Memory::default(), Extra::default()),
            _ => Values::Integers(Memory::default()),
        };
        let data_type = data_type.clone();
        Self { data_type, silent: 0, valid: Bits::default(), values, nothing: None }
    }

    /// Puts a number, or a moment in microseconds, into each row. At most [`WORD`] rows are put
    /// at once, here and below.
    #[inline(always)]
    pub(super) fn put_numbers(&mut self, numbers: impl Iterator<Item = Option<i64>>) {
        let rows = Some64::of(numbers);
        if self.speaks(rows.valid, rows.count)
            && let Values::Integers(memory) | Values::Moments(memory) = &mut self.values
        {
            memory.values.extend_from_slice(rows.rows());
        }
    }

    pub(super) fn put_truths(&mut self, truths: impl Iterator<Item = Option<bool>>) {
        let rows = Some64::of(truths);
        if self.speaks(rows.valid, rows.count)
            && let Values::Truths(bits) = &mut self.values
        {
            let word = rows
                .rows()
                .iter()
                .rev()
                .fold(0, |word: u64, &truth| word.rotate_left(1) | u64::from(truth));
            bits.append(word, rows.count);
        }
    }

    /// Puts the number of a word into each row, which `number` finds.
    #[inline(always)]
    pub(super) fn put_words<T>(
        &mut self,
        values: impl Iterator<Item = T>,
        mut number: impl FnMut(&mut Words, T) -> Option<i8>,
    ) {
        let Values::Words(_, words) = &mut self.values else { return };
        let rows = Some64::of(values.map(|value| number(words, value)));
        if self.speaks(rows.valid, rows.count)
            && let Values::Words(memory, _) = &mut self.values
        {
            memory.values.extend_from_slice(rows.rows());
        }
    }

    /// Puts the name of a kind into each row.
    #[inline(always)]
    pub(super) fn put_kinds(&mut self, kinds: impl Iterator<Item = Kind>) {
        if let Values::Words(_, words) = &mut self.values
            && words.known.is_empty()
        {
            let names = Kind::ALL.iter().filter_map(|kind| kind.name());
            words.known = names.map(str::to_owned).collect();
        }
        self.put_words(kinds, |_, kind| number_of(kind));
    }

    /// Puts bytes of the file into each row.
    #[inline(always)]
    pub(super) fn put_bytes<'a>(
        &mut self,
        rows: impl Iterator<Item = Option<&'a [u8]>>,
        ground: Ground,
    ) {
        self.put_views(rows.map(|bytes| bytes.map(|bytes| ground.view(bytes))));
    }

    #[inline(always)]
    pub(super) fn put_views(&mut self, views: impl Iterator<Item = Option<u128>>) {
        let rows = Some64::of(views);
        self.append_views(&rows);
    }

    /// Puts all of the parts of each row together, borrowed if it is one.
    pub(super) fn put_parts<'a, P: Iterator<Item = &'a [u8]>>(
        &mut self,
        rows: impl Iterator<Item = Option<P>>,
        ground: Ground,
    ) {
        let Values::Views(_, extra) = &mut self.values else { return };
        let own = &mut extra.own;
        let views = rows.map(|parts| {
            let mut parts = parts?.filter(|part| !part.is_empty());
            let first = parts.next().unwrap_or_default();
            let Some(second) = parts.next() else { return Some(ground.view(first)) };
            let start = own.len();
            [first, second].into_iter().chain(parts).for_each(|part| own.extend(part));
            let all = own.get(start..).unwrap_or_default();
            Some(view::own(all, start))
        });
        let rows = Some64::of(views);
        self.append_views(&rows);
    }

    /// Puts the value of a text into each row, and what stands behind its NUL into the same
    /// row of another column.
    #[inline(always)]
    pub(super) fn put_texts<'a>(
        &mut self,
        tails: &mut Self,
        texts: impl ExactSizeIterator<Item = Option<Text<'a>>>,
        ground: Ground,
        isa: Isa,
    ) {
        let nothing = Some64 { values: [0; WORD], valid: 0, count: texts.len() };
        let (mut value, mut tail) = (nothing, nothing);
        (value.valid, tail.valid) = isa.run(SplitAll {
            texts,
            ground,
            values: &mut value.values,
            tails: &mut tail.values,
        });
        self.append_views(&value);
        tails.append_views(&tail);
    }

    #[inline(always)]
    fn append_views(&mut self, rows: &Some64<u128>) {
        if self.speaks(rows.valid, rows.count)
            && let Values::Views(memory, extra) = &mut self.values
        {
            extra.borrows |= rows.rows().iter().any(|&view| view::is_long(view));
            memory.values.extend_from_slice(rows.rows());
        }
    }

    /// Notes which of so many rows have a value; `false` if there was none so far, so that
    /// nothing has to be stored.
    #[inline(always)]
    fn speaks(&mut self, valid: u64, count: usize) -> bool {
        if self.valid.is_empty() {
            if valid == 0 {
                self.silent = self.silent.saturating_add(count);
                return false;
            }
            self.break_silence();
        }
        self.valid.append(valid, count);
        true
    }

    /// Stores the rows that had nothing to say.
    #[cold]
    fn break_silence(&mut self) {
        let silent = std::mem::take(&mut self.silent);
        if silent == 0 {
            return;
        }
        self.valid.begin_with_zeros(silent);
        match &mut self.values {
            Values::Integers(memory) | Values::Moments(memory) => {
                memory.values.resize(silent, 0);
            }
            Values::Truths(bits) => bits.begin_with_zeros(silent),
            Values::Words(memory, _) => memory.values.resize(silent, 0),
            Values::Views(memory, _) => memory.values.resize(silent, 0),
        }
    }

    /// Begins a batch.
    pub(super) fn begin(&mut self) {
        self.silent = 0;
        self.valid.clear();
        match &mut self.values {
            Values::Integers(memory) | Values::Moments(memory) => memory.begin(),
            Values::Truths(bits) => bits.clear(),
            Values::Words(memory, _) => memory.begin(),
            Values::Views(memory, extra) => {
                memory.begin();
                *extra = Extra::default();
            }
        }
    }

    /// The column of a batch, whose views point into `file`.
    pub(super) fn finish(&mut self, file: &Buffer) -> Result<ArrayRef, ArrowError> {
        if self.valid.is_empty() {
            return Ok(self.nothing());
        }
        let nulls = self.valid.finish_validity();
        Ok(match &mut self.values {
            Values::Integers(memory) => {
                Arc::new(PrimitiveArray::<Int64Type>::try_new(scalars(memory), nulls)?)
            }
            Values::Moments(memory) => {
                type Moments = PrimitiveArray<TimestampMicrosecondType>;
                let moments = Moments::try_new(scalars(memory), nulls)?;
                Arc::new(moments.with_data_type(self.data_type.clone()))
            }
            Values::Truths(bits) => Arc::new(BooleanArray::new(bits.finish(), nulls)),
            Values::Words(memory, words) => {
                let numbers = PrimitiveArray::<Int8Type>::try_new(scalars(memory), nulls)?;
                Arc::new(DictionaryArray::try_new(numbers, words.dictionary())?)
            }
            Values::Views(memory, extra) => {
                let own = std::mem::take(&mut extra.own);
                let buffers = match (own.is_empty(), extra.borrows) {
                    (true, false) => vec![],
                    (true, true) => vec![file.clone()],
                    (false, _) => vec![file.clone(), Buffer::from_vec(own)],
                };
                Arc::new(BinaryViewArray::try_new(scalars(memory), buffers, nulls)?)
            }
        })
    }

    /// The column if no row of it has a value.
    fn nothing(&mut self) -> ArrayRef {
        let made = self.nothing.take().filter(|made| made.len() >= self.silent);
        let made = made.unwrap_or_else(|| new_null_array(&self.data_type, self.silent));
        self.nothing.insert(made).slice(0, self.silent)
    }
}

fn scalars<T: ArrowNativeType>(memory: &mut Memory<T>) -> ScalarBuffer<T> {
    ScalarBuffer::from(memory.lend())
}

/// The place of a kind in [`Kind::ALL`]; `None` of the last, which has no name.
#[expect(clippy::as_conversions, reason = "a kind has no other number")]
#[inline(always)]
fn number_of(kind: Kind) -> Option<i8> {
    (kind != Kind::Unknown).then_some(kind as i8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_kind_is_its_place_in_the_list() {
        for (place, &kind) in (0..).zip(Kind::ALL) {
            assert_eq!(number_of(kind), kind.name().map(|_| place));
        }
    }
}
