//! Views: how Arrow points to bytes that stand somewhere else.
//!
//! A view has 16 bytes: a length, and up to 12 bytes themselves; or of more bytes the first
//! four, the number of a buffer and where in it they stand.

use crate::record::Text;
use crate::vector::{Kernel, Vectors};

/// Bytes up to here stand in the view itself.
const INLINE: usize = 12;
/// The buffer of the file comes first; behind it stands what a column has put together itself.
const OWN: u128 = 1 << 64;

/// The stretch of the file that a batch borrows from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground {
    /// Where in memory it begins.
    start: usize,
}

impl Ground {
    /// What is borrowed later must stand in these bytes, or behind them in the same file.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self { start: bytes.as_ptr().addr() }
    }

    /// A view of bytes of the file.
    #[inline(always)]
    pub(super) fn view(self, bytes: &[u8]) -> u128 {
        if bytes.len() <= INLINE { inline(bytes) } else { self.borrow(bytes, bytes.len()) }
    }

    /// A view of the first `len` bytes, more than a view can hold.
    ///
    /// A batch spans less than 2 GiB. Should a place not be one, Arrow refuses the array.
    #[inline(always)]
    fn borrow(self, bytes: &[u8], len: usize) -> u128 {
        let start = bytes.as_ptr().addr().wrapping_sub(self.start);
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        long(bytes, len) | (u128::from(start) << 96)
    }
}

/// A view of bytes that a column has put together, which stand at `start` there.
pub(super) fn own(bytes: &[u8], start: usize) -> u128 {
    if bytes.len() <= INLINE {
        return inline(bytes);
    }
    let start = u32::try_from(start).unwrap_or(u32::MAX);
    long(bytes, bytes.len()) | OWN | (u128::from(start) << 96)
}

/// A view of so few bytes that it holds them.
#[inline(always)]
pub(super) fn inline(bytes: &[u8]) -> u128 {
    if let Some(&word) = bytes.first_chunk::<4>().filter(|_| bytes.len() == 4) {
        return (u128::from(u32::from_le_bytes(word)) << 32) | 4;
    }
    let mut space = [0; 16];
    if let Some(place) = space.get_mut(4..4_usize.saturating_add(bytes.len())) {
        place.copy_from_slice(bytes);
    }
    u128::from_le_bytes(space) | length(bytes.len())
}

#[inline(always)]
fn long(bytes: &[u8], len: usize) -> u128 {
    let prefix = bytes.first_chunk::<4>().copied().unwrap_or_default();
    (u128::from(u32::from_le_bytes(prefix)) << 32) | length(len)
}

#[inline(always)]
fn length(len: usize) -> u128 {
    u128::from(u32::try_from(len).unwrap_or(u32::MAX))
}

/// Whether a view points to bytes elsewhere.
#[inline(always)]
pub(super) fn is_long(view: u128) -> bool {
    view & u128::from(u32::MAX) > 12
}

/// A view of the value of a field, and whether anything stands behind its NUL. Most fields have
/// 32 bytes or more, a short value, and zeros behind it.
#[inline(always)]
fn split<V: Vectors>(text: Text<'_>, ground: Ground, vectors: V) -> (u128, bool) {
    let raw = text.raw();
    if let Some((head, rest)) = raw.split_first_chunk::<32>() {
        let zeros = vectors.zeros_32(head);
        if is_upper_end(zeros) && (rest.is_empty() || all_zero(rest, vectors)) {
            return (clean(head, zeros.trailing_zeros(), ground), false);
        }
    } else if let Ok(&word) = <&[u8; 4]>::try_from(raw) {
        let word = u32::from_le_bytes(word);
        let zeros = word.wrapping_sub(0x0101_0101) & !word & 0x8080_8080;
        let first = zeros & zeros.wrapping_neg();
        // Behind the first zero nothing may stand; the bits below it are those before it.
        if word & first.wrapping_sub(1) == word {
            return (
                (u128::from(word) << 32) | u128::from(zeros.trailing_zeros() >> 3),
                false,
            );
        }
    }
    split_any(text, ground)
}

/// Whether the ones in a word are those from some place on up to the highest.
#[inline(always)]
const fn is_upper_end(word: u32) -> bool {
    word != 0 && word.wrapping_neg().is_power_of_two()
}

#[inline(never)]
fn split_any(text: Text<'_>, ground: Ground) -> (u128, bool) {
    let (value, tail) = text.parts();
    (ground.view(value), !tail.is_empty())
}

/// A view of a value with nothing but zeros behind it.
#[inline(always)]
fn clean(head: &[u8; 32], len: u32, ground: Ground) -> u128 {
    match head.first_chunk::<16>() {
        // Zeros have to stand behind the value, and they do.
        Some(&start) if len <= 12 => (u128::from_le_bytes(start) << 32) | u128::from(len),
        _ => ground.borrow(head, usize::try_from(len).unwrap_or(usize::MAX)),
    }
}

#[inline(always)]
fn all_zero<V: Vectors>(bytes: &[u8], vectors: V) -> bool {
    let (chunks, rest) = bytes.as_chunks::<32>();
    let mut all = [0; 32];
    for chunk in chunks {
        for (all, &byte) in all.iter_mut().zip(chunk) {
            *all |= byte;
        }
    }
    vectors.zeros_32(&all) == u32::MAX && rest.iter().all(|&byte| byte == 0)
}

/// Puts views of the values of many texts into as many places.
pub(super) struct SplitAll<'a, I> {
    pub(super) texts: I,
    pub(super) ground: Ground,
    pub(super) views: &'a mut [u128],
}

/// What is to be known of many texts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Found {
    /// Whether the view of any of them points into the file.
    pub(super) borrows: bool,
    /// Whether anything stands behind the NUL of any of them.
    pub(super) is_dirty: bool,
}

impl<'t, I: Iterator<Item = Text<'t>>> Kernel for SplitAll<'_, I> {
    type Output = Found;

    #[inline(always)]
    fn run<V: Vectors>(self, vectors: V) -> Found {
        let mut found = Found::default();
        for (text, place) in self.texts.zip(self.views) {
            let (view, is_dirty) = split(text, self.ground, vectors);
            *place = view;
            found.borrows |= is_long(view);
            found.is_dirty |= is_dirty;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::Isa;

    /// As told by the rules of Arrow alone.
    fn naive(value: &[u8], start: usize) -> u128 {
        let mut view = u32::try_from(value.len()).unwrap().to_le_bytes().to_vec();
        if value.len() <= 12 {
            view.extend(value);
        } else {
            view.extend(&value[..4]);
            view.extend([0; 4]);
            view.extend(u32::try_from(start).unwrap().to_le_bytes());
        }
        view.resize(16, 0);
        u128::from_le_bytes(view.try_into().unwrap())
    }

    #[test]
    fn every_set_of_instructions_makes_the_same_views_of_fields_of_any_size() {
        for size in [0_usize, 1, 4, 8, 12, 16, 31, 32, 33, 64, 100, 256] {
            let mut file = Vec::new();
            for len in 0..=size {
                for dirt in [None, Some(len + 1), Some(size.saturating_sub(1))] {
                    let start = file.len();
                    file.extend((0..len).map(|at| b'a' + u8::try_from(at % 26).unwrap()));
                    file.resize(start + size, 0);
                    if let Some(byte) = dirt.and_then(|at| file.get_mut(start + at)) {
                        *byte = 0x80;
                    }
                }
            }
            let texts = || file.chunks(size.max(1)).map(Text::new);
            let ground = Ground::of(&file);
            let wanted: Vec<u128> = texts()
                .enumerate()
                .map(|(number, text)| naive(text.value(), number * size))
                .collect();
            for isa in Isa::all() {
                let mut views = vec![0; wanted.len()];
                let found = isa.run(SplitAll { texts: texts(), ground, views: &mut views });
                assert_eq!(views, wanted, "{size} {}", isa.name());
                assert_eq!(found.is_dirty, texts().any(|text| text.has_tail()));
                assert_eq!(found.borrows, texts().any(|text| text.len() > 12));
            }
        }
    }
}
