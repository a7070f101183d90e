use super::*;
use crate::carve::testing::{UTMP, edited, encoded, entry, layout, login};
use std::path::Path;
use std::process::ExitCode;
use tempfile::TempDir;

/// Logs with these bytes, read as known ones, and the exit code of that.
struct Read {
    known: Known,
    report: Report,
    folder: TempDir,
}

impl Read {
    fn of(logs: &[&[u8]]) -> Self {
        let folder = TempDir::new().unwrap();
        let write = |(number, bytes): (usize, &&[u8])| {
            let path = folder.path().join(format!("wtmp.{number}"));
            std::fs::write(&path, bytes).unwrap();
            path
        };
        let paths: Vec<_> = logs.iter().enumerate().map(write).collect();
        let mut report = Report::default();
        let known = Known::read(&paths, &mut report);
        Self { known, report, folder }
    }

    #[track_caller]
    fn exits_with(&self, code: u8) {
        let shown = |code: ExitCode| format!("{code:?}");
        assert_eq!(shown(self.report.exit_code()), shown(ExitCode::from(code)));
    }
}

fn log(numbers: impl IntoIterator<Item = u32>) -> Vec<u8> {
    numbers.into_iter().flat_map(login).collect()
}

#[test]
fn a_record_of_any_of_the_logs_is_known_and_no_other() {
    let read = Read::of(&[&log(0..20), &log(20..40), b""]);
    read.exits_with(0);
    assert_eq!(read.known.records(), 40);
    assert!((0..40).all(|number| read.known.has(&login(number))));
    assert!(!read.known.has(&login(40)));
    assert!(!read.known.has(&edited(7, |draft| draft.user = b"eve")));
    assert!(!read.known.has(&login(7)[..383]));
}

#[test]
fn the_records_of_a_damaged_log_are_known_and_the_damage_is_told() {
    let mut bytes = log(0..20);
    bytes.splice(3840..3840, [0xff; 100]);
    bytes.truncate(bytes.len() - 50);
    let read = Read::of(&[&bytes]);
    read.exits_with(3);
    assert!((0..19).all(|number| read.known.has(&login(number))));
    assert!(!read.known.has(&login(19)), "it is torn");
}

#[test]
fn what_is_no_login_file_is_told_and_stops_nothing() {
    let read = Read::of(&[&b"#!/bin/sh\nexit 0\n".repeat(3000), &log(0..20)]);
    read.exits_with(3);
    assert!(read.known.has(&login(3)));
}

#[test]
fn a_log_that_is_not_there_is_an_error_and_the_others_count() {
    let folder = TempDir::new().unwrap();
    let there = folder.path().join("wtmp");
    std::fs::write(&there, log(0..20)).unwrap();
    let mut report = Report::default();
    let known = Known::read(&[folder.path().join("none"), there], &mut report);
    assert!(known.has(&login(0)));
    assert_eq!(format!("{:?}", report.exit_code()), format!("{:?}", ExitCode::from(2)));
}

#[test]
fn an_edited_record_has_its_original_for_a_twin() {
    let mut read = Read::of(&[&log(0..10), &log(10..30)]);
    let hit = edited(17, |draft| (draft.user, draft.host) = (b"eve", b"203.0.113.9"));
    let twin = read.known.twin_of_entry(&entry(UTMP, &hit)).unwrap();
    assert!(Path::new(twin.source()).ends_with("wtmp.1"));
    assert_eq!((twin.offset(), twin.bytes()), (7 * 384, &*login(17)));
    let fields: Vec<_> = twin.differences().iter().map(|one| one.field).collect();
    assert_eq!(fields, ["user", "host"]);
}

#[test]
fn a_record_that_is_known_or_of_another_event_has_no_twin() {
    let mut read = Read::of(&[&log(0..10)]);
    for hit in [login(3), login(11), edited(3, |draft| draft.usec = 18)] {
        assert!(read.known.twin_of_entry(&entry(UTMP, &hit)).is_none());
    }
    // Both the edited and the original record stand in logs.
    let edited = edited(3, |draft| draft.user = b"eve");
    let mut read =
        Read::of(&[&log(0..10), &[log(0..3), edited.clone(), log(4..9)].concat()]);
    assert!(read.known.twin_of_entry(&entry(UTMP, &edited)).is_none());
}

#[test]
fn of_several_twins_it_is_the_first_that_differs() {
    let as_user = |user: &'static [u8]| edited(3, move |draft| draft.user = user);
    let (first, second) = (as_user(b"first"), as_user(b"second"));
    // The first candidate differs in its exit status only.
    let alike = edited(3, |draft| (draft.user, draft.exit) = (b"eve", 9));
    let log = [log(0..3), alike, first.clone(), second, log(4..9)].concat();
    let mut read = Read::of(&[&log]);
    let hit = as_user(b"eve");
    let twin = read.known.twin_of_entry(&entry(UTMP, &hit)).unwrap();
    assert_eq!(twin.bytes(), first);
}

#[test]
fn a_twin_with_a_length_before_it_is_read_whole() {
    let id = "freebsd-utx-log-be";
    let of = |number, user: &'static [u8]| {
        encoded(id, number, |draft| (draft.type_raw, draft.user) = (4, user))
    };
    let log: Vec<_> = (0..20).flat_map(|number| of(number, b"alice")).collect();
    let mut read = Read::of(&[&log]);
    assert!(read.known.has(&of(5, b"alice")));
    let hit = of(5, b"eve");
    let twin = read.known.twin_of_entry(&entry(id, &hit)).unwrap();
    assert_eq!(twin.bytes(), of(5, b"alice"));
}

#[test]
fn a_head_or_tail_is_known_if_a_record_has_these_bytes_there() {
    let mut read = Read::of(&[&log(0..20)]);
    let mut has = |bytes: &[u8], present: Range<usize>| {
        let mut part = vec![0; 384];
        part[present.clone()].copy_from_slice(&bytes[present.clone()]);
        read.known.has_part(layout(UTMP), &part, &present)
    };
    let eve = edited(7, |draft| draft.user = b"eve");
    let later = edited(7, |draft| draft.usec = 18);
    assert!(has(&login(7), 0..128) && has(&login(7), 256..384));
    assert!(!has(&eve, 0..128) && has(&eve, 256..384));
    assert!(has(&later, 0..256) && !has(&later, 128..384));
    assert!(!has(&login(20), 0..128) && !has(&login(20), 256..384));
    assert!(!has(&login(7), 0..16), "so little could be of many");
}

#[test]
fn a_log_that_is_rewritten_meanwhile_gives_no_wrong_twin() {
    let mut read = Read::of(&[&log(0..20)]);
    let path = read.folder.path().join("wtmp.0");
    std::fs::write(&path, log(100..110)).unwrap();
    let hit = edited(3, |draft| draft.user = b"eve");
    assert!(read.known.twin_of_entry(&entry(UTMP, &hit)).is_none());
    assert!(read.known.has(&login(3)), "it was there when the log was read");
}
