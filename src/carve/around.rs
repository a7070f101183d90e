//! What a sound record tells of its surroundings: records with odd values beside it, and what
//! the end of a block has left of others.

use super::Tier;
use super::find::{Find, score};
use super::neighbour::index_of;
use super::part;
use super::reason::Reason;
use super::scan::{CHAIN, Scanner, Sound, Stretch};
use super::verdict::judge_texts;
use crate::bytes::is_zero;
use crate::layout::{Fit, Framing, Layout};
use alloc::vec::Vec;

impl Scanner {
    /// Looks for what a sound record at the end of a row tells of: records with odd values, and
    /// parts of records that the end of a block has cut.
    pub(super) fn look_around(
        &self,
        stretch: Stretch<'_>,
        layout: &'static Layout,
        sound: &Sound,
        sounds: &[Sound],
        finds: &mut Vec<Find>,
    ) {
        let is_sure = sound.neighbours() > 0 || sound.verdict.is_spotless();
        let odd = |is_cut: bool, next: &dyn Fn(usize) -> Option<usize>| {
            if !is_sure {
                return Vec::new();
            }
            self.odd_beside(stretch, layout, sound, sounds, is_cut, next)
        };
        if sound.after == 0 && sound.next.is_none() {
            let head = part::head(stretch, layout, sound, sound.end(), &self.times);
            let odd = odd(head.is_some(), &|place| place.checked_add(layout.size()));
            if odd.is_empty() {
                finds.extend(head);
            }
            finds.extend(odd);
            if layout.framing() == Framing::Table {
                finds.extend(self.head_in_table(stretch, layout, sound, sounds));
            }
        }
        let has_size = layout.framing() != Framing::Prefixed;
        if sound.before == 0 && has_size && sound.previous.is_none() {
            let tail = part::tail(stretch, layout, sound, &self.times);
            let odd = odd(tail.is_some(), &|place| place.checked_sub(layout.size()));
            if odd.is_empty() {
                finds.extend(tail);
            }
            finds.extend(odd);
        }
    }

    /// What is there of a record of which a block has kept only a part, and other bytes stand in
    /// the place of the rest: with dirt in it where a part is clean, at the end of a row.
    pub(super) fn part_of(
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
        if !is_dirty && !self.begins_in_vain(stretch, sound)
            || layout.framing() == Framing::Prefixed
            || sound.is_flawless_elsewhere
        {
            return None;
        }
        let neighbour = |at: Option<usize>| sounds.get(at?).filter(|other| other.counts);
        let before = neighbour(sound.previous);
        let behind = neighbour(sound.next);
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

    /// Whether a row begins in the middle of a block with nothing but zeros: a file begins with
    /// a block, so these are not likely the first bytes of the record.
    fn begins_in_vain(&self, stretch: Stretch<'_>, sound: &Sound) -> bool {
        let is_aligned = |layout: &Layout| {
            stretch.offset(sound.start).is_multiple_of(layout.alignment())
        };
        self.guises.get(sound.rank).is_some_and(|guise| is_aligned(guise.layout))
            && sound.previous.is_none()
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

    /// The records with odd values on one side of a sound one, at the places that `next` leads to,
    /// as far as they are kept. Where a block has cut the first of them, it has
    /// to be a likely one, or a sound record has to stand behind them too.
    fn odd_beside(
        &self,
        stretch: Stretch<'_>,
        layout: &'static Layout,
        sound: &Sound,
        sounds: &[Sound],
        is_cut: bool,
        next: impl Fn(usize) -> Option<usize>,
    ) -> Vec<Find> {
        if !layout.is_telling() || layout.framing() == Framing::Prefixed {
            return Vec::new();
        }
        let mut odd = Vec::new();
        let mut place = sound.start;
        let mut is_enclosed = false;
        for _ in 0..=CHAIN {
            let Some(beside) = next(place) else { break };
            is_enclosed = index_of(sounds, sound.rank, beside).is_some();
            if is_enclosed || odd.len() >= usize::from(CHAIN) {
                break;
            }
            let Some(find) = self.odd(stretch, layout, sound, beside) else { break };
            odd.push(find);
            place = beside;
        }
        kept_odd(odd, is_enclosed, is_cut)
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
        let verdict = judge_texts(layout, record, None)?;
        let mut reasons = verdict.reasons;
        let is_dirty = reasons.has(Reason::OddText) || reasons.has(Reason::Garbage);
        reasons.set(Reason::InRun, true);
        reasons
            .set(Reason::Aligned, stretch.offset(place).is_multiple_of(layout.alignment()));
        reasons.set(Reason::OddTime, !self.times.contains(&verdict.time));
        let is_in_time = layout.claims(record, &(i64::MIN..i64::MAX));
        reasons.set(Reason::OddValue, fit == Fit::Odd && !is_in_time);
        let score = score(layout, reasons);
        // A clock that was never set is no reason to doubt the rest; no time at all is one.
        let is_sane = is_in_time && verdict.is_sane() && verdict.time != 0;
        let is_likely = verdict.is_typed() && !is_dirty && (fit == Fit::Good || is_sane);
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

/// Between sound records everything is one; else what is likely is, and the rest up to the
/// first that is not clean.
fn kept_odd(mut odd: Vec<Find>, is_enclosed: bool, is_cut: bool) -> Vec<Find> {
    let is_dirty = |find: &Find| {
        find.reasons.has(Reason::OddText) || find.reasons.has(Reason::Garbage)
    };
    let is_likely = |find: &Find| find.tier == Tier::Probable;
    if is_enclosed {
        for find in &mut odd {
            (find.neighbours, find.tier) = (1, Tier::Probable);
        }
    } else if is_cut && !odd.first().is_some_and(is_likely) {
        odd.clear();
    } else {
        let kept = odd.iter().take_while(|find| is_likely(find) || !is_dirty(find)).count();
        odd.truncate(kept);
    }
    odd
}
