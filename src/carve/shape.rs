//! What the bytes of a text are, in one go through them.

use crate::bytes::is_zero;
use crate::vector::{Near, Vectors as _};

/// So many bytes are looked at together.
const BLOCK: usize = 32;
/// A text overwritten by ever shorter ones starts anew once or twice, not so often.
const RIDDLED: u32 = 4;

/// The field of a text: the value, up to the first zero, and what stands behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape<'a> {
    pub(super) value: &'a [u8],
    /// The zero that ends the value, and what follows on it.
    behind: &'a [u8],
    /// Whether the value is nothing but printable ASCII.
    pub(super) is_plain: bool,
    /// Whether nothing stands behind it but zeros.
    pub(super) is_clean: bool,
}

impl<'a> Shape<'a> {
    #[inline]
    pub(super) fn of(field: &'a [u8]) -> Self {
        let mut is_plain = true;
        let mut len = 0_usize;
        loop {
            let rest = field.get(len..).unwrap_or_default();
            let (zeros, odd) = zeros_and_odd(rest);
            is_plain &= odd & !zeros & zeros.wrapping_sub(1) == 0;
            let end = usize::try_from(zeros.trailing_zeros()).unwrap_or(BLOCK);
            len = len.saturating_add(end.min(rest.len()));
            if zeros != 0 || rest.len() <= BLOCK {
                break;
            }
        }
        let (value, behind) = field.split_at_checked(len).unwrap_or((field, &[]));
        Self { value, behind, is_plain, is_clean: is_zero(behind) }
    }

    /// Whether the value fills the field.
    pub(super) const fn is_full(&self) -> bool {
        self.behind.is_empty()
    }

    /// Whether what stands behind the value can be what older texts left there.
    pub(super) fn has_residue(&self) -> bool {
        self.is_clean || is_residue(self.behind)
    }

    /// The same from the byte behind its end on.
    pub(super) fn has_residue_behind(&self) -> bool {
        self.is_clean || is_residue(self.behind.get(1..).unwrap_or_default())
    }
}

/// Whether there is nothing but printable ASCII and zeros, and it does not follow on zeros too
/// often.
fn is_residue(tail: &[u8]) -> bool {
    let (mut starts, mut is_before_other) = (0_u32, false);
    // What is far behind the text is the likeliest to be something else altogether.
    tail.rchunks(BLOCK).all(|block| {
        let (zeros, odd) = zeros_and_odd(block);
        let new = !zeros & (zeros << 1);
        let is_last = is_before_other && block.last() == Some(&0);
        if new != 0 || is_last {
            starts =
                starts.saturating_add(new.count_ones()).saturating_add(u32::from(is_last));
        }
        is_before_other = zeros & 1 == 0;
        odd & !zeros == 0 && starts < RIDDLED
    })
}

/// One bit for each of the first bytes that is zero, and for each that is no printable ASCII.
/// Zeros stand behind the last.
#[inline]
fn zeros_and_odd(bytes: &[u8]) -> (u32, u32) {
    let mut space = [0; BLOCK];
    let block = bytes.first_chunk().unwrap_or_else(|| {
        space.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        &space
    });
    (Near.zeros_32(block), Near.odd_32(block, [0; 2]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::has_control;
    use crate::record::Text;
    use alloc::vec::Vec;

    fn naive(tail: &[u8]) -> bool {
        let starts = tail.windows(2).filter(|pair| pair[0] == 0 && pair[1] != 0);
        tail.iter().all(|&byte| byte == 0)
            || (starts.count() < 4
                && tail.iter().all(|byte| matches!(byte, b' '..=b'~' | 0)))
    }

    #[test]
    fn a_shape_says_of_a_text_what_its_bytes_say() {
        let mut seed = 7_u64;
        let mut roll = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % below
        };
        for _ in 0..200_000 {
            let len = [4, 8, 12, 16, 31, 32, 33, 64, 65, 100, 256, 257]
                [usize::try_from(roll(12)).unwrap()];
            let most = roll(40);
            let field: Vec<u8> = (0..len)
                .map(|_| match roll(most.max(2)) {
                    0 => 0,
                    1 => [0, 0, 0, b'~', 0x7f, 1, 0x80, 0xff]
                        [usize::try_from(roll(8)).unwrap()],
                    _ => {
                        if most == 39 {
                            0
                        } else {
                            b'a'
                        }
                    }
                })
                .collect();
            let shape = Shape::of(&field);
            let text = Text::new(&field);
            let (value, behind) = field.split_at(text.len());
            assert_eq!(shape.value, value, "{field:?}");
            let is_plain = value.iter().all(|byte| matches!(byte, b' '..=b'~'));
            assert_eq!(shape.is_plain, is_plain, "{field:?}");
            assert!(!is_plain || !has_control(value));
            assert_eq!(shape.is_clean, text.tail().is_empty(), "{field:?}");
            assert_eq!(shape.is_full(), !text.is_terminated(), "{field:?}");
            assert_eq!(shape.has_residue(), naive(behind), "{field:?}");
            assert_eq!(shape.has_residue_behind(), naive(text.tail()), "{field:?}");
        }
    }
}
