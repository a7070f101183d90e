//! Decimal digits, eight at a time, without a loop.

use super::ink::Ink;
use crate::record::Address;
use core::net::{IpAddr, Ipv6Addr};
use core::ops::Range;

const EIGHT: u64 = 100_000_000;
/// The first number of eleven digits.
const TEN: u64 = EIGHT * 100;
const ASCII: u64 = u64::from_ne_bytes([b'0'; 8]);

/// The eight digits of a number below 10^8, from 0 to 9, the first in the lowest byte.
#[inline(always)]
const fn eight(number: u64) -> u64 {
    // Two numbers of four digits, four of two, eight of one: each is divided by a factor, and what
    // is left of it moves up.
    let fours = number.wrapping_mul(109_951_163) >> 40;
    let fours = (number << 32).wrapping_sub(fours.wrapping_mul((10_000 << 32) - 1));
    let twos = (fours.wrapping_mul(10_486) >> 20) & 0x0000_007f_0000_007f;
    let twos = (fours << 16).wrapping_sub(twos.wrapping_mul((100 << 16) - 1));
    let ones = (twos.wrapping_mul(103) >> 10) & 0x000f_000f_000f_000f;
    (twos << 8).wrapping_sub(ones.wrapping_mul((10 << 8) - 1))
}

/// The digits of a number below 10^8, and how many there are.
#[inline(always)]
pub(super) fn few(number: u64) -> ([u8; 8], usize) {
    let digits = eight(number);
    // A zero has a digit too.
    let zeros = (digits | 1 << 56).trailing_zeros() & !7;
    let text = (digits | ASCII) >> zeros;
    (text.to_le_bytes(), usize::try_from(8_u32.wrapping_sub(zeros >> 3)).unwrap_or(0))
}

/// The digits of any number, and how many there are.
#[cold]
#[inline(never)]
fn many(number: u64) -> ([u8; 24], usize) {
    let mut text = [0; 24];
    let parts = [number / EIGHT / EIGHT, number / EIGHT % EIGHT, number % EIGHT];
    for (to, part) in text.as_chunks_mut::<8>().0.iter_mut().zip(parts) {
        *to = (eight(part) | ASCII).to_le_bytes();
    }
    let zeros = text.iter().take(23).take_while(|&&digit| digit == b'0').count();
    text.rotate_left(zeros);
    (text, text.len().saturating_sub(zeros))
}

/// A number.
#[inline(always)]
pub(crate) fn put_unsigned(ink: &mut impl Ink, number: u64) {
    put_number(ink, number, false);
}

/// A number with its sign.
#[inline(always)]
pub(crate) fn put_signed(ink: &mut impl Ink, number: i64) {
    put_number(ink, number.cast_unsigned(), number < 0);
}

#[inline(always)]
fn put_number(ink: &mut impl Ink, number: u64, is_negative: bool) {
    match number {
        0..10 => ink.put_all(&[ones(number)]),
        10..EIGHT => {
            let (text, len) = few(number);
            ink.put(&text, len);
        }
        EIGHT..TEN => {
            // Seconds since 1970 have ten digits, and so have places in files of some gigabytes.
            let (top, rest) = (number / EIGHT, number % EIGHT);
            if top < 10 {
                ink.put_all(&[ones(top)]);
            } else {
                ink.put_all(&pair(top));
            }
            ink.put_all(&(eight(rest) | ASCII).to_le_bytes());
        }
        TEN.. => {
            // All that are below zero too.
            if is_negative {
                ink.put_all(b"-");
            }
            let size = if is_negative { number.wrapping_neg() } else { number };
            let (text, len) = many(size);
            ink.put(&text, len);
        }
    }
}

/// Microseconds as seconds with six digits.
#[inline(always)]
pub(super) fn put_seconds(ink: &mut impl Ink, micros: i64) {
    const MICROS: u64 = 1_000_000;
    if micros < 0 {
        ink.put_all(b"-");
    }
    let micros = micros.unsigned_abs();
    put_unsigned(ink, micros / MICROS);
    ink.put(&six_between(b'.', micros % MICROS, 0), 7);
}

/// The digit of a number below 10.
#[inline(always)]
const fn ones(number: u64) -> u8 {
    let [digit, ..] = number.to_le_bytes();
    digit.wrapping_add(b'0')
}

/// The last two digits of a number.
#[inline(always)]
pub(crate) const fn pair(number: u64) -> [u8; 2] {
    let number = number % 100;
    let tens = number.wrapping_mul(103) >> 10;
    [ones(tens), ones(number.wrapping_sub(tens.wrapping_mul(10)))]
}

/// Hours, minutes and seconds of a time of day in seconds, `22:13:20`.
#[inline(always)]
pub(crate) const fn time_of_day(second_of_day: u64) -> [u8; 8] {
    let (minutes, hour) = (second_of_day / 60, second_of_day / 3_600);
    let minute = minutes.wrapping_sub(hour.wrapping_mul(60));
    let second = second_of_day.wrapping_sub(minutes.wrapping_mul(60));
    // Each has its tens where it is, and the rest in the byte behind.
    let parts = hour | minute << 24 | second << 48;
    let tens = (parts.wrapping_mul(103) >> 10) & 0x000f_0000_0f00_000f;
    let digits = (parts << 8).wrapping_sub(tens.wrapping_mul((10 << 8) - 1));
    (digits | COLONS).to_le_bytes()
}

/// What a time of day is but for its digits.
const COLONS: u64 = u64::from_le_bytes(*b"00:00:00");

/// The six digits of a number below a million, between the two bytes given.
#[inline(always)]
pub(crate) fn six_between(before: u8, number: u64, behind: u8) -> [u8; 8] {
    let around = u64::from_le_bytes([before, b'0', b'0', b'0', b'0', b'0', b'0', behind]);
    (eight(number) >> 8 | around).to_le_bytes()
}

/// The last five digits of a number.
#[inline(always)]
pub(crate) fn five(number: u64) -> [u8; 5] {
    let [_, _, _, digits @ ..] = (eight(number % EIGHT) | ASCII).to_le_bytes();
    digits
}

/// A byte as it is written with a point behind it, and how long it is without.
static OCTETS: [([u8; 4], u8); 256] = {
    let mut octets = [([0; 4], 0); 256];
    let mut rest: &mut [([u8; 4], u8)] = &mut octets;
    let mut number = 0_u64;
    while let [octet, behind @ ..] = rest {
        let [.., a, b, c] = (eight(number) | ASCII).to_le_bytes();
        *octet = match number {
            0..10 => ([c, b'.', 0, 0], 1),
            10..100 => ([b, c, b'.', 0], 2),
            _ => ([a, b, c, b'.'], 3),
        };
        number = number.wrapping_add(1);
        rest = behind;
    }
    octets
};

/// An IPv4 address.
#[inline(always)]
pub(crate) fn put_v4(ink: &mut impl Ink, octets: [u8; 4]) {
    for octet in octets {
        let (text, len) = OCTETS.get(usize::from(octet)).copied().unwrap_or_default();
        ink.put(&text, usize::from(len).wrapping_add(1));
    }
    ink.back(1);
}

/// An address as it displays.
#[inline(always)]
pub(super) fn put_address(ink: &mut impl Ink, address: Address) {
    match address.ip() {
        Some(IpAddr::V4(v4)) => put_v4(ink, v4.octets()),
        Some(IpAddr::V6(v6)) => put_v6(ink, v6),
        None => {}
    }
}

/// An IPv6 address as RFC 5952 wants it.
#[inline(always)]
pub(crate) fn put_v6(ink: &mut impl Ink, address: Ipv6Addr) {
    if let Some(v4) = address.to_ipv4_mapped() {
        ink.put_all(b"::ffff:");
        put_v4(ink, v4.octets());
    } else {
        let (text, len) = groups(address.segments());
        ink.put(&text, len);
    }
}

/// The groups of an address with colons between them, and how long that is. The longest run of
/// zeros is left out, the first of those that are as long.
#[inline(never)]
fn groups(segments: [u16; 8]) -> ([u8; 48], usize) {
    let mut text = [0; 48];
    let mut len = 0_usize;
    let mut put = |bytes: [u8; 5], count: usize| {
        if let Some(to) = text.get_mut(len..len.wrapping_add(bytes.len())) {
            to.copy_from_slice(&bytes);
        }
        len = len.wrapping_add(count);
    };
    let run = longest_zeros(segments);
    for (at, segment) in segments.into_iter().enumerate() {
        if at == run.start && !run.is_empty() {
            put(*b"::\0\0\0", if at == 0 { 2 } else { 1 });
        }
        if !run.contains(&at) {
            let ([a, b, c, d], count) = hex_number(segment);
            let mut group = [a, b, c, d, 0];
            if let Some(behind) = group.get_mut(count) {
                *behind = b':';
            }
            put(group, count.wrapping_add(1));
        }
    }
    // No colon stands behind the last group.
    let end = if run.end == segments.len() { len } else { len.wrapping_sub(1) };
    (text, end)
}

/// The longest run of two zeros and more, the first of those that are as long.
fn longest_zeros(segments: [u16; 8]) -> Range<usize> {
    let bits = segments.iter().rev();
    let mut starts = bits.fold(0_u8, |bits, &segment| bits << 1 | u8::from(segment == 0));
    // Where runs start that are so long: those go on that have another zero.
    let mut count = 1_usize;
    while starts & starts >> 1 != 0 {
        starts &= starts >> 1;
        count = count.wrapping_add(1);
    }
    let start = usize::try_from(starts.trailing_zeros()).unwrap_or(0);
    if count > 1 { start..start.wrapping_add(count) } else { 0..0 }
}

/// The digits of a number in hexadecimal, without zeros before them, and how many there are.
fn hex_number(number: u16) -> ([u8; 4], usize) {
    // One digit in each byte, the first in the lowest.
    let [high, low] = number.to_be_bytes().map(u32::from);
    let digits = high >> 4 | (high & 15) << 8 | low >> 4 << 16 | (low & 15) << 24;
    let zeros = (digits | 1 << 24).trailing_zeros() >> 3;
    let len = usize::try_from(4_u32.wrapping_sub(zeros)).unwrap_or(0);
    let text = digits.to_le_bytes().map(|digit| {
        let letter = if digit < 10 { b'0' } else { b'a'.wrapping_sub(10) };
        digit.wrapping_add(letter)
    });
    ((u32::from_le_bytes(text) >> zeros.wrapping_mul(8)).to_le_bytes(), len)
}

pub(super) const HEX: &[u8; 16] = b"0123456789abcdef";

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;
    use core::net::Ipv4Addr;
    use proptest::prelude::*;

    fn shown(put: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        put(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_have_their_digits_and_no_others() {
        let ends = (0..20).map(|power| 10_u64.pow(power));
        let near = ends.flat_map(|end| [end - 1, end, end + 1]);
        for number in near.chain(0..10_001).chain([u64::MAX]) {
            assert_eq!(shown(|out| put_unsigned(out, number)), number.to_string());
        }
        for number in [i64::MIN, -1, 0, 1, i64::MAX] {
            assert_eq!(shown(|out| put_signed(out, number)), number.to_string());
        }
    }

    #[test]
    fn seconds_have_six_digits_behind_the_point() {
        for (micros, text) in [
            (0, "0.000000"),
            (-1, "-0.000001"),
            (90_000_000, "90.000000"),
            (1_500_000, "1.500000"),
        ] {
            assert_eq!(shown(|out| put_seconds(out, micros)), text);
        }
    }

    #[test]
    fn every_second_of_a_day_has_its_time() {
        for second in 0..86_400_u64 {
            let expected = alloc::format!(
                "{:02}:{:02}:{:02}",
                second / 3600,
                second / 60 % 60,
                second % 60
            );
            assert_eq!(time_of_day(second), expected.as_bytes());
        }
        assert_eq!(&six_between(b'.', 1_234, b'Z'), b".001234Z");
        assert_eq!(&six_between(b',', 999_999, b'+'), b",999999+");
    }

    #[test]
    fn every_octet_is_written_as_it_displays() {
        for octet in 0..=u8::MAX {
            let address = Ipv4Addr::new(octet, 255 - octet, octet, octet);
            assert_eq!(shown(|out| put_v4(out, address.octets())), address.to_string());
        }
    }

    proptest! {
        #[test]
        fn any_number_has_its_digits(number: u64, shift in 0_u32..64) {
            let number = number >> shift;
            prop_assert_eq!(shown(|out| put_unsigned(out, number)), number.to_string());
        }

        #[test]
        fn any_address_is_written_as_it_displays(
            segments in prop::array::uniform8(prop_oneof![Just(0_u16), any::<u16>(), 0_u16..300]),
            is_mapped: bool,
        ) {
            let [.., g, h] = segments;
            let address = match is_mapped {
                true => Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, g, h),
                false => Ipv6Addr::from(segments),
            };
            prop_assert_eq!(shown(|out| put_v6(out, address)), address.to_string());
        }
    }
}
