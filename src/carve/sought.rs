//! What is looked for, from the field tables: the bytes whose value is nearly certain, and the
//! planes in which they are seen.
//!
//! Among them is the highest byte of the time that is not zero: the *anchor*. A [`Root`] is the
//! anchor and a few such bytes at fixed distances from it; layouts that agree in them share a
//! root, and most of those with microseconds do.

use super::guise::needs_known_line;
use super::planes::{At, BLOCK, Bits, Block, Bounds, Reach, is_empty};
use super::verdict::is_known;
use crate::layout::{Framing, Layout, Role, Sign};
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
/// Of so many texts one at least is not empty.
const MOST_TEXTS: usize = 3;

/// A byte at a fixed distance from the anchor, and what it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// Behind the anchor, or before it.
    distance: isize,
    bounds: Bounds,
}

impl Term {
    fn new(sign: Sign, anchor: Sign) -> Option<Self> {
        let bounds = Bounds { low: sign.low, width: sign.width() };
        Some(Self { distance: distance(sign.at, anchor.at)?, bounds })
    }

    /// Whether every byte that this allows is one that the other allows.
    fn implies(self, other: Self) -> bool {
        self.distance == other.distance && other.bounds.contain(self.bounds)
    }

    /// How much it says, in 256ths of a bit. Zeros stand everywhere.
    fn weight(self) -> u32 {
        match self.bounds {
            Bounds::ZERO => 1_600,
            Bounds { width, .. } => {
                u32::from(u8::MAX.saturating_sub(width)).saturating_mul(4)
            }
        }
    }

    #[inline(always)]
    pub(super) fn holds_at(self, window: &[u8], at: usize) -> bool {
        at.checked_add_signed(self.distance)
            .and_then(|at| window.get(at))
            .is_some_and(|&byte| self.bounds.hold(byte))
    }
}

fn distance(at: usize, anchor: usize) -> Option<isize> {
    isize::try_from(at).ok()?.checked_sub_unsigned(anchor)
}

/// Everything that is looked for, and the planes in which it is seen.
#[derive(Debug)]
pub(super) struct Sought {
    pub(super) roots: Vec<Root>,
    pub(super) members: Vec<Member>,
    /// The planes that are needed.
    pub(super) planes: Vec<Bounds>,
    pub(super) reach: Reach,
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
            let is_shared = |root: &Root| {
                root.anchor == anchor
                    && root.parity == parity
                    && root
                        .terms
                        .iter()
                        .all(|&term| terms.iter().any(|own| own.implies(term)))
            };
            let root = roots.iter().position(is_shared).unwrap_or(roots.len());
            if root == roots.len() {
                let (seen, groups) = (Default::default(), Vec::new());
                roots.push(Root { anchor, terms: chosen(rest), seen, parity, groups });
            }
            let texts = Texts::new(layout, first.at);
            let is_alike = |member: &&mut Member| {
                member.root == root
                    && member.anchor == first.at
                    && member.terms == terms
                    && member.texts == texts
            };
            let size = (layout.framing() != Framing::Prefixed).then_some(layout.size());
            if let Some(member) = members.iter_mut().find(is_alike) {
                member.layouts.push(at);
                member.sizes.extend(size.filter(|size| !member.sizes.contains(size)));
            } else {
                let layouts = alloc::vec![at];
                let (seen, unsure) = (Default::default(), Vec::new());
                let sizes = size.into_iter().collect();
                let anchor = first.at;
                let seen_texts = SeenTexts::default();
                members.push(Member {
                    layouts,
                    sizes,
                    root,
                    anchor,
                    terms,
                    seen,
                    unsure,
                    texts,
                    seen_texts,
                });
            }
        }
        let mut sought = Self {
            planes: planes(&roots),
            roots,
            members,
            reach: Reach::default(),
            anchors: anchors.unwrap_or_default(),
        };
        sought.see();
        sought
    }

    /// Notes in which planes everything is seen, and puts members of a root together that have
    /// the most in common.
    fn see(&mut self) {
        for member in &self.members {
            let texts = member.texts.line.iter().chain(&member.texts.any).copied();
            let terms = member.terms.iter().map(|term| term.distance);
            terms.chain(texts).for_each(|distance| self.reach.widen(distance));
        }
        let (planes, reach) = (&self.planes, self.reach);
        let at = |bounds: Bounds, distance: isize| {
            let plane = planes.iter().position(|wide| wide.contain(bounds))?;
            reach.at(plane, distance)
        };
        let term_at = |term: &Term| at(term.bounds, term.distance);
        let mut ordered: Vec<Member> = Vec::new();
        let mut left = core::mem::take(&mut self.members);
        for (number, root) in self.roots.iter_mut().enumerate() {
            let anchor = term_at(&root.anchor).unwrap_or_default();
            let terms = core::iter::once(&root.anchor).chain(&root.terms);
            let terms: Vec<At> = terms.filter_map(term_at).collect();
            root.seen = repeated(anchor, &terms);
            let (mut own, others) =
                left.into_iter().partition(|at: &Member| at.root == number);
            left = others;
            while !own.is_empty() {
                let has = |member: &Member, at: At| {
                    member.terms.iter().any(|term| term_at(term) == Some(at))
                };
                let count = |at: At| own.iter().filter(|member| has(member, at)).count();
                let terms = own.iter().flat_map(|member| &member.terms).filter_map(term_at);
                let common = terms
                    .filter(|at| !root.seen.contains(at))
                    .map(|at| (count(at), at))
                    // Of those that are as common, the first.
                    .reduce(|best, next| if next.0 > best.0 { next } else { best });
                let is_in = |member: &Member| common.is_none_or(|(_, at)| has(member, at));
                let (mut members, others): (Vec<Member>, _) =
                    own.into_iter().partition(is_in);
                own = others;
                let first = members.iter().take(1).flat_map(|member| &member.terms);
                let shared: Vec<At> = first
                    .filter_map(term_at)
                    .filter(|&at| !root.seen.contains(&at))
                    .filter(|&at| members.iter().all(|member| has(member, at)))
                    .take(TOGETHER)
                    .collect();
                let seen = repeated(anchor, &shared);
                for member in &mut members {
                    let known = |at: &At| root.seen.contains(at) || seen.contains(at);
                    // What comes last says the most where texts and zeros stand all over.
                    let own = member.terms.iter().rev().filter_map(term_at);
                    let own: Vec<At> = own.filter(|at| !known(at)).take(TOGETHER).collect();
                    member.seen = repeated(anchor, &own);
                    member.unsure = member.terms.clone();
                    member.unsure.retain(|term| {
                        let is_looked_at = term_at(term)
                            .is_some_and(|at| known(&at) || member.seen.contains(&at));
                        !is_looked_at || !planes.contains(&term.bounds)
                    });
                    let empty = |distance| at(Bounds::ZERO, distance);
                    let line = member.texts.line;
                    let line =
                        line.and_then(|line| Some([empty(line)?, at(Bounds::TEXT, line)?]));
                    let any = member.texts.any.iter().filter_map(|&text| empty(text));
                    let any: Vec<At> = any.collect();
                    let any = any.first().map(|&first| repeated(first, &any));
                    member.seen_texts = SeenTexts { line, any };
                }
                let start = ordered.len();
                ordered.append(&mut members);
                root.groups.push(Group { seen, members: start..ordered.len() });
            }
        }
        self.members = ordered;
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
    pub(super) groups: Vec<Group>,
}

/// Members of a root that have more in common than that.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// The planes in which that is seen; some of them again and again.
    pub(super) seen: [At; TOGETHER],
    /// Which of all members.
    pub(super) members: Range<usize>,
}

/// Layouts that may be found where a root matches, and look the same.
#[derive(Debug)]
pub(super) struct Member {
    /// Which of the layouts that are looked for.
    pub(super) layouts: Vec<usize>,
    /// How long their entries are, unless that varies.
    sizes: Vec<usize>,
    /// Its root.
    root: usize,
    /// Where in the entry the anchor stands.
    pub(super) anchor: usize,
    /// All that is nearly certain, the anchor too.
    terms: Vec<Term>,
    /// The planes in which it is seen, beside those of its root and its group; some of them
    /// again and again.
    pub(super) seen: [At; TOGETHER],
    /// The terms of which all these planes do not tell everything.
    pub(super) unsure: Vec<Term>,
    pub(super) texts: Texts,
    seen_texts: SeenTexts,
}

/// Where the texts of a layout start.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Texts {
    /// The line, which starts with a character or is empty.
    pub(super) line: Option<isize>,
    /// Those of which one at least is not empty.
    pub(super) any: Vec<isize>,
    /// Whether the line has to be one that systems use.
    pub(super) is_known: bool,
}

/// The planes in which the texts of a layout are seen.
#[derive(Debug, Default)]
struct SeenTexts {
    /// Where the line is empty, and where it starts with a character.
    line: Option<[At; 2]>,
    /// Where each of those is empty of which one at least is not.
    any: Option<[At; MOST_TEXTS]>,
}

impl Texts {
    pub(super) fn new(layout: &Layout, anchor: usize) -> Self {
        // Of these, zeros may not be stored.
        if layout.framing() == Framing::Prefixed {
            return Self::default();
        }
        let start = |role| distance(layout.field(role)?.offset, anchor);
        let line = [Role::Line, Role::Origin, Role::Command].into_iter().find_map(start);
        let any = match layout.can_be_terse() {
            true => None,
            false => Some([line, start(Role::User), start(Role::Id)]),
        };
        let any = any.into_iter().flatten().flatten().collect();
        Self { line, any, is_known: needs_known_line(layout) }
    }
}

impl Member {
    pub(super) fn layouts(&self) -> &[usize] {
        &self.layouts
    }

    /// How long the entries are; nothing if that varies.
    pub(super) fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// Whether all that is nearly certain stands in an entry that starts here.
    pub(super) fn is_at(&self, window: &[u8], start: usize) -> bool {
        let anchor = start.saturating_add(self.anchor);
        self.terms.iter().all(|term| term.holds_at(window, anchor))
    }

    /// Keeps the places where it is seen; whether there are any.
    #[inline(always)]
    pub(super) fn is_seen(&self, block: Block<'_>, left: &mut Bits) -> bool {
        block.narrow(left, &self.seen);
        if is_empty(left) {
            return false;
        }
        if let Some(any) = &self.seen_texts.any {
            let mut all_empty = [u8::MAX; BLOCK];
            block.narrow(&mut all_empty, any);
            for (left, empty) in left.iter_mut().zip(&all_empty) {
                *left &= !empty;
            }
        }
        if let Some(line) = &self.seen_texts.line {
            block.narrow_to_either(left, line);
        }
        !is_empty(left)
    }

    /// Whether the line is empty, or one that systems use.
    pub(super) fn has_known_line(&self, window: &[u8], anchor: usize) -> bool {
        let line = self.texts.line.and_then(|line| anchor.checked_add_signed(line));
        let line = line.and_then(|line| window.get(line..)).unwrap_or_default();
        line.first().is_none_or(|&first| first == 0) || is_known(line)
    }
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
