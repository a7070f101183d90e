//! What a line is written to: any buffer, or a slip of paper with room for one of usual length.

/// Takes the parts of a line.
pub(super) trait Paper {
    fn put<const N: usize>(&mut self, bytes: &[u8; N]);

    fn put_slice(&mut self, bytes: &[u8]);

    fn len(&self) -> usize;

    fn last(&self) -> Option<u8>;

    /// Takes the last byte back.
    fn pop(&mut self);

    /// Blanks up to a width, counted from where the text starts.
    #[inline(always)]
    fn pad(&mut self, start: usize, width: usize) {
        const BLANKS: [u8; 32] = [b' '; 32];
        let missing = (start + width).saturating_sub(self.len());
        self.put_slice(BLANKS.get(..missing).unwrap_or_default());
    }
}

impl Paper for Vec<u8> {
    #[inline]
    fn put<const N: usize>(&mut self, bytes: &[u8; N]) {
        self.extend_from_slice(bytes);
    }

    fn put_slice(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    fn len(&self) -> usize {
        self.len()
    }

    fn last(&self) -> Option<u8> {
        <[u8]>::last(self).copied()
    }

    fn pop(&mut self) {
        self.truncate(self.len().saturating_sub(1));
    }
}

/// The longest slip.
const ROOM: usize = 256;
/// The most that is put at once.
const MOST: usize = 64;

/// Room for one line, of which everything is known to fit: the place in it cannot be outside, so
/// nothing is checked.
#[derive(Clone, Debug)]
pub(super) struct Slip {
    room: [u8; ROOM + MOST],
    len: u8,
}

impl Slip {
    pub(super) const fn new() -> Self {
        Self { room: [b' '; ROOM + MOST], len: 0 }
    }

    /// Makes it empty. What stood there need not be wiped out.
    #[inline]
    pub(super) const fn clear(&mut self) {
        self.len = 0;
    }

    /// Adds the first `len` of these bytes. Many bytes of a number that is known are copied
    /// faster than a few of one that is not.
    #[inline(always)]
    pub(super) fn put_start<const N: usize>(&mut self, bytes: &[u8; N], len: usize) {
        const { assert!(N <= MOST, "there is no more room than that behind the last place") };
        let at = usize::from(self.len);
        if let Some(place) = self.room.get_mut(at..at + N) {
            place.copy_from_slice(bytes);
        }
        self.len = self.len.wrapping_add(u8::try_from(len).unwrap_or(0));
    }

    /// What stands there.
    pub(super) fn bytes(&self) -> &[u8] {
        self.room.get(..usize::from(self.len)).unwrap_or_default()
    }
}

impl Paper for Slip {
    #[inline(always)]
    fn put<const N: usize>(&mut self, bytes: &[u8; N]) {
        self.put_start(bytes, N);
    }

    #[inline(always)]
    fn put_slice(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.put(&[byte]));
    }

    #[inline(always)]
    fn len(&self) -> usize {
        usize::from(self.len)
    }

    #[inline(always)]
    fn last(&self) -> Option<u8> {
        self.bytes().last().copied()
    }

    #[inline(always)]
    fn pop(&mut self) {
        self.len = self.len.saturating_sub(1);
    }

    /// Blanks are put whether they are wanted or not.
    #[inline(always)]
    fn pad(&mut self, start: usize, width: usize) {
        let missing = (start + width).saturating_sub(self.len());
        self.put_start(&[b' '; 32], missing.min(32));
    }
}
