//! What was found out about a record that is to be a line.

use super::line::{End, Length};

/// All of a line but the texts that stand in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) title: Title,
    /// Seconds since 1970.
    pub(super) login: i64,
    pub(super) end: End,
    pub(super) length: Length,
}

/// What stands for user and line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Title {
    /// Those of the record.
    Login,
    /// The same, but the user has lost its last byte.
    CutLogin,
    Boot,
    Down,
    OldTime,
    NewTime,
    /// With the byte that stands for the level; a zero ends the text.
    RunLevel(u8),
}

impl Title {
    /// User and line, of a record with these. Where it has no user, the one that Linux writes,
    /// if that is wanted.
    pub(super) fn names<'a>(
        self,
        user: &'a [u8],
        line: &'a [u8],
        fills_in: bool,
    ) -> (&'a [u8], &'a [u8]) {
        let (usual, line): (&[u8], &[u8]) = match self {
            Self::Login | Self::CutLogin => (b"", shortened(line)),
            Self::Boot => (b"reboot", b"system boot"),
            Self::Down => (b"shutdown", b"system down"),
            Self::OldTime => (b"date", b"old time"),
            Self::NewTime => (b"date", b"new time"),
            Self::RunLevel(level) => (b"runlevel", level_text(level)),
        };
        let user = match (self, user) {
            (Self::CutLogin, user) => user.get(..31).unwrap_or(user),
            (_, []) if fills_in => usual,
            (_, user) => user,
        };
        (user, line)
    }
}

/// `(to lvl 5)`
fn level_text(level: u8) -> &'static [u8] {
    const PLACE: usize = 8;
    static TEXTS: [[u8; 10]; 256] = {
        let mut texts = [*b"(to lvl ?)"; 256];
        let mut level = u8::MAX;
        let mut rest: &mut [[u8; 10]] = &mut texts;
        while let [before @ .., last] = rest {
            last[PLACE] = level;
            level = level.wrapping_sub(1);
            rest = before;
        }
        texts
    };
    let text = TEXTS.get(usize::from(level)).map_or(&[][..], |text| text);
    if level == 0 { text.get(..PLACE).unwrap_or_default() } else { text }
}

const NUMBERED: [&[u8]; 2] = [b"ftp", b"uucp"];

/// Whether the line may be one that is shortened.
#[inline]
pub(super) fn has_number(line: &[u8]) -> bool {
    NUMBERED.iter().any(|name| line.starts_with(name))
}

/// Sessions of ftp and uucp have a number for a terminal, which is left out.
fn shortened(line: &[u8]) -> &[u8] {
    for name in NUMBERED {
        if let Some(rest) = line.strip_prefix(name)
            && rest.first().is_some_and(u8::is_ascii_digit)
        {
            return line.get(..name.len()).unwrap_or(line);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_stands_in_the_text_and_none_ends_it() {
        assert_eq!(level_text(b'5'), b"(to lvl 5)");
        assert_eq!(level_text(255), b"(to lvl \xff)");
        assert_eq!(level_text(0), b"(to lvl ");
    }

    #[test]
    fn a_user_is_filled_in_only_if_that_is_wanted() {
        let names = |title: Title, user, fills_in| title.names(user, b"~", fills_in).0;
        assert_eq!(names(Title::Boot, b"", true), b"reboot");
        assert_eq!(names(Title::Boot, b"", false), b"");
        assert_eq!(names(Title::Boot, b"root", true), b"root");
        assert_eq!(names(Title::Login, b"", true), b"");
    }

    #[test]
    fn numbered_terminals_of_ftp_are_shown_without_their_number() {
        let line = |line| Title::Login.names(b"", line, true).1;
        assert_eq!(line(b"ftp123"), b"ftp");
        assert_eq!(line(b"uucp1"), b"uucp");
        assert_eq!(line(b"ftpd"), b"ftpd");
        assert_eq!(line(b"ftp"), b"ftp");
        assert_eq!(line(b"pts/0"), b"pts/0");
    }
}
