//! macOS, whose library writes a utmpx as that of NetBSD does, with another record.

use super::convention::MACOS;
use super::member::order;
use super::raw::raw;
use super::{Layout, Spec, Verified};
use zerocopy::ByteOrder;
use zerocopy::byteorder::{BE, I16, I32, LE};

// --- Structures ---------------------------------------------------------------------------

raw! {
    /// `struct utmpx32`, which 64-bit programs write too.
    pub struct Utmpx<O: ByteOrder> in order::<O>() => {
        /// User name.
        ut_user: [u8; 256] = User,
        /// Inittab id, or the end of the device name.
        ut_id: [u8; 4] = Id,
        /// Device name without `/dev/`.
        ut_line: [u8; 32] = Line,
        /// Process id.
        ut_pid: I32<O> = Pid,
        /// Type of the record; the two highest bits are requests to the library.
        ut_type: I16<O> = Type,
        /// Alignment of `ut_tv`.
        pad: [u8; 2] = Padding,
        /// Seconds since 1970.
        tv_sec: I32<O> = Seconds as "ut_tv.tv_sec",
        /// Microseconds.
        tv_usec: I32<O> = Microseconds as "ut_tv.tv_usec",
        /// Remote host.
        ut_host: [u8; 256] = Host,
        /// Reserved for future use.
        ut_pad: [u8; 64] = Reserved,
    }
}

// --- Facts --------------------------------------------------------------------------------

const UTMPX_628: Spec = Spec {
    title: "macOS utmpx",
    written_by: &[
        "Mac OS X 10.5 and later: Intel and Apple silicon le, PowerPC (10.5) be",
        "iOS and its relatives",
    ],
    paths: &["/var/run/utmpx"],
    verified: &[Verified::Source, Verified::Sample],
    sources: &[
        "apple-oss-distributions/Libc @ 55b54c0a0c37: include/NetBSD/utmpx.h, \
         gen/utmpx-darwin.h, gen/utmpx-darwin.c, gen/NetBSD/utmpx.c",
        "captured files: log2timeline/plaso test_data/utmpx_mac @ 4ea03ef9a48d, \
         libyal/dtformats test_data/utmpx-macosx10.5 @ 8922cfb9fe3f",
    ],
    note: "The file begins with a record of its format. A boot has no texts. A record that \
           was set to empty keeps its id, process id and microseconds. Logins of the past \
           are in the system's log and not in a wtmp, though the library reads a wtmp of this \
           format.",
    convention: &MACOS,
    signatures: &[b"utmpx-1.00"],
    ..Spec::BASE
};

/// The layouts of macOS.
pub(super) const LAYOUTS: &[&Layout] = &[
    &Layout::of_records::<Utmpx<LE>>(Spec { id: "macos-utmpx-628-le", ..UTMPX_628 }),
    &Layout::of_records::<Utmpx<BE>>(Spec {
        id: "macos-utmpx-628-be",
        verified: &[Verified::Source],
        ..UTMPX_628
    }),
];

// --- Tests --------------------------------------------------------------------------------

#[cfg(test)]
mod tests {
    use crate::layout::find;
    use crate::layout::raw::placed;
    use crate::record::Kind;
    use alloc::string::ToString;

    #[test]
    fn a_login_is_read_in_either_order() {
        let texts: [(usize, &[u8]); 4] =
            [(0, b"alice"), (256, b"s001"), (260, b"ttys001"), (308, b"192.0.2.7")];
        let numbers: [(&str, [&[u8]; 4]); 2] = [
            (
                "macos-utmpx-628-le",
                [b"\x39\x30\0\0", b"\x07\0", b"\0\xf1\x53\x65", b"\x40\xe2\x01\0"],
            ),
            (
                "macos-utmpx-628-be",
                [b"\0\0\x30\x39", b"\0\x07", b"\x65\x53\xf1\0", b"\0\x01\xe2\x40"],
            ),
        ];
        for (id, [pid, kind, sec, usec]) in numbers {
            let numbers = [(292, pid), (296, kind), (300, sec), (304, usec)];
            let bytes: [u8; 628] = placed(&[texts, numbers].concat());
            let record = find(id).unwrap().record(&bytes).unwrap();
            assert_eq!((record.kind(), record.is_derived()), (Kind::UserProcess, false));
            assert_eq!(record.user().value(), "alice");
            assert_eq!(record.id().unwrap().value(), "s001");
            assert_eq!(record.line().value(), "ttys001");
            assert_eq!(record.host().unwrap().value(), "192.0.2.7");
            assert_eq!(record.pid(), Some(12_345));
            let time = record.time().timestamp().unwrap().to_string();
            assert_eq!(time, "2023-11-14T22:13:20.123456Z", "{id}");
        }
    }

    #[test]
    fn the_two_highest_bits_of_a_type_are_no_part_of_it() {
        let layout = find("macos-utmpx-628-le").unwrap();
        for (stored, kind) in [
            (b"\x07\x80", Kind::UserProcess),
            (b"\x08\xc0", Kind::DeadProcess),
            (b"\x0b\0", Kind::ShutdownTime),
            (b"\x07\x20", Kind::Unknown),
        ] {
            let bytes: [u8; 628] = placed(&[(296, stored)]);
            let record = layout.record(&bytes).unwrap();
            assert_eq!(record.kind(), kind, "{stored:?}");
            assert_eq!(record.type_raw(), Some(i16::from_le_bytes(*stored).into()));
        }
    }

    #[test]
    fn a_boot_without_texts_and_the_record_of_the_format_fit() {
        let layout = find("macos-utmpx-628-le").unwrap();
        let boot: [u8; 628] = placed(&[(292, &[1]), (296, &[2]), (300, b"\0\xf1\x53\x65")]);
        assert!(layout.fits(&boot));
        let head: [u8; 628] = placed(&[(0, b"utmpx-1.00"), (296, &[10])]);
        assert!(layout.fits(&head));
        assert_eq!(layout.record(&head).unwrap().kind(), Kind::Signature);
        assert!(!find("macos-utmpx-628-be").unwrap().fits(&head));
        let other: [u8; 628] = placed(&[(0, b"utmpx-2.00"), (296, &[10])]);
        assert!(!layout.fits(&other));
    }
}
