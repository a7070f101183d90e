//! Entries as systems write them, from a seed: the same on every run and every machine.
//!
//! What a record looks like depends on the system, and that on the convention of the layout;
//! what it can say depends on the fields. Nothing here knows a layout by name.

use super::{Origin, Values};
use loginrec::Kind;
use loginrec::layout::{Content, Layout, Order, Role};
use std::collections::VecDeque;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A small generator of numbers that look random (SplitMix64).
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// An index below `end`.
    pub(crate) fn index(&mut self, end: usize) -> usize {
        usize::try_from(self.below(end as u64)).unwrap()
    }

    pub(crate) fn pick<T: Copy>(&mut self, choice: &[T]) -> T {
        choice[self.index(choice.len())]
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }

    pub(crate) fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.byte()).collect()
    }

    pub(crate) fn signed(&mut self, end: i64) -> i64 {
        i64::try_from(self.below(end.cast_unsigned())).unwrap()
    }

    /// True once in so many times.
    pub(crate) fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }
}

/// What kind of file the records are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Story {
    /// A log of a server, from the first record that it ever had: boots, gettys, remote
    /// logins and their ends.
    Server,
    /// A log of a small system that writes neither microseconds nor sessions nor addresses.
    Small,
    /// Remote logins that failed, one after the other. Where a system has no records for
    /// them, remote logins.
    Failures,
    /// Local logins, with sessions and microseconds.
    Desktop,
}

impl Story {
    pub(crate) const ALL: [Self; 4] =
        [Self::Server, Self::Small, Self::Failures, Self::Desktop];
}

const USERS: &[&str] = &[
    "root",
    "alice",
    "bob",
    "carol",
    "deploy",
    "postgres",
    "j.doe",
    "svc-web",
    "operator7",
];
const HOSTS: &[&str] =
    &["gw.example.org", "build-07.example.com", "laptop", "bastion.example.net"];
const RELEASE: &str = "6.1.0-18-amd64";
const COMMANDS: &[&str] =
    &["sh", "bash", "cron", "sshd", "ls", "kworker/0:1", "systemd-journal", "gzip"];

/// So many entries of this layout in the order of time, as this kind of file has them.
pub(crate) fn story(layout: &Layout, kind: Story, seed: u64, count: usize) -> Vec<Values> {
    let mut world = World::new(layout, kind, seed);
    match layout.content() {
        Content::Records => world.log(count),
        Content::LastLogins => world.table(count, World::last_login),
        Content::Failures => world.table(count, World::failures),
        Content::Attempts => (0..count).map(|_| world.attempt()).collect(),
        Content::Processes => (0..count).map(|_| world.process()).collect(),
        other => panic!("what are {other:?}?"),
    }
}

/// One of each thing that a system writes in this layout, in the order of time.
pub(crate) fn one_of_each(layout: &Layout, seed: u64) -> Vec<Values> {
    use Event::{
        Boot, Clear, Clock, Fail, Getty, LogIn, LogInRemotely, LogOut, RunLevel, ShutDown,
    };
    if layout.content() != Content::Records {
        return story(layout, Story::Server, seed, 12);
    }
    let mut world = World::new(layout, Story::Server, seed);
    // Days, so that no byte order but the true one makes the times rise.
    world.pause = 200_000;
    let mut records: Vec<_> = signature(layout).into_iter().collect();
    for event in [
        Boot,
        RunLevel,
        Getty,
        LogIn,
        LogInRemotely,
        Clock,
        LogInRemotely,
        LogOut,
        Fail,
        LogInRemotely,
        LogOut,
        Clear,
        ShutDown,
    ] {
        records.extend(world.happens(event));
    }
    records
}

/// The record that the library of the system begins a file with, where it does.
pub(crate) fn signature(layout: &Layout) -> Option<Values> {
    let user = layout.spec().signatures.last()?.to_vec();
    Some(Values { kind: Kind::Signature, user, ..Values::default() })
}

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    Boot,
    RunLevel,
    Getty,
    LogIn,
    LogInRemotely,
    LogOut,
    /// The clock is set.
    Clock,
    /// Somebody does not get in.
    Fail,
    /// A record is cleared in place.
    Clear,
    ShutDown,
}

/// How a system writes what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Linux,
    SystemV,
    NetBsd,
    MacOs,
    FreeBsd,
    Minix,
    /// Records without a type.
    Bsd,
    /// The same before 4.2BSD, which had no hosts: what it writes has no user either.
    Research,
}

impl Style {
    fn of(layout: &Layout) -> Self {
        match layout.spec().convention.name {
            "linux" | "libc5" => Self::Linux,
            "svr4" | "solaris" | "tru64" => Self::SystemV,
            "netbsd" => Self::NetBsd,
            "macos" => Self::MacOs,
            "freebsd" => Self::FreeBsd,
            "minix" => Self::Minix,
            "bsd" if layout.field(Role::Host).is_none() => Self::Research,
            "bsd" => Self::Bsd,
            "none" => Self::Linux,
            other => panic!("how does a system write whose types are those of {other}?"),
        }
    }
}

/// A machine with its clock, and who is logged in.
struct World<'a> {
    layout: &'a Layout,
    story: Story,
    style: Style,
    rng: Rng,
    seconds: i64,
    /// The longest time between two records, in seconds.
    pause: i64,
    open: Vec<Values>,
}

impl<'a> World<'a> {
    fn new(layout: &'a Layout, story: Story, seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let seconds = era(layout) + rng.signed(100_000_000);
        let (style, open) = (Style::of(layout), Vec::new());
        Self { layout, story, style, rng, seconds, pause: 3_600, open }
    }

    fn log(&mut self, count: usize) -> Vec<Values> {
        let mut records = Vec::with_capacity(count);
        if self.story == Story::Server && count > 1 {
            records.extend(signature(self.layout));
        }
        let mut first = VecDeque::from([Event::Boot, Event::RunLevel, Event::Getty]);
        while records.len() < count {
            let log_in = match self.story {
                Story::Server => Event::LogInRemotely,
                _ => Event::LogIn,
            };
            let event = match (self.story, self.rng.below(12)) {
                (Story::Failures, _) => Event::Fail,
                _ if !first.is_empty() => first.pop_front().unwrap(),
                (_, 0) => Event::ShutDown,
                (_, 1) => Event::Getty,
                (_, 2) => Event::Clock,
                (_, 3..=7) if !self.open.is_empty() => Event::LogOut,
                _ => log_in,
            };
            records.extend(self.happens(event));
        }
        records.truncate(count);
        records
    }

    /// The records of an event, a little later than the last; none if the system writes none.
    fn happens(&mut self, event: Event) -> Vec<Values> {
        let records = self.records_of(event);
        if event == Event::Clear {
            // The time is cleared too.
            return records;
        }
        records.into_iter().map(|values| self.dated(values)).collect()
    }

    fn dated(&mut self, values: Values) -> Values {
        self.seconds += 1 + self.rng.signed(self.pause);
        let usec = self.usec();
        let is_small = self.story == Story::Small;
        Values {
            seconds: self.seconds,
            usec,
            session: if is_small { 0 } else { values.session },
            remote: if is_small { Origin::None } else { values.remote },
            ..values
        }
    }

    /// Microseconds, where there are any.
    fn usec(&mut self) -> i64 {
        let usec = self.rng.signed(1_000_000);
        let has_usec = [Role::Microseconds, Role::Instant]
            .into_iter()
            .any(|role| self.layout.field(role).is_some());
        if has_usec && self.story != Story::Small { usec } else { 0 }
    }

    fn records_of(&mut self, event: Event) -> Vec<Values> {
        match event {
            Event::Boot => self.boot(),
            Event::RunLevel => self.run_level(),
            Event::Getty => self.getty(),
            Event::LogIn => {
                let login = self.local();
                self.open(login)
            }
            Event::LogInRemotely => {
                let login = self.remote();
                self.open(login)
            }
            Event::LogOut if self.open.is_empty() => vec![],
            Event::LogOut => {
                let at = self.rng.index(self.open.len());
                let login = self.open.remove(at);
                vec![self.ended(login)]
            }
            Event::Clock => self.clock(),
            Event::Fail => vec![self.failure()],
            Event::Clear if self.style == Style::MacOs => {
                let Values { id, pid, .. } = self.local();
                let usec = self.usec();
                vec![Values { kind: Kind::Empty, id, pid, usec, ..Values::default() }]
            }
            Event::Clear => vec![],
            Event::ShutDown => self.shut_down(),
        }
    }

    fn open(&mut self, login: Values) -> Vec<Values> {
        self.open.push(login.clone());
        vec![login]
    }

    fn boot(&mut self) -> Vec<Values> {
        let boot = |line: &str, id: &str, user: &str| Values {
            kind: Kind::BootTime,
            line: line.into(),
            id: id.into(),
            user: user.into(),
            ..Values::default()
        };
        vec![match self.style {
            Style::Linux => Values { host: RELEASE.into(), ..boot("~", "~~", "reboot") },
            Style::SystemV => boot("system boot", "", ""),
            // What the utmpx has, and what the wtmpx.
            Style::NetBsd if self.story == Story::Small => boot("system boot", "boot", ""),
            Style::NetBsd => self.by_init(boot("~", "", "reboot")),
            Style::MacOs => Values { pid: 1, ..boot("", "", "") },
            Style::FreeBsd => boot("", "", ""),
            Style::Minix | Style::Bsd => boot("~", "", "reboot"),
            Style::Research => boot("~", "", ""),
        }]
    }

    /// A boot or shutdown that is written as a process of `init`.
    fn by_init(&self, values: Values) -> Values {
        let type_raw = self.layout.spec().convention.number(Kind::InitProcess);
        Values { type_raw, ..values }
    }

    fn run_level(&mut self) -> Vec<Values> {
        let level = Values { kind: Kind::RunLevel, ..Values::default() };
        match self.style {
            Style::Linux => vec![Values {
                pid: i64::from(b'5') + 256 * i64::from(b'N'),
                line: b"~".to_vec(),
                id: b"~~".to_vec(),
                user: b"runlevel".to_vec(),
                host: RELEASE.into(),
                ..level
            }],
            Style::SystemV => vec![self.to_level(b'3', b'S')],
            Style::NetBsd if self.story == Story::Small => vec![self.to_level(b'm', b'0')],
            _ => vec![],
        }
    }

    fn to_level(&self, new: u8, old: u8) -> Values {
        Values {
            kind: Kind::RunLevel,
            line: format!("run-level {}", char::from(new)).into(),
            termination: new.into(),
            exit: old.into(),
            ..Values::default()
        }
    }

    fn getty(&mut self) -> Vec<Values> {
        let terminal = self.terminal();
        let on = |kind, user: &str| Values { kind, user: user.into(), ..terminal.clone() };
        match self.style {
            Style::Linux => {
                vec![on(Kind::InitProcess, ""), on(Kind::LoginProcess, "LOGIN")]
            }
            Style::SystemV => {
                let init = on(Kind::InitProcess, "ttymon");
                vec![Values { line: Vec::new(), ..init }, on(Kind::LoginProcess, "LOGIN")]
            }
            Style::NetBsd => vec![on(Kind::LoginProcess, "/usr/libexec/getty")],
            Style::Minix => vec![on(Kind::LoginProcess, "")],
            Style::MacOs | Style::FreeBsd | Style::Bsd | Style::Research => vec![],
        }
    }

    fn clock(&mut self) -> Vec<Values> {
        let [(old, new), (user, _)] = match self.style {
            Style::Linux | Style::NetBsd | Style::Bsd => [("|", "{"), ("date", "")],
            Style::SystemV => [("old time", "new time"), ("", "")],
            Style::MacOs | Style::FreeBsd => [("", ""), ("", "")],
            Style::Research => [("|", "}"), ("", "")],
            Style::Minix => return vec![],
        };
        let at = |kind, line: &str| Values {
            kind,
            line: line.into(),
            user: user.into(),
            ..Values::default()
        };
        vec![at(Kind::OldTime, old), at(Kind::NewTime, new)]
    }

    fn shut_down(&mut self) -> Vec<Values> {
        let down = |kind, line: &str, user: &str| Values {
            kind,
            line: line.into(),
            user: user.into(),
            ..Values::default()
        };
        let has_number = |kind| self.layout.spec().convention.number(kind).is_some();
        vec![match self.style {
            Style::Linux => Values {
                id: b"~~".to_vec(),
                host: RELEASE.into(),
                ..down(Kind::RunLevel, "~", "shutdown")
            },
            Style::SystemV if has_number(Kind::DownTime) => {
                down(Kind::DownTime, "system down", "")
            }
            Style::SystemV => self.to_level(b'0', b'3'),
            Style::NetBsd if self.story == Story::Small => {
                Values { id: b"down".to_vec(), ..down(Kind::DownTime, "system down", "") }
            }
            Style::NetBsd => self.by_init(down(Kind::ShutdownTime, "~", "shutdown")),
            Style::MacOs | Style::FreeBsd => down(Kind::ShutdownTime, "", ""),
            Style::Minix => {
                let down = down(Kind::ShutdownTime, "~", "shutdown");
                Values { type_raw: Some(0), ..down }
            }
            Style::Bsd => down(Kind::ShutdownTime, "~", "shutdown"),
            // Nobody wrote it: it is one more boot.
            Style::Research => down(Kind::BootTime, "~", ""),
        }]
    }

    /// A terminal of the machine and a process on it.
    fn terminal(&mut self) -> Values {
        let number = self.rng.below(6);
        let line = match self.style {
            Style::Linux | Style::Minix => format!("tty{}", 1 + number),
            Style::SystemV | Style::MacOs if number == 0 => "console".to_owned(),
            Style::SystemV => format!("tty0{number}"),
            Style::NetBsd => format!("ttyE{number}"),
            Style::MacOs => format!("ttys00{number}"),
            Style::FreeBsd | Style::Bsd => format!("ttyv{number}"),
            Style::Research => format!("tty{number}"),
        };
        let pid = self.pid();
        Values { session: pid, pid, ..self.on(&line) }
    }

    /// A line, with the id that is made of it.
    fn on(&mut self, line: &str) -> Values {
        let size = |role| self.layout.field(role).map_or(0, |field| field.size);
        let tail = |len: usize| line.as_bytes()[line.len().saturating_sub(len)..].to_vec();
        let line = match size(Role::Line) {
            // The last character of the device name.
            1 => tail(1),
            _ => line.into(),
        };
        let id = match self.style {
            // A key that means nothing.
            Style::FreeBsd => self.rng.bytes(size(Role::Id)),
            _ => tail(size(Role::Id).min(4)),
        };
        Values { line, id, ..Values::default() }
    }

    fn pid(&mut self) -> i64 {
        let most = match self.layout.field(Role::Pid) {
            Some(field) if field.size == 2 => 30_000,
            // Only recent systems go higher.
            _ if self.style == Style::Linux && era(self.layout) == RECENT => 4_000_000,
            _ => 99_000,
        };
        100 + self.rng.signed(most)
    }

    fn local(&mut self) -> Values {
        let user = self.rng.pick(USERS);
        let host = match self.style {
            Style::Linux if self.rng.one_in(3) => ":0",
            _ => "",
        };
        let login = Values { user: user.into(), host: host.into(), ..self.terminal() };
        self.login(login)
    }

    fn remote(&mut self) -> Values {
        let number = self.rng.below(40);
        let line = match self.style {
            Style::Bsd | Style::Minix if self.rng.one_in(4) => {
                format!("ftp{}", 100 + self.rng.below(9_900))
            }
            Style::Bsd | Style::Research | Style::Minix => format!("ttyp{:x}", number % 16),
            Style::MacOs => format!("ttys{number:03}"),
            _ => format!("pts/{number}"),
        };
        let (host, ip) = match self.rng.below(4) {
            0 if era(self.layout) == RECENT => {
                let end = self.rng.byte();
                let ip =
                    Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0x100 | u16::from(end));
                (ip.to_string(), IpAddr::V6(ip))
            }
            0 | 1 => {
                let ip = Ipv4Addr::new(198, 51, 100, self.rng.byte());
                (self.rng.pick(HOSTS).to_owned(), IpAddr::V4(ip))
            }
            _ => {
                let ip = Ipv4Addr::new(192, 0, 2, self.rng.byte());
                (ip.to_string(), IpAddr::V4(ip))
            }
        };
        let port = 1_024 + u16::from(self.rng.byte());
        let is_socket = self.layout.field(Role::Socket).is_some();
        let remote = if is_socket { Origin::Socket(ip, port) } else { Origin::Ip(ip) };
        let mut more = Vec::new();
        if self.layout.field(Role::HostLength).is_some() && self.rng.one_in(2) {
            more.push((Role::HostLength, 1 + i64::try_from(host.len()).unwrap()));
        }
        let pid = self.pid();
        let user = self.rng.pick(USERS);
        let login = Values {
            pid,
            user: user.into(),
            host: host.into(),
            remote,
            more,
            ..self.on(&line)
        };
        self.login(login)
    }

    fn login(&mut self, values: Values) -> Values {
        let type_raw = (self.style == Style::Minix && self.rng.one_in(3)).then_some(0);
        Values { kind: Kind::UserProcess, type_raw, ..values }
    }

    fn failure(&mut self) -> Values {
        let attempt = self.remote();
        match self.style {
            Style::Linux => Values {
                kind: Kind::LoginProcess,
                line: b"ssh:notty".to_vec(),
                id: Vec::new(),
                ..attempt
            },
            Style::SystemV => Values { kind: Kind::LoginProcess, ..attempt },
            _ => attempt,
        }
    }

    fn ended(&mut self, login: Values) -> Values {
        let Values { pid, line, id, user, session, .. } = login;
        let ended = Values { kind: Kind::DeadProcess, ..Values::default() };
        match self.style {
            Style::Linux => Values { pid, line, id, session, ..ended },
            // Whose session it was stays.
            Style::SystemV => {
                let exit = self.rng.pick(&[0, 0, 1, 2]);
                Values { pid, line, id, user, session, exit, ..ended }
            }
            Style::MacOs => Values { pid, line, id, user, ..ended },
            Style::NetBsd => {
                let termination = self.rng.pick(&[0, 0, 15]);
                Values { pid, line, termination, ..ended }
            }
            Style::FreeBsd => Values { pid, id, ..ended },
            Style::Minix => {
                let type_raw = self.rng.one_in(3).then_some(0);
                Values { pid, line, id, type_raw, ..ended }
            }
            Style::Bsd | Style::Research => Values { line, ..ended },
        }
    }

    /// Slots of a table or database, those of the system first.
    fn table(&mut self, count: usize, slot: fn(&mut Self) -> Values) -> Vec<Values> {
        let mut uid = 0;
        let slots = (0..count).map(|number| {
            let here = uid;
            uid += 1 + u32::try_from(self.rng.below(3)).unwrap();
            if number == 3 {
                uid = uid.max(100);
            }
            Values { uid: Some(here), ..slot(self) }
        });
        slots.collect()
    }

    fn last_login(&mut self) -> Values {
        let is_remote = match self.story {
            Story::Server | Story::Failures => !self.rng.one_in(4),
            Story::Small | Story::Desktop => self.rng.one_in(4),
        };
        let login = if is_remote { self.remote() } else { self.local() };
        let level =
            self.layout.field(Role::Level).map(|_| (Role::Level, self.rng.signed(4)));
        let Values { line, host, remote, .. } = login;
        let mut values = self.dated(Values { line, host, remote, ..Values::default() });
        // Who logged in last has not the highest number.
        values.seconds -= self.rng.signed(10_000_000);
        values.more.extend(level);
        values
    }

    fn failures(&mut self) -> Values {
        let Values { line, .. } = self.local();
        let line = match self.layout.field(Role::Line) {
            Some(field) if field.size > 32 && self.rng.one_in(2) => {
                self.rng.pick(HOSTS).into()
            }
            _ => line,
        };
        self.seconds += self.rng.signed(100_000);
        let mut more = vec![(Role::Count, self.rng.signed(8))];
        if self.rng.one_in(2) {
            more.push((Role::Max, 5 + self.rng.signed(5)));
            more.push((Role::LockSeconds, 60 * self.rng.signed(30)));
        }
        Values { line, seconds: self.seconds, more, ..Values::default() }
    }

    fn attempt(&mut self) -> Values {
        const VALID: i64 = 1;
        let (source, from) = match self.rng.below(4) {
            0 => ("sudo".into(), 0),
            1 => (self.terminal().line, 4),
            2 => (self.rng.pick(HOSTS).into(), 2),
            _ => (self.remote().host, 2),
        };
        // A reset takes the lowest bit and leaves the rest.
        let valid = if self.rng.one_in(5) { 0 } else { VALID };
        self.seconds += 1 + self.rng.signed(600);
        Values {
            line: source,
            seconds: self.seconds,
            more: vec![(Role::Status, valid | from)],
            ..Values::default()
        }
    }

    fn process(&mut self) -> Values {
        let flags = self.rng.pick(&[0, 0, 1, 2, 3, 0x10, 0x18]);
        let uid = self.rng.pick(&[0, 0, 33, 1_000, 1_001, 200_000]);
        let gid = if uid == 0 { 0 } else { self.rng.pick(&[100, 1_000]) };
        let ticks = self.rng.signed(200_000) >> self.rng.below(18);
        let tty = self.rng.pick(&[0, 0, 0x8800, 0x0401]);
        let exit = self.rng.pick(&[0, 0, 0, 0x100, 0x7f00, 9, 15]);
        let parent = self.pid();
        // Elapsed time is given as exactly as the layout can, in several fields at once.
        let float = u32::try_from(ticks).unwrap() as f32;
        let mut more = vec![
            (Role::Flags, flags),
            (Role::Uid, uid),
            (Role::Gid, gid),
            (Role::Uid16, if uid > 0xffff { 65_534 } else { uid }),
            (Role::Gid16, gid),
            (Role::ParentPid, parent),
            (Role::Tty, tty),
            (Role::ExitCode, exit),
            (Role::TickRate, 100),
            (Role::Elapsed, comp(ticks)),
            (Role::ElapsedHigh, ticks >> 16),
            (Role::ElapsedLow, ticks & 0xffff),
            (Role::ElapsedFloat, float.to_bits().into()),
        ];
        for (role, most) in [
            (Role::UserTicks, ticks + 1),
            (Role::SystemTicks, ticks / 4 + 1),
            (Role::Memory, 90_000),
            (Role::MinorFaults, 5_000),
            (Role::MajorFaults, 3),
        ] {
            let used = self.rng.signed(most);
            more.push((role, comp(used)));
        }
        self.seconds += self.rng.signed(60);
        Values {
            line: self.rng.pick(COMMANDS).into(),
            pid: parent + 1 + self.rng.signed(90),
            // They are written in the order in which they end.
            seconds: self.seconds - ticks / 100,
            more,
            ..Values::default()
        }
    }
}

/// A number with 13 bits and 3 of an exponent to the base 8, as far as it can hold it.
fn comp(mut number: i64) -> i64 {
    let mut exponent = 0;
    while number > 0x1fff {
        number >>= 3;
        exponent += 1;
    }
    exponent << 13 | number
}

/// 2020-09-13: where the clocks of recent systems start.
const RECENT: i64 = 1_600_000_000;

/// When such systems ran.
fn era(layout: &Layout) -> i64 {
    let is_narrow = layout.fields().all(|field| !field.role.is_text() || field.size <= 16);
    let is_32 = layout.field(Role::Seconds).is_some_and(|field| field.size == 4);
    match layout.order() {
        Order::Pdp => 400_000_000,
        _ if is_narrow && is_32 => 700_000_000,
        _ => RECENT,
    }
}

/// A plain login from 192.0.2.77, which every layout can hold. Tests change what they are
/// about.
pub(crate) fn login() -> Values {
    Values {
        kind: Kind::UserProcess,
        pid: 900,
        line: b"pts/0".to_vec(),
        id: b"ts/0".to_vec(),
        user: b"alice".to_vec(),
        host: b"192.0.2.77".to_vec(),
        session: 900,
        seconds: 1_700_000_000,
        usec: 250_000,
        remote: Origin::Ip(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 77))),
        // What other entries say that happen to be made of it.
        more: vec![
            (Role::HostLength, 10),
            (Role::Level, 2),
            (Role::Count, 3),
            (Role::Max, 5),
            (Role::LockSeconds, 600),
            (Role::Status, 3),
            (Role::Uid, 1_000),
            (Role::Gid, 1_000),
            (Role::Uid16, 1_000),
            (Role::Gid16, 1_000),
            (Role::ParentPid, 899),
            (Role::Elapsed, 250),
            (Role::ElapsedLow, 250),
            (Role::ElapsedFloat, 250_f32.to_bits().into()),
            (Role::TickRate, 100),
        ],
        ..Values::default()
    }
}

/// The same, of users between whom there are others that never logged in.
pub(crate) fn users(count: i32) -> Vec<Values> {
    // A distance at which the slots of one table hardly are slots of another.
    let uid = |number: u32| Some(11 * number);
    let logins = (0..).zip(logins(count));
    logins.map(|(number, values)| Values { uid: uid(number), ..values }).collect()
}

/// So many logins, a minute apart.
pub(crate) fn logins(count: i32) -> Vec<Values> {
    let nth = |number| Values {
        pid: 900 + i64::from(number),
        line: format!("pts/{number}").into(),
        seconds: 1_700_000_000 + 60 * i64::from(number),
        usec: 250_000 + i64::from(number),
        ..login()
    };
    (0..count).map(nth).collect()
}
