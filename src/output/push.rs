//! Appending what is rare, or as long as it wants to be.

use super::digits::{HEX, put_unsigned};
use crate::file::Entry;
use crate::layout::Role;
use crate::record::Process;
use alloc::string::String;
use alloc::vec::Vec;

/// Decimal digits, at least `width` of them.
#[inline]
pub(crate) fn push_padded(out: &mut Vec<u8>, value: u64, width: usize) {
    let start = out.len();
    put_unsigned(out, value);
    let wanted = start.saturating_add(width);
    if out.len() < wanted {
        pad(out, start, wanted);
    }
}

#[inline(never)]
fn pad(out: &mut Vec<u8>, start: usize, wanted: usize) {
    let zeros = wanted.saturating_sub(out.len());
    out.resize(wanted, b'0');
    out.get_mut(start..).unwrap_or_default().rotate_right(zeros);
}

#[inline(never)]
pub(crate) fn push_hex(out: &mut Vec<u8>, bytes: &[u8]) {
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            out.extend(HEX.get(usize::from(half)));
        }
    }
}

#[cold]
pub(super) fn push_fields(out: &mut Vec<u8>, entry: &Entry<'_>, role: Role) {
    entry.fields_of(role).for_each(|(_, bytes)| push_hex(out, bytes));
}

/// The names of the flags of a process.
#[inline(never)]
pub(super) fn push_flags(out: &mut Vec<u8>, process: &Process<'_>) {
    for (number, name) in process.flag_names().enumerate() {
        if number > 0 {
            out.push(b'|');
        }
        out.extend_from_slice(name.as_bytes());
    }
}

/// Anything that displays, as a string.
pub(super) fn display(value: impl core::fmt::Display) -> String {
    alloc::format!("{value}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn numbers_have_their_digits_and_no_others() {
        let ends = (0..20).map(|power| 10_u64.pow(power));
        for value in ends.flat_map(|end| [end - 1, end, end + 1]).chain([u64::MAX]) {
            for width in [1, 2, 4, 6] {
                let mut out = Vec::new();
                push_padded(&mut out, value, width);
                assert_eq!(out, format!("{value:0width$}").into_bytes());
            }
        }
    }
}
