//! What was found in one image, counted.

use crate::report::{Report, count};
use loginrec::carve::{Fragment, Hit, Tier};
use loginrec::image::Scanned;
use loginrec::layout::Layout;

/// The hits of one image.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Of each layout so many, by tier.
    layouts: Vec<(&'static Layout, Vec<(Tier, u64)>)>,
    runs: u64,
    heads: u64,
    tails: u64,
    joined: u64,
}

impl Tally {
    pub(super) fn add(&mut self, hit: &Hit<'_>) {
        let tiers = slot(&mut self.layouts, hit.layout());
        *slot(tiers, hit.tier()) += 1;
        let counted = match hit.fragment() {
            Some(Fragment::Head) => &mut self.heads,
            Some(Fragment::Tail) => &mut self.tails,
            Some(Fragment::Joined { .. }) => &mut self.joined,
            // The second of a run makes it one.
            _ if hit.run_index() == 1 => &mut self.runs,
            _ => return,
        };
        *counted += 1;
    }

    /// Says what was searched and found.
    pub(super) fn tell(&self, scanned: &Scanned, source: &str) {
        let bytes = count(scanned.bytes, "byte");
        let missing = match scanned.missing {
            0 => String::new(),
            missing => format!(", {missing} of which could not be read"),
        };
        Report::warn(format_args!("{source}: searched {bytes}{missing}"));
        let all =
            self.layouts.iter().flat_map(|(_, tiers)| tiers).map(|(_, number)| number);
        let found = match all.sum() {
            0 => "found nothing".to_owned(),
            all => format!("found {}: {}", count(all, "entry"), self.by_layout()),
        };
        Report::warn(format_args!("{source}: {found}"));
        let parts: Vec<_> = [
            (self.runs, "run of two or more", "runs of two or more"),
            (self.joined, "joined from head and tail", "joined from head and tail"),
            (self.heads, "head", "heads"),
            (self.tails, "tail", "tails"),
        ]
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| {
            format!("{number} {}", if number == 1 { one } else { many })
        })
        .collect();
        if !parts.is_empty() {
            Report::warn(format_args!("{source}: among them {}", parts.join(", ")));
        }
        if scanned.left_out > 0 {
            let left_out = count(scanned.left_out, "find");
            Report::warn(format_args!(
                "{source}: left out as less sure: {left_out} (--tier)"
            ));
        }
    }

    fn by_layout(&self) -> String {
        let layouts = self.layouts.iter().map(|(layout, tiers)| {
            let mut tiers = tiers.clone();
            tiers.sort_by(|(one, _), (other, _)| other.cmp(one));
            let tiers: Vec<_> = tiers
                .iter()
                .map(|(tier, number)| format!("{number} {}", tier.name()))
                .collect();
            format!("{} ({})", layout.id(), tiers.join(", "))
        });
        layouts.collect::<Vec<_>>().join(", ")
    }
}

/// The value of a key, which is made if there is none yet. There are few keys.
fn slot<K: PartialEq, V: Default>(all: &mut Vec<(K, V)>, key: K) -> &mut V {
    let at = all.iter().position(|(other, _)| *other == key).unwrap_or_else(|| {
        all.push((key, V::default()));
        all.len() - 1
    });
    &mut all[at].1
}
