//! Many lines, to be put into columns.

use super::columns::Columns;
use super::line::{End, Length, Line};
use crate::press::Work;

/// Lines with their texts one behind the other: user, line, host.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    texts: Vec<u8>,
    lines: Vec<Flat>,
}

/// A line without its texts, of which the lengths are known.
#[derive(Clone, Copy, Debug)]
struct Flat {
    lengths: [usize; 3],
    login: i64,
    end: End,
    length: Length,
}

impl Batch {
    #[inline]
    pub(super) fn add(&mut self, line: &Line<'_>) {
        let texts = [line.user, line.line, line.host];
        texts.iter().for_each(|text| self.texts.extend_from_slice(text));
        let Line { login, end, length, .. } = *line;
        let lengths = texts.map(<[u8]>::len);
        self.lines.push(Flat { lengths, login, end, length });
    }
}

impl Work for Columns {
    type Batch = Batch;

    fn press(&mut self, batch: &mut Batch, out: &mut Vec<u8>) {
        let mut rest = batch.texts.as_slice();
        for Flat { lengths, login, end, length } in batch.lines.drain(..) {
            let [user, line, host] = lengths.map(|len| {
                let (text, behind) = rest.split_at_checked(len).unwrap_or((rest, &[]));
                rest = behind;
                text
            });
            self.line(&Line { user, line, host, login, end, length }, out);
        }
        batch.texts.clear();
    }
}
