//! What was missed and what is false, one by one, with what stands in the way.

use super::count::Count;
use super::hit::Hit;
use super::truth::{Place, State};
use loginrec::{LogFile, View};
use std::collections::BTreeMap;
use std::fmt::Write;

/// So many lines of each kind are shown.
const SHOWN: usize = 6;

/// The lines of an image, and how many there are of each kind.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) lines: String,
    kinds: BTreeMap<String, usize>,
}

impl Told {
    /// Tells of the whole count of an image: of all hits, whatever their tier.
    pub(crate) fn new(places: &[Place], hits: &[Hit], count: &Count) -> Self {
        let mut told = Self::default();
        for place in count.missed.iter().map(|&number| &places[number]) {
            told.missed(place, hits);
        }
        for hit in count.wrong.iter().map(|&number| &hits[number]) {
            told.wrong(hit, places);
        }
        told
    }

    fn missed(&mut self, place: &Place, hits: &[Hit]) {
        let state = match place.state {
            State::Whole => "whole",
            State::Straddling => "straddling",
            // Nobody expects it, and it would bury the rest.
            State::Torn => return,
        };
        let pieces: Vec<String> = place
            .pieces
            .iter()
            .map(|piece| format!("{}+{}", piece.at, piece.part.len()))
            .collect();
        let in_the_way = hits.iter().find(|hit| overlap(place, hit));
        let instead = in_the_way.map_or_else(
            || "nothing there".to_owned(),
            |hit| format!("instead {} at {}", summary(hit), hit.at),
        );
        let id = place.layout.id();
        let _ = writeln!(
            self.lines,
            "missed {state} {id} at {}: {}; {instead}",
            pieces.join(", "),
            what(place)
        );
        let layout = in_the_way.map_or("nothing", |hit| hit.layout.id());
        self.add(format!("missed {state} {id}, instead {layout}"));
    }

    fn wrong(&mut self, hit: &Hit, places: &[Place]) {
        let over = places.iter().find(|place| overlap(place, hit));
        let place = over.map_or_else(
            || "over nothing".to_owned(),
            |place| {
                format!(
                    "over {:?} {} at {}",
                    place.state,
                    place.layout.id(),
                    place.pieces[0].at
                )
            },
        );
        let _ = writeln!(self.lines, "false {} at {}: {place}", summary(hit), hit.at);
        let over = over.map_or("nothing", |place| place.layout.id());
        let (tier, id) = (hit.tier.name(), hit.layout.id());
        self.add(format!("false {tier} {id}, over {over}"));
    }

    fn add(&mut self, kind: String) {
        *self.kinds.entry(kind).or_default() += 1;
    }

    /// Shows the commonest kinds, what was missed first.
    pub(crate) fn show(&self, image: &str) {
        for start in ["missed", "false"] {
            let mut kinds: Vec<_> =
                self.kinds.iter().filter(|(kind, _)| kind.starts_with(start)).collect();
            kinds.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
            for (kind, count) in kinds.iter().take(SHOWN) {
                println!("{image}: {count} {kind}");
            }
            let rest: usize = kinds.iter().skip(SHOWN).map(|&(_, count)| count).sum();
            if rest > 0 {
                println!("{image}: {rest} {start} otherwise");
            }
        }
    }
}

fn overlap(place: &Place, hit: &Hit) -> bool {
    place
        .pieces
        .iter()
        .any(|piece| hit.at < piece.at + piece.part.len() as u64 && piece.at < hit.end())
}

fn summary(hit: &Hit) -> String {
    let Hit { layout, tier, shape, reasons, .. } = hit;
    format!("{} {} {shape:?} {reasons}", tier.name(), layout.id())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carve_eval::count::count;
    use crate::carve_eval::hit::Shape;
    use crate::carve_eval::truth::Piece;
    use crate::support::generate::login;
    use loginrec::carve::Tier;
    use loginrec::layout;

    #[test]
    fn a_miss_names_what_stands_in_the_way() {
        let find = |id| layout::find(id).unwrap();
        let layout = find("linux-utmp-384-le");
        let pieces = vec![Piece { at: 384, part: 0..384 }];
        let bytes = login().encode(layout);
        let places = [Place { layout, bytes, pieces, state: State::Whole }];
        let hits = [Hit {
            layout: find("cygwin-utmp-308-le"),
            at: 200,
            tier: Tier::Probable,
            shape: Shape::Whole,
            reasons: "typed".to_owned(),
        }];
        let told = Told::new(&places, &hits, &count(&places, &hits));
        for part in
            ["missed whole linux-utmp-384-le at 384+384", "user \"alice\"", "at 200"]
        {
            assert!(told.lines.contains(part), "{part}: {}", told.lines);
        }
        let kinds: Vec<&str> = told.kinds.keys().map(String::as_str).collect();
        assert_eq!(
            kinds,
            [
                "false probable cygwin-utmp-308-le, over linux-utmp-384-le",
                "missed whole linux-utmp-384-le, instead cygwin-utmp-308-le"
            ]
        );
    }
}
