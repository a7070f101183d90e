//! Where texts break off: a zero, and somewhere behind it a byte that no text has.
//!
//! That is what bytes of programs, tables and packed files look like to one who takes them for
//! texts. From the planes of zeros and of printable bytes follow planes that say of each
//! position whether the bytes from there on are broken like that: first of two bytes, then of four,
//! eight and so on, each from the one before it, for thousands of positions at once.

use super::planes::Bits;
use crate::vector::Vectors;
use alloc::vec::Vec;

/// So many bytes are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Span {
    Short,
    Long,
}

impl Span {
    pub(super) const ALL: [Self; 2] = [Self::Short, Self::Long];

    pub(super) const fn len(self) -> usize {
        match self {
            Self::Short => 32,
            Self::Long => 64,
        }
    }

    /// The longest that a field of this size holds; shorter ones are not looked at.
    pub(super) fn within(size: usize) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|span| span.len() <= size)
    }
}

/// What is known of so many bytes from each position on.
#[derive(Debug)]
pub(super) struct Breaks {
    known: Known,
    /// Room for the next step.
    next: Known,
    plane: usize,
}

/// Planes, with zeros behind their ends: what would stand there breaks nothing.
#[derive(Clone, Debug)]
struct Known {
    /// Whether one of the bytes is zero.
    zeros: Vec<u8>,
    /// Whether one is odd: neither zero nor text.
    odd: Vec<u8>,
    /// Whether an odd one stands behind one that is zero.
    broken: Vec<u8>,
}

impl Breaks {
    /// For planes of so many bytes.
    pub(super) fn new(plane: usize) -> Self {
        let none = alloc::vec![0; plane.saturating_add(Span::Long.len())];
        let known = Known { zeros: none.clone(), odd: none.clone(), broken: none };
        Self { known: known.clone(), next: known, plane }
    }

    /// Starts with single bytes, from their planes. None of them is broken.
    #[inline(always)]
    pub(super) fn begin(&mut self, zeros: &[u8], texts: &[u8]) {
        let Known { zeros: own, odd, broken } = &mut self.known;
        let known = zeros.iter().zip(texts);
        for (((zero, odd), broken), (is_zero, is_text)) in
            own.iter_mut().zip(odd).zip(broken).zip(known)
        {
            *zero = *is_zero;
            *odd = !(is_zero | is_text);
            *broken = 0;
        }
    }

    /// Looks at twice as many bytes as before, which were so many.
    #[inline(always)]
    pub(super) fn double(&mut self, vectors: impl Vectors, step: usize) {
        let (known, next) = (&self.known, &mut self.next);
        let behind = blocks(&known.odd, step, self.plane);
        let broken = blocks(&known.broken, 0, self.plane);
        let further = blocks(&known.broken, step, self.plane);
        let zeros = blocks(&known.zeros, 0, self.plane);
        let all = zeros.iter().zip(behind).zip(broken).zip(further);
        for (next, (((zeros, odd), broken), further)) in
            next.broken.as_chunks_mut().0.iter_mut().zip(all)
        {
            let known = vectors.bits(broken) | vectors.bits(further);
            *next = vectors.bytes(known | (vectors.bits(zeros) & vectors.bits(odd)));
        }
        self.widen(vectors, step);
        core::mem::swap(&mut self.known, &mut self.next);
    }

    /// Looks for zeros and odd bytes among twice as many.
    #[inline(always)]
    fn widen(&mut self, vectors: impl Vectors, step: usize) {
        let (known, next) = (&self.known, &mut self.next);
        for (known, next) in [(&known.zeros, &mut next.zeros), (&known.odd, &mut next.odd)]
        {
            let near = blocks(known, 0, self.plane);
            let further = blocks(known, step, self.plane);
            let next = next.as_chunks_mut().0.iter_mut();
            for ((near, further), next) in near.iter().zip(further).zip(next) {
                *next = vectors.bytes(vectors.bits(near) | vectors.bits(further));
            }
        }
    }

    /// Where the bytes that were looked at are broken.
    #[inline(always)]
    pub(super) fn broken(&self) -> &[u8] {
        &self.known.broken
    }
}

/// The bits of so many positions from one on.
#[inline(always)]
fn blocks(bits: &[u8], start: usize, len: usize) -> &[Bits] {
    let bits = bits.get(start..start.saturating_add(len)).unwrap_or_default();
    bits.as_chunks().0
}

#[cfg(test)]
mod tests {
    use super::super::plan::{Bounds, Plan, Reach};
    use super::super::planes::{Planes, TILE, for_each};
    use super::*;
    use crate::vector::{Isa, Kernel};

    const REACH: Reach = Reach { before: 70, behind: 200 };

    /// Where the bytes at a distance are broken.
    struct Look<'a> {
        plan: &'a Plan,
        bytes: &'a [u8],
        span: Span,
        distance: isize,
    }

    impl Kernel for Look<'_> {
        type Output = Vec<usize>;

        #[inline(always)]
        fn run<V: Vectors>(self, vectors: V) -> Vec<usize> {
            let mut planes = Planes::new(self.plan);
            planes.fill(self.bytes);
            planes.mark(vectors, self.bytes, true);
            let at = self.plan.break_at(self.span, self.distance).unwrap();
            let mut places = Vec::new();
            for block in 0..64 {
                let bits = planes.block(vectors, block).bits(at);
                for_each(vectors, block, bits, |place| places.push(place));
            }
            places.sort_unstable();
            places
        }
    }

    /// Letters, here and there a zero, and less often what is odd.
    fn bytes(mut seed: u64) -> Vec<u8> {
        let next = |_| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let [.., low, high] = seed.to_le_bytes();
            match u16::from_be_bytes([high, low]) {
                0..2_000 => 0,
                2_000..2_300 => 1,
                2_300..2_600 => 0xff,
                _ => b' ' + low % 95,
            }
        };
        (0..REACH.tile()).map(next).collect()
    }

    fn is_broken(bytes: &[u8]) -> bool {
        let mut behind = bytes.iter().skip_while(|&&byte| byte != 0);
        behind.any(|&byte| byte != 0 && !Bounds::TEXT.hold(byte))
    }

    #[test]
    fn a_text_is_broken_if_an_odd_byte_stands_behind_a_zero() {
        let plan = Plan { bounds: [Bounds::ZERO, Bounds::TEXT].to_vec(), reach: REACH };
        let bytes = &bytes(3);
        let within = |span: Span, distance: isize| {
            (0..TILE).filter(move |place| {
                let start = (REACH.before + place).checked_add_signed(distance).unwrap();
                is_broken(&bytes[start..bytes.len().min(start + span.len())])
            })
        };
        for isa in Isa::all() {
            for (span, distance) in [(Span::Short, 0), (Span::Long, 0), (Span::Long, -70)] {
                let wanted: Vec<usize> = within(span, distance).collect();
                assert!((1_000..TILE - 1_000).contains(&wanted.len()), "{}", wanted.len());
                let found = isa.run(Look { plan: &plan, bytes, span, distance });
                assert!(found == wanted, "{} {span:?} {distance}", isa.name());
            }
            // What is beyond reach breaks nothing.
            let found =
                isa.run(Look { plan: &plan, bytes, span: Span::Long, distance: 200 });
            let wanted: Vec<usize> = within(Span::Long, 200).collect();
            assert!(found.iter().all(|place| wanted.binary_search(place).is_ok()));
        }
    }
}
