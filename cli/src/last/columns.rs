//! Lines in columns. Who made the lines does not matter here.

use super::clock::{Clock, digits};
use super::guard::Guard;
use super::line::{End, Length, Line};
use super::paper::{Paper, Slip};
use super::usual::UsualLine;
use crate::args::TimeFormat;
use std::borrow::Cow;

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

impl Style {
    /// How much of a text is shown in a column of this width.
    fn widths(self) -> impl Fn(usize) -> usize {
        move |width| if self.is_wide { LONGEST_HOST } else { width }
    }

    /// A text, at least `width` wide and at most `most`.
    #[inline]
    fn cut(self, text: &[u8], width: usize, most: usize, mark: bool, out: &mut Vec<u8>) {
        let start = out.len();
        match self.guard.field(text) {
            // Bytes are counted, whatever characters they are.
            Cow::Borrowed(text) => {
                let shown = text.get(..most).unwrap_or(text);
                out.extend_from_slice(shown);
                if mark && shown.len() < text.len() {
                    out.pop();
                    out.push(b'*');
                }
                out.pad(start, width);
            }
            Cow::Owned(text) => {
                let text = String::from_utf8_lossy(&text);
                let count = text.chars().count();
                let kept = if count > most { most.saturating_sub(1) } else { count };
                out.extend(text.chars().take(kept).collect::<String>().bytes());
                if kept < count {
                    out.push(b'*');
                }
                // Characters are counted here.
                let missing = width.saturating_sub(count.min(most));
                out.pad(out.len(), missing);
            }
        }
    }
}

/// A text among the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    User,
    Line,
    Host,
    /// As [`Column::Host`], at the end of the line.
    LastHost,
}

/// Where the host stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HostColumn {
    Nowhere,
    BehindLine,
    Last,
}

/// Writes lines.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    style: Style,
    clock: Clock,
}

impl Columns {
    pub(crate) fn new(style: Style, clock: Clock) -> Self {
        Self { style, clock }
    }

    /// Writes one line with its end.
    pub(crate) fn line(&mut self, line: &Line<'_>, out: &mut Vec<u8>) {
        let start = out.len();
        let style = self.style;
        let (width, marks_cuts) = (style.widths(), style.marks_cuts && !style.is_wide);
        self.arrange(line.login, line.end, line.length, out, |column, out| match column {
            Column::User => style.cut(line.user, USER, width(USER), marks_cuts, out),
            Column::Line => style.cut(line.line, LINE, LINE, false, out),
            Column::Host => style.cut(line.host, HOST, width(HOST), marks_cuts, out),
            Column::LastHost => {
                let host = line.host.get(..LONGEST_HOST).unwrap_or(line.host);
                out.extend_from_slice(&style.guard.field(host));
            }
        });
        style.guard.line(start, out);
        out.push(b'\n');
    }

    /// Writes the line of texts that are as they should be, as nearly all are. They can be put
    /// as they are, so a line needs no look at what became of it. One slip serves all lines.
    pub(super) fn usual_line(
        &mut self,
        line: &UsualLine,
        slip: &mut Slip,
        out: &mut Vec<u8>,
    ) {
        slip.clear();
        let style = self.style;
        let (width, marks_cuts) = (style.widths(), style.marks_cuts && !style.is_wide);
        let UsualLine { user, line: terminal, host, .. } = line;
        self.arrange(
            line.login,
            line.end,
            line.length,
            slip,
            |column, slip| match column {
                Column::User => user.put(USER, width(USER), marks_cuts, slip),
                Column::Line => terminal.put(LINE, LINE, false, slip),
                Column::Host => host.put(HOST, width(HOST), marks_cuts, slip),
                Column::LastHost => host.put(0, usize::MAX, false, slip),
            },
        );
        slip.put(b"\n");
        out.extend_from_slice(slip.bytes());
    }

    /// Puts the columns of a line, the texts by `text`.
    #[inline(always)]
    fn arrange<P: Paper>(
        &mut self,
        login: i64,
        end: End,
        length: Length,
        out: &mut P,
        text: impl Fn(Column, &mut P),
    ) {
        let start = out.len();
        let Style { host, separator, .. } = self.style;
        text(Column::User, out);
        out.put(&[separator]);
        text(Column::Line, out);
        out.put(&[separator]);
        if host == HostColumn::BehindLine {
            text(Column::Host, out);
            out.put(&[separator]);
        }
        self.login(login, out);
        out.put(&[separator]);
        self.logout(end, out);
        out.put(&[separator]);
        let place = out.len();
        self.length(end, length, out);
        if host == HostColumn::Last {
            while out.len() > place + LENGTH {
                out.pop();
            }
            out.pad(place, LENGTH);
            out.put(&[separator]);
            text(Column::LastHost, out);
        }
        trim(start, out);
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

    #[inline(always)]
    fn login(&mut self, time: i64, out: &mut impl Paper) {
        match self.style.times {
            TimeFormat::Notime => {}
            TimeFormat::Short => self.clock.short(time, out),
            TimeFormat::Full => self.clock.full(time, out),
            TimeFormat::Iso => self.clock.iso(time, out),
        }
    }

    #[inline(always)]
    fn logout(&mut self, end: End, out: &mut impl Paper) {
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
                out.put(b"- ");
                match self.style.times {
                    TimeFormat::Short => self.clock.time_of_day(time, out),
                    TimeFormat::Iso => self.clock.iso(time, out),
                    _ => self.clock.full(time, out),
                }
            }
            End::Down => out.put(b"- down "),
            End::Crash => out.put(b"- crash"),
            End::Reset => out.put(b"- reset"),
            End::StillRunning | End::StillLoggedIn if is_short => {
                out.put(b"  still");
            }
            End::StillRunning => out.put(b"  still running"),
            End::StillLoggedIn => out.put(b"  still logged in"),
            End::Gone if is_short => out.put(b"   gone"),
            End::Gone => out.put(b"  gone - no logout"),
            End::Nothing => {}
        }
        out.pad(start, width);
    }

    #[inline(always)]
    fn length(&self, end: End, length: Length, out: &mut impl Paper) {
        let is_long = matches!(self.style.times, TimeFormat::Full | TimeFormat::Iso);
        match (end, length) {
            (End::Nothing, _) => {}
            (End::StillLoggedIn | End::Gone, _) | (_, Length::Running) if is_long => {}
            (End::StillLoggedIn, _) => out.put(b"logged in"),
            (End::Gone, _) if self.style.times == TimeFormat::Notime => {
                out.put(b"no logout");
            }
            (End::Gone, _) => out.put(b"- no logout"),
            (_, Length::Running) => out.put(b"running"),
            (_, Length::Seconds(seconds)) => duration(seconds, out),
            (_, Length::Unknown) => {}
        }
    }
}

/// `(3+13:50)`, ` (01:23)`, ` (-2:30)`, ` (-00:03)`.
#[inline(always)]
fn duration(seconds: i64, out: &mut impl Paper) {
    let (days, hours, minutes) =
        (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    let ([a, b], [c, d]) = (digits(hours.abs()), digits(minutes.abs()));
    match (days, hours) {
        (0, 0..) if seconds >= 0 => out.put(&[b' ', b'(', a, b, b':', c, d, b')']),
        (0, 0) => out.put(&[b' ', b'(', b'-', b'0', b'0', b':', c, d, b')']),
        (0, _) => {
            out.put_slice(format!(" ({hours:02}:{:02})", minutes.abs()).as_bytes());
        }
        (1..=9, _) => {
            let day = u8::try_from(days).map_or(b'?', |days| b'0' + days);
            out.put(&[b'(', day, b'+', a, b, b':', c, d, b')']);
        }
        _ => {
            out.put_slice(format!("({days}+").as_bytes());
            out.put(&[a, b, b':', c, d, b')']);
        }
    }
}

/// Takes white space off the end.
#[inline(always)]
fn trim(start: usize, out: &mut impl Paper) {
    while out.len() > start
        && matches!(out.last(), Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c))
    {
        out.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::super::guard::Charset;
    use super::*;
    use crate::when::Zone;

    const STYLE: Style = Style {
        times: TimeFormat::Short,
        host: HostColumn::BehindLine,
        is_wide: false,
        marks_cuts: false,
        separator: b' ',
        guard: Guard::Compat(Charset::Utf8),
    };
    const LONG: Line<'static> = Line {
        user: b"bob_longname",
        line: b"pts/1",
        host: b"gateway.example.org",
        login: 1_700_000_000,
        end: End::Logout(1_700_090_000),
        length: Length::Seconds(90_000),
    };

    fn shown(style: Style, line: &Line<'_>) -> String {
        let mut out = Vec::new();
        let clock = Clock::new(Zone::parse(None).unwrap());
        Columns::new(style, clock).line(line, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_style_has_its_columns() {
        for (style, expected) in [
            (
                STYLE,
                "bob_long pts/1        gateway.example. Tue Nov 14 22:13 - 23:13 (1+01:00)",
            ),
            (
                Style { marks_cuts: true, ..STYLE },
                "bob_lon* pts/1        gateway.example* Tue Nov 14 22:13 - 23:13 (1+01:00)",
            ),
            (
                Style { is_wide: true, marks_cuts: true, ..STYLE },
                "bob_longname pts/1        gateway.example.org Tue Nov 14 22:13 - 23:13 (1+01:00)",
            ),
            (
                Style { host: HostColumn::Nowhere, ..STYLE },
                "bob_long pts/1        Tue Nov 14 22:13 - 23:13 (1+01:00)",
            ),
            (
                Style { host: HostColumn::Last, ..STYLE },
                "bob_long pts/1        Tue Nov 14 22:13 - 23:13 (1+01:00)    gateway.example.org",
            ),
            (
                Style { times: TimeFormat::Notime, ..STYLE },
                "bob_long pts/1        gateway.example.   (1+01:00)",
            ),
            (
                Style { times: TimeFormat::Full, host: HostColumn::Nowhere, ..STYLE },
                "bob_long pts/1        Tue Nov 14 22:13:20 2023 - Wed Nov 15 23:13:20 2023 \
                 (1+01:00)",
            ),
            (
                Style { times: TimeFormat::Iso, separator: b'\t', ..STYLE },
                "bob_long\tpts/1       \tgateway.example.\t2023-11-14T22:13:20+00:00\t\
                 - 2023-11-15T23:13:20+00:00\t(1+01:00)",
            ),
        ] {
            assert_eq!(shown(style, &LONG), format!("{expected}\n"));
        }
    }

    #[test]
    fn usual_texts_are_put_as_all_are() {
        use super::super::usual::Cell;
        let names: [&[u8]; 5] = [
            b"",
            b"bob",
            b"exactly8",
            b"bob_longname",
            b"a-terminal-that-fills-32-bytes..",
        ];
        let host = HostColumn::Nowhere;
        let styles = [
            STYLE,
            Style { marks_cuts: true, ..STYLE },
            Style { is_wide: true, marks_cuts: true, guard: Guard::Escaped, ..STYLE },
            Style { host: HostColumn::Last, times: TimeFormat::Full, ..STYLE },
            Style { host, times: TimeFormat::Notime, ..STYLE },
            Style { times: TimeFormat::Iso, separator: b'\t', ..STYLE },
        ];
        let ends = [
            (End::Logout(1_700_090_000), Length::Seconds(90_000)),
            (End::Logout(i64::MAX), Length::Seconds(i64::MAX)),
            (End::Gone, Length::Unknown),
            (End::StillRunning, Length::Running),
            (End::Nothing, Length::Seconds(-9_000)),
        ];
        for style in styles {
            let mut columns =
                Columns::new(style, Clock::new(Zone::parse(Some("Asia/Tokyo")).unwrap()));
            for (at, &user) in names.iter().enumerate() {
                let (line, host) = (names[(at + 1) % 5], names[(at + 3) % 5]);
                for (end, length) in ends {
                    let login = 1_700_000_000;
                    let line = Line { user, line, host, login, end, length };
                    let usual = UsualLine {
                        user: Cell::of(user, false).unwrap(),
                        line: Cell::of(line.line, false).unwrap(),
                        host: Cell::of(host, true).unwrap(),
                        login,
                        end,
                        length,
                    };
                    let (mut one, mut other) = (Vec::new(), Vec::new());
                    columns.line(&line, &mut one);
                    columns.usual_line(&usual, &mut Slip::new(), &mut other);
                    assert_eq!(
                        String::from_utf8(one),
                        String::from_utf8(other),
                        "{style:?}"
                    );
                }
            }
        }
        // A slip has room for the longest of all lines.
        let (text, host) = ([b'x'; 32], [b'y'; 64]);
        for (login, end) in
            [(i64::MIN, End::Logout(i64::MAX)), (1_700_000_000, End::Logout(1_700_000_001))]
        {
            let length = Length::Seconds(i64::MIN + 1);
            let line = Line { user: &text, line: &text, host: &host, login, end, length };
            let cell = Cell::of(&text, false).unwrap();
            let host = Cell::of(&host, false).unwrap();
            let usual = UsualLine { user: cell, line: cell, host, login, end, length };
            for host in [HostColumn::BehindLine, HostColumn::Last] {
                for times in [TimeFormat::Full, TimeFormat::Iso] {
                    let style = Style { is_wide: true, host, times, ..STYLE };
                    let zone = Zone::parse(Some("Asia/Tokyo")).unwrap();
                    let mut columns = Columns::new(style, Clock::new(zone));
                    let (mut one, mut other) = (Vec::new(), Vec::new());
                    columns.line(&line, &mut one);
                    columns.usual_line(&usual, &mut Slip::new(), &mut other);
                    assert_eq!(String::from_utf8(one), String::from_utf8(other));
                }
            }
        }
        for odd in [&b"a b"[..], b"\x1b", b"\xc3\xb6", &[b'x'; 33]] {
            assert!(Cell::<32>::of(odd, false).is_none(), "{odd:?}");
        }
        assert!(Cell::<32>::of(b"a b", true).is_some());
    }

    #[test]
    fn each_end_has_its_words() {
        use TimeFormat::{Full, Notime, Short};
        let unknown = Length::Unknown;
        for (end, length, times, expected) in [
            (End::Down, Length::Seconds(60), Short, "- down   (00:01)"),
            (End::Crash, Length::Seconds(-60), Short, "- crash  (-00:01)"),
            (End::Crash, Length::Running, Short, "- crash running"),
            (End::StillRunning, Length::Running, Short, "  still running"),
            (End::StillRunning, Length::Running, Full, "  still running"),
            (End::StillRunning, Length::Running, Notime, "running"),
            (End::StillLoggedIn, unknown, Short, "  still logged in"),
            (End::StillLoggedIn, unknown, Full, "  still logged in"),
            (End::StillLoggedIn, unknown, Notime, "logged in"),
            (End::Gone, unknown, Short, "   gone - no logout"),
            (End::Gone, unknown, Full, "  gone - no logout"),
            (End::Gone, unknown, Notime, "no logout"),
            (End::Nothing, unknown, Short, ""),
        ] {
            let line = Line { end, length, ..LONG };
            let text = shown(Style { times, ..STYLE }, &line);
            let text = text.trim_end();
            let time = match times {
                Short => "Tue Nov 14 22:13 ",
                Full => "Tue Nov 14 22:13:20 2023 ",
                _ => " ",
            };
            let before = format!("bob_long pts/1        gateway.example. {time}");
            let tail = text.get(before.len()..).unwrap_or_default();
            assert_eq!(tail.trim_start(), expected.trim_start(), "{end:?} {times:?}");
        }
    }

    #[test]
    fn durations_lose_their_sign_in_all_but_the_first_number() {
        for (seconds, expected) in [
            (0, " (00:00)"),
            (59, " (00:00)"),
            (4_980, " (01:23)"),
            (309_000, "(3+13:50)"),
            (86_400_000, "(1000+00:00)"),
            (-30, " (-00:00)"),
            (-180, " (-00:03)"),
            (-9_000, " (-2:30)"),
            (-300_000, "(-3+11:20)"),
            (i64::MIN, "(-106751991167300+15:30)"),
        ] {
            let mut out = Vec::new();
            duration(seconds, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }

    #[test]
    fn columns_of_util_linux_are_counted_in_bytes() {
        let line =
            Line { user: "jörgjörg".as_bytes(), host: b"", end: End::Nothing, ..LONG };
        assert!(shown(STYLE, &line).starts_with("jörgjö pts/1"));
        // In the middle of a character.
        let line = Line { user: "abcdefgö".as_bytes(), ..line };
        assert!(shown(STYLE, &line).starts_with("abcdefg\\303 pts/1"));
    }

    #[test]
    fn escaped_columns_are_counted_in_characters_and_cannot_be_left() {
        let style = Style { guard: Guard::Escaped, marks_cuts: true, ..STYLE };
        let line =
            Line { user: "jörg\n".as_bytes(), host: b"a\tb\r", end: End::Nothing, ..LONG };
        assert_eq!(
            shown(style, &line),
            "jörg\\x0a pts/1        a\\x09b\\x0d       Tue Nov 14 22:13\n"
        );
        let line = Line { user: b"\x1b\x1b\x1b", ..line };
        assert!(shown(style, &line).starts_with("\\x1b\\x1* pts/1"));
    }

    #[test]
    fn the_footer_has_a_whole_time_and_is_left_out_without_times() {
        let clock = || Clock::new(Zone::parse(None).unwrap());
        let mut out = Vec::new();
        Columns::new(STYLE, clock()).begins(b"wtmp", 1_700_000_000, &mut out);
        assert_eq!(out, b"\nwtmp begins Tue Nov 14 22:13:20 2023\n");
        out.clear();
        let style = Style { times: TimeFormat::Notime, ..STYLE };
        Columns::new(style, clock()).begins(b"wtmp", 1_700_000_000, &mut out);
        assert!(out.is_empty());
    }
}
