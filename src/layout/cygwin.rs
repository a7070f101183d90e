//! Cygwin: Unix programs on Windows.

use super::convention::LINUX_SHORT;
use super::raw::raw;
use super::{Carving, Integer, Layout, Member, Spec, Verified};
use zerocopy::byteorder::{I16, I32, I64, LE};

// --- Structures ---------------------------------------------------------------------------

raw! {
    /// `struct utmp`: `Time` is the type of the time, [`I32`] or [`I64`], `Gap` its
    /// alignment, and `Addr` the bytes of the address, as wide as the time.
    pub struct Utmp<Time: Integer, Gap: Member, Addr: Member> in Time::ORDER => {
        /// Type of the record.
        ut_type: I16<LE> = Type,
        /// Alignment of `ut_pid`.
        pad0: [u8; 2] = Padding,
        /// Process id.
        ut_pid: I32<LE> = Pid,
        /// Device name without `/dev/`.
        ut_line: [u8; 16] = Line,
        /// The end of the device name.
        ut_id: [u8; 2] = Id,
        /// Alignment of `ut_time`.
        pad1: Gap = Padding,
        /// Seconds since 1970.
        ut_time: Time = Seconds,
        /// User name.
        ut_user: [u8; 16] = User,
        /// Remote host.
        ut_host: [u8; 256] = Host,
        /// Remote IPv4 address in network order, in the first four bytes of a `long`.
        ut_addr: Addr = Address,
    }

    /// `struct lastlog`; `Time` is the type of the time.
    pub struct Lastlog<Time: Integer> in Time::ORDER => {
        /// Time of the last login; 0 means never.
        ll_time: Time = Seconds,
        /// Device name without `/dev/`.
        ll_line: [u8; 16] = Line,
        /// Remote host.
        ll_host: [u8; 256] = Host,
    }
}

/// `struct utmp` of 32-bit Cygwin.
pub type Utmp308 = Utmp<I32<LE>, [u8; 2], [u8; 4]>;
/// `struct utmp` of 64-bit Cygwin.
pub type Utmp320 = Utmp<I64<LE>, [u8; 6], [u8; 8]>;
/// `struct lastlog` of 32-bit Cygwin.
pub type Lastlog276 = Lastlog<I32<LE>>;
/// `struct lastlog` of 64-bit Cygwin.
pub type Lastlog280 = Lastlog<I64<LE>>;

// --- Facts --------------------------------------------------------------------------------

const BITS_64: &[&str] = &["Cygwin on x86-64 and aarch64"];
const BITS_32: &[&str] = &["Cygwin on i686"];

const UTMP_320: Spec = Spec {
    id: "cygwin-utmp-320-le",
    title: "Cygwin utmp and wtmp, 64-bit",
    written_by: BITS_64,
    paths: &["/var/run/utmp", "/var/log/wtmp"],
    verified: &[Verified::Source, Verified::Compile],
    sources: &[
        "Cygwin winsup/cygwin: include/sys/utmp.h, include/cygwin/utmp.h, syscalls.cc @ \
                61b4866baf41",
    ],
    note: "The functions of utmpx write this record as well; microseconds are lost.",
    convention: &LINUX_SHORT,
    kin: &["cygwin"],
    ..Spec::BASE
};

const UTMP_308: Spec = Spec {
    id: "cygwin-utmp-308-le",
    title: "Cygwin utmp and wtmp, 32-bit",
    written_by: BITS_32,
    carving: Carving::OnRequest(1),
    ..UTMP_320
};

const LASTLOG_280: Spec = Spec {
    id: "cygwin-lastlog-280-le",
    title: "Cygwin lastlog, 64-bit",
    written_by: &["Cygwin on x86-64"],
    paths: &["/var/log/lastlog"],
    verified: &[Verified::Source],
    sources: &["Cygwin winsup/cygwin/include/lastlog.h @ 61b4866baf41"],
    note: "An array indexed by user id. A time of 0 means never.",
    carving: Carving::OnRequest(1),
    ..Spec::BASE
};

const LASTLOG_276: Spec = Spec {
    id: "cygwin-lastlog-276-le",
    title: "Cygwin lastlog, 32-bit",
    written_by: BITS_32,
    ..LASTLOG_280
};

/// The layouts of Cygwin, the current ones first.
pub(super) const LAYOUTS: &[&Layout] = &[
    &Layout::of_records::<Utmp320>(UTMP_320),
    &Layout::of_records::<Utmp308>(UTMP_308),
    &Layout::of_last_logins::<Lastlog280>(LASTLOG_280),
    &Layout::of_last_logins::<Lastlog276>(LASTLOG_276),
];

// --- Tests --------------------------------------------------------------------------------

#[cfg(test)]
mod tests {
    use crate::layout::raw::placed;
    use crate::layout::testing::{
        THEN_32_LE, THEN_64_LE, THEN_SHOWN, fits, last_login, record,
    };
    use crate::record::{Address, Kind};
    use alloc::string::ToString;
    use core::net::Ipv4Addr;

    const GATEWAY: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 9);
    const HEAD: &[(usize, &[u8])] =
        &[(0, &[7, 0]), (4, &[0xe1, 0x10, 0, 0]), (8, b"cons0"), (24, b"s0")];

    #[test]
    fn a_login_on_cygwin_has_an_id_of_two_bytes_and_an_address_in_a_long() {
        let narrow: &[(usize, &[u8])] = &[
            (28, &THEN_32_LE),
            (32, b"Administrator"),
            (48, b"gw"),
            (304, &GATEWAY.octets()),
        ];
        let wide: &[(usize, &[u8])] = &[
            (32, &THEN_64_LE),
            (40, b"Administrator"),
            (56, b"gw"),
            (312, &GATEWAY.octets()),
        ];
        let narrow = placed::<308>(&[HEAD, narrow].concat());
        let wide = placed::<320>(&[HEAD, wide].concat());
        let logins =
            [record("cygwin-utmp-308-le", &narrow), record("cygwin-utmp-320-le", &wide)];
        for login in logins {
            assert_eq!((login.kind(), login.pid()), (Kind::UserProcess, Some(4321)));
            assert_eq!(login.line().value(), "cons0");
            assert_eq!(login.id().unwrap().value(), "s0");
            assert_eq!(login.user().value(), "Administrator");
            assert_eq!(login.host().unwrap().value(), "gw");
            assert_eq!(login.address(), Some(Address::V4(GATEWAY)));
            assert_eq!(login.time().timestamp().unwrap().to_string(), THEN_SHOWN);
        }
        assert_eq!(logins.map(|login| login.time().bits()), [32, 64]);
        assert_eq!(logins.map(|login| login.address_raw().unwrap().len()), [4, 8]);
    }

    #[test]
    fn a_type_of_9_is_not_defined_on_cygwin() {
        let of_type = |number| {
            placed::<320>(&[HEAD, &[(0, &[number, 0]), (32, &THEN_64_LE)]].concat())
        };
        assert!(fits("cygwin-utmp-320-le", &of_type(8)));
        assert!(!fits("cygwin-utmp-320-le", &of_type(9)));
    }

    #[test]
    fn a_last_login_on_cygwin_has_a_line_of_16_bytes() {
        let narrow =
            placed::<276>(&[(0, &THEN_32_LE), (4, b"pty0"), (20, b"gw.example.com")]);
        let wide =
            placed::<280>(&[(0, &THEN_64_LE), (8, b"pty0"), (24, b"gw.example.com")]);
        let logins = [
            last_login("cygwin-lastlog-276-le", &narrow),
            last_login("cygwin-lastlog-280-le", &wide),
        ];
        for login in logins {
            assert_eq!(login.line().value(), "pty0");
            assert_eq!(login.host().unwrap().value(), "gw.example.com");
            assert_eq!(login.time().timestamp().unwrap().to_string(), THEN_SHOWN);
        }
    }
}
