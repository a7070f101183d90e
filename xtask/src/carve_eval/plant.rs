//! The records to be found: logs as systems write them, with the dirt of real ones.

use crate::support::generate::{Rng, Story, story};
use crate::support::{Values, indices_of};
use loginrec::Kind;
use loginrec::layout::{self, Content, Framing, Layout, Role};
use std::ops::Range;

/// A log, and where its records stand in it.
#[derive(Clone)]
pub(crate) struct Log {
    pub(crate) layout: &'static Layout,
    pub(crate) bytes: Vec<u8>,
    pub(crate) places: Vec<Range<usize>>,
}

impl Log {
    /// So many records in the layout of this name.
    pub(crate) fn new(id: &str, kind: Story, seed: u64, count: usize) -> Self {
        let layout = layout::find(id).unwrap_or_else(|| panic!("no layout {id}"));
        let mut records = story(layout, kind, seed, count);
        soil(layout, kind, seed, &mut records);
        let indices = indices_of(layout, &records);
        let mut log = Self { layout, bytes: Vec::new(), places: Vec::new() };
        for (index, values) in indices.into_iter().zip(&records) {
            if layout.framing() == Framing::Table {
                let slot = usize::try_from(index).unwrap_or_default() * layout.size();
                log.bytes.resize(slot, 0);
            }
            log.push(&values.encode(layout));
        }
        log
    }

    fn push(&mut self, record: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend(record);
        self.places.push(start..self.bytes.len());
    }

    /// The records, one by one.
    pub(crate) fn records(&self) -> impl Iterator<Item = &[u8]> {
        self.places.iter().map(|place| &self.bytes[place.clone()])
    }

    /// What is left of it when an intruder has cut these records out.
    pub(crate) fn without(&self, cut: impl Fn(usize) -> bool) -> Self {
        let mut log = Self { layout: self.layout, bytes: Vec::new(), places: Vec::new() };
        for (at, record) in self.records().enumerate() {
            if !cut(at) {
                log.push(record);
            }
        }
        log
    }
}

/// What happens to real records: texts that are written over longer ones, records that are
/// emptied but for their type, records that a program keeps for itself.
fn soil(layout: &Layout, kind: Story, seed: u64, records: &mut [Values]) {
    // Where nothing says what a record is, systems clear it before they write it.
    if layout.content() != Content::Records || layout.field(Role::Type).is_none() {
        return;
    }
    let convention = layout.spec().convention;
    let has_both = [Kind::Empty, Kind::Accounting]
        .into_iter()
        .all(|kind| convention.number(kind).is_some());
    let mut rng = Rng::new(seed ^ 0x5011);
    for values in records {
        // What `sshd` and `login` write to a btmp.
        if kind == Story::Failures && convention.name == "linux" {
            values.usec = 0;
        }
        if values.kind == Kind::Signature {
            continue;
        }
        // FreeBSD's library copies into a record that it has cleared.
        if convention.name != "freebsd" && rng.one_in(4) {
            let old =
                rng.pick(&["administrator", "bastion.example.net", "postgres-backup"]);
            for (role, text) in [
                (Role::User, &mut values.user),
                (Role::Host, &mut values.host),
                (Role::Line, &mut values.line),
            ] {
                let room = layout.field(role).map_or(0, |field| field.size);
                leave_residue(text, old, room);
            }
        }
        // Slots are emptied when what was in them has ended; boots and clocks have none.
        let has_slot = values.pid > 0 && values.kind != Kind::RunLevel;
        if has_both && has_slot && rng.one_in(12) {
            let kind = rng.pick(&[Kind::Empty, Kind::Empty, Kind::Accounting]);
            values.type_raw = convention.number(kind);
        }
    }
}

/// Ends the text, and lets what is longer of the old one stand behind the end.
fn leave_residue(text: &mut Vec<u8>, old: &str, room: usize) {
    let rest = old.as_bytes().get(text.len() + 1..).unwrap_or_default();
    if text.len() + 1 + rest.len() < room && !rest.is_empty() {
        text.push(0);
        text.extend(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_the_same_each_time() {
        let one = Log::new("linux-utmp-384-le", Story::Server, 5, 40);
        let other = Log::new("linux-utmp-384-le", Story::Server, 5, 40);
        assert_eq!(one.bytes, other.bytes);
        assert_eq!(one.places.len(), 40);
        assert_eq!(one.bytes.len(), 40 * 384);
    }

    #[test]
    fn some_records_have_residue_and_some_are_empty() {
        let log = Log::new("linux-utmp-384-le", Story::Server, 5, 200);
        let users = log.records().map(|record| &record[44..76]);
        let dirty = users.filter(|user| {
            let end = user.iter().position(|&byte| byte == 0).unwrap();
            user[end..].iter().any(|&byte| byte != 0)
        });
        assert!((20..80).contains(&dirty.count()));
        let empty = log.records().filter(|record| record[..4] == [0; 4]);
        assert!((3..20).contains(&empty.count()));
    }

    #[test]
    fn failures_have_no_microseconds() {
        let log = Log::new("linux-utmp-384-le", Story::Failures, 5, 20);
        assert!(log.records().all(|record| record[344..348] == [0; 4]));
    }

    #[test]
    fn the_slots_of_a_table_stand_where_the_user_ids_say() {
        let log = Log::new("linux-lastlog-292-le", Story::Server, 5, 20);
        assert!(log.places.iter().all(|place| place.start % 292 == 0));
        assert!(log.bytes.len() > 20 * 292);
    }

    #[test]
    fn a_cut_log_has_the_other_records() {
        let log = Log::new("linux-utmp-384-le", Story::Server, 5, 20);
        let cut = log.without(|at| (3..6).contains(&at));
        assert_eq!(cut.bytes.len(), 17 * 384);
        assert_eq!(cut.bytes[3 * 384..], log.bytes[6 * 384..]);
    }
}
