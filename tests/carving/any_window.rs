//! The hits depend on nothing but the bytes, and hold together.

use crate::evidence::{PIECES, append_piece, entry, everything};
use crate::finds::{
    Seen, assert_complete, assert_same, assert_sound, found, found_by, found_in_stretches,
    found_with, whole,
};
use crate::images::count;
use crate::support::generate::{Rng, Story, story};
use loginrec::carve::{Carver, Options, Tier};
use loginrec::image::{Image, Scan};
use loginrec::internal::Isa;
use loginrec::layout::LAYOUTS;
use proptest::collection::vec;
use proptest::prelude::*;
use std::io::Cursor;

/// A mix of records, what is left of some, and what is none: the kinds and their seeds.
fn mixes(pieces: usize) -> impl Strategy<Value = Vec<(u8, u64)>> {
    vec((0..PIECES, any::<u64>()), 1..pieces)
}

fn image_of(mix: &[(u8, u64)]) -> Vec<u8> {
    let mut image = Vec::new();
    mix.iter().for_each(|&(kind, seed)| append_piece(&mut image, kind, seed));
    image
}

fn options() -> impl Strategy<Value = Options> {
    let layouts = prop_oneof![3 => Just(Options::new()), 1 => Just(everything())];
    let align = prop_oneof![Just(None), Just(Some(1)), Just(Some(8))];
    (layouts, align, 0..Tier::ALL.len()).prop_map(|(options, align, tier)| {
        let options = options.tier(Tier::ALL[tier]);
        align.map_or(options.clone(), |align| options.align(align))
    })
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// A log of one layout, long enough for its middle to be far from both ends, now and then with
/// a damaged record; a few of them may stand in the same place of all records.
fn append_log(image: &mut Vec<u8>, seed: u64) {
    let mut rng = Rng::new(seed);
    // Mostly the common layouts, of which rows are long.
    let first = if rng.one_in(4) { LAYOUTS.len() } else { 12 };
    let layout = LAYOUTS[rng.index(first.min(LAYOUTS.len()))];
    let most = rng.pick(&[100, 100, 600]);
    let records = story(layout, rng.pick(&Story::ALL), rng.next(), 20 + rng.index(most));
    let mut entries: Vec<Vec<u8>> = records.iter().map(|one| entry(layout, one)).collect();
    entries.retain(|entry| !entry.is_empty());
    let (place, byte) = (rng.index(400), rng.pick(&[0, 1, 7, b'g', b'p', 0x80]));
    let damage = rng.pick(&[0, 0, 1, 30]);
    for at in 0..entries.len() {
        if damage > 0 && rng.one_in(1 + entries.len() as u64 / damage) {
            let entry = &mut entries[at];
            if let Some(old) = entry.get_mut(place) {
                *old = byte;
            }
        }
    }
    // The same record many times reads the same in all other ways too.
    if rng.one_in(4) && !entries.is_empty() {
        let one = entries[rng.index(entries.len())].clone();
        entries = vec![one; rng.pick(&[60, 300])];
    }
    image.resize(image.len() + 2 * rng.index(300), rng.pick(&[0, 0x5a]));
    image.extend(entries.concat());
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn within_long_logs_nothing_is_passed_over_that_short_stretches_find(
        logs in vec(any::<u64>(), 1..4),
        options in options(),
        step in 300..1_500_usize,
    ) {
        let mut bytes = Vec::new();
        logs.iter().for_each(|&seed| append_log(&mut bytes, seed));
        let ends = (step..bytes.len()).step_by(step);
        let hits = found(&bytes, &options);
        assert_same(&hits, &found_in_stretches(&bytes, &options, ends, 0));
    }
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn the_hits_are_the_same_by_all_instructions(mix in mixes(24), options in options()) {
        let bytes = image_of(&mix);
        let hits = found_with(Isa::PORTABLE, &bytes, &options);
        for isa in Isa::all() {
            assert_same(&found_with(isa, &bytes, &options), &hits);
        }
    }

    #[test]
    fn the_hits_are_the_same_however_the_bytes_are_cut_into_stretches(
        mix in mixes(24),
        options in options(),
        ends in vec(any::<prop::sample::Index>(), 0..12),
        more in prop_oneof![Just(0), Just(1), 0..40_000_usize],
    ) {
        let bytes = image_of(&mix);
        let mut ends: Vec<usize> = ends.iter().map(|end| end.index(bytes.len() + 1)).collect();
        ends.sort_unstable();
        let hits = found(&bytes, &options);
        assert_same(&found_in_stretches(&bytes, &options, ends, more), &hits);
    }

    #[test]
    fn the_hits_are_the_same_for_any_chunk_any_threads_and_from_a_stream(
        mix in mixes(24),
        options in options(),
        chunk in prop_oneof![100..2_000_usize, 2_000..40_000_usize],
        threads in 1..5_usize,
    ) {
        let bytes = image_of(&mix);
        let hits = found(&bytes, &options);
        let carver = Carver::new(&options);
        let scan = Scan::new(&carver).threads(count(threads)).chunk(count(chunk));
        let stream = Image::stream("pipe", Cursor::new(bytes.clone()));
        assert_same(&found_by(&scan, &stream), &hits);
        assert_same(&found_by(&scan, &Image::of("memory", bytes)), &hits);
    }

    #[test]
    fn hits_are_apart_in_order_numbered_and_what_the_source_has(
        mix in mixes(40),
        options in options(),
    ) {
        let bytes = image_of(&mix);
        assert_sound(&found(&bytes, &options), &bytes);
        let all = found(&bytes, &options.tier(Tier::Possible));
        assert_sound(&all, &bytes);
        assert_complete(&all);
    }

    #[test]
    fn who_asks_for_surer_records_gets_those_of_all_that_are_as_sure(
        mix in mixes(40),
        options in options(),
    ) {
        let bytes = image_of(&mix);
        let of = |tier| found(&bytes, &options.clone().tier(tier));
        let all = of(Tier::Possible);
        for &tier in Tier::ALL {
            let told = |hit: &Seen| {
                (hit.offset, hit.layout, hit.bytes.clone(), hit.tier, hit.score, hit.reasons)
            };
            let surer = whole(&all).filter(|hit| hit.tier >= tier).map(told);
            let hits = of(tier);
            prop_assert!(hits.iter().all(|hit| hit.tier >= tier));
            prop_assert!(whole(&hits).map(told).eq(surer), "{:?}", tier);
        }
    }

    #[test]
    fn who_looks_everywhere_finds_all_that_is_found_at_the_natural_alignment(
        mix in mixes(40),
    ) {
        let bytes = image_of(&mix);
        let everywhere = found(&bytes, &Options::new().align(1));
        for hit in whole(&found(&bytes, &Options::new())) {
            let is_found = |other: &&Seen| {
                (other.offset, other.layout) == (hit.offset, hit.layout)
                    // Something else was found in the same place.
                    || other.shares_bytes_with(hit)
            };
            let is_found = everywhere.iter().any(|other| is_found(&other));
            prop_assert!(is_found, "{:?}: {:?}", hit, everywhere);
        }
    }
}

#[test]
fn the_hits_are_the_same_one_byte_at_a_time() {
    for seed in [0, 1] {
        let mut bytes = Vec::new();
        for kind in [0, 1, 5, 2, 3] {
            append_piece(&mut bytes, kind, 100 * seed + u64::from(kind));
        }
        bytes.truncate(900);
        let options = everything().tier(Tier::Possible);
        let hits = found(&bytes, &options);
        assert!(!hits.is_empty());
        assert_same(&found_in_stretches(&bytes, &options, 0..bytes.len(), 0), &hits);
        let carver = Carver::new(&options);
        let scan = Scan::new(&carver).threads(count(2)).chunk(count(1));
        bytes.truncate(400);
        let hits = found(&bytes, &options);
        assert_same(&found_by(&scan, &Image::of("memory", bytes)), &hits);
    }
}

#[test]
fn the_mixes_have_records_in_one_piece_and_in_two() {
    let mut bytes = Vec::new();
    for seed in 0..250_u8 {
        append_piece(&mut bytes, seed % PIECES, seed.into());
    }
    let hits = found(&bytes, &everything().tier(Tier::Possible));
    for &tier in Tier::ALL {
        assert!(whole(&hits).filter(|hit| hit.tier == tier).count() > 2, "{tier:?}");
    }
    assert!(hits.iter().filter(|hit| !hit.is_whole()).count() > 2);
}
