//! Taking a carver through an image.

use super::feed::{Feed, Found};
use super::gap::{Gap, Joiner};
use super::window::Window;
use super::{Image, lock};
use crate::carve::{Carver, Hit, Settler};
use crate::error::Error;
use std::num::NonZero;
use std::ops::{ControlFlow, Range};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Own bytes of a chunk, and the most that may be asked for.
const CHUNK: NonZero<usize> = NonZero::new(4 << 20).unwrap();
const LONGEST_CHUNK: usize = 64 << 20;

/// What a scan tells.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Event<'e> {
    /// A record, or a part of one. Records in one piece come in the order of their offsets,
    /// parts and joined records behind them.
    Hit(&'e Hit<'e>),
    /// The scan has come a step further.
    Progress {
        /// Everything from the start of the range to this offset was looked at. Not everything
        /// that was found there has been handed out: what follows may have to settle it.
        scanned_to: u64,
    },
    /// A stretch that could not be read. Those that touch are one, even across chunks.
    Gap(&'e Gap),
}

/// How a scan has ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scanned {
    /// So many bytes of the range were looked at, holes and gaps included.
    pub bytes: u64,
    /// So many gaps were told, and so many bytes are known to be missing in them.
    pub gaps: u64,
    /// See `gaps`.
    pub missing: u64,
    /// So many records were found that are less sure than what was asked for.
    pub left_out: u64,
    /// Where to go on, if the visitor has broken off: a scan of the range from there finds
    /// what was not handed out.
    pub resume_at: Option<u64>,
}

/// How to go through an image.
#[derive(Clone, Debug)]
pub struct Scan<'c> {
    carver: &'c Carver,
    range: Range<u64>,
    threads: NonZero<usize>,
    chunk: NonZero<usize>,
}

impl<'c> Scan<'c> {
    /// All of it, by one thread beside the caller's.
    #[must_use]
    pub const fn new(carver: &'c Carver) -> Self {
        Self { carver, range: 0..u64::MAX, threads: NonZero::<usize>::MIN, chunk: CHUNK }
    }

    /// Looks for what starts in this range of the image, in bytes. What stands around it is
    /// read as far as it helps to judge.
    #[must_use]
    pub const fn range(mut self, range: Range<u64>) -> Self {
        self.range = range;
        self
    }

    /// How many threads read and look; what they find is put in order by the caller's. The
    /// hits are the same for any number.
    #[must_use]
    pub const fn threads(mut self, threads: NonZero<usize>) -> Self {
        self.threads = threads;
        self
    }

    /// So many bytes are looked at in one go, 4 MiB by default and 64 MiB at most; each thread
    /// has as many in memory, unless the image is mapped. The hits are the same for any number.
    #[must_use]
    pub const fn chunk(mut self, bytes: NonZero<usize>) -> Self {
        self.chunk = bytes;
        self
    }

    /// Scans the image and tells the visitor what there is. Hits come in order and gaps come in
    /// order; how the two mix depends on the chunks.
    ///
    /// A visitor that breaks ends the scan. Records that wait for what follows, and the record
    /// on which it broke, are left to the scan that goes on at [`Scanned::resume_at`].
    /// Fragments that were found before, and the last gap, are still told, unless the visitor
    /// breaks again. A thread that waits for a slow stream is waited for.
    ///
    /// # Errors
    ///
    /// If the image is a stream that was scanned before, or the system gives no thread. Nothing
    /// else is an error: what cannot be read is told as a gap.
    pub fn run(
        &self,
        image: &Image,
        mut visit: impl FnMut(Event<'_>) -> ControlFlow<()>,
    ) -> Result<Scanned, Error> {
        let chunk = self.chunk.get().min(LONGEST_CHUNK);
        let step = u64::try_from(chunk).unwrap_or(u64::MAX);
        let feed = Mutex::new(Feed::new(image, self.range.clone(), step)?);
        let threads = self.threads.get();
        thread::scope(|scope| {
            // Of each chunk that was taken, in order, the place where its result will be. Who
            // takes a chunk waits here while too many are unsettled.
            let (places, results) = sync_channel(threads);
            let mut refused = None;
            for number in 0..threads {
                let (feed, places) = (&feed, places.clone());
                let work = move || work(self.carver, feed, &places);
                if let Err(cause) = thread::Builder::new().spawn_scoped(scope, work) {
                    // Fewer than were asked for do as well, but one there must be.
                    refused = (number == 0).then_some(cause);
                    break;
                }
            }
            if let Some(cause) = refused {
                return Err(Error::read("the system gives no thread", cause));
            }
            drop(places);
            let mut teller = Teller::new(self.carver, self.range.clone(), &mut visit);
            match teller.tell_all(results) {
                ControlFlow::Continue(()) => {}
                ControlFlow::Break(()) => teller.break_off(),
            }
            let left_out = teller.settler.left_out();
            Ok(Scanned { left_out, ..teller.scanned })
        })
    }
}

/// Where the result for one chunk will be.
type Place = Receiver<Found>;

/// Takes chunks and looks at them until there are no more, or nobody wants the results.
fn work(carver: &Carver, feed: &Mutex<Feed<'_>>, places: &SyncSender<Place>) {
    let mut window = Window::default();
    loop {
        let mut turn = lock(feed);
        let Some(chunk) = turn.next(&mut window) else { return };
        let (result, place) = sync_channel(1);
        if places.send(place).is_err() {
            return;
        }
        drop(turn);
        // If nobody waits for it any more, the next place will not be taken.
        let _ = result.send(chunk.look(carver, &mut window));
    }
}

/// Puts in order what was found, and tells it.
struct Teller<'c, 'v, V> {
    settler: Settler<'c>,
    range: Range<u64>,
    visit: &'v mut V,
    joiner: Joiner,
    scanned: Scanned,
    /// Where the last chunk ends that was told of.
    scanned_to: u64,
}

impl<'c, 'v, V: FnMut(Event<'_>) -> ControlFlow<()>> Teller<'c, 'v, V> {
    fn new(carver: &'c Carver, range: Range<u64>, visit: &'v mut V) -> Self {
        let settler = Settler::new(carver);
        let joiner = Joiner::default();
        let scanned = Scanned::default();
        Self { settler, range, visit, joiner, scanned, scanned_to: 0 }
    }

    /// Tells what comes, to the end of the image or until the visitor breaks.
    fn tell_all(&mut self, results: Receiver<Place>) -> ControlFlow<()> {
        for place in results {
            let Ok(found) = place.recv() else { break };
            let is_last = found.is_cut;
            self.tell(found)?;
            if is_last {
                break;
            }
        }
        let visit = &mut *self.visit;
        self.settler.finish(&mut |hit| visit(Event::Hit(hit)))?;
        match self.joiner.finish() {
            Some(gap) => self.tell_gap(&gap),
            None => ControlFlow::Continue(()),
        }
    }

    fn tell(&mut self, found: Found) -> ControlFlow<()> {
        let Found { own, batch, gaps, .. } = found;
        let len = own.end.saturating_sub(own.start.max(self.range.start));
        self.scanned.bytes = self.scanned.bytes.saturating_add(len);
        self.scanned_to = own.end;
        for gap in gaps {
            if let Some(gap) = self.joiner.add(gap) {
                self.tell_gap(&gap)?;
            }
        }
        if let Some(gap) = self.joiner.ended_before(own.end) {
            self.tell_gap(&gap)?;
        }
        if let Some(batch) = batch {
            let visit = &mut *self.visit;
            self.settler.push(batch, &mut |hit| visit(Event::Hit(hit)))?;
        }
        match own.is_empty() {
            true => ControlFlow::Continue(()),
            false => (self.visit)(Event::Progress { scanned_to: own.end }),
        }
    }

    fn tell_gap(&mut self, gap: &Gap) -> ControlFlow<()> {
        self.scanned.gaps = self.scanned.gaps.saturating_add(1);
        self.scanned.missing = self.scanned.missing.saturating_add(gap.bytes());
        (self.visit)(Event::Gap(gap))
    }

    /// Tells what is known and would not be told again, unless the visitor breaks once more.
    fn break_off(&mut self) {
        let settled = self.settler.settled();
        let start = self.range.start;
        self.scanned.resume_at = Some(settled.min(self.scanned_to).max(start));
        let visit = &mut *self.visit;
        let fragments = self.settler.hand_out_fragments(&mut |hit| visit(Event::Hit(hit)));
        if let (ControlFlow::Continue(()), Some(gap)) = (fragments, self.joiner.finish()) {
            // Nothing is left that could be broken off.
            let _ = self.tell_gap(&gap);
        }
    }
}
