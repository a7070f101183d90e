//! FreeBSD: the records of 4.4BSD with longer names, and since 9.0 the `utx` files.

use super::convention::{BSD, FREEBSD};
use super::member::order;
use super::raw::raw;
use super::{Carving, Layout, Spec, Verified};
use zerocopy::ByteOrder;
use zerocopy::byteorder::{BE, I32, LE, U32, U64};

// --- Structures ---------------------------------------------------------------------------

raw! {
    /// `struct utmp` before FreeBSD 9.
    pub struct Utmp44<O: ByteOrder> in order::<O>() => {
        /// Device name without `/dev/`.
        ut_line: [u8; 8] = Line,
        /// User name.
        ut_name: [u8; 16] = User,
        /// Remote host.
        ut_host: [u8; 16] = Host,
        /// Seconds since 1970.
        ut_time: I32<O> = Seconds,
    }

    /// `struct futx`: the record of all `utx` files, packed and big-endian on every machine.
    pub struct Futx in order::<BE>() => {
        /// Type of the record.
        fu_type: u8 = Type,
        /// Microseconds since 1970.
        fu_tv: U64<BE> = Instant,
        /// An opaque key that joins a logout to its login.
        fu_id: [u8; 8] = Id,
        /// Process id.
        fu_pid: U32<BE> = Pid,
        /// User name.
        fu_user: [u8; 32] = User,
        /// Device name without `/dev/`.
        fu_line: [u8; 16] = Line,
        /// Remote host.
        fu_host: [u8; 128] = Host,
    }
}

// --- Facts --------------------------------------------------------------------------------

const SEEN: &[Verified] = &[Verified::Source, Verified::Sample];
const LIBC: &str = "FreeBSD lib/libc/gen: utxdb.h @ a627ac61ab8d, utxdb.c @ 3d497e17ebd3, pututxline.c @ \
     062f6c4104f9, getutxent.c @ 0c7e03a54c8e";

const UTMP_44: Spec = Spec {
    title: "FreeBSD utmp and wtmp before 9.0",
    written_by: &[
        "FreeBSD from the growth of the name to 16 bytes (2.x series) to 8.x, all ports",
        "DragonFly BSD on i386 before utmpx",
        "pfSense and other appliances on FreeBSD 8",
    ],
    paths: &["/var/run/utmp", "/var/log/wtmp"],
    verified: SEEN,
    sources: &[
        "FreeBSD include/utmp.h @ 039ea811636f, usr.bin/wtmpcvt/wtmpcvt.c @ c40cb8f18ccb",
        "captured file: hemantthakur/PFsense var/run/utmp @ 377c083c3c7e",
    ],
    note: "A utmp is indexed by terminal, so most of its records are zero.",
    convention: &BSD,
    kin: &["freebsd"],
    carving: Carving::OnRequest(4),
    ..Spec::BASE
};

const FUTX_197: Spec = Spec {
    id: "freebsd-futx-197-be",
    title: "FreeBSD utx.active and utx.lastlogin",
    written_by: &[
        "FreeBSD 9.0 and later, all ports",
        "MidnightBSD, GhostBSD, pfSense 2.2 and later, TrueNAS CORE, HardenedBSD",
    ],
    paths: &["/var/run/utx.active", "/var/log/utx.lastlogin"],
    verified: SEEN,
    sources: &[
        LIBC,
        "captured file: dch/do var/run/utx.active @ 330f7b83c85a",
        "captured utx.lastlogin of FreeBSD 13.1: jtmoon79/super-speedy-syslog-searcher logs/ @ \
         494a21d7a717",
    ],
    note: "Types 1, 2, 3 and 8 hold a time only; 5 and 7 add id and pid. The system refuses a \
           file that is no multiple of 197 bytes.",
    convention: &FREEBSD,
    ..Spec::BASE
};

const UTX_LOG: Spec = Spec {
    id: "freebsd-utx-log-be",
    title: "FreeBSD utx.log, length-prefixed",
    paths: &["/var/log/utx.log"],
    sources: &[
        LIBC,
        "captured files: dch/do var/log/utx.log @ 330f7b83c85a, Oweoqi/freebsd_honeyfs \
         var/log/utx.log @ 78c118a69bca",
    ],
    note: "Each record stands behind its length in 16 bits and without the zeros at its end, \
           so a boot has 9 bytes and a logout at most 21. Types as in freebsd-futx-197-be; a \
           logout is paired with its login by the id.",
    ..FUTX_197
};

/// The layouts of FreeBSD, the current ones first.
pub(super) const LAYOUTS: &[&Layout] = &[
    &Layout::of_prefixed_records::<Futx>(UTX_LOG),
    &Layout::of_records::<Futx>(FUTX_197),
    &Layout::of_records::<Utmp44<LE>>(Spec { id: "freebsd-utmp-44-le", ..UTMP_44 }),
    &Layout::of_records::<Utmp44<BE>>(Spec {
        id: "freebsd-utmp-44-be",
        verified: &[Verified::Source],
        ..UTMP_44
    }),
];
