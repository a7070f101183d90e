//! Every set of instructions measures what a walk from byte to byte does.

use loginrec::internal::Isa;
use loginrec::layout::linux::{BE, LE, Lastlog296, Utmp384, Utmp400MuslBe};
use loginrec::layout::{self, Extent, Measured, Raw, Role};

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
    for isa in Isa::all() {
        for (record, measure) in Measured::new(records, isa) {
            let texts = [
                (Role::Line, measure.line),
                (Role::Id, measure.id),
                (Role::User, measure.user),
                (Role::Host, measure.host),
            ];
            for (role, found) in texts {
                let field =
                    T::FIELDS.iter().find(|field| field.role == role && field.size > 0);
                let bytes = field.map_or(&[][..], |field| field.of(record.as_bytes()));
                assert_eq!(told(found), walk(bytes), "{role:?} by {}", isa.name());
            }
            let blank = |role| matches!(role, Role::Padding | Role::Reserved);
            let mut blanks = T::FIELDS.iter().filter(|field| blank(field.role));
            let is_dirty = blanks
                .any(|field| field.of(record.as_bytes()).iter().any(|&byte| byte != 0));
            assert_eq!(measure.is_dirty, is_dirty, "by {}", isa.name());
        }
    }
}

fn told(extent: Extent) -> (usize, usize) {
    (extent.value(), extent.end())
}

fn walk(field: &[u8]) -> (usize, usize) {
    let value = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
    let end = field.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    (value, end)
}
