//! How what was carved is written.

use super::column::{Column, columns_of};
use super::column_hit::{HIT, KNOWN, Presence, places, union};
use super::push::display;
use super::row::put_entry;
use super::table::{self, Heads, cells, heads, padded, push_cells};
use super::value::{Context, Row, Value};
use super::{Format, Style, context, csv, json};
use crate::carve::{Fragment, Hit};
use crate::escape::Escaped;
use crate::layout::Content;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// What is known of a hit beyond what was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notes<'a> {
    /// The SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// Whether it is in the logs that were given; `None` if that cannot be told. Written by a
    /// writer [that knows them](CarveWriter::with_known).
    pub known: Option<bool>,
    /// The number of the partition that it starts in, and where it starts in it, in bytes.
    pub partition: Option<(u64, u64)>,
    /// A record of the given logs that says of the same login something else: the file, and
    /// where the record starts in it, in bytes.
    pub twin: Option<(&'a str, u64)>,
}

/// The columns of a table before the usual ones; the last only if it is known.
const HEADS: Heads =
    &[("OFFSET", 14), ("TIER", 9), ("SCORE", 5), ("RUN", 6), ("FRAGMENT", 8), ("KNOWN", 5)];

/// Writes hits into a buffer.
///
/// The columns are those of the entry that was found, as a [`Writer`](super::Writer) writes
/// them, and behind them those of the hit. A column that is made of bytes which are missing of
/// a head or a tail is null; a text whose beginning is there says what is there of it. The user
/// id of a slot is null too, since it is where the slot stands in its table.
///
/// A CSV has the columns of all contents that may come in one header, each once, and cells are
/// empty in rows whose content has no such column.
#[derive(Clone, Debug)]
pub struct CarveWriter<'a> {
    format: Format,
    style: Style<'a>,
    source: String,
    /// The columns of a CSV before those of the hit.
    columns: Vec<&'static Column>,
    /// Where those of each content stand among them.
    places: Vec<(Content, Vec<usize>)>,
    spread: csv::Spread,
    known: bool,
    has_begun: bool,
    /// Content and layout that a table has named last.
    named: Option<(Content, &'static str)>,
}

impl<'a> CarveWriter<'a> {
    /// A writer that has written nothing, for hits of these contents.
    #[must_use]
    pub fn new(
        format: Format,
        style: Style<'a>,
        contents: impl IntoIterator<Item = Content>,
    ) -> Self {
        let contents: Vec<_> = contents.into_iter().collect();
        let columns = union(&contents);
        let places =
            contents.iter().map(|&content| (content, places(&columns, content))).collect();
        Self {
            format,
            style,
            source: String::new(),
            columns,
            places,
            spread: csv::Spread::default(),
            known: false,
            has_begun: false,
            named: None,
        }
    }

    /// Adds the column `known`. Has to come first.
    #[must_use]
    pub fn with_known(mut self) -> Self {
        self.known = true;
        self
    }

    /// Begins a source: names it in what follows. The first time it writes the header of a
    /// CSV.
    pub fn begin(&mut self, source: &str, out: &mut Vec<u8>) {
        self.source = String::from(source);
        self.named = None;
        if self.format == Format::Csv && !self.has_begun {
            let (before, behind) = HIT;
            let known = [&KNOWN].into_iter().filter(|_| self.known);
            let evidence = self.columns.iter().copied();
            csv::push_header(out, evidence.chain(before).chain(known).chain(behind));
            self.has_begun = true;
        }
    }

    /// Writes a hit.
    pub fn hit(&mut self, hit: &Hit<'_>, notes: &Notes<'_>, out: &mut Vec<u8>) {
        match self.format {
            Format::Table => self.push_line(hit, notes, out),
            Format::Jsonl => {
                let mut object = json::Object::begin(out, &self.style);
                self.put_evidence(&mut object, hit);
                self.put_hit(&mut object, hit, notes);
                object.end();
            }
            Format::Csv => {
                let mut spread = core::mem::take(&mut self.spread);
                let content = hit.layout().content();
                let places = self.places.iter().find(|(other, _)| *other == content);
                let places = places.map_or(&[][..], |(_, places)| places);
                let mut cells = spread.begin(self.columns.len(), places, &self.style);
                self.put_evidence(&mut cells, hit);
                let mut line = csv::Line::begin(out, &self.style);
                spread.push(&mut line);
                self.put_hit(&mut line, hit, notes);
                line.end();
                self.spread = spread;
            }
        }
    }

    fn put_evidence(&self, row: &mut impl Row, hit: &Hit<'_>) {
        let mut row = Telling { row, presence: Presence::of(hit) };
        put_entry(&mut row, &hit.entry(), &self.context());
    }

    fn put_hit(&self, row: &mut impl Row, hit: &Hit<'_>, notes: &Notes<'_>) {
        let (
            [tier, score, reasons, run, run_index, fragment],
            [
                sha256,
                tail_offset,
                cut,
                partition,
                partition_offset,
                bytes,
                twin,
                twin_offset,
            ],
        ) = HIT
        else {
            return;
        };
        row.put(tier, Value::word(hit.tier().name()));
        row.put(score, Value::Unsigned(hit.score().into()));
        row.put(reasons, Value::Plain(display(hit.reasons()).as_bytes()));
        row.put(run, Value::Unsigned(hit.run()));
        row.put(run_index, Value::Unsigned(hit.run_index()));
        let part = hit.fragment();
        row.put(fragment, Value::or_null(part, |part| Value::word(part.name())));
        if self.known {
            row.put(&KNOWN, Value::or_null(notes.known, Value::Bool));
        }
        row.put(sha256, Value::Hex(&notes.sha256));
        let joined = match part {
            Some(Fragment::Joined { cut, tail }) => u64::try_from(cut).ok().zip(Some(tail)),
            _ => None,
        };
        row.put(tail_offset, Value::or_null(joined, |(_, tail)| Value::Unsigned(tail)));
        row.put(cut, Value::or_null(joined, |(cut, _)| Value::Unsigned(cut)));
        let place = notes.partition;
        row.put(partition, Value::or_null(place, |(number, _)| Value::Unsigned(number)));
        row.put(partition_offset, Value::or_null(place, |(_, at)| Value::Unsigned(at)));
        let is_part = matches!(part, Some(Fragment::Head | Fragment::Tail));
        let evidence = is_part.then(|| hit.bytes());
        row.put(bytes, Value::or_null(evidence, Value::hex));
        let source = notes.twin.map(|(source, _)| source.as_bytes());
        row.put(twin, Value::or_null(source, Value::Text));
        row.put(twin_offset, Value::or_null(notes.twin, |(_, at)| Value::Unsigned(at)));
    }

    fn push_line(&mut self, hit: &Hit<'_>, notes: &Notes<'_>, out: &mut Vec<u8>) {
        let layout = hit.layout();
        let heads = heads(layout.content());
        let before = match HEADS.split_last() {
            Some((_, rest)) if !self.known => rest,
            _ => HEADS,
        };
        let all: Vec<_> = before.iter().chain(heads).copied().collect();
        match self.named {
            Some((content, id)) if content == layout.content() => {
                if id != layout.id() {
                    table::push_layout(out, &hit.entry());
                }
            }
            _ => {
                if self.has_begun {
                    out.push(b'\n');
                }
                self.has_begun = true;
                let source = Escaped(self.source.as_bytes());
                out.extend_from_slice(format!("{source} ({})\n", layout.id()).as_bytes());
                let names = table::names(before, &self.style)
                    .chain(table::names(heads, &self.style));
                push_cells(out, &all, names);
            }
        }
        self.named = Some((layout.content(), layout.id()));
        let mut line = Vec::from([
            hit.offset().to_string(),
            hit.tier().name().to_string(),
            hit.score().to_string(),
            hit.run().to_string(),
            hit.fragment().map_or("", Fragment::name).to_string(),
        ]);
        if self.known {
            line.push(
                notes.known.map_or("", |known| if known { "yes" } else { "no" }).into(),
            );
        }
        let presence = Presence::of(hit);
        let cells = cells(&hit.entry(), &self.style).unwrap_or_default();
        line.extend(heads.iter().zip(cells).map(|((head, _), cell)| {
            let is_told = presence.tells(column_under(head));
            match *head {
                _ if is_told => cell,
                "TIME" => padded("", &self.style),
                _ => String::new(),
            }
        }));
        push_cells(out, &all, line);
        if let Some((source, offset)) = notes.twin {
            let source = Escaped(source.as_bytes());
            let twin = format!("-- {source} has it with other values at {offset} --\n");
            out.extend_from_slice(twin.as_bytes());
        }
    }

    fn context(&self) -> Context<'_> {
        context(self.format, &self.source, self.style.seconds32)
    }
}

/// Which column a table shows under a head.
fn column_under(head: &str) -> &'static str {
    match head {
        "LOCK" => "lock_seconds",
        "SECONDS" => "etime",
        "EXIT" => "exit_code",
        "FLAGS" => "flag_names",
        "TYPE" => "type_name",
        _ => {
            let all = Content::ALL.iter().flat_map(|&content| columns_of(content));
            let mut names = all.map(|column| column.name);
            names.find(|name| name.eq_ignore_ascii_case(head)).unwrap_or_default()
        }
    }
}

/// A row in which columns that cannot be told are null.
struct Telling<'r, 'h, 'a, R> {
    row: &'r mut R,
    presence: Presence<'h, 'a>,
}

impl<R: Row> Row for Telling<'_, '_, '_, R> {
    fn put(&mut self, column: &Column, value: Value<'_>) {
        let is_told = self.presence.tells(column.name);
        self.row.put(column, if is_told { value } else { Value::Null });
    }
}

#[cfg(test)]
mod tests {
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

    fn written(
        format: Format,
        contents: &[Content],
        hits: &[(Hit<'_>, Notes<'_>)],
    ) -> String {
        let mut out = Vec::new();
        let mut writer =
            CarveWriter::new(format, Style::default(), contents.iter().copied());
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
        let row = json(
            Hit::sample(layout(), &record, 0..80, Some(Fragment::Head)),
            Notes::default(),
        );
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
        let notes = Notes {
            partition: Some((2, 512)),
            twin: Some(("wtmp", 384)),
            ..Notes::default()
        };
        let row = json(Hit::sample(layout(), &record, 0..384, Some(joined)), notes);
        assert_eq!(row["fragment"], "joined");
        assert_eq!((&row["tail_offset"], &row["cut"]), (&65_536.into(), &128.into()));
        assert_eq!((&row["partition"], &row["partition_offset"]), (&2.into(), &512.into()));
        assert_eq!(
            (&row["twin_source"], &row["twin_offset"]),
            (&"wtmp".into(), &384.into())
        );
        assert!(row.get("bytes").is_none());
    }

    #[test]
    fn the_user_id_of_a_slot_is_not_known() {
        let layout = find("linux-lastlog-292-le").unwrap();
        let slot = layout.encode(&Draft {
            seconds: 1_700_000_000,
            line: b"tty1",
            ..Draft::default()
        });
        let row = json(Hit::sample(layout, &slot, 0..292, None), Notes::default());
        assert!(row["uid"].is_null() && row["index"] == 3 && row["line"] == "tty1");
    }

    #[test]
    fn the_schema_describes_the_rows() {
        let schema: serde_json::Value =
            serde_json::from_str(&crate::output::schema()).unwrap();
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
        assert!(
            rows.len() == 3 && rows.iter().all(|row| row.len() == rows[0].len()),
            "{text}"
        );
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
}
