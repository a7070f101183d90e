//! A progress bar on standard error: on long work, and only on a terminal.

use indicatif::{ProgressBar, ProgressStyle};
use loginrec::Reader;
use std::io::{self, IsTerminal};

/// Shorter files are read before anybody looks.
const LONG: u64 = 256 << 20;
/// Bytes between two looks at the bar.
const EVERY: u64 = 16 << 20;

/// The progress of reading one file.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    next: u64,
}

impl Progress {
    pub(crate) fn of(reader: &Reader, name: &str) -> Self {
        // Where the output goes to the same terminal, it is progress enough.
        let wanted = io::stderr().is_terminal() && !io::stdout().is_terminal();
        let size = reader.size().filter(|&size| wanted && size >= LONG);
        Self::with(size.map(|size| {
            bar(ProgressBar::new(size), "{msg} {bar:30} {bytes}/{total_bytes} {eta}", name)
        }))
    }

    /// Of a search through so many bytes, which may be unknown: with rate and time left.
    pub(crate) fn of_search(bytes: Option<u64>, name: &str) -> Self {
        Self::with(Some(match bytes {
            Some(bytes) => bar(
                ProgressBar::new(bytes),
                "{msg} {bar:30} {binary_bytes}/{binary_total_bytes} {binary_bytes_per_sec} {eta}",
                name,
            ),
            None => bar(
                ProgressBar::no_length(),
                "{msg} {binary_bytes} {binary_bytes_per_sec}",
                name,
            ),
        }))
    }

    /// Of what nobody watches.
    pub(crate) const fn none() -> Self {
        Self::with(None)
    }

    const fn with(bar: Option<ProgressBar>) -> Self {
        Self { bar, next: 0 }
    }

    pub(crate) fn at(&mut self, offset: u64) {
        if let Some(bar) = &self.bar
            && offset >= self.next
        {
            self.next = offset.saturating_add(EVERY);
            bar.set_position(offset);
        }
    }

    /// Says something on standard error without breaking the bar.
    pub(crate) fn beside(&self, say: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }
}

fn bar(bar: ProgressBar, template: &str, name: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.with_style(style).with_message(name.to_owned())
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
