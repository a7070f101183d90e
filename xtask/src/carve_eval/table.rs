//! What was measured, for people.

use super::count::{Count, Share};
use loginrec::carve::Tier;
use std::cmp::Ordering;

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
