//! Research Unix and BSD, whose records have no type: line and name say what happened.
//!
//! The same C structures were compiled for machines of three byte orders, so each is generic
//! over the type of its time: [`I32`] of either order, or [`Pdp32`].

use super::convention::BSD;
use super::raw::raw;
use super::{Carving, Integer, Layout, Order, Pdp32, Spec, Verified, YEAR_1971};
use zerocopy::byteorder::{BE, I32, LE};

// --- Structures ---------------------------------------------------------------------------

raw! {
    /// The record of the First to Sixth Edition, on the PDP-11 only.
    pub struct Utmp16 in Order::Pdp => {
        /// User name.
        name: [u8; 8] = User,
        /// The last character of the terminal's name.
        tty: [u8; 1] = Line,
        /// Unused.
        unused1: u8 = Reserved,
        /// The time, two words in the manual.
        time: Pdp32 = Seconds,
        /// Unused.
        unused2: [u8; 2] = Reserved,
    }

    /// `struct utmp` of the Seventh Edition, which knows no remote hosts.
    pub struct Utmp20<Time: Integer> in Time::ORDER => {
        /// Device name without `/dev/`.
        ut_line: [u8; 8] = Line,
        /// User name.
        ut_name: [u8; 8] = User,
        /// Seconds since 1970.
        ut_time: Time = Seconds,
    }

    /// `struct utmp` of 4.2BSD.
    pub struct Utmp36<Time: Integer> in Time::ORDER => {
        /// Device name without `/dev/`.
        ut_line: [u8; 8] = Line,
        /// User name.
        ut_name: [u8; 8] = User,
        /// Remote host.
        ut_host: [u8; 16] = Host,
        /// Seconds since 1970.
        ut_time: Time = Seconds,
    }

    /// `struct lastlog` of 4.1BSD.
    pub struct Lastlog12<Time: Integer> in Time::ORDER => {
        /// Time of the last login; 0 means never.
        ll_time: Time = Seconds,
        /// Device name without `/dev/`.
        ll_line: [u8; 8] = Line,
    }

    /// `struct lastlog` of 4.2BSD.
    pub struct Lastlog28<Time: Integer> in Time::ORDER => {
        /// Time of the last login; 0 means never.
        ll_time: Time = Seconds,
        /// Device name without `/dev/`.
        ll_line: [u8; 8] = Line,
        /// Remote host.
        ll_host: [u8; 16] = Host,
    }
}

// --- Facts --------------------------------------------------------------------------------

const SOURCE: &[Verified] = &[Verified::Source];
const SEEN: &[Verified] = &[Verified::Source, Verified::Sample];
const CSRG: &str = "robohack/ucb-csrg-bsd @ b7ae355b6d96: include/utmp.h (all revisions \
                    from 1983 on), old/man/wtmp.5, share/man/man5/utmp.5";
const CSRG_LASTLOG: &str =
    "robohack/ucb-csrg-bsd include/lastlog.h (1983 and later) @ b7ae355b6d96";

const UTMP_16: Spec = Spec {
    id: "research-utmp-16-pdp",
    title: "utmp and wtmp of the First to Sixth Edition",
    written_by: &["Research Unix, First to Sixth Edition", "PWB/UNIX"],
    paths: &["/etc/utmp", "/usr/adm/wtmp"],
    verified: &[Verified::Secondary],
    sources: &["utmp(V) of the First, Third, Fourth and Sixth Edition's manuals"],
    note: "The name ends in blanks or zeros. The earliest editions counted sixtieths of a \
           second from a start between 1971 and 1973; their times come out as seconds since \
           1970, which they are not.",
    convention: &BSD,
    since: YEAR_1971,
    carving: Carving::Never("16 bytes of a name, a number and a time"),
    ..Spec::BASE
};

const UTMP_20: Spec = Spec {
    title: "utmp and wtmp of the Seventh Edition",
    written_by: &[
        "Seventh Edition, 32V, System III, Eighth to Tenth Edition",
        "3BSD, 4.0BSD, 4.1BSD, 2.xBSD without UCB_NET",
        "clones of the Seventh Edition, such as DEMOS",
    ],
    paths: &["/etc/utmp", "/usr/adm/wtmp"],
    verified: SOURCE,
    sources: &[
        CSRG,
        "2.9BSD include/utmp.h (TUHS)",
        "captured file of a PDP-11: urras/demos_fs etc/utmp @ 3fccfc53764c",
    ],
    note: "PDP-11s wrote the order pdp, VAXes le, 68000s be. A few records may give \
           believable times in more than one of them. A utmp is indexed by terminal.",
    convention: &BSD,
    since: YEAR_1971,
    carving: Carving::Never("20 bytes of two names and a time"),
    ..Spec::BASE
};

const UTMP_36: Spec = Spec {
    title: "BSD utmp and wtmp",
    written_by: &[
        "4.2BSD, 4.3BSD, 4.4BSD, 2.10BSD, 2.11BSD (PDP-11), 386BSD",
        "NetBSD before 6.0, all ports",
        "OpenBSD before it widened the names (late 1990s)",
        "FreeBSD before it widened the user name (2.x series)",
        "SunOS 3 and 4, Ultrix, UTek, NeXTSTEP, Mac OS X to 10.4",
    ],
    paths: &["/etc/utmp", "/var/run/utmp", "/usr/adm/wtmp", "/var/log/wtmp"],
    verified: SOURCE,
    sources: &[
        CSRG,
        "MINIX lib/libc/compat/include/utmp.h @ 4db99f401257 (NetBSD's utmp50)",
        "apple-oss-distributions/Libc include/utmp.h @ 55b54c0a0c37",
        "utmp(5) of Ultrix and UTek",
    ],
    note: "A line ~ is a boot or a shutdown, | and { are a change of the clock, and a line \
           without a name is a logout. A utmp is indexed by terminal, so most of its records \
           are zero.",
    convention: &BSD,
    kin: &["netbsd", "openbsd", "freebsd"],
    carving: Carving::OnRequest(4),
    ..Spec::BASE
};

const LASTLOG_12: Spec = Spec {
    title: "lastlog of 4.1BSD",
    written_by: &[
        "BSD until May 1983",
        "2.xBSD without UCB_NET",
        "logins of the shadow suite (1990 to 1992) on systems without a lastlog.h",
    ],
    paths: &["/usr/adm/lastlog"],
    verified: SOURCE,
    sources: &[
        "robohack/ucb-csrg-bsd include/lastlog.h (1983-05-03) @ b7ae355b6d96",
        "rdebath/SLS-1.02 usr/src/shadow/lastlog.h @ ff77020dbeb2",
    ],
    note: "An array indexed by user id. A time of 0 means never.",
    carving: Carving::Never("12 bytes of a time and a name"),
    ..Spec::BASE
};

const LASTLOG_28: Spec = Spec {
    title: "BSD and Solaris lastlog",
    written_by: &[
        "4.2BSD, 4.3BSD, 4.4BSD, SunOS 4",
        "NetBSD before 6.0, early OpenBSD, FreeBSD before 9.0, Mac OS X to 10.4",
        "Solaris and illumos, 64-bit programs included: SPARC be, x86 le",
    ],
    paths: &["/var/log/lastlog", "/var/adm/lastlog", "/usr/adm/lastlog"],
    verified: SEEN,
    sources: &[
        CSRG_LASTLOG,
        "illumos-gate usr/src/head/lastlog.h @ 0ceaf3833319",
        "FreeBSD include/utmp.h @ 039ea811636f",
        "captured files of Solaris, little- and big-endian: mcarpenter/solaris-lastlog \
         test/ @ f8ac768c6cc5",
    ],
    carving: Carving::OnRequest(4),
    ..LASTLOG_12
};

/// The layouts of Research Unix and BSD, the current ones first. Records of the Seventh
/// Edition are mostly from PDP-11s.
pub(super) const LAYOUTS: &[&Layout] = &[
    &Layout::of_records::<Utmp36<I32<LE>>>(Spec { id: "bsd-utmp-36-le", ..UTMP_36 }),
    &Layout::of_records::<Utmp36<I32<BE>>>(Spec { id: "bsd-utmp-36-be", ..UTMP_36 }),
    &Layout::of_records::<Utmp36<Pdp32>>(Spec { id: "bsd-utmp-36-pdp", ..UTMP_36 }),
    &Layout::of_records::<Utmp20<Pdp32>>(Spec {
        id: "v7-utmp-20-pdp",
        verified: SEEN,
        ..UTMP_20
    }),
    &Layout::of_records::<Utmp20<I32<LE>>>(Spec { id: "v7-utmp-20-le", ..UTMP_20 }),
    &Layout::of_records::<Utmp20<I32<BE>>>(Spec { id: "v7-utmp-20-be", ..UTMP_20 }),
    &Layout::of_last_logins::<Lastlog28<I32<LE>>>(Spec {
        id: "bsd-lastlog-28-le",
        ..LASTLOG_28
    }),
    &Layout::of_last_logins::<Lastlog28<I32<BE>>>(Spec {
        id: "bsd-lastlog-28-be",
        ..LASTLOG_28
    }),
    &Layout::of_last_logins::<Lastlog28<Pdp32>>(Spec {
        id: "bsd-lastlog-28-pdp",
        verified: SOURCE,
        ..LASTLOG_28
    }),
    &Layout::of_last_logins::<Lastlog12<I32<LE>>>(Spec {
        id: "bsd-lastlog-12-le",
        ..LASTLOG_12
    }),
    &Layout::of_last_logins::<Lastlog12<I32<BE>>>(Spec {
        id: "bsd-lastlog-12-be",
        ..LASTLOG_12
    }),
    &Layout::of_last_logins::<Lastlog12<Pdp32>>(Spec {
        id: "bsd-lastlog-12-pdp",
        ..LASTLOG_12
    }),
    &Layout::of_records::<Utmp16>(UTMP_16),
];

// --- Tests --------------------------------------------------------------------------------

#[cfg(test)]
mod tests {
    use crate::layout::raw::placed;
    use crate::layout::{Order, find};
    use crate::record::{Kind, LastLogin, View};
    use alloc::string::ToString;

    #[test]
    fn a_pdp_11_writes_the_upper_word_of_the_time_first() {
        let bytes = b"tty8\0\0\0\0dmr\0\0\0\0\0\x34\x12\x78\x56";
        let time = |id| {
            let record = find(id).unwrap().record(bytes).unwrap();
            assert_eq!(record.line().value(), "tty8");
            assert_eq!(record.user().value(), "dmr");
            assert_eq!((record.host(), record.type_raw()), (None, None));
            record.time().timestamp().unwrap().to_string()
        };
        assert_eq!(time("v7-utmp-20-pdp"), "1979-09-05T22:51:36.000000Z");
        assert_eq!(time("v7-utmp-20-le"), "2015-12-21T14:52:36.000000Z");
        assert_eq!(time("v7-utmp-20-be"), "1997-09-07T09:48:06.000000Z");
    }

    #[test]
    fn the_line_of_the_first_editions_is_one_character() {
        let layout = find("research-utmp-16-pdp").unwrap();
        let record = layout.record(b"ken     8\0\x34\x12\x78\x56\0\0").unwrap();
        assert_eq!(record.line().value(), "8");
        assert_eq!(record.user().value(), "ken     ");
        assert_eq!(record.time().timestamp().unwrap().seconds(), 0x1234_5678);
        assert_eq!((record.kind(), record.is_derived()), (Kind::UserProcess, true));
        let record = layout.record(b"\0\0\0\0\0\0\0\0~\0\x34\x12\x78\x56\0\0").unwrap();
        assert_eq!(record.kind(), Kind::BootTime);
    }

    #[test]
    fn what_happened_follows_from_line_name_and_host() {
        let layout = find("bsd-utmp-36-be").unwrap();
        let dated: &[u8] = b"\x2a\0\0\x01";
        for (line, name, host, time, kind) in [
            ("ttyp0", "root", "gw.example", dated, Kind::UserProcess),
            ("ttyp0", "root", "", dated, Kind::UserProcess),
            ("ftp1234", "anon", "gw.example", dated, Kind::UserProcess),
            ("ttyp0", "", "", dated, Kind::DeadProcess),
            ("~", "reboot", "", dated, Kind::BootTime),
            ("~", "", "", dated, Kind::BootTime),
            ("~", "shutdown", "", dated, Kind::ShutdownTime),
            ("|", "date", "", dated, Kind::OldTime),
            ("|", "", "", dated, Kind::OldTime),
            ("{", "date", "", dated, Kind::NewTime),
            ("}", "", "", dated, Kind::NewTime),
            ("ttyp0", "root", "gw.example", &[], Kind::Unknown),
            ("", "", "", &[], Kind::Empty),
        ] {
            let bytes: [u8; 36] = placed(&[
                (0, line.as_bytes()),
                (8, name.as_bytes()),
                (16, host.as_bytes()),
                (32, time),
            ]);
            let record = layout.record(&bytes).unwrap();
            let derived = kind != Kind::Unknown;
            assert_eq!((record.kind(), record.is_derived()), (kind, derived), "{record:?}");
            assert_eq!(
                (record.line().value(), record.user().value()),
                (line.into(), name.into())
            );
            assert_eq!(record.host().unwrap().value(), host);
            let seconds = if time.is_empty() { 0 } else { 0x2a00_0001 };
            assert_eq!(record.time().timestamp().unwrap().seconds(), seconds);
        }
    }

    #[test]
    fn a_lastlog_begins_with_its_time_in_every_order() {
        let texts = b"console\0somewhere.exampl";
        for (order, time) in [
            (Order::Little, [0x78, 0x56, 0x34, 0x12]),
            (Order::Big, [0x12, 0x34, 0x56, 0x78]),
            (Order::Pdp, [0x34, 0x12, 0x78, 0x56]),
        ] {
            let slot = |id: &str, texts: &[u8], check: fn(LastLogin<'_>)| {
                let layout = find(&[id, order.suffix()].concat()).unwrap();
                assert_eq!(layout.order(), order);
                let bytes = [&time, texts].concat();
                let Some(View::LastLogin(login)) = layout.view(&bytes) else {
                    panic!("{} is no lastlog", layout.id());
                };
                assert_eq!(login.time().timestamp().unwrap().seconds(), 0x1234_5678);
                assert_eq!(login.line().value(), "console");
                check(login);
            };
            slot("bsd-lastlog-12-", &texts[..8], |login| assert_eq!(login.host(), None));
            slot("bsd-lastlog-28-", texts, |login| {
                assert_eq!(login.host().unwrap().value(), "somewhere.exampl");
            });
        }
    }
}
