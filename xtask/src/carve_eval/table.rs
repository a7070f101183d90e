//! What was measured, for people.

use super::count::{Count, Share};
use super::hit::Hit;
use super::truth::{Place, State};
use loginrec::carve::Tier;
use loginrec::{LogFile, View};
use std::cmp::Ordering;
use std::fmt::Write;
use std::path::Path;

/// So many misses of an image are shown at once.
const SHOWN: usize = 8;

/// One image in one tier, and the rule on the same image.
pub(crate) struct Line {
    pub(crate) image: &'static str,
    pub(crate) tier: Tier,
    pub(crate) ours: Count,
    pub(crate) rule: Count,
}

#[derive(Default)]
pub(crate) struct Table {
    pub(crate) lines: Vec<Line>,
    pub(crate) skipped: usize,
}

impl Line {
    /// How the rule compares: less is worse. Without records the false hits decide.
    fn rule_compares(&self) -> Ordering {
        if self.ours.whole.planted + self.ours.straddling.planted == 0 {
            return self.ours.wrong.len().cmp(&self.rule.wrong.len());
        }
        self.rule.f1().total_cmp(&self.ours.f1())
    }
}

impl Table {
    pub(crate) fn print(&self) {
        let head =
            "        whole            straddling          torn       hits false  precision";
        println!("\n{:31}{head:66} |bulk_extractor's rule", "");
        for line in &self.lines {
            println!(
                "{:20} {:10}{} |{}",
                line.image,
                line.tier.name(),
                figures(&line.ours),
                figures(&line.rule)
            );
        }
    }

    /// Whether the aims are met, each with what it is; an error if one is missed.
    pub(crate) fn verdict(&self) -> Result<(), String> {
        println!();
        let all = |name: &str, holds: &dyn Fn(&Line) -> bool, tier: Option<Tier>| {
            let asked =
                self.lines.iter().filter(|line| tier.is_none_or(|one| one == line.tier));
            let missed: Vec<String> = asked
                .filter(|line| !holds(line))
                .map(|line| format!("{} ({})", line.image, line.tier.name()))
                .collect();
            match missed.as_slice() {
                [] => println!("met:    {name}"),
                _ => println!("MISSED: {name}: {}", missed.join(", ")),
            }
            missed.is_empty()
        };
        let met = [
            all(
                "every whole record is found",
                &|line| line.ours.whole.found == line.ours.whole.planted,
                Some(Tier::Possible),
            ),
            all(
                "at least 95 % of the straddling records are found",
                &|line| line.ours.straddling.recall() >= 0.95,
                Some(Tier::Possible),
            ),
            all(
                "bulk_extractor's rule is worse on every line",
                &|line| match line.rule_compares() {
                    Ordering::Less => true,
                    // Nothing to find, and nothing found.
                    Ordering::Equal => line.ours.hits + line.rule.hits == 0,
                    Ordering::Greater => false,
                },
                None,
            ),
        ];
        if self.skipped > 0 {
            println!("{} images were skipped", self.skipped);
        }
        if met == [true; 3] { Ok(()) } else { Err("an aim is missed".to_owned()) }
    }
}

fn figures(count: &Count) -> String {
    format!(
        "{}{}{} {:6} {:5} {}",
        share(count.whole),
        share(count.straddling),
        share(count.torn),
        count.hits,
        count.wrong.len(),
        percent(count.precision(), count.hits),
    )
}

fn share(share: Share) -> String {
    let Share { planted, found } = share;
    format!(" {found:5}/{planted:<5}{}", percent(share.recall(), planted))
}

/// Cut, not rounded: 100 % is all.
fn percent(part: f64, of: usize) -> String {
    if of == 0 {
        return format!("{:>6}", "-");
    }
    format!("{:>6.1}", (part * 1_000.0 + 1e-9).floor() / 10.0)
}

/// A line for each record that was not found.
pub(crate) fn tell_missed(told: &mut String, places: &[Place], count: &Count) {
    for place in count.missed.iter().map(|&number| &places[number]) {
        let state = match place.state {
            State::Whole => "whole",
            State::Straddling => "straddling",
            // What nobody expects would bury the rest.
            State::Torn => continue,
        };
        let pieces: Vec<String> = place
            .pieces
            .iter()
            .map(|piece| format!("{}+{}", piece.at, piece.part.len()))
            .collect();
        let (id, what) = (place.layout.id(), what(place));
        let _ = writeln!(told, "missed {state} {id} at {}: {what}", pieces.join(", "));
    }
}

/// What the record says.
fn what(place: &Place) -> String {
    let file = LogFile::new(&place.bytes, place.layout);
    match file.entries().next().and_then(|entry| entry.view()) {
        Some(View::Record(record)) => format!(
            "{:?} pid {:?} line {:?} user {:?} host {:?} {:?}",
            record.kind(),
            record.pid().unwrap_or_default(),
            record.line(),
            record.user(),
            record.host().unwrap_or_default(),
            record.time().timestamp(),
        ),
        Some(View::LastLogin(login)) => format!(
            "line {:?} host {:?} {:?}",
            login.line(),
            login.host().unwrap_or_default(),
            login.time().timestamp(),
        ),
        other => format!("{other:?}"),
    }
}

/// A line for each hit that is wrong.
pub(crate) fn tell_wrong(told: &mut String, tier: Tier, hits: &[Hit], count: &Count) {
    for hit in count.wrong.iter().map(|&number| &hits[number]) {
        if hit.tier == tier {
            let (id, at, shape) = (hit.layout.id(), hit.at, hit.shape);
            let _ = writeln!(told, "false {} {id} at {at}: {shape:?}", tier.name());
        }
    }
}

/// Shows the first of them, and where the rest is.
pub(crate) fn show_some(image: &str, told: &str, path: &Path) {
    for line in told.lines().take(SHOWN) {
        let line: String = line.chars().take(400).collect();
        println!("{image}: {line}");
    }
    let more = told.lines().count().saturating_sub(SHOWN);
    if more > 0 {
        println!("{image}: {more} more; with --keep all are in {}", path.display());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(whole: (usize, usize), rule: (usize, usize)) -> Line {
        let count = |(found, planted)| Count {
            whole: Share { planted, found },
            hits: found,
            ..Count::default()
        };
        let tier = Tier::Possible;
        Line { image: "an image", tier, ours: count(whole), rule: count(rule) }
    }

    fn verdict(line: Line) -> bool {
        Table { lines: vec![line], skipped: 0 }.verdict().is_ok()
    }

    #[test]
    fn the_aims_are_met_by_what_finds_all_and_more_than_the_rule() {
        assert!(verdict(line((10, 10), (9, 10))));
    }

    #[test]
    fn one_record_less_misses_them() {
        assert!(!verdict(line((9, 10), (8, 10))));
    }

    #[test]
    fn a_rule_that_is_as_good_misses_them() {
        assert!(!verdict(line((10, 10), (10, 10))));
    }

    #[test]
    fn where_is_nothing_nothing_is_to_be_found() {
        assert!(verdict(line((0, 0), (0, 0))));
        let mut false_hit = line((0, 0), (0, 0));
        (false_hit.ours.hits, false_hit.ours.wrong) = (1, vec![0]);
        assert!(!verdict(false_hit));
    }

    #[test]
    fn a_share_is_not_rounded_up_to_all() {
        assert_eq!(percent(0.9999, 10), "  99.9");
        assert_eq!(percent(1.0, 10), " 100.0");
        assert_eq!(percent(1.0, 0), "     -");
    }
}
