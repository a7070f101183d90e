//! Writing records: the inverse of translation, through the same field tables.

use super::{Field, Layout, Order, Role};
use alloc::vec;
use alloc::vec::Vec;

/// The values of a record to be written, in no particular layout.
///
/// # Examples
///
/// ```
/// use loginrec::layout::{self, Draft};
///
/// let layout = layout::find("linux-utmp-400-be").unwrap();
/// let draft = Draft { type_raw: 7, user: b"alice", line: b"pts/0", ..Draft::default() };
/// let bytes = layout.encode(&draft);
/// assert_eq!(bytes.len(), 400);
/// assert_eq!(bytes[..2], [0, 7]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Draft<'a> {
    /// `ut_type`, in the numbering of the layout.
    pub type_raw: i32,
    /// `ut_pid`.
    pub pid: i64,
    /// The whole of `ut_line`; bytes behind a NUL are written too, the rest is zero.
    pub line: &'a [u8],
    /// The whole of `ut_id`.
    pub id: &'a [u8],
    /// The whole of `ut_user`.
    pub user: &'a [u8],
    /// The whole of `ut_host`.
    pub host: &'a [u8],
    /// `e_termination`.
    pub termination: i32,
    /// `e_exit`.
    pub exit: i32,
    /// `ut_session`.
    pub session: i64,
    /// Seconds since 1970.
    pub seconds: i64,
    /// Microseconds.
    pub usec: i64,
    /// `ut_addr_v6`, in network order.
    pub address: [u8; 16],
    /// Reserved bytes.
    pub reserved: &'a [u8],
}

impl Layout {
    /// Writes one record. What a field cannot hold is cut: the high bytes of a number, the
    /// end of a text. Padding is zero, and values that the layout has no field for are lost.
    #[must_use]
    pub fn encode(&self, draft: &Draft<'_>) -> Vec<u8> {
        let mut record = vec![0; self.size()];
        for field in self.fields() {
            match field.role {
                Role::Type => {
                    put_integer(field, &mut record, self.order(), draft.type_raw.into())
                }
                Role::Pid => put_integer(field, &mut record, self.order(), draft.pid),
                Role::Termination => {
                    put_integer(field, &mut record, self.order(), draft.termination.into());
                }
                Role::Exit => {
                    put_integer(field, &mut record, self.order(), draft.exit.into())
                }
                Role::Session => {
                    put_integer(field, &mut record, self.order(), draft.session)
                }
                Role::Seconds => {
                    put_integer(field, &mut record, self.order(), draft.seconds)
                }
                Role::Microseconds => {
                    put_integer(field, &mut record, self.order(), draft.usec)
                }
                Role::Line => put_bytes(field, &mut record, draft.line),
                Role::Id => put_bytes(field, &mut record, draft.id),
                Role::User => put_bytes(field, &mut record, draft.user),
                Role::Host => put_bytes(field, &mut record, draft.host),
                Role::Address => put_bytes(field, &mut record, &draft.address),
                Role::Reserved => put_bytes(field, &mut record, draft.reserved),
                Role::Padding => {}
            }
        }
        record
    }
}

fn put_bytes(field: &Field, record: &mut [u8], value: &[u8]) {
    for (to, from) in record.iter_mut().skip(field.offset).take(field.size).zip(value) {
        *to = *from;
    }
}

fn put_integer(field: &Field, record: &mut [u8], order: Order, value: i64) {
    match order {
        Order::Little => put_bytes(field, record, &value.to_le_bytes()),
        Order::Big => {
            let bytes = value.to_be_bytes();
            let low = bytes.len().saturating_sub(field.size);
            put_bytes(field, record, bytes.get(low..).unwrap_or_default());
        }
    }
}
