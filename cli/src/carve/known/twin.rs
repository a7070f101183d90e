//! A record of the known logs that tells of the same event as a hit, and tells it otherwise.

use loginrec::layout::Layout;
use loginrec::output::{Format, Style, Writer};
use loginrec::{Entry, Escaped, LogFile, Record};
use std::fmt::Display;
use std::io::Write;

/// The record that stands in a known log instead of a hit: one of both was edited.
#[derive(Clone, Debug)]
pub(crate) struct Twin {
    source: String,
    offset: u64,
    layout: &'static Layout,
    bytes: Vec<u8>,
    differences: Vec<Difference>,
}

/// A field that says something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// `user`, `host`, `addr`, `type` or `id`, as the columns are called.
    pub(crate) field: &'static str,
    /// What the hit says, escaped.
    pub(crate) hit: String,
    /// What the known log says, escaped.
    pub(crate) known: String,
}

impl Twin {
    /// The bytes at a place of a known log as the twin of a hit, if they are one.
    pub(super) fn of(
        hit: &Record<'_>,
        source: &str,
        offset: u64,
        layout: &'static Layout,
        bytes: Vec<u8>,
    ) -> Option<Self> {
        let differences = {
            let known = entry(layout, &bytes)?.record()?;
            if !super::event::is_same_event(hit, &known) || !says_otherwise(hit, &known) {
                return None;
            }
            differences(hit, &known)
        };
        Some(Self { source: source.to_owned(), offset, layout, bytes, differences })
    }

    /// The name of the log, escaped.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Where it stands there.
    pub(crate) const fn offset(&self) -> u64 {
        self.offset
    }

    #[cfg(test)]
    pub(crate) const fn layout(&self) -> &'static Layout {
        self.layout
    }

    #[cfg(test)]
    /// Its bytes as they stand there.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    #[cfg(test)]
    /// In what it differs from the hit: user, host or address, and what else.
    pub(crate) fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// Writes lines that stand below the row of the hit in a table: the row of the twin, and
    /// what differs.
    pub(crate) fn push(&self, style: Style<'_>, out: &mut Vec<u8>) {
        if let Some(entry) = entry(self.layout, &self.bytes) {
            let mut writer = Writer::new(Format::Table, style);
            let mut row = Vec::new();
            writer.begin("", self.layout, &mut row);
            row.clear();
            writer.entry(&entry, &mut row);
            out.extend_from_slice(b"  ");
            out.extend_from_slice(&row);
        }
        for Difference { field, hit, known } in &self.differences {
            // Writing to memory does not fail.
            let _ = writeln!(out, "    {field}: {hit} → {known}");
        }
    }
}

/// The bytes of one entry as that.
pub(super) fn entry<'a>(layout: &'static Layout, bytes: &'a [u8]) -> Option<Entry<'a>> {
    LogFile::new(bytes, layout).entries().next().filter(|entry| entry.bytes() == bytes)
}

/// Whether another user, host or address is named.
fn says_otherwise(hit: &Record<'_>, known: &Record<'_>) -> bool {
    user_host_address(hit) != user_host_address(known)
}

fn user_host_address<'a>(
    record: &Record<'a>,
) -> (&'a [u8], &'a [u8], Option<std::net::IpAddr>) {
    let host = record.host().map(|host| host.value()).unwrap_or_default();
    let address = record.address().and_then(|address| address.ip());
    (record.user().value(), host, address)
}

fn differences(hit: &Record<'_>, known: &Record<'_>) -> Vec<Difference> {
    let cells = |record: &Record<'_>| {
        let (user, host, address) = user_host_address(record);
        let id = record.id().map(|id| id.value()).unwrap_or_default();
        [
            ("user", shown(Escaped(user))),
            ("host", shown(Escaped(host))),
            ("addr", shown(address.map_or_else(String::new, |ip| ip.to_string()))),
            ("type", shown(record.kind())),
            ("id", shown(Escaped(id))),
        ]
    };
    let pairs = cells(hit).into_iter().zip(cells(known));
    pairs
        .filter(|((_, hit), (_, known))| hit != known)
        .map(|((field, hit), (_, known))| Difference { field, hit, known })
        .collect()
}

/// A value that can be seen even if it is empty.
fn shown(value: impl Display) -> String {
    let value = value.to_string();
    if value.is_empty() { "(none)".to_owned() } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carve::testing::{UTMP, edited, encoded, entry, layout, login};
    use loginrec::layout::Remote;

    fn twin(hit: &[u8], id: &str, known: Vec<u8>) -> Option<Twin> {
        let record = entry(UTMP, hit).record().unwrap();
        Twin::of(&record, "wtmp", 768, layout(id), known)
    }

    #[test]
    fn another_user_host_or_address_makes_a_twin_and_all_that_differs_is_named() {
        let hit = edited(1, |draft| draft.user = b"eve");
        let found = twin(&hit, UTMP, login(1)).unwrap();
        let [difference] = found.differences() else { panic!("{found:?}") };
        assert_eq!(difference.field, "user");
        assert_eq!((&*difference.hit, &*difference.known), ("eve", "alice"));

        let moved = edited(1, |draft| {
            draft.remote = Remote::Ip([203, 0, 113, 9].into());
            draft.id = b"x";
            draft.type_raw = 8;
        });
        let found = twin(&login(1), UTMP, moved).unwrap();
        let fields: Vec<_> = found.differences().iter().map(|one| one.field).collect();
        assert_eq!(fields, ["addr", "type", "id"]);
    }

    #[test]
    fn neither_the_same_record_nor_another_event_is_a_twin() {
        assert!(twin(&login(1), UTMP, login(1)).is_none());
        assert!(twin(&login(1), UTMP, edited(2, |draft| draft.user = b"eve")).is_none());
        let cleaned = edited(1, |draft| draft.id = b"ts/0    ");
        assert!(twin(&login(1), UTMP, cleaned).is_none(), "who and whence are the same");
    }

    #[test]
    fn a_twin_may_have_another_layout() {
        let id = "linux-utmp-400-le";
        let known = encoded(id, 1, |draft| draft.host = b"");
        let found = twin(&login(1), id, known).unwrap();
        assert_eq!(found.layout().id(), id);
        let [difference] = found.differences() else { panic!("{found:?}") };
        assert_eq!((&*difference.hit, &*difference.known), ("192.0.2.7", "(none)"));
    }

    #[test]
    fn the_table_shows_the_twin_below_with_what_differs_and_nothing_acts_on_the_terminal() {
        let hit = edited(1, |draft| draft.user = b"eve\x1b[2J\n");
        let mut out = Vec::new();
        twin(&hit, UTMP, login(1)).unwrap().push(Style::default(), &mut out);
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<_> = text.lines().collect();
        let [row, difference] = lines[..] else { panic!("{text}") };
        assert!(row.starts_with("  2023-11-14T22:13:21.000017Z USER_PROCESS"), "{row}");
        assert!(row.contains("alice"));
        assert_eq!(difference, r"    user: eve\x1b[2J\x0a → alice");
    }
}
