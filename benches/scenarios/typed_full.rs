//! Every field of every record through a typed slice: texts trimmed, and whether anything
//! stands behind them.

use super::Input;
use super::halves::both;
use loginrec::layout::{self, linux};
use loginrec::record::Text;

type Utmp = linux::Utmp384<linux::LE>;

#[inline(never)]
pub(super) fn run(input: &Input) -> u64 {
    part(&input.map())
}

#[inline(never)]
pub(super) fn run_2(input: &Input) -> u64 {
    both(&input.map(), size_of::<Utmp>(), part)
}

fn part(bytes: &[u8]) -> u64 {
    let (records, _) = layout::typed::<Utmp>(bytes);
    records.iter().map(look_at).fold(0, u64::wrapping_add)
}

fn look_at(record: &Utmp) -> u64 {
    let numbers = [
        record.ut_type.get().into(),
        record.ut_pid.get(),
        record.e_termination.get().into(),
        record.e_exit.get().into(),
        record.ut_session.get(),
        record.tv_sec.get(),
        record.tv_usec.get(),
    ];
    let numbers = numbers.into_iter().map(i32::cast_unsigned).map(u64::from).sum::<u64>();
    let texts: [&[u8]; 4] =
        [&record.ut_line, &record.ut_id, &record.ut_user, &record.ut_host];
    let texts: u64 = texts.into_iter().map(|raw| text(Text::new(raw))).sum();
    let address = u128::from_ne_bytes(record.ut_addr_v6) != 0;
    let reserved = record.reserved != [0; 20] || record.pad0 != [0; 2];
    numbers + texts + u64::from(address) + u64::from(reserved)
}

fn text(text: Text<'_>) -> u64 {
    let value = text.value();
    let first = value.first().copied().unwrap_or(0);
    value.len() as u64 + u64::from(first) + u64::from(!text.tail().is_empty())
}
