//! The used slots of one file.

use crate::report::Report;
use crate::walk::{Seen, walk};
use loginrec::layout::{Framing, Layout};
use loginrec::record::LastLogin;
use loginrec::{Damage, Entry, Reader, Seconds32};
use std::io;
use std::ops::{Range, RangeInclusive};

/// A used slot.
#[derive(Debug)]
pub(super) struct Login {
    pub(super) uid: u64,
    /// Since 1970, possible or not; `None` if that was never.
    pub(super) seconds: Option<i64>,
    /// Where in the text of all slots it stands.
    pub(super) text: Range<usize>,
}

/// All used slots. What is shown of them is made while they are read: they are printed in
/// another order.
#[derive(Debug)]
pub(super) struct Logins {
    /// By user id. A database that was changed by hand may have one several times.
    list: Vec<Login>,
    texts: Vec<u8>,
    /// The newest possible time, in seconds since 1970.
    pub(super) newest: Option<i64>,
    /// User ids whose slots are damaged or were not reached, in this order.
    unread: Vec<RangeInclusive<u64>>,
}

impl Logins {
    /// Reads a file to its end; `show` writes what is to be printed of a slot. An error is
    /// one of writing.
    pub(super) fn read(
        reader: &mut Reader,
        source: &str,
        report: &mut Report,
        seconds32: Seconds32,
        mut show: impl FnMut(&Entry<'_>, &LastLogin<'_>, &mut Vec<u8>),
    ) -> io::Result<Self> {
        let layout = reader.layout();
        let (mut list, mut texts, mut newest) = (Vec::new(), Vec::new(), None);
        let mut unread = Vec::new();
        let damage = walk(reader, source, report, |seen| {
            match seen {
                Seen::Entry(entry) => {
                    let Some(login) = entry.last_login() else { return Ok(()) };
                    let start = texts.len();
                    show(&entry, &login, &mut texts);
                    let seconds = login.time().seconds(seconds32);
                    newest = newest.max(login.timestamp_as(seconds32).map(|_| seconds));
                    list.push(Login {
                        uid: login.uid(),
                        seconds: (!login.is_never()).then_some(seconds),
                        text: start..texts.len(),
                    });
                }
                Seen::Damage(damage) => unread.push(uids_in(&damage, layout)),
            }
            Ok(())
        })?;
        unread.extend(damage.broken_at.map(|at| uids_from(at, layout)));
        report.damage(&damage, source);
        list.sort_by_key(|login| login.uid);
        Ok(Self { list, texts, newest, unread })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Login> {
        self.list.iter()
    }

    /// The slots of a user.
    pub(super) fn of(&self, uid: u64) -> &[Login] {
        let start = self.list.partition_point(|login| login.uid < uid);
        let end = self.list.partition_point(|login| login.uid <= uid);
        self.list.get(start..end).unwrap_or_default()
    }

    pub(super) fn text(&self, login: &Login) -> &[u8] {
        self.texts.get(login.text.clone()).unwrap_or_default()
    }

    /// Whether the file cannot tell if there was a login.
    pub(super) fn is_unread(&self, uid: u64) -> bool {
        let behind = self.unread.partition_point(|uids| *uids.end() < uid);
        self.unread.get(behind).is_some_and(|uids| uids.contains(&uid))
    }
}

/// The users whose slots damage touches. In a database that could be any.
fn uids_in(damage: &Damage, layout: &Layout) -> RangeInclusive<u64> {
    let last = damage.offset.saturating_add(damage.len).saturating_sub(1);
    let to = uids_from(last, layout);
    match layout.framing() {
        Framing::Table => *uids_from(damage.offset, layout).start()..=*to.start(),
        _ => to,
    }
}

/// The users whose slots stand at or behind this place.
fn uids_from(offset: u64, layout: &Layout) -> RangeInclusive<u64> {
    let size = u64::try_from(layout.size()).unwrap_or(u64::MAX);
    let from = match layout.framing() {
        Framing::Table => offset.checked_div(size).unwrap_or(0),
        _ => 0,
    };
    from..=u64::MAX
}
