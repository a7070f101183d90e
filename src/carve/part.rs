//! Parts of records: what the end of a block has cut.
//!
//! A part is recognised by the sound record that stands beside it, and by what is in it.

use super::Tier;
use super::find::{Find, score};
use super::reason::Reason;
use super::scan::{Sound, Stretch};
use super::verdict::{Verdict, judge};
use crate::bytes::is_zero;
use crate::layout::prefixed::wanted_len;
use crate::layout::{Field, Framing, Layout, Role};
use crate::record::{Kind, Text};
use alloc::vec::Vec;
use core::ops::Range;

/// Blocks of file systems and sectors of disks begin at multiples of this.
const SECTOR: u64 = 512;
/// A head or a tail shorter than this says next to nothing.
const SHORTEST: usize = 12;

/// The boundary between blocks that is the likeliest of those strictly within the range.
pub(super) fn block_within(range: Range<u64>) -> Option<u64> {
    (0..=8).rev().filter_map(|power| SECTOR.checked_shl(power)).find_map(|block| {
        let first = range.start.saturating_add(1).checked_next_multiple_of(block)?;
        (first < range.end).then_some(first)
    })
}

/// The head of a record at this place, where a sound one before it says that there is one, up
/// to the end of a block or of the source.
pub(super) fn head(
    stretch: Stretch<'_>,
    layout: &'static Layout,
    sound: &Sound,
    start: usize,
    times: &Range<i64>,
) -> Option<Find> {
    let rest = stretch.window.get(start..)?;
    let whole = match layout.framing() {
        Framing::Prefixed => {
            wanted_len(rest).filter(|&len| len <= layout.size().saturating_add(2))?
        }
        _ => layout.size(),
    };
    let offset = stretch.offset(start);
    let end = offset.saturating_add(u64::try_from(whole).ok()?);
    let source_end = stretch.offset(stretch.window.len());
    let is_torn = stretch.is_last && (offset..end).contains(&source_end);
    let block = block_within(offset..end).filter(|cut| !is_torn || *cut < source_end);
    [is_torn.then_some(source_end), block].into_iter().flatten().find_map(|cut| {
        let len = usize::try_from(cut.saturating_sub(offset)).ok()?;
        if len < SHORTEST {
            return None;
        }
        Part::new(layout, rest.get(..len)?, 0, whole).find(offset, sound, times)
    })
}

/// The tail of a record before a sound one, from the start of a block.
pub(super) fn tail(
    stretch: Stretch<'_>,
    layout: &'static Layout,
    sound: &Sound,
    times: &Range<i64>,
) -> Option<Find> {
    let size = layout.size();
    let end = stretch.offset(sound.start);
    // At the start of the source there may be less than a record.
    let first = end.saturating_sub(u64::try_from(size).ok()?);
    let is_torn = stretch.at == 0 && sound.start < size && sound.start > 0;
    let cut = block_within(first..end).or(is_torn.then_some(0))?;
    let len = usize::try_from(end.saturating_sub(cut)).ok()?;
    if len < SHORTEST {
        return None;
    }
    let start = sound.start.checked_sub(len)?;
    let part = stretch.window.get(start..sound.start)?;
    let part = Part::new(layout, part, size.checked_sub(len)?, size);
    part.is_timed(times).then(|| part.find(cut, sound, times)).flatten()
}

/// A part of a record, in the place that it has in it.
struct Part {
    layout: &'static Layout,
    whole: Vec<u8>,
    present: Range<usize>,
    /// Bytes of a length before the record.
    prefix: usize,
}

impl Part {
    fn new(layout: &'static Layout, part: &[u8], from: usize, whole: usize) -> Self {
        let prefix = if layout.framing() == Framing::Prefixed { 2 } else { 0 };
        let mut bytes = alloc::vec![0; layout.size().saturating_add(prefix).max(whole)];
        let space = bytes.get_mut(from..).unwrap_or_default();
        space.iter_mut().zip(part).for_each(|(to, from)| *to = *from);
        let present = from..from.saturating_add(part.len());
        Self { layout, whole: bytes, present, prefix }
    }

    fn record(&self) -> &[u8] {
        self.whole.get(self.prefix..).unwrap_or_default()
    }

    /// Which bytes of the field are there.
    fn present_of(&self, field: &Field) -> Range<usize> {
        let start = field.offset.saturating_add(self.prefix);
        let end = start.saturating_add(field.size);
        start.max(self.present.start)..end.min(self.present.end)
    }

    fn has(&self, field: &Field) -> bool {
        self.present_of(field).len() == field.size
    }

    /// Whether its time is there, and within these times.
    fn is_timed(&self, times: &Range<i64>) -> bool {
        self.time().is_some_and(|time| times.contains(&time))
    }

    fn time(&self) -> Option<i64> {
        let field = self.layout.time_field()?;
        if self.has(&field) { self.layout.seconds(self.record()) } else { None }
    }

    fn find(self, offset: u64, sound: &Sound, times: &Range<i64>) -> Option<Find> {
        let reasons = self.judged(times)?;
        let score = score(self.layout, reasons);
        let is_sane = reasons.has(Reason::CleanPadding) && !reasons.has(Reason::OddText);
        let whole = self.whole.len().min(self.layout.size().saturating_add(self.prefix));
        Some(Find {
            offset,
            rank: sound.rank,
            layout: self.layout,
            whole,
            time: self.time(),
            near: sound.verdict.time,
            present: self.present,
            tier: if is_sane { Tier::Probable } else { Tier::Possible },
            reasons,
            neighbours: 0,
            score,
            mean: score,
            at: 0,
        })
    }

    /// What the bytes that are there say; `None` if they are no part of such a record.
    fn judged(&self, times: &Range<i64>) -> Option<super::Reasons> {
        let mut reasons = super::Reasons::default();
        reasons.set(Reason::InRun, true);
        reasons.set(Reason::Cut, true);
        let record = self.record();
        let (mut is_clean, mut is_padded, mut is_odd, mut has_text) =
            (true, true, false, false);
        for field in self.layout.fields() {
            let range = self.present_of(field);
            let bytes = self.whole.get(range.clone()).unwrap_or_default();
            if bytes.is_empty() {
                continue;
            }
            match field.role {
                Role::Padding | Role::Reserved => is_padded &= is_zero(bytes),
                Role::Line | Role::User | Role::Host | Role::Origin | Role::Command => {
                    let text = Text::new(bytes);
                    let is_printable =
                        |text: &[u8]| text.iter().all(|byte| matches!(byte, b' '..=b'~'));
                    if field.role == Role::Line && !is_printable(text.value()) {
                        return None;
                    }
                    is_odd |= crate::bytes::has_control(bytes);
                    is_odd |= core::str::from_utf8(text.value()).is_err()
                        && range.len() == field.size;
                    is_clean &= text.tail().is_empty();
                    has_text |= !text.is_empty();
                }
                _ => {}
            }
        }
        if let Some(kind) = self.layout.field(Role::Type) {
            if !self.has(&kind) {
                has_text |= self.present.start > 0;
            } else if self.kind(&kind, record) == Kind::Unknown {
                return None;
            }
        }
        if self.layout.field(Role::Pid).is_some_and(|pid| self.has(&pid))
            && !self.layout.has_possible_pid(record)
        {
            return None;
        }
        let time = self.layout.time_field();
        if time.is_some_and(|field| self.has(&field)) && !self.is_timed(times) {
            return None;
        }
        if let Some(usec) = self.layout.field(Role::Microseconds)
            && self.has(&usec)
            && !usec
                .integer(record, self.layout.order())
                .is_some_and(|usec| (0..1_000_000).contains(&usec))
        {
            return None;
        }
        // A text that is all a head has, and the time that is all a tail has.
        if !has_text && self.time().is_none() {
            return None;
        }
        if is_odd && !is_clean {
            return None;
        }
        reasons.set(Reason::CleanTexts, is_clean);
        reasons.set(Reason::Residue, !is_clean);
        reasons.set(Reason::OddText, is_odd);
        reasons.set(Reason::CleanPadding, is_padded);
        reasons.set(Reason::DirtyPadding, !is_padded);
        Some(reasons)
    }

    fn kind(&self, field: &Field, record: &[u8]) -> Kind {
        let number = field.integer(record, self.layout.order());
        number.map_or(Kind::Unknown, |number| self.layout.spec().convention.kind(number))
    }
}

/// Whether a head and a tail can be one record: the verdict on it, if they can.
pub(super) fn joined(
    layout: &Layout,
    record: &[u8],
    cut: usize,
    times: &Range<i64>,
) -> Option<Verdict> {
    let verdict = judge(layout, record, times, None)?;
    let goes_on = |field: &Field| {
        let end = field.offset.saturating_add(field.size);
        if !field.role.is_text() || cut <= field.offset || cut >= end {
            return true;
        }
        let (head, tail) = (
            record.get(field.offset..cut).unwrap_or_default(),
            record.get(cut..end).unwrap_or_default(),
        );
        // Behind the end of a text in the head nothing follows in the tail, unless something
        // stood behind it already.
        !Text::new(head).is_terminated() || Text::new(head).has_tail() || is_zero(tail)
    };
    (verdict.is_typed() && layout.fields().all(goes_on)).then_some(verdict)
}
