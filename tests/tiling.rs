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

fn of_records() -> impl Iterator<Item = &'static Layout> + Clone {
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

/// Numbers without a pattern, the same at every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn signed_below(&mut self, end: u64) -> i64 {
        i64::try_from(self.below(end)).unwrap()
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

/// A record of any sort: small and large pids, no user, no line, with or without address.
fn any_draft(numbers: &mut Numbers, seconds: i64) -> Draft<'static> {
    let range = numbers.one(&[12, 300, 70_000, 4_194_304]);
    let pid = numbers.signed_below(range);
    let line = numbers.one(&[&b"pts/0"[..], b"tty1", b"~", b"ssh:notty", b":0", b""]);
    let mut address = [0; 16];
    let significant = numbers.one(&[0, 4, 16]);
    address[..significant].fill_with(|| numbers.below(256).try_into().unwrap());
    let range = numbers.one(&[1, 300, 1_000_000]);
    Draft {
        type_raw: numbers.one(&[1, 2, 5, 6, 7, 8]),
        pid,
        line,
        id: if line.is_empty() { b"si" } else { b"" },
        user: numbers.one(&[&b"alice"[..], b"root", b"LOGIN", b""]),
        host: numbers.one(&[&b"192.0.2.1"[..], b"6.1.0-13-amd64", b"::1", b""]),
        session: numbers.one(&[0, pid]),
        seconds,
        usec: numbers.signed_below(range),
        address,
        ..Draft::default()
    }
}

#[test]
fn odd_records_of_any_sort_do_not_move_the_grid() {
    let mut numbers = Numbers(88_172_645_463_325_252);
    for layout in of_records().cycle().take(4_000) {
        let odd_ones = 8..9 + numbers.below(6);
        let bytes: Vec<u8> = (0..24)
            .flat_map(|number| {
                let seconds = 1_700_000_000 + 60 * i64::try_from(number).unwrap();
                let mut draft = any_draft(&mut numbers, seconds);
                if odd_ones.contains(&number) {
                    draft.type_raw = numbers.one(&[0, 99, -2, 10, 7]);
                    draft.seconds = numbers.one(&[0, seconds]);
                    draft.usec = numbers.one(&[-1, draft.usec]);
                }
                layout.encode(&draft)
            })
            .collect();
        let size = u64::try_from(layout.size()).unwrap();
        for entry in LogFile::new(&bytes, layout).entries() {
            assert_eq!(entry.offset() % size, 0, "{}: {odd_ones:?}", layout.id());
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
