//! The fields in which nothing should stand: padding, and what is reserved.

use super::Raw;
use super::field::{Field, Role};
use crate::bytes::is_zero;

/// Whether anything but zeros stands where nothing should: a function for each structure, in
/// which the compiler knows where that is. Bytes that are not there are clean.
pub(super) type IsDirty = fn(&[u8]) -> bool;

/// `record` should be as long as the structure.
#[inline(always)]
pub(super) fn is_dirty<T: Raw>(record: &[u8]) -> bool {
    let Ok(record) = T::ref_from_bytes(record) else { return are_dirty(T::FIELDS, record) };
    let record = record.as_bytes();
    const { assert!(nth(T::FIELDS, 6).is_none(), "a blank would not be looked at") };
    all(record, const { nth(T::FIELDS, 0) })
        | all(record, const { nth(T::FIELDS, 1) })
        | all(record, const { nth(T::FIELDS, 2) })
        | all(record, const { nth(T::FIELDS, 3) })
        | all(record, const { nth(T::FIELDS, 4) })
        | all(record, const { nth(T::FIELDS, 5) })
        != 0
}

/// The same where the end of the structure is not there.
#[cold]
fn are_dirty(fields: &[Field], record: &[u8]) -> bool {
    fields
        .iter()
        .filter(|field| matches!(field.role, Role::Padding | Role::Reserved))
        .any(|field| !is_zero(field.of_cut(record)))
}

/// All bytes of the field in one.
#[inline(always)]
fn all(record: &[u8], field: Option<Field>) -> u8 {
    let mut all = 0;
    if let Some(field) = field {
        for byte in field.of(record) {
            all |= byte;
        }
    }
    all
}

/// Of these fields, the one with this number.
const fn nth(fields: &[Field], number: usize) -> Option<Field> {
    let mut rest = fields;
    let mut left = number;
    while let [field, behind @ ..] = rest {
        if matches!(field.role, Role::Padding | Role::Reserved) && field.size > 0 {
            match left.checked_sub(1) {
                Some(fewer) => left = fewer,
                None => return Some(*field),
            }
        }
        rest = behind;
    }
    None
}
