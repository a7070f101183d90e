//! The other crates. Each makes strings of the texts that it decodes; all its values are handed to
//! `black_box`, so none of its work can be left out.

use crate::Count;
use std::hint::black_box;
use std::path::Path;

pub(crate) fn utmp_rs(path: &Path) -> Count {
    let mut records = 0;
    for entry in utmp_rs::Utmp32Parser::from_path(path)? {
        black_box(entry?);
        records += 1;
    }
    Ok(records)
}

pub(crate) fn utwt(path: &Path) -> Count {
    let mut records = 0;
    for entry in utwt::Utmp32Parser::from_path(path)? {
        black_box(entry?);
        records += 1;
    }
    Ok(records)
}

pub(crate) fn sootmark(path: &Path) -> Count {
    let bytes = std::fs::read(path)?;
    let file = utmp::parse(&bytes)?;
    Ok(black_box(&file).records.len() as u64)
}
