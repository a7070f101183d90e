//! Process accounting of Linux: what ran, for whom, for how long.
//!
//! All versions have 64 bytes. The second byte is the version, with 128 more on big-endian
//! machines; in the oldest it is padding, which is 0.

use super::member::order;
use super::raw::raw;
use super::{Carving, Layout, Spec, Verified};
use zerocopy::ByteOrder;
use zerocopy::byteorder::{BE, F32, LE, U16, U32};

// --- Structures ---------------------------------------------------------------------------

raw! {
    /// `struct acct_v3`.
    pub struct AcctV3<O: ByteOrder> in order::<O>() => {
        /// What the process did, in bits.
        ac_flag: u8 = Flags,
        /// 3, and 128 more if a big-endian machine wrote it.
        ac_version: u8 = Version,
        /// Number of the terminal's device.
        ac_tty: U16<O> = Tty,
        /// Exit code and signal, as `wait` gives them.
        ac_exitcode: U32<O> = ExitCode,
        /// Numeric user id.
        ac_uid: U32<O> = Uid,
        /// Numeric group id.
        ac_gid: U32<O> = Gid,
        /// Process id.
        ac_pid: U32<O> = Pid,
        /// Process id of the parent.
        ac_ppid: U32<O> = ParentPid,
        /// When the process began, in seconds since 1970.
        ac_btime: U32<O> = Seconds,
        /// How long it lived, in ticks.
        ac_etime: F32<O> = ElapsedFloat,
        /// Ticks in the program.
        ac_utime: U16<O> = UserTicks,
        /// Ticks in the kernel.
        ac_stime: U16<O> = SystemTicks,
        /// Average memory.
        ac_mem: U16<O> = Memory,
        /// Characters transferred.
        ac_io: U16<O> = Io,
        /// Blocks read or written.
        ac_rw: U16<O> = Blocks,
        /// Minor page faults.
        ac_minflt: U16<O> = MinorFaults,
        /// Major page faults.
        ac_majflt: U16<O> = MajorFaults,
        /// Times swapped out.
        ac_swaps: U16<O> = Swaps,
        /// Name of the command.
        ac_comm: [u8; 16] = Command,
    }

    /// `struct acct` of version 2.
    pub struct AcctV2<O: ByteOrder> in order::<O>() => {
        /// What the process did, in bits.
        ac_flag: u8 = Flags,
        /// 2, and 128 more if a big-endian machine wrote it.
        ac_version: u8 = Version,
        /// The lower half of the user id.
        ac_uid16: U16<O> = Uid16,
        /// The lower half of the group id.
        ac_gid16: U16<O> = Gid16,
        /// Number of the terminal's device.
        ac_tty: U16<O> = Tty,
        /// When the process began, in seconds since 1970.
        ac_btime: U32<O> = Seconds,
        /// Ticks in the program.
        ac_utime: U16<O> = UserTicks,
        /// Ticks in the kernel.
        ac_stime: U16<O> = SystemTicks,
        /// How long it lived, in ticks.
        ac_etime: U16<O> = Elapsed,
        /// Average memory.
        ac_mem: U16<O> = Memory,
        /// Characters transferred.
        ac_io: U16<O> = Io,
        /// Blocks read or written.
        ac_rw: U16<O> = Blocks,
        /// Minor page faults.
        ac_minflt: U16<O> = MinorFaults,
        /// Major page faults.
        ac_majflt: U16<O> = MajorFaults,
        /// Times swapped out.
        ac_swaps: U16<O> = Swaps,
        /// Ticks in a second.
        ac_ahz: U16<O> = TickRate,
        /// Exit code and signal, as `wait` gives them.
        ac_exitcode: U32<O> = ExitCode,
        /// Name of the command.
        ac_comm: [u8; 17] = Command,
        /// How long it lived once more: the upper 8 of 24 bits.
        ac_etime_hi: u8 = ElapsedHigh,
        /// The lower 16 of these bits.
        ac_etime_lo: U16<O> = ElapsedLow,
        /// Numeric user id.
        ac_uid: U32<O> = Uid,
        /// Numeric group id.
        ac_gid: U32<O> = Gid,
    }

    /// `struct acct` of the first Linux kernels, and of glibc.
    pub struct AcctV0<O: ByteOrder> in order::<O>() => {
        /// What the process did, in bits.
        ac_flag: u8 = Flags,
        /// Alignment of `ac_uid`: where later versions have their number.
        version: u8 = Version as "(padding)",
        /// Numeric user id.
        ac_uid: U16<O> = Uid,
        /// Numeric group id.
        ac_gid: U16<O> = Gid,
        /// Number of the terminal's device.
        ac_tty: U16<O> = Tty,
        /// When the process began, in seconds since 1970.
        ac_btime: U32<O> = Seconds,
        /// Ticks in the program.
        ac_utime: U16<O> = UserTicks,
        /// Ticks in the kernel.
        ac_stime: U16<O> = SystemTicks,
        /// How long it lived, in ticks.
        ac_etime: U16<O> = Elapsed,
        /// Average memory.
        ac_mem: U16<O> = Memory,
        /// Characters transferred.
        ac_io: U16<O> = Io,
        /// Blocks read or written.
        ac_rw: U16<O> = Blocks,
        /// Minor page faults.
        ac_minflt: U16<O> = MinorFaults,
        /// Major page faults.
        ac_majflt: U16<O> = MajorFaults,
        /// Times swapped out.
        ac_swaps: U16<O> = Swaps,
        /// Alignment of `ac_exitcode`.
        pad0: [u8; 2] = Padding,
        /// Exit code and signal, as `wait` gives them.
        ac_exitcode: U32<O> = ExitCode,
        /// Name of the command.
        ac_comm: [u8; 17] = Command,
        /// Reserved for future use.
        ac_pad: [u8; 10] = Reserved,
        /// Alignment of the record.
        pad1: [u8; 1] = Padding,
    }
}

// --- Facts --------------------------------------------------------------------------------

const PATHS: &[&str] = &["/var/account/pacct", "/var/log/account/pacct"];
const COMPILE_SOURCE: &[Verified] = &[Verified::Compile, Verified::Source];
const KERNEL: &str = "Linux include/uapi/linux/acct.h, compiled";

const V3: Spec = Spec {
    title: "Linux process accounting, version 3",
    written_by: &[
        "Linux 2.6 and later with BSD_PROCESS_ACCT_V3, as most distributions have",
    ],
    paths: PATHS,
    verified: COMPILE_SOURCE,
    sources: &[
        KERNEL,
        "captured files, little-endian, of CentOS 7 and 9: \
         jtmoon79/super-speedy-syslog-searcher logs/ @ 494a21d7a717",
    ],
    note: "The version has 128 more if a big-endian machine wrote it. Time lived is a \
           floating-point number of ticks; other counts have 13 bits and 3 of an exponent \
           to the base 8.",
    version: Some(3),
    carving: Carving::InRuns(3),
    ..Spec::BASE
};

const V2: Spec = Spec {
    title: "Linux process accounting, version 2",
    written_by: &["Linux 2.6 and later without BSD_PROCESS_ACCT_V3"],
    sources: &[KERNEL],
    note: "The version has 128 more if a big-endian machine wrote it. Version 1, of m68k, \
           lacks the ticks in a second; how it is packed is not known, and it is not read.",
    version: Some(2),
    carving: Carving::OnRequest(3),
    ..V3
};

const V0: Spec = Spec {
    title: "Linux process accounting, version 0",
    written_by: &["Linux 2.0 to 2.4"],
    sources: &["glibc sys/acct.h, sizes printed on a machine: \
         jtmoon79/super-speedy-syslog-searcher logs/ @ 494a21d7a717"],
    note: "The byte where later versions have their number is padding and 0.",
    version: Some(0),
    carving: Carving::OnRequest(4),
    ..V3
};

/// The layouts of process accounting, the current one first.
pub(super) const LAYOUTS: &[&Layout] = &[
    &Layout::of_processes::<AcctV3<LE>>(Spec {
        id: "linux-acct-v3-64-le",
        verified: &[Verified::Compile, Verified::Source, Verified::Sample],
        ..V3
    }),
    &Layout::of_processes::<AcctV3<BE>>(Spec { id: "linux-acct-v3-64-be", ..V3 }),
    &Layout::of_processes::<AcctV2<LE>>(Spec { id: "linux-acct-v2-64-le", ..V2 }),
    &Layout::of_processes::<AcctV2<BE>>(Spec { id: "linux-acct-v2-64-be", ..V2 }),
    &Layout::of_processes::<AcctV0<LE>>(Spec { id: "linux-acct-v0-64-le", ..V0 }),
    &Layout::of_processes::<AcctV0<BE>>(Spec { id: "linux-acct-v0-64-be", ..V0 }),
];

// --- Tests --------------------------------------------------------------------------------

#[cfg(test)]
mod tests {
    use crate::layout::Mark;
    use crate::layout::raw::placed;
    use crate::layout::testing::{
        THEN_32_BE, THEN_32_LE, THEN_SHOWN, fits, layout, process,
    };
    use crate::record::{CompT, Elapsed, Process, Usage};
    use alloc::string::ToString;

    #[track_caller]
    fn assert_began_then(process: &Process<'_>) {
        assert_eq!(process.time().timestamp().unwrap().to_string(), THEN_SHOWN);
    }

    #[test]
    fn version_3_has_process_ids_and_a_time_lived_with_a_fraction() {
        let ended = placed::<64>(&[
            (0, &[0x0b, 3, 0x01, 0x88]),
            (4, &[0, 1, 0, 0]),
            (8, &[0xe8, 3, 0, 0]),
            (12, &[0xe9, 3, 0, 0]),
            (16, &[0x39, 0x30, 0, 0]),
            (20, &[0x38, 0x30, 0, 0]),
            (24, &THEN_32_LE),
            // 1234.5
            (28, &[0x00, 0x50, 0x9a, 0x44]),
            (32, &[1, 0x20, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 0]),
            (48, b"a-command-of-15"),
        ]);
        let ended = process("linux-acct-v3-64-le", &ended);
        assert_eq!((ended.version(), ended.flags()), (3, 0x0b));
        assert!(ended.flag_names().eq(["AFORK", "ASU", "ACORE"]));
        assert_eq!((ended.tty(), ended.exit_code()), (0x8801, 0x100));
        assert_eq!((ended.uid(), ended.gid()), (1000, 1001));
        assert_eq!((ended.uid16(), ended.gid16()), (None, None));
        assert_eq!((ended.pid(), ended.ppid()), (Some(12345), Some(12344)));
        assert_eq!(ended.elapsed(), Elapsed::Float(1234.5));
        assert_eq!(ended.elapsed().ticks(), Some(1234));
        let usage = Usage {
            user: CompT(0x2001),
            system: CompT(2),
            memory: CompT(3),
            io: CompT(4),
            blocks: CompT(5),
            minor_faults: CompT(6),
            major_faults: CompT(7),
            swaps: CompT(8),
        };
        assert_eq!(ended.usage(), usage);
        assert_eq!(usage.user.get(), 8);
        assert_eq!(ended.command().value(), "a-command-of-15");
        assert_eq!((ended.tick_rate(), ended.ticks_per_second()), (None, 100));
        assert_began_then(&ended);
    }

    /// A record of version 2 from a big-endian machine that lived for so many ticks.
    fn version_2(short: [u8; 2], long: [u8; 3]) -> [u8; 64] {
        placed::<64>(&[
            (0, &[0x10, 0x82]),
            (2, &[0xff, 0xfe, 0, 7]),
            (6, &[0x04, 0x01]),
            (8, &THEN_32_BE),
            (12, &[0, 1, 0, 2]),
            (16, &short),
            (18, &[0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]),
            (30, &[0, 250]),
            (32, &[0, 0, 0, 9]),
            (36, b"a-command-of-16!"),
            (53, &long),
            (56, &[0, 1, 0x86, 0xa0]),
            (60, &[0, 0, 0, 7]),
        ])
    }

    #[test]
    fn version_2_has_ids_twice_and_the_time_lived_in_24_bits_too() {
        let ended = version_2([0x31, 0x17], [1, 0x11, 0x70]);
        let ended = process("linux-acct-v2-64-be", &ended);
        assert_eq!((ended.version(), ended.flags()), (0x82, 0x10));
        assert!(ended.flag_names().eq(["AXSIG"]));
        assert_eq!((ended.uid16(), ended.gid16()), (Some(65534), Some(7)));
        assert_eq!((ended.uid(), ended.gid()), (100_000, 7));
        assert_eq!((ended.pid(), ended.ppid()), (None, None));
        assert_eq!((ended.tty(), ended.exit_code()), (0x0401, 9));
        assert_eq!(ended.elapsed(), Elapsed::Long(CompT(0x3117), 70_000));
        assert_eq!(ended.elapsed().ticks(), Some(70_000));
        assert_eq!((ended.tick_rate(), ended.ticks_per_second()), (Some(250), 250));
        let usage = Usage {
            user: CompT(1),
            system: CompT(2),
            memory: CompT(3),
            io: CompT(4),
            blocks: CompT(5),
            minor_faults: CompT(6),
            major_faults: CompT(7),
            swaps: CompT(8),
        };
        assert_eq!(ended.usage(), usage);
        assert_eq!(ended.command().value(), "a-command-of-16!");
        assert_began_then(&ended);
    }

    #[test]
    fn more_than_24_bits_of_ticks_are_said_by_the_short_form_alone() {
        let ended = version_2([0xa8, 0x00], [0xff; 3]);
        let ended = process("linux-acct-v2-64-be", &ended);
        assert_eq!(ended.elapsed().ticks(), Some(0x800 << 15));
    }

    #[test]
    fn the_version_tells_the_byte_order() {
        let mut ended = version_2([0, 1], [0, 0, 1]);
        assert!(fits("linux-acct-v2-64-be", &ended));
        ended[1] = 2;
        assert!(!fits("linux-acct-v2-64-be", &ended));
        ended[1] = 0x83;
        assert!(!fits("linux-acct-v2-64-be", &ended));
    }

    #[test]
    fn a_zero_in_the_place_of_the_version_is_no_evidence_for_version_0() {
        let mut ended = version_2([0, 1], [0, 0, 1]);
        let is_evidence =
            |id, record: &[u8]| layout(id).marks(record).has(Mark::VersionRight);
        assert!(is_evidence("linux-acct-v2-64-be", &ended));
        ended[1] = 0;
        assert!(fits("linux-acct-v0-64-be", &ended));
        assert!(!is_evidence("linux-acct-v0-64-be", &ended));
        let full = |id| layout(id).full_points();
        assert!(full("linux-acct-v0-64-be") < full("linux-acct-v2-64-be"));
    }

    #[test]
    fn version_0_has_ids_of_16_bits_and_only_a_short_time_lived() {
        let big: &[(usize, &[u8])] = &[
            (0, &[2, 0, 0x03, 0xe8, 0, 100, 0x04, 0x02]),
            (8, &THEN_32_BE),
            (12, &[0, 1, 0, 2, 0x24, 0, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]),
            (32, &[0, 0, 0x7f, 0]),
            (36, b"sh"),
        ];
        let little: &[(usize, &[u8])] = &[
            (0, &[2, 0, 0xe8, 0x03, 100, 0, 0x02, 0x04]),
            (8, &THEN_32_LE),
            (12, &[1, 0, 2, 0, 0, 0x24, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 0]),
            (32, &[0, 0x7f, 0, 0]),
            (36, b"sh"),
        ];
        for (id, parts) in [("linux-acct-v0-64-be", big), ("linux-acct-v0-64-le", little)] {
            let ended = placed::<64>(parts);
            let ended = process(id, &ended);
            assert_eq!((ended.version(), ended.flags()), (0, 2));
            assert_eq!((ended.uid(), ended.gid()), (1000, 100), "{id}");
            assert_eq!((ended.uid16(), ended.pid()), (None, None));
            assert_eq!((ended.tty(), ended.exit_code()), (0x0402, 0x7f00), "{id}");
            assert_eq!(ended.elapsed(), Elapsed::Short(CompT(0x2400)));
            assert_eq!(ended.elapsed().ticks(), Some(8192));
            let used = ended.usage();
            assert_eq!((used.user, used.system), (CompT(1), CompT(2)));
            assert_eq!((used.memory, used.io, used.blocks), (CompT(3), CompT(4), CompT(5)));
            assert_eq!((used.minor_faults, used.major_faults), (CompT(6), CompT(7)));
            assert_eq!(used.swaps, CompT(8));
            assert_eq!(ended.command().value(), "sh");
            assert_began_then(&ended);
        }
    }
}
