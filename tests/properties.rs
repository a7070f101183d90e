//! What holds for all values, all bytes and all damage, in every layout.

mod support;

use loginrec::detect::{self, Sample};
use loginrec::layout::{Framing, LAYOUTS, Layout, Role};
use loginrec::text::exact;
use loginrec::{Kind, LogFile, Piece};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeMap;
use std::net::IpAddr;
use support::generate::{Rng, Story, story};
use support::{
    Origin, Values, assert_fields, assert_file, assert_holds, assert_tiles, file_of,
    framed, indices_of, is_frail, sequences,
};

/// So many cases. A failure prints its input and its seed; nothing is written beside the tests.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn any_layout() -> impl Strategy<Value = &'static Layout> {
    select(LAYOUTS)
}

fn sequential_layout() -> impl Strategy<Value = &'static Layout> {
    select(sequences().collect::<Vec<_>>())
}

/// Names as systems give them: visible, not empty.
fn name() -> impl Strategy<Value = Vec<u8>> {
    vec(0x21..=0x7e_u8, 1..40)
}

fn remote() -> impl Strategy<Value = Origin> {
    prop_oneof![
        Just(Origin::None),
        any::<IpAddr>().prop_map(Origin::Ip),
        any::<(IpAddr, u16)>().prop_map(|(ip, port)| Origin::Socket(ip, port)),
        vec(any::<u8>(), 0..130).prop_map(Origin::Raw),
    ]
}

/// A type that a record of the layout can have and that means something.
fn kind_in(layout: &Layout) -> impl Strategy<Value = Kind> + use<> {
    let is_something = |kind: &Kind| !matches!(kind, Kind::Empty | Kind::Unknown);
    let mut kinds: Vec<Kind> =
        layout.spec().convention.kinds.iter().copied().filter(is_something).collect();
    if kinds.is_empty() {
        kinds.push(Kind::UserProcess);
    }
    select(kinds)
}

/// Numbers that only some layouts have, as systems write them.
fn more() -> impl Strategy<Value = Vec<(Role, i64)>> {
    // A limit whose bytes are letters would be a word.
    let counts = (0..32_768_i64, 0..1_000_i64, 0..100_000_i64, 0..8_i64);
    (counts, any::<[u32; 4]>()).prop_map(|((count, max, lock, status), any)| {
        let [ids, ticks, flags, level] = any.map(i64::from);
        vec![
            (Role::Count, count),
            (Role::Max, max),
            (Role::LockSeconds, lock),
            (Role::Status, status),
            (Role::Uid, ids),
            (Role::Gid, ids ^ 1),
            (Role::Elapsed, ticks),
            (Role::ElapsedFloat, ticks),
            (Role::UserTicks, ticks >> 3),
            (Role::Flags, flags),
            (Role::Level, level),
        ]
    })
}

/// Values against which nothing speaks in this layout.
fn well_formed(layout: &'static Layout) -> impl Strategy<Value = Values> {
    // Negative ones are read too, but one by one: a chain does not go on from one to the next.
    let pid = match layout.framing() {
        Framing::Prefixed => (0..4_194_304_i32).boxed(),
        _ => prop_oneof![0..4_194_304_i32, any::<i32>()].boxed(),
    };
    let numbers = (kind_in(layout), pid, any::<i16>(), any::<i16>(), any::<i32>());
    // The last day of 32 bits is a small negative number in 64.
    let time = (315_532_800..(1_i64 << 32) - 86_400, 0..1_000_000_i64);
    let texts = (name(), vec(0x21..=0x7e_u8, 0..5), name());
    // Without a type there is little else to know a record by than its texts.
    let letter = match layout.field(Role::Type) {
        Some(_) => any::<u8>().boxed(),
        None => (0x20..=0x7e_u8).boxed(),
    };
    // Of sixteen bytes, three that are anything and a name of one letter leave nothing to tell
    // where a record starts.
    let reserved = if layout.size() > 20 { 0..24 } else { 0..1 };
    let host = (vec(letter, 0..300), remote(), vec(any::<u8>(), reserved));
    (numbers, time, texts, host, more()).prop_map(|(numbers, time, texts, host, more)| {
        Values {
            kind: numbers.0,
            pid: i64::from(numbers.1),
            termination: numbers.2.into(),
            exit: numbers.3.into(),
            session: numbers.4.into(),
            seconds: time.0,
            usec: time.1,
            line: texts.0,
            id: texts.1,
            user: texts.2,
            host: host.0,
            remote: host.1,
            reserved: host.2,
            more,
            ..Values::default()
        }
    })
}

/// Any values at all, wider than the fields now and then.
fn arbitrary() -> impl Strategy<Value = Values> {
    let text = || vec(any::<u8>(), 0..40);
    let numbers = (any::<i32>(), any::<i64>(), any::<i32>(), any::<i32>(), any::<i64>());
    let time = (any::<i64>(), any::<i64>());
    let texts = (text(), vec(any::<u8>(), 0..16), text(), vec(any::<u8>(), 0..260));
    let rest = (remote(), vec(any::<u8>(), 0..80), any::<[i64; 5]>());
    (numbers, time, texts, rest).prop_map(|(numbers, time, texts, rest)| {
        let [count, lock, status, ticks, ids] = rest.2;
        Values {
            type_raw: Some(numbers.0),
            pid: numbers.1,
            termination: numbers.2,
            exit: numbers.3,
            session: numbers.4,
            seconds: time.0,
            usec: time.1,
            line: texts.0,
            id: texts.1,
            user: texts.2,
            host: texts.3,
            remote: rest.0,
            reserved: rest.1,
            more: vec![
                (Role::Count, count),
                (Role::LockSeconds, lock),
                (Role::Status, status),
                (Role::ElapsedFloat, ticks),
                (Role::ElapsedHigh, ticks),
                (Role::ElapsedLow, ids),
                (Role::Uid, ids),
                (Role::Version, lock),
            ],
            ..Values::default()
        }
    })
}

/// One entry as it stands in a file, whatever is around it.
fn one_entry(layout: &'static Layout, values: &Values) -> Vec<u8> {
    match layout.framing() {
        Framing::Hash => file_of(layout, std::slice::from_ref(values)),
        _ => values.encode(layout),
    }
}

/// Noise, zeros, text, and stretches of each.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let stretch = prop_oneof![
        vec(any::<u8>(), 0..600),
        (0..900_usize).prop_map(|len| vec![0; len]),
        vec(0x20..=0x7e_u8, 0..600),
        (any_layout(), any::<u64>(), select(&Story::ALL[..])).prop_map(
            |(layout, seed, kind)| file_of(layout, &story(layout, kind, seed, 2))
        ),
    ];
    vec(stretch, 0..5).prop_map(|stretches| stretches.concat())
}

/// One thing that happens to files.
#[derive(Clone, Debug)]
enum Damage {
    Truncate(u64),
    Insert(u64, Vec<u8>),
    Delete(u64, usize),
    Overwrite(u64, Vec<u8>),
    Zero(u64, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        any::<u64>().prop_map(Damage::Truncate),
        (any::<u64>(), vec(any::<u8>(), 1..800))
            .prop_map(|(at, new)| Damage::Insert(at, new)),
        (any::<u64>(), 1..800_usize).prop_map(|(at, len)| Damage::Delete(at, len)),
        (any::<u64>(), vec(any::<u8>(), 1..800))
            .prop_map(|(at, new)| Damage::Overwrite(at, new)),
        (any::<u64>(), 1..800_usize).prop_map(|(at, len)| Damage::Zero(at, len)),
    ]
}

impl Damage {
    fn apply(&self, file: &mut Vec<u8>) {
        let place = |at: u64| usize::try_from(at % (file.len() as u64 + 1)).unwrap();
        let until = |start: usize, len: usize| (start + len).min(file.len());
        match self {
            Self::Truncate(at) => file.truncate(place(*at)),
            Self::Insert(at, new) => {
                let at = place(*at);
                file.splice(at..at, new.iter().copied());
            }
            Self::Delete(at, len) => {
                let start = place(*at);
                file.drain(start..until(start, *len));
            }
            Self::Overwrite(at, new) => {
                let start = place(*at);
                let end = until(start, new.len());
                file[start..end].copy_from_slice(&new[..end - start]);
            }
            Self::Zero(at, len) => {
                let start = place(*at);
                let end = until(start, *len);
                file[start..end].fill(0);
            }
        }
    }
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn well_formed_records_come_back_from_a_file(
        (layout, records) in any_layout()
            .prop_flat_map(|layout| (Just(layout), vec(well_formed(layout), 1..12))),
    ) {
        let bytes = file_of(layout, &records);
        assert_file(layout, &bytes, &records, "well-formed records");
    }

    #[test]
    fn any_values_come_back_from_one_record(layout in any_layout(), values in arbitrary()) {
        let entry = values.encode(layout);
        let mut record = layout.body(&entry).to_vec();
        record.resize(layout.size(), 0);
        assert_fields(layout, &record, &values, "any values");
        let bytes = one_entry(layout, &values);
        let file = LogFile::new(&bytes, layout);
        assert_tiles(&file);
        assert_exact(&file);
        for entry in file.entries() {
            assert_holds(&entry, &values, "any values");
        }
    }

    #[test]
    fn odd_values_in_one_field_do_not_make_a_record_residue(
        (layout, usual) in any_layout()
            .prop_flat_map(|layout| (Just(layout), well_formed(layout))),
        odd in arbitrary(),
        which in 0..8_u8,
    ) {
        let is_typed = layout.field(Role::Type).is_some();
        let clean = |mut text: Vec<u8>| {
            text.retain(|byte| is_typed && !byte.is_ascii() || matches!(byte, b' '..=b'~'));
            text
        };
        let usual = Values { user: clean(usual.user), host: clean(usual.host), ..usual };
        let values = match which {
            0 => Values { type_raw: odd.type_raw, ..usual },
            1 => Values { pid: odd.pid, session: odd.session, ..usual },
            2 => Values { seconds: odd.seconds, ..usual },
            3 => Values { usec: odd.usec, ..usual },
            4 if !is_typed => usual,
            4 => Values { line: odd.line, ..usual },
            5 => Values { user: odd.user, id: odd.id, ..usual },
            6 => Values { host: odd.host, ..usual },
            _ => Values { remote: odd.remote, reserved: odd.reserved, ..usual },
        };
        let bytes = one_entry(layout, &values);
        let file = LogFile::new(&bytes, layout);
        let entries: Vec<_> = file.entries().collect();
        prop_assert_eq!(entries.len(), 1, "{:?}", file.residue().next().map(|r| r.reason()));
        assert_holds(&entries[0], &values, "one odd field");
    }

    #[test]
    fn any_bytes_fall_into_pieces_that_give_them_back(
        layout in any_layout(),
        bytes in any_bytes(),
    ) {
        assert_tiles(&LogFile::new(&bytes, layout));
    }

    #[test]
    fn damaged_files_fall_into_pieces_that_give_them_back(
        layout in any_layout(),
        kind in select(&Story::ALL[..]),
        seed in any::<u64>(),
        damages in vec(damage(), 1..5),
    ) {
        let mut bytes = file_of(layout, &story(layout, kind, seed, 10));
        for damage in &damages {
            damage.apply(&mut bytes);
        }
        assert_tiles(&LogFile::new(&bytes, layout));
    }

    #[test]
    fn any_bytes_come_back_from_their_exact_text(
        layout in any_layout(),
        bytes in any_bytes(),
    ) {
        assert_exact(&LogFile::new(&bytes, layout));
    }

    #[test]
    fn damaged_files_come_back_from_their_exact_text(
        layout in any_layout(),
        kind in select(&Story::ALL[..]),
        seed in any::<u64>(),
        damages in vec(damage(), 0..5),
    ) {
        let mut bytes = file_of(layout, &story(layout, kind, seed, 10));
        for damage in &damages {
            damage.apply(&mut bytes);
        }
        assert_exact(&LogFile::new(&bytes, layout));
        assert_exact(&LogFile::with_kin(&bytes, layout));
    }

    #[test]
    fn one_damage_loses_few_records_that_it_did_not_touch(
        layout in sequential_layout(),
        kind in select(&Story::ALL[..]),
        seed in any::<u64>(),
    ) {
        let one = OneDamage::random(layout, kind, seed);
        let lost = one.lost();
        prop_assert!(is_frail(layout) || lost.len() <= 2, "{one:?} lost {lost:?}");
    }
}

/// Panics unless the exact text of a file, read again, is the file.
fn assert_exact(file: &LogFile<'_>) {
    let mut text = Vec::new();
    let mut writer = exact::Writer::begin(file.layout(), &mut text);
    file.pieces().for_each(|piece| writer.piece(&piece, &mut text));
    writer.end(&mut text);
    assert!(text.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\n')), "no plain text");
    let mut reader = exact::Reader::new();
    let mut again = Vec::new();
    for line in text.split(|&byte| byte == b'\n') {
        let zeros = reader.line(line, &mut again).unwrap_or_else(|error| {
            panic!("{}: {error}: {}", file.layout().id(), String::from_utf8_lossy(line))
        });
        again.resize(again.len() + usize::try_from(zeros).unwrap(), 0);
    }
    reader.end().unwrap();
    assert!(again == file.bytes(), "{}: read again, the bytes differ", file.layout().id());
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn detection_gives_the_same_ranking_of_any_bytes_every_time(bytes in any_bytes()) {
        let rank = || detect::rank(&Sample::of_bytes(&bytes).named("wtmp"));
        let (one, two) = (rank(), rank());
        prop_assert_eq!(one.layout(), two.layout());
        prop_assert_eq!(one.rivals().len(), two.rivals().len());
        prop_assert_eq!(one.readings_differ(), two.readings_differ());
        let told = |ranking: &detect::Ranking| {
            let candidates = ranking.candidates().iter();
            candidates
                .map(|one| (one.layout().id(), one.score(), one.reasons().to_vec()))
                .collect::<Vec<_>>()
        };
        prop_assert_eq!(told(&one), told(&two));
        prop_assert!(bytes.is_empty() || one.candidates().len() == LAYOUTS.len());
    }
}

/// A clean file with one damage, and where its untouched records now stand.
struct OneDamage {
    what: String,
    layout: &'static Layout,
    bytes: Vec<u8>,
    /// Number, new offset and bytes of each record that the damage did not touch.
    untouched: Vec<(usize, usize, Vec<u8>)>,
}

impl std::fmt::Debug for OneDamage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} in {}", self.what, self.layout.id())
    }
}

impl OneDamage {
    /// Inserts up to two lengths of a record, deletes less than one, or overwrites one.
    fn random(layout: &'static Layout, kind: Story, seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let count = 8 + rng.index(24);
        let size = layout.size();
        let mut bytes = file_of(layout, &story(layout, kind, seed, count));
        let records: Vec<Vec<u8>> = bytes.chunks_exact(size).map(<[u8]>::to_vec).collect();
        let at = rng.index(bytes.len());
        // Bytes from `start` to `end` are replaced by so many others.
        let (verb, start, end, new) = match rng.below(3) {
            0 => ("inserted at", at, at, 1 + rng.index(2 * size)),
            1 => ("deleted at", at, (at + 1 + rng.index(size - 1)).min(bytes.len()), 0),
            _ => ("overwritten at", at / size * size, at / size * size + size, size),
        };
        let what =
            format!("{} of {count} × {size} bytes {verb} {start}", new.max(end - start));
        bytes.splice(start..end, rng.bytes(new));
        let untouched = records.into_iter().enumerate().filter_map(|(number, record)| {
            let (from, to) = (number * size, number * size + size);
            if to <= start {
                Some((number, from, record))
            } else if from >= end {
                Some((number, from + new - (end - start), record))
            } else {
                None
            }
        });
        Self { what, layout, untouched: untouched.collect(), bytes }
    }

    /// The numbers of the untouched records that are not read where they stand.
    fn lost(&self) -> Vec<usize> {
        let file = LogFile::new(&self.bytes, self.layout);
        let read: BTreeMap<u64, &[u8]> =
            file.entries().map(|entry| (entry.offset(), entry.bytes())).collect();
        self.untouched
            .iter()
            .filter(|(_, offset, bytes)| {
                read.get(&(*offset as u64)).is_none_or(|found| found != bytes)
            })
            .map(|(number, ..)| *number)
            .collect()
    }
}

/// At most one: the record behind a torn one, when the torn head and the bytes that moved up
/// to it pass for a record together. About one damage in 270 does that.
///
/// Records that are short or have no type are easily read a few bytes beside: a run of
/// logouts is lines, zeros and times. Of those a few more may be lost, now and then.
#[test]
fn a_damage_loses_at_most_one_record_that_it_did_not_touch() {
    const DAMAGES: usize = 400;
    let mut losses = BTreeMap::new();
    let mut wrong = Vec::new();
    for layout in sequences() {
        let mut failures = (0..DAMAGES as u64)
            .zip(Story::ALL.into_iter().cycle())
            .filter_map(|(seed, kind)| {
                let one = OneDamage::random(layout, kind, seed);
                let lost = one.lost();
                *losses.entry((is_frail(layout), lost.len())).or_insert(0) += 1;
                (lost.len() > 1).then(|| format!("{one:?} lost {lost:?}"))
            })
            .collect::<Vec<_>>();
        let count = failures.len();
        if count > if is_frail(layout) { DAMAGES / 12 } else { 0 } {
            wrong.extend(failures.pop().map(|one| format!("{count} times, such as {one}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    eprintln!("(frail, records lost besides the touched ones), and how often: {losses:?}");
}

/// Small process ids, no microseconds, and a structure without padding: read three bytes
/// late, type, time and line still pass. Whole files were lost to that.
#[test]
fn a_grid_that_moved_by_a_few_bytes_is_not_mistaken_for_the_old_one() {
    let layout = loginrec::layout::find("linux-utmp-382-be").unwrap();
    for seed in [1845, 2417, 3077, 4165, 4397, 5957, 5973] {
        let one = OneDamage::random(layout, Story::Small, seed);
        let lost = one.lost();
        assert!(lost.len() <= 1, "{one:?} lost {lost:?}");
    }
}

#[test]
fn damage_to_a_slot_of_a_table_loses_no_other_slot() {
    for layout in framed(Framing::Table) {
        for seed in 0..100 {
            let mut rng = Rng::new(seed);
            let records = story(layout, Story::Desktop, seed, 20);
            let mut bytes = file_of(layout, &records);
            let hit = indices_of(layout, &records)[rng.index(records.len())];
            let start = usize::try_from(hit).unwrap() * layout.size();
            bytes.splice(start..start + layout.size(), rng.bytes(layout.size()));
            let file = LogFile::new(&bytes, layout);
            assert_tiles(&file);
            let whole =
                file.pieces().filter(|piece| matches!(piece, Piece::Entry(_))).count();
            assert!(whole >= records.len() - 1, "{} seed {seed}", layout.id());
        }
    }
}
