//! Entries + residue = input, whatever the input.

use loginrec::layout::{Framing, LAYOUTS};
use loginrec::{Damage, Entry, LogFile, Piece, View};

/// The first byte picks the layout, the rest is the file.
pub fn run(data: &[u8]) {
    let Some((&number, bytes)) = data.split_first() else { return };
    let layout = LAYOUTS[usize::from(number) % LAYOUTS.len()];
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
                check(&entry, entries);
                entries += 1;
            }
            Piece::Residue(piece) => residue += piece.len(),
            Piece::Frame(_) => assert_eq!(layout.framing(), Framing::Hash, "{piece:?}"),
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

/// An entry is as long as its framing has it, in its place, and something; so many entries
/// stand before it.
fn check(entry: &Entry<'_>, before: u64) {
    let layout = entry.layout();
    let size = layout.size();
    let (stored, body) = (entry.bytes(), entry.body());
    match layout.framing() {
        Framing::Sequence | Framing::Table => {
            assert_eq!((stored.len(), body), (size, stored));
        }
        Framing::Prefixed => {
            assert!(body.len() <= size, "a body of {} bytes", body.len());
            assert_eq!(stored.get(2..2 + body.len()), Some(body), "the body is elsewhere");
        }
        _ => assert_eq!((stored.len(), body), (size + 4, &stored[..size])),
    }
    match layout.framing() {
        Framing::Table => {
            let size = u64::try_from(size).expect("a record is short");
            assert_eq!(entry.offset() % size, 0, "a slot off its place");
            assert_eq!(entry.index(), entry.offset() / size);
        }
        Framing::Hash => assert!(u32::try_from(entry.index()).is_ok(), "a key has 32 bits"),
        _ => assert_eq!(entry.index(), before),
    }
    let view = entry.view().expect("an entry is something");
    let (id, offset, number) = match view {
        View::Record(record) => (record.layout(), record.offset(), record.index()),
        View::LastLogin(login) => (login.layout(), login.offset(), login.uid()),
        View::Failures(failures) => (failures.layout(), failures.offset(), failures.uid()),
        View::Attempt(attempt) => (attempt.layout(), attempt.offset(), attempt.index()),
        View::Process(process) => (process.layout(), process.offset(), process.index()),
        other => panic!("what is {other:?}?"),
    };
    assert_eq!((id, offset, number), (layout.id(), entry.offset(), entry.index()));
    assert_eq!(entry.record().is_some(), matches!(view, View::Record(_)));
    assert_eq!(entry.last_login().is_some(), matches!(view, View::LastLogin(_)));
}
