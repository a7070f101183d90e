//! Records of a utmp, wtmp or btmp.
//!
//! Most of what they say stands in a field of its own and is taken from there. The few records of
//! which more has to be asked are looked at as such.

use super::Tile;
use crate::arrow::column::Column;
use crate::arrow::view::inline;
use crate::bytes::is_zero;
use crate::file::Entry;
use crate::layout::convention::Derived;
use crate::layout::{Framing, Role};
use crate::record::{Address, Kind, Record, StoredAddress};

impl<'a> Tile<'a> {
    pub(super) fn put_records(&self, columns: &mut [Column]) {
        let [
            kind,
            kind_name,
            time,
            tv_sec,
            tv_usec,
            pid,
            session,
            id,
            line,
            user,
            host,
            addr,
            exit_termination,
            exit_status,
            user_tail,
            line_tail,
            host_tail,
            id_tail,
            reserved,
            padding,
            addr_family,
            type_derived,
            run_level,
            run_level_old,
            addr_port,
            addr_bytes,
            host_length,
            extra,
        ] = columns
        else {
            return;
        };
        self.put_number(kind, Role::Type);
        let has_levels = self.put_kinds(kind_name, type_derived, kind);
        self.put_times(time, tv_sec, tv_usec);
        self.put_number(pid, Role::Pid);
        self.put_number(session, Role::Session);
        self.put_text(id, id_tail, Role::Id);
        self.put_text(line, line_tail, Role::Line);
        self.put_text(user, user_tail, Role::User);
        self.put_text(host, host_tail, Role::Host);
        self.put_addresses(addr, addr_family, addr_port, addr_bytes);
        self.put_number(exit_termination, Role::Termination);
        self.put_number(exit_status, Role::Exit);
        self.put_blanks(reserved, padding);
        self.put_levels(run_level, run_level_old, has_levels);
        self.put_number(host_length, Role::HostLength);
        if self.layout.framing() == Framing::Prefixed {
            let extras = self.entries.iter().map(Entry::extra);
            let stored = extras.map(|bytes| Some(bytes).filter(|bytes| !bytes.is_empty()));
            extra.put_bytes(stored, self.ground);
        } else {
            extra.put_nothing(self.entries.len());
        }
    }

    /// Puts what the types mean, and whether that follows from the texts. Tells whether any
    /// record may say a run level.
    fn put_kinds(
        &self,
        name: &mut Column,
        derived: &mut Column,
        kind: &mut Column,
    ) -> bool {
        let count = self.entries.len();
        let convention = self.layout.spec().convention;
        if self.layout.field(Role::Type).is_none() || convention.derived != Derived::Never {
            let records = self.views(|entry| entry.record());
            let of_texts = records.iter().map(|record| record.is_derived().then_some(true));
            derived.put_truths(of_texts);
            name.put_kinds(records.iter().map(Record::kind));
            return true;
        }
        let numbers = kind.last_mut(count);
        let mut has_levels = false;
        name.put_kinds(numbers.iter().map(|&number| {
            let kind = convention.kind(number);
            has_levels |= kind == Kind::RunLevel;
            kind
        }));
        derived.put_nothing(count);
        has_levels
    }

    fn put_levels(&self, new: &mut Column, old: &mut Column, has_levels: bool) {
        if !has_levels {
            new.put_nothing(self.entries.len());
            return old.put_nothing(self.entries.len());
        }
        let level = |level: Option<u8>| level.map(|level| inline(&[level]));
        let records = self.views(|entry| entry.record());
        let levels = records.iter().map(Record::run_level);
        new.put_views(levels.clone().map(|levels| level(levels.map(|levels| levels.new))));
        old.put_views(levels.map(|levels| level(levels.and_then(|levels| levels.old))));
    }

    /// Puts what the field of the address says. Nobody asks the host of one that is zero.
    fn put_addresses(
        &self,
        addr: &mut Column,
        family: &mut Column,
        port: &mut Column,
        more: &mut Column,
    ) {
        let count = self.entries.len();
        let found = self.addresses();
        if found.iter().all(Option::is_none) {
            let all = [addr, family, port, more];
            return all.into_iter().for_each(|column| column.put_nothing(count));
        }
        addr.put_views(found.iter().map(|found| {
            let (stored, address) = (*found)?;
            self.address(stored, address)
        }));
        let is_open = |found: &Found<'a>| matches!(found, Some((_, Address::Ambiguous(_))));
        if found.iter().any(is_open) {
            family.put_words(found.iter(), |words, found| match is_open(found) {
                true => words.number("ambiguous"),
                false => None,
            });
        } else {
            family.put_nothing(count);
        }
        // Sixteen bytes are an address and nothing else.
        if let Some(Some((StoredAddress::Either(_), _))) =
            found.iter().find(|found| found.is_some())
        {
            port.put_nothing(count);
            return more.put_nothing(count);
        }
        let stored = found.iter().map(|found| found.map(|(stored, _)| stored));
        self.put_more_of_addresses(port, more, stored);
    }

    /// The fields of addresses that are not all zero, and what they say.
    fn addresses(&self) -> Vec<Found<'a>> {
        let (socket, plain) =
            (self.layout.field(Role::Socket), self.layout.field(Role::Address));
        let Some(field) = socket.or(plain) else { return vec![None; self.entries.len()] };
        let host = self.layout.field(Role::Host);
        let decide = |bytes: &'a [u8], body: &'a [u8]| {
            let stored = match (socket, bytes.try_into()) {
                (Some(_), _) => StoredAddress::Socket(bytes),
                (None, Ok(bytes)) => StoredAddress::Either(bytes),
                (None, Err(_)) => StoredAddress::V4(bytes),
            };
            (stored, stored.decide(host.map_or(&[], |host| host.of_cut(body))))
        };
        let (start, end) = (field.offset, field.offset.saturating_add(field.size));
        let find = |body: &'a [u8]| {
            let bytes = body.get(start..end).unwrap_or_default();
            (!is_zero(bytes)).then(|| decide(bytes, body))
        };
        with_bodies!(self, bodies => bodies.map(find).collect())
    }
}

/// An address field that is not all zero, and what it says.
type Found<'a> = Option<(StoredAddress<'a>, Address)>;
