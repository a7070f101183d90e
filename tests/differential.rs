//! The same files before this library and before the tools of the system.
//!
//! `utmpdump` and `last` read the layout of the machine that they run on, so these tests
//! run where that is `linux-utmp-384-le` and the tools are installed; elsewhere they say
//! that they did nothing.

mod support;

use loginrec::layout::{self, Layout};
use loginrec::{Kind, LogFile, Seconds32, Timestamp};
use std::io::Write;
use std::process::Command;
use support::generate::{Rng, Story, story};
use support::{Origin, Values, corpus, file_of, utmpdump};

/// The layout of this host's own files and what the tool printed for the bytes, or `None`
/// with a message on stderr.
fn tool(name: &str, arguments: &[&str], bytes: &[u8]) -> Option<String> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        eprintln!("skipped: this host does not write linux-utmp-384-le");
        return None;
    }
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let output = Command::new(name)
        .args(arguments)
        .arg(file.path())
        .env("TZ", "UTC")
        .env("LC_ALL", "C")
        .output();
    match output {
        Ok(output) => {
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{name} failed: {told}");
            Some(String::from_utf8(output.stdout).expect("the C locale prints ASCII"))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("skipped: {name} is not installed");
            None
        }
        Err(error) => panic!("{name}: {error}"),
    }
}

fn native() -> &'static Layout {
    layout::find("linux-utmp-384-le").unwrap()
}

/// Compares line by line, so that a failure shows one record and not a thousand.
fn assert_dumps_alike(bytes: &[u8]) {
    let Some(printed) = tool("utmpdump", &[], bytes) else { return };
    let mut theirs = printed.lines();
    for record in LogFile::new(bytes, native()).records() {
        let ours = utmpdump::line(&record);
        assert_eq!(Some(ours.as_str()), theirs.next(), "record {}", record.index());
    }
    assert_eq!(theirs.next(), None, "utmpdump printed more");
}

/// A value that is usual half the time and near an edge otherwise.
fn odd(rng: &mut Rng, usual: i64) -> i64 {
    const EDGES: &[i64] = &[
        i32::MIN as i64,
        -32_768,
        -1,
        0,
        1,
        9,
        10,
        254,
        32_767,
        99_999,
        999_999,
        1_000_000,
        4_194_304,
        i32::MAX as i64,
    ];
    match rng.below(4) {
        0 => rng.pick(EDGES),
        1 => i64::from(rng.next().to_le_bytes()[0]) - 128,
        _ => usual,
    }
}

/// Any bytes, short or long, with or without a NUL inside.
fn odd_text(rng: &mut Rng, usual: &[u8], size: usize) -> Vec<u8> {
    match rng.below(6) {
        0 => rng.bytes(size),
        1 => {
            let mut text = usual.to_vec();
            text.push(0);
            text.extend(rng.bytes(5));
            text
        }
        2 => (0..size).map(|_| 0x20 + rng.bytes(1)[0] % 0x5f).collect(),
        3 => "jörg [\u{202e}\n\x1b[31m]".into(),
        _ => usual.to_vec(),
    }
}

fn odd_records(seed: u64, count: usize) -> Vec<Values> {
    let mut rng = Rng::new(seed);
    let usual = story(native(), Story::Server, seed, count);
    let odd = usual.into_iter().map(|values| Values {
        type_raw: {
            let number = odd(&mut rng, values.number(native()).into()) % 32_768;
            Some(i32::try_from(number).unwrap())
        },
        pid: odd(&mut rng, values.pid),
        line: odd_text(&mut rng, &values.line, 32),
        id: odd_text(&mut rng, &values.id, 4),
        user: odd_text(&mut rng, &values.user, 32),
        host: odd_text(&mut rng, &values.host, 256),
        seconds: odd(&mut rng, values.seconds),
        usec: odd(&mut rng, values.usec),
        remote: match rng.below(4) {
            0 => Origin::Raw(rng.bytes(16)),
            1 => Origin::Ip("::ffff:198.51.100.7".parse().unwrap()),
            2 => Origin::Ip("::1".parse().unwrap()),
            _ => values.remote,
        },
        ..values
    });
    odd.collect()
}

#[test]
fn utmpdump_prints_what_we_read_in_ordinary_files() {
    for (seed, kind) in (1..).zip(Story::ALL) {
        assert_dumps_alike(&file_of(native(), &story(native(), kind, seed, 500)));
    }
}

#[test]
fn utmpdump_prints_what_we_read_in_records_with_odd_values() {
    let mut compared = 0;
    for seed in 0..20 {
        // An overwritten record is residue to us and a record to utmpdump, so each odd record
        // is compared by itself, where it is one.
        let records = odd_records(seed, 100);
        let layout = native();
        let entries = records.iter().map(|values| values.encode(layout));
        let readable: Vec<u8> = entries
            .filter(|bytes| LogFile::new(bytes, layout).records().count() == 1)
            .flatten()
            .collect();
        let Some(printed) = tool("utmpdump", &[], &readable) else { return };
        let mut lines = printed.lines();
        for bytes in readable.chunks_exact(layout.size()) {
            let record = LogFile::new(bytes, layout).records().next().unwrap();
            assert_eq!(lines.next(), Some(utmpdump::line(&record).as_str()), "seed {seed}");
            compared += 1;
        }
        assert_eq!(lines.next(), None, "seed {seed}: utmpdump printed more");
    }
    assert!(compared > 1_000, "only {compared} of 2000 odd records are records to us");
}

#[test]
fn utmpdump_prints_what_we_read_in_the_corpus() {
    for sample in corpus::samples_of(native()) {
        assert_dumps_alike(&sample.bytes);
    }
}

#[test]
fn last_lists_the_same_logins_with_the_same_times() {
    let mut records = story(native(), Story::Server, 7, 400);
    records.retain(|values| values.kind == Kind::UserProcess);
    let bytes = file_of(native(), &records);
    let arguments = ["-F", "-w", "-i", "-f"];
    let Some(printed) = tool("last", &arguments, &bytes) else { return };
    let theirs: Vec<(String, String, String)> = printed
        .lines()
        .take_while(|line| !line.is_empty())
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            // user, line, address, then "Sun Sep 13 12:26:40 2020".
            let time = words[words.len().min(4)..].iter().take(4).copied();
            let time = time.collect::<Vec<_>>().join(" ");
            (words[0].to_owned(), words[1].to_owned(), time)
        })
        .collect();
    let mut ours: Vec<(String, String, String)> = LogFile::new(&bytes, native())
        .records()
        .map(|record| {
            let seconds = record.time().seconds(Seconds32::Signed);
            let text = |value: loginrec::Text<'_>| value.value().to_string();
            (text(record.user()), text(record.line()), last_time(seconds))
        })
        .collect();
    ours.reverse();
    assert_eq!(ours, theirs);
}

/// `Sep 13 12:26:40 2020`, as `last -F` shows it behind the day of the week.
fn last_time(seconds: i64) -> String {
    const MONTHS: &[&str] = &[
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let civil = Timestamp::new(seconds, 0).unwrap().civil(0);
    let month = MONTHS[usize::try_from(civil.month - 1).unwrap()];
    let (day, year) = (civil.day, civil.year);
    format!(
        "{month} {day} {:02}:{:02}:{:02} {year}",
        civil.hour, civil.minute, civil.second
    )
}
