//! What an entry says, column by column: one definition for every format.

use super::column::{ATTEMPT, Column, DAMAGE, FAILURES, LAST_LOGIN, PROCESS, RECORD, USER};
use super::value::{Context, Parts, Row, Value};
use crate::file::{Damage, Entry};
use crate::layout::Role;
use crate::record::{
    Address, Attempt, Elapsed, Failures, Kind, LastLogin, Process, Record, StoredAddress,
    Text, View,
};
use core::ptr;

/// Puts the values of an entry into a row with the columns of its content.
pub(super) fn put_entry<R: Row>(row: R, entry: &Entry<'_>, context: &Context<'_>) -> R {
    match entry.view() {
        Some(View::Record(record)) => put_record(row, entry, &record, context),
        Some(View::LastLogin(login)) => put_last_login(row, entry, &login, context),
        Some(View::Failures(failures)) => put_failures(row, entry, &failures, context),
        Some(View::Attempt(attempt)) => put_attempt(row, entry, &attempt, context),
        Some(View::Process(process)) => put_process(row, entry, &process, context),
        None => row,
    }
}

/// Puts the values of a record into a row.
///
/// The row comes and goes by value: were it asked for by reference where something is odd, it
/// would be kept in memory everywhere.
#[inline(always)]
pub(super) fn put_record<R: Row>(
    mut row: R,
    entry: &Entry<'_>,
    record: &Record<'_>,
    context: &Context<'_>,
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
    row.put(kind, Value::number(record.type_raw()));
    row.put(kind_name, Value::or_null(record.kind().name(), Value::word));
    let stored = record.time();
    let moment = stored.timestamp_as(context.seconds32);
    row.put(time, Value::or_null(moment, Value::Time));
    row.put(tv_sec, Value::Signed(stored.seconds(context.seconds32)));
    row.put(tv_usec, Value::number(stored.usec()));
    row.put(pid, Value::number(record.pid()));
    row.put(session, Value::number(record.session()));
    let (value, id_has_more) = Value::name(record.id(), context);
    row.put(id, value);
    let (value, line_has_more) = Value::name(Some(record.line()), context);
    row.put(line, value);
    let (value, user_has_more) = Value::name(Some(record.user()), context);
    row.put(user, value);
    let (value, host_has_more) = Value::name(record.host(), context);
    row.put(host, value);
    let address = record.address();
    row.put(addr, Value::address(address));
    let exit = record.exit();
    row.put(exit_termination, Value::number(exit.map(|exit| exit.termination)));
    row.put(exit_status, Value::number(exit.map(|exit| exit.exit)));
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
        put_odd(row, entry, record, context, odd)
    }
}

/// Puts what few records have.
#[cold]
#[inline(never)]
fn put_odd<R: Row>(
    mut row: R,
    entry: &Entry<'_>,
    record: &Record<'_>,
    context: &Context<'_>,
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
    let id_parts = Parts::of(record.id(), context);
    let line_parts = Parts::of(Some(record.line()), context);
    let user_parts = Parts::of(Some(record.user()), context);
    let host_parts = Parts::of(record.host(), context);
    row.put(user_tail, user_parts.tail);
    row.put(line_tail, line_parts.tail);
    row.put(host_tail, host_parts.tail);
    row.put(id_tail, id_parts.tail);
    row.put(reserved, Value::fields(entry, Role::Reserved));
    row.put(padding, Value::fields(entry, Role::Padding));
    row.put(user_bytes, user_parts.bytes);
    row.put(line_bytes, line_parts.bytes);
    row.put(host_bytes, host_parts.bytes);
    row.put(id_bytes, id_parts.bytes);
    let family = match record.address() {
        Some(Address::Ambiguous(_)) => Value::word("ambiguous"),
        _ => Value::Null,
    };
    row.put(addr_family, family);
    let derived = record.is_derived().then_some(true);
    row.put(type_derived, Value::or_null(derived, Value::Bool));
    // A level is printable, and may be a quotation mark.
    let level = record.run_level();
    let (new, old) = (level.map(|level| [level.new]), level.and_then(|level| level.old));
    let old = old.map(|old| [old]);
    row.put(run_level, Value::or_null(new.as_ref(), |new| Value::Text(new)));
    row.put(run_level_old, Value::or_null(old.as_ref(), |old| Value::Text(old)));
    row.put(addr_port, Value::port(record.address));
    row.put(addr_bytes, Value::address_bytes(record.address));
    row.put(host_length, Value::number(record.host_length()));
    row.put(extra, Value::hex(entry.extra()));
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
    row.put(uid, Value::Unsigned(login.uid()));
    let moment = login.timestamp_as(context.seconds32);
    row.put(time, Value::or_null(moment, Value::Time));
    row.put(tv_sec, Value::Signed(login.time().seconds(context.seconds32)));
    let line_parts = Parts::of(Some(login.line()), context);
    row.put(line, line_parts.value);
    let host_parts = Parts::of(login.host(), context);
    row.put(host, host_parts.value);
    row.put(line_tail, line_parts.tail);
    row.put(host_tail, host_parts.tail);
    row.put(line_bytes, line_parts.bytes);
    row.put(host_bytes, host_parts.bytes);
    row.put(tv_usec, Value::number(login.time().usec()));
    row.put(addr, Value::address(login.address()));
    row.put(addr_port, Value::port(login.address));
    row.put(addr_bytes, Value::address_bytes(login.address));
    row.put(level, Value::number(login.level()));
    row.put(reserved, Value::fields(entry, Role::Reserved));
    row.put(padding, Value::fields(entry, Role::Padding));
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
    row.put(uid, Value::Unsigned(failures.uid()));
    row.put(count, Value::Signed(failures.count()));
    row.put(max, Value::number(failures.max()));
    let moment = failures.timestamp_as(context.seconds32);
    row.put(time, Value::or_null(moment, Value::Time));
    row.put(tv_sec, Value::Signed(failures.time().seconds(context.seconds32)));
    let line_parts = Parts::of(Some(failures.line()), context);
    row.put(line, line_parts.value);
    row.put(lock_seconds, Value::number(failures.lock_seconds()));
    row.put(line_tail, line_parts.tail);
    row.put(line_bytes, line_parts.bytes);
    row.put(reserved, Value::fields(entry, Role::Reserved));
    row.put(padding, Value::fields(entry, Role::Padding));
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
    row.put(time, Value::or_null(moment, Value::Time));
    row.put(tv_sec, Value::Signed(attempt.time().seconds(context.seconds32)));
    row.put(status, Value::Unsigned(attempt.status().into()));
    row.put(valid, Value::Bool(attempt.is_valid()));
    row.put(origin, Value::word(attempt.origin().name()));
    let name_parts = Parts::of(Some(attempt.source()), context);
    row.put(name, name_parts.value);
    row.put(name_tail, name_parts.tail);
    row.put(name_bytes, name_parts.bytes);
    row.put(reserved, Value::fields(entry, Role::Reserved));
    row.put(padding, Value::fields(entry, Role::Padding));
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
    row.put(time, Value::or_null(moment, Value::Time));
    row.put(tv_sec, Value::Signed(process.time().seconds(context.seconds32)));
    let command_parts = Parts::of(Some(process.command()), context);
    row.put(command, command_parts.value);
    row.put(uid, Value::Unsigned(process.uid().into()));
    row.put(gid, Value::Unsigned(process.gid().into()));
    row.put(pid, Value::number(process.pid()));
    row.put(ppid, Value::number(process.ppid()));
    row.put(tty, Value::Unsigned(process.tty().into()));
    row.put(flags, Value::Unsigned(process.flags().into()));
    let has_names = process.flag_names().next().is_some();
    row.put(flag_names, if has_names { Value::Flags(process) } else { Value::Null });
    row.put(exit_code, Value::Unsigned(process.exit_code().into()));
    row.put(etime, Value::or_null(process.elapsed().ticks(), Value::Unsigned));
    let usage = process.usage();
    row.put(utime, Value::Unsigned(usage.user.get()));
    row.put(stime, Value::Unsigned(usage.system.get()));
    row.put(ticks_per_second, Value::Unsigned(process.ticks_per_second().into()));
    row.put(mem, Value::Unsigned(usage.memory.get()));
    row.put(io, Value::Unsigned(usage.io.get()));
    row.put(rw, Value::Unsigned(usage.blocks.get()));
    row.put(minflt, Value::Unsigned(usage.minor_faults.get()));
    row.put(majflt, Value::Unsigned(usage.major_faults.get()));
    row.put(swaps, Value::Unsigned(usage.swaps.get()));
    row.put(version, Value::Unsigned(process.version().into()));
    row.put(uid16, Value::number(process.uid16()));
    row.put(gid16, Value::number(process.gid16()));
    let bits = process.elapsed().odd_bits();
    row.put(etime_bits, Value::or_null(bits.as_ref(), |bits| Value::Hex(bits)));
    let short = match process.elapsed() {
        Elapsed::Long(short, _) => Value::Unsigned(short.get()),
        _ => Value::Null,
    };
    row.put(etime_short, short);
    row.put(command_tail, command_parts.tail);
    row.put(command_bytes, command_parts.bytes);
    row.put(reserved, Value::fields(entry, Role::Reserved));
    row.put(padding, Value::fields(entry, Role::Padding));
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
    row.put(offset, Value::Unsigned(entry.offset()));
    row.put(index, Value::Unsigned(entry.index()));
    row.put(
        layout,
        match context.layout {
            Some((known, phrase)) if ptr::eq(known, entry.layout()) => Value::Ready(phrase),
            _ => Value::word(entry.layout().id()),
        },
    );
}

/// Puts a name that was looked up into a row with the columns of [`USER`].
pub(super) fn put_user<R: Row>(
    mut row: R,
    name: Option<&[u8]>,
    context: &Context<'_>,
) -> R {
    let [user, user_bytes] = &USER;
    let parts = Parts::of(name.map(Text::new), context);
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
    row.put(offset, Value::Unsigned(damage.offset));
    between(row);
    row.put(length, Value::Unsigned(damage.len));
    row.put(residue, Value::word(damage.reason.name()));
}
