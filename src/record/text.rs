//! Text fields: a value, and what stands behind it.

use crate::bytes::{ends, find_zero};
use crate::escape::Escaped;
use bstr::BStr;
use core::fmt;

/// A text field of a record, as it stands in the file.
///
/// The bytes have no declared encoding. The value ends at the first NUL, or fills the field.
/// What stands behind that NUL is kept: it is the residue of an older record, or something
/// that somebody hid.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Text<'a> {
    raw: &'a [u8],
}

impl<'a> Text<'a> {
    /// Wraps the whole field, padding included.
    #[must_use]
    pub const fn new(raw: &'a [u8]) -> Self {
        Self { raw }
    }

    /// The bytes before the first NUL, or the whole field when it has none.
    #[inline]
    #[must_use]
    pub fn value(&self) -> &'a BStr {
        BStr::new(self.raw.get(..self.len()).unwrap_or(self.raw))
    }

    /// The whole field as it stands in the file.
    #[must_use]
    pub const fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// The bytes after the first NUL, without the NULs at their end. Empty in a clean field.
    ///
    /// The first byte returned stood right behind the terminating NUL.
    #[inline]
    #[must_use]
    pub fn tail(&self) -> &'a [u8] {
        self.parts().1
    }

    /// [`Text::value`] and [`Text::tail`] at once, for the price of one.
    #[inline]
    #[must_use]
    pub fn parts(&self) -> (&'a BStr, &'a [u8]) {
        let (len, is_clean) = ends(self.raw);
        match self.raw.split_at_checked(len) {
            Some((value, _)) if is_clean => (BStr::new(value), &[]),
            Some((value, behind)) => (BStr::new(value), trimmed(behind)),
            None => (BStr::new(self.raw), &[]),
        }
    }

    /// Whether anything but NULs stands behind the first.
    #[inline]
    pub(crate) fn has_tail(&self) -> bool {
        !ends(self.raw).1
    }

    /// Whether the value is this one. It takes less than to compare it with [`Text::value`], for which
    /// its end has to be found.
    ///
    /// # Examples
    ///
    /// ```
    /// use loginrec::record::Text;
    ///
    /// let user = Text::new(b"eve\0lyn\0");
    /// assert!(user.is(b"eve") && !user.is(b"evelyn") && !user.is(b"eve\0lyn"));
    /// ```
    #[inline]
    #[must_use]
    pub fn is(&self, value: &[u8]) -> bool {
        // Most differ in their first byte.
        let is_like = |first| self.raw.first() == Some(first);
        value.first().is_none_or(is_like) && self.is_all(value)
    }

    fn is_all(&self, value: &[u8]) -> bool {
        let ends_there = |end: Option<&u8>| end.is_none_or(|&byte| byte == 0);
        self.raw.strip_prefix(value).is_some_and(|behind| ends_there(behind.first()))
            && find_zero(value).is_none()
    }

    /// Length of the value in bytes.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        find_zero(self.raw).unwrap_or(self.raw.len())
    }

    /// Whether the value is empty. A tail may still follow.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.raw.first().is_none_or(|&byte| byte == 0)
    }

    /// Whether a NUL ends the value. A name as long as its field has none.
    #[must_use]
    pub fn is_terminated(&self) -> bool {
        self.len() < self.raw.len()
    }
}

/// Of the bytes from the NUL on, those behind it, without the zeros at their end.
#[cold]
fn trimmed(behind: &[u8]) -> &[u8] {
    let last = behind.iter().rposition(|&byte| byte != 0);
    last.and_then(|last| behind.get(1..=last)).unwrap_or_default()
}

impl AsRef<[u8]> for Text<'_> {
    /// The whole field.
    fn as_ref(&self) -> &[u8] {
        self.raw
    }
}

/// The value on one line, with everything escaped that acts on a terminal.
impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Escaped(self.value()).fmt(f)
    }
}

/// Shows the value with everything escaped that is not printable.
impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.value())?;
        if !self.tail().is_empty() {
            write!(f, " + tail {:?}", BStr::new(self.tail()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_ends_at_the_first_nul_and_the_tail_is_kept() {
        let text = Text::new(b"eve\0hidden\0\0");
        assert_eq!(text.value(), "eve");
        assert_eq!(text.tail(), b"hidden");
        assert!(text.is_terminated());
    }

    #[test]
    fn a_text_is_its_value_and_nothing_else() {
        let values = [&b""[..], b"a", b"ab", b"abcd", b"abcde", b"\0", b"a\0", b"ab\0d"];
        for raw in [&b""[..], b"\0", b"a", b"a\0", b"ab\0d", b"\0b\0d", b"abcd", b"bbcd"] {
            let text = Text::new(raw);
            for value in values {
                assert_eq!(text.is(value), text.value() == value, "{text:?} {value:?}");
            }
        }
    }

    #[test]
    fn a_full_field_has_no_terminator_and_no_tail() {
        let text = Text::new(b"abcd");
        assert_eq!(text.value(), "abcd");
        assert_eq!(text.tail(), b"");
        assert!(!text.is_terminated());
    }

    #[test]
    fn an_empty_value_can_have_a_tail_that_starts_with_nuls() {
        let text = Text::new(b"\0\0\0x\0");
        assert!(text.is_empty());
        assert_eq!(text.tail(), b"\0\0x");
        assert_eq!(Text::default().value(), "");
        assert_eq!(Text::default().tail(), b"");
    }

    #[test]
    fn debug_shows_no_raw_control_byte() {
        let shown = alloc::format!("{:?}", Text::new(b"a\x1b[0m\n\0b\r"));
        assert_eq!(shown, r#""a\x1b[0m\n" + tail "b\r""#);
    }
}
