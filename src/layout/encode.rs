//! Writing records: the inverse of translation, through the same field tables.

use super::{Field, Framing, Layout, Order, Role, hashed, prefixed};
use alloc::vec;
use alloc::vec::Vec;
use core::net::IpAddr;

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
    /// The remote address.
    pub remote: Remote<'a>,
    /// All reserved bytes, those of several fields one after the other.
    pub reserved: &'a [u8],
    /// Numbers that only some layouts have, each with what it means. They go before those
    /// above. Text of such layouts stands in the line: the origin of a failed login, the
    /// command of a process.
    pub more: &'a [(Role, i64)],
}

/// A remote address to be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Remote<'a> {
    /// No address: zeros.
    #[default]
    None,
    /// An address, in the form of the layout. IPv6 is lost where only IPv4 has room.
    Ip(IpAddr),
    /// An address and a port. The port is lost where the layout has no socket addresses.
    Socket(IpAddr, u16),
    /// The bytes of the field.
    Raw(&'a [u8]),
}

impl Layout {
    /// Writes one entry, framed as a file has it. What a field cannot hold is cut: the high
    /// bytes of a number, the end of a text. Padding is zero, and values that the layout has
    /// no field for are lost. The value of a database comes with its key, which is 0, and
    /// without the pages around it. Where zeros at the end of a record are not stored, one of
    /// nothing but zeros is not stored at all: it has no bytes.
    #[must_use]
    pub fn encode(&self, draft: &Draft<'_>) -> Vec<u8> {
        let record = self.encode_record(draft);
        match self.framing() {
            Framing::Sequence | Framing::Table => record,
            Framing::Prefixed => prefixed::frame(&record).into_iter().flatten().collect(),
            Framing::Hash => [record.as_slice(), &[0; hashed::KEY]].concat(),
        }
    }

    fn encode_record(&self, draft: &Draft<'_>) -> Vec<u8> {
        let mut record = vec![0; self.size()];
        let mut reserved = draft.reserved;
        for field in self.fields() {
            match field.role {
                Role::Line | Role::Origin | Role::Command => {
                    put_bytes(field, &mut record, draft.line);
                }
                Role::Id => put_bytes(field, &mut record, draft.id),
                Role::User => put_bytes(field, &mut record, draft.user),
                Role::Host => put_bytes(field, &mut record, draft.host),
                Role::Address | Role::Socket => {
                    put_bytes(field, &mut record, &self.remote(field, draft.remote));
                }
                Role::Reserved => {
                    put_bytes(field, &mut record, reserved);
                    reserved = reserved.get(field.size..).unwrap_or_default();
                }
                Role::Padding => {}
                role => {
                    put_integer(field, &mut record, self.order(), self.number(draft, role));
                }
            }
        }
        record
    }

    fn number(&self, draft: &Draft<'_>, role: Role) -> i64 {
        if let Some((_, number)) = draft.more.iter().find(|(given, _)| *given == role) {
            return *number;
        }
        match role {
            Role::Type => draft.type_raw.into(),
            Role::Pid => draft.pid,
            Role::Termination => draft.termination.into(),
            Role::Exit => draft.exit.into(),
            Role::Session => draft.session,
            Role::Seconds => draft.seconds,
            Role::Microseconds => draft.usec,
            Role::Instant => draft.seconds.wrapping_mul(1_000_000).wrapping_add(draft.usec),
            Role::Version => {
                let of_order = if self.order() == Order::Big { 0x80 } else { 0 };
                match self.spec().version {
                    None | Some(0) => 0,
                    Some(version) => i64::from(version) | of_order,
                }
            }
            _ => 0,
        }
    }

    fn remote(&self, field: &Field, remote: Remote<'_>) -> Vec<u8> {
        let (ip, port) = match remote {
            Remote::None => return Vec::new(),
            Remote::Raw(bytes) => return bytes.to_vec(),
            Remote::Ip(ip) => (ip, 0_u16),
            Remote::Socket(ip, port) => (ip, port),
        };
        let port = port.to_be_bytes();
        match (field.role, ip) {
            (Role::Socket, IpAddr::V4(v4)) => {
                [&[16, 2], port.as_slice(), v4.octets().as_slice()].concat()
            }
            (Role::Socket, IpAddr::V6(v6)) => {
                let head = [28, self.spec().convention.inet6];
                [head.as_slice(), &port, &[0; 4], &v6.octets()].concat()
            }
            (_, IpAddr::V4(v4)) => v4.octets().to_vec(),
            (_, IpAddr::V6(v6)) if field.size == 16 => v6.octets().to_vec(),
            (_, IpAddr::V6(_)) => Vec::new(),
        }
    }
}

fn put_bytes(field: &Field, record: &mut [u8], value: &[u8]) {
    for (to, from) in record.iter_mut().skip(field.offset).take(field.size).zip(value) {
        *to = *from;
    }
}

fn put_integer(field: &Field, record: &mut [u8], order: Order, value: i64) {
    let bytes = value.to_be_bytes();
    let low = bytes.len().saturating_sub(field.size);
    match (order, bytes) {
        (Order::Pdp, [.., a, b, c, d]) if field.size == 4 => {
            put_bytes(field, record, &[b, a, d, c]);
        }
        (Order::Little | Order::Pdp, _) => put_bytes(field, record, &value.to_le_bytes()),
        (Order::Big, _) => {
            put_bytes(field, record, bytes.get(low..).unwrap_or_default());
        }
    }
}
