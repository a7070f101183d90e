//! Many bytes held against bounds at once.
//!
//! A *plane* has one bit for each position of a tile: whether the byte there lies within
//! certain bounds. The bits of positions that stand next to each other stand in bytes next to
//! each other, and the eight bits of one byte are [`LANES`] positions apart. So what stands at
//! a distance is the same plane read so many bytes further on; a byte holds eight positions
//! against one bound in one operation; and all of it is plain loops over arrays, which
//! compilers turn into the vector instructions of whatever kernel they are part of. So
//! everything here is inlined.
//!
//! What a plane costs is holding bytes against its bounds, and one instruction more or less is
//! felt there: few planes, and bounds that take one comparison where they can.

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

/// What a byte may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bounds {
    /// How many values more than one.
    pub(super) width: u8,
    pub(super) low: u8,
}

impl Bounds {
    pub(super) const ZERO: Self = Self { width: 0, low: 0 };
    /// What texts consist of but for blanks, and what deletes: as a number with a sign, what is
    /// above a blank.
    pub(super) const TEXT: Self = Self { width: 0x7f - b'!', low: b'!' };

    #[inline(always)]
    pub(super) const fn hold(self, byte: u8) -> bool {
        byte.wrapping_sub(self.low) <= self.width
    }

    const fn high(self) -> u8 {
        self.low.saturating_add(self.width)
    }

    pub(super) fn bytes(self) -> impl Iterator<Item = u8> {
        self.low..=self.high()
    }

    /// Whether every byte that the other allows is one that this allows.
    pub(super) const fn contain(self, other: Self) -> bool {
        self.low <= other.low && self.high() >= other.high()
    }
}

/// The bits of one block of a plane.
pub(super) type Bits = [u8; BLOCK];

/// The planes of a tile, and of so many bytes around it.
#[derive(Debug)]
pub(super) struct Planes {
    bounds: Vec<Bounds>,
    /// One behind the other.
    bits: Vec<u8>,
    reach: Reach,
}

/// Where in the planes the bits of the first position of a tile are for one plane, asked at one
/// distance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct At(usize);

/// How far before and behind a position bytes are looked at.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reach {
    pub(super) before: usize,
    pub(super) behind: usize,
}

impl Reach {
    /// Bytes of a tile with what is around it.
    pub(super) const fn tile(self) -> usize {
        TILE.saturating_add(self.around())
    }

    /// Bytes around a tile. Blocks are filled whole.
    const fn around(self) -> usize {
        self.before.saturating_add(self.behind).next_multiple_of(BLOCK)
    }

    /// Bytes of a plane.
    const fn plane(self) -> usize {
        LANES.saturating_add(self.around())
    }

    /// Where the bits of a plane are, asked at a distance that is within reach.
    pub(super) fn at(self, plane: usize, distance: isize) -> Option<At> {
        let within = self.before.checked_add_signed(distance)?;
        self.plane().checked_mul(plane)?.checked_add(within).map(At)
    }

    pub(super) fn widen(&mut self, distance: isize) {
        let far = distance.unsigned_abs();
        if distance < 0 {
            self.before = self.before.max(far);
        } else {
            self.behind = self.behind.max(far);
        }
    }
}

impl Planes {
    pub(super) fn new(bounds: &[Bounds], reach: Reach) -> Self {
        let bits = alloc::vec![0; reach.plane().saturating_mul(bounds.len())];
        Self { bounds: bounds.to_vec(), bits, reach }
    }

    /// Looks at the bytes of a tile with what is around it.
    #[inline(always)]
    pub(super) fn fill(&mut self, bytes: &[u8]) {
        let (stretches, last) = bytes.as_chunks::<LANES>();
        let Some(stretches) = stretches.first_chunk() else { return };
        let planes = self.bits.chunks_exact_mut(self.reach.plane());
        for (bounds, plane) in self.bounds.iter().zip(planes) {
            let Some((lanes, around)) = plane.split_first_chunk_mut() else { continue };
            match *bounds {
                Bounds { low, width: 0 } => collect(stretches, lanes, |byte| byte == low),
                Bounds { low: 0, width } => collect(stretches, lanes, |byte| byte <= width),
                Bounds::TEXT => {
                    collect(stretches, lanes, |byte| byte.cast_signed() > SPACE);
                }
                // Vectors compare numbers with signs.
                Bounds { low, width } => {
                    let shift = LOWEST.wrapping_sub(low);
                    let high = width.wrapping_add(LOWEST).cast_signed();
                    collect(stretches, lanes, |byte| {
                        byte.wrapping_add(shift).cast_signed() <= high
                    });
                }
            }
            // Behind the last lane, all but the last bits are those of the first lanes.
            for ((bits, known), &byte) in around.iter_mut().zip(lanes).zip(last) {
                *bits = (*known >> 1) | if bounds.hold(byte) { 128 } else { 0 };
            }
        }
    }

    /// One bit for each block, the lowest for the first, of which some positions are in all of
    /// four planes and among those bits.
    #[inline(always)]
    pub(super) fn meet(&self, [a, b, c, d]: [At; 4], among: &Bits) -> u64 {
        let (a, b, c, d) = (self.lanes(a), self.lanes(b), self.lanes(c), self.lanes(d));
        let mut met = 0;
        let mut bit = 1_u64;
        for (((a, b), c), d) in a.iter().zip(b).zip(c).zip(d) {
            let mut bits = *a;
            for ((((bits, b), c), d), among) in
                bits.iter_mut().zip(b).zip(c).zip(d).zip(among)
            {
                *bits &= b & c & d & among;
            }
            met |= if is_empty(&bits) { 0 } else { bit };
            bit = bit.wrapping_shl(1);
        }
        met
    }

    /// The blocks of all lanes.
    #[inline(always)]
    fn lanes(&self, At(at): At) -> &[Bits] {
        let lanes = self.bits.get(at..at.saturating_add(LANES));
        lanes.unwrap_or_default().as_chunks().0
    }

    /// The block of positions that starts at this one.
    #[inline(always)]
    pub(super) fn block(&self, start: usize) -> Block<'_> {
        Block(self.bits.get(start..).unwrap_or_default())
    }
}

/// One block of positions, in all planes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block<'p>(&'p [u8]);

impl Block<'_> {
    /// Keeps the bits that are in all of these planes.
    #[inline(always)]
    pub(super) fn narrow<const N: usize>(self, left: &mut Bits, all: &[At; N]) {
        for &at in all {
            if let Some(bits) = self.bits(at) {
                for (left, bits) in left.iter_mut().zip(bits) {
                    *left &= bits;
                }
            }
        }
    }

    #[inline(always)]
    fn bits(&self, At(at): At) -> Option<&Bits> {
        self.0.get(at..)?.first_chunk()
    }
}

/// One bit for each of eight stretches of bytes.
#[inline(always)]
fn collect(
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

#[inline(always)]
pub(super) fn is_empty(bits: &Bits) -> bool {
    bits.iter().fold(0, |all, bits| all | bits) == 0
}

/// Every second bit: those of even positions, or those of odd ones.
#[inline(always)]
pub(super) fn every_second(is_odd: bool) -> Bits {
    let pair = if is_odd { [0, u8::MAX] } else { [u8::MAX, 0] };
    let mut bits = [0; BLOCK];
    bits.as_chunks_mut().0.fill(pair);
    bits
}

/// Calls `visit` with the place of every bit, as positions are counted.
#[inline(always)]
pub(super) fn for_each(vectors: impl Vectors, bits: &Bits, mut visit: impl FnMut(usize)) {
    let mut columns = !vectors.zeros_64(bits);
    while let Ok(column @ ..BLOCK) = usize::try_from(columns.trailing_zeros()) {
        columns &= columns.wrapping_sub(1);
        let mut lanes = u32::from(bits.get(column).copied().unwrap_or(0));
        while let Ok(lane @ ..8) = usize::try_from(lanes.trailing_zeros()) {
            lanes &= lanes.wrapping_sub(1);
            visit(LANES.saturating_mul(lane).saturating_add(column));
        }
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
            let mut met = self.planes.meet(self.at, &[u8::MAX; BLOCK]);
            while met != 0 {
                let start = BLOCK * usize::try_from(met.trailing_zeros()).unwrap();
                met &= met - 1;
                let mut bits = [u8::MAX; BLOCK];
                self.planes.block(start).narrow(&mut bits, &self.at);
                assert!(!is_empty(&bits), "a block without any place");
                for_each(vectors, &bits, |place| self.met.push(start + place));
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
                let mut planes = Planes::new(&ALL, REACH);
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
            for_each(Near, &bits, |place| places.push(place));
            places.sort_unstable();
            places.dedup();
            assert_eq!(places.len(), BLOCK * 4);
            assert!(places.iter().all(|place| place % 2 == usize::from(is_odd)));
        }
    }
}
