//! Images put together block by block, with logs of every system: in one piece, in pieces,
//! in pieces in any order, in the pages of a memory, on a heap.

use super::bench::{Bench, Image};
use super::filler::filler;
use super::plant::Log;
use super::truth::{Blocks, Laid};
use crate::support::generate::{Rng, Story};

/// The layouts that are planted.
pub(crate) const ALL: &[&str] = &[
    "linux-utmp-384-le",
    "linux-utmp-384-be",
    "linux-utmp-400-le",
    "linux-utmp-400-be",
    "svr4-utmpx-372-be",
    "svr4-utmpx-372-le",
    "macos-utmpx-628-le",
    "freebsd-futx-197-be",
    "freebsd-utx-log-be",
    "openbsd-utmp-304-le",
    "netbsd-utmpx-516-v2-le",
    "netbsd-utmpx-520-v2-le",
    "linux-lastlog-292-le",
    "linux-lastlog-296-le",
];

const LINUX: &[&str] =
    &["linux-utmp-384-le", "linux-utmp-384-be", "linux-utmp-400-le", "linux-utmp-400-be"];

/// A log of so many records in each layout.
pub(crate) fn logs(seed: u64, count: usize) -> Vec<Log> {
    logs_of(ALL, seed, count)
}

fn logs_of(ids: &[&str], seed: u64, count: usize) -> Vec<Log> {
    ids.iter()
        .zip(seed..)
        .map(|(id, seed)| Log::new(id, Story::Server, seed, count))
        .collect()
}

/// Blocks of one file that stand together.
struct Extent {
    log: usize,
    first: usize,
    count: usize,
}

/// How the extents lie.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// A file in one piece.
    Contiguous,
    /// Its pieces in the order of the file.
    Rising,
    /// In any order.
    Any,
}

/// Lays out the blocks of the logs, with other blocks in between.
fn blocks(
    bench: &Bench,
    name: &'static str,
    size: usize,
    order: Order,
    logs: Vec<Log>,
    seed: u64,
) -> Result<Image, String> {
    let mut rng = Rng::new(seed);
    let mut extents = Vec::new();
    for (log, Log { bytes, .. }) in logs.iter().enumerate() {
        let blocks = bytes.len().div_ceil(size);
        let mut first = 0;
        while first < blocks {
            let most = if order == Order::Contiguous { blocks } else { 1 + rng.index(6) };
            let count = most.min(blocks - first);
            extents.push(Extent { log, first, count });
            first += count;
        }
    }
    if order == Order::Any {
        for at in (1..extents.len()).rev() {
            extents.swap(at, rng.index(at + 1));
        }
    }
    let mut image = filler(&mut rng, 8 * size);
    let mut numbers: Vec<Vec<u64>> =
        logs.iter().map(|log| vec![0; log.bytes.len().div_ceil(size)]).collect();
    for Extent { log, first, count } in extents {
        for block in first..first + count {
            numbers[log][block] = (image.len() / size) as u64;
            let bytes = &logs[log].bytes;
            image.extend(&bytes[block * size..bytes.len().min((block + 1) * size)]);
            image.resize(image.len().next_multiple_of(size), 0);
        }
        let gap = size * (1 + rng.index(4));
        image.extend(filler(&mut rng, gap));
    }
    let path = bench.write(&format!("{name}.img"), &image)?;
    let laid = logs
        .into_iter()
        .zip(numbers)
        .map(|(log, numbers)| Laid {
            log,
            blocks: Some(Blocks { size: size as u64, numbers }),
        })
        .collect();
    Ok(Image { name, path, laid, is_odd: false })
}

pub(crate) fn contiguous(bench: &Bench) -> Result<Image, String> {
    blocks(bench, "blocks-4k", 4096, Order::Contiguous, logs(1_200, 200), 12)
}

pub(crate) fn rising_4k(bench: &Bench) -> Result<Image, String> {
    blocks(bench, "blocks-4k-in-order", 4096, Order::Rising, logs(1_300, 200), 13)
}

pub(crate) fn rising_1k(bench: &Bench) -> Result<Image, String> {
    let logs = logs_of(LINUX, 1_400, 200);
    blocks(bench, "blocks-1k-in-order", 1024, Order::Rising, logs, 14)
}

pub(crate) fn any_4k(bench: &Bench) -> Result<Image, String> {
    blocks(bench, "blocks-4k-any-order", 4096, Order::Any, logs(1_500, 200), 15)
}

pub(crate) fn any_1k(bench: &Bench) -> Result<Image, String> {
    let logs = logs_of(LINUX, 1_600, 200);
    blocks(bench, "blocks-1k-any-order", 1024, Order::Any, logs, 16)
}

/// The page cache of a machine: pages of 4 KiB, each somewhere.
pub(crate) fn memory(bench: &Bench) -> Result<Image, String> {
    let size = 4096;
    let logs = logs_of(LINUX, 1_700, 120);
    let mut rng = Rng::new(17);
    let mut pages: Vec<Option<(usize, usize)>> = vec![None; 2_000];
    for (log, Log { bytes, .. }) in logs.iter().enumerate() {
        pages.extend((0..bytes.len().div_ceil(size)).map(|page| Some((log, page))));
    }
    for at in (1..pages.len()).rev() {
        pages.swap(at, rng.index(at + 1));
    }
    let mut image = Vec::new();
    let mut numbers: Vec<Vec<u64>> =
        logs.iter().map(|log| vec![0; log.bytes.len().div_ceil(size)]).collect();
    // Number 0 is a hole.
    image.resize(size, 0);
    for page in pages {
        match page {
            None => image.extend(filler(&mut rng, size)),
            Some((log, page)) => {
                numbers[log][page] = (image.len() / size) as u64;
                let bytes = &logs[log].bytes;
                image.extend(&bytes[page * size..bytes.len().min((page + 1) * size)]);
                image.resize(image.len().next_multiple_of(size), 0);
            }
        }
    }
    let path = bench.write("memory-pages.img", &image)?;
    let laid = logs
        .into_iter()
        .zip(numbers)
        .map(|(log, numbers)| Laid {
            log,
            blocks: Some(Blocks { size: size as u64, numbers }),
        })
        .collect();
    Ok(Image { name: "memory-pages", path, laid, is_odd: false })
}

/// Single records between other things on a heap, at multiples of eight.
pub(crate) fn heap(bench: &Bench) -> Result<Image, String> {
    let logs = logs_of(LINUX, 1_800, 40);
    let mut rng = Rng::new(18);
    let mut image = Vec::new();
    for record in logs.iter().flat_map(Log::records) {
        let len = 16 + 8 * rng.index(400);
        image.extend(filler(&mut rng, len));
        // What an allocator writes before a chunk.
        image.extend(0x191_u64.to_le_bytes());
        image.extend(record);
    }
    let path = bench.write("heap.img", &image)?;
    let laid = logs.into_iter().map(|log| Laid { log, blocks: None }).collect();
    Ok(Image { name: "heap", path, laid, is_odd: true })
}
