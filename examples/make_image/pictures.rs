//! Images to carve from, made of nothing but code and the bytes of the program itself. The same
//! for everybody but for those bytes.
#![allow(dead_code, reason = "a module of several programs, which need not use all of it")]

use super::generator::{self, Kind};
use loginrec::layout::{self, Draft, Layout};

/// How to fill so many bytes, with a seed that few of them need.
pub(crate) struct Picture {
    pub(crate) name: &'static str,
    pub(crate) fill: fn(usize, u64) -> Vec<u8>,
}

const fn picture(name: &'static str, fill: fn(usize, u64) -> Vec<u8>) -> Picture {
    Picture { name, fill }
}

/// From the easiest to the worst.
pub(crate) const PICTURES: &[Picture] = &[
    picture("zeros", |len, _| vec![0; len]),
    picture("random", random),
    picture("system", system),
    picture("names", names),
    picture("types", |len, _| [7, 0, 0, 0].into_iter().cycle().take(len).collect()),
    picture("near-valid", near_valid),
    picture("headers", headers),
    picture("wtmp", wtmp),
];

/// A generator of numbers that are random enough for this, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() >> 33).unwrap_or(0) % end
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

const WORDS: &[&str] = &[
    "idata", "text", "the", "rsrc", "for", "session", "Crypt", "Register", "bss", "of",
    "opened", "user", "Handle", "return", "Proxy", "size", "debug", "get", "Name", "a",
];

fn random(len: usize, seed: u64) -> Vec<u8> {
    let mut dice = Dice(seed);
    let words = (0..len.div_ceil(8)).flat_map(|_| dice.roll().to_le_bytes());
    words.take(len).collect()
}

/// Text, as in logs and sources.
fn text(len: usize, seed: u64) -> Vec<u8> {
    let mut dice = Dice(seed);
    let mut bytes = Vec::with_capacity(len + 16);
    while bytes.len() < len {
        bytes.extend_from_slice(dice.pick(WORDS).as_bytes());
        bytes.push(b" \n =;(),/:"[dice.below(10)]);
    }
    bytes.truncate(len);
    bytes
}

/// Tables of names in fields of fixed width with small numbers between them, as libraries of
/// object files are full of: text and zeros, in which almost anything can be seen.
fn names(len: usize, seed: u64) -> Vec<u8> {
    let mut dice = Dice(seed);
    let mut bytes = Vec::with_capacity(len + 64);
    while bytes.len() < len {
        let row = bytes.len() + [18, 20, 40, 64][dice.below(4)];
        let name = dice.pick(WORDS);
        bytes.extend_from_slice(b".$"[..dice.below(3)].as_ref());
        bytes.extend_from_slice(name.as_bytes());
        bytes.resize(row - 8, 0);
        for _ in 0..2 {
            let number = [0, 1, dice.below(10), dice.below(1000)][dice.below(4)];
            bytes.extend_from_slice(&u32::try_from(number).unwrap_or(0).to_le_bytes());
        }
    }
    bytes.truncate(len);
    bytes
}

/// What a disk with a system on it has: programs, text, tables, compressed files, free space,
/// and a record of a login now and then.
fn system(len: usize, seed: u64) -> Vec<u8> {
    const FILE: usize = 64 << 10;
    let program = std::env::current_exe().and_then(std::fs::read).unwrap_or_default();
    let mut dice = Dice(seed);
    let mut bytes = Vec::with_capacity(len + FILE);
    while bytes.len() < len {
        let seed = dice.roll();
        match dice.below(16) {
            0 => bytes.resize(bytes.len() + FILE, 0),
            1..=3 => bytes.extend(text(FILE, seed)),
            4 => bytes.extend(names(FILE, seed)),
            5 => bytes.extend((0..FILE / 8).flat_map(|_| dice.roll().to_le_bytes())),
            6 => bytes.extend(wtmp(8 << 10, seed)),
            _ => {
                let start = dice.below(program.len().saturating_sub(FILE).max(1));
                bytes.extend_from_slice(&program[start..][..FILE.min(program.len())]);
            }
        }
        // Files begin where blocks do.
        bytes.resize(bytes.len().next_multiple_of(4096), 0);
    }
    bytes.truncate(len);
    bytes
}

fn linux() -> &'static Layout {
    layout::find("linux-utmp-384-le").expect("the layout exists")
}

fn wtmp(len: usize, seed: u64) -> Vec<u8> {
    let records = (len / linux().size()) as u64;
    let mut bytes = Vec::with_capacity(len);
    generator::write(&mut bytes, linux(), Kind::Wtmp, records, seed)
        .expect("memory can be written");
    bytes
}

/// Records one behind the other that are right but for the host, which no host can be.
fn near_valid(len: usize, _: u64) -> Vec<u8> {
    let record = linux().encode(&Draft {
        type_raw: 7,
        pid: 4711,
        line: b"pts/3",
        user: b"alice",
        host: b"\x01\x02\x03\x04\x05\x06\x07\x08",
        seconds: 1_700_000_000,
        ..Draft::default()
    });
    record.into_iter().cycle().take(len).collect()
}

/// Every 32 bytes the type of a login, and where the time of it would be, a time.
fn headers(len: usize, _: u64) -> Vec<u8> {
    let mut unit = *b"\x07\0\0\0\x67\x12\0\0pts/3\0\0\0\0\0\0\0TIME\0\0\0\0\0\0\0\0";
    unit[20..24].copy_from_slice(&1_700_000_000_u32.to_le_bytes());
    unit.into_iter().cycle().take(len).collect()
}
