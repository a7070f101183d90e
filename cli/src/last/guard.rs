//! What text may do to the output.

use loginrec::Escaped;
use std::borrow::Cow;
use std::env;
use std::io::Write;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// How bytes from evidence are kept from acting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guard {
    /// As everywhere in this command: a text can neither end its line nor leave its column.
    Escaped,
    /// As util-linux: control characters become `*[`, but TAB, CR, BEL and LF pass.
    Compat(Charset),
}

/// What the locale takes for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    Ascii,
    Utf8,
}

impl Charset {
    /// That of the locale that programs are told to use.
    pub(crate) fn of_locale() -> Self {
        let set = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let name = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find(set);
        let locale = name.and_then(env::var_os).unwrap_or_default();
        Self::named(&locale.to_string_lossy())
    }

    fn named(locale: &str) -> Self {
        let set = locale.split_once('.').map_or("", |(_, set)| set);
        let set = set.split_once('@').map_or(set, |(set, _)| set);
        let is_utf8 = ["utf8", "utf-8"].iter().any(|name| set.eq_ignore_ascii_case(name));
        if is_utf8 { Self::Utf8 } else { Self::Ascii }
    }
}

/// Whether every byte is a printable character of ASCII.
#[inline]
fn is_plain(text: &[u8]) -> bool {
    // Without an early exit, many bytes are looked at at a time.
    text.iter().fold(true, |plain, &byte| plain & (byte.wrapping_sub(0x20) < 0x5f))
}

impl Guard {
    /// One text as it goes into its column.
    #[inline]
    pub(crate) fn field(self, text: &[u8]) -> Cow<'_, [u8]> {
        match self {
            Self::Compat(_) => Cow::Borrowed(text),
            Self::Escaped if is_plain(text) => Cow::Borrowed(text),
            Self::Escaped => Cow::Owned(Escaped(text).to_string().into_bytes()),
        }
    }

    /// The whole line, from `start` to the end of the output, without its end of line.
    #[inline]
    pub(crate) fn line(self, start: usize, out: &mut Vec<u8>) {
        let Self::Compat(charset) = self else { return };
        if is_plain(out.get(start..).unwrap_or_default()) {
            return;
        }
        let line = out.split_off(start);
        careful(&line, charset, out);
    }
}

/// Characters that are printable, and a replacement for what is not.
fn careful(line: &[u8], charset: Charset, out: &mut Vec<u8>) {
    for chunk in line.utf8_chunks() {
        for char in chunk.valid().chars() {
            match char {
                '\t' | '\r' | '\n' | '\x07' | ' '..='~' => push(char, out),
                '\0'..='\x7f' => {
                    let flipped = u8::try_from(u32::from(char)).unwrap_or(0) ^ 0x40;
                    out.extend_from_slice(&[b'*', flipped]);
                }
                _ if charset == Charset::Utf8 && is_printable(char) => push(char, out),
                _ => {
                    char.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| octal(byte, out))
                }
            }
        }
        chunk.invalid().iter().for_each(|&byte| octal(byte, out));
    }
}

fn push(char: char, out: &mut Vec<u8>) {
    out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
}

fn octal(byte: u8, out: &mut Vec<u8>) {
    // Writing to memory does not fail.
    let _ = write!(out, "\\{byte:03o}");
}

/// What the C library of GNU prints: whatever is assigned, but for controls and separators of
/// lines and paragraphs.
fn is_printable(char: char) -> bool {
    !matches!(
        char.general_category(),
        GeneralCategory::Control
            | GeneralCategory::Unassigned
            | GeneralCategory::Surrogate
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &[u8], charset: Charset) -> String {
        let mut out = b"before".to_vec();
        out.extend_from_slice(text);
        Guard::Compat(charset).line(6, &mut out);
        String::from_utf8(out.split_off(6)).unwrap()
    }

    #[test]
    fn controls_are_shown_with_a_star_and_some_pass() {
        assert_eq!(shown(b"a\x1b[m\x01\x7f", Charset::Utf8), "a*[[m*A*?");
        assert_eq!(shown(b"a\t\r\x07\nb", Charset::Ascii), "a\t\r\x07\nb");
    }

    #[test]
    fn characters_pass_where_the_locale_has_them() {
        assert_eq!(shown("jörg".as_bytes(), Charset::Utf8), "jörg");
        assert_eq!(shown("jörg".as_bytes(), Charset::Ascii), "j\\303\\266rg");
        assert_eq!(shown(b"\xc3(\xff", Charset::Utf8), "\\303(\\377");
        assert_eq!(
            shown("\u{2028}\u{e000}".as_bytes(), Charset::Utf8),
            "\\342\\200\\250\u{e000}"
        );
    }

    #[test]
    fn a_locale_says_what_its_characters_are() {
        for name in ["C.UTF-8", "de_DE.utf8", "de_DE.UTF-8@euro"] {
            assert_eq!(Charset::named(name), Charset::Utf8);
        }
        for name in ["", "C", "POSIX", "de_DE", "de_DE.ISO-8859-1"] {
            assert_eq!(Charset::named(name), Charset::Ascii);
        }
    }

    #[test]
    fn escaped_text_cannot_end_its_line_or_column() {
        let text = Guard::Escaped.field(b"a\n\t\x1bb");
        assert_eq!(&*text, br"a\x0a\x09\x1bb");
        assert_eq!(&*Guard::Escaped.field("jörg".as_bytes()), "jörg".as_bytes());
    }
}
