//! What is said of files that are read as one log.

use super::name::{Age, rotation};
use super::part::Part;
use crate::report::{Report, count};
use loginrec::Error;
use loginrec::session::{Finding, Joined};

/// A file whose last record has an odd time ends before it.
pub(super) fn of_ends(parts: &[Part]) {
    for part in parts {
        if let (true, Some(last), Some(end)) =
            (part.extent.is_end_odd(), part.extent.last(), part.extent.end())
        {
            Report::warn(format_args!(
                "{}: its last record says {last}, those before it {end}: that is taken for \
                 its end",
                part.source
            ));
        }
    }
}

/// What the files have in common, what is between them, and what could not be compared.
pub(super) fn of_findings(joined: &Joined<Error>, parts: &[Part], report: &mut Report) {
    for (_, error) in &joined.failures {
        report.error(format_args!("{error}; it is not compared with the other files"));
    }
    let name = |file: usize| parts.get(file).map_or("", |part| part.source.as_str());
    for finding in &joined.findings {
        match *finding {
            Finding::Shared { earlier, later, count: number } => {
                let records = count(number, "record");
                Report::warn(format_args!(
                    "{}: its first {records} end {} too, and count once",
                    name(later),
                    name(earlier)
                ));
            }
            Finding::Inside { file, other } => Report::warn(format_args!(
                "{}: left out: all its records stand in {} too",
                name(file),
                name(other)
            )),
            Finding::Scattered { earlier, later, count: number } => {
                let (a, b) = (name(earlier), name(later));
                let records = count(number, "record");
                Report::warn(format_args!(
                    "{a} and {b} have {records} in common, but not in one run: one of them \
                     may have been edited. They count once, where {a} has them"
                ));
            }
            Finding::Unrelated { earlier, later } => {
                let (a, b) = (name(earlier), name(later));
                Report::warn(format_args!(
                    "{b} begins before {a} ends, and they have no record in common: are they \
                     of one machine?"
                ));
            }
            Finding::Gap { earlier, later, from, to } => Report::warn(format_args!(
                "{} ends at {from}, {} begins at {to}: nothing is recorded in between",
                name(earlier),
                name(later)
            )),
            _ => {}
        }
    }
}

/// The names of rotated files are a hint, which may contradict what is in them.
pub(super) fn of_names<'a>(parts: impl Iterator<Item = &'a Part> + Clone) {
    for (earlier, later) in parts.clone().zip(parts.skip(1)) {
        let (Some((a, older)), Some((b, newer))) =
            (rotation(&earlier.path), rotation(&later.path))
        else {
            continue;
        };
        if a != b {
            continue;
        }
        let (one, other) = (&earlier.source, &later.source);
        if older.is_newer_than(newer) {
            Report::warn(format_args!(
                "{one} is older than {other} by what is in it, though their names say \
                 otherwise"
            ));
        } else if let (Age::Number(older), Age::Number(newer)) = (older, newer)
            && older.saturating_sub(newer) > 1
        {
            Report::warn(format_args!(
                "of the files between {one} and {other} none was given"
            ));
        }
    }
}
