//! Looking for records.

use super::two::in_runs;
use super::{Input, look};
use loginrec::{Entry, LogFile, Seconds32};

/// Looks at the entries that are wanted.
pub(super) fn find(input: &Input, is_wanted: impl Fn(&Entry<'_>) -> bool) -> u64 {
    let map = input.map();
    let file = LogFile::new(&map, input.layout);
    file.entries_where(is_wanted)
        .map(|entry| look::entry(&entry))
        .fold(0, u64::wrapping_add)
}

/// The same by two threads.
pub(super) fn find_2(input: &Input, is_wanted: impl Fn(&Entry<'_>) -> bool + Sync) -> u64 {
    in_runs(input, |entry| if is_wanted(entry) { look::entry(entry) } else { 0 })
}

pub(super) fn in_time(entry: &Entry<'_>, input: &Input) -> bool {
    entry
        .time()
        .is_some_and(|time| input.seconds.contains(&time.seconds(Seconds32::Unsigned)))
}

pub(super) fn by_user(entry: &Entry<'_>, input: &Input) -> bool {
    entry.user().is_some_and(|user| user.is(input.user))
}
