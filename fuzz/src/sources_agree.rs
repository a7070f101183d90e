//! How the bytes arrive cannot change what they are: a map, a file, a sparse file and a
//! stream that drips have the pieces of the bytes in memory.

use loginrec::layout::{Framing, LAYOUTS, Layout};
use loginrec::source::Mode;
use loginrec::{LogFile, Options, Piece, Reader, Reason, Run};
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

/// Stands for a run of zeros, as many pages as the byte behind it says.
const ZEROS: u8 = 0xfe;
/// A page.
const PAGE: usize = 4096;
/// Inputs that would grow longer are cut.
const LONGEST: usize = 4 << 20;

/// The first byte picks the layout, the second how the stream drips; the rest is the file,
/// in which the byte 0xfe makes it longer than the windows that it is read through.
pub fn run(data: &[u8]) {
    let [number, drip, rest @ ..] = data else { return };
    let layout = LAYOUTS[usize::from(*number) % LAYOUTS.len()];
    let bytes = expand(rest);
    let expected = keep_all(&bytes, layout);
    let options = Options::new().layout(layout);

    let step = match drip {
        0 => usize::MAX,
        _ => usize::from(*drip).pow(2),
    };
    let stream = Drip(Cursor::new(bytes.clone()), step);
    let reader = options.read_from("stream", stream).expect("the layout is given");
    assert_same(&expected, drain(reader), "a stream");

    let mut dense =
        tempfile::NamedTempFile::new().expect("there is room for temporary files");
    dense.write_all(&bytes).expect("there is room for temporary files");
    for mode in [Mode::Read, Mode::Map] {
        let reader = options.mode(mode).open(dense.path()).expect("the file is there");
        assert_same(&expected, drain(reader), "a file");
    }
    // In a log, a hole is told from zero records that somebody wrote; in a database, pages
    // that are not aligned to blocks, as noise is not, may begin inside a hole.
    if layout.framing() == Framing::Table {
        let mut sparse = tempfile::NamedTempFile::new().expect("there is room");
        write_sparse(sparse.as_file_mut(), &bytes).expect("there is room");
        for mode in [Mode::Read, Mode::Map] {
            let reader = options.mode(mode).open(sparse.path()).expect("the file is there");
            assert_same(&expected, drain(reader), "a sparse file");
        }
    }
}

fn expand(compact: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = compact;
    while let [first, behind @ ..] = rest
        && bytes.len() < LONGEST
    {
        rest = behind;
        match (*first, behind) {
            (ZEROS, [pages, behind @ ..]) => {
                bytes.resize(bytes.len() + usize::from(*pages) * PAGE, 0);
                rest = behind;
            }
            (byte, _) => bytes.push(byte),
        }
    }
    bytes
}

/// Writes the pages that are not zero and leaves holes for the others.
fn write_sparse(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.set_len(u64::try_from(bytes.len()).map_err(io::Error::other)?)?;
    for (number, page) in bytes.chunks(PAGE).enumerate() {
        if page.iter().any(|&byte| byte != 0) {
            let offset = u64::try_from(number * PAGE).map_err(io::Error::other)?;
            file.seek(SeekFrom::Start(offset))?;
            file.write_all(page)?;
        }
    }
    Ok(())
}

/// A reader that hands out a few bytes at a time.
struct Drip(Cursor<Vec<u8>>, usize);

impl Read for Drip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = self.1.min(buffer.len());
        self.0.read(&mut buffer[..most])
    }
}

/// A piece without its lender; vacant space as long as it goes.
#[derive(Debug, PartialEq)]
enum Kept {
    Entry(u64, u64, Vec<u8>),
    Residue(u64, Reason, Vec<u8>),
    Vacant(u64, u64),
    Frame(u64, Vec<u8>),
}

fn keep(kept: &mut Vec<Kept>, piece: &Piece<'_>) {
    match piece {
        Piece::Entry(entry) => {
            kept.push(Kept::Entry(entry.offset(), entry.index(), entry.bytes().to_vec()));
        }
        Piece::Residue(residue) => {
            let bytes = residue.bytes().to_vec();
            kept.push(Kept::Residue(residue.offset(), residue.reason(), bytes));
        }
        Piece::Frame(frame) => {
            kept.push(Kept::Frame(frame.offset(), frame.bytes().to_vec()));
        }
        Piece::Vacant(vacant) => match kept.last_mut() {
            Some(Kept::Vacant(_, len)) => *len += vacant.len(),
            _ => kept.push(Kept::Vacant(vacant.offset(), vacant.len())),
        },
    }
}

fn keep_all(bytes: &[u8], layout: &'static Layout) -> Vec<Kept> {
    let mut kept = Vec::new();
    LogFile::new(bytes, layout).pieces().for_each(|piece| keep(&mut kept, &piece));
    kept
}

fn drain(mut reader: Reader) -> Vec<Kept> {
    let mut kept = Vec::new();
    let goes_back = reader.keep_way_back().is_ok();
    while let Some(run) = reader.next_run().expect("nothing fails and nothing is limited") {
        match run {
            Run::Entries(entries) => {
                entries.for_each(|entry| keep(&mut kept, &Piece::Entry(entry)));
            }
            Run::Piece(piece) => keep(&mut kept, &piece),
        }
    }
    assert_eq!(reader.change(), None, "nobody has touched the file");
    if goes_back {
        let mut back = Vec::new();
        while let Some(entry) = reader.previous_entry().expect("nothing fails") {
            keep(&mut back, &Piece::Entry(entry));
        }
        let forth = kept.iter().filter(|piece| matches!(piece, Kept::Entry(..)));
        assert!(forth.eq(back.iter().rev()), "the way back is another");
    }
    kept
}

fn assert_same(expected: &[Kept], found: Vec<Kept>, source: &str) {
    let first = expected.iter().zip(&found).position(|(a, b)| a != b);
    if let Some(at) = first {
        panic!("{source}: piece {at} is {:?}, not {:?}", found[at], expected[at]);
    }
    assert_eq!(expected.len(), found.len(), "{source} has more or fewer pieces");
}
