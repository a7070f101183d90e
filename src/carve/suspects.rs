//! Who may have as many neighbours as the records of a row, though zeros stand among them.

use super::member::{Member, Term};
use super::scan::{CHAIN, LONGEST, Stretch};
use crate::layout::{Framing, Layout};
use crate::vector::{Isa, Kernel, Vectors};
use alloc::vec::Vec;

/// So many terms leave few places, which are looked at for themselves.
const TERMS: usize = 3;
/// So many bytes are searched together.
const STEP: usize = 128;
/// The places of so many bytes are one word.
const WORD: usize = 64;

/// What is looked for together.
#[derive(Debug)]
pub(super) struct Suspects<'a> {
    /// What is surest of all of them.
    terms: Vec<Term>,
    pub(super) all: Vec<Suspect<'a>>,
}

/// A layout that may have as many neighbours.
#[derive(Debug)]
pub(super) struct Suspect<'a> {
    pub(super) member: &'a Member,
    pub(super) rank: usize,
    pub(super) layout: &'static Layout,
    /// How long its entries are, unless that varies.
    pub(super) size: Option<usize>,
    /// What else is certain of it.
    rest: Vec<Term>,
}

impl<'a> Suspect<'a> {
    pub(super) fn new(member: &'a Member, rank: usize, layout: &'static Layout) -> Self {
        let has_size = layout.framing() != Framing::Prefixed;
        let size = has_size.then_some(layout.size());
        Self { member, rank, layout, size, rest: Vec::new() }
    }

    /// Whether the highest byte of its times that is looked for may be zero.
    pub(super) fn may_be_zero(&self) -> bool {
        let mut anchors = self.member.terms.iter().filter(|term| term.distance == 0);
        anchors.all(|term| term.bounds.hold(0))
    }

    /// Whether all that is certain stands around an anchor.
    pub(super) fn is_at(&self, window: &[u8], anchor: usize) -> bool {
        self.rest.iter().all(|term| term.holds_at(window, anchor))
    }
}

impl<'a> Suspects<'a> {
    /// Those of each root together, as they have more in common.
    pub(super) fn groups(all: Vec<Suspect<'a>>) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        for one in all {
            let is_alike = |group: &&mut Self| {
                let mut others = group.all.iter();
                others.all(|other| {
                    other.member.root == one.member.root
                        && other.size.is_some() == one.size.is_some()
                })
            };
            match groups.iter_mut().find(is_alike) {
                Some(group) => {
                    group.terms.retain(|term| one.member.terms.contains(term));
                    group.all.push(one);
                }
                None => {
                    let terms = one.member.terms.clone();
                    groups.push(Self { terms, all: alloc::vec![one] });
                }
            }
        }
        for Self { terms, all } in &mut groups {
            terms.truncate(TERMS);
            for Suspect { member, rest, .. } in all {
                rest.extend(member.terms.iter().filter(|term| !terms.contains(term)));
            }
        }
        groups
    }

    pub(super) fn sizes(&self) -> impl Iterator<Item = usize> {
        self.all.iter().filter_map(|suspect| suspect.size)
    }

    /// Which of so many bytes may be anchors; `None` if the window ends too early to say.
    pub(super) fn anchors(
        &self,
        isa: Isa,
        stretch: Stretch<'_>,
        start: usize,
        len: usize,
    ) -> Option<Vec<usize>> {
        let from = start.checked_sub(LONGEST)?;
        let to = start.saturating_add(len).saturating_add(LONGEST).saturating_add(STEP);
        let bytes = stretch.window.get(from..to)?;
        let anchors = isa.run(Search { bytes, terms: &self.terms, len });
        let anchors = anchors.into_iter().take_while(|&anchor| anchor < len);
        Some(anchors.map(|anchor| start.saturating_add(anchor)).collect())
    }
}

/// Whether there may be as many neighbours as are counted.
pub(super) fn may_have_neighbours(member: &Member, window: &[u8], start: usize) -> bool {
    // Where there are no sizes, they vary.
    member.sizes().is_empty()
        || member.sizes().iter().any(|&size| {
            let behind = count_at(member, window, start, |at| at.checked_add(size));
            let before = count_at(member, window, start, |at| at.checked_sub(size));
            behind.saturating_add(before) >= CHAIN
        })
}

/// At how many places the certain bytes stand that `step` leads along.
#[inline]
fn count_at(
    member: &Member,
    window: &[u8],
    start: usize,
    step: impl Fn(usize) -> Option<usize>,
) -> u8 {
    let (mut count, mut place) = (0_u8, start);
    while count < CHAIN
        && let Some(next) = step(place)
        && member.is_at(window, next)
    {
        count = count.saturating_add(1);
        place = next;
    }
    count
}

/// Looks for bytes that may be anchors.
struct Search<'a> {
    /// From [`LONGEST`] before the first of them on.
    bytes: &'a [u8],
    terms: &'a [Term],
    len: usize,
}

impl Kernel for Search<'_> {
    type Output = Vec<usize>;

    #[inline(always)]
    fn run<V: Vectors>(self, vectors: V) -> Vec<usize> {
        let mut anchors = Vec::with_capacity(WORD);
        let mut start = 0_usize;
        while start < self.len {
            let mut is_out = [0_u8; STEP];
            for term in self.terms {
                let at = start.saturating_add(LONGEST).saturating_add_signed(term.distance);
                let bytes =
                    self.bytes.get(at..).and_then(|bytes| bytes.first_chunk::<STEP>());
                let Some(bytes) = bytes else { continue };
                for (is_out, &byte) in is_out.iter_mut().zip(bytes) {
                    *is_out |= u8::from(!term.bounds.hold(byte));
                }
            }
            for is_out in is_out.as_chunks::<WORD>().0 {
                let mut left = vectors.zeros_64(is_out);
                while let Ok(bit @ ..WORD) = usize::try_from(left.trailing_zeros()) {
                    left &= left.wrapping_sub(1);
                    anchors.push(start.saturating_add(bit));
                }
                start = start.saturating_add(WORD);
            }
        }
        anchors
    }
}

#[cfg(test)]
mod tests {
    use super::super::scan::Scanner;
    use super::super::{Options, Tier};
    use super::*;

    #[test]
    fn no_place_is_missed_at_which_all_that_is_certain_stands() {
        let mut seed = 5_u64;
        let next = |_| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            [0, 0, 0, 0, 1, 3, 7, 9, b'0', b'p', b't', b'e', 0x80]
                [usize::try_from(seed >> 33).unwrap() % 13]
        };
        let window: Vec<u8> = (0..60_000).map(next).collect();
        let stretch = Stretch { window: &window, at: 0, is_last: true };
        let (start, len) = (LONGEST, window.len() - 4 * LONGEST);
        for isa in Isa::all() {
            let scanner = Scanner::new(&Options::new().tier(Tier::Possible), isa);
            let mut count = 0;
            for group in Suspects::groups(scanner.suspects().collect()) {
                let anchors = group.anchors(isa, stretch, start, len).unwrap();
                for suspect in &group.all {
                    let member = suspect.member;
                    let of_entry = |&anchor: &usize| {
                        let entry = anchor - member.anchor;
                        member.is_at(&window, entry).then_some(entry)
                    };
                    let wanted: Vec<usize> = (start..start + len)
                        .filter_map(|anchor| of_entry(&anchor))
                        .collect();
                    let seen: Vec<usize> = anchors
                        .iter()
                        .filter(|&&anchor| suspect.is_at(&window, anchor))
                        .map(|anchor| anchor - member.anchor)
                        .collect();
                    assert_eq!(seen, wanted, "{} {}", isa.name(), suspect.rank);
                    count += wanted.len();
                }
            }
            assert!(count > 100, "{count}");
        }
    }
}
