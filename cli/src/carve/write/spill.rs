//! Where records wait until their order is known: a file without a name.

use super::order::{Plan, Slot};
use crate::carve::tight::push;
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Read at a time: records that stood together mostly stay together.
const CHUNK: usize = 16 << 10;

/// Where a record is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    /// The number of the source.
    pub(super) source: u32,
    /// Where it starts there, in bytes.
    pub(super) offset: u64,
    /// Of a joined one, how long its head is, and where its tail starts.
    pub(super) joined: Option<(u32, u64)>,
    /// The number of the tier in the list of all.
    pub(super) tier: u8,
    pub(super) run: u64,
    pub(super) run_index: u64,
}

impl Origin {
    const LEN: usize = 4 + 8 + 4 + 8 + 1 + 8 + 8;

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        // No head is empty.
        let (cut, tail) = self.joined.unwrap_or_default();
        out.write_all(&self.source.to_le_bytes())?;
        out.write_all(&self.offset.to_le_bytes())?;
        out.write_all(&cut.to_le_bytes())?;
        out.write_all(&tail.to_le_bytes())?;
        out.write_all(&[self.tier])?;
        out.write_all(&self.run.to_le_bytes())?;
        out.write_all(&self.run_index.to_le_bytes())
    }

    fn read(input: &mut impl Read) -> io::Result<Self> {
        let source = u32::from_le_bytes(array(input)?);
        let offset = u64::from_le_bytes(array(input)?);
        let cut = u32::from_le_bytes(array(input)?);
        let tail = u64::from_le_bytes(array(input)?);
        let [tier] = array(input)?;
        let run = u64::from_le_bytes(array(input)?);
        let run_index = u64::from_le_bytes(array(input)?);
        let joined = (cut > 0).then_some((cut, tail));
        Ok(Self { source, offset, joined, tier, run, run_index })
    }
}

fn array<const N: usize>(input: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// The records of one layout.
#[derive(Debug)]
pub(super) struct Spill {
    file: BufWriter<File>,
    len: u64,
    slots: Vec<Slot>,
    /// The source and the run of the record before.
    run: Option<(u32, u64)>,
}

impl Spill {
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        let file = BufWriter::new(tempfile::tempfile_in(folder)?);
        Ok(Self { file, len: 0, slots: Vec::new(), run: None })
    }

    /// Adds a record with its time in microseconds since 1970.
    pub(super) fn push(
        &mut self,
        origin: &Origin,
        time: Option<i64>,
        bytes: &[u8],
        hasher: &RandomState,
    ) -> io::Result<()> {
        if u32::try_from(self.slots.len()).is_err() {
            return Err(io::Error::other("too many records for one file"));
        }
        let run = Some((origin.source, origin.run));
        // The halves of a joined record stand anywhere.
        let begins = run != self.run || origin.joined.is_some();
        self.run = run.filter(|_| origin.joined.is_none());
        let slot = Slot::new(hasher.hash_one(bytes), time, self.len, begins);
        push(&mut self.slots, slot);
        let len = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        origin.write(&mut self.file)?;
        self.file.write_all(&len.to_le_bytes())?;
        self.file.write_all(bytes)?;
        self.len +=
            u64::try_from(Origin::LEN + 4 + bytes.len()).map_err(io::Error::other)?;
        Ok(())
    }

    /// All records are there: in which order they are to be written.
    pub(super) fn settle(self) -> io::Result<(Plan, Settled)> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        let (plan, slots) = Plan::of(self.slots);
        Ok((plan, Settled { file, slots, windows: Default::default() }))
    }
}

/// The records, to be read in any order.
#[derive(Debug)]
pub(super) struct Settled {
    file: File,
    slots: Vec<Slot>,
    /// What was read last for [`Settled::get`], and for [`Settled::get_copy`]: each goes its
    /// own way through the file.
    windows: [Window; 2],
}

/// Some bytes of the file.
#[derive(Debug, Default)]
struct Window {
    at: u64,
    bytes: Vec<u8>,
}

impl Settled {
    /// A record by its number.
    pub(super) fn get(&mut self, number: u32) -> io::Result<(Origin, &[u8])> {
        let [window, _] = &mut self.windows;
        get(&mut self.file, &self.slots, window, number)
    }

    /// A copy of a record by its number.
    pub(super) fn get_copy(&mut self, number: u32) -> io::Result<(Origin, &[u8])> {
        let [_, window] = &mut self.windows;
        get(&mut self.file, &self.slots, window, number)
    }
}

fn get<'w>(
    file: &mut File,
    slots: &[Slot],
    window: &'w mut Window,
    number: u32,
) -> io::Result<(Origin, &'w [u8])> {
    let number = usize::try_from(number).map_err(io::Error::other)?;
    let slot = slots.get(number).ok_or(io::ErrorKind::NotFound)?;
    let place = slot.place();
    let mut head = window.read(file, place, Origin::LEN + 4)?;
    let origin = Origin::read(&mut head)?;
    let len = u32::from_le_bytes(array(&mut head)?);
    let len = usize::try_from(len).map_err(io::Error::other)?;
    let behind = u64::try_from(Origin::LEN + 4).map_err(io::Error::other)?;
    Ok((origin, window.read(file, place + behind, len)?))
}

impl Window {
    fn read(&mut self, file: &mut File, place: u64, len: usize) -> io::Result<&[u8]> {
        if self.within(place, len).is_none() {
            file.seek(SeekFrom::Start(place))?;
            self.bytes.clear();
            let limit = u64::try_from(len.max(CHUNK)).map_err(io::Error::other)?;
            file.take(limit).read_to_end(&mut self.bytes)?;
            self.at = place;
        }
        self.within(place, len).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn within(&self, place: u64, len: usize) -> Option<&[u8]> {
        let start = usize::try_from(place.checked_sub(self.at)?).ok()?;
        self.bytes.get(start..start.checked_add(len)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_got_back_by_their_numbers_with_where_they_are_from() {
        let folder = tempfile::tempdir().unwrap();
        let mut spill = Spill::new(folder.path()).unwrap();
        let hasher = RandomState::new();
        let record = |number: u32| {
            let joined =
                number.is_multiple_of(3).then_some((128, u64::MAX - u64::from(number)));
            let (run, run_index) = (7, u64::from(number));
            let offset = u64::from(number) << 33;
            let origin = Origin { source: 1, offset, joined, tier: 2, run, run_index };
            (origin, vec![number.to_le_bytes()[0]; usize::try_from(number * 7).unwrap()])
        };
        for number in 0..300 {
            let (origin, bytes) = record(number);
            spill.push(&origin, None, &bytes, &hasher).unwrap();
        }
        let (_, mut settled) = spill.settle().unwrap();
        for number in (0..300).rev().chain(0..300) {
            let (origin, bytes) = record(number);
            assert_eq!(settled.get(number).unwrap(), (origin, bytes.as_slice()));
            assert_eq!(settled.get_copy(number).unwrap(), (origin, bytes.as_slice()));
        }
        assert!(settled.get(300).is_err());
    }
}
