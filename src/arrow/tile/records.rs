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
        let (socket, plain) =
            (self.layout.field(Role::Socket), self.layout.field(Role::Address));
        let Some(field) = socket.or(plain) else {
            let all = [addr, family, port, more];
            return all.into_iter().for_each(|column| column.put_nothing(count));
        };
        let (start, end) = (field.offset, field.offset.saturating_add(field.size));
        // What stands there, unless that is nothing.
        let stored = |body: &'a [u8]| {
            let bytes = body.get(start..end).unwrap_or_default();
            match <&[u8; 16]>::try_from(bytes) {
                Ok(bytes) if *bytes == [0; 16] => None,
                Err(_) if is_zero(bytes) => None,
                _ if socket.is_some() => Some(StoredAddress::Socket(bytes)),
                Ok(bytes) => Some(StoredAddress::Either(bytes)),
                Err(_) => Some(StoredAddress::V4(bytes)),
            }
        };
        let host = self.layout.field(Role::Host);
        let decide = |stored: StoredAddress<'a>, body: &'a [u8]| {
            stored.decide(host.map_or(&[], |host| host.of_cut(body)))
        };
        with_bodies!(self, bodies => {
            let mut is_any_open = false;
            addr.put_views(bodies.clone().map(|body| {
                let stored = stored(body)?;
                let address = decide(stored, body);
                is_any_open |= is_open(address);
                self.address(stored, address)
            }));
            if is_any_open {
                family.put_words(bodies.clone(), |words, body| {
                    let address = decide(stored(body)?, body);
                    is_open(address).then(|| words.number("ambiguous"))?
                });
            } else {
                family.put_nothing(count);
            }
            // Sixteen bytes are an address and nothing else.
            if socket.is_none() && field.size == 16 {
                port.put_nothing(count);
                more.put_nothing(count);
            } else {
                self.put_more_of_addresses(port, more, bodies.map(stored));
            }
        });
    }
}

/// Whether bytes and host leave open what the address is.
const fn is_open(address: Address) -> bool {
    matches!(address, Address::Ambiguous(_))
}
