//! Counting what the sampled records say for and against one layout.

use super::sample::{Sample, Stretch};
use crate::bytes::is_zero;
use crate::layout::{Index, Layout, Mark, Role};
use crate::record::{Record, Seconds32, Time};
use crate::tile::{Step, Tiler};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// At most so many records of a stretch are examined, spread over it.
const EXAMINED: usize = 256;
/// At most so much of a sample is searched for records off the grid, spread over it.
const SEARCHED: usize = 1 << 18;
/// Searched in pieces of at most this length, each with a grid of its own.
const PIECE: usize = 1 << 16;
/// Points for a length that is a multiple of the record size.
const WHOLE: i32 = 3;
/// Points for a usual name.
const NAMED: i32 = 2;
/// Points lost for bytes in the length of a record that are none.
const LOST: i32 = -4;

/// Where the records of a sample are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// On the grid that starts at the start of the file.
    OnGrid,
    /// Wherever records fit, as a reader of the damaged file would find them.
    Anywhere,
}

/// The evidence about one layout.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    pub(super) layout: &'static Layout,
    look: Look,
    /// Sum over the records, plus what length and name add.
    pub(super) points: i32,
    /// The points, less what a rare layout has to prove before it is believed.
    pub(super) rank: i32,
    /// The name is usual for the layout.
    pub(super) named: bool,
    /// Sum over the records alone.
    record_points: i32,
    /// What records that do not fit have earned of it.
    odd_points: i32,
    /// Some record fits.
    fitting: bool,
    /// Records examined that are not all zero.
    records: i32,
    zeros: i32,
    /// Places in which bytes are no record.
    lost: i32,
    /// The file ends inside a slot, and its name does not say that it is a table.
    torn: bool,
    marks: Vec<i32>,
    /// The microseconds seen, where they have to prove that they are some.
    usecs: Vec<i64>,
    hints: Vec<String>,
}

impl Tally {
    /// Examines the sample as if it had this layout.
    pub(super) fn of(layout: &'static Layout, sample: &Sample<'_>, look: Look) -> Self {
        let mut tally = Self {
            layout,
            look,
            points: 0,
            rank: 0,
            named: false,
            record_points: 0,
            odd_points: 0,
            fitting: false,
            records: 0,
            zeros: 0,
            lost: 0,
            torn: false,
            marks: vec![0; Mark::ALL.len()],
            usecs: Vec::new(),
            hints: Vec::new(),
        };
        let found = find(layout, sample, look);
        found.records.iter().for_each(|record| tally.examine(record));
        tally.lost = i32::try_from(found.lost).unwrap_or(i32::MAX);
        tally.named = sample.name.is_some_and(|name| is_usual(layout, name));
        tally.torn = !tally.named && ends_inside_a_slot(layout, sample);
        // Where some records fit, others that do not are no argument for the layout: they
        // may be records of another, which has type and line in the same places.
        let undeserved = if tally.fitting { tally.odd_points } else { 0 };
        tally.points = tally
            .record_points
            .saturating_sub(undeserved)
            .saturating_add(tally.places_lost().saturating_mul(LOST));
        tally.add_hints(sample);
        tally.rank = tally.points.saturating_sub(layout.spec().rarity.into());
        tally
    }

    /// Places that should hold a record and do not.
    fn places_lost(&self) -> i32 {
        self.lost.saturating_add(self.torn.into())
    }

    fn examine(&mut self, record: &[u8]) {
        if is_zero(record) {
            self.zeros = self.zeros.saturating_add(1);
            return;
        }
        self.records = self.records.saturating_add(1);
        let marks = self.layout.marks(record);
        self.record_points = self.record_points.saturating_add(marks.points());
        if self.layout.fits(record) {
            self.fitting = true;
        } else {
            self.odd_points = self.odd_points.saturating_add(marks.points().max(0));
        }
        if self.layout.spec().rarity > 0 && marks.has(Mark::UsecUsual) {
            self.distrust_usec(record);
        }
        for (count, &mark) in self.marks.iter_mut().zip(Mark::ALL) {
            *count = count.saturating_add(marks.has(mark).into());
        }
    }

    /// In a rare layout, what look like microseconds may be another field of a common one,
    /// such as an address. Real microseconds hardly repeat, so a value counts but once.
    fn distrust_usec(&mut self, record: &[u8]) {
        let usec = self.layout.field(Role::Microseconds);
        let usec = usec.and_then(|usec| usec.integer(record, self.layout.order()));
        let Some(usec) = usec else { return };
        if self.usecs.contains(&usec) {
            let points = Mark::UsecUsual.points();
            self.record_points = self.record_points.saturating_sub(points);
        } else {
            self.usecs.push(usec);
        }
    }

    /// Whether any record has a time that a clock shows which somebody has set, or that was
    /// just switched on.
    pub(super) fn is_dated(&self) -> bool {
        self.count(&[Mark::TimeUsual, Mark::TimeLate, Mark::TimeFresh]) > 0
    }

    /// How often something speaks clearly against the layout.
    pub(super) fn contradictions(&self) -> i32 {
        self.count(&[
            Mark::TypeUnknown,
            Mark::PidAbsurd,
            Mark::TimeOdd,
            Mark::TimeAbsurd,
            Mark::UsecAbsurd,
            Mark::PaddingDirty,
            Mark::ReservedDirty,
            Mark::SessionAbsurd,
        ])
    }

    fn count(&self, wanted: &[Mark]) -> i32 {
        self.marks
            .iter()
            .zip(Mark::ALL)
            .filter(|(_, mark)| wanted.contains(mark))
            .fold(0, |sum, (count, _)| sum.saturating_add(*count))
    }

    fn add_hints(&mut self, sample: &Sample<'_>) {
        let size = self.layout.stride();
        if let Some(len) = sample.len {
            let count = len.checked_div(size).unwrap_or(0);
            match len.checked_rem(size).unwrap_or(0) {
                0 => {
                    self.points = self.points.saturating_add(WHOLE);
                    self.hints.push(format!("the length is {count} × {size} bytes"));
                }
                over => self
                    .hints
                    .push(format!("the length is {count} × {size} bytes and {over} over")),
            }
        }
        if self.named {
            self.points = self.points.saturating_add(NAMED);
            self.hints.push("the name is usual for it".to_owned());
        }
    }

    /// 0 to 100: how much of what well-formed records would earn the sample has earned.
    pub(super) fn score(&self) -> u8 {
        let places = i64::from(self.records).saturating_add(self.places_lost().into());
        let full = places.saturating_mul(self.layout.full_points().into());
        let torn = if self.torn { LOST } else { 0 };
        let earned = i64::from(self.record_points).saturating_add(torn.into());
        let percent = earned.saturating_mul(100).checked_div(full);
        u8::try_from(percent.unwrap_or(0).clamp(0, 100)).unwrap_or(0)
    }

    /// The evidence in words.
    pub(super) fn reasons(&self) -> Vec<String> {
        let records = self.records;
        let examined = |count: i32| match count {
            1 => "1 record examined".to_owned(),
            _ => format!("{count} records examined"),
        };
        let mut reasons = vec![match (records, self.zeros) {
            (0, 0) => "no record found".to_owned(),
            (0, zeros) => format!("{}, all zero", examined(zeros)),
            (_, 0) => examined(records),
            (_, 1) => format!("{}, and one that is all zero", examined(records)),
            (_, zeros) => format!("{}, and {zeros} that are all zero", examined(records)),
        }];
        if self.look == Look::Anywhere && records > 0 {
            reasons.push(
                "the records do not stand at regular places from the start".to_owned(),
            );
        }
        if self.torn {
            reasons.push("the file ends inside a slot".to_owned());
        }
        if self.lost > 0 {
            reasons.push(format!("bytes in {} places fit nothing", self.lost));
        }
        let marks = self.marks.iter().zip(Mark::ALL).filter(|(count, _)| **count > 0);
        reasons
            .extend(marks.map(|(count, mark)| {
                format!("{count} of {records} have {}", mark.words())
            }));
        if records > 0 && !self.is_dated() {
            reasons.push("no record has a time that a clock would show".to_owned());
        }
        reasons.extend(self.hints.iter().cloned());
        if self.layout.spec().rarity > 0 {
            reasons.push("the layout is rare, so it needs more evidence".to_owned());
        }
        reasons
    }

    /// Whether the sample means the same in both layouts. Records of different lengths leave
    /// different residue, if nothing else.
    pub(super) fn reads_like(&self, other: &Self, sample: &Sample<'_>) -> bool {
        let (layout, rival) = (self.layout, other.layout);
        layout.size() == rival.size()
            && find(layout, sample, self.look).records.into_iter().all(|record| {
                layout.record(record).map(meaning) == rival.record(record).map(meaning)
                    && layout.last_login(record) == rival.last_login(record)
            })
    }
}

/// A record without what does not matter to its meaning: how wide the seconds are stored,
/// and how much reserved space was left empty.
fn meaning(mut record: Record<'_>) -> Record<'_> {
    record.time =
        Time::from_64(record.time.seconds(Seconds32::Unsigned), record.time.usec());
    if is_zero(record.reserved) {
        record.reserved = &[];
    }
    record
}

/// Whether a file indexed by position ends inside a slot. Slots are written whole in their
/// places, so that is rarer than a torn record at the end of a log, and speaks against a
/// table that is not even called one.
fn ends_inside_a_slot(layout: &Layout, sample: &Sample<'_>) -> bool {
    let over = sample.len.and_then(|len| len.checked_rem(layout.stride()));
    layout.index() == Index::Uid && over.is_some_and(|over| over != 0)
}

/// Whether files of the layout are usually called so: `wtmp`, `wtmp.1`, `btmp-20241101`.
pub(super) fn is_usual(layout: &Layout, name: &str) -> bool {
    layout.spec().paths.iter().any(|path| {
        let usual = path.rsplit('/').next().unwrap_or(path);
        name.strip_prefix(usual)
            .is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric()))
    })
}

/// Bytes in the place of records, and how many places between them hold none.
#[derive(Default)]
struct Found<'s> {
    records: Vec<&'s [u8]>,
    lost: usize,
}

fn find<'s>(layout: &'static Layout, sample: &'s Sample<'_>, look: Look) -> Found<'s> {
    let mut found = Found::default();
    let share = SEARCHED.checked_div(sample.stretches.len()).unwrap_or(SEARCHED);
    for stretch in &sample.stretches {
        let bytes = stretch.bytes.get(grid(layout, stretch)..).unwrap_or_default();
        match look {
            Look::OnGrid => found.records.extend(spread(bytes, layout.size())),
            Look::Anywhere => {
                // Pieces spread over the stretch, in case its head is something else.
                let piece = PIECE.min(share).max(1);
                let wanted = share.checked_div(piece).unwrap_or(1).max(1);
                let pieces = stretch.bytes.chunks(piece);
                let every = pieces.len().div_ceil(wanted).max(1);
                pieces.step_by(every).for_each(|piece| found.tile(layout, piece));
            }
        }
    }
    found
}

impl<'s> Found<'s> {
    fn tile(&mut self, layout: &'static Layout, mut rest: &'s [u8]) {
        let mut tiler = Tiler::new(layout);
        loop {
            let len = match tiler.step(rest, true) {
                Step::Entry => {
                    self.records.extend(rest.get(..layout.size()));
                    layout.size()
                }
                Step::Residue(len, _) => {
                    // Less than a record is lost as well as a whole one.
                    self.lost = self.lost.saturating_add(len.div_ceil(layout.size()));
                    len
                }
                Step::Vacant(len) => len,
                Step::NeedMore | Step::End => return,
            };
            rest = rest.get(len..).unwrap_or_default();
        }
    }
}

/// Where the first record starts in the stretch if the first of the file starts at 0.
fn grid(layout: &Layout, stretch: &Stretch<'_>) -> usize {
    let size = layout.stride();
    let over = stretch.offset.checked_rem(size).unwrap_or(0);
    let short = size.saturating_sub(over).checked_rem(size).unwrap_or(0);
    usize::try_from(short).unwrap_or(0)
}

/// Up to [`EXAMINED`] whole records, spread evenly.
fn spread(bytes: &[u8], size: usize) -> impl Iterator<Item = &[u8]> {
    let count = bytes.len().checked_div(size).unwrap_or(0);
    bytes.chunks_exact(size).step_by(count.div_ceil(EXAMINED).max(1))
}
