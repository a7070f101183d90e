//! Bytes to carve from.

use crate::support::Values;
use crate::support::generate::{Rng, Story, story};
use loginrec::Kind;
use loginrec::carve::Options;
use loginrec::layout::{Carving, Framing, LAYOUTS, Layout, Role};

/// 2020-09-13, in bytes that are not all letters, as are all times that follow in steps.
pub(crate) const THEN: i64 = 1_600_000_001;
/// From one record to the next, in seconds.
const STEP: i64 = 256;

pub(crate) fn layout(id: &str) -> &'static Layout {
    loginrec::layout::find(id).unwrap()
}

/// The layouts that are carved like that.
pub(crate) fn carved(
    how: impl Fn(Carving) -> bool,
) -> impl Iterator<Item = &'static Layout> {
    LAYOUTS.iter().copied().filter(move |layout| how(layout.spec().carving))
}

/// The options that look for all that can be found.
pub(crate) fn everything() -> Options {
    Options::new().layouts(LAYOUTS.iter().copied())
}

pub(crate) fn noise(len: usize) -> Vec<u8> {
    Rng::new(len as u64).bytes(len)
}

/// A login over the network, against which nothing speaks in any layout; the `number`th.
pub(crate) fn login(number: i64) -> Values {
    Values {
        kind: Kind::UserProcess,
        pid: 4_242 + number,
        line: b"pts/0".to_vec(),
        id: b"ts/0".to_vec(),
        user: b"alice".to_vec(),
        host: b"gw.example.org".to_vec(),
        seconds: THEN + STEP * number,
        usec: 318_204,
        more: vec![(Role::Status, 2), (Role::Count, 2), (Role::LockSeconds, 600)],
        ..Values::default()
    }
}

/// What carving finds of an entry: of a database the value without its key.
pub(crate) fn entry(layout: &'static Layout, values: &Values) -> Vec<u8> {
    let mut entry = values.encode(layout);
    if layout.framing() == Framing::Hash {
        entry.truncate(layout.size());
    }
    entry
}

/// Logins of these numbers in a row.
pub(crate) fn row(
    layout: &'static Layout,
    numbers: impl IntoIterator<Item = i64>,
) -> Vec<u8> {
    numbers.into_iter().flat_map(|number| entry(layout, &login(number))).collect()
}

/// A file keeps records at multiples of the largest power of two that divides their size.
pub(crate) fn alignment(layout: &Layout) -> usize {
    match layout.framing() {
        Framing::Prefixed => 1,
        Framing::Hash => 4,
        _ => 1 << layout.size().trailing_zeros(),
    }
}

/// Noise with these bytes at the offset.
pub(crate) fn within_noise(at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut image = noise(at + bytes.len() + 3_000);
    image[at..at + bytes.len()].copy_from_slice(bytes);
    image
}

/// Writes what is left of an older text behind the end of this one, where there is room.
pub(crate) fn leave_residue(layout: &Layout, role: Role, entry: &mut [u8], residue: &[u8]) {
    let Some(field) = layout.field(role) else { return };
    let Some(text) = entry.get_mut(field.offset..field.offset + field.size) else { return };
    let Some(end) = text.iter().position(|&byte| byte == 0) else { return };
    let behind = &mut text[end + 1..];
    // The last byte of the field ends the text.
    let len = residue.len().min(behind.len().saturating_sub(1));
    behind[..len].copy_from_slice(&residue[..len]);
}

/// A stretch of anything: what it is and at which multiple it starts comes from the seed.
pub(crate) fn append_piece(image: &mut Vec<u8>, kind: u8, seed: u64) {
    let mut rng = Rng::new(seed);
    let align = rng.pick(&[1, 2, 4, 16, 128, 512, 1024, 4096]);
    let fill = rng.pick(&[0, 0, 0x5a]);
    image.resize(image.len().next_multiple_of(align), fill);
    // Mostly the common layouts, so that they meet.
    let first = if rng.one_in(2) { 12 } else { LAYOUTS.len() };
    let layout = LAYOUTS[rng.index(first.min(LAYOUTS.len()))];
    let (style, long) = (rng.pick(&Story::ALL), 1 + rng.index(9));
    let records = story(layout, style, rng.next(), long);
    let mut entries: Vec<Vec<u8>> = records.iter().map(|one| entry(layout, one)).collect();
    entries.retain(|entry| !entry.is_empty());
    match kind {
        // A record alone, or as part of a row, clean or not, or cut.
        0 => entries.truncate(1),
        1 => {}
        2 => entries.iter_mut().for_each(|entry| {
            let role = rng.pick(&[Role::Line, Role::User, Role::Host, Role::Id]);
            leave_residue(layout, role, entry, b"what was there\0\0before");
        }),
        3 => {
            let at = rng.index(entries.len().max(1));
            entries.get_mut(at).into_iter().for_each(|entry| entry.fill(0));
        }
        // One that would be a record but for a byte or two.
        4 => entries.iter_mut().for_each(|entry| {
            for _ in 0..1 + rng.below(2) {
                let at = rng.index(entry.len());
                entry[at] = rng.pick(&[0, 1, b'A', 0x7f, 0x80, 0xff]);
            }
        }),
        // A block in the middle of a log.
        5 => {
            let log = entries.concat();
            let start = rng.index(log.len().max(1));
            let len = rng.pick(&[512, 1024]).min(log.len() - start.min(log.len()));
            entries = vec![log[start..start + len].to_vec()];
        }
        // A record over another.
        6 => {
            let back = rng.index(700).min(image.len());
            image.truncate(image.len() - back);
        }
        7 => entries = vec![vec![0; rng.index(2_000)]],
        8 => entries = vec![rng.bytes(long * 100)],
        _ => entries = vec![b"pts/0 alice Nov 14 22:13:20 gw.example.org\0".repeat(long)],
    }
    image.extend(entries.concat());
}

/// How many kinds of pieces there are.
pub(crate) const PIECES: u8 = 10;
