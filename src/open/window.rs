//! The stretch of a source that is in memory.

use crate::bytes::byte_count;
use crate::detect::{self, Ranking, Sample};
use crate::error::{Error, ErrorKind};
use crate::layout::Layout;
use crate::source::Source;
use crate::tile::Tiler;
use std::num::NonZero;
use std::ops::Range;

/// Read at a time; small enough to stay in the cache of one core.
const BUFFER: usize = 256 << 10;
/// Of a sparse file, at most so many stretches of data are considered for the sample.
const EXTENTS: usize = 1 << 16;

/// The bytes from the current place on, as far as they are in memory: all of a map, a
/// buffer's worth of anything else. Data are read in segments, which end where the file
/// ends or where a large hole begins.
#[derive(Debug)]
pub(super) struct Window {
    source: Source,
    buffer: Vec<u8>,
    /// Where in the file the buffer starts, and how much of it is filled.
    base: u64,
    filled: usize,
    /// The stretch of data being read.
    segment: Range<u64>,
    seal: Seal,
    /// Where reading ends: the length of the file, the limit, or the end of a stream.
    end: u64,
    /// Whether more may stand behind `end`, which is then the limit of the caller.
    limited: bool,
    /// Where the file ended before its length was reached.
    short: Option<u64>,
}

/// What has to be remembered of a window to come back to a place.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    segment: Range<u64>,
    seal: Seal,
}

/// How far it is decided that the segment ends where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seal {
    /// More data may follow.
    Open,
    /// A hole follows; the segment was stretched into it to the end of a record.
    Stretched,
    /// Nothing follows.
    Sealed,
}

impl Window {
    pub(super) fn new(source: Source, max_bytes: Option<u64>) -> Self {
        let len = source.len().unwrap_or(u64::MAX);
        let end = len.min(max_bytes.unwrap_or(u64::MAX));
        Self {
            source,
            buffer: Vec::new(),
            base: 0,
            filled: 0,
            segment: 0..0,
            seal: Seal::Open,
            end,
            limited: end < len,
            short: None,
        }
    }

    pub(super) const fn source(&self) -> &Source {
        &self.source
    }

    /// Where the file ended, if that was before its length.
    pub(super) const fn ended_at(&self) -> Option<u64> {
        self.short
    }

    /// What is needed to come back to where reading is now.
    pub(super) fn spot(&self) -> Spot {
        Spot { segment: self.segment.clone(), seal: self.seal }
    }

    /// Goes to a place where reading has been before.
    pub(super) fn go_to(&mut self, spot: Spot, offset: u64) {
        self.segment = spot.segment;
        self.seal = match spot.seal {
            // That nothing follows was known of the bytes in memory; they are read again.
            Seal::Sealed if self.source.mapped().is_none() => Seal::Stretched,
            seal => seal,
        };
        self.base = offset;
        self.filled = 0;
    }

    /// The bytes from `offset` on, and whether the segment ends where they end.
    pub(super) fn view(&self, offset: u64) -> (&[u8], bool) {
        let (bytes, base, end) = match self.source.mapped() {
            Some(map) => (map, 0, self.segment.end),
            None => (self.buffer.as_slice(), self.base, self.filled_to()),
        };
        let index =
            |at: u64| usize::try_from(at.saturating_sub(base)).unwrap_or(usize::MAX);
        let view = bytes.get(index(offset)..index(end)).unwrap_or_default();
        (view, self.seal == Seal::Sealed)
    }

    fn filled_to(&self) -> u64 {
        self.base.saturating_add(u64::try_from(self.filled).unwrap_or(u64::MAX))
    }

    /// Where the bytes in memory end.
    fn at(&self) -> u64 {
        if self.source.mapped().is_some() { self.segment.end } else { self.filled_to() }
    }

    /// Gets more bytes behind those from `offset` on, or finds out that there are none.
    pub(super) fn extend(&mut self, offset: u64, layout: &Layout) -> Result<(), Error> {
        if self.at() < self.segment.end {
            return self.fill(offset);
        }
        let end = self.segment.end;
        match self.seal {
            Seal::Open => match self.data_behind(end) {
                Some(data) if data.start == end => self.segment.end = data.end,
                _ => {
                    let over = end.saturating_sub(offset).checked_rem(layout.stride());
                    let short = over
                        .filter(|&over| over > 0)
                        .map_or(0, |over| layout.stride().saturating_sub(over));
                    self.segment.end = end.saturating_add(short).min(self.end.max(end));
                    self.seal = Seal::Stretched;
                }
            },
            Seal::Stretched | Seal::Sealed => self.seal = Seal::Sealed,
        }
        Ok(())
    }

    /// The next data before the end of reading.
    fn data_behind(&self, from: u64) -> Option<Range<u64>> {
        let data = self.source.data_behind(from)?;
        let end = data.end.min(self.end);
        (data.start < end).then_some(data.start..end)
    }

    /// Reads on behind the bytes in the buffer, dropping those before `offset`.
    fn fill(&mut self, offset: u64) -> Result<(), Error> {
        self.buffer.resize(BUFFER.saturating_add(Tiler::LOOKAHEAD), 0);
        let start = usize::try_from(offset.saturating_sub(self.base)).unwrap_or(usize::MAX);
        if start >= self.filled {
            self.base = offset;
            self.filled = 0;
        } else if start > 0 {
            self.buffer.copy_within(start..self.filled, 0);
            self.base = offset;
            self.filled = self.filled.saturating_sub(start);
        }
        let at = self.filled_to();
        let wanted = self.segment.end.saturating_sub(at);
        let space = self.buffer.get_mut(self.filled..).unwrap_or_default();
        let wanted = usize::try_from(wanted).unwrap_or(usize::MAX).min(space.len());
        let space = space.get_mut(..wanted).unwrap_or_default();
        let count = self.source.read(space, at)?;
        self.filled = self.filled.saturating_add(count);
        if count == 0 && wanted > 0 {
            self.ends_here(at);
        }
        Ok(())
    }

    fn ends_here(&mut self, at: u64) {
        if self.source.len().is_some() {
            self.short = Some(at);
        }
        self.end = at;
        self.limited = false;
        self.segment.end = at;
        self.seal = Seal::Sealed;
    }

    /// Behind the end of a segment: how long the hole is that follows, in whole records,
    /// or `None` if the file ends. The next segment starts behind the hole.
    pub(super) fn pass_hole(
        &mut self,
        offset: u64,
        layout: &Layout,
    ) -> Result<Option<u64>, Error> {
        if let Some(len) = self.source.len_now()
            && len < self.end
        {
            // What a file that shrank has lost is no hole.
            self.short = Some(len);
            self.end = len.max(offset);
            self.limited = false;
        }
        if offset >= self.end {
            return if self.is_limited(offset)? {
                Err(self.over_limit())
            } else {
                Ok(None)
            };
        }
        let data = self.data_behind(offset).unwrap_or(self.end..self.end);
        let hole = data.start.saturating_sub(offset);
        let over = hole.checked_rem(layout.stride()).unwrap_or(0);
        let hole = hole.saturating_sub(over);
        self.segment = offset.saturating_add(hole)..data.end;
        self.base = self.segment.start;
        self.filled = 0;
        self.seal = Seal::Open;
        Ok(Some(hole))
    }

    /// Whether there is more behind the end of reading: then the end is the caller's limit.
    fn is_limited(&mut self, offset: u64) -> Result<bool, Error> {
        // Of a stream, only another byte can tell.
        Ok(self.limited
            && (self.source.len().is_some() || self.source.read(&mut [0], offset)? > 0))
    }

    fn over_limit(&self) -> Error {
        let limit = self.end;
        Error::new(
            ErrorKind::Limit,
            format!("is longer than the limit of {limit} bytes; the rest was not read"),
        )
        .at(limit)
        .in_file(self.source.name())
    }

    /// Samples the source and ranks the layouts.
    pub(super) fn rank(
        &mut self,
        name: Option<&str>,
        threads: NonZero<usize>,
        all: bool,
    ) -> Result<Ranking, Error> {
        let sample_of = |len| match name {
            Some(name) => Sample::of_len(len).named(name),
            None => Sample::of_len(len),
        };
        if self.source.len().is_none() {
            self.segment = 0..self.end;
            // As much as the buffer holds, however the stream is cut.
            let mut before = None;
            while self.seal == Seal::Open && before != Some(self.filled) {
                before = Some(self.filled);
                self.fill(0)?;
            }
            let (head, ended) = self.view(0);
            let sample = sample_of(ended.then(|| byte_count(head)));
            return Ok(detect::rank_by(&sample.with(0, head), threads, all));
        }
        let mut sample = sample_of(self.source.len());
        for range in Sample::plan(&self.extents()) {
            let bytes = self.peek(&range)?;
            sample = sample.with(range.start, bytes);
        }
        if sample.is_zero()
            && let Some(found) = self.first_not_zero()?
        {
            let bytes = self.peek(&(found..found.saturating_add(Sample::STRETCH)))?;
            sample = sample.with(found, bytes);
        }
        Ok(detect::rank_by(&sample, threads, all))
    }

    /// Where the first byte is that is not zero: what survives of a file that was wiped may
    /// lie between the stretches of the sample. Reads all data before it.
    fn first_not_zero(&mut self) -> Result<Option<u64>, Error> {
        let mut from = 0;
        while let Some(data) = self.source.data_behind(from) {
            from = data.start;
            while from < data.end {
                let end = from.saturating_add(Sample::STRETCH).min(data.end);
                let bytes = self.peek(&(from..end))?;
                if let Some(at) = bytes.iter().position(|&byte| byte != 0) {
                    return Ok(Some(from.saturating_add(u64::try_from(at).unwrap_or(0))));
                }
                from = match bytes.is_empty() {
                    true => return Ok(None),
                    false => from.saturating_add(byte_count(&bytes)),
                };
            }
        }
        Ok(None)
    }

    fn extents(&self) -> Vec<Range<u64>> {
        let mut extents = Vec::new();
        let mut from = 0;
        while let Some(data) = self.source.data_behind(from)
            && extents.len() < EXTENTS
        {
            from = data.end;
            extents.push(data);
        }
        extents
    }

    /// Bytes from anywhere in a file, fewer if it is shorter now.
    fn peek(&mut self, range: &Range<u64>) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        self.peek_into(range, &mut bytes)?;
        Ok(bytes)
    }

    /// As [`Self::peek`], in the place of what was in the buffer.
    pub(super) fn peek_into(
        &mut self,
        range: &Range<u64>,
        bytes: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let len = usize::try_from(range.end.saturating_sub(range.start)).unwrap_or(0);
        bytes.resize(len, 0);
        let mut filled = 0;
        while let Some(space) = bytes.get_mut(filled..).filter(|space| !space.is_empty()) {
            let offset =
                range.start.saturating_add(u64::try_from(filled).unwrap_or(u64::MAX));
            match self.source.read(space, offset)? {
                0 => break,
                count => filled = filled.saturating_add(count),
            }
        }
        bytes.truncate(filled);
        Ok(())
    }
}
