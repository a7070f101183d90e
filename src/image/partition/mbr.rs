//! Master boot records, and the chains of extended partitions.

use super::{Disk, Partition, Partitions, Scheme, kind, prefix, sectors};
use std::collections::BTreeSet;
use zerocopy::byteorder::little_endian::U32;
use zerocopy::{FromBytes, Immutable, KnownLayout, Unaligned};

const SECTOR: u64 = 512;
/// Logical partitions that are read; no system knows as many.
const MOST_LOGICAL: usize = 256;

#[derive(FromBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct Record {
    code: [u8; 446],
    entries: [Entry; 4],
    signature: [u8; 2],
}

#[derive(Clone, Copy, FromBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct Entry {
    status: u8,
    chs_first: [u8; 3],
    kind: u8,
    chs_last: [u8; 3],
    first: U32,
    count: U32,
}

impl Entry {
    const fn is_used(&self) -> bool {
        self.kind != 0 && self.count.get() != 0
    }

    const fn is_extended(&self) -> bool {
        matches!(self.kind, 0x05 | 0x0f | 0x85)
    }

    /// As a partition, whose first sector is counted from `base`.
    fn partition(&self, number: u32, base: u64) -> Partition {
        let first = base.saturating_add(u64::from(self.first.get()));
        Partition {
            number,
            type_id: format!("{:#04x}", self.kind),
            kind: kind::of_byte(self.kind),
            name: String::new(),
            range: sectors(first, u64::from(self.count.get()), SECTOR),
        }
    }
}

/// The entries of the boot record in a sector, if it is one.
fn entries_in(disk: &Disk<'_>, sector: u64) -> Option<[Entry; 4]> {
    let bytes = disk.read(sector.checked_mul(SECTOR)?, SECTOR);
    let record: &Record = prefix(&bytes)?;
    (record.signature == [0x55, 0xaa]).then_some(record.entries)
}

/// The table in the first sector. The boot sector of a file system has the same signature, and
/// text or code where the table would be.
pub(super) fn read(disk: &Disk<'_>) -> Option<Partitions> {
    let entries = entries_in(disk, 0)?;
    let is_sound = |entry: &Entry| matches!(entry.status, 0 | 0x80);
    let is_table = entries.iter().all(is_sound)
        && entries.iter().any(|entry| entry.is_used() && entry.first.get() != 0);
    if !is_table {
        return None;
    }
    let mut found = Partitions { scheme: Some(Scheme::Mbr), ..Partitions::default() };
    let used = entries.iter().zip(1..).filter(|(entry, _)| entry.is_used());
    for (entry, number) in used.clone() {
        found.add(entry.partition(number, 0));
    }
    let mut walk = Walk { disk, seen: BTreeSet::new(), number: 5 };
    for (entry, _) in used.filter(|(entry, _)| entry.is_extended()) {
        walk.chain(u64::from(entry.first.get()), &mut found);
    }
    Some(found)
}

/// Going through chains of extended boot records.
struct Walk<'d> {
    disk: &'d Disk<'d>,
    /// Sectors where a boot record was read.
    seen: BTreeSet<u64>,
    /// The number of the next logical partition.
    number: u32,
}

impl Walk<'_> {
    /// Each record has a logical partition, counted from its own sector, and where the next
    /// record is, counted from the start of the extended partition.
    fn chain(&mut self, base: u64, found: &mut Partitions) {
        let mut sector = base;
        loop {
            if self.seen.len() >= MOST_LOGICAL {
                found.note(format!("only {MOST_LOGICAL} logical partitions are read"));
                return;
            }
            if !self.seen.insert(sector) {
                let note = "the chain of logical partitions comes back to sector";
                found.note(format!("{note} {sector}"));
                return;
            }
            let Some(entries) = entries_in(self.disk, sector) else {
                let note = "the chain of logical partitions breaks off at sector";
                found.note(format!("{note} {sector}"));
                return;
            };
            let used = entries.iter().filter(|entry| entry.is_used());
            for entry in used.clone().filter(|entry| !entry.is_extended()) {
                found.add(entry.partition(self.number, sector));
                self.number = self.number.saturating_add(1);
            }
            let mut links = used.filter(|entry| entry.is_extended());
            let Some(link) = links.next() else { return };
            sector = base.saturating_add(u64::from(link.first.get()));
        }
    }
}
