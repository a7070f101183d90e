//! Images of any kind are gone through to the end, and what cannot be read is told.
#![cfg(feature = "std")]

mod images;

use images::{count, split};
use loginrec::ErrorKind;
use loginrec::carve::{Carver, Options};
use loginrec::image::{Event, Gap, GapKind, Image, ReadAt, Scan, Scanned};
use loginrec::source::Mode;
use std::fs::{self, OpenOptions};
use std::io::{self, Read};
use std::ops::{ControlFlow, Range};
use std::path::Path;

const MIB: u64 = 1 << 20;

/// All gaps, how far the scan said it had come, and how it ended.
fn gaps_of(scan: &Scan<'_>, image: &Image) -> (Vec<Gap>, u64, Scanned) {
    let mut gaps = Vec::new();
    let mut reached = 0;
    let scanned = scan.run(image, |event| {
        match event {
            Event::Gap(gap) => gaps.push(gap.clone()),
            Event::Progress { scanned_to } => {
                assert!(reached < scanned_to, "progress goes forwards");
                reached = scanned_to;
            }
            _ => {}
        }
        ControlFlow::Continue(())
    });
    (gaps, reached, scanned.unwrap())
}

fn sizes(image: &Image) -> Vec<u64> {
    image.parts().iter().map(|part| part.size()).collect()
}

/// A device that fails in some places.
struct Failing {
    size: u64,
    bad: Vec<Range<u64>>,
}

impl ReadAt for Failing {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let len = u64::try_from(buffer.len()).unwrap().min(self.size - offset);
        let end = offset + len;
        if self.bad.iter().any(|bad| bad.start < end && offset < bad.end) {
            return Err(io::Error::other("a bad sector"));
        }
        let len = usize::try_from(len).unwrap();
        buffer[..len].fill(1);
        Ok(len)
    }
}

#[test]
fn every_kind_of_image_is_scanned_to_its_end() {
    let carver = Carver::new(&Options::new());
    let bytes = vec![7; 100_000];
    let (_folder, path) = split("disk", 1, &[&bytes[..60_000], &bytes[60_000..]]);
    for threads in [1, 3] {
        for chunk in [1000, 4096, 99_999, 1 << 22, usize::MAX] {
            let scan = Scan::new(&carver).threads(count(threads)).chunk(count(chunk));
            for image in [
                Image::open(&path).unwrap(),
                Image::of("memory", bytes.clone()),
                Image::stream("pipe", io::Cursor::new(bytes.clone())),
            ] {
                let (gaps, reached, scanned) = gaps_of(&scan, &image);
                assert_eq!((gaps, reached), (vec![], 100_000), "{image:?}");
                assert_eq!((scanned.bytes, scanned.resume_at), (100_000, None));
            }
        }
    }
}

#[test]
fn only_the_range_is_scanned() {
    let carver = Carver::new(&Options::new());
    for range in [0..10, 50_000..70_000, 99_999..200_000, 200_000..300_000, 5..5] {
        let within = range.start.min(100_000)..range.end.min(100_000);
        for chunk in [3000, 1 << 22] {
            let scan = Scan::new(&carver).range(range.clone()).chunk(count(chunk));
            for image in [
                Image::of("memory", vec![7; 100_000]),
                Image::stream("pipe", io::repeat(7).take(100_000)),
            ] {
                let (_, _, scanned) = gaps_of(&scan, &image);
                assert_eq!(scanned.bytes, within.end - within.start, "{range:?} {image:?}");
            }
        }
    }
}

#[test]
fn the_parts_of_a_split_image_are_one() {
    for first in [0, 1] {
        let (_folder, path) = split("disk.raw", first, &[&[1; 700], &[2; 700], &[3; 50]]);
        let image = Image::open(&path).unwrap();
        assert_eq!((image.size(), sizes(&image)), (Some(1450), vec![700, 700, 50]));
        assert_eq!(image.parts()[2].start(), 1400);
    }
}

#[test]
fn a_missing_part_is_where_a_split_image_ends() {
    let (_folder, path) = split("disk", 1, &[&[1; 700], &[2; 700], &[3; 700]]);
    fs::remove_file(path.with_extension("002")).unwrap();
    assert_eq!(sizes(&Image::open(&path).unwrap()), [700]);
    assert_eq!(sizes(&Image::open(path.with_extension("003")).unwrap()), [700]);
}

#[test]
fn a_part_in_the_middle_is_opened_alone() {
    let (_folder, path) = split("disk", 0, &[&[1; 10], &[2; 20], &[3; 30]]);
    assert_eq!(sizes(&Image::open(path.with_extension("001")).unwrap()), [20]);
    assert_eq!(sizes(&Image::open(&path).unwrap()), [10, 20, 30]);
}

#[test]
fn what_is_no_image_is_refused() {
    let error = Image::open(Path::new("corpus")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Read);
    assert!(error.to_string().contains("is a directory"), "{error}");
    assert!(Image::open("corpus/nothing").is_err());
}

#[test]
fn a_stream_is_scanned_once() {
    let carver = Carver::new(&Options::new());
    let image = Image::stream("pipe", io::empty());
    assert!(Scan::new(&carver).run(&image, |_| ControlFlow::Continue(())).is_ok());
    let again = Scan::new(&carver).run(&image, |_| ControlFlow::Continue(()));
    assert!(again.unwrap_err().to_string().contains("has been read"));
}

#[test]
fn a_visitor_that_breaks_ends_the_scan() {
    let carver = Carver::new(&Options::new());
    let image = Image::stream("endless", io::repeat(0));
    let scan = Scan::new(&carver).threads(count(2)).chunk(count(1 << 16));
    let scanned = scan.run(&image, |_| ControlFlow::Break(())).unwrap();
    assert_eq!(scanned.bytes, 1 << 16);
    assert!(scanned.resume_at.is_some_and(|offset| offset <= scanned.bytes));
}

#[test]
fn bad_sectors_are_told_as_one_gap_and_passed() {
    let bad = vec![512..1024, 70_000..75_000, MIB - 512..MIB + 512, 3 * MIB..3 * MIB + 1];
    let expected = [
        512..1024,
        // The sectors that the place touches.
        69_632..75_264,
        MIB - 512..MIB + 512,
        3 * MIB..3 * MIB + 512,
    ];
    let carver = Carver::new(&Options::new());
    for (threads, chunk) in [(1, 1 << 22), (3, 1 << 16), (2, 30_000)] {
        let image = Image::of("disk", Failing { size: 4 * MIB, bad: bad.clone() });
        let scan = Scan::new(&carver).threads(count(threads)).chunk(count(chunk));
        let (gaps, reached, scanned) = gaps_of(&scan, &image);
        let ranges: Vec<_> = gaps.iter().map(Gap::range).collect();
        assert_eq!(ranges, expected, "chunks of {chunk}");
        assert!(gaps.iter().all(|gap| gap.kind() == GapKind::Unreadable));
        assert!(gaps.iter().all(|gap| gap.message() == "a bad sector"));
        assert_eq!((reached, scanned.bytes, scanned.gaps), (4 * MIB, 4 * MIB, 4));
    }
}

/// A stream that fails when its bytes are used up.
struct Broken(u64);

impl Read for Broken {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = u64::try_from(buffer.len()).unwrap().min(self.0);
        if len == 0 {
            return Err(io::Error::other("the line is dead"));
        }
        self.0 -= len;
        Ok(usize::try_from(len).unwrap())
    }
}

#[test]
fn a_stream_that_fails_ends_the_scan_and_is_told() {
    let carver = Carver::new(&Options::new());
    for size in [0, 1, 40_000, 100_000] {
        for chunk in [1000, 40_000, 1 << 22] {
            let scan = Scan::new(&carver).chunk(count(chunk));
            let (gaps, _, scanned) = gaps_of(&scan, &Image::stream("pipe", Broken(size)));
            assert_eq!(scanned.bytes, size);
            let [gap] = gaps.as_slice() else { panic!("{gaps:?}") };
            assert_eq!((gap.kind(), gap.range()), (GapKind::Broken, size..size));
            assert_eq!(gap.message(), "the line is dead");
        }
    }
}

#[test]
fn an_image_that_is_cut_short_ends_there_and_says_so() {
    let carver = Carver::new(&Options::new());
    for mode in [Mode::Read, Mode::Map] {
        for threads in [1, 2] {
            let (_folder, path) = split("disk", 2, &[&vec![0x5a; 20 << 20]]);
            let image = Image::open_as(&path, mode).unwrap();
            let scan = Scan::new(&carver).threads(count(threads)).chunk(count(1 << 20));
            let mut gaps = Vec::new();
            let scanned = scan.run(&image, |event| {
                match event {
                    Event::Progress { scanned_to: MIB } => {
                        let file = OpenOptions::new().write(true).open(&path).unwrap();
                        file.set_len(15 * MIB + 7).unwrap();
                    }
                    Event::Gap(gap) => gaps.push((gap.kind(), gap.range())),
                    _ => {}
                }
                ControlFlow::Continue(())
            });
            assert_eq!(gaps, [(GapKind::CutShort, 15 * MIB + 7..20 * MIB)], "{mode:?}");
            let scanned = scanned.unwrap();
            assert_eq!((scanned.bytes, scanned.resume_at), (15 * MIB + 7, None));
        }
    }
}

#[test]
fn what_a_part_in_the_middle_has_lost_is_a_gap() {
    let carver = Carver::new(&Options::new());
    let part = vec![0x5a; 2 << 20];
    for mode in [Mode::Read, Mode::Map] {
        let (_folder, path) = split("disk", 1, &[&part, &part, &part]);
        let image = Image::open_as(&path, mode).unwrap();
        let second = path.with_extension("002");
        OpenOptions::new().write(true).open(second).unwrap().set_len(MIB).unwrap();
        let scan = Scan::new(&carver).chunk(count(700_000));
        let (gaps, reached, _) = gaps_of(&scan, &image);
        let [gap] = gaps.as_slice() else { panic!("{gaps:?}") };
        assert_eq!((gap.kind(), gap.range()), (GapKind::CutShort, 3 * MIB..4 * MIB));
        assert_eq!(reached, 6 * MIB);
    }
}
