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

/// The views of a text: of its value, and of what stands behind its NUL if anything does.
pub(super) struct Split {
    pub(super) value: u128,
    pub(super) tail: Option<u128>,
}

impl Split {
    /// Takes a field apart. Most have 32 bytes or more, a short value, and zeros behind it.
    #[inline(always)]
    pub(super) fn of<V: Vectors>(text: Text<'_>, ground: Ground, vectors: V) -> Self {
        if let Some((head, rest)) = text.raw().split_first_chunk::<32>() {
            let zeros = vectors.zeros_32(head);
            let len = zeros.trailing_zeros();
            if zeros.unbounded_shr(len) == u32::MAX.unbounded_shr(len)
                && zeros != 0
                && all_zero(rest, vectors)
            {
                return Self { value: clean(head, len, ground), tail: None };
            }
        }
        Self::of_any(text, ground)
    }

    fn of_any(text: Text<'_>, ground: Ground) -> Self {
        let (value, tail) = text.parts();
        let tail = (!tail.is_empty()).then(|| ground.view(tail));
        Self { value: ground.view(value), tail }
    }
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
    chunks.iter().all(|chunk| vectors.zeros_32(chunk) == u32::MAX)
        && rest.iter().all(|&byte| byte == 0)
}

/// Takes many fields apart; gives which of them there are, and which have a tail.
pub(super) struct SplitAll<'a, I> {
    pub(super) texts: I,
    pub(super) ground: Ground,
    pub(super) values: &'a mut [u128; 64],
    pub(super) tails: &'a mut [u128; 64],
}

impl<'t, I: Iterator<Item = Option<Text<'t>>>> Kernel for SplitAll<'_, I> {
    type Output = (u64, u64);

    #[inline(always)]
    fn run<V: Vectors>(self, vectors: V) -> (u64, u64) {
        let (mut valid, mut dirty) = (0, 0);
        let mut bit = 1_u64;
        let places = self.values.iter_mut().zip(self.tails);
        for (text, (value, tail)) in self.texts.zip(places) {
            if let Some(text) = text {
                let split = Split::of(text, self.ground, vectors);
                *value = split.value;
                valid |= bit;
                if let Some(view) = split.tail {
                    *tail = view;
                    dirty |= bit;
                }
            }
            bit = bit.rotate_left(1);
        }
        (valid, dirty)
    }
}
