//! The users that were asked for.

use super::passwd::{Account, Accounts};
use loginrec::Escaped;
use std::ffi::OsStr;
use std::ops::RangeInclusive;

/// The values of --user; none stands for all users.
#[derive(Debug)]
pub(super) struct Users(Vec<Wanted>);

#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Name(Vec<u8>),
    Uids(RangeInclusive<u64>),
}

impl Users {
    /// A name comes before a number, since names may look like numbers.
    pub(super) fn parse<'a>(
        typed: impl IntoIterator<Item = &'a OsStr>,
        accounts: Option<&Accounts>,
    ) -> Result<Self, String> {
        let wanted = typed.into_iter().map(|typed| {
            let name = typed.as_encoded_bytes();
            let is_named =
                |accounts: &Accounts| accounts.iter().any(|one| one.name == name);
            if accounts.is_some_and(is_named) {
                return Ok(Wanted::Name(name.to_vec()));
            }
            let uids = typed.to_str().and_then(uids);
            uids.map(Wanted::Uids).ok_or_else(|| {
                let why = match accounts {
                    Some(_) => "is neither in a passwd file nor a range such as 1000-1999",
                    None => "is no range of user ids; --passwd says whose names are whose",
                };
                format!("--user: `{}` {why}", Escaped(name))
            })
        });
        wanted.collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn have(&self, account: &Account) -> bool {
        self.any(|wanted| match wanted {
            Wanted::Name(name) => account.name == *name,
            Wanted::Uids(uids) => uids.contains(&account.uid),
        })
    }

    /// Of a user without a name.
    pub(super) fn have_uid(&self, uid: u64) -> bool {
        self.any(|wanted| matches!(wanted, Wanted::Uids(uids) if uids.contains(&uid)))
    }

    fn any(&self, is_wanted: impl Fn(&Wanted) -> bool) -> bool {
        self.0.is_empty() || self.0.iter().any(is_wanted)
    }
}

/// `7`, `7-9`, `7-`, `-9`.
fn uids(text: &str) -> Option<RangeInclusive<u64>> {
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<u64>().ok()).flatten()
    };
    let range = match text.split_once('-') {
        None => number(text).map(|uid| uid..=uid)?,
        Some(("", to)) => 0..=number(to)?,
        Some((from, "")) => number(from)?..=u64::MAX,
        Some((from, to)) => number(from)?..=number(to)?,
    };
    (!range.is_empty()).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_may_be_open_at_one_end_and_must_not_be_empty() {
        for (text, range) in
            [("7", 7..=7), ("7-9", 7..=9), ("7-", 7..=u64::MAX), ("-9", 0..=9)]
        {
            assert_eq!(uids(text), Some(range), "{text}");
        }
        for text in ["", "-", "9-7", "x", "+7", "7-x", "1-2-3", "1,2", "0x7"] {
            assert_eq!(uids(text), None, "{text}");
        }
    }
}
