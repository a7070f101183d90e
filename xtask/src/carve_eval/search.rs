//! Looking for many strings of few lengths at once (Rabin and Karp).

use std::collections::{HashMap, HashSet};

const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// Each place of each needle, as its number and the offset.
pub(crate) fn search(hay: &[u8], needles: &[&[u8]]) -> Vec<(usize, u64)> {
    let lengths: HashSet<usize> =
        needles.iter().map(|needle| needle.len()).filter(|&len| len > 0).collect();
    let mut found = Vec::new();
    for len in lengths {
        let mut known: HashMap<u64, Vec<usize>> = HashMap::new();
        for (number, needle) in needles.iter().enumerate() {
            if needle.len() == len {
                known.entry(needle.iter().fold(0, roll_in)).or_default().push(number);
            }
        }
        windows(hay, len, |at, sum| {
            let numbers = known.get(&sum).map_or(&[][..], Vec::as_slice);
            for &number in numbers {
                if hay.get(at..at + len) == Some(needles[number]) {
                    found.push((number, at as u64));
                }
            }
        });
    }
    found.sort_unstable_by_key(|&(_, at)| at);
    found
}

fn roll_in(sum: u64, byte: &u8) -> u64 {
    sum.wrapping_mul(BASE).wrapping_add((*byte).into())
}

/// The sum of each window that is not all zero.
fn windows(hay: &[u8], len: usize, mut visit: impl FnMut(usize, u64)) {
    let highest = (0..len).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut sum = 0;
    for (end, byte) in hay.iter().enumerate() {
        sum = roll_in(sum, byte);
        if let Some(old) = end.checked_sub(len) {
            sum = sum.wrapping_sub(highest.wrapping_mul(hay[old].into()));
        }
        if sum != 0 && end + 1 >= len {
            visit(end + 1 - len, sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::search;

    #[test]
    fn every_place_of_every_needle_is_found() {
        let hay = b"..abc....bcd.abcd";
        let needles: [&[u8]; 4] = [b"abc", b"bcd", b"abcd", b"x"];
        let found = search(hay, &needles);
        assert_eq!(found.len(), 5);
        for place in [(0, 2), (1, 9), (0, 13), (2, 13), (1, 14)] {
            assert!(found.contains(&place), "{place:?}");
        }
    }

    #[test]
    fn needles_at_both_ends_are_found_and_longer_ones_are_not() {
        let needles: [&[u8]; 3] = [b"ab", b"cd", b"abcde"];
        assert_eq!(search(b"abcd", &needles), [(0, 0), (1, 2)]);
        assert_eq!(search(b"", &needles), []);
    }
}
