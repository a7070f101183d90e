//! The few fields that tell a record from noise, and what they have to say.

use super::convention::{Convention, Numbers};
use super::field::{self, Field, Order, Role};
use super::{Raw, Spec};
use crate::bytes::{has_control, is_zero};
use crate::record::{Kind, Text};

/// The first hours of a clock that nobody has set.
pub(super) const DAY: i64 = 86_400;
/// 2106-02-07: the end of unsigned 32-bit seconds.
const LATEST: i64 = 1 << 32;
/// No system numbers its processes higher (AIX does up to here, Linux to 2^22).
const PIDS: i64 = 1 << 26;

/// Records shorter than this have little else than texts.
const STRICT: usize = 200;

const MICROS: i64 = 1_000_000;

/// No account is locked for longer than ten years.
const LONGEST_LOCK: i64 = 3_660 * DAY;
/// All bits of the state of a failed login.
const STATUSES: i64 = 7;

/// How many records at the start of the bytes agree, one behind the other: a function for
/// each structure, in which the compiler knows where everything is.
pub(super) type CountAgreeing = fn(&Probe, &[u8]) -> usize;

pub(super) fn count_agreeing<T: Raw>(facts: &Probe, bytes: &[u8]) -> usize {
    let probe = facts.known::<T>();
    bytes.chunks_exact(size_of::<T>()).take_while(|record| probe.agrees(record)).count()
}

/// Where the first record starts that agrees, at whichever byte: such a function likewise.
pub(super) type FindAgreeing = fn(&Probe, &[u8]) -> Option<usize>;

pub(super) fn find_agreeing<T: Raw>(facts: &Probe, bytes: &[u8]) -> Option<usize> {
    let probe = facts.known::<T>();
    bytes.windows(size_of::<T>()).position(|record| probe.agrees(record))
}

/// The few fields that tell a record from noise, picked from the table at compile time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Probe {
    pub(super) order: Order,
    pub(super) convention: &'static Convention,
    /// The types that a record in use may have.
    pub(super) used: Numbers,
    pub(super) signatures: &'static [&'static [u8]],
    pub(super) version: Option<(Field, u8)>,
    pub(super) since: i64,
    pub(super) kind: Option<Field>,
    pub(super) pid: Option<Field>,
    pub(super) seconds: Option<Field>,
    pub(super) usec: Option<Field>,
    pub(super) instant: Option<Field>,
    /// The line, or what stands in its place: an origin, a command.
    pub(super) line: Option<Field>,
    pub(super) id: Option<Field>,
    pub(super) user: Option<Field>,
    pub(super) host: Option<Field>,
    /// Whether the texts are looked at in full, because there is little else.
    pub(super) is_strict: bool,
    pub(super) status: Option<Field>,
    pub(super) count: Option<Field>,
    pub(super) max: Option<Field>,
    pub(super) lock: Option<Field>,
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
            used: spec.convention.used(),
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

    /// The same probe of a layout with this structure, of which the compiler knows where
    /// everything is. What stands in the facts of a layout is known to its list alone.
    #[inline(always)]
    pub(super) fn known<T: Raw>(&self) -> Self {
        Self {
            convention: self.convention,
            used: self.used,
            signatures: self.signatures,
            version: self.version,
            since: self.since,
            ..const { Self::new(T::FIELDS, size_of::<T>(), T::ORDER, &Spec::BASE) }
        }
    }

    #[inline(always)]
    pub(super) fn integer(&self, field: Option<Field>, record: &[u8]) -> Option<i64> {
        field?.integer(record, self.order)
    }

    /// 32-bit seconds are unsigned here: the sign cannot make a record less believable.
    #[inline(always)]
    pub(super) fn seconds(&self, record: &[u8]) -> Option<i64> {
        if let Some(instant) = self.integer(self.instant, record) {
            return Some(instant.div_euclid(MICROS));
        }
        let seconds = self.integer(self.seconds, record)?;
        match self.seconds?.size {
            4 => Some(seconds & 0xffff_ffff),
            _ => Some(seconds),
        }
    }

    #[inline(always)]
    pub(super) fn usec(&self, record: &[u8]) -> Option<i64> {
        match self.integer(self.instant, record) {
            Some(instant) => Some(instant.rem_euclid(MICROS)),
            None => self.integer(self.usec, record),
        }
    }

    /// The end of believable times. The last day before 2106-02-07 is no time in 64 bits: it
    /// is a small negative number in half of them.
    #[inline(always)]
    pub(super) fn latest(&self) -> i64 {
        match self.seconds {
            Some(Field { size: 4, .. }) => LATEST,
            _ => LATEST.saturating_sub(DAY),
        }
    }

    /// Whether the process id is one. In 16 bits any is: they wrap around.
    #[inline(always)]
    pub(super) fn pid_possible(&self, pid: i64) -> bool {
        (0..PIDS).contains(&pid) || matches!(self.pid, Some(Field { size: 2, .. }))
    }

    /// The version as the order of the writer gives it: the highest bit says big-endian.
    #[inline(always)]
    pub(super) fn version_wanted(&self, version: u8) -> i64 {
        match self.order {
            Order::Big if version > 0 => i64::from(version | 0x80),
            _ => version.into(),
        }
    }

    /// Whether records say their version with anything but a zero.
    #[inline(always)]
    pub(super) fn is_versioned(&self) -> bool {
        self.version.is_some_and(|(_, version)| version > 0)
    }

    #[inline(always)]
    pub(super) fn has_version(&self, record: &[u8]) -> Option<bool> {
        let (field, version) = self.version?;
        Some(field.integer(record, self.order) == Some(self.version_wanted(version)))
    }

    /// Whether the bytes are the record that the library begins files with: the format in
    /// the place of the user, the type of a signature, and zeros.
    pub(super) fn is_signature(&self, record: &[u8]) -> bool {
        let Some((kind, user)) = self.kind.zip(self.user) else { return false };
        let number = kind.integer(record, self.order);
        if number.is_none_or(|number| self.convention.kind(number) != Kind::Signature) {
            return false;
        }
        let text = user.of(record);
        let is_value = |signature: &[u8]| {
            let behind = text.strip_prefix(signature);
            behind.is_some_and(|behind| behind.first().is_none_or(|&byte| byte == 0))
        };
        self.signatures.iter().any(|signature| is_value(signature))
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
    #[inline(always)]
    pub(super) fn agrees(&self, record: &[u8]) -> bool {
        if let Some(kind) = self.kind {
            let number = kind.integer(record, self.order);
            if !number.is_some_and(|number| self.used.has(number)) {
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
    #[inline(always)]
    pub(super) fn is_spelled(&self, record: &[u8]) -> bool {
        let (None, None, Some(seconds)) = (self.kind, self.version, self.seconds) else {
            return false;
        };
        let bytes = seconds.of(record);
        bytes.iter().all(|byte| matches!(byte, b' '..=b'~' | 0)) && !is_zero(bytes)
    }

    /// Whether a record without a type has the line of the system itself, and a user that no
    /// system writes with it.
    pub(super) fn is_mismatch(&self, record: &[u8]) -> bool {
        let value =
            |field: Option<Field>| Text::new(field.map_or(&[], |field| field.of(record)));
        self.kind.is_none()
            && value(self.line).is(b"~")
            && !matches!(&**value(self.user).value(), b"" | b"reboot" | b"shutdown")
    }

    /// What only some layouts have.
    #[inline(always)]
    fn agrees_by_rules(&self, record: &[u8]) -> bool {
        self.has_version(record) != Some(false)
            && self.is_status_possible(record)
            && self.are_counts_possible(record)
    }

    #[inline(always)]
    pub(super) fn is_status_possible(&self, record: &[u8]) -> bool {
        self.integer(self.status, record)
            .is_none_or(|status| (0..=STATUSES).contains(&status))
    }

    #[inline(always)]
    pub(super) fn are_counts_possible(&self, record: &[u8]) -> bool {
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

    #[inline(always)]
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
                    let text = field.of(record);
                    !Text::new(text).has_tail() && !has_control(text)
                }))
    }

    /// Whether the record is of a kind that the system writes without any text.
    pub(super) fn is_terse(&self, record: &[u8]) -> bool {
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
pub(super) fn first(field: Option<Field>, record: &[u8]) -> u8 {
    field.and_then(|field| record.get(field.offset)).copied().unwrap_or(0)
}

pub(super) fn usec_possible(usec: i64) -> bool {
    (0..MICROS).contains(&usec)
}
