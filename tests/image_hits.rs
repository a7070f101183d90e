//! What is found in an image does not depend on how it is gone through.
#![cfg(feature = "std")]

mod finds;
mod images;
mod support;

use finds::{Seen, found, found_by};
use images::{count, split};
use loginrec::carve::{Carver, Options};
use loginrec::image::{Event, Image, Scan};
use loginrec::source::Mode;
use proptest::prelude::*;
use proptest::sample::select;
use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::path::Path;

/// What is found in the same bytes in memory.
fn expected(bytes: &[u8]) -> Vec<Seen> {
    found(bytes, &Options::new())
}

fn wtmp() -> Vec<u8> {
    fs::read("corpus/linux-utmp-384-le/wtmp").unwrap()
}

/// A disk with logs of several systems at the start of blocks, and a log whose records are cut
/// by the ends of two blocks that lie apart.
fn evidence(noise: u64) -> Vec<u8> {
    const BLOCK: usize = 4096;
    let mut rng = support::generate::Rng::new(noise);
    let mut disk: Vec<u8> = (0..60 * BLOCK).map(|_| rng.next().to_le_bytes()[3]).collect();
    let mut put = |block: usize, bytes: &[u8]| {
        disk[block * BLOCK..block * BLOCK + bytes.len()].copy_from_slice(bytes);
    };
    let logs = [
        (3, "linux-utmp-384-le/wtmp"),
        (11, "linux-utmp-400-be/wtmp"),
        (19, "svr4-utmpx-372-be/wtmpx"),
        (27, "linux-utmp-384-be/wtmp"),
    ];
    for (block, path) in logs {
        let log = fs::read(Path::new("corpus").join(path)).unwrap();
        put(block, &log[..log.len().min(8 * BLOCK)]);
    }
    let log = wtmp();
    let long: Vec<u8> = log.chunks_exact(384).cycle().take(32).flatten().copied().collect();
    for (place, block) in [40, 43, 45].into_iter().zip(long.chunks_exact(BLOCK)) {
        put(place, block);
    }
    disk
}

#[test]
fn the_evidence_has_records_in_one_piece_and_in_two() {
    let hits = expected(&evidence(1));
    let count = |wanted: fn(&Seen) -> bool| hits.iter().filter(|hit| wanted(hit)).count();
    assert!(count(|hit| hit.fragment.is_none()) > 20, "{}", hits.len());
    assert!(count(|hit| hit.fragment.is_some()) > 0);
}

/// An image of these bytes, of one kind or another, with its files.
fn image_of(bytes: &[u8], kind: &str) -> (Option<tempfile::TempDir>, Image) {
    let (one, two) = bytes.split_at(bytes.len() / 3);
    let whole = || split("disk", 2, &[bytes]);
    let ((folder, path), mode) = match kind {
        "stream" => return (None, Image::stream("pipe", io::Cursor::new(bytes.to_vec()))),
        "memory" => return (None, Image::of("memory", bytes.to_vec())),
        "map" => (whole(), Mode::Map),
        "read" => (whole(), Mode::Read),
        "split map" => (split("disk", 1, &[one, two]), Mode::Map),
        _ => (split("disk", 1, &[one, two]), Mode::Read),
    };
    (Some(folder), Image::open_as(path, mode).unwrap())
}

const KINDS: &[&str] = &["stream", "memory", "map", "read", "split map", "split read"];

#[test]
fn the_hits_are_the_same_for_every_kind_of_image() {
    let bytes = evidence(2);
    let expected = expected(&bytes);
    let carver = Carver::new(&Options::new());
    for kind in KINDS {
        let (_folder, image) = image_of(&bytes, kind);
        let scan = Scan::new(&carver).threads(count(2)).chunk(count(10_000));
        assert!(found_by(&scan, &image) == expected, "{kind}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 12, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn the_hits_are_the_same_for_any_chunk_and_any_number_of_threads(
        noise in 1..1000_u64,
        chunk in prop_oneof![700..5000_usize, 5000..300_000_usize],
        threads in 1..5_usize,
        kind in select(KINDS),
    ) {
        let bytes = evidence(noise);
        let carver = Carver::new(&Options::new());
        let scan = Scan::new(&carver).threads(count(threads)).chunk(count(chunk));
        let (_folder, image) = image_of(&bytes, kind);
        prop_assert!(found_by(&scan, &image) == expected(&bytes));
    }
}

/// The places of records in one piece.
fn whole(hits: &[Seen]) -> Vec<(u64, &'static str)> {
    finds::whole(hits).map(|hit| (hit.offset, hit.layout)).collect()
}

#[test]
fn a_scan_goes_on_where_the_visitor_has_broken_off() {
    let bytes = evidence(3);
    let expected = expected(&bytes);
    let carver = Carver::new(&Options::new());
    let image = Image::of("memory", bytes);
    let scan = Scan::new(&carver).threads(count(2)).chunk(count(7000));
    for limit in [1, 5, 17, 23] {
        let mut before = Vec::new();
        let scanned = scan.run(&image, |event| {
            let Event::Hit(hit) = event else { return ControlFlow::Continue(()) };
            before.push(Seen::of(hit));
            if before.len() < limit {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
        let resume_at = scanned.unwrap().resume_at.unwrap();
        // What it broke on is told again.
        before.truncate(limit - 1);
        let behind = found_by(&scan.clone().range(resume_at..u64::MAX), &image);
        assert_eq!([whole(&before), whole(&behind)].concat(), whole(&expected), "{limit}");
    }
    for limit in [1, 10_000, 60_000, 100_000, 200_000] {
        let mut before = Vec::new();
        let mut is_over = false;
        let scanned = scan.run(&image, |event| {
            match event {
                Event::Hit(hit) => {
                    assert!(
                        !is_over || hit.fragment().is_some(),
                        "only fragments are left"
                    );
                    before.push(Seen::of(hit));
                }
                Event::Progress { scanned_to } if scanned_to >= limit => {
                    is_over = true;
                    return ControlFlow::Break(());
                }
                _ => {}
            }
            ControlFlow::Continue(())
        });
        let resume_at = scanned.unwrap().resume_at.unwrap();
        let behind = found_by(&scan.clone().range(resume_at..u64::MAX), &image);
        assert_eq!([whole(&before), whole(&behind)].concat(), whole(&expected), "{limit}");
    }
}

#[test]
fn fragments_are_told_though_the_visitor_has_broken_off() {
    let image = Image::of("memory", evidence(3));
    let carver = Carver::new(&Options::new());
    let mut fragments = 0;
    let scan = Scan::new(&carver).chunk(count(4096));
    let scanned = scan.run(&image, |event| match event {
        Event::Progress { scanned_to } if scanned_to == 50 * 4096 => ControlFlow::Break(()),
        Event::Hit(hit) => {
            fragments += u32::from(hit.fragment().is_some());
            ControlFlow::Continue(())
        }
        _ => ControlFlow::Continue(()),
    });
    assert!(scanned.unwrap().resume_at.is_some());
    assert!(fragments > 0);
}

#[test]
fn a_sparse_image_of_a_terabyte_takes_no_longer_than_its_data() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("disk.raw");
    let mut file = File::create(&path).unwrap();
    let far = 700 << 30;
    if file.set_len(1 << 40).is_err() {
        eprintln!("skipped: the file system has no files of a terabyte");
        return;
    }
    for place in [0, far] {
        file.seek(SeekFrom::Start(place)).unwrap();
        file.write_all(&wtmp()).unwrap();
    }
    let carver = Carver::new(&Options::new());
    for mode in [Mode::Auto, Mode::Read] {
        let image = Image::open_as(&path, mode).unwrap();
        let mut steps = 0;
        let mut offsets = Vec::new();
        let scanned = Scan::new(&carver).run(&image, |event| {
            match event {
                Event::Hit(hit) if hit.fragment().is_none() => offsets.push(hit.offset()),
                Event::Progress { .. } => steps += 1,
                _ => {}
            }
            if steps < 1000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        if steps >= 1000 {
            eprintln!("skipped: the file system does not tell where the holes are");
            return;
        }
        assert_eq!(scanned.unwrap().bytes, 1 << 40);
        let (near, beyond) = offsets.split_at(offsets.len() / 2);
        assert!(!near.is_empty());
        assert!(
            near.iter().map(|offset| offset + far).eq(beyond.iter().copied()),
            "{mode:?}"
        );
    }
}
