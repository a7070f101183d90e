//! What is measured: one list for every bench.
//!
//! Each scenario does all of its work itself, a fresh map included, so that a ratio of two
//! of them is one that a user would see. The numbers returned depend on everything that was
//! looked at: the compiler cannot leave anything out.
#![allow(dead_code, reason = "a module of several programs, which need not use all of it")]

#[path = "../../examples/make_wtmp/generator.rs"]
mod generator;
pub(crate) mod images;
pub(crate) mod turns;

use generator::Kind;
use loginrec::layout::linux::{LE, Utmp384};
use loginrec::layout::{self, Extent, Layout};
use loginrec::output::{Format, Style, Writer};
use loginrec::record::Text;
use loginrec::source::{self, Map, Mode};
use loginrec::{Entry, LogFile, Options, Piece, Record, Run, Seconds32};
use std::fs::File;
use std::io::Read;
use std::num::NonZero;
use std::path::{Path, PathBuf};

const LAYOUT: &str = "linux-utmp-384-le";
/// What the command writes at a time.
const OUTPUT: usize = 64 << 10;
const BUFFER: usize = 256 << 10;

/// How large inputs should be: `LOGINREC_BENCH_MB`, or so many megabytes by default.
pub(crate) fn megabytes(default: u64) -> u64 {
    let wanted = std::env::var("LOGINREC_BENCH_MB").ok();
    wanted
        .map_or(default, |text| text.parse().expect("LOGINREC_BENCH_MB is a whole number"))
}

/// The generated file that every scenario reads.
pub(crate) struct Input {
    path: PathBuf,
    _folder: tempfile::TempDir,
    layout: &'static Layout,
    pub(crate) records: u64,
    pub(crate) bytes: u64,
}

impl Input {
    /// A wtmp of about `LOGINREC_BENCH_MB` megabytes, or of so many by default.
    pub(crate) fn generate(megabytes: u64) -> Self {
        Self::of(self::megabytes(megabytes) * 1_000_000 / 384)
    }

    /// Just enough to see whether a scenario works.
    pub(crate) fn tiny() -> Self {
        Self::of(1_000)
    }

    fn of(records: u64) -> Self {
        let layout = layout::find(LAYOUT).expect("the layout exists");
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("wtmp");
        let file = File::create(&path).expect("the file can be made");
        generator::write(file, layout, Kind::Wtmp, records, 1).expect("it can be written");
        let bytes = records * layout.size() as u64;
        Self { path, _folder: folder, layout, records, bytes }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    fn map(&self) -> Map {
        source::map(&self.path).expect("the file can be mapped")
    }
}

/// How a scenario relates to the size of its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// It looks at the whole file.
    File,
    /// It looks at a sample of at most 1 MiB.
    Sample,
}

/// One thing to measure.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) scope: Scope,
    pub(crate) run: fn(&Input) -> u64,
}

const fn scenario(name: &'static str, run: fn(&Input) -> u64) -> Scenario {
    Scenario { name, scope: Scope::File, run }
}

/// The reference comes first.
pub(crate) const SCENARIOS: &[Scenario] = &[
    scenario("plain-read", plain_read),
    scenario("read-256k", read_256k),
    scenario("typed-scan", typed_scan),
    scenario("typed-decode", typed_decode),
    scenario("pieces", pieces),
    scenario("full-decode", full_decode),
    scenario("records-2", records_2),
    scenario("filter-time", filter_time),
    scenario("filter-user", filter_user),
    scenario("filter-both", filter_both),
    scenario("reader-read", reader_read),
    scenario("reader-map", reader_map),
    Scenario { scope: Scope::Sample, ..scenario("detect", detect) },
    scenario("jsonl", jsonl),
    scenario("csv", csv),
];

/// Maps the file and adds up its bytes, eight at a time.
#[inline(never)]
fn plain_read(input: &Input) -> u64 {
    sum(&input.path)
}

/// The reference for everything.
pub(crate) fn sum(path: &Path) -> u64 {
    let map = source::map(path).expect("the file can be mapped");
    let (words, rest) = map.as_chunks::<8>();
    let sum = words.iter().map(|&word| u64::from_ne_bytes(word)).fold(0, u64::wrapping_add);
    rest.iter().map(|&byte| byte.into()).fold(sum, u64::wrapping_add)
}

/// Copies the file into a buffer, chunk by chunk, and looks at nothing.
#[inline(never)]
fn read_256k(input: &Input) -> u64 {
    let mut file = File::open(&input.path).expect("the file can be opened");
    let mut buffer = vec![0; BUFFER];
    let mut total = 0;
    loop {
        match file.read(&mut buffer).expect("the file can be read") {
            0 => return total,
            count => total += count as u64,
        }
    }
}

/// Type and time of each record, through a typed slice.
#[inline(never)]
fn typed_scan(input: &Input) -> u64 {
    let map = input.map();
    let (records, _) = layout::typed::<Utmp384<LE>>(&map);
    records
        .iter()
        .map(|record| {
            let seconds = u64::from(record.tv_sec.get().cast_unsigned());
            seconds + u64::from(record.ut_type.get() == 7)
        })
        .fold(0, u64::wrapping_add)
}

/// Every field of each record through a typed slice, with the ends of its texts and whether
/// anything stands where nothing should.
#[inline(never)]
fn typed_decode(input: &Input) -> u64 {
    let map = input.map();
    let (records, _) = layout::typed::<Utmp384<LE>>(&map);
    layout::measured(records)
        .map(|(record, measure)| {
            let wide = |number: i32| i64::from(number).cast_unsigned();
            let length = |text: Extent| (text.value() + 1000 * text.end()) as u64;
            u64::from_ne_bytes(*record.ut_addr_v6.first_chunk().expect("8 of 16"))
                .wrapping_add(wide(record.ut_type.get().into()))
                .wrapping_add(wide(record.ut_pid.get()))
                .wrapping_add(wide(record.tv_sec.get()))
                .wrapping_add(wide(record.tv_usec.get()))
                .wrapping_add(wide(record.ut_session.get()))
                .wrapping_add(wide(record.e_termination.get().into()))
                .wrapping_add(wide(record.e_exit.get().into()))
                .wrapping_add(length(measure.line))
                .wrapping_add(length(measure.id))
                .wrapping_add(length(measure.user))
                .wrapping_add(length(measure.host))
                .wrapping_add(u64::from(measure.is_dirty))
        })
        .fold(0, u64::wrapping_add)
}

/// Where each record lies, without decoding it.
#[inline(never)]
fn pieces(input: &Input) -> u64 {
    let map = input.map();
    LogFile::new(&map, input.layout)
        .pieces()
        .map(|piece| piece.offset() + u64::from(matches!(piece, Piece::Entry(_))))
        .fold(0, u64::wrapping_add)
}

/// Every field of each record, with the bytes behind the NUL of every text.
#[inline(never)]
fn full_decode(input: &Input) -> u64 {
    let map = input.map();
    LogFile::new(&map, input.layout)
        .entries()
        .map(|entry| look_at(&entry))
        .fold(0, u64::wrapping_add)
}

/// Every field of each record by two threads.
#[inline(never)]
fn records_2(input: &Input) -> u64 {
    let map = input.map();
    let mut sum = 0_u64;
    let work = |run: Run<'_>| match run {
        Run::Entries(entries) => {
            entries.map(|entry| look_at(&entry)).fold(0, u64::wrapping_add)
        }
        Run::Piece(Piece::Entry(entry)) => look_at(&entry),
        Run::Piece(_) => 0,
    };
    let two = NonZero::new(2).expect("two is not zero");
    let file = LogFile::new(&map, input.layout);
    file.in_parallel(two, work, |some| sum = sum.wrapping_add(some));
    sum
}

/// The entries of one hour in the middle of the file.
#[inline(never)]
fn filter_time(input: &Input) -> u64 {
    select(input, is_in_hour)
}

/// The entries of one user.
#[inline(never)]
fn filter_user(input: &Input) -> u64 {
    select(input, is_of_root)
}

/// The entries of one user in one hour.
#[inline(never)]
fn filter_both(input: &Input) -> u64 {
    select(input, |entry| is_in_hour(entry) && is_of_root(entry))
}

fn is_in_hour(entry: &Entry<'_>) -> bool {
    let seconds = entry.time().map_or(0, |time| time.seconds(Seconds32::Unsigned));
    (1_700_000_000..1_700_003_600).contains(&seconds)
}

fn is_of_root(entry: &Entry<'_>) -> bool {
    entry.user().is_some_and(|user| user.value() == "root")
}

fn select(input: &Input, is_wanted: impl Fn(&Entry<'_>) -> bool) -> u64 {
    let map = input.map();
    let file = LogFile::new(&map, input.layout);
    file.entries_where(is_wanted).map(|entry| look_at(&entry)).fold(0, u64::wrapping_add)
}

/// Kind and time of each record, read through a buffer.
#[inline(never)]
fn reader_read(input: &Input) -> u64 {
    reader(input, Mode::Read)
}

/// Kind and time of each record, through a map.
#[inline(never)]
fn reader_map(input: &Input) -> u64 {
    reader(input, Mode::Map)
}

fn reader(input: &Input, mode: Mode) -> u64 {
    let options = Options::new().mode(mode).layout(input.layout);
    let mut reader = options.open(&input.path).expect("the file can be opened");
    let mut sum = 0_u64;
    while let Some(record) = reader.next_record().expect("the file can be read") {
        sum = sum.wrapping_add(kind_and_time(&record));
    }
    sum
}

/// Which layout the file has.
#[inline(never)]
fn detect(input: &Input) -> u64 {
    let map = input.map();
    LogFile::detect(&map).expect("the file is recognised").layout().size() as u64
}

/// Everything as JSON lines into a buffer that is emptied as the command does.
#[inline(never)]
fn jsonl(input: &Input) -> u64 {
    dump(input, Format::Jsonl)
}

/// Everything as CSV, likewise.
#[inline(never)]
fn csv(input: &Input) -> u64 {
    dump(input, Format::Csv)
}

fn dump(input: &Input, format: Format) -> u64 {
    let map = input.map();
    let mut out = Vec::new();
    let mut written = 0;
    let mut writer = Writer::new(format, Style::default());
    writer.begin("/var/log/wtmp", input.layout, &mut out);
    for entry in LogFile::new(&map, input.layout).entries() {
        writer.entry(&entry, &mut out);
        if out.len() >= OUTPUT {
            written += std::hint::black_box(&out).len() as u64;
            out.clear();
        }
    }
    written + out.len() as u64
}

fn kind_and_time(record: &Record<'_>) -> u64 {
    let seconds = record.time().timestamp().map_or(0, |time| time.seconds());
    seconds.cast_unsigned() + u64::from(record.kind() == loginrec::Kind::UserProcess)
}

fn look_at(entry: &Entry<'_>) -> u64 {
    let record = entry.record().expect("the file has records");
    let time = record.time().timestamp();
    let wide = |number: Option<i64>| number.unwrap_or(0).cast_unsigned();
    let exit = record.exit().map(|exit| i64::from(exit.termination) + i64::from(exit.exit));
    let address = std::hint::black_box(record.address()).is_some();
    wide(time.map(|time| time.seconds() + i64::from(time.micros())))
        .wrapping_add(wide(record.type_raw().map(i64::from)))
        .wrapping_add(wide(record.pid()))
        .wrapping_add(wide(record.session()))
        .wrapping_add(wide(exit))
        .wrapping_add(text(Some(record.line())))
        .wrapping_add(text(record.id()))
        .wrapping_add(text(Some(record.user())))
        .wrapping_add(text(record.host()))
        .wrapping_add(record.offset() ^ record.index())
        .wrapping_add(u64::from(address) + u64::from(entry.is_dirty()))
        .wrapping_add(u64::from(record.kind() == loginrec::Kind::UserProcess))
}

fn text(text: Option<Text<'_>>) -> u64 {
    let (value, tail) = text.unwrap_or_default().parts();
    let first = value.first().copied().unwrap_or(0);
    (value.len() + 1000 * tail.len()) as u64 + u64::from(first)
}
