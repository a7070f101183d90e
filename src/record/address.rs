//! Sixteen bytes of address, and which kind they are.

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The remote address of a record, decided from all 16 bytes and the host text beside them.
///
/// The field does not say which family it holds: an IPv4 address fills the first four bytes
/// and leaves the rest zero, and so does an IPv6 address that ends in 96 zero bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Address {
    /// All 16 bytes are zero.
    None,
    /// An IPv4 address in the first four bytes.
    V4(Ipv4Addr),
    /// An IPv6 address.
    V6(Ipv6Addr),
    /// An IPv4 address that arrived on an IPv6 socket, `::ffff:a.b.c.d`.
    Mapped(Ipv4Addr),
    /// Twelve zero bytes follow four that make sense both ways, and the host text does not
    /// settle it. 32.1.13.184 and 2001:db8:: are the same bytes.
    Ambiguous(Ipv4Addr),
}

impl Address {
    /// Decides from the 16 bytes as stored (network order) and the value of `ut_host`.
    ///
    /// A host text that spells one of the two readings settles the matter. Without it the
    /// first byte does, where only one family assigns it: 240 to 255 is no IPv4 host
    /// (255.255.255.255 aside), and IPv6 assigns no addresses below 32 or from 64 to 239.
    #[must_use]
    pub fn decide(bytes: [u8; 16], host: &[u8]) -> Self {
        let [a, b, c, d, rest @ ..] = bytes;
        let v6 = Ipv6Addr::from(bytes);
        if rest != [0; 12] {
            return v6.to_ipv4_mapped().map_or(Self::V6(v6), Self::Mapped);
        }
        let v4 = Ipv4Addr::new(a, b, c, d);
        if v4.is_unspecified() {
            return Self::None;
        }
        let likely = match a {
            _ if v4.is_broadcast() => Self::V4(v4),
            0xf0.. => Self::V6(v6),
            0x20..=0x3f => Self::Ambiguous(v4),
            _ => Self::V4(v4),
        };
        // Parsing is slow, and only the other reading could change anything: an IPv6
        // address, which has a colon, where IPv4 is likely.
        if matches!(likely, Self::V4(_)) && !host.contains(&b':') {
            return likely;
        }
        match core::str::from_utf8(host).ok().and_then(|text| text.parse().ok()) {
            Some(IpAddr::V4(spelled)) if spelled == v4 => Self::V4(v4),
            Some(IpAddr::V6(spelled)) if spelled == v6 => Self::V6(v6),
            _ => likely,
        }
    }

    /// The address to show: the decided one, or the likelier reading of an ambiguous one.
    ///
    /// The oldest and busiest block of IPv6, 2001::/16, is taken as IPv6, any other
    /// ambiguous value as IPv4.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        match *self {
            Self::None => None,
            Self::V4(v4) => Some(IpAddr::V4(v4)),
            Self::V6(v6) => Some(IpAddr::V6(v6)),
            Self::Mapped(v4) => Some(IpAddr::V6(v4.to_ipv6_mapped())),
            Self::Ambiguous(v4) => match v4.octets() {
                [0x20, 0x01, c, d] => {
                    let low = u16::from_be_bytes([c, d]);
                    Some(IpAddr::V6(Ipv6Addr::new(0x2001, low, 0, 0, 0, 0, 0, 0)))
                }
                _ => Some(IpAddr::V4(v4)),
            },
        }
    }
}

/// Displays [`Address::ip`], or nothing.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ip() {
            Some(ip) => write!(f, "{ip}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn decide(text: &str, host: &str) -> Address {
        let bytes = match text.parse().unwrap() {
            IpAddr::V4(v4) => {
                let [a, b, c, d] = v4.octets();
                [a, b, c, d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            }
            IpAddr::V6(v6) => v6.octets(),
        };
        Address::decide(bytes, host.as_bytes())
    }

    #[test]
    fn addresses_that_peers_misread_come_out_right() {
        for text in ["10.0.0.0", "192.0.2.10", "0.0.0.1", "255.255.255.255", "127.0.0.1"] {
            assert_eq!(decide(text, ""), Address::V4(text.parse().unwrap()), "{text}");
        }
        for text in ["fe80::", "fc00::", "ff02::", "::1", "2001:db8::1", "::c000:20a"] {
            assert_eq!(decide(text, ""), Address::V6(text.parse().unwrap()), "{text}");
        }
        let mapped = decide("::ffff:198.51.100.7", "");
        assert_eq!(mapped, Address::Mapped(Ipv4Addr::new(198, 51, 100, 7)));
        assert_eq!(mapped.to_string(), "::ffff:198.51.100.7");
        assert_eq!(decide("::", ""), Address::None);
        assert_eq!(Address::None.to_string(), "");
    }

    #[test]
    fn the_host_text_settles_what_the_bytes_leave_open() {
        assert_eq!(decide("2001:db8::", "2001:db8::").to_string(), "2001:db8::");
        assert_eq!(decide("32.1.13.184", "32.1.13.184").to_string(), "32.1.13.184");
        assert_eq!(decide("45.0.0.1", "45.0.0.1"), Address::V4(Ipv4Addr::new(45, 0, 0, 1)));
    }

    #[test]
    fn the_host_text_settles_it_against_the_likelier_reading_too() {
        let spelled = "a00:1::".parse::<Ipv6Addr>().unwrap();
        assert_eq!(decide("10.0.0.1", "a00:1::"), Address::V6(spelled));
        assert_eq!(decide("10.0.0.1", "b00:1::"), decide("10.0.0.1", ""));
        assert_eq!(decide("250.0.0.1", "250.0.0.1").to_string(), "250.0.0.1");
        assert_eq!(decide("250.0.0.1", "gateway").to_string(), "fa00:1::");
    }

    #[test]
    fn what_stays_open_says_so_and_shows_the_likelier_reading() {
        let address = decide("2001:db8::", "host.example");
        assert!(matches!(address, Address::Ambiguous(_)));
        assert_eq!(address.to_string(), "2001:db8::");
        let address = decide("45.0.0.1", "host.example");
        assert!(matches!(address, Address::Ambiguous(_)));
        assert_eq!(address.to_string(), "45.0.0.1");
    }
}
