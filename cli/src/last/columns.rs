//! Lines in columns. Who made the lines does not matter here.

use super::clock::{Clock, two_digits};
use super::guard::Guard;
use super::line::{End, Length, Line};
use crate::args::TimeFormat;
use std::borrow::Cow;
use std::io::Write;

/// Columns without --fullnames.
const USER: usize = 8;
const HOST: usize = 16;
const LINE: usize = 12;
/// The length, where the host stands behind it.
const LENGTH: usize = 12;
/// util-linux has room for one byte less than a host can have.
const LONGEST_HOST: usize = 255;

/// How lines are put into columns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) times: TimeFormat,
    pub(crate) host: HostColumn,
    /// User and host as long as they are.
    pub(crate) is_wide: bool,
    /// Whether a cut text ends in `*`.
    pub(crate) marks_cuts: bool,
    pub(crate) separator: u8,
    pub(crate) guard: Guard,
}

/// Where the host stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HostColumn {
    Nowhere,
    BehindLine,
    Last,
}

/// Writes lines.
#[derive(Debug)]
pub(crate) struct Columns {
    style: Style,
    clock: Clock,
    /// The length, and a time, while they are put together.
    scratch: Vec<u8>,
}

impl Columns {
    pub(crate) fn new(style: Style, clock: Clock) -> Self {
        Self { style, clock, scratch: Vec::new() }
    }

    /// Writes one line with its end.
    pub(crate) fn line(&mut self, line: &Line<'_>, out: &mut Vec<u8>) {
        let start = out.len();
        let Style { host, is_wide, separator, guard, .. } = self.style;
        let widest = |width| if is_wide { usize::MAX } else { width };
        self.text(line.user, USER, widest(USER), out);
        out.push(separator);
        self.cut(line.line, LINE, LINE, false, out);
        out.push(separator);
        if host == HostColumn::BehindLine {
            self.text(line.host, HOST, widest(HOST), out);
            out.push(separator);
        }
        self.login(line.login, out);
        out.push(separator);
        self.logout(line.end, out);
        out.push(separator);
        if host == HostColumn::Last {
            let mut length = std::mem::take(&mut self.scratch);
            length.clear();
            self.length(line, &mut length);
            self.cut(&length, LENGTH, LENGTH, false, out);
            self.scratch = length;
            out.push(separator);
            let text = guard.field(line.host.get(..LONGEST_HOST).unwrap_or(line.host));
            out.extend_from_slice(&text);
        } else {
            self.length(line, out);
        }
        trim(start, out);
        guard.line(start, out);
        out.push(b'\n');
    }

    /// Writes when a file begins, behind its lines. Without times there is nothing to write.
    pub(crate) fn begins(&mut self, name: &[u8], time: i64, out: &mut Vec<u8>) {
        if self.style.times == TimeFormat::Notime {
            return;
        }
        out.push(b'\n');
        out.extend_from_slice(&self.style.guard.field(name));
        out.extend_from_slice(b" begins ");
        match self.style.times {
            TimeFormat::Iso => self.clock.iso(time, out),
            _ => self.clock.full(time, out),
        }
        out.push(b'\n');
    }

    /// Writes that a file has no records, behind its lines.
    pub(crate) fn is_empty(&mut self, name: &[u8], out: &mut Vec<u8>) {
        if self.style.times != TimeFormat::Notime {
            out.push(b'\n');
            out.extend_from_slice(&self.style.guard.field(name));
            out.extend_from_slice(b" has no records\n");
        }
    }

    /// User or host, at least `width` wide and at most `most`.
    #[inline]
    fn text(&self, text: &[u8], width: usize, most: usize, out: &mut Vec<u8>) {
        let most = most.min(LONGEST_HOST);
        self.cut(text, width, most, self.style.marks_cuts && !self.style.is_wide, out);
    }

    #[inline]
    fn cut(&self, text: &[u8], width: usize, most: usize, mark: bool, out: &mut Vec<u8>) {
        match self.style.guard.field(text) {
            // Bytes are counted, whatever characters they are.
            Cow::Borrowed(text) => {
                let shown = text.get(..most).unwrap_or(text);
                out.extend_from_slice(shown);
                if mark && shown.len() < text.len() {
                    out.pop();
                    out.push(b'*');
                }
                pad(shown.len(), width, out);
            }
            Cow::Owned(text) => {
                let text = String::from_utf8_lossy(&text);
                let count = text.chars().count();
                let kept = if count > most { most.saturating_sub(1) } else { count };
                out.extend(text.chars().take(kept).collect::<String>().bytes());
                if kept < count {
                    out.push(b'*');
                }
                pad(count.min(most), width, out);
            }
        }
    }

    fn login(&mut self, time: i64, out: &mut Vec<u8>) {
        match self.style.times {
            TimeFormat::Notime => {}
            TimeFormat::Short => self.clock.short(time, out),
            TimeFormat::Full => self.clock.full(time, out),
            TimeFormat::Iso => self.clock.iso(time, out),
        }
    }

    fn logout(&mut self, end: End, out: &mut Vec<u8>) {
        let is_short = self.style.times == TimeFormat::Short;
        let width = match self.style.times {
            TimeFormat::Notime => return,
            TimeFormat::Short => 7,
            TimeFormat::Full => 26,
            TimeFormat::Iso => 27,
        };
        let start = out.len();
        match end {
            End::Logout(time) => {
                out.extend_from_slice(b"- ");
                match self.style.times {
                    TimeFormat::Short => self.clock.time_of_day(time, out),
                    TimeFormat::Iso => self.clock.iso(time, out),
                    _ => self.clock.full(time, out),
                }
            }
            End::Down => out.extend_from_slice(b"- down "),
            End::Crash => out.extend_from_slice(b"- crash"),
            End::StillRunning | End::StillLoggedIn if is_short => {
                out.extend_from_slice(b"  still");
            }
            End::StillRunning => out.extend_from_slice(b"  still running"),
            End::StillLoggedIn => out.extend_from_slice(b"  still logged in"),
            End::Gone if is_short => out.extend_from_slice(b"   gone"),
            End::Gone => out.extend_from_slice(b"  gone - no logout"),
            End::Nothing => {}
        }
        pad(out.len().saturating_sub(start), width, out);
    }

    fn length(&self, line: &Line<'_>, out: &mut Vec<u8>) {
        let is_long = matches!(self.style.times, TimeFormat::Full | TimeFormat::Iso);
        match (line.end, line.length) {
            (End::Nothing, _) => {}
            (End::StillLoggedIn | End::Gone, _) | (_, Length::Running) if is_long => {}
            (End::StillLoggedIn, _) => out.extend_from_slice(b"logged in"),
            (End::Gone, _) if self.style.times == TimeFormat::Notime => {
                out.extend_from_slice(b"no logout");
            }
            (End::Gone, _) => out.extend_from_slice(b"- no logout"),
            (_, Length::Running) => out.extend_from_slice(b"running"),
            (_, Length::Seconds(seconds)) => duration(seconds, out),
            (_, Length::Unknown) => {}
        }
    }
}

/// `(3+13:50)`, ` (01:23)`, ` (-2:30)`, ` (-00:03)`.
fn duration(seconds: i64, out: &mut Vec<u8>) {
    let (days, hours, minutes) =
        (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    if days != 0 {
        // Writing to memory does not fail.
        let _ = write!(out, "({days}+");
        two_digits(hours.abs(), out);
    } else if hours != 0 || seconds >= 0 {
        out.extend_from_slice(b" (");
        match hours {
            0.. => two_digits(hours, out),
            _ => drop(write!(out, "{hours:02}")),
        }
    } else {
        out.extend_from_slice(b" (-00");
    }
    out.push(b':');
    two_digits(minutes.abs(), out);
    out.push(b')');
}

/// Blanks up to a width.
#[inline]
fn pad(len: usize, width: usize, out: &mut Vec<u8>) {
    const BLANKS: [u8; 32] = [b' '; 32];
    if let Some(blanks) = width.checked_sub(len).and_then(|missing| BLANKS.get(..missing)) {
        out.extend_from_slice(blanks);
    }
}

/// Takes white space off the end.
fn trim(start: usize, out: &mut Vec<u8>) {
    while out.len() > start
        && matches!(out.last(), Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c))
    {
        out.pop();
    }
}
