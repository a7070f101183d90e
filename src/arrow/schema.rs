//! The schema of the batches, which follows from the columns of the output.

use crate::layout::{Content, Layout};
use crate::output::{Column, Form, Presence, columns_of, damage_columns};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use std::collections::HashMap;
use std::sync::Arc;

/// The schema of entries of this layout: the columns of [`output::columns`], in their order.
///
/// What each column holds stands in its metadata as `about`.
///
/// [`output::columns`]: crate::output::columns
#[must_use]
pub fn schema(layout: &Layout) -> SchemaRef {
    schema_of(layout.content())
}

pub(super) fn schema_of(content: Content) -> SchemaRef {
    of_columns(columns_of(content))
}

/// The schema of damage: that of [`output::damage_columns`].
///
/// [`output::damage_columns`]: crate::output::damage_columns
#[must_use]
pub fn damage_schema() -> SchemaRef {
    of_columns(damage_columns())
}

fn of_columns(columns: &[Column]) -> SchemaRef {
    let kept = columns.iter().filter(|column| !spells_out(column, columns));
    Arc::new(Schema::new(kept.map(field).collect::<Vec<_>>()))
}

/// Whether a column has the bytes of a text that other formats cannot show as it is. Here every
/// text is its bytes.
fn spells_out(column: &Column, columns: &[Column]) -> bool {
    let is_text =
        |name| columns.iter().any(|other| other.name == name && other.form == Form::Text);
    column.name.strip_suffix("_bytes").is_some_and(is_text)
}

fn field(column: &Column) -> Field {
    let about = HashMap::from([("about".to_owned(), column.about.to_owned())]);
    Field::new(column.name, data_type(column), column.presence != Presence::Always)
        .with_metadata(about)
}

fn data_type(column: &Column) -> DataType {
    match column.form {
        // Bytes in network order stand in the record, four or sixteen.
        Form::Word if column.name == "addr" => DataType::BinaryView,
        // Whoever opened the file has named it.
        Form::Text if column.name == "source" => words(),
        Form::Word => words(),
        Form::Text | Form::Hex => DataType::BinaryView,
        Form::Integer | Form::Seconds => DataType::Int64,
        Form::Boolean => DataType::Boolean,
        Form::Time => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
    }
}

/// A few words of the program, again and again.
pub(super) fn words() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8))
}
