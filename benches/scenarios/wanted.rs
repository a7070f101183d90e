//! Looking for records.

use super::Input;
use super::halves::both;
use loginrec::{LogFile, Record, Seconds32};

/// How many records are wanted, and where they stand.
pub(super) fn count(input: &Input, wanted: impl Fn(&Record<'_>) -> bool) -> u64 {
    part(&input.map(), input, &wanted)
}

/// The same by two threads.
pub(super) fn count_2(input: &Input, wanted: impl Fn(&Record<'_>) -> bool + Sync) -> u64 {
    both(&input.map(), input.layout.size(), |half| part(half, input, &wanted))
}

fn part(bytes: &[u8], input: &Input, wanted: impl Fn(&Record<'_>) -> bool) -> u64 {
    LogFile::new(bytes, input.layout)
        .records()
        .filter(wanted)
        .map(|record| 1 + (record.offset() << 32))
        .fold(0, u64::wrapping_add)
}

pub(super) fn in_time(record: &Record<'_>, input: &Input) -> bool {
    input.seconds.contains(&record.time().seconds(Seconds32::Unsigned))
}

pub(super) fn by_user(record: &Record<'_>, input: &Input) -> bool {
    record.user().value() == input.user
}
