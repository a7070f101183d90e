//! System V, Solaris and illumos, UnixWare, OpenServer, IRIX.

use super::convention::SOLARIS;
use super::member::order;
use super::raw::raw;
use super::{Carving, Integer, Layout, Member, Spec, Verified};
use zerocopy::ByteOrder;
use zerocopy::byteorder::{BE, I16, I32, I64, LE, U32};

// --- Structures ---------------------------------------------------------------------------

raw! {
    /// `struct utmp`, on Solaris `struct futmp`.
    pub struct Utmp36<O: ByteOrder> in order::<O>() => {
        /// User name.
        ut_user: [u8; 8] = User,
        /// Inittab id, or the end of the device name.
        ut_id: [u8; 4] = Id,
        /// Device name without `/dev/`, or what happened to the system.
        ut_line: [u8; 12] = Line,
        /// Process id; it wraps around.
        ut_pid: I16<O> = Pid,
        /// Type of the record.
        ut_type: I16<O> = Type,
        /// `ut_exit.e_termination`; in records of a run level, the level.
        e_termination: I16<O> = Termination as "ut_exit.e_termination",
        /// `ut_exit.e_exit`; in records of a run level, the level before.
        e_exit: I16<O> = Exit as "ut_exit.e_exit",
        /// Seconds since 1970.
        ut_time: I32<O> = Seconds,
    }

    /// `struct utmpx`, on Solaris `struct futmpx`: `Long` is the type of the time, [`I32`]
    /// or [`I64`], and `End` the alignment of the record.
    pub struct Utmpx<O: ByteOrder, Long: Integer, End: Member> in order::<O>() => {
        /// User name.
        ut_user: [u8; 32] = User,
        /// Inittab id, or the end of the device name.
        ut_id: [u8; 4] = Id,
        /// Device name without `/dev/`, or what happened to the system.
        ut_line: [u8; 32] = Line,
        /// Process id.
        ut_pid: I32<O> = Pid,
        /// Type of the record.
        ut_type: I16<O> = Type,
        /// `ut_exit.e_termination`; in records of a run level, the level.
        e_termination: I16<O> = Termination as "ut_exit.e_termination",
        /// `ut_exit.e_exit`; in records of a run level, the level before.
        e_exit: I16<O> = Exit as "ut_exit.e_exit",
        /// Alignment of `ut_tv`.
        pad0: [u8; 2] = Padding,
        /// `ut_tv.tv_sec`.
        tv_sec: Long = Seconds as "ut_tv.tv_sec",
        /// `ut_tv.tv_usec`.
        tv_usec: Long = Microseconds as "ut_tv.tv_usec",
        /// Session id.
        ut_session: I32<O> = Session,
        /// Reserved for future use.
        pad: [u8; 20] = Reserved,
        /// Length of the host, with its NUL or without, or 0.
        ut_syslen: I16<O> = HostLength,
        /// Remote host.
        ut_host: [u8; 257] = Host,
        /// Alignment of the record.
        pad1: End = Padding,
    }

    /// `struct lastlog` of SVR4.2.
    pub struct Lastlog36<O: ByteOrder> in order::<O>() => {
        /// Time of the last login; 0 means never.
        ll_time: I32<O> = Seconds,
        /// Device name without `/dev/`.
        ll_line: [u8; 12] = Line,
        /// Remote host.
        ll_host: [u8; 16] = Host,
        /// Label of mandatory access control.
        ll_level: U32<O> = Level,
    }
}

/// `struct utmpx` as files have it: 32-bit time.
pub type Utmpx372<O> = Utmpx<O, I32<O>, [u8; 1]>;
/// `struct utmpx` as 64-bit programs have it in memory.
pub type Utmpx384<O> = Utmpx<O, I64<O>, [u8; 5]>;

// --- Facts --------------------------------------------------------------------------------

const SOURCE: &[Verified] = &[Verified::Source];

const UTMPX_372: Spec = Spec {
    title: "Solaris and System V utmpx and wtmpx",
    written_by: &[
        "Solaris 2 to 11 and illumos: big-endian on SPARC, little-endian on x86, the same \
         on 32-bit and 64-bit systems",
        "by their manual pages: System V Release 4, UnixWare, OpenServer 5 and 6, IRIX",
    ],
    paths: &["/var/adm/utmpx", "/var/adm/wtmpx", "/etc/utmpx"],
    verified: SOURCE,
    sources: &[
        "illumos usr/src/head/utmpx.h @ 0ceaf3833319, usr/src/lib/libc/port/gen/getutx.c @ \
         004388ebfdfe",
        "captured file, big-endian: danielchristiancazares/utmpx-parser utmpx.sample @ \
         afb0d0f602dc",
        "manual pages of utmpx: IRIX 6.5, UnixWare 7, OpenServer",
    ],
    note: "ut_syslen is not to be relied on: some writers count the NUL, some do not, some \
           leave it 0. Records that an unprivileged program made have 2 in e_exit. A \
           processor that goes on or off is logged with a number of three digits and a word \
           in the line.",
    convention: &SOLARIS,
    kin: &["solaris"],
    ..Spec::BASE
};

const UTMPX_384: Spec = Spec {
    title: "Solaris utmpx of 64-bit programs, written by mistake",
    written_by: &[
        "64-bit programs from elsewhere that append the structure of the programming \
         interface to a wtmpx",
    ],
    paths: &["/var/adm/wtmpx"],
    verified: &[Verified::Secondary, Verified::Compile],
    sources: &["proftpd issue 485"],
    note: "Nobody meant this to be in a file: expect single records among those of \
           svr4-utmpx-372.",
    rarity: 3,
    carving: Carving::InRuns(3),
    ..UTMPX_372
};

const UTMP_36: Spec = Spec {
    title: "System V utmp and wtmp",
    written_by: &[
        "System V Releases 2 to 4, UnixWare, OpenServer, IRIX",
        "HP-UX to 6.20",
        "Solaris 2 to 7, beside the utmpx",
    ],
    paths: &["/etc/utmp", "/etc/wtmp", "/var/adm/utmp", "/var/adm/wtmp"],
    verified: SOURCE,
    sources: &[
        "illumos usr/src/head/utmp.h (struct futmp) @ 1e109f458f55",
        "glibc, the port to System V that efa6a45f2a removed",
        "manual pages of utmp: HP-UX 6.20, UnixWare 7",
    ],
    note: "The process id has 16 bits. Solaris 8 and later keep utmpx and wtmpx only.",
    convention: &SOLARIS,
    carving: Carving::OnRequest(3),
    ..Spec::BASE
};

const LASTLOG_36: Spec = Spec {
    title: "SVR4.2 lastlog",
    written_by: &["UnixWare and other SVR4.2 with mandatory access control"],
    paths: &["/var/adm/lastlog"],
    verified: &[Verified::Secondary],
    sources: &["the vendor's header of SVR4.2"],
    note: "An array indexed by user id. A time of 0 means never.",
    carving: Carving::OnRequest(4),
    ..Spec::BASE
};

/// The layouts of System V, the current ones first.
pub(super) const LAYOUTS: &[&Layout] = &[
    &Layout::of_records::<Utmpx372<LE>>(Spec { id: "svr4-utmpx-372-le", ..UTMPX_372 }),
    &Layout::of_records::<Utmpx372<BE>>(Spec {
        id: "svr4-utmpx-372-be",
        verified: &[Verified::Source, Verified::Sample],
        ..UTMPX_372
    }),
    &Layout::of_records::<Utmp36<LE>>(Spec { id: "sysv-utmp-36-le", ..UTMP_36 }),
    &Layout::of_records::<Utmp36<BE>>(Spec { id: "sysv-utmp-36-be", ..UTMP_36 }),
    &Layout::of_records::<Utmpx384<LE>>(Spec { id: "solaris-utmpx64-384-le", ..UTMPX_384 }),
    &Layout::of_records::<Utmpx384<BE>>(Spec { id: "solaris-utmpx64-384-be", ..UTMPX_384 }),
    &Layout::of_last_logins::<Lastlog36<LE>>(Spec {
        id: "svr42-lastlog-36-le",
        ..LASTLOG_36
    }),
];

// --- Tests --------------------------------------------------------------------------------

#[cfg(test)]
mod tests {
    use crate::layout::raw::placed;
    use crate::layout::testing::{
        THEN_32_BE, THEN_32_LE, THEN_64_BE, THEN_SHOWN, fits, last_login, layout, record,
    };
    use crate::record::{ExitStatus, Kind, RunLevel};
    use alloc::string::ToString;

    #[test]
    fn a_login_on_solaris_has_a_host_and_its_length() {
        let big = placed::<372>(&[
            (0, b"alice"),
            (32, b"ssh0"),
            (36, b"pts/3"),
            (68, &[0, 0, 0x1f, 0x40]),
            (72, &[0, 7]),
            (80, &THEN_32_BE),
            (84, &[0, 0x0f, 0x42, 0x3f]),
            (88, &[0, 0, 0x12, 0x34]),
            (112, &[0, 12]),
            (114, b"gw.example.com"),
        ]);
        let login = record("svr4-utmpx-372-be", &big);
        assert_eq!((login.kind(), login.is_derived()), (Kind::UserProcess, false));
        assert_eq!(login.user().value(), "alice");
        assert_eq!(login.id().unwrap().value(), "ssh0");
        assert_eq!(login.line().value(), "pts/3");
        assert_eq!(login.pid(), Some(8000));
        assert_eq!(login.session(), Some(0x1234));
        assert_eq!(login.time().bits(), 32);
        let moment = login.time().timestamp().unwrap();
        assert_eq!(moment.to_string(), "2023-11-14T22:13:20.999999Z");
        assert_eq!(login.host().unwrap().value(), "gw.example.com");
        assert_eq!(login.host_length(), Some(12), "as stored, though it is wrong");
        assert_eq!((login.address(), login.port()), (None, None));
        assert!(!fits("svr4-utmpx-372-le", &big));
    }

    #[test]
    fn a_run_level_on_solaris_stands_in_the_exit_status() {
        let little = placed::<372>(&[
            (36, b"run-level 3"),
            (72, &[1, 0, b'3', 0, b'S', 0]),
            (80, &THEN_32_LE),
        ]);
        let change = record("svr4-utmpx-372-le", &little);
        assert_eq!(change.kind(), Kind::RunLevel);
        assert_eq!(change.exit(), Some(ExitStatus { termination: 51, exit: 83 }));
        assert_eq!(change.run_level(), Some(RunLevel { new: b'3', old: Some(b'S') }));
        assert!(change.user().is_empty());
    }

    #[test]
    fn a_host_of_257_bytes_has_no_nul_and_no_byte_of_the_padding() {
        let mut full = placed::<372>(&[
            (0, b"bob"),
            (36, b"console"),
            (72, &[0, 8]),
            (80, &THEN_32_BE),
            (371, b"!"),
        ]);
        full[114..371].fill(b'h');
        let host = record("svr4-utmpx-372-be", &full).host().unwrap();
        assert_eq!((host.len(), host.is_terminated()), (257, false));
    }

    #[test]
    fn a_record_of_a_64_bit_program_has_wider_times_and_all_behind_them_later() {
        let parts: &[(usize, &[u8])] = &[
            (0, b"ftpuser"),
            (32, b"ftp"),
            (36, b"ftpd4711"),
            (68, &[0, 0, 0x12, 0x67]),
            (72, &[0, 7]),
            (80, &THEN_64_BE),
            (88, &[0, 0, 0, 0, 0, 0, 0x27, 0x10]),
            (96, &[0, 0, 0, 9]),
            (120, &[0, 10]),
            (122, b"192.0.2.7"),
        ];
        let big = placed::<384>(parts);
        let login = record("solaris-utmpx64-384-be", &big);
        assert_eq!(login.pid(), Some(4711));
        let moment = login.time().timestamp().unwrap();
        assert_eq!(moment.to_string(), "2023-11-14T22:13:20.010000Z");
        assert_eq!(login.time().bits(), 64);
        assert_eq!((login.session(), login.host_length()), (Some(9), Some(10)));
        assert_eq!(login.host().unwrap().value(), "192.0.2.7");
        assert!(!fits("svr4-utmpx-372-be", &big[..372]));
        let both = ["svr4-utmpx-372-be", "solaris-utmpx64-384-be"].map(layout);
        assert!(both[0].is_kin(both[1]) && !both[0].is_kin(layout("svr4-utmpx-372-le")));
    }

    #[test]
    fn the_clock_before_a_change_has_number_3_on_system_v_and_the_one_after_it_4() {
        let kind = |number| {
            let change =
                placed::<36>(&[(12, b"old time"), (26, &[number, 0]), (32, &THEN_32_LE)]);
            record("sysv-utmp-36-le", &change).kind()
        };
        assert_eq!((kind(3), kind(4)), (Kind::OldTime, Kind::NewTime));
        let down =
            placed::<372>(&[(36, b"system down"), (72, &[0, 10]), (80, &THEN_32_BE)]);
        assert_eq!(record("svr4-utmpx-372-be", &down).kind(), Kind::DownTime);
    }

    #[test]
    fn a_process_id_of_16_bits_may_have_become_negative() {
        let big = placed::<36>(&[
            (0, b"operator"),
            (8, b"co10"),
            (12, b"console"),
            (24, &[0xff, 0xfe]),
            (26, &[0, 8]),
            (28, &[0, 15, 0, 1]),
            (32, &THEN_32_BE),
        ]);
        let end = record("sysv-utmp-36-be", &big);
        assert_eq!((end.kind(), end.pid()), (Kind::DeadProcess, Some(-2)));
        assert_eq!(end.exit(), Some(ExitStatus { termination: 15, exit: 1 }));
        assert_eq!(end.user().value(), "operator");
        assert!(!end.user().is_terminated());
        assert_eq!(end.time().timestamp().unwrap().to_string(), THEN_SHOWN);
        assert_eq!((end.host(), end.host_length(), end.session()), (None, None, None));
    }

    #[test]
    fn a_last_login_on_svr4_2_has_a_label() {
        let slot = placed::<36>(&[
            (0, &THEN_32_LE),
            (4, b"pts/12"),
            (16, b"gw"),
            (32, &[4, 3, 2, 0xf1]),
        ]);
        let login = last_login("svr42-lastlog-36-le", &slot);
        assert_eq!(login.line().value(), "pts/12");
        assert_eq!(login.host().unwrap().value(), "gw");
        assert_eq!(login.level(), Some(0xf102_0304));
        assert_eq!(login.time().timestamp().unwrap().to_string(), THEN_SHOWN);
    }
}
