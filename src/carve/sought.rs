//! What is looked for, from the field tables: the bytes whose value is nearly certain, and the
//! planes in which they are seen.
//!
//! Among them is the highest byte of the time that is not zero: the *anchor*. A [`Root`] is the
//! anchor and a few such bytes at fixed distances from it; layouts that agree in them share a
//! root, and most of those with microseconds do.

use super::mask::Mask;
use super::member::{Member, Rest, Term, Texts};
use super::plan::{At, Bounds, Plan, Reach};
use crate::layout::{Framing, Layout};
use alloc::vec::Vec;
use core::ops::Range;

/// A root that says so much leaves few places over; in 256ths of a bit.
const ENOUGH: u32 = 2_500;
/// More bytes than these say little more.
const MOST_TERMS: usize = TOGETHER - 1;
/// Bounds of so many values are wide enough to stand for narrower ones.
const WIDE: u8 = 15;
/// So many terms are looked at together.
const TOGETHER: usize = 4;

/// Everything that is looked for, and the planes in which it is seen.
#[derive(Debug)]
pub(super) struct Sought {
    pub(super) roots: Vec<Root>,
    pub(super) members: Vec<Member>,
    /// The planes that are needed.
    pub(super) plan: Plan,
    /// Where anchors may stand in their entries.
    pub(super) anchors: Range<usize>,
}

impl Sought {
    /// Looks for entries everywhere, or where they start at even offsets, unless they may stand
    /// anywhere.
    pub(super) fn new(
        layouts: &[&'static Layout],
        times: &Range<i64>,
        everywhere: bool,
    ) -> Self {
        let mut roots: Vec<Root> = Vec::new();
        let mut members: Vec<Member> = Vec::new();
        let mut anchors: Option<Range<usize>> = None;
        for (at, layout) in layouts.iter().enumerate() {
            let signs = layout.signs(times);
            let Some(&first) = signs.first() else { continue };
            let terms: Vec<Term> =
                signs.iter().filter_map(|&sign| Term::new(sign, first)).collect();
            let Some((&anchor, rest)) = terms.split_first() else { continue };
            let known = anchors.unwrap_or(first.at..first.at);
            anchors = Some(known.start.min(first.at)..known.end.max(first.at));
            let is_anywhere = everywhere || layout.alignment() == 1;
            let parity = if is_anywhere { None } else { Some(first.at & 1) };
            let own = chosen(rest);
            let is_shared = |root: &Root| {
                root.anchor == anchor && root.parity == parity && root.terms == own
            };
            let root = roots.iter().position(is_shared).unwrap_or(roots.len());
            if root == roots.len() {
                roots.push(Root {
                    anchor,
                    terms: own,
                    seen: Default::default(),
                    parity,
                    members: Range::default(),
                });
            }
            let texts = Texts::new(layout, first.at);
            let size = (layout.framing() != Framing::Prefixed).then_some(layout.size());
            let is_alike = |member: &&mut Member| {
                member.root == root
                    && member.anchor == first.at
                    && member.terms == terms
                    && member.texts == texts
                    // Either all have a length of their own, or none has.
                    && member.sizes.is_empty() == size.is_none()
            };
            if let Some(member) = members.iter_mut().find(is_alike) {
                member.layouts.push(at);
                member.sizes.extend(size.filter(|size| !member.sizes.contains(size)));
            } else {
                members.push(Member {
                    layouts: alloc::vec![at],
                    sizes: size.into_iter().collect(),
                    root,
                    anchor: first.at,
                    terms,
                    mask: Mask::default(),
                    rest: Rest::default(),
                    texts,
                });
            }
        }
        let mut sought = Self {
            plan: Plan { bounds: planes(&roots), reach: Reach::default() },
            roots,
            members,
            anchors: anchors.unwrap_or_default(),
        };
        sought.see();
        sought
    }

    /// Notes in which planes roots are seen, and how their members are told from each other.
    fn see(&mut self) {
        for distance in self.members.iter().flat_map(Member::reach) {
            self.plan.reach.widen(distance);
        }
        let plan = &self.plan;
        self.members.sort_by_key(|member| member.root);
        for (number, root) in self.roots.iter_mut().enumerate() {
            let terms = || core::iter::once(&root.anchor).chain(&root.terms);
            let at = |term: &Term| plan.at(term.bounds, term.distance);
            let seen: Vec<At> = terms().filter_map(at).collect();
            root.seen = repeated(at(&root.anchor).unwrap_or_default(), &seen);
            let start = self.members.partition_point(|member| member.root < number);
            let end = self.members.partition_point(|member| member.root <= number);
            root.members = start..end;
            for member in self.members.get_mut(start..end).unwrap_or_default() {
                member.mask = Mask::new(member, plan, &root.seen);
                member.rest = Rest::new(member, plan);
            }
        }
    }
}

/// What layouts have in common that share it.
#[derive(Debug)]
pub(super) struct Root {
    anchor: Term,
    terms: Vec<Term>,
    /// The planes in which anchor and terms are seen; some of them again and again.
    pub(super) seen: [At; TOGETHER],
    /// Whether its anchors stand at even or odd offsets only: the remainder.
    pub(super) parity: Option<usize>,
    /// Which of all members are its.
    pub(super) members: Range<usize>,
}

/// So many of them, again and again: the first again if there are none.
fn repeated<const N: usize>(first: At, all: &[At]) -> [At; N] {
    let mut all = all.iter().copied().cycle();
    core::array::from_fn(|_| all.next().unwrap_or(first))
}

/// The planes that are needed, the narrowest first: those of zeros and texts, and of what roots
/// have, unless another that is narrow enough can stand for it.
fn planes(roots: &[Root]) -> Vec<Bounds> {
    let sure = [Bounds::ZERO, Bounds::TEXT];
    let anchors: Vec<Bounds> = roots.iter().map(|root| root.anchor.bounds).collect();
    let terms = roots.iter().flat_map(|root| &root.terms).map(|term| term.bounds);
    let mut all: Vec<Bounds> = sure.iter().chain(&anchors).copied().chain(terms).collect();
    all.sort_unstable();
    all.dedup();
    let is_needed = |bounds: &&Bounds| {
        let can_stand = |other: &Bounds| {
            let is_near = other.width <= WIDE || *other == Bounds::TEXT;
            other != *bounds && is_near && other.contain(**bounds)
        };
        sure.contains(bounds) || anchors.contains(bounds) || !all.iter().any(can_stand)
    };
    all.iter().filter(is_needed).copied().collect()
}

/// As many as are needed, the surest first, and zeros directly behind them.
fn chosen(all: &[Term]) -> Vec<Term> {
    let mut terms = Vec::new();
    let mut sum = 0_u32;
    for &term in all.iter().take(MOST_TERMS) {
        if sum >= ENOUGH && term.bounds != Bounds::ZERO {
            break;
        }
        sum = sum.saturating_add(term.weight());
        terms.push(term);
    }
    terms
}
