//! What a rebuilt file is called, and what there is to know of it.

use loginrec::layout::{Content, Framing, Layout};

/// The name of the manifest in the folder.
pub(super) const MANIFEST: &str = "manifest.csv";
/// The name of what is said of the files.
pub(super) const NOTE: &str = "README.txt";

/// The id of the layout, and what such a file is usually called.
pub(super) fn file(layout: &Layout) -> String {
    let ending = match (layout.framing(), layout.content()) {
        (Framing::Hash, _) => "values",
        (Framing::Prefixed, Content::Records) => "log",
        (_, Content::Records) => "wtmp",
        (_, Content::LastLogins) => "lastlog",
        (_, Content::Failures) => "faillog",
        (_, Content::Attempts) => "faillock",
        (_, Content::Processes) => "pacct",
        _ => "records",
    };
    format!("{}.{ending}", layout.id())
}

/// Parts of records of this layout, one behind the other.
pub(super) fn fragments(layout: &Layout) -> String {
    format!("{}.fragments", layout.id())
}

/// What is lost in a file of this layout, if it cannot be what it was.
pub(super) fn caveat(layout: &Layout) -> Option<&'static str> {
    match layout.framing() {
        Framing::Table => Some(
            "the user id of a slot is its place, which is not known: the slots stand one \
             behind the other, and the user ids that a reader shows are wrong",
        ),
        Framing::Hash => Some(
            "the values stand one behind the other, without their keys, which are the user \
             ids: this is no database",
        ),
        _ => None,
    }
}
