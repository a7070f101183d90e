//! Process accounting: what ran, for whom, for how long.

use super::{Text, Time};

/// A count in the 16 bits of `comp_t`: 13 bits, times eight as often as the upper 3 say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct CompT(pub u16);

impl CompT {
    /// The count.
    ///
    /// # Examples
    ///
    /// ```
    /// use loginrec::record::CompT;
    ///
    /// assert_eq!(CompT(0x1fff).get(), 8191);
    /// assert_eq!(CompT(0x2400).get(), 0x400 * 8);
    /// assert_eq!(CompT(0xffff).get(), 8191 << 21);
    /// ```
    #[must_use]
    pub fn get(self) -> u64 {
        let exponent = u32::from(self.0 >> 13).saturating_mul(3);
        u64::from(self.0 & 0x1fff).unbounded_shl(exponent)
    }
}

/// One record of process accounting: a process that has ended.
///
/// Times of use are in ticks, of which there are [`Process::ticks_per_second`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Process<'a> {
    pub(crate) layout: &'static str,
    pub(crate) offset: u64,
    pub(crate) index: u64,
    pub(crate) version: u8,
    pub(crate) flags: u8,
    pub(crate) command: Text<'a>,
    pub(crate) time: Time,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    pub(crate) uid16: Option<u16>,
    pub(crate) gid16: Option<u16>,
    pub(crate) pid: Option<u32>,
    pub(crate) ppid: Option<u32>,
    pub(crate) tty: u16,
    pub(crate) exit_code: u32,
    pub(crate) elapsed: Elapsed,
    pub(crate) tick_rate: Option<u16>,
    pub(crate) usage: Usage,
}

/// How long a process lived, as stored.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Elapsed {
    /// Version 0: a `comp_t`.
    Short(CompT),
    /// Version 2: a `comp_t`, and the same in 24 bits.
    Long(CompT, u32),
    /// Version 3: a floating-point number.
    Float(f32),
}

impl Elapsed {
    /// The ticks: `None` if the number is none, negative or beyond all ages.
    #[must_use]
    pub fn ticks(self) -> Option<u64> {
        match self {
            Self::Short(count) => Some(count.get()),
            // 24 bits all set mean that the short form says it.
            Self::Long(count, 0x00ff_ffff) => Some(count.get()),
            Self::Long(_, ticks) => Some(ticks.into()),
            Self::Float(ticks) => whole(ticks),
        }
    }

    /// The bits of a floating-point number that [`Elapsed::ticks`] does not say, most
    /// significant first: one with a fraction, or one that is no possible time.
    pub(crate) fn odd_bits(self) -> Option<[u8; 4]> {
        match self {
            Self::Float(ticks) if whole(ticks).is_none() || has_fraction(ticks) => {
                Some(ticks.to_bits().to_be_bytes())
            }
            _ => None,
        }
    }
}

/// Whether anything stands behind the point.
fn has_fraction(number: f32) -> bool {
    let bits = number.to_bits();
    let exponent = (bits >> 23 & 0xff).checked_sub(127);
    let mantissa = bits & 0x007f_ffff | 0x0080_0000;
    match exponent {
        None => bits << 1 != 0,
        Some(exponent) => exponent.saturating_add(mantissa.trailing_zeros()) < 23,
    }
}

/// A number that is not negative without its fraction, from the bits of IEEE 754.
fn whole(number: f32) -> Option<u64> {
    let bits = number.to_bits();
    let exponent = (bits >> 23 & 0xff).checked_sub(127);
    let mantissa = u64::from(bits & 0x007f_ffff | 0x0080_0000);
    match exponent {
        _ if bits >> 31 == 1 && bits != 1 << 31 => None,
        None => Some(0),
        Some(exponent @ 0..=22) => {
            Some(mantissa.unbounded_shr(23_u32.saturating_sub(exponent)))
        }
        Some(exponent @ 23..=62) => {
            Some(mantissa.unbounded_shl(exponent.saturating_sub(23)))
        }
        Some(_) => None,
    }
}

/// What a process used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Ticks in the program.
    pub user: CompT,
    /// Ticks in the kernel.
    pub system: CompT,
    /// Average memory, in kilobytes.
    pub memory: CompT,
    /// Characters transferred; Linux always writes 0.
    pub io: CompT,
    /// Blocks read or written; Linux always writes 0.
    pub blocks: CompT,
    /// Minor page faults.
    pub minor_faults: CompT,
    /// Major page faults.
    pub major_faults: CompT,
    /// Times swapped out; Linux always writes 0.
    pub swaps: CompT,
}

impl<'a> Process<'a> {
    /// The flags with their names in `acct.h`.
    const FLAGS: [(u8, &'static str); 6] = [
        (0x01, "AFORK"),
        (0x02, "ASU"),
        (0x04, "ACOMPAT"),
        (0x08, "ACORE"),
        (0x10, "AXSIG"),
        (0x20, "AGROUP"),
    ];

    /// Id of the layout that the record was read with, such as `linux-acct-v3-64-le`.
    #[must_use]
    pub const fn layout(&self) -> &'static str {
        self.layout
    }

    /// Where the record starts in the file, in bytes.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// How many entries of the file stand before it.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// `ac_version` as stored: 0, 2 or 3, and 128 more if a big-endian machine wrote it.
    #[must_use]
    pub const fn version(&self) -> u8 {
        self.version
    }

    /// `ac_flag` as stored.
    #[must_use]
    pub const fn flags(&self) -> u8 {
        self.flags
    }

    /// The names of the flags that are set, as `acct.h` defines them.
    pub fn flag_names(&self) -> impl Iterator<Item = &'static str> + use<> {
        let flags = self.flags;
        Self::FLAGS
            .into_iter()
            .filter(move |(bit, _)| flags & bit != 0)
            .map(|(_, name)| name)
    }

    /// `ac_comm`: the first 15 bytes of the name of the command.
    #[must_use]
    pub const fn command(&self) -> Text<'a> {
        self.command
    }

    /// `ac_btime` as stored: when the process began.
    #[must_use]
    pub const fn time(&self) -> Time {
        self.time
    }

    /// Numeric id of the user.
    #[must_use]
    pub const fn uid(&self) -> u32 {
        self.uid
    }

    /// Numeric id of the group.
    #[must_use]
    pub const fn gid(&self) -> u32 {
        self.gid
    }

    /// `ac_uid16`: the same in 16 bits, which version 2 has besides.
    #[must_use]
    pub const fn uid16(&self) -> Option<u16> {
        self.uid16
    }

    /// `ac_gid16`, likewise.
    #[must_use]
    pub const fn gid16(&self) -> Option<u16> {
        self.gid16
    }

    /// Process id, which version 3 has.
    #[must_use]
    pub const fn pid(&self) -> Option<u32> {
        self.pid
    }

    /// Process id of the parent, which version 3 has.
    #[must_use]
    pub const fn ppid(&self) -> Option<u32> {
        self.ppid
    }

    /// `ac_tty`: the number of the terminal's device, 0 if there was none.
    #[must_use]
    pub const fn tty(&self) -> u16 {
        self.tty
    }

    /// `ac_exitcode`: as `wait` gives it, the code in the second byte, a signal in the first.
    #[must_use]
    pub const fn exit_code(&self) -> u32 {
        self.exit_code
    }

    /// How long the process lived, as stored.
    #[must_use]
    pub const fn elapsed(&self) -> Elapsed {
        self.elapsed
    }

    /// Ticks in a second: as the record says, else the 100 that Linux counts with.
    #[must_use]
    pub fn ticks_per_second(&self) -> u16 {
        self.tick_rate.unwrap_or(100)
    }

    /// `ac_ahz` as stored, which version 2 has.
    #[must_use]
    pub const fn tick_rate(&self) -> Option<u16> {
        self.tick_rate
    }

    /// What the process used.
    #[must_use]
    pub const fn usage(&self) -> Usage {
        self.usage
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_of_a_float_lose_their_fraction_and_nothing_else() {
        let ticks = |number: f32| Elapsed::Float(number).ticks();
        assert_eq!(ticks(0.0), Some(0));
        assert_eq!(ticks(-0.0), Some(0));
        assert_eq!(ticks(0.99), Some(0));
        assert_eq!(ticks(1.0), Some(1));
        assert_eq!(ticks(1234.5), Some(1234));
        assert_eq!(ticks(16_777_215.0), Some(16_777_215));
        assert_eq!(ticks(33_554_432.0), Some(33_554_432));
        assert_eq!(ticks(-1.0), None);
        assert_eq!(ticks(f32::NAN), None);
        assert_eq!(ticks(f32::INFINITY), None);
        assert_eq!(ticks(f32::MAX), None);
    }

    #[test]
    fn what_ticks_of_a_float_do_not_say_stands_in_its_bits() {
        let bits = |number: f32| Elapsed::Float(number).odd_bits().map(u32::from_be_bytes);
        for whole in [0.0, -0.0, 1.0, 3.0, 1234.0, 16_777_215.0, 33_554_432.0, 2e18] {
            assert_eq!(bits(whole), None, "{whole}");
        }
        let odd =
            [0.5, 1.5, 1234.25, 4_194_304.5, f32::MIN_POSITIVE, 1e-45, -1.0, f32::MAX];
        for odd in odd.into_iter().chain([f32::NAN, f32::INFINITY]) {
            assert_eq!(bits(odd), Some(odd.to_bits()), "{odd}");
        }
        assert_eq!(Elapsed::Short(CompT(1)).odd_bits(), None);
    }

    #[test]
    fn the_long_form_of_version_2_says_it_unless_it_is_full() {
        assert_eq!(Elapsed::Long(CompT(7), 70_000).ticks(), Some(70_000));
        assert_eq!(Elapsed::Long(CompT(0x3fff), 0x00ff_ffff).ticks(), Some(8191 * 8));
    }
}
