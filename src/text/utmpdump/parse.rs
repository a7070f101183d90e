//! From lines to records.

use crate::convert::{self, Loss};
use crate::layout::convention::LINUX;
use crate::layout::{self, Draft, Layout, Remote};
use crate::record::Seconds32;
use crate::text::{Malformed, clock};
use alloc::vec::Vec;
use core::net::IpAddr;
use core::str;

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
