//! In which order records stand in a rebuilt file, and which of them are copies.

use loginrec::session::Extent;

/// What is remembered of a record: 24 bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    /// The same for the same bytes.
    hash: u64,
    /// Microseconds since 1970.
    time: i64,
    /// Where it was put, and marks in the upper bits.
    place: u64,
}

/// There is no time, or one of a clock that was never set.
const NO_TIME: i64 = i64::MIN;
/// No number of a slot.
const NONE: u32 = u32::MAX;
/// It is the first of its run.
const BEGINS: u64 = 1 << 63;
/// It is left out.
const IS_COPY: u64 = 1 << 62;

impl Slot {
    pub(super) fn new(hash: u64, time: Option<i64>, place: u64, begins_run: bool) -> Self {
        const SET: i64 = Extent::FIRST_SECOND * 1_000_000;
        let time = time.filter(|&time| time >= SET).unwrap_or(NO_TIME);
        Self { hash, time, place: place | if begins_run { BEGINS } else { 0 } }
    }

    pub(super) const fn place(self) -> u64 {
        self.place & !(BEGINS | IS_COPY)
    }

    const fn begins_run(&self) -> bool {
        self.place & BEGINS != 0
    }
}

/// What is written, by numbers of slots.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// The records in the order of the file.
    pub(super) order: Vec<u32>,
    /// Of what each copy is one, and the copy; sorted.
    copies: Vec<(u32, u32)>,
}

impl Plan {
    /// The slots are those of one file, in the order of their places in the source.
    pub(super) fn of(mut slots: Vec<Slot>) -> (Self, Vec<Slot>) {
        for run in slots.chunk_by_mut(|_, next| !next.begins_run()) {
            straighten(run);
        }
        let copies = copies(&slots);
        for &(_, copy) in &copies {
            if let Some(slot) = slots.get_mut(index(copy)) {
                slot.place |= IS_COPY;
            }
        }
        let mut order: Vec<u32> = (0..u32::try_from(slots.len()).unwrap_or(u32::MAX))
            .filter(|&number| {
                slots.get(index(number)).is_some_and(|s| s.place & IS_COPY == 0)
            })
            .collect();
        order.sort_unstable_by_key(|&number| {
            (slots.get(index(number)).map_or(NO_TIME, |slot| slot.time), number)
        });
        (Self { order, copies }, slots)
    }

    /// The copies of a record that are left out.
    pub(super) fn copies_of(&self, number: u32) -> impl Iterator<Item = u32> {
        let first = self.copies.partition_point(|&(of, _)| of < number);
        let rest = self.copies.iter().skip(first);
        rest.take_while(move |&&(of, _)| of == number).map(|&(_, copy)| copy)
    }
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Gives times to records that have none, or odd ones, so that the times of a run never fall:
/// then sorting by time keeps the run in its order, which is that of the file.
///
/// The longest rising sequence of times counts. What is not in it was written by a clock that
/// was wrong, and takes the time of the record before it.
fn straighten(run: &mut [Slot]) {
    if run.is_sorted_by_key(|slot| slot.time)
        && run.first().is_none_or(|slot| slot.time != NO_TIME)
    {
        return;
    }
    let time = |at: u32| run.get(index(at)).map_or(NO_TIME, |slot| slot.time);
    let end = u32::try_from(run.len()).unwrap_or(NONE);
    // By patience: of the sequences of each length the one with the earliest end.
    let mut ends: Vec<u32> = Vec::new();
    let mut before = vec![NONE; run.len()];
    for at in (0..end).filter(|&at| time(at) != NO_TIME) {
        let len = ends.partition_point(|&end| time(end) <= time(at));
        if let (Some(before), Some(&end)) =
            (before.get_mut(index(at)), len.checked_sub(1).and_then(|len| ends.get(len)))
        {
            *before = end;
        }
        match ends.get_mut(len) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut is_right = vec![false; run.len()];
    let mut next = ends.last().copied().unwrap_or(NONE);
    while let Some(is_right) = is_right.get_mut(index(next)) {
        *is_right = true;
        next = before.get(index(next)).copied().unwrap_or(NONE);
    }
    let first = is_right.iter().position(|&is_right| is_right);
    let mut last = first.and_then(|at| run.get(at)).map_or(NO_TIME, |slot| slot.time);
    for (slot, is_right) in run.iter_mut().zip(is_right) {
        if is_right {
            last = slot.time;
        } else {
            slot.time = last;
        }
    }
}

/// Records that stand in several runs are kept in one: that which has most of them, or else
/// the longest, which has the order of the others too. Of two alike in one run both happened.
fn copies(slots: &[Slot]) -> Vec<(u32, u32)> {
    let hash = |number: u32| slots.get(index(number)).map_or(0, |slot| slot.hash);
    let mut starts = Vec::new();
    let mut numbers = Vec::with_capacity(slots.len());
    for (number, slot) in (0_u32..).zip(slots) {
        if slot.begins_run() {
            starts.push(number);
        }
        numbers.push(number);
    }
    let end = u32::try_from(slots.len()).unwrap_or(u32::MAX);
    let run = |number: u32| {
        let next = starts.partition_point(|&start| start <= number);
        let start = next.checked_sub(1).and_then(|at| starts.get(at).copied());
        start.unwrap_or(0)..starts.get(next).copied().unwrap_or(end)
    };
    numbers.sort_unstable_by_key(|&number| (hash(number), number));
    let mut copies = Vec::new();
    for alike in numbers.chunk_by(|&one, &other| hash(one) == hash(other)) {
        let (Some(&first), true) = (alike.first(), alike.len() > 1) else { continue };
        // The first of those with the most.
        let (mut most, mut kept) = ((0, 0), run(first));
        for here in alike.chunk_by(|&one, &other| run(one) == run(other)) {
            let Some(&one) = here.first() else { continue };
            let run = run(one);
            let size = (here.len(), run.len());
            if size > most {
                (most, kept) = (size, run);
            }
        }
        let Some(&first) = alike.iter().find(|number| kept.contains(number)) else {
            continue;
        };
        let others = alike.iter().filter(|number| !kept.contains(number));
        copies.extend(others.map(|&copy| (first, copy)));
    }
    copies.sort_unstable();
    copies
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;
    const BEGIN: i64 = 1_700_000_000;

    /// The runs by the seconds of their records, which are known by their seconds and a
    /// letter; in which order they stand in the file.
    fn ordered(runs: &[&[(i64, char)]]) -> Vec<(i64, char)> {
        let records: Vec<_> = runs.iter().flat_map(|run| run.iter().copied()).collect();
        let plan = plan(runs);
        plan.order.iter().map(|&number| records[index(number)]).collect()
    }

    fn plan(runs: &[&[(i64, char)]]) -> Plan {
        let mut slots = Vec::new();
        for run in runs {
            for (at, &(seconds, letter)) in run.iter().enumerate() {
                let hash = seconds.cast_unsigned() << 8 | u64::from(letter);
                let time = (seconds != 0).then_some((BEGIN + seconds) * SECOND);
                slots.push(Slot::new(hash, time, 0, at == 0));
            }
        }
        Plan::of(slots).0
    }

    fn seconds(runs: &[&[i64]]) -> Vec<i64> {
        let runs: Vec<Vec<_>> = runs
            .iter()
            .map(|run| run.iter().map(|&second| (second, 'a')).collect())
            .collect();
        let runs: Vec<_> = runs.iter().map(Vec::as_slice).collect();
        ordered(&runs).into_iter().map(|(seconds, _)| seconds).collect()
    }

    #[test]
    fn runs_go_by_their_times_wherever_they_stood() {
        assert_eq!(seconds(&[&[30, 40], &[10, 20]]), [10, 20, 30, 40]);
    }

    #[test]
    fn what_was_cut_out_of_a_later_copy_goes_back_to_its_place() {
        assert_eq!(seconds(&[&[10, 30, 50], &[10, 20, 30, 40]]), [10, 20, 30, 40, 50]);
    }

    #[test]
    fn a_run_keeps_its_order_whatever_the_clock_says() {
        assert_eq!(seconds(&[&[20, 30, 10, 40]]), [20, 30, 10, 40]);
        assert_eq!(seconds(&[&[10, 9_999, 20, 30]]), [10, 9_999, 20, 30]);
        assert_eq!(seconds(&[&[0, 10, 0, 20]]), [0, 10, 0, 20]);
        assert_eq!(seconds(&[&[10, 20, 1, 2, 3, 4]]), [10, 20, 1, 2, 3, 4]);
    }

    #[test]
    fn one_wrong_time_does_not_move_its_run_behind_another() {
        let found = seconds(&[&[10, 9_999, 20, 30], &[15, 25]]);
        assert_eq!(found, [10, 9_999, 15, 20, 25, 30]);
    }

    #[test]
    fn a_time_of_a_clock_that_was_never_set_counts_for_none() {
        assert_eq!(seconds(&[&[10, 5 - BEGIN, 20]]), [10, 5 - BEGIN, 20]);
    }

    #[test]
    fn a_record_in_several_runs_is_written_once() {
        let runs: &[&[_]] = &[&[(1, 'a'), (2, 'a')], &[(2, 'a'), (3, 'a')], &[(2, 'a')]];
        assert_eq!(ordered(runs), [(1, 'a'), (2, 'a'), (3, 'a')]);
        assert_eq!(plan(runs).copies_of(1).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(plan(runs).copies_of(0).count(), 0);
    }

    #[test]
    fn a_record_is_kept_in_the_longest_of_its_runs() {
        let runs: &[&[_]] = &[&[(2, 'a')], &[(1, 'a'), (2, 'a'), (3, 'a')]];
        assert_eq!(plan(runs).order, [1, 2, 3]);
        assert_eq!(plan(runs).copies_of(2).collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn two_alike_in_one_run_both_happened() {
        let runs: &[&[_]] =
            &[&[(1, 'a'), (2, 'a')], &[(1, 'a'), (2, 'a'), (2, 'a'), (2, 'b')]];
        assert_eq!(ordered(runs), [(1, 'a'), (2, 'a'), (2, 'a'), (2, 'b')]);
    }

    #[test]
    fn nothing_is_lost_of_many_runs_in_any_order() {
        // A generator of Lehmer's, so that the case is the same each time.
        let mut state = 1_u64;
        let mut next = |below: u64| {
            state = state * 48_271 % 2_147_483_647;
            i64::try_from(state % below).unwrap()
        };
        for _ in 0..50 {
            let runs: Vec<Vec<_>> = (0..20)
                .map(|_| (0..next(30)).map(|_| (next(100), 'a')).collect())
                .collect();
            let slices: Vec<_> = runs.iter().map(Vec::as_slice).collect();
            let plan = plan(&slices);
            let mut seen: Vec<_> = plan.order.clone();
            seen.extend(plan.copies.iter().map(|&(_, copy)| copy));
            seen.sort_unstable();
            let count = runs.iter().map(Vec::len).sum::<usize>();
            assert_eq!(seen, (0..u32::try_from(count).unwrap()).collect::<Vec<_>>());
            // What is left of a run stands in its order.
            let mut start = 0;
            for run in &runs {
                let own = start..start + u32::try_from(run.len()).unwrap();
                let kept: Vec<_> =
                    plan.order.iter().filter(|number| own.contains(number)).collect();
                assert!(kept.is_sorted());
                start = own.end;
            }
        }
    }
}
