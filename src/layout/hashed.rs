//! Records as values of a database: a Berkeley DB 1.85 hash, whose keys are user ids.

/// Length of a key: a user id in the order of the writer.
pub(crate) const KEY: usize = 4;
/// Pages are no shorter than this in files that a system has made, and aligned to it.
pub(crate) const SHORTEST_PAGE: usize = 512;
/// The longest page: offsets have 16 bits.
pub(crate) const LONGEST_PAGE: usize = 1 << 16;
