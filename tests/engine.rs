//! What is fast gives what is slow: rows, threads and wide vectors change nothing.
#![cfg(feature = "std")]

mod measures;
mod support;

use loginrec::layout::linux::{BE, LE, Lastlog292, Utmp384, Utmp390, Utmp400};
use loginrec::layout::{self, LAYOUTS, Raw};
use loginrec::{Entry, LogFile, Piece, Run};
use measures::assert_measured;
use proptest::prelude::*;
use std::num::NonZero;
use support::file_of;
use support::generate::{Rng, Story, story};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// What there is to know of a piece.
fn told(piece: &Piece<'_>) -> (u64, u64, Option<u64>) {
    let index = match piece {
        Piece::Entry(entry) => Some(entry.index()),
        _ => None,
    };
    (piece.offset(), piece.len(), index)
}

fn pieces_of(run: Run<'_>) -> Vec<(u64, u64, Option<u64>)> {
    match run {
        Run::Entries(entries) => entries.map(|entry| told(&Piece::Entry(entry))).collect(),
        Run::Piece(piece) => vec![told(&piece)],
    }
}

/// Some megabytes of records that tell a story.
fn long_file(seed: u64) -> Vec<u8> {
    let layout = layout::find("linux-utmp-384-le").unwrap();
    let some = file_of(layout, &story(layout, Story::Server, seed, 1_000));
    some.repeat(12)
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn any_number_of_threads_gives_the_same_pieces(
        seed in any::<u64>(),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), 1..2_000_usize), 0..4),
        threads in 1..5_usize,
    ) {
        let mut bytes = long_file(seed);
        for (place, len) in damage {
            let start = place.index(bytes.len());
            let end = (start + len).min(bytes.len());
            if len % 2 == 0 {
                bytes[start..end].fill(0xa5);
            } else {
                bytes.drain(start..end);
            }
        }
        let layout = layout::find("linux-utmp-384-le").unwrap();
        for file in [LogFile::new(&bytes, layout), LogFile::with_kin(&bytes, layout)] {
            let wanted: Vec<_> = file.pieces().map(|piece| told(&piece)).collect();
            let mut found = Vec::new();
            file.in_parallel(NonZero::new(threads).unwrap(), pieces_of, |some| found.extend(some));
            prop_assert!(found == wanted, "{} pieces, {} wanted", found.len(), wanted.len());
            let runs: Vec<_> = file.runs().flat_map(pieces_of).collect();
            prop_assert!(runs == wanted);
        }
    }
}

/// Bytes as fields have them: letters, zeros, now and then anything.
fn fields(rng: &mut Rng, len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    let mut at = 0;
    while at < len {
        let run = 1 + rng.index(40);
        let filler = [0, 0, 0, b'a', 0x80, 1][rng.index(6)];
        bytes[at..(at + run).min(len)].fill(filler);
        at += run;
    }
    bytes
}

fn assert_measured_in<T: Raw>(rng: &mut Rng) {
    let bytes = fields(rng, size_of::<T>() * 700);
    let (records, _) = layout::typed::<T>(&bytes);
    // A whole tile and more, less than one, and none.
    for count in [700, 100, 256, 0] {
        assert_measured(&records[..count]);
    }
}

#[test]
fn every_set_of_instructions_measures_what_a_walk_from_byte_to_byte_does() {
    let mut rng = Rng::new(6);
    assert_measured_in::<Utmp384<LE>>(&mut rng);
    assert_measured_in::<Utmp400<BE>>(&mut rng);
    assert_measured_in::<Utmp390<BE>>(&mut rng);
    assert_measured_in::<Lastlog292<LE>>(&mut rng);
    assert_measured_in::<layout::bsd::Utmp36<zerocopy::byteorder::I32<LE>>>(&mut rng);
}

#[test]
fn an_entry_is_dirty_if_anything_stands_in_its_blanks() {
    let mut rng = Rng::new(7);
    for layout in LAYOUTS {
        for _ in 0..50 {
            let bytes = fields(&mut rng, layout.size());
            let file = LogFile::new(&bytes, layout);
            for entry in file.entries() {
                let any = |mut blanks: Box<dyn Iterator<Item = &u8> + '_>| {
                    blanks.any(|&byte| byte != 0)
                };
                let padding = any(Box::new(entry.padding().flat_map(|(_, bytes)| bytes)));
                let reserved = any(Box::new(entry.reserved().flat_map(|(_, bytes)| bytes)));
                assert_eq!(entry.is_dirty(), padding || reserved, "{}", layout.id());
            }
        }
    }
}

#[test]
fn entries_of_a_row_are_the_same_from_either_end() {
    let bytes = long_file(1);
    let file = LogFile::new(&bytes, layout::find("linux-utmp-384-le").unwrap());
    let forwards: Vec<Entry<'_>> = file.entries().collect();
    let mut backwards = Vec::new();
    for run in file.runs() {
        let mut some: Vec<_> = match run {
            Run::Entries(entries) => entries.rev().collect(),
            Run::Piece(Piece::Entry(entry)) => vec![entry],
            Run::Piece(_) => Vec::new(),
        };
        some.reverse();
        backwards.extend(some);
    }
    assert!(forwards == backwards);
}
