//! Settling what was found: of finds that share bytes the best stays, records in a row get the
//! number of their run, fragments wait for their other half.

use super::find::{Find, Finds};
use super::hit::{Fragment, Hit};
use super::join::{Kept, Outcome, join};
use super::{Batch, Carver};
use crate::layout::Layout;
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::ops::ControlFlow;

/// So many fragments wait for their other half; then the older half of them is handed out.
const MOST_FRAGMENTS: usize = 1 << 14;

/// Takes what was found, stretch by stretch, and hands out hits in the order of their
/// offsets; fragments come at the end.
#[derive(Debug)]
pub struct Settler<'c> {
    carver: &'c Carver,
    batches: VecDeque<Finds>,
    /// Which of the batches a find is in is counted from here.
    first_batch: usize,
    pending: VecDeque<Pending>,
    /// All finds that start before this offset are known.
    known: u64,
    settled: u64,
    /// Where the last record that stays ends.
    taken: u64,
    run: Option<Run>,
    runs: u64,
    hits: u64,
    left_out: u64,
    kept: Vec<Kept>,
    /// Room for what is being decided.
    path: Vec<usize>,
}

#[derive(Debug)]
struct Pending {
    find: Find,
    batch: usize,
    stays: Option<bool>,
}

/// The run that the last record belongs to.
#[derive(Clone, Copy, Debug)]
struct Run {
    layout: &'static Layout,
    end: u64,
    /// Its number, once a record of it was handed out.
    number: Option<u64>,
    next: u64,
}

impl<'c> Settler<'c> {
    /// For what this carver finds.
    #[must_use]
    pub const fn new(carver: &'c Carver) -> Self {
        Self {
            carver,
            batches: VecDeque::new(),
            first_batch: 0,
            pending: VecDeque::new(),
            known: 0,
            settled: 0,
            taken: 0,
            run: None,
            runs: 0,
            hits: 0,
            left_out: 0,
            kept: Vec::new(),
            path: Vec::new(),
        }
    }

    /// Takes the next batch and hands out what it settles, unless `visit` breaks off.
    pub fn push(
        &mut self,
        batch: Batch,
        visit: &mut dyn FnMut(&Hit<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Batch { mut finds, end } = batch;
        self.left_out = self.left_out.saturating_add(finds.left_out);
        let number = self.first_batch.saturating_add(self.batches.len());
        let pending = core::mem::take(&mut finds.finds).into_iter();
        self.pending.extend(pending.map(|find| Pending {
            find,
            batch: number,
            stays: None,
        }));
        self.batches.push_back(finds);
        self.known = end;
        self.advance(visit)
    }

    /// All records in one piece that start before this offset were handed out. From here
    /// another carver can go on.
    #[must_use]
    pub const fn settled(&self) -> u64 {
        self.settled
    }

    /// How many finds are not handed out because their tier is too low, those not included that
    /// share bytes with better ones.
    #[must_use]
    pub const fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Hands out what is left: records that waited for what follows, then fragments, which are
    /// joined where they go together.
    pub fn finish(
        &mut self,
        visit: &mut dyn FnMut(&Hit<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        self.known = u64::MAX;
        self.advance(visit)?;
        self.hand_out_fragments(visit)
    }

    /// Hands out the fragments that were found, joined where they go together. What waits for
    /// bytes that were not scanned is left to whoever goes on at [`Settler::settled`].
    pub fn hand_out_fragments(
        &mut self,
        visit: &mut dyn FnMut(&Hit<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let kept = core::mem::take(&mut self.kept);
        self.hand_out_joined(kept, visit)
    }

    fn advance(
        &mut self,
        visit: &mut dyn FnMut(&Hit<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        while !self.pending.is_empty() {
            let Some(stays) = self.decide() else { break };
            let Some(Pending { find, batch, .. }) = self.pending.pop_front() else { break };
            self.settled = find.offset;
            if stays {
                self.take(find, batch, visit)?;
            }
            self.drop_batches();
        }
        self.settled = match self.pending.front() {
            Some(front) => front.find.offset,
            None => self.known,
        };
        self.drop_batches();
        ControlFlow::Continue(())
    }

    /// Lets go of the bytes of batches that nothing waits for.
    fn drop_batches(&mut self) {
        let needed = self.pending.front().map_or(usize::MAX, |front| front.batch);
        while self.first_batch < needed
            && self.batches.len() > usize::from(needed != usize::MAX)
        {
            self.batches.pop_front();
            self.first_batch = self.first_batch.saturating_add(1);
        }
    }

    /// Whether the first find that waits stays: it does unless a stronger one that shares bytes
    /// with it stays. `None` if that is not known yet.
    ///
    /// Each step goes to a stronger find, so no step comes twice.
    fn decide(&mut self) -> Option<bool> {
        self.path.clear();
        self.path.push(0);
        while let Some(&at) = self.path.last() {
            let here = self.pending.get(at)?;
            if here.stays.is_none() {
                match self.rival_of(at) {
                    Rival::Stays => self.set(at, false),
                    Rival::Open(next) => {
                        self.path.push(next);
                        continue;
                    }
                    Rival::None if here.find.end() > self.known => return None,
                    Rival::None => self.set(at, true),
                }
            }
            self.path.pop();
        }
        self.pending.front()?.stays
    }

    fn set(&mut self, at: usize, stays: bool) {
        if let Some(pending) = self.pending.get_mut(at) {
            pending.stays = Some(stays);
        }
    }

    /// A stronger find that shares bytes and stays; else the strongest of those that may.
    fn rival_of(&self, at: usize) -> Rival {
        let Some(here) = self.pending.get(at) else { return Rival::None };
        let find = &here.find;
        if find.offset < self.taken {
            return Rival::Stays;
        }
        let longest = u64::try_from(super::scan::LONGEST).unwrap_or(u64::MAX);
        let before =
            self.pending.iter().enumerate().take(at).rev().take_while(|(_, other)| {
                other.find.offset.saturating_add(longest) > find.offset
            });
        let behind = self
            .pending
            .iter()
            .enumerate()
            .skip(at.saturating_add(1))
            .take_while(|(_, other)| other.find.offset < find.end());
        let mut open: Option<(usize, &Find)> = None;
        for (place, other) in before.chain(behind) {
            let shares = other.find.end() > find.offset && other.find.offset < find.end();
            if !shares || other.find.strength() < find.strength() {
                continue;
            }
            match other.stays {
                Some(true) => return Rival::Stays,
                Some(false) => {}
                None => {
                    let is_weaker =
                        |(_, best): (usize, &Find)| best.strength() < other.find.strength();
                    if open.is_none_or(is_weaker) {
                        open = Some((place, &other.find));
                    }
                }
            }
        }
        open.map_or(Rival::None, |(place, _)| Rival::Open(place))
    }

    /// Gives a record that stays its place, and hands it out or keeps it.
    fn take(
        &mut self,
        find: Find,
        batch: usize,
        visit: &mut dyn FnMut(&Hit<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        self.taken = find.end();
        let goes_on = self
            .run
            .filter(|run| run.layout == find.layout && run.end == find.offset)
            // A head is the last of its run, as a tail is the first.
            .filter(|_| find.present.start == 0);
        let mut run =
            goes_on.unwrap_or(Run { layout: find.layout, end: 0, number: None, next: 0 });
        run.end = find.end();
        let run_index = run.next;
        run.next = run.next.saturating_add(1);
        let is_wanted = find.tier >= self.carver.tier();
        if (is_wanted || !find.is_whole()) && run.number.is_none() {
            run.number = Some(self.runs);
            self.runs = self.runs.saturating_add(1);
        }
        self.run = Some(run);
        let number = run.number.unwrap_or(0);
        let index = batch.checked_sub(self.first_batch);
        let Some(finds) = index.and_then(|index| self.batches.get(index)) else {
            return ControlFlow::Continue(());
        };
        if !find.is_whole() {
            let bytes = finds.bytes(&find).to_vec();
            self.kept.push(Kept { find, bytes, run: number, run_index });
            if self.kept.len() < MOST_FRAGMENTS {
                return ControlFlow::Continue(());
            }
            let younger = self.kept.split_off(MOST_FRAGMENTS >> 1);
            let older = core::mem::replace(&mut self.kept, younger);
            return self.hand_out_joined(older, visit);
        }
        if !is_wanted {
            self.left_out = self.left_out.saturating_add(1);
            return ControlFlow::Continue(());
        }
        let hit = Hit {
            layout: find.layout,
            offset: find.offset,
            index: self.hits,
            whole: finds.bytes(&find),
            present: find.present.clone(),
            tier: find.tier,
            score: find.score,
            reasons: find.reasons,
            run: number,
            run_index,
            fragment: None,
        };
        self.hits = self.hits.saturating_add(1);
        visit(&hit)
    }

    fn hand_out_joined(
        &mut self,
        kept: Vec<Kept>,
        visit: &mut dyn FnMut(&Hit<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        for outcome in join(kept, self.carver.times()) {
            if outcome.kept.find.tier < self.carver.tier() {
                self.left_out = self.left_out.saturating_add(1);
                continue;
            }
            let index = self.hits;
            self.hits = self.hits.saturating_add(1);
            hand_out(&outcome, index, visit)?;
        }
        ControlFlow::Continue(())
    }
}

enum Rival {
    None,
    Open(usize),
    Stays,
}

fn hand_out(
    outcome: &Outcome,
    index: u64,
    visit: &mut dyn FnMut(&Hit<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let Outcome { kept, joined } = outcome;
    let Kept { find, bytes, run, run_index } = kept;
    let is_head = find.present.start == 0;
    let mut whole = alloc::vec![0; find.present.start];
    whole.extend_from_slice(bytes);
    whole.resize(find.whole.max(whole.len()), 0);
    visit(&Hit {
        layout: find.layout,
        offset: find.offset,
        index,
        whole: &whole,
        present: find.present.clone(),
        tier: find.tier,
        score: find.score,
        reasons: find.reasons,
        run: *run,
        run_index: *run_index,
        fragment: Some(match *joined {
            Some((tail, cut)) => Fragment::Joined { cut, tail },
            None if is_head => Fragment::Head,
            None => Fragment::Tail,
        }),
    })
}
