//! Many lines, to be put into columns.

use super::columns::Columns;
use super::line::{End, Length, Line};
use super::usual::{Cell, UsualLine};
use crate::press::Work;
use std::borrow::Cow;

/// What becomes of the blanks in the texts of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blanks {
    /// They are written as they are.
    Kept,
    /// They are escaped.
    Escaped,
    /// The same, but what the system is said to do, which stands for the line, has its own.
    OfSystem,
}

/// Lines in their order.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    lines: Vec<Kept>,
    /// The texts of those that are not usual, one behind the other: user, line, host.
    texts: Vec<u8>,
}

/// A line that is kept.
#[derive(Clone, Copy, Debug)]
enum Kept {
    Usual(UsualLine),
    /// One without its texts, of which the lengths are known.
    Odd {
        lengths: [usize; 3],
        blanks: Blanks,
        login: i64,
        end: End,
        length: Length,
    },
}

impl Batch {
    #[inline]
    pub(super) fn add(&mut self, line: &Line<'_>, blanks: Blanks) {
        let Line { login, end, length, .. } = *line;
        let of_system = blanks != Blanks::Escaped;
        let cells = || {
            let user = Cell::of(line.user, blanks == Blanks::Kept)?;
            let host = Cell::of(line.host, blanks == Blanks::Kept)?;
            let line = Cell::of(line.line, of_system)?;
            Some(UsualLine { user, line, host, login, end, length })
        };
        let kept = match cells() {
            Some(line) => Kept::Usual(line),
            None => {
                let texts = [line.user, line.line, line.host];
                texts.iter().for_each(|text| self.texts.extend_from_slice(text));
                let lengths = texts.map(<[u8]>::len);
                Kept::Odd { lengths, blanks, login, end, length }
            }
        };
        self.lines.push(kept);
    }
}

impl Work for Columns {
    type Batch = Batch;

    fn press(&mut self, batch: &mut Batch, out: &mut Vec<u8>) {
        let mut rest = batch.texts.as_slice();
        for kept in &batch.lines {
            let &Kept::Odd { lengths, blanks, login, end, length } = kept else {
                if let Kept::Usual(line) = kept {
                    self.usual_line(line, out);
                }
                continue;
            };
            let [user, line, host] = lengths.map(|len| {
                let (text, behind) = rest.split_at_checked(len).unwrap_or((rest, &[]));
                rest = behind;
                text
            });
            let text = |text, is_escaped| match is_escaped {
                true => without_blanks(text),
                false => Cow::Borrowed(text),
            };
            let [user, host] = [user, host].map(|one| text(one, blanks != Blanks::Kept));
            let line = text(line, blanks == Blanks::Escaped);
            let line = Line { user: &user, line: &line, host: &host, login, end, length };
            self.line(&line, out);
        }
        batch.lines.clear();
        batch.texts.clear();
    }
}

/// A text with its blanks escaped, with which it could pass for other columns.
fn without_blanks(text: &[u8]) -> Cow<'_, [u8]> {
    match text.contains(&b' ') {
        true => Cow::Owned(
            text.split(|&byte| byte == b' ').collect::<Vec<_>>().join(&b"\\x20"[..]),
        ),
        false => Cow::Borrowed(text),
    }
}
