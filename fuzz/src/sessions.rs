//! Forwards and backwards, the same sessions are found; and what two files have in common is
//! what a naive comparison finds.

use loginrec::layout::{self, Draft, Layout};
use loginrec::session::{BLANK, Backward, Forward, Overlap, Session, Span, overlap};
use loginrec::{LogFile, Seconds32};

/// Any bytes are records: four bytes say what one is, on which line, of which process, and
/// how the clock goes on. The first byte picks the layout.
pub fn run(data: &[u8]) {
    let Some((&number, rest)) = data.split_first() else { return };
    let id = if number & 1 == 0 { "linux-utmp-384-le" } else { "freebsd-utx-log-be" };
    let layout = layout::find(id).expect("a known layout");
    let bytes = file(layout, rest);
    let file = LogFile::new(&bytes, layout);
    let (mut forth, mut back) = (Vec::new(), Vec::new());
    let mut forward = Forward::new(Seconds32::Unsigned);
    let mut backward = Backward::new(Seconds32::Unsigned);
    for record in file.records() {
        forward.push(&record, record.index(), &mut |session| forth.push(session));
    }
    forward.finish(&mut |session| forth.push(session));
    for entry in file.backward() {
        let record = entry.record().expect("a file of records");
        backward.push(&record, entry.index(), &mut |session| back.push(session));
    }
    backward.finish(&mut |session| back.push(session));
    let mut logins = back.iter().filter(|session| session.span != Span::Orphan);
    assert!(logins.by_ref().is_sorted_by(|a, b| a.start.at > b.start.at), "not in order");
    let by_start = |session: &Session<u64>| session.start.at;
    forth.sort_by_key(by_start);
    back.sort_by_key(by_start);
    assert_eq!(forth, back, "the direction matters");
    compare(rest);
}

/// Records on few lines, of few processes.
fn file(layout: &Layout, data: &[u8]) -> Vec<u8> {
    let number = |kind| layout.spec().convention.number(kind).unwrap_or(0);
    let mut seconds = 1_700_000_000_i64;
    let mut bytes = Vec::new();
    for chunk in data.chunks_exact(4) {
        let &[what, line, pid, step] = chunk else { continue };
        seconds += i64::from(step) - 64;
        let kinds = [
            loginrec::Kind::UserProcess,
            loginrec::Kind::DeadProcess,
            loginrec::Kind::BootTime,
            loginrec::Kind::RunLevel,
            loginrec::Kind::OldTime,
            loginrec::Kind::NewTime,
            loginrec::Kind::InitProcess,
            loginrec::Kind::ShutdownTime,
        ];
        let name: &[u8] = [&b"tty1"[..], b"pts/0", b"~", b""][usize::from(line % 4)];
        bytes.extend(layout.encode(&Draft {
            type_raw: number(kinds[usize::from(what % 8)]),
            line: name,
            id: name,
            user: [&b"alice"[..], b"", b"shutdown"][usize::from(what / 8 % 3)],
            pid: i64::from(pid % 4),
            seconds,
            ..Draft::default()
        }));
    }
    bytes
}

/// Both halves as files whose records are single bytes.
fn compare(data: &[u8]) {
    let (earlier, later) = data.split_at(data.len() / 2);
    let of = |bytes: &[u8]| -> Vec<u64> {
        bytes.iter().take(64).map(|&byte| u64::from(byte % 4)).collect()
    };
    let (earlier, later) = (of(earlier), of(later));
    let is_in = |one: &[u64], other: &[u64]| other.windows(one.len()).any(|run| run == one);
    let ends_as = |number: usize| earlier.ends_with(&later[..number]);
    // Blank records say nothing.
    let tells = |records: &[u64]| records.iter().any(|&record| record != BLANK);
    let both = earlier.len().min(later.len());
    match overlap(&earlier, &later) {
        Overlap::LaterInside => assert!(tells(&later) && is_in(&later, &earlier)),
        Overlap::EarlierInside => assert!(tells(&earlier) && is_in(&earlier, &later)),
        Overlap::Shared(number) => {
            let number = usize::try_from(number).expect("the input is short");
            assert!(tells(&later[..number]) && ends_as(number));
            assert!((number + 1..=both).all(|more| !ends_as(more)));
        }
        Overlap::Scattered(ranges) => {
            assert!((1..=both).all(|more| !ends_as(more) || !tells(&later[..more])));
            assert!(ranges.iter().all(|range| range.start < range.end));
            let at = |number: u64| later[usize::try_from(number).expect("a short input")];
            assert!(ranges.iter().flat_map(Clone::clone).all(|number| at(number) != BLANK));
        }
        Overlap::None => {
            let is_common = |record: &u64| *record != BLANK && earlier.contains(record);
            assert!(!later.iter().any(is_common));
        }
        _ => unreachable!("this knows all that there can be"),
    }
}
