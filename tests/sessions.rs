//! Sessions: the rules, both directions, and files that are joined.
#![cfg(feature = "std")]

mod support;

use loginrec::layout::{self, Draft, Layout};
use loginrec::session::{
    BLANK, Backward, CANDIDATES, Ended, Extent, Finding, Forward, Rule, Session, Span,
    identity, join, newest_first,
};
use loginrec::{LogFile, Record, Seconds32};
use proptest::prelude::*;
use std::convert::Infallible;
use std::hash::RandomState;
use support::generate::{Story, story};
use support::{file_of, logs};

const START: i64 = 1_700_000_000;
const SECOND: i64 = 1_000_000;

fn linux() -> &'static Layout {
    layout::find("linux-utmp-384-le").unwrap()
}

/// A record by what it does.
fn draft(
    type_raw: i32,
    line: &'static str,
    user: &'static str,
    pid: i64,
) -> Draft<'static> {
    Draft {
        type_raw,
        pid,
        line: line.as_bytes(),
        user: user.as_bytes(),
        ..Draft::default()
    }
}

fn login(line: &'static str, user: &'static str, pid: i64) -> Draft<'static> {
    draft(7, line, user, pid)
}

fn logout(line: &'static str, pid: i64) -> Draft<'static> {
    draft(8, line, "", pid)
}

fn boot() -> Draft<'static> {
    draft(2, "~", "reboot", 0)
}

fn shutdown() -> Draft<'static> {
    draft(1, "~", "shutdown", 0)
}

fn level(new: u8) -> Draft<'static> {
    draft(1, "~", "runlevel", i64::from(new))
}

fn old_time() -> Draft<'static> {
    draft(4, "|", "date", 0)
}

fn new_time() -> Draft<'static> {
    draft(3, "{", "date", 0)
}

/// The records a minute apart, in the layout.
fn file_in(layout: &Layout, records: &[Draft<'_>]) -> Vec<u8> {
    let timed = records.iter().enumerate().map(|(number, record)| Draft {
        seconds: match record.seconds {
            0 => START + 60 * i64::try_from(number).unwrap(),
            seconds => seconds,
        },
        ..*record
    });
    timed.flat_map(|record| layout.encode(&record)).collect()
}

/// The sessions of the records of a file, by their numbers.
fn backwards(file: &LogFile<'_>) -> Vec<Session<u64>> {
    let mut sessions = Vec::new();
    let mut engine = Backward::new(Seconds32::Unsigned);
    for entry in file.backward() {
        let record = entry.record().unwrap();
        engine.push(&record, entry.index(), &mut |session| sessions.push(session));
    }
    engine.finish(&mut |session| sessions.push(session));
    sessions
}

fn forwards(file: &LogFile<'_>) -> Vec<Session<u64>> {
    let mut sessions = Vec::new();
    let mut engine = Forward::new(Seconds32::Unsigned);
    for record in file.records() {
        engine.push(&record, record.index(), &mut |session| sessions.push(session));
    }
    engine.finish(&mut |session| sessions.push(session));
    sessions
}

fn sorted(mut sessions: Vec<Session<u64>>) -> Vec<Session<u64>> {
    sessions.sort_by_key(|session| session.start.at);
    sessions
}

/// The sessions in the order of the file. Both directions must agree.
fn sessions_in(layout: &'static Layout, bytes: &[u8]) -> Vec<Session<u64>> {
    let file = LogFile::new(bytes, layout);
    let found = sorted(forwards(&file));
    assert_eq!(
        found,
        sorted(backwards(&file)),
        "one direction finds what the other does not"
    );
    found
}

type Found = (Span, u64, Option<u64>, Ended, Option<Rule>);

/// Start, end, how and why of every session, in the order of the file.
fn outline(records: &[Draft<'_>]) -> Vec<Found> {
    let bytes = file_in(linux(), records);
    sessions_in(linux(), &bytes)
        .iter()
        .map(|session| {
            let end = session.end.map(|end| end.at);
            (session.span, session.start.at, end, session.ended, session.rule)
        })
        .collect()
}

const LINE: Option<Rule> = Some(Rule::Line);
const PID: Option<Rule> = Some(Rule::Pid);
const REUSE: Option<Rule> = Some(Rule::Reuse);
const SYSTEM: Option<Rule> = Some(Rule::System);

#[test]
fn a_logout_on_the_line_ends_a_session_whatever_its_process_id() {
    let found = outline(&[login("pts/0", "alice", 100), logout("pts/0", 98)]);
    assert_eq!(found, [(Span::Login, 0, Some(1), Ended::Logout, LINE)]);
}

#[test]
fn a_logout_on_another_line_ends_nothing() {
    let found = outline(&[login("pts/0", "alice", 100), logout("pts/1", 100)]);
    assert_eq!(
        found,
        [
            (Span::Login, 0, None, Ended::Open, None),
            (Span::Orphan, 1, None, Ended::Moment, None),
        ]
    );
}

#[test]
fn of_several_logouts_the_one_with_the_process_id_counts() {
    let found =
        outline(&[login("pts/0", "alice", 100), logout("pts/0", 7), logout("pts/0", 100)]);
    assert_eq!(
        found,
        [
            (Span::Login, 0, Some(2), Ended::Logout, PID),
            (Span::Orphan, 1, None, Ended::Moment, None),
        ]
    );
}

#[test]
fn a_logout_written_after_the_next_login_is_still_that_of_the_first() {
    let found = outline(&[
        login("pts/0", "alice", 100),
        login("pts/0", "bob", 200),
        logout("pts/0", 100),
        logout("pts/0", 200),
    ]);
    assert_eq!(
        found,
        [
            (Span::Login, 0, Some(2), Ended::Logout, PID),
            (Span::Login, 1, Some(3), Ended::Logout, PID),
        ]
    );
}

#[test]
fn a_line_that_is_used_again_was_free_by_then() {
    let found = outline(&[
        login("pts/0", "alice", 100),
        login("pts/0", "bob", 200),
        logout("pts/0", 200),
    ]);
    assert_eq!(
        found,
        [
            (Span::Login, 0, Some(1), Ended::Unknown, REUSE),
            (Span::Login, 1, Some(2), Ended::Logout, LINE),
        ]
    );
}

#[test]
fn a_terminal_that_waits_for_a_login_is_free_and_no_orphan() {
    let found = outline(&[
        login("tty1", "alice", 100),
        draft(5, "tty1", "", 101),
        draft(6, "tty1", "LOGIN", 101),
        login("tty1", "bob", 101),
    ]);
    assert_eq!(
        found,
        [
            (Span::Login, 0, Some(1), Ended::Logout, LINE),
            (Span::Login, 3, None, Ended::Open, None),
        ]
    );
}

#[test]
fn a_shutdown_ends_everything_and_a_boot_without_one_tells_of_a_crash() {
    let found = outline(&[
        boot(),
        login("tty1", "alice", 100),
        shutdown(),
        boot(),
        login("tty1", "alice", 100),
        boot(),
        login("tty1", "alice", 100),
    ]);
    assert_eq!(
        found,
        [
            (Span::Uptime, 0, Some(2), Ended::Shutdown, SYSTEM),
            (Span::Login, 1, Some(2), Ended::Shutdown, SYSTEM),
            (Span::Downtime, 2, Some(3), Ended::Boot, SYSTEM),
            (Span::Uptime, 3, Some(5), Ended::Crash, SYSTEM),
            (Span::Login, 4, Some(5), Ended::Crash, SYSTEM),
            (Span::Uptime, 5, None, Ended::Open, None),
            (Span::Login, 6, None, Ended::Open, None),
        ]
    );
}

#[test]
fn a_run_level_that_halts_is_a_shutdown() {
    let found =
        outline(&[boot(), level(b'5'), login("tty1", "alice", 1), level(b'6'), boot()]);
    assert_eq!(
        found,
        [
            (Span::Uptime, 0, Some(3), Ended::Shutdown, SYSTEM),
            (Span::RunLevel, 1, Some(3), Ended::Change, SYSTEM),
            (Span::Login, 2, Some(3), Ended::Shutdown, SYSTEM),
            (Span::RunLevel, 3, Some(4), Ended::Crash, SYSTEM),
            (Span::Uptime, 4, None, Ended::Open, None),
        ]
    );
}

#[test]
fn run_level_five_turns_a_solaris_machine_off_and_no_other() {
    let solaris = layout::find("svr4-utmpx-372-be").unwrap();
    let five = Draft {
        type_raw: 1,
        line: b"run-level 5",
        termination: i32::from(b'5'),
        ..Draft::default()
    };
    let bytes = file_in(solaris, &[login("console", "root", 9), five]);
    assert_eq!(sessions_in(solaris, &bytes)[0].ended, Ended::Shutdown);
    assert_eq!(outline(&[login("tty1", "root", 9), level(b'5')])[0].3, Ended::Open);
}

#[test]
fn a_recorded_clock_change_is_no_part_of_a_duration() {
    let records = [
        login("tty1", "alice", 100),
        old_time(),
        Draft { seconds: START + 60 + 3_600, ..new_time() },
        Draft { seconds: START + 120 + 3_600, ..logout("tty1", 100) },
    ];
    let bytes = file_in(linux(), &records);
    let found = sessions_in(linux(), &bytes);
    assert_eq!(found[0].clock_shift, 3_600 * SECOND);
    assert_eq!(found[0].duration(), Some(120 * SECOND));
    assert_eq!((found[1].span, found[2].span), (Span::OldTime, Span::NewTime));
}

#[test]
fn a_clock_change_is_no_part_of_an_open_session_either() {
    let records = [
        login("tty1", "alice", 100),
        old_time(),
        Draft { seconds: START + 9_060, ..new_time() },
    ];
    let bytes = file_in(linux(), &records);
    let found = sessions_in(linux(), &bytes);
    assert_eq!((found[0].ended, found[0].clock_shift), (Ended::Open, 9_000 * SECOND));
    let now = loginrec::Timestamp::new(START + 9_120, 0).unwrap();
    assert_eq!(found[0].duration_until(now), Some(120 * SECOND));
}

#[test]
fn half_a_clock_change_says_nothing_about_durations() {
    let records = [
        login("tty1", "alice", 100),
        old_time(),
        boot(),
        Draft { seconds: START + 9_999, ..new_time() },
    ];
    let bytes = file_in(linux(), &records);
    assert!(sessions_in(linux(), &bytes).iter().all(|session| session.clock_shift == 0));
}

#[test]
fn a_boot_before_its_login_is_a_clock_that_was_reset() {
    let records =
        [login("tty1", "alice", 100), Draft { seconds: START - 86_400, ..boot() }];
    let bytes = file_in(linux(), &records);
    let found = sessions_in(linux(), &bytes);
    assert_eq!((found[0].ended, found[0].duration()), (Ended::ClockReset, None));
}

#[test]
fn a_logout_before_its_login_is_a_logout_without_a_duration() {
    let records =
        [login("tty1", "alice", 100), Draft { seconds: START - 5, ..logout("tty1", 100) }];
    let bytes = file_in(linux(), &records);
    let found = sessions_in(linux(), &bytes);
    assert_eq!((found[0].ended, found[0].duration()), (Ended::Logout, None));
}

#[test]
fn freebsd_logouts_are_found_by_their_id() {
    let freebsd = layout::find("freebsd-utx-log-be").unwrap();
    // Ids with a NUL inside, and one that differs behind it.
    let user = |id: &'static [u8], user: &'static str| Draft {
        id,
        ..draft(4, "pts/0", user, 100)
    };
    let gone = |id: &'static [u8]| Draft { id, ..draft(7, "", "", 0) };
    let records = [
        user(b"\x01\0\x02\0", "alice"),
        user(b"\x01\0\x03\0", "bob"),
        gone(b"\x01\0\x02\0"),
        gone(b"\x01\0\x03\0"),
    ];
    let bytes = file_in(freebsd, &records);
    let found = sessions_in(freebsd, &bytes);
    let pairs: Vec<_> = found
        .iter()
        .map(|one| (one.start.at, one.end.map(|end| end.at), one.rule))
        .collect();
    assert_eq!(pairs, [(0, Some(2), Some(Rule::Id)), (1, Some(3), Some(Rule::Id))]);
}

#[test]
fn the_newest_login_comes_first() {
    let records: Vec<_> = (0..500)
        .flat_map(|number| {
            let line = ["tty1", "tty2", "tty3"][number % 3];
            [login(line, "alice", 1), logout(line, 1)]
        })
        .collect();
    let bytes = file_in(linux(), &records);
    let starts: Vec<_> = newest_first(&LogFile::new(&bytes, linux()))
        .map(|session| session.start.at.index())
        .collect();
    assert_eq!(starts.len(), 500);
    assert!(starts.is_sorted_by(|a, b| a > b));
}

#[test]
fn thousands_of_logouts_on_one_line_fill_no_memory() {
    let mut engine = Backward::new(Seconds32::Unsigned);
    let mut orphans = 0;
    let bytes = file_in(linux(), &[logout("pts/0", 3)]);
    let record = LogFile::new(&bytes, linux()).records().next().unwrap();
    for number in 0..10_000_u64 {
        engine.push(&record, number, &mut |_| orphans += 1);
    }
    assert_eq!((engine.lines(), orphans), (1, 10_000 - CANDIDATES));
}

#[test]
fn lines_that_are_free_again_are_forgotten() {
    let mut engine = Forward::new(Seconds32::Unsigned);
    for number in 0..1_000_u64 {
        let line = format!("ftp{number}");
        let person = Draft { line: line.as_bytes(), ..login("", "alice", 5) };
        let bytes = file_in(linux(), &[person, Draft { user: b"", type_raw: 8, ..person }]);
        for record in LogFile::new(&bytes, linux()).records() {
            engine.push(&record, number, &mut |_| ());
        }
    }
    assert_eq!(engine.lines(), 0);
}

#[test]
fn every_layout_of_records_has_sessions() {
    for layout in logs() {
        let mut logins = 0;
        for seed in 0..8 {
            let bytes = file_of(layout, &story(layout, Story::Server, seed, 200));
            let found = sessions_in(layout, &bytes);
            logins += found
                .iter()
                .filter(|one| one.span == Span::Login && one.ended == Ended::Logout)
                .count();
        }
        assert!(logins > 0, "{} has no login with a logout", layout.id());
    }
}

/// Any records of a small system: few lines, few processes, and a clock that does as it likes.
fn any_records() -> impl Strategy<Value = Vec<Draft<'static>>> {
    let lines = prop::sample::select(vec!["tty1", "pts/0", "pts/1", ""]);
    let record = (0..16_u8, lines, 0..4_i64, -90..90_i64);
    let records = prop::collection::vec(record, 0..120);
    records.prop_map(|records| {
        let mut now = START;
        let of = |(what, line, pid, step): (u8, &'static str, i64, i64)| {
            now += step;
            let record = match what {
                0..=4 => login(line, "alice", pid),
                5..=9 => logout(line, pid),
                10 => boot(),
                11 => shutdown(),
                12 => level(b'0' + u8::try_from(pid).unwrap()),
                13 => old_time(),
                14 => new_time(),
                _ => draft(5, line, "", pid),
            };
            Draft { seconds: now, ..record }
        };
        records.into_iter().map(of).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn both_directions_find_the_same_sessions(records in any_records()) {
        let bytes = file_in(linux(), &records);
        let found = sessions_in(linux(), &bytes);
        // Every login is in exactly one session.
        let logins = records.iter().filter(|one| one.type_raw == 7 && !one.line.is_empty());
        let found = found.iter().filter(|one| one.span == Span::Login);
        prop_assert_eq!(logins.count(), found.count());
    }

    #[test]
    fn a_file_that_is_split_and_joined_again_has_the_same_sessions(
        records in any_records(),
        cuts in prop::collection::vec((0..120_usize, 0..20_usize), 1..5),
        copies in prop::collection::vec((0..120_usize, 0..120_usize), 0..3),
        seed in any::<u64>(),
    ) {
        // Joining needs a clock that goes on, and records that differ.
        let records: Vec<_> = records
            .iter()
            .enumerate()
            .map(|(at, one)| Draft { seconds: START + 60 * i64::try_from(at).unwrap(), ..*one })
            .collect();
        let whole = file_in(linux(), &records);
        let mut files = split(&records, cuts);
        for (one, other) in copies {
            let (one, other) = (one.min(records.len()), other.min(records.len()));
            files.push(file_in(linux(), &records[one.min(other)..one.max(other)]));
        }
        let mut at = seed;
        for last in (1..files.len()).rev() {
            at = at.rotate_left(7).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            files.swap(last, usize::try_from(at % (u64::try_from(last).unwrap() + 1)).unwrap());
        }
        prop_assert_eq!(
            positions(&files),
            sessions_in(linux(), &whole).into_iter().map(by_time).collect::<Vec<_>>()
        );
    }
}

/// The records as files: cut at these places, each but the first with so many of the records
/// before it once more.
fn split(records: &[Draft<'_>], mut cuts: Vec<(usize, usize)>) -> Vec<Vec<u8>> {
    cuts.sort_unstable();
    let mut files = Vec::new();
    let (mut start, mut again) = (0, 0);
    for (cut, overlap) in cuts.into_iter().chain([(records.len(), 0)]) {
        let cut = cut.min(records.len());
        files.push(file_in(linux(), &records[start - again.min(start)..cut]));
        (start, again) = (cut, overlap);
    }
    files
}

type ByTime = (Span, i64, Option<i64>, Ended, Option<Rule>);

fn by_time<T>(session: Session<T>) -> ByTime {
    let seconds = |time: Option<loginrec::Timestamp>| time.map(|time| time.seconds());
    let end = session.end.and_then(|end| seconds(end.time));
    (session.span, seconds(session.start.time).unwrap(), end, session.ended, session.rule)
}

fn extent(file: &LogFile<'_>) -> Extent {
    let mut extent = Extent::default();
    file.records().for_each(|record| extent.add(&record, Seconds32::Unsigned));
    extent
}

/// Joins files as one log: its records, and what there is to tell.
fn joined<'a>(files: &'a [Vec<u8>]) -> (Vec<Record<'a>>, Vec<Finding>) {
    let files: Vec<_> = files.iter().map(|bytes| LogFile::new(bytes, linux())).collect();
    let extents: Vec<_> = files.iter().map(extent).collect();
    let hasher = RandomState::new();
    let joined = join(&extents, |file| {
        let identities = files[file].entries().map(|entry| identity(&entry, &hasher));
        Ok::<Vec<u64>, Infallible>(identities.collect())
    });
    let mut log = Vec::new();
    for (file, entries) in joined.segments() {
        log.extend(files[file].records().filter(|one| entries.contains(&one.index())));
    }
    (log, joined.findings)
}

/// Joins files as one log and goes through it backwards.
fn positions(files: &[Vec<u8>]) -> Vec<ByTime> {
    let (log, findings) = joined(files);
    assert!(
        findings.iter().all(|one| !matches!(
            one,
            Finding::Scattered { .. } | Finding::Unrelated { .. }
        )),
        "{findings:?} of unedited files of one machine"
    );
    let mut sessions = Vec::new();
    let mut engine = Backward::new(Seconds32::Unsigned);
    for (at, record) in log.iter().enumerate().rev() {
        engine.push(record, u64::try_from(at).unwrap(), &mut |session| {
            sessions.push(session)
        });
    }
    engine.finish(&mut |session| sessions.push(session));
    sorted(sessions).into_iter().map(by_time).collect()
}

#[test]
fn records_that_mean_nothing_are_the_same_in_all_files() {
    let of = |bytes: &[u8]| {
        let file = LogFile::new(bytes, linux());
        let entry = file.entries().next().unwrap();
        identity(&entry, &RandomState::new())
    };
    let record = |record: Draft<'_>| of(&linux().encode(&record));
    assert_eq!(of(&vec![0; linux().size()]), BLANK);
    assert_eq!(record(Draft { pid: 5, seconds: 60, ..draft(0, "", "", 0) }), BLANK);
    for told in [
        draft(0, "", "alice", 0),
        draft(8, "tty1", "", 0),
        boot(),
        Draft { seconds: START, ..draft(0, "", "", 0) },
    ] {
        assert_ne!(record(told), BLANK);
    }
}

#[test]
fn times_of_clocks_that_were_never_set_are_no_ends_of_a_file() {
    let at = |seconds| Draft { seconds, ..login("tty1", "alice", 1) };
    let bytes = file_in(linux(), &[at(60), at(START), at(START + 9), at(120)]);
    let extent = extent(&LogFile::new(&bytes, linux()));
    let seconds = |time: Option<loginrec::Timestamp>| time.map(|time| time.seconds());
    assert_eq!(seconds(extent.begin()), Some(START));
    assert_eq!((seconds(extent.end()), extent.is_end_odd()), (Some(START + 9), false));
    let bytes = file_in(linux(), &[at(60)]);
    assert_eq!(self::extent(&LogFile::new(&bytes, linux())).end(), None);
}
