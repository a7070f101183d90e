//! The hits depend on nothing but the bytes, neither on windows nor on instructions, share none of
//! them, and are what is there.

use crate::feed::{Feed, Login};
use crate::finds::{
    assert_complete, assert_same, assert_sound, found, found_in_stretches, found_with,
};
use loginrec::carve::{Options, Tier};
use loginrec::internal::Isa;
use loginrec::layout::{LAYOUTS, Role};

/// No image is longer, so that a run takes milliseconds.
const LONGEST: usize = 6 << 10;
/// So many places where the image is cut.
const CUTS: usize = 6;

/// The first bytes say what is looked for and where the image is cut, the others what it
/// consists of.
pub fn run(data: &[u8]) {
    let mut feed = Feed(data);
    let options = options(&mut feed);
    let cuts: [u16; CUTS] = std::array::from_fn(|_| u16::from_le_bytes(feed.bytes()));
    let more = feed.pick(3) * 1_000;
    let image = image(feed);
    let hits = found(&image, &options);
    assert_sound(&hits, &image);
    assert_same(&found_with(Isa::PORTABLE, &image, &options), &hits);
    let mut ends: Vec<usize> =
        cuts.iter().map(|&cut| usize::from(cut) % (image.len() + 1)).collect();
    ends.sort_unstable();
    assert_same(&found_in_stretches(&image, &options, ends, more), &hits);
    let all = found(&image, &options.tier(Tier::Possible));
    assert_sound(&all, &image);
    assert_complete(&all);
}

fn options(feed: &mut Feed<'_>) -> Options {
    let options = Options::new().tier(Tier::ALL[feed.pick(Tier::ALL.len())]);
    match feed.pick(4) {
        0 => options,
        1 => options.align(1),
        2 => options.layouts(LAYOUTS.iter().copied()),
        _ => options.layouts(LAYOUTS.iter().copied()).align(1).times(1..4_200_000_000),
    }
}

/// Records and bytes, at places that a byte says.
fn image(mut feed: Feed<'_>) -> Vec<u8> {
    let mut image: Vec<u8> = Vec::new();
    let mut last: Vec<u8> = Vec::new();
    while !feed.0.is_empty() && image.len() < LONGEST {
        match feed.pick(8) {
            // The input itself, which an engine may make into a record.
            0 => {
                let (head, rest) = feed.0.split_at(feed.0.len().min(400));
                image.extend_from_slice(head);
                feed.0 = rest;
            }
            1 => image.resize(image.len() + 16 * feed.pick(256), 0),
            2 => {
                let block = 128 << feed.pick(6);
                image.resize(image.len().next_multiple_of(block), 0);
            }
            // Over what stands there.
            3 => image.truncate(image.len().saturating_sub(feed.pick(256))),
            // The same once more, and over itself.
            4 => {
                let (count, step) = (1 + feed.pick(16), 1 + feed.pick(256));
                for _ in 0..count {
                    image.truncate(
                        image.len().saturating_sub(last.len().saturating_sub(step)),
                    );
                    image.extend_from_slice(&last);
                }
            }
            5 => {
                let at = feed.u64();
                let place = usize::try_from(at >> 8).unwrap_or(0) % image.len().max(1);
                if let Some(byte) = image.get_mut(place) {
                    *byte = at.to_le_bytes()[0];
                }
            }
            _ => {
                let layout = LAYOUTS[feed.pick(LAYOUTS.len())];
                last = Login::of(&mut feed).encode(layout);
                if feed.pick(4) == 0
                    && let Some(host) = layout.field(Role::Host)
                    && let Some(byte) = last.get_mut(host.offset + host.size / 2)
                {
                    *byte = b'x';
                }
                image.extend_from_slice(&last);
            }
        }
    }
    image.truncate(LONGEST);
    image
}
