//! What benches and examples run on is what it claims to be.

#[path = "../examples/make_wtmp/generator.rs"]
mod generator;
#[path = "../examples/make_image/pictures.rs"]
mod pictures;
#[path = "../examples/make_wtmp/size.rs"]
mod size;

use generator::Kind;
use loginrec::detect::{self, Sample};
use loginrec::layout::{Framing, LAYOUTS, Layout};
use loginrec::{LogFile, Piece};
use std::collections::BTreeSet;

const RECORDS: u64 = 500;

fn make(layout: &Layout, kind: Kind, seed: u64, records: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    generator::write(&mut bytes, layout, kind, records, seed).unwrap();
    bytes
}

fn cases() -> impl Iterator<Item = (&'static Layout, Kind)> {
    generator::layouts().flat_map(|layout| [(layout, Kind::Wtmp), (layout, Kind::Btmp)])
}

#[test]
fn a_seed_always_makes_the_same_file_and_another_seed_another() {
    for (layout, kind) in cases().take(2) {
        assert_eq!(make(layout, kind, 7, RECORDS), make(layout, kind, 7, RECORDS));
        assert_ne!(make(layout, kind, 7, RECORDS), make(layout, kind, 8, RECORDS));
    }
}

#[test]
fn a_picture_is_as_long_as_asked_for_and_the_same_each_time() {
    for picture in pictures::PICTURES {
        let made = (picture.fill)(200_000, 3);
        // The last record of some would be cut.
        assert!((200_000 - 384..=200_000).contains(&made.len()), "{}", picture.name);
        assert!(made == (picture.fill)(200_000, 3), "{}", picture.name);
    }
}

#[test]
fn sizes_are_whole_numbers_with_a_unit() {
    for (text, bytes) in [("384", 384), ("100MB", 100_000_000), ("4 GiB", 4 << 30)] {
        assert_eq!(size::parse(text), Ok(bytes));
    }
    for text in ["", "GB", "1.5GB", "-1", "10 parsecs", "99999999TB"] {
        assert!(size::parse(text).is_err(), "{text}");
    }
}

#[test]
fn there_are_exactly_as_many_records_as_asked_for_and_no_residue() {
    for (layout, kind) in cases() {
        let bytes = make(layout, kind, 1, RECORDS);
        if layout.framing() == Framing::Sequence {
            assert_eq!(bytes.len() as u64, RECORDS * layout.size() as u64);
        }
        let file = LogFile::new(&bytes, layout);
        assert!(file.pieces().all(|piece| matches!(piece, Piece::Entry(_))), "{layout:?}");
        assert_eq!(file.records().count() as u64, RECORDS, "{layout:?}");
    }
}

#[test]
fn the_file_is_detected_as_its_layout_or_as_one_that_reads_it_alike() {
    let mut wrong = Vec::new();
    for (layout, kind) in cases() {
        let bytes = make(layout, kind, 1, RECORDS);
        let ranking = detect::rank(&Sample::of_bytes(&bytes));
        let best = ranking.layout();
        let alike = !ranking.readings_differ()
            && ranking.rivals().iter().any(|rival| rival.layout() == layout);
        if best != Some(layout) && !alike {
            wrong.push(format!("{layout:?} {kind:?}: taken for {best:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn times_rise_and_everything_that_a_machine_logs_is_there() {
    let layout = LAYOUTS[0];
    for (kind, expected) in [(Kind::Wtmp, 8), (Kind::Btmp, 1)] {
        let bytes = make(layout, kind, 1, 5_000);
        let file = LogFile::new(&bytes, layout);
        let times: Vec<_> =
            file.records().map(|record| record.time().timestamp()).collect();
        if kind == Kind::Wtmp {
            assert!(times.is_sorted());
        }
        assert!(times.iter().all(Option::is_some));
        let kinds: BTreeSet<_> = file.records().map(|record| record.kind()).collect();
        assert_eq!(kinds.len(), expected, "{kinds:?}");
    }
}

/// The corpus has no btmp that a real system wrote, so it has this one.
#[test]
fn the_btmp_of_the_corpus_is_what_the_generator_makes() {
    let layout = LAYOUTS[0];
    let made = make(layout, Kind::Btmp, 1, 24);
    let path = format!("corpus/{}/btmp", layout.id());
    if std::env::var_os("LOGINREC_BLESS").is_some_and(|value| value == "1") {
        std::fs::write(&path, &made).unwrap();
    }
    assert_eq!(std::fs::read(&path).unwrap(), made, "rewrite with LOGINREC_BLESS=1");
}
