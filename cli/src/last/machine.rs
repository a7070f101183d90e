//! How util-linux makes lines of records: newest first, with what it has seen so far.

use super::event::{BOOT, DEAD, Event, NEW_TIME, OLD_TIME, RUN_LEVEL, SHUTDOWN, USER};
use super::line::{End, Length, Line};
use crate::args::Compat;
use std::collections::HashMap;

/// Empty records, processes of init, waiting gettys, accounting.
const PASSED_OVER: [i32; 4] = [0, 5, 6, 9];
/// A table of lines that is larger is thrown away when the system goes down.
const MANY: usize = 4096;

/// Whether somebody whose logout is missing is really there.
pub(crate) trait Presence {
    /// What can be said of a login that nothing ended.
    fn ask(&mut self, login: &Event<'_>) -> Answer;
}

/// What was found out about a login that nothing ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) is_phantom: bool,
    /// Whether the user name was looked up, which costs it its last byte in 2.38.
    pub(crate) was_looked_up: bool,
}

/// Nobody is asked; who has not logged out is there.
#[derive(Debug)]
pub(crate) struct Nobody;

impl Presence for Nobody {
    fn ask(&mut self, _: &Event<'_>) -> Answer {
        Answer { is_phantom: false, was_looked_up: false }
    }
}

/// A line, and up to when `--present` takes it as there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found<'a> {
    pub(crate) line: Line<'a>,
    /// Seconds since 1970; 0 or less is for ever.
    pub(crate) until: i64,
}

/// What came of a record.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step<'a> {
    Line(Found<'a>),
    /// Nothing to be shown.
    Nothing,
    /// A type that Linux does not have.
    Unknown,
}

/// Why those who were logged in no longer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    Down,
    Crash,
}

/// What has been seen of a file, from its end up to a record.
#[derive(Debug)]
pub(crate) struct Machine {
    version: Compat,
    now: i64,
    /// With shutdowns, run levels and changes of the clock.
    with_system: bool,
    /// When it last came up or went down; 0 is never.
    last_boot: i64,
    last_down: i64,
    last_level: i64,
    why_down: Why,
    ends: Ends,
    /// Holds `(to lvl 5)`.
    level: [u8; 10],
}

impl Machine {
    pub(crate) fn new(version: Compat, now: i64, with_system: bool) -> Self {
        Self {
            version,
            now,
            with_system,
            last_boot: 0,
            last_down: now,
            last_level: now,
            why_down: Why::Crash,
            ends: Ends::default(),
            level: *b"(to lvl ?)",
        }
    }

    /// Takes the record before the one that was taken last.
    #[inline]
    pub(crate) fn step<'a>(
        &'a mut self,
        event: &Event<'a>,
        presence: &mut impl Presence,
    ) -> Step<'a> {
        let time = event.seconds;
        match number_of(event) {
            SHUTDOWN => {
                let found = self.of_system(event, b"system down", self.last_boot);
                (self.last_down, self.last_level) = (time, time);
                self.go_down(time, Why::Down);
                found.map_or(Step::Nothing, Step::Line)
            }
            number @ (OLD_TIME | NEW_TIME) => {
                let text: &[u8] =
                    if number == NEW_TIME { b"new time" } else { b"old time" };
                let found = self.of_system(event, text, self.last_down).map(|found| {
                    let line =
                        Line { end: End::Nothing, length: Length::Unknown, ..found.line };
                    Found { line, ..found }
                });
                found.map_or(Step::Nothing, Step::Line)
            }
            BOOT => {
                let has_crashed = self.version >= Compat::V240
                    && self.last_down > self.last_boot
                    && self.last_down != self.now;
                let found = if has_crashed {
                    self.ended(
                        event,
                        event.user,
                        b"system boot",
                        self.last_boot,
                        End::Crash,
                    )
                } else {
                    self.closed(event, event.user, b"system boot", self.last_down)
                };
                self.go_down(time, Why::Crash);
                Step::Line(found)
            }
            RUN_LEVEL => self.run_level(event),
            USER => self.login(event, presence),
            DEAD => {
                self.ends.insert(event.line, time);
                Step::Nothing
            }
            number if PASSED_OVER.contains(&number) => Step::Nothing,
            _ => Step::Unknown,
        }
    }

    fn run_level<'a>(&'a mut self, event: &Event<'a>) -> Step<'a> {
        let (time, since) = (event.seconds, self.last_level);
        self.last_level = time;
        if matches!(event.level, b'0' | b'6') {
            self.last_down = time;
            self.go_down(time, Why::Down);
        }
        if !self.with_system {
            return Step::Nothing;
        }
        if let Some(place) = self.level.get_mut(8) {
            *place = event.level;
        }
        // Level 0 ends the text where it stands.
        let len = if event.level == 0 { 8 } else { 10 };
        let text = self.level.get(..len).unwrap_or_default();
        Step::Line(self.closed(event, event.user, text, since))
    }

    fn login<'a>(&mut self, event: &Event<'a>, presence: &mut impl Presence) -> Step<'a> {
        let line = event.line;
        let end = self.ends.replace(line, event.seconds);
        let line = shortened(line);
        Step::Line(match end {
            Some(end) => self.closed(event, event.user, line, end),
            None if self.last_boot != 0 => {
                let end = match self.why_down {
                    Why::Down => End::Down,
                    Why::Crash => End::Crash,
                };
                self.ended(event, event.user, line, self.last_boot, end)
            }
            None => {
                let answer = presence.ask(event);
                let user = match event.user.get(..31) {
                    Some(cut) if answer.was_looked_up && self.version == Compat::V238 => {
                        cut
                    }
                    _ => event.user,
                };
                let end = if answer.is_phantom { End::Gone } else { End::StillLoggedIn };
                let found = self.ended(event, user, line, 0, end);
                Found { line: Line { length: Length::Unknown, ..found.line }, ..found }
            }
        })
    }

    fn go_down(&mut self, time: i64, why: Why) {
        self.last_boot = time;
        self.why_down = why;
        self.ends.clear();
    }

    /// A line of the system itself, if those are wanted.
    fn of_system<'a>(
        &self,
        event: &Event<'a>,
        text: &'static [u8],
        end: i64,
    ) -> Option<Found<'a>> {
        self.with_system.then(|| self.closed(event, event.user, text, end))
    }

    /// What ended at a known time; if that is now, it goes on.
    fn closed<'a>(
        &self,
        event: &Event<'a>,
        user: &'a [u8],
        line: &'a [u8],
        end: i64,
    ) -> Found<'a> {
        let how = if end == self.now { End::StillRunning } else { End::Logout(end) };
        self.ended(event, user, line, end, how)
    }

    fn ended<'a>(
        &self,
        event: &Event<'a>,
        user: &'a [u8],
        line: &'a [u8],
        until: i64,
        end: End,
    ) -> Found<'a> {
        let length = match until == self.now {
            true => Length::Running,
            false => Length::Seconds(until.saturating_sub(event.seconds)),
        };
        let (host, login) = (event.host, event.seconds);
        Found { line: Line { user, line, host, login, end, length }, until }
    }

    /// The line of a failed login, which ends when it begins.
    pub(crate) fn failure<'a>(&self, event: &Event<'a>) -> Found<'a> {
        self.closed(event, event.user, shortened(event.line), event.seconds)
    }
}

/// The type that the texts of a record say it has.
#[inline]
fn number_of(event: &Event<'_>) -> i32 {
    let (line, user, number) = (event.line, event.user, event.number);
    if line.first() == Some(&b'~') {
        return match user {
            _ if user.starts_with(b"shutdown") => SHUTDOWN,
            _ if user.starts_with(b"reboot") => BOOT,
            _ if user.starts_with(b"runlevel") => RUN_LEVEL,
            _ => number,
        };
    }
    let Some(first) = user.first() else { return DEAD };
    if *first == b'd' && user.starts_with(b"date") {
        match line.first() {
            Some(b'|') => return OLD_TIME,
            Some(b'{') => return NEW_TIME,
            _ => {}
        }
    }
    let is_login = number != DEAD && !line.is_empty() && !user.starts_with(b"LOGIN");
    if is_login { USER } else { number }
}

/// Sessions of ftp and uucp have a number for a terminal, which is left out.
fn shortened(line: &[u8]) -> &[u8] {
    for name in [&b"ftp"[..], b"uucp"] {
        if let Some(rest) = line.strip_prefix(name)
            && rest.first().is_some_and(u8::is_ascii_digit)
        {
            return line.get(..name.len()).unwrap_or(line);
        }
    }
    line
}

/// When each line was next used, after the record that is looked at.
#[derive(Debug, Default)]
struct Ends {
    times: HashMap<Box<[u8]>, (i64, u64)>,
    /// How often it was cleared; what was put in before no longer counts.
    age: u64,
}

impl Ends {
    fn insert(&mut self, line: &[u8], time: i64) {
        self.replace(line, time);
    }

    /// Puts a time in, and gives the one that was there. A record without a line is nowhere.
    #[inline]
    fn replace(&mut self, line: &[u8], time: i64) -> Option<i64> {
        if line.is_empty() {
            return None;
        }
        let new = (time, self.age);
        if let Some(place) = self.times.get_mut(line) {
            let (time, age) = std::mem::replace(place, new);
            return (age == self.age).then_some(time);
        }
        self.times.insert(line.into(), new);
        None
    }

    fn clear(&mut self) {
        if self.times.len() > MANY {
            self.times = HashMap::new();
        }
        self.age = self.age.saturating_add(1);
    }
}
