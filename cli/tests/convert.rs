//! `loginrec convert`: the file in another layout, and on standard error what is lost.

mod support;

use loginrec::layout::Draft;
use std::fs;
use support::{
    Folder, LASTLOG, UTMP, database, encode, layout, login, login_of, rich, run,
};

const BE: &str = "linux-utmp-400-be";
const V7: &str = "v7-utmp-20-le";

#[test]
fn a_file_is_written_in_the_other_layout() {
    let folder = Folder::with_wtmp(&rich());
    let ran = folder.run(["convert", "--to", BE, "wtmp", "-o", "out"]);
    // Alone bytes behind the end of a text, or texts as long as their field, stay the same.
    let ran = ran.fine();
    assert!(ran.out.is_empty());
    assert!(fs::read(folder.path("out")).unwrap() == encode(BE, &rich()));
    folder.run(["convert", "--to", UTMP, "--layout", BE, "out", "-o", "back"]).fine();
    let back = fs::read(folder.path("back")).unwrap();
    assert!(back == fs::read(folder.path("wtmp")).unwrap());
}

#[test]
fn what_is_lost_is_counted_and_exit_code_3() {
    let folder = Folder::with_wtmp(&[login_of("alice", 0), login_of("operator-7", 1)]);
    let ran = folder.run(["convert", "--to", V7, "wtmp", "-o", "out"]).code(3);
    let ran =
        ran.says("wtmp: lost in v7-utmp-20-le: user, in 1 of 2 records, 2 bytes each");
    let ran = ran.says("lost in v7-utmp-20-le: host, in 2 of 2 records, 12 bytes each");
    ran.says("lost in v7-utmp-20-le: address, in 2 of 2 records\n");
    assert_eq!(fs::read(folder.path("out")).unwrap().len(), 40);
}

#[test]
fn strict_writes_nothing_if_anything_would_be_lost() {
    let folder = Folder::with_wtmp(&[login()]);
    let args = ["convert", "--strict", "--to", V7, "wtmp", "-o", "out"];
    folder.run(args).code(3).says("nothing was written").says("lost in v7-utmp-20-le");
    assert!(!folder.path("out").exists());
    folder.run(["convert", "--strict", "--to", BE, "wtmp", "-o", "out"]).fine();
    assert_eq!(fs::read(folder.path("out")).unwrap().len(), 400);
    folder.run(["convert", "--strict", "--to", BE, "-", "-o", "2"]).code(2).says("twice");
}

#[test]
fn damage_is_left_out_and_told() {
    let folder = Folder::new();
    let mut bytes = encode(UTMP, &vec![login(); 4]);
    bytes[384..768].fill(0xee);
    folder.file("wtmp", &bytes);
    let ran = folder.run(["convert", "--to", BE, "wtmp", "-o", "out"]).code(3);
    let ran = ran.says("384 bytes in 1 place are no record");
    ran.says("what is no record is not converted");
    assert!(fs::read(folder.path("out")).unwrap() == encode(BE, &[login(); 3]));
    folder.run(["convert", "--strict", "--to", BE, "wtmp", "-o", "no"]).code(3);
    assert!(!folder.path("no").exists());
}

#[test]
fn a_table_keeps_its_places() {
    let folder = Folder::new();
    let mut bytes = encode(LASTLOG, &[login()]);
    bytes.resize(1000 * layout(LASTLOG).size(), 0);
    bytes.extend(encode(LASTLOG, &[login_of("", 60)]));
    folder.file("lastlog", &bytes);
    let to = "linux-lastlog-296-be";
    let ran = folder.run(["convert", "--to", to, "lastlog", "-o", "out"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let mut expected = encode(to, &[login()]);
    expected.resize(1000 * 296, 0);
    expected.extend(encode(to, &[login_of("", 60)]));
    assert!(fs::read(folder.path("out")).unwrap() == expected);
    folder.run(["convert", "--to", to, "lastlog", "-o", "-"]).code(2).says("name a file");
}

#[test]
fn the_values_of_a_database_go_to_their_places_in_a_table() {
    const LASTLOGX: &str = "netbsd-lastlogx-432-le";
    let folder = Folder::new();
    let value =
        |draft: &Draft<'_>| layout(LASTLOGX).body(&encode(LASTLOGX, &[*draft])).to_vec();
    let values = [(1000, value(&login_of("", 60))), (3, value(&login()))];
    folder.file("lastlogx", &database(&values));
    let args = ["convert", "--layout", LASTLOGX, "--to", LASTLOG, "lastlogx", "-o", "out"];
    folder.run(args);
    let out = fs::read(folder.path("out")).unwrap();
    assert_eq!(out.len(), 1001 * 292);
    let slots = [&out[3 * 292..4 * 292], &out[1000 * 292..]].concat();
    assert!(slots == encode(LASTLOG, &[login(), login_of("", 60)]));
}

#[test]
fn what_cannot_be_converted_is_refused() {
    let folder = Folder::with_wtmp(&[login()]);
    folder.file("lastlog", &encode(LASTLOG, &[login()]));
    let faillog = encode("shadow-faillog-32-le", &[login()]);
    folder.file("faillog", &faillog);
    for (args, why) in [
        (["--to", LASTLOG, "wtmp"], "linux-lastlog-292-le is a layout of last logins"),
        (["--to", UTMP, "lastlog"], "is a layout of login records"),
        (["--to", "netbsd-lastlogx-432-le", "lastlog"], "is a database"),
        (["--to", UTMP, "missing"], "missing"),
    ] {
        let args = [&["convert"][..], &args, &["-o", "out"]].concat();
        folder.run(args).code(2).says(why);
        assert!(!folder.path("out").exists());
    }
    let id = "shadow-faillog-32-le";
    let args = ["convert", "--layout", id, "--to", id, "faillog", "-o", "out"];
    folder.run(args).code(2).says("only login records and last logins");
    folder.run(["convert", "--to", BE, "wtmp", "-o", "wtmp", "--force"]).code(2);
}

#[test]
fn standard_input_is_converted_too() {
    let folder = Folder::new();
    let bytes = encode(UTMP, &rich());
    let ran = run(folder.command(["convert", "--to", BE, "-", "-o", "-"]), &bytes).fine();
    assert!(ran.out == encode(BE, &rich()));
}
