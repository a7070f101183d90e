//! What is certain of a layout, at fixed distances from the byte by which it is found.

use super::guise::needs_known_line;
use super::mask::Mask;
use super::plan::{Bounds, Plan};
use super::verdict::is_known;
use crate::layout::{Framing, Layout, Role, Sign};
use crate::vector::{Near, Vectors as _};
use alloc::vec::Vec;

/// A byte at a fixed distance from the anchor, and what it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// Behind the anchor, or before it.
    pub(super) distance: isize,
    pub(super) bounds: Bounds,
}

impl Term {
    pub(super) fn new(sign: Sign, anchor: Sign) -> Option<Self> {
        let bounds = Bounds { low: sign.low, width: sign.width() };
        Some(Self { distance: distance(sign.at, anchor.at)?, bounds })
    }

    /// How much it says, in 256ths of a bit. Zeros stand everywhere.
    pub(super) fn weight(self) -> u32 {
        match self.bounds {
            Bounds::ZERO => 1_600,
            Bounds { width, .. } => {
                u32::from(u8::MAX.saturating_sub(width)).saturating_mul(4)
            }
        }
    }

    #[inline]
    pub(super) fn holds_at(self, window: &[u8], anchor: usize) -> bool {
        let byte = anchor.checked_add_signed(self.distance).and_then(|at| window.get(at));
        byte.is_some_and(|&byte| self.bounds.hold(byte))
    }
}

fn distance(at: usize, anchor: usize) -> Option<isize> {
    isize::try_from(at).ok()?.checked_sub_unsigned(anchor)
}

/// Layouts that may be found where a root matches, and look the same.
#[derive(Debug)]
pub(super) struct Member {
    /// Which of the layouts that are looked for.
    pub(super) layouts: Vec<usize>,
    /// How long their entries are, unless that varies.
    pub(super) sizes: Vec<usize>,
    /// Its root.
    pub(super) root: usize,
    /// Where in the entry the anchor stands.
    pub(super) anchor: usize,
    /// All that is nearly certain, the anchor too.
    pub(super) terms: Vec<Term>,
    /// In which planes it is seen.
    pub(super) mask: Mask,
    /// What no plane tells for sure.
    pub(super) rest: Rest,
    pub(super) texts: Texts,
}

/// What is left to look at, at fixed distances behind the first byte that is within reach.
#[derive(Debug, Default)]
pub(super) struct Rest {
    terms: Vec<(usize, Bounds)>,
    /// Of these bytes one at least is not zero.
    any: Vec<usize>,
    line: Option<usize>,
    /// Whether the line has to be one that systems use.
    is_known: bool,
    /// The fields of texts, step by step.
    steps: Vec<Step>,
}

/// Some bytes of the field of a text.
#[derive(Clone, Copy, Debug)]
struct Step {
    at: usize,
    /// A bit for each of them that belongs to the field.
    within: u16,
    /// Whether the field starts with them.
    is_first: bool,
}

impl Step {
    const LEN: usize = 16;

    fn all(start: usize, size: usize) -> impl Iterator<Item = Self> {
        (0..size).step_by(Self::LEN).map(move |from| {
            let within = match size.saturating_sub(from) {
                left @ 0..Self::LEN => (1_u16 << left).wrapping_sub(1),
                _ => u16::MAX,
            };
            Self { at: start.saturating_add(from), within, is_first: from == 0 }
        })
    }

    /// A bit for each of its bytes that is zero, and for each that is neither that nor text.
    #[inline]
    fn zeros_and_odd(self, bytes: &[u8]) -> Option<(u16, u16)> {
        let bytes = bytes.get(self.at..)?.first_chunk::<{ Self::LEN }>()?;
        let mut is_text = [0; Self::LEN];
        for (is_text, &byte) in is_text.iter_mut().zip(bytes) {
            let is_printable = (byte.cast_signed() > 0x1f) & (byte != 0x7f);
            *is_text = u8::from(is_printable | (byte == 0));
        }
        Some((Near.zeros_16(bytes) & self.within, Near.zeros_16(&is_text) & self.within))
    }
}

impl Rest {
    /// What is left of a member to look at where its planes have seen it.
    pub(super) fn new(member: &Member, plan: &Plan) -> Self {
        let before = plan.reach.before;
        let at = |distance| before.checked_add_signed(distance);
        let is_wide = |term: &&Term| plan.wide(term.bounds) != Some(term.bounds);
        let terms = member.terms.iter().filter(is_wide);
        let Texts { line, any, fields, is_known } = &member.texts;
        let steps =
            fields.iter().filter_map(|&(start, size)| Some(Step::all(at(start)?, size)));
        let steps: Vec<Step> = steps.flatten().collect();
        Self {
            terms: terms
                .filter_map(|term| Some((at(term.distance)?, term.bounds)))
                .collect(),
            any: any.iter().filter_map(|&text| at(text)).collect(),
            line: line.and_then(at),
            is_known: *is_known,
            steps,
        }
    }

    /// Whether it holds for the bytes from the first one on that is within reach: terms, a text
    /// that is not empty, a line that starts with a character or is empty; and unless the line
    /// is one that systems use, nothing behind the ends of texts but what is left of others.
    #[inline]
    pub(super) fn holds(&self, bytes: &[u8]) -> bool {
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
        // Without a branch for each byte: which of them it is that fails cannot be guessed.
        let terms = self.terms.iter();
        let has_terms = terms.fold(true, |all, &(at, bounds)| all & bounds.hold(byte(at)));
        let any = self.any.iter().fold(0, |any, &at| any | byte(at));
        if !(has_terms & ((any != 0) | self.any.is_empty())) {
            return false;
        }
        let line = self.line(bytes);
        let first = line.first().copied().unwrap_or(0);
        let is_known = is_known(line);
        let can_be_known = (first == 0) | is_known | !self.is_known;
        (can_begin(first) & can_be_known) && (is_known || self.has_text_behind(bytes))
    }

    /// Whether the line is one that systems use.
    #[inline]
    pub(super) fn is_named(&self, bytes: &[u8]) -> bool {
        is_known(self.line(bytes))
    }

    #[inline]
    fn line<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        self.line.and_then(|line| bytes.get(line..)).unwrap_or_default()
    }

    /// Whether nothing but text and zeros stands behind the first zero of any field.
    #[inline]
    fn has_text_behind(&self, bytes: &[u8]) -> bool {
        let mut has_ended = false;
        for step in &self.steps {
            let Some((zeros, odd)) = step.zeros_and_odd(bytes) else { break };
            has_ended &= !step.is_first;
            let behind = if has_ended { u16::MAX } else { from_lowest(zeros) };
            if odd & behind != 0 {
                return false;
            }
            has_ended |= zeros != 0;
        }
        true
    }
}

/// All bits from the lowest one that is set.
const fn from_lowest(bits: u16) -> u16 {
    bits | bits.wrapping_neg()
}

/// Whether a line can be empty or begin with this byte.
pub(super) const fn can_begin(byte: u8) -> bool {
    byte == 0 || (byte != b' ' && Bounds::TEXT.hold(byte))
}

/// Where the texts of a layout start.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Texts {
    /// The line, which starts with a character or is empty.
    pub(super) line: Option<isize>,
    /// Those of which one at least is not empty.
    pub(super) any: Vec<isize>,
    /// Line, user and host, and how long their fields are.
    pub(super) fields: Vec<(isize, usize)>,
    /// Whether the line has to be one that systems use.
    pub(super) is_known: bool,
}

impl Texts {
    pub(super) fn new(layout: &Layout, anchor: usize) -> Self {
        // Of these, zeros may not be stored.
        if layout.framing() == Framing::Prefixed {
            return Self::default();
        }
        let field = |role| {
            let field = layout.field(role)?;
            Some((distance(field.offset, anchor)?, field.size))
        };
        let line = [Role::Line, Role::Origin, Role::Command].into_iter().find_map(field);
        let start = |field: Option<(isize, usize)>| field.map(|(start, _)| start);
        let any = match layout.can_be_terse() {
            true => None,
            false => Some([start(line), start(field(Role::User)), start(field(Role::Id))]),
        };
        Self {
            line: start(line),
            any: any.into_iter().flatten().flatten().collect(),
            fields: [line, field(Role::User), field(Role::Host)]
                .into_iter()
                .flatten()
                .collect(),
            is_known: needs_known_line(layout),
        }
    }

    /// How far before and behind the anchor they are looked at.
    pub(super) fn reach(&self) -> impl Iterator<Item = isize> {
        let fields = self.fields.iter().flat_map(|&(start, size)| {
            [start, start.saturating_add_unsigned(size.next_multiple_of(16))]
        });
        fields.chain(self.any.iter().copied())
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

    /// How far before and behind the anchor its bytes are looked at.
    pub(super) fn reach(&self) -> impl Iterator<Item = isize> {
        self.terms.iter().map(|term| term.distance).chain(self.texts.reach())
    }

    /// Whether all that is nearly certain stands in an entry that starts here.
    pub(super) fn is_at(&self, window: &[u8], start: usize) -> bool {
        let anchor = start.saturating_add(self.anchor);
        self.terms.iter().all(|term| term.holds_at(window, anchor))
    }
}
