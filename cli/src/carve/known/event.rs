//! By what a record of the known logs is found again: the event that it tells of, or a part of
//! its bytes.

use loginrec::layout::{Framing, Layout, Role};
use loginrec::{Record, Seconds32};
use std::hash::{BuildHasher, Hash, RandomState};
use std::ops::Range;

/// So many bytes at its begin are a head known by: in most layouts it has a line or a user
/// there.
const HEAD: usize = 24;

/// Line, process and time: two records that agree in them tell of one event.
///
/// `None` where the time is zero, which says nothing.
pub(super) fn event(record: &Record<'_>, hasher: &RandomState) -> Option<u64> {
    let (line, pid, seconds, micros) = parts(record);
    (seconds != 0).then(|| hasher.hash_one((line, pid, seconds, micros)))
}

/// Whether both tell of one event. Where there are no process ids, one second is not enough to
/// tell a login from the logout before it, so they have to be of one kind.
pub(super) fn is_same_event(one: &Record<'_>, other: &Record<'_>) -> bool {
    parts(one) == parts(other) && (one.pid().is_some() || one.kind() == other.kind())
}

fn parts<'a>(record: &Record<'a>) -> (&'a [u8], Option<i64>, i64, i64) {
    let line: &[u8] = record.line().value();
    let time = record.time();
    (line, record.pid(), time.seconds(Seconds32::Unsigned), time.usec().unwrap_or(0))
}

/// Of the bytes of an entry, those that its head is found by.
pub(super) fn head(
    layout: &Layout,
    bytes: &[u8],
    present: &Range<usize>,
    hasher: &RandomState,
) -> Option<u64> {
    let wanted = HEAD.min(layout.size() / 2);
    let is_there = present.start == 0 && present.end >= wanted;
    bytes.get(..wanted).filter(|_| is_there).map(|bytes| hasher.hash_one(bytes))
}

/// Its time as it is stored, by which its tail is found, if that is there.
///
/// A tail of a record behind its length does not say where that began.
pub(super) fn tail(
    layout: &Layout,
    bytes: &[u8],
    present: &Range<usize>,
    hasher: &RandomState,
) -> Option<u64> {
    let is_time = |role| matches!(role, Role::Seconds | Role::Microseconds | Role::Instant);
    if layout.framing() == Framing::Prefixed {
        return None;
    }
    let mut stored = Vec::with_capacity(16);
    for field in layout.fields().filter(|field| is_time(field.role)) {
        if field.offset < present.start || field.offset + field.size > present.end {
            return None;
        }
        stored.extend_from_slice(field.of(bytes));
    }
    stored.iter().any(|&byte| byte != 0).then(|| {
        // The bytes only: the length of a slice would be part of its hash.
        let mut state = hasher.build_hasher();
        stored.hash(&mut state);
        std::hash::Hasher::finish(&state)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carve::testing::{UTMP, edited, encoded, entry, layout, login};

    #[test]
    fn an_event_is_the_same_in_another_layout() {
        let hasher = RandomState::new();
        let of = |id: &str, bytes: &[u8]| {
            event(&entry(id, bytes).record().unwrap(), &hasher).unwrap()
        };
        let one = of(UTMP, &login(1));
        let other = "linux-utmp-400-be";
        assert_eq!(of(other, &encoded(other, 1, |_| {})), one);
        assert_eq!(of(UTMP, &edited(1, |draft| draft.user = b"eve")), one);
        assert_ne!(of(UTMP, &edited(1, |draft| draft.usec = 18)), one);
        assert_ne!(of(UTMP, &edited(1, |draft| draft.pid = 18)), one);
    }

    #[test]
    fn without_process_ids_a_login_and_a_logout_of_one_second_are_two_events() {
        let id = "bsd-utmp-36-le";
        let login = encoded(id, 1, |_| {});
        let logout = encoded(id, 1, |draft| (draft.user, draft.host) = (b"", b""));
        let other = encoded(id, 1, |draft| draft.user = b"eve");
        let record = |bytes| entry(id, bytes).record().unwrap();
        assert!(!is_same_event(&record(&login), &record(&logout)));
        assert!(is_same_event(&record(&login), &record(&other)));
    }

    #[test]
    fn a_part_is_found_by_its_head_or_by_its_time() {
        let hasher = RandomState::new();
        let (layout, bytes) = (layout(UTMP), login(1));
        let head = |present| head(layout, &bytes, &present, &hasher);
        let tail = |present| tail(layout, &bytes, &present, &hasher);
        assert_eq!(head(0..128), head(0..384));
        assert_eq!((head(0..23), head(64..384)), (None, None));
        assert_eq!(tail(256..384), tail(0..384));
        assert_eq!((tail(0..256), tail(352..384)), (None, None));
        assert!(head(0..128).is_some() && tail(256..384).is_some());
    }
}
