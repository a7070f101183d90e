//! Decimal digits, eight at a time, without a loop.

use super::ink::Ink;
use crate::record::Address;
use alloc::vec::Vec;
use core::net::{IpAddr, Ipv6Addr};

const EIGHT: u64 = 100_000_000;
const ASCII: u64 = u64::from_ne_bytes([b'0'; 8]);

/// The last eight digits of a number, from 0 to 9, the first in the lowest byte.
#[inline(always)]
const fn eight(number: u64) -> u64 {
    let number = number % EIGHT;
    // Two numbers of four digits, four of two, eight of one. The factors divide by 100 and 10.
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = (fours.wrapping_mul(10_486) >> 20) & 0x0000_007f_0000_007f;
    let twos = hundreds | (fours.wrapping_sub(hundreds.wrapping_mul(100)) << 16);
    let tens = (twos.wrapping_mul(103) >> 10) & 0x000f_000f_000f_000f;
    tens | (twos.wrapping_sub(tens.wrapping_mul(10)) << 8)
}

/// The digits of a number below 10^8, and how many there are.
#[inline(always)]
pub(super) fn few(number: u64) -> ([u8; 8], usize) {
    let digits = eight(number);
    // A zero has a digit too.
    let zeros = (digits | 1 << 56).trailing_zeros() >> 3;
    let text = digits.wrapping_add(ASCII) >> zeros.wrapping_mul(8);
    (text.to_le_bytes(), usize::try_from(8_u32.wrapping_sub(zeros)).unwrap_or(0))
}

/// The digits of any number, and how many there are.
#[cold]
#[inline(never)]
fn many(number: u64) -> ([u8; 24], usize) {
    let mut text = [0; 24];
    let parts = [number / EIGHT / EIGHT, number / EIGHT, number];
    for (to, part) in text.as_chunks_mut::<8>().0.iter_mut().zip(parts) {
        *to = eight(part).wrapping_add(ASCII).to_le_bytes();
    }
    let zeros = text.iter().take(23).take_while(|&&digit| digit == b'0').count();
    text.rotate_left(zeros);
    (text, text.len().saturating_sub(zeros))
}

/// A number.
#[inline(always)]
pub(crate) fn put_unsigned(ink: &mut impl Ink, number: u64) {
    match number {
        0..10 => ink.put_all(&[ones(number)]),
        10..EIGHT => {
            let (text, len) = few(number);
            ink.put(&text, len);
        }
        EIGHT.. => {
            // Seconds since 1970 have ten digits, and so have places in files of some gigabytes.
            match number / EIGHT {
                top @ 0..10 => ink.put_all(&[ones(top)]),
                top @ 10..100 => ink.put_all(&pair(top)),
                _ => {
                    let (text, len) = many(number);
                    return ink.put(&text, len);
                }
            }
            ink.put_all(&eight(number).wrapping_add(ASCII).to_le_bytes());
        }
    }
}

/// A number with its sign.
#[inline(always)]
pub(crate) fn put_signed(ink: &mut impl Ink, number: i64) {
    if number < 0 {
        ink.put_all(b"-");
    }
    put_unsigned(ink, number.unsigned_abs());
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
    let (minutes, second) = (second_of_day / 60, second_of_day % 60);
    let (hour, minute) = (minutes / 60, minutes % 60);
    let clock = hour.wrapping_mul(10_000).wrapping_add(minute.wrapping_mul(100));
    let digits = eight(clock.wrapping_add(second)).wrapping_add(ASCII) >> 16;
    let pairs =
        (digits & 0xffff) | (digits & 0xffff_0000) << 8 | (digits & 0xffff_0000_0000) << 16;
    (pairs | COLONS).to_le_bytes()
}

/// The third byte and the sixth.
const COLONS: u64 = u64::from_le_bytes([0, 0, b':', 0, 0, b':', 0, 0]);

/// The six digits of a number below a million, between the two bytes given.
#[inline(always)]
pub(crate) fn six_between(before: u8, number: u64, behind: u8) -> [u8; 8] {
    let digits = eight(number).wrapping_add(ASCII) >> 16;
    (u64::from(before) | digits << 8 | u64::from(behind) << 56).to_le_bytes()
}

/// The last five digits of a number.
#[inline(always)]
pub(crate) fn five(number: u64) -> [u8; 5] {
    let [_, _, _, digits @ ..] = eight(number).wrapping_add(ASCII).to_le_bytes();
    digits
}

/// A byte as it is written with a point behind it, and how long it is without.
static OCTETS: [([u8; 4], u8); 256] = {
    let mut octets = [([0; 4], 0); 256];
    let mut rest: &mut [([u8; 4], u8)] = &mut octets;
    let mut number = 0_u64;
    while let [octet, behind @ ..] = rest {
        let [.., a, b, c] = eight(number).wrapping_add(ASCII).to_le_bytes();
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
        Some(IpAddr::V6(v6)) => ink.aside(|out| push_v6(out, v6)),
        None => {}
    }
}

/// An IPv6 address as RFC 5952 wants it: the longest run of zeros is left out, the first of
/// those that are as long.
pub(crate) fn push_v6(out: &mut Vec<u8>, address: Ipv6Addr) {
    if let Some(v4) = address.to_ipv4_mapped() {
        out.extend_from_slice(b"::ffff:");
        return put_v4(out, v4.octets());
    }
    let segments = address.segments();
    let (mut longest, mut run) = (0..0_usize, 0..0_usize);
    for (at, segment) in (1_usize..).zip(segments) {
        run = if segment == 0 { run.start..at } else { at..at };
        if run.len() > longest.len().max(1) {
            longest = run.clone();
        }
    }
    for (at, segment) in segments.into_iter().enumerate() {
        if longest.contains(&at) {
            if at == longest.start {
                out.extend_from_slice(b"::");
            }
            continue;
        }
        if at > 0 && (longest.is_empty() || at != longest.end) {
            out.push(b':');
        }
        push_hex_number(out, segment);
    }
}

/// The digits of a number in hexadecimal, without zeros before them.
fn push_hex_number(out: &mut Vec<u8>, number: u16) {
    // One digit in each byte, the first in the lowest.
    let [high, low] = number.to_be_bytes().map(u32::from);
    let digits = high >> 4 | (high & 15) << 8 | low >> 4 << 16 | (low & 15) << 24;
    let zeros = (digits | 1 << 24).trailing_zeros() >> 3;
    let len = usize::try_from(4_u32.wrapping_sub(zeros)).unwrap_or(0);
    let text = digits.to_le_bytes().map(|digit| {
        let letter = if digit < 10 { b'0' } else { b'a'.wrapping_sub(10) };
        digit.wrapping_add(letter)
    });
    out.put(&(u32::from_le_bytes(text) >> zeros.wrapping_mul(8)).to_le_bytes(), len);
}

pub(super) const HEX: &[u8; 16] = b"0123456789abcdef";

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::{String, ToString};
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
            prop_assert_eq!(shown(|out| push_v6(out, address)), address.to_string());
        }
    }
}
