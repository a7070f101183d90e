use super::*;
use core::convert::Infallible;

const START: i64 = 1_700_000_000;

/// Records a second apart: the number of each is its time and what it is known by, and those
/// that are blank have a time too.
struct File {
    records: Vec<(i64, u64)>,
}

/// A file with these records of a machine.
fn file(records: impl IntoIterator<Item = u64>) -> File {
    let timed = |number: u64| (START + i64::try_from(number).unwrap(), number);
    File { records: records.into_iter().map(timed).collect() }
}

fn blank(at: u64) -> (i64, u64) {
    (START + i64::try_from(at).unwrap(), BLANK)
}

fn extents(files: &[File]) -> Vec<Extent> {
    let of = |file: &File| {
        let mut extent = Extent::default();
        for &(seconds, _) in &file.records {
            extent.add_time(Timestamp::new(seconds, 0).unwrap());
        }
        extent
    };
    files.iter().map(of).collect()
}

fn numbers(file: &File) -> Vec<u64> {
    file.records.iter().map(|record| record.1).collect()
}

/// The records of the log in order, and what there is to tell.
fn joined(files: &[File]) -> (Vec<u64>, Vec<Finding>) {
    let joined = join(&extents(files), |at| Ok::<_, Infallible>(numbers(&files[at])));
    let mut log = Vec::new();
    for (file, entries) in joined.segments() {
        let left = (0_u64..).zip(numbers(&files[file]));
        log.extend(left.filter(|(at, _)| entries.contains(at)).map(|(_, number)| number));
    }
    (log, joined.findings)
}

fn gap(earlier: usize, later: usize, from: i64, to: i64) -> Finding {
    let time = |seconds| Timestamp::new(START + seconds, 0).unwrap();
    Finding::Gap { earlier, later, from: time(from), to: time(to) }
}

#[test]
fn files_that_follow_each_other_are_put_in_order() {
    let (log, findings) = joined(&[file(6..9), file(1..4), file(4..6)]);
    assert_eq!(log, Vec::from_iter(1..9));
    assert_eq!(findings, [gap(1, 2, 3, 4), gap(2, 0, 5, 6)]);
}

#[test]
fn what_stands_in_several_files_counts_once() {
    let (log, findings) = joined(&[file(8..21), file(1..11), file(6..16)]);
    assert_eq!(log, Vec::from_iter(1..21));
    assert_eq!(
        findings,
        [
            Finding::Shared { earlier: 1, later: 2, count: 5 },
            Finding::Shared { earlier: 2, later: 0, count: 8 },
            Finding::Shared { earlier: 1, later: 0, count: 3 },
        ]
    );
}

#[test]
fn a_file_is_compared_with_more_than_the_one_before_it() {
    // The first reaches into the last, and there is nothing of either in the second.
    let (log, findings) =
        joined(&[file((1..4).chain([7, 8])), file([5, 9]), file([7, 8, 10])]);
    assert_eq!(log, [1, 2, 3, 7, 8, 5, 9, 10]);
    assert!(findings.contains(&Finding::Shared { earlier: 0, later: 2, count: 2 }));
}

#[test]
fn copies_are_left_out_whatever_their_number() {
    let (log, findings) = joined(&[file(1..9), file(1..9), file(3..7), file(1..9)]);
    assert_eq!(log, Vec::from_iter(1..9));
    let inside = |file, other| Finding::Inside { file, other };
    assert_eq!(findings, [inside(2, 0), inside(1, 0), inside(3, 0)]);
}

#[test]
fn a_record_that_is_passed_over_stands_in_a_file_that_is_read() {
    // The last has all of the first, but not of the second; that has a part of the first.
    let (log, findings) = joined(&[file(1..11), file(8..21), file((1..20).chain(21..25))]);
    let mut log: Vec<_> = log;
    log.sort_unstable();
    assert_eq!(log, Vec::from_iter(1..25));
    assert_eq!(findings[0], Finding::Inside { file: 0, other: 2 });
    assert_eq!(findings[1], Finding::Scattered { earlier: 1, later: 2, count: 12 });
}

#[test]
fn what_one_copy_lacks_stands_between_its_neighbours() {
    let right = Vec::from_iter(1..9);
    let cut = || file((1..9).filter(|number| ![3, 4, 7].contains(number)));
    for files in [[file(1..9), cut()], [cut(), file(1..9)]] {
        assert_eq!(joined(&files).0, right);
    }
    // Each lacks something else, and one goes on.
    let (log, _) = joined(&[file([1, 2, 4, 5, 6]), file([1, 3, 4, 6, 7, 8])]);
    assert_eq!(log, [1, 3, 2, 4, 5, 6, 7, 8]);
}

#[test]
fn blank_records_are_no_sign_of_an_edit_or_of_a_copy() {
    let mut one = file([1, 2, 5]);
    let mut two = file([4, 6, 8]);
    one.records.insert(1, blank(2));
    two.records.insert(1, blank(5));
    let (log, findings) = joined(&[one, two]);
    assert_eq!(log, [1, 0, 2, 5, 4, 0, 6, 8]);
    // It begins early all the same.
    assert_eq!(findings, [Finding::Unrelated { earlier: 0, later: 1 }]);
}

#[test]
fn files_that_meet_within_a_second_are_of_one_machine() {
    let second = START + 4;
    let earlier = File { records: vec![(START, 1), (second, 2)] };
    let later = File { records: vec![(second, 3), (START + 9, 4)] };
    assert_eq!(joined(&[earlier, later]).1, []);
}

#[test]
fn a_file_that_has_something_of_one_is_not_asked_about_the_others() {
    let (_, findings) = joined(&[file([1, 5, 9]), file([3, 10, 11]), file([10, 11, 12])]);
    assert_eq!(
        findings,
        [
            Finding::Unrelated { earlier: 0, later: 1 },
            Finding::Shared { earlier: 1, later: 2, count: 2 },
        ]
    );
}

#[test]
fn files_of_other_times_are_not_read_again() {
    let files = [file(1..9), file(20..30), file(25..40)];
    let mut asked = Vec::new();
    let _ = join(&extents(&files), |at| {
        asked.push(at);
        Ok::<_, Infallible>(numbers(&files[at]))
    });
    assert_eq!(asked, [1, 2]);
}

#[test]
fn a_file_that_cannot_be_compared_is_told_and_accused_of_nothing() {
    let files = [file(1..9), file(5..12), file(7..14)];
    let joined = join(&extents(&files), |at| match at {
        1 => Err("gone"),
        _ => Ok(numbers(&files[at])),
    });
    assert_eq!(joined.failures, [(1, "gone")]);
    assert_eq!(joined.findings, [Finding::Shared { earlier: 0, later: 2, count: 2 }]);
    assert_eq!(joined.parts.len(), 3);
}

#[test]
fn ranges_that_touch_are_one() {
    let mut part = Part { file: 0, skip: Vec::new() };
    part.add(&[4..6, 9..10]);
    part.add(&[0..2, 6..8]);
    assert_eq!(part.skip, [0..2, 4..8, 9..10]);
    let skipped: Vec<_> = (0..12).filter(|&at| part.skips(at)).collect();
    assert_eq!(skipped, [0, 1, 4, 5, 6, 7, 9]);
}
