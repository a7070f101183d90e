//! Which entries are printed.

use crate::args::Dump;
use crate::when::Zone;
use loginrec::{Entry, Kind, Record, Seconds32, Text, Time, Timestamp};
use std::ffi::OsString;

/// The conditions of a dump. An entry has to meet all that were given; of one that was
/// given several times, any.
#[derive(Debug)]
pub(crate) struct Filter {
    seconds32: Seconds32,
    since: Option<i128>,
    until: Option<i128>,
    users: Vec<OsString>,
    hosts: Vec<OsString>,
    lines: Vec<OsString>,
    types: Vec<Type>,
}

#[derive(Debug)]
enum Type {
    Named(Kind),
    Raw(i32),
}

impl Filter {
    pub(crate) fn new(args: &Dump, zone: &Zone) -> Result<Self, String> {
        let moment = |option: &str, text: &Option<String>| {
            text.as_deref()
                .map(|text| zone.moment(text).map_err(|error| format!("{option}: {error}")))
                .transpose()
        };
        Ok(Self {
            seconds32: seconds32(args.signed_time),
            since: moment("--since", &args.since)?,
            until: moment("--until", &args.until)?,
            users: args.user.clone(),
            hosts: args.host.clone(),
            lines: args.line.clone(),
            types: args
                .kind
                .iter()
                .map(|text| parse_type(text))
                .collect::<Result<_, _>>()?,
        })
    }

    pub(crate) fn accepts(&self, entry: &Entry<'_>) -> bool {
        if let Some(record) = entry.record() {
            self.accepts_time(record.time())
                && is_any(&self.users, Some(record.user()))
                && is_any(&self.lines, Some(record.line()))
                && self.accepts_host(&record)
                && self.accepts_type(&record)
        } else if let Some(login) = entry.last_login() {
            // A lastlog has no user names and no types, so it cannot meet a condition on them.
            self.accepts_time(login.time())
                && is_any(&self.users, None)
                && self.types.is_empty()
                && is_any(&self.lines, Some(login.line()))
                && is_any(&self.hosts, login.host())
        } else {
            false
        }
    }

    /// An impossible time is neither before nor after any other.
    fn accepts_time(&self, time: Time) -> bool {
        if self.since.is_none() && self.until.is_none() {
            return true;
        }
        let Some(moment) = time.timestamp_as(self.seconds32).map(micros) else {
            return false;
        };
        self.since.is_none_or(|since| moment >= since)
            && self.until.is_none_or(|until| moment < until)
    }

    fn accepts_host(&self, record: &Record<'_>) -> bool {
        is_any(&self.hosts, record.host())
            || record.address().and_then(|address| address.ip()).is_some_and(|address| {
                self.hosts.iter().any(|host| {
                    host.to_str().and_then(|host| host.parse().ok()) == Some(address)
                })
            })
    }

    fn accepts_type(&self, record: &Record<'_>) -> bool {
        self.types.is_empty()
            || self.types.iter().any(|wanted| match wanted {
                Type::Named(kind) => record.kind() == *kind,
                Type::Raw(number) => record.type_raw() == Some(*number),
            })
    }
}

/// How 32-bit seconds are read.
pub(crate) const fn seconds32(signed: bool) -> Seconds32 {
    if signed { Seconds32::Signed } else { Seconds32::Unsigned }
}

fn micros(time: Timestamp) -> i128 {
    i128::from(time.seconds()) * 1_000_000 + i128::from(time.micros())
}

fn parse_type(text: &str) -> Result<Type, String> {
    if let Ok(number) = text.parse() {
        return Ok(Type::Raw(number));
    }
    Kind::from_name(text).map(Type::Named).ok_or_else(|| {
        let names: Vec<_> = Kind::ALL.iter().filter_map(|kind| kind.name()).collect();
        format!("--type: `{text}` is neither a number nor one of {}", names.join(", "))
    })
}

fn is_any(wanted: &[OsString], text: Option<Text<'_>>) -> bool {
    wanted.is_empty()
        || text.is_some_and(|text| {
            wanted.iter().any(|wanted| text.value() == wanted.as_encoded_bytes())
        })
}
