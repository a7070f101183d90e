//! Values in the pages of a Berkeley DB 1.85 hash.
//!
//! A header page, then pages of one size, each with a list of where its keys and values
//! stand, which grow down from its end. What the header says about buckets is not needed:
//! every page is looked at once, in the order of the file, so pages that lead nowhere, in a
//! circle or past the end cannot lead the reader astray, and overflow pages are read like
//! any other. A page whose first key is a user id says by its place how long the page is.

use super::{REACH, Reason, Step, Tiler};
use crate::bytes::is_zero;
use crate::layout::hashed::{KEY, LONGEST_PAGE, SHORTEST_PAGE};
use crate::layout::{Layout, Order};
use alloc::vec::Vec;

/// `00 06 15 61` in the order of the network, whatever that of the pages.
const MAGIC: [u8; 4] = [0x00, 0x06, 0x15, 0x61];
/// Below this, the second number of a pair is no offset but tells what the first is.
const REAL_KEY: usize = 4;
/// A map of free pages is full of ones behind its first few words.
const MAP_HEAD: usize = 256;

#[derive(Clone, Debug)]
pub(super) struct Pages {
    layout: &'static Layout,
    /// What the current page still holds, last first.
    parts: Vec<Part>,
    /// Length of a page, once it is known.
    page: Option<usize>,
    at_start: bool,
}

/// A stretch of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Frame(usize),
    Value(usize, u64),
    Damage(usize, Reason),
}

impl Pages {
    /// The layout that is being read.
    pub(super) const fn layout(&self) -> &'static Layout {
        self.layout
    }

    pub(super) const fn new(layout: &'static Layout) -> Self {
        Self { layout, parts: Vec::new(), page: None, at_start: true }
    }

    pub(super) fn step(&mut self, window: &[u8], last: bool) -> Step {
        if !last && window.len() < Tiler::LOOKAHEAD {
            return Step::NeedMore;
        }
        if self.parts.is_empty() {
            self.look_at(window);
        }
        self.at_start = false;
        match self.parts.pop() {
            Some(Part::Frame(len)) => Step::Frame(len),
            Some(Part::Value(len, key)) => Step::Entry(self.layout, len, Some(key)),
            Some(Part::Damage(len, reason)) => Step::Residue(len, reason),
            None => Step::Vacant(self.unused(window, last)),
        }
    }

    /// Length of the pages here that nobody has written; never 0. Of a page that is not in
    /// the window as a whole, nothing is known.
    fn unused(&self, window: &[u8], last: bool) -> usize {
        let unit = self.page.unwrap_or(SHORTEST_PAGE);
        let pages = window
            .chunks(unit)
            .take_while(|page| (last || page.len() == unit) && is_zero(page));
        let len = pages.map(<[u8]>::len).fold(0, usize::saturating_add);
        len.clamp(1, window.len().max(1))
    }

    /// Takes the page here apart. Leaves no parts if it was never written.
    fn look_at(&mut self, window: &[u8]) {
        if self.at_start
            && let Some(len) = self.header(window)
        {
            self.parts.push(Part::Frame(len));
            return;
        }
        let unit = self.page.unwrap_or(SHORTEST_PAGE).min(window.len());
        let unit = window.get(..unit).unwrap_or(window);
        if is_zero(unit) {
            return;
        }
        if let Some((parts, len)) = self.parse(window) {
            self.page.get_or_insert(len);
            self.parts = parts;
            return;
        }
        let map = unit.get(MAP_HEAD..).unwrap_or_default();
        let is_map = unit.len() > MAP_HEAD && map.iter().all(|&byte| byte == 0xff);
        let is_short = self.page.is_some_and(|page| page > unit.len());
        self.parts.push(match is_map {
            true => Part::Frame(unit.len()),
            false if is_short => Part::Damage(unit.len(), Reason::TornTail),
            false => Part::Damage(unit.len(), Reason::StrayBytes),
        });
    }

    /// Length of the header, if there is one; it says how long the pages are.
    fn header(&mut self, window: &[u8]) -> Option<usize> {
        let field = |at: usize| {
            let end = at.checked_add(4)?;
            let bytes: [u8; 4] = window.get(at..end)?.try_into().ok()?;
            usize::try_from(u32::from_be_bytes(bytes)).ok()
        };
        if window.get(..4)? != MAGIC {
            return None;
        }
        let page = field(12)?;
        if !page.is_power_of_two() || !(SHORTEST_PAGE..=LONGEST_PAGE).contains(&page) {
            return Some(SHORTEST_PAGE.min(window.len()));
        }
        self.page = Some(page);
        Some(page.min(window.len()))
    }

    /// The parts of the page at the start of the window, last first, and its length.
    fn parse(&self, window: &[u8]) -> Option<(Vec<Part>, usize)> {
        let count = self.word(window, 0)?;
        if count.checked_rem(2)? != 0 {
            return None;
        }
        let own = match count {
            // An empty page gives its length as the place where the next key would end.
            0 => match self.word(window, 2)? {
                0 => Some(LONGEST_PAGE),
                end => Some(end),
            },
            _ => self.word(window, 1)?.checked_add(KEY),
        };
        let own = own.filter(|len| len.is_power_of_two() && *len >= SHORTEST_PAGE);
        let page = own.or(self.page)?;
        let bytes = window.get(..page)?;
        let list = count.checked_add(3)?.checked_mul(2)?;
        let mut parts = Vec::new();
        let mut end = page;
        let mut pairs = (0..count.checked_div(2)?).map(|pair| {
            let at = pair.checked_mul(2)?.checked_add(1)?;
            Some((self.word(bytes, at)?, self.word(bytes, at.checked_add(1)?)?))
        });
        let is_whole = loop {
            match pairs.next() {
                None => break true,
                // Where the next page of the bucket is.
                Some(Some((_, what))) if what < REAL_KEY => {}
                Some(Some((key, value))) if list <= value && value < key && key < end => {
                    parts.push(self.part(bytes, value, key, end)?);
                    end = value;
                }
                Some(_) => break false,
            }
        };
        if parts.is_empty() && (!is_whole || own.is_none()) {
            return None;
        }
        if !is_whole {
            // The list is as wrong as what it leads to; what was found stays found.
            parts.push(Part::Damage(end, Reason::StrayBytes));
        } else if end > 0 {
            parts.push(Part::Frame(end));
        }
        Some((parts, page))
    }

    /// The value and its key, which ends where the next value starts.
    fn part(&self, page: &[u8], value: usize, key: usize, end: usize) -> Option<Part> {
        let len = end.checked_sub(value)?;
        let id: Option<[u8; KEY]> = page.get(key..end)?.try_into().ok();
        let is_record = key.checked_sub(value)? == self.layout.size();
        Some(match id {
            Some(id) if is_record => Part::Value(len, self.uid(id).into()),
            _ => Part::Damage(len, Reason::UnfitRecord),
        })
    }

    fn uid(&self, bytes: [u8; KEY]) -> u32 {
        match self.layout.order() {
            Order::Big => u32::from_be_bytes(bytes),
            Order::Little | Order::Pdp => u32::from_le_bytes(bytes),
        }
    }

    /// A number of the list at the head of a page.
    fn word(&self, page: &[u8], number: usize) -> Option<usize> {
        let at = number.checked_mul(2)?;
        let bytes: [u8; 2] = page.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(usize::from(match self.layout.order() {
            Order::Big => u16::from_be_bytes(bytes),
            Order::Little | Order::Pdp => u16::from_le_bytes(bytes),
        }))
    }
}

const _: () = assert!(LONGEST_PAGE <= REACH, "a page is no longer than a piece of residue");
