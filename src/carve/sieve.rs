//! What of a root is left at one place: each byte that is looked at rules out many members.
//!
//! Where text and zeros stand side by side, a root is seen in nearly every block of positions,
//! but only at a few of them. There a number has a bit for each member, and a table says which of
//! them a byte allows at its distance. Behind four to eight bytes hardly any is left.

use super::member::{Member, Term, can_begin};
use super::planes::Bounds;
use alloc::vec::Vec;

/// A root has no more members than a number has bits.
pub(super) const MOST: usize = 64;
/// So many bytes are looked at before anything is decided.
const TOGETHER: usize = 4;
/// A step is worth it if it rules out so many members, as it takes less to look at a byte than to
/// ask a member for itself.
const WORTH: f64 = 0.05;

/// Which members a byte allows at one distance.
#[derive(Debug)]
struct Step {
    distance: isize,
    /// The same behind the first byte that is within reach.
    at: usize,
    allowed: [u64; 256],
}

impl Step {
    fn new(members: &[Member], distance: isize, before: usize) -> Self {
        let mut allowed = [u64::MAX; 256];
        for (member, bit) in members.iter().zip(bits()) {
            let mut rule_out = |is_allowed: &dyn Fn(u8) -> bool| {
                for (allowed, byte) in allowed.iter_mut().zip(0..=u8::MAX) {
                    *allowed &= if is_allowed(byte) { u64::MAX } else { !bit };
                }
            };
            member
                .bounds_at(distance)
                .for_each(|bounds| rule_out(&|byte| bounds.hold(byte)));
            if member.has_line_at(distance) {
                rule_out(&can_begin);
            }
        }
        Self { distance, at: before.saturating_add_signed(distance), allowed }
    }

    #[inline]
    fn allowed(&self, bytes: &[u8]) -> u64 {
        let byte = bytes.get(self.at).copied().unwrap_or(0);
        self.allowed.get(usize::from(byte)).copied().unwrap_or(0)
    }
}

/// How often a byte stands where text and zeros stand side by side, roughly.
fn frequency(byte: u8) -> f64 {
    match byte {
        0 => 0.45,
        1..b' ' => 0.1 / 31.0,
        b' '..=b'~' => 0.35 / 95.0,
        0x7f.. => 0.1 / 129.0,
    }
}

/// How likely it is that a member allows the byte at a distance, of which nothing is told.
fn likelihood(member: &Member, told: &[Term], distance: isize) -> f64 {
    if member.distances(told).all(|known| known != distance) {
        return 1.0;
    }
    let sum = |bounds: Bounds| -> f64 { bounds.bytes().map(frequency).sum() };
    let line = sum(Bounds::ZERO) + sum(Bounds::TEXT);
    let line = if member.has_line_at(distance) { line } else { 1.0 };
    member.bounds_at(distance).map(sum).fold(line, f64::min)
}

fn bits() -> impl Iterator<Item = u64> {
    (0..u64::BITS).map(|bit| 1 << bit)
}

/// The bytes that rule out most, the best first.
#[derive(Debug, Default)]
pub(super) struct Sieve {
    all: u64,
    /// Several of so many that are looked at together.
    steps: Vec<Step>,
}

impl Sieve {
    /// Chooses the bytes by what they are likely to rule out.
    pub(super) fn new(members: &[Member], told: &[Term], before: usize) -> Self {
        let mut distances: Vec<isize> =
            members.iter().flat_map(|member| member.distances(told)).collect();
        distances.sort_unstable();
        distances.dedup();
        let of_all =
            |distance| members.iter().map(move |member| likelihood(member, told, distance));
        let mut open: Vec<(isize, Vec<f64>)> = distances
            .iter()
            .map(|&distance| (distance, of_all(distance).collect()))
            .collect();
        // How likely it is that each member is left, and how many are left then.
        let mut likely: Vec<f64> = members.iter().map(|_| 1.0).collect();
        let mut count: f64 = likely.iter().sum();
        let mut chosen: Vec<isize> = Vec::new();
        let left = |likely: &[f64], of_all: &[f64]| {
            likely.iter().zip(of_all).map(|(likely, own)| likely * own).sum::<f64>()
        };
        loop {
            let counts = open.iter().map(|(_, of_all)| left(&likely, of_all)).enumerate();
            let best = counts.min_by(|a, b| a.1.total_cmp(&b.1));
            let Some((at, next)) = best else { break };
            // Steps are taken together, so those that fill up the last are nearly free.
            if chosen.len().is_multiple_of(TOGETHER) && count - next < WORTH {
                break;
            }
            let (distance, of_all) = open.swap_remove(at);
            likely.iter_mut().zip(&of_all).for_each(|(likely, own)| *likely *= own);
            count = next;
            chosen.push(distance);
        }
        let missing = chosen.len().next_multiple_of(TOGETHER).saturating_sub(chosen.len());
        let again = chosen.first().copied().into_iter().cycle().take(missing);
        let chosen = chosen.iter().copied().chain(again);
        let steps = chosen.map(|distance| Step::new(members, distance, before)).collect();
        let all = bits().take(members.len()).fold(0, |all, bit| all | bit);
        Self { all, steps }
    }

    /// Whether a term of a member is looked at.
    pub(super) fn tells(&self, term: &Term) -> bool {
        self.steps.iter().any(|step| step.distance == term.distance)
    }

    /// Keeps in front the places, seen in a tile, at which any member may stand, and says how
    /// many they are. Nothing here depends on what is guessed of a branch: whether a place is
    /// kept is mostly a surprise.
    pub(super) fn sift(&self, bytes: &[u8], places: &mut [Place]) -> usize {
        let mut count = places.len();
        for place in &mut *places {
            place.left = self.all;
        }
        for [a, b, c, d] in self.steps.as_chunks().0 {
            let mut kept = 0;
            for at in 0..count {
                let Some(&Place { at, left }) = places.get(at) else { break };
                let bytes = bytes.get(at..).unwrap_or_default();
                let allowed = a.allowed(bytes)
                    & b.allowed(bytes)
                    & c.allowed(bytes)
                    & d.allowed(bytes);
                let left = left & allowed;
                if let Some(place) = places.get_mut(kept) {
                    *place = Place { at, left };
                }
                kept = kept.saturating_add(usize::from(left != 0));
            }
            count = kept;
        }
        count
    }
}

/// Where a root was seen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The place of the anchor in its tile.
    pub(super) at: usize,
    /// A bit for each member of the root that may stand there.
    pub(super) left: u64,
}
