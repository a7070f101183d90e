//! What bytes say that may be a record, wherever they were found.
//!
//! Everything is asked of the record in the terms of its kind, so nothing here depends on the
//! system that wrote it.

use super::reason::{Reason, Reasons};
use super::shape::Shape;
use crate::bytes::has_control;
use crate::layout::{Content, Framing, Layout};
use crate::record::{Kind, Record, Text, View};
use core::net::IpAddr;
use core::ops::Range;

/// Texts of so much room rarely fill it.
const WIDE: usize = 64;
/// All flags that systems set in process accounting.
const PROCESS_FLAGS: u8 = 0x3f;

/// What the bytes of one record say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) reasons: Reasons,
    /// Seconds since 1970.
    pub(super) time: i64,
    /// Whether it is a slot of a lastlog with a time and a line alone.
    pub(super) is_sparse: bool,
}

impl Verdict {
    /// Whether the texts go with the type, and nothing else is impossible.
    pub(super) const fn is_typed(self) -> bool {
        self.reasons.has(Reason::Typed)
    }

    /// Whether it may count for a record that stands directly beside it. Of layouts without a
    /// type, only what is spotless: in a text file, bytes at any distance are letters.
    pub(super) fn counts(self, layout: &Layout) -> bool {
        // What is marked as empty says little unless the rest is flawless.
        if self.reasons.has(Reason::OddType) && !self.is_spotless() {
            return false;
        }
        if layout.is_telling() {
            self.is_typed()
                && (!self.reasons.has(Reason::Garbage)
                    || (self.reasons.has(Reason::KnownLine)
                        && self.reasons.has(Reason::CleanPadding)))
        } else {
            self.is_spotless()
                && (!self.reasons.has(Reason::SpelledTime)
                    || self.reasons.has(Reason::KnownLine))
        }
    }

    /// Whether it is one beyond doubt if others count for it.
    pub(super) fn is_vouched_for(self, layout: &Layout) -> bool {
        self.counts(layout)
            || (self.is_typed()
                && layout.is_telling()
                && !self.reasons.has(Reason::OddText)
                && !self.reasons.has(Reason::Garbage))
    }

    /// Whether nothing speaks against it but, perhaps, what older records left behind.
    pub(super) const fn is_sane(self) -> bool {
        self.is_typed()
            && self.reasons.has(Reason::CleanPadding)
            && !self.reasons.has(Reason::OddPid)
    }

    /// Whether nothing speaks against it.
    pub(super) const fn is_spotless(self) -> bool {
        self.is_sane()
            && self.reasons.has(Reason::CleanTexts)
            && !self.reasons.has(Reason::OddText)
            && !self.reasons.has(Reason::Garbage)
    }
}

/// Judges the bytes of one entry; `None` if they are none of the layout and of these times. Line,
/// user and host may be known.
pub(super) fn judge(
    layout: &Layout,
    entry: &[u8],
    times: &Range<i64>,
    known: Option<&[Shape<'_>; 3]>,
) -> Option<Verdict> {
    if layout.framing() == Framing::Prefixed && entry.last() == Some(&0) {
        return None;
    }
    let claims = |record: &[u8]| layout.claims(record, times);
    if !layout.with_whole(entry, claims) {
        return None;
    }
    judge_texts(layout, entry, known)
}

/// Judges everything but type and time.
pub(super) fn judge_texts(
    layout: &Layout,
    entry: &[u8],
    known: Option<&[Shape<'_>; 3]>,
) -> Option<Verdict> {
    let view = layout.view(entry)?;
    let texts = Texts::of(&view);
    let mut reasons = Reasons::default();
    // Zeros that are not stored belong to the texts too; not every content has all three.
    let is_stored = layout.framing() != Framing::Prefixed;
    let has_all = matches!(layout.content(), Content::Records | Content::LastLogins);
    let shapes = match known {
        Some(&known) if is_stored && has_all => known,
        _ => [texts.line, texts.user, texts.host].map(|text| Shape::of(text.raw())),
    };
    let [line, user, host] = shapes;
    let is_line_odd = !line.is_plain || line.value.first() == Some(&b' ');
    reasons.set(Reason::Nameless, line.value.is_empty() && user.value.is_empty());
    reasons.set(Reason::KnownLine, is_known(line.value));
    let is_empty = matches!(view, View::Record(record) if record.kind() == Kind::Empty);
    reasons.set(Reason::OddType, is_empty);
    let has_type = matches!(view, View::Record(record) if record.type_raw().is_some());
    let is_name_odd = [user, host].iter().any(|Shape { value, is_plain, .. }| {
        !is_plain && (has_control(value) || core::str::from_utf8(value).is_err())
    });
    let is_odd = is_line_odd || is_name_odd;
    if is_odd && !has_type {
        return None;
    }
    let (mut is_clean, mut is_garbage) = (true, false);
    for shape in shapes {
        is_clean &= shape.is_clean;
        is_garbage |= !shape.has_residue_behind();
        // What runs through the end of a wide field is a longer text of something else.
        is_garbage |= shape.value.len() >= WIDE && shape.is_full();
    }
    if let Some(id) = texts.id {
        is_clean &= !id.has_tail();
    }
    reasons.set(Reason::CleanTexts, is_clean);
    reasons.set(Reason::Residue, !is_clean);
    reasons.set(Reason::OddText, is_odd);
    reasons.set(Reason::Garbage, is_garbage);
    let is_padded = !layout.is_dirty(entry);
    reasons.set(Reason::CleanPadding, is_padded);
    reasons.set(Reason::DirtyPadding, !is_padded);
    let is_typed = layout.with_whole(entry, |whole| is_typed(layout, &view, whole));
    reasons.set(Reason::Typed, is_typed);
    reasons.set(Reason::Untyped, !is_typed);
    let is_spelled = layout.with_whole(entry, |whole| layout.is_spelled(whole));
    reasons.set(Reason::SpelledTime, is_spelled);
    let odd_pid = !layout.with_whole(entry, |whole| layout.has_possible_pid(whole));
    let odd_session = matches!(view, View::Record(record)
        if record.session().is_some_and(|session| i32::try_from(session).is_err()));
    reasons.set(Reason::OddPid, odd_pid || odd_session);
    if let View::Record(record) = &view {
        reasons.set(Reason::AddressAgrees, spells_address(record));
    }
    let time = layout.with_whole(entry, |whole| layout.seconds(whole))?;
    let is_sparse = matches!(view, View::LastLogin(_)) && texts.host.is_empty();
    Some(Verdict { reasons, time, is_sparse })
}

/// The texts of an entry. What stands for the line is where it came from.
struct Texts<'a> {
    line: Text<'a>,
    user: Text<'a>,
    host: Text<'a>,
    id: Option<Text<'a>>,
}

impl<'a> Texts<'a> {
    fn of(view: &View<'a>) -> Self {
        let none = Text::default();
        let only = |line| Self { line, user: none, host: none, id: None };
        match view {
            View::Record(record) => Self {
                line: record.line(),
                user: record.user(),
                host: record.host().unwrap_or_default(),
                id: record.id(),
            },
            View::LastLogin(login) => {
                Self { host: login.host().unwrap_or_default(), ..only(login.line()) }
            }
            View::Failures(failures) => only(failures.line()),
            View::Attempt(attempt) => only(attempt.source()),
            View::Process(process) => only(process.command()),
        }
    }
}

/// Whether the texts are those that go with the kind.
fn is_typed(layout: &Layout, view: &View<'_>, whole: &[u8]) -> bool {
    match view {
        View::Record(record) => {
            // Without texts there is nothing but a time.
            let is_bare = record.id().is_none_or(|id| id.is_empty())
                && record.line().is_empty()
                && record.user().is_empty();
            is_record_typed(record) || (is_bare && layout.is_terse(whole))
        }
        View::LastLogin(login) => is_terminal(login.line().value()),
        View::Failures(failures) => {
            is_terminal(failures.line().value()) && failures.count() > 0
        }
        View::Attempt(attempt) => is_terminal(attempt.source().value()),
        View::Process(process) => {
            !process.command().is_empty() && process.flags() <= PROCESS_FLAGS
        }
    }
}

fn is_record_typed(record: &Record<'_>) -> bool {
    let line: &[u8] = record.line().value();
    let user: &[u8] = record.user().value();
    let has_id = record.id().is_some_and(|id| !id.is_empty());
    let is_named = !line.is_empty() || !user.is_empty() || has_id;
    match record.kind() {
        Kind::BootTime | Kind::ShutdownTime | Kind::DownTime => {
            line.starts_with(b"~")
                || line.starts_with(b"system ")
                || matches!(user, b"reboot" | b"shutdown")
        }
        Kind::RunLevel => {
            line.starts_with(b"~") || line.starts_with(b"run-level") || user == b"runlevel"
        }
        Kind::OldTime | Kind::NewTime => {
            matches!(line, b"|" | b"{" | b"}" | b"~")
                || line.starts_with(b"old time")
                || line.starts_with(b"new time")
                || user == b"date"
        }
        Kind::UserProcess => !user.is_empty() && is_terminal(line),
        Kind::LoginProcess => {
            (line.is_empty() || is_terminal(line)) && (!line.is_empty() || !user.is_empty())
        }
        Kind::DeadProcess | Kind::Empty => {
            is_named && (line.is_empty() || is_terminal(line) || line.starts_with(b"~"))
        }
        Kind::InitProcess | Kind::Accounting | Kind::Signature | Kind::Processor => {
            is_named
        }
        Kind::Unknown => is_terminal(line),
    }
}

/// Whether a text can name a terminal, a display, a service or a host.
fn is_terminal(text: &[u8]) -> bool {
    let may_follow = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'/' | b':' | b'.' | b'_' | b'-' | b'%' | b'@')
    };
    match text {
        [first, rest @ ..] => {
            (first.is_ascii_alphanumeric() || matches!(first, b':' | b'/'))
                && rest.iter().all(may_follow)
        }
        [] => false,
    }
}

/// Whether the line is one that systems use.
#[inline]
pub(super) fn is_known(line: &[u8]) -> bool {
    // Nearly all are ruled out by their first two bytes, which takes no branch to be guessed.
    let (first, second) = match *line {
        [first, second, ..] => (first, second),
        // A line of one character may be all that there is.
        [first] => (first, 0),
        [] => return false,
    };
    let [first, _] = STARTS.get(usize::from(first)).copied().unwrap_or_default();
    let [_, second] = STARTS.get(usize::from(second)).copied().unwrap_or_default();
    first & second != 0 && is_among_known(line)
}

/// What each byte is as the first of a known line, and as its second.
static STARTS: [[u8; 2]; 256] = {
    let mut starts = [[0; 2]; 256];
    let mut rest = starts.as_mut_slice();
    let mut byte = 0_u8;
    while let Some((start, others)) = rest.split_first_mut() {
        *start = [first_of_known(byte), second_of_known(byte)];
        byte = byte.wrapping_add(1);
        rest = others;
    }
    starts
};

/// Whether a known line can start with this byte, and go on with it unless it ends there.
#[inline(always)]
pub(super) const fn is_usual(byte: u8) -> bool {
    (byte.wrapping_sub(b'0') <= b':' - b'0') | (byte.cast_signed() >= b'c'.cast_signed())
}

/// A bit for each pair of bytes with which a known line can start, if this is the first of it.
const fn first_of_known(byte: u8) -> u8 {
    match byte {
        b't' | b'p' | b'f' | b'd' => 1,
        b'v' => 1 | 2,
        b'c' => 4,
        b's' => 8,
        b'h' | b'l' => 16,
        b'r' => 32,
        b':' => 64,
        b'~' | b'|' | b'{' | b'}' => 128,
        _ => 0,
    }
}

/// The same if this is the second.
const fn second_of_known(byte: u8) -> u8 {
    match byte {
        b't' => 1,
        b'c' => 2,
        b'o' => 4,
        b's' | b'y' => 8,
        b'v' | b'f' => 16,
        b'u' => 32,
        b'0'..=b'9' => 64,
        b'~' | 0 => 128,
        _ => 0,
    }
}

const fn is_among_known(line: &[u8]) -> bool {
    matches!(
        line,
        [b't', b't', b'y', ..]
            | [b'p', b't', b's', b'/', ..]
            | [b'p', b't', b'y', ..]
            | [b'c', b'o', b'n', b's', ..]
            | [b's', b's', b'h', ..]
            | [b'f', b't', b'p', ..]
            | [b'h', b'v', b'c', ..]
            | [b'l', b'f', b't', ..]
            | [b'd', b't', b'r' | b'l' | b's', ..]
            | [b'v', b'c', b'/', ..]
            | [b'v', b't', b'0'..=b'9', ..]
            | [b':', b'0'..=b'9', ..]
            | [b'~' | b'|' | b'{' | b'}']
            | [b'~' | b'|' | b'{' | b'}', 0, ..]
            | [b'~', b'~', ..]
            | [b's', b'y', b's', b't', b'e', b'm', b' ', ..]
            | [b'r', b'u', b'n', b'-', b'l', b'e', b'v', b'e', b'l', b' ', ..]
    )
}

/// Whether the host is the address in figures.
fn spells_address(record: &Record<'_>) -> bool {
    let Some(stored) = record.address().and_then(|address| address.ip()) else {
        return false;
    };
    let host = record.host().unwrap_or_default();
    let can_begin = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b':';
    if !host.raw().first().is_some_and(can_begin) {
        return false;
    }
    let spelled =
        core::str::from_utf8(host.value()).ok().and_then(|text| text.parse().ok());
    spelled.is_some_and(|spelled: IpAddr| stored == spelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_systems_use_is_known_by_its_first_two_bytes_too() {
        let known: [&[u8]; 24] = [
            b"tty1",
            b"pts/3",
            b"pty",
            b"console",
            b"ssh",
            b"ftp9",
            b"hvc0",
            b"lft0",
            b"dtremote",
            b"dtlocal",
            b"dtsession",
            b"vc/1",
            b"vt0",
            b":0",
            b"~",
            b"|",
            b"{",
            b"}",
            b"~\0a",
            b"|\0",
            b"~~",
            b"system boot",
            b"run-level 3",
            b"}\0",
        ];
        for line in known {
            assert!(is_among_known(line), "{line:?}");
            assert!(is_known(line), "{line:?}");
        }
        // Behind any two bytes, no line is known that is not.
        for start in 0..=u16::MAX {
            let [first, second] = start.to_le_bytes();
            let is_usual = is_usual(first) && (second == 0 || is_usual(second));
            for end in
                [&b""[..], b"y1", b"s/", b"ns", b"h", b"p", b"c", b"r", b"stem ", b"0"]
            {
                let line = [&[first, second], end].concat();
                assert_eq!(is_known(&line), is_among_known(&line), "{line:?}");
                assert!(is_usual || !is_known(&line), "{line:?}");
            }
        }
        assert!(!is_known(b""));
    }
}
