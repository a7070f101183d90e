//! The same pieces whatever the source, and sources that misbehave.
#![cfg(feature = "std")]

mod pieces;
mod support;

use loginrec::layout::{self, Draft, LAYOUTS, Layout};
use loginrec::source::Mode;
use loginrec::{
    Batch, Change, ErrorKind, LogFile, Options, Piece, Reader, Reason, Run, Seconds32,
};
use pieces::{Kept, keep, keep_all};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use support::file_of;
use support::generate::{Rng, Story, story};

fn layout(id: &str) -> &'static Layout {
    layout::find(id).unwrap()
}

/// So many logins, a second apart.
fn wtmp(count: i64) -> Vec<u8> {
    let layout = layout("linux-utmp-384-le");
    (0..count)
        .flat_map(|number| {
            layout.encode(&Draft {
                type_raw: 7,
                pid: number,
                line: b"pts/0",
                id: b"ts/0",
                user: b"alice",
                host: b"192.0.2.1",
                seconds: 1_700_000_000 + number,
                usec: 1,
                ..Draft::default()
            })
        })
        .collect()
}

/// A file of its own for each test; the folder goes when the test ends.
fn scratch(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wtmp");
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// Every piece of a reader, and how it ended. A file is gone back, too.
fn drain(mut reader: Reader) -> (Vec<Kept>, Option<ErrorKind>, Option<Change>) {
    let mut kept = Vec::new();
    let goes_back = reader.keep_way_back().is_ok();
    let error = loop {
        match reader.next_piece() {
            Ok(Some(piece)) => keep(&mut kept, &piece),
            Ok(None) => break None,
            Err(error) => break Some(error.kind()),
        }
    };
    let change = reader.change();
    if goes_back && change.is_none() {
        assert_goes_back(&mut reader, &kept);
    }
    (kept, error, change)
}

/// Going back, the entries are those of going forth, asked for one by one or many at once.
fn assert_goes_back(reader: &mut Reader, kept: &[Kept]) {
    let forth = kept.iter().filter(|piece| matches!(piece, Kept::Entry(..)));
    let mut found = Vec::new();
    for number in 0.. {
        let run = match number % 3 {
            0 => reader
                .previous_entry()
                .unwrap()
                .map(|entry| Run::Piece(Piece::Entry(entry))),
            _ => reader.previous_run().unwrap(),
        };
        match run {
            Some(Run::Entries(entries)) => {
                entries.rev().for_each(|entry| keep(&mut found, &Piece::Entry(entry)));
            }
            Some(Run::Piece(piece)) => keep(&mut found, &piece),
            None => break,
        }
    }
    assert!(reader.previous_entry().unwrap().is_none(), "nothing is left");
    assert!(forth.rev().eq(&found), "the way back is another");
}

/// Reading runs gives the same pieces, and the same way back.
fn drain_runs(mut reader: Reader) -> Vec<Kept> {
    let mut kept = Vec::new();
    let goes_back = reader.keep_way_back().is_ok();
    while let Some(run) = reader.next_run().unwrap() {
        match run {
            Run::Entries(entries) => {
                entries.for_each(|entry| keep(&mut kept, &Piece::Entry(entry)));
            }
            Run::Piece(piece) => keep(&mut kept, &piece),
        }
    }
    if goes_back {
        assert_goes_back(&mut reader, &kept);
    }
    kept
}

/// Entries that are kept while the reader goes on are the same.
fn assert_keeps_batches(mut reader: Reader) {
    let (mut seen, mut kept) = (Vec::new(), Vec::new());
    let mut batches = vec![reader.batch()];
    while let Some(run) = reader.next_run().unwrap() {
        let Run::Entries(entries) = run else { continue };
        entries.clone().for_each(|entry| keep(&mut seen, &Piece::Entry(entry)));
        if !batches.last_mut().unwrap().add(&entries) {
            let mut next = batches[0].clone();
            next.clear();
            assert!(next.add(&entries));
            batches.push(next);
        }
    }
    drop(reader);
    for entries in batches.iter().filter_map(Batch::entries) {
        entries.for_each(|entry| keep(&mut kept, &Piece::Entry(entry)));
    }
    assert_eq!(kept, seen);
}

/// A reader that hands out a few bytes at a time.
struct Drip(io::Cursor<Vec<u8>>, usize);

impl Read for Drip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = self.1.min(buffer.len());
        self.0.read(&mut buffer[..most])
    }
}

/// Reads the bytes through every source and expects what they are in memory.
fn expect_same(bytes: &[u8], layout: &'static Layout) {
    let expected = keep_all(&LogFile::new(bytes, layout));
    let options = Options::new().layout(layout);
    let (_folder, path) = scratch(bytes);
    for mode in [Mode::Auto, Mode::Read, Mode::Map] {
        let (kept, error, _) = drain(options.mode(mode).open(&path).unwrap());
        assert_eq!(error, None);
        assert_eq!(kept, expected, "{mode:?}");
        let kept = drain_runs(options.mode(mode).open(&path).unwrap());
        assert_eq!(kept, expected, "{mode:?} in runs");
        assert_keeps_batches(options.mode(mode).open(&path).unwrap());
    }
    for step in [1, 7, 4096, usize::MAX] {
        let drip = Drip(io::Cursor::new(bytes.to_vec()), step);
        let (kept, error, _) = drain(options.read_from("a pipe", drip).unwrap());
        assert_eq!(error, None);
        assert_eq!(kept, expected, "{step} bytes at a time");
    }
}

#[test]
fn what_cannot_be_gone_back_says_so() {
    let options = Options::new().layout(layout("linux-utmp-384-le"));
    let mut reader = options.read_from("a pipe", io::Cursor::new(wtmp(3))).unwrap();
    let error = reader.keep_way_back().unwrap_err().to_string();
    assert!(error.contains("a pipe") && error.contains("backwards"), "{error}");
    let error = reader.previous_entry().unwrap_err().to_string();
    assert!(error.contains("has no way back"), "{error}");
    assert!(reader.next_entry().unwrap().is_some(), "it can still be read forwards");
    let (_folder, path) = scratch(&wtmp(3));
    let mut reader = Options::new().open(&path).unwrap();
    reader.next_entry().unwrap().unwrap();
    let error = reader.keep_way_back().unwrap_err().to_string();
    assert!(error.contains("in part"), "{error}");
}

#[test]
fn going_back_starts_wherever_reading_has_come_to() {
    let (_folder, path) = scratch(&wtmp(2_000));
    let mut reader = Options::new().open(&path).unwrap();
    reader.keep_way_back().unwrap();
    for _ in 0..1_500 {
        reader.next_entry().unwrap().unwrap();
    }
    assert_eq!(reader.previous_entry().unwrap().unwrap().index(), 1_499);
    assert!(reader.next_entry().unwrap().is_none(), "there is no turning twice");
    assert_eq!(reader.previous_entry().unwrap().unwrap().index(), 1_498);
}

#[test]
fn a_clean_file_is_the_same_from_every_source() {
    expect_same(&wtmp(100), layout("linux-utmp-384-le"));
}

#[test]
fn a_file_of_any_layout_is_the_same_from_every_source() {
    for layout in LAYOUTS {
        let mut bytes = file_of(layout, &story(layout, Story::Server, 1, 40));
        expect_same(&bytes, layout);
        let mut rng = Rng::new(1);
        let at = rng.index(bytes.len());
        bytes.splice(at..at, rng.bytes(100));
        bytes.truncate(bytes.len() - 3);
        expect_same(&bytes, layout);
    }
}

#[test]
fn a_file_larger_than_the_buffer_is_the_same_from_every_source() {
    // 2000 records are 768 KB: twice the buffer. Damage stands across its ends.
    let mut bytes = wtmp(2000);
    bytes.splice(1000..1000, [1, 2, 3]);
    bytes.splice(262_000..262_200, [0xff; 300]);
    bytes.splice(393_000..393_000, std::iter::repeat_n(0xaa, 200_000));
    bytes.truncate(bytes.len() - 17);
    expect_same(&bytes, layout("linux-utmp-384-le"));
}

#[test]
fn an_empty_file_is_empty_from_every_source() {
    expect_same(b"", layout("linux-utmp-384-le"));
    let (_folder, path) = scratch(b"");
    let mut reader = loginrec::open(&path).unwrap();
    assert!(reader.next_piece().unwrap().is_none());
    assert!(reader.ranking().unwrap().is_empty_file());
}

#[test]
fn files_shorter_than_a_record_are_a_torn_tail() {
    for len in [1, 383] {
        let bytes = &wtmp(1)[..len];
        expect_same(bytes, layout("linux-utmp-384-le"));
        let file = LogFile::new(bytes, layout("linux-utmp-384-le"));
        let residue: Vec<_> = file.residue().collect();
        assert_eq!(residue.len(), 1);
        assert_eq!(residue[0].reason(), Reason::TornTail);
    }
}

#[test]
fn a_stream_is_detected_by_its_head() {
    let drip = Drip(io::Cursor::new(wtmp(3000)), 1000);
    let mut reader = Options::new().read_from("a pipe", drip).unwrap();
    assert_eq!(reader.layout().id(), "linux-utmp-384-le");
    let mut count = 0;
    while reader.next_record().unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 3000);
}

#[test]
fn a_stream_is_detected_by_the_same_bytes_however_it_is_cut() {
    let bytes = wtmp(3000);
    let mut reasons: Vec<_> = [1000, 50_000, 300_000, usize::MAX]
        .map(|step| {
            let drip = Drip(io::Cursor::new(bytes.clone()), step);
            let reader = Options::new().read_from("a pipe", drip).unwrap();
            reader.ranking().unwrap().candidates()[0].reasons().to_vec()
        })
        .into();
    reasons.dedup();
    assert_eq!(reasons.len(), 1, "{reasons:?}");
}

#[test]
fn a_reader_that_is_asked_for_records_that_its_file_has_not_says_so() {
    let slot = layout("linux-lastlog-292-le").encode(&Draft {
        line: b"pts/1",
        seconds: 1_700_000_000,
        ..Draft::default()
    });
    let (_folder, lastlog) = scratch(&slot);
    let options = Options::new().layout(layout("linux-lastlog-292-le"));
    let error = options.open(&lastlog).unwrap().next_record().unwrap_err();
    assert!(error.to_string().contains("has last logins, not login records"), "{error}");
    let (_folder, log) = scratch(&wtmp(3));
    let error = loginrec::open(&log).unwrap().next_last_login().unwrap_err();
    assert!(error.to_string().contains("has login records, not last logins"), "{error}");
    // An empty file has no entries of either kind.
    let (_folder, empty) = scratch(b"");
    assert!(loginrec::open(&empty).unwrap().next_last_login().unwrap().is_none());
}

#[test]
fn damage_that_a_loop_over_records_passes_is_counted() {
    let mut bytes = wtmp(10);
    bytes.splice(384 * 4..384 * 4, *b"stray");
    bytes.truncate(bytes.len() - 10);
    let (_folder, path) = scratch(&bytes);
    let mut reader = loginrec::open(&path).unwrap();
    while reader.next_record().unwrap().is_some() {}
    assert_eq!(reader.residue_bytes(), 5 + 374);
}

#[test]
fn a_login_that_never_was_has_no_time() {
    let layout = layout("linux-lastlog-296-be");
    let never = layout.encode(&Draft { line: b"pts/1", ..Draft::default() });
    let login = LogFile::new(&never, layout).last_logins().next().unwrap();
    assert!(login.is_never());
    assert_eq!(login.timestamp_as(Seconds32::Unsigned), None);
    assert!(login.time().timestamp().is_some(), "as stored, it is 1970");
}

#[test]
fn the_default_survives_a_file_that_is_cut_short_while_it_is_read() {
    let (_folder, path) = scratch(&wtmp(20_000));
    let mut reader = loginrec::open(&path).unwrap();
    for _ in 0..10 {
        assert!(reader.next_record().unwrap().is_some());
    }
    OpenOptions::new().write(true).open(&path).unwrap().set_len(384 * 100 + 5).unwrap();
    // A map would kill the process here, once it came to the pages that are gone.
    let (kept, error, change) = drain(reader);
    assert_eq!(error, None);
    assert!(kept.len() >= 90, "what is left of the file is read");
    assert_eq!(change, Some(Change::Shrunk { from: 384 * 20_000, to: 384 * 100 + 5 }));
}

#[test]
fn a_file_that_is_emptied_while_it_is_read_ends_there() {
    let (_folder, path) = scratch(&wtmp(20_000));
    let mut reader = Options::new().mode(Mode::Read).open(&path).unwrap();
    assert!(reader.next_record().unwrap().is_some());
    File::create(&path).unwrap();
    let (kept, error, change) = drain(reader);
    assert_eq!(error, None);
    assert!(kept.len() < 20_000);
    assert!(matches!(change, Some(Change::Shrunk { from: 7_680_000, .. })), "{change:?}");
}

#[test]
fn a_file_that_grows_while_it_is_read_is_read_as_long_as_it_was() {
    let (_folder, path) = scratch(&wtmp(10));
    let mut reader = loginrec::open(&path).unwrap();
    assert!(reader.next_record().unwrap().is_some());
    OpenOptions::new().append(true).open(&path).unwrap().write_all(&wtmp(5)).unwrap();
    let (kept, error, change) = drain(reader);
    assert_eq!((kept.len(), error), (9, None));
    assert_eq!(change, Some(Change::Grown { from: 3840, to: 5760 }));
}

#[test]
fn a_limit_ends_reading_with_an_error_after_everything_before_it() {
    let (_folder, path) = scratch(&wtmp(10));
    for mode in [Mode::Read, Mode::Map] {
        let options = Options::new().mode(mode).max_bytes(384 * 4);
        let (kept, error, _) = drain(options.open(&path).unwrap());
        assert_eq!((kept.len(), error), (4, Some(ErrorKind::Limit)));
        let enough = Options::new().mode(mode).max_bytes(384 * 10);
        let (kept, error, _) = drain(enough.open(&path).unwrap());
        assert_eq!((kept.len(), error), (10, None));
    }
    let options = Options::new().max_bytes(384 * 4);
    let stream = io::Cursor::new(wtmp(10));
    let (kept, error, _) = drain(options.read_from("a pipe", stream).unwrap());
    assert_eq!((kept.len(), error), (4, Some(ErrorKind::Limit)));
    let stream = io::Cursor::new(wtmp(4));
    let (kept, error, _) = drain(options.read_from("a pipe", stream).unwrap());
    assert_eq!((kept.len(), error), (4, None));
}

#[cfg(unix)]
#[test]
fn an_endless_device_ends_at_the_limit() {
    let options = Options::new().layout(layout("linux-utmp-384-le")).max_bytes(1 << 20);
    let (kept, error, _) = drain(options.open("/dev/zero").unwrap());
    assert_eq!(error, Some(ErrorKind::Limit));
    assert_eq!(kept.last().unwrap().end(), 1 << 20);
    // Unlimited it ends too: zeros are not recognised.
    assert_eq!(loginrec::open("/dev/zero").unwrap_err().kind(), ErrorKind::Unrecognised);
}

#[test]
fn what_cannot_be_read_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let missing = loginrec::open(folder.path().join("no-such-file")).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::Read);
    assert!(missing.to_string().contains("no-such-file: cannot be opened"), "{missing}");
    let directory = loginrec::open(folder.path()).unwrap_err();
    assert!(directory.to_string().contains("is a directory"), "{directory}");
}

#[cfg(unix)]
#[test]
fn a_named_pipe_without_a_writer_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    match std::process::Command::new("mkfifo").arg(&path).status() {
        Ok(status) if status.success() => {}
        _ => return eprintln!("skipped: no mkfifo here"),
    }
    let error = loginrec::open(&path).unwrap_err();
    assert!(error.to_string().contains("named pipe"), "{error}");
}

#[test]
fn a_path_with_control_characters_cannot_forge_a_message() {
    let error = loginrec::open(Path::new("no\n\x1b[2Jsuch")).unwrap_err();
    assert!(error.to_string().starts_with(r"no\x0a\x1b[2Jsuch: "), "{error}");
}

/// A lastlog of which only some slots are written; the rest are holes.
fn sparse_lastlog(path: &Path, len: u64, uids: &[u64]) -> bool {
    let layout = layout("linux-lastlog-292-le");
    let mut file = File::create(path).unwrap();
    if file.set_len(len).is_err() {
        eprintln!("skipped: the file system has no files of {len} bytes");
        return false;
    }
    for uid in uids {
        let slot = layout.encode(&Draft {
            line: b"pts/1",
            host: b"192.0.2.7",
            seconds: 1_700_000_000,
            ..Draft::default()
        });
        file.seek(SeekFrom::Start(uid * 292)).unwrap();
        file.write_all(&slot).unwrap();
    }
    true
}

#[test]
fn a_sparse_lastlog_of_a_terabyte_is_read_through_its_data_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lastlog");
    // Uid 4294967294 ("nobody", as -2) makes it 1.25 TB long.
    let uids = [0, 1, 1000, 65_534, 4_000_000, 4_294_967_294];
    if !sparse_lastlog(&path, 4_294_967_295 * 292, &uids) {
        return;
    }
    for mode in [Mode::Auto, Mode::Read] {
        let mut reader = Options::new().mode(mode).open(&path).unwrap();
        assert_eq!(reader.layout().id(), "linux-lastlog-292-le");
        let mut found = Vec::new();
        while let Some(login) = reader.next_last_login().unwrap() {
            assert_eq!(login.offset(), login.uid() * 292);
            assert_eq!(login.line().value(), "pts/1");
            found.push(login.uid());
        }
        assert_eq!(found, uids);
        assert_eq!(reader.offset(), 4_294_967_295 * 292, "{mode:?}");
    }
}

#[test]
fn a_sparse_file_and_its_dense_copy_have_the_same_pieces() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lastlog");
    let len = 40_000 * 292 + 100; // a torn tail of zeros
    assert!(sparse_lastlog(&path, len, &[3, 700, 12_345, 39_999]));
    let dense = fs::read(&path).unwrap();
    let layout = layout("linux-lastlog-292-le");
    let expected = keep_all(&LogFile::new(&dense, layout));
    for mode in [Mode::Read, Mode::Map] {
        let (kept, error, _) = drain(Options::new().mode(mode).open(&path).unwrap());
        assert_eq!((kept, error), (expected.clone(), None), "{mode:?}");
    }
}

#[test]
fn the_longest_sparse_file_there_can_be_ends() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lastlog");
    for len in [(1 << 63) - 1, 1 << 43] {
        if sparse_lastlog(&path, len, &[5]) {
            for id in ["linux-lastlog-292-le", "linux-utmp-384-le"] {
                let options = Options::new().layout(layout(id));
                let (kept, error, _) = drain(options.open(&path).unwrap());
                assert_eq!((kept.last().unwrap().end(), error), (len, None), "{id}");
            }
        }
    }
}

#[test]
fn a_wtmp_with_a_large_hole_goes_on_behind_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wtmp");
    let bytes = wtmp(10);
    let mut file = File::create(&path).unwrap();
    file.write_all(&bytes).unwrap();
    file.seek(SeekFrom::Start(384 * 100_000)).unwrap();
    file.write_all(&bytes).unwrap();
    drop(file);
    let mut reader = loginrec::open(&path).unwrap();
    let mut named = 0;
    while let Some(record) = reader.next_record().unwrap() {
        named += u32::from(!record.user().is_empty());
    }
    assert_eq!(named, 20);
    assert_eq!(reader.offset(), 384 * 100_010);
}
