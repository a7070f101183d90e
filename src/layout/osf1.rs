//! OSF/1, Digital UNIX and Tru64 UNIX.

use super::convention::{SVR4, TRU64};
use super::member::order;
use super::raw::raw;
use super::{Carving, Layout, Spec, Verified};
use zerocopy::byteorder::{I16, I32, I64, LE};

// --- Structures ---------------------------------------------------------------------------

raw! {
    /// `struct utmp` before Tru64 UNIX 5.
    pub struct Utmp156 in order::<LE>() => {
        /// User name.
        ut_user: [u8; 32] = User,
        /// Inittab id.
        ut_id: [u8; 14] = Id,
        /// Device name without `/dev/`, or what happened to the system.
        ut_line: [u8; 32] = Line,
        /// Type of the record.
        ut_type: I16<LE> = Type,
        /// Process id.
        ut_pid: I32<LE> = Pid,
        /// `ut_exit.e_termination`.
        e_termination: I16<LE> = Termination as "ut_exit.e_termination",
        /// `ut_exit.e_exit`.
        e_exit: I16<LE> = Exit as "ut_exit.e_exit",
        /// Seconds since 1970.
        ut_time: I32<LE> = Seconds,
        /// Remote host.
        ut_host: [u8; 64] = Host,
    }

    /// `struct utmp` of Tru64 UNIX 5.
    pub struct Utmp392 in order::<LE>() => {
        /// User name.
        ut_user: [u8; 64] = User,
        /// Inittab id.
        ut_id: [u8; 14] = Id,
        /// Device name without `/dev/`, or what happened to the system.
        ut_line: [u8; 32] = Line,
        /// Type of the record.
        ut_type: I16<LE> = Type,
        /// Process id.
        ut_pid: I32<LE> = Pid,
        /// `ut_exit.e_termination`.
        e_termination: I16<LE> = Termination as "ut_exit.e_termination",
        /// `ut_exit.e_exit`.
        e_exit: I16<LE> = Exit as "ut_exit.e_exit",
        /// `ut_tv.tv_sec`.
        tv_sec: I64<LE> = Seconds as "ut_tv.tv_sec",
        /// `ut_tv.tv_usec`.
        tv_usec: I32<LE> = Microseconds as "ut_tv.tv_usec",
        /// Reserved for future use.
        tv_reserved: [u8; 4] = Reserved as "ut_tv.reserved",
        /// Remote host.
        ut_host: [u8; 256] = Host,
    }
}

// --- Facts --------------------------------------------------------------------------------

const UTMP_392: Spec = Spec {
    id: "tru64-utmp-392-le",
    title: "Tru64 UNIX utmp and wtmp",
    written_by: &["Tru64 UNIX 5.0 and later on Alpha"],
    paths: &["/var/adm/utmp", "/var/adm/wtmp"],
    verified: &[Verified::Secondary],
    sources: &["the vendor's utmp.h and utmp_common.h of Tru64 UNIX 5"],
    note: "From the vendor's headers; no file was seen.",
    convention: &TRU64,
    ..Spec::BASE
};

const UTMP_156: Spec = Spec {
    id: "osf1-utmp-156-le",
    title: "OSF/1 and Digital UNIX utmp and wtmp",
    written_by: &["OSF/1 on Alpha and MIPS, Digital UNIX to 4.0 on Alpha"],
    sources: &["the vendor's utmp.h of OSF/1"],
    note: "From the vendor's header; no file was seen.",
    convention: &SVR4,
    carving: Carving::InRuns(2),
    ..UTMP_392
};

/// The layouts of OSF/1 and its successors, the last one first.
pub(super) const LAYOUTS: &[&Layout] =
    &[&Layout::of_records::<Utmp392>(UTMP_392), &Layout::of_records::<Utmp156>(UTMP_156)];

// --- Tests --------------------------------------------------------------------------------

#[cfg(test)]
mod tests {
    use crate::layout::raw::placed;
    use crate::layout::testing::{THEN_32_LE, THEN_64_LE, THEN_SHOWN, fits, record};
    use crate::record::{ExitStatus, Kind};
    use alloc::string::ToString;

    #[test]
    fn a_login_on_tru64_has_wide_seconds_and_narrow_microseconds() {
        let login = placed::<392>(&[
            (0, b"alice"),
            (64, b"p0"),
            (78, b"pts/0"),
            (110, &[7, 0]),
            (112, &[0x39, 0x30, 8, 0]),
            (116, &[5, 0, 6, 0]),
            (120, &THEN_64_LE),
            (128, &[0x0f, 0x27, 0, 0]),
            (132, &[0xaa; 4]),
            (136, b"gw.example.com"),
        ]);
        let login = record("tru64-utmp-392-le", &login);
        assert_eq!((login.kind(), login.pid()), (Kind::UserProcess, Some(536_633)));
        assert_eq!(login.id().unwrap().value(), "p0");
        assert_eq!(login.line().value(), "pts/0");
        assert_eq!(login.exit(), Some(ExitStatus { termination: 5, exit: 6 }));
        let moment = login.time().timestamp().unwrap();
        assert_eq!(moment.to_string(), "2023-11-14T22:13:20.009999Z");
        assert_eq!(login.host().unwrap().value(), "gw.example.com");
    }

    #[test]
    fn a_processor_goes_on_or_off_on_tru64_alone() {
        let tru64 =
            placed::<392>(&[(78, b"cpu 1 off"), (110, &[10, 0]), (120, &THEN_64_LE)]);
        assert_eq!(record("tru64-utmp-392-le", &tru64).kind(), Kind::Processor);
        let osf1 = placed::<156>(&[(46, b"cpu 1 off"), (78, &[10, 0]), (88, &THEN_32_LE)]);
        assert!(!fits("osf1-utmp-156-le", &osf1), "10 is not defined");
    }

    #[test]
    fn a_logout_on_osf_1_has_the_line_behind_a_long_id() {
        let logout = placed::<156>(&[
            (0, b"a.name.that.fills.all.32.bytes!!"),
            (32, b"ttyp0"),
            (46, b"ttyp0"),
            (78, &[8, 0]),
            (80, &[0xd2, 4, 0, 0]),
            (84, &[1, 0, 2, 0]),
            (88, &THEN_32_LE),
            (92, b"gw"),
        ]);
        let logout = record("osf1-utmp-156-le", &logout);
        assert_eq!((logout.kind(), logout.pid()), (Kind::DeadProcess, Some(1234)));
        assert_eq!(logout.user().value(), "a.name.that.fills.all.32.bytes!!");
        assert_eq!(logout.line().value(), "ttyp0");
        assert_eq!(logout.exit(), Some(ExitStatus { termination: 1, exit: 2 }));
        assert_eq!(logout.host().unwrap().value(), "gw");
        assert_eq!(logout.time().timestamp().unwrap().to_string(), THEN_SHOWN);
    }
}
