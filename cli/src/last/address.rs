//! The stored address in place of the host.

use super::event::{address_of, write_numeric};
use crate::args::Last;
use loginrec::Record;
use std::collections::HashMap;
use std::net::IpAddr;

/// What stands in the host column.
#[derive(Debug)]
pub(crate) struct Addresses {
    wanted: Wanted,
    text: String,
    /// What the name service has said; `None` where it failed.
    names: HashMap<IpAddr, Option<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Hosts,
    Numbers,
    Names,
}

impl Addresses {
    pub(crate) fn new(args: &Last) -> Self {
        let wanted = match args {
            Last { ip: false, dns: false, .. } => Wanted::Hosts,
            Last { ip: false, resolve: true, .. } => Wanted::Names,
            _ => Wanted::Numbers,
        };
        Self { wanted, text: String::new(), names: HashMap::new() }
    }

    /// The host to be shown for a record.
    #[inline]
    pub(crate) fn host<'a>(&'a mut self, record: &Record<'_>, host: &'a [u8]) -> &'a [u8] {
        match self.wanted {
            Wanted::Hosts => host,
            Wanted::Numbers => {
                self.text.clear();
                write_numeric(address_of(record), &mut self.text);
                self.text.as_bytes()
            }
            Wanted::Names => {
                let address = address_of(record);
                let name = self
                    .names
                    .entry(address)
                    .or_insert_with(|| dns_lookup::lookup_addr(&address).ok());
                name.as_ref().map_or(host, |name| name.as_bytes())
            }
        }
    }
}
