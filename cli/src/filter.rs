//! Which entries are printed.

use crate::args::Selection;
use crate::when::Zone;
use loginrec::layout::{Content, LAYOUTS, Layout, Role};
use loginrec::record::{Attempt, Origin};
use loginrec::{Address, Entry, Kind, Record, Seconds32, Text, Time, Timestamp, View};
use std::ffi::OsString;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicU64, Ordering};

/// The conditions of a dump. An entry has to meet all that were given; of one that was
/// given several times, any.
#[derive(Debug)]
pub(crate) struct Filter {
    seconds32: Seconds32,
    since: Option<i128>,
    until: Option<i128>,
    users: Vec<OsString>,
    hosts: Vec<OsString>,
    /// Those of the hosts that are addresses.
    addresses: Vec<IpAddr>,
    lines: Vec<OsString>,
    types: Vec<Type>,
    undated: AtomicU64,
}

#[derive(Debug)]
enum Type {
    Named(Kind),
    Raw(i32),
}

/// --since and --until as they were typed, in microseconds since 1970.
pub(crate) fn window(
    since: Option<&str>,
    until: Option<&str>,
    zone: &Zone,
) -> Result<(Option<i128>, Option<i128>), String> {
    let moment = |option: &str, text: Option<&str>| {
        text.map(|text| zone.moment(text).map_err(|error| format!("{option}: {error}")))
            .transpose()
    };
    let since = moment("--since", since)?;
    let until = moment("--until", until)?;
    if since.zip(until).is_some_and(|(since, until)| since >= until) {
        return Err("no time is at or after --since and before --until".to_owned());
    }
    Ok((since, until))
}

impl Filter {
    /// `types` are names and numbers as `--type` takes them.
    pub(crate) fn new(
        args: &Selection,
        types: &[String],
        seconds32: Seconds32,
        zone: &Zone,
    ) -> Result<Self, String> {
        let (since, until) = window(args.since.as_deref(), args.until.as_deref(), zone)?;
        Ok(Self {
            seconds32,
            since,
            until,
            users: args.user.clone(),
            hosts: args.host.clone(),
            addresses: args
                .host
                .iter()
                .filter_map(|host| address_of(host.as_encoded_bytes()))
                .collect(),
            lines: args.line.clone(),
            types: types.iter().map(|text| parse_type(text)).collect::<Result<_, _>>()?,
            undated: AtomicU64::new(0),
        })
    }

    pub(crate) fn accepts(&self, entry: &Entry<'_>) -> bool {
        if self.is_open() {
            return true;
        }
        if self.is_out_of_question(entry) {
            return false;
        }
        // Nearly all are records, and those are read without a detour.
        if let Some(record) = entry.record() {
            return self.accepts_record(&record) && self.accepts_time(Some(record.time()));
        }
        let Some(view) = entry.view() else { return false };
        self.accepts_other(&view) && self.accepts_time(time_of(&view))
    }

    /// Whether there is no condition, so that nothing has to be looked at.
    pub(crate) const fn is_open(&self) -> bool {
        self.since.is_none() && self.until.is_none() && !self.asks_records()
    }

    /// Whether the user or the time of a record alone rules it out, which is how most go.
    fn is_out_of_question(&self, entry: &Entry<'_>) -> bool {
        if entry.layout().content() != Content::Records {
            return false;
        }
        let time = |entry: &Entry<'_>| entry.time()?.timestamp_as(self.seconds32);
        let is_dated = self.since.is_some() || self.until.is_some();
        !self.users.is_empty()
            && entry.user().is_some_and(|user| !is_any(&self.users, Some(user)))
            || is_dated && time(entry).is_some_and(|moment| !self.is_in_time(moment))
    }

    /// How many entries were left out since the last call only because they have no
    /// possible time, so that --since and --until cannot place them.
    pub(crate) fn take_undated(&self) -> u64 {
        self.undated.swap(0, Ordering::Relaxed)
    }

    /// --since and --until, in microseconds since 1970.
    pub(crate) const fn window(&self) -> (Option<i128>, Option<i128>) {
        (self.since, self.until)
    }

    /// The options that no entry of a file in this layout can meet, each with what is
    /// missing.
    pub(crate) fn unmet(&self, layout: &Layout) -> Vec<(&'static str, &'static str)> {
        // A file may go over to another layout of its system.
        let layouts: Vec<_> = LAYOUTS
            .iter()
            .filter(|other| **other == layout || layout.is_kin(other))
            .collect();
        let has = |roles: &[Role]| {
            let known = |role: &Role| layouts.iter().any(|one| one.field(*role).is_some());
            roles.iter().any(known)
        };
        let is_counted = layout.content() == Content::Failures;
        let has_types = match self.types.iter().all(|wanted| matches!(wanted, Type::Raw(_)))
        {
            true => has(&[Role::Type]),
            false => layout.content() == Content::Records,
        };
        [
            ("--user", "user names", self.users.is_empty() || has(&[Role::User])),
            ("--type", "types", self.types.is_empty() || has_types),
            ("--line", "lines", self.lines.is_empty() || has(&[Role::Line, Role::Origin])),
            (
                "--host",
                "hosts",
                self.hosts.is_empty()
                    || is_counted
                    || has(&[Role::Host, Role::Address, Role::Socket, Role::Origin]),
            ),
        ]
        .into_iter()
        .filter_map(|(option, what, can)| (!can).then_some((option, what)))
        .collect()
    }

    /// Whether anything of a record but its time matters.
    pub(crate) const fn asks_records(&self) -> bool {
        !(self.users.is_empty()
            && self.lines.is_empty()
            && self.hosts.is_empty()
            && self.types.is_empty())
    }

    /// Whether it is of the right user, line, host and type.
    pub(crate) fn accepts_record(&self, record: &Record<'_>) -> bool {
        is_any(&self.users, Some(record.user()))
            && is_any(&self.lines, Some(record.line()))
            && (self.accepts_host(record.host())
                || self.accepts_address(record.address(), record.address_raw()))
            && self.accepts_type(record)
    }

    /// What has neither user names nor types.
    fn accepts_other(&self, view: &View<'_>) -> bool {
        if !self.users.is_empty() || !self.types.is_empty() {
            return false;
        }
        let (line, host) = match view {
            View::LastLogin(login) => {
                let (address, raw) = (login.address(), login.address_raw());
                return is_any(&self.lines, Some(login.line()))
                    && (self.accepts_host(login.host())
                        || self.accepts_address(address, raw));
            }
            // PAM writes the host where the terminal should stand, if there is one.
            View::Failures(failures) => (Some(failures.line()), Some(failures.line())),
            View::Attempt(attempt) => {
                (name_of(attempt, Origin::Terminal), name_of(attempt, Origin::Host))
            }
            _ => (None, None),
        };
        is_any(&self.lines, line) && self.accepts_host(host)
    }

    fn accepts_time(&self, time: Option<Time>) -> bool {
        if self.since.is_none() && self.until.is_none() {
            return true;
        }
        let Some(moment) = time.and_then(|time| time.timestamp_as(self.seconds32)) else {
            self.undated.fetch_add(1, Ordering::Relaxed);
            return false;
        };
        self.is_in_time(moment)
    }

    fn is_in_time(&self, moment: Timestamp) -> bool {
        let moment = micros(moment);
        self.since.is_none_or(|since| moment >= since)
            && self.until.is_none_or(|until| moment < until)
    }

    /// By its bytes, or as an address in any spelling.
    fn accepts_host(&self, host: Option<Text<'_>>) -> bool {
        is_any(&self.hosts, host)
            || host
                .filter(|_| !self.addresses.is_empty())
                .and_then(|host| address_of(host.value()))
                .is_some_and(|address| self.addresses.contains(&address))
    }

    /// Of an address that may be of either family, both readings count.
    fn accepts_address(&self, address: Option<Address>, raw: Option<&[u8]>) -> bool {
        if self.addresses.is_empty() {
            return false;
        }
        let Some(address) = address else { return false };
        let wanted = |ip: IpAddr| self.addresses.contains(&ip.to_canonical());
        match address {
            Address::Ambiguous(v4) => {
                let v6 = raw.and_then(|raw| <[u8; 16]>::try_from(raw).ok());
                wanted(v4.into()) || v6.is_some_and(|v6| wanted(Ipv6Addr::from(v6).into()))
            }
            known => known.ip().is_some_and(wanted),
        }
    }

    fn accepts_type(&self, record: &Record<'_>) -> bool {
        self.types.is_empty()
            || self.types.iter().any(|wanted| match wanted {
                Type::Named(kind) => record.kind() == *kind,
                Type::Raw(number) => record.type_raw() == Some(*number),
            })
    }
}

/// When it was, as stored; `None` if that was never.
pub(crate) fn time_of(view: &View<'_>) -> Option<Time> {
    match view {
        View::Record(record) => Some(record.time()),
        View::LastLogin(login) => Some(login.time()).filter(|_| !login.is_never()),
        View::Failures(failures) => Some(failures.time()).filter(|_| !failures.is_never()),
        View::Attempt(attempt) => Some(attempt.time()),
        View::Process(process) => Some(process.time()),
        _ => None,
    }
}

/// The name in a failed login, if it is one of this kind.
fn name_of<'a>(attempt: &Attempt<'a>, origin: Origin) -> Option<Text<'a>> {
    (attempt.origin() == origin).then(|| attempt.source())
}

/// Microseconds since 1970.
pub(crate) fn micros(time: Timestamp) -> i128 {
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
            wanted.iter().any(|wanted| text.is(wanted.as_encoded_bytes()))
        })
}

/// `::ffff:192.0.2.1` is 192.0.2.1 that arrived on an IPv6 socket.
fn address_of(host: &[u8]) -> Option<IpAddr> {
    let host = std::str::from_utf8(host).ok()?;
    host.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}
