//! The chunks of an image are its bytes, each once, with all their context.

use super::feed::Feed;
use super::*;
use crate::carve::Carver;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes of which no two stretches are alike.
fn noise(len: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        state.to_le_bytes()[4]
    };
    (0..len).map(|_| next()).collect()
}

fn index(at: u64) -> usize {
    usize::try_from(at).unwrap()
}

/// Goes through the chunks of an image that should have these bytes, and checks each. Gives
/// the gaps, and how many bytes were passed over.
fn check(image: &Image, bytes: &[u8], range: Range<u64>, step: u64) -> (Vec<Gap>, u64) {
    let mut feed = Feed::new(image, range.clone(), step).unwrap();
    let mut window = window::Window::default();
    let (mut at, mut passed, mut gaps) = (0, 0, Vec::new());
    while let Some(chunk) = feed.next(&mut window) {
        let is_passed = chunk.is_passed();
        let view = chunk.view(&mut window);
        assert!(at == view.own.start || at == 0 && view.own.start == range.start);
        at = view.own.end;
        gaps.extend(view.gaps);
        if is_passed {
            passed += view.own.end - view.own.start;
            continue;
        }
        let own = index(view.own.start)..index(view.own.end);
        let wide = own.start.saturating_sub(Carver::CONTEXT)
            ..(own.end + Carver::CONTEXT).min(bytes.len());
        assert_eq!(index(view.start), wide.start);
        assert!(view.bytes == &bytes[wide], "{own:?} of {image:?}");
    }
    assert_eq!(at.max(range.start), range.end.min(bytes.len() as u64).max(range.start));
    (gaps, passed)
}

/// An image split into parts of these lengths, and the rest.
fn split(bytes: &[u8], lens: &[usize], mode: Mode) -> (tempfile::TempDir, Image) {
    let folder = tempfile::tempdir().unwrap();
    let mut rest = bytes;
    for (number, len) in lens.iter().copied().chain([usize::MAX]).enumerate() {
        let (part, more) = rest.split_at(len.min(rest.len()));
        fs::write(folder.path().join(format!("disk.{:03}", number + 1)), part).unwrap();
        rest = more;
    }
    let image = Image::open_as(folder.path().join("disk.001"), mode).unwrap();
    (folder, image)
}

/// A reader that gives little at a time.
struct Drip(io::Cursor<Vec<u8>>, usize);

impl Read for Drip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = self.1.min(buffer.len());
        self.0.read(&mut buffer[..most])
    }
}

#[test]
fn the_chunks_of_any_image_are_its_bytes_with_their_context() {
    let bytes = noise(150_000);
    for range in [0..u64::MAX, 0..1, 20_000..90_000, 149_999..150_001, 200_000..300_000] {
        for step in [1777, 16 << 10, 4 << 20] {
            for mode in [Mode::Read, Mode::Map] {
                for lens in [&[][..], &[1, 40_000, 5000], &[150_000]] {
                    let (_folder, image) = split(&bytes, lens, mode);
                    assert_eq!(check(&image, &bytes, range.clone(), step), (vec![], 0));
                }
            }
            let memory = Image::of("memory", bytes.clone());
            assert_eq!(check(&memory, &bytes, range.clone(), step), (vec![], 0));
            for drip in [999, usize::MAX] {
                let stream = Drip(io::Cursor::new(bytes.clone()), drip);
                let (gaps, _) =
                    check(&Image::stream("", stream), &bytes, range.clone(), step);
                assert_eq!(gaps, []);
            }
        }
    }
}

#[test]
fn a_stream_that_was_looked_into_is_scanned_from_its_start() {
    for len in [10, 3 << 19, 3 << 20] {
        let bytes = noise(len);
        let image = Image::stream("", io::Cursor::new(bytes.clone()));
        assert_eq!(image.partitions(), Partitions::default());
        check(&image, &bytes, 0..u64::MAX, 1 << 19);
        assert_eq!(image.partitions(), Partitions::default());
    }
}

/// A device with bad places, which counts how often it is asked.
struct Failing {
    bytes: Vec<u8>,
    bad: Vec<Range<u64>>,
    asked: std::sync::Arc<AtomicUsize>,
}

impl ReadAt for Failing {
    fn size(&self) -> u64 {
        self.bytes.size()
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let end = offset + buffer.len() as u64;
        // What stands before a bad place is given first, as systems do.
        let bad = self.bad.iter().filter(|bad| bad.end > offset && bad.start < end);
        match bad.map(|bad| bad.start).min() {
            Some(bad) if bad <= offset => Err(io::Error::other("a bad sector")),
            Some(bad) => self.bytes.read_at(&mut buffer[..index(bad - offset)], offset),
            None => self.bytes.read_at(buffer, offset),
        }
    }
}

/// Checks a device with these bad places: what is missing has to be exactly these bytes. Gives
/// how often the device was asked.
fn check_failing(size: usize, bad: &[(u64, u64)], missing: &[(u64, u64)]) -> usize {
    let ranges = |pairs: &[(u64, u64)]| -> Vec<Range<u64>> {
        pairs.iter().map(|&(start, end)| start..end).collect()
    };
    let (bad, missing) = (ranges(bad), ranges(missing));
    let device = || {
        let asked = std::sync::Arc::new(AtomicUsize::new(0));
        let bytes = noise(size);
        (Failing { bytes, bad: bad.clone(), asked: std::sync::Arc::clone(&asked) }, asked)
    };
    let mut bytes = noise(size);
    for missing in &missing {
        bytes[index(missing.start)..index(missing.end)].fill(0);
    }
    let mut most = 0;
    for step in [100_000, 1 << 20, 4 << 20] {
        let (device, asked) = device();
        let (gaps, _) = check(&Image::of("disk", device), &bytes, 0..u64::MAX, step);
        let mut joiner = gap::Joiner::default();
        let mut told: Vec<_> = gaps.into_iter().filter_map(|gap| joiner.add(gap)).collect();
        told.extend(joiner.finish());
        let ranges: Vec<_> = told.iter().map(Gap::range).collect();
        assert_eq!(ranges, missing, "in steps of {step}");
        most = asked.load(Ordering::Relaxed).max(most);
    }
    most
}

#[test]
fn nothing_but_the_bad_sectors_is_missing() {
    check_failing(3 << 20, &[(0, 1)], &[(0, 512)]);
    check_failing(
        (3 << 20) + 100,
        &[((3 << 20) + 50, (3 << 20) + 51)],
        &[(3 << 20, (3 << 20) + 100)],
    );
    check_failing(3 << 20, &[(1000, 1001), (2000, 2001)], &[(512, 1024), (1536, 2048)]);
}

#[test]
fn what_is_leapt_over_is_found_again_to_the_sector() {
    for sectors in [7, 8, 9, 10, 11, 12, 40, 41, 555, 1400, 2000] {
        let bad = [(77 * 512, (77 + sectors) * 512)];
        check_failing(3 << 20, &bad, &bad);
    }
}

#[test]
fn a_device_that_fails_everywhere_is_asked_some_dozen_times_for_each_mib() {
    let size = 20 << 20;
    let asked = check_failing(size, &[(0, size as u64)], &[(0, size as u64)]);
    assert!(asked < 20 * 40, "asked {asked} times");
}
