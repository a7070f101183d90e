//! JSON lines, CSV and the table: one truth in three formats.

mod support;

use loginrec::layout::{Draft, Role};
use loginrec::output;
use serde_json::{Map, Value};
use support::{Folder, LASTLOG, UTMP, encode, layout, login, rich};

/// The layouts of the files in [`everything`] that are no login files.
const OTHERS: [&str; 4] = [
    "shadow-faillog-32-le",
    "pam-tallylog-64-le",
    "pam-faillock-64-le",
    "linux-acct-v3-64-le",
];

/// A folder with rich records, a lastlog, a damaged file, and one file of each other kind
/// under the id of its layout, all to be read with --residue.
fn everything() -> Folder {
    let folder = Folder::with_wtmp(&rich());
    let mut slots = encode(LASTLOG, &rich());
    slots.extend([0; 292 * 3]);
    folder.file("lastlog", &slots);
    for id in OTHERS {
        let mut bytes = encode(id, &rich());
        bytes.extend(encode(id, &[Draft { more: &[(Role::ElapsedFloat, 1)], ..login() }]));
        folder.file(id, &[bytes, b"tail".to_vec()].concat());
    }
    folder.file("torn", &[encode(UTMP, &[login(), login()]), vec![b'x'; 5]].concat());
    folder
}

/// The definition of a kind of line in the schema, by the layout, which damage has not.
fn definition<'a>(schema: &'a Value, row: &Map<String, Value>) -> &'a Value {
    let of_layout = |id: &Value| output::definition(layout(id.as_str().unwrap()).content());
    &schema["$defs"][row.get("layout").map_or("residue", of_layout)]
}

fn is_hex(text: &str) -> bool {
    !text.is_empty()
        && text.len().is_multiple_of(2)
        && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[track_caller]
fn assert_conforms(schema: &Value, row: &Map<String, Value>) {
    let definition = definition(schema, row);
    assert_eq!(definition["additionalProperties"], false);
    let properties = definition["properties"].as_object().unwrap();
    for required in definition["required"].as_array().unwrap() {
        assert!(row.contains_key(required.as_str().unwrap()), "{required} {row:?}");
    }
    for (key, value) in row {
        let property =
            properties.get(key).unwrap_or_else(|| panic!("{key} is not defined"));
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::String(_) => "string",
            Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
            other => panic!("{key}: {other}"),
        };
        let allowed = match &property["type"] {
            Value::String(one) => one == kind,
            many => many.as_array().unwrap().contains(&kind.into()),
        };
        assert!(allowed, "{key}: {value}");
        if property.get("pattern").is_some() {
            assert!(is_hex(value.as_str().unwrap()), "{key}: {value}");
        }
        if let (Some("date-time"), Some(time)) =
            (property["format"].as_str(), value.as_str())
        {
            assert!(time.len() == 27 && time.ends_with('Z'), "{time}");
        }
    }
}

#[test]
fn every_line_conforms_to_the_schema_that_is_printed() {
    let folder = everything();
    let schema: Value = serde_json::from_str(folder.run(["schema"]).fine().text()).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let args = ["dump", "--residue", "wtmp", "lastlog", "torn"];
    let mut rows = folder.run(args).code(3).json();
    for id in OTHERS {
        rows.extend(folder.run(["dump", "--residue", "--layout", id, id]).code(3).json());
    }
    let mut kinds = Vec::new();
    for row in &rows {
        let row = row.as_object().unwrap();
        assert_conforms(&schema, row);
        kinds.push(definition(&schema, row)["description"].as_str().unwrap());
    }
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), 6, "every kind of line was seen: {kinds:?}");
    // What has a fixed place keeps it: the schema lists the keys in the order of a line.
    for row in &rows {
        let row = row.as_object().unwrap();
        let all = definition(&schema, row)["properties"].as_object().unwrap();
        let ordered: Vec<_> = all.keys().filter(|key| row.contains_key(*key)).collect();
        assert_eq!(row.keys().collect::<Vec<_>>(), ordered);
    }
}

/// A value as CSV gives it.
fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

#[test]
fn csv_says_the_same_as_json_lines_column_by_column() {
    let folder = everything();
    let login_files = [("wtmp", UTMP, 0), ("lastlog", LASTLOG, 0), ("torn", UTMP, 3)];
    let others = OTHERS.map(|id| (id, id, 3));
    for (file, id, code) in login_files.into_iter().chain(others) {
        let args = ["dump", "--residue", "--layout", id, file];
        let rows = folder.run(args).code(code).json();
        let csv = folder.run(args.into_iter().chain(["--format", "csv"])).code(code);
        let mut reader = csv::ReaderBuilder::new().from_reader(csv.out.as_slice());
        let names = reader.headers().unwrap().clone();
        let records: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), rows.len());
        for (record, row) in records.iter().zip(&rows) {
            for key in row.as_object().unwrap().keys() {
                assert!(names.iter().any(|name| name == key), "{key} has no column");
            }
            for (name, value) in names.iter().zip(record) {
                assert_eq!(value, cell(row.get(name)), "{name} of {row}");
            }
        }
    }
}

#[test]
fn every_row_of_a_csv_is_as_wide_as_its_header_and_ends_with_a_line_feed() {
    let folder = everything();
    let ran = folder.run(["dump", "--residue", "--format", "csv", "wtmp", "torn"]).code(3);
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(&*ran.out);
    let width = reader.headers().unwrap().len();
    assert!(reader.records().all(|record| record.unwrap().len() == width));
    assert!(ran.text().ends_with('\n') && !ran.text().contains('\r'));
    assert_eq!(ran.text().lines().count(), 1 + rich().len() + 3);
    let header = ran.text().lines().next().unwrap();
    assert!(header.starts_with("source,offset,index,layout,type,type_name,time,tv_sec,"));
    assert!(header.ends_with(",host_length,extra,length,residue"));
}

#[test]
fn a_lastlog_and_records_do_not_share_a_csv() {
    let folder = everything();
    let ran = folder.run(["dump", "--format", "csv", "wtmp", "lastlog"]).code(2);
    assert!(ran.err.starts_with("loginrec: lastlog: left out: "));
    assert_eq!(ran.out, folder.run(["dump", "--format", "csv", "wtmp"]).fine().out);
}

#[test]
fn an_empty_file_takes_no_columns_of_a_csv_and_alone_it_is_a_header() {
    let folder = everything();
    folder.file("empty", b"");
    let lastlog = folder.run(["dump", "--format", "csv", "lastlog"]).fine();
    let ran = folder.run(["dump", "--format", "csv", "empty", "lastlog", "empty"]).fine();
    assert_eq!(ran.out, lastlog.out);
    let ran = folder.run(["dump", "--format", "csv", "empty", "empty"]).fine();
    assert_eq!(ran.text().lines().count(), 1);
    assert!(ran.text().starts_with("source,offset,index,layout,type,"));
}

#[test]
fn a_table_names_each_file_and_aligns_its_columns() {
    let folder = everything();
    folder.file("empty", b"");
    for (zone, width) in [("UTC", 28), ("+05:30", 33)] {
        let ran = folder
            .run(["dump", "--format", "table", "--tz", zone, "torn", "empty", "lastlog"])
            .code(3);
        let lines: Vec<_> = ran.text().lines().collect();
        assert_eq!(lines[0], "torn (linux-utmp-384-le)");
        assert_eq!(lines[1].find("TYPE"), Some(width));
        assert_eq!(lines[2].find("USER_PROCESS"), Some(width));
        for (head, value) in
            [("USER", "alice"), ("LINE", "pts/0"), ("HOST", "host.example")]
        {
            let starts = if head == "USER" { " USER  " } else { head };
            let at = lines[1].find(starts).map(|at| at + usize::from(head == "USER"));
            assert_eq!(at, lines[2].find(value), "{head}");
        }
        assert_eq!(lines[4], "");
        assert_eq!(lines[5..8], ["empty (empty)", "", "lastlog (linux-lastlog-292-le)"]);
        assert_eq!(lines[8].find("LINE"), lines[9].find("pts/0"));
        assert!(lines.iter().all(|line| line.trim_end() == *line), "nothing hangs over");
    }
}

#[test]
fn a_table_tells_impossible_times_and_logins_that_never_were() {
    let folder = Folder::with_wtmp(&rich());
    let ran = folder.run(["dump", "--format", "table", "--layout", UTMP, "wtmp"]).fine();
    assert_eq!(
        ran.text().lines().filter(|line| line.starts_with("impossible ")).count(),
        2
    );
    assert!(ran.text().contains(" type 99 "));
    let never = Draft { seconds: 0, ..login() };
    folder.file("lastlog", &encode(LASTLOG, &[login(), never]));
    let ran = folder.run(["dump", "--format", "table", "lastlog"]).fine();
    assert!(ran.text().lines().last().unwrap().starts_with("1          never  "));
    let rows = folder.run(["dump", "lastlog"]).fine().json();
    assert_eq!((&rows[1]["time"], &rows[1]["tv_sec"]), (&Value::Null, &0.into()));
}
