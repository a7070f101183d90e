//! Entries + residue = input, whatever the input.

use loginrec::layout::{Index, LAYOUTS};
use loginrec::{Damage, LogFile, Piece};

/// The first byte picks the layout, the rest is the file.
pub fn run(data: &[u8]) {
    let Some((&number, bytes)) = data.split_first() else { return };
    let layout = LAYOUTS[usize::from(number) % LAYOUTS.len()];
    let size = u64::try_from(layout.size()).expect("a record is short");
    let mut rebuilt = Vec::with_capacity(bytes.len());
    let mut entries = 0;
    let (mut residue, mut damaged) = (0, 0);
    let mut open = None;
    for piece in LogFile::new(bytes, layout).pieces() {
        let offset = u64::try_from(rebuilt.len()).expect("memory is shorter than files");
        assert_eq!(piece.offset(), offset, "a hole or an overlap before {piece:?}");
        assert!(!piece.is_empty(), "an empty piece: {piece:?}");
        damaged += Damage::join(&mut open, &piece).map_or(0, |damage: Damage| damage.len);
        match piece {
            Piece::Entry(entry) => {
                assert_eq!(entry.layout(), layout);
                assert_eq!(entry.bytes().len(), layout.size());
                let index = match layout.index() {
                    Index::Uid => offset / size,
                    _ => entries,
                };
                assert_eq!(entry.index(), index);
                entries += 1;
                match layout.index() {
                    Index::Uid => {
                        assert_eq!(offset % size, 0, "a slot off its place");
                        assert!(entry.record().is_none());
                        let login = entry.last_login().expect("a slot is a last login");
                        assert_eq!((login.layout(), login.offset()), (layout.id(), offset));
                        assert_eq!(login.uid(), index);
                    }
                    _ => {
                        assert!(entry.last_login().is_none());
                        let record = entry.record().expect("an entry is a record");
                        assert_eq!(
                            (record.layout(), record.offset()),
                            (layout.id(), offset)
                        );
                        assert_eq!(record.index(), index);
                    }
                }
            }
            Piece::Residue(piece) => residue += piece.len(),
            Piece::Vacant(_) => {}
        }
        match piece.bytes() {
            Some(bytes) => rebuilt.extend_from_slice(bytes),
            None => {
                let len = usize::try_from(piece.len()).expect("the input is in memory");
                rebuilt.resize(rebuilt.len() + len, 0);
            }
        }
    }
    assert!(rebuilt == bytes, "the pieces are not the input");
    damaged += open.map_or(0, |damage| damage.len);
    assert_eq!(damaged, residue, "damage is not the residue");
}
