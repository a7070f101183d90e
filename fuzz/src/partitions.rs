//! Whatever stands where a partition table should, it is read, and what is told is in order.

use loginrec::image::{Image, Partitions};
use std::io::Cursor;

/// The input is a disk. Once more it is one whose first sectors say that they are a table.
pub fn run(data: &[u8]) {
    check(data);
    let mut disk = data.to_vec();
    disk.resize(disk.len().max(2048), 0);
    disk[510..512].copy_from_slice(&[0x55, 0xaa]);
    check(&disk);
    disk[450] = 0xee;
    disk[512..520].copy_from_slice(b"EFI PART");
    check(&disk);
}

fn check(disk: &[u8]) {
    let found = Image::of("disk", disk.to_vec()).partitions();
    if disk.len() <= 1 << 20 {
        let stream = Image::stream("disk", Cursor::new(disk.to_vec()));
        assert_eq!(stream.partitions(), found, "a short stream is known as a whole");
    }
    assert!(found.iter().count() <= 1 << 16, "more partitions than any table has");
    assert!(found.notes().count() <= 1 << 10, "more notes than anybody reads");
    innermost(&found);
}

/// The first and last byte of each partition lie in it, or in one within it.
fn innermost(found: &Partitions) {
    for partition in found.iter().take(64) {
        let range = partition.range();
        for offset in [range.start, range.end.saturating_sub(1)] {
            let Some(inner) = found.at(offset) else {
                assert!(range.is_empty(), "{offset} is in {partition:?}");
                continue;
            };
            assert!(inner.range().contains(&offset), "{offset} is not in {inner:?}");
        }
    }
}
