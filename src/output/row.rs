//! What an entry says, column by column: one definition for every format.

use super::column::{ATTEMPT, Column, DAMAGE, FAILURES, LAST_LOGIN, PROCESS, RECORD, USER};
use super::name::{Name, Parts};
use super::value::{Context, Fields, Flags, Hex, Row, odd_address, port};
use crate::file::{Damage, Entry};
use crate::layout::Role;
use crate::record::{
    Address, Attempt, Elapsed, Failures, Kind, LastLogin, Process, Record, StoredAddress,
    Text, View,
};
use crate::vector::{Near, Vectors};
use core::ptr;

/// Puts the values of an entry into a row with the columns of its content.
pub(super) fn put_entry<R: Row>(row: R, entry: &Entry<'_>, context: &Context<'_>) -> R {
    match entry.view() {
        Some(View::Record(record)) => put_record(row, entry, &record, context, Near),
        Some(View::LastLogin(login)) => put_last_login(row, entry, &login, context),
        Some(View::Failures(failures)) => put_failures(row, entry, &failures, context),
        Some(View::Attempt(attempt)) => put_attempt(row, entry, &attempt, context),
        Some(View::Process(process)) => put_process(row, entry, &process, context),
        None => row,
    }
}

/// Puts the values of a record into a row.
#[inline(always)]
pub(super) fn put_record<R: Row>(
    mut row: R,
    entry: &Entry<'_>,
    record: &Record<'_>,
    context: &Context<'_>,
    vectors: impl Vectors,
) -> R {
    let [
        source,
        offset,
        index,
        layout,
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
        odd @ ..,
    ] = &RECORD;
    put_place(&mut row, entry, context, [source, offset, index, layout]);
    row.put(kind, record.type_raw());
    row.put(kind_name, record.kind().name());
    let stored = record.time();
    let moment = stored.timestamp_as(context.seconds32);
    row.put(time, moment);
    row.put(tv_sec, stored.seconds(context.seconds32));
    row.put(tv_usec, stored.usec());
    row.put(pid, record.pid());
    row.put(session, record.session());
    let (value, id_has_more) = Name::of_any::<R::Dialect>(vectors, record.id());
    row.put(id, value);
    let (value, line_has_more) = Name::of::<R::Dialect>(vectors, record.line());
    row.put(line, value);
    let (value, user_has_more) = Name::of::<R::Dialect>(vectors, record.user());
    row.put(user, value);
    let (value, host_has_more) = Name::of_any::<R::Dialect>(vectors, record.host());
    row.put(host, value);
    let address = record.address();
    row.put(addr, address);
    let exit = record.exit();
    row.put(exit_termination, exit.map(|exit| exit.termination));
    row.put(exit_status, exit.map(|exit| exit.exit));
    let is_usual = !(id_has_more | line_has_more | user_has_more | host_has_more)
        && !entry.is_dirty()
        && !matches!(address, Some(Address::Ambiguous(_)))
        && matches!(record.address, None | Some(StoredAddress::Either(_)))
        && record.kind() != Kind::RunLevel
        && !record.is_derived()
        && record.host_length().is_none()
        && entry.extra().is_empty();
    if is_usual {
        row.pass(odd.len());
        row
    } else {
        put_odd(row, entry, record, odd)
    }
}

/// Puts what few records have. It becomes part of what calls it: were the row given to it, it would
/// be kept in memory everywhere.
#[inline(always)]
fn put_odd<R: Row>(
    mut row: R,
    entry: &Entry<'_>,
    record: &Record<'_>,
    columns: &[Column; 18],
) -> R {
    let [
        user_tail,
        line_tail,
        host_tail,
        id_tail,
        reserved,
        padding,
        user_bytes,
        line_bytes,
        host_bytes,
        id_bytes,
        addr_family,
        type_derived,
        run_level,
        run_level_old,
        addr_port,
        addr_bytes,
        host_length,
        extra,
    ] = columns;
    let id_parts = Parts::of::<R::Dialect>(record.id());
    let line_parts = Parts::of::<R::Dialect>(Some(record.line()));
    let user_parts = Parts::of::<R::Dialect>(Some(record.user()));
    let host_parts = Parts::of::<R::Dialect>(record.host());
    row.put(user_tail, user_parts.tail);
    row.put(line_tail, line_parts.tail);
    row.put(host_tail, host_parts.tail);
    row.put(id_tail, id_parts.tail);
    row.put(reserved, Fields(entry, Role::Reserved));
    row.put(padding, Fields(entry, Role::Padding));
    row.put(user_bytes, user_parts.bytes);
    row.put(line_bytes, line_parts.bytes);
    row.put(host_bytes, host_parts.bytes);
    row.put(id_bytes, id_parts.bytes);
    let family = match record.address() {
        Some(Address::Ambiguous(_)) => Some("ambiguous"),
        _ => None,
    };
    row.put(addr_family, family);
    row.put(type_derived, record.is_derived().then_some(true));
    // A level is printable, and may be a quotation mark.
    let level = record.run_level();
    let (new, old) = (level.map(|level| [level.new]), level.and_then(|level| level.old));
    let old = old.map(|old| [old]);
    row.put(run_level, new.as_ref().map(|new| Name::any::<R::Dialect>(new)));
    row.put(run_level_old, old.as_ref().map(|old| Name::any::<R::Dialect>(old)));
    row.put(addr_port, port(record.address));
    row.put(addr_bytes, odd_address(record.address));
    row.put(host_length, record.host_length());
    row.put(extra, Hex(entry.extra()));
    row
}

fn put_last_login<R: Row>(
    mut row: R,
    entry: &Entry<'_>,
    login: &LastLogin<'_>,
    context: &Context<'_>,
) -> R {
    let [
        source,
        offset,
        index,
        layout,
        uid,
        time,
        tv_sec,
        line,
        host,
        line_tail,
        host_tail,
        line_bytes,
        host_bytes,
        tv_usec,
        addr,
        addr_port,
        addr_bytes,
        level,
        reserved,
        padding,
    ] = &LAST_LOGIN;
    put_place(&mut row, entry, context, [source, offset, index, layout]);
    row.put(uid, login.uid());
    let moment = login.timestamp_as(context.seconds32);
    row.put(time, moment);
    row.put(tv_sec, login.time().seconds(context.seconds32));
    let line_parts = Parts::of::<R::Dialect>(Some(login.line()));
    row.put(line, line_parts.value);
    let host_parts = Parts::of::<R::Dialect>(login.host());
    row.put(host, host_parts.value);
    row.put(line_tail, line_parts.tail);
    row.put(host_tail, host_parts.tail);
    row.put(line_bytes, line_parts.bytes);
    row.put(host_bytes, host_parts.bytes);
    row.put(tv_usec, login.time().usec());
    row.put(addr, login.address());
    row.put(addr_port, port(login.address));
    row.put(addr_bytes, odd_address(login.address));
    row.put(level, login.level());
    row.put(reserved, Fields(entry, Role::Reserved));
    row.put(padding, Fields(entry, Role::Padding));
    row
}

fn put_failures<R: Row>(
    mut row: R,
    entry: &Entry<'_>,
    failures: &Failures<'_>,
    context: &Context<'_>,
) -> R {
    let [
        source,
        offset,
        index,
        layout,
        uid,
        count,
        max,
        time,
        tv_sec,
        line,
        lock_seconds,
        line_tail,
        line_bytes,
        reserved,
        padding,
    ] = &FAILURES;
    put_place(&mut row, entry, context, [source, offset, index, layout]);
    row.put(uid, failures.uid());
    row.put(count, failures.count());
    row.put(max, failures.max());
    let moment = failures.timestamp_as(context.seconds32);
    row.put(time, moment);
    row.put(tv_sec, failures.time().seconds(context.seconds32));
    let line_parts = Parts::of::<R::Dialect>(Some(failures.line()));
    row.put(line, line_parts.value);
    row.put(lock_seconds, failures.lock_seconds());
    row.put(line_tail, line_parts.tail);
    row.put(line_bytes, line_parts.bytes);
    row.put(reserved, Fields(entry, Role::Reserved));
    row.put(padding, Fields(entry, Role::Padding));
    row
}

fn put_attempt<R: Row>(
    mut row: R,
    entry: &Entry<'_>,
    attempt: &Attempt<'_>,
    context: &Context<'_>,
) -> R {
    let [
        source,
        offset,
        index,
        layout,
        time,
        tv_sec,
        status,
        valid,
        origin,
        name,
        name_tail,
        name_bytes,
        reserved,
        padding,
    ] = &ATTEMPT;
    put_place(&mut row, entry, context, [source, offset, index, layout]);
    let moment = attempt.time().timestamp_as(context.seconds32);
    row.put(time, moment);
    row.put(tv_sec, attempt.time().seconds(context.seconds32));
    row.put(status, attempt.status());
    row.put(valid, attempt.is_valid());
    row.put(origin, attempt.origin().name());
    let name_parts = Parts::of::<R::Dialect>(Some(attempt.source()));
    row.put(name, name_parts.value);
    row.put(name_tail, name_parts.tail);
    row.put(name_bytes, name_parts.bytes);
    row.put(reserved, Fields(entry, Role::Reserved));
    row.put(padding, Fields(entry, Role::Padding));
    row
}

fn put_process<R: Row>(
    mut row: R,
    entry: &Entry<'_>,
    process: &Process<'_>,
    context: &Context<'_>,
) -> R {
    let [
        source,
        offset,
        index,
        layout,
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
        command_bytes,
        reserved,
        padding,
    ] = &PROCESS;
    put_place(&mut row, entry, context, [source, offset, index, layout]);
    let moment = process.time().timestamp_as(context.seconds32);
    row.put(time, moment);
    row.put(tv_sec, process.time().seconds(context.seconds32));
    let command_parts = Parts::of::<R::Dialect>(Some(process.command()));
    row.put(command, command_parts.value);
    row.put(uid, process.uid());
    row.put(gid, process.gid());
    row.put(pid, process.pid());
    row.put(ppid, process.ppid());
    row.put(tty, process.tty());
    row.put(flags, process.flags());
    row.put(flag_names, Flags(process));
    row.put(exit_code, process.exit_code());
    row.put(etime, process.elapsed().ticks());
    let usage = process.usage();
    row.put(utime, usage.user.get());
    row.put(stime, usage.system.get());
    row.put(ticks_per_second, process.ticks_per_second());
    row.put(mem, usage.memory.get());
    row.put(io, usage.io.get());
    row.put(rw, usage.blocks.get());
    row.put(minflt, usage.minor_faults.get());
    row.put(majflt, usage.major_faults.get());
    row.put(swaps, usage.swaps.get());
    row.put(version, process.version());
    row.put(uid16, process.uid16());
    row.put(gid16, process.gid16());
    let bits = process.elapsed().odd_bits();
    row.put(etime_bits, bits.as_ref().map(|bits| Hex(bits)));
    let short = match process.elapsed() {
        Elapsed::Long(short, _) => Some(short.get()),
        _ => None,
    };
    row.put(etime_short, short);
    row.put(command_tail, command_parts.tail);
    row.put(command_bytes, command_parts.bytes);
    row.put(reserved, Fields(entry, Role::Reserved));
    row.put(padding, Fields(entry, Role::Padding));
    row
}

/// Puts the four columns that all entries begin with.
#[inline(always)]
fn put_place(
    row: &mut impl Row,
    entry: &Entry<'_>,
    context: &Context<'_>,
    [source, offset, index, layout]: [&Column; 4],
) {
    row.put(source, context.source);
    row.put(offset, entry.offset());
    row.put(index, entry.index());
    match context.layout {
        Some((known, id)) if ptr::eq(known, entry.layout()) => row.put(layout, id),
        _ => row.put(layout, entry.layout().id()),
    }
}

/// Puts a name that was looked up into a row with the columns of [`USER`].
#[inline(always)]
pub(super) fn put_user<R: Row>(mut row: R, name: Option<&[u8]>) -> R {
    let [user, user_bytes] = &USER;
    let parts = Parts::of::<R::Dialect>(name.map(Text::new));
    row.put(user, parts.value);
    row.put(user_bytes, parts.bytes);
    row
}

/// Puts the values of damage into a row with the columns of [`DAMAGE`], and `between` where
/// the columns of an entry would stand.
pub(super) fn put_damage<R: Row>(
    row: &mut R,
    damage: &Damage,
    context: &Context<'_>,
    between: impl FnOnce(&mut R),
) {
    let [source, offset, length, residue] = &DAMAGE;
    row.put(source, context.source);
    row.put(offset, damage.offset);
    between(row);
    row.put(length, damage.len);
    row.put(residue, damage.reason.name());
}
