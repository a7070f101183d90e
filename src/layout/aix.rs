//! AIX, which records failed logins in the same layout as logins.

use super::convention::SVR4;
use super::member::order;
use super::raw::raw;
use super::{Carving, Layout, Spec, Verified};
use zerocopy::byteorder::{BE, I16, I32, I64};

// --- Structures ---------------------------------------------------------------------------

raw! {
    /// `struct utmp` of AIX 5 and later.
    pub struct Utmp648 in order::<BE>() => {
        /// User name.
        ut_user: [u8; 256] = User,
        /// Inittab id.
        ut_id: [u8; 14] = Id,
        /// Device name without `/dev/`, or what happened to the system.
        ut_line: [u8; 64] = Line,
        /// Alignment of `ut_pid`.
        pad0: [u8; 2] = Padding,
        /// Process id.
        ut_pid: I32<BE> = Pid,
        /// Type of the record.
        ut_type: I16<BE> = Type,
        /// Alignment of `ut_time`.
        pad1: [u8; 2] = Padding,
        /// Seconds since 1970.
        ut_time: I64<BE> = Seconds,
        /// `ut_exit.e_termination`.
        e_termination: I16<BE> = Termination as "ut_exit.e_termination",
        /// `ut_exit.e_exit`.
        e_exit: I16<BE> = Exit as "ut_exit.e_exit",
        /// Remote host.
        ut_host: [u8; 256] = Host,
        /// Alignment by hand.
        dbl_word_pad: [u8; 4] = Reserved as "__dbl_word_pad",
        /// Reserved for future use.
        reserved_a: [u8; 8] = Reserved as "__reservedA",
        /// Reserved for future use.
        reserved_v: [u8; 24] = Reserved as "__reservedV",
    }

    /// `struct utmp` of AIX 3 and 4.
    pub struct Utmp64 in order::<BE>() => {
        /// User name.
        ut_user: [u8; 8] = User,
        /// Inittab id.
        ut_id: [u8; 14] = Id,
        /// Device name without `/dev/`, or what happened to the system.
        ut_line: [u8; 12] = Line,
        /// Type of the record.
        ut_type: I16<BE> = Type,
        /// Process id.
        ut_pid: I32<BE> = Pid,
        /// `ut_exit.e_termination`.
        e_termination: I16<BE> = Termination as "ut_exit.e_termination",
        /// `ut_exit.e_exit`.
        e_exit: I16<BE> = Exit as "ut_exit.e_exit",
        /// Seconds since 1970.
        ut_time: I32<BE> = Seconds,
        /// Remote host.
        ut_host: [u8; 16] = Host,
    }
}

// --- Facts --------------------------------------------------------------------------------

const UTMP_648: Spec = Spec {
    id: "aix-utmp-648-be",
    title: "AIX utmp, wtmp and failedlogin",
    written_by: &["AIX 5.1 and later on POWER"],
    paths: &["/etc/utmp", "/var/adm/wtmp", "/etc/security/failedlogin", "/etc/.ilog"],
    verified: &[Verified::Secondary, Verified::Compile],
    sources: &[
        "the reference page of utmp.h for AIX",
        "hyperic/sigar, the port to AIX, which has both structures",
        "rust-lang/libc src/unix/aix/mod.rs @ 2eda1e52fe2e",
    ],
    note: "A 32-bit program writes a filler of 32 bits and then 32 bits of time, which is \
           the same number while the filler is zero. One reader knows of systems with the \
           time in the filler: there it comes out impossible, and its upper half is the time. \
           Some descriptions give the process id 8 bytes at 334, which no compiler does.",
    convention: &SVR4,
    ..Spec::BASE
};

const UTMP_64: Spec = Spec {
    id: "aix4-utmp-64-be",
    title: "AIX 3 and 4 utmp, wtmp and failedlogin",
    written_by: &["AIX 3 to 4.3"],
    paths: &["/etc/utmp", "/var/adm/wtmp", "/etc/security/failedlogin"],
    verified: &[Verified::Secondary],
    sources: &[
        "the reference page of utmp.h for AIX 4",
        "glibc sysdeps/unix/sysv/aix/bits/utmp.h before 8f8bd267e9",
    ],
    note: "The reference page gives the process id 32 bits, as it is read here. The old \
           port of glibc gives it 16 and has the exit status at 38; all else is the same.",
    carving: Carving::OnRequest(3),
    ..UTMP_648
};

/// The layouts of AIX, the current one first.
pub(super) const LAYOUTS: &[&Layout] =
    &[&Layout::of_records::<Utmp648>(UTMP_648), &Layout::of_records::<Utmp64>(UTMP_64)];

// --- Tests --------------------------------------------------------------------------------

#[cfg(test)]
mod tests {
    use crate::layout::raw::placed;
    use crate::layout::testing::{THEN_32_BE, THEN_64_BE, THEN_SHOWN, layout, record};
    use crate::record::{ExitStatus, Kind, Seconds32, View};
    use alloc::string::ToString;

    const LOGIN: &[(usize, &[u8])] = &[
        (0, b"a.name.that.is.longer.than.thirty-two.bytes"),
        (256, b"0123456789abcd"),
        (270, b"pts/7"),
        (336, &[0, 0x5a, 0, 0x10]),
        (340, &[0, 7]),
        (352, &[0, 3, 0, 4]),
        (356, b"gw.example.com"),
    ];

    fn with_time(time: &[u8]) -> [u8; 648] {
        placed::<648>(&[LOGIN, &[(344, time)]].concat())
    }

    #[test]
    fn a_login_on_aix_has_long_names_and_a_64_bit_time() {
        let login = with_time(&THEN_64_BE);
        let login = record("aix-utmp-648-be", &login);
        assert_eq!((login.kind(), login.pid()), (Kind::UserProcess, Some(0x005a_0010)));
        assert_eq!(login.user().value(), "a.name.that.is.longer.than.thirty-two.bytes");
        let id = login.id().unwrap();
        assert_eq!(id.value(), "0123456789abcd");
        assert!(!id.is_terminated());
        assert_eq!(login.line().value(), "pts/7");
        assert_eq!(login.exit(), Some(ExitStatus { termination: 3, exit: 4 }));
        assert_eq!(login.host().unwrap().value(), "gw.example.com");
        assert_eq!(login.time().timestamp().unwrap().to_string(), THEN_SHOWN);
        assert_eq!((login.time().bits(), login.time().usec()), (64, None));
        assert_eq!((login.address(), login.session()), (None, None));
    }

    #[test]
    fn a_time_in_the_filler_is_impossible_and_can_be_seen() {
        let mut time = THEN_64_BE;
        time.rotate_left(4);
        let login = with_time(&time);
        let Some(View::Record(login)) = layout("aix-utmp-648-be").view(&login) else {
            panic!("no record");
        };
        assert_eq!(login.time().timestamp(), None);
        assert_eq!(login.time().seconds(Seconds32::Signed) >> 32, 1_700_000_000);
    }

    #[test]
    fn aix_4_has_the_type_before_the_process_id() {
        let boot = placed::<64>(&[
            (22, b"system boot"),
            (34, &[0, 2]),
            (36, &[0, 0, 0x30, 0x39]),
            (44, &THEN_32_BE),
            (48, b"a.host.of.16.byt"),
        ]);
        let boot = record("aix4-utmp-64-be", &boot);
        assert_eq!((boot.kind(), boot.pid()), (Kind::BootTime, Some(12345)));
        assert_eq!(boot.line().value(), "system boot");
        assert_eq!(boot.host().unwrap().value(), "a.host.of.16.byt");
        assert_eq!(boot.time().timestamp().unwrap().to_string(), THEN_SHOWN);
    }
}
