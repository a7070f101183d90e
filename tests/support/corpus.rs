//! The samples under `corpus/`, with their truth and their provenance.

use super::{Values, file_of};
use loginrec::layout::{self, Index, Layout};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};

/// Where the samples lie, one folder per layout.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// Whether committed files are to be rewritten: `LOGINREC_BLESS=1`.
pub(crate) fn blessing() -> bool {
    env::var_os("LOGINREC_BLESS").is_some_and(|value| value == "1")
}

/// One sample: a file, and what its `.toml` says about it.
#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) layout: &'static Layout,
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) facts: BTreeMap<String, String>,
}

/// The samples of one layout, in order of name; none if there is no folder.
pub(crate) fn samples_of(layout: &'static Layout) -> Vec<Sample> {
    let folder = root().join(layout.id());
    let mut names: Vec<String> = fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            Some(entry.unwrap().file_name().to_str()?.strip_suffix(".toml")?.to_owned())
        })
        .collect();
    names.sort();
    let sample = |name: String| Sample {
        layout,
        bytes: fs::read(folder.join(&name))
            .unwrap_or_else(|error| panic!("{name}: {error}")),
        facts: facts(&fs::read_to_string(folder.join(format!("{name}.toml"))).unwrap()),
        name,
    };
    names.into_iter().map(sample).collect()
}

/// All samples of all layouts.
pub(crate) fn samples() -> impl Iterator<Item = Sample> {
    layout::LAYOUTS.iter().flat_map(|layout| samples_of(layout))
}

/// Lines of `key = "value"`, which is all of TOML that provenance needs.
fn facts(toml: &str) -> BTreeMap<String, String> {
    let fact = |line: &str| {
        let (key, value) = line.split_once(" = ").expect("key = \"value\"");
        let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        (key.to_owned(), value.expect("a value in quotes").to_owned())
    };
    toml.lines().map(fact).collect()
}

/// What a sample holds, as its writer was asked to write it.
#[derive(Debug)]
pub(crate) struct Truth {
    /// Offset and size of each member, from the compiler that built the writer.
    pub(crate) fields: BTreeMap<String, (usize, usize)>,
    /// Length of the structure, and how much of it the library wrote.
    pub(crate) size: usize,
    pub(crate) written: usize,
    pub(crate) records: Vec<TrueRecord>,
}

/// One true record.
#[derive(Debug)]
pub(crate) struct TrueRecord {
    pub(crate) note: String,
    /// The values asked for; a field may be too narrow for them.
    pub(crate) values: Values,
    /// The seconds that the writer saw in its own structure after the assignment.
    pub(crate) stored_seconds: i64,
    /// The address in words, where the record has one.
    pub(crate) address: Option<String>,
    /// In a lastlog, whose slot it is.
    pub(crate) uid: u64,
}

impl Sample {
    pub(crate) fn label(&self) -> String {
        format!("{}/{}", self.layout.id(), self.name)
    }

    /// Where a file that belongs to this sample lies.
    pub(crate) fn beside(&self, suffix: &str) -> PathBuf {
        root().join(self.layout.id()).join(format!("{}{suffix}", self.name))
    }

    pub(crate) fn is_made_by_code(&self) -> bool {
        self.facts.get("made_by").is_some_and(|by| by == "code")
    }

    /// Its truth: beside it or, where code made it, that of the sample it repeats.
    pub(crate) fn truth(&self) -> Option<Truth> {
        let path = match self.facts.get("repeats") {
            Some(other) => root().join(format!("{other}.truth.json")),
            None => self.beside(".truth.json"),
        };
        path.exists().then(|| truth(&path))
    }
}

fn truth(path: &std::path::Path) -> Truth {
    let json: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let fields = json["fields"].as_object().unwrap();
    let size = number(&fields["size"]);
    Truth {
        fields: fields
            .iter()
            .filter_map(|(name, place)| {
                let place = place.as_array()?;
                Some((name.clone(), (number(&place[0]), number(&place[1]))))
            })
            .collect(),
        size,
        written: json.get("written").map_or(size, number),
        records: json["records"].as_array().unwrap().iter().map(true_record).collect(),
    }
}

fn true_record(json: &Value) -> TrueRecord {
    let integer = |key: &str| json.get(key).map_or(0, |value| value.as_i64().unwrap());
    let narrow = |key: &str| i32::try_from(integer(key)).unwrap();
    let text = |key: &str| json.get(key).and_then(Value::as_str).map(str::to_owned);
    let bytes = |key: &str| text(key).map(|hex| unhex(&hex)).unwrap_or_default();
    let is_lastlog = json.get("uid").is_some();
    let (asked, stored) =
        if is_lastlog { ("asked_time", "time") } else { ("asked_sec", "sec") };
    TrueRecord {
        note: text("note").unwrap_or_default(),
        values: Values {
            type_raw: narrow("type"),
            pid: integer("pid"),
            line: bytes("line_hex"),
            id: bytes("id_hex"),
            user: bytes("user_hex"),
            host: bytes("host_hex"),
            termination: narrow("exit_termination"),
            exit: narrow("exit_status"),
            session: integer("session"),
            seconds: integer(asked),
            usec: integer("asked_usec"),
            address: bytes("addr_hex").try_into().unwrap_or_default(),
            reserved: bytes("reserved_hex"),
        },
        stored_seconds: integer(stored),
        address: text("addr"),
        uid: u64::try_from(integer("uid")).unwrap(),
    }
}

fn unhex(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes();
    digits
        .chunks_exact(2)
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// The sample that code makes for a layout of which no writer could be run: the records of
/// a real sample, in this layout. Returns the file and the name of what it repeats.
pub(crate) fn made_by_code(layout: &Layout) -> (Vec<u8>, &'static str) {
    let (model, name) = match layout.index() {
        Index::Uid => ("linux-lastlog-292-le", "lastlog"),
        _ => ("linux-utmp-384-le", "wtmp"),
    };
    let records = truth(&root().join(model).join(format!("{name}.truth.json"))).records;
    let bytes = match layout.index() {
        Index::Uid => {
            let mut file = Vec::new();
            for record in &records {
                let start = usize::try_from(record.uid).unwrap() * layout.size();
                file.resize(start, 0);
                file.extend(layout.encode(&record.values.draft()));
            }
            file
        }
        _ => {
            let values: Vec<Values> =
                records.into_iter().map(|record| record.values).collect();
            file_of(layout, &values)
        }
    };
    (bytes, name)
}
