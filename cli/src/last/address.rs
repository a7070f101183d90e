//! The stored address in place of the host.

use super::event::{address_of, write_numeric};
use crate::args::Last;
use loginrec::Record;
use std::collections::HashMap;
use std::net::IpAddr;

/// What stands in the host column.
#[derive(Clone, Debug)]
pub(crate) struct Addresses {
    wanted: Wanted,
    /// Whether the bytes are read as util-linux reads them, without a look at the host.
    is_compat: bool,
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
        let is_compat = args.compat.is_some();
        Self { wanted, is_compat, text: String::new(), names: HashMap::new() }
    }

    /// Whether the host is shown as it stands in the record.
    pub(crate) fn are_hosts(&self) -> bool {
        self.wanted == Wanted::Hosts
    }

    /// The host to be shown for a record.
    #[inline]
    pub(crate) fn host<'a>(&'a mut self, record: &Record<'_>, host: &'a [u8]) -> &'a [u8] {
        if self.wanted == Wanted::Hosts {
            return host;
        }
        let address = match self.is_compat {
            false => record.address().and_then(|address| address.ip()),
            true => Some(address_of(record)),
        };
        let Some(address) = address.map(|address| address.to_canonical()) else {
            return b"";
        };
        match self.wanted {
            Wanted::Hosts => host,
            Wanted::Numbers => {
                self.text.clear();
                write_numeric(address, &mut self.text);
                self.text.as_bytes()
            }
            Wanted::Names => {
                let name = self
                    .names
                    .entry(address)
                    .or_insert_with(|| dns_lookup::lookup_addr(&address).ok());
                name.as_ref().map_or(host, |name| name.as_bytes())
            }
        }
    }
}
