//! The confusion matrix of detection: files of every layout, of one record and of a thousand,
//! sound and damaged, and what they are taken for.

mod support;

use loginrec::detect::{self, Ranking, Sample};
use loginrec::layout::{Content, LAYOUTS, Layout, Role};
use std::collections::BTreeMap;
use std::thread;
use support::file_of;
use support::generate::{Rng, Story, story};

/// What has happened to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Clean,
    TornTail,
    DamagedHead,
    ZeroedStretch,
}

impl State {
    const ALL: [Self; 4] =
        [Self::Clean, Self::TornTail, Self::DamagedHead, Self::ZeroedStretch];

    fn apply(self, layout: &Layout, bytes: &mut Vec<u8>, rng: &mut Rng) {
        let (len, size) = (bytes.len(), layout.size());
        match self {
            Self::Clean => {}
            Self::TornTail => bytes.truncate(len - (1 + rng.index(size - 1)).min(len - 1)),
            Self::DamagedHead => {
                let head = (size / 2).min(len);
                bytes[..head].copy_from_slice(&rng.bytes(head));
            }
            Self::ZeroedStretch => bytes[len / 3..(len / 3 + size).min(len)].fill(0),
        }
    }
}

/// What detection says of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    /// The layout, and no other that would read the file otherwise.
    Right,
    /// The layout among others that read the file alike.
    Alike,
    /// Layouts that read the file differently, which detection says. That of the file need
    /// not be among them.
    Ambiguous,
    /// That it knows no such file.
    Unrecognised,
    /// Another layout, of which what is left of the file is one perfect record.
    Counterfeit,
    /// Another layout, and not a word of this one.
    Wrong,
}

/// One file of the matrix, and what became of it.
#[derive(Debug)]
struct Case {
    layout: &'static Layout,
    count: usize,
    state: State,
    answer: Answer,
    best: Option<&'static Layout>,
    rivals: Vec<&'static Layout>,
}

fn examine(layout: &'static Layout, kind: Story, count: usize, state: State) -> Case {
    let seed = 7 * count as u64 + kind as u64;
    let mut bytes = file_of(layout, &story(layout, kind, seed, count));
    state.apply(layout, &mut bytes, &mut Rng::new(seed));
    let ranking = detect::rank(&Sample::of_bytes(&bytes));
    let best = ranking.layout();
    let rivals: Vec<_> = ranking.rivals().iter().map(|rival| rival.layout()).collect();
    let is_named = best == Some(layout) || rivals.contains(&layout);
    let answer = match best {
        None => Answer::Unrecognised,
        Some(_) if ranking.readings_differ() => Answer::Ambiguous,
        Some(other) if !is_named && is_one_perfect_record(other, &bytes, &ranking) => {
            Answer::Counterfeit
        }
        Some(_) if !is_named => Answer::Wrong,
        Some(_) if rivals.is_empty() => Answer::Right,
        Some(_) => Answer::Alike,
    };
    Case { layout, count, state, answer, best, rivals }
}

/// Damage can make a file of two short records one of another layout, to the last bit.
fn is_one_perfect_record(layout: &'static Layout, bytes: &[u8], ranking: &Ranking) -> bool {
    bytes.len() == layout.size() && ranking.candidates()[0].score() == 100
}

/// Every layout, number of records and state, in the order of the list.
fn matrix() -> Vec<Case> {
    let of_layout = |layout: &'static Layout| {
        let mut cases = Vec::new();
        for count in [1, 2, 16, 1000] {
            let stories = if count < 1000 { &Story::ALL[..] } else { &Story::ALL[..1] };
            for state in State::ALL {
                cases.extend(
                    stories.iter().map(|&kind| examine(layout, kind, count, state)),
                );
            }
        }
        cases
    };
    let workers = thread::available_parallelism().map_or(2, usize::from);
    let share = LAYOUTS.len().div_ceil(workers);
    thread::scope(|scope| {
        let parts = LAYOUTS.chunks(share);
        let handles: Vec<_> = parts
            .map(|part| {
                scope.spawn(move || part.iter().flat_map(|one| of_layout(one)).collect())
            })
            .collect();
        handles
            .into_iter()
            .flat_map(|handle| -> Vec<Case> { handle.join().unwrap() })
            .collect()
    })
}

/// Layouts that a file may fit alike, and why the bytes cannot tell them apart.
const ALIKE: &[(&[&str], &str)] = &[
    (
        &["linux-utmp-384", "linux-utmp-384-t64", "linux-utmp-384-t64p", "linux-utmp-392"],
        "records cut by the library have the fields of one layout and the length of another",
    ),
    (
        &[
            "linux-utmp-384-t64p",
            "linux-utmp-396-musl",
            "linux-utmp-400",
            "linux-utmp-400-musl",
            "linux-utmp-400-s32",
        ],
        "the same, of a longer record",
    ),
    (&["linux-utmp-382", "linux-utmp-382-t64", "linux-utmp-390"], "the same on m68k"),
    (
        &["linux-utmp-400", "linux-utmp-400-musl", "linux-utmp-400-s32"],
        "they differ where the session is, which may be zero",
    ),
    (
        &["shadow-faillog-32", "shadow-faillog-32-t64"],
        "they differ in the upper half of the lock time, which may be zero",
    ),
    (&["pam-faillock-64", "pam-tallylog-64"], "a state may be a small count"),
    (
        &["svr4-utmpx-372", "solaris-utmpx64-384"],
        "without microseconds the one begins like the other",
    ),
];

/// The id without the byte order.
fn stem(layout: &Layout) -> &'static str {
    layout.id().rsplit_once('-').unwrap().0
}

/// Whether two layouts are one in two byte orders, with nothing but the time to tell them by.
fn differ_in_order_alone(one: &Layout, other: &Layout) -> bool {
    let has_type = one.field(Role::Type).is_some();
    stem(one) == stem(other) && (!has_type || stem(one) == "minix-utmp-48")
}

/// Whether nobody could tell these layouts apart by a few bytes.
fn are_alike(one: &Layout, other: &Layout) -> bool {
    one == other
        || differ_in_order_alone(one, other)
        || (one.order() == other.order()
            && ALIKE.iter().any(|(stems, _)| {
                [one, other].iter().all(|layout| stems.contains(&stem(layout)))
            }))
}

fn is_excused(case: &Case) -> bool {
    let others = case.rivals.iter().chain(&case.best);
    // A lone slot without a host stands in tables of shorter slots too, at another place.
    if case.count <= 2
        && others.clone().all(|other| other.content() == case.layout.content())
        && case.layout.content() == Content::LastLogins
    {
        return true;
    }
    // A lone record, and one of two that damage has reached, fit a lot.
    case.count < 16 && case.state != State::Clean
        || others.into_iter().all(|other| are_alike(case.layout, other))
}

fn show(cases: &[Case]) {
    let mut table: BTreeMap<(usize, State), BTreeMap<Answer, usize>> = BTreeMap::new();
    for case in cases {
        let answers = table.entry((case.count, case.state)).or_default();
        *answers.entry(case.answer).or_default() += 1;
    }
    eprintln!("records, state, and how many files of {} layouts:", LAYOUTS.len());
    for ((count, state), answers) in table {
        eprintln!("{count:>5} {state:<13?} {answers:?}");
    }
}

fn list<'a>(cases: impl Iterator<Item = &'a Case>) -> String {
    let line = |case: &Case| {
        let Case { layout, count, state, best, rivals, .. } = case;
        format!("{} x{count} {state:?}: {best:?}, rivals {rivals:?}\n", layout.id())
    };
    cases.map(line).collect()
}

#[test]
fn no_file_is_taken_for_another_in_silence_and_doubt_is_where_the_bytes_are_alike() {
    let cases = matrix();
    show(&cases);
    let wrong = list(cases.iter().filter(|case| case.answer == Answer::Wrong));
    assert!(wrong.is_empty(), "taken for another:\n{wrong}");
    let lost = cases.iter().filter(|case| case.answer == Answer::Unrecognised);
    let lost = list(lost.filter(|case| {
        // A time that reads as letters is no evidence for a lone record without a type.
        case.count >= 16 || (case.state == State::Clean && case.count > 1)
    }));
    assert!(lost.is_empty(), "not recognised:\n{lost}");
    let doubted = cases.iter().filter(|case| case.answer == Answer::Ambiguous);
    let doubted = list(doubted.filter(|case| !is_excused(case)));
    assert!(doubted.is_empty(), "doubted without need:\n{doubted}");
}
