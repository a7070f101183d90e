//! Every line that is written says what the record says.

use loginrec::layout::{Content, Draft, Framing, LAYOUTS, Layout, Remote};
use loginrec::output::{Format, Style, Writer};
use loginrec::record::Text;
use loginrec::{Address, Entry, LogFile, Seconds32};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// A name that a stranger may have typed, or one of the usual ones.
fn text() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        "[a-z]{0,12}".prop_map(String::into_bytes),
        "[ -~]{0,40}".prop_map(String::into_bytes),
        "\\PC{0,10}".prop_map(String::into_bytes),
        vec(any::<u8>(), 0..300),
    ]
}

fn layout() -> impl Strategy<Value = &'static Layout> {
    let is_usual = |layout: &&Layout| {
        layout.content() == Content::Records && layout.framing() == Framing::Sequence
    };
    select(LAYOUTS.iter().copied().filter(is_usual).collect::<Vec<_>>())
}

fn hex(bytes: &[u8]) -> Value {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into()
}

/// The columns of a text: itself, its bytes where it is not exact, what stands behind it. `None`
/// of a text that cannot be shown as it is.
fn texts(row: &mut Map<String, Value>, name: &str, text: Option<Text<'_>>) {
    let Some(text) = text else {
        row.insert(name.into(), Value::Null);
        return;
    };
    match std::str::from_utf8(text.value()) {
        Ok(value) => _ = row.insert(name.into(), value.into()),
        Err(_) => _ = row.insert(format!("{name}_bytes"), hex(text.value())),
    }
    if !text.tail().is_empty() {
        row.insert(format!("{name}_tail"), hex(text.tail()));
    }
}

/// What the line of an entry has to say, made without haste.
fn row_of(entry: &Entry<'_>) -> Value {
    let record = entry.record().expect("the layout has records");
    let time = record.time();
    let mut row = Map::new();
    let mut put = |name: &str, value: Value| _ = row.insert(name.into(), value);
    put("source", "w\u{f6}\"tmp".into());
    put("offset", entry.offset().into());
    put("index", entry.index().into());
    put("layout", entry.layout().id().into());
    put("type", json!(record.type_raw()));
    put("type_name", json!(record.kind().name()));
    put("time", json!(time.timestamp().map(|time| time.to_string())));
    put("tv_sec", time.seconds(Seconds32::Unsigned).into());
    put("tv_usec", json!(time.usec()));
    put("pid", json!(record.pid()));
    put("session", json!(record.session()));
    let address = record.address();
    let shown = address.and_then(|address| address.ip()).map(|ip| ip.to_string());
    put("addr", json!(shown));
    put("exit_termination", json!(record.exit().map(|exit| exit.termination)));
    put("exit_status", json!(record.exit().map(|exit| exit.exit)));
    let joined = |fields: Vec<&[u8]>| {
        let bytes = fields.concat();
        bytes.iter().any(|&byte| byte != 0).then(|| hex(&bytes))
    };
    let optional = [
        ("reserved", joined(entry.reserved().map(|(_, bytes)| bytes).collect())),
        ("padding", joined(entry.padding().map(|(_, bytes)| bytes).collect())),
        (
            "addr_family",
            matches!(address, Some(Address::Ambiguous(_))).then(|| "ambiguous".into()),
        ),
        ("type_derived", record.is_derived().then(|| true.into())),
        (
            "run_level",
            record.run_level().map(|level| char::from(level.new).to_string().into()),
        ),
        (
            "run_level_old",
            record
                .run_level()
                .and_then(|level| level.old)
                .map(|old| char::from(old).to_string().into()),
        ),
        ("addr_port", record.port().filter(|&port| port != 0).map(Into::into)),
        ("host_length", record.host_length().map(Into::into)),
    ];
    for (name, value) in optional {
        value.into_iter().for_each(|value| put(name, value));
    }
    texts(&mut row, "id", record.id());
    texts(&mut row, "line", Some(record.line()));
    texts(&mut row, "user", Some(record.user()));
    texts(&mut row, "host", record.host());
    Value::Object(row)
}

/// The cells of a line of a CSV.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '"' if quoted && chars.peek() == Some(&'"') => {
                cells.last_mut().unwrap().extend(chars.next());
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cells.last_mut().unwrap().push(other),
        }
    }
    cells
}

fn written(file: &LogFile<'_>, format: Format) -> String {
    let mut out = Vec::new();
    let mut writer = Writer::new(format, Style::default());
    writer.begin("w\u{f6}\"tmp", file.layout(), &mut out);
    file.entries().for_each(|entry| writer.entry(&entry, &mut out));
    String::from_utf8(out).expect("all formats are UTF-8")
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_line_says_what_the_record_says(
        layout in layout(),
        names in vec([text(), text(), text(), text()], 1..5),
        numbers in any::<[i32; 4]>(),
        seconds in 1_600_000_000_i64..1_600_200_000,
        remote in vec(any::<u8>(), 16),
        zeros in 0_usize..=16,
        pokes in vec((any::<usize>(), any::<u8>()), 0..4),
    ) {
        let mut bytes = Vec::new();
        for (at, [user, line, host, id]) in names.iter().enumerate() {
            let [a, b, c, d] = numbers.map(i64::from);
            let mut remote = remote.clone();
            remote[16 - zeros..].fill(0);
            bytes.extend(layout.encode(&Draft {
                type_raw: i32::from(numbers[0] % 9 != 0) * (numbers[0] % 10),
                pid: a >> (b & 31),
                user,
                line,
                host,
                id,
                seconds: seconds + i64::try_from(at).unwrap() * 40_000,
                usec: c.rem_euclid(1_000_000),
                session: d,
                exit: numbers[1] >> 20,
                remote: Remote::Raw(&remote),
                ..Draft::default()
            }));
        }
        for (at, byte) in pokes {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        let file = LogFile::new(&bytes, layout);
        let json = written(&file, Format::Jsonl);
        prop_assert_eq!(json.lines().count(), file.entries().count());
        let csv = written(&file, Format::Csv);
        let mut csv = csv.lines();
        let heads = cells(csv.next().expect("a header"));
        for ((entry, line), cell_line) in file.entries().zip(json.lines()).zip(csv) {
            let found: Value = serde_json::from_str(line).expect("a line is JSON");
            let expected = row_of(&entry);
            let keys = found.as_object().unwrap();
            for (key, value) in keys {
                // Of a text that is none, the bytes are looked at; of an odd address its field.
                let is_shown = keys.contains_key(&format!("{key}_bytes"));
                if key != "addr_bytes" && !is_shown {
                    prop_assert_eq!(Some(value), expected.get(key), "{}: {}", key, line);
                }
            }
            for key in expected.as_object().unwrap().keys() {
                prop_assert!(keys.contains_key(key), "{} is not in {}", key, line);
            }
            let cells = cells(cell_line);
            prop_assert_eq!(cells.len(), heads.len());
            for (head, cell) in heads.iter().zip(&cells) {
                let shown = match keys.get(head) {
                    None | Some(Value::Null) => String::new(),
                    Some(Value::String(text)) => text.clone(),
                    Some(other) => other.to_string(),
                };
                // A CSV escapes in another way, and gives the bytes then.
                let at = heads.iter().position(|other| *other == format!("{head}_bytes"));
                let is_exact = at.is_none_or(|at| cells[at].is_empty());
                if is_exact && !head.ends_with("_bytes") {
                    prop_assert_eq!(cell, &shown, "{}", head);
                }
            }
        }
    }

    #[test]
    fn a_table_aligns_texts_however_they_are_written(
        names in vec([text(), text(), text(), text()], 1..5),
    ) {
        let layout = loginrec::layout::find("linux-utmp-384-le").unwrap();
        let mut bytes = Vec::new();
        for [user, line, host, id] in &names {
            bytes.extend(layout.encode(&Draft {
                type_raw: 7, pid: 12, user, line, host, id, seconds: 1_700_000_000, ..Draft::default()
            }));
        }
        let file = LogFile::new(&bytes, layout);
        let table = written(&file, Format::Table);
        for (entry, line) in file.entries().zip(table.lines().skip(2)) {
            let record = entry.record().unwrap();
            let expected = format!(
                "{:<27} {:<13} {:<7} {:<4} {:<12} {:<10} {:<24} ",
                record.time().timestamp().unwrap().to_string(),
                record.kind().to_string(),
                record.pid().unwrap(),
                record.id().unwrap().to_string(),
                record.user().to_string(),
                record.line().to_string(),
                record.host().unwrap().to_string(),
            );
            prop_assert_eq!(line, expected.trim_end());
        }
    }
}
