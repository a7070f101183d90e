//! What looks like records and is none: nothing may be found.

use super::bench::{Bench, Image};
use crate::support::Values;
use crate::support::generate::{Rng, login};
use loginrec::layout;
use std::fs;

/// How much of the programs of this machine is taken, in bytes.
const PROGRAMS: usize = 16 << 20;

/// The programs of this machine, one after the other.
pub(crate) fn programs(bench: &Bench) -> Result<Image, String> {
    let mut names: Vec<_> = fs::read_dir("/usr/bin")
        .map_err(|error| format!("cannot read /usr/bin: {error}"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.symlink_metadata().is_ok_and(|known| known.is_file()))
        .collect();
    names.sort();
    let mut image = Vec::new();
    for name in names {
        // What cannot be read is no loss.
        image.extend(fs::read(name).unwrap_or_default().into_iter().take(4 << 20));
        image.resize(image.len().next_multiple_of(4096), 0);
        if image.len() > PROGRAMS {
            break;
        }
    }
    let path = bench.write("near-programs.img", &image)?;
    Ok(Image { name: "near-programs", path, laid: Vec::new(), is_odd: false })
}

pub(crate) fn random(bench: &Bench) -> Result<Image, String> {
    let image = Rng::new(20).bytes(16 << 20);
    let path = bench.write("near-random.img", &image)?;
    Ok(Image { name: "near-random", path, laid: Vec::new(), is_odd: false })
}

/// The type of a login, for ever, in both orders and in two and four bytes.
pub(crate) fn types(bench: &Bench) -> Result<Image, String> {
    let words: [&[u8]; 4] = [&[7, 0, 0, 0], &[0, 0, 0, 7], &[7, 0], &[0, 7]];
    let image: Vec<u8> =
        words.iter().flat_map(|word| word.repeat((2 << 20) / word.len())).collect();
    let path = bench.write("near-types.img", &image)?;
    Ok(Image { name: "near-types", path, laid: Vec::new(), is_odd: false })
}

/// Structures that are records but for one thing, each on its own.
pub(crate) fn structures(bench: &Bench) -> Result<Image, String> {
    let mut rng = Rng::new(21);
    let mut image = Vec::new();
    for number in 0..2_000_u64 {
        let id = match number % 4 {
            0 => "linux-utmp-384-be",
            1 => "linux-utmp-400-le",
            _ => "linux-utmp-384-le",
        };
        image.extend(nearly(&mut rng, id, number % 7));
        // The natural alignment of the layouts, and never next to another.
        image.resize((image.len() + 512 + 128 * rng.index(6)).next_multiple_of(128), 0);
    }
    let path = bench.write("near-structures.img", &image)?;
    Ok(Image { name: "near-structures", path, laid: Vec::new(), is_odd: false })
}

/// A record with one thing that no record has.
fn nearly(rng: &mut Rng, id: &str, wrong: u64) -> Vec<u8> {
    let layout = layout::find(id).unwrap_or_else(|| panic!("no layout {id}"));
    let mut values = Values {
        pid: 1_000 + rng.signed(90_000),
        seconds: 1_600_000_000 + rng.signed(100_000_000),
        usec: rng.signed(1_000_000),
        ..login()
    };
    match wrong {
        0 => values.pid = -1 - rng.signed(2_000_000_000),
        1 => values.line = b"\x01\x80\xff\x07pts".to_vec(),
        2 => values.seconds = 1 + rng.signed(300_000_000),
        3 => values.host = b"gw\x02\x91\xfe\x10\x03\x04".to_vec(),
        4 => (values.line, values.user) = (Vec::new(), Vec::new()),
        5 => values.user = b"a\x1b\x03\x7f\x90\x91b".to_vec(),
        _ => {}
    }
    let mut record = values.encode(layout);
    if wrong == 6 {
        // The two bytes between type and process id, and the unused ones at the end.
        let end = record.len();
        for byte in &mut record[2..4] {
            *byte = 0xcc;
        }
        record[end - 20..].copy_from_slice(&rng.bytes(20));
    }
    record
}
