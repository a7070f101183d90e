//! Bytes that can be read at any offset: files, several as one, and devices.

use super::gap::{Gap, GapKind};
use super::salvage::{Salvaged, UNIT, Ward};
use super::window::Window;
use crate::bytes::byte_count;
use crate::source::Source;
use std::io;
use std::ops::Range;

/// Something that can be read at any offset, by several threads at once.
pub trait ReadAt: Send + Sync {
    /// Length in bytes. Asked once.
    fn size(&self) -> u64;

    /// Reads into the buffer what stands at `offset`, as much as it can get at once; 0 at the
    /// end.
    ///
    /// # Errors
    ///
    /// If nothing can be read there. A scan then tries less, and goes on behind the place.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;
}

/// Bytes in memory.
impl ReadAt for Vec<u8> {
    fn size(&self) -> u64 {
        byte_count(self)
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let mut rest = self.get(start..).unwrap_or_default();
        io::Read::read(&mut rest, buffer)
    }
}

/// One file of an image.
#[derive(Debug)]
pub struct Part {
    source: Source,
    start: u64,
    size: u64,
}

impl Part {
    /// The path for messages, escaped.
    #[must_use]
    pub fn name(&self) -> &str {
        self.source.name()
    }

    /// The offset in the image of its first byte.
    #[must_use]
    pub const fn start(&self) -> u64 {
        self.start
    }

    /// Its length when it was opened, in bytes.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    const fn end(&self) -> u64 {
        self.start.saturating_add(self.size)
    }
}

/// Bytes of a known length, and what was salvaged of those that are hard to read.
pub(super) struct Store {
    body: Body,
    size: u64,
    ward: Ward,
}

enum Body {
    Files(Vec<Part>),
    Device(Box<dyn ReadAt>),
}

impl Store {
    pub(super) fn of_files(sources: Vec<Source>) -> Self {
        let mut size = 0_u64;
        let mut parts = Vec::new();
        for source in sources {
            let part = Part { start: size, size: source.len().unwrap_or(0), source };
            size = part.end();
            parts.push(part);
        }
        Self { body: Body::Files(parts), size, ward: Ward::default() }
    }

    pub(super) fn of_device(device: Box<dyn ReadAt>) -> Self {
        Self { size: device.size(), body: Body::Device(device), ward: Ward::default() }
    }

    pub(super) const fn size(&self) -> u64 {
        self.size
    }

    pub(super) fn parts(&self) -> &[Part] {
        match &self.body {
            Body::Files(parts) => parts,
            Body::Device(_) => &[],
        }
    }

    /// The part that has the byte at `offset`.
    fn part_at(&self, offset: u64) -> Option<&Part> {
        let parts = self.parts();
        parts.get(parts.partition_point(|part| part.end() <= offset))
    }

    /// The stretch around `offset` that is read from one file, or from the device.
    fn extent_at(&self, offset: u64) -> Range<u64> {
        self.part_at(offset).map_or(0..self.size, |part| part.start..part.end())
    }

    /// As [`ReadAt::read_at`], never beyond the end of an extent.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        match &self.body {
            Body::Device(device) => loop {
                match device.read_at(buffer, offset) {
                    Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                    // A device that claims more than there is room for is believed no more.
                    read => return read.map(|count| count.min(buffer.len())),
                }
            },
            Body::Files(_) => {
                let Some(part) = self.part_at(offset) else { return Ok(0) };
                let left = usize::try_from(part.end().saturating_sub(offset));
                let len = left.unwrap_or(usize::MAX).min(buffer.len());
                let within = offset.saturating_sub(part.start);
                part.source.try_read(buffer.get_mut(..len).unwrap_or_default(), within)
            }
        }
    }

    /// The next stretch with data at or behind `from`; short holes may be in it.
    pub(super) fn data_behind(&self, from: u64) -> Option<Range<u64>> {
        let Body::Files(_) = &self.body else {
            return (from < self.size).then_some(from..self.size);
        };
        let mut from = from;
        while let Some(part) = self.part_at(from) {
            if part.source.len_now().is_some_and(|now| now < part.size) {
                // What a file that was cut has lost is no hole: reading will tell.
                return Some(from..part.end());
            }
            let within = part.source.data_behind(from.saturating_sub(part.start));
            if let Some(data) = within {
                let shift = |at: u64| at.min(part.size).saturating_add(part.start);
                return Some(shift(data.start)..shift(data.end));
            }
            from = part.end();
        }
        None
    }

    /// The bytes of a range, if one map has them all and the file still has that length.
    pub(super) fn mapped(&self, range: &Range<u64>) -> Option<&[u8]> {
        let part = self.part_at(range.start).filter(|part| range.end <= part.end())?;
        let map = part.source.mapped()?;
        let index = |at: u64| usize::try_from(at.saturating_sub(part.start)).ok();
        let bytes = map.get(index(range.start)?..index(range.end)?)?;
        // Of a file that was cut meanwhile, reading finds the end; the map would kill.
        let is_whole = part.source.len_now().is_none_or(|now| now >= part.size);
        is_whole.then_some(bytes)
    }

    /// Reads a range into a window. What cannot be read is zeros there, and a gap.
    pub(super) fn read(&self, range: &Range<u64>, window: &mut Window) {
        let range = range.start..range.end.min(self.size);
        window.begin(&range);
        let mut at = range.start;
        while at < range.end {
            let extent = self.extent_at(at);
            let unit = unit_at(at, &extent);
            let stop = range.end.min(unit.end);
            let found =
                match fill(window.part_mut(at..stop), at, &|to, at| self.read_at(to, at)) {
                    Fill::Full => None,
                    Fill::Ended(end) => Some(end),
                    Fill::Failed(_) => self.take_salvaged(&unit, at..stop, window),
                };
            at = stop;
            if let Some(end) = found {
                if extent.end >= self.size {
                    window.end_at(end);
                    return;
                }
                let missing = end..extent.end.min(range.end);
                at = missing.end;
                window.lose(Gap::new(missing, GapKind::CutShort, CUT));
            }
        }
    }

    /// Takes from a unit that cannot be read as a whole what can be read of it. Gives the end,
    /// if the file or device ends within the range.
    fn take_salvaged(
        &self,
        unit: &Range<u64>,
        range: Range<u64>,
        window: &mut Window,
    ) -> Option<u64> {
        let salvaged = self.ward.salvage(unit, &|to, at| self.read_at(to, at));
        let Salvaged { bytes, bad, message, end } = &*salvaged;
        let index =
            |at: u64| usize::try_from(at.saturating_sub(unit.start)).unwrap_or(usize::MAX);
        let whole = bytes.get(index(range.start)..index(range.end)).unwrap_or_default();
        for (to, from) in window.part_mut(range.clone()).iter_mut().zip(whole) {
            *to = *from;
        }
        for bad in bad {
            let gap = Gap::new(bad.clone(), GapKind::Unreadable, message.as_str());
            if let Some(gap) = gap.within(&range) {
                window.lose(gap);
            }
        }
        end.map(|end| end.max(range.start)).filter(|&end| end < range.end)
    }
}

/// What is said of a file that is shorter than it was.
pub(super) const CUT: &str = "it was cut short while it was read";

/// The unit of salvage around an offset: the same whatever range is asked for.
fn unit_at(offset: u64, extent: &Range<u64>) -> Range<u64> {
    let before = offset.checked_rem(UNIT).unwrap_or(0);
    let start = offset.saturating_sub(before);
    start.max(extent.start)..start.saturating_add(UNIT).min(extent.end)
}

/// How filling a buffer went.
pub(super) enum Fill {
    Full,
    /// The source ended at this offset.
    Ended(u64),
    Failed(io::Error),
}

/// Reads again and again until the buffer is full.
pub(super) fn fill(
    buffer: &mut [u8],
    offset: u64,
    read_at: &dyn Fn(&mut [u8], u64) -> io::Result<usize>,
) -> Fill {
    let mut filled = 0;
    while let Some(space) = buffer.get_mut(filled..).filter(|space| !space.is_empty()) {
        let at = offset.saturating_add(u64::try_from(filled).unwrap_or(u64::MAX));
        match read_at(space, at) {
            Ok(0) => return Fill::Ended(at),
            Ok(count) => filled = filled.saturating_add(count),
            Err(cause) => return Fill::Failed(cause),
        }
    }
    Fill::Full
}
