//! What makes a record believable, derived from its field table.
//!
//! Two questions are asked of bytes that may be a record. *Do they fit?* is asked of every
//! record while a file is read and must be cheap. *What is odd about them?* is asked while
//! a layout is detected, and of the few records that do not fit at first sight.

use super::convention::Convention;
use super::field::{self, Field, Order, Role};
use super::mark::{Mark, Marks};
use super::{Layout, Spec};
use crate::bytes::{has_control, is_zero};
use crate::record::{Kind, Text};

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

/// Records shorter than this have little else than texts.
const STRICT: usize = 200;

/// Records that are stored without the zeros at their end are no longer than this.
const LONGEST_CUT: usize = 256;

const MICROS: i64 = 1_000_000;

/// Texts of a record that have less room than this together may well fill it.
const NARROW: usize = 12;

/// Text fields from this length on are rarely full.
const WIDE: usize = 32;

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

/// Nobody fails to log in more often, and no account is locked for longer than ten years.
const LONGEST_LOCK: i64 = 3_660 * DAY;
/// All bits of the state of a failed login.
const STATUSES: i64 = 7;

/// The few fields that tell a record from noise, picked from the table at compile time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Probe {
    order: Order,
    convention: &'static Convention,
    signatures: &'static [&'static [u8]],
    version: Option<(Field, u8)>,
    since: i64,
    kind: Option<Field>,
    pid: Option<Field>,
    seconds: Option<Field>,
    usec: Option<Field>,
    instant: Option<Field>,
    /// The line, or what stands in its place: an origin, a command.
    line: Option<Field>,
    id: Option<Field>,
    user: Option<Field>,
    host: Option<Field>,
    /// Whether the texts are looked at in full, because there is little else.
    is_strict: bool,
    status: Option<Field>,
    count: Option<Field>,
    max: Option<Field>,
    lock: Option<Field>,
}

impl Probe {
    pub(super) const fn new(
        fields: &[Field],
        size: usize,
        order: Order,
        spec: &Spec,
    ) -> Self {
        Self {
            order,
            convention: spec.convention,
            signatures: spec.signatures,
            since: spec.since,
            version: match (field::find(fields, Role::Version), spec.version) {
                (Some(field), Some(version)) => Some((field, version)),
                _ => None,
            },
            kind: field::find(fields, Role::Type),
            pid: field::find(fields, Role::Pid),
            seconds: field::find(fields, Role::Seconds),
            usec: field::find(fields, Role::Microseconds),
            instant: field::find(fields, Role::Instant),
            line: match (field::find(fields, Role::Line), field::find(fields, Role::Origin))
            {
                (Some(line), _) | (None, Some(line)) => Some(line),
                (None, None) => field::find(fields, Role::Command),
            },
            id: field::find(fields, Role::Id),
            user: field::find(fields, Role::User),
            host: field::find(fields, Role::Host),
            is_strict: field::find(fields, Role::User).is_some()
                && (size < STRICT
                    || !matches!(
                        field::find(fields, Role::Type),
                        Some(Field { offset: 0, .. })
                    )),
            status: field::find(fields, Role::Status),
            count: field::find(fields, Role::Count),
            max: field::find(fields, Role::Max),
            lock: field::find(fields, Role::LockSeconds),
        }
    }

    #[inline]
    fn integer(&self, field: Option<Field>, record: &[u8]) -> Option<i64> {
        field?.integer(record, self.order)
    }

    /// 32-bit seconds are unsigned here: the sign cannot make a record less believable.
    #[inline]
    fn seconds(&self, record: &[u8]) -> Option<i64> {
        if let Some(instant) = self.integer(self.instant, record) {
            return Some(instant.div_euclid(MICROS));
        }
        let seconds = self.integer(self.seconds, record)?;
        match self.seconds?.size {
            4 => Some(seconds & 0xffff_ffff),
            _ => Some(seconds),
        }
    }

    #[inline]
    fn usec(&self, record: &[u8]) -> Option<i64> {
        match self.integer(self.instant, record) {
            Some(instant) => Some(instant.rem_euclid(MICROS)),
            None => self.integer(self.usec, record),
        }
    }

    /// The end of believable times. The last day before 2106-02-07 is no time in 64 bits: it
    /// is a small negative number in half of them.
    fn latest(&self) -> i64 {
        match self.seconds {
            Some(Field { size: 4, .. }) => LATEST,
            _ => LATEST.saturating_sub(DAY),
        }
    }

    /// Whether the process id is one. In 16 bits any is: they wrap around.
    #[inline]
    fn pid_possible(&self, pid: i64) -> bool {
        (0..PIDS).contains(&pid) || matches!(self.pid, Some(Field { size: 2, .. }))
    }

    /// The version as the order of the writer gives it: the highest bit says big-endian.
    fn version_wanted(&self, version: u8) -> i64 {
        match self.order {
            Order::Big if version > 0 => i64::from(version | 0x80),
            _ => version.into(),
        }
    }

    /// Whether records say their version with anything but a zero.
    fn is_versioned(&self) -> bool {
        self.version.is_some_and(|(_, version)| version > 0)
    }

    fn has_version(&self, record: &[u8]) -> Option<bool> {
        let (field, version) = self.version?;
        Some(field.integer(record, self.order) == Some(self.version_wanted(version)))
    }

    /// Whether the bytes are the record that the library begins files with: the format in
    /// the place of the user, the type of a signature, and zeros.
    fn is_signature(&self, record: &[u8]) -> bool {
        let Some((kind, user)) = self.kind.zip(self.user) else { return false };
        let value = Text::new(user.of(record)).value();
        let number = kind.integer(record, self.order);
        self.signatures.iter().any(|signature| value == *signature)
            && number.is_some_and(|number| self.convention.kind(number) == Kind::Signature)
            && record
                .iter()
                .enumerate()
                .all(|(at, &byte)| byte == 0 || user.holds(at) || kind.holds(at))
    }

    /// Whether type, pid, time and names agree, looking at as few bytes as possible.
    ///
    /// Bytes read a few places off the grid can pass for type, time and line; their pid,
    /// which is then half a name, gives them away. Real records with such a pid are rare
    /// and merely do not fit at first sight.
    #[inline]
    fn agrees(&self, record: &[u8]) -> bool {
        if let Some(kind) = self.kind {
            let number = kind.integer(record, self.order);
            if !number.is_some_and(|number| self.convention.is_used(number)) {
                return false;
            }
            if !self.signatures.is_empty() && self.is_signature(record) {
                return true;
            }
        }
        if self.pid.is_some()
            && !self.integer(self.pid, record).is_some_and(|pid| self.pid_possible(pid))
        {
            return false;
        }
        if !self
            .seconds(record)
            .is_some_and(|seconds| (self.since..self.latest()).contains(&seconds))
        {
            return false;
        }
        if self.usec.is_some()
            && !self.integer(self.usec, record).is_some_and(usec_possible)
        {
            return false;
        }
        if self.is_spelled(record) {
            return false;
        }
        self.agrees_by_rules(record) && self.names_agree(record)
    }

    /// Whether a record without type and version has nothing but letters and zeros in the
    /// place of the time: text passes for such a record, since nothing else in it can be
    /// wrong. One real time in twenty looks like that too.
    #[inline]
    fn is_spelled(&self, record: &[u8]) -> bool {
        let (None, None, Some(seconds)) = (self.kind, self.version, self.seconds) else {
            return false;
        };
        let bytes = seconds.of(record);
        bytes.iter().all(|byte| matches!(byte, b' '..=b'~' | 0)) && !is_zero(bytes)
    }

    /// Whether a record without a type has the line of the system itself, and a user that no
    /// system writes with it.
    fn is_mismatch(&self, record: &[u8]) -> bool {
        let value =
            |field: Option<Field>| Text::new(field.map_or(&[], |field| field.of(record)));
        self.kind.is_none()
            && value(self.line).value() == "~"
            && !matches!(&**value(self.user).value(), b"" | b"reboot" | b"shutdown")
    }

    /// What only some layouts have.
    #[inline]
    fn agrees_by_rules(&self, record: &[u8]) -> bool {
        self.has_version(record) != Some(false)
            && self.is_status_possible(record)
            && self.are_counts_possible(record)
    }

    fn is_status_possible(&self, record: &[u8]) -> bool {
        self.integer(self.status, record)
            .is_none_or(|status| (0..=STATUSES).contains(&status))
    }

    fn are_counts_possible(&self, record: &[u8]) -> bool {
        let not_negative =
            |field| self.integer(field, record).is_none_or(|count| count >= 0);
        let lock = self.integer(self.lock, record);
        // Two numbers that spell a word are none.
        let is_word = |field: Option<Field>| {
            field.is_some_and(|field| {
                field.of(record).iter().all(|byte| matches!(byte, b' '..=b'~'))
            })
        };
        not_negative(self.count)
            && not_negative(self.max)
            && !(is_word(self.count) && is_word(self.max))
            && lock.is_none_or(|lock| (0..LONGEST_LOCK).contains(&lock))
    }

    #[inline]
    fn names_agree(&self, record: &[u8]) -> bool {
        let named = match first(self.line, record) {
            0 => {
                first(self.id, record) != 0
                    || first(self.user, record) != 0
                    || self.count.is_some()
                    || self.is_terse(record)
            }
            byte => byte.is_ascii_graphic(),
        };
        // Where records are short, or begin with text, there is little else: the names have to
        // be some, and nothing may stand behind them, as it does in all texts of a record that
        // is read a byte beside.
        named
            && (!self.is_strict
                || [self.line, self.user, self.host].into_iter().flatten().all(|field| {
                    let text = Text::new(field.of(record));
                    !text.has_tail() && text.value().iter().all(|&byte| !is_control(byte))
                }))
    }

    /// Whether the record is of a kind that the system writes without any text.
    fn is_terse(&self, record: &[u8]) -> bool {
        self.convention.is_terse
            && self.integer(self.kind, record).is_some_and(|number| {
                use Kind::{BootTime, DeadProcess, NewTime, OldTime, ShutdownTime};
                matches!(
                    self.convention.kind(number),
                    BootTime | ShutdownTime | OldTime | NewTime | DeadProcess
                )
            })
    }
}

#[inline]
fn first(field: Option<Field>, record: &[u8]) -> u8 {
    field.and_then(|field| record.get(field.offset)).copied().unwrap_or(0)
}

const fn is_control(byte: u8) -> bool {
    byte < b' ' || byte == 0x7f
}

fn usec_possible(usec: i64) -> bool {
    (0..MICROS).contains(&usec)
}

/// What one text field adds to the marks.
fn mark_text(marks: &mut Marks, field: &[u8], control: Mark) {
    let text = Text::new(field);
    marks.set(control, has_control(field));
    marks.set(Mark::Stale, text.has_tail());
    // Names of eight bytes and fewer fill their fields every day.
    marks.set(Mark::Unterminated, field.len() >= WIDE && !text.is_terminated());
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
        if !probe.signatures.is_empty() && probe.is_signature(bytes) {
            marks.set(Mark::Signature, true);
            return marks;
        }
        if let Some(kind) = probe.integer(probe.kind, bytes) {
            let convention = probe.convention;
            marks.set(Mark::TypeKnown, convention.is_used(kind) && kind != 0);
            marks.set(Mark::TypeEmpty, !convention.is_used(kind) && kind == 0);
            marks.set(Mark::TypeUnknown, convention.kind(kind) == Kind::Unknown);
        }
        if let Some(right) = probe.has_version(bytes) {
            // A zero is no evidence for a version 0: it stands everywhere.
            marks.set(Mark::VersionRight, right && probe.is_versioned());
            marks.set(Mark::VersionWrong, !right);
        }
        marks.set(Mark::StatusAbsurd, !probe.is_status_possible(bytes));
        marks.set(Mark::CountAbsurd, !probe.are_counts_possible(bytes));
        if let Some(pid) = probe.integer(probe.pid, bytes) {
            marks.set(Mark::PidAbsurd, pid != -1 && !probe.pid_possible(pid));
        }
        if let Some(seconds) = probe.seconds(bytes) {
            marks.set(
                match seconds {
                    0 => Mark::TimeNever,
                    1..DAY if probe.kind.is_none() => Mark::TimeFresh,
                    _ if (probe.since..Y2038).contains(&seconds) => Mark::TimeUsual,
                    Y2038.. if seconds < probe.latest() => Mark::TimeLate,
                    _ if (-ABSURD..ABSURD).contains(&seconds) => Mark::TimeOdd,
                    _ => Mark::TimeAbsurd,
                },
                true,
            );
        }
        marks.set(Mark::TimeSpelled, probe.is_spelled(bytes));
        if let Some(usec) = probe.usec(bytes) {
            marks.set(Mark::UsecUsual, usec != 0 && usec_possible(usec));
            marks.set(Mark::UsecAbsurd, !usec_possible(usec));
        }
        let line = first(probe.line, bytes);
        marks.set(Mark::LineVisible, line.is_ascii_graphic());
        marks.set(
            Mark::Nameless,
            line == 0
                && first(probe.id, bytes) == 0
                && first(probe.user, bytes) == 0
                && !probe.is_terse(bytes),
        );
        marks.set(Mark::Mismatch, probe.is_mismatch(bytes));
        self.mark_texts(bytes, &mut marks);
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

    fn mark_texts(&self, bytes: &[u8], marks: &mut Marks) {
        let probe = &self.probe;
        let texts = [
            (probe.line, Mark::LineControl),
            (probe.user, Mark::UserControl),
            (probe.host, Mark::HostControl),
        ];
        let mut padded = false;
        let mut room = 0_usize;
        let (mut texts_filled, mut garbled) = (0_u8, 0_u8);
        for (field, control) in texts {
            if let Some(field) = field {
                let text = field.of(bytes);
                room = room.saturating_add(text.len());
                padded |= Text::new(text).is_terminated();
                mark_text(marks, text, control);
                if probe.kind.is_none() {
                    let is_garbled = !text.is_ascii();
                    texts_filled = texts_filled.saturating_add((!is_zero(text)).into());
                    garbled = garbled.saturating_add(is_garbled.into());
                }
            }
        }
        marks.set(Mark::Garbled, garbled > 0);
        marks.set(Mark::Noise, garbled > 1 && garbled == texts_filled);
        // A name of eight letters fills all the room that the oldest records have.
        marks.set(Mark::Unpadded, !padded && room >= NARROW);
        if let Some(id) = probe.id {
            // An id fills its four bytes more often than not.
            marks.set(Mark::Stale, Text::new(id.of(bytes)).has_tail());
        }
    }

    /// Points of a record against which nothing speaks.
    pub(crate) fn full_points(&self) -> i32 {
        let mut marks = Marks::default();
        marks.set(Mark::TypeKnown, self.probe.kind.is_some());
        marks.set(Mark::TimeUsual, true);
        let has_usec = self.probe.usec.is_some() || self.probe.instant.is_some();
        marks.set(Mark::UsecUsual, has_usec);
        marks.set(Mark::LineVisible, true);
        marks.set(Mark::VersionRight, self.probe.is_versioned());
        marks.points()
    }

    /// Whether type, pid, time and names agree at the start of `bytes`. Touches a few bytes.
    #[inline]
    pub(crate) fn fits(&self, bytes: &[u8]) -> bool {
        self.probe.agrees(bytes)
    }

    /// Whether a record stands at the start of the window, which may be too short for one.
    pub(crate) fn fits_in(&self, window: &[u8]) -> bool {
        window.get(..self.size()).is_some_and(|record| self.fits(record))
    }

    /// Shows the whole record of a framed entry, with the zeros that are not stored.
    pub(crate) fn with_whole(&self, entry: &[u8], look: impl FnOnce(&[u8])) {
        let body = self.body(entry);
        let mut space = [0; LONGEST_CUT];
        match space.get_mut(..self.size()) {
            Some(record) if body.len() < self.size() => {
                record.iter_mut().zip(body).for_each(|(to, from)| *to = *from);
                look(record);
            }
            _ => look(body),
        }
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
