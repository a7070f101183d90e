//! The table, column for column that of the system's own command.

use super::Row;
use super::logins::Logins;
use crate::sink::Sink;
use crate::when::Zone;
use loginrec::record::LastLogin;
use loginrec::{Escaped, Seconds32};
use std::io;

/// `Tue Nov 14 22:13:20 +0000 2023`.
const TIME: &str = "%a %b %e %H:%M:%S %z %Y";
const NEVER: &str = "**Never logged in**";
const UNREAD: &str = "**Unreadable**";

/// How times are read and shown.
pub(super) struct Clock<'a> {
    pub(super) zone: &'a Zone,
    pub(super) seconds32: Seconds32,
}

impl Clock<'_> {
    /// What stands behind the name of a user.
    pub(super) fn push_login(&self, login: &LastLogin<'_>, out: &mut Vec<u8>) {
        let time = match login.timestamp_as(self.seconds32) {
            _ if login.is_never() => Some(NEVER.to_owned()),
            Some(time) => self.zone.clock(TIME, time.seconds()),
            None => None,
        };
        let address = || login.address().filter(|address| address.ip().is_some());
        let host = login.host().filter(|host| !host.is_empty());
        let host = match host {
            Some(host) => Escaped(host.value()).to_string(),
            None => address().map(|address| address.to_string()).unwrap_or_default(),
        };
        let line = Escaped(login.line().value()).to_string();
        push_cells(&line, &host, time.as_deref().unwrap_or("**Impossible time**"), out);
    }
}

fn push_cells(line: &str, host: &str, time: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(format!(" {line:<8} {host:<41} {time}\n").as_bytes());
}

/// Writes a header, if there is anything below it, and the rows.
pub(super) fn push(rows: &[Row<'_>], logins: &Logins, sink: &mut Sink) -> io::Result<()> {
    if !rows.is_empty() {
        let header = format!("{:<16} {:<8} {:<42} Latest\n", "Username", "Port", "From");
        sink.buffer().extend_from_slice(header.as_bytes());
    }
    for Row { name, login, is_unread } in rows {
        let out = sink.buffer();
        out.extend_from_slice(format!("{name:<16}").as_bytes());
        match login {
            Some(login) => out.extend_from_slice(logins.text(login)),
            None => push_cells("", "", if *is_unread { UNREAD } else { NEVER }, out),
        }
        sink.drain()?;
    }
    Ok(())
}
