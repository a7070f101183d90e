//! `loginrec identify` and `loginrec layouts`: what files are, and what can be read.

mod support;

use loginrec::layout::{Draft, Framing, LAYOUTS, Verified};
use serde_json::{Value, json};
use support::{
    Folder, LASTLOG, UTMP, encode, login, login_of, plain_layouts, run, user_process,
};

const KEYS: [&str; 12] = [
    "source",
    "size",
    "layout",
    "ambiguous",
    "candidates",
    "records",
    "residue_bytes",
    "first_time",
    "last_time",
    "content",
    "secondary",
    "layouts",
];

fn folder() -> Folder {
    let folder = Folder::with_wtmp(&[login_of("bob", 60), login(), login_of("carol", 30)]);
    folder.file("empty", b"");
    folder.file("text", "Nothing of interest here.\n".repeat(100).as_bytes());
    folder.file("torn", &[encode(UTMP, &[login(), login()]), vec![b'x'; 7]].concat());
    folder
}

#[test]
fn one_json_object_a_file_with_these_keys_in_this_order() {
    let ran = folder().run(["identify", "--json", "wtmp", "empty", "text", "torn"]).code(3);
    let rows = ran.json();
    assert_eq!(rows.len(), 4);
    for row in &rows {
        let keys: Vec<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, KEYS);
        for candidate in row["candidates"].as_array().unwrap() {
            let keys: Vec<_> = candidate.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["layout", "score", "reasons"]);
            assert!(candidate["score"].as_u64().unwrap() <= 100);
            assert!(!candidate["reasons"].as_array().unwrap().is_empty());
        }
    }
    let wtmp = &rows[0];
    assert_eq!((&wtmp["source"], &wtmp["size"]), (&json!("wtmp"), &json!(1152)));
    assert_eq!((&wtmp["layout"], &wtmp["ambiguous"]), (&json!(UTMP), &json!(false)));
    assert_eq!(wtmp["candidates"][0]["layout"], UTMP);
    assert_eq!((&wtmp["records"], &wtmp["residue_bytes"]), (&json!(3), &json!(0)));
    assert_eq!(
        wtmp["first_time"], "2023-11-14T22:13:20.123456Z",
        "the earliest, not the first"
    );
    assert_eq!(wtmp["last_time"], "2023-11-14T22:14:20.123456Z");
}

#[test]
fn what_is_not_recognised_has_no_layout_and_is_an_answer() {
    let ran = folder().run(["identify", "--json", "text", "empty"]).fine();
    for (row, size) in ran.json().iter().zip([2600, 0]) {
        assert_eq!((&row["layout"], &row["size"]), (&Value::Null, &json!(size)));
        assert_eq!((&row["records"], &row["first_time"]), (&json!(0), &Value::Null));
    }
    let ran = folder().run(["identify", "text", "empty"]).fine();
    let tried = LAYOUTS.len();
    let head = format!("text: not recognised; {tried} layouts tried, the best of them:\n");
    assert!(ran.text().starts_with(&head));
    assert!(ran.text().ends_with("\nempty: empty\n"));
}

#[test]
fn damage_is_told_and_makes_the_exit_code_3() {
    let ran = folder().run(["identify", "--json", "torn"]).code(3);
    assert_eq!(ran.values("residue_bytes"), [7]);
    let ran = folder().run(["identify", "torn"]).code(3);
    assert!(ran.text().contains(" 2 records, "));
    assert!(
        ran.text()
            .contains(", 7 bytes of damage in 1 place\n  7 bytes at 768: torn tail\n")
    );
}

#[test]
fn people_are_told_layout_count_span_damage_and_reasons() {
    let ran = folder().run(["identify", "wtmp"]).fine();
    let (first, reasons) = ran.text().split_once('\n').unwrap();
    assert_eq!(
        first,
        "wtmp: linux-utmp-384-le, 3 records, 2023-11-14T22:13:20.123456Z to \
         2023-11-14T22:14:20.123456Z, no damage"
    );
    assert!(
        reasons
            .starts_with("  linux-utmp-384-le, score 100 of 100\n    3 records examined\n")
    );
    let folder = Folder::with_wtmp(&[login()]);
    let ran = folder.run(["identify", "wtmp"]).fine();
    assert!(
        ran.text().contains(", 1 record, ")
            && ran.text().contains("\n    1 record examined\n")
    );
}

#[test]
fn every_layout_is_recognised_or_told_to_be_ambiguous() {
    let folder = Folder::new();
    for layout in plain_layouts() {
        let type_raw = user_process(layout);
        let drafts: Vec<_> = (0..20)
            .map(|number| Draft { type_raw, host: b"", ..login_of("alice", number) })
            .collect();
        let mut bytes = encode(layout.id(), &drafts);
        if layout.framing() == Framing::Table {
            // Not every user has a slot that is used.
            let gap = vec![0; 2 * layout.size()];
            let slots = bytes.chunks(layout.size());
            bytes = slots.flat_map(|slot| [slot, &gap].concat()).collect();
        }
        folder.file("file", &bytes);
        let row = &folder.run(["identify", "--json", "file"]).json()[0];
        let named = |row: &Value| row["candidates"].to_string().contains(layout.id());
        let found =
            row["layout"] == layout.id() || (row["ambiguous"] == true && named(row));
        assert!(found, "{}: {row}", layout.id());
    }
}

#[test]
fn a_stream_is_identified_and_a_layout_can_be_forced() {
    let folder = folder();
    let bytes = encode("linux-utmp-400-be", &[login(), login()]);
    let ran = run(folder.command(["identify", "--json", "-"]), &bytes).fine();
    assert_eq!(ran.values("layout"), ["linux-utmp-400-be"]);
    assert_eq!(ran.values("size"), [800]);
    let ran = folder.run(["identify", "--json", "--layout", UTMP, "text"]).code(3);
    assert_eq!(ran.values("residue_bytes"), [2600]);
    assert_eq!(ran.values("candidates"), [json!([])], "nothing was guessed");
}

#[test]
fn other_files_are_identified_where_one_is_missing() {
    let ran = folder().run(["identify", "--json", "missing", "wtmp"]).code(2);
    assert_eq!(ran.values("source"), ["wtmp"]);
}

#[test]
fn much_damage_is_summed_up() {
    let folder = Folder::new();
    let mut bytes = Vec::new();
    for number in 0..150 {
        bytes.extend(encode(UTMP, &[login_of("alice", number), login_of("bob", number)]));
        bytes.extend([b'x'; 10]);
    }
    folder.file("wtmp", &bytes);
    let ran = folder.run(["identify", "wtmp"]).code(3);
    assert!(ran.text().contains(", 1500 bytes of damage in 150 places\n"));
    assert!(ran.text().contains("  50 more; `loginrec dump --residue` shows them all\n"));
}

#[test]
fn the_catalogue_lists_every_layout_once() {
    let folder = Folder::new();
    let ran = folder.run(["layouts"]).fine();
    let ids: Vec<_> =
        ran.text().lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(ids, LAYOUTS.iter().map(|layout| layout.id()).collect::<Vec<_>>());
    let all: Value =
        serde_json::from_str(folder.run(["layouts", "--json"]).fine().text()).unwrap();
    assert_eq!(all.as_array().unwrap().len(), LAYOUTS.len());
}

#[test]
fn a_layout_is_shown_with_fields_platforms_and_sources_that_tile_the_record() {
    let folder = Folder::new();
    for layout in LAYOUTS {
        let ran = folder.run(["layouts", "--json", layout.id()]).fine();
        let shown: Value = serde_json::from_str(ran.text()).unwrap();
        let mut end = 0;
        for field in shown["fields"].as_array().unwrap() {
            assert_eq!(field["offset"], end);
            end += field["size"].as_u64().unwrap();
        }
        assert_eq!(shown["size"], end);
        for list in ["written_by", "sources", "verified"] {
            assert!(
                !shown[list].as_array().unwrap().is_empty(),
                "{list} of {}",
                layout.id()
            );
        }
    }
    let ran = folder.run(["layouts", LASTLOG]).fine();
    for part in [
        "ll_time",
        "char[256]",
        "Written by:",
        "Sources:",
        "index: uid",
        "Content: last logins\n",
        "Framing: by user id\n",
        "Types: none\n",
    ] {
        assert!(ran.text().contains(part), "{part}");
    }
}

#[test]
fn a_layout_tells_content_framing_and_types_to_programs_and_people() {
    let folder = Folder::new();
    for (id, content, framing, types) in [
        (UTMP, "record", "sequential", "linux"),
        (LASTLOG, "lastlog", "by user id", "none"),
        ("freebsd-utx-log-be", "record", "length-prefixed", "freebsd"),
        ("netbsd-lastlogx-432-le", "lastlog", "database", "none"),
        ("shadow-faillog-32-le", "failures", "by user id", "none"),
        ("pam-faillock-64-le", "attempt", "sequential", "none"),
        ("linux-acct-v3-64-le", "process", "sequential", "none"),
        ("openbsd-utmp-304-le", "record", "sequential", "bsd"),
    ] {
        let ran = folder.run(["layouts", "--json", id]).fine();
        let shown: Value = serde_json::from_str(ran.text()).unwrap();
        let found = [&shown["content"], &shown["framing"], &shown["types"]];
        assert_eq!(found, [content, framing, types], "{id}");
        let ran = folder.run(["layouts", id]).fine();
        assert!(
            ran.text().contains(&format!("\nFraming: {framing}\nTypes: {types}")),
            "{id}"
        );
    }
    let ran = folder.run(["layouts", UTMP]).fine();
    assert!(
        ran.text().contains("Types: linux: 0 EMPTY, 1 RUN_LVL, 2 BOOT_TIME, 3 NEW_TIME")
    );
    let ran = folder.run(["layouts", "openbsd-utmp-304-le"]).fine();
    assert!(ran.text().contains("Types: bsd: no numbers; the texts of a record say"));
}

#[test]
fn what_rests_on_a_secondary_source_is_marked_everywhere() {
    let folder = Folder::new();
    let list = folder.run(["layouts"]).fine();
    let json: Value =
        serde_json::from_str(folder.run(["layouts", "--json"]).fine().text()).unwrap();
    let mut marked = 0;
    for ((layout, line), shown) in
        LAYOUTS.iter().zip(list.text().lines()).zip(json.as_array().unwrap())
    {
        let expected = layout.spec().verified.contains(&Verified::Secondary);
        assert_eq!(line.ends_with("  [secondary source]"), expected, "{line}");
        assert_eq!(shown["secondary"], expected, "{}", layout.id());
        assert_eq!(shown["verified"].to_string().contains("secondary source"), expected);
        let one = folder.run(["layouts", layout.id()]).fine();
        let warned = one.text().contains("\nThis layout rests on a secondary source:");
        assert_eq!(warned, expected, "{}", layout.id());
        marked += usize::from(expected);
    }
    assert!(marked > 0 && marked < LAYOUTS.len());
}

#[test]
fn a_folder_stands_for_all_files_below_it_in_the_order_of_their_names() {
    let folder = folder();
    std::fs::create_dir(folder.path("sub")).unwrap();
    folder.file("sub/btmp", &encode(UTMP, &[login(), login()]));
    #[cfg(unix)]
    std::os::unix::fs::symlink("wtmp", folder.path("link")).unwrap();
    let ran = folder.run(["identify", "--json", "."]).code(3);
    let sources = ["./empty", "./sub/btmp", "./text", "./torn", "./wtmp"];
    assert_eq!(ran.values("source"), sources.map(Value::from));
    let ran = folder.run(["identify", "."]).code(3);
    // What is something else takes one line, without the layouts that were tried.
    let text = String::from_utf8(ran.out).unwrap();
    assert!(text.contains("./text: not recognised\n./torn: "), "{text}");
}

#[test]
fn every_sample_in_a_folder_of_all_kinds_is_named() {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../corpus");
    let ran = Folder::new().run(["identify", "--json", corpus]);
    let mut named = 0;
    for row in ran.json() {
        let path = std::path::PathBuf::from(row["source"].as_str().unwrap());
        let mut beside = path.clone().into_os_string();
        beside.push(".toml");
        if !std::path::Path::new(&beside).exists() {
            assert_eq!(row["layout"], Value::Null, "{row}");
            continue;
        }
        let folder = path.parent().unwrap().file_name().unwrap().to_str().unwrap();
        let is_named = row["layout"] == folder || row["ambiguous"] == true;
        assert!(is_named, "{folder}: {}", row["layout"]);
        named += 1;
    }
    assert!(named >= LAYOUTS.len(), "{named} samples");
}
