//! Android, whose library declares a record and writes none.

use super::convention::LINUX;
use super::member::order;
use super::raw::raw;
use super::{Carving, Layout, Spec, Verified};
use zerocopy::byteorder::{I16, I32, LE};

// --- Structures ---------------------------------------------------------------------------

raw! {
    /// `struct utmp` of 32-bit programs.
    pub struct Utmp96 in order::<LE>() => {
        /// Type of the record.
        ut_type: I16<LE> = Type,
        /// Alignment of `ut_pid`.
        pad0: [u8; 2] = Padding,
        /// Process id.
        ut_pid: I32<LE> = Pid,
        /// Device name without `/dev/`.
        ut_line: [u8; 8] = Line,
        /// Inittab id, or the end of the device name.
        ut_id: [u8; 4] = Id,
        /// User name.
        ut_user: [u8; 8] = User,
        /// Remote host.
        ut_host: [u8; 16] = Host,
        /// `ut_exit.e_termination`.
        e_termination: I16<LE> = Termination as "ut_exit.e_termination",
        /// `ut_exit.e_exit`.
        e_exit: I16<LE> = Exit as "ut_exit.e_exit",
        /// Session id.
        ut_session: I32<LE> = Session,
        /// `ut_tv.tv_sec`.
        tv_sec: I32<LE> = Seconds as "ut_tv.tv_sec",
        /// `ut_tv.tv_usec`.
        tv_usec: I32<LE> = Microseconds as "ut_tv.tv_usec",
        /// Remote address in network order; an IPv4 address fills the first four bytes.
        ut_addr_v6: [u8; 16] = Address,
        /// Reserved for future use.
        reserved: [u8; 20] = Reserved,
    }
}

// --- Facts --------------------------------------------------------------------------------

const UTMP_96: Spec = Spec {
    id: "bionic32-utmp-96-le",
    title: "Android utmp as 32-bit bionic declares it",
    written_by: &["nothing known: the functions of bionic do nothing"],
    paths: &[],
    verified: &[Verified::Source],
    sources: &["platform_bionic libc/include/utmp.h @ 06983e83efb1"],
    note: "Nothing writes files of this layout. It is here so that a file of some program \
           that does, with the structure of the header, can be read.",
    convention: &LINUX,
    rarity: 20,
    carving: Carving::OnRequest(3),
    ..Spec::BASE
};

/// The layout of Android.
pub(super) const LAYOUTS: &[&Layout] = &[&Layout::of_records::<Utmp96>(UTMP_96)];

// --- Tests --------------------------------------------------------------------------------

#[cfg(test)]
mod tests {
    use crate::layout::raw::placed;
    use crate::layout::testing::{THEN_32_LE, record};
    use crate::record::{Address, ExitStatus, Kind};
    use alloc::string::ToString;
    use core::net::Ipv6Addr;

    #[test]
    fn a_record_of_the_header_has_the_members_of_linux_with_short_texts() {
        let gateway = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 7);
        let login = placed::<96>(&[
            (0, &[7, 0]),
            (4, &[0x92, 9, 0, 0]),
            (8, b"pts/0"),
            (16, b"ts/0"),
            (20, b"shell"),
            (28, b"gw"),
            (44, &[1, 0, 2, 0]),
            (48, &[3, 0, 0, 0]),
            (52, &THEN_32_LE),
            (56, &[1, 0, 0, 0]),
            (60, &gateway.octets()),
        ]);
        let login = record("bionic32-utmp-96-le", &login);
        assert_eq!((login.kind(), login.pid()), (Kind::UserProcess, Some(2450)));
        assert_eq!(login.line().value(), "pts/0");
        assert_eq!(login.id().unwrap().value(), "ts/0");
        assert_eq!(login.user().value(), "shell");
        assert_eq!(login.host().unwrap().value(), "gw");
        assert_eq!(login.exit(), Some(ExitStatus { termination: 1, exit: 2 }));
        assert_eq!(login.session(), Some(3));
        assert_eq!(login.address(), Some(Address::V6(gateway)));
        let moment = login.time().timestamp().unwrap();
        assert_eq!(moment.to_string(), "2023-11-14T22:13:20.000001Z");
    }
}
