//! OpenBSD, which widened the names of 4.4BSD, and later the time.

use super::convention::BSD;

use super::raw::raw;
use super::{Carving, Integer, Layout, Spec, Verified};

use zerocopy::byteorder::{BE, I32, I64, LE};

// --- Structures ---------------------------------------------------------------------------

raw! {
    /// `struct utmp`; `Sec` is the type of the time, [`I32`] or [`I64`].
    pub struct Utmp<Sec: Integer> in Sec::ORDER => {
        /// Device name without `/dev/`.
        ut_line: [u8; 8] = Line,
        /// User name.
        ut_name: [u8; 32] = User,
        /// Remote host.
        ut_host: [u8; 256] = Host,
        /// Seconds since 1970.
        ut_time: Sec = Seconds,
    }

    /// `struct lastlog`; `Sec` is the type of the time.
    pub struct Lastlog<Sec: Integer> in Sec::ORDER => {
        /// Time of the last login; 0 means never.
        ll_time: Sec = Seconds,
        /// Device name without `/dev/`.
        ll_line: [u8; 8] = Line,
        /// Remote host.
        ll_host: [u8; 256] = Host,
    }
}

/// `struct utmp` with 32-bit time.
pub type Utmp300<O> = Utmp<I32<O>>;
/// `struct utmp` with 64-bit time.
pub type Utmp304<O> = Utmp<I64<O>>;
/// `struct lastlog` with 32-bit time.
pub type Lastlog268<O> = Lastlog<I32<O>>;
/// `struct lastlog` with 64-bit time.
pub type Lastlog272<O> = Lastlog<I64<O>>;

// --- Facts --------------------------------------------------------------------------------

const UTMP_PATHS: &[&str] = &["/var/run/utmp", "/var/log/wtmp"];
const LASTLOG_PATHS: &[&str] = &["/var/log/lastlog"];
const SOURCE: &[Verified] = &[Verified::Source];
const SEEN: &[Verified] = &[Verified::Source, Verified::Sample];
const HEADER: &str = "OpenBSD include/utmp.h @ e33d3bd3b8a4";
const FILES: &str = "captured files and sizes of OpenBSD 7.2 (i386) and 7.4 (amd64): \
                     jtmoon79/super-speedy-syslog-searcher logs/ @ 494a21d7a717";

const UTMP_300: Spec = Spec {
    title: "OpenBSD utmp and wtmp with 32-bit time",
    written_by: &[
        "OpenBSD from the adoption of 32-byte names (late 1990s) to 5.4, all ports",
        "MirBSD",
    ],
    paths: UTMP_PATHS,
    verified: SOURCE,
    sources: &[HEADER, "aerieBSD include/utmp.h @ 04a0f2dffa69"],
    note: "Time is 32-bit on 64-bit ports too. A utmp is indexed by terminal, so most of its \
           records are zero.",
    convention: &BSD,
    kin: &["openbsd"],
    ..Spec::BASE
};

const UTMP_304: Spec = Spec {
    title: "OpenBSD utmp and wtmp with 64-bit time",
    written_by: &["OpenBSD 5.5 and later, all ports"],
    verified: SEEN,
    sources: &["OpenBSD include/utmp.h rev. 1.6", FILES],
    note: "A utmp is indexed by terminal, so most of its records are zero.",
    ..UTMP_300
};

const LASTLOG_268: Spec = Spec {
    title: "OpenBSD lastlog with 32-bit time",
    written_by: &["OpenBSD to 5.4", "MirBSD"],
    paths: LASTLOG_PATHS,
    verified: SOURCE,
    sources: &[HEADER],
    note: "An array indexed by user id. A time of 0 means never.",
    carving: Carving::OnRequest(1),
    ..Spec::BASE
};

const LASTLOG_272: Spec = Spec {
    title: "OpenBSD lastlog with 64-bit time",
    written_by: &["OpenBSD 5.5 and later"],
    verified: SEEN,
    sources: &[FILES],
    carving: Carving::Alone,
    ..LASTLOG_268
};

/// The layouts of OpenBSD, the current ones first.
pub(super) const LAYOUTS: &[&Layout] = &[
    &Layout::of_records::<Utmp304<LE>>(Spec { id: "openbsd-utmp-304-le", ..UTMP_304 }),
    &Layout::of_records::<Utmp304<BE>>(Spec {
        id: "openbsd-utmp-304-be",
        verified: SOURCE,
        ..UTMP_304
    }),
    &Layout::of_records::<Utmp300<LE>>(Spec { id: "openbsd-utmp-300-le", ..UTMP_300 }),
    &Layout::of_records::<Utmp300<BE>>(Spec { id: "openbsd-utmp-300-be", ..UTMP_300 }),
    &Layout::of_last_logins::<Lastlog272<LE>>(Spec {
        id: "openbsd-lastlog-272-le",
        ..LASTLOG_272
    }),
    &Layout::of_last_logins::<Lastlog272<BE>>(Spec {
        id: "openbsd-lastlog-272-be",
        verified: SOURCE,
        ..LASTLOG_272
    }),
    &Layout::of_last_logins::<Lastlog268<LE>>(Spec {
        id: "openbsd-lastlog-268-le",
        ..LASTLOG_268
    }),
    &Layout::of_last_logins::<Lastlog268<BE>>(Spec {
        id: "openbsd-lastlog-268-be",
        ..LASTLOG_268
    }),
];
