//! Records stay where they are, whatever stands in some of them.

mod support;

use loginrec::layout::{Layout, Role, find};
use loginrec::{Kind, LogFile, Reason};
use std::collections::BTreeMap;
use std::net::IpAddr;
use support::generate::{Rng, Story, login, story};
use support::{Origin, Values, assert_of_all, expect, file_of, is_frail, sequences};

fn values(number: i64) -> Values {
    Values {
        // Its second byte is a known type, five bytes beside the true place.
        pid: 0x04d2,
        session: 0x04d2,
        host: b"host.example".to_vec(),
        seconds: 1_700_000_000 + number,
        usec: 123_456,
        ..login()
    }
}

fn ten(from: i64) -> Vec<Values> {
    (from..from + 10).map(values).collect()
}

#[test]
fn odd_records_in_a_row_do_not_move_the_grid() {
    let odd = [
        Values { type_raw: Some(0), ..values(50) },
        Values { type_raw: Some(99), ..values(50) },
        Values { usec: -1, ..values(50) },
        Values { seconds: 0, ..values(50) },
    ];
    assert_of_all(sequences(), |layout| {
        for (number, odd) in odd.iter().enumerate() {
            // In short records, more of the same make a grid of their own.
            for count in 1..=if is_frail(layout) { 2 } else { 12 } {
                let records = [ten(0), vec![odd.clone(); count], ten(100)].concat();
                let bytes = file_of(layout, &records);
                let file = LogFile::new(&bytes, layout);
                let residue: Vec<_> =
                    file.residue().map(|one| (one.offset(), one.len())).collect();
                expect(residue.is_empty(), || {
                    format!("{count} of sort {number}: residue {residue:?}")
                })?;
                assert_eq!(file.entries().count(), records.len(), "{}", layout.id());
            }
        }
        Ok(())
    });
}

/// A record of any sort: small and large pids, no user, no line, with or without address.
fn any_values(layout: &Layout, rng: &mut Rng, seconds: i64) -> Values {
    use Kind::{BootTime, DeadProcess, InitProcess, LoginProcess, RunLevel, UserProcess};
    let convention = layout.spec().convention;
    let kinds = [RunLevel, BootTime, InitProcess, LoginProcess, UserProcess, DeadProcess];
    let kinds = kinds.map(|kind| match convention.number(kind) {
        Some(_) => kind,
        None => UserProcess,
    });
    let range = rng.pick(&[12, 300, 70_000, 4_194_304]);
    let pid = rng.signed(range);
    let line = rng.pick(&[&b"pts/0"[..], b"tty1", b"~", b"ssh:notty", b":0", b""]);
    // A record without a line needs an id, for something.
    let has_id = layout.field(Role::Id).is_some();
    let line = if line.is_empty() && !has_id { b"console" } else { line };
    let remote = match rng.pick(&[0, 4, 16]) {
        0 => Origin::None,
        4 => Origin::Ip(IpAddr::from([rng.byte(), rng.byte(), rng.byte(), rng.byte()])),
        _ => Origin::Ip(IpAddr::from(<[u8; 16]>::try_from(rng.bytes(16)).unwrap())),
    };
    let range = rng.pick(&[1, 300, 1_000_000]);
    Values {
        kind: rng.pick(&kinds),
        pid,
        line: line.to_vec(),
        id: if line.is_empty() { b"si".to_vec() } else { Vec::new() },
        user: rng.pick(&[&b"alice"[..], b"root", b"LOGIN", b""]).to_vec(),
        host: rng.pick(&[&b"192.0.2.1"[..], b"6.1.0-13-amd64", b"::1", b""]).to_vec(),
        session: rng.pick(&[0, pid]),
        seconds,
        usec: rng.signed(range),
        remote,
        ..login()
    }
}

#[test]
fn odd_records_of_any_sort_do_not_move_the_grid() {
    let mut rng = Rng::new(88_172_645_463_325_252);
    let mut wrong = BTreeMap::new();
    for layout in sequences().cycle().take(8_000) {
        let odd_ones = 8..9 + rng.below(6);
        let records: Vec<Values> = (0..24)
            .map(|number| {
                let seconds = 1_700_000_000 + 60 * i64::try_from(number).unwrap();
                let mut values = any_values(layout, &mut rng, seconds);
                if odd_ones.contains(&number) {
                    values.type_raw =
                        rng.pick(&[Some(0), Some(99), Some(-2), Some(10), None]);
                    values.seconds = rng.pick(&[0, seconds]);
                    values.usec = rng.pick(&[-1, values.usec]);
                }
                values
            })
            .collect();
        let bytes = file_of(layout, &records);
        let size = u64::try_from(layout.size()).unwrap();
        if LogFile::new(&bytes, layout).entries().any(|entry| entry.offset() % size != 0) {
            *wrong.entry(layout.id()).or_insert(0) += 1;
        }
    }
    // Some hundred files a layout. Short records have less to stand on.
    wrong.retain(|id, count| !is_frail(find(id).unwrap()) || *count > 8);
    assert!(wrong.is_empty(), "the grid moves, so often: {wrong:#?}");
}

#[test]
fn two_odd_records_of_different_kinds_at_the_end_stay_in_place() {
    for layout in sequences() {
        let hidden = [
            Values { usec: -1, ..values(50) },
            Values { type_raw: Some(99), ..values(51) },
        ];
        for behind in 0..3 {
            let records = [ten(0), hidden.to_vec(), ten(100)[..behind].to_vec()].concat();
            let bytes = file_of(layout, &records);
            let file = LogFile::new(&bytes, layout);
            assert_eq!(file.entries().count(), records.len(), "{} {behind}", layout.id());
        }
    }
}

#[test]
fn bytes_that_were_lost_cost_one_record_and_no_other() {
    assert_of_all(sequences(), |layout| {
        for pid in [0x04d2, 0x0107, 0x0700, 7, 0x0007_0007, 4_194_303] {
            let ten = |from| ten(from).into_iter().map(|values| Values { pid, ..values });
            let (before, behind): (Vec<_>, Vec<_>) = (ten(0).collect(), ten(100).collect());
            for lost in [1, 2, 3, 4, 5, 6, 10, 100, layout.size() - 1] {
                let lost = lost.min(layout.size() - 1);
                let mut bytes = file_of(layout, &before);
                bytes.truncate(bytes.len() - lost);
                bytes.extend(file_of(layout, &behind));
                let read = bodies(layout, &bytes);
                let whole = file_of(layout, &[before.as_slice(), &behind].concat());
                let whole = bodies(layout, &whole);
                // A record that has lost its reserved end alone may borrow from the next.
                let is_right =
                    read.starts_with(&whole[..9]) && read.ends_with(&whole[11..]);
                expect(is_right, || format!("pid {pid}, {lost} lost"))?;
            }
        }
        Ok(())
    });
}

/// The bytes of every entry.
fn bodies<'a>(layout: &'static Layout, bytes: &'a [u8]) -> Vec<&'a [u8]> {
    LogFile::new(bytes, layout).entries().map(|entry| entry.bytes()).collect()
}

#[test]
fn bytes_that_were_inserted_are_stray_and_nothing_else_is() {
    assert_of_all(sequences(), |layout| {
        for stray in [1, 2, 3, 4, 5, 10, 100, layout.size() - 1, layout.size() + 1] {
            // So many bytes and whole records are as well records that were overwritten.
            if stray > layout.size() + 1 || stray == layout.size() {
                continue;
            }
            let (before, behind) = (file_of(layout, &ten(0)), file_of(layout, &ten(100)));
            let bytes = [before, vec![b'x'; stray], behind].concat();
            let file = LogFile::new(&bytes, layout);
            let residue: Vec<_> =
                file.residue().map(|residue| (residue.len(), residue.reason())).collect();
            let expected = u64::try_from(stray).unwrap();
            expect(residue == [(expected, Reason::StrayBytes)], || {
                format!("{stray} inserted: {residue:?}")
            })?;
        }
        Ok(())
    });
}

#[test]
fn a_grid_that_moves_again_and_again_is_followed() {
    assert_of_all(sequences(), |layout| {
        let size = layout.size();
        for (records, stray) in
            [(1, 10), (2, 10), (2, 1), (3, 5), (1, size + 7), (2, size - 3)]
        {
            // Ten letters and the head of a record of twenty bytes are another such record.
            if records == 1 && size <= 20 {
                continue;
            }
            let mut bytes = file_of(layout, &ten(0));
            for number in 0..20 {
                bytes.extend(vec![b'x'; stray]);
                bytes.extend(file_of(layout, &ten(100 + number)[..records]));
            }
            let file = LogFile::new(&bytes, layout);
            let stray = u64::try_from(stray * 20).unwrap();
            let found: u64 = file.residue().map(|residue| residue.len()).sum();
            expect(found == stray, || {
                format!("{records} records each: {found}, not {stray} bytes are stray")
            })?;
        }
        Ok(())
    });
}

/// One time in twenty consists of letters. That is no reason to look for a record elsewhere.
#[test]
fn undamaged_files_are_read_as_they_stand_whatever_their_times_spell() {
    let mut rng = Rng::new(1_970);
    let mut wrong = BTreeMap::new();
    for layout in sequences() {
        for seed in 0..12 {
            let count = 3 + rng.index(60);
            let kind = rng.pick(&Story::ALL);
            let bytes = file_of(layout, &story(layout, kind, seed, count));
            for file in [LogFile::new(&bytes, layout), LogFile::with_kin(&bytes, layout)] {
                let as_it_stands = file.residue().count() == 0
                    && file.entries().all(|entry| entry.layout() == layout)
                    && file.entries().count() == count;
                if !as_it_stands {
                    *wrong.entry(layout.id()).or_insert(0) += 1;
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
