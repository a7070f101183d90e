//! The samples under `corpus/`, with their truth and their provenance.

use super::generate::one_of_each;
use super::{Origin, Values, file_of, indices_of};
use loginrec::layout::convention::LINUX;
use loginrec::layout::{self, Layout};
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
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
    /// Offset and size of each member, from the compiler that built the writer; none where
    /// code made the sample.
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
    /// The address, where the record has one.
    pub(crate) address: Option<IpAddr>,
    /// The number of the entry: in tables and databases, whose it is.
    pub(crate) index: u64,
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

    /// Whether it is [`made_by_code`], of which the truth is in the code.
    pub(crate) fn is_a_story(&self) -> bool {
        self.facts.contains_key("story")
    }

    /// Its truth: beside it or, where code made it, that of the sample it repeats or the
    /// story it tells.
    pub(crate) fn truth(&self) -> Option<Truth> {
        if self.is_a_story() {
            return Some(truth_of_story(self.layout));
        }
        let path = match self.facts.get("repeats") {
            Some(other) => root().join(format!("{other}.truth.json")),
            None => self.beside(".truth.json"),
        };
        path.exists().then(|| truth(&path))
    }
}

fn truth(path: &Path) -> Truth {
    let json: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let fields = json["fields"].as_object().unwrap();
    let size = number(&fields["size"]);
    let records = json["records"].as_array().unwrap();
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
        records: (0..).zip(records).map(|(index, json)| true_record(index, json)).collect(),
    }
}

fn true_record(index: u64, json: &Value) -> TrueRecord {
    let integer = |key: &str| json.get(key).map_or(0, |value| value.as_i64().unwrap());
    let narrow = |key: &str| i32::try_from(integer(key)).unwrap();
    let text = |key: &str| json.get(key).and_then(Value::as_str).map(str::to_owned);
    let bytes = |key: &str| text(key).map(|hex| unhex(&hex)).unwrap_or_default();
    let uid = json.get("uid").map(|uid| u32::try_from(uid.as_u64().unwrap()).unwrap());
    let (asked, stored) = match uid {
        Some(_) => ("asked_time", "time"),
        None => ("asked_sec", "sec"),
    };
    TrueRecord {
        note: text("note").unwrap_or_default(),
        values: Values {
            // Whatever the layout, these records are those of a Linux.
            kind: LINUX.kind(integer("type")),
            type_raw: Some(narrow("type")),
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
            remote: Origin::Raw(bytes("addr_hex")),
            reserved: bytes("reserved_hex"),
            more: Vec::new(),
            uid,
        },
        stored_seconds: integer(stored),
        address: text("addr").map(|address| address.parse().unwrap()),
        index: uid.map_or(index, u64::from),
    }
}

fn unhex(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes();
    digits
        .chunks_exact(2)
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// The seed of the stories in the corpus.
const SEED: u64 = 1;

fn truth_of_story(layout: &'static Layout) -> Truth {
    let records = one_of_each(layout, SEED);
    let indices = indices_of(layout, &records);
    let true_record = |(values, index): (Values, u64)| TrueRecord {
        note: format!("{:?}", values.kind),
        stored_seconds: values.seconds,
        address: values.remote.left_in(layout),
        index,
        values,
    };
    Truth {
        fields: BTreeMap::new(),
        size: layout.size(),
        written: layout.size(),
        records: records.into_iter().zip(indices).map(true_record).collect(),
    }
}

/// A sample that code makes for a layout of which no writer could be run: what is in its
/// file and in its `.toml`, and how it is called.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) toml: String,
}

/// The records of a real sample in this layout if the committed sample is that; else a story
/// of the system that has the layout.
pub(crate) fn made_by_code(layout: &'static Layout) -> Made {
    let committed = samples_of(layout)
        .into_iter()
        .find_map(|sample| Some((sample.name, sample.facts.get("repeats")?.to_owned())));
    let records = |truth: Truth| -> Vec<Values> {
        truth.records.into_iter().map(|record| record.values).collect()
    };
    if let Some((name, model)) = committed {
        let truth = truth(&root().join(format!("{model}.truth.json")));
        let toml = format!(
            "origin = \"the records of {model} in this layout\"\n\
             written_by = \"the encoder of this library, for want of a system to run\"\n\
             made_by = \"code\"\n\
             repeats = \"{model}\"\n\
             licence = \"MIT OR Apache-2.0\"\n"
        );
        return Made { name, bytes: file_of(layout, &records(truth)), toml };
    }
    let toml = format!(
        "origin = \"a machine that never was: one of each thing that such a system logs\"\n\
         written_by = \"the encoder of this library, for want of a system to run\"\n\
         made_by = \"code\"\n\
         story = \"one_of_each in tests/support/generate.rs, seed {SEED}\"\n\
         licence = \"MIT OR Apache-2.0\"\n"
    );
    let bytes = file_of(layout, &records(truth_of_story(layout)));
    Made { name: usual_name(layout), bytes, toml }
}

/// The name that such files have, that of a log if there is one.
fn usual_name(layout: &Layout) -> String {
    let names: Vec<&str> =
        layout.spec().paths.iter().filter_map(|path| path.rsplit('/').next()).collect();
    let log = names.iter().find(|name| name.starts_with("wtmp"));
    match log.or(names.first()) {
        // One file for each user.
        Some(&"<user>") => "alice".to_owned(),
        Some(name) => (*name).to_owned(),
        // No system keeps such files.
        None => "wtmp".to_owned(),
    }
}
