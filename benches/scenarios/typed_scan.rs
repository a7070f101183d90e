//! Type and time of each record, through a typed slice.

use super::Input;
use loginrec::layout::{self, linux};

#[inline(never)]
pub(super) fn run(input: &Input) -> u64 {
    let map = input.map();
    let (records, _) = layout::typed::<linux::Utmp384<linux::LE>>(&map);
    records
        .iter()
        .map(|record| {
            let seconds = u64::from(record.tv_sec.get().cast_unsigned());
            seconds + u64::from(record.ut_type.get() == 7)
        })
        .fold(0, u64::wrapping_add)
}
