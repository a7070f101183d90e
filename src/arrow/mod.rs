//! Batches of [Apache Arrow] that borrow their texts from the file (feature `arrow`).
//!
//! Names, lines and hosts are not copied: their columns are arrays of views that point into the
//! map. Numbers and times are copied into columns of their own. The columns are those of JSON
//! lines, with the same names, order and meaning ([`schema`]), and what JSON lines tell follows
//! from them:
//!
//! | in JSON | type | value |
//! |---|---|---|
//! | integer | `Int64` | the same |
//! | `time` | `Timestamp(Microsecond, "UTC")` | the same; null if impossible |
//! | text (`user`, `line`, …) | `BinaryView` | the bytes up to the first NUL, of which no encoding is known |
//! | hexadecimal (`user_tail`, `padding`, …) | `BinaryView` | the bytes; null if there are none |
//! | `addr` | `BinaryView` | 4 or 16 bytes in network order |
//! | a word (`type_name`, `layout`, …), `source` | `Dictionary(Int8, Utf8)` | the same |
//! | `true`, `false` | `Boolean` | the same |
//!
//! `NAME_bytes` of a text `NAME` is left out, since the text is always its bytes.
//!
//! Damage comes in batches of its own ([`damage_schema`]), so that nothing is lost.
//!
//! [Apache Arrow]: https://arrow.apache.org
//!
//! # Examples
//!
//! ```
//! use arrow_array::cast::AsArray;
//! use loginrec::arrow::{Batch, Batches, schema};
//! use loginrec::{layout, source};
//!
//! let layout = layout::find("linux-utmp-384-le").unwrap();
//! let map = source::map("corpus/linux-utmp-384-le/wtmp")?;
//! let user = schema(layout).index_of("user")?;
//! for batch in Batches::new(map, layout).with_source("wtmp") {
//!     match batch? {
//!         Batch::Entries(entries) => {
//!             let users = entries.column(user).as_binary_view();
//!             assert!(users.iter().flatten().any(|user| user == b"root"));
//!         }
//!         Batch::Damage(damage) => eprintln!("{} damaged places", damage.num_rows()),
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bits;
mod column;
mod damage;
mod memory;
mod places;
mod schema;
mod tile;
mod view;

pub use schema::{damage_schema, schema};

use crate::detect::{self, Sample};
use crate::error::Error;
use crate::file::{Ahead, Cursor, Place};
use crate::layout::{Content, Layout};
use crate::record::Seconds32;
use crate::source::Map;
use crate::vector::Isa;
use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_schema::{ArrowError, SchemaRef};
use bits::WORD;
use column::Column;
use places::Places;
use std::fmt;
use tile::Tile;

/// Rows of a batch unless another number is asked for: with the texts that they point to they
/// fit into the cache of one core.
const ROWS: usize = 4_096;

/// What stands in a file, many entries at a time.
#[derive(Clone, Debug)]
pub enum Batch {
    /// Entries, in the order of the file, with the columns of [`schema`].
    Entries(RecordBatch),
    /// Damage, likewise, with the columns of [`damage_schema`].
    Damage(RecordBatch),
}

/// Iterator over the entries of a file and its damage, in batches.
///
/// Entries follow each other in the order of the file, and so does damage; how the two lie to
/// each other the offsets say. A batch keeps the file in memory as long as it lives.
/// Memory of a batch that was dropped before the next is asked for is used again.
///
/// # Errors
///
/// Arrow has a right to refuse a batch. That it does would be a mistake of this library.
pub struct Batches {
    file: Buffer,
    cursor: Cursor,
    content: Content,
    source: String,
    seconds32: Seconds32,
    rows: usize,
    isa: Isa,
    schema: SchemaRef,
    columns: Vec<Column>,
    /// An entry that is out of reach of the batch before.
    held: Option<Place>,
    ahead: Ahead,
    damage: damage::Rows,
}

impl Batches {
    /// Reads bytes with the layout given, and no other, as [`LogFile::new`](crate::LogFile::new)
    /// does: a [`Map`], or whatever else makes a [`Buffer`], such as a `Vec<u8>` or
    /// `bytes::Bytes`.
    #[must_use]
    pub fn new(file: impl Into<Buffer>, layout: &'static Layout) -> Self {
        Self::of(file.into(), layout, false)
    }

    /// Reads bytes with the layout given and its kin, as
    /// [`LogFile::with_kin`](crate::LogFile::with_kin) does.
    #[must_use]
    pub fn with_kin(file: impl Into<Buffer>, layout: &'static Layout) -> Self {
        Self::of(file.into(), layout, true)
    }

    /// Reads bytes with the layout that detection ranks first, as
    /// [`LogFile::detect`](crate::LogFile::detect) does.
    ///
    /// # Errors
    ///
    /// If no layout is recognised.
    pub fn detect(file: impl Into<Buffer>) -> Result<Self, Error> {
        let file = file.into();
        let ranking = detect::rank(&Sample::of_bytes(&file));
        match ranking.layout_or_empty() {
            Some(layout) => Ok(Self::of(file, layout, true)),
            None => Err(ranking.into_error()),
        }
    }

    fn of(file: Buffer, layout: &'static Layout, with_kin: bool) -> Self {
        let schema = schema(layout);
        Self {
            file,
            cursor: Cursor::new(layout, with_kin),
            content: layout.content(),
            source: String::new(),
            seconds32: Seconds32::default(),
            rows: ROWS,
            isa: Isa::best(),
            columns: schema.fields().iter().map(|f| Column::new(f.data_type())).collect(),
            schema,
            held: None,
            ahead: Ahead::default(),
            damage: damage::Rows::default(),
        }
    }

    /// The name of the file, for the column `source`. Without it that is empty.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<String>) -> Self {
        self.source = source.into();
        self
    }

    /// How many rows a batch has at most; by default 4096. At least one.
    #[must_use]
    pub fn with_rows(mut self, rows: usize) -> Self {
        self.rows = rows.max(1);
        self
    }

    /// How 32-bit seconds are read.
    #[must_use]
    pub fn with_seconds32(mut self, seconds32: Seconds32) -> Self {
        self.seconds32 = seconds32;
        self
    }

    /// The schema of the entries.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// The next entries, or the next damage if there is much or nothing else is left.
    fn try_next(&mut self) -> Result<Option<Batch>, ArrowError> {
        if !self.damage.is_full(self.rows)
            && let Some(entries) = self.next_entries()?
        {
            return Ok(Some(Batch::Entries(entries)));
        }
        let damage = self.damage.take(&self.source, self.rows)?;
        Ok(damage.map(Batch::Damage))
    }

    fn next_entries(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        self.columns.iter_mut().for_each(Column::begin);
        let mut places = Places {
            bytes: &self.file,
            cursor: &mut self.cursor,
            held: self.held.take(),
            damage: &mut self.damage,
            most_damage: self.rows,
            ahead: &mut self.ahead,
            span: None,
        };
        let mut rows = 0_usize;
        let mut entries = Vec::with_capacity(WORD.min(self.rows));
        loop {
            entries.clear();
            places.gather(&mut entries, WORD.min(self.rows.saturating_sub(rows)));
            let Some((first, ground)) = entries.first().zip(places.ground()) else { break };
            rows = rows.saturating_add(entries.len());
            let tile = Tile {
                layout: first.layout(),
                row: places.row(&entries),
                entries: &entries,
                source: &self.source,
                seconds32: self.seconds32,
                ground,
                isa: self.isa,
            };
            tile.put(self.content, &mut self.columns);
        }
        self.held = places.held;
        let Some(span) = places.span else { return Ok(None) };
        let start = usize::try_from(span.start).unwrap_or(usize::MAX);
        let len = span.end.saturating_sub(span.start);
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        let span = self.file.slice_with_length(start, len);
        let columns = self.columns.iter_mut().map(|column| column.finish(&span));
        let columns = columns.collect::<Result<_, _>>()?;
        RecordBatch::try_new(self.schema.clone(), columns).map(Some)
    }
}

impl Iterator for Batches {
    type Item = Result<Batch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.try_next().transpose()
    }
}

impl fmt::Debug for Batches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let len = self.file.len();
        write!(f, "Batches({} of {len} bytes, {:?})", self.cursor.offset(), self.content)
    }
}

impl From<Map> for Buffer {
    /// Shares the map; nothing is copied.
    fn from(map: Map) -> Self {
        Self::from(bytes::Bytes::from_owner(map))
    }
}
