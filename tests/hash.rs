//! Databases of last logins: what their pages survive.

mod support;

use loginrec::detect::{self, Sample};
use loginrec::layout::{Framing, Layout, find};
use loginrec::{LogFile, Piece, Reason};
use std::collections::BTreeMap;
use support::generate::{Rng, logins};
use support::hash::Database;
use support::{Values, assert_file, assert_tiles, file_of, framed};

const PAGE: usize = 4096;

fn layout() -> &'static Layout {
    find("netbsd-lastlogx-432-le").unwrap()
}

/// So many users, whose ids are `step` apart.
fn users(count: i32, step: u32) -> Vec<Values> {
    let uid = |number: usize| Some(1_000 + u32::try_from(number).unwrap() * step);
    let logins = logins(count).into_iter().enumerate();
    logins.map(|(number, values)| Values { uid: uid(number), ..values }).collect()
}

/// The same as keys and values.
fn pairs(layout: &Layout, users: &[Values]) -> Vec<(u32, Vec<u8>)> {
    let value = |values: &Values| values.encode(layout)[..layout.size()].to_vec();
    users.iter().map(|values| (values.uid.unwrap(), value(values))).collect()
}

fn database(count: i32) -> Database {
    Database::of(layout().order(), &pairs(layout(), &users(count, 1)))
}

/// The user ids that are read, each with its value.
fn read(bytes: &[u8]) -> BTreeMap<u64, &[u8]> {
    let file = LogFile::new(bytes, layout());
    assert_tiles(&file);
    let entries: Vec<_> = file.entries().collect();
    let read: BTreeMap<u64, &[u8]> =
        entries.iter().map(|entry| (entry.index(), entry.body())).collect();
    assert_eq!(read.len(), entries.len(), "a user is read twice");
    read
}

/// The users whose values start on each page.
fn by_page(bytes: &[u8]) -> BTreeMap<u64, Vec<u64>> {
    let mut users: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for entry in LogFile::new(bytes, layout()).entries() {
        users.entry(entry.offset() / PAGE as u64).or_default().push(entry.index());
    }
    users
}

/// How many users are read otherwise than in the sound file, or not.
fn lost(sound: &[u8], damaged: &[u8]) -> usize {
    let damaged = read(damaged);
    read(sound).iter().filter(|(uid, value)| damaged.get(uid) != Some(value)).count()
}

fn residue(bytes: &[u8]) -> u64 {
    LogFile::new(bytes, layout()).residue().map(|residue| residue.len()).sum()
}

#[test]
fn every_value_is_read_under_its_key_whatever_the_layout_and_the_pages() {
    for layout in framed(Framing::Hash) {
        for count in [1, 2, 30, 300] {
            let users = users(count, 7);
            assert_file(layout, &file_of(layout, &users), &users, "as systems make it");
            for page in [512, 1024, 8192, 16_384, 65_536] {
                let pairs = pairs(layout, &users);
                let file = Database::with(layout.order(), page, 2, &pairs).into_bytes();
                assert_file(layout, &file, &users, &format!("pages of {page} bytes"));
            }
        }
    }
}

#[test]
fn a_bucket_goes_on_in_overflow_pages() {
    for layout in framed(Framing::Hash) {
        let users = users(200, 3);
        let database = Database::with(layout.order(), PAGE, 1, &pairs(layout, &users));
        // The header, two buckets and the map; the rest are overflow pages.
        assert!(database.pages() > 20, "{} pages", database.pages());
        assert_file(layout, database.bytes(), &users, "in two buckets");
    }
}

#[test]
fn the_header_lists_and_free_space_are_no_damage() {
    let database = database(30);
    let file = LogFile::new(database.bytes(), layout());
    assert_eq!(file.residue().count(), 0);
    let frames = file.pieces().filter(|piece| matches!(piece, Piece::Frame(_)));
    let framed: u64 = frames.map(|piece| piece.len()).sum();
    assert!(framed > 2 * PAGE as u64, "header and map at least, not {framed} bytes");
    let first = file.pieces().next().unwrap();
    assert!(matches!(first, Piece::Frame(_)), "{first:?}");
}

#[test]
fn a_database_is_recognised_with_or_without_its_header() {
    for layout in framed(Framing::Hash) {
        for count in [1, 3, 40] {
            let users = users(count, 1);
            let mut bytes = file_of(layout, &users);
            for is_headless in [false, true] {
                if is_headless {
                    bytes.drain(..PAGE);
                }
                let ranking = detect::rank(&Sample::of_bytes(&bytes));
                let is_named = ranking.layout() == Some(layout)
                    || ranking.rivals().iter().any(|rival| rival.layout() == layout);
                let best = ranking.layout();
                assert!(is_named, "{} × {count}, {is_headless}: {best:?}", layout.id());
            }
        }
    }
}

#[test]
fn pages_are_read_wherever_they_lie_and_whatever_is_lost_before_them() {
    let sound = database(60).into_bytes();
    let all = read(&sound).len();
    let pages: Vec<&[u8]> = sound.chunks(PAGE).collect();
    let users = by_page(&sound);
    for gone in 0..pages.len() {
        let mut kept = pages.clone();
        kept.remove(gone);
        let on_it = users.get(&(gone as u64)).map_or(0, Vec::len);
        assert_eq!(read(&kept.concat()).len(), all - on_it, "without page {gone}");
    }
    let reversed: Vec<&[u8]> = pages.iter().rev().copied().collect();
    assert_eq!(read(&reversed.concat()), read(&sound));
}

#[test]
fn zeroed_pages_are_vacant() {
    let sound = database(60).into_bytes();
    let mut bytes = sound.clone();
    bytes[2 * PAGE..3 * PAGE].fill(0);
    let file = LogFile::new(&bytes, layout());
    let vacant: Vec<_> = file
        .pieces()
        .filter(|piece| matches!(piece, Piece::Vacant(_)))
        .map(|piece| (piece.offset(), piece.len()))
        .collect();
    assert!(vacant.contains(&(2 * PAGE as u64, PAGE as u64)), "{vacant:?}");
    assert_eq!(residue(&bytes), 0);
}

#[test]
fn an_offset_outside_its_page_loses_what_it_leads_to_and_no_other_page() {
    let sound = database(60);
    for (page, pairs) in sound.pairs() {
        for pair in 0..pairs.len() {
            for wrong in [4_000, 4_096, 4_097, 0x7fff, 0xffff, 5, 4] {
                for word in [2 * pair + 1, 2 * pair + 2] {
                    let mut damaged = sound.clone();
                    if damaged.word(page, word) == wrong {
                        continue;
                    }
                    damaged.set_word(page, word, wrong);
                    let lost = lost(sound.bytes(), damaged.bytes());
                    // What grows down from the end before it is sound.
                    assert!(
                        lost <= pairs.len() - pair,
                        "page {page}, word {word} is {wrong}: {lost} lost"
                    );
                }
            }
        }
    }
}

#[test]
fn a_wrong_count_loses_no_other_page() {
    let sound = database(60);
    for (page, pairs) in sound.pairs() {
        for wrong in [1, 3, 2_040, 2_048, 0x7ffe, 0xffff] {
            let mut damaged = sound.clone();
            damaged.set_word(page, 0, wrong);
            let lost = lost(sound.bytes(), damaged.bytes());
            assert!(lost <= pairs.len(), "page {page} has {wrong} numbers: {lost} lost");
        }
    }
}

#[test]
fn an_overflow_page_that_leads_to_itself_is_read_once() {
    let users = users(60, 1);
    let mut database = Database::with(layout().order(), PAGE, 1, &pairs(layout(), &users));
    let sound = database.bytes().to_vec();
    let overflowing: Vec<usize> = (1..database.pages())
        .filter(|&page| {
            let count = usize::from(database.word(page, 0));
            count > 0 && count < PAGE / 4 && database.word(page, count) == 0
        })
        .collect();
    assert!(!overflowing.is_empty(), "no bucket overflows");
    for page in overflowing {
        let count = usize::from(database.word(page, 0));
        for to in [u16::try_from(page).unwrap(), 0, 1, 0xffff] {
            database.set_word(page, count - 1, to);
            assert_eq!(lost(&sound, database.bytes()), 0, "page {page} goes on at {to}");
            assert_eq!(residue(database.bytes()), 0);
        }
    }
}

#[test]
fn a_torn_page_costs_what_is_on_it_alone() {
    let sound = database(60).into_bytes();
    let last = sound.len() - PAGE;
    let before = read(&sound[..last]).len();
    for torn in [1, 2, 511, 512, 513, 2_000, PAGE - 1] {
        let bytes = &sound[..last + torn];
        assert!(read(bytes).len() >= before, "{torn} bytes of the last page");
        let reasons: Vec<Reason> = LogFile::new(bytes, layout())
            .residue()
            .map(|residue| residue.reason())
            .collect();
        assert!(reasons.iter().all(|reason| *reason == Reason::TornTail), "{reasons:?}");
    }
}

#[test]
fn values_of_another_length_are_residue_and_their_neighbours_are_read() {
    let users = users(6, 1);
    let mut pairs = pairs(layout(), &users);
    pairs[2].1.truncate(100);
    pairs[4].1.extend([7; 20]);
    let database = Database::with(layout().order(), PAGE, 1, &pairs);
    let read: Vec<u64> = read(database.bytes()).into_keys().collect();
    assert_eq!(read, [1_000, 1_001, 1_003, 1_005]);
    assert_eq!(residue(database.bytes()), 100 + 4 + 432 + 20 + 4);
}

#[test]
fn random_damage_costs_the_pages_that_it_touches_and_no_other() {
    let sound = database(100).into_bytes();
    let (values, users) = (read(&sound), by_page(&sound));
    for seed in 0..400 {
        let mut rng = Rng::new(seed);
        let mut bytes = sound.clone();
        let at = PAGE + rng.index(bytes.len() - PAGE - 600);
        let len = 1 + rng.index(600);
        bytes[at..at + len].copy_from_slice(&rng.bytes(len));
        let touched = at / PAGE..=(at + len - 1) / PAGE;
        let damaged = read(&bytes);
        for (page, users) in &users {
            if touched.contains(&usize::try_from(*page).unwrap()) {
                continue;
            }
            for uid in users {
                assert_eq!(damaged.get(uid), values.get(uid), "seed {seed}, page {page}");
            }
        }
    }
}

/// What systems leave where buckets were never filled: holes, aligned to pages.
#[cfg(feature = "std")]
#[test]
fn a_sparse_database_is_read_like_its_dense_copy() {
    use std::io::{Seek, SeekFrom, Write};
    let bytes = database(60).into_bytes();
    for hole in [64, 128, 2_048].map(|kib| kib * 1_024) {
        let gap = 2 * PAGE;
        let dense = [&bytes[..gap], &vec![0; hole], &bytes[gap..]].concat();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&bytes[..gap]).unwrap();
        file.seek(SeekFrom::Start((gap + hole) as u64)).unwrap();
        file.write_all(&bytes[gap..]).unwrap();
        let options = loginrec::Options::new().layout(layout());
        let mut reader = options.open(file.path()).unwrap();
        let mut found = BTreeMap::new();
        while let Some(entry) = reader.next_entry().unwrap() {
            found.insert(entry.index(), (entry.offset(), entry.body().to_vec()));
        }
        let expected: BTreeMap<u64, (u64, Vec<u8>)> = LogFile::new(&dense, layout())
            .entries()
            .map(|entry| (entry.index(), (entry.offset(), entry.body().to_vec())))
            .collect();
        assert_eq!(found, expected, "a hole of {hole} bytes");
        assert_eq!((found.len(), reader.residue_bytes()), (60, 0));
    }
}
