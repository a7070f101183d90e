//! Looking at one stretch: what stands in it, by its bytes and those around them alone.

use super::filter::Filter;
use super::find::{Find, Finds, score, tier};
use super::guise::Guise;
use super::part;
use super::reason::Reason;
use super::verdict::{Verdict, judge, judge_texts};
use super::{Options, Tier};
use crate::bytes::is_zero;
use crate::layout::prefixed::entry_len;
use crate::layout::{Fit, Framing, Layout};
use alloc::vec::Vec;
use core::ops::Range;

/// So many neighbours on each side are looked at.
pub(super) const CHAIN: u8 = 8;
/// No entry is longer.
pub(super) const LONGEST: usize = 656;
/// What is found in so many bytes beside a stretch says something about what is in it.
const MARGIN: usize = (CHAIN as usize + 2) * LONGEST;

/// Where a stretch lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch<'a> {
    pub(super) window: &'a [u8],
    /// Offset of the first byte of the window.
    pub(super) at: u64,
    /// Whether the source ends where the window ends.
    pub(super) is_last: bool,
}

impl Stretch<'_> {
    pub(super) fn offset(&self, place: usize) -> u64 {
        self.at.saturating_add(u64::try_from(place).unwrap_or(u64::MAX))
    }
}

/// A record in the terms of the window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sound {
    pub(super) rank: usize,
    pub(super) start: usize,
    pub(super) len: usize,
    pub(super) verdict: Verdict,
    /// Whether a record beside it is the surer for it.
    counts: bool,
    before: u8,
    after: u8,
    /// Sums of the scores of so many.
    sum_before: u16,
    sum_after: u16,
    score: u8,
}

impl Sound {
    fn new(
        rank: usize,
        start: usize,
        len: usize,
        layout: &Layout,
        verdict: Verdict,
    ) -> Self {
        Self {
            rank,
            start,
            len,
            verdict,
            counts: verdict.counts(layout),
            before: 0,
            after: 0,
            sum_before: 0,
            sum_after: 0,
            score: score(layout, verdict.reasons),
        }
    }

    pub(super) const fn end(&self) -> usize {
        self.start.saturating_add(self.len)
    }

    const fn neighbours(&self) -> u8 {
        self.before.saturating_add(self.after)
    }

    fn mean(&self) -> u8 {
        let sum = self
            .sum_before
            .saturating_add(self.sum_after)
            .saturating_add(self.score.into());
        let count = u16::from(self.neighbours()).saturating_add(1);
        u8::try_from(sum.checked_div(count).unwrap_or(0)).unwrap_or(u8::MAX)
    }
}

/// What is looked for, ready to be found.
#[derive(Debug)]
pub(super) struct Scanner {
    guises: Vec<Guise>,
    pub(super) times: Range<i64>,
    pub(super) tier: Tier,
    align: Option<u64>,
    filter: Filter,
}

impl Scanner {
    pub(super) fn new(options: &Options) -> Self {
        let layouts: Vec<_> = options.looked_for().collect();
        let is_odd = options.align.is_some_and(|align| align.max(1) & 1 == 1);
        let filter = Filter::new(&layouts, &options.times, is_odd);
        let guises = layouts.into_iter().map(Guise::new).collect();
        Self {
            guises,
            times: options.times.clone(),
            tier: options.tier,
            align: options.align,
            filter,
        }
    }

    pub(super) fn scan(&self, stretch: Stretch<'_>, own: &Range<usize>) -> Finds {
        let around = own.start.saturating_sub(MARGIN)
            ..own.end.saturating_add(MARGIN).min(stretch.window.len());
        let mut sounds = self.sounds(stretch, around);
        Self::count_neighbours(&mut sounds);
        let mut finds = Vec::new();
        for sound in &sounds {
            let Some(&Guise { layout, .. }) = self.guises.get(sound.rank) else { continue };
            if let Some(part) = self.part_of(stretch, layout, sound, &sounds) {
                finds.push(part);
                continue;
            }
            if let Some(find) = self.find(stretch, layout, sound) {
                if sound.verdict.is_typed() && find.tier > Tier::Possible {
                    self.look_around(stretch, layout, sound, &sounds, &mut finds);
                }
                finds.push(find);
            }
        }
        let owned = stretch.offset(own.start)..stretch.offset(own.end);
        finds.retain(|find| owned.contains(&find.offset));
        // What is less than probable never stands in the way of what is.
        let found = finds.len();
        let least = self.tier.min(Tier::Probable);
        finds.retain(|find| find.tier >= least || !find.is_whole());
        let left_out = found.saturating_sub(finds.len());
        finds.sort_unstable_by_key(|find| {
            (
                find.offset,
                find.rank,
                find.present.start,
                core::cmp::Reverse(find.present.end),
            )
        });
        // Two sound records may have found the same odd one between them.
        finds.dedup_by_key(|find| (find.offset, find.rank, find.present.clone()));
        let left_out = u64::try_from(left_out).unwrap_or(u64::MAX);
        let mut found = Finds { left_out, ..Finds::default() };
        for find in finds {
            found.push(find, stretch.window, stretch.at);
        }
        found
    }

    /// All records of which type, time and texts agree, by layout.
    fn sounds(&self, stretch: Stretch<'_>, around: Range<usize>) -> Vec<Sound> {
        let mut sounds = Vec::new();
        let is_odd = stretch.at & 1 == 1;
        self.filter.candidates(stretch.window, is_odd, around, |start, ranks| {
            // The last whose texts were looked at, and whether they can be some.
            let mut known: Option<(&Guise, bool)> = None;
            for &rank in ranks {
                let Some(guise) = self.guises.get(rank) else { continue };
                let Some(entry) = self.entry(stretch, guise.layout, start) else {
                    continue;
                };
                let is_possible = match known {
                    Some((like, is_possible)) if like.is_like(guise) => is_possible,
                    _ => guise.is_possible(guise.layout.body(entry)),
                };
                known = Some((guise, is_possible));
                if is_possible
                    && let Some(verdict) = judge(guise.layout, entry, &self.times)
                {
                    sounds.push(Sound::new(
                        rank,
                        start,
                        entry.len(),
                        guise.layout,
                        verdict,
                    ));
                }
            }
        });
        sounds.sort_unstable_by_key(|sound| (sound.rank, sound.start));
        sounds
    }

    /// The bytes of an entry that may start at a place of the window.
    fn entry<'a>(
        &self,
        stretch: Stretch<'a>,
        layout: &Layout,
        start: usize,
    ) -> Option<&'a [u8]> {
        let offset = stretch.offset(start);
        // Nothing stands at odd offsets unless somebody asks for it.
        if offset & 1 == 1 && layout.alignment() != 1 && !self.is_asked_for(offset) {
            return None;
        }
        let rest = stretch.window.get(start..)?;
        let len = match layout.framing() {
            Framing::Prefixed => entry_len(rest)?,
            _ => layout.size(),
        };
        rest.get(..len).filter(|_| len <= LONGEST)
    }

    /// Counts how many stand directly before and behind each.
    fn count_neighbours(sounds: &mut [Sound]) {
        let mut links: Vec<(Option<usize>, Option<usize>)> =
            alloc::vec![(None, None); sounds.len()];
        for (at, sound) in sounds.iter().enumerate() {
            let Some(next) = next_of(sounds, sound) else { continue };
            if let Some(link) = links.get_mut(at) {
                link.1 = Some(next);
            }
            if let Some(link) = links.get_mut(next) {
                link.0.get_or_insert(at);
            }
        }
        for at in 0..sounds.len() {
            let walk = |step: fn(&(Option<usize>, Option<usize>)) -> Option<usize>| {
                let (mut count, mut sum, mut place) = (0_u8, 0_u16, at);
                while count < CHAIN
                    && let Some(next) = links.get(place).and_then(step)
                    && let Some(sound) = sounds.get(next)
                    && sound.counts
                {
                    count = count.saturating_add(1);
                    sum = sum.saturating_add(sound.score.into());
                    place = next;
                }
                (count, sum)
            };
            let ((before, sum_before), (after, sum_after)) =
                (walk(|link| link.0), walk(|link| link.1));
            if let Some(sound) = sounds.get_mut(at) {
                *sound = Sound { before, after, sum_before, sum_after, ..*sound };
            }
        }
    }

    fn is_asked_for(&self, offset: u64) -> bool {
        self.align.is_some_and(|align| offset.is_multiple_of(align.max(1)))
    }

    fn find(
        &self,
        stretch: Stretch<'_>,
        layout: &'static Layout,
        sound: &Sound,
    ) -> Option<Find> {
        let offset = stretch.offset(sound.start);
        let is_aligned = offset.is_multiple_of(layout.alignment());
        let neighbours = sound.neighbours();
        let is_single = match self.align {
            Some(_) => self.is_asked_for(offset),
            None => is_aligned,
        };
        if neighbours == 0 && !is_single {
            return None;
        }
        let mut reasons = sound.verdict.reasons;
        reasons.set(Reason::Aligned, is_aligned);
        reasons.set(Reason::InRun, neighbours > 0);
        Some(Find {
            offset,
            rank: sound.rank,
            layout,
            whole: sound.len,
            present: 0..sound.len,
            tier: tier(layout, sound.verdict, neighbours, is_single),
            reasons,
            neighbours: neighbours.min(CHAIN),
            score: score(layout, reasons),
            mean: sound.mean(),
            time: Some(sound.verdict.time),
            near: sound.verdict.time,
            at: 0,
        })
    }

    /// Looks for what a sound record at the end of a row tells of: records with odd values, and
    /// parts of records that the end of a block has cut.
    fn look_around(
        &self,
        stretch: Stretch<'_>,
        layout: &'static Layout,
        sound: &Sound,
        sounds: &[Sound],
        finds: &mut Vec<Find>,
    ) {
        let is_in_row = sound.neighbours() > 0;
        if sound.after == 0 && next_of(sounds, sound).is_none() {
            let head = part::head(stretch, layout, sound, sound.end(), &self.times);
            let is_odd = is_in_row
                && self.odd_behind(stretch, layout, sound, sounds, head.is_some(), finds);
            if !is_odd {
                finds.extend(head);
            }
            if layout.framing() == Framing::Table {
                finds.extend(self.head_in_table(stretch, layout, sound, sounds));
            }
        }
        let has_size = layout.framing() != Framing::Prefixed;
        if sound.before == 0 && has_size && previous_of(sounds, sound).is_none() {
            let tail = part::tail(stretch, layout, sound, &self.times);
            let is_odd = is_in_row
                && self.odd_before(stretch, layout, sound, sounds, tail.is_some(), finds);
            if !is_odd {
                finds.extend(tail);
            }
        }
    }

    /// What is there of a record of which a block has kept only a part, and other bytes stand in
    /// the place of the rest: with dirt in it where a part is clean, at the end of a row.
    fn part_of(
        &self,
        stretch: Stretch<'_>,
        layout: &'static Layout,
        sound: &Sound,
        sounds: &[Sound],
    ) -> Option<Find> {
        let reasons = sound.verdict.reasons;
        let marks = [
            Reason::DirtyPadding,
            Reason::Garbage,
            Reason::OddText,
            Reason::Untyped,
            Reason::OddPid,
        ];
        let is_dirty = marks.into_iter().any(|mark| reasons.has(mark))
            || (reasons.has(Reason::Residue) && !layout.is_telling());
        if !is_dirty && !self.begins_in_vain(stretch, sound, sounds)
            || layout.framing() == Framing::Prefixed
            || self.is_flawless_elsewhere(sound, sounds)
        {
            return None;
        }
        let neighbour = |at: Option<usize>| sounds.get(at?).filter(|other| other.counts);
        let before = neighbour(previous_of(sounds, sound));
        let behind = neighbour(next_of(sounds, sound));
        let part = match (before, behind) {
            (Some(before), None) => {
                part::head(stretch, layout, before, sound.start, &self.times)
            }
            (None, Some(behind)) => part::tail(stretch, layout, behind, &self.times),
            // The slots beside it may be vacant.
            (None, None) if layout.framing() == Framing::Table => {
                part::head(stretch, layout, sound, sound.start, &self.times)
            }
            _ => None,
        };
        let part = part.filter(|part| {
            part.reasons.has(Reason::CleanPadding) && !part.reasons.has(Reason::OddText)
        })?;
        // It takes the place of the whole, also against readings in other layouts.
        let Some(neighbour) = before.or(behind) else {
            return Some(Find { tier: Tier::Possible, neighbours: 0, ..part });
        };
        Some(Find { neighbours: sound.neighbours(), mean: neighbour.mean(), ..part })
    }

    /// Whether a layout of the same length reads the same bytes without a flaw.
    fn is_flawless_elsewhere(&self, sound: &Sound, sounds: &[Sound]) -> bool {
        (0..self.guises.len()).filter(|&rank| rank != sound.rank).any(|rank| {
            index_of(sounds, rank, sound.start)
                .and_then(|at| sounds.get(at))
                .is_some_and(|other| other.len == sound.len && other.verdict.is_spotless())
        })
    }

    /// Whether a row begins in the middle of a block with nothing but zeros: a file begins with
    /// a block, so these are not likely the first bytes of the record.
    fn begins_in_vain(
        &self,
        stretch: Stretch<'_>,
        sound: &Sound,
        sounds: &[Sound],
    ) -> bool {
        let is_aligned = |layout: &Layout| {
            stretch.offset(sound.start).is_multiple_of(layout.alignment())
        };
        self.guises.get(sound.rank).is_some_and(|guise| is_aligned(guise.layout))
            && previous_of(sounds, sound).is_none()
            && sound.after > 0
            // Some systems write boots and clock changes without any text.
            && !(sound.verdict.is_typed() && sound.verdict.reasons.has(Reason::Nameless))
            && part::block_within(stretch.offset(sound.start)..stretch.offset(sound.end()))
                .and_then(|cut| usize::try_from(cut.checked_sub(stretch.at)?).ok())
                .and_then(|cut| stretch.window.get(sound.start..cut))
                .is_some_and(is_zero)
    }

    /// The head of a slot behind a sound one and slots that nobody used.
    fn head_in_table(
        &self,
        stretch: Stretch<'_>,
        layout: &'static Layout,
        sound: &Sound,
        sounds: &[Sound],
    ) -> Option<Find> {
        let mut place = sound.end();
        for _ in 0..CHAIN {
            let next = place.saturating_add(layout.size());
            if index_of(sounds, sound.rank, place).is_some() {
                return None;
            }
            if !stretch.window.get(place..next).is_some_and(is_zero) {
                return part::head(stretch, layout, sound, place, &self.times);
            }
            place = next;
        }
        None
    }

    /// Records with odd values behind a sound one. Where a block has cut the place, they need
    /// a sound record behind them too.
    fn odd_behind(
        &self,
        stretch: Stretch<'_>,
        layout: &'static Layout,
        sound: &Sound,
        sounds: &[Sound],
        is_cut: bool,
        finds: &mut Vec<Find>,
    ) -> bool {
        if !layout.is_telling() || layout.framing() == Framing::Prefixed {
            return false;
        }
        let mut odd = Vec::new();
        let mut place = sound.end();
        let mut is_enclosed = false;
        for _ in 0..CHAIN {
            let Some(find) = self.odd(stretch, layout, sound, place) else { break };
            odd.push(find);
            place = place.saturating_add(layout.size());
            is_enclosed = index_of(sounds, sound.rank, place).is_some();
            if is_enclosed {
                break;
            }
        }
        self.keep_odd(odd, is_enclosed, is_cut, finds)
    }

    fn odd_before(
        &self,
        stretch: Stretch<'_>,
        layout: &'static Layout,
        sound: &Sound,
        sounds: &[Sound],
        is_cut: bool,
        finds: &mut Vec<Find>,
    ) -> bool {
        if !layout.is_telling() {
            return false;
        }
        let mut odd = Vec::new();
        let mut place = sound.start;
        let mut is_enclosed = false;
        for _ in 0..CHAIN {
            let Some(before) = place.checked_sub(layout.size()) else { break };
            is_enclosed = index_of(sounds, sound.rank, before).is_some();
            let find = self.odd(stretch, layout, sound, before).filter(|_| !is_enclosed);
            let Some(find) = find else { break };
            odd.push(find);
            place = before;
        }
        self.keep_odd(odd, is_enclosed, is_cut, finds)
    }

    fn keep_odd(
        &self,
        odd: Vec<Find>,
        is_enclosed: bool,
        is_cut: bool,
        finds: &mut Vec<Find>,
    ) -> bool {
        if odd.is_empty() || (is_cut && !is_enclosed) {
            return false;
        }
        finds.extend(odd.into_iter().map(|find| {
            let is_sure = is_enclosed || find.tier == Tier::Probable;
            Find {
                neighbours: u8::from(is_enclosed),
                tier: if is_sure { Tier::Probable } else { Tier::Possible },
                ..find
            }
        }));
        true
    }

    /// What stands in the place of a record and is one by its neighbour alone.
    fn odd(
        &self,
        stretch: Stretch<'_>,
        layout: &'static Layout,
        beside: &Sound,
        place: usize,
    ) -> Option<Find> {
        let end = place.checked_add(layout.size())?;
        let record = stretch.window.get(place..end)?;
        let fit = layout.fit(record);
        if matches!(fit, Fit::Bad | Fit::Zero) {
            return None;
        }
        let verdict = judge_texts(layout, record)?;
        let mut reasons = verdict.reasons;
        let is_dirty = reasons.has(Reason::OddText) || reasons.has(Reason::Garbage);
        if fit == Fit::Odd && is_dirty {
            return None;
        }
        reasons.set(Reason::InRun, true);
        reasons
            .set(Reason::Aligned, stretch.offset(place).is_multiple_of(layout.alignment()));
        reasons.set(Reason::OddTime, !self.times.contains(&verdict.time));
        reasons.set(Reason::OddType, fit == Fit::Odd && self.times.contains(&verdict.time));
        let score = score(layout, reasons);
        let is_likely = fit == Fit::Good && verdict.is_typed() && !is_dirty;
        Some(Find {
            offset: stretch.offset(place),
            rank: beside.rank,
            layout,
            whole: layout.size(),
            present: 0..layout.size(),
            tier: if is_likely { Tier::Probable } else { Tier::Possible },
            reasons,
            neighbours: 0,
            score,
            mean: score,
            time: Some(verdict.time),
            near: beside.verdict.time,
            at: 0,
        })
    }
}

fn index_of(sounds: &[Sound], rank: usize, start: usize) -> Option<usize> {
    sounds.binary_search_by_key(&(rank, start), |sound| (sound.rank, sound.start)).ok()
}

fn next_of(sounds: &[Sound], sound: &Sound) -> Option<usize> {
    index_of(sounds, sound.rank, sound.end())
}

fn previous_of(sounds: &[Sound], sound: &Sound) -> Option<usize> {
    index_of(sounds, sound.rank, sound.start.checked_sub(sound.len)?)
}
