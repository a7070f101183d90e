//! Going back through a file that has been read.

use super::window::Spot;
use super::{Next, Reader};
use crate::bytes::byte_count;
use crate::error::{Error, ErrorKind};
use crate::file::{Entry, Passed, Piece, Place, Row, Stretch, Trail, What};

/// The way back: marks, and the stretch that is being handed out.
#[derive(Debug)]
pub(super) struct Back {
    pub(super) trail: Trail<Spot>,
    stretch: Stretch,
    /// The entries of the stretch one behind the other, unless the file is mapped, and how
    /// many bytes of them are still to be handed out.
    held: Vec<u8>,
    left: usize,
    /// Where the stretch starts, once going back has begun.
    start: Option<u64>,
}

impl Back {
    fn new() -> Self {
        Self {
            trail: Trail::new(),
            stretch: Stretch::default(),
            held: Vec::new(),
            left: 0,
            start: None,
        }
    }

    /// The last entry of the stretch, and where its bytes are held.
    fn pop(&mut self) -> Option<(Place, usize)> {
        let place = self.stretch.pop()?;
        self.left = self.left.saturating_sub(place.len);
        Some((place, self.left))
    }
}

impl Reader {
    /// Remembers the way from here on, so that [`Reader::previous_entry`] can go back. To be
    /// called before the first piece is read.
    ///
    /// # Errors
    ///
    /// If the source is a stream, which cannot be read twice.
    pub fn keep_way_back(&mut self) -> Result<(), Error> {
        if self.window.source().is_stream() {
            let message = "is a stream, which cannot be read backwards: write it to a file";
            let error = Error::new(ErrorKind::Read, message);
            return Err(error.in_file(self.window.source().name()));
        }
        self.back = Some(Back::new());
        Ok(())
    }

    /// The entry before the one that was handed out last, first the last that was read
    /// forwards; `None` before the first of the file, and where no way back was kept.
    ///
    /// Once going back has begun, reading forwards is over. The entries are the same in both
    /// directions, whatever damage lies between them. Memory stays bounded.
    ///
    /// # Errors
    ///
    /// If the file cannot be read again.
    pub fn previous_entry(&mut self) -> Result<Option<Entry<'_>>, Error> {
        let Some(mut back) = self.back.take() else { return Ok(None) };
        self.done = true;
        let found = self.go_back(&mut back);
        self.back = Some(back);
        let Some((place, at)) = found? else { return Ok(None) };
        let bytes = match (self.window.source().mapped(), &self.back) {
            (Some(map), _) => {
                map.get(usize::try_from(place.offset).unwrap_or(usize::MAX)..)
            }
            (None, Some(back)) => back.held.get(at..),
            (None, None) => None,
        };
        let bytes = bytes.and_then(|bytes| bytes.get(..place.len));
        Ok(bytes.and_then(|bytes| match place.piece(bytes) {
            Piece::Entry(entry) => Some(entry),
            _ => None,
        }))
    }

    /// The place of the entry before, and where its bytes are held.
    fn go_back(&mut self, back: &mut Back) -> Result<Option<(Place, usize)>, Error> {
        let mut end = back.start.unwrap_or_else(|| self.cursor.offset());
        loop {
            if let Some(found) = back.pop() {
                return Ok(Some(found));
            }
            let Some(mark) = back.trail.go_back() else { return Ok(None) };
            let start = mark.cursor.offset();
            back.start = Some(start);
            if let Passed::Entries(row) = mark.passed {
                self.hold_row(back, row, start)?;
            } else {
                self.cursor = mark.cursor;
                self.window.go_to(mark.state, start);
                self.read_stretch(back, end)?;
            }
            end = start;
        }
    }

    /// Takes in a stretch that is nothing but entries, of which nothing has to be found out
    /// again.
    fn hold_row(&mut self, back: &mut Back, mut row: Row, start: u64) -> Result<(), Error> {
        if self.window.source().mapped().is_none() {
            let range = start..start.saturating_add(row.len());
            self.window.peek_into(&range, &mut back.held)?;
            // A file that was cut short meanwhile has lost the last of them.
            let each = row.len().checked_div(row.count);
            let left = each.and_then(|each| byte_count(&back.held).checked_div(each));
            row.count = row.count.min(left.unwrap_or(0));
            back.held.truncate(usize::try_from(row.len()).unwrap_or(usize::MAX));
            back.left = back.held.len();
        }
        back.stretch.set(row);
        Ok(())
    }

    fn read_stretch(&mut self, back: &mut Back, end: u64) -> Result<(), Error> {
        back.held.clear();
        while self.cursor.offset() < end {
            match self.try_advance()? {
                Some(Next::Place(place)) => {
                    back.stretch.add(place);
                    if self.window.source().mapped().is_none()
                        && matches!(place.what, What::Entry(..))
                    {
                        let (bytes, _) = self.window.view(place.offset);
                        let bytes = bytes.get(..place.len).unwrap_or_default();
                        back.held.extend_from_slice(bytes);
                    }
                }
                Some(Next::Hole(_)) => {}
                None => break,
            }
        }
        back.left = back.held.len();
        Ok(())
    }
}
