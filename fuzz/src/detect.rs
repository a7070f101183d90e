//! Detection is total and deterministic, and never silently wrong about a clean file.

use crate::feed::{Feed, Login, file_of};
use loginrec::detect::{Ranking, Sample, rank};
use loginrec::layout::{LAYOUTS, Layout};
use loginrec::{Entry, LogFile, Seconds32, Time, View};

/// The input is a file to detect, a scattered sample, and the contents of a clean file.
pub fn run(data: &[u8]) {
    let sample = Sample::of_bytes(data);
    let ranking = rank(&sample);
    check(&ranking);
    assert_eq!(shown(&ranking), shown(&rank(&sample)), "detection is not deterministic");
    scattered(Feed(data));
    clean(Feed(data));
}

/// A ranking has every layout once, with a score that is a percentage.
fn check(ranking: &Ranking) {
    let candidates = ranking.candidates();
    if !ranking.is_empty_file() {
        for layout in LAYOUTS {
            let count =
                candidates.iter().filter(|candidate| candidate.layout() == *layout).count();
            assert_eq!(count, 1, "{layout:?} in the ranking");
        }
        assert_eq!(candidates.len(), LAYOUTS.len());
    }
    for candidate in candidates {
        assert!(candidate.score() <= 100, "{candidate:?}");
        assert!(!candidate.reasons().is_empty(), "{candidate:?}");
    }
    match ranking.layout() {
        Some(layout) => {
            assert_eq!(Some(layout), candidates.first().map(|best| best.layout()));
            assert_eq!(Some(layout), ranking.layout_or_empty());
        }
        None => assert!(ranking.rivals().is_empty() && !ranking.readings_differ()),
    }
    if ranking.readings_differ() {
        assert!(!ranking.rivals().is_empty(), "what do the readings differ from?");
    }
}

fn shown(ranking: &Ranking) -> String {
    format!("{ranking:?} {}", ranking.clone().into_error())
}

/// A caller may sample whatever it likes, at offsets that no file has.
fn scattered(mut feed: Feed<'_>) {
    let len = (feed.pick(2) == 0).then(|| feed.u64());
    let mut sample = Sample::of_len(len).named(["", "wtmp", "lastlog.1"][feed.pick(3)]);
    for _ in 0..feed.pick(4) {
        let offset = feed.u64();
        let (part, rest) = feed.0.split_at(feed.0.len() / 2);
        feed.0 = rest;
        sample = sample.with(offset, part);
    }
    check(&rank(&sample));
}

/// A file of well-formed records is read with its own layout, or with one that reads the
/// same, or the ranking names its own layout as one that cannot be told from the first.
fn clean(mut feed: Feed<'_>) {
    let truth = LAYOUTS[feed.pick(LAYOUTS.len())];
    let count = 1 + feed.pick(5);
    let mut logins: Vec<Login> = Vec::new();
    for _ in 0..count {
        // Where nothing else tells one byte order from another, that times rise does.
        let login = Login::of(&mut feed);
        logins.push(match logins.last() {
            Some(before) => login.after(before),
            None => login,
        });
    }
    let bytes = file_of(truth, logins.iter().map(|login| login.encode(truth)).collect());
    let ranking = rank(&Sample::of_bytes(&bytes));
    let Some(picked) = ranking.layout() else {
        panic!("a clean {truth:?} is not recognised: {ranking:#?}");
    };
    assert_eq!(LogFile::detect(&bytes).expect("it was recognised").layout(), picked);
    let read = meaning(&LogFile::new(&bytes, picked));
    let same = |layout| meaning(&LogFile::new(&bytes, layout)) == read;
    let rivals = || ranking.rivals().iter().map(|rival| rival.layout());
    assert!(
        picked == truth || rivals().any(|rival| rival == truth) || same(truth),
        "a clean {truth:?} is silently taken for {picked:?}: {ranking:#?}"
    );
    // A file may be all that is left of a longer record, which as far as it goes may read
    // alike.
    let is_longer = |layout: &Layout| layout.size() > picked.size();
    match ranking.readings_differ() {
        true => assert!(!rivals().all(same), "the readings of {truth:?} are alike"),
        false => assert!(
            rivals().all(|rival| is_longer(rival) || same(rival)),
            "the readings of {truth:?} differ: {ranking:#?}"
        ),
    }
}

/// What the file says, in words that do not depend on the layout's name.
fn meaning(file: &LogFile<'_>) -> Vec<String> {
    let entries = file.entries().map(|entry| words(&entry));
    let residue = file.residue().map(|residue| format!("{residue:?}"));
    entries.chain(residue).collect()
}

fn words(entry: &Entry<'_>) -> String {
    let place = (entry.offset(), entry.index());
    let time = |time: Time| (time.seconds(Seconds32::Unsigned), time.usec());
    match entry.view().expect("an entry is something") {
        View::Record(record) => {
            let texts = (record.line(), record.id(), record.user(), record.host());
            let numbers =
                (record.type_raw(), record.pid(), record.exit(), record.session());
            let rest = (record.kind(), record.address_raw(), record.host_length());
            format!("{place:?} {texts:?} {numbers:?} {rest:?} {:?}", time(record.time()))
        }
        View::LastLogin(login) => format!(
            "{place:?} {:?} {:?} {:?} {:?}",
            login.line(),
            login.host(),
            login.address_raw(),
            time(login.time())
        ),
        View::Failures(failures) => {
            let limits = (failures.count(), failures.max(), failures.lock_seconds());
            format!(
                "{place:?} {:?} {limits:?} {:?}",
                failures.line(),
                time(failures.time())
            )
        }
        View::Attempt(attempt) => {
            let status = attempt.status();
            format!("{place:?} {:?} {status} {:?}", attempt.source(), time(attempt.time()))
        }
        View::Process(process) => {
            let ids = (process.uid(), process.gid(), process.pid(), process.ppid());
            let end = (process.exit_code(), process.elapsed(), process.usage());
            format!("{place:?} {ids:?} {end:?} {:?}", time(process.time()))
        }
        other => panic!("what is {other:?}?"),
    }
}
