//! Which places are worth a look, at the speed of memory.
//!
//! Each layout has bytes whose value is nearly certain, among them the highest byte of the
//! time that is not zero: the *anchor*. A [`Root`] is the anchor and a few such bytes at fixed
//! distances from it; layouts that agree in them share a root, and most of those with
//! microseconds do. All positions of a tile are held against the roots at once, by its
//! [`Planes`]; where a root matches, against its members; and what is left, byte by byte.

use super::planes::{At, BLOCK, Bits, Bounds, Planes, Reach, TILE, for_each, is_empty};
use crate::bytes::is_zero;
use crate::layout::{Framing, Layout, Role, Sign};
use alloc::vec::Vec;
use core::ops::Range;

/// A root that says so much leaves few places over; in 256ths of a bit.
const ENOUGH: u32 = 2_500;
/// More bytes than these say little more.
const MOST_TERMS: usize = 3;
/// Bounds of so many values are wide enough to stand for narrower ones.
const WIDE: u8 = 15;
/// The first byte of a text.
const GRAPHIC: Bounds = Bounds { low: b'!', width: b'~' - b'!' };

/// A byte at a fixed distance from the anchor, and what it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Term {
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

    #[inline]
    fn holds_at(self, window: &[u8], at: usize) -> bool {
        at.checked_add_signed(self.distance)
            .and_then(|at| window.get(at))
            .is_some_and(|&byte| self.bounds.hold(byte))
    }
}

fn distance(at: usize, anchor: usize) -> Option<isize> {
    isize::try_from(at).ok()?.checked_sub_unsigned(anchor)
}

/// What layouts have in common that share it.
#[derive(Debug)]
struct Root {
    anchor: Term,
    terms: Vec<Term>,
    /// The planes in which anchor and terms are seen; some of them again and again.
    seen: [At; MOST_TERMS + 1],
    /// Whether its anchors stand at even or odd offsets only: the remainder.
    parity: Option<usize>,
    members: Vec<Member>,
}

/// Layouts that may be found where a root matches, and look the same.
#[derive(Debug)]
struct Member {
    /// Which of the layouts that are looked for.
    layouts: Vec<usize>,
    /// Where in the entry the anchor stands.
    anchor: usize,
    /// All that is nearly certain.
    terms: Vec<Term>,
    /// The planes in which it is seen, beside those of its root.
    seen: Vec<At>,
    texts: Texts,
}

/// Where the texts of a layout start.
#[derive(Debug, Default, PartialEq, Eq)]
struct Texts {
    /// The line, which starts with a character or is empty.
    line: Option<isize>,
    /// Those of which one at least is not empty.
    any: Vec<isize>,
}

impl Texts {
    fn new(layout: &Layout, anchor: usize) -> Self {
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
        Self { line, any: any.into_iter().flatten().flatten().collect() }
    }
}

/// Everything that is looked for.
#[derive(Debug)]
pub(super) struct Filter {
    roots: Vec<Root>,
    /// The planes that are needed.
    planes: Vec<Bounds>,
    /// Those of zeros, and of what texts start with.
    zero: usize,
    graphic: usize,
    reach: Reach,
    /// Where anchors may stand in their entries.
    anchors: Range<usize>,
}

impl Filter {
    /// Looks for entries everywhere, or where they start at even offsets, unless they may stand
    /// anywhere.
    pub(super) fn new(
        layouts: &[&'static Layout],
        times: &Range<i64>,
        everywhere: bool,
    ) -> Self {
        let mut roots: Vec<Root> = Vec::new();
        let mut anchors: Option<Range<usize>> = None;
        for (at, layout) in layouts.iter().enumerate() {
            let signs = layout.signs(times);
            let Some((&first, rest)) = signs.split_first() else { continue };
            let Some(anchor) = Term::new(first, first) else { continue };
            let known = anchors.unwrap_or(first.at..first.at);
            anchors = Some(known.start.min(first.at)..known.end.max(first.at));
            let terms: Vec<Term> =
                rest.iter().filter_map(|&sign| Term::new(sign, first)).collect();
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
            let place = roots.iter().position(is_shared).unwrap_or(roots.len());
            if place == roots.len() {
                let (seen, members) = (Default::default(), Vec::new());
                roots.push(Root { anchor, terms: chosen(&terms), seen, parity, members });
            }
            if let Some(root) = roots.get_mut(place) {
                let texts = Texts::new(layout, first.at);
                let is_alike = |member: &&mut Member| {
                    member.anchor == first.at
                        && member.terms == terms
                        && member.texts == texts
                };
                if let Some(member) = root.members.iter_mut().find(is_alike) {
                    member.layouts.push(at);
                } else {
                    let (layouts, seen) = (alloc::vec![at], Vec::new());
                    let anchor = first.at;
                    root.members.push(Member { layouts, anchor, terms, seen, texts });
                }
            }
        }
        let mut filter = Self {
            planes: planes(&roots),
            roots,
            zero: 0,
            graphic: 0,
            reach: Reach::default(),
            anchors: anchors.unwrap_or_default(),
        };
        filter.see();
        filter
    }

    /// Notes in which planes everything is seen.
    fn see(&mut self) {
        let planes = &self.planes;
        let plane = |bounds: Bounds| {
            let wide =
                |&at: &usize| planes.get(at).is_some_and(|wide| wide.contain(bounds));
            (0..planes.len()).find(wide)
        };
        let at = |term: &Term| Some((plane(term.bounds)?, term.distance));
        self.zero = plane(Bounds::ZERO).unwrap_or(0);
        self.graphic = plane(GRAPHIC).unwrap_or(0);
        for root in &mut self.roots {
            let all = core::iter::once(&root.anchor).chain(&root.terms);
            let all = all.filter_map(at).cycle();
            for (seen, at) in root.seen.iter_mut().zip(all) {
                *seen = at;
            }
            for member in &mut root.members {
                let seen = member.terms.iter().filter_map(at);
                member.seen = seen.filter(|at| !root.seen.contains(at)).collect();
                let texts = member.texts.line.iter().chain(&member.texts.any).copied();
                let all = member.seen.iter().chain(&root.seen);
                for distance in all.map(|&(_, distance)| distance).chain(texts) {
                    self.reach.widen(distance);
                }
            }
        }
    }

    /// Calls `visit` with every place in `starts` of the window where an entry may start, in no
    /// particular order, and the layouts that it may have. The window starts at an odd offset, or at an even one.
    pub(super) fn candidates(
        &self,
        window: &[u8],
        is_odd: bool,
        starts: Range<usize>,
        mut visit: impl FnMut(usize, &[usize]),
    ) {
        let from = starts.start.saturating_add(self.anchors.start);
        let to = starts.end.saturating_add(self.anchors.end).min(window.len());
        let mut planes = Planes::new(&self.planes, &self.reach);
        let mut padded = Vec::new();
        for at in (from..to).step_by(TILE) {
            let low = at.checked_sub(self.reach.before);
            let whole =
                low.and_then(|low| window.get(low..low.saturating_add(self.reach.tile())));
            let bytes = whole.unwrap_or_else(|| self.padded(window, at, &mut padded));
            // No anchor is zero.
            if bytes.chunks(BLOCK).all(is_zero) {
                continue;
            }
            planes.fill(bytes);
            let parity = usize::from(is_odd) ^ (at & 1);
            let mut found = |place: usize, member: &Member| {
                let Some(anchor) = at.checked_add(place) else { return };
                let Some(start) = anchor.checked_sub(member.anchor) else { return };
                if starts.contains(&start) && member.is_possible(window, anchor) {
                    visit(start, &member.layouts);
                }
            };
            for root in &self.roots {
                planes.meet(root.seen, |start, bits| {
                    self.look_closer(&planes, start, root, bits, parity, &mut found);
                });
            }
        }
    }

    /// The bytes of a tile at the edge of the window, with zeros where there are none.
    fn padded<'p>(&self, window: &[u8], at: usize, padded: &'p mut Vec<u8>) -> &'p [u8] {
        padded.clear();
        padded.resize(self.reach.before.saturating_sub(at), 0);
        let start = at.saturating_sub(self.reach.before).min(window.len());
        let len = self.reach.tile();
        let rest = window.get(start..).unwrap_or_default();
        let rest = rest.get(..len.saturating_sub(padded.len())).unwrap_or(rest);
        padded.extend_from_slice(rest);
        padded.resize(len, 0);
        padded
    }

    /// Calls `found` with every place of one block in which a member of the root is seen. The
    /// first place of all stands at an even offset if `parity` is 0.
    #[inline(never)]
    fn look_closer(
        &self,
        planes: &Planes<'_>,
        start: usize,
        root: &Root,
        mut bits: Bits,
        parity: usize,
        found: &mut dyn FnMut(usize, &Member),
    ) {
        if let Some(wanted) = root.parity {
            let other = bits.iter_mut().skip((wanted ^ parity ^ 1) & 1).step_by(2);
            other.for_each(|bits| *bits = 0);
            if is_empty(&bits) {
                return;
            }
        }
        for member in &root.members {
            let mut left = bits;
            if self.is_seen(planes, start, member, &mut left) {
                for_each(&left, |place| found(start.saturating_add(place), member));
            }
        }
    }

    /// Keeps the places where the member is seen; whether there are any.
    #[inline]
    fn is_seen(
        &self,
        planes: &Planes<'_>,
        start: usize,
        member: &Member,
        left: &mut Bits,
    ) -> bool {
        if !member.texts.any.is_empty() {
            let mut all_empty = [u8::MAX; BLOCK];
            for &distance in &member.texts.any {
                planes.narrow(&mut all_empty, start, (self.zero, distance));
            }
            for (left, empty) in left.iter_mut().zip(&all_empty) {
                *left &= !empty;
            }
        }
        for terms in member.seen.chunks(2) {
            for &at in terms {
                planes.narrow(left, start, at);
            }
            if is_empty(left) {
                return false;
            }
        }
        if let Some(line) = member.texts.line {
            planes.narrow_to_either(left, start, [self.zero, self.graphic], line);
        }
        !is_empty(left)
    }
}

/// The planes that are needed, the narrowest first: those of anchors, of zeros, of what texts
/// start with, and of what roots have, unless another that is narrow enough can stand for it.
fn planes(roots: &[Root]) -> Vec<Bounds> {
    let terms = roots.iter().flat_map(|root| &root.terms).map(|term| term.bounds);
    let mut sure: Vec<Bounds> = roots.iter().map(|root| root.anchor.bounds).collect();
    sure.extend([Bounds::ZERO, GRAPHIC]);
    let mut all: Vec<Bounds> = sure.iter().copied().chain(terms).collect();
    all.sort_unstable();
    all.dedup();
    let is_needed = |bounds: &&Bounds| {
        let can_stand = |other: &Bounds| {
            other != *bounds && other.width <= WIDE && other.contain(**bounds)
        };
        sure.contains(bounds) || !all.iter().any(can_stand)
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

impl Member {
    #[inline]
    fn is_possible(&self, window: &[u8], anchor: usize) -> bool {
        self.terms.iter().all(|term| term.holds_at(window, anchor))
    }
}
