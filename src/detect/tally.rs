//! Counting what the sampled records say for and against one layout.

use super::find::{Found, Look, find};
use super::sample::Sample;
use crate::bytes::is_zero;
use crate::layout::{Content, Framing, Layout, Mark, Role};
use crate::record::{Seconds32, Time, View};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// Points for a length that is a multiple of the record size.
const WHOLE: i32 = 3;
/// Points for a usual name.
const NAMED: i32 = 2;
/// Points lost for bytes in the length of a record that are none.
const LOST: i32 = -4;

/// Slots shorter than this are as short as a word.
const NARROW: usize = 20;
/// In shorter records a type is as easily found as a time.
const LONG: usize = 64;
/// Scores that leave no doubt about where the records start.
const ON_GRID: u8 = 60;
const ON_GRID_WEAK: u8 = 90;
/// Points lost for a record that is not spotless, where little else can be wrong.
const BLEMISHED: i32 = 2;
/// Points for a file against which nothing speaks.
const PERFECT: i32 = 3;
/// Points lost for failures that are not kept in this way.
const MISFILLED: i32 = 10;
/// So many records that fit are no accident.
const SEVERAL: i32 = 4;
/// Points lost for a time that is earlier than the one before, where nothing but the time
/// tells one byte order from another.
const FALL: i32 = 3;

/// Points that all records together may add.
pub(super) const EXTRA: i32 = WHOLE + NAMED + PERFECT;

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
    /// Records that fit, and those of them against which nothing speaks.
    fitting: i32,
    spotless: i32,
    /// Records examined that are not all zero.
    records: i32,
    zeros: i32,
    /// Places in which bytes are no record.
    lost: i32,
    /// Records of another layout that is found in the same files.
    pub(super) kin: i32,
    /// The time of the last record, and how often one is earlier than that before it.
    time: Option<i64>,
    falls: i32,
    /// The length is a multiple of that of a record, or says nothing.
    is_whole: bool,
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
        let mut tally = Self::none(layout, look);
        let found = find(layout, sample, look);
        for entry in &found.records {
            layout.with_whole(entry, |record| tally.examine(record));
        }
        tally.add_up(&found, sample);
        tally
    }

    /// Nothing is known yet.
    fn none(layout: &'static Layout, look: Look) -> Self {
        Self {
            layout,
            look,
            points: 0,
            rank: 0,
            named: false,
            record_points: 0,
            odd_points: 0,
            fitting: 0,
            spotless: 0,
            records: 0,
            zeros: 0,
            lost: 0,
            kin: 0,
            time: None,
            falls: 0,
            is_whole: true,
            torn: false,
            marks: vec![0; Mark::ALL.len()],
            usecs: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// Adds up what the records have shown, and adds what else there is.
    fn add_up(&mut self, found: &Found<'_>, sample: &Sample<'_>) {
        let layout = self.layout;
        let zeros = i32::try_from(found.zeros).unwrap_or(i32::MAX);
        self.zeros = self.zeros.saturating_add(zeros);
        self.kin = i32::try_from(found.kin).unwrap_or(i32::MAX);
        self.lost = i32::try_from(found.lost).unwrap_or(i32::MAX);
        self.named = sample.name.is_some_and(|name| is_usual(layout, name));
        self.torn = !self.named && ends_inside_a_slot(layout, sample);
        // Where some records fit, others that do not are no argument for the layout: they
        // may be records of another, which has type and line in the same places.
        let undeserved = if self.fitting > 0 { self.odd_points } else { 0 };
        self.points = self
            .record_points
            .saturating_sub(undeserved)
            .saturating_add(self.places_lost().saturating_mul(LOST))
            .saturating_sub(self.falls.saturating_mul(FALL))
            .saturating_sub(self.blemished().saturating_mul(BLEMISHED));
        if self.is_perfect() {
            self.points = self.points.saturating_add(PERFECT);
        }
        if self.is_misfilled() {
            self.points = self.points.saturating_sub(MISFILLED);
        }
        self.add_hints(sample);
        self.rank = self.points.saturating_sub(layout.spec().rarity.into());
    }

    /// Whether some record fits, and another layout is found in the same files.
    pub(super) fn may_be_mixed(&self) -> bool {
        self.fitting > 0 && !self.layout.spec().kin.is_empty()
    }

    /// Whether the sample is one file in two layouts, this one and the other.
    pub(super) fn is_mixed_with(&self, other: &Self) -> bool {
        self.kin > 0 && other.kin > 0 && self.layout.is_kin(other.layout)
    }

    /// Whether a single record of a rare layout is all that there is.
    pub(super) fn may_be_torn(&self) -> bool {
        self.layout.spec().rarity > 0 && self.records == 1 && self.lost == 0
    }

    /// Whether the record may be the first part of one of the other layout, of which nothing
    /// but zeros is missing: it reads the same.
    pub(super) fn is_cut_from(&self, other: &Self, sample: &Sample<'_>) -> bool {
        let (layout, whole) = (self.layout, other.layout);
        layout.size() < whole.size()
            && layout.content() == whole.content()
            && layout.order() == whole.order()
            && layout.framing() == whole.framing()
            && find(layout, sample, self.look).records.into_iter().all(|record| {
                let mut longer = record.to_vec();
                longer.resize(whole.size(), 0);
                whole.fits(&longer)
                    && layout.view(record).map(meaning) == whole.view(&longer).map(meaning)
            })
    }

    /// Whether the record that libraries begin files with is all that speaks for the layout:
    /// it has the same form in records of other lengths.
    pub(super) fn is_only_begun(&self) -> bool {
        let signatures = self.count(&[Mark::Signature]);
        signatures > 0 && self.fitting <= signatures
    }

    /// Whether a slot or two of a table that nobody calls one are all that there is.
    pub(super) fn may_be_misplaced(&self) -> bool {
        self.layout.framing() == Framing::Table
            && self.records < SEVERAL
            && self.zeros >= SEVERAL
            && !self.named
    }

    /// Whether the sample makes a sound table of this layout whose last slot is torn, if
    /// nothing but zeros is missing.
    pub(super) fn fits_torn(&self, sample: &Sample<'_>) -> bool {
        if !ends_inside_a_slot(self.layout, sample) {
            return false;
        }
        let Some(longer) = sample.extended(self.layout.size()) else { return false };
        let tally = Self::of(self.layout, &longer, Look::OnGrid);
        tally.is_dated() && tally.is_believable() && tally.contradictions() == 0
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
        self.watch_time(record);
        let points = marks.points();
        self.record_points = self.record_points.saturating_add(points);
        self.spotless = self.spotless.saturating_add(marks.is_clean().into());
        if self.layout.fits(record) {
            self.fitting = self.fitting.saturating_add(1);
        } else {
            self.odd_points = self.odd_points.saturating_add(points.max(0));
        }
        if self.layout.spec().rarity > 0 && marks.has(Mark::UsecUsual) {
            self.distrust_usec(record);
        }
        for mark in marks.iter() {
            if let Some(count) = self.marks.get_mut(mark.place()) {
                *count = count.saturating_add(1);
            }
        }
    }

    /// Login records without a type have the same texts in every byte order. Their log rises
    /// in time; read in the wrong order, its times jump.
    fn watch_time(&mut self, record: &[u8]) {
        if self.layout.field(Role::Type).is_some()
            || self.layout.content() != Content::Records
        {
            return;
        }
        let seconds = self.layout.seconds(record);
        let Some(seconds) = seconds.filter(|&seconds| seconds != 0) else { return };
        if self.time.is_some_and(|before| seconds < before) {
            self.falls = self.falls.saturating_add(1);
        }
        self.time = Some(seconds);
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

    /// Records of a layout without type and version that are not spotless. Short slots find
    /// a time in the texts of longer ones, and are several times as many.
    fn blemished(&self) -> i32 {
        if self.is_weak() { self.records.saturating_sub(self.spotless) } else { 0 }
    }

    /// Whether there are records, and nothing speaks against any of them.
    pub(super) fn is_perfect(&self) -> bool {
        self.records > 0 && self.spotless == self.records && self.lost == 0
    }

    /// Times that happen to consist of letters, as long as not all do.
    fn doubtful(&self) -> i32 {
        let spelled = self.count(&[Mark::TimeSpelled]);
        let is_believable = match self.layout.size() {
            // Words fall into short slots that follow each other.
            ..NARROW => spelled.saturating_mul(3) <= self.records,
            _ => spelled < self.records,
        };
        if is_believable { spelled } else { 0 }
    }

    /// Whether failures are kept otherwise than the layout keeps them: a table by user has
    /// far more users without any, and a list has no gaps.
    fn is_misfilled(&self) -> bool {
        let is_sparse = self.zeros.saturating_mul(4) >= self.records;
        match self.layout.content() {
            Content::Failures => !is_sparse && self.records >= SEVERAL,
            Content::Attempts => is_sparse && self.zeros > 0,
            _ => false,
        }
    }

    /// Whether any record has a time that a clock shows which somebody has set.
    pub(super) fn is_dated(&self) -> bool {
        self.count(&[Mark::TimeUsual, Mark::TimeLate, Mark::Signature]) > 0
    }

    /// How many records have a time between the first of their system and 2038.
    pub(super) fn usual(&self) -> i32 {
        self.count(&[Mark::TimeUsual])
    }

    /// Whether the score leaves no doubt about where the records start. Where little can be
    /// wrong, little may be.
    pub(super) fn is_on_grid(&self) -> bool {
        let enough = if self.is_weak() { ON_GRID_WEAK } else { ON_GRID };
        self.score() >= enough
    }

    fn is_weak(&self) -> bool {
        self.layout.field(Role::Type).is_none()
            && self.layout.field(Role::Version).is_none()
    }

    /// Whether there is enough to believe in a layout whose records have neither a type nor
    /// a version: letters and any number pass for those now and then. All of the records
    /// are spotless, or there are several. Short records with a type have no more to show,
    /// and a lone one of a rare layout has to be spotless.
    pub(super) fn is_believable(&self) -> bool {
        let is_odd_rarity =
            self.layout.spec().rarity > 0 && self.records == 1 && self.spotless == 0;
        let is_strong = self.layout.size() >= LONG
            && !is_odd_rarity
            && self.count(&[Mark::TypeKnown, Mark::VersionRight]) > 0;
        is_strong
            || self.count(&[Mark::Signature]) > 0
            || (self.named && self.spotless.saturating_mul(2) >= self.records)
            || (self.fitting >= SEVERAL && self.spotless.saturating_mul(2) >= self.records)
            || (self.fitting > 0
                && (self.records > 1 || self.usual() > 0)
                && self.spotless.saturating_add(self.doubtful()) >= self.records
                && self.lost == 0
                && self.is_whole)
    }

    /// How often something speaks clearly against the layout.
    pub(super) fn contradictions(&self) -> i32 {
        self.contradicted().saturating_add(self.is_misfilled().into())
    }

    /// The same without what only all records together show.
    fn contradicted(&self) -> i32 {
        let marks = self.marks.iter().zip(Mark::ALL);
        marks
            .filter(|(_, mark)| mark.contradicts())
            .fold(0, |sum: i32, (count, _)| sum.saturating_add(*count))
            .saturating_add(self.lost)
            .saturating_add(self.falls)
    }

    fn count(&self, wanted: &[Mark]) -> i32 {
        self.marks
            .iter()
            .zip(Mark::ALL)
            .filter(|(_, mark)| wanted.contains(mark))
            .fold(0, |sum, (count, _)| sum.saturating_add(*count))
    }

    fn add_hints(&mut self, sample: &Sample<'_>) {
        let size = u64::try_from(self.layout.size()).unwrap_or(u64::MAX);
        let is_tiled = matches!(self.layout.framing(), Framing::Sequence | Framing::Table);
        if let Some(len) = sample.len.filter(|_| is_tiled) {
            let count = len.checked_div(size).unwrap_or(0);
            match len.checked_rem(size).unwrap_or(0) {
                0 => {
                    self.points = self.points.saturating_add(WHOLE);
                    self.hints.push(format!("the length is {count} × {size} bytes"));
                }
                over => {
                    self.is_whole = false;
                    self.hints.push(format!(
                        "the length is {count} × {size} bytes and {over} over"
                    ));
                }
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
        if self.look != Look::OnGrid && records > 0 {
            reasons.push(
                "the records do not stand at regular places from the start".to_owned(),
            );
        }
        if self.torn {
            reasons.push("the file ends inside a slot".to_owned());
        }
        if self.kin > 0 {
            reasons.push(format!("{} more are of a layout that goes with it", self.kin));
        }
        if self.falls > 0 {
            reasons.push(format!("{} are earlier than the one before", self.falls));
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
            && layout.framing() == rival.framing()
            && find(layout, sample, self.look).records.into_iter().all(|record| {
                layout.view(record).map(meaning) == rival.view(record).map(meaning)
            })
    }
}

/// An entry without what does not matter to its meaning: how wide the seconds are stored.
fn meaning(mut view: View<'_>) -> View<'_> {
    let widened =
        |time: Time| Time::from_64(time.seconds(Seconds32::Unsigned), time.usec());
    match &mut view {
        View::Record(record) => record.time = widened(record.time),
        View::LastLogin(login) => login.time = widened(login.time),
        View::Failures(failures) => failures.time = widened(failures.time),
        View::Attempt(attempt) => attempt.time = widened(attempt.time),
        View::Process(process) => process.time = widened(process.time),
    }
    view
}

/// Whether a file indexed by position ends inside a slot. Slots are written whole in their
/// places, so that is rarer than a torn record at the end of a log, and speaks against a
/// table that is not even called one.
fn ends_inside_a_slot(layout: &Layout, sample: &Sample<'_>) -> bool {
    let over = sample.len.and_then(|len| len.checked_rem(layout.stride()));
    layout.framing() == Framing::Table && over.is_some_and(|over| over != 0)
}

/// Whether files of the layout are usually called so: `wtmp`, `wtmp.1`, `btmp-20241101`.
pub(super) fn is_usual(layout: &Layout, name: &str) -> bool {
    layout.spec().paths.iter().any(|path| {
        let usual = path.rsplit('/').next().unwrap_or(path);
        name.strip_prefix(usual)
            .is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric()))
    })
}
