//! HP-UX 9 and later. Earlier ones wrote the records of System V.

use super::convention::SVR4;
use super::member::order;
use super::raw::raw;
use super::{Carving, Integer, Layout, Member, Spec, Verified};
use zerocopy::byteorder::{BE, I16, I32, I64};

// --- Structures ---------------------------------------------------------------------------

raw! {
    /// `struct utmp`.
    pub struct Utmp60 in order::<BE>() => {
        /// User name.
        ut_user: [u8; 8] = User,
        /// Inittab id, or the end of the device name.
        ut_id: [u8; 4] = Id,
        /// Device name without `/dev/`, or what happened to the system.
        ut_line: [u8; 12] = Line,
        /// Process id.
        ut_pid: I32<BE> = Pid,
        /// Type of the record.
        ut_type: I16<BE> = Type,
        /// `ut_exit.e_termination`.
        e_termination: I16<BE> = Termination as "ut_exit.e_termination",
        /// `ut_exit.e_exit`.
        e_exit: I16<BE> = Exit as "ut_exit.e_exit",
        /// Reserved for future use.
        ut_reserved1: [u8; 2] = Reserved,
        /// Seconds since 1970.
        ut_time: I32<BE> = Seconds,
        /// Remote host.
        ut_host: [u8; 16] = Host,
        /// Remote IPv4 address in network order.
        ut_addr: [u8; 4] = Address,
    }

    /// `struct utmpx`: `Long` is the type of the time, [`I32`] or [`I64`], and `Gap` its
    /// alignment.
    pub struct Utmpx<Long: Integer, Gap: Member> in Long::ORDER => {
        /// User name.
        ut_user: [u8; 24] = User,
        /// Inittab id, or the end of the device name.
        ut_id: [u8; 4] = Id,
        /// Device name without `/dev/`, or what happened to the system.
        ut_line: [u8; 12] = Line,
        /// Process id.
        ut_pid: I32<BE> = Pid,
        /// Type of the record.
        ut_type: I16<BE> = Type,
        /// `ut_exit.e_termination`.
        e_termination: I16<BE> = Termination as "ut_exit.e_termination",
        /// `ut_exit.e_exit`.
        e_exit: I16<BE> = Exit as "ut_exit.e_exit",
        /// Reserved for future use.
        ut_reserved1: [u8; 2] = Reserved,
        /// Alignment of `ut_tv`.
        pad0: Gap = Padding,
        /// `ut_tv.tv_sec`.
        tv_sec: Long = Seconds as "ut_tv.tv_sec",
        /// `ut_tv.tv_usec`.
        tv_usec: Long = Microseconds as "ut_tv.tv_usec",
        /// Remote host.
        ut_host: [u8; 64] = Host,
        /// Remote IPv4 address in network order.
        ut_addr: [u8; 4] = Address,
        /// Reserved for future use.
        ut_reserved2: [u8; 12] = Reserved,
    }
}

/// `struct utmpx` of 32-bit programs, and as the system keeps it.
pub type Utmpx140 = Utmpx<I32<BE>, [u8; 0]>;
/// `struct utmpx` of 64-bit programs.
pub type Utmpx152 = Utmpx<I64<BE>, [u8; 4]>;

// --- Facts --------------------------------------------------------------------------------

const SECONDARY: &[Verified] = &[Verified::Secondary];
const SIZES: &str =
    "microsoft/pal pull request 93 (140 bytes in files, 152 in 64-bit programs)";

const UTMP_60: Spec = Spec {
    id: "hpux-utmp-60-be",
    title: "HP-UX utmp, wtmp and btmp",
    written_by: &["HP-UX 9.0 to 11, PA-RISC and Itanium"],
    paths: &["/etc/utmp", "/etc/wtmp", "/etc/btmp", "/var/adm/wtmp", "/var/adm/btmp"],
    verified: SECONDARY,
    sources: &["manual pages: utmp(4) of HP-UX 9.0, 10 and 11, getut(3C) of 11i v2"],
    note: "From manual pages only. Those of 11i v3 say that ut_host is not supported any \
           more. 11i v2 and later keep utmps, wtmps and btmps too, whose layout is not known \
           here.",
    convention: &SVR4,
    carving: Carving::OnRequest(3),
    ..Spec::BASE
};

const UTMPX_140: Spec = Spec {
    id: "hpux-utmpx-140-be",
    title: "HP-UX utmpx",
    written_by: &["HP-UX 10 and 11, by 32-bit programs"],
    paths: &["/etc/utmpx"],
    sources: &["manual page: getutx(3C) of HP-UX 11i v3", SIZES],
    note: "From manual pages and a report of the size.",
    kin: &["hpux"],
    ..UTMP_60
};

const UTMPX_152: Spec = Spec {
    id: "hpux-utmpx-152-be",
    title: "HP-UX utmpx of 64-bit programs",
    written_by: &["64-bit programs on HP-UX 11 that write records themselves"],
    sources: &[SIZES],
    note: "Only the size is reported; the widths of the members follow from it. Expect \
           single records among those of hpux-utmpx-140.",
    rarity: 6,
    ..UTMPX_140
};

/// The layouts of HP-UX, commonest first.
pub(super) const LAYOUTS: &[&Layout] = &[
    &Layout::of_records::<Utmp60>(UTMP_60),
    &Layout::of_records::<Utmpx140>(UTMPX_140),
    &Layout::of_records::<Utmpx152>(UTMPX_152),
];

// --- Tests --------------------------------------------------------------------------------

#[cfg(test)]
mod tests {
    use crate::layout::raw::placed;
    use crate::layout::testing::{
        THEN_32_BE, THEN_64_BE, THEN_SHOWN, fits, layout, record,
    };
    use crate::record::{Address, ExitStatus, Kind, RunLevel};
    use alloc::string::ToString;
    use core::net::Ipv4Addr;
    const GATEWAY: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 33);

    #[test]
    fn a_login_on_hp_ux_has_a_host_and_an_ipv4_address() {
        let login = placed::<60>(&[
            (0, b"alice"),
            (8, b"p0"),
            (12, b"pts/0"),
            (24, &[0, 1, 0, 2]),
            (28, &[0, 7]),
            (36, &THEN_32_BE),
            (40, b"gateway.example."),
            (56, &GATEWAY.octets()),
        ]);
        let login = record("hpux-utmp-60-be", &login);
        assert_eq!((login.kind(), login.pid()), (Kind::UserProcess, Some(0x1_0002)));
        assert_eq!(login.user().value(), "alice");
        assert_eq!(login.line().value(), "pts/0");
        assert_eq!(login.host().unwrap().value(), "gateway.example.");
        assert!(!login.host().unwrap().is_terminated());
        assert_eq!(login.address(), Some(Address::V4(GATEWAY)));
        assert_eq!(login.time().timestamp().unwrap().to_string(), THEN_SHOWN);
    }

    #[test]
    fn a_run_level_of_which_the_exit_status_says_nothing_stands_in_the_line() {
        let change =
            placed::<60>(&[(12, b"run-level 4"), (28, &[0, 1]), (36, &THEN_32_BE)]);
        let change = record("hpux-utmp-60-be", &change);
        assert_eq!(change.run_level(), Some(RunLevel { new: b'4', old: None }));
    }

    #[test]
    fn the_two_utmpx_part_behind_the_exit_status() {
        let head: &[(usize, &[u8])] = &[
            (0, b"a.rather.long.name"),
            (24, b"p1"),
            (28, b"pts/1"),
            (40, &[0, 0, 0x0b, 0xb8]),
            (44, &[0, 8, 0, 1, 0, 2]),
        ];
        let short = [
            head,
            &[
                (52, &THEN_32_BE),
                (56, &[0, 0, 0, 42]),
                (60, b"gw"),
                (124, &GATEWAY.octets()),
            ],
        ];
        let long = [
            head,
            &[
                (56, &THEN_64_BE),
                (64, &[0, 0, 0, 0, 0, 0, 0, 42]),
                (72, b"gw"),
                (136, &GATEWAY.octets()),
            ],
        ];
        let (short, long) = (placed::<140>(&short.concat()), placed::<152>(&long.concat()));
        let ids = ["hpux-utmpx-140-be", "hpux-utmpx-152-be"];
        for end in [record(ids[0], &short), record(ids[1], &long)] {
            assert_eq!((end.kind(), end.pid()), (Kind::DeadProcess, Some(3000)));
            assert_eq!(end.user().value(), "a.rather.long.name");
            assert_eq!(end.exit(), Some(ExitStatus { termination: 1, exit: 2 }));
            let moment = end.time().timestamp().unwrap();
            assert_eq!(moment.to_string(), "2023-11-14T22:13:20.000042Z");
            assert_eq!(end.host().unwrap().value(), "gw");
            assert_eq!(end.address(), Some(Address::V4(GATEWAY)));
        }
        assert!(!fits(ids[0], &long[..140]));
        assert!(layout(ids[0]).is_kin(layout(ids[1])));
    }
}
