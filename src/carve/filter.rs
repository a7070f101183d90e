//! Which places are worth a look, at the speed of memory.
//!
//! All positions of a tile are held against the roots of what is [`Sought`] at once, by its
//! [`Planes`]. Where a root stands, the [`Mask`](super::mask::Mask) of each of its members leaves few
//! places; there the rest of what is certain is looked at.

use super::member::Member;
use super::planes::{BLOCK, Bits, LANES, Ones, Planes, TILE, every_second, for_each};
use super::sought::{Root, Sought};
use crate::bytes::is_zero;
use crate::layout::Layout;
use crate::vector::{Isa, Kernel, Vectors};
use alloc::vec::Vec;
use core::ops::Range;

/// So many bytes of a tile are held against zero together.
const ZEROS: usize = 256;
/// If roots are met in no more blocks of a tile, looking at all of them takes less than looking
/// where in the tile texts would be broken.
const CROWD: u32 = 24;

/// Where an entry may start, and which it may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate<'f> {
    pub(super) start: usize,
    pub(super) member: &'f Member,
}

/// What was seen in a tile.
#[derive(Debug, Default)]
struct Seen {
    /// For each root, a bit for each block.
    met: Vec<u64>,
    /// Where one root stands, block by block.
    blocks: Vec<Bits>,
    places: Vec<Place>,
}

/// Where a member may stand.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// The place of the anchor in its tile.
    at: usize,
    member: usize,
}

/// Everything that is looked for, with the instructions to look for it.
#[derive(Debug)]
pub(super) struct Filter {
    isa: Isa,
    sought: Sought,
}

impl Filter {
    /// Looks for entries everywhere, or where they start at even offsets, unless they may stand
    /// anywhere.
    pub(super) fn new(
        layouts: &[&'static Layout],
        times: &Range<i64>,
        everywhere: bool,
        isa: Isa,
    ) -> Self {
        Self { isa, sought: Sought::new(layouts, times, everywhere) }
    }

    /// That of a layout that is looked for.
    pub(super) fn member(&self, rank: usize) -> Option<&Member> {
        self.sought.members.iter().find(|member| member.layouts.contains(&rank))
    }

    /// All that is looked for.
    pub(super) fn members(&self) -> &[Member] {
        &self.sought.members
    }

    pub(super) const fn isa(&self) -> Isa {
        self.isa
    }

    /// Calls `visit` with all places in `starts` of the window where an entry may start, tile by
    /// tile and otherwise in no particular order, and with a place behind which nothing has been seen
    /// yet. If it says a place, entries that start before it are passed over. The window starts at
    /// an odd offset, or at an even one.
    pub(super) fn candidates<'f>(
        &'f self,
        window: &[u8],
        is_odd: bool,
        starts: Range<usize>,
        mut visit: impl FnMut(&[Candidate<'f>], usize) -> Option<usize>,
    ) {
        let from = starts.start.saturating_add(self.sought.anchors.start);
        let to = starts.end.saturating_add(self.sought.anchors.end).min(window.len());
        let mut planes = Planes::new(&self.sought.plan);
        let (mut padded, mut all) = (Vec::new(), Vec::new());
        let blocks = alloc::vec![[0; BLOCK]; LANES / BLOCK];
        let mut seen = Seen { blocks, ..Seen::default() };
        let mut at = from;
        while at < to {
            let low = at.checked_sub(self.sought.plan.reach.before);
            let whole = low.and_then(|low| {
                window.get(low..low.saturating_add(self.sought.plan.reach.tile()))
            });
            let bytes = whole.unwrap_or_else(|| self.padded(window, at, &mut padded));
            let is_odd = is_odd ^ (at & 1 == 1);
            let (planes, found) = (&mut planes, &mut seen);
            self.isa.run(Look { sought: &self.sought, planes, bytes, is_odd, seen: found });
            for place in seen.places.drain(..) {
                let Some(member) = self.sought.members.get(place.member) else { continue };
                let start = at.saturating_add(place.at).checked_sub(member.anchor);
                let rest = bytes.get(place.at..).unwrap_or_default();
                if let Some(start) = start.filter(|start| starts.contains(start))
                    && member.rest.holds(rest)
                {
                    all.push(Candidate { start, member });
                }
            }
            at = at.saturating_add(TILE);
            if let Some(next) = visit(&all, at) {
                at = at.max(next.saturating_add(self.sought.anchors.start));
            }
            all.clear();
        }
    }

    /// The bytes of a tile at the edge of the window, with zeros where there are none.
    fn padded<'p>(&self, window: &[u8], at: usize, padded: &'p mut Vec<u8>) -> &'p [u8] {
        padded.clear();
        padded.resize(self.sought.plan.reach.before.saturating_sub(at), 0);
        let start = at.saturating_sub(self.sought.plan.reach.before).min(window.len());
        let len = self.sought.plan.reach.tile();
        let rest = window.get(start..).unwrap_or_default();
        let rest = rest.get(..len.saturating_sub(padded.len())).unwrap_or(rest);
        padded.extend_from_slice(rest);
        padded.resize(len, 0);
        padded
    }
}

/// Holds one tile against everything.
struct Look<'a> {
    sought: &'a Sought,
    planes: &'a mut Planes,
    /// Those of the tile with what is around it.
    bytes: &'a [u8],
    /// Whether the tile starts at an odd offset.
    is_odd: bool,
    seen: &'a mut Seen,
}

impl Kernel for Look<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors>(mut self, vectors: V) {
        // No anchor is zero.
        if self.bytes.chunks(ZEROS).all(is_zero) {
            return;
        }
        self.planes.fill(self.bytes);
        self.meet(vectors);
        let sought = self.sought;
        for (at, root) in sought.roots.iter().enumerate() {
            let met = self.seen.met.get(at).copied().unwrap_or(0);
            if met != 0 {
                self.look_at(vectors, root, met);
                self.tell_apart(vectors, root, met);
            }
        }
    }
}

impl Look<'_> {
    /// Notes in which blocks the roots are met.
    #[inline(always)]
    fn meet<V: Vectors>(&mut self, vectors: V) {
        self.seen.met.clear();
        let mut crowd = 0_u32;
        for root in &self.sought.roots {
            let among = among(vectors, root, self.is_odd);
            let met = self.planes.meet(vectors, &root.seen, among);
            crowd = crowd.saturating_add(met.count_ones());
            self.seen.met.push(met);
        }
        self.planes.mark(vectors, self.bytes, crowd > CROWD);
    }

    /// Notes where in its blocks a root stands.
    #[inline(always)]
    fn look_at<V: Vectors>(&mut self, vectors: V, root: &Root, met: u64) {
        let among = among(vectors, root, self.is_odd);
        for block in Ones(met) {
            let places = self.planes.block(vectors, block).narrow(among, &root.seen);
            if let Some(seen) = self.seen.blocks.get_mut(block) {
                *seen = vectors.bytes(places);
            }
        }
    }

    /// Notes which members of a root stand where it was seen.
    #[inline(always)]
    fn tell_apart<V: Vectors>(&mut self, vectors: V, root: &Root, met: u64) {
        let Seen { blocks, places, .. } = &mut *self.seen;
        let members = self.sought.members.get(root.members.clone()).unwrap_or_default();
        for (number, member) in root.members.clone().zip(members) {
            let Some(front) = member.mask.front(self.planes) else { continue };
            for block in Ones(met) {
                let Some(seen) = blocks.get(block) else { continue };
                let Some(left) = front.narrow(vectors, block, seen) else { continue };
                let stands = member.mask.narrow(self.planes.block(vectors, block), left);
                for_each(vectors, block, stands.clean, |at| {
                    places.push(Place { at, member: number });
                });
                for_each(vectors, block, stands.named, |at| {
                    if member.rest.is_named(self.bytes.get(at..).unwrap_or_default()) {
                        places.push(Place { at, member: number });
                    }
                });
            }
        }
    }
}

/// The positions of a block at which a root may stand.
#[inline(always)]
fn among<V: Vectors>(vectors: V, root: &Root, is_odd: bool) -> V::Bits {
    vectors.bits(&match root.parity {
        Some(wanted) => every_second((wanted == 1) ^ is_odd),
        None => [u8::MAX; BLOCK],
    })
}

#[cfg(test)]
mod tests {
    use super::super::member::Texts;
    use super::super::plan::Bounds;
    use super::super::verdict::is_known;
    use super::*;
    use crate::layout::LAYOUTS;

    const TIMES: Range<i64> = 631_152_000..1_830_000_000;

    /// Mostly zeros, letters and small numbers, among which nearly everything is seen.
    fn bytes(len: usize, mut seed: u64) -> Vec<u8> {
        let next = |_| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let [.., byte, other] = seed.to_le_bytes();
            match other {
                0..200 => 0,
                200..230 => b"pts/0tyce~"[usize::from(byte) % 10],
                230..250 => byte & 15,
                _ => byte,
            }
        };
        (0..len).map(next).collect()
    }

    /// The same, asked of every place and every layout for itself.
    fn naive(
        layouts: &[&'static Layout],
        window: &[u8],
        is_odd: bool,
        everywhere: bool,
        starts: Range<usize>,
    ) -> Vec<(usize, usize)> {
        let mut all = Vec::new();
        for (rank, layout) in layouts.iter().enumerate() {
            let signs = layout.signs(&TIMES);
            let texts = Texts::new(layout, 0);
            for start in starts.clone() {
                let byte = |at: usize| window.get(start + at).copied().unwrap_or(0);
                let text = |distance: isize| byte(usize::try_from(distance).unwrap());
                let is_there =
                    everywhere || layout.alignment() == 1 || (start % 2 == 1) == is_odd;
                let line = texts.line.map_or(0, text);
                let start_of = |at: isize| (at..at + 16).map(text).collect::<Vec<u8>>();
                let is_known = texts.line.is_some_and(|line| is_known(&start_of(line)));
                let is_clean = |&(at, size): &(isize, usize)| {
                    let field = at..at + isize::try_from(size).unwrap();
                    let mut behind = field.map(text).skip_while(|&byte| byte != 0);
                    behind.all(|byte| matches!(byte, 0 | b' '..=b'~'))
                };
                let can_be =
                    (line == 0 || !texts.is_known) && texts.fields.iter().all(is_clean);
                if is_there
                    && signs
                        .iter()
                        .all(|sign| (sign.low..=sign.high).contains(&byte(sign.at)))
                    && (texts.any.is_empty() || texts.any.iter().any(|&at| text(at) != 0))
                    && (line == 0 || (line != b' ' && Bounds::TEXT.hold(line)))
                    && (is_known || can_be)
                {
                    all.push((start, rank));
                }
            }
        }
        all.sort_unstable();
        all
    }

    #[test]
    fn every_place_is_seen_at_which_all_signs_of_a_layout_stand_and_no_other() {
        let window = bytes(2 * TILE + 5_000, 7);
        let looked_for: Vec<&'static Layout> = LAYOUTS.to_vec();
        for (is_odd, everywhere, starts) in [
            (false, false, 0..window.len()),
            (true, false, 700..window.len() - 700),
            (false, true, 0..TILE),
        ] {
            let expected = naive(&looked_for, &window, is_odd, everywhere, starts.clone());
            assert!(expected.len() > 1_000, "{}", expected.len());
            for isa in Isa::all() {
                let filter = Filter::new(&looked_for, &TIMES, everywhere, isa);
                let mut seen = Vec::new();
                filter.candidates(&window, is_odd, starts.clone(), |candidates, _| {
                    for candidate in candidates {
                        let layouts = candidate.member.layouts.iter();
                        seen.extend(layouts.map(|&rank| (candidate.start, rank)));
                    }
                    None
                });
                seen.sort_unstable();
                let differs = seen.iter().zip(&expected).find(|(one, other)| one != other);
                assert!(seen == expected, "{}: {differs:?}", isa.name());
            }
        }
    }
}
