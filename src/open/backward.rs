//! Going back through a file that has been read.

use super::window::Spot;
use super::{Next, Reader};
use crate::bytes::byte_count;
use crate::error::{Error, ErrorKind};
use crate::file::{Entries, Entry, Passed, Piece, Place, Row, Run, Stretch, Trail, What};

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

    /// All that is left of a stretch that is nothing but entries.
    fn take_row(&mut self) -> Option<Row> {
        let row = self.stretch.take_row()?;
        self.left = 0;
        Some(row)
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
    /// If the source is a stream, which cannot be read twice, or if something has been read
    /// already, to which there would be no way back.
    pub fn keep_way_back(&mut self) -> Result<(), Error> {
        if self.window.source().is_stream() {
            return Err(self.no_way(
                "is a stream, which cannot be read backwards: write it to a file",
            ));
        }
        if self.done || self.cursor.offset() > 0 {
            return Err(
                self.no_way("has been read in part: keep the way back from the start")
            );
        }
        self.back = Some(Back::new());
        self.scout.spread();
        Ok(())
    }

    fn no_way(&self, message: &str) -> Error {
        Error::new(ErrorKind::Read, message).in_file(self.window.source().name())
    }

    /// The entry before the one that was handed out last, first the last that was read
    /// forwards; `None` before the first of the file.
    ///
    /// Once going back has begun, reading forwards is over. The entries are the same in both
    /// directions, whatever damage lies between them. Of a file that is not mapped, an
    /// 8192nd is in memory at a time, or 128 KiB if that is more.
    ///
    /// # Errors
    ///
    /// If no way back was kept, or if the file cannot be read again.
    pub fn previous_entry(&mut self) -> Result<Option<Entry<'_>>, Error> {
        let found = self.on_the_way(|back| back.pop())?;
        let Some((place, at)) = found.flatten() else { return Ok(None) };
        let bytes = self.handed_out(place.offset, at, place.len);
        Ok(match place.piece(bytes) {
            Piece::Entry(entry) => Some(entry),
            _ => None,
        })
    }

    /// The entries before those that were handed out last, as many as lie one behind the
    /// other: to be gone through from their end, to be the entries of
    /// [`Reader::previous_entry`]. This is for those who do not need to ask for each.
    ///
    /// # Errors
    ///
    /// As [`Reader::previous_entry`].
    pub fn previous_run(&mut self) -> Result<Option<Run<'_>>, Error> {
        match self.on_the_way(Back::take_row)?.flatten() {
            Some(row) => {
                let len = usize::try_from(row.len()).unwrap_or(usize::MAX);
                let bytes = self.handed_out(row.offset(), 0, len);
                Ok(Entries::new(row, bytes).map(Run::Entries))
            }
            None => Ok(self.previous_entry()?.map(|entry| Run::Piece(Piece::Entry(entry)))),
        }
    }

    /// Does something with the way back, on which entries are left. `None` if none are.
    fn on_the_way<T>(
        &mut self,
        take: impl FnOnce(&mut Back) -> T,
    ) -> Result<Option<T>, Error> {
        let Some(mut back) = self.back.take() else {
            return Err(self.no_way("has no way back: keep one before reading it"));
        };
        self.done = true;
        let found = match back.stretch.is_empty() {
            true => self.refill(&mut back),
            false => Ok(true),
        };
        let taken = matches!(found, Ok(true)).then(|| take(&mut back));
        self.back = Some(back);
        found.map(|_| taken)
    }

    /// The bytes of entries, which stand at `offset` in the file and at `at` among those held.
    fn handed_out(&self, offset: u64, at: usize, len: usize) -> &[u8] {
        let bytes = match (self.window.source().mapped(), &self.back) {
            (Some(map), _) => map.get(usize::try_from(offset).unwrap_or(usize::MAX)..),
            (None, Some(back)) => back.held.get(at..),
            (None, None) => None,
        };
        bytes.and_then(|bytes| bytes.get(..len)).unwrap_or_default()
    }

    /// Gets the stretch before the one that was gone through. Whether there is one with an
    /// entry.
    fn refill(&mut self, back: &mut Back) -> Result<bool, Error> {
        let mut end = back.start.unwrap_or_else(|| self.cursor.offset());
        while back.stretch.is_empty() {
            let Some(mark) = back.trail.go_back() else { return Ok(false) };
            let start = mark.cursor.offset();
            back.start = Some(start);
            if let Passed::Entries(row) = mark.passed {
                self.hold_row(back, row, start)?;
            } else {
                self.cursor = mark.cursor;
                self.scout.forget();
                self.window.go_to(mark.state, start);
                self.read_stretch(back, end)?;
            }
            end = start;
        }
        Ok(true)
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
