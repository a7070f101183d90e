//! Looking for records.

use super::Input;
use super::two::in_runs;
use loginrec::{Entry, LogFile, Record, Seconds32};

/// Where the records stand that are wanted.
pub(super) fn find(input: &Input, is_wanted: impl Fn(&Record<'_>) -> bool) -> u64 {
    let map = input.map();
    LogFile::new(&map, input.layout)
        .entries()
        .map(|entry| found(&entry, &is_wanted))
        .fold(0, u64::wrapping_add)
}

/// The same by two threads.
pub(super) fn find_2(input: &Input, is_wanted: impl Fn(&Record<'_>) -> bool + Sync) -> u64 {
    in_runs(input, |entry| found(entry, &is_wanted))
}

fn found(entry: &Entry<'_>, is_wanted: impl Fn(&Record<'_>) -> bool) -> u64 {
    let record = entry.record().filter(is_wanted);
    record.map_or(0, |record| 1 + (record.offset() << 32))
}

pub(super) fn in_time(record: &Record<'_>, input: &Input) -> bool {
    input.seconds.contains(&record.time().seconds(Seconds32::Unsigned))
}

pub(super) fn by_user(record: &Record<'_>, input: &Input) -> bool {
    record.user().value() == input.user
}
