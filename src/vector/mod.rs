//! Code for the widest vectors that the machine has, chosen while running.
//!
//! A hot loop is a [`Kernel`]: it is compiled for each set of instructions, and once without any
//! that not every machine of its kind has. All of them give the same result, which tests and a
//! fuzz target hold them to; [`Isa`] says which one runs. What plain loops cannot say stands in
//! [`Vectors`], in two versions.

mod plain;

use core::ops::{BitAnd, BitOr, Not};
#[cfg(feature = "std")]
use fearless_simd::{Level, Simd, SimdBase, SimdMask, dispatch, u8x16, u8x32, u8x64};
use plain::{Portable, Words};

/// Instructions that a [`Kernel`] can be compiled for.
#[derive(Clone, Copy, Debug)]
pub struct Isa {
    #[cfg(feature = "std")]
    level: Option<Level>,
}

/// A loop that is worth being compiled for each set of instructions.
pub trait Kernel {
    /// What it gives.
    type Output;

    /// Does the work. This and all that it calls must be `#[inline(always)]`: only what becomes
    /// part of it is compiled for the wider vectors.
    fn run<V: Vectors>(self, vectors: V) -> Self::Output;
}

/// What compilers do not make of plain loops.
pub trait Vectors: Copy {
    /// 64 bytes, all of whose bits take part in one operation.
    type Bits: Copy
        + BitAnd<Output = Self::Bits>
        + BitOr<Output = Self::Bits>
        + Not<Output = Self::Bits>;

    /// The bits of these bytes.
    fn bits(self, bytes: &[u8; 64]) -> Self::Bits;
    /// The bytes that have these bits.
    fn bytes(self, bits: Self::Bits) -> [u8; 64];
    /// Whether no bit is set.
    fn is_none(self, bits: Self::Bits) -> bool;
    /// One bit for each of 16 bytes that is zero; the lowest is that of the first byte.
    fn zeros_16(self, bytes: &[u8; 16]) -> u16;
    /// The same for 32 bytes.
    fn zeros_32(self, bytes: &[u8; 32]) -> u32;
    /// The same for 64 bytes.
    fn zeros_64(self, bytes: &[u8; 64]) -> u64;
    /// One bit for each of 32 bytes that is no printable ASCII, or one of those in `except`.
    fn odd_32(self, bytes: &[u8; 32], except: [u8; 2]) -> u32;
}

impl Isa {
    /// What every machine understands.
    pub const PORTABLE: Self = Self {
        #[cfg(feature = "std")]
        level: None,
    };

    /// The best that this machine has. The first call finds out, later ones know.
    #[inline]
    #[must_use]
    pub fn best() -> Self {
        Self {
            #[cfg(feature = "std")]
            level: Level::try_detect().filter(|level| !level.is_fallback()),
        }
    }

    /// All that this machine has, from [`Isa::PORTABLE`] to [`Isa::best`].
    pub fn all() -> impl Iterator<Item = Self> {
        [
            Some(Self::PORTABLE),
            Self::named("sse2"),
            Self::named("sse4.2"),
            Self::named("avx2"),
            Self::named("avx512"),
            Self::named("neon"),
        ]
        .into_iter()
        .flatten()
    }

    /// The one with this name, as [`Isa::name`] gives it, if this machine has it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        if name == Self::PORTABLE.name() {
            return Some(Self::PORTABLE);
        }
        #[cfg(feature = "std")]
        {
            let best = Self::best().level?;
            let level = match name {
                #[cfg(target_arch = "x86_64")]
                "sse2" => best.as_sse2().map(Level::Sse2),
                #[cfg(target_arch = "x86_64")]
                "sse4.2" => best.as_sse4_2().map(Level::Sse4_2),
                #[cfg(target_arch = "x86_64")]
                "avx2" => best.as_avx2().map(Level::Avx2),
                #[cfg(target_arch = "x86_64")]
                "avx512" => best.as_avx512().map(Level::Avx512),
                #[cfg(target_arch = "aarch64")]
                "neon" => best.as_neon().map(Level::Neon),
                _ => None,
            };
            level.map(|level| Self { level: Some(level) })
        }
        #[cfg(not(feature = "std"))]
        None
    }

    /// What it is called, in small letters.
    #[must_use]
    pub fn name(self) -> &'static str {
        #[cfg(feature = "std")]
        match self.level {
            #[cfg(target_arch = "x86_64")]
            Some(Level::Sse2(_)) => return "sse2",
            #[cfg(target_arch = "x86_64")]
            Some(Level::Sse4_2(_)) => return "sse4.2",
            #[cfg(target_arch = "x86_64")]
            Some(Level::Avx2(_)) => return "avx2",
            #[cfg(target_arch = "x86_64")]
            Some(Level::Avx512(_)) => return "avx512",
            #[cfg(target_arch = "aarch64")]
            Some(Level::Neon(_)) => return "neon",
            _ => {}
        }
        "portable"
    }

    /// Runs the kernel that was compiled for these instructions.
    #[inline(always)]
    pub fn run<K: Kernel>(self, kernel: K) -> K::Output {
        #[cfg(feature = "std")]
        if let Some(level) = self.level {
            return dispatch!(level, simd => kernel.run(Wide(simd)));
        }
        kernel.run(Portable)
    }
}

/// [`Vectors`] that every machine has for which this is compiled, so that single fields can be
/// looked at without a dispatch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Near;

/// Gives what the machine has for sure, or what is plain.
macro_rules! near {
    ($name:ident($($argument:expr),*)) => {{
        #[cfg(all(feature = "std", target_arch = "x86_64"))]
        if let Some(sse2) = Level::baseline().as_sse2() {
            return Wide(sse2).$name($($argument),*);
        }
        Portable.$name($($argument),*)
    }};
}

impl Vectors for Near {
    type Bits = Words;

    #[inline(always)]
    fn bits(self, bytes: &[u8; 64]) -> Words {
        Portable.bits(bytes)
    }

    #[inline(always)]
    fn bytes(self, bits: Words) -> [u8; 64] {
        Portable.bytes(bits)
    }

    #[inline(always)]
    fn is_none(self, bits: Words) -> bool {
        Portable.is_none(bits)
    }

    #[inline(always)]
    fn zeros_16(self, bytes: &[u8; 16]) -> u16 {
        near!(zeros_16(bytes))
    }

    #[inline(always)]
    fn zeros_32(self, bytes: &[u8; 32]) -> u32 {
        near!(zeros_32(bytes))
    }

    #[inline(always)]
    fn zeros_64(self, bytes: &[u8; 64]) -> u64 {
        near!(zeros_64(bytes))
    }

    #[inline(always)]
    fn odd_32(self, bytes: &[u8; 32], except: [u8; 2]) -> u32 {
        near!(odd_32(bytes, except))
    }
}

/// Vectors of the machine.
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug)]
struct Wide<S>(S);

#[cfg(feature = "std")]
impl<S: Simd> Vectors for Wide<S> {
    type Bits = u8x64<S>;

    #[inline(always)]
    fn bits(self, bytes: &[u8; 64]) -> u8x64<S> {
        u8x64::from_slice(self.0, bytes)
    }

    #[inline(always)]
    fn bytes(self, bits: u8x64<S>) -> [u8; 64] {
        *bits
    }

    #[inline(always)]
    fn is_none(self, bits: u8x64<S>) -> bool {
        bits.simd_eq(0).all_true()
    }

    #[inline(always)]
    fn zeros_16(self, bytes: &[u8; 16]) -> u16 {
        let mask = u8x16::from_slice(self.0, bytes).simd_eq(0).to_bitmask();
        let [a, b, ..] = mask.to_le_bytes();
        u16::from_le_bytes([a, b])
    }

    #[inline(always)]
    fn zeros_32(self, bytes: &[u8; 32]) -> u32 {
        let mask = u8x32::from_slice(self.0, bytes).simd_eq(0).to_bitmask();
        let [a, b, c, d, ..] = mask.to_le_bytes();
        u32::from_le_bytes([a, b, c, d])
    }

    #[inline(always)]
    fn zeros_64(self, bytes: &[u8; 64]) -> u64 {
        u8x64::from_slice(self.0, bytes).simd_eq(0).to_bitmask()
    }

    #[inline(always)]
    fn odd_32(self, bytes: &[u8; 32], [a, b]: [u8; 2]) -> u32 {
        let bytes = u8x32::from_slice(self.0, bytes);
        #[expect(clippy::arithmetic_side_effects, reason = "vectors wrap")]
        let above = bytes - b' ';
        let is_plain = above.simd_eq(above.min(b'~' - b' '));
        let is_special = bytes.simd_eq(a) | bytes.simd_eq(b);
        let [a, b, c, d, ..] = (!is_plain | is_special).to_bitmask().to_le_bytes();
        u32::from_le_bytes([a, b, c, d])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    struct Zeros<'a>(&'a [u8; 64]);

    impl Kernel for Zeros<'_> {
        type Output = [u64; 3];

        #[inline(always)]
        fn run<V: Vectors>(self, vectors: V) -> [u64; 3] {
            [
                vectors.zeros_16(self.0.first_chunk().unwrap()).into(),
                vectors.zeros_32(self.0.first_chunk().unwrap()).into(),
                vectors.zeros_64(self.0),
            ]
        }
    }

    fn naive(bytes: &[u8]) -> u64 {
        bytes
            .iter()
            .enumerate()
            .fold(0, |mask, (at, &byte)| mask | (u64::from(byte == 0) << at))
    }

    #[test]
    fn every_set_of_instructions_sees_the_same_zeros() {
        let mut names = Vec::new();
        for isa in Isa::all() {
            names.push(isa.name());
            for other in [0, 1, 0x7f, 0x80, 0xff] {
                for at in 0..64 {
                    for step in 1..9 {
                        let mut bytes = [other; 64];
                        bytes.iter_mut().skip(at).step_by(step).for_each(|byte| *byte = 0);
                        let wanted =
                            [naive(&bytes[..16]), naive(&bytes[..32]), naive(&bytes)];
                        assert_eq!(isa.run(Zeros(&bytes)), wanted, "{}", isa.name());
                        assert_eq!(Zeros(&bytes).run(Near), wanted);
                    }
                }
            }
        }
        assert_eq!(names.first(), Some(&"portable"));
        assert_eq!(names.last(), Some(&Isa::best().name()));
    }

    struct Odd<'a>(&'a [u8; 32]);

    impl Kernel for Odd<'_> {
        type Output = u32;

        #[inline(always)]
        fn run<V: Vectors>(self, vectors: V) -> u32 {
            vectors.odd_32(self.0, *b"\"\\")
        }
    }

    #[test]
    fn every_set_of_instructions_sees_the_same_odd_bytes() {
        for isa in Isa::all() {
            for other in [0, b' ', b'"', b'~', 0x7f, 0x80, 0xff] {
                for (at, byte) in (0..32).flat_map(|at| (0..=u8::MAX).map(move |b| (at, b)))
                {
                    let mut bytes = [other; 32];
                    bytes[at] = byte;
                    let is_odd = |byte: &u8| {
                        !matches!(byte, b' '..=b'~') || matches!(byte, b'"' | b'\\')
                    };
                    let bits = bytes.iter().enumerate();
                    let wanted = bits
                        .fold(0, |mask, (at, byte)| mask | (u32::from(is_odd(byte)) << at));
                    assert_eq!(isa.run(Odd(&bytes)), wanted, "{}", isa.name());
                    assert_eq!(Odd(&bytes).run(Near), wanted);
                }
            }
        }
    }

    #[test]
    fn a_name_finds_its_instructions_again() {
        for isa in Isa::all() {
            assert_eq!(Isa::named(isa.name()).map(Isa::name), Some(isa.name()));
        }
        assert!(Isa::named("mmx").is_none());
    }
}
