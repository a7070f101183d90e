//! A machine that never was, and what it would have logged: realistic login files of any
//! size and layout, the same for the same seed.
#![allow(dead_code, reason = "a module of several programs, which need not use all of it")]

use loginrec::Kind::{
    BootTime, DeadProcess, InitProcess, LoginProcess, NewTime, OldTime, RunLevel,
    UserProcess,
};
use loginrec::layout::{self, Content, Draft, Framing, LAYOUTS, Layout, Role};
use std::collections::VecDeque;
use std::io::{self, Write};
use std::net::IpAddr;

/// 2023-03-01: where the clocks of all machines start.
const START: i64 = 1_677_628_800;
/// A long file spans nine months; a short one has a record every ten minutes.
const SPAN_SECONDS: i64 = 270 * 86_400;
const LONGEST_PAUSE_SECONDS: i64 = 600;
const MICROS: i64 = 1_000_000;

const USERS: &[&str] = &[
    "root",
    "alice",
    "bob",
    "carol",
    "dave",
    "erin",
    "frank",
    "grace",
    "heidi",
    "ivan",
    "judy",
    "mallory",
    "deploy",
    "backup",
    "jenkins",
    "ansible",
    "postgres",
    "www-data",
    "jörg",
    "svc_monitoring",
    "max.mustermann",
    "u2034871",
];
const HOSTS: &[&str] = &[
    "gateway.example.com",
    "workstation17.office.example.com",
    "bastion-eu-1.example.net",
    "dsl-203-0-113-54.dynamic.example.org",
    "laptop",
];
const KERNELS: &[&str] = &[
    "5.10.0-21-amd64",
    "5.10.0-23-amd64",
    "6.1.0-9-amd64",
    "6.1.0-13-amd64",
    "6.1.0-18-amd64",
];
/// What brute force tries, most of it over and over.
const GUESSES: &[&str] = &[
    "root",
    "admin",
    "test",
    "user",
    "ubuntu",
    "oracle",
    "postgres",
    "git",
    "guest",
    "pi",
    "ftpuser",
    "hadoop",
    "mysql",
    "nagios",
    "tomcat",
    "www",
    "support",
    "ec2-user",
    "steam",
    "minecraft",
    "zabbix",
    "elastic",
    "jenkins",
    "administrator",
    "",
    "Passw0rd!",
    "用户",
];

/// Which of the two files is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Logins, logouts, boots.
    Wtmp,
    /// Failed logins.
    Btmp,
}

/// The layouts that such files can be made in: those of logs.
pub(crate) fn layouts() -> impl Iterator<Item = &'static Layout> {
    LAYOUTS.iter().copied().filter(|layout| {
        layout.content() == Content::Records
            && matches!(layout.framing(), Framing::Sequence | Framing::Prefixed)
    })
}

/// Writes so many records. The memory needed does not depend on how many.
pub(crate) fn write(
    mut to: impl Write,
    layout: &Layout,
    kind: Kind,
    records: u64,
    seed: u64,
) -> io::Result<()> {
    const CHUNK: usize = 256 << 10;
    let mut machine = Machine::new(kind, records, seed);
    let mut buffer = Vec::with_capacity(CHUNK + layout.size());
    for _ in 0..records {
        buffer.extend_from_slice(&machine.next_record(layout));
        if buffer.len() >= CHUNK {
            to.write_all(&buffer)?;
            buffer.clear();
        }
    }
    to.write_all(&buffer)?;
    to.flush()
}

/// splitmix64: small, fast, and good enough to make data look alive.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From `low` up to and without `high`.
    fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low).unwrap_or(1).max(1);
        low + i64::try_from(self.next() % width).unwrap_or(0)
    }

    fn one_in(&mut self, count: i64) -> bool {
        self.between(0, count) == 0
    }

    fn byte(&mut self, low: u8, high: u8) -> u8 {
        u8::try_from(self.between(low.into(), i64::from(high) + 1)).unwrap_or(low)
    }

    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        let count = u64::try_from(from.len()).unwrap_or(1).max(1);
        let at = usize::try_from(self.next() % count).unwrap_or(0);
        from.get(at).copied().unwrap_or_default()
    }
}

/// A record before it has a layout.
#[derive(Clone, Debug, Default)]
struct Event {
    kind: Option<loginrec::Kind>,
    pid: i64,
    session: i64,
    line: String,
    id: String,
    user: String,
    host: String,
    address: Option<IpAddr>,
    termination: i32,
    micros: i64,
}

impl Event {
    /// The record of it; `None` if systems with this layout write none.
    fn encode(&self, layout: &Layout) -> Option<Vec<u8>> {
        let type_raw = match (layout.field(Role::Type), self.kind) {
            (Some(_), Some(kind)) => layout.spec().convention.number(kind)?,
            // Without a type, whoever has a line and a name has logged in.
            (None, Some(InitProcess | LoginProcess)) if self.host.is_empty() => {
                return None;
            }
            (None, Some(RunLevel)) if self.user != "shutdown" => return None,
            (_, _) => 0,
        };
        let remote = match (self.address, layout.field(Role::Socket)) {
            (None, _) => layout::Remote::None,
            (Some(ip), Some(_)) => layout::Remote::Socket(ip, 22_022),
            (Some(ip), None) => layout::Remote::Ip(ip),
        };
        Some(layout.encode(&Draft {
            type_raw,
            pid: self.pid,
            line: self.line.as_bytes(),
            id: self.id.as_bytes(),
            user: self.user.as_bytes(),
            host: self.host.as_bytes(),
            termination: self.termination,
            session: self.session,
            seconds: self.micros.div_euclid(MICROS),
            usec: self.micros.rem_euclid(MICROS),
            remote,
            ..Draft::default()
        }))
    }

    /// A terminal, with the id that programs make of its last four characters.
    fn on(mut self, line: &str) -> Self {
        self.id = line.get(line.len().saturating_sub(4)..).unwrap_or(line).to_owned();
        self.line = line.to_owned();
        self
    }

    fn from(mut self, remote: &Remote) -> Self {
        self.host.clone_from(&remote.host);
        self.address = Some(remote.address);
        self
    }
}

/// Where somebody comes from.
#[derive(Clone, Debug)]
struct Remote {
    host: String,
    address: IpAddr,
}

impl Remote {
    fn any(random: &mut Random) -> Self {
        match random.between(0, 20) {
            0..4 => Self::v6(random),
            4..8 => Self { host: random.pick(HOSTS).to_owned(), ..Self::v4(random) },
            _ => Self::v4(random),
        }
    }

    fn v4(random: &mut Random) -> Self {
        let [a, b, c] = match random.between(0, 5) {
            0 => [192, 0, 2],
            1 => [198, 51, 100],
            2 => [203, 0, 113],
            _ => [10, random.byte(0, 255), random.byte(0, 255)],
        };
        let octets = [a, b, c, random.byte(1, 254)];
        let address = IpAddr::from(octets);
        Self { host: address.to_string(), address }
    }

    fn v6(random: &mut Random) -> Self {
        let mut address = [0; 16];
        for (to, from) in address.iter_mut().zip([0x20, 0x01, 0x0d, 0xb8, 0, 7]) {
            *to = from;
        }
        let quiet = random.one_in(3);
        for byte in address.iter_mut().skip(if quiet { 14 } else { 8 }) {
            *byte = random.byte(1, 255);
        }
        let address = IpAddr::from(address);
        Self { host: address.to_string(), address }
    }
}

/// Somebody who is logged in.
#[derive(Clone, Debug)]
struct Session {
    line: String,
    pid: i64,
}

/// The machine: its clock, its processes, and what is to be logged next.
struct Machine {
    kind: Kind,
    random: Random,
    micros: i64,
    /// Between two things that happen, on average.
    pause: i64,
    pid: i64,
    boots: usize,
    sessions: Vec<Session>,
    gettys: Vec<Session>,
    attacker: Remote,
    /// How long the attacker goes on.
    attempts: i64,
    queue: VecDeque<Event>,
}

impl Machine {
    fn new(kind: Kind, records: u64, seed: u64) -> Self {
        let records = i64::try_from(records).unwrap_or(i64::MAX).max(1);
        let pause =
            (SPAN_SECONDS * MICROS / records).clamp(2, LONGEST_PAUSE_SECONDS * MICROS);
        let mut random = Random(seed);
        let attacker = Remote::v4(&mut random);
        Self {
            kind,
            random,
            micros: START * MICROS,
            pause,
            pid: 700,
            boots: 0,
            sessions: Vec::new(),
            gettys: Vec::new(),
            attacker,
            attempts: 0,
            queue: VecDeque::new(),
        }
    }

    fn next_record(&mut self, layout: &Layout) -> Vec<u8> {
        loop {
            if let Some(record) = self.next_event().encode(layout) {
                return record;
            }
        }
    }

    fn next_event(&mut self) -> Event {
        loop {
            if let Some(event) = self.queue.pop_front() {
                return event;
            }
            self.wait(2 * self.pause);
            match self.kind {
                Kind::Wtmp => self.live(),
                Kind::Btmp => self.be_attacked(),
            }
        }
    }

    fn wait(&mut self, most: i64) {
        self.micros += self.random.between(1, most.max(2));
    }

    fn log(&mut self, event: Event) {
        self.queue.push_back(Event { micros: self.micros, ..event });
    }

    fn new_pid(&mut self) -> i64 {
        self.pid += self.random.between(1, 60);
        if self.pid >= 4_194_304 {
            self.pid = 300;
        }
        self.pid
    }

    fn live(&mut self) {
        if self.boots == 0 {
            self.boot();
        } else if self.random.one_in(500) {
            if !self.random.one_in(4) {
                self.shut_down();
            }
            self.sessions.clear();
            self.gettys.clear();
            self.wait(self.pause);
            self.boot();
        } else if self.random.one_in(700) {
            self.set_clock();
        } else if self.sessions.is_empty()
            || (self.sessions.len() < 40 && self.random.one_in(2))
        {
            self.log_in();
        } else {
            self.log_out();
        }
    }

    fn boot(&mut self) {
        let kernel = KERNELS.get(self.boots / 3 % KERNELS.len()).copied().unwrap_or("");
        self.boots += 1;
        self.pid = 600;
        let mark = |kind, user: &str, pid| Event {
            kind: Some(kind),
            pid,
            line: "~".into(),
            id: "~~".into(),
            user: user.into(),
            host: kernel.into(),
            ..Event::default()
        };
        self.log(mark(BootTime, "reboot", 0));
        self.wait(self.pause);
        for line in ["tty1", "ttyS0"] {
            self.start_getty(line);
        }
        self.log(mark(RunLevel, "runlevel", b'5'.into()));
    }

    fn start_getty(&mut self, line: &str) {
        let pid = self.new_pid();
        self.gettys.push(Session { line: line.into(), pid });
        let getty = Event { pid, session: pid, ..Event::default() }.on(line);
        self.log(Event { kind: Some(InitProcess), ..getty.clone() });
        self.log(Event { kind: Some(LoginProcess), user: "LOGIN".into(), ..getty });
    }

    fn shut_down(&mut self) {
        let all = self.sessions.drain(..).chain(self.gettys.drain(..));
        let dead: Vec<_> = all
            .map(|Session { line, pid }| {
                Event { kind: Some(DeadProcess), pid, termination: 15, ..Event::default() }
                    .on(&line)
            })
            .collect();
        dead.into_iter().for_each(|event| self.log(event));
        self.log(Event {
            kind: Some(RunLevel),
            line: "~".into(),
            id: "~~".into(),
            user: "shutdown".into(),
            host: KERNELS.get(self.boots / 3 % KERNELS.len()).copied().unwrap_or("").into(),
            ..Event::default()
        });
    }

    /// The clock was behind, as it is with a machine that has just met a time server.
    fn set_clock(&mut self) {
        let mark = |kind, line: &str| Event {
            kind: Some(kind),
            line: line.into(),
            user: "date".into(),
            ..Event::default()
        };
        self.log(mark(OldTime, "|"));
        self.wait(self.pause);
        self.log(mark(NewTime, "{"));
    }

    fn log_in(&mut self) {
        let user = self.random.pick(USERS).to_owned();
        let free = (0..).map(|number| format!("pts/{number}"));
        let taken = |line: &String| self.sessions.iter().any(|other| other.line == *line);
        let line = free.into_iter().find(|line| !taken(line)).unwrap_or_default();
        let pid = self.new_pid();
        let login = Event { kind: Some(UserProcess), pid, user, ..Event::default() };
        if self.random.one_in(25)
            && let Some(at) = self.gettys.iter().position(|getty| getty.line == "tty1")
        {
            // login(1) takes the process of the getty.
            let console = self.gettys.swap_remove(at);
            let pid = console.pid;
            self.log(Event { pid, session: pid, ..login }.on(&console.line));
            self.sessions.push(console);
            return;
        }
        let login = if self.random.one_in(12) {
            Event { host: format!("tmux({}).%0", pid - 3), ..login }
        } else {
            login.from(&Remote::any(&mut self.random))
        };
        self.log(login.on(&line));
        self.sessions.push(Session { line, pid });
    }

    fn log_out(&mut self) {
        let count = i64::try_from(self.sessions.len()).unwrap_or(1);
        let at = usize::try_from(self.random.between(0, count)).unwrap_or(0);
        let Session { line, pid } = self.sessions.swap_remove(at);
        self.log(Event { kind: Some(DeadProcess), pid, ..Event::default() }.on(&line));
        if line.starts_with("tty") {
            self.start_getty(&line);
        }
    }

    /// One attempt. sshd writes whole seconds into a btmp, login(1) microseconds too.
    fn be_attacked(&mut self) {
        if self.attempts == 0 {
            self.attacker = Remote::any(&mut self.random);
            self.attempts = self.random.between(3, 400);
        }
        self.attempts -= 1;
        let pid = self.new_pid();
        let user = if self.random.one_in(2) { "root" } else { self.random.pick(GUESSES) };
        let attempt =
            Event { kind: Some(LoginProcess), pid, user: user.into(), ..Event::default() };
        if self.random.one_in(100) {
            return self.log(attempt.on("tty1"));
        }
        let attempt = Event { line: "ssh:notty".into(), ..attempt }.from(&self.attacker);
        let micros = self.micros - self.micros.rem_euclid(MICROS);
        self.queue.push_back(Event { micros, ..attempt });
    }
}
