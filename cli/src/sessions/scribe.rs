//! Writing many sessions, by two cores.

use super::named;
use crate::log::{Shelf, Sight, Spot};
use crate::press::Work;
use crate::when::Zone;
use loginrec::output::{Format, SessionWriter, Style};
use loginrec::session::Session;
use loginrec::{Seconds32, Timestamp};
use std::sync::Arc;

/// How sessions are written.
#[derive(Clone, Debug)]
pub(super) struct Scribe {
    pub(super) format: Format,
    pub(super) policy: Seconds32,
    pub(super) zone: Zone,
    /// To when open sessions are counted.
    pub(super) now: Option<Timestamp>,
    /// The names of the files.
    pub(super) sources: Arc<[String]>,
}

impl Scribe {
    /// Shows what writes.
    pub(super) fn with<T>(&self, write: impl FnOnce(&mut SessionWriter<'_>) -> T) -> T {
        let offset_at = |seconds| self.zone.offset_at(seconds);
        let offset: Option<&(dyn Fn(i64) -> i32 + Sync)> = match self.zone.is_utc() {
            true => None,
            false => Some(&offset_at),
        };
        let style = Style { seconds32: self.policy, offset };
        write(&mut SessionWriter::new(self.format, style))
    }
}

/// Sessions, and the entries that they start with.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) sessions: Vec<Session<Spot>>,
    pub(super) entries: Shelf,
}

impl Batch {
    pub(super) fn add(&mut self, session: Session<Spot>, sight: &Sight<'_, '_>) {
        self.sessions.push(session);
        self.entries.add(sight);
    }
}

impl Work for Scribe {
    type Batch = Batch;
    const COUNT: usize = 256;

    fn press(&mut self, batch: &mut Batch, out: &mut Vec<u8>) {
        self.with(|writer| {
            for (session, entry) in batch.sessions.drain(..).zip(batch.entries.entries()) {
                if let Some(record) = entry.record() {
                    let session = named(&session, &self.sources);
                    writer.session(&session, &record, self.now, out);
                }
            }
        });
        batch.entries.clear();
    }
}
