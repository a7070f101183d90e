//! Pieces that outlive their reader, for comparing one reading with another.
#![allow(unreachable_pub, reason = "a module of several test programs")]

use loginrec::{LogFile, Piece, Reason};

/// A piece with its bytes, or a run of vacant space.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    /// Offset, index and bytes of an entry.
    Entry(u64, u64, Vec<u8>),
    /// Offset, reason and bytes of residue.
    Residue(u64, Reason, Vec<u8>),
    /// Offset and length of vacant space, as long as it goes.
    Vacant(u64, u64),
    /// Offset and bytes of what holds entries.
    Frame(u64, Vec<u8>),
}

impl Kept {
    /// Where the piece ends.
    pub fn end(&self) -> u64 {
        match self {
            Self::Entry(offset, _, bytes) | Self::Residue(offset, _, bytes) => {
                offset + bytes.len() as u64
            }
            Self::Frame(offset, bytes) => offset + bytes.len() as u64,
            Self::Vacant(offset, len) => offset + len,
        }
    }
}

/// Adds a piece, joining it to vacant space before it.
pub fn keep(kept: &mut Vec<Kept>, piece: &Piece<'_>) {
    match (kept.last_mut(), piece) {
        (Some(Kept::Vacant(_, len)), Piece::Vacant(vacant)) => *len += vacant.len(),
        (_, Piece::Vacant(vacant)) => {
            kept.push(Kept::Vacant(vacant.offset(), vacant.len()))
        }
        (_, Piece::Entry(entry)) => {
            kept.push(Kept::Entry(entry.offset(), entry.index(), entry.bytes().to_vec()));
        }
        (_, Piece::Frame(frame)) => {
            kept.push(Kept::Frame(frame.offset(), frame.bytes().to_vec()));
        }
        (_, Piece::Residue(residue)) => {
            kept.push(Kept::Residue(
                residue.offset(),
                residue.reason(),
                residue.bytes().to_vec(),
            ));
        }
    }
}

/// Every piece of a file in memory; its entries are the same from the last to the first.
pub fn keep_all(file: &LogFile<'_>) -> Vec<Kept> {
    let mut entries: Vec<_> = file.backward().collect();
    entries.reverse();
    assert!(file.entries().eq(entries), "the way back is another");
    let mut kept = Vec::new();
    file.pieces().for_each(|piece| keep(&mut kept, &piece));
    kept
}
