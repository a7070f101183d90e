use super::*;
use crate::carve::testing::{UTMP, edited, encoded, layout, login};
use loginrec::session::{Ended, Span, newest_first};
use loginrec::{LogFile, Options};
use std::collections::BTreeSet;
use tempfile::TempDir;

/// What is fed to a folder, and the folder.
struct Fed {
    rebuilt: Rebuilt,
    folder: TempDir,
    run: u64,
    offset: u64,
}

impl Fed {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("out/here");
        let mut rebuilt =
            Rebuilt::create(&path, false, &[], &mut Report::default()).unwrap();
        rebuilt.begin("disk.raw");
        Self { rebuilt, folder, run: 0, offset: 1 << 20 }
    }

    /// A run of records, somewhere behind what came before.
    fn run(&mut self, id: &str, records: &[Vec<u8>]) -> &mut Self {
        self.run += 1;
        self.offset += 4096;
        for (run_index, bytes) in (0..).zip(records) {
            self.found(id, bytes, run_index, None);
            self.offset += u64::try_from(bytes.len()).unwrap();
        }
        self
    }

    fn found(
        &mut self,
        id: &str,
        bytes: &[u8],
        run_index: u64,
        fragment: Option<Fragment>,
    ) {
        let layout = layout(id);
        let joined = match fragment {
            Some(Fragment::Joined { cut, tail }) => {
                Some((u32::try_from(cut).unwrap(), tail))
            }
            _ => None,
        };
        let (offset, run) = (self.offset, self.run);
        let origin = Origin { source: 0, offset, joined, tier: 2, run, run_index };
        let view = LogFile::new(bytes, layout).views().next();
        let time = view.as_ref().and_then(micros);
        self.rebuilt.add(&Found { layout, bytes, origin, fragment, time }).unwrap();
    }

    fn finish(self) -> (Done, Vec<Written>) {
        let written = self.rebuilt.finish().unwrap();
        (Done(self.folder), written)
    }
}

/// The folder that was written.
struct Done(TempDir);

impl Done {
    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join("out/here").join(name)
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    fn names(&self) -> BTreeSet<String> {
        let entries = fs::read_dir(self.path("")).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    /// Every row of the manifest, by the names of its columns.
    fn manifest(&self) -> Vec<BTreeMap<String, String>> {
        let mut reader = csv::Reader::from_path(self.path(name::MANIFEST)).unwrap();
        reader.deserialize().map(Result::unwrap).collect()
    }
}

const WTMP: &str = "linux-utmp-384-le.wtmp";

fn logins(numbers: impl IntoIterator<Item = u32>) -> Vec<Vec<u8>> {
    numbers.into_iter().map(login).collect()
}

#[test]
fn runs_become_one_file_by_time_that_can_be_opened() {
    let mut fed = Fed::new();
    fed.run(UTMP, &logins(20..40)).run(UTMP, &logins(0..20));
    let (done, written) = fed.finish();
    assert_eq!(done.bytes(WTMP), logins(0..40).concat());
    let [file] = &written[..] else { panic!("{written:?}") };
    assert_eq!((file.name.as_str(), file.records, file.copies), (WTMP, 40, 0));
    let reader = Options::new().open(done.path(WTMP)).unwrap();
    assert_eq!(reader.layout().id(), UTMP);
    assert_eq!(done.names(), [WTMP, "README.txt", "manifest.csv"].map(String::from).into());
}

#[test]
fn a_record_found_several_times_is_written_once_and_the_manifest_has_all_its_places() {
    let mut fed = Fed::new();
    fed.run(UTMP, &logins(0..10)).run(UTMP, &logins(5..12));
    let (done, written) = fed.finish();
    assert_eq!(done.bytes(WTMP), logins(0..12).concat());
    assert_eq!((written[0].records, written[0].copies), (12, 5));
    let manifest = done.manifest();
    assert_eq!(manifest.len(), 17);
    let of = |file_offset: u64| {
        manifest.iter().filter(move |row| row["file_offset"] == file_offset.to_string())
    };
    let seventh: Vec<_> = of(7 * 384)
        .map(|row| {
            (row["offset"].as_str(), row["copy"].as_str(), row["run_index"].as_str())
        })
        .collect();
    let first = (1 << 20) + 4096;
    let (one, other) = (first + 7 * 384, first + 10 * 384 + 4096 + 2 * 384);
    assert_eq!(
        seventh,
        [
            (one.to_string().as_str(), "false", "7"),
            (other.to_string().as_str(), "true", "2")
        ]
    );
    assert!(
        manifest.iter().all(|row| row["source"] == "disk.raw" && row["length"] == "384")
    );
    let hash = of(0).next().unwrap();
    assert_eq!(hash["sha256"], sha256(&login(0)));
}

/// A log of logins with their logouts, on few lines. The clock is set back twice by so many
/// seconds.
fn log(back: i64) -> Vec<Vec<u8>> {
    let mut log = Vec::new();
    for number in 0..60_u32 {
        let line: &'static [u8] = if number % 2 == 0 { b"pts/0" } else { b"pts/1" };
        let at = 1_700_000_000 + 100 * i64::from(number) - back * i64::from(number / 20);
        let as_process = |type_raw, seconds| {
            edited(number, |draft| {
                (draft.type_raw, draft.seconds) = (type_raw, seconds);
                (draft.line, draft.pid) = (line, 1);
                draft.user = if type_raw == 7 { b"alice" } else { b"" };
            })
        };
        log.push(as_process(7, at));
        log.push(as_process(8, at + 50));
    }
    log
}

/// The sessions of a log, the newest first.
fn sessions(bytes: &[u8]) -> Vec<String> {
    let file = LogFile::detect(bytes).unwrap();
    let told = newest_first(&file).map(|session| {
        assert_eq!((session.span, session.ended), (Span::Login, Ended::Logout));
        format!("{:?} {:?}", session.start.time, session.end.unwrap().time)
    });
    told.collect()
}

#[test]
fn sessions_are_those_of_the_log_that_was_torn_to_pieces() {
    let log = log(0);
    let mut fed = Fed::new();
    // Two halves the wrong way round, and an older state of some blocks.
    fed.run(UTMP, &log[70..]).run(UTMP, &log[..90]).run(UTMP, &log[10..30]);
    let (done, _) = fed.finish();
    assert_eq!(sessions(&log.concat()).len(), 60);
    assert_eq!(sessions(&done.bytes(WTMP)), sessions(&log.concat()));
}

#[test]
fn sessions_of_a_log_whose_clock_was_set_back_are_in_its_order_too() {
    let log = log(3_000);
    let mut fed = Fed::new();
    fed.run(UTMP, &log[10..50]).run(UTMP, &log).run(UTMP, &log[70..90]);
    let (done, written) = fed.finish();
    assert_eq!((written[0].records, written[0].copies), (120, 60));
    assert_eq!(sessions(&done.bytes(WTMP)), sessions(&log.concat()));
}

#[test]
fn a_joined_record_goes_where_its_time_belongs() {
    let mut fed = Fed::new();
    fed.run(UTMP, &logins((0..20).filter(|&one| one != 7)));
    let tail = 1 << 40;
    fed.found(UTMP, &login(7), 0, Some(Fragment::Joined { cut: 128, tail }));
    let (done, _) = fed.finish();
    assert_eq!(done.bytes(WTMP), logins(0..20).concat());
    let manifest = done.manifest();
    let joined: Vec<_> =
        manifest.iter().filter(|row| row["fragment"] == "joined").collect();
    let [row] = joined[..] else { panic!("{joined:?}") };
    assert_eq!(row["file_offset"], (7 * 384).to_string());
    assert_eq!((&*row["cut"], &*row["tail_offset"]), ("128", &*tail.to_string()));
}

#[test]
fn parts_stand_in_a_file_of_their_own_as_they_were() {
    let mut fed = Fed::new();
    fed.run(UTMP, &logins(0..3));
    fed.found(UTMP, &login(7)[..128], 0, Some(Fragment::Head));
    fed.found(UTMP, &login(8)[256..], 0, Some(Fragment::Tail));
    let (done, written) = fed.finish();
    assert_eq!(done.bytes(WTMP), logins(0..3).concat());
    let parts = "linux-utmp-384-le.fragments";
    assert_eq!(done.bytes(parts), [&login(7)[..128], &login(8)[256..]].concat());
    assert_eq!((written[1].name.as_str(), written[1].records), (parts, 2));
    let rows: Vec<_> = done
        .manifest()
        .into_iter()
        .filter(|row| row["file"] == parts)
        .map(|row| {
            (row["file_offset"].clone(), row["length"].clone(), row["fragment"].clone())
        })
        .collect();
    let row = |at: &str, len: &str, what: &str| (at.into(), len.into(), what.into());
    assert_eq!(rows, [row("0", "128", "head"), row("128", "128", "tail")]);
}

#[test]
fn each_layout_has_its_file() {
    let ids = [
        ("linux-utmp-400-be", "linux-utmp-400-be.wtmp"),
        ("freebsd-utx-log-be", "freebsd-utx-log-be.log"),
        ("linux-lastlog-292-le", "linux-lastlog-292-le.lastlog"),
        ("linux-acct-v3-64-le", "linux-acct-v3-64-le.pacct"),
    ];
    let mut fed = Fed::new();
    let mut expected = BTreeMap::new();
    for (id, name) in ids {
        let records: Vec<_> =
            (0..30).map(|one| encoded(id, one, |draft| draft.type_raw = 4)).collect();
        fed.run(id, &records);
        expected.insert(name, (id, records));
    }
    let (done, written) = fed.finish();
    assert_eq!(written.len(), 4);
    for (name, (id, records)) in expected {
        let bytes = done.bytes(name);
        assert_eq!(bytes, records.concat(), "{name}");
        let file = LogFile::new(&bytes, layout(id));
        assert_eq!(file.entries().count(), 30, "{name}");
    }
    let note = String::from_utf8(done.bytes(name::NOTE)).unwrap();
    assert_eq!(note.matches("user ids that a reader shows are wrong").count(), 1, "{note}");
}

#[test]
fn a_folder_with_anything_in_it_is_refused_unless_forced() {
    let folder = TempDir::new().unwrap();
    let inside = folder.path().join(WTMP);
    fs::write(&inside, b"evidence").unwrap();
    let create = |force, inputs: &[PathBuf]| {
        let mut report = Report::default();
        let mut rebuilt = Rebuilt::create(folder.path(), force, inputs, &mut report)?;
        rebuilt.begin("disk.raw");
        Some(rebuilt)
    };
    assert!(create(false, &[]).is_none());
    let add = |rebuilt: &mut Rebuilt| {
        let origin =
            Origin { source: 0, offset: 0, joined: None, tier: 0, run: 0, run_index: 0 };
        let (layout, bytes) = (layout(UTMP), login(0));
        let found = Found { layout, bytes: &bytes, origin, fragment: None, time: None };
        rebuilt.add(&found).unwrap();
    };
    let mut rebuilt = create(true, std::slice::from_ref(&inside)).unwrap();
    add(&mut rebuilt);
    assert!(rebuilt.finish().is_err(), "it is one of the inputs");
    assert_eq!(fs::read(&inside).unwrap(), b"evidence");
    let mut rebuilt = create(true, &[]).unwrap();
    add(&mut rebuilt);
    rebuilt.finish().unwrap();
    assert_eq!(fs::read(&inside).unwrap(), login(0));
}

#[test]
fn nothing_found_is_a_manifest_without_a_row() {
    let (done, written) = Fed::new().finish();
    assert!(written.is_empty() && done.manifest().is_empty());
    assert_eq!(done.names(), ["README.txt", "manifest.csv"].map(String::from).into());
}
