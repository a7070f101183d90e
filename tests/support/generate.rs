//! Records as systems write them, from a seed: the same on every run and every machine.

use super::Values;

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

    pub(crate) fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.next().to_le_bytes()[0]).collect()
    }

    pub(crate) fn signed(&mut self, end: i64) -> i64 {
        i64::try_from(self.below(end.cast_unsigned())).unwrap()
    }
}

/// What kind of file the records are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Story {
    /// A wtmp of a server: boots, run levels, gettys, remote logins and their ends.
    Server,
    /// A wtmp of a small system that writes neither microseconds nor sessions nor addresses.
    Small,
    /// A btmp: failed logins, one after the other.
    Failures,
    /// Local logins, with sessions and microseconds.
    Desktop,
}

impl Story {
    pub(crate) const ALL: [Self; 4] =
        [Self::Server, Self::Small, Self::Failures, Self::Desktop];
}

const USERS: &[&str] =
    &["root", "alice", "bob", "carol", "deploy", "postgres", "j.doe", "svc-web"];
const HOSTS: &[&str] =
    &["gw.example.org", "build-07.example.com", "laptop", "bastion.example.net"];
const RELEASE: &str = "6.1.0-18-amd64";

/// So many records in the order of time, as this kind of file has them.
pub(crate) fn story(kind: Story, seed: u64, count: usize) -> Vec<Values> {
    let mut rng = Rng::new(seed);
    let mut seconds = 1_600_000_000 + rng.signed(100_000_000);
    let mut records = Vec::with_capacity(count);
    let mut open: Vec<Values> = Vec::new();
    while records.len() < count {
        seconds += 1 + rng.signed(3_600);
        let usec = if kind == Story::Small { 0 } else { rng.signed(1_000_000) };
        let mut values = match (kind, records.len(), rng.below(10)) {
            (Story::Failures, ..) => failure(&mut rng),
            (_, 0, _) => system(2, "reboot", 0),
            (_, 1, _) => system(1, "runlevel", 53 + 256 * 78),
            (_, 2, _) => getty(&mut rng),
            (_, _, 0) => system(1, "shutdown", 0),
            (_, _, 1) => getty(&mut rng),
            (_, _, 2..=5) if !open.is_empty() => {
                let at = rng.index(open.len());
                ended(open.remove(at))
            }
            (Story::Server, ..) => remote(&mut rng),
            _ => local(&mut rng),
        };
        if kind == Story::Small {
            values.session = 0;
            values.address = [0; 16];
        }
        if values.type_raw == 7 {
            open.push(values.clone());
        }
        records.push(Values { seconds, usec, ..values });
    }
    records
}

fn system(type_raw: i32, user: &str, pid: i64) -> Values {
    Values {
        type_raw,
        pid,
        line: b"~".to_vec(),
        id: b"~~".to_vec(),
        user: user.into(),
        host: RELEASE.into(),
        ..Values::default()
    }
}

fn getty(rng: &mut Rng) -> Values {
    let line = format!("tty{}", 1 + rng.below(6));
    let pid = 400 + rng.signed(2_000);
    Values {
        type_raw: 6,
        pid,
        id: line.clone().into(),
        line: line.into(),
        user: b"LOGIN".to_vec(),
        session: pid,
        ..Values::default()
    }
}

fn local(rng: &mut Rng) -> Values {
    let user = rng.pick(USERS);
    let host = if rng.below(3) == 0 { ":0" } else { "" };
    Values { type_raw: 7, user: user.into(), host: host.into(), ..getty(rng) }
}

fn remote(rng: &mut Rng) -> Values {
    let number = rng.below(40);
    let line = format!("pts/{number}");
    let mut address = [0; 16];
    let host = match rng.below(4) {
        0 => {
            address[..4].copy_from_slice(&[0x20, 0x01, 0x0d, 0xb8]);
            address[14..].copy_from_slice(&rng.bytes(2));
            std::net::Ipv6Addr::from(address).to_string()
        }
        1 => {
            address[..4].copy_from_slice(&[198, 51, 100, rng.bytes(1)[0]]);
            rng.pick(HOSTS).to_owned()
        }
        _ => {
            address[..4].copy_from_slice(&[192, 0, 2, rng.bytes(1)[0]]);
            format!("192.0.2.{}", address[3])
        }
    };
    Values {
        type_raw: 7,
        pid: 1_000 + rng.signed(4_000_000),
        id: line.as_bytes()[line.len().saturating_sub(4)..].to_vec(),
        line: line.into(),
        user: rng.pick(USERS).into(),
        host: host.into(),
        address,
        ..Values::default()
    }
}

fn failure(rng: &mut Rng) -> Values {
    let session = remote(rng);
    Values { type_raw: 6, line: b"ssh:notty".to_vec(), id: Vec::new(), ..session }
}

fn ended(login: Values) -> Values {
    let Values { pid, line, id, session, .. } = login;
    Values { type_raw: 8, pid, line, id, session, ..Values::default() }
}
