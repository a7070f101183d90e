//! What strangers typed acts on nothing, whatever the format.

mod support;

use loginrec::layout::Draft;
use support::injection::{TEXTS, assert_harmless};
use support::{Folder, LASTLOG, UTMP, encode, layout, login};

/// Every text in every field that holds text, one at a time and all at once.
fn attacks() -> Vec<Draft<'static>> {
    let mut drafts = Vec::new();
    for &text in TEXTS {
        drafts.extend([
            Draft { user: text, ..login() },
            Draft { line: text, ..login() },
            Draft { host: text, ..login() },
            Draft { id: text, ..login() },
            Draft { user: text, line: text, host: text, id: text, ..login() },
        ]);
    }
    drafts
}

/// Whether text decodes to what stands in the record, or is told in hexadecimal besides.
#[track_caller]
fn assert_exact(row: &serde_json::Value, key: &str, field: &[u8], size: usize) {
    let field = &field[..field.len().min(size)];
    let value = field.split(|&byte| byte == 0).next().unwrap();
    let bytes = row.get(format!("{key}_bytes")).and_then(|hex| hex.as_str());
    let hex: String = value.iter().map(|byte| format!("{byte:02x}")).collect();
    match std::str::from_utf8(value) {
        Ok(text) => assert_eq!((row[key].as_str(), bytes), (Some(text), None)),
        Err(_) => assert_eq!(bytes, Some(hex.as_str())),
    }
}

#[test]
fn json_lines_are_one_a_record_harmless_and_exact() {
    let folder = Folder::with_wtmp(&attacks());
    let ran = folder.run(["dump", "--layout", UTMP, "wtmp"]).fine();
    assert_harmless(&ran.out);
    let rows = ran.json();
    assert_eq!(rows.len(), attacks().len());
    for (row, draft) in rows.iter().zip(attacks()) {
        assert_eq!(row["source"], "wtmp");
        assert_exact(row, "user", draft.user, 32);
        assert_exact(row, "line", draft.line, 32);
        assert_exact(row, "host", draft.host, 256);
        assert_exact(row, "id", draft.id, 4);
    }
}

#[test]
fn csv_rows_are_one_a_record_harmless_and_exact() {
    let folder = Folder::with_wtmp(&attacks());
    let ran = folder.run(["dump", "--format", "csv", "--layout", UTMP, "wtmp"]).fine();
    assert_harmless(&ran.out);
    assert_eq!(ran.text().lines().count(), 1 + attacks().len());
    let mut reader = csv::Reader::from_reader(&*ran.out);
    let names = reader.headers().unwrap().clone();
    let at = |name| names.iter().position(|known| known == name).unwrap();
    let (user, user_bytes, source) = (at("user"), at("user_bytes"), at("source"));
    for (row, draft) in reader.records().zip(attacks()) {
        let row = row.unwrap();
        assert_eq!(&row[source], "wtmp");
        let field = &draft.user[..draft.user.len().min(32)];
        let value = field.split(|&byte| byte == 0).next().unwrap();
        let hex: String = value.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(row[user].as_bytes() == value || row[user_bytes] == hex, "{row:?}");
    }
}

#[test]
fn table_rows_are_one_a_record_and_harmless() {
    let folder = Folder::with_wtmp(&attacks());
    let ran = folder.run(["dump", "--format", "table", "--layout", UTMP, "wtmp"]).fine();
    assert_harmless(&ran.out);
    assert_eq!(ran.text().lines().count(), 2 + attacks().len());
    assert!(
        ran.text().lines().skip(2).all(|line| line.starts_with("2023-11-14T22:13:20."))
    );
    assert!(ran.text().contains(r"x\x1b[2J\x1b]0;title\x07"));
}

#[test]
fn slots_of_a_lastlog_are_as_harmless() {
    let folder = Folder::new();
    folder.file("lastlog", &encode(LASTLOG, &attacks()));
    for (format, heads) in [("jsonl", 0), ("csv", 1), ("table", 2)] {
        let args = ["dump", "--format", format, "--layout", LASTLOG, "lastlog"];
        let ran = folder.run(args).fine();
        assert_harmless(&ran.out);
        assert_eq!(ran.text().lines().count(), heads + attacks().len());
    }
}

#[test]
fn names_in_failed_logins_and_of_commands_are_as_harmless_and_exact() {
    let folder = Folder::new();
    for (id, key) in [
        ("shadow-faillog-32-le", "line"),
        ("pam-tallylog-64-le", "line"),
        ("pam-faillock-64-le", "name"),
        ("linux-acct-v3-64-le", "command"),
    ] {
        let size = layout(id).fields().find(|field| field.role.is_text()).unwrap().size;
        let mut exact = 0;
        for &text in TEXTS {
            // Each beside another one that is beyond doubt.
            let drafts = [login(), Draft { line: text, ..login() }];
            folder.file("file", &encode(id, &drafts));
            for format in ["jsonl", "csv", "table"] {
                let args =
                    ["dump", "--residue", "--format", format, "--layout", id, "file"];
                let ran = folder.run(args);
                assert_harmless(&ran.out);
                if format == "jsonl" && ran.code == Some(0) {
                    assert_exact(&ran.json()[1], key, text, size);
                    exact += 1;
                }
            }
        }
        assert!(exact > TEXTS.len() / 2, "{id}: most are entries, and the others damage");
    }
}

#[cfg(unix)]
#[test]
fn names_of_files_are_as_harmless_in_output_and_in_messages() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = Folder::new();
    let torn = &encode(UTMP, &[login(), login()])[..700];
    for text in TEXTS {
        let text: Vec<_> =
            text.iter().copied().filter(|byte| !b"/\0".contains(byte)).collect();
        let name = OsStr::from_bytes(&text);
        folder.file(name, torn);
        for format in ["jsonl", "csv", "table"] {
            let args = ["dump", "--format", format].map(OsStr::new);
            let ran = folder.run(args.into_iter().chain([name])).code(3);
            assert_harmless(&ran.out);
            assert_harmless(ran.err.as_bytes());
            assert_eq!(ran.err.lines().count(), 1);
        }
        for args in [vec!["identify"], vec!["identify", "--json"]] {
            let args = args.into_iter().map(OsStr::new);
            let ran = folder.run(args.chain([name])).code(3);
            assert_harmless(&ran.out);
        }
        std::fs::remove_file(folder.path(name)).unwrap();
        let ran = folder.run([OsStr::new("dump"), name]).code(2);
        assert_harmless(ran.err.as_bytes());
        assert_eq!(ran.err.lines().count(), 1);
    }
}

#[test]
fn what_is_typed_wrongly_is_repeated_harmlessly() {
    let folder = Folder::with_wtmp(&[login()]);
    let evil = "x\u{1b}[31m\n\u{202e}\u{9b}";
    for option in
        ["--since", "--until", "--tz", "--type", "--layout", "--max-bytes", "--map"]
    {
        let ran = folder.run(["dump", option, evil, "wtmp"]);
        assert_eq!(ran.code, Some(2), "{option}");
        assert_harmless(ran.err.as_bytes());
    }
    assert_harmless(folder.run(["man", evil]).code(2).err.as_bytes());
}
