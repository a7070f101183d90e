//! Records stay where they are, whatever stands in some of them.

use loginrec::layout::{self, Draft, LAYOUTS, Layout};
use loginrec::{LogFile, Reason};

fn draft(number: i64) -> Draft<'static> {
    Draft {
        type_raw: 7,
        // Its second byte is a known type, five bytes beside the true place.
        pid: 0x04d2,
        line: b"pts/0",
        id: b"ts/0",
        user: b"alice",
        host: b"host.example",
        session: 0x04d2,
        seconds: 1_700_000_000 + number,
        usec: 123_456,
        address: [192, 0, 2, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ..Draft::default()
    }
}

fn encode(layout: &Layout, drafts: &[Draft<'_>]) -> Vec<u8> {
    drafts.iter().flat_map(|draft| layout.encode(draft)).collect()
}

fn ten(from: i64) -> Vec<Draft<'static>> {
    (from..from + 10).map(draft).collect()
}

fn of_records() -> impl Iterator<Item = &'static Layout> {
    LAYOUTS.iter().copied().filter(|layout| layout.index() == layout::Index::Sequential)
}

#[test]
fn odd_records_in_a_row_do_not_move_the_grid() {
    let odd = [
        Draft { type_raw: 0, ..draft(50) },
        Draft { type_raw: 99, ..draft(50) },
        Draft { usec: -1, ..draft(50) },
        Draft { seconds: 0, ..draft(50) },
    ];
    for layout in of_records() {
        for odd in &odd {
            for count in 1..=12 {
                let drafts = [ten(0), vec![*odd; count], ten(100)].concat();
                let bytes = encode(layout, &drafts);
                let file = LogFile::new(&bytes, layout);
                let id = layout.id();
                assert_eq!(file.residue().count(), 0, "{id}: {count} of {odd:?}");
                assert_eq!(
                    file.entries().count(),
                    drafts.len(),
                    "{id}: {count} of {odd:?}"
                );
            }
        }
    }
}

#[test]
fn two_odd_records_of_different_kinds_at_the_end_stay_in_place() {
    for layout in of_records() {
        let hidden = [Draft { usec: -1, ..draft(50) }, Draft { type_raw: 99, ..draft(51) }];
        for behind in 0..3 {
            let drafts = [ten(0), hidden.to_vec(), ten(100)[..behind].to_vec()].concat();
            let bytes = encode(layout, &drafts);
            let file = LogFile::new(&bytes, layout);
            assert_eq!(file.entries().count(), drafts.len(), "{} {behind}", layout.id());
        }
    }
}

#[test]
fn bytes_that_were_lost_cost_one_record_and_no_other() {
    for layout in of_records() {
        for pid in [0x04d2, 0x0107, 0x0700, 7, 0x0007_0007, 4_194_303] {
            let ten = |from| ten(from).into_iter().map(|draft| Draft { pid, ..draft });
            let (before, behind): (Vec<_>, Vec<_>) = (ten(0).collect(), ten(100).collect());
            for lost in [1, 2, 3, 4, 5, 6, 10, 100, layout.size() - 1] {
                let mut bytes = encode(layout, &before);
                bytes.truncate(bytes.len() - lost);
                bytes.extend(encode(layout, &behind));
                let file = LogFile::new(&bytes, layout);
                let read: Vec<_> = file.records().map(|record| record.time()).collect();
                let whole = encode(layout, &[before.as_slice(), &behind].concat());
                let whole: Vec<_> = LogFile::new(&whole, layout)
                    .records()
                    .map(|record| record.time())
                    .collect();
                // A record that has lost its reserved end alone may borrow from the next.
                let about = format!("{}: pid {pid}, {lost} lost", layout.id());
                assert!(read.starts_with(&whole[..9]), "{about}");
                assert!(read.ends_with(&whole[11..]), "{about}");
            }
        }
    }
}

#[test]
fn bytes_that_were_inserted_are_stray_and_nothing_else_is() {
    for layout in of_records() {
        for stray in [1, 2, 3, 4, 5, 10, 100, layout.size() - 1, layout.size() + 1] {
            let bytes =
                [encode(layout, &ten(0)), vec![b'x'; stray], encode(layout, &ten(100))]
                    .concat();
            let file = LogFile::new(&bytes, layout);
            let residue: Vec<_> =
                file.residue().map(|residue| (residue.len(), residue.reason())).collect();
            let expected = u64::try_from(stray).unwrap();
            assert_eq!(
                residue,
                [(expected, Reason::StrayBytes)],
                "{} {stray}",
                layout.id()
            );
        }
    }
}

#[test]
fn a_grid_that_moves_again_and_again_is_followed() {
    for layout in of_records() {
        let size = layout.size();
        for (records, stray) in
            [(1, 10), (2, 10), (2, 1), (3, 5), (1, size + 7), (2, size - 3)]
        {
            let mut bytes = encode(layout, &ten(0));
            for number in 0..20 {
                bytes.extend(vec![b'x'; stray]);
                bytes.extend(encode(layout, &ten(100 + number)[..records]));
            }
            let file = LogFile::new(&bytes, layout);
            let stray = u64::try_from(stray * 20).unwrap();
            let found: u64 = file.residue().map(|residue| residue.len()).sum();
            assert_eq!(found, stray, "{}: {records} records each", layout.id());
        }
    }
}
