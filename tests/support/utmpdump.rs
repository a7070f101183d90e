//! Our text form of `utmpdump` for tests that hold it against that of the tool.

use loginrec::Record;
use loginrec::text::utmpdump::{Version, push_line};

/// One line, without its end.
pub(crate) fn line(record: &Record<'_>) -> String {
    let mut line = Vec::new();
    push_line(&mut line, record, Version::V2_38);
    let line = String::from_utf8(line).unwrap();
    line.strip_suffix('\n').unwrap().to_owned()
}
