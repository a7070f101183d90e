//! Lines whose texts are as they should be: short, and nothing but characters of ASCII that can be
//! seen. Nearly all are.

use super::line::{End, Length};
use super::paper::{Paper as _, Slip};
use loginrec::Text;

/// A text with blanks behind it, and how long it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell<const N: usize> {
    bytes: [u8; N],
    len: u8,
}

impl<const N: usize> Cell<N> {
    /// The text, if it is as it should be.
    pub(super) fn of(text: &[u8], may_have_blanks: bool) -> Option<Self> {
        let mut field = [0; N];
        field.get_mut(..text.len())?.copy_from_slice(text);
        Self::of_field(&field, text.len(), may_have_blanks)
    }

    /// The same of a text that stands in a field. Of longer fields, the start is enough.
    #[inline(always)]
    pub(super) fn of_text(text: Text<'_>, may_have_blanks: bool) -> Option<Self> {
        match text.raw().first_chunk() {
            Some(field) => Self::of_field(field, text.len(), may_have_blanks),
            None => Self::of(text.value(), may_have_blanks),
        }
    }

    /// The first `len` bytes of a field. There is no branch in the loop, so many bytes are
    /// looked at at a time.
    #[inline(always)]
    fn of_field(field: &[u8; N], len: usize, may_have_blanks: bool) -> Option<Self> {
        let len = u8::try_from(len).ok().filter(|&len| usize::from(len) <= N)?;
        let lowest = if may_have_blanks { b' ' } else { b'!' };
        let mut bytes = [b' '; N];
        let mut odd = 0;
        let mut at = 0_u8;
        for (to, &byte) in bytes.iter_mut().zip(field) {
            let is_text = at < len;
            let is_plain = (lowest..=b'~').contains(&byte);
            odd |= u8::from(is_text & !is_plain);
            *to = if is_text { byte } else { b' ' };
            at = at.wrapping_add(1);
        }
        (odd == 0).then_some(Self { bytes, len })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_usual_whether_it_stands_in_a_field_or_not() {
        let odd = [b"\0", &b"!"[..], b"~", b" ", b"\x1f", b"\x7f", b"\x80", b"\xff"];
        for len in 0..40 {
            for (at, byte) in (0..=len).flat_map(|at| odd.map(|odd| (at, odd))) {
                let mut field =
                    [vec![b'a'; at], byte.to_vec(), vec![b'z'; len - at]].concat();
                field.extend(b"\0behind\x1b");
                field.resize(field.len().max(32), 0);
                for may_have_blanks in [false, true] {
                    let text = Text::new(&field);
                    let lowest = if may_have_blanks { b' ' } else { b'!' };
                    let value = text.value();
                    let is_usual = value.len() <= 32
                        && value.iter().all(|byte| (lowest..=b'~').contains(byte));
                    let padded = [value, &[b' '; 32][..]].concat();
                    let wanted = is_usual.then(|| padded.get(..32).unwrap().to_vec());
                    for cell in [
                        Cell::<32>::of_text(text, may_have_blanks),
                        Cell::<32>::of(value, may_have_blanks),
                    ] {
                        let shown = cell.map(|cell| cell.bytes.to_vec());
                        assert_eq!(shown, wanted);
                    }
                }
            }
        }
    }
}
