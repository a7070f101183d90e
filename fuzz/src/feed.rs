//! Fuzz input as a source of values, and the well-formed logins made from it.

use loginrec::Kind;
use loginrec::layout::{Draft, Framing, Layout, Remote, Role};

/// Takes values off the front of the input; zeros when it is used up.
pub(crate) struct Feed<'a>(pub(crate) &'a [u8]);

impl Feed<'_> {
    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut taken = [0; N];
        let len = self.0.len().min(N);
        let (head, rest) = self.0.split_at(len);
        taken[..len].copy_from_slice(head);
        self.0 = rest;
        taken
    }

    pub(crate) fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.bytes())
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        u32::from_le_bytes(self.bytes()) % end
    }

    /// A number below `end`, which is at most 256, for the price of one byte.
    pub(crate) fn pick(&mut self, end: usize) -> usize {
        usize::from(self.bytes::<1>()[0]) % end
    }

    /// Visible ASCII, `len` bytes of it.
    fn text(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| visible(self.bytes::<1>()[0])).collect()
    }
}

/// The byte itself if it is visible ASCII, else one that is.
pub(crate) fn visible(byte: u8) -> u8 {
    if byte.is_ascii_graphic() { byte } else { b'!' + byte % 94 }
}

/// The numbers of the types that records of the layout have and that say that something
/// happened; 0 alone where they have no type.
pub(crate) fn numbers(layout: &Layout) -> Vec<i32> {
    let convention = layout.spec().convention;
    let is_event =
        |kind: &&Kind| !matches!(kind, Kind::Empty | Kind::Unknown | Kind::Signature);
    let kinds = convention.kinds.iter().filter(is_event);
    let numbers: Vec<i32> = kinds.filter_map(|kind| convention.number(*kind)).collect();
    match layout.field(Role::Type) {
        Some(_) => numbers,
        None => vec![0],
    }
}

/// A login against whose record nothing speaks, in any layout.
#[derive(Debug)]
pub(crate) struct Login {
    event: usize,
    pid: i64,
    line: Vec<u8>,
    id: Vec<u8>,
    user: Vec<u8>,
    host: Vec<u8>,
    session: i64,
    seconds: i64,
    usec: i64,
    address: [u8; 16],
    more: [(Role, i64); 4],
}

impl Login {
    pub(crate) fn of(feed: &mut Feed<'_>) -> Self {
        // As long as the shortest field of its kind in any common layout, less the NUL. Names
        // are short more often than not, and a long one eats up the input.
        let lengths: [usize; 4] = std::array::from_fn(|at| match at {
            0 => 1 + feed.pick(7),
            1 => feed.pick(5),
            2 => 1 + feed.pick(7),
            _ => feed.pick(16),
        });
        Self {
            event: feed.pick(9),
            pid: feed.below(1 << 22).into(),
            line: feed.text(lengths[0]),
            id: feed.text(lengths[1]),
            user: feed.text(lengths[2]),
            host: feed.text(lengths[3]),
            session: feed.below(1 << 22).into(),
            // 1980 to 2038, and not spelled in letters: a text passes for that.
            seconds: i64::from(315_532_800 + feed.below((1 << 31) - 315_532_800)) | 0x80,
            usec: i64::from(1 + feed.below(999_999)),
            address: if feed.pick(2) == 0 { [0; 16] } else { feed.bytes() },
            more: [
                (Role::Status, i64::from(feed.below(8))),
                (Role::Count, i64::from(feed.below(100))),
                (Role::Max, i64::from(feed.below(10))),
                (Role::LockSeconds, i64::from(feed.below(3_600))),
            ],
        }
    }

    /// The same some minutes after another one.
    pub(crate) fn after(self, other: &Self) -> Self {
        let step = 256 * (1 + self.seconds % 16);
        Self { seconds: (other.seconds + step).min((1 << 31) - 1), ..self }
    }

    /// An entry of a file in this layout.
    pub(crate) fn encode(&self, layout: &Layout) -> Vec<u8> {
        let numbers = numbers(layout);
        layout.encode(&Draft {
            type_raw: numbers[self.event % numbers.len()],
            pid: self.pid,
            line: &self.line,
            id: &self.id,
            user: &self.user,
            host: &self.host,
            session: self.session,
            seconds: self.seconds,
            usec: self.usec,
            remote: match (layout.field(Role::Socket), self.address) {
                (_, address) if address == [0; 16] => Remote::None,
                (Some(_), address) => Remote::Socket(address.into(), 22_022),
                (None, _) => Remote::Raw(&self.address),
            },
            more: &self.more,
            ..Draft::default()
        })
    }
}

/// One file of these entries: the users of a table or database count from 0.
pub(crate) fn file_of(layout: &Layout, entries: Vec<Vec<u8>>) -> Vec<u8> {
    match layout.framing() {
        Framing::Hash => {
            let values = (0..).zip(entries).map(|(uid, mut entry)| {
                entry.truncate(layout.size());
                (uid, entry)
            });
            let pairs: Vec<(u32, Vec<u8>)> = values.collect();
            crate::hash::Database::of(layout.order(), &pairs).into_bytes()
        }
        _ => entries.concat(),
    }
}
