//! Opening files: where a source, a layout and the pieces of a file come together.

mod backward;
mod scout;
mod window;

use crate::detect::Ranking;
use crate::error::{Error, ErrorKind};
use crate::escape::Escaped;
use crate::file::{Batch, Cursor, Entries, Entry, Piece, Place, Row, Run, Vacant, What};
use crate::layout::{Content, Layout};
use crate::live::wants_map;
use crate::record::{LastLogin, Record};
use crate::source::{Map, Mode, Source};
use crate::tile::Step;
use backward::Back;
use scout::Scout;
use std::fs::File;
use std::io::Read;
use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use window::Window;

/// Bytes of the longest run of entries: so many stay in the cache of one core.
const LONGEST_RUN: usize = 128 << 10;

/// Opens a login file of any known layout.
///
/// The short form of [`Options::open`] with everything at its default.
///
/// # Errors
///
/// If the path cannot be opened or the file is not recognised.
///
/// # Examples
///
/// ```
/// let mut log = loginrec::open("corpus/linux-utmp-384-be/wtmp")?;
/// let mut logins = 0;
/// while let Some(record) = log.next_record()? {
///     logins += u32::from(record.kind() == loginrec::Kind::UserProcess);
/// }
/// assert!(logins > 0);
/// # Ok::<(), loginrec::Error>(())
/// ```
pub fn open(path: impl AsRef<Path>) -> Result<Reader, Error> {
    Options::new().open(path)
}

/// How to open a file.
///
/// # Examples
///
/// ```
/// use loginrec::{Options, layout};
///
/// let options = Options::new().layout(layout::find("linux-utmp-384-be").unwrap());
/// let log = options.open("corpus/linux-utmp-384-be/wtmp")?;
/// assert!(log.ranking().is_none(), "nothing was guessed");
/// # Ok::<(), loginrec::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    layout: Option<&'static Layout>,
    mode: Mode,
    max_bytes: Option<u64>,
    threads: Option<NonZero<usize>>,
    rank_all: bool,
}

impl Options {
    /// Detect the layout, map what is large, no limit.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Read with this layout and no other, whatever detection would say.
    #[must_use]
    pub fn layout(mut self, layout: &'static Layout) -> Self {
        self.layout = Some(layout);
        self
    }

    /// How to get at the bytes of files.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// How many threads may detect the layout, and pass over a map of which the
    /// [way back](Reader::keep_way_back) is kept; one if nothing is said. What is found is the
    /// same for any number.
    #[must_use]
    pub fn threads(mut self, threads: NonZero<usize>) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Whether the [ranking](Reader::ranking) of a large file tells of every layout, and not of
    /// those alone that come close to the likeliest. It takes longer.
    #[must_use]
    pub const fn rank_all(mut self, rank_all: bool) -> Self {
        self.rank_all = rank_all;
        self
    }

    /// Stop with an error after so many bytes, holes included. Everything before the limit
    /// is delivered first.
    #[must_use]
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = Some(bytes);
        self
    }

    /// Opens a file.
    ///
    /// # Errors
    ///
    /// If the path cannot be opened, if it is a directory, socket or named pipe, or if the
    /// file is not recognised and no layout was given.
    pub fn open(&self, path: impl AsRef<Path>) -> Result<Reader, Error> {
        let path = path.as_ref();
        let source = Source::open(path, |len| wants_map(self.mode, len, Some(path)))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        self.start(source, name.as_deref())
    }

    /// Reads a file that is open already, such as a temporary one. `name` stands in messages,
    /// and helps to tell the layout.
    ///
    /// # Errors
    ///
    /// As [`Options::open`].
    pub fn open_file(&self, name: &str, file: &File) -> Result<Reader, Error> {
        let shown = Escaped(name.as_bytes()).to_string();
        let fail = |cause| Error::read("cannot be opened", cause).in_file(&shown);
        let file = file.try_clone().map_err(fail)?;
        let source = Source::of_file(shown, file, |len| wants_map(self.mode, len, None))?;
        self.start(source, Some(name))
    }

    /// Reads a stream, such as standard input. `name` stands in messages.
    ///
    /// A stream is detected by its first 384 KiB, since its tail is not there yet.
    ///
    /// # Errors
    ///
    /// If reading fails, or if the stream is not recognised and no layout was given.
    pub fn read_from(
        &self,
        name: &str,
        reader: impl Read + Send + 'static,
    ) -> Result<Reader, Error> {
        let name = Escaped(name.as_bytes()).to_string();
        self.start(Source::stream(name, reader), None)
    }

    fn start(&self, source: Source, name: Option<&str>) -> Result<Reader, Error> {
        let mut window = Window::new(source, self.max_bytes);
        let (layout, ranking) = match self.layout {
            Some(layout) => (layout, None),
            None => {
                let ranking = window.rank(
                    name,
                    self.threads.unwrap_or(NonZero::<usize>::MIN),
                    self.rank_all,
                )?;
                let Some(layout) = ranking.layout_or_empty() else {
                    return Err(ranking.into_error().in_file(window.source().name()));
                };
                (layout, Some(ranking))
            }
        };
        Ok(Reader {
            window,
            cursor: Cursor::new(layout, ranking.is_some()),
            layout,
            ranking,
            residue: 0,
            done: false,
            back: None,
            scout: Scout::new(self.threads),
        })
    }
}

/// What happened to a file while it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// The file ended before the length it had when it was opened.
    Shrunk {
        /// Length when it was opened, in bytes.
        from: u64,
        /// Length now, or where reading met the end. Records behind it may have been
        /// read before the file was cut.
        to: u64,
    },
    /// The file is longer now; what was added has not been read.
    Grown {
        /// Length when it was opened, in bytes.
        from: u64,
        /// Length now, in bytes.
        to: u64,
    },
}

/// A login file, read from front to back, and back again if wanted, in bounded memory.
///
/// The pieces borrow from the reader, so each has to be dealt with before the next. For
/// bytes that are in memory anyway, [`LogFile`](crate::LogFile) has iterators.
///
/// Whatever the source (map, file, stream), the pieces are the same; only runs of vacant
/// space may be cut differently. Large holes of sparse files are passed over without being
/// read: they are [`Piece::Vacant`].
#[derive(Debug)]
pub struct Reader {
    window: Window,
    cursor: Cursor,
    layout: &'static Layout,
    ranking: Option<Ranking>,
    residue: u64,
    done: bool,
    back: Option<Back>,
    scout: Scout,
}

impl Reader {
    /// The layout that the file is read with. A file that was detected may go over to
    /// another one, which [`Entry::layout`] says.
    #[must_use]
    pub const fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// What detection found, if it was asked.
    #[must_use]
    pub const fn ranking(&self) -> Option<&Ranking> {
        self.ranking.as_ref()
    }

    /// Length of the file when it was opened, in bytes. Unknown for streams, and for files
    /// of length 0: the system says so of some that have bytes.
    #[must_use]
    pub const fn size(&self) -> Option<u64> {
        self.window.source().len()
    }

    /// How far reading has come, in bytes.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.cursor.offset()
    }

    /// The map that entries are handed out from, at their offsets, if the file is mapped. It is
    /// for those who look at an entry later, or on another thread, while the reader goes on.
    #[must_use]
    pub fn map(&self) -> Option<Arc<Map>> {
        self.window.source().map()
    }

    /// What happened to the file since it was opened.
    #[must_use]
    pub fn change(&self) -> Option<Change> {
        let from = self.window.source().len()?;
        let now = self.window.source().len_now()?;
        let to = self.window.ended_at().map_or(now, |end| end.min(now));
        match to {
            _ if to < from => Some(Change::Shrunk { from, to }),
            _ if to > from => Some(Change::Grown { from, to }),
            _ => None,
        }
    }

    /// The next piece of the file, `None` at its end.
    ///
    /// # Errors
    ///
    /// If the source cannot be read any further, or a limit is reached. Everything before
    /// that place has been delivered; after an error there is nothing more.
    pub fn next_piece(&mut self) -> Result<Option<Piece<'_>>, Error> {
        Ok(match self.advance()? {
            Some(Next::Place(place)) => Some(self.piece(place)),
            Some(Next::Hole(vacant)) => Some(Piece::Vacant(vacant)),
            None => None,
        })
    }

    /// The next piece of the file, or as many sound entries as stand here one behind the
    /// other; `None` at its end. The pieces are those of [`Reader::next_piece`]; this is for
    /// those who do not need to look at each.
    ///
    /// # Errors
    ///
    /// As [`Reader::next_piece`].
    pub fn next_run(&mut self) -> Result<Option<Run<'_>>, Error> {
        match self.advance_row() {
            Some(row) => {
                let (bytes, _) = self.window.view(row.offset());
                let len = usize::try_from(row.len()).unwrap_or(usize::MAX);
                let bytes = bytes.get(..len).unwrap_or_default();
                Ok(Entries::new(row, bytes).map(Run::Entries))
            }
            None => Ok(self.next_piece()?.map(Run::Piece)),
        }
    }

    /// An empty batch, which does not copy entries of this reader if the file is mapped. The map is
    /// kept as long as the batch.
    #[must_use]
    pub fn batch(&self) -> Batch {
        self.map().map_or_else(Batch::default, Batch::over)
    }

    /// Moves over sound entries, up to where the next mark of a way back is due.
    fn advance_row(&mut self) -> Option<Row> {
        if self.done {
            return None;
        }
        self.mark_way();
        let most =
            self.back.as_ref().map_or(u64::MAX, |back| back.trail.ahead(&self.cursor));
        let most = usize::try_from(most).unwrap_or(usize::MAX).min(LONGEST_RUN);
        let offset = self.cursor.offset();
        self.scout.look(&mut self.cursor.tiler, &self.window, offset);
        let count = self.scout.take_row(self.cursor.tiler.layout(), most);
        let row = self.cursor.advance_row(count)?;
        if let Some(back) = &mut self.back {
            back.trail.pass_row(row);
        }
        Some(row)
    }

    /// Marks the place if a mark is due.
    fn mark_way(&mut self) {
        if let Some(back) = &mut self.back
            && back.trail.is_due(&self.cursor)
        {
            back.trail.mark(&self.cursor, self.window.spot());
        }
    }

    /// The next entry, past residue and vacant space.
    ///
    /// # Errors
    ///
    /// As [`Reader::next_piece`].
    #[inline]
    pub fn next_entry(&mut self) -> Result<Option<Entry<'_>>, Error> {
        let place = self.next_place()?;
        Ok(place.and_then(|place| self.entry(place)))
    }

    /// Where the next entry stands.
    #[inline]
    fn next_place(&mut self) -> Result<Option<Place>, Error> {
        // Nearly always it is known that one stands here, and no way back is kept.
        if self.back.is_none() && self.scout.take() {
            let step = self.cursor.tiler.sound();
            return Ok(self.cursor.advance(step));
        }
        self.find_place()
    }

    #[inline(never)]
    fn find_place(&mut self) -> Result<Option<Place>, Error> {
        loop {
            match self.advance()? {
                Some(Next::Place(place)) if matches!(place.what, What::Entry(..)) => {
                    return Ok(Some(place));
                }
                Some(_) => {}
                None => return Ok(None),
            }
        }
    }

    #[inline]
    fn entry(&self, place: Place) -> Option<Entry<'_>> {
        match self.piece(place) {
            Piece::Entry(entry) => Some(entry),
            _ => None,
        }
    }

    /// The next record of a utmp, wtmp or btmp, past residue and vacant space;
    /// [`Reader::residue_bytes`] tells how much was passed.
    ///
    /// # Errors
    ///
    /// As [`Reader::next_piece`], and if the entries of the file are no such records.
    #[inline]
    pub fn next_record(&mut self) -> Result<Option<Record<'_>>, Error> {
        self.expect(Content::Records)?;
        match self.next_place()? {
            Some(place) => Ok(self.entry(place).and_then(|entry| entry.record())),
            None => Ok(None),
        }
    }

    /// The next used slot of a lastlog, past residue and unused slots.
    ///
    /// # Errors
    ///
    /// As [`Reader::next_piece`], and if the file is no lastlog.
    pub fn next_last_login(&mut self) -> Result<Option<LastLogin<'_>>, Error> {
        self.expect(Content::LastLogins)?;
        Ok(self.next_entry()?.and_then(|entry| entry.last_login()))
    }

    /// How many bytes so far were no record.
    #[must_use]
    pub const fn residue_bytes(&self) -> u64 {
        self.residue
    }

    /// Whoever asks for entries that the layout does not have would get none, and think that
    /// there are none.
    #[inline]
    fn expect(&self, content: Content) -> Result<(), Error> {
        if self.layout.content() == content { Ok(()) } else { self.refuse(content) }
    }

    /// An empty file has no entries of any kind.
    #[cold]
    fn refuse(&self, content: Content) -> Result<(), Error> {
        if self.ranking().is_some_and(Ranking::is_empty_file) {
            return Ok(());
        }
        let found = self.layout.content();
        let message =
            format!("has {found}, not {content}; `next_entry` gives what there is");
        Err(Error::new(ErrorKind::Unrecognised, message)
            .in_file(self.window.source().name()))
    }

    /// Moves over the next piece. Its bytes stay in the window until the next call.
    fn advance(&mut self) -> Result<Option<Next>, Error> {
        if self.done {
            return Ok(None);
        }
        self.mark_way();
        let next = self.try_advance();
        self.done = !matches!(next, Ok(Some(_)));
        if let Some(back) = &mut self.back {
            match &next {
                Ok(Some(Next::Place(place))) => back.trail.pass(*place),
                Ok(Some(Next::Hole(_))) => back.trail.pass_hole(),
                Ok(None) | Err(_) => {}
            }
        }
        if let Ok(Some(Next::Place(Place { len, what: What::Residue(_), .. }))) = &next {
            self.residue =
                self.residue.saturating_add(u64::try_from(*len).unwrap_or(u64::MAX));
        }
        next
    }

    fn try_advance(&mut self) -> Result<Option<Next>, Error> {
        loop {
            let offset = self.cursor.offset();
            self.scout.look(&mut self.cursor.tiler, &self.window, offset);
            if self.scout.take() {
                let step = self.cursor.tiler.sound();
                return Ok(self.cursor.advance(step).map(Next::Place));
            }
            let (bytes, last) = self.window.view(offset);
            match self.cursor.tiler.step(bytes, last) {
                Step::NeedMore => self.window.extend(offset, self.layout)?,
                Step::End => match self.window.pass_hole(offset, self.layout)? {
                    Some(0) => {}
                    Some(hole) => return Ok(Some(Next::Hole(self.cursor.pass(hole)))),
                    None => return Ok(None),
                },
                step => return Ok(self.cursor.advance(step).map(Next::Place)),
            }
        }
    }

    #[inline]
    fn piece(&self, place: Place) -> Piece<'_> {
        let (bytes, _) = self.window.view(place.offset);
        place.piece(bytes.get(..place.len).unwrap_or_default())
    }
}

/// What [`Reader::advance`] has moved over.
enum Next {
    Place(Place),
    Hole(Vacant),
}
