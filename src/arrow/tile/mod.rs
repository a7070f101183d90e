//! What entries say, column by column.
//!
//! The columns are those of the output, in their order; what they hold is asked of the same
//! views. The tests hold every value to what JSON lines tell.

/// Does something with the bytes of all records. Of a row the compiler knows that all are of one
/// length, and asks once whether a field is within it.
macro_rules! with_bodies {
    ($tile:expr, $bodies:ident => $then:expr) => {
        match $tile.row {
            Some(row) => {
                let $bodies = row.chunks_exact($tile.layout.size());
                $then
            }
            None => {
                let $bodies = $tile.bodies();
                $then
            }
        }
    };
}

mod numbers;
mod records;

use super::column::Column;
use super::view::{Ground, inline};
use crate::bytes::is_zero;
use crate::file::Entry;
use crate::layout::{Content, Field, Framing, Layout, Role};
use crate::record::{
    Address, Attempt, Elapsed, Failures, LastLogin, Process, Seconds32, StoredAddress,
    Text, Timestamp, View,
};
use crate::vector::Isa;
use std::net::IpAddr;

/// A few entries, at most [`WORD`](super::bits::WORD), that are of one layout.
pub(super) struct Tile<'a> {
    pub(super) layout: &'static Layout,
    /// The bytes of all of them, if they stand one behind the other.
    pub(super) row: Option<&'a [u8]>,
    pub(super) entries: &'a [Entry<'a>],
    pub(super) source: &'a str,
    pub(super) seconds32: Seconds32,
    pub(super) ground: Ground,
    pub(super) isa: Isa,
}

impl<'a> Tile<'a> {
    /// Puts the entries into the columns of their content.
    pub(super) fn put(&self, content: Content, columns: &mut [Column]) {
        let [source, offset, index, layout, rest @ ..] = columns else { return };
        let entries = self.entries.iter();
        source.put_word(self.source, entries.len());
        // No file is as long as that a place in it needed the last bit.
        offset.put_all(entries.clone().map(|entry| entry.offset().cast_signed()));
        index.put_all(entries.clone().map(|entry| entry.index().cast_signed()));
        layout.put_word(self.layout.id(), entries.len());
        match content {
            Content::Records => self.put_records(rest),
            Content::LastLogins => self.put_last_logins(rest),
            Content::Failures => self.put_failures(rest),
            Content::Attempts => self.put_attempts(rest),
            Content::Processes => self.put_processes(rest),
        }
    }

    fn put_last_logins(&self, columns: &mut [Column]) {
        let logins = self.views(Entry::last_login);
        let all = logins.iter();
        let [
            uid,
            time,
            tv_sec,
            line,
            host,
            line_tail,
            host_tail,
            tv_usec,
            addr,
            addr_port,
            addr_bytes,
            level,
            reserved,
            padding,
        ] = columns
        else {
            return;
        };
        let policy = self.seconds32;
        uid.put_numbers(all.clone().map(|login| login.uid().try_into().ok()));
        time.put_numbers(all.clone().map(|login| micros(login.timestamp_as(policy))));
        tv_sec.put_numbers(all.clone().map(|login| Some(login.time().seconds(policy))));
        self.put_text(line, line_tail, Role::Line);
        self.put_text(host, host_tail, Role::Host);
        tv_usec.put_numbers(all.clone().map(|login| login.time().usec()));
        let address =
            |login: &LastLogin<'a>| self.address(login.address?, login.address()?);
        addr.put_views(all.clone().map(address));
        let stored = all.clone().map(|login| login.address);
        self.put_more_of_addresses(addr_port, addr_bytes, stored);
        level.put_numbers(all.map(|login| login.level().map(i64::from)));
        self.put_blanks(reserved, padding);
    }

    fn put_failures(&self, columns: &mut [Column]) {
        let failures = self.views(|entry| match entry.view() {
            Some(View::Failures(failures)) => Some(failures),
            _ => None,
        });
        let all = failures.iter();
        let [
            uid,
            count,
            max,
            time,
            tv_sec,
            line,
            lock_seconds,
            line_tail,
            reserved,
            padding,
        ] = columns
        else {
            return;
        };
        let policy = self.seconds32;
        uid.put_numbers(all.clone().map(|failures| failures.uid().try_into().ok()));
        count.put_numbers(all.clone().map(|failures| Some(failures.count())));
        max.put_numbers(all.clone().map(Failures::max));
        time.put_numbers(all.clone().map(|failures| micros(failures.timestamp_as(policy))));
        tv_sec
            .put_numbers(all.clone().map(|failures| Some(failures.time().seconds(policy))));
        self.put_text(line, line_tail, Role::Line);
        lock_seconds.put_numbers(all.map(Failures::lock_seconds));
        self.put_blanks(reserved, padding);
    }

    fn put_attempts(&self, columns: &mut [Column]) {
        let attempts = self.views(|entry| match entry.view() {
            Some(View::Attempt(attempt)) => Some(attempt),
            _ => None,
        });
        let all = attempts.iter();
        let [time, tv_sec, status, valid, origin, name, name_tail, reserved, padding] =
            columns
        else {
            return;
        };
        let policy = self.seconds32;
        time.put_numbers(
            all.clone().map(|attempt| micros(attempt.time().timestamp_as(policy))),
        );
        tv_sec.put_numbers(all.clone().map(|attempt| Some(attempt.time().seconds(policy))));
        status.put_numbers(all.clone().map(|attempt| Some(attempt.status().into())));
        valid.put_truths(all.clone().map(|attempt| Some(attempt.is_valid())));
        origin.put_words(all.clone().map(Attempt::origin), |words, origin| {
            words.number(origin.name())
        });
        self.put_text(name, name_tail, Role::Origin);
        self.put_blanks(reserved, padding);
    }

    fn put_processes(&self, columns: &mut [Column]) {
        let processes = self.views(|entry| match entry.view() {
            Some(View::Process(process)) => Some(process),
            _ => None,
        });
        let all = processes.iter();
        let [
            time,
            tv_sec,
            command,
            uid,
            gid,
            pid,
            ppid,
            tty,
            flags,
            flag_names,
            exit_code,
            etime,
            utime,
            stime,
            ticks_per_second,
            mem,
            io,
            rw,
            minflt,
            majflt,
            swaps,
            version,
            uid16,
            gid16,
            etime_bits,
            etime_short,
            command_tail,
            reserved,
            padding,
        ] = columns
        else {
            return;
        };
        let policy = self.seconds32;
        time.put_numbers(
            all.clone().map(|process| micros(process.time().timestamp_as(policy))),
        );
        tv_sec.put_numbers(all.clone().map(|process| Some(process.time().seconds(policy))));
        self.put_text(command, command_tail, Role::Command);
        flag_names.put_words(all.clone(), |words, process| {
            let names: Vec<&str> = process.flag_names().collect();
            (!names.is_empty()).then(|| words.number(&names.join("|")))?
        });
        let bits = all.clone().map(|process| process.elapsed().odd_bits());
        etime_bits.put_views(bits.map(|bits| bits.map(|bits| inline(&bits))));
        let put = |column: &mut Column, number: fn(&Process<'a>) -> Option<i64>| {
            column.put_numbers(all.clone().map(number));
        };
        put(uid, |process| Some(process.uid().into()));
        put(gid, |process| Some(process.gid().into()));
        put(pid, |process| process.pid().map(i64::from));
        put(ppid, |process| process.ppid().map(i64::from));
        put(tty, |process| Some(process.tty().into()));
        put(flags, |process| Some(process.flags().into()));
        put(exit_code, |process| Some(process.exit_code().into()));
        put(etime, |process| process.elapsed().ticks()?.try_into().ok());
        put(utime, |process| process.usage().user.get().try_into().ok());
        put(stime, |process| process.usage().system.get().try_into().ok());
        put(ticks_per_second, |process| Some(process.ticks_per_second().into()));
        put(mem, |process| process.usage().memory.get().try_into().ok());
        put(io, |process| process.usage().io.get().try_into().ok());
        put(rw, |process| process.usage().blocks.get().try_into().ok());
        put(minflt, |process| process.usage().minor_faults.get().try_into().ok());
        put(majflt, |process| process.usage().major_faults.get().try_into().ok());
        put(swaps, |process| process.usage().swaps.get().try_into().ok());
        put(version, |process| Some(process.version().into()));
        put(uid16, |process| process.uid16().map(i64::from));
        put(gid16, |process| process.gid16().map(i64::from));
        put(etime_short, |process| match process.elapsed() {
            Elapsed::Long(short, _) => short.get().try_into().ok(),
            _ => None,
        });
        self.put_blanks(reserved, padding);
    }

    /// The entries as what they are.
    fn views<T>(&self, view: impl FnMut(&Entry<'a>) -> Option<T>) -> Vec<T> {
        let mut views = Vec::with_capacity(self.entries.len());
        views.extend(self.entries.iter().filter_map(view));
        views
    }

    /// Puts a text into each row, and what stands behind its NUL into another column. What a
    /// layout may lack without anybody missing it is then null.
    fn put_text(&self, value: &mut Column, tail: &mut Column, role: Role) {
        let count = self.entries.len();
        let field = match (self.layout.field(role), role) {
            (Some(field), _) => field,
            (None, Role::Host | Role::Id) => {
                value.put_nothing(count);
                return tail.put_nothing(count);
            }
            (None, _) => NO_TEXT,
        };
        let start = field.offset;
        let end = start.saturating_add(field.size);
        let text = move |body: &'a [u8]| {
            Text::new(body.get(start..end).unwrap_or_else(|| field.of_cut(body)))
        };
        with_bodies!(self, bodies => {
            value.put_texts(tail, bodies.map(text), self.ground, self.isa);
        });
    }

    /// The bytes of the records.
    #[inline(always)]
    fn bodies(&self) -> impl ExactSizeIterator<Item = &'a [u8]> + Clone + use<'a> {
        let is_prefixed = self.layout.framing() == Framing::Prefixed;
        // What stands behind a record in a database is beyond all of its fields.
        let body =
            move |entry: &Entry<'a>| if is_prefixed { entry.body() } else { entry.bytes };
        self.entries.iter().map(body)
    }

    /// Puts what stands where nothing should: all fields of the role in one, of each entry in
    /// which any byte of them is not zero.
    fn put_blanks(&self, reserved: &mut Column, padding: &mut Column) {
        // Without a branch for each: nearly all are clean.
        let is_dirty = |any: bool, entry: &Entry<'_>| any | entry.is_dirty();
        if self.entries.iter().fold(false, is_dirty) {
            self.put_fields(reserved, Role::Reserved);
            self.put_fields(padding, Role::Padding);
        } else {
            reserved.put_nothing(self.entries.len());
            padding.put_nothing(self.entries.len());
        }
    }

    fn put_fields(&self, column: &mut Column, role: Role) {
        let rows = self.entries.iter().map(|entry| {
            let bytes = || entry.fields_of(role).map(|(_, bytes)| bytes);
            (!bytes().all(is_zero)).then(bytes)
        });
        column.put_parts(rows, self.ground);
    }

    /// Puts what an address field holds besides the address: a port that is not 0, and all of
    /// it if there is anything else.
    fn put_more_of_addresses(
        &self,
        port: &mut Column,
        bytes: &mut Column,
        stored: impl ExactSizeIterator<Item = Option<StoredAddress<'a>>> + Clone,
    ) {
        let port_of = |stored: Option<StoredAddress<'_>>| stored?.port();
        let ports = stored.clone().map(port_of);
        port.put_numbers(ports.map(|port| port.filter(|&port| port != 0).map(i64::from)));
        let more = stored.map(|stored| stored.filter(|stored| stored.has_more()));
        bytes.put_bytes(more.map(|stored| stored.map(StoredAddress::bytes)), self.ground);
    }

    /// The four or sixteen bytes of an address that says something.
    fn address(&self, stored: StoredAddress<'a>, address: Address) -> Option<u128> {
        let bytes = stored.bytes();
        match address.ip()? {
            IpAddr::V4(v4) => Some(inline(&v4.octets())),
            // In a socket address, family and port and more stand before it.
            IpAddr::V6(_) if bytes.len() > 16 => Some(self.ground.view(bytes.get(8..24)?)),
            IpAddr::V6(_) => Some(self.ground.view(bytes)),
        }
    }
}

/// What stands for a text that a layout lacks.
const NO_TEXT: Field =
    Field { name: "", offset: 0, size: 0, role: Role::Padding, signed: false };

/// Microseconds since 1970; of the years 1 to 9999 they fit by far.
#[inline(always)]
fn micros(time: Option<Timestamp>) -> Option<i64> {
    let time = time?;
    Some(time.seconds().wrapping_mul(1_000_000).wrapping_add(time.micros().into()))
}
