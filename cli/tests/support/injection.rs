//! Texts that try to act on a terminal, to forge a line or to hide.

/// What strangers may type as a name. Each starts with a visible character, so that a
/// record with such a line is a record beyond doubt.
pub const TEXTS: &[&[u8]] = &[
    b"x\n{\"source\":\"forged\"}",
    b"x\r\nforged,0,0",
    b"x\t\x0b\x0c",
    b"x\x1b[2J\x1b]0;title\x07",
    b"x\x08\x08\x7f",
    "x\u{80}\u{85}\u{9b}31m\u{9d}".as_bytes(),
    b"x\x9b31m\x85",
    "x\u{202e}\u{202d}\u{2066}\u{2069}\u{61c}".as_bytes(),
    "x\u{2028}\u{2029}".as_bytes(),
    "x\u{200b}\u{200d}\u{feff}\u{ad}\u{2060}".as_bytes(),
    "x\u{e0001}\u{e0041}".as_bytes(),
    "x\u{fff9}\u{180e}".as_bytes(),
    b"x\0\n\x1b[31mtail\xff",
    b"x\"\",\"\"\n\"",
    b"x','\";\\\\",
    b"x\\x1b\\u001b\\",
    b"=1+1",
    b"x\xff\xfe\xc0\x80\xed\xa0\x80\xf5",
    b"x\xe2\x80",
    "x\u{34f}\u{115f}\u{3164}\u{ffa0}\u{fe0f}".as_bytes(),
];

/// Whether a character of the output acts on a terminal, reorders or hides text, or breaks
/// a line. The line feed is left to the caller.
pub fn is_harmful(char: char) -> bool {
    matches!(
        char,
        '\0'..='\t' | '\x0b'..='\x1f' | '\x7f'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}'
            | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Asserts that output is UTF-8 with nothing harmful but the line feeds that end its lines.
#[track_caller]
pub fn assert_harmless(out: &[u8]) {
    let text = std::str::from_utf8(out).expect("output is UTF-8");
    for line in text.split('\n') {
        let found = line.chars().find(|&char| is_harmful(char));
        assert_eq!(found, None, "in {line:?}");
    }
}
