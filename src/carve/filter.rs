//! Which places are worth a look, at the speed of memory.
//!
//! All positions of a tile are held against the roots of what is [`Sought`] at once, by its
//! [`Planes`]. Of the places at which a root stands its [`Sieve`](super::sieve::Sieve) leaves few, and
//! few members there; of those the rest of what is certain is looked at.

use super::member::Member;
use super::planes::{BLOCK, Planes, TILE, every_second, for_each};
use super::sieve::Place;
use super::sought::Sought;
use crate::bytes::is_zero;
use crate::layout::Layout;
use crate::vector::{Isa, Kernel, Vectors};
use alloc::vec::Vec;
use core::ops::Range;

/// So many bytes of a tile are held against zero together.
const ZEROS: usize = 256;

/// Where an entry may start, and which it may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate<'f> {
    pub(super) start: usize,
    pub(super) member: &'f Member,
}

/// Where the roots were seen in a tile.
#[derive(Debug, Default)]
struct Seen {
    /// Root by root.
    places: Vec<Place>,
    /// How many there are of each root.
    counts: Vec<usize>,
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
    /// tile and otherwise in no particular order, and with the end of the tile. If it says a place
    /// behind that, entries that start before it are passed over. The window
    /// starts at an odd offset, or at an even one.
    pub(super) fn candidates<'f>(
        &'f self,
        window: &[u8],
        is_odd: bool,
        starts: Range<usize>,
        mut visit: impl FnMut(&[Candidate<'f>], usize) -> usize,
    ) {
        let from = starts.start.saturating_add(self.sought.anchors.start);
        let to = starts.end.saturating_add(self.sought.anchors.end).min(window.len());
        let mut planes = Planes::new(&self.sought.planes, self.sought.reach);
        let (mut padded, mut all) = (Vec::new(), Vec::new());
        let mut seen = Seen::default();
        let mut at = from;
        while at < to {
            let low = at.checked_sub(self.sought.reach.before);
            let whole = low.and_then(|low| {
                window.get(low..low.saturating_add(self.sought.reach.tile()))
            });
            let bytes = whole.unwrap_or_else(|| self.padded(window, at, &mut padded));
            let is_odd = is_odd ^ (at & 1 == 1);
            let (planes, found) = (&mut planes, &mut seen);
            self.isa.run(Look { sought: &self.sought, planes, bytes, is_odd, seen: found });
            self.look_closer(&mut seen, bytes, |place, member| {
                let start = at.saturating_add(place).checked_sub(member.anchor);
                if let Some(start) = start.filter(|start| starts.contains(start)) {
                    all.push(Candidate { start, member });
                }
            });
            let end = at.saturating_add(TILE);
            let next = visit(&all, end).saturating_add(self.sought.anchors.start);
            all.clear();
            at = next.max(end);
        }
    }

    /// Calls `visit` with every place in a tile, and every member that stands there of the root
    /// that was seen.
    #[inline]
    fn look_closer<'f>(
        &'f self,
        seen: &mut Seen,
        bytes: &[u8],
        mut visit: impl FnMut(usize, &'f Member),
    ) {
        let mut rest = seen.places.as_mut_slice();
        for (root, count) in self.sought.roots.iter().zip(seen.counts.drain(..)) {
            let Some((places, others)) = rest.split_at_mut_checked(count) else { break };
            rest = others;
            let members = self.sought.members.get(root.members.clone()).unwrap_or_default();
            let count = root.sieve.sift(bytes, places);
            for &Place { at, mut left } in places.iter().take(count) {
                let bytes = bytes.get(at..).unwrap_or_default();
                while let Ok(bit @ ..64) = usize::try_from(left.trailing_zeros()) {
                    left &= left.wrapping_sub(1);
                    let member = members.get(bit);
                    if let Some(member) = member.filter(|member| member.rest.holds(bytes)) {
                        visit(at, member);
                    }
                }
            }
        }
        seen.places.clear();
    }

    /// The bytes of a tile at the edge of the window, with zeros where there are none.
    fn padded<'p>(&self, window: &[u8], at: usize, padded: &'p mut Vec<u8>) -> &'p [u8] {
        padded.clear();
        padded.resize(self.sought.reach.before.saturating_sub(at), 0);
        let start = at.saturating_sub(self.sought.reach.before).min(window.len());
        let len = self.sought.reach.tile();
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
    fn run<V: Vectors>(self, vectors: V) {
        // No anchor is zero.
        if self.bytes.chunks(ZEROS).all(is_zero) {
            return;
        }
        self.planes.fill(self.bytes);
        for root in &self.sought.roots {
            let known = self.seen.places.len();
            let among = match root.parity {
                Some(wanted) => every_second((wanted == 1) ^ self.is_odd),
                None => [u8::MAX; BLOCK],
            };
            let mut met = self.planes.meet(root.seen, &among);
            while let Ok(block @ ..64) = usize::try_from(met.trailing_zeros()) {
                met &= met.wrapping_sub(1);
                let start = block.saturating_mul(BLOCK);
                let mut bits = among;
                self.planes.block(start).narrow(&mut bits, &root.seen);
                for_each(vectors, &bits, |place| {
                    let place = start.saturating_add(place);
                    self.seen.places.push(Place { at: place, left: 0 });
                });
            }
            let count = self.seen.places.len().saturating_sub(known);
            self.seen.counts.push(count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::member::Texts;
    use super::super::planes::Bounds;
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
                    && (line == 0 || Bounds::TEXT.hold(line))
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
                    0
                });
                seen.sort_unstable();
                let differs = seen.iter().zip(&expected).find(|(one, other)| one != other);
                assert!(seen == expected, "{}: {differs:?}", isa.name());
            }
        }
    }
}
