//! Deciding without going to the end with layouts that cannot win.
//!
//! Of a large sample a part shows the favourite. The others are dropped as soon as they can
//! no longer come close to it, whatever the rest of their records is. What is decided is the
//! same; only those that were dropped are not told of.

use super::find::Look;
use super::sample::Sample;
use super::tally::{Bar, Tally};
use super::{CLOSE, crew, is_recognised, order};
use alloc::vec::Vec;
use core::num::NonZero;

/// Smaller samples are gone through as a whole.
const WORTHWHILE: usize = 1 << 16;
/// So much shows the favourite.
const GLANCE: usize = 1 << 14;

/// Those layouts that are left when the first has won beyond doubt, likeliest first. `None` if
/// none has, so that all have to be looked at as a whole.
pub(super) fn run(sample: &Sample<'_>, threads: NonZero<usize>) -> Option<Vec<Tally>> {
    if sample.size() < WORTHWHILE {
        return None;
    }
    let mut favourites =
        crew::tally_each(&sample.glance(GLANCE), Look::OnGrid, threads, None);
    order(&mut favourites);
    let favourite = favourites.first().filter(|first| is_recognised(first))?.layout;
    let best = Tally::of(favourite, sample, Look::OnGrid);
    let bar = Bar {
        points: best.rank.saturating_sub(CLOSE),
        contradictions: best.contradictions(),
    };
    let mut left = crew::tally_each(sample, Look::OnGrid, threads, Some(bar));
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

#[cfg(test)]
mod tests {
    use super::super::rank_by;
    use super::*;
    use crate::layout::{Content, Draft, LAYOUTS};
    use alloc::format;

    /// Logins and logouts, enough for a race.
    fn log(layout: &crate::layout::Layout) -> Vec<u8> {
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
