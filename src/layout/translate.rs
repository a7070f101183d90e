//! From bytes to records, for all families: the field table says where everything is.
//!
//! The table is a constant of the structure, so the compiler knows every offset and size
//! here; what comes out is as good as if it had been written by hand for each structure.

use super::convention::{Convention, kind_of_texts};
use super::field::{self, Field, Role};
use super::{Order, Raw, prefixed};
use crate::record::{
    Attempt, CompT, Elapsed, ExitStatus, Failures, Kind, LastLogin, Outline, Process,
    Record, Seconds32, StoredAddress, Text, Time, Usage,
};
use alloc::vec::Vec;
use core::hint::black_box;
use core::ops::ControlFlow;

/// The bytes of a record whose structure the compiler knows.
#[derive(Clone, Copy)]
struct Members<'a> {
    /// As long as the structure.
    record: &'a [u8],
    /// What of it stands in the file: less where zeros at the end are not stored.
    stored: &'a [u8],
    order: Order,
}

impl<'a> Members<'a> {
    fn of<T: Raw>(bytes: &'a [u8]) -> Option<Self> {
        let record = T::ref_from_bytes(bytes).ok()?.as_bytes();
        Some(Self { record, stored: record, order: T::ORDER })
    }

    #[inline(always)]
    fn integer(self, field: Option<Field>) -> Option<i64> {
        field?.integer(self.record, self.order)
    }

    #[inline(always)]
    fn text(self, field: Option<Field>) -> Option<Text<'a>> {
        field.map(|field| Text::new(field.of_cut(self.stored)))
    }

    #[inline(always)]
    fn time(
        self,
        seconds: Option<Field>,
        usec: Option<Field>,
        instant: Option<Field>,
    ) -> Time {
        let usec = self.integer(usec);
        match (seconds, self.integer(seconds), self.integer(instant)) {
            (Some(Field { size: 4, .. }), Some(seconds), _) => {
                let [a, b, c, d, ..] = seconds.to_le_bytes();
                Time::from_32(i32::from_le_bytes([a, b, c, d]), usec)
            }
            (_, Some(seconds), _) => Time::from_64(seconds, usec),
            (_, _, Some(instant)) => Time::from_micros(instant.cast_unsigned()),
            _ => Time::from_64(0, usec),
        }
    }

    #[inline(always)]
    fn address(
        self,
        address: Option<Field>,
        socket: Option<Field>,
    ) -> Option<StoredAddress<'a>> {
        if let Some(socket) = socket {
            return Some(StoredAddress::Socket(socket.of(self.stored)));
        }
        let bytes = address?.of(self.stored);
        Some(bytes.try_into().map_or(StoredAddress::V4(bytes), StoredAddress::Either))
    }

    /// An integer that the layout has, in the width that it has there.
    #[inline(always)]
    fn narrow<N: TryFrom<i64> + Default>(self, field: Option<Field>) -> N {
        self.integer(field).and_then(|value| N::try_from(value).ok()).unwrap_or_default()
    }

    #[inline(always)]
    fn optional<N: TryFrom<i64>>(self, field: Option<Field>) -> Option<N> {
        self.integer(field).and_then(|value| N::try_from(value).ok())
    }

    #[inline(always)]
    fn comp(self, field: Option<Field>) -> CompT {
        CompT(self.narrow(field))
    }
}

/// The field of a role, found by the compiler.
macro_rules! at {
    ($type:ident, $role:ident) => {
        const { field::find($type::FIELDS, Role::$role) }
    };
}

/// Where the field of a role starts, likewise; that of none starts with the record.
macro_rules! offset {
    ($type:ident, $role:ident) => {
        const {
            match field::find($type::FIELDS, Role::$role) {
                Some(field) => field.offset,
                None => 0,
            }
        }
    };
}

/// The time of a record, found by the compiler.
macro_rules! time {
    ($members:ident, $type:ident) => {
        $members.time(at!($type, Seconds), at!($type, Microseconds), at!($type, Instant))
    };
}

/// The time of a record alone: a function for each structure.
pub(super) type TimeOf = fn(&[u8]) -> Option<Time>;

pub(super) fn time_of<T: Raw>(bytes: &[u8]) -> Option<Time> {
    let members = Members::of::<T>(bytes)?;
    (at!(T, Seconds).is_some() || at!(T, Instant).is_some()).then(|| time!(members, T))
}

/// What a record is told that does not stand in its bytes. It is put there when the record is
/// made: to change one that is made already means copying it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site {
    pub(super) layout: &'static str,
    pub(super) convention: &'static Convention,
}

/// Offset and index of a record, likewise, which come in registers: what has just been stored by
/// halves, and is read as a whole, has to be waited for.
pub(super) type Spot = (u64, u64);

/// A record of a utmp, wtmp or btmp.
pub(super) fn record<'a, T: Raw>(
    bytes: &'a [u8],
    site: &Site,
    spot: Spot,
) -> Option<Record<'a>> {
    let members = Members::of::<T>(bytes)?;
    Some(record_from::<T>(members, members, site, spot))
}

/// The outlines of records that stand one behind the other, from the last to the first: a
/// function for each structure, in which the compiler leaves out what nobody will look at.
pub(super) type Outlines = for<'a> fn(&'a [u8], &Site, &mut SeeOutlines<'_, 'a>);

/// Is shown the outlines of some records, the last of the file first, until it has enough.
pub(super) type SeeOutlines<'s, 'a> = dyn FnMut(&[Outline<'a>]) -> ControlFlow<()> + 's;

/// Outlines made at a time: few enough to stay in the first cache.
const OUTLINES: usize = 32;

pub(super) fn rev_outlines<'a, T: Raw>(
    bytes: &'a [u8],
    site: &Site,
    see: &mut SeeOutlines<'_, 'a>,
) {
    let mut outlines = Vec::with_capacity(OUTLINES);
    for bytes in bytes.rchunks(const { size_of::<T>().saturating_mul(OUTLINES) }) {
        touch::<T>(bytes);
        outlines.clear();
        for record in bytes.rchunks_exact(size_of::<T>()) {
            if let Some(members) = Members::of::<T>(record) {
                outlines.push(record_from::<T>(members, members, site, (0, 0)).outline());
            }
        }
        if see(&outlines).is_break() {
            break;
        }
    }
}

/// Touches all records where their outlines are made from. To fetch many of them from memory at
/// once takes far less time than one after the other, and going back nobody fetches ahead.
#[inline(always)]
fn touch<T: Raw>(bytes: &[u8]) {
    let mut sum = 0_u8;
    for record in bytes.rchunks_exact(size_of::<T>()) {
        let byte = |at: usize| record.get(at).copied().unwrap_or(0);
        sum ^= byte(offset!(T, Line)) ^ byte(offset!(T, Seconds));
    }
    // What is not used need not be read.
    black_box(sum);
}

/// A record behind its length, without the zeros at its end.
pub(super) fn prefixed_record<'a, T: Raw>(
    bytes: &'a [u8],
    site: &Site,
    spot: Spot,
) -> Option<Record<'a>> {
    let stored = prefixed::body(bytes, size_of::<T>());
    let mut record = T::new_zeroed();
    record.as_mut_bytes().iter_mut().zip(stored).for_each(|(to, from)| *to = *from);
    let order = T::ORDER;
    let filled = Members { record: record.as_bytes(), stored: &[], order };
    let texts = Members { record: &[], stored, order };
    Some(record_from::<T>(filled, texts, site, spot))
}

/// Numbers from the one, texts from the other.
#[inline(always)]
fn record_from<'a, T: Raw>(
    numbers: Members<'_>,
    texts: Members<'a>,
    site: &Site,
    (offset, index): Spot,
) -> Record<'a> {
    let &Site { layout, convention } = site;
    let type_raw = numbers.integer(at!(T, Type));
    let line = texts.text(at!(T, Line)).unwrap_or_default();
    let user = texts.text(at!(T, User)).unwrap_or_default();
    let host = texts.text(at!(T, Host));
    let time = time!(numbers, T);
    let (kind, is_derived) = convention.kind_of(type_raw, || {
        // Were the time itself given away, it would be kept in memory, and be waited for.
        kind_of_all(line, user, host, time.seconds(Seconds32::Signed) != 0)
    });
    let termination = numbers.integer(at!(T, Termination));
    Record {
        layout,
        offset,
        index,
        kind,
        is_derived,
        habits: &convention.habits,
        type_raw: type_raw.and_then(|number| i32::try_from(number).ok()),
        pid: numbers.integer(at!(T, Pid)),
        line,
        id: texts.text(at!(T, Id)),
        user,
        host,
        time,
        exit: termination.map(|termination| ExitStatus {
            termination: i32::try_from(termination).unwrap_or_default(),
            exit: numbers.narrow(at!(T, Exit)),
        }),
        session: numbers.integer(at!(T, Session)),
        address: texts.address(at!(T, Address), at!(T, Socket)),
        host_length: numbers.optional(at!(T, HostLength)),
    }
}

/// What a record means by its texts, and by whether it has a time. Where types say it, this is hardly ever asked.
#[inline(never)]
fn kind_of_all(
    line: Text<'_>,
    user: Text<'_>,
    host: Option<Text<'_>>,
    is_dated: bool,
) -> Option<Kind> {
    let host = host.unwrap_or_default();
    kind_of_texts(line.value(), user.value(), host.value(), is_dated)
}

/// A slot of a lastlog, or the value of a lastlogx.
pub(super) fn last_login<'a, T: Raw>(bytes: &'a [u8]) -> Option<LastLogin<'a>> {
    let members = Members::of::<T>(bytes)?;
    Some(LastLogin {
        layout: "",
        offset: 0,
        uid: 0,
        time: time!(members, T),
        line: members.text(at!(T, Line)).unwrap_or_default(),
        host: members.text(at!(T, Host)),
        address: members.address(at!(T, Address), at!(T, Socket)),
        level: members.optional(at!(T, Level)),
    })
}

/// A slot of a faillog or tallylog.
pub(super) fn failures<'a, T: Raw>(bytes: &'a [u8]) -> Option<Failures<'a>> {
    let members = Members::of::<T>(bytes)?;
    Some(Failures {
        layout: "",
        offset: 0,
        uid: 0,
        count: members.narrow(at!(T, Count)),
        max: members.integer(at!(T, Max)),
        time: time!(members, T),
        lock_seconds: members.integer(at!(T, LockSeconds)),
        line: members.text(at!(T, Line)).unwrap_or_default(),
    })
}

/// A record of a faillock file.
pub(super) fn attempt<'a, T: Raw>(bytes: &'a [u8]) -> Option<Attempt<'a>> {
    let members = Members::of::<T>(bytes)?;
    Some(Attempt {
        layout: "",
        offset: 0,
        index: 0,
        status: members.narrow(at!(T, Status)),
        time: time!(members, T),
        source: members.text(at!(T, Origin)).unwrap_or_default(),
    })
}

/// A record of process accounting.
pub(super) fn process<'a, T: Raw>(bytes: &'a [u8]) -> Option<Process<'a>> {
    let members = Members::of::<T>(bytes)?;
    let short = members.comp(at!(T, Elapsed));
    let long = members
        .integer(at!(T, ElapsedHigh))
        .zip(members.integer(at!(T, ElapsedLow)))
        .and_then(|(high, low)| u32::try_from(high.checked_shl(16)? | low).ok());
    let float = members.optional(at!(T, ElapsedFloat)).map(f32::from_bits);
    Some(Process {
        layout: "",
        offset: 0,
        index: 0,
        version: members.narrow(at!(T, Version)),
        flags: members.narrow(at!(T, Flags)),
        command: members.text(at!(T, Command)).unwrap_or_default(),
        time: time!(members, T),
        uid: members.narrow(at!(T, Uid)),
        gid: members.narrow(at!(T, Gid)),
        uid16: members.optional(at!(T, Uid16)),
        gid16: members.optional(at!(T, Gid16)),
        pid: members.optional(at!(T, Pid)),
        ppid: members.optional(at!(T, ParentPid)),
        tty: members.narrow(at!(T, Tty)),
        exit_code: members.narrow(at!(T, ExitCode)),
        elapsed: match (float, long) {
            (Some(ticks), _) => Elapsed::Float(ticks),
            (None, Some(ticks)) => Elapsed::Long(short, ticks),
            (None, None) => Elapsed::Short(short),
        },
        tick_rate: members.optional(at!(T, TickRate)),
        usage: Usage {
            user: members.comp(at!(T, UserTicks)),
            system: members.comp(at!(T, SystemTicks)),
            memory: members.comp(at!(T, Memory)),
            io: members.comp(at!(T, Io)),
            blocks: members.comp(at!(T, Blocks)),
            minor_faults: members.comp(at!(T, MinorFaults)),
            major_faults: members.comp(at!(T, MajorFaults)),
            swaps: members.comp(at!(T, Swaps)),
        },
    })
}
