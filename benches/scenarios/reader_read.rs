//! Kind and time of each record, read through a buffer.

use super::Input;
use loginrec::source::Mode;
use loginrec::{Kind, Options, Record};

#[inline(never)]
pub(super) fn run(input: &Input) -> u64 {
    through(input, Mode::Read)
}

/// The same in any mode.
pub(super) fn through(input: &Input, mode: Mode) -> u64 {
    let options = Options::new().mode(mode).layout(input.layout);
    let mut reader = options.open(input.path()).expect("the file can be opened");
    let mut sum = 0_u64;
    while let Some(record) = reader.next_record().expect("the file can be read") {
        sum = sum.wrapping_add(kind_and_time(&record));
    }
    sum
}

fn kind_and_time(record: &Record<'_>) -> u64 {
    let seconds = record.time().timestamp().map_or(0, |time| time.seconds());
    seconds.cast_unsigned() + u64::from(record.kind() == Kind::UserProcess)
}
