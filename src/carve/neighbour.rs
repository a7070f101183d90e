//! Which sound records stand directly before and behind others.

use super::scan::{CHAIN, Sound};
use alloc::vec::Vec;

/// Which sound record stands directly before another, and which directly behind it.
type Link = (Option<usize>, Option<usize>);

/// Where among them, which are in order, the one of this layout is that starts here.
pub(super) fn index_of(sounds: &[Sound], rank: usize, start: usize) -> Option<usize> {
    sounds.binary_search_by_key(&(start, rank), Sound::key).ok()
}

/// Counts how many stand directly before and behind each.
pub(super) fn count_neighbours(sounds: &mut [Sound]) {
    let mut links: Vec<Link> = alloc::vec![(None, None); sounds.len()];
    for at in 0..sounds.len() {
        let next = next_of(sounds, at);
        if let Some(sound) = sounds.get_mut(at) {
            sound.next = next;
        }
        let Some(next) = next else { continue };
        if let Some(link) = links.get_mut(at) {
            link.1 = Some(next);
        }
        if let Some(link) = links.get_mut(next) {
            link.0.get_or_insert(at);
        }
    }
    for at in 0..sounds.len() {
        let walk = |step: fn(&Link) -> Option<usize>| {
            let (mut count, mut sum, mut place) = (0_u8, 0_u16, at);
            while count < CHAIN
                && let Some(next) = links.get(place).and_then(step)
                && let Some(sound) = sounds.get(next)
                && sound.counts
            {
                count = count.saturating_add(1);
                sum = sum.saturating_add(sound.score.into());
                place = next;
            }
            (count, sum)
        };
        let ((before, sum_before), (after, sum_after)) =
            (walk(|link| link.0), walk(|link| link.1));
        // Where lengths vary, who is in front of one need not be who it is behind of.
        let previous = match sounds.get(at) {
            Some(Sound { has_size: true, .. }) => links.get(at).and_then(|link| link.0),
            _ => previous_of(sounds, at),
        };
        if let Some(sound) = sounds.get_mut(at) {
            *sound = Sound { previous, before, after, sum_before, sum_after, ..*sound };
        }
    }
}

/// Sorts by place. Much of it is in order, and what is sorted is large, so it is moved only once.
pub(super) fn sort(sounds: &mut Vec<Sound>) {
    if sounds.is_sorted_by_key(Sound::key) {
        return;
    }
    // A place in a stretch, the number of a layout: both are small.
    let number = |sound: &Sound| {
        let [start, rank] =
            [sound.start, sound.rank].map(|all| u64::try_from(all).unwrap_or(0));
        (start << 16) | rank
    };
    let mut order: Vec<(u64, usize)> = sounds.iter().map(number).zip(0..).collect();
    order.sort();
    *sounds = order.iter().filter_map(|&(_, at)| sounds.get(at).copied()).collect();
}

/// Notes of what is read without a flaw in another layout.
pub(super) fn note_flawless(sounds: &mut [Sound]) {
    for same in sounds.chunk_by_mut(|a, b| a.start == b.start) {
        if let [_] = same {
            continue;
        }
        let flawless = same.iter().filter(|sound| sound.verdict.is_spotless());
        let flawless: Vec<(usize, usize)> =
            flawless.map(|sound| (sound.rank, sound.len)).collect();
        for sound in same {
            let is_other =
                |&(rank, len): &(usize, usize)| rank != sound.rank && len == sound.len;
            sound.is_flawless_elsewhere = flawless.iter().any(is_other);
        }
    }
}

/// Where the one stands that starts where this one ends.
fn next_of(sounds: &[Sound], at: usize) -> Option<usize> {
    let (_, rest) = sounds.split_at_checked(at)?;
    let (sound, behind) = rest.split_first()?;
    // It is not far: in ever longer steps, it is soon passed.
    let mut reach = 1_usize;
    while behind.get(reach).is_some_and(|other| other.start <= sound.end()) {
        reach = reach.saturating_mul(2);
    }
    let near = behind.get(..reach).unwrap_or(behind);
    let next = index_of(near, sound.rank, sound.end())?;
    at.checked_add(1)?.checked_add(next)
}

/// Where the one stands that starts so much before this one as it is long.
fn previous_of(sounds: &[Sound], at: usize) -> Option<usize> {
    let (before, rest) = sounds.split_at_checked(at)?;
    let sound = rest.first()?;
    let start = sound.start.checked_sub(sound.len)?;
    let mut reach = 1_usize;
    let other = |reach| at.checked_sub(reach).and_then(|at| before.get(at));
    while other(reach).is_some_and(|other| other.start >= start) {
        reach = reach.saturating_mul(2);
    }
    let from = at.saturating_sub(reach);
    from.checked_add(index_of(before.get(from..)?, sound.rank, start)?)
}
