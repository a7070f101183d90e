//! The four databases of the running system.

use crate::error::Error;
use crate::open::{Options, Reader};
use crate::source::Mode;
use std::path::{Path, PathBuf};

/// One of the login databases of the running system: a path that can be read again and
/// again, each time as it is then. Nothing is ever written.
///
/// # Examples
///
/// ```
/// // The database of this machine, wherever it is kept in another place:
/// let wtmp = loginrec::wtmp().at("corpus/linux-utmp-384-le/wtmp");
/// for _ in 0..2 {
///     let mut records = wtmp.read()?;
///     let first = records.next_record()?.expect("it is not empty");
///     assert_eq!(first.kind(), loginrec::Kind::BootTime);
/// }
/// # Ok::<(), loginrec::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Database {
    path: PathBuf,
}

impl Database {
    fn new(path: &str) -> Self {
        Self { path: path.into() }
    }

    /// The same database kept at another path.
    #[must_use]
    pub fn at(mut self, path: impl Into<PathBuf>) -> Self {
        self.path = path.into();
        self
    }

    /// Where the database is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the database from its start, as long as it is at this moment. What is written
    /// meanwhile is left to the next reading.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened (many systems have no such database) or is not
    /// recognised.
    pub fn read(&self) -> Result<Reader, Error> {
        Options::new().mode(Mode::Read).open(&self.path)
    }
}

/// Who is logged in now: `/var/run/utmp`.
#[must_use]
pub fn utmp() -> Database {
    Database::new("/var/run/utmp")
}

/// Who was logged in when: `/var/log/wtmp`.
#[must_use]
pub fn wtmp() -> Database {
    Database::new("/var/log/wtmp")
}

/// Who tried in vain: `/var/log/btmp`.
#[must_use]
pub fn btmp() -> Database {
    Database::new("/var/log/btmp")
}

/// When each user last logged in: `/var/log/lastlog`.
#[must_use]
pub fn lastlog() -> Database {
    Database::new("/var/log/lastlog")
}
