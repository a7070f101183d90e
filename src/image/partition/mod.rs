//! Where the partitions of an image lie.

mod gpt;
mod kind;
mod mbr;

use super::window::Window;
use super::{Body, Image, lock};
use std::ops::Range;

/// What a partition table says of one partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    number: u32,
    type_id: String,
    kind: Option<&'static str>,
    name: String,
    range: Range<u64>,
}

impl Partition {
    /// Its number: in an MBR 1 to 4 of the primary ones, and from 5 on of the logical ones; in a
    /// GPT the place of its entry, from 1 on.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// What it is for, such as `Linux filesystem`; its type as in [`Partition::type_id`] where
    /// no name is known.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.kind.unwrap_or(&self.type_id)
    }

    /// Its type: of an MBR as `0x83`, of a GPT as a GUID in capital letters.
    #[must_use]
    pub fn type_id(&self) -> &str {
        &self.type_id
    }

    /// The name that a GPT gives it, as it stands there: nothing is escaped. Empty in an MBR.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its bytes, as offsets in the image. It may reach beyond the image.
    #[must_use]
    pub fn range(&self) -> Range<u64> {
        self.range.clone()
    }
}

/// The partitions of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Partitions {
    scheme: Option<Scheme>,
    list: Vec<Partition>,
    notes: Vec<String>,
}

/// What kind of table an image has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// A master boot record, with logical partitions in extended ones.
    Mbr,
    /// A GUID partition table.
    Gpt,
}

impl Scheme {
    /// In a word: `mbr` or `gpt`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mbr => "mbr",
            Self::Gpt => "gpt",
        }
    }
}

impl Partitions {
    /// The kind of the table; `None` if there is no table that is known.
    #[must_use]
    pub const fn scheme(&self) -> Option<Scheme> {
        self.scheme
    }

    /// The partitions in the order of their numbers. An extended partition is one of them.
    pub fn iter(&self) -> impl Iterator<Item = &Partition> {
        self.list.iter()
    }

    /// What is wrong with the table, in a sentence each.
    pub fn notes(&self) -> impl Iterator<Item = &str> {
        self.notes.iter().map(String::as_str)
    }

    /// The partition that the byte at this offset of the image lies in: the innermost, which
    /// is the shortest, if there are several.
    #[must_use]
    pub fn at(&self, offset: u64) -> Option<&Partition> {
        let around = self.list.iter().filter(|partition| partition.range.contains(&offset));
        around.min_by_key(|Partition { range, .. }| range.end.saturating_sub(range.start))
    }

    fn note(&mut self, note: impl Into<String>) {
        if self.notes.len() < MOST_NOTES {
            self.notes.push(note.into());
        }
    }

    /// Takes up a partition unless it is empty.
    fn add(&mut self, partition: Partition) {
        if partition.range.is_empty() {
            self.note(format!("partition {} has no bytes", partition.number));
        } else {
            self.list.push(partition);
        }
    }
}

/// The type of the entry that an MBR has for the sake of a GPT.
const PROTECTIVE: &str = "0xee";

/// Hostile tables have no end of mistakes.
const MOST_NOTES: usize = 32;

impl Image {
    /// Reads the partition table: an MBR of 512-byte sectors with its logical partitions, or a
    /// GPT of 512-byte or 4096-byte sectors, from its backup if the first is damaged. Wrong
    /// checksums are only noted.
    ///
    /// Of a stream, only what stands in its first MiB is known; if it has not been scanned
    /// yet, this waits for as much, and the scan starts at its beginning all the same.
    ///
    /// Not read are BSD disklabels, the Apple partition map, Solaris VTOCs, LVM, and RAID.
    #[must_use]
    pub fn partitions(&self) -> Partitions {
        match &self.body {
            Body::Store(store) => {
                let read = |range: Range<u64>| {
                    let mut window = Window::default();
                    store.read(&range, &mut window);
                    window.bytes
                };
                partitions(&Disk { read: &read, size: Some(store.size()) })
            }
            Body::Stream(stream) => {
                let mut stream = lock(stream);
                let (head, size) = stream.head();
                let read = |range: Range<u64>| {
                    let index =
                        |at| usize::try_from(at).unwrap_or(usize::MAX).min(head.len());
                    let bytes = head.get(index(range.start)..index(range.end));
                    bytes.unwrap_or_default().to_vec()
                };
                partitions(&Disk { read: &read, size })
            }
        }
    }
}

/// What tables are read from.
struct Disk<'d> {
    /// The bytes of a range, fewer at the end, with zeros for those that cannot be read.
    read: &'d dyn Fn(Range<u64>) -> Vec<u8>,
    size: Option<u64>,
}

impl Disk<'_> {
    fn read(&self, offset: u64, len: u64) -> Vec<u8> {
        match offset.checked_add(len) {
            Some(end) if self.size.is_none_or(|size| offset < size) => {
                (self.read)(offset..end)
            }
            _ => Vec::new(),
        }
    }
}

fn partitions(disk: &Disk<'_>) -> Partitions {
    // A GPT counts where an MBR says so, or where there is none; what else stands there is
    // left from before.
    let mbr = mbr::read(disk);
    let is_plain = |found: &Partitions| found.iter().all(|one| one.type_id != PROTECTIVE);
    let mut found = match mbr {
        Some(found) if is_plain(&found) => found,
        mbr => gpt::read(disk).or(mbr).unwrap_or_default(),
    };
    let size = disk.size.unwrap_or(u64::MAX);
    let beyond = |partition: &&Partition| partition.range.end > size;
    if let Some(partition) = found.list.iter().find(beyond) {
        let number = partition.number;
        found.note(format!("partition {number} reaches beyond the end of the image"));
    }
    found
}

/// The bytes of so many sectors from a sector on; empty where no such bytes can be.
fn sectors(first: u64, count: u64, size: u64) -> Range<u64> {
    let start = first.checked_mul(size);
    let end = first.checked_add(count).and_then(|end| end.checked_mul(size));
    start.zip(end).map_or(0..0, |(start, end)| start..end)
}

/// The structure at the start of bytes.
fn prefix<T>(bytes: &[u8]) -> Option<&T>
where
    T: zerocopy::FromBytes
        + zerocopy::KnownLayout
        + zerocopy::Immutable
        + zerocopy::Unaligned,
{
    T::ref_from_prefix(bytes).ok().map(|(found, _)| found)
}

#[cfg(test)]
mod tests;
