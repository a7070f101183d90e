//! Where the planted records stand in the finished image.
//!
//! Whole ones are looked for, byte for byte, so that every copy counts: in files, in freed
//! blocks, in a journal, in metadata that is kept twice. Those in pieces follow from the
//! blocks of their files.

use super::plant::Log;
use super::search::search;
use loginrec::layout::Layout;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// What is left of a record with fewer bytes than this says nothing.
const LEAST: usize = 32;

/// A log, and where its blocks are, if that is known.
pub(crate) struct Laid {
    pub(crate) log: Log,
    pub(crate) blocks: Option<Blocks>,
}

/// The blocks of a file, in the order of the file. Number 0 is a hole.
#[derive(Clone, Debug)]
pub(crate) struct Blocks {
    pub(crate) size: u64,
    pub(crate) numbers: Vec<u64>,
}

/// Bytes that stand together in the image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) at: u64,
    /// Which bytes of the record they are.
    pub(crate) part: Range<usize>,
}

/// How much of a record there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum State {
    Whole,
    /// All of it, in several pieces.
    Straddling,
    /// Its beginning or its end; the rest was written over.
    Torn,
}

/// A planted record.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) layout: &'static Layout,
    pub(crate) bytes: Vec<u8>,
    /// What is there of it, in the order of the record.
    pub(crate) pieces: Vec<Piece>,
    pub(crate) state: State,
}

/// Every planted record that is in the image, or of which a part is.
pub(crate) fn places(image: &[u8], laid: &[Laid]) -> Vec<Place> {
    let mut distinct = HashSet::new();
    let mut records = Vec::new();
    for Laid { log, .. } in laid {
        for record in log.records() {
            if record.iter().any(|&byte| byte != 0) && distinct.insert(record) {
                records.push((log.layout, record));
            }
        }
    }
    let needles: Vec<&[u8]> = records.iter().map(|&(_, record)| record).collect();
    let found = search(image, &needles);
    // What is the head of a longer record here is that record: layouts of one system may begin
    // alike.
    let mut longest: HashMap<u64, usize> = HashMap::new();
    for &(number, at) in &found {
        let longest = longest.entry(at).or_default();
        *longest = needles[number].len().max(*longest);
    }
    let mut places: Vec<Place> = found
        .into_iter()
        .filter(|(number, at)| needles[*number].len() == longest[at])
        .map(|(number, at)| Place {
            layout: records[number].0,
            bytes: needles[number].to_vec(),
            pieces: vec![Piece { at, part: 0..needles[number].len() }],
            state: State::Whole,
        })
        .collect();
    for Laid { log, blocks } in laid {
        let Some(blocks) = blocks else { continue };
        for (place, record) in log.places.iter().zip(log.records()) {
            places.extend(in_pieces(image, log.layout, record, &blocks.pieces(place)));
        }
    }
    places.sort_by_key(|place| place.pieces[0].at);
    // What an intruder left where it was stands in the old log and in the new one.
    places.dedup_by(|one, other| {
        (one.layout.id(), &one.pieces) == (other.layout.id(), &other.pieces)
    });
    places
}

impl Blocks {
    /// The pieces in which these bytes of the file stand.
    fn pieces(&self, bytes: &Range<usize>) -> Vec<Piece> {
        let (start, end) = (bytes.start as u64, bytes.end as u64);
        let mut pieces: Vec<Piece> = Vec::new();
        let mut from = start;
        while from < end {
            let block = usize::try_from(from / self.size).unwrap_or(usize::MAX);
            let to = end.min((from / self.size + 1) * self.size);
            let part = index(from - start)..index(to - start);
            let number = self.numbers.get(block).copied().unwrap_or(0);
            let at = number * self.size + from % self.size;
            match pieces.last_mut() {
                Some(last) if number > 0 && last.at + last.part.len() as u64 == at => {
                    last.part.end = part.end;
                }
                _ if number > 0 => pieces.push(Piece { at, part }),
                _ => {}
            }
            from = to;
        }
        pieces
    }
}

fn index(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

/// The record, if it is there in pieces, or a part of it alone.
fn in_pieces(
    image: &[u8],
    layout: &'static Layout,
    record: &[u8],
    pieces: &[Piece],
) -> Option<Place> {
    let place = |pieces, state| Place { layout, bytes: record.to_vec(), pieces, state };
    let there = |piece: &Piece, byte: usize| {
        image.get(index(piece.at) + byte - piece.part.start) == Some(&record[byte])
    };
    let is_there: Vec<bool> = (0..record.len())
        .map(|byte| {
            let piece = pieces.iter().find(|piece| piece.part.contains(&byte));
            piece.is_some_and(|piece| there(piece, byte))
        })
        .collect();
    if is_there.iter().all(|&there| there) {
        // Those in one piece have been found by their bytes, and so have those that end in
        // zeros where other zeros follow.
        let start = pieces.first().map_or(0, |piece| index(piece.at));
        let is_whole = image.get(start..start + record.len()) == Some(record);
        return (!is_whole).then(|| place(pieces.to_vec(), State::Straddling));
    }
    let head = is_there.iter().take_while(|&&there| there).count();
    let tail = is_there.iter().rev().take_while(|&&there| there).count();
    let (first, last) = (pieces.first()?, pieces.last()?);
    let head = Piece { at: first.at, part: 0..head.min(first.part.end) };
    let start = (record.len() - tail).max(last.part.start);
    let tail =
        Piece { at: last.at + (start - last.part.start) as u64, part: start..record.len() };
    // Zeros that are left of a record are no sign of it.
    let tells = |piece: &Piece| {
        let bytes = &record[piece.part.clone()];
        bytes.len() >= LEAST && bytes.iter().filter(|&&byte| byte != 0).count() >= 8
    };
    let left: Vec<Piece> = [head, tail].into_iter().filter(tells).collect();
    (!left.is_empty()).then(|| place(left, State::Torn))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::generate::Story;

    const BLOCK: usize = 1024;

    fn log() -> Log {
        Log::new("linux-utmp-384-le", Story::Server, 3, 8)
    }

    /// The blocks of the log at these places of an image.
    fn image(log: &Log, numbers: &[u64]) -> (Vec<u8>, Vec<Laid>) {
        let mut image = vec![0xaa; 16 * BLOCK];
        for (block, &number) in
            log.bytes.chunks(BLOCK).zip(numbers).filter(|(_, number)| **number > 0)
        {
            let at = index(number) * BLOCK;
            image[at..at + block.len()].copy_from_slice(block);
        }
        let blocks = Some(Blocks { size: BLOCK as u64, numbers: numbers.to_vec() });
        (image, vec![Laid { log: log.clone(), blocks }])
    }

    fn states(places: &[Place], state: State) -> usize {
        places.iter().filter(|place| place.state == state).count()
    }

    #[test]
    fn every_record_of_a_file_in_one_piece_is_whole() {
        let (image, laid) = image(&log(), &[4, 5, 6]);
        let places = places(&image, &laid);
        assert_eq!(places.len(), 8);
        assert_eq!(states(&places, State::Whole), 8);
        assert_eq!(places[1].pieces, [Piece { at: 4 * 1024 + 384, part: 0..384 }]);
    }

    #[test]
    fn a_record_across_distant_blocks_straddles() {
        let (image, laid) = image(&log(), &[4, 9, 2]);
        let places = places(&image, &laid);
        assert_eq!(states(&places, State::Whole), 6);
        let straddling: Vec<_> =
            places.iter().filter(|place| place.state == State::Straddling).collect();
        let pieces = [
            Piece { at: 4 * 1024 + 768, part: 0..256 },
            Piece { at: 9 * 1024, part: 256..384 },
        ];
        assert!(straddling.iter().any(|place| place.pieces == pieces));
        assert_eq!(straddling.len(), 2);
    }

    #[test]
    fn a_record_whose_beginning_was_written_over_is_torn() {
        let (mut image, laid) = image(&log(), &[4, 9, 2]);
        image[4 * BLOCK..5 * BLOCK].fill(0);
        let places = places(&image, &laid);
        assert_eq!(states(&places, State::Whole), 4);
        assert_eq!(states(&places, State::Straddling), 1);
        let torn = places.iter().find(|place| place.state == State::Torn).unwrap();
        assert_eq!(torn.pieces, [Piece { at: 9 * 1024, part: 256..384 }]);
    }

    #[test]
    fn a_copy_counts_too() {
        let (mut image, laid) = image(&log(), &[4, 5, 6]);
        let copy = image[4 * BLOCK..5 * BLOCK].to_vec();
        image[10 * BLOCK + 2..11 * BLOCK + 2].copy_from_slice(&copy);
        assert_eq!(states(&places(&image, &laid), State::Whole), 10);
    }

    #[test]
    fn holes_have_no_place() {
        let (image, laid) = image(&log(), &[4, 0, 6]);
        let places = places(&image, &laid);
        assert!(places.iter().all(|place| place.pieces[0].at >= 4 * 1024));
    }
}
