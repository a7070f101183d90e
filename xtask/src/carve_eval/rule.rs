//! The rule of the one carver that there was: that of bulk_extractor 2 for utmp records,
//! written from its description, to have something to compare with.

use super::hit::{Hit, Shape};
use loginrec::carve::Tier;
use loginrec::layout::{self, Layout, Order};
use std::ops::Range;

const SIZE: usize = 384;
const STEP: usize = 8;

const LINE: Range<usize> = 8..40;
const USER: Range<usize> = 44..76;
const HOST: Range<usize> = 76..332;
const SECONDS: usize = 340;
const MICROSECONDS: usize = 344;
const RESERVED: Range<usize> = 364..384;

/// Whatever it takes for a record, in the order of the offsets.
pub(crate) fn hits(bytes: &[u8]) -> Vec<Hit> {
    let layouts: Vec<&'static Layout> = ["linux-utmp-384-le", "linux-utmp-384-be"]
        .into_iter()
        .filter_map(layout::find)
        .collect();
    let mut hits = Vec::new();
    let mut at = 0;
    while let Some(record) = bytes.get(at..at + SIZE) {
        match layouts.iter().find(|layout| accepts(record, layout.order())) {
            Some(layout) => {
                let shape = Shape::Whole;
                hits.push(Hit {
                    layout,
                    at: at as u64,
                    tier: Tier::Confirmed,
                    shape,
                    reasons: String::new(),
                });
                at += SIZE;
            }
            None => at += STEP,
        }
    }
    hits
}

/// Whether all that it asks for holds in this byte order.
fn accepts(record: &[u8], order: Order) -> bool {
    (1..=8).contains(&half(record, order))
        && [LINE, USER].into_iter().all(|text| is_text(&record[text], is_printable))
        && is_text(&record[HOST], starts_host)
        && word(record, SECONDS, order) > 0
        && (0..1_000_000).contains(&word(record, MICROSECONDS, order))
        && record[RESERVED].iter().all(|&byte| byte == 0)
}

/// The type, without the two bytes of padding behind it.
fn half(record: &[u8], order: Order) -> i16 {
    let bytes = [record[0], record[1]];
    match order {
        Order::Big => i16::from_be_bytes(bytes),
        _ => i16::from_le_bytes(bytes),
    }
}

fn word(record: &[u8], at: usize, order: Order) -> i32 {
    let bytes = [record[at], record[at + 1], record[at + 2], record[at + 3]];
    match order {
        Order::Big => i32::from_be_bytes(bytes),
        _ => i32::from_le_bytes(bytes),
    }
}

/// Only the first byte is looked at, and that nothing stands behind the end.
fn is_text(field: &[u8], is_first: impl Fn(u8) -> bool) -> bool {
    let end = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
    (field[0] == 0 || is_first(field[0])) && field[end..].iter().all(|&byte| byte == 0)
}

fn is_printable(byte: u8) -> bool {
    (32..=126).contains(&byte)
}

fn starts_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b":.-_[".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::generate::login;

    fn record(id: &str) -> Vec<u8> {
        login().encode(layout::find(id).unwrap())
    }

    fn offsets(bytes: &[u8]) -> Vec<(u64, &'static str)> {
        hits(bytes).iter().map(|hit| (hit.at, hit.layout.id())).collect()
    }

    #[test]
    fn it_finds_both_orders_at_multiples_of_eight() {
        let bytes =
            [vec![0xff; 24], record("linux-utmp-384-le"), record("linux-utmp-384-be")]
                .concat();
        let found = [(24, "linux-utmp-384-le"), (24 + 384, "linux-utmp-384-be")];
        assert_eq!(offsets(&bytes), found);
    }

    #[test]
    fn it_misses_what_stands_at_other_places() {
        let bytes = [vec![0xff; 4], record("linux-utmp-384-le")].concat();
        assert_eq!(offsets(&bytes), []);
    }

    #[test]
    fn it_misses_what_has_residue_or_is_empty() {
        let mut dirty = record("linux-utmp-384-le");
        dirty[USER.end - 1] = b'x';
        assert_eq!(offsets(&dirty), []);
        let mut empty = record("linux-utmp-384-le");
        empty[0] = 0;
        assert_eq!(offsets(&empty), []);
        let mut late = record("linux-utmp-384-le");
        late[SECONDS + 3] = 0x80;
        assert_eq!(offsets(&late), []);
    }

    #[test]
    fn it_takes_what_has_a_process_id_or_padding_that_cannot_be() {
        let mut odd = record("linux-utmp-384-le");
        odd[2..8].fill(0xee);
        assert_eq!(offsets(&odd), [(0, "linux-utmp-384-le")]);
    }

    #[test]
    fn it_knows_no_other_size() {
        assert_eq!(offsets(&record("linux-utmp-400-le")), []);
    }
}
