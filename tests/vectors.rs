//! Files that have tripped readers of login records, built field by field.

mod support;

use loginrec::detect::{self, Ranking, Sample};
use loginrec::layout::{self, Index, LAYOUTS, Layout};
use loginrec::{
    Address, Entry, Kind, LogFile, Piece, Reason, Record, Seconds32, Text, Timestamp,
};
use std::collections::BTreeSet;
use support::generate::{Rng, Story, story};
use support::{Values, assert_holds, assert_tiles, file_of, kept};

fn layout_of(id: &str) -> &'static Layout {
    layout::find(id).unwrap()
}

/// The layouts whose records stand one after the other.
fn sequential() -> impl Iterator<Item = &'static Layout> {
    LAYOUTS.iter().copied().filter(|layout| layout.index() == Index::Sequential)
}

fn rank(bytes: &[u8]) -> Ranking {
    detect::rank(&Sample::of_bytes(bytes))
}

/// Whether detection picks the layout, or names it among those that it cannot tell apart.
fn is_named(layout: &Layout, bytes: &[u8]) -> bool {
    let ranking = rank(bytes);
    ranking.layout() == Some(layout)
        || ranking.rivals().iter().any(|rival| rival.layout() == layout)
}

/// A plain login; tests change what they are about.
fn login() -> Values {
    Values {
        type_raw: 7,
        pid: 900,
        line: b"pts/0".to_vec(),
        id: b"ts/0".to_vec(),
        user: b"alice".to_vec(),
        host: b"192.0.2.77".to_vec(),
        session: 900,
        seconds: 1_700_000_000,
        usec: 250_000,
        address: [192, 0, 2, 77, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ..Values::default()
    }
}

/// So many logins, a minute apart.
fn logins(count: i32) -> Vec<Values> {
    let nth = |number| Values {
        pid: 900 + i64::from(number),
        line: format!("pts/{number}").into(),
        seconds: 1_700_000_000 + 60 * i64::from(number),
        usec: 250_000 + i64::from(number),
        ..login()
    };
    (0..count).map(nth).collect()
}

fn entries<'a>(layout: &'static Layout, bytes: &'a [u8]) -> Vec<Entry<'a>> {
    LogFile::new(bytes, layout).entries().collect()
}

/// Residue as (offset, length, reason).
fn residue(layout: &'static Layout, bytes: &[u8]) -> Vec<(usize, usize, Reason)> {
    let residue = LogFile::new(bytes, layout).residue();
    residue
        .map(|one| {
            (usize::try_from(one.offset()).unwrap(), one.bytes().len(), one.reason())
        })
        .collect()
}

/// In every layout: these records, between ordinary ones, come back with every value, and
/// `check` holds for those that are records of a utmp.
fn assert_reads(odd: &[Values], check: impl Fn(&Record<'_>)) {
    for layout in LAYOUTS {
        let mut records = logins(3);
        records.splice(1..1, odd.iter().cloned());
        let bytes = file_of(layout, &records);
        let found = entries(layout, &bytes);
        assert_eq!(found.len(), records.len(), "{}", layout.id());
        for (entry, values) in found.iter().zip(&records) {
            assert_holds(entry, values, "between ordinary records");
        }
        found[1..=odd.len()]
            .iter()
            .filter_map(Entry::record)
            .for_each(|record| check(&record));
    }
}

// --- Lengths ------------------------------------------------------------------------------

#[test]
fn an_empty_file_is_fine_and_has_no_records() {
    let file = LogFile::detect(b"").unwrap();
    assert_eq!(file.pieces().count(), 0);
    assert!(rank(b"").is_empty_file());
    for layout in LAYOUTS {
        assert_eq!(LogFile::new(b"", layout).pieces().count(), 0);
    }
}

#[test]
fn one_two_and_sixteen_records_are_recognised_in_every_layout() {
    for layout in LAYOUTS {
        for count in [1, 2, 16] {
            let bytes = file_of(layout, &logins(count));
            assert!(is_named(layout, &bytes), "{} × {count}", layout.id());
            assert_eq!(entries(layout, &bytes).len(), usize::try_from(count).unwrap());
        }
    }
}

#[test]
fn a_length_that_divides_by_several_record_sizes_decides_nothing() {
    let common = |one: usize, other: usize| {
        (1..=other).map(|times| times * one).find(|length| length % other == 0).unwrap()
    };
    assert_eq!(common(384, 400), 9_600);
    for layout in sequential() {
        let sizes: BTreeSet<usize> = sequential().map(Layout::size).collect();
        for size in sizes.into_iter().filter(|&size| size != layout.size()) {
            let length = common(layout.size(), size);
            let count = length / layout.size();
            let bytes = file_of(layout, &story(Story::Server, 1, count));
            assert_eq!(bytes.len() % size, 0);
            assert!(is_named(layout, &bytes), "{} in {length} bytes", layout.id());
        }
    }
}

#[test]
fn a_torn_record_at_the_end_costs_nothing_but_itself() {
    for layout in LAYOUTS {
        let whole = file_of(layout, &logins(3));
        let two = 2 * layout.size();
        for torn in 1..layout.size() {
            let bytes = &whole[..two + torn];
            assert_eq!(entries(layout, bytes).len(), 2, "{} and {torn}", layout.id());
            assert_eq!(residue(layout, bytes), [(two, torn, Reason::TornTail)]);
            assert_tiles(&LogFile::new(bytes, layout));
        }
        for torn in [1, 7, 64, layout.size() / 2, layout.size() - 1] {
            assert!(is_named(layout, &whole[..two + torn]), "{} and {torn}", layout.id());
        }
    }
}

#[test]
fn stray_bytes_at_the_end_are_a_torn_tail_whatever_they_are() {
    let mut rng = Rng::new(383);
    let layout = layout_of("linux-utmp-384-le");
    for stray in 1..=383 {
        for mut tail in [rng.bytes(stray), vec![0; stray], vec![b'x'; stray]] {
            let mut bytes = file_of(layout, &logins(5));
            let end = bytes.len();
            bytes.append(&mut tail);
            assert_eq!(entries(layout, &bytes).len(), 5);
            assert_eq!(residue(layout, &bytes), [(end, stray, Reason::TornTail)]);
            assert_eq!(rank(&bytes).layout(), Some(layout), "{stray} stray bytes");
        }
    }
}

// --- Shifts -------------------------------------------------------------------------------

#[test]
fn one_stray_byte_at_the_front_moves_the_grid_and_loses_no_record() {
    for layout in sequential() {
        for stray in [0, 1, 7, b'x', 0xff] {
            let mut bytes = vec![stray];
            bytes.extend(file_of(layout, &logins(10)));
            let found = entries(layout, &bytes);
            assert_eq!(found.len(), 10, "{} behind {stray:#x}", layout.id());
            assert_eq!(found[0].offset(), 1);
            assert_eq!(residue(layout, &bytes), [(0, 1, Reason::StrayBytes)]);
            assert!(is_named(layout, &bytes), "{} behind {stray:#x}", layout.id());
        }
    }
}

#[test]
fn bytes_inserted_between_two_records_lose_neither() {
    let mut rng = Rng::new(2);
    for layout in sequential() {
        let size = layout.size();
        for length in [1, 2, 3, 4, 8, 100, size - 1, size + 1, 2 * size - 1] {
            for new in [rng.bytes(length), vec![0; length], vec![b' '; length]] {
                let mut bytes = file_of(layout, &logins(10));
                bytes.splice(5 * size..5 * size, new);
                let found = entries(layout, &bytes);
                let whole = found
                    .iter()
                    .filter(|one| one.record().unwrap().kind() == Kind::UserProcess);
                assert!(whole.count() >= 10, "{} and {length} bytes", layout.id());
                let last = found.last().unwrap();
                assert_eq!(last.offset(), (9 * size + length) as u64, "{}", layout.id());
                assert!(is_named(layout, &bytes), "{} and {length} bytes", layout.id());
            }
        }
    }
}

#[test]
fn bytes_deleted_from_a_record_lose_that_record_alone() {
    for layout in sequential() {
        let size = layout.size();
        for length in [1, 2, 3, 4, 8, 100, size - 1] {
            let mut bytes = file_of(layout, &logins(10));
            bytes.drain(5 * size..5 * size + length);
            let found = entries(layout, &bytes);
            let offsets: Vec<u64> = found.iter().map(Entry::offset).collect();
            for number in (0..5).chain(6..10) {
                let gone = if number < 5 { 0 } else { length };
                let offset = (number * size - gone) as u64;
                assert!(offsets.contains(&offset), "{} without {length}", layout.id());
            }
        }
    }
}

// --- Zeros --------------------------------------------------------------------------------

#[test]
fn a_file_of_zeros_is_no_evidence_for_any_layout_and_readable_with_each() {
    for length in [1, 384, 9_600, 10 * 1024 * 1024] {
        let zeros = vec![0; length];
        assert_eq!(rank(&zeros).layout(), None, "{length}");
        let message = LogFile::detect(&zeros).unwrap_err().to_string();
        assert!(message.contains("only zeros"), "{message}");
    }
    let zeros = vec![0; 9_600];
    for layout in LAYOUTS {
        let file = LogFile::new(&zeros, layout);
        assert_tiles(&file);
        match layout.index() {
            Index::Uid => assert_eq!(file.entries().count(), 0),
            _ => assert_eq!(file.records().count(), 9_600 / layout.size()),
        }
        assert!(file.records().all(|record| record.kind() == Kind::Empty));
    }
}

#[test]
fn zeroed_records_are_kept_in_their_places() {
    for layout in sequential() {
        let size = layout.size();
        let mut bytes = file_of(layout, &logins(10));
        bytes[3 * size..6 * size].fill(0);
        let kinds: Vec<Kind> = entries(layout, &bytes)
            .iter()
            .map(|one| one.record().unwrap().kind())
            .collect();
        let (login, empty) = (Kind::UserProcess, Kind::Empty);
        let expected =
            [login, login, login, empty, empty, empty, login, login, login, login];
        assert_eq!(kinds, expected, "{}", layout.id());
        assert_eq!(residue(layout, &bytes), []);
        assert!(is_named(layout, &bytes), "{}", layout.id());
    }
}

#[test]
fn a_file_that_begins_with_many_zeroed_records_is_recognised_by_its_end() {
    for layout in sequential() {
        for zeroed in [10, 1_000, 8_000] {
            let mut bytes = vec![0; zeroed * layout.size()];
            bytes.extend(file_of(layout, &logins(10)));
            assert!(is_named(layout, &bytes), "{} behind {zeroed}", layout.id());
            if zeroed <= 1_000 {
                assert_eq!(entries(layout, &bytes).len(), zeroed + 10);
            }
        }
    }
}

#[test]
fn a_wipe_of_448_bytes_zeroes_one_record_and_beheads_the_next() {
    let layout = layout_of("linux-utmp-384-le");
    let mut bytes = file_of(layout, &logins(10));
    bytes[4 * 384..4 * 384 + 448].fill(0);
    let records: Vec<Record<'_>> = LogFile::new(&bytes, layout).records().collect();
    assert_eq!(records.len(), 10);
    assert_eq!(residue(layout, &bytes), []);
    assert_eq!(records[4].kind(), Kind::Empty);
    assert_eq!(records[4].time().seconds(Seconds32::Signed), 0);
    let beheaded = records[5];
    assert_eq!((beheaded.kind(), beheaded.pid()), (Kind::Empty, Some(0)));
    assert!(beheaded.line().is_empty() && beheaded.user().is_empty());
    assert_eq!(beheaded.host().unwrap().value(), "192.0.2.77");
    assert_eq!(beheaded.time().seconds(Seconds32::Signed), 1_700_000_300);
    assert!(records[6..].iter().all(|record| record.kind() == Kind::UserProcess));
    assert_eq!(rank(&bytes).layout(), Some(layout));
}

// --- Manipulated and overwritten ----------------------------------------------------------

#[test]
fn a_login_converted_to_a_logout_keeps_its_pid_line_and_time() {
    let converted = Values {
        type_raw: 8,
        id: Vec::new(),
        user: Vec::new(),
        host: Vec::new(),
        address: [0; 16],
        ..login()
    };
    assert_reads(&[converted], |record| {
        assert_eq!(record.kind(), Kind::DeadProcess);
        assert_eq!((record.pid(), record.line().value()), (Some(900), "pts/0".into()));
        assert!(record.user().is_empty() && record.host().unwrap().is_empty());
        assert_eq!(record.address(), Some(Address::None));
    });
}

#[test]
fn ids_padded_with_spaces_by_utmpdump_are_read_as_they_stand() {
    let rewritten = |id: &[u8; 4]| Values { id: id.to_vec(), session: 0, ..login() };
    assert_reads(&[rewritten(b"1   "), rewritten(b"~~  "), rewritten(b"    ")], |record| {
        let id = record.id().unwrap();
        assert!(id.value().ends_with(b" ") && !id.is_terminated());
    });
}

#[test]
fn a_damaged_first_record_hides_neither_the_layout_nor_the_others() {
    let mut rng = Rng::new(1);
    for layout in LAYOUTS {
        let size = layout.size();
        for head in [vec![0xff; size], rng.bytes(size), vec![b'A'; size]] {
            let mut bytes = file_of(layout, &logins(10));
            bytes.splice(..size, head);
            let found = entries(layout, &bytes);
            assert!(found.len() >= 9, "{}: {} found", layout.id(), found.len());
            assert!(is_named(layout, &bytes), "{}", layout.id());
        }
    }
}

// --- Times --------------------------------------------------------------------------------

#[test]
fn equal_times_stay_in_the_order_of_the_file() {
    let same = |number: i64| Values { pid: number, ..login() };
    for layout in sequential() {
        let bytes = file_of(layout, &[3, 1, 2, 1].map(same));
        let pids: Vec<_> =
            LogFile::new(&bytes, layout).records().map(|record| record.pid()).collect();
        assert_eq!(pids, [Some(3), Some(1), Some(2), Some(1)], "{}", layout.id());
    }
}

const SECONDS: &[i64] =
    &[-1, i32::MIN as i64, 0, 1, i32::MAX as i64, 1 << 31, (1 << 32) - 1];

#[test]
fn seconds_at_the_edges_come_back_in_both_readings_of_32_bits() {
    for &seconds in SECONDS {
        assert_reads(&[Values { seconds, ..login() }], |record| {
            let time = record.time();
            let stored = kept(seconds, if time.bits() == 32 { 4 } else { 8 });
            assert_eq!(time.seconds(Seconds32::Signed), stored);
            let meant = time.timestamp().map(|moment| moment.seconds());
            match time.bits() {
                32 => assert_eq!(meant, Some(stored & 0xffff_ffff)),
                _ => assert_eq!(meant, Some(seconds)),
            }
        });
    }
}

#[test]
fn times_after_2038_are_recognised_and_shown_as_such() {
    for layout in LAYOUTS {
        let late =
            |values: Values| Values { seconds: values.seconds + (1 << 30), ..values };
        let records: Vec<Values> = logins(5).into_iter().map(late).collect();
        let bytes = file_of(layout, &records);
        assert!(is_named(layout, &bytes), "{}", layout.id());
        let file = LogFile::new(&bytes, layout);
        let times = file.records().map(|record| record.time());
        for time in times.chain(file.last_logins().map(|login| login.time())) {
            let shown = time.timestamp().unwrap().to_string();
            assert!(shown.starts_with("2057-11-23T11:5"), "{shown}");
        }
    }
}

#[test]
fn microseconds_out_of_range_are_kept_and_give_no_moment() {
    for usec in [-1, 1_000_000, i32::MAX.into(), i32::MIN.into()] {
        assert_reads(&[Values { usec, ..login() }], |record| {
            assert_eq!(record.time().usec(), Some(usec));
            assert_eq!(record.time().timestamp(), None);
        });
    }
    assert_reads(&[Values { usec: 999_999, ..login() }], |record| {
        assert_eq!(record.time().timestamp(), Timestamp::new(1_700_000_000, 999_999));
    });
}

// --- Text ---------------------------------------------------------------------------------

#[test]
fn texts_that_fill_their_fields_have_no_end_to_be_found() {
    let full = Values {
        line: vec![b'l'; 32],
        id: b"wxyz".to_vec(),
        user: vec![b'u'; 32],
        host: vec![b'h'; 256],
        ..login()
    };
    assert_reads(&[full], |record| {
        let texts =
            [record.line(), record.id().unwrap(), record.user(), record.host().unwrap()];
        assert_eq!(texts.map(|text| text.len()), [32, 4, 32, 256]);
        assert!(texts.iter().all(|text| !text.is_terminated() && text.tail().is_empty()));
    });
}

#[test]
fn bytes_behind_the_end_of_a_text_are_kept_apart_from_it() {
    let stale = Values {
        line: b"pts/1\0JUNK".to_vec(),
        id: b"a\0\0Z".to_vec(),
        user: b"eve\0\0hidden".to_vec(),
        host: b"\0old.example.org".to_vec(),
        ..login()
    };
    assert_reads(&[stale], |record| {
        assert_eq!(
            (record.line().value(), record.line().tail()),
            ("pts/1".into(), &b"JUNK"[..])
        );
        assert_eq!(record.id().unwrap().tail(), b"\0Z");
        assert_eq!(record.user().tail(), b"\0hidden");
        assert!(record.host().unwrap().is_empty());
        assert_eq!(record.host().unwrap().tail(), b"old.example.org");
    });
}

#[test]
fn texts_need_not_be_utf_8_nor_printable() {
    let texts: &[&[u8]] = &[
        b"\xff\xfe\x80",
        b"j\xc3",
        b"two\nlines",
        b"carriage\rreturn",
        b"\x1b]0;title\x07\x1b[2J",
        "right\u{202e}to left".as_bytes(),
        b"tab\tand\x01control\x7f",
    ];
    for &text in texts {
        let record = Values { user: text.to_vec(), host: text.to_vec(), ..login() };
        assert_reads(&[record], |record| {
            assert_eq!(record.user().value(), text);
            assert_eq!(record.host().unwrap().value(), text);
            let shown = format!("{:?}", record.user());
            assert!(!shown.chars().any(char::is_control), "{shown}");
        });
        let line = Values { line: text.to_vec(), ..login() };
        assert_reads(&[line], |record| assert_eq!(record.line().value(), text));
    }
}

// --- Numbers and addresses ----------------------------------------------------------------

#[test]
fn types_that_no_system_defines_are_unknown_and_keep_their_number() {
    for type_raw in [-1, -2, 10, 254, 32_767, -32_768] {
        assert_reads(&[Values { type_raw, ..login() }], |record| {
            assert_eq!((record.kind(), record.type_raw()), (Kind::Unknown, Some(type_raw)));
        });
    }
}

#[test]
fn process_ids_are_any_32_bit_number() {
    for pid in [-1, 0, 1, 4_194_304, i64::from(i32::MAX), i64::from(i32::MIN)] {
        assert_reads(&[Values { pid, ..login() }], |record| {
            assert_eq!(record.pid(), Some(pid))
        });
    }
}

#[test]
fn addresses_are_told_apart_by_all_their_bytes() {
    use std::net::IpAddr;
    let texts = [
        "10.0.0.0",
        "0.0.0.1",
        "192.0.2.1",
        "2001:db8::",
        "::1",
        "fe80::",
        "fe80::1",
        "::ffff:198.51.100.7",
        "255.255.255.255",
    ];
    for text in texts {
        let ip: IpAddr = text.parse().unwrap();
        let mut address = [0; 16];
        match ip {
            IpAddr::V4(v4) => address[..4].copy_from_slice(&v4.octets()),
            IpAddr::V6(v6) => address = v6.octets(),
        }
        let record = Values { address, host: Vec::new(), ..login() };
        assert_reads(&[record], |record| {
            assert_eq!(record.address_raw(), Some(address));
            assert_eq!(record.address().unwrap().ip(), Some(ip));
        });
    }
}

// --- What is no login file ----------------------------------------------------------------

fn assert_unrecognised(bytes: &[u8], what: &str) {
    let ranking = rank(bytes);
    let best = &ranking.candidates()[0];
    assert_eq!(
        ranking.layout(),
        None,
        "{what}: {} with {}",
        best.layout().id(),
        best.score()
    );
    assert!(LogFile::detect(bytes).is_err(), "{what}");
}

#[test]
fn a_picture_is_no_login_file() {
    for seed in 0..20 {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(Rng::new(seed).bytes(20_000));
        assert_unrecognised(&bytes, "PNG");
    }
}

#[test]
fn text_is_no_login_file() {
    let lines = |number: u64| {
        format!("Nov 22 05:20:{:02} host sshd[{number}]: session opened\n", number % 60)
    };
    for count in [1, 2, 10, 100, 1_000] {
        let text: String = (0..count).map(lines).collect();
        assert_unrecognised(text.as_bytes(), "log");
        assert_unrecognised(text.replace(' ', "\t").as_bytes(), "tabs");
        let wide: Vec<u8> = text.bytes().flat_map(|byte| [byte, 0]).collect();
        assert_unrecognised(&wide, "UTF-16");
    }
}

#[test]
fn base64_of_any_length_is_no_login_file() {
    const DIGITS: &[u8; 64] =
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut rng = Rng::new(64);
    for length in (1..60).map(|step| step * 97).chain([384, 400, 768, 800, 9_600, 100_000])
    {
        let mut text: Vec<u8> = (0..length).map(|_| rng.pick(DIGITS)).collect();
        assert_unrecognised(&text, "one line");
        text.iter_mut().skip(76).step_by(77).for_each(|byte| *byte = b'\n');
        assert_unrecognised(&text, "lines of 76");
    }
}

#[test]
fn noise_of_any_length_is_no_login_file() {
    for seed in 0..60 {
        let mut rng = Rng::new(seed);
        for length in [1, 100, 382, 384, 400, 9_600, 1 + rng.index(5_000)] {
            assert_unrecognised(&rng.bytes(length), "noise");
        }
    }
    assert_unrecognised(&Rng::new(60).bytes(3 << 20), "much noise");
}

#[test]
fn bytes_that_repeat_are_no_login_file() {
    for byte in 1..=255_u8 {
        assert_unrecognised(&vec![byte; 4_000], "one byte");
    }
    let counter: Vec<u8> = (0..4_000_u32).flat_map(u32::to_le_bytes).collect();
    assert_unrecognised(&counter, "counter");
}

#[test]
fn a_program_is_no_login_file() {
    let program = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    assert_unrecognised(&program, "this test");
    for chunk in program.chunks(8_000).step_by(100) {
        let ranking = rank(chunk);
        assert_eq!(ranking.layout(), None, "a part of this test");
    }
}

// --- Who is taken for whom ----------------------------------------------------------------

#[derive(Clone, Copy, Debug)]
enum State {
    Clean,
    TornTail,
    DamagedHead,
    Zeroed,
}

/// The file in that state. A lastlog is read by position, so its head can be overwritten
/// but not lost.
fn in_state(state: State, layout: &Layout, mut bytes: Vec<u8>, rng: &mut Rng) -> Vec<u8> {
    let size = layout.size();
    match state {
        State::Clean => {}
        State::TornTail => bytes.truncate(bytes.len() - 1 - rng.index(size - 1)),
        State::DamagedHead if layout.index() == Index::Sequential && rng.below(2) == 0 => {
            bytes.drain(..1 + rng.index(size - 1));
        }
        State::DamagedHead => {
            let noise = rng.bytes(size / 2);
            bytes[..noise.len()].copy_from_slice(&noise);
        }
        State::Zeroed => {
            let count = bytes.len() / size;
            let start = rng.index(count.div_ceil(2)) * size;
            bytes[start..start + count / 2 * size].fill(0);
        }
    }
    bytes
}

/// What the file says when it is read with this layout: the meaning, not the widths.
fn reading(layout: &'static Layout, bytes: &[u8]) -> Vec<String> {
    let told = |piece: Piece<'_>| match piece {
        Piece::Entry(entry) => match (entry.record(), entry.last_login()) {
            (Some(record), _) => {
                let texts = (record.line(), record.id(), record.user(), record.host());
                let numbers =
                    (record.type_raw(), record.pid(), record.exit(), record.session());
                let seconds = record.time().seconds(Seconds32::Unsigned);
                let reserved = Text::new(record.reserved());
                let rest = (record.time().usec(), record.address(), reserved);
                format!("{} {texts:?} {numbers:?} {seconds} {rest:?}", record.offset())
            }
            (_, login) => format!("{login:?}"),
        },
        other => format!("{other:?}"),
    };
    LogFile::new(bytes, layout).pieces().map(told).collect()
}

/// `.` right, `=` a tie that reads the same, `?` a tie that is told, `-` not recognised,
/// `X` silently wrong, `x` likewise where damage left not one record whole.
fn verdict(layout: &'static Layout, bytes: &[u8], whole: usize) -> char {
    let ranking = rank(bytes);
    let Some(picked) = ranking.layout() else { return '-' };
    if picked == layout {
        return '.';
    }
    let is_rival = ranking.rivals().iter().any(|rival| rival.layout() == layout);
    if is_rival && ranking.readings_differ() {
        return '?';
    }
    match reading(picked, bytes) == reading(layout, bytes) {
        true => '=',
        false if whole == 0 => 'x',
        false => 'X',
    }
}

#[test]
fn no_layout_is_silently_taken_for_another() {
    const COUNTS: [usize; 4] = [1, 2, 16, 1_000];
    const STATES: [State; 4] =
        [State::Clean, State::TornTail, State::DamagedHead, State::Zeroed];
    let mut wrong = Vec::new();
    eprintln!("{:26} {STATES:?}, each with {COUNTS:?} records: {:?}", "", Story::ALL);
    for layout in LAYOUTS {
        let mut row = format!("{:26}", layout.id());
        for state in STATES {
            for count in COUNTS {
                row.push(' ');
                // A thousand records leave so little to chance that one story will do.
                let stories = if count < 1_000 { 4 } else { 1 };
                for (seed, kind) in (count as u64..).zip(Story::ALL).take(stories) {
                    let mut rng = Rng::new(seed);
                    let clean = file_of(layout, &story(kind, seed, count));
                    let bytes = in_state(state, layout, clean, &mut rng);
                    let damaged = matches!(state, State::TornTail | State::DamagedHead);
                    let verdict = verdict(layout, &bytes, count - usize::from(damaged));
                    row.push(verdict);
                    let lost = matches!((state, verdict), (State::Clean, '-'));
                    if verdict == 'X' || lost {
                        let picked = rank(&bytes).layout().map(Layout::id);
                        wrong.push(format!(
                            "{} × {count}, {state:?}, {kind:?}: {picked:?}",
                            layout.id()
                        ));
                    }
                }
            }
            row.push_str("  ");
        }
        eprintln!("{row}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
