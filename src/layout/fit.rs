//! What makes a record believable, derived from its field table.
//!
//! Two questions are asked of bytes that may be a record. *Do they fit?* is asked of every
//! record while a file is read and must be cheap. *What is odd about them?* is asked while
//! a layout is detected, and of the few records that do not fit at first sight.

use super::Layout;
use super::field::{self, Field, Order, Role};
use super::mark::{Mark, Marks};
use crate::bytes::{has_control, is_zero};
use crate::record::Text;

/// 1980-01-01: earlier times come from clocks that were never set.
const EARLIEST: i64 = 315_532_800;
/// The first hours of a clock that nobody has set.
const DAY: i64 = 86_400;
/// 2106-02-07: the end of unsigned 32-bit seconds.
const LATEST: i64 = 1 << 32;
/// 2038-01-19: times beyond it are possible and rare.
const Y2038: i64 = 1 << 31;
/// The year 2514: nobody's clock is that wrong, so the bytes are no time.
const ABSURD: i64 = 1 << 34;
/// No system numbers its processes higher (AIX does up to here, Linux to 2^22).
const PIDS: i64 = 1 << 26;

/// A text overwritten by ever shorter ones starts anew once or twice, not so often.
const RIDDLED: usize = 4;

/// How well bytes in the place of a record fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// Every byte is zero.
    Zero,
    /// Type, pid, time and names agree.
    Good,
    /// It can be a record with odd values: an unknown type, no time, control characters.
    Odd,
    /// Too much is wrong at once.
    Bad,
}

/// The few fields that tell a record from noise, picked from the table at compile time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Probe {
    order: Order,
    /// The highest type that the system defines.
    last_type: i64,
    kind: Option<Field>,
    pid: Option<Field>,
    seconds: Option<Field>,
    usec: Option<Field>,
    line: Option<Field>,
    id: Option<Field>,
    user: Option<Field>,
    host: Option<Field>,
}

impl Probe {
    #[expect(clippy::as_conversions, reason = "there is no other widening in a const fn")]
    pub(super) const fn new(fields: &[Field], order: Order, last_type: u8) -> Self {
        Self {
            order,
            last_type: last_type as i64,
            kind: field::find(fields, Role::Type),
            pid: field::find(fields, Role::Pid),
            seconds: field::find(fields, Role::Seconds),
            usec: field::find(fields, Role::Microseconds),
            line: field::find(fields, Role::Line),
            id: field::find(fields, Role::Id),
            user: field::find(fields, Role::User),
            host: field::find(fields, Role::Host),
        }
    }

    fn integer(&self, field: Option<Field>, record: &[u8]) -> Option<i64> {
        field?.integer(record, self.order)
    }

    /// 32-bit seconds are unsigned here: the sign cannot make a record less believable.
    fn seconds(&self, record: &[u8]) -> Option<i64> {
        let seconds = self.integer(self.seconds, record)?;
        match self.seconds?.size {
            4 => Some(seconds & 0xffff_ffff),
            _ => Some(seconds),
        }
    }

    /// The end of believable times. The last day before 2106-02-07 is no time in 64 bits: it
    /// is a small negative number in half of them.
    fn latest(&self) -> i64 {
        match self.seconds {
            Some(Field { size: 8, .. }) => LATEST.saturating_sub(DAY),
            _ => LATEST,
        }
    }

    /// Whether type, pid, time and names agree, looking at as few bytes as possible.
    ///
    /// Bytes read a few places off the grid can pass for type, time and line; their pid,
    /// which is then half a name, gives them away. Real records with such a pid are rare
    /// and merely do not fit at first sight.
    fn agrees(&self, record: &[u8]) -> bool {
        if self.kind.is_some()
            && !self
                .integer(self.kind, record)
                .is_some_and(|kind| (1..=self.last_type).contains(&kind))
        {
            return false;
        }
        if self.pid.is_some()
            && !self.integer(self.pid, record).is_some_and(|pid| (0..PIDS).contains(&pid))
        {
            return false;
        }
        if !self
            .seconds(record)
            .is_some_and(|seconds| (EARLIEST..self.latest()).contains(&seconds))
        {
            return false;
        }
        if self.usec.is_some()
            && !self.integer(self.usec, record).is_some_and(usec_possible)
        {
            return false;
        }
        match first(self.line, record) {
            0 => first(self.id, record) != 0 || first(self.user, record) != 0,
            byte => byte.is_ascii_graphic(),
        }
    }
}

fn first(field: Option<Field>, record: &[u8]) -> u8 {
    field.and_then(|field| record.get(field.offset)).copied().unwrap_or(0)
}

fn usec_possible(usec: i64) -> bool {
    (0..1_000_000).contains(&usec)
}

/// What one text field adds to the marks.
fn mark_text(marks: &mut Marks, field: &[u8], control: Mark) {
    let text = Text::new(field);
    marks.set(control, has_control(field));
    marks.set(Mark::Stale, text.has_tail());
    marks.set(Mark::Unterminated, !text.is_terminated());
    let restarts =
        text.tail().windows(2).filter(|pair| matches!(pair, [0, next] if *next != 0));
    marks.set(Mark::Riddled, restarts.count() >= RIDDLED);
}

impl Layout {
    /// Everything that the bytes of one record say for and against this layout.
    ///
    /// `bytes` must be one record long.
    pub(crate) fn marks(&self, bytes: &[u8]) -> Marks {
        let probe = &self.probe;
        let mut marks = Marks::default();
        if let Some(kind) = probe.integer(probe.kind, bytes) {
            marks.set(Mark::TypeKnown, (1..=probe.last_type).contains(&kind));
            marks.set(Mark::TypeEmpty, kind == 0);
            marks.set(Mark::TypeUnknown, !(0..=probe.last_type).contains(&kind));
        }
        if let Some(pid) = probe.integer(probe.pid, bytes) {
            marks.set(Mark::PidAbsurd, !(-1..PIDS).contains(&pid));
        }
        if let Some(seconds) = probe.seconds(bytes) {
            marks.set(
                match seconds {
                    0 => Mark::TimeNever,
                    1..DAY if probe.kind.is_none() => Mark::TimeFresh,
                    EARLIEST..Y2038 => Mark::TimeUsual,
                    Y2038.. if seconds < probe.latest() => Mark::TimeLate,
                    _ if (-ABSURD..ABSURD).contains(&seconds) => Mark::TimeOdd,
                    _ => Mark::TimeAbsurd,
                },
                true,
            );
        }
        if let (None, Some(seconds)) = (probe.kind, probe.seconds) {
            // A line of text passes for a slot: nothing else in it can be wrong.
            let letter = |byte: &u8| matches!(byte, b' '..=b'~');
            marks.set(Mark::TimeSpelled, seconds.of(bytes).iter().all(letter));
        }
        if let Some(usec) = probe.integer(probe.usec, bytes) {
            marks.set(Mark::UsecUsual, usec != 0 && usec_possible(usec));
            marks.set(Mark::UsecAbsurd, !usec_possible(usec));
        }
        let line = first(probe.line, bytes);
        marks.set(Mark::LineVisible, line.is_ascii_graphic());
        marks.set(
            Mark::Nameless,
            line == 0 && first(probe.id, bytes) == 0 && first(probe.user, bytes) == 0,
        );
        let texts = [
            (probe.line, Mark::LineControl),
            (probe.user, Mark::UserControl),
            (probe.host, Mark::HostControl),
        ];
        let mut padded = false;
        for (field, control) in texts {
            if let Some(field) = field {
                let text = field.of(bytes);
                padded |= Text::new(text).is_terminated();
                mark_text(&mut marks, text, control);
            }
        }
        marks.set(Mark::Unpadded, !padded);
        if let Some(id) = probe.id {
            // An id fills its four bytes more often than not.
            marks.set(Mark::Stale, Text::new(id.of(bytes)).has_tail());
        }
        for field in self.fields() {
            let dirty = || !is_zero(field.of(bytes));
            match field.role {
                Role::Padding => marks.set(Mark::PaddingDirty, dirty()),
                Role::Reserved => marks.set(Mark::ReservedDirty, dirty()),
                Role::Session => {
                    let session = field.integer(bytes, self.order).unwrap_or(0);
                    marks.set(Mark::SessionAbsurd, i32::try_from(session).is_err());
                }
                _ => {}
            }
        }
        marks
    }

    /// Points of a record against which nothing speaks.
    pub(crate) fn full_points(&self) -> i32 {
        let mut marks = Marks::default();
        marks.set(Mark::TypeKnown, self.probe.kind.is_some());
        marks.set(Mark::TimeUsual, true);
        marks.set(Mark::UsecUsual, self.probe.usec.is_some());
        marks.set(Mark::LineVisible, true);
        marks.points()
    }

    /// Whether type, pid, time and names agree at the start of `bytes`. Touches a few bytes.
    #[inline]
    pub(crate) fn fits(&self, bytes: &[u8]) -> bool {
        self.probe.agrees(bytes)
    }

    /// Whether the bytes are a record even without a neighbour to confirm it: they fit, and
    /// padding, reserved space and the space behind every text are clean.
    pub(crate) fn fits_alone(&self, bytes: &[u8]) -> bool {
        self.fits(bytes) && self.marks(bytes).is_clean()
    }

    /// How well the bytes fit. They must be one record long.
    pub(crate) fn fit(&self, bytes: &[u8]) -> Fit {
        if self.fits(bytes) {
            return Fit::Good;
        }
        if is_zero(bytes) {
            return Fit::Zero;
        }
        if self.marks(bytes).is_bad() { Fit::Bad } else { Fit::Odd }
    }
}
