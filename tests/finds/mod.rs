//! What is found, owned, and what has to hold of it whatever the bytes are.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use loginrec::carve::{
    self, Carver, Fragment, Hit, Options, Reason, Reasons, Settler, Tier,
};
use loginrec::image::{Event, Image, Scan};
use loginrec::internal::{self, Isa};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::{ControlFlow, Range};

/// What is known of a hit, owned.
#[derive(Clone, PartialEq)]
pub(crate) struct Seen {
    pub(crate) layout: &'static str,
    pub(crate) offset: u64,
    pub(crate) bytes: Vec<u8>,
    pub(crate) present: Range<usize>,
    pub(crate) index: u64,
    pub(crate) run: u64,
    pub(crate) run_index: u64,
    pub(crate) tier: Tier,
    pub(crate) score: u8,
    pub(crate) reasons: Reasons,
    pub(crate) fragment: Option<Fragment>,
}

/// Without the bytes, which are many.
impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { layout, offset, run, run_index, score, .. } = self;
        write!(f, "{layout} at {offset} ({} {score} {}", self.tier.name(), self.reasons)?;
        if let Some(fragment) = self.fragment {
            write!(f, ", {fragment:?} {:?}", self.present)?;
        }
        write!(f, ", run {run}/{run_index})")
    }
}

impl Seen {
    pub(crate) fn of(hit: &Hit<'_>) -> Self {
        Self {
            layout: hit.layout().id(),
            offset: hit.offset(),
            bytes: hit.bytes().to_vec(),
            present: hit.present().clone(),
            index: hit.index(),
            run: hit.run(),
            run_index: hit.run_index(),
            tier: hit.tier(),
            score: hit.score(),
            reasons: hit.reasons(),
            fragment: hit.fragment(),
        }
    }

    pub(crate) const fn is_whole(&self) -> bool {
        self.fragment.is_none()
    }

    pub(crate) fn has(&self, reason: Reason) -> bool {
        self.reasons.has(reason)
    }

    /// Its bytes in the source: two places if it is joined.
    pub(crate) fn places(&self) -> Vec<Range<u64>> {
        let from = |start: u64, len: usize| start..start + len as u64;
        match self.fragment {
            Some(Fragment::Joined { cut, tail }) => {
                vec![from(self.offset, cut), from(tail, self.bytes.len() - cut)]
            }
            _ => vec![from(self.offset, self.bytes.len())],
        }
    }

    pub(crate) fn shares_bytes_with(&self, other: &Self) -> bool {
        let places = other.places();
        let is_shared = |own: &Range<u64>| {
            places.iter().any(|other| own.start < other.end && other.start < own.end)
        };
        self.places().iter().any(is_shared)
    }
}

/// Hands hits over to a list.
fn keep(hits: &mut Vec<Seen>) -> impl FnMut(&Hit<'_>) -> ControlFlow<()> {
    |hit| {
        hits.push(Seen::of(hit));
        ControlFlow::Continue(())
    }
}

/// What is found in bytes in memory.
pub(crate) fn found(bytes: &[u8], options: &Options) -> Vec<Seen> {
    let mut hits = Vec::new();
    let _ = carve::carve(bytes, options, &mut keep(&mut hits));
    hits
}

/// The same by these instructions.
pub(crate) fn found_with(isa: Isa, bytes: &[u8], options: &Options) -> Vec<Seen> {
    let mut hits = Vec::new();
    let carver = internal::carver(options, isa);
    let mut settler = Settler::new(&carver);
    let _ = settler.push(carver.scan(bytes, 0, 0..bytes.len()), &mut keep(&mut hits));
    let _ = settler.finish(&mut keep(&mut hits));
    hits
}

/// The same if they are looked at in stretches that end at these places, each seen with so
/// many bytes more around it than it needs.
pub(crate) fn found_in_stretches(
    bytes: &[u8],
    options: &Options,
    ends: impl IntoIterator<Item = usize>,
    more: usize,
) -> Vec<Seen> {
    let mut hits = Vec::new();
    let carver = Carver::new(options);
    let mut settler = Settler::new(&carver);
    let mut start = 0;
    for end in ends.into_iter().chain([bytes.len()]) {
        let end = end.clamp(start, bytes.len());
        let from = start.saturating_sub(Carver::CONTEXT + more);
        let to = end.saturating_add(Carver::CONTEXT + more).min(bytes.len());
        let batch = carver.scan(&bytes[from..to], from as u64, start - from..end - from);
        let _ = settler.push(batch, &mut keep(&mut hits));
        start = end;
    }
    let _ = settler.finish(&mut keep(&mut hits));
    hits
}

/// What a scan finds that goes through to the end.
pub(crate) fn found_by(scan: &Scan<'_>, image: &Image) -> Vec<Seen> {
    let mut hits = Vec::new();
    let scanned = scan.run(image, |event| match event {
        Event::Hit(hit) => keep(&mut hits)(hit),
        _ => ControlFlow::Continue(()),
    });
    assert_eq!(scanned.unwrap().resume_at, None);
    hits
}

/// The records in one piece.
pub(crate) fn whole(hits: &[Seen]) -> impl Iterator<Item = &Seen> + Clone {
    hits.iter().filter(|hit| hit.is_whole())
}

/// Panics with the first two that differ, unless the hits are the same.
pub(crate) fn assert_same(hits: &[Seen], expected: &[Seen]) {
    let differs = hits.iter().zip(expected).position(|(one, other)| one != other);
    let at = differs.unwrap_or(hits.len().min(expected.len()));
    let (one, other) = (hits.get(at), expected.get(at));
    assert!(one == other, "number {at}: {one:?}, but expected {other:?}");
}

/// Panics unless hits are numbered, in order, apart from each other, and what the source has.
pub(crate) fn assert_sound(hits: &[Seen], bytes: &[u8]) {
    let mut taken = Vec::new();
    for (hit, index) in hits.iter().zip(0..) {
        assert_eq!(hit.index, index, "{hit:?}");
        assert!(hit.score <= 100, "{hit:?}");
        assert_eq!(hit.bytes.len(), hit.present.len(), "{hit:?}");
        assert!(hit.is_whole() || hit.tier < Tier::Confirmed, "{hit:?}");
        let places = hit.places();
        let there = places.iter().flat_map(|place| {
            let [start, end] =
                [place.start, place.end].map(|at| usize::try_from(at).unwrap());
            &bytes[start..end]
        });
        assert!(there.eq(&hit.bytes), "other bytes than at {places:?}: {hit:?}");
        taken.extend(places);
    }
    taken.sort_by_key(|place| place.start);
    for pair in taken.windows(2) {
        assert!(pair[0].end <= pair[1].start, "shared bytes: {pair:?}");
    }
    assert!(whole(hits).is_sorted_by(|a, b| a.offset < b.offset), "not in order");
    assert_runs(hits);
}

/// The number of a record in its run, its first place, and its layout.
type Numbered = (u64, Range<u64>, &'static str);

/// The records of each run in order.
fn runs(hits: &[Seen]) -> BTreeMap<u64, Vec<Numbered>> {
    let mut runs: BTreeMap<_, Vec<Numbered>> = BTreeMap::new();
    for hit in hits {
        let place = hit.places().swap_remove(0);
        runs.entry(hit.run).or_default().push((hit.run_index, place, hit.layout));
    }
    runs.values_mut().for_each(|run| run.sort_by_key(|(number, ..)| *number));
    runs
}

/// Panics unless the records of a run are of one layout and stand where their numbers say.
fn assert_runs(hits: &[Seen]) {
    for (number, run) in runs(hits) {
        for pair in run.windows(2) {
            let [(one, here, layout), (other, next, other_layout)] = pair else { continue };
            assert!(one < other, "run {number}: {pair:?}");
            assert_eq!(layout, other_layout, "run {number}: {pair:?}");
            let follows = here.end == next.start;
            assert_eq!(one + 1 == *other, follows, "run {number}: {pair:?}");
        }
    }
    assert!(whole(hits).is_sorted_by_key(|hit| hit.run), "runs are not in order");
}

/// Panics unless the records of every run are counted from 0 without a gap, which holds where
/// nothing was left out. A tail that was joined is the first of its run.
pub(crate) fn assert_complete(hits: &[Seen]) {
    let tails: Vec<u64> =
        hits.iter().filter_map(|hit| Some(hit.places().get(1)?.end)).collect();
    for (number, run) in runs(hits) {
        let first = u64::from(tails.contains(&run[0].1.start) && run[0].0 > 0);
        let numbers = run.iter().map(|(number, ..)| *number);
        assert!(numbers.eq((first..).take(run.len())), "run {number}: {run:?}");
    }
}
