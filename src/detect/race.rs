//! Deciding without going to the end with layouts that cannot win.
//!
//! Of a large sample a part shows the favourite. Of the others the numbers of their records say
//! how many points those can earn at most, whatever else stands in them; they are dropped as soon
//! as that is too little. What is decided is the same; only those that were dropped are not told
//! of.

use super::find::{EXAMINED, Look, is_named_table, on_grid};
use super::sample::Sample;
use super::tally::{EXTRA, Tally};
use super::{CLOSE, is_recognised, order};
use crate::layout::{Framing, LAYOUTS, Layout};
use alloc::vec::Vec;
use core::cmp::Reverse;

/// Smaller samples are gone through as a whole.
const WORTHWHILE: usize = 1 << 16;
/// So much shows the favourite.
const GLANCE: usize = 1 << 13;

/// Those layouts that are left when the first has won beyond doubt, likeliest first. `None` if
/// none has, so that all have to be looked at as a whole.
pub(super) fn run(sample: &Sample<'_>) -> Option<Vec<Tally>> {
    if sample.size() < WORTHWHILE {
        return None;
    }
    let favourite = favourite(&sample.glance(GLANCE))?;
    let best = Tally::of(favourite, sample, Look::OnGrid);
    let bar = Bar {
        layout: favourite,
        points: best.rank.saturating_sub(CLOSE),
        contradictions: best.contradictions(),
    };
    let in_race = |layout: &&&'static Layout| {
        **layout == favourite || !bar.is_out_of_reach(layout, sample)
    };
    let tally = |layout: &&'static Layout| match *layout == favourite {
        true => best.clone(),
        false => Tally::of(layout, sample, Look::OnGrid),
    };
    let mut left: Vec<_> = LAYOUTS.iter().filter(in_race).map(tally).collect();
    order(&mut left);
    let has_won = |first: &Tally| {
        first.layout == favourite
            && is_recognised(first)
            && first.is_on_grid()
            && !first.may_be_torn()
            && !first.is_only_begun()
            && !first.may_be_misplaced()
    };
    left.first().is_some_and(has_won).then_some(left)
}

/// The layout that is recognised in a small sample, and likelier than all others.
fn favourite(sample: &Sample<'_>) -> Option<&'static Layout> {
    let mut promises: Vec<_> =
        LAYOUTS.iter().map(|layout| (promise(layout, sample), *layout)).collect();
    promises.sort_by_key(|(promise, _)| Reverse(*promise));
    let mut tallies: Vec<Tally> = Vec::new();
    for (promise, layout) in promises {
        let is_beaten = |best: &Tally| is_recognised(best) && best.rank > promise;
        if tallies.first().is_some_and(is_beaten) {
            break;
        }
        tallies.push(Tally::of(layout, sample, Look::OnGrid));
        // Of two that are as likely the first of the list wins.
        tallies.sort_by_key(|tally| LAYOUTS.iter().position(|one| *one == tally.layout));
        order(&mut tallies);
    }
    tallies.first().filter(|first| is_recognised(first)).map(|first| first.layout)
}

/// More points than the layout can earn of a sample.
fn promise(layout: &Layout, sample: &Sample<'_>) -> i32 {
    if !has_ceilings(layout, sample) {
        return i32::MAX;
    }
    let records = sample.stretches.iter().flat_map(|stretch| on_grid(layout, stretch));
    let points = records.map(|record| layout.ceiling(record).points);
    points.fold(EXTRA, i32::saturating_add)
}

/// Whether it is clear without a look at the sample which records are examined.
fn has_ceilings(layout: &Layout, sample: &Sample<'_>) -> bool {
    matches!(layout.framing(), Framing::Sequence | Framing::Table)
        && !is_named_table(layout, sample)
}

/// What a layout has to reach to be worth telling of, beside the favourite.
struct Bar {
    layout: &'static Layout,
    /// So many points,
    points: i32,
    /// or, if the records are as long as its own, so few contradictions.
    contradictions: i32,
}

impl Bar {
    /// Whether the numbers of the records say that the layout stays below the bar.
    fn is_out_of_reach(&self, layout: &Layout, sample: &Sample<'_>) -> bool {
        if !has_ceilings(layout, sample) {
            return false;
        }
        let is_as_long = layout.size() == self.layout.size();
        let most = layout.most_points();
        // What all records may earn, and how much less it is for those that were looked at.
        let counts = sample.stretches.iter().map(|stretch| {
            stretch.bytes.len().checked_div(layout.size()).unwrap_or(0).min(EXAMINED)
        });
        let count = counts.fold(0, usize::saturating_add);
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        let mut within_reach = count.saturating_mul(most).saturating_add(EXTRA);
        let mut contradictions = 0_i32;
        for stretch in &sample.stretches {
            for record in on_grid(layout, stretch) {
                let ceiling = layout.ceiling(record);
                let missed = most.saturating_sub(ceiling.points);
                within_reach = within_reach.saturating_sub(missed);
                contradictions = contradictions.saturating_add(ceiling.contradictions);
                if within_reach < self.points
                    && (!is_as_long || contradictions > self.contradictions)
                {
                    return true;
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::super::rank_by;
    use super::*;
    use crate::layout::{Content, Draft};
    use alloc::format;
    use core::num::NonZero;

    /// Logins and logouts, enough for a race.
    fn log(layout: &Layout) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut number = 0;
        while bytes.len() < 2 * WORTHWHILE {
            number += 1;
            let is_login = number % 2 == 0;
            let user = format!("user{}", number % 7);
            let line = format!("ttyp{}", number % 5);
            bytes.extend(
                layout.encode(&Draft {
                    type_raw: layout
                        .spec()
                        .convention
                        .number(if is_login {
                            crate::Kind::UserProcess
                        } else {
                            crate::Kind::DeadProcess
                        })
                        .unwrap_or(0),
                    pid: 1_000 + number % 90,
                    line: line.as_bytes(),
                    user: if is_login { user.as_bytes() } else { b"" },
                    seconds: 1_000_000_000 + 7_777 * number,
                    usec: (number * 12_345) % 1_000_000,
                    ..Draft::default()
                }),
            );
        }
        bytes
    }

    #[test]
    fn a_race_decides_as_a_look_at_everything_does() {
        let mut raced = 0;
        let logs = LAYOUTS.iter().filter(|layout| layout.content() == Content::Records);
        // Looking at everything takes long.
        for layout in logs.step_by(19) {
            let whole = log(layout);
            for bytes in [&whole[..], &whole[5..whole.len() - 9]] {
                let sample = Sample::of_bytes(bytes).named("wtmp");
                let result = |all| {
                    let ranking = rank_by(&sample, NonZero::<usize>::MIN, all);
                    let told = format!(
                        "{:?} {:?} {:?} {} {}",
                        ranking.layout(),
                        ranking.candidates().first(),
                        ranking.rivals(),
                        ranking.readings_differ(),
                        ranking.is_undated()
                    );
                    (told, ranking.candidates().len())
                };
                let ((decided, left), (wanted, all)) = (result(false), result(true));
                assert_eq!(decided, wanted, "{layout:?}");
                raced += usize::from(left < all);
            }
        }
        assert!(raced >= 4, "{raced} were decided by a race");
    }
}
