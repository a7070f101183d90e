//! NetBSD, and DragonFly BSD and MINIX, which took their utmpx from it.
//!
//! NetBSD writes a utmpx and the files of BSD side by side. The versions of its utmpx differ
//! in the width of the time and in where the compiler puts padding, so one generic structure
//! serves them all.

use super::convention::{BSD, DRAGONFLY, MINIX, NETBSD};
use super::member::order;
use super::raw::raw;
use super::{Carving, Integer, Layout, Member, Spec, Verified};
use zerocopy::ByteOrder;
use zerocopy::byteorder::{BE, I16, I32, I64, LE, U16};

// --- Structures ---------------------------------------------------------------------------

raw! {
    /// `struct utmpx`. `Sec` and `Usec` are the types of `ut_tv`, [`I32`] or [`I64`]; the
    /// others are bytes: the padding behind `ut_tv`, the reserved space, the padding at the
    /// end.
    pub struct Utmpx<
        O: ByteOrder, Sec: Integer, Usec: Integer, Pad: Member, Spare: Member, End: Member
    > in order::<O>() => {
        /// User name.
        ut_name: [u8; 32] = User,
        /// Inittab id, or the end of the device name.
        ut_id: [u8; 4] = Id,
        /// Device name without `/dev/`.
        ut_line: [u8; 32] = Line,
        /// Remote host.
        ut_host: [u8; 256] = Host,
        /// Session id.
        ut_session: U16<O> = Session,
        /// Type of the record.
        ut_type: U16<O> = Type,
        /// Process id.
        ut_pid: I32<O> = Pid,
        /// Signal that ended the process, or the new run level.
        e_termination: U16<O> = Termination as "ut_exit.e_termination",
        /// Exit code of the process, or the run level before.
        e_exit: U16<O> = Exit as "ut_exit.e_exit",
        /// Remote address: length, family, port, address.
        ut_ss: [u8; 128] = Socket,
        /// Seconds since 1970.
        tv_sec: Sec = Seconds as "ut_tv.tv_sec",
        /// Microseconds.
        tv_usec: Usec = Microseconds as "ut_tv.tv_usec",
        /// Alignment; holds garbage in real files.
        pad: Pad = Padding,
        /// Reserved for future use.
        ut_pad: Spare = Reserved,
        /// Alignment of the record.
        end: End = Padding,
    }

    /// `struct lastlogx`, the value of a database; the types are those of [`Utmpx`].
    pub struct Lastlogx<Sec: Integer, Usec: Integer, Pad: Member> in Sec::ORDER => {
        /// Time of the last login; 0 means never.
        tv_sec: Sec = Seconds as "ll_tv.tv_sec",
        /// Microseconds.
        tv_usec: Usec = Microseconds as "ll_tv.tv_usec",
        /// Alignment.
        pad: Pad = Padding,
        /// Device name without `/dev/`.
        ll_line: [u8; 32] = Line,
        /// Remote host.
        ll_host: [u8; 256] = Host,
        /// Remote address: length, family, port, address.
        ll_ss: [u8; 128] = Socket,
    }

    /// `struct utmp` with 64-bit time.
    pub struct Utmp40<O: ByteOrder> in order::<O>() => {
        /// Device name without `/dev/`.
        ut_line: [u8; 8] = Line,
        /// User name.
        ut_name: [u8; 8] = User,
        /// Remote host.
        ut_host: [u8; 16] = Host,
        /// Seconds since 1970.
        ut_time: I64<O> = Seconds,
    }

    /// `struct lastlog` with 64-bit time.
    pub struct Lastlog32<O: ByteOrder> in order::<O>() => {
        /// Time of the last login; 0 means never.
        ll_time: I64<O> = Seconds,
        /// Device name without `/dev/`.
        ll_line: [u8; 8] = Line,
        /// Remote host.
        ll_host: [u8; 16] = Host,
    }

    /// `struct utmpx` of DragonFly BSD; `Long` is `long`, [`I32`] or [`I64`].
    pub struct DragonFlyUtmpx<Long: Integer> in Long::ORDER => {
        /// User name.
        ut_name: [u8; 32] = User,
        /// Inittab id, or the end of the device name.
        ut_id: [u8; 4] = Id,
        /// Device name without `/dev/`.
        ut_line: [u8; 32] = Line,
        /// Remote host.
        ut_host: [u8; 256] = Host,
        /// Reserved for future use.
        ut_unused: [u8; 16] = Reserved,
        /// Session id.
        ut_session: U16<LE> = Session,
        /// Type of the record.
        ut_type: I16<LE> = Type,
        /// Process id.
        ut_pid: I32<LE> = Pid,
        /// Signal that ended the process, or the new run level.
        e_termination: U16<LE> = Termination as "ut_exit.e_termination",
        /// Exit code of the process, or the run level before.
        e_exit: U16<LE> = Exit as "ut_exit.e_exit",
        /// Remote address: length, family, port, address.
        ut_ss: [u8; 128] = Socket,
        /// Seconds since 1970.
        tv_sec: Long = Seconds as "ut_tv.tv_sec",
        /// Microseconds.
        tv_usec: Long = Microseconds as "ut_tv.tv_usec",
        /// Reserved for future use.
        ut_unused2: [u8; 16] = Reserved,
    }

    /// `struct utmp` of DragonFly BSD on x86-64.
    pub struct DragonFlyUtmp48 in order::<LE>() => {
        /// Device name without `/dev/`.
        ut_line: [u8; 8] = Line,
        /// User name.
        ut_name: [u8; 16] = User,
        /// Remote host.
        ut_host: [u8; 16] = Host,
        /// Seconds since 1970.
        ut_time: I64<LE> = Seconds,
    }

    /// `struct utmp` of MINIX.
    pub struct MinixUtmp48<O: ByteOrder> in order::<O>() => {
        /// User name.
        ut_user: [u8; 8] = User,
        /// Inittab id.
        ut_id: [u8; 4] = Id,
        /// Device name without `/dev/`.
        ut_line: [u8; 12] = Line,
        /// Remote host.
        ut_host: [u8; 16] = Host,
        /// Process id.
        ut_pid: I16<O> = Pid,
        /// Type of the record; 0 in many logins.
        ut_type: I16<O> = Type,
        /// Seconds since 1970.
        ut_time: I32<O> = Seconds,
    }
}

/// Version 1 with 32-bit `long`.
pub type Utmpx512<O> = Utmpx<O, I32<O>, I32<O>, [u8; 0], [u8; 40], [u8; 0]>;
/// Version 2 where 64-bit integers are aligned to four bytes.
pub type Utmpx516<O> = Utmpx<O, I64<O>, I32<O>, [u8; 0], [u8; 40], [u8; 0]>;
/// Version 2 with 64-bit `long`.
pub type Utmpx520<O> = Utmpx<O, I64<O>, I32<O>, [u8; 4], [u8; 36], [u8; 4]>;
/// Version 2 with 32-bit `long` where 64-bit integers are aligned to eight bytes.
pub type Utmpx520Ilp32<O> = Utmpx<O, I64<O>, I32<O>, [u8; 4], [u8; 40], [u8; 0]>;
/// Version 1 with 64-bit `long`.
pub type Utmpx520V1<O> = Utmpx<O, I64<O>, I64<O>, [u8; 0], [u8; 40], [u8; 0]>;
/// The last login with 32-bit time.
pub type Lastlogx424<O> = Lastlogx<I32<O>, I32<O>, [u8; 0]>;
/// The last login with 64-bit time that is aligned to four bytes.
pub type Lastlogx428<O> = Lastlogx<I64<O>, I32<O>, [u8; 0]>;
/// The last login with 64-bit time that is aligned to eight bytes.
pub type Lastlogx432<O> = Lastlogx<I64<O>, I32<O>, [u8; 4]>;
/// utmpx of DragonFly BSD on x86-64.
pub type DragonFlyUtmpx512 = DragonFlyUtmpx<I64<LE>>;
/// utmpx of DragonFly BSD on i386.
pub type DragonFlyUtmpx504 = DragonFlyUtmpx<I32<LE>>;

// --- Facts --------------------------------------------------------------------------------

const UTMP_PATHS: &[&str] = &["/var/run/utmp", "/var/log/wtmp"];
const UTMPX_PATHS: &[&str] = &["/var/run/utmpx", "/var/log/wtmpx"];

const SOURCE: &[Verified] = &[Verified::Source];
const SEEN: &[Verified] = &[Verified::Source, Verified::Sample];
const COMPILED: &[Verified] = &[Verified::Compile, Verified::Source];

const V1: &[&[u8]] = &[b"utmpx-1.00"];
const V2: &[&[u8]] = &[b"utmpx-2.00"];
const V1_AND_V2: &[&[u8]] = &[b"utmpx-1.00", b"utmpx-2.00"];

const UTMPX_C: &str = "NetBSD lib/libc/gen/utmpx.c @ 02f93873dddd";
const UTMPX_H: &str =
    "MINIX include/utmpx.h @ 4db99f401257 (the text of NetBSD's version 2)";
const S4_I386: &str = "captured files and sizes of NetBSD 9.3 (i386): \
                       jtmoon79/super-speedy-syslog-searcher logs/ @ 494a21d7a717";
const S4_AMD64: &str = "captured files and sizes of NetBSD 9.3 (amd64): \
                        jtmoon79/super-speedy-syslog-searcher logs/ @ 494a21d7a717";
const DRAGONFLY_H: &str = "DragonFlyBSD include/utmpx.h @ 14f65205020a";
const DRAGONFLY_C: &str = "DragonFlyBSD lib/libc/gen/utmpx.c @ 2443e96e1a16";

const UTMPX_520: Spec = Spec {
    title: "NetBSD utmpx and wtmpx, version 2, of 64-bit ports",
    written_by: &["NetBSD 6.0 and later, 64-bit ports"],
    paths: UTMPX_PATHS,
    verified: SEEN,
    sources: &[UTMPX_H, S4_AMD64],
    note: "A file that the library creates begins with a record of its format; a rotated \
           wtmpx does not. The padding behind the microseconds holds garbage in real files.",
    convention: &NETBSD,
    signatures: V2,
    kin: &["netbsd-lp64"],
    ..Spec::BASE
};

const UTMPX_520_ILP32: Spec = Spec {
    title: "NetBSD utmpx and wtmpx, version 2, of 32-bit ports with 8-byte alignment",
    written_by: &["NetBSD 6.0 and later on arm, mips, powerpc, sparc and others"],
    verified: COMPILED,
    sources: &["MINIX include/utmpx.h @ 4db99f401257, restated and compiled"],
    note: "Differs from netbsd-utmpx-520-v2 only in what of its last 40 bytes is reserved \
           and what is padding.",
    kin: &["netbsd-ilp32"],
    ..UTMPX_520
};

const UTMPX_516: Spec = Spec {
    title: "NetBSD utmpx and wtmpx, version 2, of 32-bit ports with 4-byte alignment",
    written_by: &[
        "NetBSD 6.0 and later on i386, and on other 32-bit ports that align 64-bit integers \
         to four bytes",
    ],
    sources: &[UTMPX_H, S4_I386, "rust-lang/libc src/new/netbsd/utmpx_.rs @ 2eda1e52fe2e"],
    note: "Version 2 was meant to be as long as version 1; its reserved space is four bytes \
           too long for that.",
    kin: &["netbsd-i386"],
    ..UTMPX_520
};

const UTMPX_512: Spec = Spec {
    title: "NetBSD utmpx and wtmpx, version 1, of 32-bit ports; MINIX",
    written_by: &[
        "NetBSD from the introduction of utmpx (2002) to 5.x, 32-bit ports",
        "NetBSD 6.0 and later into files that these releases began",
        "MINIX 3.3 and later on i386 and arm",
    ],
    paths: &["/var/run/utmpx", "/var/log/wtmpx", "/usr/log/wtmpx"],
    sources: &[
        UTMPX_C,
        "NetBSD include/utmpx.h @ 0145dd6eea63",
        "captured file: Seif-Yasser-Ahmed/Minix3-OS usr/log/wtmpx @ 832c217bdd98",
    ],
    note: "MINIX begins files with utmpx-2.00, although its time is 32-bit.",
    signatures: V1_AND_V2,
    kin: &["netbsd-i386", "netbsd-ilp32"],
    ..UTMPX_520
};

const UTMPX_520_V1: Spec = Spec {
    title: "NetBSD utmpx and wtmpx, version 1, of 64-bit ports",
    written_by: &[
        "NetBSD from the introduction of utmpx (2002) to 5.x on alpha, amd64, sparc64",
        "NetBSD 6.0 and later into files that these releases began",
    ],
    verified: SOURCE,
    sources: &[
        UTMPX_C,
        "MINIX lib/libc/gen/utmpx.c @ 4db99f401257 (converts both versions)",
    ],
    note: "The microseconds are 64-bit: in a big-endian file they end where version 2 has \
           padding.",
    signatures: V1,
    ..UTMPX_520
};

const UTMP_40: Spec = Spec {
    title: "NetBSD utmp and wtmp with 64-bit time",
    written_by: &["NetBSD 6.0 and later, all ports"],
    paths: UTMP_PATHS,
    verified: SEEN,
    sources: &[
        "NetBSD include/utmp.h @ 19b7469a0077",
        "MINIX include/utmp.h, lib/libc/compat/include/utmp.h @ 4db99f401257",
        S4_AMD64,
    ],
    note: "Written beside the utmpx files. A utmp is indexed by terminal, so most of its \
           records are zero.",
    convention: &BSD,
    kin: &["netbsd"],
    carving: Carving::OnRequest(4),
    ..Spec::BASE
};

const LASTLOG_32: Spec = Spec {
    title: "NetBSD lastlog with 64-bit time",
    written_by: &["NetBSD 6.0 and later, all ports"],
    paths: &["/var/log/lastlog"],
    verified: SEEN,
    sources: &["MINIX include/utmp.h @ 4db99f401257", S4_AMD64],
    note: "An array indexed by user id. A time of 0 means never.",
    carving: Carving::OnRequest(4),
    ..Spec::BASE
};

const LASTLOGX_432: Spec = Spec {
    title: "NetBSD lastlogx with 64-bit time, 8-byte aligned",
    written_by: &[
        "NetBSD 6.0 and later, 64-bit ports and 32-bit ports with 8-byte alignment",
        "NetBSD to 5.x, 64-bit ports",
        "DragonFly BSD on x86-64",
    ],
    paths: &["/var/log/lastlogx"],
    verified: SEEN,
    sources: &[S4_AMD64, DRAGONFLY_C],
    note: "A Berkeley DB 1.85 hash whose keys are user ids. In NetBSD to 5.x and in DragonFly \
           BSD the microseconds are 64-bit, so a big-endian file has them where this layout \
           has padding. DragonFly BSD never fills in the address: it is garbage.",
    ..Spec::BASE
};

const LASTLOGX_428: Spec = Spec {
    id: "netbsd-lastlogx-428-le",
    title: "NetBSD lastlogx with 64-bit time, 4-byte aligned",
    written_by: &["NetBSD 6.0 and later on i386"],
    sources: &[S4_I386],
    note: "A Berkeley DB 1.85 hash whose keys are user ids.",
    ..LASTLOGX_432
};

const LASTLOGX_424: Spec = Spec {
    title: "NetBSD lastlogx with 32-bit time; MINIX",
    written_by: &["NetBSD to 5.x, 32-bit ports", "MINIX 3.3 and later"],
    paths: &["/var/log/lastlogx", "/usr/log/lastlogx"],
    sources: &[
        UTMPX_C,
        "captured file: Seif-Yasser-Ahmed/Minix3-OS usr/log/lastlogx @ 832c217bdd98",
    ],
    note: "A Berkeley DB 1.85 hash whose keys are user ids.",
    ..LASTLOGX_432
};

const DRAGONFLY_512: Spec = Spec {
    id: "dragonfly-utmpx-512-le",
    title: "DragonFly BSD utmpx and wtmpx",
    written_by: &["DragonFly BSD on x86-64"],
    paths: UTMPX_PATHS,
    verified: SOURCE,
    sources: &[DRAGONFLY_H, DRAGONFLY_C],
    note: "A file that the library creates begins with a record of its format; a rotated \
           wtmpx does not.",
    convention: &DRAGONFLY,
    signatures: V2,
    ..Spec::BASE
};

const DRAGONFLY_504: Spec = Spec {
    id: "dragonfly-utmpx-504-le",
    title: "DragonFly BSD utmpx and wtmpx with 32-bit time",
    written_by: &["DragonFly BSD on i386, given up in 2014"],
    verified: COMPILED,
    sources: &[DRAGONFLY_H],
    signatures: V1_AND_V2,
    ..DRAGONFLY_512
};

const DRAGONFLY_48: Spec = Spec {
    id: "dragonfly-utmp-48-le",
    title: "DragonFly BSD utmp and wtmp with 64-bit time",
    written_by: &["DragonFly BSD on x86-64, through the older functions"],
    paths: UTMP_PATHS,
    verified: SOURCE,
    sources: &["DragonFlyBSD include/utmp.h @ 1de703daf673"],
    note: "A utmp is indexed by terminal, so most of its records are zero.",
    convention: &BSD,
    carving: Carving::OnRequest(4),
    ..Spec::BASE
};

const MINIX_48: Spec = Spec {
    title: "MINIX utmp, wtmp and btmp",
    written_by: &[
        "MINIX 1.5 to 3.2: PC le, 68000 be",
        "MINIX 3.3 and later, beside the utmpx files",
    ],
    paths: &["/etc/utmp", "/usr/adm/wtmp", "/usr/adm/btmp"],
    verified: SEEN,
    sources: &[
        "chenshuo/old-minix include/utmp.h @ de2d2a615df8",
        "MINIX include/utmp.h (2005) @ 4db99f401257",
        "captured file: Seif-Yasser-Ahmed/Minix3-OS usr/adm/wtmp @ 832c217bdd98",
    ],
    note: "Many logins have type 0. A record without a user is a logout; boots and shutdowns \
           have the line ~.",
    convention: &MINIX,
    carving: Carving::OnRequest(4),
    ..Spec::BASE
};

/// The layouts of NetBSD, the current ones first, then those of DragonFly BSD and MINIX.
pub(super) const LAYOUTS: &[&Layout] = &[
    &Layout::of_records::<Utmpx520<LE>>(Spec { id: "netbsd-utmpx-520-v2-le", ..UTMPX_520 }),
    &Layout::of_records::<Utmpx520<BE>>(Spec {
        id: "netbsd-utmpx-520-v2-be",
        verified: SOURCE,
        ..UTMPX_520
    }),
    &Layout::of_records::<Utmpx520Ilp32<LE>>(Spec {
        id: "netbsd-utmpx-520-v2-ilp32-le",
        ..UTMPX_520_ILP32
    }),
    &Layout::of_records::<Utmpx520Ilp32<BE>>(Spec {
        id: "netbsd-utmpx-520-v2-ilp32-be",
        ..UTMPX_520_ILP32
    }),
    &Layout::of_records::<Utmpx516<LE>>(Spec { id: "netbsd-utmpx-516-v2-le", ..UTMPX_516 }),
    &Layout::of_records::<Utmpx516<BE>>(Spec {
        id: "netbsd-utmpx-516-v2-be",
        verified: SOURCE,
        note: "No big-endian port is known for certain to align like that; m68k may.",
        ..UTMPX_516
    }),
    &Layout::of_records::<Utmpx512<LE>>(Spec { id: "netbsd-utmpx-512-v1-le", ..UTMPX_512 }),
    &Layout::of_records::<Utmpx512<BE>>(Spec {
        id: "netbsd-utmpx-512-v1-be",
        verified: SOURCE,
        ..UTMPX_512
    }),
    &Layout::of_records::<Utmpx520V1<LE>>(Spec {
        id: "netbsd-utmpx-520-v1-le",
        ..UTMPX_520_V1
    }),
    &Layout::of_records::<Utmpx520V1<BE>>(Spec {
        id: "netbsd-utmpx-520-v1-be",
        ..UTMPX_520_V1
    }),
    &Layout::of_records::<Utmp40<LE>>(Spec { id: "netbsd-utmp-40-le", ..UTMP_40 }),
    &Layout::of_records::<Utmp40<BE>>(Spec {
        id: "netbsd-utmp-40-be",
        verified: SOURCE,
        ..UTMP_40
    }),
    &Layout::of_last_logins::<Lastlog32<LE>>(Spec {
        id: "netbsd-lastlog-32-le",
        ..LASTLOG_32
    }),
    &Layout::of_last_logins::<Lastlog32<BE>>(Spec {
        id: "netbsd-lastlog-32-be",
        verified: SOURCE,
        ..LASTLOG_32
    }),
    &Layout::of_hashed_last_logins::<Lastlogx432<LE>>(Spec {
        id: "netbsd-lastlogx-432-le",
        ..LASTLOGX_432
    }),
    &Layout::of_hashed_last_logins::<Lastlogx432<BE>>(Spec {
        id: "netbsd-lastlogx-432-be",
        verified: SOURCE,
        ..LASTLOGX_432
    }),
    &Layout::of_hashed_last_logins::<Lastlogx428<LE>>(LASTLOGX_428),
    &Layout::of_hashed_last_logins::<Lastlogx424<LE>>(Spec {
        id: "netbsd-lastlogx-424-le",
        ..LASTLOGX_424
    }),
    &Layout::of_hashed_last_logins::<Lastlogx424<BE>>(Spec {
        id: "netbsd-lastlogx-424-be",
        verified: SOURCE,
        ..LASTLOGX_424
    }),
    &Layout::of_records::<DragonFlyUtmpx512>(DRAGONFLY_512),
    &Layout::of_records::<DragonFlyUtmpx504>(DRAGONFLY_504),
    &Layout::of_records::<DragonFlyUtmp48>(DRAGONFLY_48),
    &Layout::of_records::<MinixUtmp48<LE>>(Spec { id: "minix-utmp-48-le", ..MINIX_48 }),
    &Layout::of_records::<MinixUtmp48<BE>>(Spec {
        id: "minix-utmp-48-be",
        verified: SOURCE,
        ..MINIX_48
    }),
];

// --- Tests --------------------------------------------------------------------------------

#[cfg(test)]
mod tests {
    use crate::layout::raw::placed;
    use crate::layout::{Mark, find};
    use crate::record::{Kind, Record, RunLevel, View};
    use alloc::string::{String, ToString};

    /// 2023-11-14T22:13:20Z and some microseconds.
    const SECONDS: &[u8] = b"\0\xf1\x53\x65";
    const USEC: &[u8] = b"\x40\xe2\x01\0";
    const TIME: &str = "2023-11-14T22:13:20.123456Z";

    fn read<'a>(id: &str, bytes: &'a [u8]) -> Record<'a> {
        find(id).unwrap().record(bytes).unwrap()
    }

    fn time(record: &Record<'_>) -> String {
        record.time().timestamp().unwrap().to_string()
    }

    #[test]
    fn a_socket_address_has_family_port_and_address_in_network_order() {
        let v4: &[u8] = &[16, 2, 0xd4, 0x31, 192, 0, 2, 7];
        let v6: &[u8] = &[
            28, 24, 0, 22, 0, 0, 0, 0, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            5,
        ];
        let bytes: [u8; 520] = placed(&[
            (0, b"alice"),
            (32, b"ts/0"),
            (36, b"pts/0"),
            (68, b"gw.example"),
            (324, &[9, 0, 7, 0, 0x39, 0x30, 0, 0]),
            (336, v4),
            (464, SECONDS),
            (472, USEC),
            (476, b"\xde\xad\xbe\xef"),
        ]);
        let record = read("netbsd-utmpx-520-v2-le", &bytes);
        assert_eq!((record.kind(), record.is_derived()), (Kind::UserProcess, false));
        assert_eq!((record.pid(), record.session()), (Some(12_345), Some(9)));
        assert_eq!(record.user().value(), "alice");
        assert_eq!(record.id().unwrap().value(), "ts/0");
        assert_eq!(record.line().value(), "pts/0");
        assert_eq!(record.host().unwrap().value(), "gw.example");
        assert_eq!(record.address().unwrap().to_string(), "192.0.2.7");
        assert_eq!(record.port(), Some(54_321));
        assert_eq!(time(&record), TIME, "garbage in the padding is none of the time");

        let bytes: [u8; 516] =
            placed(&[(326, &[7]), (336, v6), (464, SECONDS), (472, USEC)]);
        let record = read("netbsd-utmpx-516-v2-le", &bytes);
        assert_eq!(record.address().unwrap().to_string(), "2001:db8::5");
        assert_eq!((record.port(), time(&record).as_str()), (Some(22), TIME));

        let bytes: [u8; 512] = placed(&[(326, &[7]), (464, SECONDS), (468, USEC)]);
        let record = read("netbsd-utmpx-512-v1-le", &bytes);
        assert_eq!(record.address().unwrap().to_string(), "", "length and family are 0");
        assert_eq!((record.port(), time(&record).as_str()), (None, TIME));
    }

    #[test]
    fn dragonfly_bsd_has_its_numbers_16_bytes_later_and_another_ipv6() {
        let socket: &[u8] = &[
            28, 28, 0, 22, 0, 0, 0, 0, 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9,
        ];
        let common: [(usize, &[u8]); 4] = [
            (36, b"ttyv0"),
            (340, &[0, 0, 7, 0, 0x39, 0x30]),
            (352, socket),
            (480, SECONDS),
        ];
        let long: [u8; 512] = placed(&[&common[..], &[(488, USEC)]].concat());
        let short: [u8; 504] = placed(&[&common[..], &[(484, USEC)]].concat());
        for (id, bytes) in
            [("dragonfly-utmpx-512-le", &long[..]), ("dragonfly-utmpx-504-le", &short)]
        {
            let record = read(id, bytes);
            assert_eq!((record.kind(), record.pid()), (Kind::UserProcess, Some(12_345)));
            assert_eq!(record.line().value(), "ttyv0");
            assert_eq!(record.address().unwrap().to_string(), "fe80::9");
            assert_eq!((record.port(), time(&record).as_str()), (Some(22), TIME), "{id}");
        }
        assert!(!find("netbsd-utmpx-512-v1-le").unwrap().fits(&long));
    }

    #[test]
    fn a_boot_and_a_shutdown_stand_in_a_wtmpx_as_processes_of_init() {
        for (line, user, kind, is_derived) in [
            (&b"~"[..], &b"reboot"[..], Kind::BootTime, true),
            (b"~", b"shutdown", Kind::ShutdownTime, true),
            (b"ttyE1", b"/usr/libexec/getty", Kind::InitProcess, false),
        ] {
            let parts: [(usize, &[u8]); 4] =
                [(0, user), (36, line), (326, &[0, 5]), (468, b"\x65\x53\xf1\0")];
            let bytes: [u8; 520] = placed(&parts);
            let record = read("netbsd-utmpx-520-v2-be", &bytes);
            assert_eq!((record.kind(), record.is_derived()), (kind, is_derived));
            assert_eq!(record.type_raw(), Some(5));
        }
    }

    #[test]
    fn what_happens_to_the_system_has_types_of_its_own_in_a_utmpx() {
        for (number, id, line, kind) in [
            (2, &b"boot"[..], &b"system boot"[..], Kind::BootTime),
            (3, b"", b"|", Kind::OldTime),
            (4, b"", b"{", Kind::NewTime),
            (10, b"", b"", Kind::Signature),
            (11, b"down", b"system down", Kind::DownTime),
            (12, b"", b"", Kind::Unknown),
        ] {
            let bytes: [u8; 520] = placed(&[(32, id), (36, line), (326, &[number])]);
            let record = read("netbsd-utmpx-520-v2-le", &bytes);
            assert_eq!((record.kind(), record.is_derived()), (kind, false));
        }
        let bytes: [u8; 512] =
            placed(&[(36, b"run-level m"), (326, &[0, 1]), (332, &[0, b'm', 0, b's'])]);
        let record = read("netbsd-utmpx-512-v1-be", &bytes);
        assert_eq!(record.run_level(), Some(RunLevel { new: b'm', old: Some(b's') }));
    }

    #[test]
    fn versions_differ_in_where_big_endian_microseconds_are() {
        let seconds: (usize, &[u8]) = (468, b"\x65\x53\xf1\0");
        let usec = b"\0\x01\xe2\x40";
        let v1: [u8; 520] = placed(&[seconds, (476, usec)]);
        let v2: [u8; 520] = placed(&[seconds, (472, usec)]);
        assert_eq!(time(&read("netbsd-utmpx-520-v1-be", &v1)), TIME);
        assert_eq!(time(&read("netbsd-utmpx-520-v2-be", &v2)), TIME);
        assert_eq!(time(&read("netbsd-utmpx-520-v2-ilp32-be", &v2)), TIME);
        assert_eq!(read("netbsd-utmpx-520-v2-be", &v1).time().usec(), Some(0));
        assert_eq!(
            read("netbsd-utmpx-520-v1-be", &v2).time().usec(),
            Some(123_456 << 32),
            "no microseconds"
        );
    }

    #[test]
    fn the_first_record_says_the_version_but_not_the_width_of_the_time() {
        let v1: [u8; 520] = placed(&[(0, b"utmpx-1.00"), (326, &[10])]);
        let v2: [u8; 520] = placed(&[(0, b"utmpx-2.00"), (326, &[10])]);
        let knows = |id: &str, head: &[u8]| {
            let layout = find(id).unwrap();
            let head = &head[..layout.size()];
            assert_eq!(layout.record(head).unwrap().kind(), Kind::Signature);
            layout.fits(head) && layout.marks(head).has(Mark::Signature)
        };
        for (id, versions) in [
            ("netbsd-utmpx-520-v1-le", (true, false)),
            ("netbsd-utmpx-520-v2-le", (false, true)),
            ("netbsd-utmpx-520-v2-ilp32-le", (false, true)),
            ("netbsd-utmpx-516-v2-le", (false, true)),
            ("netbsd-utmpx-512-v1-le", (true, true)),
        ] {
            assert_eq!((knows(id, &v1), knows(id, &v2)), versions, "{id}");
        }
        let minix_or_dragonfly: [u8; 512] = placed(&[(0, b"utmpx-2.00"), (342, &[10])]);
        assert!(find("dragonfly-utmpx-512-le").unwrap().fits(&minix_or_dragonfly));
        assert!(!find("netbsd-utmpx-512-v1-le").unwrap().fits(&minix_or_dragonfly));
    }

    #[test]
    fn a_lastlogx_has_the_time_first_and_the_key_behind_the_value() {
        let socket: &[u8] = &[16, 2, 0, 22, 198, 51, 100, 4];
        for (id, usec, line) in [
            ("netbsd-lastlogx-424-le", 4, 8),
            ("netbsd-lastlogx-428-le", 8, 12),
            ("netbsd-lastlogx-432-le", 8, 16),
        ] {
            let layout = find(id).unwrap();
            let parts: [(usize, &[u8]); 6] = [
                (0, SECONDS),
                (usec, USEC),
                (line, b"pts/3"),
                (line + 32, b"gw.example"),
                (line + 32 + 256, socket),
                (layout.size(), &[0xe8, 3, 0, 0]),
            ];
            let bytes: [u8; 436] = placed(&parts);
            let Some(View::LastLogin(login)) = layout.view(&bytes[..layout.size() + 4])
            else {
                panic!("{id} is no lastlog");
            };
            assert_eq!(login.time().timestamp().unwrap().to_string(), TIME, "{id}");
            assert_eq!(login.line().value(), "pts/3");
            assert_eq!(login.host().unwrap().value(), "gw.example");
            assert_eq!(login.address().unwrap().to_string(), "198.51.100.4");
            assert_eq!(login.port(), Some(22));
        }
    }

    #[test]
    fn the_files_of_bsd_got_a_wider_time() {
        let utmp = b"pts/0\0\0\0alice\0\0\0gw.example\0\0\0\0\0\0\0\0\0\0\x65\x53\xf1\0";
        let record = read("netbsd-utmp-40-be", utmp);
        assert_eq!((record.kind(), record.is_derived()), (Kind::UserProcess, true));
        assert_eq!(record.time().timestamp().unwrap().seconds(), 0x6553_f100);
        assert_eq!(record.host().unwrap().value(), "gw.example");

        let lastlog = b"\0\xf1\x53\x65\0\0\0\0pts/0\0\0\0gw.example\0\0\0\0\0\0";
        let Some(View::LastLogin(login)) =
            find("netbsd-lastlog-32-le").unwrap().view(lastlog)
        else {
            panic!("no lastlog");
        };
        assert_eq!(login.time().timestamp().unwrap().seconds(), 0x6553_f100);
        assert_eq!(login.line().value(), "pts/0");

        let dragonfly: [u8; 48] =
            placed(&[(0, b"~"), (8, b"reboot"), (40, b"\0\xf1\x53\x65")]);
        let record = read("dragonfly-utmp-48-le", &dragonfly);
        assert_eq!(record.kind(), Kind::BootTime);
        assert_eq!(record.time().timestamp().unwrap().seconds(), 0x6553_f100);
    }

    #[test]
    fn minix_writes_logins_with_type_0() {
        let read = |user: &[u8], line: &[u8], number| {
            let bytes: [u8; 48] = placed(&[
                (0, user),
                (8, b"c1"),
                (12, line),
                (40, &[0xff, 0x7f, number, 0]),
                (44, SECONDS),
            ]);
            let layout = find("minix-utmp-48-le").unwrap();
            let record = layout.record(&bytes).unwrap();
            assert_eq!(record.pid(), Some(32_767));
            assert_eq!(record.type_raw(), Some(number.into()));
            assert_eq!(record.time().timestamp().unwrap().seconds(), 0x6553_f100);
            assert!(layout.fits(&bytes));
            (record.kind(), record.is_derived())
        };
        assert_eq!(read(b"ast", b"ttyc1", 0), (Kind::UserProcess, true));
        assert_eq!(read(b"", b"ttyc1", 0), (Kind::DeadProcess, true));
        assert_eq!(read(b"reboot", b"~", 0), (Kind::BootTime, true));
        assert_eq!(read(b"shutdown", b"~", 0), (Kind::ShutdownTime, true));
        assert_eq!(read(b"ast", b"ttyc1", 7), (Kind::UserProcess, false));
        assert_eq!(read(b"ast", b"ttyc1", 8), (Kind::DeadProcess, false));
    }
}
