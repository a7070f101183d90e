//! Lines whose texts are as they should be: short, and nothing but characters of ASCII that can be
//! seen. Nearly all are.

use super::line::{End, Length};
use super::paper::{Paper as _, Slip};

/// A text with blanks behind it, and how long it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell<const N: usize> {
    bytes: [u8; N],
    len: u8,
}

impl<const N: usize> Cell<N> {
    /// The text, if it is as it should be.
    #[inline(always)]
    pub(super) fn of(text: &[u8], may_have_blanks: bool) -> Option<Self> {
        let mut bytes = [b' '; N];
        bytes.get_mut(..text.len())?.copy_from_slice(text);
        // Without an early exit, many bytes are looked at at a time.
        let is_plain =
            bytes.iter().fold(true, |plain, byte| plain & (b' '..=b'~').contains(byte));
        let blanks = bytes.iter().fold(0_u8, |sum, &byte| sum + u8::from(byte == b' '));
        let is_one = may_have_blanks || usize::from(blanks) + text.len() == N;
        let len = u8::try_from(text.len()).ok()?;
        (is_plain && is_one).then_some(Self { bytes, len })
    }

    /// Puts it, at least `width` wide and at most `most`.
    #[inline(always)]
    pub(super) fn put(&self, width: usize, most: usize, marks_cuts: bool, slip: &mut Slip) {
        let len = usize::from(self.len);
        let shown = len.min(most);
        slip.put_start(&self.bytes, shown.max(width));
        if marks_cuts && shown < len {
            slip.pop();
            slip.put(b"*");
        }
    }
}

/// A line of usual texts.
#[derive(Clone, Copy, Debug)]
pub(super) struct UsualLine {
    pub(super) user: Cell<32>,
    pub(super) line: Cell<32>,
    pub(super) host: Cell<64>,
    pub(super) login: i64,
    pub(super) end: End,
    pub(super) length: Length,
}
