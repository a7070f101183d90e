//! Images with records in them, and what is found there.

use super::random::Random;
use super::{Folder, Ran, UTMP, encode, login_of};

/// Bytes that are no records.
pub fn noise(len: usize) -> Vec<u8> {
    Random::new(5).bytes(len)
}

/// Noise with other bytes at some places in it.
pub fn image(len: usize, parts: &[(usize, &[u8])]) -> Vec<u8> {
    let mut image = noise(len);
    for (at, bytes) in parts {
        image[*at..at + bytes.len()].copy_from_slice(bytes);
    }
    image
}

/// So many records of a wtmp, a minute apart.
pub fn wtmp(records: i64) -> Vec<u8> {
    let drafts: Vec<_> =
        (0..records).map(|number| login_of("alice", 60 * number)).collect();
    encode(UTMP, &drafts)
}

/// Runs `carve`, which has to read everything.
#[track_caller]
pub fn carve(folder: &Folder, args: &[&str]) -> Ran {
    folder.run([&["carve", "--quiet"], args].concat()).fine()
}

pub fn offsets(ran: &Ran) -> Vec<u64> {
    ran.values("offset").iter().map(|offset| offset.as_u64().unwrap()).collect()
}
