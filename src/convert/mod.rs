//! Entries rewritten in another layout, and what is lost on the way.
//!
//! A record keeps what it says: its kind gets the number that the other system has for it, or
//! the texts by which that system tells it. Nothing is taken for kept: what was written is
//! read again and held against what there was, and every difference is a [`Loss`].

mod loss;
mod shape;

pub use loss::{Loss, Losses, Tally, What};

use crate::bytes::is_zero;
use crate::file::Entry;
use crate::layout::convention::Convention;
use crate::layout::{Draft, Layout, Remote, Role};
use crate::record::{
    Address, ExitStatus, LastLogin, Record, RunLevelIn, Seconds32, StoredAddress, Text,
    Time, View,
};
use alloc::vec::Vec;
use loss::Finder;
use shape::Shape;

/// Writes an entry in another layout and says what is lost. 32-bit seconds are read as
/// asked, in both. `None` if the layout holds other things than the entry is, or the entry is
/// neither a login record nor a last login.
///
/// The bytes are framed as [`Layout::encode`] does; where a slot of a table goes, the number
/// of the entry says.
///
/// # Examples
///
/// ```
/// use loginrec::{LogFile, Seconds32, convert, layout};
///
/// let bytes = std::fs::read("corpus/linux-utmp-384-le/wtmp").unwrap();
/// let to = layout::find("linux-utmp-400-be").unwrap();
/// for entry in LogFile::detect(&bytes)?.entries() {
///     let mut losses = Vec::new();
///     let converted = convert::entry(&entry, to, Seconds32::Unsigned, &mut losses).unwrap();
///     assert_eq!((converted.len(), losses), (400, vec![]));
/// }
/// # Ok::<(), loginrec::Error>(())
/// ```
#[must_use]
pub fn entry(
    entry: &Entry<'_>,
    to: &Layout,
    policy: Seconds32,
    losses: &mut Vec<Loss>,
) -> Option<Vec<u8>> {
    if entry.layout().content() != to.content() {
        return None;
    }
    let mut find = Finder { losses };
    let reserved: Vec<u8> =
        entry.reserved().flat_map(|(_, bytes)| bytes).copied().collect();
    let bytes = match entry.view()? {
        View::Record(from) => {
            let system = entry.layout().spec().convention;
            record(&from, system, to, policy, &reserved, &mut find)
        }
        View::LastLogin(from) => last_login(&from, to, policy, &reserved, &mut find),
        _ => return None,
    };
    let body = to.body(&bytes);
    let kept = to.fields().filter(|field| field.role == Role::Reserved);
    let kept: Vec<u8> = kept.flat_map(|field| field.of_cut(body)).copied().collect();
    find.unless(without_end(&reserved) == without_end(&kept), What::Reserved);
    find.unless(entry.padding().all(|(_, bytes)| is_zero(bytes)), What::Padding);
    find.unless(entry.extra().is_empty(), What::Extra);
    find.unless(!bytes.is_empty(), What::Record);
    Some(bytes)
}

/// Writes the values of a login record in another layout than the one that they are for.
/// `None` if either is one of other things.
pub(crate) fn draft(
    draft: &Draft<'_>,
    of: &Layout,
    to: &Layout,
    policy: Seconds32,
    losses: &mut Vec<Loss>,
) -> Option<Vec<u8>> {
    let bytes = of.encode(draft);
    let from = of.record(&bytes)?;
    let mut find = Finder { losses };
    let system = of.spec().convention;
    let is_log = to.content() == of.content();
    is_log.then(|| record(&from, system, to, policy, draft.reserved, &mut find))
}

/// The bytes without the zeros at their end.
fn without_end(bytes: &[u8]) -> &[u8] {
    let last = bytes.iter().rposition(|&byte| byte != 0);
    last.and_then(|last| bytes.get(..=last)).unwrap_or_default()
}

fn record(
    from: &Record<'_>,
    system: &Convention,
    to: &Layout,
    policy: Seconds32,
    reserved: &[u8],
    find: &mut Finder<'_>,
) -> Vec<u8> {
    let shape = Shape::of(from, system, to);
    let host_length = match from.host_length() {
        Some(length) => length,
        // With its NUL, as the C library of such systems counts.
        None => match Text::new(shape.host).len() {
            0 => 0,
            len => i64::try_from(len).unwrap_or(0).saturating_add(1),
        },
    };
    let exit = from.exit().unwrap_or_default();
    let bytes = to.encode(&Draft {
        type_raw: shape.type_raw,
        pid: shape.pid,
        line: shape.line,
        id: from.id().map(|id| id.raw()).unwrap_or_default(),
        user: shape.user,
        host: shape.host,
        termination: shape.levels.map_or(exit.termination, |(new, _)| new),
        exit: shape.levels.map_or(exit.exit, |(_, old)| old),
        session: from.session().unwrap_or(0),
        seconds: from.time().seconds(policy),
        usec: from.time().usec().unwrap_or(0),
        remote: remote(from.address, from.address(), to),
        reserved,
        more: &[(Role::HostLength, host_length)],
    });
    let Some(read) = to.record(&bytes) else { return bytes };
    find.unless(from.kind() == read.kind(), What::Kind(from.kind(), read.kind()));
    let is_same_number = from.type_raw() == read.type_raw();
    let is_number_all = from.kind() == crate::Kind::Unknown && read.kind() == from.kind();
    find.unless(is_same_number || !is_number_all, What::Type);
    find.unless(from.run_level() == read.run_level(), What::RunLevel);
    compare_numbers(from, &read, find);
    let session = |record: &Record<'_>| record.session().unwrap_or(0);
    find.unless(session(from) == session(&read), What::Session);
    find.text(Role::Line, from.line(), read.line());
    find.text(Role::Id, from.id().unwrap_or_default(), read.id().unwrap_or_default());
    find.text(Role::User, from.user(), read.user());
    find.text(Role::Host, from.host().unwrap_or_default(), read.host().unwrap_or_default());
    compare_times(from.time(), read.time(), policy, find);
    compare_addresses(from.address, read.address, find);
    bytes
}

/// Compares process id and exit status. Where run levels have moved from one to the other,
/// nothing is lost if the old place held the levels alone, and the new one was empty.
fn compare_numbers(from: &Record<'_>, read: &Record<'_>, find: &mut Finder<'_>) {
    let (pid, exit) = (from.pid().unwrap_or(0), from.exit().unwrap_or_default());
    let level =
        from.run_level().filter(|_| from.habits.run_level_in != read.habits.run_level_in);
    let (same_pid, same_exit) = match (level, from.habits.run_level_in) {
        (None, _) => {
            (pid == read.pid().unwrap_or(0), exit == read.exit().unwrap_or_default())
        }
        (Some(level), RunLevelIn::Pid) => {
            let old = i64::from(level.old.unwrap_or(0)).saturating_mul(256);
            let told = i64::from(level.new).saturating_add(old);
            (pid == told, exit == ExitStatus::default())
        }
        (Some(_), RunLevelIn::Exit) => {
            // A system with levels in the process id has room for the status as it is.
            (pid == 0, read.exit().is_none_or(|kept| kept == exit))
        }
    };
    find.unless(same_pid, What::Pid);
    find.unless(same_exit, What::Exit);
}

fn last_login(
    from: &LastLogin<'_>,
    to: &Layout,
    policy: Seconds32,
    reserved: &[u8],
    find: &mut Finder<'_>,
) -> Vec<u8> {
    let bytes = to.encode(&Draft {
        line: from.line().raw(),
        host: from.host().map(|host| host.raw()).unwrap_or_default(),
        seconds: from.time().seconds(policy),
        usec: from.time().usec().unwrap_or(0),
        remote: remote(from.address, from.address(), to),
        reserved,
        more: &[(Role::Level, from.level().unwrap_or(0).into())],
        ..Draft::default()
    });
    let Some(View::LastLogin(read)) = to.view(&bytes) else { return bytes };
    find.text(Role::Line, from.line(), read.line());
    find.text(Role::Host, from.host().unwrap_or_default(), read.host().unwrap_or_default());
    find.unless(from.level().unwrap_or(0) == read.level().unwrap_or(0), What::Level);
    compare_times(from.time(), read.time(), policy, find);
    compare_addresses(from.address, read.address, find);
    bytes
}

/// The bytes of the field where the other layout keeps addresses in the same way, else the
/// address.
fn remote<'a>(
    stored: Option<StoredAddress<'a>>,
    address: Option<Address>,
    to: &Layout,
) -> Remote<'a> {
    let Some(stored) = stored else { return Remote::None };
    let raw = stored.bytes();
    let is_same = match stored {
        // Of socket addresses the number of the family may differ.
        StoredAddress::Socket(_) => false,
        _ => to.field(Role::Address).is_some_and(|field| field.size == raw.len()),
    };
    match address.and_then(|address| address.ip()) {
        _ if is_same => Remote::Raw(raw),
        None => Remote::None,
        Some(ip) => Remote::Socket(ip, stored.port().unwrap_or(0)),
    }
}

fn compare_times(from: Time, read: Time, policy: Seconds32, find: &mut Finder<'_>) {
    find.unless(from.seconds(policy) == read.seconds(policy), What::Time);
    let usec = |time: Time| time.usec().unwrap_or(0);
    find.unless(usec(from) == usec(read), What::Microseconds);
}

fn compare_addresses(
    from: Option<StoredAddress<'_>>,
    read: Option<StoredAddress<'_>>,
    find: &mut Finder<'_>,
) {
    let Some(from) = from else { return };
    if read.is_some_and(|read| read.bytes() == from.bytes()) {
        return;
    }
    // Without the host beside them: what the bytes say by themselves.
    let address = |stored: StoredAddress<'_>| stored.decide(b"");
    let is_kept = match (address(from), read.map(address)) {
        (Address::None, _) => true,
        (_, None) => false,
        (from, Some(read)) => from.ip() == read.ip() && from.ip().is_some(),
    };
    find.unless(is_kept && !from.has_more(), What::Address);
    let port = from.port().unwrap_or(0);
    find.unless(read.and_then(|read| read.port()).unwrap_or(0) == port, What::Port);
}
