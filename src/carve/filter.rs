//! Which places are worth a look, at the speed of memory.
//!
//! Each layout has bytes whose value is nearly certain, among them the highest byte of the
//! time that is not zero: the *anchor*. A [`Root`] is the anchor and a few such bytes at fixed
//! distances from it; layouts that agree in them share a root, and most of those with
//! microseconds do. Blocks of bytes are held against a root in plain loops over arrays, which
//! compilers turn into vector instructions, and only where a whole root matches is anything
//! looked at one by one.

use crate::layout::{Layout, Sign};
use alloc::vec::Vec;
use core::ops::Range;

/// So many positions are held against a root at once.
const BLOCK: usize = 64;

/// A root that says so much leaves few places over; in 256ths of a bit.
const ENOUGH: u32 = 2_500;
/// More bytes than these say little more.
const MOST_TERMS: usize = 4;

/// A byte at a fixed distance from the anchor, and what it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Term {
    /// Behind the anchor, or before it.
    distance: isize,
    low: u8,
    width: u8,
}

impl Term {
    fn new(sign: Sign, anchor: Sign) -> Option<Self> {
        let at = isize::try_from(sign.at).ok()?;
        let distance = at.checked_sub_unsigned(anchor.at)?;
        Some(Self { distance, low: sign.low, width: sign.width() })
    }

    const fn holds(self, byte: u8) -> bool {
        byte.wrapping_sub(self.low) <= self.width
    }

    /// Whether every byte that this allows is one that the other allows.
    const fn implies(self, other: Self) -> bool {
        self.distance == other.distance
            && self.low >= other.low
            && self.low.saturating_add(self.width) <= other.low.saturating_add(other.width)
    }

    /// How much it says, in 256ths of a bit. Zeros stand everywhere.
    fn weight(self) -> u32 {
        match (self.low, self.width) {
            (0, 0) => 1_600,
            (_, width) => u32::from(u8::MAX.saturating_sub(width)).saturating_mul(4),
        }
    }
}

/// Roots whose anchor is the same.
#[derive(Debug)]
struct Group {
    anchor: Term,
    roots: Vec<Root>,
}

/// What layouts have in common that share it.
#[derive(Debug)]
struct Root {
    terms: Vec<Term>,
    members: Vec<Member>,
    /// The first of the terms that allows one value only, which is looked at first, and where
    /// its bytes start in the reach of a block.
    first: Option<(u8, usize)>,
    /// All terms, likewise.
    reached: Vec<(usize, Term)>,
}

/// A layout that may be found where a root matches.
#[derive(Debug)]
pub(super) struct Member {
    /// Which of the layouts that are looked for.
    pub(super) layout: usize,
    /// Where in the entry the anchor stands.
    anchor: usize,
    /// What else is nearly certain, and what says most of it.
    first: Option<Term>,
    terms: Vec<Term>,
}

/// Everything that is looked for.
#[derive(Debug)]
pub(super) struct Filter {
    groups: Vec<Group>,
    /// How far before and behind an anchor the bytes of a root stand.
    before: usize,
    behind: usize,
    /// Where anchors may stand in their entries.
    anchors: Range<usize>,
}

impl Filter {
    pub(super) fn new(layouts: &[&'static Layout], times: &Range<i64>) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        let mut anchors: Option<Range<usize>> = None;
        for (at, layout) in layouts.iter().enumerate() {
            let signs = layout.signs(times);
            let Some((&anchor, signs)) = signs.split_first() else { continue };
            let Some(first) = Term::new(anchor, anchor) else { continue };
            let known = anchors.unwrap_or(anchor.at..anchor.at);
            anchors = Some(known.start.min(anchor.at)..known.end.max(anchor.at));
            let all: Vec<Term> =
                signs.iter().filter_map(|&sign| Term::new(sign, anchor)).collect();
            let known = groups.iter().position(|group| group.anchor == first);
            let known = known.unwrap_or(groups.len());
            if known == groups.len() {
                groups.push(Group { anchor: first, roots: Vec::new() });
            }
            let Some(group) = groups.get_mut(known) else { continue };
            let is_shared = |root: &Root| {
                root.terms.iter().all(|&term| all.iter().any(|own| own.implies(term)))
            };
            let place = group.roots.iter().position(is_shared).unwrap_or(group.roots.len());
            if place == group.roots.len() {
                group.roots.push(Root::new(chosen(&all)));
            }
            if let Some(root) = group.roots.get_mut(place) {
                let left = all.iter().copied().filter(|term| !root.terms.contains(term));
                let mut terms: Vec<Term> = left.collect();
                terms.sort_by_key(|term| core::cmp::Reverse(term.weight()));
                let first = terms.first().copied();
                root.members.push(Member { layout: at, anchor: anchor.at, first, terms });
            }
        }
        let distances = |sign: fn(isize) -> isize| {
            let roots = groups.iter().flat_map(|group| &group.roots);
            let all =
                roots.flat_map(|root| &root.terms).map(move |term| sign(term.distance));
            all.max().unwrap_or(0).max(0).unsigned_abs()
        };
        let before = distances(|distance| distance.saturating_neg());
        let behind = distances(|distance| distance);
        for root in groups.iter_mut().flat_map(|group| &mut group.roots) {
            root.reach(before);
        }
        Self { groups, before, behind, anchors: anchors.unwrap_or_default() }
    }

    /// Calls `visit` with every place in `starts` of the window where an entry of a layout may
    /// start, in no particular order.
    pub(super) fn candidates(
        &self,
        window: &[u8],
        starts: Range<usize>,
        mut visit: impl FnMut(usize, &Member),
    ) {
        let from = starts.start.saturating_add(self.anchors.start);
        let to = starts.end.saturating_add(self.anchors.end).min(window.len());
        let mut look = |root: &Root, at: usize| {
            for member in &root.members {
                if !member.is_possible(window, at) {
                    continue;
                }
                let Some(start) = at.checked_sub(member.anchor) else { continue };
                if starts.contains(&start) {
                    visit(start, member);
                }
            }
        };
        let mut at = from;
        while at < to {
            let end = at.saturating_add(BLOCK).min(to);
            let reach = at
                .checked_sub(self.before)
                .and_then(|low| window.get(low..end.saturating_add(self.behind)));
            match reach {
                Some(reach) if end.saturating_sub(at) == BLOCK => {
                    self.look_at_block(reach, |root, place| {
                        look(root, at.saturating_add(place));
                    });
                }
                // The edges of the window.
                _ => {
                    for place in at..end {
                        for (anchor, root) in self.roots() {
                            if root.matches(anchor, window, place) {
                                look(root, place);
                            }
                        }
                    }
                }
            }
            at = end;
        }
    }

    fn roots(&self) -> impl Iterator<Item = (Term, &Root)> {
        self.groups
            .iter()
            .flat_map(|group| group.roots.iter().map(move |root| (group.anchor, root)))
    }

    /// Calls `found` with every anchor of the block, whose bytes begin `before` bytes behind
    /// the start of `reach`.
    #[inline]
    fn look_at_block(&self, reach: &[u8], mut found: impl FnMut(&Root, usize)) {
        let Some(here) = block(reach, self.before) else { return };
        for group in &self.groups {
            let mut anchors = [u8::MAX; BLOCK];
            narrow(&mut anchors, here, group.anchor);
            if is_empty(&anchors) {
                continue;
            }
            for root in &group.roots {
                if let Some((first, at)) = root.first
                    && !block(reach, at).is_some_and(|bytes| meets(&anchors, bytes, first))
                {
                    continue;
                }
                let mut left = anchors;
                for &(at, term) in &root.reached {
                    block(reach, at).map(|bytes| narrow(&mut left, bytes, term));
                }
                if is_empty(&left) {
                    continue;
                }
                for (place, _) in left.iter().enumerate().filter(|(_, left)| **left != 0) {
                    found(root, place);
                }
            }
        }
    }
}

/// The bytes of a block.
#[inline(always)]
fn block(reach: &[u8], at: usize) -> Option<&[u8; BLOCK]> {
    reach.get(at..)?.first_chunk()
}

/// Whether any of the places has this byte.
#[inline(always)]
fn meets(places: &[u8; BLOCK], bytes: &[u8; BLOCK], wanted: u8) -> bool {
    let mut met = 0;
    for (place, &byte) in places.iter().zip(bytes) {
        met |= if byte == wanted { *place } else { 0 };
    }
    met != 0
}

/// Keeps the places whose byte is within the bounds.
#[inline(always)]
fn narrow(left: &mut [u8; BLOCK], bytes: &[u8; BLOCK], term: Term) {
    if term.low == 0 && term.width == 0 {
        for (left, &byte) in left.iter_mut().zip(bytes) {
            *left &= if byte == 0 { u8::MAX } else { 0 };
        }
    } else {
        for (left, &byte) in left.iter_mut().zip(bytes) {
            *left &= if term.holds(byte) { u8::MAX } else { 0 };
        }
    }
}

#[inline(always)]
fn is_empty(left: &[u8; BLOCK]) -> bool {
    left.iter().fold(0, |all, left| all | left) == 0
}

/// As many as are needed, the surest first.
fn chosen(all: &[Term]) -> Vec<Term> {
    let mut terms = Vec::new();
    let mut sum = 0_u32;
    for &term in all.iter().take(MOST_TERMS) {
        if sum >= ENOUGH {
            break;
        }
        sum = sum.saturating_add(term.weight());
        terms.push(term);
    }
    terms
}

impl Root {
    fn new(terms: Vec<Term>) -> Self {
        Self { terms, members: Vec::new(), first: None, reached: Vec::new() }
    }

    /// Notes where the bytes of its terms start, if those of the anchors start at `before`.
    fn reach(&mut self, before: usize) {
        let at = |term: &Term| before.saturating_add_signed(term.distance);
        self.reached = self.terms.iter().map(|term| (at(term), *term)).collect();
        let exact = self.terms.iter().find(|term| term.width == 0);
        self.first = exact.map(|term| (term.low, at(term)));
    }

    fn matches(&self, anchor: Term, window: &[u8], at: usize) -> bool {
        [anchor].iter().chain(&self.terms).all(|term| term.holds_at(window, at))
    }
}

impl Term {
    #[inline]
    fn holds_at(self, window: &[u8], at: usize) -> bool {
        at.checked_add_signed(self.distance)
            .and_then(|at| window.get(at))
            .is_some_and(|&byte| self.holds(byte))
    }
}

impl Member {
    #[inline]
    fn is_possible(&self, window: &[u8], at: usize) -> bool {
        self.first.is_none_or(|term| term.holds_at(window, at))
            && self.terms.iter().skip(1).all(|term| term.holds_at(window, at))
    }
}
