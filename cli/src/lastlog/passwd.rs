//! Accounts: the names and user ids of passwd files.

use crate::report::{Report, shown};
use loginrec::Escaped;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// No passwd file is longer.
const LONGEST: u64 = 64 << 20;
/// So many lines of a file are complained about one by one.
const TOLD: usize = 20;

/// A line of a passwd file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Account {
    pub(super) name: Vec<u8>,
    pub(super) uid: u64,
}

/// The accounts of all files, in their order.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    list: Vec<Account>,
    known: HashSet<Account>,
    /// The first of each user id.
    by_uid: HashMap<u64, usize>,
}

impl Accounts {
    /// Reads the files. `None` if one of them cannot be read or has no account, which is
    /// reported: without it, its users would look like deleted ones.
    pub(super) fn read(paths: &[PathBuf], report: &mut Report) -> Option<Self> {
        let mut accounts = Self::default();
        for path in paths {
            let text = match contents(path) {
                Ok(text) => text,
                Err(error) => {
                    report.error(format_args!("{}: cannot be read: {error}", shown(path)));
                    return None;
                }
            };
            let (found, mut remarks) = accounts.add(&text);
            if found == 0 {
                report.error(format_args!(
                    "{}: has no account; a passwd file has lines such as \
                     root:x:0:0:root:/root:/bin/sh",
                    shown(path)
                ));
                return None;
            }
            let more = remarks.split_off(remarks.len().min(TOLD)).len();
            for (line, remark) in remarks {
                Report::warn(format_args!("{}: line {line}: {remark}", shown(path)));
            }
            if more > 0 {
                Report::warn(format_args!("{}: {more} more such lines", shown(path)));
            }
        }
        Some(accounts)
    }

    /// Adds the lines of a file. Returns how many are accounts, and what is odd about which
    /// lines.
    fn add(&mut self, text: &[u8]) -> (usize, Vec<(usize, String)>) {
        let mut remarks = Vec::new();
        let mut found = 0;
        for (number, line) in text.split(|&byte| byte == b'\n').enumerate() {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.trim_ascii().is_empty() || line.starts_with(b"#") {
                continue;
            }
            match account(line) {
                Ok(account) => {
                    found += 1;
                    remarks.extend(self.push(account).map(|remark| (number + 1, remark)));
                }
                Err(remark) => remarks.push((number + 1, remark)),
            }
        }
        (found, remarks)
    }

    /// Adds an account that is not known yet, and tells whether another one has its user id.
    fn push(&mut self, account: Account) -> Option<String> {
        if !self.known.insert(account.clone()) {
            return None;
        }
        let first = *self.by_uid.entry(account.uid).or_insert(self.list.len());
        let remark = self.list.get(first).map(|first| {
            let (name, other) = (Escaped(&account.name), Escaped(&first.name));
            format!("`{name}` has the user id {} of `{other}`", account.uid)
        });
        self.list.push(account);
        remark
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Account> {
        self.list.iter()
    }

    /// The first name that goes with a user id.
    pub(super) fn name_of(&self, uid: u64) -> Option<&[u8]> {
        let account = self.list.get(*self.by_uid.get(&uid)?)?;
        Some(&account.name)
    }
}

fn contents(path: &Path) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    File::open(path)?.take(LONGEST + 1).read_to_end(&mut text)?;
    if u64::try_from(text.len()).is_ok_and(|len| len > LONGEST) {
        return Err(io::Error::other("it is too long for a passwd file"));
    }
    Ok(text)
}

/// A line that is neither blank nor a comment. Those of master.passwd have more fields, and
/// begin with the same ones.
fn account(line: &[u8]) -> Result<Account, String> {
    if line.starts_with(b"+") || line.starts_with(b"-") {
        return Err("takes accounts from elsewhere, which are not known here".to_owned());
    }
    let fields: Vec<_> = line.split(|&byte| byte == b':').collect();
    let [name, _, uid, _, ..] = fields[..] else {
        return Err("has too few fields for an account".to_owned());
    };
    if name.is_empty() || name.contains(&0) {
        return Err("has no name".to_owned());
    }
    let number = uid.iter().all(u8::is_ascii_digit).then_some(uid);
    let number = number.and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
    let uid: u32 = number.ok_or_else(|| {
        let (name, uid) = (Escaped(name), Escaped(uid));
        format!("the user id `{uid}` of `{name}` is no number from 0 to {}", u32::MAX)
    })?;
    Ok(Account { name: name.to_vec(), uid: uid.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Accounts, Vec<(usize, String)>) {
        let mut accounts = Accounts::default();
        let (_, remarks) = accounts.add(text.as_bytes());
        (accounts, remarks)
    }

    #[test]
    fn lines_of_linux_and_bsd_are_read_and_comments_passed_over() {
        let (accounts, remarks) = of("# $NetBSD$\n\nroot:x:0:0:root:/root:/bin/sh\r\n\
             joe:*:1000:1000::0:0:Joe:/home/joe:/bin/ksh\nlast:x:4294967295:1");
        assert_eq!(remarks, []);
        let read: Vec<_> = accounts.iter().map(|one| (&one.name[..], one.uid)).collect();
        assert_eq!(
            read,
            [(&b"root"[..], 0), (b"joe", 1000), (b"last", u64::from(u32::MAX))]
        );
        assert_eq!(accounts.name_of(1000), Some(&b"joe"[..]));
        assert_eq!(accounts.name_of(1), None);
    }

    #[test]
    fn lines_that_are_no_account_are_named_by_number_and_cost_no_other() {
        let (accounts, remarks) =
            of("a:x:1:1:::\nb:x\n:x:2:2:::\nc:x:-2:2:::\nd:x::2:::\n\
             +::::::\ne:x:4294967296:1:::\nf:x:+1:1:::\ng\0h:x:1:1:::\nz:x:9:9:::");
        let lines: Vec<_> = remarks.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(accounts.iter().count(), 2);
        assert_eq!(accounts.name_of(9), Some(&b"z"[..]));
    }

    #[test]
    fn the_first_of_two_names_counts_and_the_second_is_told() {
        let (mut accounts, remarks) = of("root:x:0:0:::\ntoor:x:0:0:::\n");
        assert_eq!(remarks, [(2, "`toor` has the user id 0 of `root`".to_owned())]);
        assert_eq!(accounts.name_of(0), Some(&b"root"[..]));
        assert_eq!(accounts.iter().count(), 2);
        // A backup of the file says the same, and who is gone since.
        let (_, remarks) = accounts.add(b"root:x:0:0:::\ngone:x:5:5:::\ntoor:x:0:0:::\n");
        assert_eq!((remarks, accounts.iter().count()), (Vec::new(), 3));
    }
}
