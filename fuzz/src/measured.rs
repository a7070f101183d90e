//! Every set of instructions measures what a walk from byte to byte does.

use crate::measures::assert_measured;
use loginrec::layout::linux::{BE, LE, Lastlog296, Utmp384, Utmp400MuslBe};
use loginrec::layout::{self, Raw};

/// The bytes, over and over, as records of some structures: a whole tile and more.
pub fn run(data: &[u8]) {
    if data.is_empty() {
        return;
    }
    check::<Utmp384<LE>>(data);
    check::<Utmp400MuslBe>(data);
    check::<Lastlog296<BE>>(data);
    check::<layout::freebsd::Utmp44<LE>>(data);
}

fn check<T: Raw>(data: &[u8]) {
    let len = size_of::<T>() * 260;
    let bytes: Vec<u8> = data.iter().copied().cycle().take(len.max(data.len())).collect();
    let (records, _) = layout::typed::<T>(&bytes);
    assert_measured(records);
}
