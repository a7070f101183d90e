//! Who was there from when to when, the first that ended first.

use super::Input;
use loginrec::LogFile;
use loginrec::session::{Forward, Session};

#[inline(never)]
pub(super) fn run(input: &Input) -> u64 {
    let map = input.map();
    let mut seconds = 0_u64;
    let mut found = |session: Session<u64>| {
        let duration = session.duration().unwrap_or(0);
        seconds = seconds.wrapping_add(duration.cast_unsigned());
    };
    let mut engine = Forward::default();
    for record in LogFile::new(&map, input.layout).records() {
        engine.push(&record, record.offset(), &mut found);
    }
    engine.finish(&mut found);
    seconds
}
