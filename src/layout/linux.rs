//! Linux: glibc, musl, uClibc, dietlibc, skarnet utmps.
//!
//! One structure in many widths. What differs between architectures and libraries is the
//! width of three members and where the compiler puts padding, so one generic structure
//! serves them all and an alias names each variant that some system has written.

use super::convention::LINUX;
use super::member::order;
use super::raw::{raw, sealed::Sealed};
use super::{Carving, Field, Integer, Layout, Order, Raw, Role, Spec, Verified};
use core::mem::offset_of;
use zerocopy::byteorder::{I16, I32, I64};
use zerocopy::{ByteOrder, FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

pub use zerocopy::byteorder::{BE, LE};

// --- Structures ---------------------------------------------------------------------------

/// `struct utmp`, which is `struct utmpx` too, with the C names.
///
/// `O` is the byte order of the file. `Long` is the type of `ut_session`, `Sec` and `Usec`
/// those of `ut_tv`, each [`I32`] or [`I64`]. The numbers are the lengths of the padding:
/// `P0` before `ut_pid`, `P1` before `ut_session`, `P2` behind it, `P3` behind `tv_usec`,
/// `P4` at the end; `R` is that of the reserved space.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub struct Utmp<
    O: ByteOrder,
    Long,
    Sec,
    Usec,
    const P0: usize,
    const P1: usize,
    const P2: usize,
    const P3: usize,
    const R: usize,
    const P4: usize,
> {
    /// Type of the record.
    pub ut_type: I16<O>,
    /// Alignment of `ut_pid`.
    pub pad0: [u8; P0],
    /// Process id.
    pub ut_pid: I32<O>,
    /// Device name without `/dev/`.
    pub ut_line: [u8; 32],
    /// Inittab id, or the end of the device name.
    pub ut_id: [u8; 4],
    /// User name.
    pub ut_user: [u8; 32],
    /// Remote host, or the kernel release.
    pub ut_host: [u8; 256],
    /// `ut_exit.e_termination`.
    pub e_termination: I16<O>,
    /// `ut_exit.e_exit`.
    pub e_exit: I16<O>,
    /// Alignment, or the unused high half of the session.
    pub pad1: [u8; P1],
    /// Session id.
    pub ut_session: Long,
    /// Alignment, or the unused high half of the session.
    pub pad2: [u8; P2],
    /// `ut_tv.tv_sec`.
    pub tv_sec: Sec,
    /// `ut_tv.tv_usec`.
    pub tv_usec: Usec,
    /// Alignment.
    pub pad3: [u8; P3],
    /// Remote address in network order; an IPv4 address fills the first four bytes.
    pub ut_addr_v6: [u8; 16],
    /// Reserved for future use.
    pub reserved: [u8; R],
    /// Alignment of the record.
    pub pad4: [u8; P4],
}

/// 32-bit time on glibc, and on musl before 1.2.0.
pub type Utmp384<O> = Utmp<O, I32<O>, I32<O>, I32<O>, 2, 0, 0, 0, 20, 0>;
/// The first 384 bytes of a [`Utmp392`].
pub type Utmp384Cut<O> = Utmp<O, I32<O>, I64<O>, I64<O>, 2, 0, 0, 0, 12, 0>;
/// The first 384 bytes of a [`Utmp400S32`].
pub type Utmp384CutPadded<O> = Utmp<O, I32<O>, I64<O>, I64<O>, 2, 0, 4, 0, 8, 0>;
/// The first 382 bytes of a [`Utmp390`].
pub type Utmp382Cut<O> = Utmp<O, I32<O>, I64<O>, I64<O>, 0, 0, 0, 0, 12, 0>;
/// 64-bit session and time.
pub type Utmp400<O> = Utmp<O, I64<O>, I64<O>, I64<O>, 2, 0, 0, 0, 20, 4>;
/// 32-bit session, four bytes of padding behind it, 64-bit time.
pub type Utmp400S32<O> = Utmp<O, I32<O>, I64<O>, I64<O>, 2, 0, 4, 0, 20, 4>;
/// Four bytes of padding, 32-bit session, 64-bit time.
pub type Utmp400MuslBe = Utmp<BE, I32<BE>, I64<BE>, I64<BE>, 2, 4, 0, 0, 20, 4>;
/// 64-bit session and seconds, 32-bit microseconds.
pub type Utmp400Usec32<O> = Utmp<O, I64<O>, I64<O>, I32<O>, 2, 0, 0, 4, 20, 4>;
/// [`Utmp400S32`] without the padding at the end.
pub type Utmp396MuslLe = Utmp<LE, I32<LE>, I64<LE>, I64<LE>, 2, 0, 4, 0, 20, 0>;
/// [`Utmp400MuslBe`] without the padding at the end.
pub type Utmp396MuslBe = Utmp<BE, I32<BE>, I64<BE>, I64<BE>, 2, 4, 0, 0, 20, 0>;
/// 32-bit session and 64-bit time on ABIs that align 64-bit integers to four bytes.
pub type Utmp392<O> = Utmp<O, I32<O>, I64<O>, I64<O>, 2, 0, 0, 0, 20, 0>;
/// 64-bit time on m68k, which aligns to two bytes.
pub type Utmp390<O> = Utmp<O, I32<O>, I64<O>, I64<O>, 0, 0, 0, 0, 20, 0>;
/// 32-bit time on m68k, which aligns to two bytes.
pub type Utmp382<O> = Utmp<O, I32<O>, I32<O>, I32<O>, 0, 0, 0, 0, 20, 0>;

raw! {
    /// `struct lastlog`; the file is an array of these indexed by user id.
    pub struct Lastlog<Sec: Integer> in Sec::ORDER => {
        /// Time of the last login; 0 means never.
        ll_time: Sec = Seconds,
        /// Device name without `/dev/`.
        ll_line: [u8; 32] = Line,
        /// Remote host.
        ll_host: [u8; 256] = Host,
    }
}

/// `struct lastlog` with 32-bit time.
pub type Lastlog292<O> = Lastlog<I32<O>>;
/// `struct lastlog` with 64-bit time.
pub type Lastlog296<O> = Lastlog<I64<O>>;

// --- Facts --------------------------------------------------------------------------------

const UTMP_PATHS: &[&str] =
    &["/var/run/utmp", "/run/utmp", "/var/log/wtmp", "/var/log/btmp"];
const LASTLOG_PATHS: &[&str] = &["/var/log/lastlog"];

const GLIBC: &str = "glibc bits/utmp.h, sysdeps/**/utmp-size.h @ 04e750e75b73";
const GLIBC_COMPILED: &str = "glibc 2.36 headers of 22 targets, compiled";
const MUSL: &str = "musl include/utmpx.h @ 5122f9f3c99f, compiled for 19 targets";
const UTMPS: &str = "skarnet utmps src/include/utmps/utmpx.h @ 53fa5bbe0c07, compiled";
const UCLIBC: &str = "uClibc-ng libc/sysdeps/linux/common/bits/utmp.h @ 5e6fd08b4291";
const DIETLIBC: &str = "dietlibc include/utmp.h @ 7d1eb8beb7cd";

const COMPILE_SOURCE: &[Verified] = &[Verified::Compile, Verified::Source];
const ALL: &[Verified] = &[Verified::Compile, Verified::Source, Verified::Sample];

const PLASO: &str = "captured files: log2timeline/plaso test_data/utmp @ 4ea03ef9a48d";
const S4: &str =
    "captured files: jtmoon79/super-speedy-syslog-searcher logs/ @ 494a21d7a717";

const UTMP_384: Spec = Spec {
    title: "Linux utmp with 32-bit time",
    written_by: &[
        "glibc: i386, x86-64, x32, arm, riscv32, riscv64, powerpc, powerpc64, powerpc64le, \
         sparc, sparc64, mips (o32, n32, n64), hppa, sh, csky, microblaze, nios2",
        "GNU/Hurd i386 and x86-64",
        "musl before 1.2.0 on 32-bit architectures (except m68k, x32)",
        "uClibc and uClibc-ng with 32-bit time, and on x86-64, mips n64, riscv32, riscv64",
        "dietlibc: 32-bit architectures, x86-64, powerpc64, sparc64, aarch64",
    ],
    paths: UTMP_PATHS,
    verified: ALL,
    sources: &[
        GLIBC,
        GLIBC_COMPILED,
        DIETLIBC,
        UCLIBC,
        PLASO,
        S4,
        "captured file, big-endian: simsong/bulk_extractor src/tests/wtmp-sparc-be @ 9af62917d73e",
    ],
    note: "tv_sec is signed before glibc 2.40 and unsigned from 2.40 on: the same bytes, \
           another meaning from 2038 on. uClibc, old musl and dietlibc stay signed.",
    convention: &LINUX,
    kin: &["linux"],
    ..Spec::BASE
};

const UTMP_384_T64: Spec = Spec {
    title: "Linux utmp: a 392-byte record with 64-bit time, cut to 384 bytes",
    written_by: &[
        "glibc 2.34 to 2.39 on i386 for programs built with 64-bit time: the program fills a \
         392-byte structure, the library writes its first 384 bytes",
    ],
    paths: UTMP_PATHS,
    verified: &[Verified::Compile, Verified::Sample],
    sources: &["a program built with _TIME_BITS=64 against glibc 2.36 for i386, run"],
    note: "Read as a plain 384-byte record, the microseconds turn up as an IPv4 address and \
           the address in the reserved bytes. The last 8 reserved bytes were never written.",
    rarity: 3,
    carving: Carving::InRuns(2),
    ..UTMP_384
};

const UTMP_384_T64_INFERRED: Spec = Spec {
    written_by: &[
        "glibc 2.34 to 2.39 on microblaze and sh for programs built with 64-bit time: the \
         program fills a 392-byte structure, the library writes its first 384 bytes",
    ],
    verified: &[Verified::Compile],
    sources: &[
        "glibc 2.36 headers with _TIME_BITS=64, compiled",
        "the way of linux-utmp-384-t64-le, which was seen; no file of this layout was",
    ],
    rarity: 20,
    ..UTMP_384_T64
};

const UTMP_384_T64P: Spec = Spec {
    title: "Linux utmp: a 400-byte record with 32-bit session, cut to 384 bytes",
    written_by: &[
        "glibc 2.34 to 2.39 on arm, mips o32, powerpc and hppa for programs built with 64-bit \
         time: the program fills a 400-byte structure, the library writes its first 384 bytes",
    ],
    note: "Read as a plain big-endian 384-byte record, all times are 1970 and the seconds \
           turn up in an IPv6 address. The last 12 reserved bytes were never written.",
    ..UTMP_384_T64_INFERRED
};

const UTMP_382_T64: Spec = Spec {
    title: "Linux utmp of m68k: a 390-byte record with 64-bit time, cut to 382 bytes",
    written_by: &[
        "glibc 2.34 to 2.39 on m68k for programs built with 64-bit time: the program fills a \
         390-byte structure, the library writes its first 382 bytes",
    ],
    note: "The last 8 reserved bytes were never written.",
    ..UTMP_384_T64_INFERRED
};

const UTMP_400: Spec = Spec {
    title: "Linux utmp with 64-bit session and time",
    written_by: &[
        "glibc: aarch64, alpha, ia64, loongarch64, s390x, 31-bit s390 since 2.9",
        "glibc before 2.3 on every 64-bit port, before 2.7 on mips n64",
        "musl before 1.2.0 on all 64-bit architectures",
        "uClibc and uClibc-ng: aarch64, alpha, ia64, kvx",
        "dietlibc: alpha, ia64, mips64, s390x",
    ],
    paths: UTMP_PATHS,
    verified: ALL,
    sources: &[
        GLIBC,
        "glibc 2.36 headers of aarch64, aarch64_be, alpha, s390x, s390, compiled",
        "musl 1.1.24 include/utmpx.h, compiled for 17 targets",
        PLASO,
        S4,
    ],
    note: "The last four bytes are padding.",
    convention: &LINUX,
    kin: &["linux"],
    ..Spec::BASE
};

const UTMP_400_MUSL: Spec = Spec {
    title: "Linux utmp of musl 1.2 with 64-bit time",
    written_by: &[
        "programs on musl 1.2.0 and later where 64-bit integers are 8-byte aligned",
    ],
    paths: &["/var/log/wtmp", "/var/log/btmp", "/var/log/utmp"],
    verified: COMPILE_SOURCE,
    sources: &[MUSL],
    note: "musl itself never opens these files; programs or another library do. The session \
           is 32-bit and reads like the 64-bit one of linux-utmp-400 while its padding is zero.",
    convention: &LINUX,
    kin: &["linux"],
    ..Spec::BASE
};

const UTMP_400_S32: Spec = Spec {
    title: "Linux utmp with 32-bit session, padding, 64-bit time",
    written_by: &[
        "skarnet utmps wherever 64-bit integers are 8-byte aligned, x86-64 included",
        "uClibc-ng 1.0.46 and later with 64-bit time on arm, mips o32, powerpc, sparc, xtensa",
        "programs with 64-bit time on glibc 2.34 to 2.39 (arm, mips o32, powerpc, hppa) that \
         write records themselves",
    ],
    paths: &["/run/utmps/utmp", "/var/log/wtmp", "/run/utmps/wtmp"],
    verified: COMPILE_SOURCE,
    sources: &[UTMPS, UCLIBC, "glibc 2.36 headers with _TIME_BITS=64, compiled"],
    note: "Bytes 340 to 344 are padding and may hold garbage. In a big-endian file the \
           session stands in the high half, so a 64-bit read at 336 is wrong.",
    convention: &LINUX,
    kin: &["linux"],
    ..Spec::BASE
};

const UTMP_400_USEC32: Spec = Spec {
    title: "Linux utmp with 64-bit seconds and 32-bit microseconds",
    written_by: &["uClibc-ng on sparc64"],
    paths: UTMP_PATHS,
    verified: COMPILE_SOURCE,
    sources: &["uClibc-ng libc/sysdeps/linux/sparc64/bits/typesizes.h @ 5e6fd08b4291"],
    note: "Differs from linux-utmp-400-be only in where the microseconds are.",
    convention: &LINUX,
    kin: &["linux"],
    rarity: 3,
    ..Spec::BASE
};

const UTMP_396_MUSL: Spec = Spec {
    title: "Linux utmp of musl 1.2 with 64-bit time, 4-byte aligned",
    written_by: &["programs on musl 1.2.0 and later: i386, sh, microblaze, m68k, or1k"],
    paths: &["/var/log/wtmp", "/var/log/btmp"],
    verified: COMPILE_SOURCE,
    sources: &[MUSL],
    note: "The record of musl on 8-byte-aligned ABIs without the padding at its end.",
    convention: &LINUX,
    kin: &["linux"],
    ..Spec::BASE
};

const UTMP_392: Spec = Spec {
    title: "Linux utmp with 32-bit session and unaligned 64-bit time",
    written_by: &[
        "glibc: arc, or1k",
        "skarnet utmps on musl i386 and sh",
        "uClibc-ng 1.0.46 and later with 64-bit time on arc, i386, sh, or1k, microblaze",
        "programs with 64-bit time on glibc 2.34 to 2.39 (i386, sh4, microblaze) that write \
         records themselves",
    ],
    paths: UTMP_PATHS,
    verified: COMPILE_SOURCE,
    sources: &[
        GLIBC,
        "glibc 2.36 headers of arc, of i686 and sh4 with _TIME_BITS=64, compiled",
        UTMPS,
    ],
    note: "The 64-bit members start at 340, which is no multiple of 8.",
    convention: &LINUX,
    kin: &["linux"],
    ..Spec::BASE
};

const UTMP_390: Spec = Spec {
    title: "Linux utmp of m68k with 64-bit time",
    written_by: &[
        "skarnet utmps on musl m68k",
        "uClibc-ng 1.0.46 and later with 64-bit time on m68k",
        "programs with 64-bit time on glibc 2.34 to 2.39 that write records themselves",
    ],
    paths: UTMP_PATHS,
    verified: COMPILE_SOURCE,
    sources: &["glibc 2.36 m68k headers with _TIME_BITS=64, compiled", UTMPS],
    note: "m68k aligns to two bytes: ut_pid stands at 2.",
    convention: &LINUX,
    kin: &["linux"],
    ..Spec::BASE
};

const UTMP_382: Spec = Spec {
    title: "Linux utmp of m68k with 32-bit time",
    written_by: &[
        "glibc m68k",
        "uClibc m68k with 32-bit time",
        "musl before 1.2.0 on m68k",
        "MiNTLib (Atari, FreeMiNT)",
    ],
    paths: UTMP_PATHS,
    verified: COMPILE_SOURCE,
    sources: &[
        "glibc sysdeps/m68k/utmp-size.h @ 04e750e75b73",
        "glibc 2.36 m68k headers, compiled",
        "MiNTLib include/utmpbits.h @ 58620c01ed04",
    ],
    note: "m68k aligns to two bytes: ut_pid stands at 2 and all that follows two bytes \
           earlier than in linux-utmp-384. tv_sec is signed before glibc 2.40.",
    convention: &LINUX,
    kin: &["linux"],
    ..Spec::BASE
};

const LASTLOG_292: Spec = Spec {
    title: "Linux lastlog with 32-bit time",
    written_by: &[
        "every library and architecture of linux-utmp-384 and linux-utmp-382",
        "32-bit glibc ports even for programs with 64-bit time",
    ],
    paths: LASTLOG_PATHS,
    verified: ALL,
    sources: &[GLIBC, S4],
    note: "An array indexed by user id, normally sparse. A time of 0 means never.",
    ..Spec::BASE
};

const LASTLOG_296: Spec = Spec {
    title: "Linux lastlog with 64-bit time",
    written_by: &[
        "glibc: aarch64, alpha, ia64, loongarch64, s390x, s390 since 2.9, arc, or1k",
        "musl: 64-bit architectures always, 32-bit ones since 1.2.0",
        "uClibc-ng: 64-bit architectures without 32-bit siblings, builds with 64-bit time",
    ],
    paths: LASTLOG_PATHS,
    verified: ALL,
    sources: &[GLIBC, "musl include/utmp.h @ 5122f9f3c99f, compiled", S4],
    note: "An array indexed by user id, normally sparse. A time of 0 means never.",
    ..Spec::BASE
};

/// The Linux layouts, commonest first: where bytes cannot tell two apart, the first is taken.
pub(super) const LAYOUTS: &[&Layout] = &[
    &Layout::of_records::<Utmp384<LE>>(Spec { id: "linux-utmp-384-le", ..UTMP_384 }),
    &Layout::of_records::<Utmp384<BE>>(Spec { id: "linux-utmp-384-be", ..UTMP_384 }),
    &Layout::of_records::<Utmp400<LE>>(Spec { id: "linux-utmp-400-le", ..UTMP_400 }),
    &Layout::of_records::<Utmp400<BE>>(Spec { id: "linux-utmp-400-be", ..UTMP_400 }),
    &Layout::of_records::<Utmp400S32<LE>>(Spec {
        id: "linux-utmp-400-musl-le",
        verified: ALL,
        ..UTMP_400_MUSL
    }),
    &Layout::of_records::<Utmp400MuslBe>(Spec {
        id: "linux-utmp-400-musl-be",
        ..UTMP_400_MUSL
    }),
    &Layout::of_records::<Utmp400S32<LE>>(Spec {
        id: "linux-utmp-400-s32-le",
        ..UTMP_400_S32
    }),
    &Layout::of_records::<Utmp400S32<BE>>(Spec {
        id: "linux-utmp-400-s32-be",
        ..UTMP_400_S32
    }),
    &Layout::of_records::<Utmp400Usec32<BE>>(Spec {
        id: "linux-utmp-400-usec32-be",
        ..UTMP_400_USEC32
    }),
    &Layout::of_records::<Utmp396MuslLe>(Spec {
        id: "linux-utmp-396-musl-le",
        ..UTMP_396_MUSL
    }),
    &Layout::of_records::<Utmp396MuslBe>(Spec {
        id: "linux-utmp-396-musl-be",
        ..UTMP_396_MUSL
    }),
    &Layout::of_records::<Utmp392<LE>>(Spec { id: "linux-utmp-392-le", ..UTMP_392 }),
    &Layout::of_records::<Utmp392<BE>>(Spec { id: "linux-utmp-392-be", ..UTMP_392 }),
    &Layout::of_records::<Utmp390<BE>>(Spec { id: "linux-utmp-390-be", ..UTMP_390 }),
    &Layout::of_records::<Utmp384Cut<LE>>(Spec {
        id: "linux-utmp-384-t64-le",
        ..UTMP_384_T64
    }),
    &Layout::of_records::<Utmp382<BE>>(Spec { id: "linux-utmp-382-be", ..UTMP_382 }),
    &Layout::of_last_logins::<Lastlog292<LE>>(Spec {
        id: "linux-lastlog-292-le",
        ..LASTLOG_292
    }),
    &Layout::of_last_logins::<Lastlog292<BE>>(Spec {
        id: "linux-lastlog-292-be",
        ..LASTLOG_292
    }),
    &Layout::of_last_logins::<Lastlog296<LE>>(Spec {
        id: "linux-lastlog-296-le",
        ..LASTLOG_296
    }),
    &Layout::of_last_logins::<Lastlog296<BE>>(Spec {
        id: "linux-lastlog-296-be",
        verified: COMPILE_SOURCE,
        ..LASTLOG_296
    }),
    &Layout::of_records::<Utmp384Cut<BE>>(Spec {
        id: "linux-utmp-384-t64-be",
        ..UTMP_384_T64_INFERRED
    }),
    &Layout::of_records::<Utmp384CutPadded<LE>>(Spec {
        id: "linux-utmp-384-t64p-le",
        ..UTMP_384_T64P
    }),
    &Layout::of_records::<Utmp384CutPadded<BE>>(Spec {
        id: "linux-utmp-384-t64p-be",
        ..UTMP_384_T64P
    }),
    &Layout::of_records::<Utmp382Cut<BE>>(Spec {
        id: "linux-utmp-382-t64-be",
        ..UTMP_382_T64
    }),
];

// --- Field tables -------------------------------------------------------------------------

/// A field that is an integer if it has the type of one: all of these have a sign.
const fn field(name: &'static str, offset: usize, size: usize, role: Role) -> Field {
    Field { name, offset, size, role, signed: role.is_integer() }
}

impl<
    O: ByteOrder,
    Long,
    Sec,
    Usec,
    const P0: usize,
    const P1: usize,
    const P2: usize,
    const P3: usize,
    const R: usize,
    const P4: usize,
> Sealed for Utmp<O, Long, Sec, Usec, P0, P1, P2, P3, R, P4>
{
}

impl<
    O: ByteOrder + 'static,
    Long: Integer,
    Sec: Integer,
    Usec: Integer,
    const P0: usize,
    const P1: usize,
    const P2: usize,
    const P3: usize,
    const R: usize,
    const P4: usize,
> Raw for Utmp<O, Long, Sec, Usec, P0, P1, P2, P3, R, P4>
{
    const ORDER: Order = order::<O>();
    const FIELDS: &'static [Field] = &[
        field("ut_type", offset_of!(Self, ut_type), 2, Role::Type),
        field("(padding)", offset_of!(Self, pad0), P0, Role::Padding),
        field("ut_pid", offset_of!(Self, ut_pid), 4, Role::Pid),
        field("ut_line", offset_of!(Self, ut_line), 32, Role::Line),
        field("ut_id", offset_of!(Self, ut_id), 4, Role::Id),
        field("ut_user", offset_of!(Self, ut_user), 32, Role::User),
        field("ut_host", offset_of!(Self, ut_host), 256, Role::Host),
        field(
            "ut_exit.e_termination",
            offset_of!(Self, e_termination),
            2,
            Role::Termination,
        ),
        field("ut_exit.e_exit", offset_of!(Self, e_exit), 2, Role::Exit),
        field("(padding)", offset_of!(Self, pad1), P1, Role::Padding),
        field("ut_session", offset_of!(Self, ut_session), size_of::<Long>(), Role::Session),
        field("(padding)", offset_of!(Self, pad2), P2, Role::Padding),
        field("ut_tv.tv_sec", offset_of!(Self, tv_sec), size_of::<Sec>(), Role::Seconds),
        field(
            "ut_tv.tv_usec",
            offset_of!(Self, tv_usec),
            size_of::<Usec>(),
            Role::Microseconds,
        ),
        field("(padding)", offset_of!(Self, pad3), P3, Role::Padding),
        field("ut_addr_v6", offset_of!(Self, ut_addr_v6), 16, Role::Address),
        field("reserved", offset_of!(Self, reserved), R, Role::Reserved),
        field("(padding)", offset_of!(Self, pad4), P4, Role::Padding),
    ];
}
