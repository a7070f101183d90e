//! Showing bytes from evidence without letting them act.
//!
//! User names in a btmp are typed by strangers. Shown raw they could move the cursor, hide
//! text behind it, or start a line of their own.

use core::fmt;

/// Whether a character can change how the text around it is shown: control characters,
/// line separators, marks that reorder or hide, and whatever is not shown at all
/// (`Default_Ignorable_Code_Point` of Unicode), so that two names that look alike are alike.
pub(crate) fn is_harmful(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{00ad}'
                | '\u{034f}'
                | '\u{061c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Displays bytes as text on one line: harmful characters as `\u{202e}` or `\x1b`, bytes
/// that are no UTF-8 as `\xff`, all else as it is.
///
/// A backslash stays one backslash, so that `DOMAIN\user` reads as it was typed. Where that
/// leaves open what the bytes were, the outputs give them in hexadecimal beside the text.
#[derive(Clone, Copy, Debug)]
pub struct Escaped<'a>(pub &'a [u8]);

impl Escaped<'_> {
    /// Whether nothing had to be escaped: the text shows exactly the bytes.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        core::str::from_utf8(self.0).is_ok_and(|text| !text.contains(is_harmful))
    }
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        for chunk in self.0.utf8_chunks() {
            for char in chunk.valid().chars() {
                match char {
                    _ if !is_harmful(char) => f.write_char(char)?,
                    '\0'..='\u{7f}' => write!(f, "\\x{:02x}", u32::from(char))?,
                    _ => write!(f, "\\u{{{:x}}}", u32::from(char))?,
                }
            }
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn nothing_that_acts_on_a_terminal_or_a_line_survives() {
        let shown =
            Escaped("a\x1b[31m\r\n\t\u{7f}\u{9b}\u{202e}\u{2028}b".as_bytes()).to_string();
        assert_eq!(shown, r"a\x1b[31m\x0d\x0a\x09\x7f\u{9b}\u{202e}\u{2028}b");
        assert_eq!(Escaped(b"ev\xff\xfe").to_string(), r"ev\xff\xfe");
    }

    #[test]
    fn ordinary_text_of_any_script_is_shown_as_it_is() {
        for text in ["jörg", "DOMAIN\\user", "ユーザー", "a b"] {
            assert_eq!(Escaped(text.as_bytes()).to_string(), text);
            assert!(Escaped(text.as_bytes()).is_exact());
        }
        for hidden in ['\u{200b}', '\u{3164}', '\u{fe0f}', '\u{e0041}'] {
            assert!(!Escaped(hidden.encode_utf8(&mut [0; 4]).as_bytes()).is_exact());
        }
        assert!(!Escaped(b"\x07").is_exact());
        assert!(!Escaped(b"\xff").is_exact());
    }
}
