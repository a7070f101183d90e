//! This library, at its two levels, and the reference.

use crate::Count;
use loginrec::LogFile;
use loginrec::layout::{self, linux};
use loginrec::record::Text;
use std::hint::black_box;
use std::path::Path;

type Utmp = linux::Utmp384<linux::LE>;

/// Maps the file and adds up its bytes, eight at a time: what reading it at all costs.
pub(crate) fn plain(path: &Path) -> Count {
    let map = loginrec::source::map(path)?;
    let words = map.as_chunks::<8>().0;
    let sum = words.iter().map(|&word| u64::from_ne_bytes(word)).fold(0, u64::wrapping_add);
    black_box(sum);
    Ok((map.len() / size_of::<Utmp>()) as u64)
}

/// Every field through a typed slice, the texts trimmed, and whether anything stands behind them
/// or in what is reserved.
pub(crate) fn typed(path: &Path, threads: usize) -> Count {
    let map = loginrec::source::map(path)?;
    let records = layout::typed::<Utmp>(&map).0;
    std::thread::scope(|scope| {
        let mut parts = records.chunks(records.len().div_ceil(threads).max(1));
        let first = parts.next().unwrap_or_default();
        for part in parts {
            scope.spawn(|| black_box(part.iter().map(look_at).sum::<u64>()));
        }
        black_box(first.iter().map(look_at).sum::<u64>());
    });
    Ok(records.len() as u64)
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

/// Every field of the normalised records in the order of the file.
pub(crate) fn records(path: &Path) -> Count {
    let map = loginrec::source::map(path)?;
    let mut records = 0;
    let layout = layout::find("linux-utmp-384-le").ok_or("there is no such layout")?;
    for record in LogFile::new(&map, layout).records() {
        let texts = [Some(record.line()), record.id(), Some(record.user()), record.host()];
        let texts: u64 = texts.into_iter().flatten().map(text).sum();
        black_box((texts, record.kind(), record.pid(), record.session(), record.exit()));
        black_box((record.time().timestamp(), record.address()));
        records += 1;
    }
    Ok(records)
}
