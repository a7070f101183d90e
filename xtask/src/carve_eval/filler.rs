//! What else is on a disk: text, code, numbers, random bytes, zeros.

use crate::support::generate::Rng;

const WORDS: &[&str] = &[
    "session",
    "opened",
    "for",
    "user",
    "root",
    "the",
    "server",
    "of",
    "pts/0",
    "port",
    "return",
    "if",
    "struct",
    "utmp",
    "Accepted",
    "publickey",
    "from",
    "192.0.2.7",
    "error",
    "~",
    "reboot",
    "tty1",
    "systemd",
    "kernel:",
    "=",
    "{",
    "}",
];

/// So many bytes of a file of some kind.
pub(crate) fn filler(rng: &mut Rng, len: usize) -> Vec<u8> {
    let mut bytes = match rng.below(5) {
        0 | 1 => text(rng, len),
        2 => rng.bytes(len),
        3 => numbers(rng, len),
        _ => Vec::new(),
    };
    bytes.resize(len, 0);
    bytes
}

fn text(rng: &mut Rng, len: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(len + 16);
    while bytes.len() < len {
        bytes.extend(rng.pick(WORDS).as_bytes());
        bytes.push(if rng.one_in(9) { b'\n' } else { b' ' });
    }
    bytes.truncate(len);
    bytes
}

/// Small numbers and times, as tables of programs and databases have them.
fn numbers(rng: &mut Rng, len: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(len + 4);
    while bytes.len() < len {
        let number = match rng.below(4) {
            0 => rng.below(9),
            1 => 1_600_000_000 + rng.below(100_000_000),
            2 => 0,
            _ => rng.below(100_000),
        };
        bytes.extend(number.to_le_bytes().iter().take(4));
    }
    bytes.truncate(len);
    bytes
}
