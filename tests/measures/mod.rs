//! What records measure by a walk from byte to byte: for tests and fuzz targets.

use loginrec::internal::Isa;
use loginrec::layout::{Extent, Measured, Raw, Role};

/// Holds what every set of instructions measures against a walk.
pub(crate) fn assert_measured<T: Raw>(records: &[T]) {
    for isa in Isa::all() {
        let measured = Measured::new(records, isa);
        assert_eq!(measured.len(), records.len());
        for ((record, measure), wanted) in measured.zip(records) {
            let bytes = wanted.as_bytes();
            assert_eq!(record.as_bytes(), bytes, "out of order");
            let texts = [
                (Role::Line, measure.line),
                (Role::Id, measure.id),
                (Role::User, measure.user),
                (Role::Host, measure.host),
            ];
            for (role, found) in texts {
                let field =
                    T::FIELDS.iter().find(|field| field.role == role && field.size > 0);
                let (value, end) = field.map_or((0, 0), |field| walk(field.of(bytes)));
                assert_eq!(told(found), (value, end), "{role:?} by {}", isa.name());
                assert_eq!(found.has_tail(), end > value);
            }
            let is_blank = |role| matches!(role, Role::Padding | Role::Reserved);
            let mut blanks = T::FIELDS.iter().filter(|field| is_blank(field.role));
            let is_dirty =
                blanks.any(|field| field.of(bytes).iter().any(|&byte| byte != 0));
            assert_eq!(measure.is_dirty, is_dirty, "by {}", isa.name());
        }
    }
}

fn told(extent: Extent) -> (usize, usize) {
    (extent.value(), extent.end())
}

/// Where the value of a field ends, and all that is not NULs at its end.
fn walk(field: &[u8]) -> (usize, usize) {
    let value = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
    let end = field.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    (value, end)
}
