//! Images put together block by block, with logs of every system: in one piece, in pieces,
//! in pieces in any order, in the pages of a memory, on a heap.

use super::bench::{Bench, Image};
use super::filler::filler;
use super::plant::Log;
use super::truth::{Blocks, Laid};
use crate::support::generate::{Rng, Story};
use loginrec::layout::Layout;
use loginrec::{Kind, LogFile};

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

/// An image that grows block by block.
struct Canvas {
    size: usize,
    logs: Vec<Log>,
    /// The numbers of the blocks of each log.
    numbers: Vec<Vec<u64>>,
    image: Vec<u8>,
}

impl Canvas {
    /// Blocks of this size, after the first, since number 0 is a hole.
    fn new(size: usize, logs: Vec<Log>) -> Self {
        let blocks = |log: &Log| vec![0; log.bytes.len().div_ceil(size)];
        Self {
            size,
            numbers: logs.iter().map(blocks).collect(),
            logs,
            image: vec![0; size],
        }
    }

    /// The next block is this one of this log.
    fn put(&mut self, log: usize, block: usize) {
        self.numbers[log][block] = (self.image.len() / self.size) as u64;
        let bytes = &self.logs[log].bytes;
        let end = bytes.len().min((block + 1) * self.size);
        self.image.extend(&bytes[block * self.size..end]);
        self.image.resize(self.image.len().next_multiple_of(self.size), 0);
    }

    fn gap(&mut self, rng: &mut Rng, blocks: usize) {
        self.image.extend(filler(rng, blocks * self.size));
    }

    fn done(self, bench: &Bench, name: &'static str) -> Result<Image, String> {
        let path = bench.write(&format!("{name}.img"), &self.image)?;
        let size = self.size as u64;
        let laid = self.logs.into_iter().zip(self.numbers);
        let laid =
            laid.map(|(log, numbers)| Laid { log, blocks: Some(Blocks { size, numbers }) });
        Ok(Image { name, path, laid: laid.collect(), is_odd: false })
    }
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
        shuffle(&mut rng, &mut extents);
    }
    let mut canvas = Canvas::new(size, logs);
    for Extent { log, first, count } in extents {
        (first..first + count).for_each(|block| canvas.put(log, block));
        let gap = 1 + rng.index(4);
        canvas.gap(&mut rng, gap);
    }
    canvas.done(bench, name)
}

fn shuffle<T>(rng: &mut Rng, all: &mut [T]) {
    for at in (1..all.len()).rev() {
        all.swap(at, rng.index(at + 1));
    }
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
    let mut rng = Rng::new(17);
    let mut canvas = Canvas::new(4096, logs_of(LINUX, 1_700, 120));
    let mut pages: Vec<Option<(usize, usize)>> = vec![None; 2_000];
    for (log, numbers) in canvas.numbers.iter().enumerate() {
        pages.extend((0..numbers.len()).map(|page| Some((log, page))));
    }
    shuffle(&mut rng, &mut pages);
    for page in pages {
        match page {
            None => canvas.gap(&mut rng, 1),
            Some((log, page)) => canvas.put(log, page),
        }
    }
    canvas.done(bench, "memory-pages")
}

/// Records that stand alone, as the last of a log that was written over, where files keep
/// them: at multiples of the largest power of two that divides their length.
pub(crate) fn single(bench: &Bench) -> Result<Image, String> {
    let logs = logs(1_900, 30);
    alone(bench, "single", logs, 19, |image, layout, rng| {
        let align = 1 << layout.size().trailing_zeros();
        let len = 400 + rng.index(3_000);
        image.extend(filler(rng, len));
        image.resize(image.len().next_multiple_of(align), 0);
    })
}

/// Single records between other things on a heap, at multiples of eight.
pub(crate) fn heap(bench: &Bench) -> Result<Image, String> {
    let logs = logs_of(LINUX, 1_800, 40);
    let image = alone(bench, "heap", logs, 18, |image, _, rng| {
        let len = 16 + 8 * rng.index(400);
        image.extend(filler(rng, len));
        // What an allocator writes before a chunk.
        image.extend(0x191_u64.to_le_bytes());
    })?;
    Ok(Image { is_odd: true, ..image })
}

fn is_signature(layout: &'static Layout, record: &[u8]) -> bool {
    let file = LogFile::new(record, layout);
    let first = file.entries().find_map(|entry| entry.record());
    first.is_some_and(|record| record.kind() == Kind::Signature)
}

/// Each record on its own, behind what is written `between` them.
fn alone(
    bench: &Bench,
    name: &'static str,
    logs: Vec<Log>,
    seed: u64,
    between: impl Fn(&mut Vec<u8>, &Layout, &mut Rng),
) -> Result<Image, String> {
    let mut rng = Rng::new(seed);
    let mut image = Vec::new();
    for log in &logs {
        for record in log.records() {
            // The head of a file says nothing where there is no file.
            if is_signature(log.layout, record) {
                continue;
            }
            between(&mut image, log.layout, &mut rng);
            image.extend(record);
        }
    }
    let path = bench.write(&format!("{name}.img"), &image)?;
    let laid = logs.into_iter().map(|log| Laid { log, blocks: None }).collect();
    Ok(Image { name, path, laid, is_odd: false })
}
