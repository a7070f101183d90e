//! From records to lines.

use super::Version;
use crate::bytes::is_zero;
use crate::layout::Layout;
use crate::layout::convention::LINUX;
use crate::output::digits::{five, put_signed, put_v4, put_v6, six_between, time_of_day};
use crate::output::ink::{Ink, Slate};
use crate::output::push::push_padded;
use crate::record::{Kind, Record, Seconds32, Text};
use crate::text::clock;
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

/// Writes the lines of many records.
///
/// # Examples
///
/// ```
/// use loginrec::text::utmpdump::{Lines, Version};
///
/// let mut log = loginrec::open("corpus/linux-utmp-384-le/wtmp")?;
/// let mut lines = Lines::new(Version::default());
/// let mut text = Vec::new();
/// while let Some(record) = log.next_record()? {
///     lines.push(&mut text, &record);
/// }
/// assert!(text.starts_with(b"[2] [00000] [~~  ] [reboot  ] [~           ] ["));
/// # Ok::<(), loginrec::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Lines {
    version: Version,
    day: Day,
    slate: Slate,
}

/// How the day of the last record is written: records that follow each other are mostly of one
/// day.
#[derive(Clone, Copy, Debug, Default)]
struct Day {
    number: Option<i64>,
    /// The date, a `T`, and how many bytes that is.
    date: ([u8; 32], usize),
}

impl Lines {
    /// Lines as this version of util-linux prints them.
    #[must_use]
    pub fn new(version: Version) -> Self {
        Self { version, ..Self::default() }
    }

    /// Appends the line of a record, with its end.
    pub fn push(&mut self, out: &mut Vec<u8>, record: &Record<'_>) {
        let Self { version, day, slate } = self;
        if !slate.line(out, |room| put_line(room, record, *version, day)) {
            put_line(out, record, *version, day);
        }
    }

    /// Appends the line of bytes as long as a record of the layout, whatever they say, as the
    /// tool does with every 384 bytes. Returns whether they are, and the layout is one of such
    /// records.
    pub fn push_bytes(&mut self, out: &mut Vec<u8>, layout: &Layout, bytes: &[u8]) -> bool {
        let record = layout.record(bytes);
        record.inspect(|record| self.push(out, record)).is_some()
    }
}

/// Appends the line of a record, with its end. [`Lines`] is faster with many.
pub fn push_line(out: &mut Vec<u8>, record: &Record<'_>, version: Version) {
    put_line(out, record, version, &mut Day::default());
}

#[inline(always)]
fn put_line<I: Ink>(mut ink: I, record: &Record<'_>, version: Version, day: &mut Day) -> I {
    ink.put_all(b"[");
    put_signed(&mut ink, type_number(record).into());
    ink.put_all(b"] [");
    match record.pid().unwrap_or(0) {
        pid @ 0..100_000 => ink.put_all(&five(pid.unsigned_abs())),
        pid => ink.aside(|out| push_pid(out, pid)),
    }
    ink.put_all(b"] [");
    let mut id = [b' '; 4];
    let value = record.id().map(|id| id.value()).unwrap_or_default();
    id.iter_mut().zip(value.iter()).for_each(|(to, &byte)| *to = harmless(byte));
    ink.put_all(&id);
    ink.put_all(b"] [");
    put_text(&mut ink, record.user(), 8);
    put_text(&mut ink, record.line(), 12);
    put_text(&mut ink, record.host().unwrap_or_default(), 20);
    put_address(&mut ink, record);
    ink.put_all(b"] [");
    let time = record.time();
    // The tool reads 32 bits with a sign.
    let seconds = time.seconds(Seconds32::Signed);
    let (number, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    if day.number != Some(number) {
        *day = Day::of(number);
    }
    ink.put(&day.date.0, day.date.1);
    ink.put_all(&time_of_day(second.unsigned_abs()));
    match time.usec().unwrap_or(0) {
        usec @ 0..1_000_000 => ink.put_all(&six_between(b',', usec.unsigned_abs(), b'+')),
        usec => ink.aside(|out| push_usec(out, usec, version)),
    }
    ink.put_all(b"00:00]\n");
    ink
}

impl Day {
    #[cold]
    #[inline(never)]
    fn of(number: i64) -> Self {
        let mut text = Vec::new();
        clock::push_civil(&mut text, number.saturating_mul(86_400));
        // Without the time of day.
        text.truncate(text.len().saturating_sub(8));
        let mut date = [0; 32];
        date.iter_mut().zip(&text).for_each(|(to, from)| *to = *from);
        Self { number: Some(number), date: (date, text.len()) }
    }
}

/// A process id that has not five digits.
#[inline(never)]
fn push_pid(out: &mut Vec<u8>, pid: i64) {
    if pid < 0 {
        out.push(b'-');
    }
    push_padded(out, pid.unsigned_abs(), if pid < 0 { 4 } else { 5 });
}

/// Microseconds that are none, with the marks around them.
#[inline(never)]
fn push_usec(out: &mut Vec<u8>, usec: i64, version: Version) {
    out.push(b',');
    let usec = match usec {
        1_000_000.. if version == Version::V2_40 => 0,
        usec => usec,
    };
    if usec < 0 {
        out.push(b'-');
    }
    push_padded(out, usec.unsigned_abs(), if usec < 0 { 5 } else { 6 });
    out.push(b'+');
}

/// A text that is at least so long, and the bracket behind it. What could forge a field or a
/// line becomes a question mark.
#[inline(always)]
fn put_text(ink: &mut impl Ink, text: Text<'_>, width: usize) {
    let (value, tail) = text.parts();
    match text.raw().first_chunk::<32>() {
        Some(field) if value.len() <= 32 && tail.is_empty() => {
            // All bytes at once: those behind the end of the text are zero.
            let mut shown = *field;
            for byte in &mut shown {
                *byte = if *byte == 0 { b' ' } else { harmless(*byte) };
            }
            ink.put(&shown, value.len().max(width));
        }
        _ => {
            ink.aside(|out| out.extend(value.iter().map(|&byte| harmless(byte))));
            put_blanks(ink, width.saturating_sub(value.len()));
        }
    }
    ink.put_all(b"] [");
}

#[inline(always)]
const fn harmless(byte: u8) -> u8 {
    let is_visible = (byte >= b' ') & (byte <= b'~');
    // Without a branch, so that it can be done with many bytes at once.
    if is_visible & (byte != b'[') & (byte != b']') { byte } else { b'?' }
}

/// At most 32 blanks.
#[inline(always)]
fn put_blanks(ink: &mut impl Ink, count: usize) {
    ink.put(&[b' '; 32], count);
}

/// Of a field with room for either family the tool takes what has zeros behind the first four
/// bytes for IPv4.
#[inline(always)]
fn put_address(ink: &mut impl Ink, record: &Record<'_>) {
    let ip = match record.address_raw().map(<[u8; 16]>::try_from) {
        Some(Ok(bytes)) => either(bytes),
        _ => record.address().and_then(|address| address.ip()),
    };
    let start = ink.place();
    match ip {
        Some(IpAddr::V4(v4)) => put_v4(ink, v4.octets()),
        Some(ip) => ink.aside(|out| push_ip(out, ip)),
        None => ink.put_all(b"0.0.0.0"),
    }
    let len = ink.place().wrapping_sub(start);
    put_blanks(ink, 15_usize.saturating_sub(len));
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
        IpAddr::V4(v4) => put_v4(out, v4.octets()),
        IpAddr::V6(v6) => match v6.octets() {
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, w, x, y, z] if (w, x) != (0, 0) => {
                out.extend_from_slice(b"::");
                put_v4(out, [w, x, y, z]);
            }
            _ => put_v6(out, v6),
        },
    }
}
