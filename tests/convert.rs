//! Converting: what another layout can hold comes over, and what it cannot is told.

mod support;

use loginrec::convert::{self, Loss, What};
use loginrec::layout::convention::Derived;
use loginrec::layout::{self, Content, Draft, Framing, LAYOUTS, Layout, Remote, Role};
use loginrec::{Entry, Kind, LogFile, Record, Seconds32};
use support::generate::{Rng, Story, one_of_each, story};
use support::{entries_of, file_of, logs};

fn find(id: &str) -> &'static Layout {
    layout::find(id).unwrap()
}

fn login() -> Draft<'static> {
    Draft {
        type_raw: 7,
        pid: 4711,
        line: b"pts/0",
        id: b"ts/0",
        user: b"alice",
        host: b"host.example.org",
        session: 4711,
        seconds: 1_700_000_000,
        usec: 123_456,
        ..Draft::default()
    }
}

fn converted(entry: &Entry<'_>, to: &Layout) -> (Vec<u8>, Vec<Loss>) {
    let mut losses = Vec::new();
    let bytes = convert::entry(entry, to, Seconds32::Unsigned, &mut losses).unwrap();
    (bytes, losses)
}

/// What is lost of one record.
fn losses(from: &str, draft: &Draft<'_>, to: &str) -> Vec<(What, usize)> {
    let bytes = find(from).encode(draft);
    let entry = LogFile::new(&bytes, find(from)).entries().next().unwrap();
    let (_, losses) = converted(&entry, find(to));
    losses.into_iter().map(|loss| (loss.what, loss.bytes)).collect()
}

const LINUX: &str = "linux-utmp-384-le";

#[test]
fn nothing_is_lost_where_there_is_room() {
    let remote = Remote::Ip("2001:db8::1".parse().unwrap());
    let rich = Draft { remote, termination: 9, exit: 1, reserved: b"\x01", ..login() };
    assert_eq!(losses(LINUX, &rich, "linux-utmp-400-be"), []);
    assert_eq!(losses(LINUX, &rich, LINUX), []);
}

#[test]
fn what_is_too_long_or_has_no_field_is_told_with_its_length() {
    let told = losses(LINUX, &login(), "v7-utmp-20-le");
    let expected = [
        (What::Pid, 0),
        (What::Session, 0),
        (What::Id, 4),
        (What::Host, 16),
        (What::Microseconds, 0),
    ];
    assert_eq!(told, expected);
    let long = Draft { user: b"operator-7", ..login() };
    assert!(losses(LINUX, &long, "v7-utmp-20-le").contains(&(What::User, 2)));
}

#[test]
fn what_stands_beside_a_run_level_is_told_where_the_levels_move_over_it() {
    let solaris = "svr4-utmpx-372-be";
    let level = |pid, termination, exit| Draft {
        type_raw: 1,
        line: b"~",
        id: b"~~",
        user: b"runlevel",
        session: 0,
        pid,
        termination,
        exit,
        ..login()
    };
    let five = i64::from(b'5') + 256 * i64::from(b'N');
    assert_eq!(losses(LINUX, &level(five, 0, 0), solaris), []);
    assert_eq!(losses(LINUX, &level(five + 0x10000, 0, 0), solaris), [(What::Pid, 0)]);
    assert_eq!(losses(LINUX, &level(five, 9, 77), solaris), [(What::Exit, 0)]);
    let three = level(4321, i32::from(b'3'), i32::from(b'S'));
    assert!(losses(solaris, &three, LINUX).contains(&(What::Pid, 0)));
}

/// Shorter names for the texts.
#[allow(non_upper_case_globals, reason = "they read as what they are")]
trait Texts {
    const Id: What = What::Text(Role::Id);
    const User: What = What::Text(Role::User);
    const Host: What = What::Text(Role::Host);
}
impl Texts for What {}

#[test]
fn addresses_times_and_hidden_bytes_that_find_no_room_are_told() {
    let remote = Remote::Ip("2001:db8::1".parse().unwrap());
    let v6 = Draft { remote, ..login() };
    assert!(losses(LINUX, &v6, "linux-libc5-utmp-56-le").contains(&(What::Address, 0)));
    let late = Draft { seconds: 1 << 33, ..login() };
    assert_eq!(losses("linux-utmp-400-le", &late, LINUX), [(What::Time, 0)]);
    let hidden = Draft { user: b"eve\0hidden", ..login() };
    assert_eq!(losses(LINUX, &hidden, "linux-utmp-400-le"), []);
    let told = losses(LINUX, &hidden, "linux-libc5-utmp-56-le");
    assert!(told.contains(&(What::Tail(Role::User), 2)), "{told:?}");
    let reserved = Draft { reserved: b"\0\0\0\x07", ..login() };
    let told = losses(LINUX, &reserved, "freebsd-utx-log-be");
    assert!(told.contains(&(What::Reserved, 0)), "{told:?}");
}

#[test]
fn a_type_without_a_number_there_is_told_with_what_it_reads_as() {
    let run_level =
        Draft { type_raw: 1, pid: 53, line: b"~", user: b"runlevel", ..login() };
    let told = losses(LINUX, &run_level, "freebsd-utx-log-be");
    assert!(told.contains(&(What::Kind(Kind::RunLevel, Kind::Empty), 0)), "{told:?}");
    let told = losses(LINUX, &Draft { type_raw: 6, ..login() }, "v7-utmp-20-le");
    let kind = What::Kind(Kind::LoginProcess, Kind::UserProcess);
    assert!(told.contains(&(kind, 0)), "{told:?}");
}

fn read(from: &str, draft: &Draft<'_>, to: &str, see: impl Fn(&Record<'_>)) {
    let bytes = find(from).encode(draft);
    let entry = LogFile::new(&bytes, find(from)).entries().next().unwrap();
    let (bytes, _) = converted(&entry, find(to));
    see(&LogFile::new(&bytes, find(to)).records().next().unwrap());
}

#[test]
fn run_levels_move_to_where_the_other_system_keeps_them() {
    let pid = i64::from(b'5') + 256 * i64::from(b'N');
    let draft = Draft { type_raw: 1, pid, line: b"~", user: b"runlevel", ..login() };
    read(LINUX, &draft, "svr4-utmpx-372-be", |record| {
        let level = record.run_level().unwrap();
        assert_eq!((level.new, level.old), (b'5', Some(b'N')));
        assert_eq!(record.pid(), Some(0));
    });
}

#[test]
fn a_shutdown_of_linux_is_one_elsewhere_and_back() {
    let shutdown = Draft { type_raw: 1, pid: 0, line: b"~", user: b"shutdown", ..login() };
    for to in ["freebsd-utx-log-be", "v7-utmp-20-le", "macos-utmpx-628-le"] {
        read(LINUX, &shutdown, to, |record| {
            let kind = record.kind();
            assert!(matches!(kind, Kind::ShutdownTime | Kind::RunLevel), "{to}: {kind}");
        });
    }
    let down = Draft { type_raw: 8, user: b"", line: b"", ..login() };
    read("freebsd-utx-log-be", &down, LINUX, |record| {
        assert_eq!((record.kind(), record.pid()), (Kind::RunLevel, Some(0)));
        assert_eq!(
            (record.line().value(), record.user().value()),
            ("~".into(), "shutdown".into())
        );
    });
}

#[test]
fn what_has_no_type_gets_the_texts_that_say_it() {
    let dead = Draft { type_raw: 8, host: b"gw", ..login() };
    read(LINUX, &dead, "bsd-utmp-36-le", |record| {
        assert_eq!(record.kind(), Kind::DeadProcess);
        assert_eq!(record.line().value(), "pts/0");
    });
    for (type_raw, line, kind) in [(4, "|", Kind::OldTime), (3, "{", Kind::NewTime)] {
        let clock = Draft { type_raw, line: b"", user: b"", host: b"", ..login() };
        read(LINUX, &clock, "bsd-utmp-36-le", |record| {
            assert_eq!((record.kind(), record.line().value()), (kind, line.into()));
        });
    }
}

#[test]
fn what_holds_other_things_is_not_converted() {
    let bytes = find(LINUX).encode(&login());
    let entry = LogFile::new(&bytes, find(LINUX)).entries().next().unwrap();
    let mut losses = Vec::new();
    let to = find("linux-lastlog-292-le");
    assert!(convert::entry(&entry, to, Seconds32::Unsigned, &mut losses).is_none());
}

/// Whether the records of one system can say that of all there are.
fn can_say(layout: &Layout, record: &Record<'_>) -> bool {
    let convention = layout.spec().convention;
    let is_event = |kind| {
        use Kind::{
            BootTime, DeadProcess, Empty, NewTime, OldTime, ShutdownTime, UserProcess,
        };
        match kind {
            BootTime | OldTime | NewTime | ShutdownTime | Empty => true,
            DeadProcess => !record.line().is_empty(),
            UserProcess => !record.line().is_empty() && !record.user().is_empty(),
            _ => false,
        }
    };
    match convention.derived {
        Derived::Always => is_event(record.kind()),
        // There texts make something else of these types.
        Derived::InitProcess if record.kind() == Kind::InitProcess => false,
        Derived::WhenZero if record.kind() == Kind::Empty => false,
        _ => convention.number(record.kind()).is_some(),
    }
}

#[test]
fn every_kind_comes_over_to_every_system_that_has_it() {
    let mut count = 0;
    for from in logs() {
        let bytes = file_of(from, &one_of_each(from, 3));
        for to in logs() {
            for entry in LogFile::new(&bytes, from).entries() {
                let record = entry.record().unwrap();
                let (bytes, losses) = converted(&entry, to);
                let lost = losses.iter().any(|loss| matches!(loss.what, What::Kind(..)));
                assert!(
                    !lost || !can_say(to, &record),
                    "{} of {} in {}: {losses:?}",
                    record.kind(),
                    from.id(),
                    to.id()
                );
                assert_eq!(bytes.len(), to.size());
                count += 1;
            }
        }
    }
    assert!(count > 50_000, "{count}");
}

/// Whether all that a record of the one can hold finds room in the other.
fn has_room(from: &Layout, to: &Layout) -> bool {
    let reserved = |layout: &Layout| -> usize {
        let fields = layout.fields().filter(|field| field.role == Role::Reserved);
        fields.map(|field| field.size).sum()
    };
    let (a, b) = (from.spec().convention, to.spec().convention);
    a.name == b.name
        && a.derived == b.derived
        && reserved(from) <= reserved(to)
        && from.fields().all(|field| match field.role {
            Role::Padding | Role::Reserved => true,
            role => to.field(role).is_some_and(|other| match role {
                Role::Address | Role::Socket => other.size == field.size,
                Role::Seconds => other.size >= field.size && other.signed >= field.signed,
                _ => other.size >= field.size && other.signed == field.signed,
            }),
        })
}

#[test]
fn what_goes_to_a_wider_layout_and_back_is_the_same() {
    let (mut pairs, mut count) = (0, 0);
    let plain = LAYOUTS.iter().copied().filter(|layout| {
        matches!(layout.content(), Content::Records | Content::LastLogins)
            && matches!(layout.framing(), Framing::Sequence | Framing::Table)
    });
    for from in plain.clone() {
        for to in plain.clone().filter(|to| to.content() == from.content()) {
            if !has_room(from, to) {
                continue;
            }
            pairs += 1;
            for (seed, kind) in (0..).zip(Story::ALL) {
                let mut rng = Rng::new(seed);
                let mut values = story(from, kind, seed, 12);
                for values in &mut values {
                    // What stands behind the end of a text comes over too.
                    values.host.push(0);
                    values.host.extend(rng.bytes(3));
                    values.reserved = rng.bytes(4);
                }
                let bytes = file_of(from, &values);
                for entry in entries_of(from, &bytes) {
                    let (there, losses) = converted(&entry, to);
                    assert_eq!(losses, [], "{} in {}", from.id(), to.id());
                    let file = LogFile::new(&there, to);
                    let Some(other) = file.entries().next() else { continue };
                    let (back, _) = converted(&other, from);
                    assert!(back == entry.bytes(), "{} over {}", from.id(), to.id());
                    count += 1;
                }
            }
        }
    }
    eprintln!("{pairs} pairs of layouts, {count} entries there and back");
    assert!(pairs > 200 && count > 5_000, "{pairs} {count}");
}
