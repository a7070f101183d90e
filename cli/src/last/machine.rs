//! How util-linux makes lines of records: newest first, with what it has seen so far.

use super::ends::Ends;
use super::event::{BOOT, DEAD, Event, NEW_TIME, OLD_TIME, RUN_LEVEL, SHUTDOWN, USER};
use super::host::Presence;
use super::line::{End, Length, Line};
use crate::args::Compat;

/// Empty records, processes of init, waiting gettys, accounting.
const PASSED_OVER: [i32; 4] = [0, 5, 6, 9];

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
        let (host, login) = (event.host.value().as_ref(), event.seconds);
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
pub(super) fn shortened(line: &[u8]) -> &[u8] {
    for name in [&b"ftp"[..], b"uucp"] {
        if let Some(rest) = line.strip_prefix(name)
            && rest.first().is_some_and(u8::is_ascii_digit)
        {
            return line.get(..name.len()).unwrap_or(line);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::super::host::Answer;
    use super::*;
    use loginrec::Text;

    const NOW: i64 = 1_000_000;

    /// Nobody is asked; who has not logged out is there.
    #[derive(Debug)]
    struct Nobody;

    impl Presence for Nobody {
        fn ask(&mut self, _: &Event<'_>) -> Answer {
            Answer { is_phantom: false, was_looked_up: false }
        }
    }

    fn event(
        number: i32,
        user: &'static str,
        line: &'static str,
        seconds: i64,
    ) -> Event<'static> {
        let (user, line) = (user.as_bytes(), line.as_bytes());
        Event { number, pid: 0, level: 0, line, user, host: Text::default(), seconds }
    }

    /// Lines, ends and lengths of records that are given newest first.
    fn lines(version: Compat, events: &[Event<'_>]) -> Vec<(String, End, Length)> {
        let mut machine = Machine::new(version, NOW, true);
        let mut lines = Vec::new();
        for event in events {
            if let Step::Line(Found { line, .. }) = machine.step(event, &mut Nobody) {
                let name = String::from_utf8_lossy(line.line).into_owned();
                lines.push((name, line.end, line.length));
            }
        }
        lines
    }

    fn line(name: &str, end: End, length: Length) -> (String, End, Length) {
        (name.to_owned(), end, length)
    }

    #[test]
    fn a_session_ends_with_the_next_use_of_its_line() {
        let found = lines(
            Compat::V241,
            &[
                event(DEAD, "", "pts/0", 400),
                event(USER, "bob", "pts/1", 350),
                event(USER, "alice", "pts/0", 300),
                event(USER, "carol", "pts/0", 100),
            ],
        );
        assert_eq!(
            found,
            [
                line("pts/1", End::StillLoggedIn, Length::Unknown),
                line("pts/0", End::Logout(400), Length::Seconds(100)),
                line("pts/0", End::Logout(300), Length::Seconds(200)),
            ]
        );
    }

    #[test]
    fn who_was_there_when_the_system_went_down_went_with_it() {
        for (end, record) in [
            (End::Down, event(RUN_LEVEL, "shutdown", "~", 500)),
            (End::Crash, event(BOOT, "reboot", "~", 500)),
            (End::Down, Event { level: b'6', ..event(RUN_LEVEL, "runlevel", "~", 500) }),
        ] {
            let login = event(USER, "alice", "pts/0", 300);
            let found =
                lines(Compat::V238, &[event(DEAD, "", "pts/0", 600), record, login]);
            assert_eq!(found[1], line("pts/0", end, Length::Seconds(200)));
        }
    }

    #[test]
    fn a_boot_without_a_shutdown_is_a_crash_from_2_40_on() {
        let events = [
            event(RUN_LEVEL, "shutdown", "~", 900),
            event(BOOT, "reboot", "~", 500),
            event(BOOT, "reboot", "~", 100),
        ];
        let boot = |end, length| line("system boot", end, length);
        let old = lines(Compat::V238, &events);
        assert_eq!(old[1], boot(End::Logout(900), Length::Seconds(400)));
        assert_eq!(old[2], boot(End::Logout(900), Length::Seconds(800)));
        let new = lines(Compat::V240, &events);
        assert_eq!(new[1], boot(End::Logout(900), Length::Seconds(400)));
        assert_eq!(new[2], boot(End::Crash, Length::Seconds(400)));
    }

    #[test]
    fn the_system_runs_while_nothing_says_that_it_went_down() {
        let events = [event(BOOT, "reboot", "~", 500), event(BOOT, "reboot", "~", 100)];
        for version in [Compat::V238, Compat::V240, Compat::V241] {
            let running = line("system boot", End::StillRunning, Length::Running);
            assert_eq!(lines(version, &events), [running.clone(), running]);
        }
    }

    #[test]
    fn a_run_level_is_a_character() {
        let level =
            |level, seconds| Event { level, ..event(RUN_LEVEL, "runlevel", "~", seconds) };
        let found = lines(Compat::V241, &[level(0, 300), level(b'5', 100)]);
        assert_eq!(
            found,
            [
                line("(to lvl ", End::StillRunning, Length::Running),
                line("(to lvl 5)", End::Logout(300), Length::Seconds(200)),
            ]
        );
    }

    #[test]
    fn the_texts_of_a_record_say_what_it_is() {
        for (number, user, line, expected) in [
            (0, "alice", "pts/0", USER),
            (99, "alice", "pts/0", USER),
            (6, "LOGIN", "tty1", 6),
            (8, "alice", "pts/0", DEAD),
            (7, "", "pts/0", DEAD),
            (7, "alice", "", 7),
            (1, "shutdown now", "~", SHUTDOWN),
            (1, "rebooted", "~~", BOOT),
            (7, "runlevel", "~", RUN_LEVEL),
            (7, "", "~", 7),
            (7, "date", "|", OLD_TIME),
            (8, "dated", "{x", NEW_TIME),
            (7, "date", "}", USER),
        ] {
            assert_eq!(number_of(&event(number, user, line, 0)), expected, "{user} {line}");
        }
    }

    #[test]
    fn numbered_terminals_of_ftp_are_shown_without_their_number() {
        assert_eq!(shortened(b"ftp123"), b"ftp");
        assert_eq!(shortened(b"uucp1"), b"uucp");
        assert_eq!(shortened(b"ftpd"), b"ftpd");
        assert_eq!(shortened(b"ftp"), b"ftp");
    }

    #[test]
    fn what_stands_where_no_record_of_linux_is_unknown() {
        let mut machine = Machine::new(Compat::V241, NOW, false);
        let step = machine.step(&event(-1, "alice", "", 1), &mut Nobody);
        assert!(matches!(step, Step::Unknown));
        for number in PASSED_OVER {
            let step = machine.step(&event(number, "alice", "", 1), &mut Nobody);
            assert!(matches!(step, Step::Nothing));
        }
    }
}
