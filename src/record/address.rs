//! Remote addresses, and of which family they are.

use super::Text;
use crate::bytes::is_zero;
use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The remote address of a record, decided from all bytes of the field and the host text
/// beside them.
///
/// A socket address says its family, and a field of four bytes is IPv4. One of 16 bytes does
/// not say which it holds: an IPv4 address fills the first four bytes and leaves the rest
/// zero, and so does an IPv6 address that ends in 96 zero bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Address {
    /// The address is zero, or there is none.
    None,
    /// An IPv4 address in the first four bytes.
    V4(Ipv4Addr),
    /// An IPv6 address.
    V6(Ipv6Addr),
    /// An IPv4 address that arrived on an IPv6 socket, `::ffff:a.b.c.d`.
    Mapped(Ipv4Addr),
    /// A socket address of another family than IPv4 and IPv6.
    Other {
        /// The number of the family on the system that wrote it.
        family: u8,
    },
    /// Twelve zero bytes follow four that make sense both ways, and the host text does not
    /// settle it. 32.1.13.184 and 2001:db8:: are the same bytes.
    Ambiguous(Ipv4Addr),
}

impl Address {
    /// Decides from the 16 bytes as stored (network order) and `ut_host`, up to its first NUL.
    ///
    /// A host text that spells one of the two readings settles the matter. Without it the
    /// first byte does, where only one family assigns it: 240 to 255 is no IPv4 host
    /// (255.255.255.255 aside), and IPv6 assigns no addresses below 32 or from 64 to 239.
    #[inline]
    #[must_use]
    pub fn decide(bytes: [u8; 16], host: &[u8]) -> Self {
        // As in most records.
        if u128::from_ne_bytes(bytes) == 0 {
            return Self::None;
        }
        Self::decide_some(bytes, host)
    }

    fn decide_some(bytes: [u8; 16], host: &[u8]) -> Self {
        const MAPPED: u128 = 0xffff;
        let number = u128::from_be_bytes(bytes);
        let ([a, b, c, d, ..], [.., w, x, y, z]) = (bytes, bytes);
        if number << 32 != 0 {
            return match number >> 32 {
                MAPPED => Self::Mapped(Ipv4Addr::new(w, x, y, z)),
                _ => Self::V6(Ipv6Addr::from_bits(number)),
            };
        }
        let (v4, v6) = (Ipv4Addr::new(a, b, c, d), Ipv6Addr::from_bits(number));
        let likely = match a {
            _ if v4.is_broadcast() => Self::V4(v4),
            0xf0.. => Self::V6(v6),
            0x20..=0x3f => Self::Ambiguous(v4),
            _ => Self::V4(v4),
        };
        // Parsing is slow, and only the other reading could change anything: an IPv6
        // address where IPv4 is likely. No group of digits is longer than four.
        let is_likely = matches!(likely, Self::V4(_));
        let is_other = |&byte: &u8| byte == b':' || (byte == b'.' && !is_likely);
        if host.iter().take(5).any(is_other) {
            return Self::spelled(Text::new(host), v4, v6).unwrap_or(likely);
        }
        likely
    }

    /// The one of two readings that a host text spells.
    #[inline(never)]
    fn spelled(host: Text<'_>, v4: Ipv4Addr, v6: Ipv6Addr) -> Option<Self> {
        match core::str::from_utf8(host.value()).ok()?.parse().ok()? {
            IpAddr::V4(spelled) if spelled == v4 => Some(Self::V4(v4)),
            IpAddr::V6(spelled) if spelled == v6 => Some(Self::V6(v6)),
            _ => None,
        }
    }

    /// The address to show: the decided one, or the likelier reading of an ambiguous one.
    ///
    /// The oldest and busiest block of IPv6, 2001::/16, is taken as IPv6, any other
    /// ambiguous value as IPv4.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        match *self {
            Self::None | Self::Other { .. } => None,
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

/// An address field as it stands in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stored<'a> {
    /// Four bytes of IPv4; what stands behind them belongs to a wider integer.
    V4(&'a [u8]),
    /// Sixteen bytes of either family.
    Either(&'a [u8; 16]),
    /// A BSD socket address: its length, the family, the port, the address.
    Socket(&'a [u8]),
}

const INET: u8 = 2;
/// The number of IPv6 on NetBSD and OpenBSD, FreeBSD and DragonFly BSD, macOS.
const INET6: [u8; 3] = [24, 28, 30];

impl<'a> Stored<'a> {
    pub(crate) const fn bytes(self) -> &'a [u8] {
        match self {
            Self::V4(bytes) | Self::Socket(bytes) => bytes,
            Self::Either(bytes) => bytes,
        }
    }

    #[inline]
    pub(crate) fn decide(self, host: &[u8]) -> Address {
        match self {
            Self::V4(bytes) => v4(bytes),
            Self::Either(bytes) => Address::decide(*bytes, host),
            Self::Socket(bytes) => match *bytes {
                [_, 0, ..] | [] | [_] => Address::None,
                [_, INET, _, _, ref rest @ ..] => v4(rest),
                [_, family, _, _, _, _, _, _, ref rest @ ..] if INET6.contains(&family) => {
                    rest.first_chunk().map_or(Address::None, |bytes: &[u8; 16]| {
                        let v6 = Ipv6Addr::from(*bytes);
                        v6.to_ipv4_mapped().map_or(Address::V6(v6), Address::Mapped)
                    })
                }
                [_, family, ..] => Address::Other { family },
            },
        }
    }

    /// The port of a socket address of a family that has one.
    pub(crate) fn port(self) -> Option<u16> {
        match self {
            Self::Socket(&[_, family, a, b, ..])
                if family == INET || INET6.contains(&family) =>
            {
                Some(u16::from_be_bytes([a, b]))
            }
            _ => None,
        }
    }

    /// Whether the field holds anything besides the address and the port.
    pub(crate) fn has_more(self) -> bool {
        let clean = match self {
            Self::Either(_) => true,
            Self::V4(bytes) => is_zero(bytes.get(4..).unwrap_or_default()),
            Self::Socket(bytes) => match *bytes {
                [16, INET, _, _, _, _, _, _, ref rest @ ..] => is_zero(rest),
                [28, family, _, _, ref rest @ ..] if INET6.contains(&family) => {
                    let (flow, behind) = rest.split_at_checked(4).unwrap_or((rest, &[]));
                    is_zero(flow) && is_zero(behind.get(16..).unwrap_or_default())
                }
                _ => is_zero(bytes),
            },
        };
        !clean
    }
}

fn v4(bytes: &[u8]) -> Address {
    let octets = bytes.first_chunk::<4>().copied().unwrap_or_default();
    match Ipv4Addr::from(octets) {
        Ipv4Addr::UNSPECIFIED => Address::None,
        v4 => Address::V4(v4),
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
        for other in ["0A00:0001::", "a00:1:0:0:0:0:0:0", "a00:1::0.0.0.0"] {
            assert_eq!(decide("10.0.0.1", other), Address::V6(spelled), "{other}");
        }
        assert_eq!(decide("10.0.0.1", "b00:1::"), decide("10.0.0.1", ""));
        assert_eq!(decide("250.0.0.1", "250.0.0.1").to_string(), "250.0.0.1");
        assert_eq!(decide("250.0.0.1", "gateway").to_string(), "fa00:1::");
    }

    #[test]
    fn a_host_is_parsed_wherever_that_could_change_anything() {
        for (high, low) in [(0x0a00, 1), (0x2d00, 1), (0x2001, 0xdb8), (0xfa00, 1), (1, 0)]
        {
            let v6 = Ipv6Addr::new(high, low, 0, 0, 0, 0, 0, 0);
            let v4 = Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low));
            let likely = Address::decide(v6.octets(), b"");
            for host in [
                alloc::format!("{v4}"),
                alloc::format!("{v6}"),
                alloc::format!("{high:04X}:{low:04x}::"),
                alloc::format!("{high:x}:{low:x}:0:0:0:0:0:0"),
                alloc::format!("{high:x}:{low:x}::0.0.0.0"),
                alloc::format!("{high:x}:{low:x}::1"),
                alloc::format!("[{v6}]"),
                alloc::format!("gate:{v4}"),
                alloc::format!("{v4}.example.org"),
            ] {
                let wanted = match host.parse() {
                    Ok(IpAddr::V4(spelled)) if spelled == v4 => Address::V4(v4),
                    Ok(IpAddr::V6(spelled)) if spelled == v6 => Address::V6(v6),
                    _ => likely,
                };
                assert_eq!(Address::decide(v6.octets(), host.as_bytes()), wanted, "{host}");
                let field = [host.as_bytes(), b"\0:behind"].concat();
                assert_eq!(Address::decide(v6.octets(), &field), wanted, "{host}");
            }
        }
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

    #[test]
    fn socket_addresses_say_family_port_and_address() {
        let mut v4 = [0; 128];
        v4[..8].copy_from_slice(&[16, 2, 0x1f, 0x90, 192, 0, 2, 7]);
        let stored = Stored::Socket(&v4);
        assert_eq!(stored.decide(b""), Address::V4(Ipv4Addr::new(192, 0, 2, 7)));
        assert_eq!((stored.port(), stored.has_more()), (Some(8080), false));
        for family in INET6 {
            let mut v6 = [0; 128];
            v6[..4].copy_from_slice(&[28, family, 0, 22]);
            v6[8..24].copy_from_slice(&"2001:db8::5".parse::<Ipv6Addr>().unwrap().octets());
            let stored = Stored::Socket(&v6);
            assert_eq!(stored.decide(b"").to_string(), "2001:db8::5");
            assert_eq!((stored.port(), stored.has_more()), (Some(22), false));
            v6[27] = 3;
            assert!(Stored::Socket(&v6).has_more(), "a scope");
        }
        let mut local = [0; 128];
        local[..4].copy_from_slice(&[106, 1, b'/', b't']);
        let stored = Stored::Socket(&local);
        assert_eq!(stored.decide(b""), Address::Other { family: 1 });
        assert_eq!((stored.port(), stored.has_more()), (None, true));
        assert_eq!(Stored::Socket(&[0; 128]).decide(b""), Address::None);
        assert_eq!(Stored::Socket(&[]).decide(b""), Address::None);
    }
}
