//! Failed logins, as the shadow suite and the PAM modules of Linux keep them.
//!
//! A faillog and a tallylog count them, in slots indexed by user id. A faillock file has a
//! record of each, of one user alone.

use super::member::order;
use super::raw::raw;
use super::{Carving, Integer, Layout, Spec, Verified};
use zerocopy::ByteOrder;
use zerocopy::byteorder::{BE, I16, I32, I64, LE, U16, U64};

// --- Structures ---------------------------------------------------------------------------

raw! {
    /// `struct faillog`: `Time` and `Long` are the types of the time and of the lock time,
    /// [`I32`] or [`I64`].
    pub struct Faillog<O: ByteOrder, Time: Integer, Long: Integer> in order::<O>() => {
        /// Failures since the last success or reset.
        fail_cnt: I16<O> = Count,
        /// The number of failures that locks the account; 0 means none does.
        fail_max: I16<O> = Max,
        /// Terminal of the last failure.
        fail_line: [u8; 12] = Line,
        /// Time of the last failure; 0 means never.
        fail_time: Time = Seconds,
        /// Seconds for which the account is then locked.
        fail_locktime: Long = LockSeconds,
    }

    /// `struct faillog` with 64-bit time where 64-bit integers are 8-byte aligned and `long`
    /// has 32 bits.
    pub struct Faillog32T64<O: ByteOrder> in order::<O>() => {
        /// Failures since the last success or reset.
        fail_cnt: I16<O> = Count,
        /// The number of failures that locks the account; 0 means none does.
        fail_max: I16<O> = Max,
        /// Terminal of the last failure.
        fail_line: [u8; 12] = Line,
        /// Time of the last failure; 0 means never.
        fail_time: I64<O> = Seconds,
        /// Seconds for which the account is then locked.
        fail_locktime: I32<O> = LockSeconds,
        /// Alignment of the record.
        pad0: [u8; 4] = Padding,
    }

    /// `struct faillog` before accounts could be locked for a time.
    pub struct Faillog20<O: ByteOrder> in order::<O>() => {
        /// Failures since the last success or reset.
        fail_cnt: I16<O> = Count,
        /// The number of failures that locks the account; 0 means none does.
        fail_max: I16<O> = Max,
        /// Terminal of the last failure.
        fail_line: [u8; 12] = Line,
        /// Time of the last failure; 0 means never.
        fail_time: I32<O> = Seconds,
    }

    /// `struct tallylog` of `pam_tally2`.
    pub struct Tallylog64<O: ByteOrder> in order::<O>() => {
        /// Host or terminal of the last failure.
        fail_line: [u8; 52] = Line,
        /// Reserved for future use.
        reserved: [u8; 2] = Reserved,
        /// Failures since the last success or reset.
        fail_cnt: U16<O> = Count,
        /// Time of the last failure; 0 means never.
        fail_time: U64<O> = Seconds,
    }

    /// `struct tally` of `pam_faillock`.
    pub struct Tally64<O: ByteOrder> in order::<O>() => {
        /// Where the attempt came from: a host, a terminal or a service.
        source: [u8; 52] = Origin,
        /// Reserved for future use.
        reserved: [u8; 2] = Reserved,
        /// Whether the attempt counts (1), and whether the source is a host (2) or a
        /// terminal (4).
        status: U16<O> = Status,
        /// Seconds since 1970.
        time: U64<O> = Seconds,
    }
}

/// `struct faillog` with 32-bit time.
pub type Faillog24<O> = Faillog<O, I32<O>, I32<O>>;
/// `struct faillog` with 64-bit time, 4-byte aligned.
pub type Faillog28<O> = Faillog<O, I64<O>, I32<O>>;
/// `struct faillog` where `long` has 64 bits.
pub type Faillog32<O> = Faillog<O, I64<O>, I64<O>>;

// --- Facts --------------------------------------------------------------------------------

const SOURCE: &[Verified] = &[Verified::Source];
const COMPILE_SOURCE: &[Verified] = &[Verified::Compile, Verified::Source];
const SHADOW: &str = "shadow lib/faillog.h, lib/failure.c @ 816e02a2a98d";
const BY_USER: &str = "An array indexed by user id. A time of 0 means never.";

const FAILLOG_32: Spec = Spec {
    title: "faillog of 64-bit Linux",
    written_by: &[
        "the shadow suite and pam_tally on all 64-bit systems, x86-64 included: that utmp \
         keeps to 32 bits there makes no difference",
    ],
    paths: &["/var/log/faillog"],
    verified: COMPILE_SOURCE,
    sources: &[SHADOW],
    note: "An array indexed by user id. A time of 0 means never. Little-endian slots read \
           the same as those of shadow-faillog-32-t64 while the last four bytes are zero.",
    carving: Carving::OnRequest(3),
    ..Spec::BASE
};

const FAILLOG_24: Spec = Spec {
    title: "faillog with 32-bit time",
    written_by: &["the shadow suite and pam_tally on 32-bit systems with 32-bit time"],
    verified: SOURCE,
    sources: &[
        SHADOW,
        "Linux-PAM modules/pam_tally/faillog.h before 709e37b7",
        "captured file, little-endian: classilla/dclinux var/log/faillog",
    ],
    note: BY_USER,
    ..FAILLOG_32
};

const FAILLOG_32_T64: Spec = Spec {
    title: "faillog of 32-bit Linux with 64-bit time, 8-byte aligned",
    written_by: &[
        "the shadow suite on arm, mips o32, powerpc and others with 64-bit time (Debian \
         armhf since its change to it, musl 1.2 and later)",
    ],
    note: "An array indexed by user id. A time of 0 means never. The lock time is a long: \
           four bytes here, and four of padding behind it.",
    ..FAILLOG_32
};

const FAILLOG_28: Spec = Spec {
    title: "faillog of 32-bit Linux with 64-bit time, 4-byte aligned",
    written_by: &[
        "the shadow suite on i386, sh, or1k, microblaze with 64-bit time (musl 1.2 and \
         later)",
    ],
    note: BY_USER,
    ..FAILLOG_32
};

const FAILLOG_20: Spec = Spec {
    title: "faillog without a lock time",
    written_by: &["the shadow suite 3.1 and 3.2 (1990 to 1993)"],
    paths: &["/usr/adm/faillog", "/var/adm/faillog"],
    verified: SOURCE,
    sources: &["rdebath/SLS-1.02 usr/src/shadow/faillog.h @ ff77020dbeb2"],
    note: BY_USER,
    carving: Carving::Never("20 bytes of two small numbers, a name and a time"),
    ..FAILLOG_32
};

const FAILLOCK_64: Spec = Spec {
    title: "pam_faillock, the failed logins of one user",
    written_by: &["Linux-PAM 1.4 and later, and builds of Red Hat before it"],
    paths: &["/var/run/faillock/<user>", "/run/faillock/<user>"],
    verified: SOURCE,
    sources: &["Linux-PAM modules/pam_faillock/faillock.h, faillock.c @ ddab692c8409"],
    note: "One file for each user, named after them, with at most 1024 records. An attempt \
           loses the lowest bit of its status when it has become too old or the account \
           was unlocked. The next is written over the oldest of these, so times need not \
           rise. A success empties the file.",
    carving: Carving::InRuns(3),
    ..Spec::BASE
};

const TALLYLOG_64: Spec = Spec {
    title: "tallylog of pam_tally2",
    written_by: &["Linux-PAM 1.0 to 1.4, whose pam_tally2 was removed in October 2020"],
    paths: &["/var/log/tallylog"],
    verified: COMPILE_SOURCE,
    sources: &["Linux-PAM modules/pam_tally2/tallylog.h before 709e37b7"],
    note: BY_USER,
    carving: Carving::InRuns(3),
    ..Spec::BASE
};

/// The layouts of failed logins, the current ones first.
pub(super) const LAYOUTS: &[&Layout] = &[
    &Layout::of_attempts::<Tally64<LE>>(Spec { id: "pam-faillock-64-le", ..FAILLOCK_64 }),
    &Layout::of_attempts::<Tally64<BE>>(Spec { id: "pam-faillock-64-be", ..FAILLOCK_64 }),
    &Layout::of_failures::<Faillog32<LE>>(Spec {
        id: "shadow-faillog-32-le",
        ..FAILLOG_32
    }),
    &Layout::of_failures::<Faillog32<BE>>(Spec {
        id: "shadow-faillog-32-be",
        ..FAILLOG_32
    }),
    &Layout::of_failures::<Faillog24<LE>>(Spec {
        id: "shadow-faillog-24-le",
        verified: &[Verified::Source, Verified::Sample],
        ..FAILLOG_24
    }),
    &Layout::of_failures::<Faillog24<BE>>(Spec {
        id: "shadow-faillog-24-be",
        ..FAILLOG_24
    }),
    &Layout::of_failures::<Faillog32T64<LE>>(Spec {
        id: "shadow-faillog-32-t64-le",
        ..FAILLOG_32_T64
    }),
    &Layout::of_failures::<Faillog32T64<BE>>(Spec {
        id: "shadow-faillog-32-t64-be",
        ..FAILLOG_32_T64
    }),
    &Layout::of_failures::<Faillog28<LE>>(Spec {
        id: "shadow-faillog-28-le",
        ..FAILLOG_28
    }),
    &Layout::of_failures::<Faillog28<BE>>(Spec {
        id: "shadow-faillog-28-be",
        ..FAILLOG_28
    }),
    &Layout::of_failures::<Tallylog64<LE>>(Spec {
        id: "pam-tallylog-64-le",
        ..TALLYLOG_64
    }),
    &Layout::of_failures::<Tallylog64<BE>>(Spec {
        id: "pam-tallylog-64-be",
        ..TALLYLOG_64
    }),
    &Layout::of_failures::<Faillog20<LE>>(Spec {
        id: "shadow-faillog-20-le",
        ..FAILLOG_20
    }),
    &Layout::of_failures::<Faillog20<BE>>(Spec {
        id: "shadow-faillog-20-be",
        ..FAILLOG_20
    }),
];

// --- Tests --------------------------------------------------------------------------------

#[cfg(test)]
mod tests {
    use crate::layout::raw::placed;
    use crate::layout::testing::{
        THEN_32_BE, THEN_32_LE, THEN_64_BE, THEN_64_LE, THEN_SHOWN, attempt, failures, fits,
    };
    use crate::record::{Origin, Seconds32};
    use alloc::string::ToString;

    /// Five failures of at most ten, and 600 seconds, in either order.
    const HEAD_BE: &[(usize, &[u8])] = &[(0, &[0, 5, 0, 10]), (4, b"ssh")];
    const HEAD_LE: &[(usize, &[u8])] = &[(0, &[5, 0, 10, 0]), (4, b"ssh")];
    const LOCK_BE: &[u8] = &[0, 0, 2, 0x58];
    const LOCK_LE: &[u8] = &[0x58, 2, 0, 0];

    fn big<const N: usize>(parts: &[(usize, &[u8])]) -> [u8; N] {
        placed(&[HEAD_BE, parts].concat())
    }

    fn little<const N: usize>(parts: &[(usize, &[u8])]) -> [u8; N] {
        placed(&[HEAD_LE, parts].concat())
    }

    #[track_caller]
    fn assert_five_of_ten(id: &str, slot: &[u8]) {
        let slot = failures(id, slot);
        assert_eq!((slot.count(), slot.max()), (5, Some(10)), "{id}");
        assert_eq!(slot.line().value(), "ssh");
        assert_eq!(slot.lock_seconds(), Some(600), "{id}");
        let moment = slot.timestamp_as(Seconds32::Unsigned).unwrap();
        assert_eq!(moment.to_string(), THEN_SHOWN, "{id}");
    }

    #[test]
    fn a_faillog_says_how_often_when_last_and_for_how_long_the_account_is_locked() {
        let slot = little::<24>(&[(16, &THEN_32_LE), (20, LOCK_LE)]);
        assert_five_of_ten("shadow-faillog-24-le", &slot);
        let slot = big::<24>(&[(16, &THEN_32_BE), (20, LOCK_BE)]);
        assert_five_of_ten("shadow-faillog-24-be", &slot);
        let slot = little::<28>(&[(16, &THEN_64_LE), (24, LOCK_LE)]);
        assert_five_of_ten("shadow-faillog-28-le", &slot);
        let slot = big::<28>(&[(16, &THEN_64_BE), (24, LOCK_BE)]);
        assert_five_of_ten("shadow-faillog-28-be", &slot);
        let slot = big::<32>(&[(16, &THEN_64_BE), (28, LOCK_BE)]);
        assert_five_of_ten("shadow-faillog-32-be", &slot);
        let slot = big::<32>(&[(16, &THEN_64_BE), (24, LOCK_BE)]);
        assert_five_of_ten("shadow-faillog-32-t64-be", &slot);
        assert!(!fits("shadow-faillog-32-be", &slot), "locked for 80,000 years");
    }

    #[test]
    fn the_two_faillogs_of_32_bytes_read_alike_in_little_endian_unless_padding_is_dirty() {
        let clean = little::<32>(&[(16, &THEN_64_LE), (24, LOCK_LE)]);
        assert_five_of_ten("shadow-faillog-32-le", &clean);
        assert_five_of_ten("shadow-faillog-32-t64-le", &clean);
        let dirty = little::<32>(&[(16, &THEN_64_LE), (24, LOCK_LE), (28, &[1, 2, 3, 4])]);
        assert_five_of_ten("shadow-faillog-32-t64-le", &dirty);
        assert!(!fits("shadow-faillog-32-le", &dirty));
    }

    #[test]
    fn a_faillog_of_the_first_kind_locks_no_account_for_a_time() {
        let slot = big::<20>(&[(4, b"ttyp1"), (16, &THEN_32_BE)]);
        let slot = failures("shadow-faillog-20-be", &slot);
        assert_eq!((slot.count(), slot.max(), slot.lock_seconds()), (5, Some(10), None));
        assert_eq!(slot.line().value(), "ttyp1");
    }

    #[test]
    fn a_faillog_does_not_count_below_zero() {
        let parts: &[(usize, &[u8])] = &[(16, &THEN_32_BE), (20, LOCK_BE)];
        let negative = [parts, &[(0, &[0xff, 0xff])]].concat();
        assert!(fits("shadow-faillog-24-be", &big::<24>(parts)));
        assert!(!fits("shadow-faillog-24-be", &big::<24>(&negative)));
    }

    #[test]
    fn a_tallylog_counts_without_a_sign_and_has_no_limit() {
        let slot = placed::<64>(&[
            (0, b"a.host.whose.name.is.as.long.as.the.field.example.co"),
            (54, &[0x40, 0x9c]),
            (56, &THEN_64_LE),
        ]);
        let slot = failures("pam-tallylog-64-le", &slot);
        assert_eq!((slot.count(), slot.max(), slot.lock_seconds()), (40_000, None, None));
        assert_eq!(slot.line().len(), 52);
        let moment = slot.timestamp_as(Seconds32::Unsigned).unwrap();
        assert_eq!(moment.to_string(), THEN_SHOWN);
    }

    #[test]
    fn the_state_of_a_failed_login_says_where_it_came_from_and_whether_it_counts() {
        let record = |source: &[u8], status| {
            placed::<64>(&[(0, source), (54, &[0, status]), (56, &THEN_64_BE)])
        };
        let read = |source: &str, status| {
            let record = record(source.as_bytes(), status);
            let attempt = attempt("pam-faillock-64-be", &record);
            assert_eq!(attempt.source().value(), source);
            assert_eq!(attempt.status(), u16::from(status));
            assert_eq!(attempt.time().timestamp().unwrap().to_string(), THEN_SHOWN);
            (attempt.origin(), attempt.is_valid())
        };
        assert_eq!(read("192.0.2.7", 3), (Origin::Host, true));
        assert_eq!(read("192.0.2.7", 2), (Origin::Host, false));
        assert_eq!(read("tty2", 5), (Origin::Terminal, true));
        assert_eq!(read("sudo", 1), (Origin::Service, true));
        assert!(!fits("pam-faillock-64-be", &record(b"sudo", 9)), "8 is not defined");
        let little = placed::<64>(&[(0, b"tty2"), (54, &[5, 0]), (56, &THEN_64_LE)]);
        assert_eq!(attempt("pam-faillock-64-le", &little).origin(), Origin::Terminal);
        assert!(!fits("pam-faillock-64-be", &little));
    }
}
