//! Linux before glibc: libc4 and libc5.

use super::convention::LINUX_SHORT;
use super::member::order;
use super::raw::raw;
use super::{Carving, Layout, Spec, Verified};
use zerocopy::byteorder::{I16, I32, LE};

// --- Structures ---------------------------------------------------------------------------

raw! {
    /// `struct utmp`.
    pub struct Utmp56 in order::<LE>() => {
        /// Type of the record.
        ut_type: I16<LE> = Type,
        /// Alignment of `ut_pid`.
        pad0: [u8; 2] = Padding,
        /// Process id.
        ut_pid: I32<LE> = Pid,
        /// Device name without `/dev/`.
        ut_line: [u8; 12] = Line,
        /// Inittab id, or the end of the device name.
        ut_id: [u8; 4] = Id,
        /// Seconds since 1970.
        ut_time: I32<LE> = Seconds,
        /// User name.
        ut_user: [u8; 8] = User,
        /// Remote host.
        ut_host: [u8; 16] = Host,
        /// Remote IPv4 address in network order.
        ut_addr: [u8; 4] = Address,
    }

    /// `struct lastlog`.
    pub struct Lastlog32 in order::<LE>() => {
        /// Time of the last login; 0 means never.
        ll_time: I32<LE> = Seconds,
        /// Device name without `/dev/`.
        ll_line: [u8; 12] = Line,
        /// Remote host.
        ll_host: [u8; 16] = Host,
    }
}

// --- Facts --------------------------------------------------------------------------------

const UTMP_56: Spec = Spec {
    id: "linux-libc5-utmp-56-le",
    title: "Linux utmp and wtmp of libc4 and libc5",
    written_by: &["Linux with libc4 or libc5 on i386 (1992 to 1998)"],
    paths: &["/etc/utmp", "/etc/wtmp", "/var/run/utmp", "/var/adm/wtmp", "/var/log/wtmp"],
    verified: &[Verified::Source, Verified::Sample],
    sources: &[
        "slicer69/sysvinit src/oldutmp.h, src/last.c (option -o) @ 86aadb6af08f",
        "captured files: rdebath/SLS-1.02 etc/utmp, etc/wtmp @ ff77020dbeb2",
        "the utmp.h of libc4 and libc5 by P. Orbaek, in public copies",
    ],
    note: "The header has a variant with 32, 32 and 256 bytes of text as well, switched off \
           wherever it was seen.",
    convention: &LINUX_SHORT,
    carving: Carving::OnRequest(3),
    ..Spec::BASE
};

const LASTLOG_32: Spec = Spec {
    id: "linux-lastlog-32-le",
    title: "Linux lastlog of libc4 and libc5",
    written_by: &["Linux with libc4 or libc5"],
    paths: &["/usr/adm/lastlog", "/var/adm/lastlog", "/var/log/lastlog"],
    verified: &[Verified::Source],
    sources: &["rdebath/SLS-1.02 usr/src/net-src/bsd/utmp.h @ ff77020dbeb2"],
    note: "An array indexed by user id. A time of 0 means never. The shadow suite of those \
           years also wrote slots of 12 bytes, without a host.",
    carving: Carving::OnRequest(4),
    ..Spec::BASE
};

/// The layouts of Linux before glibc.
pub(super) const LAYOUTS: &[&Layout] = &[
    &Layout::of_records::<Utmp56>(UTMP_56),
    &Layout::of_last_logins::<Lastlog32>(LASTLOG_32),
];

// --- Tests --------------------------------------------------------------------------------

#[cfg(test)]
mod tests {
    use crate::layout::raw::placed;
    use crate::layout::testing::{THEN_32_LE, THEN_SHOWN, fits, last_login, record};
    use crate::record::{Address, Kind, RunLevel};
    use alloc::string::ToString;
    use core::net::Ipv4Addr;

    #[test]
    fn a_login_of_libc5_has_the_time_before_the_user() {
        let gateway = Ipv4Addr::new(192, 0, 2, 80);
        let mut login = placed::<56>(&[
            (0, &[7, 0]),
            (4, &[0x4c, 0, 0, 0]),
            (8, b"ttyp0"),
            (20, b"p0"),
            (24, &THEN_32_LE),
            (28, b"torvalds"),
            (36, b"kruuna.helsinki."),
            (52, &gateway.octets()),
        ]);
        let read = record("linux-libc5-utmp-56-le", &login);
        assert_eq!((read.kind(), read.pid()), (Kind::UserProcess, Some(76)));
        assert_eq!(read.line().value(), "ttyp0");
        assert_eq!(read.id().unwrap().value(), "p0");
        assert_eq!(read.user().value(), "torvalds");
        assert!(!read.user().is_terminated());
        assert_eq!(read.host().unwrap().value(), "kruuna.helsinki.");
        assert_eq!(read.address(), Some(Address::V4(gateway)));
        assert_eq!(read.time().timestamp().unwrap().to_string(), THEN_SHOWN);
        login[0] = 9;
        assert!(!fits("linux-libc5-utmp-56-le", &login), "9 is not defined");
    }

    #[test]
    fn a_run_level_of_libc5_stands_in_the_process_id() {
        let change = placed::<56>(&[
            (0, &[1, 0]),
            (4, b"5N"),
            (8, b"~"),
            (20, b"~~"),
            (24, &THEN_32_LE),
            (28, b"runlevel"),
        ]);
        let change = record("linux-libc5-utmp-56-le", &change);
        assert_eq!(change.run_level(), Some(RunLevel { new: b'5', old: Some(b'N') }));
    }

    #[test]
    fn a_last_login_of_libc5_has_a_host_of_16_bytes() {
        let slot =
            placed::<32>(&[(0, &THEN_32_LE), (4, b"tty1"), (16, b"host.of.16.bytes")]);
        let login = last_login("linux-lastlog-32-le", &slot);
        assert_eq!(login.line().value(), "tty1");
        assert_eq!(login.host().unwrap().value(), "host.of.16.bytes");
        assert_eq!(login.time().timestamp().unwrap().to_string(), THEN_SHOWN);
    }
}
