//! What `utmpdump` of util-linux 2.38 prints for a record, made from ours.

use loginrec::{Record, Seconds32, Text, Timestamp};
use std::net::{Ipv4Addr, Ipv6Addr};

/// One line, without its end.
pub(crate) fn line(record: &Record<'_>) -> String {
    let kind = record.type_raw().unwrap();
    let pid = record.pid().unwrap();
    let id = clean(record.id().unwrap());
    let user = clean(record.user());
    let line = clean(record.line());
    let host = clean(record.host().unwrap());
    let address = address(record.address_raw().unwrap().try_into().unwrap());
    let time = record.time();
    let moment = Timestamp::new(time.seconds(Seconds32::Signed), 0).unwrap().civil(0);
    let moment = moment.to_string();
    let moment = moment.strip_suffix(".000000").unwrap();
    let usec = time.usec().unwrap();
    format!(
        "[{kind}] [{pid:05}] [{id:4}] [{user:8}] [{line:12}] [{host:20}] [{address:15}] \
         [{moment},{usec:06}+00:00]"
    )
}

/// What is not printable ASCII, and brackets, become question marks, byte by byte.
fn clean(text: Text<'_>) -> String {
    let shown = |&byte: &u8| match byte {
        b'[' | b']' => '?',
        0x20..=0x7e => char::from(byte),
        _ => '?',
    };
    text.value().iter().map(shown).collect()
}

/// IPv6 if anything stands behind the first four bytes, in the spelling of `inet_ntop`.
fn address(bytes: [u8; 16]) -> String {
    let [a, b, c, d, rest @ ..] = bytes;
    if rest == [0; 12] {
        return Ipv4Addr::new(a, b, c, d).to_string();
    }
    match bytes {
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, w, x, y, z] if (w, x) != (0, 0) => {
            format!("::{}", Ipv4Addr::new(w, x, y, z))
        }
        _ => Ipv6Addr::from(bytes).to_string(),
    }
}
