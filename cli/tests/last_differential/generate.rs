//! Files and options that reach every corner of `last`.

use crate::support::random::Random;
use loginrec::LogFile;
use loginrec::layout::{self, Draft, Remote};

/// What the machine is asked about, as of this test.
pub(crate) struct World {
    /// Seconds since 1970.
    pub(crate) now: i64,
    pub(crate) booted: i64,
    pub(crate) pid: i64,
}

const USERS: &[&[u8]] = &[
    b"alice",
    b"root",
    b"nobody",
    b"bob_longer",
    b"exactly8",
    b"exactly-nine",
    b"LOGIN",
    b"LOGINS",
    b"date",
    b"dated",
    b"reboot",
    b"runlevel",
    b"shutdown",
    b"",
    "jörg".as_bytes(),
    "jörgjörgjörg".as_bytes(),
    "名前名前名前".as_bytes(),
    b"tab\there",
    b"line\nfeed",
    b"cr\rbell\x07",
    b"esc\x1b[31m",
    b"\xff\xfe\x80",
    b"cut\xc3",
    b"\xe2\x82(",
    b"blanks  ",
    b"12345678901234567890123456789012",
    "12345678901234567890123456789é".as_bytes(),
    b"del\x7f\x01",
    "\u{200b}\u{202e}\u{2028}".as_bytes(),
    "\u{e000}\u{10ffff}\u{378}".as_bytes(),
];

const LINES: &[&[u8]] = &[
    b"tty1",
    b"tty2",
    b"pts/0",
    b"pts/1",
    b"pts/22",
    b"console",
    b"null",
    b"/null",
    b":0",
    b"ftp12345",
    b"ftpd",
    b"uucp7",
    b"uucp",
    b"ssh:notty",
    b"~",
    b"~~",
    b"|",
    b"{",
    b"}",
    b"",
    b"a-line-longer-than-12",
    b"12345678901234567890123456789012",
    b"l\xff\n",
    "tty\u{301}".as_bytes(),
];

const HOSTS: &[&[u8]] = &[
    b"",
    b"gw.example.org",
    b"6.1.0-18-amd64",
    b"exactly-16-chars",
    b"one-more-than-16-characters.example.org",
    b"192.0.2.1",
    b"2001:db8::1",
    b":0",
    b"a b",
    b"trailing \t",
    "höst.example.örg.ünd.mehr".as_bytes(),
    b"\x1b]0;title\x07",
    b"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3(\xa9",
];

const EDGES: &[i64] = &[
    0,
    1,
    -1,
    59,
    -60,
    i32::MAX as i64,
    i32::MIN as i64,
    i32::MAX as i64 - 86_400,
    -86_400,
    86_400,
];

/// How the times of a file run.
#[derive(Clone, Copy, PartialEq)]
enum Times {
    Usual,
    Recent,
    Jumping,
    Odd,
}

/// One record, owned.
struct Owned {
    number: i32,
    pid: i64,
    user: Vec<u8>,
    line: Vec<u8>,
    host: Vec<u8>,
    address: [u8; 16],
    seconds: i64,
}

/// A file, and the times in it.
pub(crate) struct File {
    pub(crate) bytes: Vec<u8>,
    pub(crate) times: Vec<i64>,
    /// Records that the library takes for damage.
    pub(crate) left_out: usize,
}

pub(crate) fn file(random: &mut Random, world: &World) -> File {
    let times = random.pick(&[
        Times::Usual,
        Times::Usual,
        Times::Recent,
        Times::Recent,
        Times::Jumping,
        Times::Odd,
    ]);
    let is_strange = random.one_in(3);
    let count = match random.below(8) {
        0 => random.below(3),
        1 => random.below(150),
        _ => random.below(40),
    };
    let mut seconds = match times {
        Times::Recent => world.booted - 200 + random.below(600),
        _ => 1_500_000_000 + random.below(250_000_000),
    };
    let few = 2 + random.below(6);
    let mut file = File { bytes: Vec::new(), times: Vec::new(), left_out: 0 };
    let layout = layout::find("linux-utmp-384-le").unwrap();
    for _ in 0..count {
        seconds = next(seconds, times, random, world);
        let record = record(random, world, seconds, few, is_strange);
        file.times.push(record.seconds);
        file.bytes.extend(layout.encode(&Draft {
            type_raw: record.number,
            pid: record.pid,
            line: &record.line,
            id: b"ts/0",
            user: &record.user,
            host: &record.host,
            seconds: record.seconds,
            usec: match random.below(20) {
                0 => random.pick(&[-1, 1_000_000, i32::MAX.into(), i32::MIN.into()]),
                _ => random.below(1_000_000),
            },
            remote: Remote::Raw(&record.address),
            ..Draft::default()
        }));
    }
    // What the library takes for damage it does not show, which is not the question here.
    loop {
        let log = LogFile::new(&file.bytes, layout);
        let kept: Vec<u8> =
            log.entries().flat_map(|entry| entry.bytes().to_vec()).collect();
        if kept.len() == file.bytes.len() {
            return file;
        }
        file.left_out += (file.bytes.len() - kept.len()) / layout.size();
        file.bytes = kept;
    }
}

fn next(seconds: i64, times: Times, random: &mut Random, world: &World) -> i64 {
    let step = match random.below(6) {
        0 => 0,
        1 => random.below(60),
        2 => random.below(3_600),
        3 => random.below(86_400),
        4 => random.below(400_000),
        _ => random.below(600),
    };
    match times {
        Times::Usual => seconds + step,
        Times::Recent => {
            let after = (seconds + step % 2_000).min(world.now + 5_000);
            if random.one_in(20) { world.now - 3 + random.below(8) } else { after }
        }
        Times::Jumping if random.one_in(3) => seconds - step,
        Times::Jumping => seconds + step,
        Times::Odd if random.one_in(3) => random.pick(EDGES),
        Times::Odd if random.one_in(4) => {
            i64::from(i32::from_le_bytes(random.bytes(4).try_into().unwrap()))
        }
        Times::Odd => (seconds + step).clamp(i32::MIN.into(), i32::MAX.into()),
    }
}

fn record(
    random: &mut Random,
    world: &World,
    seconds: i64,
    few: i64,
    is_strange: bool,
) -> Owned {
    let some = |random: &mut Random, texts: &[&[u8]], usual: i64| {
        let end = if is_strange { i64::try_from(texts.len()).unwrap() } else { usual };
        texts[usize::try_from(random.below(end)).unwrap()].to_vec()
    };
    let mut record = Owned {
        number: 7,
        pid: 1_000 + random.below(5),
        user: some(random, USERS, few),
        line: some(random, LINES, few),
        host: some(random, HOSTS, few),
        address: address(random),
        seconds,
    };
    if is_strange && random.one_in(12) {
        let len = usize::try_from(random.below(33)).unwrap();
        record.user = noise(random, len, 0);
    }
    if is_strange && random.one_in(12) {
        let len = usize::try_from(random.below(257)).unwrap();
        record.host = noise(random, len, 0x20);
    }
    if random.one_in(4) {
        record.pid = random.pick(&[1, world.pid, 0, -1, 2, 4_194_305]);
    }
    let system = |record: &mut Owned, number: i32, user: &[u8]| {
        record.number = number;
        record.user = user.to_vec();
        record.line = b"~".to_vec();
    };
    match random.below(22) {
        0..8 => {}
        8..13 => {
            record.number = 8;
            if !random.one_in(4) {
                record.user.clear();
            }
        }
        13..15 => system(&mut record, 2, b"reboot"),
        15 => system(&mut record, 1, b"shutdown"),
        16 | 17 => {
            system(&mut record, 1, b"runlevel");
            record.pid = random.pick(&[
                0, 0x30, 0x36, 0x33, 0x4e35, 0x3530, 0x53, 0x0a, 0x1b, 0xff, 0x3636, 0x20,
                -1,
            ]);
        }
        18 => {
            record.number = random.pick(&[3, 4]);
            record.user = b"date".to_vec();
            record.line = random.pick(&[&b"|"[..], b"{", b"~", b"}"]).to_vec();
        }
        19 => record.number = random.pick(&[5, 6]),
        20 if is_strange => {
            record.number =
                random.pick(&[-1, 0, 9, 10, 99, 254, 255, 32_767, -32_768, 1, 2]);
        }
        _ => {
            record.number = i32::try_from(random.below(10)).unwrap();
            if random.one_in(2) {
                record.line = b"~".to_vec();
            }
        }
    }
    record
}

/// Any bytes but the first of rare scripts: which of them are printable depends on how old
/// the C library is.
fn noise(random: &mut Random, len: usize, bits: u8) -> Vec<u8> {
    let bytes = random.bytes(len).into_iter();
    bytes.map(|byte| if byte | bits == 0xf0 { b'?' } else { byte | bits }).collect()
}

fn address(random: &mut Random) -> [u8; 16] {
    let mut bytes = [0; 16];
    match random.below(8) {
        0 => bytes.copy_from_slice(&random.bytes(16)),
        1 => bytes[15] = 1,
        2 => {
            bytes[10..12].fill(0xff);
            bytes[12..].copy_from_slice(&random.bytes(4));
        }
        3 => bytes[12..].copy_from_slice(&random.bytes(4)),
        4 => bytes[..4].copy_from_slice(&[0x20, 1, 0xd, 0xb8]),
        5 => {
            bytes[..4].copy_from_slice(&[0x20, 1, 0xd, 0xb8]);
            bytes[usize::try_from(4 + random.below(12)).unwrap()] = 1;
        }
        6 => {}
        _ => bytes[..4].copy_from_slice(&random.bytes(4)),
    }
    bytes
}

/// Options that both programs have.
pub(crate) fn options(random: &mut Random, times: &[i64]) -> Vec<Vec<u8>> {
    let mut options: Vec<Vec<u8>> = Vec::new();
    let mut add = |text: String| options.push(text.into_bytes());
    for flag in ["-x", "-w", "-a", "-R", "-i"] {
        let times = if flag == "-x" { 2 } else { 4 };
        if random.one_in(times) {
            add(flag.to_owned());
        }
    }
    match random.below(6) {
        0 => add("-F".to_owned()),
        1 => add("--time-format=iso".to_owned()),
        2 => add("--time-format=notime".to_owned()),
        3 => add("--time-format=full".to_owned()),
        _ => {}
    }
    match random.below(10) {
        0 => add(format!("-{}", random.below(30))),
        1 => add(format!("-n{}", random.below(12) - 1)),
        2 => add(format!("--limit={}", random.below(12))),
        _ => {}
    }
    for option in ["-s", "-t", "-p"] {
        if random.one_in(6) {
            add(option.to_owned());
            add(time(random, times));
        }
    }
    if random.one_in(5) {
        for _ in 0..1 + random.below(3) {
            let words: &[&[u8]] = if random.one_in(2) { USERS } else { LINES };
            let word = match random.below(5) {
                0 => b"system boot",
                1 => &b"1"[..],
                2 => b"reboot",
                _ => random.pick(words),
            };
            // An empty word finds what has no user, and a dash would be an option.
            options.push(word.to_vec());
        }
    }
    options
}

fn time(random: &mut Random, times: &[i64]) -> String {
    let some = if times.is_empty() { 0 } else { random.pick(times) };
    let some = (some + random.below(3) - 1).max(0);
    let moment = loginrec::Timestamp::new(some, 0).unwrap().to_string();
    match random.below(12) {
        0 => "now".to_owned(),
        1 => random.pick(&["today", "yesterday", "tomorrow"]).to_string(),
        2 => format!("-{}min", random.below(500)),
        3 => format!("{} hours ago", random.below(500)),
        4 => format!("+{}s", random.below(5_000)),
        5 => moment[..19].to_owned(),
        6 => moment[..16].replace('T', " "),
        7 => moment[..10].to_owned(),
        8 => moment[2..19].replace('T', " "),
        9 => moment[11..16].to_owned(),
        _ => moment[..19].replace('T', " "),
    }
}
