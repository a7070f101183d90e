//! How util-linux makes lines of records: newest first, with what it has seen so far.

use super::ends::Ends;
use super::event::{BOOT, DEAD, Event, NEW_TIME, OLD_TIME, RUN_LEVEL, SHUTDOWN, USER};
use super::host::Presence;
use super::line::{End, Length};
use super::note::{Note, Title};
use crate::args::Compat;

/// Empty records, processes of init, waiting gettys, accounting.
const PASSED_OVER: [i32; 4] = [0, 5, 6, 9];

/// A line, and up to when `--present` takes it as there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) note: Note,
    /// Seconds since 1970; 0 or less is for ever.
    pub(super) until: i64,
}

/// What came of a record.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Line(Found),
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
        }
    }

    /// Takes the record before the one that was taken last.
    #[inline]
    pub(super) fn step(&mut self, event: &Event<'_>, presence: &mut impl Presence) -> Step {
        let time = event.seconds;
        match number_of(event) {
            SHUTDOWN => {
                let found = self.of_system(event, Title::Down, self.last_boot);
                (self.last_down, self.last_level) = (time, time);
                self.go_down(time, Why::Down);
                found.map_or(Step::Nothing, Step::Line)
            }
            number @ (OLD_TIME | NEW_TIME) => {
                let title = match number {
                    NEW_TIME => Title::NewTime,
                    _ => Title::OldTime,
                };
                let found = self.of_system(event, title, self.last_down).map(|found| {
                    let note =
                        Note { end: End::Nothing, length: Length::Unknown, ..found.note };
                    Found { note, ..found }
                });
                found.map_or(Step::Nothing, Step::Line)
            }
            BOOT => {
                let has_crashed = self.version >= Compat::V240
                    && self.last_down > self.last_boot
                    && self.last_down != self.now;
                let found = if has_crashed {
                    self.ended(event, Title::Boot, self.last_boot, End::Crash)
                } else {
                    self.closed(event, Title::Boot, self.last_down)
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

    fn run_level(&mut self, event: &Event<'_>) -> Step {
        let (time, since) = (event.seconds, self.last_level);
        self.last_level = time;
        if matches!(event.level, b'0' | b'6') {
            self.last_down = time;
            self.go_down(time, Why::Down);
        }
        if !self.with_system {
            return Step::Nothing;
        }
        Step::Line(self.closed(event, Title::RunLevel(event.level), since))
    }

    fn login(&mut self, event: &Event<'_>, presence: &mut impl Presence) -> Step {
        let end = self.ends.replace(event.line, event.seconds);
        Step::Line(match end {
            Some(end) => self.closed(event, Title::Login, end),
            None if self.last_boot != 0 => {
                let end = match self.why_down {
                    Why::Down => End::Down,
                    Why::Crash => End::Crash,
                };
                self.ended(event, Title::Login, self.last_boot, end)
            }
            None => {
                let answer = presence.ask(event);
                let is_cut = answer.was_looked_up && self.version == Compat::V238;
                let title = if is_cut { Title::CutLogin } else { Title::Login };
                let end = if answer.is_phantom { End::Gone } else { End::StillLoggedIn };
                let found = self.ended(event, title, 0, end);
                Found { note: Note { length: Length::Unknown, ..found.note }, ..found }
            }
        })
    }

    fn go_down(&mut self, time: i64, why: Why) {
        self.last_boot = time;
        self.why_down = why;
        self.ends.clear();
    }

    /// A line of the system itself, if those are wanted.
    fn of_system(&self, event: &Event<'_>, title: Title, end: i64) -> Option<Found> {
        self.with_system.then(|| self.closed(event, title, end))
    }

    /// What ended at a known time; if that is now, it goes on.
    fn closed(&self, event: &Event<'_>, title: Title, end: i64) -> Found {
        let how = if end == self.now { End::StillRunning } else { End::Logout(end) };
        self.ended(event, title, end, how)
    }

    fn ended(&self, event: &Event<'_>, title: Title, until: i64, end: End) -> Found {
        let login = event.seconds;
        let length = match until == self.now {
            true => Length::Running,
            false => Length::Seconds(until.saturating_sub(login)),
        };
        Found { note: Note { title, login, end, length }, until }
    }

    /// The line of a failed login, which ends when it begins.
    pub(super) fn failure(&self, event: &Event<'_>) -> Found {
        self.closed(event, Title::Login, event.seconds)
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

#[cfg(test)]
mod tests {
    use super::super::host::Answer;
    use super::*;

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
        Event { number, pid: 0, level: 0, line, user, seconds }
    }

    /// Lines, ends and lengths of records that are given newest first.
    fn lines(version: Compat, events: &[Event<'_>]) -> Vec<(String, End, Length)> {
        let mut machine = Machine::new(version, NOW, true);
        let mut lines = Vec::new();
        for event in events {
            if let Step::Line(Found { note, .. }) = machine.step(event, &mut Nobody) {
                let (_, line) = note.title.names(event.user, event.line, false);
                let name = String::from_utf8_lossy(line).into_owned();
                lines.push((name, note.end, note.length));
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
