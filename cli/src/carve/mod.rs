//! Carving: records out of anything.

#![allow(dead_code, reason = "the command that calls it is on its way")]

pub(crate) mod known;
#[cfg(test)]
mod testing;
mod tight;
pub(crate) mod write;
