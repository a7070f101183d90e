//! Which records, and which lines of them.

use super::machine::Found;
use super::moment;
use crate::args::Last;
use crate::when::Zone;
use loginrec::Outline;
use std::ffi::OsString;

/// What was asked for.
#[derive(Debug)]
pub(crate) struct Selection<'a> {
    /// All in seconds since 1970.
    since: i64,
    until: i64,
    present: Option<i64>,
    words: &'a [OsString],
    limit: u64,
    printed: u64,
    is_compat: bool,
}

impl<'a> Selection<'a> {
    pub(crate) fn new(
        args: &'a Last,
        zone: &Zone,
        now: Option<i64>,
    ) -> Result<Self, String> {
        let is_compat = args.compat.is_some();
        let parse = |option: &str, text: &Option<String>| -> Result<Option<i64>, String> {
            let Some(text) = text else { return Ok(None) };
            let time = moment::parse(text, zone, now, args.compat)
                .map_err(|message| format!("{option}: {message}"))?;
            // In util-linux the start of 1970 means that nothing was asked for.
            Ok(Some(time).filter(|&time| !(is_compat && time == 0)))
        };
        let limit = match args.limit.map(u64::try_from) {
            None => 0,
            Some(Ok(limit)) => limit,
            // In util-linux that is a very large number.
            Some(Err(_)) if is_compat => 0,
            Some(Err(_)) => {
                let limit = args.limit.unwrap_or_default();
                return Err(format!("--limit: {limit} is no number of lines; 0 is all"));
            }
        };
        Ok(Self {
            since: parse("--since", &args.since)?.unwrap_or(i64::MIN),
            until: parse("--until", &args.until)?.unwrap_or(i64::MAX),
            present: parse("--present", &args.present)?,
            words: &args.words,
            limit,
            printed: 0,
            is_compat,
        })
    }

    /// The time at which whoever is shown was there, if one was asked for.
    pub(crate) const fn present(&self) -> Option<i64> {
        self.present
    }

    /// Whether the record is looked at. Others change nothing, as if they were not there.
    #[inline]
    pub(crate) const fn takes(&self, seconds: i64) -> bool {
        self.since <= seconds && seconds <= self.until
    }

    /// Whether the line is printed, if there is room.
    #[inline]
    pub(super) fn shows(&self, found: &Found, record: &Outline<'_>) -> bool {
        self.is_named(found, record)
            && self.present.is_none_or(|present| {
                // In util-linux, what has no end has the start of 1970 for one.
                let is_endless = self.is_compat && found.until <= 0;
                found.note.login <= present && (is_endless || present <= found.until)
            })
    }

    /// Whether there is room for a line. util-linux looks behind each line only, so it prints
    /// one of each further file.
    pub(crate) const fn has_room(&self) -> bool {
        self.is_compat || self.limit == 0 || self.printed < self.limit
    }

    /// Counts a line that was printed, and tells whether the file may have more.
    pub(crate) const fn count(&mut self) -> bool {
        self.printed = self.printed.saturating_add(1);
        self.limit == 0 || self.printed < self.limit
    }

    /// Whether user or terminal was asked for.
    #[inline]
    fn is_named(&self, found: &Found, record: &Outline<'_>) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let (user, line) = (record.user().value(), record.line().value());
        let (user, line) = found.note.title.names(user, line, !self.is_compat);
        self.words.iter().any(|word| {
            let word = word.as_encoded_bytes();
            // A user name is compared as far as a record has room for one.
            user == word.get(..32).unwrap_or(word)
                || line == word
                || line.strip_prefix(b"tty") == Some(word)
        })
    }
}
