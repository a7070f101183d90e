//! The columns of what was carved, and what of a record each column is made of.

use super::column::{Column, Form, always, column, columns_of, optional};
use crate::carve::Hit;
use crate::layout::convention::Derived;
use crate::layout::{Content, Field, Framing, Index, Role, prefixed};
use alloc::vec::Vec;

/// The columns of a hit behind those of its entry: before and behind [`KNOWN`].
pub(super) static HIT: (&[Column], &[Column]) = (&BEFORE, &BEHIND);

static BEFORE: [Column; 6] = [
    always("tier", Form::Word, "how sure it is: confirmed, probable or possible"),
    always("score", Form::Integer, "how much speaks for it, from 0 to 100"),
    always("reasons", Form::Word, "what speaks for and against it, with | in between"),
    always("run", Form::Integer, "number of its run: records directly one behind another"),
    always("run_index", Form::Integer, "how many records of the run stand before it"),
    column("fragment", Form::Word, "head, tail or joined; null if it is in one piece"),
];

/// Whether the record is in the logs that were given.
pub(super) static KNOWN: Column = column(
    "known",
    Form::Boolean,
    "whether it is, byte for byte, in the given logs; null if it is only a part",
);

static BEHIND: [Column; 8] = [
    always("sha256", Form::Hex, "SHA-256 of the bytes that are there"),
    optional("tail_offset", Form::Integer, "where the tail starts, if it is joined"),
    optional("cut", Form::Integer, "how many bytes the head has, if it is joined"),
    optional("partition", Form::Integer, "number of the partition that it starts in"),
    optional("partition_offset", Form::Integer, "where it starts in the partition"),
    optional("bytes", Form::Hex, "the bytes that are there, of a head or a tail"),
    optional("twin_source", Form::Text, "the log in which an edited twin of it stands"),
    optional("twin_offset", Form::Integer, "where the twin starts in that log, in bytes"),
];

/// The columns of all these contents, each once, in the order of [`Content::ALL`].
pub(super) fn union(contents: &[Content]) -> Vec<&'static Column> {
    let mut all: Vec<&Column> = Vec::new();
    for &content in Content::ALL.iter().filter(|content| contents.contains(content)) {
        for column in columns_of(content) {
            if all.iter().all(|other| other.name != column.name) {
                all.push(column);
            }
        }
    }
    all
}

/// Where each column of this content stands among all.
pub(super) fn places(all: &[&Column], content: Content) -> Vec<usize> {
    let place = |column: &Column| all.iter().position(|other| other.name == column.name);
    // A place that there is not takes nothing.
    columns_of(content).iter().map(|column| place(column).unwrap_or(all.len())).collect()
}

/// What of a record is there, and so which columns can say something.
pub(super) struct Presence<'h, 'a> {
    hit: &'h Hit<'a>,
    is_whole: bool,
    has_uid: bool,
}

impl<'h, 'a> Presence<'h, 'a> {
    pub(super) fn of(hit: &'h Hit<'a>) -> Self {
        Self {
            hit,
            is_whole: *hit.present() == (0..hit.entry().bytes().len()),
            has_uid: hit.layout().index() != Index::Uid,
        }
    }

    /// Whether a column can be told. Of a text that is cut the beginning is enough.
    #[inline]
    pub(super) fn tells(&self, column: &str) -> bool {
        match column {
            // It is where the slot stands in the table, or a key that does.
            "uid" if !self.has_uid => false,
            _ => self.is_whole || self.has_what_makes(column),
        }
    }

    fn has_what_makes(&self, column: &str) -> bool {
        if column == "extra" {
            return self.hit.present().end == self.hit.entry().bytes().len();
        }
        let roles = roles_of(column).unwrap_or_default();
        let derived = self.hit.layout().spec().convention.derived;
        let texts: &[Role] = match column {
            "type_name" | "type_derived" | "run_level" | "run_level_old"
                if derived != Derived::Never =>
            {
                &[Role::Line, Role::User, Role::Host]
            }
            _ => &[],
        };
        let is_made_of = |field: &&Field| roles.contains(&field.role);
        let has_values = self.hit.layout().fields().filter(is_made_of).all(|field| {
            if field.role.is_text() { self.has_start(field) } else { self.has(field) }
        });
        let is_text = |field: &&Field| texts.contains(&field.role);
        has_values
            && self.hit.layout().fields().filter(is_text).all(|field| self.has(field))
    }

    fn has(&self, field: &Field) -> bool {
        let last = self.place(field).saturating_add(field.size).saturating_sub(1);
        self.has_start(field) && self.hit.present().contains(&last)
    }

    fn has_start(&self, field: &Field) -> bool {
        self.hit.present().contains(&self.place(field))
    }

    /// Where a field starts in an entry.
    fn place(&self, field: &Field) -> usize {
        let before = match self.hit.layout().framing() {
            Framing::Prefixed => prefixed::PREFIX,
            _ => 0,
        };
        before.saturating_add(field.offset)
    }
}

/// The fields that a column is made of; `None` for a column that nobody knows here.
fn roles_of(column: &str) -> Option<&'static [Role]> {
    Some(match column {
        "source" | "offset" | "index" | "layout" | "extra" => &[],
        "type" | "type_name" | "type_derived" => &[Role::Type],
        "run_level" | "run_level_old" => {
            &[Role::Type, Role::Line, Role::Pid, Role::Termination, Role::Exit]
        }
        "time" | "tv_usec" => &[Role::Seconds, Role::Microseconds, Role::Instant],
        "tv_sec" => &[Role::Seconds, Role::Instant],
        "pid" => &[Role::Pid],
        "ppid" => &[Role::ParentPid],
        "session" => &[Role::Session],
        "id" | "id_tail" | "id_bytes" => &[Role::Id],
        "line" | "line_tail" | "line_bytes" => &[Role::Line],
        "user" | "user_tail" | "user_bytes" => &[Role::User],
        "host" | "host_tail" | "host_bytes" => &[Role::Host],
        "name" | "name_tail" | "name_bytes" => &[Role::Origin],
        "command" | "command_tail" | "command_bytes" => &[Role::Command],
        "addr" | "addr_family" | "addr_port" | "addr_bytes" => {
            &[Role::Address, Role::Socket]
        }
        "exit_termination" => &[Role::Termination],
        "exit_status" => &[Role::Exit],
        "reserved" => &[Role::Reserved],
        "padding" => &[Role::Padding],
        "host_length" => &[Role::HostLength],
        "level" => &[Role::Level],
        "count" => &[Role::Count],
        "max" => &[Role::Max],
        "lock_seconds" => &[Role::LockSeconds],
        "status" | "valid" | "origin" => &[Role::Status],
        "uid" => &[Role::Uid],
        "gid" => &[Role::Gid],
        "uid16" => &[Role::Uid16],
        "gid16" => &[Role::Gid16],
        "tty" => &[Role::Tty],
        "flags" | "flag_names" => &[Role::Flags],
        "exit_code" => &[Role::ExitCode],
        "etime" | "etime_bits" | "etime_short" => {
            &[Role::Elapsed, Role::ElapsedHigh, Role::ElapsedLow, Role::ElapsedFloat]
        }
        "utime" => &[Role::UserTicks],
        "stime" => &[Role::SystemTicks],
        "ticks_per_second" => &[Role::TickRate],
        "mem" => &[Role::Memory],
        "io" => &[Role::Io],
        "rw" => &[Role::Blocks],
        "minflt" => &[Role::MinorFaults],
        "majflt" => &[Role::MajorFaults],
        "swaps" => &[Role::Swaps],
        "version" => &[Role::Version],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_known_of_every_column_what_it_is_made_of() {
        for column in union(Content::ALL) {
            assert!(roles_of(column.name).is_some(), "{}", column.name);
        }
    }

    #[test]
    fn all_contents_together_have_each_column_once_and_begin_with_those_of_records() {
        let all = union(Content::ALL);
        for (at, column) in all.iter().enumerate() {
            assert!(all.iter().skip(at + 1).all(|other| other.name != column.name));
        }
        let records = columns_of(Content::Records);
        assert!(all.iter().zip(records).all(|(one, other)| one.name == other.name));
        for &content in Content::ALL {
            let places = places(&all, content);
            for (column, place) in columns_of(content).iter().zip(places) {
                assert_eq!(all[place].name, column.name);
            }
        }
    }
}
