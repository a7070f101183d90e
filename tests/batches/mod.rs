//! Batches, told as JSON lines tell the same entries: shared by tests and a fuzz target.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int8Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use loginrec::arrow::{Batch, Batches, damage_schema};
use loginrec::output::{Format, Style, Writer};
use loginrec::{Damage, LogFile, Piece, Timestamp};
use serde_json::{Map, Value};
use std::net::IpAddr;

/// The name of the file, in both.
const SOURCE: &str = "/var/log/wtmp";

/// All rows of a file: the entries and the damage.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Rows {
    pub(crate) entries: Vec<Map<String, Value>>,
    pub(crate) damage: Vec<Map<String, Value>>,
}

/// What JSON lines tell of the file, with every text as the bytes that it stands for.
pub(crate) fn of_json(file: &LogFile<'_>) -> Rows {
    let mut writer = Writer::new(Format::Jsonl, Style::default());
    let mut out = Vec::new();
    let mut open = None;
    let mut rows = Rows::default();
    let parse = |out: &mut Vec<u8>, rows: &mut Vec<Map<String, Value>>| {
        if !out.is_empty() {
            rows.push(plain(serde_json::from_slice(out).expect("a line is an object")));
            out.clear();
        }
    };
    writer.begin(SOURCE, file.layout(), &mut out);
    for piece in file.pieces() {
        if let Some(damage) = Damage::join(&mut open, &piece) {
            writer.damage(&damage, &mut out);
            parse(&mut out, &mut rows.damage);
        }
        if let Piece::Entry(entry) = piece {
            writer.entry(&entry, &mut out);
            parse(&mut out, &mut rows.entries);
        }
    }
    if let Some(damage) = open {
        writer.damage(&damage, &mut out);
        parse(&mut out, &mut rows.damage);
    }
    rows
}

/// What the batches of the same file tell, which have at most so many rows.
pub(crate) fn of_batches(batches: Batches, most: usize) -> Rows {
    let mut rows = Rows::default();
    let schema = batches.schema();
    for batch in batches.with_source(SOURCE).with_rows(most) {
        let (batch, schema, rows) = match batch.expect("Arrow takes the batch") {
            Batch::Entries(batch) => (batch, schema.clone(), &mut rows.entries),
            Batch::Damage(batch) => (batch, damage_schema(), &mut rows.damage),
        };
        assert_eq!(batch.schema(), schema);
        assert!((1..=most).contains(&batch.num_rows()), "{} rows", batch.num_rows());
        rows.extend((0..batch.num_rows()).map(|row| object(&batch, row)));
    }
    rows
}

/// An object with the bytes of each text in place of the text, and without what says nothing.
fn plain(object: Map<String, Value>) -> Map<String, Value> {
    let texts =
        ["id", "line", "user", "host", "name", "command", "run_level", "run_level_old"];
    let mut found = Map::new();
    for (key, value) in &object {
        let hex = |key: &str| object.get(&format!("{key}_bytes")).cloned();
        let is_spelled_out =
            key.strip_suffix("_bytes").is_some_and(|key| texts.contains(&key));
        let value = match value {
            Value::Null => continue,
            _ if is_spelled_out => continue,
            Value::String(text) if texts.contains(&key.as_str()) => {
                hex(key).unwrap_or_else(|| in_hex(text.as_bytes()))
            }
            Value::String(text) if key == "addr" => match text.parse() {
                Ok(IpAddr::V4(v4)) => in_hex(&v4.octets()),
                Ok(IpAddr::V6(v6)) => in_hex(&v6.octets()),
                Err(error) => panic!("{text}: {error}"),
            },
            other => other.clone(),
        };
        found.insert(key.clone(), value);
    }
    found
}

/// A row of a batch, likewise.
fn object(batch: &RecordBatch, row: usize) -> Map<String, Value> {
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns());
    let values = columns.filter(|(_, column)| column.is_valid(row));
    values.map(|(field, column)| (field.name().clone(), value(column, row))).collect()
}

fn value(column: &dyn Array, row: usize) -> Value {
    match column.data_type() {
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).into(),
        DataType::Boolean => column.as_boolean().value(row).into(),
        DataType::BinaryView => in_hex(column.as_binary_view().value(row)),
        DataType::Dictionary(..) => {
            let words = column.as_dictionary::<Int8Type>();
            let number = words.key(row).expect("the row has a value");
            words.values().as_string::<i32>().value(number).into()
        }
        DataType::Timestamp(..) => {
            let micros = column.as_primitive::<TimestampMicrosecondType>().value(row);
            let part =
                u32::try_from(micros.rem_euclid(1_000_000)).expect("below a million");
            let moment = Timestamp::new(micros.div_euclid(1_000_000), part);
            moment.expect("only possible times have a value").to_string().into()
        }
        other => panic!("what is {other}?"),
    }
}

fn in_hex(bytes: &[u8]) -> Value {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into()
}

/// Panics unless the batches of these bytes, of any size, tell what JSON lines tell of the file.
pub(crate) fn assert_alike(
    file: &LogFile<'_>,
    batches: impl Fn() -> Batches,
    sizes: &[usize],
) {
    let wanted = of_json(file);
    for &size in sizes {
        let found = of_batches(batches(), size);
        for (found, wanted) in found.entries.iter().zip(&wanted.entries) {
            assert_eq!(found, wanted, "batches of {size}");
        }
        assert_eq!(found.entries.len(), wanted.entries.len(), "batches of {size}");
        assert_eq!(found.damage, wanted.damage, "batches of {size}");
    }
}
