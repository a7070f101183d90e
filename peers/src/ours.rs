//! This library, at its two levels, and the reference.

use crate::{Count, look};
use loginrec::LogFile;
use loginrec::layout::{self, Layout};
use std::hint::black_box;
use std::path::Path;

fn linux() -> Result<&'static Layout, &'static str> {
    layout::find("linux-utmp-384-le").ok_or("there is no such layout")
}

/// Maps the file and adds up its bytes, eight at a time: what reading it at all costs.
pub(crate) fn plain(path: &Path) -> Count {
    let map = loginrec::source::map(path)?;
    let words = map.as_chunks::<8>().0;
    let sum = words.iter().map(|&word| u64::from_ne_bytes(word)).fold(0, u64::wrapping_add);
    black_box(sum);
    Ok((map.len() / linux()?.size()) as u64)
}

/// Every field through typed slices.
pub(crate) fn typed(path: &Path, threads: usize) -> Count {
    let map = loginrec::source::map(path)?;
    let size = linux()?.size();
    let records = map.len() / size;
    std::thread::scope(|scope| {
        let mut parts = map.chunks(records.div_ceil(threads).max(1) * size);
        let first = parts.next().unwrap_or_default();
        for part in parts {
            scope.spawn(|| black_box(look::typed(part)));
        }
        black_box(look::typed(first));
    });
    Ok(records as u64)
}

/// Every field of the normalised records in the order of the file.
pub(crate) fn records(path: &Path) -> Count {
    let map = loginrec::source::map(path)?;
    let mut records = 0;
    let mut sum = 0_u64;
    for entry in LogFile::new(&map, linux()?).entries() {
        sum = sum.wrapping_add(look::entry(&entry));
        records += 1;
    }
    black_box(sum);
    Ok(records)
}
