//! The one error type, in three buckets.

use crate::detect::Ranking;
#[cfg(feature = "std")]
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

/// Why a file could not be read as a login file.
///
/// Damage in the data is never an error; it is [`Residue`](crate::Residue). The message says
/// what happened, in which file, at which offset where that is known, and what to do.
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    file: Option<String>,
    offset: Option<u64>,
    message: String,
    ranking: Option<Ranking>,
    #[cfg(feature = "std")]
    cause: Option<std::io::Error>,
}

/// The three things that can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The bytes could not be read.
    Read,
    /// The bytes are no login file that the library knows.
    Unrecognised,
    /// A limit set by the caller was exceeded.
    Limit,
}

impl Error {
    #[cold]
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            file: None,
            offset: None,
            message: message.into(),
            ranking: None,
            #[cfg(feature = "std")]
            cause: None,
        }))
    }

    #[cfg(feature = "std")]
    #[cold]
    pub(crate) fn read(message: impl Into<String>, cause: std::io::Error) -> Self {
        let mut error = Self::new(ErrorKind::Read, message);
        error.0.cause = Some(cause);
        error
    }

    /// Names the file; the name must be escaped already.
    #[cfg(feature = "std")]
    pub(crate) fn in_file(mut self, name: &str) -> Self {
        self.0.file = Some(name.to_owned());
        self
    }

    #[cfg(feature = "std")]
    pub(crate) fn at(mut self, offset: u64) -> Self {
        self.0.offset = Some(offset);
        self
    }

    /// Keeps what detection tried.
    pub(crate) fn with_ranking(mut self, ranking: Ranking) -> Self {
        self.0.ranking = Some(ranking);
        self
    }

    /// What detection tried, if the file was not recognised.
    #[must_use]
    pub fn ranking(&self) -> Option<&Ranking> {
        self.0.ranking.as_ref()
    }

    /// Which of the three buckets the error is in.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Name of the file, if the error is about one.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.0.file.as_deref()
    }

    /// Where in the file it happened, in bytes.
    #[must_use]
    pub fn offset(&self) -> Option<u64> {
        self.0.offset
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { file, offset, message, .. } = &*self.0;
        if let Some(file) = file {
            write!(f, "{file}: ")?;
        }
        f.write_str(message)?;
        #[cfg(feature = "std")]
        if let Some(cause) = &self.0.cause {
            write!(f, ": {cause}")?;
        }
        if let Some(offset) = offset {
            write!(f, " (at offset {offset})")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        #[cfg(feature = "std")]
        if let Some(cause) = &self.0.cause {
            return Some(cause);
        }
        None
    }
}
