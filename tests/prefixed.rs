//! Records behind their length: what a chain survives.

use loginrec::detect::{self, Sample};
use loginrec::layout::{Draft, Layout, find};
use loginrec::{Entry, Kind, LogFile, Piece, Reason};

fn layout() -> &'static Layout {
    find("freebsd-utx-log-be").unwrap()
}

/// A boot, then logins and their ends in turn, a minute apart.
fn log(count: i32) -> Vec<Vec<u8>> {
    let layout = layout();
    let number = |kind| layout.spec().convention.number(kind).unwrap();
    let nth = |nth: i32| {
        let id = [b'i', b'd', 0, 0, 0, 0, 0, u8::try_from(nth / 2 + 1).unwrap()];
        let line = format!("pts/{nth}");
        let draft = Draft {
            seconds: 1_700_000_000 + 60 * i64::from(nth),
            usec: 250_001,
            ..Draft::default()
        };
        layout.encode(&match nth {
            0 => Draft { type_raw: number(Kind::BootTime), ..draft },
            _ if nth % 2 == 1 => Draft {
                type_raw: number(Kind::UserProcess),
                pid: 900 + i64::from(nth),
                id: &id,
                user: b"alice",
                line: line.as_bytes(),
                host: b"gw.example.org",
                ..draft
            },
            _ => Draft {
                type_raw: number(Kind::DeadProcess),
                pid: 900 + i64::from(nth),
                id: &id,
                ..draft
            },
        })
    };
    (0..count).map(nth).collect()
}

fn entries(bytes: &[u8]) -> Vec<Entry<'_>> {
    LogFile::new(bytes, layout()).entries().collect()
}

fn residue(bytes: &[u8]) -> Vec<(u64, u64, Reason)> {
    let residue = LogFile::new(bytes, layout()).residue();
    residue.map(|one| (one.offset(), one.len(), one.reason())).collect()
}

fn assert_tiles(bytes: &[u8]) {
    let mut written = Vec::new();
    for piece in LogFile::new(bytes, layout()).pieces() {
        assert_eq!(piece.offset(), written.len() as u64);
        match piece {
            Piece::Vacant(vacant) => {
                written.resize(written.len() + usize::try_from(vacant.len()).unwrap(), 0);
            }
            _ => written.extend_from_slice(piece.bytes().unwrap()),
        }
    }
    assert!(written == bytes);
}

#[test]
fn a_log_is_read_record_by_record_and_recognised() {
    let bytes = log(20).concat();
    let found = entries(&bytes);
    assert_eq!(found.len(), 20);
    assert_eq!(residue(&bytes), []);
    let ranking = detect::rank(&Sample::of_bytes(&bytes));
    assert_eq!(ranking.layout(), Some(layout()));
    let boot = found[0].record().unwrap();
    assert_eq!((boot.kind(), found[0].bytes().len()), (Kind::BootTime, 11));
    assert_eq!(boot.time().timestamp().unwrap().to_string(), "2023-11-14T22:13:20.250001Z");
    assert!(boot.user().is_empty() && boot.line().is_empty());
    let login = found[1].record().unwrap();
    assert_eq!((login.kind(), login.pid()), (Kind::UserProcess, Some(901)));
    assert_eq!(
        (login.user().value(), login.line().value()),
        ("alice".into(), "pts/1".into())
    );
    assert_eq!(login.host().unwrap().value(), "gw.example.org");
    let logout = found[2].record().unwrap();
    assert_eq!((logout.kind(), found[2].bytes().len()), (Kind::DeadProcess, 23));
    assert_eq!(logout.id().unwrap().raw()[..2], *b"id");
}

#[test]
fn a_record_that_ends_inside_a_number_has_zeros_behind_its_end() {
    let draft = Draft { type_raw: 1, seconds: 1_700_000_000, usec: 0, ..Draft::default() };
    let mut micros = 1_700_000_000_000_000_u64;
    assert_eq!(micros % 256, 0, "the last byte is zero, so it is not stored");
    let bytes = layout().encode(&draft);
    assert!(bytes.len() < 11);
    let record = entries(&bytes)[0].record().unwrap();
    micros /= 1_000_000;
    assert_eq!(record.time().timestamp().unwrap().seconds(), micros.cast_signed());
    // A process id that ends in a zero byte.
    let draft = Draft { type_raw: 7, id: b"12345678", pid: 0x1200, usec: 7, ..draft };
    let bytes = layout().encode(&draft);
    assert_eq!(entries(&bytes)[0].record().unwrap().pid(), Some(0x1200));
}

#[test]
fn a_length_past_the_end_is_a_torn_tail_and_costs_nothing_else() {
    let whole = log(10).concat();
    let start = log(9).concat().len();
    for cut in start + 1..whole.len() {
        let bytes = &whole[..cut];
        assert_eq!(entries(bytes).len(), 9, "cut at {cut}");
        let torn = (start as u64, (cut - start) as u64, Reason::TornTail);
        assert_eq!(residue(bytes), [torn]);
        assert_tiles(bytes);
    }
}

#[test]
fn a_length_past_the_end_in_the_middle_loses_one_record() {
    for length in [[0xff, 0xff], [0x7f, 0], [2, 0], [0, 198], [0, 1], [0, 90], [0, 0]] {
        let mut records = log(20);
        records[7][..2].copy_from_slice(&length);
        let lost = records[7].clone();
        let bytes = records.concat();
        assert_tiles(&bytes);
        let found = entries(&bytes);
        let expected: Vec<&[u8]> = log_without(&records, 7);
        let kept: Vec<&[u8]> = found.iter().map(Entry::bytes).collect();
        for record in expected {
            assert!(kept.contains(&record), "{length:?} lost more than {lost:?}");
        }
    }
}

fn log_without(records: &[Vec<u8>], number: usize) -> Vec<&[u8]> {
    let others = records.iter().enumerate().filter(|(at, _)| *at != number);
    others.map(|(_, record)| record.as_slice()).collect()
}

#[test]
fn runs_of_zeros_of_any_length_lose_no_record() {
    for zeros in [1, 2, 3, 196, 197, 198, 199, 70_000] {
        let mut records = log(20);
        records.insert(9, vec![0; zeros]);
        let bytes = records.concat();
        assert_tiles(&bytes);
        assert_eq!(entries(&bytes).len(), 20, "{zeros} zeros");
        let lost: u64 = residue(&bytes).iter().map(|(_, len, _)| len).sum();
        assert_eq!(lost, zeros as u64);
    }
}

#[test]
fn a_record_longer_than_the_structure_is_read_as_far_as_it_is_known() {
    let mut records = log(6);
    let mut longer = records[1][2..].to_vec();
    longer.resize(197, 0);
    longer.extend(b"a member of the future");
    records[1] =
        [&u16::try_from(longer.len()).unwrap().to_be_bytes()[..], &longer].concat();
    let bytes = records.concat();
    let found = entries(&bytes);
    assert_eq!(found.len(), 6);
    assert_eq!(found[1].record().unwrap().user().value(), "alice");
    assert_eq!(found[1].bytes().len(), 199 + 22);
    assert_eq!(found[1].extra(), b"a member of the future");
    assert!(found[0].extra().is_empty() && found[2].extra().is_empty());
    assert_eq!(residue(&bytes), []);
}

#[test]
fn noise_and_lengths_alone_give_pieces_in_bounded_time() {
    for byte in [0, 1, 9, 0x7f, 0xff] {
        let bytes = vec![byte; 1 << 20];
        assert_tiles(&bytes);
        assert_eq!(entries(&bytes).len(), 0, "{byte}");
    }
}

#[test]
fn a_log_is_found_behind_a_damaged_head() {
    let mut bytes = log(16).concat();
    bytes[..64].fill(0xa5);
    let ranking = detect::rank(&Sample::of_bytes(&bytes));
    assert_eq!(ranking.layout(), Some(layout()));
    assert!(entries(&bytes).len() >= 13);
}
