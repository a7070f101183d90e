//! Which layout a file has: a ranking with reasons, never a silent guess.
//!
//! Hardly any login file carries a magic number. Every layout of the list is held against a
//! sample of the file; each record in it adds points for what speaks for the layout (a known
//! type, a plausible time, a readable line) and loses some for what speaks against it. Length
//! and name add a little and never decide alone. Where bytes cannot tell two layouts apart,
//! the ranking says so, and whether it matters.

mod crew;
mod find;
mod race;
mod sample;
mod tally;

pub use sample::Sample;

use crate::error::{Error, ErrorKind};
use crate::layout::{Framing, LAYOUTS, Layout, Role};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::num::NonZero;
use find::Look;
use tally::Tally;

/// Below this score the bytes are no login file. Noise scores 0, a file half destroyed more.
const RECOGNISED: u8 = 35;
/// The same for a file without a usual time and with a usual name.
const UNDATED: u8 = 25;
/// Layouts this close in points are told apart only by luck.
const CLOSE: i32 = 3;

/// One layout of a [`Ranking`].
#[derive(Clone, Debug)]
pub struct Candidate {
    layout: &'static Layout,
    score: u8,
    points: i32,
    reasons: Vec<String>,
}

impl Candidate {
    /// The layout.
    #[must_use]
    pub const fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// 0 (noise) to 100 (every sampled record is beyond doubt).
    #[must_use]
    pub const fn score(&self) -> u8 {
        self.score
    }

    /// What speaks for and against it, for people.
    #[must_use]
    pub fn reasons(&self) -> &[String] {
        &self.reasons
    }
}

/// The layouts that a file can have, likeliest first, with reasons.
#[derive(Clone, Debug)]
pub struct Ranking {
    candidates: Vec<Candidate>,
    rivals: usize,
    differ: bool,
    undated: bool,
    verdict: Verdict,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Empty(&'static Layout),
    Recognised,
    OnlyZeros,
    Unrecognised,
}

impl Ranking {
    /// The likeliest layout; `None` if the file is empty or not recognised.
    #[must_use]
    pub fn layout(&self) -> Option<&'static Layout> {
        match self.verdict {
            Verdict::Recognised => self.candidates.first().map(Candidate::layout),
            _ => None,
        }
    }

    /// Every layout that was tried to the end, likeliest first. [`rank`] tries all in this way;
    /// of a large file that was opened, those are left out that cannot come close to the first,
    /// unless `Options::rank_all` asks for them.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// The layouts that the sampled bytes cannot tell apart from the likeliest, which is
    /// not among them. Less speaks for them, by too little to mean anything, or as much and
    /// they are less common.
    #[must_use]
    pub fn rivals(&self) -> &[Candidate] {
        match self.verdict {
            Verdict::Recognised => self.candidates.get(1..=self.rivals).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Whether it matters which of the [`rivals`](Self::rivals) is right: some sampled
    /// record means different things in two of them.
    #[must_use]
    pub const fn readings_differ(&self) -> bool {
        self.differ
    }

    /// Whether no sampled record has a time that a clock would show: theirs was never set,
    /// or the file has a layout that is not known.
    #[must_use]
    pub const fn is_undated(&self) -> bool {
        self.undated
    }

    /// Whether the file has no bytes at all, which is fine for a login file.
    #[must_use]
    pub fn is_empty_file(&self) -> bool {
        matches!(self.verdict, Verdict::Empty(_))
    }

    /// The layout to read the file with: as [`Ranking::layout`], and for an empty file the
    /// commonest layout of its name.
    #[must_use]
    pub fn layout_or_empty(&self) -> Option<&'static Layout> {
        match self.verdict {
            Verdict::Empty(layout) => Some(layout),
            _ => self.layout(),
        }
    }

    /// Why the file is not recognised, as an error that keeps the ranking.
    #[must_use]
    pub fn into_error(self) -> Error {
        let what = match self.verdict {
            Verdict::OnlyZeros => {
                "the bytes sampled are only zeros, which fit every layout".to_owned()
            }
            _ => match self.candidates.first() {
                Some(best) if best.score > 0 => {
                    format!(
                        "the best is {} with a score of {}",
                        best.layout.id(),
                        best.score
                    )
                }
                _ => "none fits at all".to_owned(),
            },
        };
        let tried = self.candidates.len();
        let message = format!(
            "not recognised as a login file: {tried} layouts tried, {what}; name the layout \
             if you know it"
        );
        Error::new(ErrorKind::Unrecognised, message).with_ranking(self)
    }
}

/// Ranks every known layout for a sample.
///
/// Total and bounded: any bytes give a ranking, in time proportional to the sample.
///
/// # Examples
///
/// ```
/// use loginrec::detect::{self, Sample};
///
/// assert!(detect::rank(&Sample::of_bytes(b"")).is_empty_file());
/// assert!(detect::rank(&Sample::of_bytes(&[0; 10_000])).layout().is_none());
/// ```
#[must_use]
pub fn rank(sample: &Sample<'_>) -> Ranking {
    rank_by(sample, NonZero::<usize>::MIN, true)
}

/// The same by several threads. Without `all`, layouts that cannot be the likeliest nor one of
/// its rivals may be left out.
pub(crate) fn rank_by(sample: &Sample<'_>, threads: NonZero<usize>, all: bool) -> Ranking {
    if sample.is_empty() {
        let usual = |layout: &&&'static Layout| {
            sample.name.is_some_and(|name| tally::is_usual(layout, name))
        };
        let layout = LAYOUTS.iter().find(usual).or(LAYOUTS.first()).copied();
        return Ranking {
            candidates: Vec::new(),
            rivals: 0,
            differ: false,
            undated: false,
            verdict: layout.map_or(Verdict::Unrecognised, Verdict::Empty),
        };
    }
    let raced = if all { None } else { race::run(sample) };
    let mut tallies = raced.unwrap_or_else(|| tally_all(sample, threads));
    let recognised = tallies.first().is_some_and(is_recognised);
    let (rivals, differ) = part_rivals(&mut tallies, sample);
    let undated = tallies.first().is_some_and(|best| !best.is_dated());
    let zeros = sample.is_zero();
    let mut candidates: Vec<Candidate> = tallies
        .iter()
        .map(|tally| Candidate {
            layout: tally.layout,
            score: tally.score(),
            points: tally.points,
            reasons: tally.reasons(),
        })
        .collect();
    if recognised {
        explain_ties(&mut candidates, rivals, differ);
    }
    Ranking {
        candidates,
        rivals: if recognised { rivals } else { 0 },
        differ: recognised && differ,
        undated: recognised && undated,
        verdict: match (recognised, zeros) {
            (true, _) => Verdict::Recognised,
            (false, true) => Verdict::OnlyZeros,
            (false, false) => Verdict::Unrecognised,
        },
    }
}

/// The evidence about every layout, likeliest first.
fn tally_all(sample: &Sample<'_>, threads: NonZero<usize>) -> Vec<Tally> {
    let tally_each = |look| {
        let mut tallies = crew::tally_each(sample, look, threads);
        order(&mut tallies);
        tallies
    };
    let mut tallies = tally_each(Look::OnGrid);
    if !tallies.first().is_some_and(Tally::is_on_grid) {
        let moved = tally_each(Look::Anywhere);
        let mixed = moved.iter().filter(|tally| tally.may_be_mixed());
        let mixed = mixed.map(|tally| Tally::of(tally.layout, sample, Look::WithKin));
        tallies.extend(mixed.filter(|tally| tally.kin > 0).collect::<Vec<_>>());
        tallies.extend(moved);
        order(&mut tallies);
        // Each layout once, by its better reading.
        let mut seen = Vec::new();
        tallies.retain(|tally| {
            let new = !seen.contains(&tally.layout);
            seen.push(tally.layout);
            new
        });
    }
    tallies
}

/// What is recognised first, then most points; the order of the list, commonest first, where
/// they are equal.
fn order(tallies: &mut [Tally]) {
    tallies.sort_by_key(|tally| Reverse((is_recognised(tally), tally.rank)));
}

/// Whether the file may well have this layout. Bytes read wrongly often show a zero where
/// the time should be, so a file without a single usual time needs a usual name.
fn is_recognised(tally: &Tally) -> bool {
    match tally.is_dated() {
        true => tally.score() >= RECOGNISED && tally.is_believable(),
        false => tally.named && tally.score() >= UNDATED,
    }
}

/// Puts the tallies that cannot be told from the first right behind it. Returns how many
/// they are, and whether it matters which of them is right.
fn part_rivals(tallies: &mut [Tally], sample: &Sample<'_>) -> (usize, bool) {
    let Some((best, others)) = tallies.split_first_mut() else { return (0, false) };
    let mut differ = false;
    let mut ids = Vec::new();
    let others_left = others.iter().filter(|other| is_recognised(other));
    for other in others_left.filter(|other| !best.is_mixed_with(other)) {
        // What a rare layout has to prove makes no difference that the bytes show.
        let behind = best.points.saturating_sub(other.points);
        let has_other_size = other.layout.size() != best.layout.size();
        let is_close =
            behind < CLOSE && !(has_other_size && best.is_perfect() && !other.is_perfect());
        // The same records, and nothing in them is wrong: more points may be luck.
        let is_sound = other.layout.size() == best.layout.size()
            && matches!(other.layout.framing(), Framing::Sequence | Framing::Table)
            && other.contradictions() <= best.contradictions()
            && (other.layout.field(Role::Type).is_some() || other.usual() >= best.usual());
        if !is_close && !is_sound {
            continue;
        }
        let alike = best.reads_like(other, sample);
        if !alike || behind == 0 {
            differ |= !alike;
            ids.push(other.layout.id());
        }
    }
    let (is_torn, is_begun, is_misplaced) =
        (best.may_be_torn(), best.is_only_begun(), best.may_be_misplaced());
    for other in others.iter() {
        let id = other.layout.id();
        // The first part of a longer record, of which nothing else is left, reads like it.
        // The same head of a file, or the same slots at other places of a table whose end is
        // torn, do not.
        let alike = is_torn && best.is_cut_from(other, sample);
        let unlike = || {
            (is_begun && other.is_only_begun()) || (is_misplaced && other.fits_torn(sample))
        };
        if !ids.contains(&id) && (alike || unlike()) {
            differ |= !alike;
            ids.push(id);
        }
    }
    others.sort_by_key(|other| !ids.contains(&other.layout.id()));
    (ids.len(), differ)
}

fn explain_ties(candidates: &mut [Candidate], rivals: usize, differ: bool) {
    let Some((best, others)) = candidates.split_first_mut() else { return };
    for rival in others.iter_mut().take(rivals) {
        let how = if differ && rival.points != best.points {
            "can hardly be told from"
        } else {
            "cannot be told from"
        };
        rival.reasons.push(format!("{how} {} by these bytes", best.layout.id()));
        best.reasons.push(format!("{how} {} by these bytes", rival.layout.id()));
    }
}
