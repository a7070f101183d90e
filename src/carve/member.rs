//! What is certain of a layout, at fixed distances from the byte by which it is found.

use super::guise::needs_known_line;
use super::planes::Bounds;
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

    /// Whether every byte that this allows is one that the other allows.
    pub(super) fn implies(self, other: Self) -> bool {
        self.distance == other.distance && other.bounds.contain(self.bounds)
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
    fn holds_at(self, window: &[u8], anchor: usize) -> bool {
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
    /// What its root and the sieve of it do not tell.
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
    /// Where texts start, and how long their fields are.
    fields: Vec<(usize, usize)>,
}

impl Rest {
    /// What is left of a member to look at but for these terms, if so many bytes are within reach
    /// before the anchor.
    pub(super) fn new(
        member: &Member,
        before: usize,
        is_told: impl Fn(&Term) -> bool,
    ) -> Self {
        let at = |distance| before.checked_add_signed(distance);
        let terms = member.terms.iter().filter(|term| !is_told(term));
        let Texts { line, any, fields, is_known } = &member.texts;
        let fields = fields.iter().filter_map(|&(start, size)| Some((at(start)?, size)));
        Self {
            terms: terms
                .filter_map(|term| Some((at(term.distance)?, term.bounds)))
                .collect(),
            any: any.iter().filter_map(|&text| at(text)).collect(),
            line: line.and_then(at),
            is_known: *is_known,
            fields: fields.collect(),
        }
    }

    /// Whether it holds for the bytes from the first one on that is within reach.
    #[inline]
    pub(super) fn holds(&self, bytes: &[u8]) -> bool {
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
        self.terms.iter().all(|&(at, bounds)| bounds.hold(byte(at)))
            && (self.any.is_empty() || self.any.iter().any(|&at| byte(at) != 0))
            && self.line.is_none_or(|line| self.has_line(bytes, line))
    }

    /// Whether the line starts with a character or is empty; and unless it is one that systems
    /// use, nothing stands behind the ends of texts but what is left of others.
    #[inline]
    fn has_line(&self, bytes: &[u8], line: usize) -> bool {
        let line = bytes.get(line..).unwrap_or_default();
        let first = line.first().copied().unwrap_or(0);
        let is_field = |&(start, size): &(usize, usize)| {
            let field = bytes.get(start..).unwrap_or_default();
            has_text_behind(field, size)
        };
        can_begin(first)
            && ((first != 0 && is_known(line))
                || ((first == 0 || !self.is_known) && self.fields.iter().all(is_field)))
    }
}

/// Whether a line can be empty or begin with this byte.
pub(super) const fn can_begin(byte: u8) -> bool {
    byte == 0 || Bounds::TEXT.hold(byte)
}

/// Whether nothing but text and zeros stands behind the first zero of a field, with which the bytes
/// begin.
#[inline]
fn has_text_behind(bytes: &[u8], size: usize) -> bool {
    const STEP: usize = 16;
    let mut has_ended = false;
    let mut left = size;
    let mut steps = bytes.as_chunks::<STEP>().0.iter();
    while left > 0
        && let Some(step) = steps.next()
    {
        let mut odd = [0; STEP];
        for (odd, &byte) in odd.iter_mut().zip(step) {
            let is_printable = (byte.cast_signed() > 0x1f) & (byte != 0x7f);
            *odd = u8::from(is_printable | (byte == 0));
        }
        let zeros = Near.zeros_16(step);
        // From the lowest zero on.
        let behind = if has_ended { u16::MAX } else { zeros | zeros.wrapping_neg() };
        let within = if left < STEP { (1_u16 << left).wrapping_sub(1) } else { u16::MAX };
        if Near.zeros_16(&odd) & behind & within != 0 {
            return false;
        }
        has_ended |= zeros != 0;
        left = left.saturating_sub(STEP);
    }
    true
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

    /// What is known of the byte at a distance: nothing, if this is empty.
    pub(super) fn bounds_at(&self, distance: isize) -> impl Iterator<Item = Bounds> {
        let terms = self.terms.iter().filter(move |term| term.distance == distance);
        terms.map(|term| term.bounds)
    }

    /// Whether the line starts at a distance.
    pub(super) fn has_line_at(&self, distance: isize) -> bool {
        self.texts.line == Some(distance)
    }

    /// At which distances something is known of a byte beside what is told.
    pub(super) fn distances(&self, told: &[Term]) -> impl Iterator<Item = isize> {
        let terms =
            self.terms.iter().filter(|term| !told.iter().any(|told| told.implies(**term)));
        terms.map(|term| term.distance).chain(self.texts.line)
    }

    /// Whether all that is nearly certain stands in an entry that starts here.
    pub(super) fn is_at(&self, window: &[u8], start: usize) -> bool {
        let anchor = start.saturating_add(self.anchor);
        self.terms.iter().all(|term| term.holds_at(window, anchor))
    }
}
