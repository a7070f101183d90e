//! Files of Berkeley DB 1.85 hashes, written as that library writes them.
//!
//! A header, then pages of one size: the buckets, the map of overflow pages, the overflow
//! pages. A page starts with a list of 16-bit numbers: how many follow, then for each pair
//! where its key and its value start, then how many bytes are free and where the free space
//! ends. Keys and values grow down from the end of the page. A pair whose second number is 0
//! says on which page the bucket goes on.
//!
//! The number of buckets is fixed from the start, where the library would split them as the
//! file grows; readers that scan pages cannot tell.

use loginrec::layout::Order;

/// Length of a page unless told otherwise.
const PAGE: usize = 4096;
/// How many entries go into a bucket by choice; others make it overflow.
const FILL: usize = 8;
/// What is free on a page is told for pairs with their two numbers, and for the two numbers
/// of an overflow page, which has always room.
const PAIR: usize = 4;

const MAGIC: u32 = 0x0006_1561;
const VERSION: u32 = 2;
/// The library stores what its hash function makes of this, to know the function again.
const CHARKEY: &[u8] = b"%$sniglet^&\0";
/// Overflow pages are counted behind each doubling of the buckets: the number of the doubling
/// stands above this bit.
const SPLIT_SHIFT: u32 = 11;
/// Where the lists of the header start.
const SPARES: usize = 68;
const BITMAPS: usize = SPARES + 32 * 4;

/// The user id as a key.
pub(crate) fn key(order: Order, uid: u32) -> [u8; 4] {
    match order {
        Order::Big => uid.to_be_bytes(),
        _ => uid.to_le_bytes(),
    }
}

/// A database, page by page.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    order: Order,
    page: usize,
    bytes: Vec<u8>,
}

impl Database {
    /// A database of these values under these keys, as a system makes it.
    pub(crate) fn of(order: Order, pairs: &[(u32, Vec<u8>)]) -> Self {
        let buckets = pairs.len().div_ceil(FILL).next_power_of_two();
        Self::with(order, PAGE, buckets.ilog2().max(1), pairs)
    }

    /// The same with pages of this length and 2 to the power of `doublings` buckets.
    pub(crate) fn with(
        order: Order,
        page: usize,
        doublings: u32,
        pairs: &[(u32, Vec<u8>)],
    ) -> Self {
        assert!(doublings > 0, "the library starts with two buckets");
        let mut database = Self { order, page, bytes: vec![0; page] };
        let buckets = 1 << doublings;
        for _ in 0..buckets {
            database.add_page();
        }
        // The first page behind the buckets is the map of those that follow.
        let map = database.add_page();
        for (uid, value) in pairs {
            let key = key(order, *uid);
            let bucket = 1 + hash(&key) as usize % buckets;
            database.put(bucket, map, doublings, &key, value);
        }
        // The library sets one overflow page aside for each doubling at the start.
        let used = database.pages() - map;
        let known = used.max(doublings as usize + 1);
        database.write_map(map, used, known);
        database.write_header(doublings, known, pairs.len());
        database
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many pages there are, with the header.
    pub(crate) fn pages(&self) -> usize {
        self.bytes.len() / self.page
    }

    pub(crate) fn page_mut(&mut self, page: usize) -> &mut [u8] {
        let start = page * self.page;
        &mut self.bytes[start..start + self.page]
    }

    /// A number of the list at the head of a page.
    pub(crate) fn word(&self, page: usize, number: usize) -> u16 {
        let at = page * self.page + 2 * number;
        let bytes = [self.bytes[at], self.bytes[at + 1]];
        match self.order {
            Order::Big => u16::from_be_bytes(bytes),
            _ => u16::from_le_bytes(bytes),
        }
    }

    pub(crate) fn set_word(&mut self, page: usize, number: usize, value: u16) {
        let order = self.order;
        let bytes = match order {
            Order::Big => value.to_be_bytes(),
            _ => value.to_le_bytes(),
        };
        self.page_mut(page)[2 * number..2 * number + 2].copy_from_slice(&bytes);
    }

    /// The pages that hold pairs: number, and where the value and the end of each pair are.
    pub(crate) fn pairs(&self) -> Vec<(usize, Vec<(usize, usize)>)> {
        let of_page = |page: usize| {
            let count = usize::from(self.word(page, 0)) / 2;
            let mut end = self.page;
            let mut pairs = Vec::new();
            for pair in 0..count {
                let value = usize::from(self.word(page, 2 * pair + 2));
                // Else it says where the bucket goes on.
                if value > 0 {
                    pairs.push((value, end));
                    end = value;
                }
            }
            (page, pairs)
        };
        let is_list = |page: &usize| usize::from(self.word(*page, 0)) < self.page / 4;
        (1..self.pages()).filter(is_list).map(of_page).collect()
    }

    /// A page that nobody has written: zeros.
    fn add_page(&mut self) -> usize {
        self.bytes.resize(self.bytes.len() + self.page, 0);
        self.pages() - 1
    }

    /// A page without pairs, as the library writes it.
    pub(crate) fn begin_page(&mut self, page: usize) {
        self.set_word(page, 0, 0);
        self.set_word(page, 1, short(self.page - 6));
        // In the longest pages the end does not fit, and 0 stands for it.
        self.set_word(page, 2, short(self.page % (1 << 16)));
    }

    /// Puts a pair on the last page of its bucket, or on a new one behind that.
    fn put(&mut self, bucket: usize, map: usize, doublings: u32, key: &[u8], value: &[u8]) {
        let mut page = bucket;
        while let Some(next) = self.next_of(page, map, doublings) {
            page = next;
        }
        let count = usize::from(self.word(page, 0));
        if count == 0 {
            self.begin_page(page);
        }
        let free = usize::from(self.word(page, count + 1));
        let needed = PAIR + key.len() + value.len() + PAIR;
        if needed > free {
            assert!(count > 0, "a page holds no value of {} bytes", value.len());
            let next = self.add_page();
            let address = doublings << SPLIT_SHIFT | u32::try_from(next - map + 1).unwrap();
            self.set_word(page, count + 3, short(free - PAIR));
            self.set_word(page, count + 4, self.word(page, count + 2));
            self.set_word(page, count + 1, u16::try_from(address).unwrap());
            self.set_word(page, count + 2, 0);
            self.set_word(page, 0, short(count + 2));
            return self.put(next, map, doublings, key, value);
        }
        let end = match usize::from(self.word(page, count + 2)) {
            0 => self.page,
            end => end,
        };
        let (key_at, value_at) = (end - key.len(), end - key.len() - value.len());
        let bytes = self.page_mut(page);
        bytes[key_at..end].copy_from_slice(key);
        bytes[value_at..key_at].copy_from_slice(value);
        self.set_word(page, 0, short(count + 2));
        self.set_word(page, count + 1, short(key_at));
        self.set_word(page, count + 2, short(value_at));
        self.set_word(page, count + 3, short(value_at - 2 * (count + 5)));
        self.set_word(page, count + 4, short(value_at));
    }

    /// The page on which a bucket goes on, if it does.
    fn next_of(&self, page: usize, map: usize, doublings: u32) -> Option<usize> {
        let count = usize::from(self.word(page, 0));
        let is_last = count == 0 || self.word(page, count) != 0;
        (!is_last).then(|| {
            let address = u32::from(self.word(page, count - 1));
            map - 1 + (address - (doublings << SPLIT_SHIFT)) as usize
        })
    }

    /// Which overflow pages are in use: a bit for each, and ones for those that are not known.
    fn write_map(&mut self, map: usize, used: usize, known: usize) {
        let first = (used..known).fold(!0_u32, |word, free| word & !(1 << free));
        let first = match self.order {
            Order::Big => first.to_be_bytes(),
            _ => first.to_le_bytes(),
        };
        let page = self.page_mut(map);
        page.fill(0xff);
        page[..4].copy_from_slice(&first);
    }

    fn write_header(&mut self, doublings: u32, overflows: usize, keys: usize) {
        let buckets = 1_u32 << doublings;
        let page = u32::try_from(self.page).unwrap();
        let overflows = u32::try_from(overflows).unwrap();
        let lorder = if self.order == Order::Big { 4321 } else { 1234 };
        let numbers = [
            MAGIC,
            VERSION,
            lorder,
            page,
            page.ilog2(),
            256, // entries of a segment of the table of buckets, in memory
            256,
            8,
            doublings, // of the last overflow page
            2,         // last one that was freed
            buckets - 1,
            2 * buckets - 1,
            buckets - 1,
            65_536, // entries that a bucket should have
            u32::try_from(keys).unwrap(),
            1, // pages of the header
            hash(CHARKEY),
        ];
        let header = &mut self.bytes[..self.page];
        for (at, number) in numbers.into_iter().enumerate() {
            header[4 * at..4 * at + 4].copy_from_slice(&number.to_be_bytes());
        }
        let spares = SPARES + 4 * doublings as usize;
        header[spares..spares + 4].copy_from_slice(&overflows.to_be_bytes());
        let map = short(1 << SPLIT_SHIFT) * short(doublings as usize) + 1;
        header[BITMAPS..BITMAPS + 2].copy_from_slice(&map.to_be_bytes());
    }
}

fn short(value: usize) -> u16 {
    u16::try_from(value).unwrap()
}

/// The library's own hash function.
fn hash(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |hash: u32, &byte| {
        (hash << 5).wrapping_add(hash).wrapping_add(u32::from(byte))
    })
}
