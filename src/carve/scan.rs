//! Looking at one stretch: what stands in it, by its bytes and those around them alone.

use super::filter::{Candidate, Filter};
use super::find::{Find, Finds, score, tier};
use super::guise::Guise;
use super::member::Member;
use super::neighbour::{count_neighbours, note_flawless, sort};
use super::reason::Reason;
use super::row::Walk;
use super::shape::Shape;
use super::suspects::Suspect;
use super::verdict::{Verdict, judge};
use super::{Options, Tier};
use crate::layout::prefixed::entry_len;
use crate::layout::{Framing, Layout};
use crate::vector::Isa;
use alloc::vec::Vec;
use core::ops::Range;

/// So many neighbours on each side are looked at.
pub(super) const CHAIN: u8 = 8;
/// No entry is longer.
pub(super) const LONGEST: usize = 656;
/// What is found in so many bytes beside a stretch says something about what is in it: a chain,
/// and two more records.
pub(super) const MARGIN: usize = 10 * LONGEST;

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
    /// Whether all entries of its layout are as long.
    pub(super) has_size: bool,
    /// Whether a record beside it is the surer for it.
    pub(super) counts: bool,
    /// Whether another layout reads the same bytes without a flaw.
    pub(super) is_flawless_elsewhere: bool,
    /// Which sound records of its layout stand directly before and behind it.
    pub(super) previous: Option<usize>,
    pub(super) next: Option<usize>,
    pub(super) before: u8,
    pub(super) after: u8,
    /// Sums of the scores of so many.
    pub(super) sum_before: u16,
    pub(super) sum_after: u16,
    pub(super) score: u8,
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
            has_size: layout.framing() != Framing::Prefixed,
            counts: verdict.counts(layout),
            is_flawless_elsewhere: false,
            previous: None,
            next: None,
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

    /// What sounds are sorted by.
    pub(super) const fn key(&self) -> (usize, usize) {
        (self.start, self.rank)
    }

    pub(super) const fn neighbours(&self) -> u8 {
        self.before.saturating_add(self.after)
    }

    pub(super) fn mean(&self) -> u8 {
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
    pub(super) guises: Vec<Guise>,
    pub(super) times: Range<i64>,
    pub(super) tier: Tier,
    align: Option<u64>,
    filter: Filter,
}

impl Scanner {
    pub(super) fn new(options: &Options, isa: Isa) -> Self {
        let layouts: Vec<_> = options.looked_for().collect();
        let is_odd = options.align.is_some_and(|align| align.max(1) & 1 == 1);
        let filter = Filter::new(&layouts, &options.times, is_odd, isa);
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
        count_neighbours(&mut sounds);
        let owned = stretch.offset(own.start)..stretch.offset(own.end);
        // What is less than probable never stands in the way of what is.
        let least = self.tier.min(Tier::Probable);
        let is_kept = |find: &Find| find.tier >= least || !find.is_whole();
        let mut finds = Vec::new();
        let mut others = Vec::new();
        let mut add = |find: Find| {
            if is_kept(&find) {
                finds.push(find);
            } else if owned.contains(&find.offset) {
                others.push(find.offset..find.end());
            }
        };
        let mut around = Vec::new();
        for sound in &sounds {
            let Some(&Guise { layout, .. }) = self.guises.get(sound.rank) else { continue };
            if let Some(part) = self.part_of(stretch, layout, sound, &sounds) {
                add(part);
                continue;
            }
            if let Some(find) = self.find(stretch, layout, sound) {
                if sound.verdict.is_typed() && find.tier > Tier::Possible {
                    self.look_around(stretch, layout, sound, &sounds, &mut around);
                    around.drain(..).for_each(&mut add);
                }
                add(find);
            }
        }
        let likely = Taken::by(finds.iter().filter(|find| find.tier >= Tier::Probable));
        let left_out = others.iter().filter(|other| !likely.has_any_of(other)).count();
        finds.retain(|find| owned.contains(&find.offset));
        let key = |find: &Find| {
            (
                find.offset,
                find.rank,
                find.present.start,
                core::cmp::Reverse(find.present.end),
            )
        };
        if !finds.is_sorted_by_key(key) {
            finds.sort_by_cached_key(key);
        }
        // Two sound records may have found the same odd one between them.
        finds.dedup_by_key(|find| (find.offset, find.rank, find.present.clone()));
        let left_out = u64::try_from(left_out).unwrap_or(u64::MAX);
        let mut found = Finds { left_out, ..Finds::default() };
        found.finds.reserve(finds.len());
        found.space.reserve(finds.iter().map(Find::len).sum());
        for find in finds {
            found.push(find, stretch.window, stretch.at);
        }
        found
    }

    /// All records of which type, time and texts agree, by place and layout, but for those that
    /// are passed over within rows.
    fn sounds(&self, stretch: Stretch<'_>, around: Range<usize>) -> Vec<Sound> {
        let is_odd = stretch.at & 1 == 1;
        let mut walk = Walk::new(self, stretch, around.clone());
        self.filter
            .candidates(stretch.window, is_odd, around, |seen, end| walk.look(seen, end));
        let mut sounds = walk.finish();
        sort(&mut sounds);
        note_flawless(&mut sounds);
        sounds
    }

    /// Adds what is sound of what may start at a place, except in layouts of one length.
    pub(super) fn look_at(
        &self,
        stretch: Stretch<'_>,
        candidate: &Candidate<'_>,
        except: Option<usize>,
        sounds: &mut Vec<Sound>,
    ) {
        // The last whose texts were looked at, and whether they can be some.
        let mut known: Option<(&Guise, Option<[Shape<'_>; 3]>)> = None;
        for &rank in candidate.member.layouts() {
            let Some(guise) = self.guises.get(rank) else { continue };
            let Some(entry) = self.entry(stretch, guise.layout, candidate.start) else {
                continue;
            };
            let texts = match known {
                Some((like, texts)) if like.is_like(guise) => texts,
                _ => guise.texts(guise.layout.body(entry)),
            };
            known = Some((guise, texts));
            if let Some(texts) = texts.filter(|_| except != Some(guise.layout.size())) {
                sounds.extend(self.judged(guise, rank, candidate.start, entry, &texts));
            }
        }
    }

    /// The record of this layout that starts here, if it is sound.
    pub(super) fn sound(
        &self,
        stretch: Stretch<'_>,
        rank: usize,
        start: usize,
    ) -> Option<Sound> {
        let guise = self.guises.get(rank)?;
        let entry = self.entry(stretch, guise.layout, start)?;
        let texts = guise.texts(guise.layout.body(entry))?;
        self.judged(guise, rank, start, entry, &texts)
    }

    fn judged(
        &self,
        guise: &Guise,
        rank: usize,
        start: usize,
        entry: &[u8],
        texts: &[Shape<'_>; 3],
    ) -> Option<Sound> {
        let layout = guise.layout;
        let verdict = judge(layout, entry, &self.times, Some(texts))?;
        Some(Sound::new(rank, start, entry.len(), layout, verdict))
    }

    pub(super) fn layout(&self, rank: usize) -> Option<&'static Layout> {
        self.guises.get(rank).map(|guise| guise.layout)
    }

    pub(super) fn member(&self, rank: usize) -> Option<&Member> {
        self.filter.member(rank)
    }

    /// All layouts, each with what is certain of it.
    pub(super) fn suspects(&self) -> impl Iterator<Item = Suspect<'_>> {
        self.filter.members().iter().flat_map(|member| {
            let ranks = member.layouts().iter();
            ranks.filter_map(|&rank| Some(Suspect::new(member, rank, self.layout(rank)?)))
        })
    }

    /// The instructions to look for things with.
    pub(super) const fn isa(&self) -> Isa {
        self.filter.isa()
    }

    /// Whether anything is looked for at a place: nothing stands at odd offsets unless somebody
    /// asks for it.
    pub(super) fn is_in_place(
        &self,
        stretch: Stretch<'_>,
        layout: &Layout,
        start: usize,
    ) -> bool {
        let offset = stretch.offset(start);
        offset & 1 == 0 || layout.alignment() == 1 || self.is_asked_for(offset)
    }

    /// The bytes of an entry that may start at a place of the window.
    fn entry<'a>(
        &self,
        stretch: Stretch<'a>,
        layout: &Layout,
        start: usize,
    ) -> Option<&'a [u8]> {
        if !self.is_in_place(stretch, layout, start) {
            return None;
        }
        let rest = stretch.window.get(start..)?;
        let len = match layout.framing() {
            Framing::Prefixed => entry_len(rest)?,
            _ => layout.size(),
        };
        rest.get(..len).filter(|_| len <= LONGEST)
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
        // Of a few short fields the other byte order may make as much sense.
        let is_ambiguous =
            neighbours == 0 && !layout.is_telling() && sound.is_flawless_elsewhere;
        reasons.set(Reason::Ambiguous, is_ambiguous);
        Some(Find {
            offset,
            rank: sound.rank,
            layout,
            whole: sound.len,
            present: 0..sound.len,
            tier: tier(layout, sound.verdict, neighbours, is_single, is_ambiguous),
            reasons,
            neighbours: neighbours.min(CHAIN),
            score: score(layout, reasons),
            mean: sound.mean(),
            time: Some(sound.verdict.time),
            near: sound.verdict.time,
            at: 0,
        })
    }
}

/// The bytes of finds.
struct Taken(Vec<Range<u64>>);

impl Taken {
    fn by<'a>(finds: impl Iterator<Item = &'a Find>) -> Self {
        let mut all: Vec<_> = finds.map(|find| find.offset..find.end()).collect();
        all.sort_unstable_by_key(|range| range.start);
        all.dedup_by(|next, range| {
            let goes_on = next.start <= range.end;
            if goes_on {
                range.end = range.end.max(next.end);
            }
            goes_on
        });
        Self(all)
    }

    fn has_any_of(&self, other: &Range<u64>) -> bool {
        let before = self.0.partition_point(|range| range.end <= other.start);
        self.0.get(before).is_some_and(|range| range.start < other.end)
    }
}
