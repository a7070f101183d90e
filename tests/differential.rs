//! The same files before this library and before the tools of the system.
//!
//! `utmpdump` and `last` read the layout of the machine that they run on, so these tests
//! run where that is `linux-utmp-384-le` and the tools are installed; elsewhere they say
//! that they did nothing.

mod support;

use loginrec::layout::{self, Layout};
use loginrec::{Kind, LogFile, Seconds32, Timestamp, text};
use std::io::Write;
use std::process::Command;
use support::generate::{Rng, Story, story};
use support::{Origin, Values, corpus, file_of, utmpdump};

/// The layout of this host's own files and what the tool printed for the bytes, or `None`
/// with a message on stderr.
fn tool(name: &str, arguments: &[&str], bytes: &[u8]) -> Option<Vec<u8>> {
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
            Some(output.stdout)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("skipped: {name} is not installed");
            None
        }
        Err(error) => panic!("{name}: {error}"),
    }
}

/// The same as text.
fn printed(name: &str, arguments: &[&str], bytes: &[u8]) -> Option<String> {
    let output = tool(name, arguments, bytes)?;
    Some(String::from_utf8(output).expect("the C locale prints ASCII"))
}

fn native() -> &'static Layout {
    layout::find("linux-utmp-384-le").unwrap()
}

/// Compares line by line, so that a failure shows one record and not a thousand.
fn assert_dumps_alike(bytes: &[u8]) {
    let Some(printed) = printed("utmpdump", &[], bytes) else { return };
    let mut theirs = printed.lines();
    for record in LogFile::new(bytes, native()).records() {
        let ours = utmpdump::line(&record);
        assert_eq!(Some(ours.as_str()), theirs.next(), "record {}", record.index());
    }
    assert_eq!(theirs.next(), None, "utmpdump printed more");
    eprintln!("utmpdump: 1 file, {} lines compared", printed.lines().count());
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
        let Some(printed) = printed("utmpdump", &[], &readable) else { return };
        let mut lines = printed.lines();
        for bytes in readable.chunks_exact(layout.size()) {
            let record = LogFile::new(bytes, layout).records().next().unwrap();
            assert_eq!(lines.next(), Some(utmpdump::line(&record).as_str()), "seed {seed}");
            compared += 1;
        }
        assert_eq!(lines.next(), None, "seed {seed}: utmpdump printed more");
    }
    eprintln!("utmpdump: 20 files, {compared} lines compared");
    assert!(compared > 1_000, "only {compared} of 2000 odd records are records to us");
}

#[test]
fn utmpdump_prints_what_we_read_in_the_corpus() {
    for sample in corpus::samples_of(native()) {
        assert_dumps_alike(&sample.bytes);
    }
}

/// One of them.
fn word(rng: &mut Rng, choice: &[&str]) -> String {
    rng.pick(choice).to_owned()
}

fn odd_number(rng: &mut Rng) -> String {
    const ODD: &[&str] = &[
        "-1",
        "32768",
        "99999",
        "0",
        "+3",
        " 5",
        "-2147483648",
        "00012",
        "",
        "x",
        "0x10",
        "99999999999999999999",
        "-99999999999999999999",
    ];
    match rng.below(3) {
        0 => word(rng, ODD),
        _ => rng.below(5_000_000).to_string(),
    }
}

fn odd_time(rng: &mut Rng) -> String {
    const ODD: &[&str] = &[
        "Tue Nov 14 22:13:20 2023 GMT",
        "Tuesday November 14 22:13:20 2023",
        "1969-12-31T23:59:59,-00001+00:00",
        "sep  1",
        "",
        " ",
        ",",
        "12,5",
        "x",
    ];
    let mut number = |end: u64| rng.below(end);
    match number(4) {
        0 => word(rng, ODD),
        1 => {
            let day = ["Mon", "tue", "SAT", "Wednesday", "xx"][rng.index(5)];
            let month = ["Jan", "feb", "March", "may", "Sept", "dec"][rng.index(6)];
            let mut number = |end: u64| rng.below(end);
            let (date, hour, minute) = (number(33), number(25), number(61));
            format!("{day} {month} {date} {hour}:{minute}:{} {}", number(63), number(9_999))
        }
        _ => {
            let (year, month, day) = (number(10_000), number(14), number(33));
            let (hour, minute, second) = (number(25), number(61), number(63));
            let usec = number(2_000_000);
            format!(
                "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02},{usec:06}"
            )
        }
    }
}

/// A line of the text form, more or less.
fn odd_line(rng: &mut Rng) -> String {
    const TEXTS: &[&str] = &[
        "alice",
        "",
        "a b",
        " lead",
        "pts/0",
        "~",
        "host.example.org",
        "t\tab",
        "j\u{f6}rg",
        "an-operator-with-a-name-of-more-than-32-bytes",
    ];
    const ADDRESSES: &[&str] = &[
        "0.0.0.0",
        "192.0.2.1",
        "1.2.3",
        "2001:db8::1",
        "::ffff:1.2.3.4",
        "::1",
        "1:2:3:4:5:6:7::",
        "::1:2:3:4:5:6:7:8",
        "01.2.3.4",
        "fe80::1%eth0",
        "1::2::3",
        "",
        "x",
        "FFFF::",
        "00001::",
        "1:2:3:4:5:6:7:8",
    ];
    const IDS: &[&str] = &["ts/0", "1   ", "~~  ", "", "ab", "[][]", "abcdef"];
    let often = |rng: &mut Rng, usual: &str, odd: String| {
        if rng.one_in(3) { odd } else { usual.to_owned() }
    };
    let odd = odd_number(rng);
    let kind = often(rng, "7", odd);
    let odd = odd_number(rng);
    let pid = often(rng, "04711", odd);
    let odd = word(rng, IDS);
    let id = often(rng, "ts/0", odd);
    let [user, line, host] = std::array::from_fn(|_| word(rng, TEXTS));
    let (address, time) = (word(rng, ADDRESSES), odd_time(rng));
    format!(
        "[{kind}] [{pid}] [{id}] [{user:8}] [{line:12}] [{host:20}] [{address:15}] [{time}]\n"
    )
}

#[test]
fn utmpdump_writes_what_we_write_of_odd_texts() {
    let mut rng = Rng::new(7);
    let (mut files, mut lines) = (0, 0);
    for _ in 0..100 {
        // At a line that is none the tool stops or crashes, so those are left out.
        let text: Vec<String> = std::iter::repeat_with(|| odd_line(&mut rng))
            .filter(|line| text::utmpdump::parse(line.as_bytes()).is_ok())
            .take(50)
            .collect();
        let Some(theirs) = tool("utmpdump", &["-r"], text.concat().as_bytes()) else {
            return;
        };
        let size = native().size();
        assert_eq!(theirs.len(), text.len() * size);
        for (line, theirs) in text.iter().zip(theirs.chunks_exact(size)) {
            let ours = text::utmpdump::parse(line.as_bytes()).unwrap();
            assert!(native().encode(&ours.draft()) == theirs, "{line}");
            lines += 1;
        }
        files += 1;
    }
    eprintln!("utmpdump -r: {files} files, {lines} lines compared");
}

#[test]
fn last_lists_the_same_logins_with_the_same_times() {
    let mut records = story(native(), Story::Server, 7, 400);
    records.retain(|values| values.kind == Kind::UserProcess);
    let bytes = file_of(native(), &records);
    let arguments = ["-F", "-w", "-i", "-f"];
    let Some(printed) = printed("last", &arguments, &bytes) else { return };
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
