//! Looking at everything that a record has, so that nothing of the work can be left out.

use loginrec::layout::linux::{LE, Utmp384};
use loginrec::layout::{self, Extent};
use loginrec::record::Text;
use loginrec::{Entry, Kind};

/// Every field of typed records, with the ends of their texts and whether anything stands where
/// nothing should.
pub(super) fn typed(bytes: &[u8]) -> u64 {
    let (records, _) = layout::typed::<Utmp384<LE>>(bytes);
    layout::measured(records)
        .map(|(record, measure)| {
            let wide = |number: i32| i64::from(number).cast_unsigned();
            let length = |text: Extent| (text.value() + 1000 * text.end()) as u64;
            u64::from_ne_bytes(*record.ut_addr_v6.first_chunk().expect("8 of 16"))
                .wrapping_add(wide(record.ut_type.get().into()))
                .wrapping_add(wide(record.ut_pid.get()))
                .wrapping_add(wide(record.tv_sec.get()))
                .wrapping_add(wide(record.tv_usec.get()))
                .wrapping_add(wide(record.ut_session.get()))
                .wrapping_add(wide(record.e_termination.get().into()))
                .wrapping_add(wide(record.e_exit.get().into()))
                .wrapping_add(length(measure.line))
                .wrapping_add(length(measure.id))
                .wrapping_add(length(measure.user))
                .wrapping_add(length(measure.host))
                .wrapping_add(u64::from(measure.is_dirty))
        })
        .fold(0, u64::wrapping_add)
}

/// Every field of a normalised record, with the bytes behind the NUL of every text.
pub(super) fn entry(entry: &Entry<'_>) -> u64 {
    let record = entry.record().expect("the file has records");
    let time = record.time().timestamp();
    let wide = |number: Option<i64>| number.unwrap_or(0).cast_unsigned();
    let exit = record.exit().map(|exit| i64::from(exit.termination) + i64::from(exit.exit));
    let address = std::hint::black_box(record.address()).is_some();
    wide(time.map(|time| time.seconds() + i64::from(time.micros())))
        .wrapping_add(wide(record.type_raw().map(i64::from)))
        .wrapping_add(wide(record.pid()))
        .wrapping_add(wide(record.session()))
        .wrapping_add(wide(exit))
        .wrapping_add(text(Some(record.line())))
        .wrapping_add(text(record.id()))
        .wrapping_add(text(Some(record.user())))
        .wrapping_add(text(record.host()))
        .wrapping_add(record.offset() ^ record.index())
        .wrapping_add(u64::from(address) + u64::from(entry.is_dirty()))
        .wrapping_add(u64::from(record.kind() == Kind::UserProcess))
}

fn text(text: Option<Text<'_>>) -> u64 {
    let (value, tail) = text.unwrap_or_default().parts();
    let first = value.first().copied().unwrap_or(0);
    (value.len() + 1000 * tail.len()) as u64 + u64::from(first)
}
