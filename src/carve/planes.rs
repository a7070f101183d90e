//! Many bytes held against bounds at once.
//!
//! A *plane* has one bit for each position of a tile: whether the byte there lies within
//! certain bounds. The bits of positions that stand next to each other stand in bytes next to
//! each other, and the eight bits of one byte are [`LANES`] positions apart. So what stands at
//! a distance is the same plane read so many bytes further on; a byte holds eight positions
//! against one bound in one operation. What fills planes is plain loops over arrays, which
//! compilers turn into the vector instructions of whatever kernel they are part of; blocks
//! of bits are vectors of [`Vectors`]. So everything here is inlined.
//!
//! What a plane costs is holding bytes against its bounds, and one instruction more or less is
//! felt there: few planes, and bounds that take one comparison where they can.

use super::breaks::{Breaks, Span};
use super::plan::{At, Bounds, Plan, Reach};
use super::verdict::is_usual;
use crate::vector::Vectors;
use alloc::vec::Vec;

/// Positions of a tile between the bits of one byte.
pub(super) const LANES: usize = 4096;
/// Positions of a tile.
pub(super) const TILE: usize = LANES * 8;
/// So many bytes of a plane are looked at together.
pub(super) const BLOCK: usize = 64;

const SPACE: i8 = b' '.cast_signed();
/// As a number with a sign, the lowest.
const LOWEST: u8 = 0x80;

/// The bits of one block of a plane.
pub(super) type Bits = [u8; BLOCK];

/// The bits of all blocks of a tile.
pub(super) type Lanes = [Bits; LANES / BLOCK];

/// The planes of a tile, and of so many bytes around it.
#[derive(Debug)]
pub(super) struct Planes {
    bounds: Vec<Bounds>,
    /// One behind the other.
    bits: Vec<u8>,
    reach: Reach,
    /// Where bytes stand that are usual in lines.
    usual: Vec<u8>,
    breaks: Breaks,
    /// Whether anything is marked in the planes behind those of bounds.
    is_marked: bool,
}

impl Planes {
    pub(super) fn new(plan: &Plan) -> Self {
        let (bounds, reach) = (plan.bounds.clone(), plan.reach);
        let count = bounds.len().saturating_add(Span::ALL.len()).saturating_add(1);
        let plane = reach.plane();
        Self {
            bounds,
            bits: alloc::vec![0; plane.saturating_mul(count)],
            reach,
            usual: alloc::vec![0; plane],
            breaks: Breaks::new(plane),
            is_marked: true,
        }
    }

    /// Looks at the bytes of a tile with what is around it.
    #[inline(always)]
    pub(super) fn fill(&mut self, bytes: &[u8]) {
        let planes = self.bits.chunks_exact_mut(self.reach.plane());
        for (bounds, plane) in self.bounds.iter().zip(planes) {
            match *bounds {
                Bounds { low, width: 0 } => collect(bytes, plane, |byte| byte == low),
                Bounds { low: 0, width } => collect(bytes, plane, |byte| byte <= width),
                Bounds::TEXT => collect(bytes, plane, |byte| byte.cast_signed() >= SPACE),
                // Vectors compare numbers with signs.
                Bounds { low, width } => {
                    let shift = LOWEST.wrapping_sub(low);
                    let high = width.wrapping_add(LOWEST).cast_signed();
                    collect(bytes, plane, |byte| {
                        byte.wrapping_add(shift).cast_signed() <= high
                    });
                }
            }
        }
    }

    /// Looks in the same bytes where texts would be broken, and where a line may begin that
    /// systems use. If that is not worth it, no text is broken, and every line may be one.
    #[inline(always)]
    pub(super) fn mark(&mut self, vectors: impl Vectors, bytes: &[u8], is_worth_it: bool) {
        let plane = self.reach.plane();
        let own = plane.saturating_mul(self.bounds.len());
        let Some((known, marked)) = self.bits.split_at_mut_checked(own) else { return };
        let broken = plane.saturating_mul(Span::ALL.len());
        let Some((broken, lines)) = marked.split_at_mut_checked(broken) else { return };
        if !is_worth_it {
            if self.is_marked {
                broken.fill(0);
                lines.fill(u8::MAX);
            }
            self.is_marked = false;
            return;
        }
        self.is_marked = true;
        let of = |wanted: Bounds| {
            let known = self.bounds.iter().zip(known.chunks_exact(plane));
            known.filter(|(bounds, _)| **bounds == wanted).map(|(_, bits)| bits).next()
        };
        let (Some(zeros), Some(texts)) = (of(Bounds::ZERO), of(Bounds::TEXT)) else {
            return;
        };
        collect(bytes, &mut self.usual, is_usual);
        let next = self.usual.iter().zip(zeros).skip(1);
        for ((line, first), (next, zero)) in lines.iter_mut().zip(&self.usual).zip(next) {
            *line = first & (next | zero);
        }
        self.breaks.begin(zeros, texts);
        let mut len = 1_usize;
        for (span, marked) in Span::ALL.into_iter().zip(broken.chunks_exact_mut(plane)) {
            while len < span.len() {
                self.breaks.double(vectors, len);
                len = len.saturating_mul(2);
            }
            for (marked, broken) in marked.iter_mut().zip(self.breaks.broken()) {
                *marked = *broken;
            }
        }
    }

    /// One bit for each block, the lowest for the first, of which some positions are in all of
    /// four planes and among those bits.
    #[inline(always)]
    pub(super) fn meet<V: Vectors>(
        &self,
        vectors: V,
        &[a, b, c, d]: &[At; 4],
        among: V::Bits,
    ) -> u64 {
        let lanes = (self.lanes(a), self.lanes(b), self.lanes(c), self.lanes(d));
        let (Some(a), Some(b), Some(c), Some(d)) = lanes else { return 0 };
        let mut met = 0;
        let mut bit = 1_u64;
        for (((a, b), c), d) in a.iter().zip(b).zip(c).zip(d) {
            let first = vectors.bits(a) & vectors.bits(b);
            let seen = among & first & vectors.bits(c) & vectors.bits(d);
            met |= if vectors.is_none(seen) { 0 } else { bit };
            bit = bit.wrapping_shl(1);
        }
        met
    }

    /// The blocks of a tile.
    #[inline(always)]
    pub(super) fn lanes(&self, At(at): At) -> Option<&Lanes> {
        let at = usize::try_from(at).ok()?;
        let lanes: &[u8; LANES] = self.bits.get(at..)?.first_chunk()?;
        lanes.as_chunks().0.first_chunk()
    }

    /// The block with this number.
    #[inline(always)]
    pub(super) fn block<V: Vectors>(&self, vectors: V, block: usize) -> Block<'_, V> {
        let start = BLOCK.wrapping_mul(block);
        Block { vectors, bits: self.bits.get(start..).unwrap_or_default() }
    }
}

/// One block of positions, in all planes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block<'p, V> {
    pub(super) vectors: V,
    bits: &'p [u8],
}

impl<V: Vectors> Block<'_, V> {
    /// Keeps the bits that are in all of these planes.
    #[inline(always)]
    pub(super) fn narrow(self, left: V::Bits, &[a, b, c, d]: &[At; 4]) -> V::Bits {
        left & self.bits(a) & self.bits(b) & self.bits(c) & self.bits(d)
    }

    /// Those of one plane.
    #[inline(always)]
    pub(super) fn bits(self, At(at): At) -> V::Bits {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        let bits = self.bits.get(at..at.wrapping_add(BLOCK));
        self.vectors.bits(bits.and_then(|bits| bits.first_chunk()).unwrap_or(&[0; BLOCK]))
    }
}

/// One bit for each position of a tile and of what is around it.
#[inline(always)]
fn collect(bytes: &[u8], plane: &mut [u8], holds: impl Fn(u8) -> bool + Copy) {
    let (stretches, last) = bytes.as_chunks::<LANES>();
    let Some(stretches) = stretches.first_chunk() else { return };
    let Some((lanes, around)) = plane.split_first_chunk_mut() else { return };
    collect_lanes(stretches, lanes, holds);
    // Behind the last lane, all but the last bits are those of the first lanes.
    for ((bits, known), &byte) in around.iter_mut().zip(lanes).zip(last) {
        *bits = (*known >> 1) | if holds(byte) { 128 } else { 0 };
    }
}

/// One bit for each of eight stretches of bytes.
#[inline(always)]
fn collect_lanes(
    stretches: &[[u8; LANES]; 8],
    lanes: &mut [u8; LANES],
    holds: impl Fn(u8) -> bool,
) {
    let [a, b, c, d, e, f, g, h] = stretches;
    fn blocks(stretch: &[u8; LANES]) -> core::slice::Iter<'_, Bits> {
        stretch.as_chunks().0.iter()
    }
    let four = blocks(a).zip(blocks(b)).zip(blocks(c)).zip(blocks(d));
    let more = blocks(e).zip(blocks(f)).zip(blocks(g)).zip(blocks(h));
    let blocks = four.zip(more).zip(lanes.as_chunks_mut::<BLOCK>().0);
    for (((((a, b), c), d), (((e, f), g), h)), bits) in blocks {
        let mut found = [0; BLOCK];
        let all = [a, b, c, d, e, f, g, h];
        for (block, bit) in all.into_iter().zip([1, 2, 4, 8, 16, 32, 64, 128]) {
            for (found, &byte) in found.iter_mut().zip(block) {
                *found |= if holds(byte) { bit } else { 0 };
            }
        }
        *bits = found;
    }
}

/// Every second bit: those of even positions, or those of odd ones.
#[inline(always)]
pub(super) fn every_second(is_odd: bool) -> Bits {
    let pair = if is_odd { [0, u8::MAX] } else { [u8::MAX, 0] };
    let mut bits = [0; BLOCK];
    bits.as_chunks_mut().0.fill(pair);
    bits
}

/// Calls `visit` with the place of every bit of a block, as positions of the tile are counted.
#[inline(always)]
pub(super) fn for_each<V: Vectors>(
    vectors: V,
    block: usize,
    bits: V::Bits,
    mut visit: impl FnMut(usize),
) {
    let bits = vectors.bytes(bits);
    let start = BLOCK.wrapping_mul(block);
    for column in Ones(!vectors.zeros_64(&bits)) {
        for lane in Ones(bits.get(column).copied().unwrap_or(0).into()) {
            visit(start.wrapping_add(LANES.wrapping_mul(lane)).wrapping_add(column));
        }
    }
}

/// The numbers of the bits that are set, from the lowest on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ones(pub(super) u64);

impl Iterator for Ones {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        let Ok(number @ ..64) = usize::try_from(self.0.trailing_zeros()) else {
            return None;
        };
        self.0 &= self.0.wrapping_sub(1);
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::{Isa, Kernel, Near, Vectors};

    const ALL: [Bounds; 6] = [
        Bounds::ZERO,
        Bounds::TEXT,
        Bounds { low: 131, width: 0 },
        Bounds { low: 0, width: 15 },
        Bounds { low: 37, width: 71 },
        Bounds { low: 7, width: 190 },
    ];
    const REACH: Reach = Reach { before: 483, behind: 300 };

    /// Fills planes and looks where all four meet.
    struct Meet<'a> {
        planes: &'a mut Planes,
        bytes: &'a [u8],
        at: [At; 4],
        met: &'a mut Vec<usize>,
    }

    impl Kernel for Meet<'_> {
        type Output = ();

        #[inline(always)]
        fn run<V: Vectors>(self, vectors: V) {
            self.planes.fill(self.bytes);
            let among = vectors.bits(&[u8::MAX; BLOCK]);
            for block in Ones(self.planes.meet(vectors, &self.at, among)) {
                let bits = self.planes.block(vectors, block).narrow(among, &self.at);
                assert!(!vectors.is_none(bits), "a block without any place");
                for_each(vectors, block, bits, |place| self.met.push(place));
            }
        }
    }

    /// Bytes at the edges of all bounds, and now and then others.
    fn bytes(len: usize, mut seed: u64) -> Vec<u8> {
        let edges = ALL.iter().flat_map(|bounds| {
            let (low, high) = (bounds.low, bounds.high());
            [low.wrapping_sub(1), low, high, high.wrapping_add(1)]
        });
        let edges: Vec<u8> = edges.collect();
        let next = |_| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let [.., byte, other] = seed.to_le_bytes();
            if other < 40 { byte } else { edges[usize::from(byte) % edges.len()] }
        };
        (0..len).map(next).collect()
    }

    #[test]
    fn where_four_planes_meet_all_four_bytes_are_within_their_bounds_and_nowhere_else() {
        let bytes = bytes(REACH.tile(), 1);
        let distances: [isize; 4] = [0, 300, -483, 1];
        for chosen in [[0, 1, 2, 3], [3, 4, 5, 0], [4, 4, 1, 0], [5, 1, 5, 3]] {
            let pairs = || chosen.into_iter().zip(distances);
            let holds = |place: usize| {
                pairs().all(|(plane, distance): (usize, isize)| {
                    let at = (REACH.before + place).checked_add_signed(distance).unwrap();
                    ALL[plane].hold(bytes[at])
                })
            };
            let expected: Vec<usize> = (0..TILE).filter(|&place| holds(place)).collect();
            assert!(!expected.is_empty());
            for isa in Isa::all() {
                let plan = Plan { bounds: ALL.to_vec(), reach: REACH };
                let mut planes = Planes::new(&plan);
                let mut at = [At::default(); 4];
                for (at, (plane, distance)) in at.iter_mut().zip(pairs()) {
                    *at = REACH.at(plane, distance).unwrap();
                }
                let mut met = Vec::new();
                isa.run(Meet { planes: &mut planes, bytes: &bytes, at, met: &mut met });
                met.sort_unstable();
                assert_eq!(met, expected, "{} {chosen:?}", isa.name());
            }
        }
    }

    #[test]
    fn every_second_position_is_kept_from_either_on() {
        for is_odd in [false, true] {
            let bits = every_second(is_odd);
            let mut places = Vec::new();
            for_each(Near, 0, Near.bits(&bits), |place| places.push(place));
            places.sort_unstable();
            places.dedup();
            assert_eq!(places.len(), BLOCK * 4);
            assert!(places.iter().all(|place| place % 2 == usize::from(is_odd)));
        }
    }
}
