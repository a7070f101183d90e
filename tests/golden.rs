//! What is written for every sample of the corpus, to the last byte.

mod support;

use loginrec::carve::{Options, Tier, carve};
use loginrec::layout::{Content, Layout, find};
use loginrec::output::{
    CarveWriter, Format, Notes, Style, Writer, definition, hit_definition, schema,
};
use loginrec::{Damage, LogFile, Piece};
use serde_json::Value;
use std::fs;
use std::ops::ControlFlow;
use support::corpus::{blessing, root, samples};

/// The file as JSON lines, with residue.
fn jsonl(source: &str, bytes: &[u8], layout: &'static Layout) -> String {
    let mut writer = Writer::new(Format::Jsonl, Style::default()).with_residue();
    let mut out = Vec::new();
    let mut open = None;
    writer.begin(source, layout, &mut out);
    for piece in LogFile::new(bytes, layout).pieces() {
        if let Some(damage) = Damage::join(&mut open, &piece) {
            writer.damage(&damage, &mut out);
        }
        if let Piece::Entry(entry) = piece {
            writer.entry(&entry, &mut out);
        }
    }
    if let Some(damage) = open {
        writer.damage(&damage, &mut out);
    }
    String::from_utf8(out).expect("JSON is UTF-8")
}

#[test]
fn every_sample_has_its_golden_json_lines() {
    let mut wrong = Vec::new();
    for sample in samples() {
        let path = root().join(sample.layout.id()).join(format!("{}.jsonl", sample.name));
        let found = jsonl(&sample.name, &sample.bytes, sample.layout);
        if blessing() {
            fs::write(&path, found).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != found {
            wrong.push(path);
        }
    }
    assert!(
        wrong.is_empty(),
        "rewrite with LOGINREC_BLESS=1 and read the change: {wrong:?}"
    );
}

/// Whether the keys of an object are those of a definition, in its order.
#[track_caller]
fn assert_described(line: &str, definition: &Value) {
    let object: Value = serde_json::from_str(line).expect(line);
    let object = object.as_object().expect(line);
    let properties = definition["properties"].as_object().unwrap();
    let known: Vec<_> = properties.keys().filter(|key| object.contains_key(*key)).collect();
    assert!(object.keys().eq(known), "other keys, or another order: {line}");
    for required in definition["required"].as_array().unwrap() {
        assert!(object.contains_key(required.as_str().unwrap()), "{required}: {line}");
    }
    for (key, value) in object {
        let may_be_null = properties[key]["type"].is_array();
        assert!(may_be_null || !value.is_null(), "{key}: {line}");
    }
}

#[test]
fn what_is_carved_out_of_every_sample_is_json_that_the_schema_describes() {
    let schema: Value = serde_json::from_str(&schema()).expect("the schema is JSON");
    let options = Options::new().tier(Tier::Possible);
    let (mut hits, mut parts) = (0, 0);
    for sample in samples() {
        // Cut at both ends, so that there are heads and tails.
        let end = sample.bytes.len() - sample.bytes.len().min(100);
        let bytes = sample.bytes.get(100..end).unwrap_or_default();
        let mut writer =
            CarveWriter::new(Format::Jsonl, Style::default(), Content::ALL.iter().copied());
        writer.begin(&sample.name, &mut Vec::new());
        let _ = carve(bytes, &options, &mut |hit| {
            let mut out = Vec::new();
            writer.hit(hit, &Notes::default(), &mut out);
            let line = String::from_utf8(out).expect("JSON is UTF-8");
            let content = hit.layout().content();
            assert_described(&line, &schema["$defs"][hit_definition(content)]);
            hits += 1;
            parts += usize::from(hit.fragment().is_some());
            ControlFlow::Continue(())
        });
    }
    assert!(hits > 100 && parts > 0, "{hits} hits, {parts} of them parts");
}

#[test]
fn golden_lines_are_json_that_the_schema_describes() {
    let schema: Value = serde_json::from_str(&schema()).expect("the schema is JSON");
    for sample in samples() {
        for line in jsonl(&sample.name, &sample.bytes, sample.layout).lines() {
            let is_damage = line.contains("\"residue\":");
            let kind = definition(sample.layout.content());
            let kind = if is_damage { "residue" } else { kind };
            assert_described(line, &schema["$defs"][kind]);
        }
    }
}

#[test]
fn damage_is_told_where_it_stands() {
    let layout = find("linux-utmp-384-le").unwrap();
    let mut bytes = fs::read(root().join("linux-utmp-384-le/daemons-wtmp")).unwrap();
    bytes[384 * 2..384 * 3].fill(0xa5);
    bytes.splice(384 * 5..384 * 5, *b"abc");
    bytes.truncate(384 * 8);
    let text = jsonl("damaged", &bytes, layout);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 9);
    assert_eq!(
        lines[2],
        r#"{"source":"damaged","offset":768,"length":384,"residue":"unfit record"}"#
    );
    assert_eq!(
        lines[5],
        r#"{"source":"damaged","offset":1920,"length":3,"residue":"stray bytes"}"#
    );
    assert_eq!(
        lines[8],
        r#"{"source":"damaged","offset":2691,"length":381,"residue":"torn tail"}"#
    );
}
