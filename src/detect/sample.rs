//! What detection looks at: some stretches of a file, its length and its name.

use crate::bytes::{byte_count, is_zero};
use alloc::borrow::Cow;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// Files up to this length are sampled whole.
const WHOLE: u64 = 1 << 20;
/// Longer ones in so many stretches, the first at the head and the last at the tail.
const STRETCHES: u64 = 16;

/// Some stretches of a file, with what is known about the file besides.
///
/// # Examples
///
/// ```
/// use loginrec::detect::{self, Sample};
///
/// let bytes = b"\x89PNG and so on";
/// let ranking = detect::rank(&Sample::of_bytes(bytes).named("holiday.png"));
/// assert!(ranking.layout().is_none());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sample<'a> {
    pub(super) stretches: Vec<Stretch<'a>>,
    pub(super) len: Option<u64>,
    pub(super) name: Option<&'a str>,
}

/// Bytes with their place in the file.
#[derive(Clone, Debug)]
pub(super) struct Stretch<'a> {
    pub(super) offset: u64,
    pub(super) bytes: Cow<'a, [u8]>,
}

impl<'a> Sample<'a> {
    /// Length of a stretch of a long file.
    pub(crate) const STRETCH: u64 = WHOLE / STRETCHES;

    /// A sample of a file that is in memory: all of it up to 1 MiB, else 16 stretches of
    /// 64 KiB from head to tail.
    #[must_use]
    pub fn of_bytes(bytes: &'a [u8]) -> Self {
        let len = byte_count(bytes);
        let mut sample = Self { len: Some(len), ..Self::default() };
        for range in Self::plan(core::slice::from_ref(&(0..len))) {
            let part = usize::try_from(range.start)
                .ok()
                .zip(usize::try_from(range.end).ok())
                .and_then(|(start, end)| bytes.get(start..end));
            if let Some(part) = part {
                sample = sample.with(range.start, part);
            }
        }
        if sample.is_zero() {
            // What survives of a file that was wiped may lie between the stretches.
            let start = bytes.iter().position(|&byte| byte != 0);
            let found = start.and_then(|start| Some((start, bytes.get(start..)?)));
            if let Some((start, rest)) = found {
                let len =
                    usize::try_from(Self::STRETCH).unwrap_or(usize::MAX).min(rest.len());
                let offset = u64::try_from(start).unwrap_or(u64::MAX);
                sample = sample.with(offset, rest.get(..len).unwrap_or_default());
            }
        }
        sample
    }

    /// Whether nothing but zeros was sampled so far. What there is else may lie elsewhere.
    pub(crate) fn is_zero(&self) -> bool {
        self.stretches.iter().all(|stretch| is_zero(&stretch.bytes))
    }

    /// The first bytes of it.
    pub(super) fn glance(&self, len: usize) -> Sample<'_> {
        let stretches = self.stretches.first().map(|stretch| Stretch {
            offset: stretch.offset,
            bytes: Cow::Borrowed(stretch.bytes.get(..len).unwrap_or(&stretch.bytes)),
        });
        let stretches = stretches.into_iter().collect();
        Sample { stretches, len: self.len, name: self.name }
    }

    /// How many bytes were sampled.
    pub(super) fn size(&self) -> usize {
        let sizes = self.stretches.iter().map(|stretch| stretch.bytes.len());
        sizes.fold(0, usize::saturating_add)
    }

    /// A sample to be filled by [`Sample::with`], of a file of this length if it is known.
    #[must_use]
    pub fn of_len(len: Option<u64>) -> Self {
        Self { len, ..Self::default() }
    }

    /// Adds a stretch of the file.
    #[must_use]
    pub fn with(mut self, offset: u64, bytes: impl Into<Cow<'a, [u8]>>) -> Self {
        self.stretches.push(Stretch { offset, bytes: bytes.into() });
        self
    }

    /// Adds the name of the file, without folders. It is a hint and never decides alone.
    #[must_use]
    pub fn named(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// Which stretches to read of a file whose data lie in these extents, in order.
    ///
    /// Holes are not sampled, so a sparse file of terabytes costs no more than its data.
    #[must_use]
    pub fn plan(extents: &[Range<u64>]) -> Vec<Range<u64>> {
        let length = |extent: &Range<u64>| extent.end.saturating_sub(extent.start);
        let data = extents.iter().map(length).fold(0, u64::saturating_add);
        if data <= WHOLE {
            return extents.iter().filter(|extent| length(extent) > 0).cloned().collect();
        }
        let mut wanted = vec![];
        for number in 0..STRETCHES {
            // Spread over the data, from 0 to exactly one stretch before their end.
            let last = u128::from(data.saturating_sub(Self::STRETCH));
            let start =
                last.saturating_mul(number.into()).checked_div((STRETCHES - 1).into());
            let start = start.and_then(|start| u64::try_from(start).ok()).unwrap_or(0);
            wanted.push(start..start.saturating_add(Self::STRETCH));
        }
        let mut plan = vec![];
        let mut before = 0_u64; // data before the current extent
        for extent in extents {
            let after = before.saturating_add(length(extent));
            for want in &wanted {
                let start = want.start.clamp(before, after);
                let end = want.end.clamp(before, after);
                if start < end {
                    let shift =
                        |at: u64| extent.start.saturating_add(at.saturating_sub(before));
                    plan.push(shift(start)..shift(end));
                }
            }
            before = after;
        }
        plan
    }

    /// A sample that holds the whole file, with zeros behind it up to a multiple of `size`.
    pub(super) fn extended(&self, size: usize) -> Option<Sample<'_>> {
        let [stretch] = self.stretches.as_slice() else { return None };
        let is_whole = stretch.offset == 0 && self.len == Some(byte_count(&stretch.bytes));
        let mut bytes = stretch.bytes.to_vec();
        bytes.resize(bytes.len().checked_next_multiple_of(size)?, 0);
        is_whole.then(|| Sample::of_len(Some(byte_count(&bytes))).with(0, bytes))
    }

    /// Whether the file has no bytes at all.
    pub(super) fn is_empty(&self) -> bool {
        match self.len {
            Some(len) => len == 0,
            None => self.stretches.iter().all(|stretch| stretch.bytes.is_empty()),
        }
    }
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "a file of one extent is meant")]
mod tests {
    use super::*;

    #[test]
    fn a_small_file_is_sampled_whole() {
        assert_eq!(Sample::plan(&[0..1000]), [0..1000]);
        assert_eq!(Sample::plan(&[0..WHOLE]), [0..WHOLE]);
        assert!(Sample::plan(&[0..0]).is_empty());
    }

    #[test]
    fn a_large_file_is_sampled_at_head_and_tail_and_between() {
        let len = 5 * WHOLE + 17;
        let plan = Sample::plan(&[0..len]);
        assert_eq!(plan.len(), 16);
        assert_eq!(plan.first(), Some(&(0..Sample::STRETCH)));
        assert_eq!(plan.last(), Some(&(len - Sample::STRETCH..len)));
        assert!(plan.windows(2).all(|pair| pair[0].end <= pair[1].start));
    }

    #[test]
    fn a_sparse_file_is_sampled_in_its_data_alone() {
        let far = 4 << 40;
        let plan = Sample::plan(&[0..4096, far..far + 2 * WHOLE]);
        assert_eq!(plan.first(), Some(&(0..4096)));
        assert!(plan.iter().skip(1).all(|range| range.start >= far));
        assert_eq!(plan.last().map(|range| range.end), Some(far + 2 * WHOLE));
    }
}
