//! At which places of a block a member may stand: all of them at once.

use super::breaks::Span;
use super::member::{Member, Texts};
use super::plan::{At, Bounds, Plan};
use super::planes::{Bits, Block, Lanes, Planes};
use crate::vector::Vectors;
use alloc::vec::Vec;

/// So many planes are looked at together.
const TOGETHER: usize = 4;

/// The planes in which a member is seen, behind those of its root.
///
/// Planes may be wider than what a byte is held against, and the fields of texts longer than
/// what is looked at of them: some places are none, but no place is missed.
#[derive(Debug, Default)]
pub(super) struct Mask {
    /// The surest of its terms, and all others.
    first: [At; TOGETHER],
    others: Vec<[At; TOGETHER]>,
    /// Zeros where texts start of which one at least is not empty.
    any: Option<[At; 3]>,
    line: Option<Line>,
}

/// Where the line starts.
#[derive(Clone, Copy, Debug)]
struct Line {
    /// In the plane of zeros, in that of texts, and in that of what systems use.
    zero: At,
    text: At,
    usual: At,
    /// Where line, user and host are broken.
    breaks: [At; 3],
    /// Whether it has to be one that systems use.
    is_known: bool,
}

/// Where a member may stand.
#[derive(Debug)]
pub(super) struct Stands<B> {
    /// With nothing odd behind the ends of its texts.
    pub(super) clean: B,
    /// If its line is one that systems use.
    pub(super) named: B,
}

impl Mask {
    /// For a member whose root is seen in these planes.
    pub(super) fn new(member: &Member, plan: &Plan, root: &[At]) -> Self {
        let terms = member.terms.iter();
        let terms = terms.filter_map(|term| plan.at(term.bounds, term.distance));
        let terms: Vec<At> = terms.filter(|at| !root.contains(at)).collect();
        let mut terms = terms.chunks(TOGETHER).filter_map(repeated);
        let Texts { line, any, fields, is_known } = &member.texts;
        let zero_at = |start: &isize| plan.at(Bounds::ZERO, *start);
        let starts: Vec<At> = any.iter().filter_map(zero_at).collect();
        let break_at =
            |&(start, size): &(isize, usize)| plan.break_at(Span::within(size)?, start);
        let breaks: Vec<At> = fields.iter().filter_map(break_at).collect();
        Self {
            first: terms.next().or_else(|| repeated(root)).unwrap_or_default(),
            others: terms.collect(),
            any: repeated(&starts),
            line: line.and_then(|line| {
                Some(Line {
                    zero: zero_at(&line)?,
                    text: plan.at(Bounds::TEXT, line)?,
                    usual: plan.line_at(line)?,
                    breaks: repeated(&breaks)?,
                    is_known: *is_known,
                })
            }),
        }
    }

    /// The planes that rule out nearly all.
    #[inline(always)]
    pub(super) fn front<'p>(&self, planes: &'p Planes) -> Option<Front<'p>> {
        let [a, b, c, d] = self.first;
        let terms =
            [planes.lanes(a)?, planes.lanes(b)?, planes.lanes(c)?, planes.lanes(d)?];
        let texts = match self.line {
            Some(Line { zero, text, usual, breaks: [a, b, c], is_known }) => Some([
                planes.lanes(zero)?,
                planes.lanes(if is_known { zero } else { text })?,
                planes.lanes(usual)?,
                planes.lanes(a)?,
                planes.lanes(b)?,
                planes.lanes(c)?,
            ]),
            None => None,
        };
        Some(Front { terms, texts })
    }

    /// Of the places that are left by the front, those at which the member may stand.
    #[inline(always)]
    pub(super) fn narrow<V: Vectors>(
        &self,
        block: Block<'_, V>,
        mut left: V::Bits,
    ) -> Stands<V::Bits> {
        for terms in &self.others {
            left = block.narrow(left, terms);
        }
        if let Some([a, b, c]) = self.any {
            left = left & !(block.bits(a) & block.bits(b) & block.bits(c));
        }
        let Some(line) = &self.line else {
            return Stands { clean: left, named: left & !left };
        };
        let zero = block.bits(line.zero);
        let [a, b, c] = line.breaks;
        let is_doubtful = match line.is_known {
            true => left,
            false => left & (block.bits(a) | block.bits(b) | block.bits(c)),
        };
        let named = is_doubtful & !zero;
        Stands { clean: left & !named, named }
    }
}

/// Planes from the first position of a tile on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Front<'p> {
    terms: [&'p Lanes; TOGETHER],
    /// Where the line is empty, where it may be any, and where one that systems use; where
    /// line, user and host are broken.
    texts: Option<[&'p Lanes; 6]>,
}

impl Front<'_> {
    /// Of the places in a block at which the root was seen, those that are left.
    #[inline(always)]
    pub(super) fn narrow<V: Vectors>(
        &self,
        vectors: V,
        block: usize,
        seen: &Bits,
    ) -> Option<V::Bits> {
        let mut left = vectors.bits(seen);
        let [a, b, c, d] = self.terms;
        left = left & vectors.bits(a.get(block)?) & vectors.bits(b.get(block)?);
        left = left & vectors.bits(c.get(block)?) & vectors.bits(d.get(block)?);
        // Behind the ends of texts there may be anything if the line is one that systems use.
        if let Some([zero, text, usual, a, b, c]) = self.texts {
            let broken = vectors.bits(a.get(block)?)
                | vectors.bits(b.get(block)?)
                | vectors.bits(c.get(block)?);
            let line = vectors.bits(zero.get(block)?) | vectors.bits(text.get(block)?);
            left = left & ((line & !broken) | vectors.bits(usual.get(block)?));
        }
        (!vectors.is_none(left)).then_some(left)
    }
}

/// So many of them, again and again; nothing if there are none.
fn repeated<const N: usize>(all: &[At]) -> Option<[At; N]> {
    let first = *all.first()?;
    let mut all = all.iter().copied().cycle();
    Some(core::array::from_fn(|_| all.next().unwrap_or(first)))
}
