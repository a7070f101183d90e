//! What the tests of the families share: entries from literal bytes.

use super::{Layout, find};
use crate::LogFile;
use crate::record::{Attempt, Failures, LastLogin, Process, Record, View};

/// One moment in the four forms that layouts have for seconds.
pub(super) const THEN_32_BE: [u8; 4] = [0x65, 0x53, 0xf1, 0x00];
pub(super) const THEN_32_LE: [u8; 4] = [0x00, 0xf1, 0x53, 0x65];
pub(super) const THEN_64_BE: [u8; 8] = [0, 0, 0, 0, 0x65, 0x53, 0xf1, 0x00];
pub(super) const THEN_64_LE: [u8; 8] = [0x00, 0xf1, 0x53, 0x65, 0, 0, 0, 0];

/// The moment as it displays.
pub(super) const THEN_SHOWN: &str = "2023-11-14T22:13:20.000000Z";

pub(super) fn layout(id: &str) -> &'static Layout {
    find(id).unwrap()
}

/// Whether bytes as long as a record fit the layout at first sight.
pub(super) fn fits(id: &str, bytes: &[u8]) -> bool {
    bytes.len() == layout(id).size() && layout(id).fits(bytes)
}

/// The one entry of a file, which has to fit at first sight.
fn view<'a>(id: &str, bytes: &'a [u8]) -> View<'a> {
    assert!(fits(id, bytes), "{id} does not fit");
    let file = LogFile::new(bytes, layout(id));
    assert_eq!(file.residue().count(), 0);
    file.entries().next().unwrap().view().unwrap()
}

pub(super) fn record<'a>(id: &str, bytes: &'a [u8]) -> Record<'a> {
    match view(id, bytes) {
        View::Record(record) => record,
        other => panic!("{other:?}"),
    }
}

pub(super) fn last_login<'a>(id: &str, bytes: &'a [u8]) -> LastLogin<'a> {
    match view(id, bytes) {
        View::LastLogin(login) => login,
        other => panic!("{other:?}"),
    }
}

pub(super) fn failures<'a>(id: &str, bytes: &'a [u8]) -> Failures<'a> {
    match view(id, bytes) {
        View::Failures(failures) => failures,
        other => panic!("{other:?}"),
    }
}

pub(super) fn attempt<'a>(id: &str, bytes: &'a [u8]) -> Attempt<'a> {
    match view(id, bytes) {
        View::Attempt(attempt) => attempt,
        other => panic!("{other:?}"),
    }
}

pub(super) fn process<'a>(id: &str, bytes: &'a [u8]) -> Process<'a> {
    match view(id, bytes) {
        View::Process(process) => process,
        other => panic!("{other:?}"),
    }
}
