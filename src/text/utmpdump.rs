//! The form of `utmpdump` from util-linux: eight fields in brackets, a line a record.
//!
//! ```text
//! [7] [04711] [ts/0] [alice   ] [pts/0       ] [gw.example.org      ] [192.0.2.10     ] [2023-11-14T22:13:20,123456+00:00]
//! ```
//!
//! Written, it is the same byte for byte for records of Linux; records of other systems get
//! the numbers of Linux ([`type_number`]). Read, it gives the record that the tool would
//! write, with all that gets lost: what stands behind a blank, short ids padded, exit status
//! and session.

use super::{Malformed, clock};
use crate::bytes::is_zero;
use crate::convert::{self, Loss};
use crate::layout::convention::LINUX;
use crate::layout::{self, Draft, Layout, Remote};
use crate::output::push::{push_padded, push_signed};
use crate::record::{Kind, Record, Seconds32};
use alloc::string::ToString;
use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::str;

/// The version of util-linux whose output is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Version {
    /// Up to 2.39: microseconds beyond 999,999 are printed as they are.
    #[default]
    V2_38,
    /// From 2.40: they are printed as 0.
    V2_40,
}

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
pub(super) fn push_ip(out: &mut Vec<u8>, ip: IpAddr) {
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

/// A record read from a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parsed<'a> {
    type_raw: i16,
    pid: i32,
    id: [u8; 4],
    texts: [&'a [u8]; 3],
    address: Option<IpAddr>,
    seconds: i64,
    usec: i64,
}

/// Where the tool begins to look for the brackets of the user, whatever stands before.
const BEHIND_ID: usize = 19;
/// A layout of Linux with room for all that a line can say.
const WIDEST: &str = "linux-utmp-400-le";
/// How much of a time the tool looks at.
const TIME: usize = 28;
/// How much of an address.
const ADDRESS: usize = 46;

/// Reads a line as the tool does: type, process id and exactly four characters of id at the
/// start, the other fields by their brackets from the twentieth byte on. Texts end at their
/// first blank. An address that cannot be read is none, a time that cannot be read is what
/// `strptime` leaves of it.
///
/// # Errors
///
/// If the line does not begin so, or if a bracket is missing.
///
/// # Examples
///
/// ```
/// use loginrec::{layout, text::utmpdump};
///
/// let line = "[7] [04711] [ts/0] [alice   ] [pts/0       ] [gw] [192.0.2.10] \
///             [2023-11-14T22:13:20,000001+00:00]";
/// let draft = utmpdump::parse(line.as_bytes())?;
/// let layout = layout::find("linux-utmp-384-le").unwrap();
/// assert_eq!(layout.encode(&draft.draft())[44..49], *b"alice");
/// # Ok::<(), loginrec::text::Malformed>(())
/// ```
pub fn parse(line: &[u8]) -> Result<Parsed<'_>, Malformed> {
    let end = line.iter().position(|&byte| byte == 0).unwrap_or(line.len());
    let line = line.get(..end).unwrap_or(line);
    let (type_raw, pid, id) = head(line).ok_or(Malformed::Head)?;
    let mut rest = line.get(BEHIND_ID..).unwrap_or_default();
    let mut field = |number| {
        let (value, behind) = token(rest).ok_or(Malformed::Bracket(number))?;
        rest = behind;
        Ok::<_, Malformed>(value)
    };
    let [user, line, host, address, time] =
        [field(4)?, field(5)?, field(6)?, field(7)?, field(8)?];
    let address = cut(to_blank(address), ADDRESS);
    let time = cut(time, TIME);
    Ok(Parsed {
        // The C library keeps the low bits.
        type_raw: low_16(type_raw),
        pid: low_32(pid),
        id,
        texts: [cut(to_blank(user), 32), cut(to_blank(line), 32), cut(to_blank(host), 256)],
        address: parse_address(address),
        seconds: clock::seconds(time),
        usec: microseconds(time),
    })
}

fn cut(bytes: &[u8], len: usize) -> &[u8] {
    bytes.get(..len).unwrap_or(bytes)
}

fn to_blank(bytes: &[u8]) -> &[u8] {
    bytes.split(|&byte| byte == b' ').next().unwrap_or_default()
}

/// What stands between the next brackets, and behind them.
fn token(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let start = bytes.iter().position(|&byte| byte == b'[')?.checked_add(1)?;
    let inside = bytes.get(start..)?;
    let end = inside.iter().position(|&byte| byte == b']')?;
    Some((inside.get(..end)?, inside.get(end.checked_add(1)?..)?))
}

/// `[%hd] [%d] [%4c]`: a blank there is any number of blanks here.
fn head(line: &[u8]) -> Option<(i64, i64, [u8; 4])> {
    let (type_raw, rest) = number(line.strip_prefix(b"[")?)?;
    let rest = blanks(rest.strip_prefix(b"]")?).strip_prefix(b"[")?;
    let (pid, rest) = number(rest)?;
    let rest = blanks(rest.strip_prefix(b"]")?).strip_prefix(b"[")?;
    // At the end of the file there may be fewer.
    let mut id = [0; 4];
    id.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    let clamped = |number: Result<i64, i64>| number.unwrap_or_else(|clamped| clamped);
    (!rest.is_empty()).then_some((clamped(type_raw), clamped(pid), id))
}

fn blanks(bytes: &[u8]) -> &[u8] {
    bytes.trim_ascii_start().strip_prefix(b"\x0b").map_or(bytes.trim_ascii_start(), blanks)
}

/// A number as `strtol` reads it, and what stands behind it. One that is out of range is an
/// error, with the end of the range.
fn number(bytes: &[u8]) -> Option<(Result<i64, i64>, &[u8])> {
    let bytes = blanks(bytes);
    let (sign, digits) = match bytes {
        [sign @ (b'-' | b'+'), rest @ ..] => (*sign, rest),
        _ => (b'+', bytes),
    };
    let len = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, behind) = digits.split_at_checked(len).filter(|_| len > 0)?;
    let value = digits.iter().try_fold(0_i128, |value, digit| {
        value.checked_mul(10)?.checked_add(i128::from(digit & 0x0f))
    });
    let value = value.unwrap_or(i128::MAX);
    let (value, end) =
        if sign == b'-' { (value.saturating_neg(), i64::MIN) } else { (value, i64::MAX) };
    Some((i64::try_from(value).map_err(|_| end), behind))
}

fn low_16(value: i64) -> i16 {
    let [a, b, ..] = value.to_le_bytes();
    i16::from_le_bytes([a, b])
}

fn low_32(value: i64) -> i32 {
    let [a, b, c, d, ..] = value.to_le_bytes();
    i32::from_le_bytes([a, b, c, d])
}

fn parse_address(text: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(text).ok()?;
    if text.contains('.') {
        text.parse().ok().map(IpAddr::V4)
    } else {
        text.parse().ok().map(IpAddr::V6)
    }
}

/// The number behind the first comma; 0 if there is none, or if it is out of range.
fn microseconds(time: &[u8]) -> i64 {
    let comma = time.iter().position(|&byte| byte == b',');
    let behind = comma.and_then(|comma| time.get(comma.checked_add(1)?..));
    behind.and_then(number).and_then(|(value, _)| value.ok()).unwrap_or(0)
}

impl Parsed<'_> {
    /// The bytes of the record in a layout of login records. For systems with other types
    /// than Linux it is converted, and what is lost is told.
    #[must_use]
    pub fn encode(&self, to: &Layout, losses: &mut Vec<Loss>) -> Vec<u8> {
        let draft = self.draft();
        if to.spec().convention.name == LINUX.name {
            return to.encode(&draft);
        }
        // The tool reads seconds with a sign.
        let wide = layout::find(WIDEST);
        let converted = wide
            .and_then(|wide| convert::draft(&draft, wide, to, Seconds32::Signed, losses));
        converted.unwrap_or_else(|| to.encode(&draft))
    }

    /// The record to be written, with the number of Linux for its type.
    #[must_use]
    pub fn draft(&self) -> Draft<'_> {
        let [user, line, host] = self.texts;
        Draft {
            type_raw: self.type_raw.into(),
            pid: self.pid.into(),
            id: &self.id,
            user,
            line,
            host,
            remote: self.address.map_or(Remote::None, Remote::Ip),
            seconds: self.seconds,
            usec: self.usec,
            ..Draft::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    fn native() -> &'static Layout {
        layout::find("linux-utmp-384-le").unwrap()
    }

    fn login() -> Draft<'static> {
        Draft {
            type_raw: 7,
            pid: 4711,
            line: b"pts/0",
            id: b"ts/0",
            user: b"alice",
            host: b"gw",
            seconds: 1_700_000_000,
            usec: 1,
            ..Draft::default()
        }
    }

    fn line_in(layout: &'static Layout, draft: &Draft<'_>) -> String {
        let bytes = layout.encode(draft);
        let mut line = Vec::new();
        assert!(push_bytes(&mut line, layout, &bytes, Version::V2_38));
        String::from_utf8(line).unwrap()
    }

    fn line(draft: &Draft<'_>) -> String {
        line_in(native(), draft)
    }

    const TAIL: &str = "[gw                  ] [0.0.0.0        ] \
                        [2023-11-14T22:13:20,000001+00:00]\n";

    #[test]
    fn a_record_is_eight_fields_in_brackets() {
        let head = "[7] [04711] [ts/0] [alice   ] [pts/0       ] ";
        assert_eq!(line(&login()), [head, TAIL].concat());
    }

    #[test]
    fn a_short_id_is_padded_and_what_could_forge_a_field_is_a_question_mark() {
        let odd =
            Draft { id: b"1", user: b"a] [b\n", line: b"\xc3\xb6", pid: -5, ..login() };
        let head = "[7] [-0005] [1   ] [a? ?b?  ] [??          ] ";
        assert_eq!(line(&odd), [head, TAIL].concat());
    }

    #[test]
    fn microseconds_beyond_a_second_are_zero_from_2_40_on() {
        let bytes = native().encode(&Draft { usec: 2_000_000, ..login() });
        for (version, shown) in
            [(Version::V2_38, ",2000000+"), (Version::V2_40, ",000000+")]
        {
            let mut line = Vec::new();
            assert!(push_bytes(&mut line, native(), &bytes, version));
            assert!(String::from_utf8(line).unwrap().contains(shown), "{version:?}");
        }
    }

    #[test]
    fn types_of_other_systems_get_the_numbers_of_linux() {
        let mut all = layout::LAYOUTS.iter().copied();
        let freebsd = all.find(|one| one.spec().convention.name == "freebsd").unwrap();
        assert!(line_in(freebsd, &Draft { type_raw: 4, ..login() }).starts_with("[7] "));
        assert!(line_in(freebsd, &Draft { type_raw: 8, ..login() }).starts_with("[1] "));
        let netbsd = layout::LAYOUTS.iter().copied();
        let netbsd = netbsd.filter(|one| one.spec().convention.name == "netbsd");
        for layout in netbsd {
            assert!(line_in(layout, &Draft { type_raw: 3, ..login() }).starts_with("[4] "));
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let remote = Remote::Ip("2001:db8::1".parse().unwrap());
        for draft in [
            login(),
            Draft { remote, type_raw: -3, pid: -1, usec: -1, seconds: -1, ..login() },
            Draft { remote: Remote::Ip("192.0.2.1".parse().unwrap()), ..login() },
        ] {
            let line = line(&draft);
            let parsed = parse(line.as_bytes()).unwrap();
            assert_eq!(native().encode(&parsed.draft()), native().encode(&draft));
        }
    }

    #[test]
    fn fields_are_found_from_the_twentieth_byte_on() {
        let line = "[-32768] [-2147483648] [ts/0] [alice] [pts/0] [gw] [h] [0.0.0.0] [x]";
        let parsed = parse(line.as_bytes()).unwrap();
        assert_eq!(parsed.texts, [&b"ts/0"[..], b"alice", b"pts/0"], "a field late");
        let line = "[7] [1234567] [ts/0] [alice b] [pts/0] [gw] [0.0.0.0] [ ]";
        let parsed = parse(line.as_bytes()).unwrap();
        assert_eq!(parsed.texts, [&b"alice"[..], b"pts/0", b"gw"]);
        assert_eq!((parsed.seconds, parsed.usec), (0, 0));
    }

    #[test]
    fn a_line_that_is_none_says_why() {
        assert_eq!(parse(b""), Err(Malformed::Head));
        assert_eq!(parse(b"garbage"), Err(Malformed::Head));
        assert_eq!(parse(b"[7] [x] [ts/0]"), Err(Malformed::Head));
        assert_eq!(parse(b"[7] [1] [ts/0] "), Err(Malformed::Bracket(4)));
        let open = b"[7] [04711] [ts/0] [alice   ] [pts/0  \n";
        assert_eq!(parse(open), Err(Malformed::Bracket(5)));
    }
}
