//! What entries say, column by column.
//!
//! The columns are those of the output, in their order; what they hold is asked of the same
//! views. The tests hold every value to what JSON lines tell.

use super::column::Column;
use super::view::{Ground, inline};
use crate::bytes::is_zero;
use crate::file::Entry;
use crate::layout::{Content, Role};
use crate::record::{
    Address, Attempt, Elapsed, Failures, LastLogin, Process, Record, Seconds32,
    StoredAddress, Text, Timestamp, View,
};
use crate::vector::Isa;
use std::net::IpAddr;

/// A few entries, at most [`WORD`](super::bits::WORD), that stand behind each other in the
/// same columns.
pub(super) struct Tile<'a> {
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
        source.put_words(entries.clone(), |words, _| words.number(self.source));
        offset.put_numbers(entries.clone().map(|entry| entry.offset().try_into().ok()));
        index.put_numbers(entries.clone().map(|entry| entry.index().try_into().ok()));
        layout.put_words(entries, |words, entry| words.number(entry.layout().id()));
        match content {
            Content::Records => self.put_records(rest),
            Content::LastLogins => self.put_last_logins(rest),
            Content::Failures => self.put_failures(rest),
            Content::Attempts => self.put_attempts(rest),
            Content::Processes => self.put_processes(rest),
        }
    }

    fn put_records(&self, columns: &mut [Column]) {
        let records = self.views(|entry| entry.record());
        let all = records.iter();
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
        kind.put_numbers(all.clone().map(|record| record.type_raw().map(i64::from)));
        kind_name.put_kinds(all.clone().map(Record::kind));
        let policy = self.seconds32;
        time.put_numbers(
            all.clone().map(|record| micros(record.time().timestamp_as(policy))),
        );
        tv_sec.put_numbers(all.clone().map(|record| Some(record.time().seconds(policy))));
        tv_usec.put_numbers(all.clone().map(|record| record.time().usec()));
        pid.put_numbers(all.clone().map(Record::pid));
        session.put_numbers(all.clone().map(Record::session));
        self.put_texts(id, id_tail, all.clone().map(Record::id));
        self.put_texts(line, line_tail, all.clone().map(|record| Some(record.line())));
        self.put_texts(user, user_tail, all.clone().map(|record| Some(record.user())));
        self.put_texts(host, host_tail, all.clone().map(Record::host));
        let address =
            |record: &Record<'a>| self.address(record.address, || record.address());
        addr.put_views(all.clone().map(address));
        let exits = all.clone().map(Record::exit);
        exit_termination
            .put_numbers(exits.clone().map(|exit| Some(exit?.termination.into())));
        exit_status.put_numbers(exits.map(|exit| Some(exit?.exit.into())));
        self.put_fields(reserved, Role::Reserved);
        self.put_fields(padding, Role::Padding);
        addr_family.put_words(all.clone(), |words, record| match record.address {
            Some(StoredAddress::Either(bytes)) if !is_zero(bytes) => {
                let is_open = matches!(record.address(), Some(Address::Ambiguous(_)));
                is_open.then(|| words.number("ambiguous"))?
            }
            _ => None,
        });
        type_derived
            .put_truths(all.clone().map(|record| record.is_derived().then_some(true)));
        let level = |level: Option<u8>| level.map(|level| inline(&[level]));
        let levels = all.clone().map(Record::run_level);
        run_level.put_views(levels.clone().map(|levels| level(levels.map(|at| at.new))));
        run_level_old.put_views(levels.map(|levels| level(levels.and_then(|at| at.old))));
        addr_port.put_numbers(all.clone().map(|record| port(record.address)));
        let more = all.clone().map(|record| more_than_address(record.address));
        addr_bytes.put_bytes(more, self.ground);
        host_length.put_numbers(all.clone().map(Record::host_length));
        let extras = self.entries.iter().map(Entry::extra);
        extra.put_bytes(
            extras.map(|bytes| Some(bytes).filter(|b| !b.is_empty())),
            self.ground,
        );
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
        self.put_texts(line, line_tail, all.clone().map(|login| Some(login.line())));
        self.put_texts(host, host_tail, all.clone().map(LastLogin::host));
        tv_usec.put_numbers(all.clone().map(|login| login.time().usec()));
        let address =
            |login: &LastLogin<'a>| self.address(login.address, || login.address());
        addr.put_views(all.clone().map(address));
        addr_port.put_numbers(all.clone().map(|login| port(login.address)));
        let more = all.clone().map(|login| more_than_address(login.address));
        addr_bytes.put_bytes(more, self.ground);
        level.put_numbers(all.map(|login| login.level().map(i64::from)));
        self.put_fields(reserved, Role::Reserved);
        self.put_fields(padding, Role::Padding);
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
        self.put_texts(line, line_tail, all.clone().map(|failures| Some(failures.line())));
        lock_seconds.put_numbers(all.map(Failures::lock_seconds));
        self.put_fields(reserved, Role::Reserved);
        self.put_fields(padding, Role::Padding);
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
        self.put_texts(name, name_tail, all.map(|attempt| Some(attempt.source())));
        self.put_fields(reserved, Role::Reserved);
        self.put_fields(padding, Role::Padding);
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
        let commands = all.clone().map(|process| Some(process.command()));
        self.put_texts(command, command_tail, commands);
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
        self.put_fields(reserved, Role::Reserved);
        self.put_fields(padding, Role::Padding);
    }

    /// The entries as what they are.
    fn views<T>(&self, view: impl FnMut(&Entry<'a>) -> Option<T>) -> Vec<T> {
        let mut views = Vec::with_capacity(self.entries.len());
        views.extend(self.entries.iter().filter_map(view));
        views
    }

    #[inline(always)]
    fn put_texts(
        &self,
        value: &mut Column,
        tail: &mut Column,
        texts: impl ExactSizeIterator<Item = Option<Text<'a>>>,
    ) {
        value.put_texts(tail, texts, self.ground, self.isa);
    }

    /// Puts all fields of a role into each row in which any byte of them is not zero.
    fn put_fields(&self, column: &mut Column, role: Role) {
        let rows = self.entries.iter().map(|entry| {
            let bytes = || entry.fields_of(role).map(|(_, bytes)| bytes);
            (!bytes().all(is_zero)).then(bytes)
        });
        column.put_parts(rows, self.ground);
    }

    /// The four or sixteen bytes of an address that says something.
    #[inline(always)]
    fn address(
        &self,
        stored: Option<StoredAddress<'a>>,
        decide: impl FnOnce() -> Option<Address>,
    ) -> Option<u128> {
        let bytes = stored?.bytes();
        if is_zero(bytes) {
            return None;
        }
        match decide()?.ip()? {
            IpAddr::V4(v4) => Some(inline(&v4.octets())),
            // In a socket address, family and port and more stand before it.
            IpAddr::V6(_) if bytes.len() > 16 => Some(self.ground.view(bytes.get(8..24)?)),
            IpAddr::V6(_) => Some(self.ground.view(bytes)),
        }
    }
}

/// Microseconds since 1970; of the years 1 to 9999 they fit by far.
#[inline(always)]
fn micros(time: Option<Timestamp>) -> Option<i64> {
    let time = time?;
    Some(time.seconds().wrapping_mul(1_000_000).wrapping_add(time.micros().into()))
}

fn port(stored: Option<StoredAddress<'_>>) -> Option<i64> {
    stored?.port().filter(|&port| port != 0).map(i64::from)
}

fn more_than_address(stored: Option<StoredAddress<'_>>) -> Option<&[u8]> {
    stored.filter(|stored| stored.has_more()).map(StoredAddress::bytes)
}
