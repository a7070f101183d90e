//! How systems number the types of their records, and what they mean beyond the number.

use crate::record::{Habits, Kind, RunLevelIn};

/// What the types of a system's records mean, and how it writes what has no number.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Convention {
    /// The name of the numbering: `linux`, `svr4`, `freebsd`.
    pub name: &'static str,
    /// The kinds in the order of their numbers.
    pub kinds: &'static [Kind],
    /// Bits of the number that are flags and no part of it.
    pub flags: u16,
    /// Which kinds follow from the texts of a record, not from its number.
    pub derived: Derived,
    /// What a record has to know of the system that wrote it.
    pub(crate) habits: Habits,
    /// Whether boots, shutdowns and clock changes may come without any text.
    pub(crate) is_terse: bool,
    /// The address family of IPv6 in socket addresses.
    pub(crate) inet6: u8,
}

/// Which kinds follow from the texts of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Derived {
    /// None: the number says it.
    Never,
    /// All: records have no type.
    Always,
    /// That of records with type 0, which the system writes for logins too.
    WhenZero,
    /// Boots and shutdowns that are written with the type of a process of `init`.
    InitProcess,
}

/// Numbers of types, to be looked up at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Numbers {
    /// One bit for each; no system has as many.
    bits: u64,
    flags: u16,
}

impl Numbers {
    #[inline(always)]
    pub(crate) fn has(self, number: i64) -> bool {
        let number = match self.flags {
            0 => number,
            flags => number & 0xffff & !i64::from(flags),
        };
        u32::try_from(number).is_ok_and(|number| self.bits.unbounded_shr(number) & 1 == 1)
    }
}

use Kind::{
    Accounting, BootTime, DeadProcess, DownTime, Empty, InitProcess, LoginProcess, NewTime,
    OldTime, Processor, RunLevel, ShutdownTime, Signature, Unknown, UserProcess,
};

const SYSTEM_V: Habits =
    Habits { run_level_in: RunLevelIn::Exit, halting: b"06", is_paired_by_id: false };

const PLAIN: Convention = Convention {
    name: "none",
    kinds: &[],
    flags: 0,
    derived: Derived::Never,
    habits: SYSTEM_V,
    is_terse: false,
    // Of layouts without types, only lastlogx has socket addresses, and NetBSD writes those.
    inet6: 24,
};

/// No types, because the records are no login records.
pub static NONE: Convention = PLAIN;

/// Linux: glibc, musl, uClibc, dietlibc, bionic.
pub static LINUX: Convention = Convention {
    name: "linux",
    kinds: &[
        Empty,
        RunLevel,
        BootTime,
        NewTime,
        OldTime,
        InitProcess,
        LoginProcess,
        UserProcess,
        DeadProcess,
        Accounting,
    ],
    habits: Habits { run_level_in: RunLevelIn::Pid, ..SYSTEM_V },
    ..PLAIN
};

/// Linux libc4 and libc5, and Cygwin, which define no accounting records.
pub static LINUX_SHORT: Convention = Convention {
    name: "libc5",
    kinds: &[
        Empty,
        RunLevel,
        BootTime,
        NewTime,
        OldTime,
        InitProcess,
        LoginProcess,
        UserProcess,
        DeadProcess,
    ],
    habits: Habits { run_level_in: RunLevelIn::Pid, ..SYSTEM_V },
    ..PLAIN
};

/// System V: AIX, HP-UX, OSF/1, the older records of IRIX and UnixWare. The clock changes have each other's number
/// on Linux.
pub static SVR4: Convention = Convention {
    name: "svr4",
    kinds: &[
        Empty,
        RunLevel,
        BootTime,
        OldTime,
        NewTime,
        InitProcess,
        LoginProcess,
        UserProcess,
        DeadProcess,
        Accounting,
    ],
    ..PLAIN
};

/// Solaris and illumos, which add a type for the system going down.
pub static SOLARIS: Convention = Convention {
    name: "solaris",
    kinds: &[
        Empty,
        RunLevel,
        BootTime,
        OldTime,
        NewTime,
        InitProcess,
        LoginProcess,
        UserProcess,
        DeadProcess,
        Accounting,
        DownTime,
    ],
    habits: Habits { halting: b"056", ..SYSTEM_V },
    ..SVR4
};

/// Tru64, which adds a type for processors going on and off.
pub static TRU64: Convention = Convention {
    name: "tru64",
    kinds: &[
        Empty,
        RunLevel,
        BootTime,
        OldTime,
        NewTime,
        InitProcess,
        LoginProcess,
        UserProcess,
        DeadProcess,
        Accounting,
        Processor,
    ],
    ..PLAIN
};

/// NetBSD and MINIX utmpx. Boots and shutdowns stand in a wtmpx as processes of `init`.
pub static NETBSD: Convention = Convention {
    name: "netbsd",
    kinds: &[
        Empty,
        RunLevel,
        BootTime,
        OldTime,
        NewTime,
        InitProcess,
        LoginProcess,
        UserProcess,
        DeadProcess,
        Accounting,
        Signature,
        DownTime,
    ],
    derived: Derived::InitProcess,
    inet6: 24,
    ..PLAIN
};

/// DragonFly BSD utmpx: as NetBSD, with another number for IPv6.
pub static DRAGONFLY: Convention = Convention { inet6: 28, ..NETBSD };

/// macOS. The two highest bits of a type are requests to the library.
pub static MACOS: Convention = Convention {
    name: "macos",
    kinds: &[
        Empty,
        RunLevel,
        BootTime,
        OldTime,
        NewTime,
        InitProcess,
        LoginProcess,
        UserProcess,
        DeadProcess,
        Accounting,
        Signature,
        ShutdownTime,
    ],
    flags: 0xc000,
    is_terse: true,
    inet6: 30,
    ..PLAIN
};

/// FreeBSD 9 and later, which numbers anew.
pub static FREEBSD: Convention = Convention {
    name: "freebsd",
    kinds: &[
        Empty,
        BootTime,
        OldTime,
        NewTime,
        UserProcess,
        InitProcess,
        LoginProcess,
        DeadProcess,
        ShutdownTime,
    ],
    habits: Habits { is_paired_by_id: true, ..SYSTEM_V },
    is_terse: true,
    inet6: 28,
    ..PLAIN
};

/// MINIX utmp, where many logins have type 0.
pub static MINIX: Convention = Convention {
    name: "minix",
    kinds: &[
        Empty,
        RunLevel,
        BootTime,
        Unknown,
        Unknown,
        InitProcess,
        LoginProcess,
        UserProcess,
        DeadProcess,
    ],
    derived: Derived::WhenZero,
    ..PLAIN
};

/// Research Unix and BSD, whose records have no type.
pub static BSD: Convention =
    Convention { name: "bsd", derived: Derived::Always, inet6: 24, ..PLAIN };

impl Convention {
    /// The kind that a number means, flags aside; [`Kind::Unknown`] if it is not defined.
    #[must_use]
    pub fn kind(&self, number: i64) -> Kind {
        let number = match self.flags {
            0 => number,
            flags => number & 0xffff & !i64::from(flags),
        };
        let kind = usize::try_from(number).ok().and_then(|number| self.kinds.get(number));
        kind.copied().unwrap_or(Unknown)
    }

    /// The number of a kind; `None` if the system has none for it.
    ///
    /// # Examples
    ///
    /// ```
    /// use loginrec::{Kind, layout::convention::{FREEBSD, LINUX, SVR4}};
    ///
    /// assert_eq!(LINUX.number(Kind::OldTime), Some(4));
    /// assert_eq!(SVR4.number(Kind::OldTime), Some(3));
    /// assert_eq!(FREEBSD.number(Kind::OldTime), Some(2));
    /// assert_eq!(FREEBSD.number(Kind::RunLevel), None);
    /// ```
    #[must_use]
    pub fn number(&self, kind: Kind) -> Option<i32> {
        let number = self.kinds.iter().position(|&known| known == kind && kind != Unknown);
        number.and_then(|number| i32::try_from(number).ok())
    }

    /// Whether the kind is defined and does not mean "empty". Where logins are written
    /// with type 0 too, it counts.
    const fn is_used(&self, kind: Kind) -> bool {
        match kind {
            Unknown => false,
            Empty => matches!(self.derived, Derived::WhenZero),
            _ => true,
        }
    }

    /// The numbers that [`Self::is_used`] says yes to.
    pub(crate) const fn used(&self) -> Numbers {
        let mut numbers = Numbers { bits: 0, flags: self.flags };
        let mut bit = 1_u64;
        let mut rest = self.kinds;
        while let [kind, behind @ ..] = rest {
            if self.is_used(*kind) {
                numbers.bits |= bit;
            }
            bit <<= 1;
            rest = behind;
        }
        numbers
    }

    /// What a record is whose type is `number`, or that has none, and whether that follows
    /// from its texts.
    #[inline]
    pub(crate) fn kind_of(
        &self,
        number: Option<i64>,
        texts: impl FnOnce() -> Option<Kind>,
    ) -> (Kind, bool) {
        let stored = number.map_or(Unknown, |number| self.kind(number));
        // Nearly always.
        if self.derived == Derived::Never {
            return (stored, false);
        }
        let is_derived = match self.derived {
            Derived::Never => false,
            Derived::Always => true,
            Derived::WhenZero => stored == Empty,
            Derived::InitProcess => stored == InitProcess,
        };
        if !is_derived {
            return (stored, false);
        }
        match (self.derived, texts()) {
            (Derived::InitProcess, Some(kind @ (BootTime | ShutdownTime))) => (kind, true),
            (Derived::InitProcess, _) => (stored, false),
            (Derived::WhenZero, None) => (stored, false),
            (_, Some(kind)) => (kind, true),
            (_, None) => (Unknown, false),
        }
    }
}

/// What a BSD record means by its texts alone.
///
/// A line `~` is a boot or, with the user `shutdown`, the system going down; `|` is the
/// time before the clock was changed, `{` (4.3BSD and later) or `}` (V7, Ultrix) the time
/// after it. A line without user and host is a logout, a line with a user a login; those
/// whose line is `ftp` and a number are sessions without a terminal. `None` if it is
/// nothing of that.
pub(crate) fn kind_of_texts(
    line: &[u8],
    user: &[u8],
    host: &[u8],
    is_dated: bool,
) -> Option<Kind> {
    let is_date = user.is_empty() || user == b"date";
    match (line, user, host) {
        (b"~", b"shutdown", _) => Some(ShutdownTime),
        (b"~", ..) => Some(BootTime),
        (b"|", ..) if is_date => Some(OldTime),
        (b"{" | b"}", ..) if is_date => Some(NewTime),
        ([], [], []) => Some(Empty),
        ([_, ..], [], []) => Some(DeadProcess),
        ([_, ..], [_, ..], _) if is_dated => Some(UserProcess),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_changes_have_each_others_number_on_linux_and_elsewhere() {
        assert_eq!((LINUX.kind(3), LINUX.kind(4)), (NewTime, OldTime));
        for other in [&SVR4, &SOLARIS, &TRU64, &NETBSD, &MACOS] {
            assert_eq!((other.kind(3), other.kind(4)), (OldTime, NewTime));
        }
        assert_eq!((FREEBSD.kind(2), FREEBSD.kind(3)), (OldTime, NewTime));
    }

    #[test]
    fn ten_and_eleven_mean_what_the_system_says() {
        let meanings = |number| {
            [&LINUX, &SVR4, &SOLARIS, &NETBSD, &MACOS, &TRU64].map(|one| one.kind(number))
        };
        assert_eq!(
            meanings(10),
            [Unknown, Unknown, DownTime, Signature, Signature, Processor]
        );
        assert_eq!(
            meanings(11),
            [Unknown, Unknown, Unknown, DownTime, ShutdownTime, Unknown]
        );
        assert_eq!(LINUX_SHORT.kind(9), Unknown);
    }

    #[test]
    fn requests_to_the_library_of_macos_are_no_part_of_the_type() {
        assert_eq!(MACOS.kind(i64::from(0x8007_u16.cast_signed())), UserProcess);
        assert_eq!(MACOS.kind(0x4008), DeadProcess);
        assert_eq!(MACOS.kind(0x2007), Unknown);
        assert_eq!(LINUX.kind(0x8007), Unknown);
    }

    #[test]
    fn numbers_in_use_are_those_of_kinds_that_are_known_and_not_empty() {
        for convention in [&NONE, &LINUX, &SOLARIS, &NETBSD, &MACOS, &FREEBSD, &MINIX, &BSD]
        {
            let used = convention.used();
            for number in (-0x1_0000..0x1_0000).chain([1 << 32, i64::MIN, i64::MAX]) {
                let is_used = match convention.kind(number) {
                    Unknown => false,
                    Empty => convention.derived == Derived::WhenZero,
                    _ => true,
                };
                assert_eq!(used.has(number), is_used, "{} {number}", convention.name);
            }
        }
    }

    #[test]
    fn a_bsd_record_is_what_its_texts_say() {
        let kind = |line: &str, user: &str, host: &str| {
            kind_of_texts(line.as_bytes(), user.as_bytes(), host.as_bytes(), true)
        };
        assert_eq!(kind("~", "reboot", ""), Some(BootTime));
        assert_eq!(kind("~", "", ""), Some(BootTime));
        assert_eq!(kind("~", "shutdown", ""), Some(ShutdownTime));
        assert_eq!(kind("|", "date", ""), Some(OldTime));
        assert_eq!(kind("{", "date", ""), Some(NewTime));
        assert_eq!(kind("}", "", ""), Some(NewTime));
        assert_eq!(kind("ttyp0", "", ""), Some(DeadProcess));
        assert_eq!(kind("ttyp0", "", "gw"), None);
        assert_eq!(kind("ttyp0", "alice", "gw"), Some(UserProcess));
        assert_eq!(kind("ftp1234", "alice", "gw"), Some(UserProcess));
        assert_eq!(kind("", "", ""), Some(Empty));
        assert_eq!(kind_of_texts(b"ttyp0", b"alice", b"", false), None);
    }

    #[test]
    fn a_kind_follows_from_the_texts_where_the_number_does_not_say_it() {
        let boot = || Some(BootTime);
        assert_eq!(LINUX.kind_of(Some(5), boot), (InitProcess, false));
        assert_eq!(BSD.kind_of(None, boot), (BootTime, true));
        assert_eq!(NETBSD.kind_of(Some(5), boot), (BootTime, true));
        assert_eq!(NETBSD.kind_of(Some(5), || Some(UserProcess)), (InitProcess, false));
        assert_eq!(MINIX.kind_of(Some(0), || Some(UserProcess)), (UserProcess, true));
        assert_eq!(MINIX.kind_of(Some(7), || None), (UserProcess, false));
        assert_eq!(BSD.kind_of(None, || None), (Unknown, false));
    }
}
