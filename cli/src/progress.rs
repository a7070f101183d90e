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
        let bar = size.map(|size| {
            let style =
                ProgressStyle::with_template("{msg} {bar:30} {bytes}/{total_bytes} {eta}")
                    .unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(size).with_style(style).with_message(name.to_owned())
        });
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
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
