//! Files that have tripped readers of login records, built field by field.

mod support;

use loginrec::detect::{self, Ranking, Sample};
use loginrec::layout::convention::Derived;
use loginrec::layout::{self, Content, Framing, LAYOUTS, Layout, Role};
use loginrec::{
    Address, Entry, Kind, LogFile, Reason, Record, Seconds32, Time, Timestamp, View,
};
use std::collections::BTreeSet;
use std::net::IpAddr;
use support::generate::{Rng, Story, login, logins, story, users};
use support::{
    Origin, Values, assert_file, assert_of_all, assert_tiles, entries_of, expect, file_of,
    has_grid, kept, logs, padded, sequences,
};

fn layout_of(id: &str) -> &'static Layout {
    layout::find(id).unwrap()
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

fn has(layout: &Layout, role: Role) -> bool {
    layout.field(role).is_some()
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

/// In every layout that `includes` takes: these records, between ordinary ones, come back
/// with every value, and `check` holds for those that are records of a utmp.
fn assert_read_where(
    includes: impl Fn(&Layout) -> bool,
    odd: impl Fn(&Layout) -> Vec<Values>,
    check: impl Fn(&Layout, &Record<'_>),
) {
    let mut checked = 0;
    for layout in LAYOUTS.iter().copied().filter(|layout| includes(layout)) {
        let mut records = logins(3);
        let odd = odd(layout);
        let count = odd.len();
        records.splice(1..1, odd);
        let bytes = file_of(layout, &records);
        assert_file(layout, &bytes, &records, "between ordinary records");
        let found = entries_of(layout, &bytes);
        for record in found[1..=count].iter().filter_map(Entry::record) {
            check(layout, &record);
            checked += 1;
        }
    }
    assert!(checked > 0, "nothing was checked");
}

/// The same in every layout.
fn assert_reads(odd: &[Values], check: impl Fn(&Layout, &Record<'_>)) {
    assert_read_where(|_| true, |_| odd.to_vec(), check);
}

/// Whether records of the layout say by a number what they are, and by nothing else.
fn is_numbered(layout: &Layout) -> bool {
    has(layout, Role::Type) && layout.spec().convention.derived == Derived::Never
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
    for count in [1, 2, 16] {
        let records = users(count);
        assert_of_all(LAYOUTS.iter().copied(), |layout| {
            let bytes = file_of(layout, &records);
            assert_file(layout, &bytes, &records, "logins");
            expect(is_named(layout, &bytes), || {
                format!("{count} are taken for {:?}", rank(&bytes).layout())
            })
        });
    }
}

#[test]
fn a_length_that_divides_by_several_record_sizes_decides_nothing() {
    let common = |one: usize, other: usize| {
        (1..=other).map(|times| times * one).find(|length| length % other == 0).unwrap()
    };
    assert_eq!(common(384, 400), 9_600);
    let sizes: BTreeSet<usize> = logs().map(Layout::size).collect();
    assert_of_all(logs(), |layout| {
        for &size in sizes.iter().filter(|&&size| size != layout.size()) {
            let length = common(layout.size(), size);
            if length > 10_000 {
                continue;
            }
            let count = length / layout.size();
            let bytes = file_of(layout, &story(layout, Story::Server, 1, count));
            assert_eq!(bytes.len() % size, 0);
            expect(is_named(layout, &bytes), || {
                format!("{length} bytes are taken for {:?}", rank(&bytes).layout())
            })?;
        }
        Ok(())
    });
}

#[test]
fn a_torn_record_at_the_end_costs_nothing_but_itself() {
    let gridded = LAYOUTS.iter().copied().filter(|layout| has_grid(layout));
    assert_of_all(gridded, |layout| {
        let whole = file_of(layout, &users(7));
        let six = whole.len() - layout.size();
        for torn in 1..layout.size() {
            let bytes = &whole[..six + torn];
            assert_eq!(entries(layout, bytes).len(), 6, "{} and {torn}", layout.id());
            assert_eq!(residue(layout, bytes), [(six, torn, Reason::TornTail)]);
            assert_tiles(&LogFile::new(bytes, layout));
        }
        for torn in [1, 7, 64, layout.size() / 2, layout.size() - 1] {
            let torn = torn.min(layout.size() - 1);
            let bytes = &whole[..six + torn];
            expect(is_named(layout, bytes), || {
                format!("six and {torn} bytes are taken for {:?}", rank(bytes).layout())
            })?;
        }
        Ok(())
    });
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
    assert_of_all(sequences(), |layout| {
        for stray in [0, 1, 7, b'x', 0xff] {
            let mut bytes = vec![stray];
            bytes.extend(file_of(layout, &logins(10)));
            let residue = residue(layout, &bytes);
            expect(residue == [(0, 1, Reason::StrayBytes)], || {
                format!("behind {stray:#x}: {residue:?}")
            })?;
            assert_eq!(entries(layout, &bytes).len(), 10, "{}", layout.id());
            expect(is_named(layout, &bytes), || {
                format!("behind {stray:#x} taken for {:?}", rank(&bytes).layout())
            })?;
        }
        Ok(())
    });
}

#[test]
fn bytes_inserted_between_two_records_lose_neither() {
    let mut rng = Rng::new(2);
    let records = logins(10);
    let noise = rng.bytes(2_000);
    assert_of_all(sequences(), |layout| {
        let size = layout.size();
        let clean: Vec<Vec<u8>> =
            records.iter().map(|values| values.encode(layout)).collect();
        for length in [1, 2, 3, 4, 8, 100, size - 1, size + 1, 2 * size - 1] {
            for new in [noise[..length].to_vec(), vec![0; length], vec![b' '; length]] {
                let mut bytes = clean.concat();
                bytes.splice(5 * size..5 * size, new);
                let found = entries(layout, &bytes);
                for (number, record) in clean.iter().enumerate() {
                    let moved = if number < 5 { 0 } else { length };
                    let offset = (number * size + moved) as u64;
                    let is_read = |entry: &Entry<'_>| {
                        (entry.offset(), entry.bytes()) == (offset, record)
                    };
                    expect(found.iter().any(is_read), || {
                        format!("{length} bytes {} lose {number}", bytes[5 * size])
                    })?;
                }
            }
            let mut bytes = clean.concat();
            bytes.splice(5 * size..5 * size, noise[..length].to_vec());
            expect(is_named(layout, &bytes), || format!("{length} bytes hide it"))?;
        }
        Ok(())
    });
}

#[test]
fn bytes_deleted_from_a_record_lose_that_record_alone() {
    assert_of_all(sequences(), |layout| {
        let size = layout.size();
        for length in [1, 2, 3, 4, 8, 100, size - 1] {
            let length = length.min(size - 1);
            let mut bytes = file_of(layout, &logins(10));
            bytes.drain(5 * size..5 * size + length);
            let found = entries(layout, &bytes);
            let offsets: Vec<u64> = found.iter().map(Entry::offset).collect();
            for number in (0..5).chain(6..10) {
                let gone = if number < 5 { 0 } else { length };
                let offset = (number * size - gone) as u64;
                expect(offsets.contains(&offset), || {
                    format!("without {length} bytes, {number} is not in {offsets:?}")
                })?;
            }
        }
        Ok(())
    });
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
        let expected = match layout.framing() {
            Framing::Sequence => 9_600 / layout.size(),
            // Slots and pages that nobody wrote; a length of 0 is no record.
            _ => 0,
        };
        assert_eq!(file.entries().count(), expected, "{}", layout.id());
        assert!(file.records().all(|record| record.kind() == Kind::Empty));
    }
}

#[test]
fn zeroed_records_are_kept_in_their_places() {
    for layout in logs() {
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
    assert_of_all(logs(), |layout| {
        for zeroed in [10, 1_000, 8_000] {
            let mut bytes = vec![0; zeroed * layout.size()];
            bytes.extend(file_of(layout, &logins(10)));
            expect(is_named(layout, &bytes), || {
                format!("behind {zeroed} taken for {:?}", rank(&bytes).layout())
            })?;
            if zeroed <= 1_000 {
                assert_eq!(entries(layout, &bytes).len(), zeroed + 10);
            }
        }
        Ok(())
    });
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
        kind: Kind::DeadProcess,
        id: Vec::new(),
        user: Vec::new(),
        host: Vec::new(),
        remote: Origin::None,
        ..login()
    };
    assert_reads(&[converted], |layout, record| {
        assert_eq!(record.kind(), Kind::DeadProcess, "{}", layout.id());
        assert_eq!(record.pid().is_some(), has(layout, Role::Pid));
        assert!(record.pid().is_none_or(|pid| pid == 900));
        assert!(record.line().value().starts_with(b"p"));
        assert!(record.user().is_empty());
        assert!(record.host().is_none_or(|host| host.is_empty()));
        let is_there = has(layout, Role::Address) || has(layout, Role::Socket);
        assert_eq!(record.address(), is_there.then_some(Address::None));
    });
}

#[test]
fn ids_padded_with_spaces_by_utmpdump_are_read_as_they_stand() {
    let rewritten = |id: &[u8; 4]| Values { id: id.to_vec(), session: 0, ..login() };
    assert_read_where(
        |layout| layout.field(Role::Id).is_some_and(|id| id.size == 4),
        |_| vec![rewritten(b"1   "), rewritten(b"~~  "), rewritten(b"    ")],
        |_, record| {
            let id = record.id().unwrap();
            assert!(id.value().ends_with(b" ") && !id.is_terminated());
        },
    );
}

#[test]
fn a_damaged_first_record_hides_neither_the_layout_nor_the_others() {
    let mut rng = Rng::new(1);
    let gridded = LAYOUTS.iter().copied().filter(|layout| has_grid(layout));
    let heads = [vec![0xff; 1_000], rng.bytes(1_000), vec![b'A'; 1_000]];
    assert_of_all(gridded, |layout| {
        let size = layout.size();
        for head in &heads {
            let mut bytes = file_of(layout, &users(10));
            bytes[..size].copy_from_slice(&head[..size]);
            let found = entries(layout, &bytes);
            assert!(found.len() >= 9, "{}: {} found", layout.id(), found.len());
            expect(is_named(layout, &bytes), || {
                format!("behind {} taken for {:?}", head[0], rank(&bytes).layout())
            })?;
        }
        Ok(())
    });
}

// --- Times --------------------------------------------------------------------------------

#[test]
fn equal_times_stay_in_the_order_of_the_file() {
    let same = |number: i64| Values { user: format!("u{number}").into(), ..login() };
    let logs =
        LAYOUTS.iter().copied().filter(|layout| layout.content() == Content::Records);
    for layout in logs {
        let bytes = file_of(layout, &[3, 1, 2, 1].map(same));
        let file = LogFile::new(&bytes, layout);
        let users: Vec<_> = file.records().map(|record| record.user().value()).collect();
        assert_eq!(users, ["u3", "u1", "u2", "u1"], "{}", layout.id());
    }
}

const SECONDS: &[i64] =
    &[-1, i32::MIN as i64, 0, 1, i32::MAX as i64, 1 << 31, (1 << 32) - 1];

#[test]
fn seconds_at_the_edges_come_back_in_both_readings_of_32_bits() {
    for &seconds in SECONDS {
        // That the stored seconds are these is held against the values themselves.
        assert_reads(&[Values { seconds, ..login() }], |layout, record| {
            let time = record.time();
            let meant = time.timestamp();
            let usec = u32::try_from(time.usec().unwrap_or(0)).unwrap();
            assert_eq!(meant, Timestamp::new(time.seconds(Seconds32::Unsigned), usec));
            if time.bits() == 32 {
                let meant = meant.map(|moment| moment.seconds());
                assert_eq!(meant, Some(seconds & 0xffff_ffff), "{}", layout.id());
            } else if has(layout, Role::Seconds) {
                assert_eq!(meant.unwrap().seconds(), seconds, "{}", layout.id());
            }
        });
    }
}

#[test]
fn times_after_2038_are_recognised_and_shown_as_such() {
    assert_of_all(LAYOUTS.iter().copied(), |layout| {
        let late =
            |values: Values| Values { seconds: values.seconds + (1 << 30), ..values };
        let records: Vec<Values> = users(5).into_iter().map(late).collect();
        let bytes = file_of(layout, &records);
        for view in LogFile::new(&bytes, layout).views() {
            let shown = time_of(&view).timestamp().unwrap().to_string();
            assert!(shown.starts_with("2057-11-23T11:5"), "{shown}");
        }
        // In the order of a PDP-11, 2057 is 2014, and the other way round.
        let taken_for = rank(&bytes).layout();
        let differs_in_order =
            |other: &Layout| !has(layout, Role::Type) && layout.fields().eq(other.fields());
        let is_excused = taken_for.is_some_and(differs_in_order);
        expect(is_named(layout, &bytes) || is_excused, || {
            format!("taken for {taken_for:?}")
        })
    });
}

fn time_of(view: &View<'_>) -> Time {
    match view {
        View::Record(record) => record.time(),
        View::LastLogin(login) => login.time(),
        View::Failures(failures) => failures.time(),
        View::Attempt(attempt) => attempt.time(),
        View::Process(process) => process.time(),
        other => panic!("when was {other:?}?"),
    }
}

#[test]
fn microseconds_out_of_range_are_kept_and_give_no_moment() {
    let has_usec = |layout: &Layout| has(layout, Role::Microseconds);
    for usec in [-1, 1_000_000, i32::MAX.into(), i32::MIN.into()] {
        let odd = |_: &Layout| vec![Values { usec, ..login() }];
        assert_read_where(has_usec, odd, |_, record| {
            assert_eq!(record.time().usec(), Some(usec));
            assert_eq!(record.time().timestamp(), None);
        });
    }
    let last = |_: &Layout| vec![Values { usec: 999_999, ..login() }];
    assert_read_where(has_usec, last, |_, record| {
        assert_eq!(record.time().timestamp(), Timestamp::new(1_700_000_000, 999_999));
    });
}

// --- Text ---------------------------------------------------------------------------------

#[test]
fn texts_that_fill_their_fields_have_no_end_to_be_found() {
    let full = Values {
        line: vec![b'l'; 300],
        id: vec![b'i'; 300],
        user: vec![b'u'; 300],
        host: vec![b'h'; 300],
        ..login()
    };
    assert_reads(&[full], |layout, record| {
        let texts = [
            (Role::Line, Some(record.line())),
            (Role::Id, record.id()),
            (Role::User, Some(record.user())),
            (Role::Host, record.host()),
        ];
        for (role, text) in texts {
            let size = layout.field(role).map(|field| field.size);
            assert_eq!(text.map(|text| text.len()), size, "{role:?} in {}", layout.id());
            if let Some(text) = text {
                assert!(!text.is_terminated() && text.tail().is_empty());
            }
        }
    });
}

#[test]
fn bytes_behind_the_end_of_a_text_are_kept_apart_from_it() {
    let stale = Values {
        line: b"p\0JUNK".to_vec(),
        id: b"a\0\0Z".to_vec(),
        user: b"eve\0\0hid".to_vec(),
        host: b"\0old.example.org".to_vec(),
        ..login()
    };
    assert_reads(&[stale], |layout, record| {
        assert_eq!(record.line().value(), "p", "{}", layout.id());
        if layout.field(Role::Line).is_some_and(|line| line.size > 1) {
            assert_eq!(record.line().tail(), b"JUNK", "{}", layout.id());
        }
        if layout.field(Role::Id).is_some_and(|id| id.size >= 4) {
            assert_eq!(record.id().unwrap().tail(), b"\0Z");
        }
        assert_eq!(
            (record.user().value(), record.user().tail()),
            ("eve".into(), &b"\0hid"[..])
        );
        if let Some(host) = record.host() {
            assert!(host.is_empty());
            assert_eq!(host.tail(), b"old.example.org");
        }
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
        assert_reads(&[record], |layout, record| {
            let cut = |role| {
                let field = layout.field(role).unwrap();
                padded(text, field.size.min(text.len()))
            };
            assert_eq!(record.user().value(), cut(Role::User), "{}", layout.id());
            if let Some(host) = record.host() {
                assert_eq!(host.value(), cut(Role::Host), "{}", layout.id());
            }
            let shown = format!("{:?}", record.user());
            assert!(!shown.chars().any(char::is_control), "{shown}");
        });
        // Without a type, there is little else to know a record by.
        let has_type = |layout: &Layout| has(layout, Role::Type);
        let line = |_: &Layout| vec![Values { line: text.to_vec(), ..login() }];
        assert_read_where(has_type, line, |layout, record| {
            let size = layout.field(Role::Line).unwrap().size;
            assert_eq!(record.line().value(), padded(text, size.min(text.len())));
        });
    }
}

// --- Numbers and addresses ----------------------------------------------------------------

#[test]
fn types_that_no_system_defines_are_unknown_and_keep_their_number() {
    for type_raw in [-1, -2, 12, 99, 254, 32_767, -32_768, 0x4711] {
        let is_undefined = |layout: &Layout| {
            layout.field(Role::Type).is_some_and(|field| {
                let number = kept(type_raw.into(), &field);
                layout.spec().convention.kind(number) == Kind::Unknown
            })
        };
        let odd = |_: &Layout| vec![Values { type_raw: Some(type_raw), ..login() }];
        assert_read_where(is_undefined, odd, |layout, record| {
            assert_eq!(record.kind(), Kind::Unknown, "{}", layout.id());
            let number = kept(type_raw.into(), &layout.field(Role::Type).unwrap());
            assert_eq!(record.type_raw().map(i64::from), Some(number));
        });
    }
}

#[test]
fn every_number_of_a_type_means_what_the_system_says() {
    for kind in Kind::ALL.iter().copied().filter(|&kind| kind != Kind::Unknown) {
        let is_known = |layout: &Layout| {
            is_numbered(layout) && layout.spec().convention.number(kind).is_some()
        };
        if !LAYOUTS.iter().any(|layout| is_known(layout)) {
            continue;
        }
        assert_read_where(
            is_known,
            |_| vec![Values { kind, ..login() }],
            |layout, record| assert_eq!(record.kind(), kind, "{}", layout.id()),
        );
    }
}

#[test]
fn process_ids_are_any_number_that_has_room() {
    for pid in [-1, 0, 1, 4_194_304, i64::from(i32::MAX), i64::from(i32::MIN)] {
        assert_reads(&[Values { pid, ..login() }], |layout, record| {
            let expected = layout.field(Role::Pid).map(|field| kept(pid, &field));
            assert_eq!(record.pid(), expected, "{}", layout.id());
        });
    }
}

#[test]
fn addresses_are_told_apart_by_all_their_bytes() {
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
    let has_address =
        |layout: &Layout| has(layout, Role::Address) || has(layout, Role::Socket);
    for text in texts {
        let ip: IpAddr = text.parse().unwrap();
        let remote = |layout: &Layout| match layout.field(Role::Socket) {
            Some(_) => Origin::Socket(ip, 2_022),
            None => Origin::Ip(ip),
        };
        let from_there = |layout: &Layout| {
            vec![Values { remote: remote(layout), host: Vec::new(), ..login() }]
        };
        assert_read_where(has_address, from_there, |layout, record| {
            let left = remote(layout).left_in(layout);
            assert_eq!(record.address().unwrap().ip(), left, "{text} in {}", layout.id());
            let is_socket = has(layout, Role::Socket);
            assert_eq!(record.port(), is_socket.then_some(2_022), "{}", layout.id());
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
