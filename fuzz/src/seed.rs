//! Inputs made by code: for every layout a clean file and what happens to files.

use crate::feed::{file_of, numbers};
use loginrec::LogFile;
use loginrec::layout::{Draft, LAYOUTS, Layout, Remote, Role};
use loginrec::text::exact::Writer;
use std::net::IpAddr;

/// The seeds of a target by name: files of every layout, and noise that the target turns
/// into records of its own.
#[must_use]
pub fn of(target: &str) -> Vec<(String, Vec<u8>)> {
    // What the target reads before the file.
    let choice = |number: u8| match target {
        "detect" => vec![],
        "typed_vs_record" => vec![0xff], // mend all fields
        "sources_agree" => vec![number, 100], // the layout, and how the stream drips
        _ => vec![number],               // the layout
    };
    // `noise` is longer than any window, and too long for an engine to stumble upon.
    let mut seeds: Vec<(String, Vec<u8>)> = vec![
        ("empty".to_owned(), vec![]),
        ("zeros".to_owned(), vec![0; 4096]),
        ("ones".to_owned(), vec![0xff; 4096]),
        ("text".to_owned(), b"Nov 14 22:13:20 host sshd[1]: session\n".repeat(60)),
        ("noise".to_owned(), noise(0).take(70_000).collect()),
    ];
    // Only one target is so fast that every layout gets every damage. The others get one
    // each, in turn.
    let is_fast = target == "entries";
    for (number, layout) in (0_u8..).zip(LAYOUTS) {
        let turn = usize::from(number);
        let files = files(layout);
        let damages = files.len() - 1;
        for (place, (what, file)) in files.into_iter().enumerate() {
            if is_fast || what == CLEAN || place == turn % damages {
                let name = format!("{}-{what}", layout.id());
                seeds.push((name, [choice(number), file].concat()));
            }
        }
        if target == "sources_agree" {
            // Zeros that outgrow the windows, and make holes of a sparse file.
            let pages = [1, 15, 16, 17, 200][turn % 5];
            let record = record(layout, 3);
            let gap = [0xfe, pages];
            let data = [choice(number), record.clone(), gap.into(), record, gap.into()];
            seeds.push((format!("{}-{pages}-pages", layout.id()), data.concat()));
        }
        if target == "text" {
            let file =
                file_of(layout, (0..5).map(|number| record(layout, number)).collect());
            let name = format!("{}-text", layout.id());
            seeds.push((name, [vec![choice(number)[0]], lines_of(layout, &file)].concat()));
        }
        for variant in 0..if is_fast { 4 } else { 1 } {
            let name = format!("{}-noise-{variant}", layout.id());
            let noise = noise(variant * 256 + u32::from(number)).take(440).collect();
            // `detect` makes a clean file of noise, in the layout that the first byte picks.
            seeds.push((name, [choice(number), vec![number], noise].concat()));
        }
    }
    seeds
}

/// A file as text: the lines that its target reads behind a head of its own.
fn lines_of(layout: &'static Layout, file: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    let mut writer = Writer::begin(layout, &mut text);
    LogFile::new(file, layout).pieces().for_each(|piece| writer.piece(&piece, &mut text));
    writer.end(&mut text);
    let head = text.iter().position(|&byte| byte == b'\n').map_or(0, |end| end + 1);
    text.split_off(head)
}

/// Bytes without a pattern, the same at every run.
fn noise(start: u32) -> impl Iterator<Item = u8> {
    let mut state = start.wrapping_mul(0x9e37_79b9) | 1;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[1]
    })
}

/// The file that nothing has happened to, which is the last.
const CLEAN: &str = "clean";

/// A clean file of the layout, and the same file after each kind of damage.
fn files(layout: &Layout) -> Vec<(&'static str, Vec<u8>)> {
    let clean = file_of(layout, (0..5).map(|number| record(layout, number)).collect());
    // About as long as an entry, wherever it stands.
    let size = clean.len() / 5;
    let changed = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut file = clean.clone();
        change(&mut file);
        file
    };
    vec![
        ("torn", changed(&|file| file.truncate(4 * size + size / 3))),
        ("headless", changed(&|file| drop(file.drain(..size / 2)))),
        ("overwritten", changed(&|file| file[size..2 * size].fill(0xa5))),
        ("wiped", changed(&|file| file[size..3 * size].fill(0))),
        ("shifted", changed(&|file| drop(file.splice(2 * size..2 * size, *b"stray")))),
        ("lossy", changed(&|file| drop(file.drain(size + 9..2 * size)))),
        (
            "stale",
            changed(&|file| {
                file[size + 4..2 * size]
                    .iter_mut()
                    .step_by(3)
                    .for_each(|byte| *byte |= 0x20)
            }),
        ),
        (CLEAN, clean),
    ]
}

fn record(layout: &Layout, number: u8) -> Vec<u8> {
    let types = numbers(layout);
    let ip = IpAddr::from([203, 0, 113, 9]);
    let nth = usize::from(number % 5);
    layout.encode(&Draft {
        type_raw: types[(nth + 1) % types.len()],
        pid: 1000 + i64::from(number),
        line: if number == 0 { b"~" } else { b"pts/0" },
        id: b"ts/0",
        user: [&b"reboot"[..], b"runlevel", b"LOGIN", b"alice", b""][nth],
        host: if number == 4 { b"" } else { b"203.0.113.9" },
        termination: if number == 4 { 15 } else { 0 },
        exit: i32::from(number == 4),
        session: 900,
        seconds: 1_700_000_000 + 60 * i64::from(number),
        usec: 123_456,
        remote: match layout.field(Role::Socket) {
            Some(_) => Remote::Socket(ip, 22_022),
            None => Remote::Ip(ip),
        },
        more: &[(Role::Status, 3), (Role::Count, 2), (Role::LockSeconds, 600)],
        ..Draft::default()
    })
}
