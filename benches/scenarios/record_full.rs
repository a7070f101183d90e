//! Every field of every record in the order of the file, whatever its layout, with the bytes
//! behind the NUL of every text.

use super::Input;
use super::halves::both;
use loginrec::layout::Layout;
use loginrec::record::Text;
use loginrec::{Entry, Kind, LogFile};

#[inline(never)]
pub(super) fn run(input: &Input) -> u64 {
    part(&input.map(), input.layout)
}

#[inline(never)]
pub(super) fn run_2(input: &Input) -> u64 {
    both(&input.map(), input.layout.size(), |half| part(half, input.layout))
}

fn part(bytes: &[u8], layout: &'static Layout) -> u64 {
    LogFile::new(bytes, layout)
        .entries()
        .map(|entry| look_at(&entry))
        .fold(0, u64::wrapping_add)
}

fn look_at(entry: &Entry<'_>) -> u64 {
    let record = entry.record().expect("the file has records");
    let time = record.time().timestamp();
    let numbers = [
        time.map_or(0, |time| time.seconds() + i64::from(time.micros())),
        record.type_raw().unwrap_or(0).into(),
        record.pid().unwrap_or(0),
        record.session().unwrap_or(0),
        record.exit().map_or(0, |exit| i64::from(exit.termination) + i64::from(exit.exit)),
    ];
    let numbers = numbers.into_iter().map(i64::cast_unsigned).fold(0, u64::wrapping_add);
    let texts = [Some(record.line()), record.id(), Some(record.user()), record.host()];
    let texts = texts.into_iter().flatten().map(text).fold(0, u64::wrapping_add);
    let address = std::hint::black_box(record.address()).is_some();
    let reserved = entry.reserved().flat_map(|(_, bytes)| bytes);
    let reserved = reserved.fold(0, |all, &byte| all | byte);
    let place = record.offset() ^ record.index();
    numbers
        .wrapping_add(texts)
        .wrapping_add(place)
        .wrapping_add(u64::from(address) + u64::from(reserved))
        .wrapping_add(u64::from(record.kind() == Kind::UserProcess))
}

fn text(text: Text<'_>) -> u64 {
    let value = text.value();
    let first = value.first().copied().unwrap_or(0);
    (value.len() + 1000 * text.tail().len()) as u64 + u64::from(first)
}
