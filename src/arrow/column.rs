//! Columns that are filled some rows at a time.

use super::bits::{Bits, lowered, ones};
use super::memory::Memory;
use super::view::{self, Ground, SplitAll};
use crate::record::{Kind, Text};
use crate::vector::Isa;
use arrow_array::types::{Int8Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{
    ArrayRef, BinaryViewArray, BooleanArray, DictionaryArray, PrimitiveArray, StringArray,
    new_null_array,
};
use arrow_buffer::{ArrowNativeType, BooleanBuffer, Buffer, ScalarBuffer};
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
    Truths(Vec<bool>),
    Words(Memory<i8>, Words),
    Views(Memory<u128>, Extra),
}

/// What is done to rows of which only the number is known.
#[derive(Clone, Copy, Debug)]
enum Edit {
    Clear,
    Prepend(usize),
    Append(usize),
}

impl Values {
    fn edit(&mut self, edit: Edit) {
        fn of<T: Copy + Default>(values: &mut Vec<T>, edit: Edit) {
            match edit {
                Edit::Clear => values.clear(),
                Edit::Prepend(count) => {
                    values.splice(0..0, std::iter::repeat_n(T::default(), count));
                }
                Edit::Append(count) => {
                    values.resize(values.len().saturating_add(count), T::default());
                }
            }
        }
        match self {
            Self::Integers(memory) | Self::Moments(memory) => of(&mut memory.values, edit),
            Self::Truths(values) => of(values, edit),
            Self::Words(memory, _) => of(&mut memory.values, edit),
            Self::Views(memory, _) => of(&mut memory.values, edit),
        }
    }
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

/// Appends the values of some rows, at most [`WORD`](super::bits::WORD), and tells which of them there are.
#[inline(always)]
fn extend<T: Copy + Default>(
    values: &mut Vec<T>,
    rows: impl ExactSizeIterator<Item = Option<T>>,
) -> Rows {
    let count = rows.len();
    let start = values.len();
    values.resize(start.saturating_add(count), T::default());
    let places = values.get_mut(start..).unwrap_or_default();
    let mut valid = 0_u64;
    for (row, place) in rows.zip(places) {
        valid = (valid >> 1) | (u64::from(row.is_some()) << 63);
        *place = row.unwrap_or_default();
    }
    Rows { valid: lowered(valid, count), count }
}

/// How many rows were put, and a bit for each that has a value.
#[derive(Clone, Copy, Debug)]
struct Rows {
    valid: u64,
    count: usize,
}

impl Column {
    pub(super) fn new(data_type: &DataType) -> Self {
        let values = match data_type {
            DataType::Boolean => Values::Truths(Vec::new()),
            DataType::Timestamp(..) => Values::Moments(Memory::default()),
            DataType::Dictionary(..) => Values::Words(Memory::default(), Words::default()),
            DataType::BinaryView => Values::Views(Memory::default(), Extra::default()),
            _ => Values::Integers(Memory::default()),
        };
        let data_type = data_type.clone();
        Self { data_type, silent: 0, valid: Bits::default(), values, nothing: None }
    }

    /// Puts a number, or a moment in microseconds, into each row. At most [`WORD`](super::bits::WORD) rows are put
    /// at once, here and below.
    #[inline(always)]
    pub(super) fn put_numbers(
        &mut self,
        numbers: impl ExactSizeIterator<Item = Option<i64>>,
    ) {
        if let Values::Integers(memory) | Values::Moments(memory) = &mut self.values {
            let rows = extend(&mut memory.values, numbers);
            self.note(rows);
        }
    }

    /// Puts numbers that are all there.
    #[inline(always)]
    pub(super) fn put_all(&mut self, numbers: impl ExactSizeIterator<Item = i64>) {
        if let Values::Integers(memory) = &mut self.values {
            let count = numbers.len();
            let start = memory.values.len();
            memory.values.resize(start.saturating_add(count), 0);
            let places = memory.values.get_mut(start..).unwrap_or_default();
            for (number, place) in numbers.zip(places) {
                *place = number;
            }
            self.note(Rows { valid: ones(count), count });
        }
    }

    /// The numbers that were put last, of which there were so many and none was missing.
    pub(super) fn last_mut(&mut self, count: usize) -> &mut [i64] {
        let Values::Integers(memory) = &mut self.values else { return &mut [] };
        let start = memory.values.len().saturating_sub(count);
        memory.values.get_mut(start..).unwrap_or_default()
    }

    pub(super) fn put_truths(
        &mut self,
        truths: impl ExactSizeIterator<Item = Option<bool>>,
    ) {
        if let Values::Truths(values) = &mut self.values {
            let rows = extend(values, truths);
            self.note(rows);
        }
    }

    /// Puts the number of a word into each row, which `number` finds.
    #[inline(always)]
    pub(super) fn put_words<T>(
        &mut self,
        values: impl ExactSizeIterator<Item = T>,
        mut number: impl FnMut(&mut Words, T) -> Option<i8>,
    ) {
        if let Values::Words(memory, words) = &mut self.values {
            let numbers = values.map(|value| number(words, value));
            let rows = extend(&mut memory.values, numbers);
            self.note(rows);
        }
    }

    /// Puts the same word into so many rows.
    pub(super) fn put_word(&mut self, word: &str, count: usize) {
        if let Values::Words(_, words) = &mut self.values {
            let number = words.number(word);
            self.put_words((0..count).map(|_| number), |_, number| number);
        }
    }

    /// Puts the name of a kind into each row.
    #[inline(always)]
    pub(super) fn put_kinds(&mut self, kinds: impl ExactSizeIterator<Item = Kind>) {
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
        rows: impl ExactSizeIterator<Item = Option<&'a [u8]>>,
        ground: Ground,
    ) {
        self.put_views(rows.map(|bytes| bytes.map(|bytes| ground.view(bytes))));
    }

    #[inline(always)]
    pub(super) fn put_views(&mut self, views: impl ExactSizeIterator<Item = Option<u128>>) {
        if let Values::Views(memory, _) = &mut self.values {
            let rows = extend(&mut memory.values, views);
            self.note_views(rows);
        }
    }

    /// Puts all of the parts of each row together, borrowed if it is one.
    pub(super) fn put_parts<'a, P: Iterator<Item = &'a [u8]>>(
        &mut self,
        rows: impl ExactSizeIterator<Item = Option<P>>,
        ground: Ground,
    ) {
        let Values::Views(memory, extra) = &mut self.values else { return };
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
        let rows = extend(&mut memory.values, views);
        self.note_views(rows);
    }

    /// Puts nothing into so many rows.
    pub(super) fn put_nothing(&mut self, count: usize) {
        if self.valid.is_empty() {
            self.silent = self.silent.saturating_add(count);
        } else {
            self.values.edit(Edit::Append(count));
            self.valid.append(0, count);
        }
    }

    /// Puts the value of a text into each row, and what stands behind its NUL into the same
    /// row of another column.
    #[inline(always)]
    pub(super) fn put_texts<'a>(
        &mut self,
        tails: &mut Self,
        texts: impl ExactSizeIterator<Item = Text<'a>> + Clone,
        ground: Ground,
        isa: Isa,
    ) {
        let Values::Views(memory, extra) = &mut self.values else { return };
        let count = texts.len();
        let start = memory.values.len();
        memory.values.resize(start.saturating_add(count), 0);
        let views = memory.values.get_mut(start..).unwrap_or_default();
        let found = isa.run(SplitAll { texts: texts.clone(), ground, views });
        extra.borrows |= found.borrows;
        self.note(Rows { valid: ones(count), count });
        if !found.is_dirty {
            return tails.put_nothing(count);
        }
        let tail = |text: Text<'a>| Some(text.tail()).filter(|tail| !tail.is_empty());
        tails.put_bytes(texts.map(tail), ground);
    }

    /// Notes whether any of the views put last is a long one, and what [`Self::note`] notes.
    #[inline(always)]
    fn note_views(&mut self, rows: Rows) {
        if let Values::Views(memory, extra) = &mut self.values {
            let start = memory.values.len().saturating_sub(rows.count);
            let put = memory.values.get(start..).unwrap_or_default();
            extra.borrows |= put.iter().any(|&view| view::is_long(view));
        }
        self.note(rows);
    }

    /// Notes which of the rows put last have a value.
    #[inline(always)]
    fn note(&mut self, rows: Rows) {
        if self.valid.is_empty() && (rows.valid == 0 || self.silent > 0) {
            self.note_silence(rows);
        } else {
            self.valid.append(rows.valid, rows.count);
        }
    }

    /// Forgets what was put last if no row so far has a value; else stores what was forgotten.
    #[cold]
    fn note_silence(&mut self, rows: Rows) {
        if rows.valid == 0 {
            self.values.edit(Edit::Clear);
            self.silent = self.silent.saturating_add(rows.count);
        } else {
            let silent = std::mem::take(&mut self.silent);
            self.values.edit(Edit::Prepend(silent));
            self.valid.begin_with_zeros(silent);
            self.valid.append(rows.valid, rows.count);
        }
    }

    /// Begins a batch.
    pub(super) fn begin(&mut self) {
        self.silent = 0;
        self.valid.clear();
        match &mut self.values {
            Values::Integers(memory) | Values::Moments(memory) => memory.begin(),
            Values::Truths(values) => values.clear(),
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
            Values::Truths(values) => {
                let bits = BooleanBuffer::from(values.as_slice());
                Arc::new(BooleanArray::new(bits, nulls))
            }
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
