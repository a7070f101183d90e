//! From records to lines.

use super::Version;
use crate::bytes::is_zero;
use crate::layout::Layout;
use crate::layout::convention::LINUX;
use crate::output::push::{push_padded, push_signed};
use crate::record::{Kind, Record, Seconds32};
use crate::text::clock;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The number that Linux has for what a record says, or the closest.
///
/// A system that goes down is a change of run level, as Linux writes it. A number that
/// neither system defines stays what it is. All else is 0: Linux has nothing for it.
#[must_use]
pub fn type_number(record: &Record<'_>) -> i32 {
    let number = match record.kind() {
        Kind::Unknown => {
            let raw = record.type_raw().unwrap_or(0);
            let is_free = LINUX.kind(raw.into()) == Kind::Unknown;
            return if is_free { raw } else { 0 };
        }
        Kind::DownTime | Kind::ShutdownTime => LINUX.number(Kind::RunLevel),
        kind => LINUX.number(kind),
    };
    number.unwrap_or(0)
}

/// Appends the line of a record, with its end.
pub fn push_line(out: &mut Vec<u8>, record: &Record<'_>, version: Version) {
    out.push(b'[');
    push_signed(out, type_number(record).into());
    out.extend_from_slice(b"] [");
    let pid = record.pid().unwrap_or(0);
    if pid < 0 {
        out.push(b'-');
    }
    push_padded(out, pid.unsigned_abs(), if pid < 0 { 4 } else { 5 });
    out.extend_from_slice(b"] [");
    let id = record.id().map(|id| id.value()).unwrap_or_default();
    push_text(out, id.get(..4).unwrap_or(id), 4);
    push_text(out, record.user().value(), 8);
    push_text(out, record.line().value(), 12);
    push_text(out, record.host().map(|host| host.value()).unwrap_or_default(), 20);
    let start = out.len();
    push_address(out, record);
    pad(out, start, 15);
    out.extend_from_slice(b"] [");
    push_time(out, record, version);
    out.extend_from_slice(b"]\n");
}

/// Appends the line of bytes as long as a record of the layout, whatever they say, as the tool
/// does with every 384 bytes. Returns whether they are, and the layout is one of such records.
pub fn push_bytes(
    out: &mut Vec<u8>,
    layout: &Layout,
    bytes: &[u8],
    version: Version,
) -> bool {
    let record = layout.record(bytes);
    record.inspect(|record| push_line(out, record, version)).is_some()
}

/// A text that is at least so long, and the bracket behind it. What could forge a field or a
/// line becomes a question mark.
fn push_text(out: &mut Vec<u8>, text: &[u8], width: usize) {
    let start = out.len();
    out.extend(text.iter().map(|byte| match byte {
        b'[' | b']' => b'?',
        b' '..=b'~' => *byte,
        _ => b'?',
    }));
    pad(out, start, width);
    out.extend_from_slice(b"] [");
}

fn pad(out: &mut Vec<u8>, start: usize, width: usize) {
    let wanted = start.saturating_add(width);
    if out.len() < wanted {
        out.resize(wanted, b' ');
    }
}

/// Of a field with room for either family the tool takes what has zeros behind the first four
/// bytes for IPv4.
fn push_address(out: &mut Vec<u8>, record: &Record<'_>) {
    let ip = match record.address_raw().map(<[u8; 16]>::try_from) {
        Some(Ok(bytes)) => either(bytes),
        _ => record.address().and_then(|address| address.ip()),
    };
    push_ip(out, ip.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)));
}

fn either(bytes: [u8; 16]) -> Option<IpAddr> {
    let [a, b, c, d, rest @ ..] = bytes;
    Some(if is_zero(&rest) {
        IpAddr::V4(Ipv4Addr::new(a, b, c, d))
    } else {
        IpAddr::V6(Ipv6Addr::from(bytes))
    })
}

/// An address in the spelling of `inet_ntop`.
pub(in crate::text) fn push_ip(out: &mut Vec<u8>, ip: IpAddr) {
    match ip {
        IpAddr::V4(v4) => push_v4(out, v4.octets()),
        IpAddr::V6(v6) => match v6.octets() {
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, w, x, y, z] if (w, x) != (0, 0) => {
                out.extend_from_slice(b"::");
                push_v4(out, [w, x, y, z]);
            }
            _ => out.extend_from_slice(v6.to_string().as_bytes()),
        },
    }
}

fn push_v4(out: &mut Vec<u8>, [a, b, c, d]: [u8; 4]) {
    push_padded(out, a.into(), 1);
    for octet in [b, c, d] {
        out.push(b'.');
        push_padded(out, octet.into(), 1);
    }
}

fn push_time(out: &mut Vec<u8>, record: &Record<'_>, version: Version) {
    let time = record.time();
    // The tool reads 32 bits with a sign.
    clock::push_civil(out, time.seconds(Seconds32::Signed));
    out.push(b',');
    let usec = match time.usec().unwrap_or(0) {
        1_000_000.. if version == Version::V2_40 => 0,
        usec => usec,
    };
    if usec < 0 {
        out.push(b'-');
    }
    push_padded(out, usec.unsigned_abs(), if usec < 0 { 5 } else { 6 });
    out.extend_from_slice(b"+00:00");
}
