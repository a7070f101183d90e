//! GUID partition tables.

use super::{Disk, Partition, Partitions, Scheme, kind, prefix, sectors};
use crate::bytes::{byte_count, is_zero};
use zerocopy::byteorder::little_endian::{U16, U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

/// Lengths of a sector that disks have.
const SECTORS: [u64; 2] = [512, 4096];
/// Entries that are read. Every tool makes 128.
const MOST_ENTRIES: u32 = 1024;
/// Longer entries are a mistake.
const LONGEST_ENTRY: u32 = 1024;

#[derive(Clone, Copy, FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned)]
#[repr(C)]
struct Header {
    signature: [u8; 8],
    revision: U32,
    size: U32,
    crc: U32,
    reserved: U32,
    own_sector: U64,
    other_sector: U64,
    first_usable: U64,
    last_usable: U64,
    disk: [u8; 16],
    entries_sector: U64,
    entries: U32,
    entry_size: U32,
    entries_crc: U32,
}

#[derive(FromBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct Entry {
    kind: Guid,
    unique: [u8; 16],
    first: U64,
    last: U64,
    attributes: U64,
    name: [U16; 36],
}

#[derive(FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned)]
#[repr(C)]
struct Guid {
    a: U32,
    b: U16,
    c: U16,
    d: [u8; 2],
    e: [u8; 6],
}

/// One of the two copies of a table.
struct Copy {
    header: Header,
    sector_size: u64,
    entries: Vec<u8>,
    header_is_sound: bool,
    /// `None` if there are more entries than are read.
    entries_are_sound: Option<bool>,
}

/// The first copy unless it is damaged and the other is in a better state.
pub(super) fn read(disk: &Disk<'_>) -> Option<Partitions> {
    SECTORS.iter().find_map(|&size| read_with(disk, size))
}

fn read_with(disk: &Disk<'_>, sector_size: u64) -> Option<Partitions> {
    let first = Copy::read(disk, 1, sector_size);
    if let Some(first) = first.as_ref().filter(|first| first.faults() == 0) {
        return Some(first.partitions());
    }
    let last = disk.size.and_then(|size| size.checked_div(sector_size)?.checked_sub(1));
    let named = first.as_ref().map(|first| first.header.other_sector.get());
    let others = [last, named].into_iter().flatten().filter(|&sector| sector > 1);
    let other = others
        .filter_map(|sector| Copy::read(disk, sector, sector_size))
        .min_by_key(Copy::faults);
    match (first, other) {
        (Some(first), Some(other)) if first.faults() <= other.faults() => {
            Some(first.partitions())
        }
        (_, Some(other)) => {
            let mut found = other.partitions();
            found.note("the first copy of the table is damaged; this is the backup");
            Some(found)
        }
        (Some(first), None) => Some(first.partitions()),
        (None, None) => None,
    }
}

impl Copy {
    fn read(disk: &Disk<'_>, sector: u64, sector_size: u64) -> Option<Self> {
        let bytes = disk.read(sector.checked_mul(sector_size)?, sector_size);
        let header: Header = *prefix(&bytes)?;
        let Header { signature, size, entry_size, .. } = header;
        let size = usize::try_from(size.get()).ok()?;
        let is_header = signature == *b"EFI PART" && size >= size_of::<Header>();
        if !is_header || !(128..=LONGEST_ENTRY).contains(&entry_size.get()) {
            return None;
        }
        let header_is_sound = bytes.get(..size).is_some_and(|bytes| {
            let blank = Header { crc: U32::ZERO, ..header };
            let rest = bytes.get(size_of::<Header>()..).unwrap_or_default();
            crc32(&[blank.as_bytes(), rest]) == header.crc.get()
        });
        let count = header.entries.get();
        let read = u64::from(count.min(MOST_ENTRIES));
        let len = read.saturating_mul(u64::from(entry_size.get()));
        let start = header.entries_sector.get().checked_mul(sector_size)?;
        let entries = disk.read(start, len);
        let entries_are_sound = (count <= MOST_ENTRIES).then(|| {
            byte_count(&entries) == len && crc32(&[&entries]) == header.entries_crc.get()
        });
        Some(Self { header, sector_size, entries, header_is_sound, entries_are_sound })
    }

    /// How much is wrong with it.
    fn faults(&self) -> u32 {
        let entries = self.entries_are_sound == Some(false) || is_zero(&self.entries);
        u32::from(!self.header_is_sound).saturating_add(u32::from(entries))
    }

    fn partitions(&self) -> Partitions {
        let mut found = Partitions { scheme: Some(Scheme::Gpt), ..Partitions::default() };
        if !self.header_is_sound {
            found.note("the checksum of the table's header is wrong");
        }
        match self.entries_are_sound {
            Some(true) => {}
            Some(false) => found.note("the checksum of the table's entries is wrong"),
            None => {
                found.note(format!("only {MOST_ENTRIES} entries of the table are read"))
            }
        }
        let size = usize::try_from(self.header.entry_size.get()).unwrap_or(usize::MAX);
        for (bytes, number) in self.entries.chunks(size.max(1)).zip(1..) {
            if let Some(entry) = prefix::<Entry>(bytes).filter(|entry| entry.is_used()) {
                found.add(entry.partition(number, self.sector_size));
            }
        }
        found
    }
}

impl Entry {
    fn is_used(&self) -> bool {
        !is_zero(self.kind.as_bytes())
    }

    fn partition(&self, number: u32, sector_size: u64) -> Partition {
        let (first, last) = (self.first.get(), self.last.get());
        // The last sector belongs to it.
        let count = last.checked_sub(first).and_then(|count| count.checked_add(1));
        let units = self.name.iter().map(|unit| unit.get()).take_while(|&unit| unit != 0);
        let type_id = self.kind.text();
        Partition {
            number,
            kind: kind::of_guid(&type_id),
            type_id,
            name: char::decode_utf16(units)
                .map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect(),
            range: sectors(first, count.unwrap_or(0), sector_size),
        }
    }
}

impl Guid {
    /// As it is written: the first three numbers are little-endian on the disk.
    fn text(&self) -> String {
        let hex = |bytes: &[u8]| {
            bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>()
        };
        let Self { a, b, c, d, e } = self;
        format!("{:08X}-{:04X}-{:04X}-{}-{}", a.get(), b.get(), c.get(), hex(d), hex(e))
    }
}

/// The checksum of Ethernet and ZIP, of several pieces as one.
pub(super) fn crc32(pieces: &[&[u8]]) -> u32 {
    let step = |crc: u32, &byte: &u8| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| match crc & 1 {
            0 => crc >> 1,
            _ => (crc >> 1) ^ 0xedb8_8320,
        })
    };
    !pieces.iter().copied().flatten().fold(u32::MAX, step)
}
