//! What lines are written to: any buffer, or room that is known to be there.
//!
//! A line has some fifty parts. To ask a vector at each of them whether there is room, and to
//! tell it the new length, would take longer than copying them.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

/// Lines that are longer than this are written part by part. A power of two.
const ROOM: usize = 4096;
/// A line that is longer than this is written part by part. Behind it there is as much left as is
/// ever taken back, and room to put nothing: neither may have gone to the start.
const LONGEST: usize = ROOM - 16;
/// The most that is copied at once.
const MOST: usize = 64;

/// Takes the parts of a line.
pub(crate) trait Ink {
    /// Adds the first `len` of these bytes. Many bytes of a number that is known are copied
    /// faster than a few of a number that is not, so `N` may well be more than is wanted.
    fn put<const N: usize>(&mut self, bytes: &[u8; N], len: usize);

    /// Where the next part goes.
    fn place(&self) -> usize;

    /// Puts another byte where one was put before.
    fn replace(&mut self, place: usize, byte: u8);

    /// Takes back the last so many bytes.
    fn back(&mut self, count: usize);

    /// Adds what is rare, or may be of any length.
    fn aside(&mut self, write: impl FnOnce(&mut Vec<u8>));

    /// Adds bytes that are all wanted.
    #[inline(always)]
    fn put_all<const N: usize>(&mut self, bytes: &[u8; N]) {
        self.put(bytes, N);
    }

    /// Adds bytes of any number.
    #[inline(always)]
    fn put_slice(&mut self, bytes: &[u8]) {
        let (chunks, rest) = bytes.as_chunks::<16>();
        chunks.iter().for_each(|chunk| self.put_all(chunk));
        if let Some(last) = bytes.last_chunk::<16>() {
            self.put_last(last, rest.len());
        } else if let (Some(first), Some(last)) =
            (bytes.first_chunk::<8>(), bytes.last_chunk::<8>())
        {
            self.put_all(first);
            self.put_last(last, bytes.len().wrapping_sub(8));
        } else if let (Some(first), Some(last)) =
            (bytes.first_chunk::<4>(), bytes.last_chunk::<4>())
        {
            self.put_all(first);
            self.put_last(last, bytes.len().wrapping_sub(4));
        } else {
            bytes.iter().for_each(|&byte| self.put_all(&[byte]));
        }
    }

    /// Adds bytes of which all but the last `new` stand there already.
    #[inline(always)]
    fn put_last<const N: usize>(&mut self, bytes: &[u8; N], new: usize) {
        self.back(N.wrapping_sub(new));
        self.put_all(bytes);
    }

    /// Adds the first `len` bytes of a field.
    #[inline(always)]
    fn put_start(&mut self, field: &[u8], len: usize) {
        if let Some(first) = field.first_chunk::<32>()
            && len <= 32
        {
            self.put(first, len);
        } else if let Some(first) = field.first_chunk::<16>()
            && len <= 16
        {
            self.put(first, len);
        } else if let Some(first) = field.first_chunk::<8>()
            && len <= 8
        {
            self.put(first, len);
        } else if let Some(first) = field.first_chunk::<4>()
            && len <= 4
        {
            self.put(first, len);
        } else {
            self.put_slice(field.get(..len).unwrap_or_default());
        }
    }
}

/// What is put again and again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Phrase {
    /// Its first bytes, and how many of them are its own.
    start: [u8; 32],
    len: usize,
    /// The others.
    rest: Vec<u8>,
}

impl Phrase {
    pub(crate) fn new(mut bytes: Vec<u8>) -> Self {
        let mut start = [0; 32];
        start.iter_mut().zip(&bytes).for_each(|(to, from)| *to = *from);
        let len = bytes.len().min(start.len());
        bytes.drain(..len);
        Self { start, len, rest: bytes }
    }

    #[inline(always)]
    pub(crate) fn put(&self, ink: &mut impl Ink) {
        ink.put(&self.start, self.len);
        if !self.rest.is_empty() {
            ink.put_slice(&self.rest);
        }
    }
}

impl Ink for Vec<u8> {
    #[inline]
    fn put<const N: usize>(&mut self, bytes: &[u8; N], len: usize) {
        self.extend_from_slice(bytes);
        self.truncate(self.len().saturating_sub(N.saturating_sub(len)));
    }

    fn place(&self) -> usize {
        self.len()
    }

    fn replace(&mut self, place: usize, byte: u8) {
        self.get_mut(place).into_iter().for_each(|old| *old = byte);
    }

    fn back(&mut self, count: usize) {
        self.truncate(self.len().saturating_sub(count));
    }

    fn aside(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        write(self);
    }

    fn put_slice(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    fn put_start(&mut self, field: &[u8], len: usize) {
        self.extend_from_slice(field.get(..len).unwrap_or_default());
    }
}

impl<I: Ink> Ink for &mut I {
    #[inline]
    fn put<const N: usize>(&mut self, bytes: &[u8; N], len: usize) {
        (**self).put(bytes, len);
    }

    fn place(&self) -> usize {
        (**self).place()
    }

    fn replace(&mut self, place: usize, byte: u8) {
        (**self).replace(place, byte);
    }

    fn back(&mut self, count: usize) {
        (**self).back(count);
    }

    fn aside(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        (**self).aside(write);
    }

    fn put_slice(&mut self, bytes: &[u8]) {
        (**self).put_slice(bytes);
    }

    fn put_start(&mut self, field: &[u8], len: usize) {
        (**self).put_start(field, len);
    }
}

/// Room for one line after the other.
#[derive(Clone)]
pub(crate) struct Slate {
    space: Box<Space>,
    spare: Vec<u8>,
}

type Space = [u8; ROOM.wrapping_add(MOST)];

impl Slate {
    /// Room for the next line.
    #[inline(always)]
    pub(crate) fn room(&mut self) -> Room<'_> {
        Room { space: &mut self.space, spare: &mut self.spare, at: 0 }
    }

    /// Adds the line that was written to the buffer. Returns whether there was room for one of
    /// its length; if not, nothing is added.
    #[inline(always)]
    pub(crate) fn add_to(&self, out: &mut Vec<u8>, len: usize) -> bool {
        match self.space.get(..len) {
            Some(line) if len <= LONGEST => {
                out.extend_from_slice(line);
                true
            }
            _ => false,
        }
    }

    /// Writes a line and adds it to the buffer, if there is room.
    #[inline(always)]
    pub(crate) fn line(
        &mut self,
        out: &mut Vec<u8>,
        write: impl FnOnce(Room<'_>) -> Room<'_>,
    ) -> bool {
        let len = write(self.room()).at;
        self.add_to(out, len)
    }
}

impl Default for Slate {
    fn default() -> Self {
        Self { space: Box::new([0; ROOM.wrapping_add(MOST)]), spare: Vec::new() }
    }
}

impl fmt::Debug for Slate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Slate")
    }
}

/// Room for a line. What is written behind its end goes to its start, so that no part needs to
/// be asked whether it fits; at the end of the line its length tells.
pub(crate) struct Room<'a> {
    space: &'a mut Space,
    spare: &'a mut Vec<u8>,
    at: usize,
}

impl Ink for Room<'_> {
    #[inline(always)]
    fn put<const N: usize>(&mut self, bytes: &[u8; N], len: usize) {
        const { assert!(N <= MOST, "there is not so much behind the room") };
        // The compiler sees that this is always inside.
        let start = self.at & ROOM.wrapping_sub(1);
        if let Some(to) = self.space.get_mut(start..start.wrapping_add(N)) {
            to.copy_from_slice(bytes);
        }
        self.at = self.at.wrapping_add(len);
    }

    #[inline(always)]
    fn place(&self) -> usize {
        self.at
    }

    #[inline(always)]
    fn replace(&mut self, place: usize, byte: u8) {
        if let Some(old) = self.space.get_mut(place & ROOM.wrapping_sub(1)) {
            *old = byte;
        }
    }

    #[inline(always)]
    fn back(&mut self, count: usize) {
        self.at = self.at.wrapping_sub(count);
    }

    #[inline(always)]
    fn aside(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        self.at = aside(self.space, self.spare, self.at, write);
    }
}

/// Takes and gives the place by value: were it asked for by reference, it would be kept in
/// memory everywhere, and not in a register.
#[cold]
#[inline(never)]
fn aside(
    space: &mut Space,
    spare: &mut Vec<u8>,
    at: usize,
    write: impl FnOnce(&mut Vec<u8>),
) -> usize {
    spare.clear();
    write(spare);
    let mut room = Room { space, spare: &mut Vec::new(), at };
    room.put_slice(spare);
    room.at
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn parts_of_any_length_come_out_as_from_a_buffer() {
        let bytes: Vec<u8> = (0..=255).collect();
        for len in 0..=256 {
            let part = &bytes[..len];
            let mut expected = Vec::new();
            let mut found = Vec::new();
            for field in
                [4, 8, 12, 16, 20, 32, 64, 256].into_iter().filter(|&field| field >= len)
            {
                expected.put_all(b"<<<<");
                expected.put_slice(part);
                expected.put(b"-->", 2);
                expected.put_start(&bytes[..field], len);
                expected.aside(|out| out.push(b'!'));
                let fits = Slate::default().line(&mut found, |mut room| {
                    room.put_all(b"<<<<");
                    room.put_slice(part);
                    room.put(b"-->", 2);
                    room.put_start(&bytes[..field], len);
                    room.aside(|out| out.push(b'!'));
                    room
                });
                assert!(fits);
                assert_eq!(found, expected, "{len} of {field}");
            }
        }
    }

    #[test]
    fn a_line_without_room_is_not_written_and_the_next_one_is() {
        let mut slate = Slate::default();
        let mut out = Vec::new();
        for (len, fits) in
            [(LONGEST, true), (LONGEST + 1, false), (20 * ROOM, false), (1, true)]
        {
            let line = vec![b'x'; len];
            out.clear();
            let did = slate.line(&mut out, |mut room| {
                room.aside(|out| out.extend_from_slice(&line));
                room
            });
            assert_eq!((did, out.len()), (fits, if fits { len } else { 0 }));
        }
    }
}
