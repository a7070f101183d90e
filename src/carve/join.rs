//! Heads and tails that go together.

use super::Tier;
use super::find::{Find, score};
use super::part;
use super::reason::Reason;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::ops::Range;

/// Records that are further apart are not taken for neighbours, in seconds: 30 days.
const LONGEST_GAP: i64 = 30 * 86_400;
/// So many tails are tried for each head.
const TRIES: usize = 16;

/// A fragment with its bytes, and its place among the runs.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) find: Find,
    /// The bytes that are there.
    pub(super) bytes: Vec<u8>,
    pub(super) run: u64,
    pub(super) run_index: u64,
}

impl Kept {
    /// Where the record was cut.
    const fn cut(&self) -> usize {
        if self.is_head() { self.find.present.end } else { self.find.present.start }
    }

    const fn is_head(&self) -> bool {
        self.find.present.start == 0
    }
}

/// A fragment, or two that are one record.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) kept: Kept,
    /// Where the tail starts, and how many bytes the head has.
    pub(super) joined: Option<(u64, usize)>,
}

/// Joins what goes together; what is left stays as it is. In the order of the offsets.
pub(super) fn join(kept: Vec<Kept>, times: &Range<i64>) -> Vec<Outcome> {
    let mut groups: BTreeMap<(usize, usize), (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (at, fragment) in kept.iter().enumerate() {
        let group = groups.entry((fragment.find.rank, fragment.cut())).or_default();
        if fragment.is_head() { group.0.push(at) } else { group.1.push(at) }
    }
    let mut pairs = Vec::new();
    for (heads, tails) in groups.values_mut() {
        tails.sort_by_key(|&tail| kept.get(tail).map(|tail| tail.find.time));
        for &head in heads.iter() {
            pairs.extend(pairs_of(&kept, head, tails, times));
        }
    }
    // The closest in time, then in place.
    pairs.sort_by_key(|pair| (pair.gap, pair.distance, pair.head, pair.tail));
    let mut partner: BTreeMap<usize, Pair> = BTreeMap::new();
    let mut taken = alloc::vec![false; kept.len()];
    for pair in pairs {
        let is_free = |at: usize| taken.get(at) == Some(&false);
        if is_free(pair.head) && is_free(pair.tail) {
            for at in [pair.head, pair.tail] {
                if let Some(taken) = taken.get_mut(at) {
                    *taken = true;
                }
            }
            partner.insert(pair.head, pair);
        }
    }
    let is_tail_of_pair: Vec<usize> = partner.values().map(|pair| pair.tail).collect();
    let tails: Vec<Option<u64>> = kept.iter().map(|kept| Some(kept.find.offset)).collect();
    let mut outcomes = Vec::new();
    for (at, mut fragment) in kept.into_iter().enumerate() {
        if let Some(pair) = partner.remove(&at) {
            let cut = fragment.cut();
            let tail = tails.get(pair.tail).copied().flatten().unwrap_or(0);
            fragment.find.present = 0..fragment.find.whole;
            fragment.find.tier = pair.tier;
            fragment.find.reasons = pair.reasons;
            fragment.find.score = score(fragment.find.layout, pair.reasons);
            fragment.bytes = pair.record;
            outcomes.push(Outcome { kept: fragment, joined: Some((tail, cut)) });
        } else if !is_tail_of_pair.contains(&at) {
            outcomes.push(Outcome { kept: fragment, joined: None });
        }
    }
    outcomes
}

/// A head and a tail that can be one record.
struct Pair {
    head: usize,
    tail: usize,
    gap: i64,
    distance: u64,
    record: Vec<u8>,
    tier: Tier,
    reasons: super::Reasons,
}

fn pairs_of(
    kept: &[Kept],
    head_at: usize,
    tails: &[usize],
    times: &Range<i64>,
) -> Vec<Pair> {
    let Some(head) = kept.get(head_at) else { return Vec::new() };
    let time_of =
        |tail: usize| kept.get(tail).and_then(|tail| tail.find.time).unwrap_or(i64::MIN);
    let first = tails.partition_point(|&tail| time_of(tail) < head.find.near);
    let behind = tails.iter().skip(first).take(TRIES);
    behind
        .filter_map(|&tail_at| {
            let tail = kept.get(tail_at)?;
            let gap = time_of(tail_at).checked_sub(head.find.near)?;
            if gap > LONGEST_GAP {
                return None;
            }
            let record = [&*head.bytes, &tail.bytes].concat();
            let verdict = part::joined(head.find.layout, &record, head.cut(), times)?;
            let mut reasons = verdict.reasons;
            reasons.set(Reason::InRun, true);
            reasons.set(Reason::Joined, true);
            let is_sure = verdict.is_sane() && !reasons.has(Reason::OddText);
            Some(Pair {
                head: head_at,
                tail: tail_at,
                gap,
                distance: tail.find.offset.abs_diff(head.find.end()),
                record,
                tier: if is_sure { Tier::Probable } else { Tier::Possible },
                reasons,
            })
        })
        .collect()
}
