//! Hits as they are written, cell by cell.

use super::*;
use crate::layout::{Draft, Layout, find};
use alloc::vec;
use core::ops::Range;

fn layout() -> &'static Layout {
    find("linux-utmp-384-le").unwrap()
}

fn login() -> Vec<u8> {
    layout().encode(&Draft {
        type_raw: 7,
        pid: 4711,
        line: b"pts/0",
        id: b"ts/0",
        user: b"alice",
        host: b"host.example",
        seconds: 1_700_000_000,
        usec: 123_456,
        ..Draft::default()
    })
}

/// What is left of a record when only these bytes of it are there.
fn left(mut record: Vec<u8>, present: Range<usize>) -> Vec<u8> {
    record[..present.start].fill(0);
    record[present.end..].fill(0);
    record
}

fn written(format: Format, contents: &[Content], hits: &[(Hit<'_>, Notes<'_>)]) -> String {
    let mut out = Vec::new();
    let mut writer = CarveWriter::new(format, Style::default(), contents.iter().copied());
    writer.begin("disk.raw", &mut out);
    for (hit, notes) in hits {
        writer.hit(hit, notes, &mut out);
    }
    String::from_utf8(out).unwrap()
}

fn json(hit: Hit<'_>, notes: Notes<'_>) -> serde_json::Value {
    let contents = [hit.layout().content()];
    serde_json::from_str(&written(Format::Jsonl, &contents, &[(hit, notes)])).unwrap()
}

#[test]
fn a_whole_record_has_the_columns_of_dump_and_then_those_of_the_hit() {
    let record = login();
    let hit = Hit::sample(layout(), &record, 0..384, None);
    let golden = concat!(
        r#"{"source":"disk.raw","offset":4096,"index":3,"layout":"linux-utmp-384-le","#,
        r#""type":7,"type_name":"USER_PROCESS","time":"2023-11-14T22:13:20.123456Z","#,
        r#""tv_sec":1700000000,"tv_usec":123456,"pid":4711,"session":0,"id":"ts/0","#,
        r#""line":"pts/0","user":"alice","host":"host.example","addr":null,"#,
        r#""exit_termination":0,"exit_status":0,"tier":"probable","score":70,"#,
        r#""reasons":"typed|residue","run":2,"run_index":1,"fragment":null,"sha256":""#,
    );
    let found = written(Format::Jsonl, &[Content::Records], &[(hit, Notes::default())]);
    assert_eq!(found, format!("{golden}{}\"}}\n", "00".repeat(32)));
}

#[test]
fn columns_whose_bytes_are_missing_of_a_head_are_null() {
    // The record ends in the middle of the host, which begins at 76.
    let record = left(login(), 0..80);
    let row =
        json(Hit::sample(layout(), &record, 0..80, Some(Fragment::Head)), Notes::default());
    assert_eq!(row["fragment"], "head");
    assert_eq!((&row["type"], &row["pid"]), (&7.into(), &4711.into()));
    assert_eq!((&row["user"], &row["host"]), (&"alice".into(), &"host".into()));
    for name in ["time", "tv_sec", "tv_usec", "addr", "session", "exit_status"] {
        assert!(row[name].is_null(), "{name}");
    }
    assert_eq!(row["bytes"].as_str().unwrap().len(), 160);
    assert!(row["bytes"].as_str().unwrap().ends_with("686f7374"));
}

#[test]
fn of_a_tail_the_text_that_has_lost_its_beginning_is_null() {
    let record = left(login(), 80..384);
    let row = json(
        Hit::sample(layout(), &record, 80..384, Some(Fragment::Tail)),
        Notes::default(),
    );
    for name in ["type", "type_name", "pid", "id", "line", "user", "host"] {
        assert!(row[name].is_null(), "{name}");
    }
    assert!(row.get("host_tail").is_none(), "where it begins is not known");
    assert_eq!(row["time"], "2023-11-14T22:13:20.123456Z");
}

#[test]
fn a_joined_record_says_where_it_was_cut_and_where_it_goes_on() {
    let record = login();
    let joined = Fragment::Joined { cut: 128, tail: 65_536 };
    let notes =
        Notes { partition: Some((2, 512)), twin: Some(("wtmp", 384)), ..Notes::default() };
    let row = json(Hit::sample(layout(), &record, 0..384, Some(joined)), notes);
    assert_eq!(row["fragment"], "joined");
    assert_eq!((&row["tail_offset"], &row["cut"]), (&65_536.into(), &128.into()));
    assert_eq!((&row["partition"], &row["partition_offset"]), (&2.into(), &512.into()));
    assert_eq!((&row["twin_source"], &row["twin_offset"]), (&"wtmp".into(), &384.into()));
    assert!(row.get("bytes").is_none());
}

#[test]
fn the_user_id_of_a_slot_is_not_known() {
    let layout = find("linux-lastlog-292-le").unwrap();
    let slot =
        layout.encode(&Draft { seconds: 1_700_000_000, line: b"tty1", ..Draft::default() });
    let row = json(Hit::sample(layout, &slot, 0..292, None), Notes::default());
    assert!(row["uid"].is_null() && row["index"] == 3 && row["line"] == "tty1");
}

#[test]
fn the_schema_describes_the_rows() {
    let schema: serde_json::Value = serde_json::from_str(&crate::output::schema()).unwrap();
    let record = login();
    let head = left(login(), 0..80);
    for hit in [
        Hit::sample(layout(), &record, 0..384, None),
        Hit::sample(layout(), &head, 0..80, Some(Fragment::Head)),
    ] {
        let row = json(hit, Notes { partition: Some((1, 0)), ..Notes::default() });
        let object = &schema["$defs"][crate::output::hit_definition(Content::Records)];
        let keys = row.as_object().unwrap();
        for (key, value) in keys {
            let kinds = &object["properties"][key]["type"];
            assert!(kinds != &serde_json::Value::Null, "{key}");
            assert!(!value.is_null() || kinds.is_array(), "{key}");
        }
        for key in object["required"].as_array().unwrap() {
            assert!(keys.contains_key(key.as_str().unwrap()), "{key}");
        }
    }
}

#[test]
fn a_csv_of_several_contents_has_one_header_and_as_many_cells_in_every_row() {
    let lastlog = find("linux-lastlog-292-le").unwrap();
    let slot = lastlog.encode(&Draft {
        seconds: 1_700_000_000,
        line: b"tty1",
        ..Draft::default()
    });
    let (record, notes) = (login(), Notes::default());
    let hits = [
        (Hit::sample(lastlog, &slot, 0..292, None), notes),
        (Hit::sample(layout(), &record, 0..384, None), notes),
    ];
    let text = written(Format::Csv, Content::ALL, &hits);
    let rows: Vec<Vec<_>> = text.lines().map(|row| row.split(',').collect()).collect();
    assert!(rows.len() == 3 && rows.iter().all(|row| row.len() == rows[0].len()), "{text}");
    let cells = |name| {
        let at = rows[0].iter().position(|head| *head == name).unwrap();
        rows.iter().skip(1).map(|row| row[at]).collect::<Vec<_>>()
    };
    assert_eq!(cells("line"), ["tty1", "pts/0"]);
    assert_eq!(
        cells("time"),
        ["2023-11-14T22:13:20.000000Z", "2023-11-14T22:13:20.123456Z"]
    );
    assert_eq!(cells("user"), ["", "alice"]);
    assert_eq!((cells("uid"), cells("command")), (vec![""; 2], vec![""; 2]));
    assert_eq!(cells("tier"), ["probable"; 2]);
}

#[test]
fn a_table_leaves_blank_what_is_missing_and_heads_each_content_anew() {
    let lastlog = find("linux-lastlog-292-le").unwrap();
    let slot = lastlog.encode(&Draft {
        seconds: 1_700_000_000,
        line: b"tty1",
        ..Draft::default()
    });
    let (head, notes) = (left(login(), 0..80), Notes::default());
    let hits = [
        (Hit::sample(layout(), &head, 0..80, Some(Fragment::Head)), notes),
        (Hit::sample(lastlog, &slot, 0..292, None), notes),
    ];
    let golden = "\
disk.raw (linux-utmp-384-le)
OFFSET         TIER      SCORE RUN    FRAGMENT TIME                        TYPE          \
         PID     ID   USER         LINE       HOST                     ADDR
4096           probable  70    2      head                                 USER_PROCESS  \
         4711    ts/0 alice        pts/0      host

disk.raw (linux-lastlog-292-le)
OFFSET         TIER      SCORE RUN    FRAGMENT UID        TIME                        \
         LINE       HOST
4096           probable  70    2                          2023-11-14T22:13:20.000000Z tty1
";
    assert_eq!(written(Format::Table, Content::ALL, &hits), golden);
}
