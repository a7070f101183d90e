//! Several files of one machine as one log: which comes first, and what they have in common.

mod extent;
mod overlap;
mod splice;

pub use extent::Extent;
pub use overlap::{BLANK, Overlap, identity, overlap};

use crate::record::Timestamp;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;
use core::slice;
use splice::Stray;

/// How files are read as one log. Files are known by their numbers: where they stand in what
/// [`join`] was given.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Joined<E> {
    /// The files that make the log, the oldest first.
    pub parts: Vec<Part>,
    /// Entries that are not read where their file is, but between those of another.
    pub splices: Vec<Splice>,
    /// What there is to tell of them.
    pub findings: Vec<Finding>,
    /// Files that could not be compared with the others, and why. They are read as a whole.
    pub failures: Vec<(usize, E)>,
}

/// A file of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// Which file it is.
    pub file: usize,
    /// The numbers of entries that stand in an older file too, or are spliced into one, in
    /// order; they do not touch.
    pub skip: Vec<Range<u64>>,
}

impl Part {
    /// Whether the entry with this number is not read here.
    #[must_use]
    pub fn skips(&self, index: u64) -> bool {
        let behind = self.skip.partition_point(|range| range.end <= index);
        self.skip.get(behind).is_some_and(|range| range.contains(&index))
    }

    /// Those of the numbers that are not skipped.
    fn rest_of(&self, entries: &Range<u64>) -> Vec<Range<u64>> {
        let mut rest = Vec::new();
        let mut from = entries.start;
        let first = self.skip.partition_point(|skip| skip.end <= entries.start);
        let skips = self.skip.iter().skip(first);
        for skip in skips.take_while(|skip| skip.start < entries.end) {
            if skip.start > from {
                rest.push(from..skip.start);
            }
            from = from.max(skip.end);
        }
        if from < entries.end {
            rest.push(from..entries.end);
        }
        rest
    }

    /// Skips these as well.
    fn add(&mut self, ranges: &[Range<u64>]) {
        self.skip.extend_from_slice(ranges);
        self.skip.sort_unstable_by_key(|range| range.start);
        self.skip.dedup_by(|next, range| {
            let touches = next.start <= range.end;
            if touches {
                range.end = range.end.max(next.end);
            }
            touches
        });
    }
}

/// Entries of a file that was edited, or is the copy of one that was: what another file lacks
/// between two entries that both have belongs there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Splice {
    /// The file that has them, which skips them.
    pub file: usize,
    /// The numbers of the entries there.
    pub entries: Range<u64>,
    /// The file between whose entries they belong.
    pub into: usize,
    /// The number of the entry there that they follow; `None` if they come before the first.
    pub behind: Option<u64>,
}

/// So many entries are spliced at most: they have to be remembered on the way. Where there are
/// more, they are read where their file is.
pub const SPLICED: u64 = 1 << 16;

/// What there is to tell of files that are joined.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// The first records of the later file, as many as given, end the earlier one too.
    Shared {
        /// The file that keeps them.
        earlier: usize,
        /// The file in which they are passed over.
        later: usize,
        /// How many they are.
        count: u64,
    },
    /// All records of a file stand in another; it is no part of the log.
    Inside {
        /// The file that is left out.
        file: usize,
        /// The file that has all of it.
        other: usize,
    },
    /// Some records stand in both files, but not as one run: one of them may have been edited,
    /// or put together from others.
    Scattered {
        /// The file that keeps them.
        earlier: usize,
        /// The file in which they are passed over.
        later: usize,
        /// How many they are.
        count: u64,
    },
    /// The later file begins before the earlier one ends, and it has no record in common with
    /// any file before it: they may be of two machines.
    Unrelated {
        /// The last of the files before it of which this is true.
        earlier: usize,
        /// The file that begins too early.
        later: usize,
    },
    /// Between two files, one behind the other, nothing is recorded.
    Gap {
        /// The file that ends before.
        earlier: usize,
        /// The file that begins after.
        later: usize,
        /// The end of the earlier file.
        from: Timestamp,
        /// The begin of the later one, which is after it.
        to: Timestamp,
    },
}

/// Plans how files of one machine are read as one log, in which every record stands once.
///
/// `identities` gives for a file what identifies its entries, one number for each in order,
/// as [`identity`] does. It is asked at most once a file, and only for files that tell of the
/// same time as another; they are given back as soon as no other needs them. Where it fails,
/// the file is joined by its times alone.
///
/// Each file is compared with all that are before it. A file that stands in another is left
/// out; what is left of the others counts where the oldest of them has it.
pub fn join<E>(
    extents: &[Extent],
    mut identities: impl FnMut(usize) -> Result<Vec<u64>, E>,
) -> Joined<E> {
    let order = Extent::order(extents);
    let overlaps = |a: usize, b: usize| match (extents.get(a), extents.get(b)) {
        (Some(a), Some(b)) => a.overlaps(b),
        _ => false,
    };
    let mut known: Vec<Option<Vec<u64>>> = vec![None; extents.len()];
    let mut joined = Joined {
        parts: Vec::new(),
        splices: Vec::new(),
        findings: Vec::new(),
        failures: Vec::new(),
    };
    let mut kept: Vec<usize> = Vec::new();
    let mut pairs: Vec<(usize, usize, Overlap)> = Vec::new();
    let mut strays: Vec<(usize, usize, Vec<Stray>)> = Vec::new();
    for (at, &later) in order.iter().enumerate() {
        let others: Vec<_> = kept
            .iter()
            .copied()
            .rev()
            .filter(|&earlier| overlaps(earlier, later))
            .collect();
        let mut is_inside = false;
        for earlier in others {
            for file in [earlier, later] {
                let slot = known.get_mut(file).filter(|slot| slot.is_none());
                if let Some(slot) = slot {
                    *slot = Some(identities(file).unwrap_or_else(|error| {
                        joined.failures.push((file, error));
                        Vec::new()
                    }));
                }
            }
            let of = |file: usize| known.get(file).and_then(Option::as_deref);
            match overlap(of(earlier).unwrap_or_default(), of(later).unwrap_or_default()) {
                Overlap::LaterInside => {
                    joined.findings.push(Finding::Inside { file: later, other: earlier });
                    is_inside = true;
                    break;
                }
                Overlap::EarlierInside => {
                    joined.findings.push(Finding::Inside { file: earlier, other: later });
                    kept.retain(|&file| file != earlier);
                }
                found => {
                    if let (Overlap::Scattered(_), Some(old), Some(new)) =
                        (&found, of(earlier), of(later))
                    {
                        strays.push((earlier, later, splice::strays(old, new)));
                    }
                    pairs.push((earlier, later, found));
                }
            }
        }
        if !is_inside {
            kept.push(later);
        }
        let rest = order.get(at..).unwrap_or_default().get(1..).unwrap_or_default();
        for (file, slot) in known.iter_mut().enumerate() {
            if !kept.contains(&file) || !rest.iter().any(|&next| overlaps(file, next)) {
                // An empty one is not asked for again.
                *slot = slot.is_some().then(Vec::new);
            }
        }
    }
    let failed: Vec<usize> = joined.failures.iter().map(|&(file, _)| file).collect();
    for (at, &later) in kept.iter().enumerate() {
        let part = Part { file: later, skip: Vec::new() };
        let before = kept.get(..at).unwrap_or_default();
        let pairs = pairs.iter().filter(|pair| pair.1 == later && before.contains(&pair.0));
        joined.add(part, pairs, before, extents, &failed);
    }
    strays.retain(|(earlier, later, _)| kept.contains(earlier) && kept.contains(later));
    joined.splice(strays);
    joined
}

impl<E> Joined<E> {
    /// Adds a file behind those that are before it.
    fn add<'a>(
        &mut self,
        mut part: Part,
        pairs: impl Iterator<Item = &'a (usize, usize, Overlap)>,
        before: &[usize],
        extents: &[Extent],
        failed: &[usize],
    ) {
        let later = part.file;
        let begin = extents.get(later).and_then(Extent::begin);
        let end = |file: usize| extents.get(file).and_then(Extent::end);
        let begins_before_the_end_of = |file: usize| match (begin, end(file)) {
            // Whole seconds are all that many layouts have.
            (Some(begin), Some(end)) => begin.seconds() < end.seconds(),
            _ => false,
        };
        let mut unrelated = None;
        for (earlier, _, found) in pairs {
            let earlier = *earlier;
            match found {
                Overlap::Shared(count) => {
                    part.add(slice::from_ref(&(0..*count)));
                    let count = *count;
                    self.findings.push(Finding::Shared { earlier, later, count });
                }
                Overlap::Scattered(ranges) => {
                    part.add(ranges);
                    let count = total(ranges);
                    self.findings.push(Finding::Scattered { earlier, later, count });
                }
                _ if failed.contains(&earlier) || failed.contains(&later) => {}
                _ if begins_before_the_end_of(earlier) => {
                    unrelated = unrelated.or(Some(earlier));
                }
                _ => {}
            }
        }
        if part.skip.is_empty() {
            if let Some(earlier) = unrelated {
                self.findings.push(Finding::Unrelated { earlier, later });
            }
            let last =
                before.iter().rev().find_map(|&file| end(file).map(|end| (file, end)));
            if let (Some((earlier, from)), Some(to)) = (last, begin)
                && from < to
            {
                self.findings.push(Finding::Gap { earlier, later, from, to });
            }
        }
        self.parts.push(part);
    }
}

impl<E> Joined<E> {
    /// The whole log in order: files, and the numbers of entries in them. The last ones of a
    /// file end with it, whatever number stands there.
    #[must_use]
    pub fn segments(&self) -> Vec<(usize, Range<u64>)> {
        let mut log = Vec::new();
        for part in &self.parts {
            let here = |splice: &&Splice| splice.into == part.file;
            let mut splices: Vec<_> = self.splices.iter().filter(here).collect();
            splices.sort_by_key(|splice| splice.behind);
            let mut from = 0;
            for splice in splices {
                let to = splice.behind.map_or(0, |behind| behind.saturating_add(1));
                let before = part.rest_of(&(from..to)).into_iter();
                log.extend(before.map(|entries| (part.file, entries)));
                log.push((splice.file, splice.entries.clone()));
                from = to;
            }
            let rest = part.rest_of(&(from..u64::MAX)).into_iter();
            log.extend(rest.map(|entries| (part.file, entries)));
        }
        log
    }

    /// Gives the strays of each file their places in the one that it was compared with first,
    /// which is the one before it.
    fn splice(&mut self, strays: Vec<(usize, usize, Vec<Stray>)>) {
        let mut done: Vec<usize> = Vec::new();
        for (into, file, strays) in strays {
            let Some(part) = self.parts.iter_mut().find(|part| part.file == file) else {
                continue;
            };
            let ranges: Vec<_> = strays.iter().map(|stray| stray.entries.clone()).collect();
            if done.contains(&file) || total(&ranges) > SPLICED {
                continue;
            }
            done.push(file);
            for Stray { entries, behind } in strays {
                // What stands in an older file is not among them.
                for entries in part.rest_of(&entries) {
                    self.splices.push(Splice { file, entries, into, behind });
                }
            }
            part.add(&ranges);
        }
    }
}

/// How many numbers there are.
fn total(ranges: &[Range<u64>]) -> u64 {
    let len = |range: &Range<u64>| range.end.saturating_sub(range.start);
    ranges.iter().map(len).fold(0, u64::saturating_add)
}

#[cfg(test)]
mod tests;
