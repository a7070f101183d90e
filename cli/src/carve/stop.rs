//! Ending early and cleanly.

use crate::report::Report;
use std::io;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The exit code of what was ended so, as shells have it.
pub(crate) const CODE: u8 = 130;

/// Whether the user wants an end.
#[derive(Clone, Debug)]
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Takes Ctrl-C, and what asks a process to end, for a wish to end. The second time it
    /// ends at once: somebody may wait for a pipe that says nothing.
    pub(crate) fn on_request() -> io::Result<Self> {
        let wanted = Arc::new(AtomicBool::new(false));
        let stop = Self(Arc::clone(&wanted));
        ctrlc::set_handler(move || {
            if wanted.swap(true, Ordering::SeqCst) {
                process::exit(CODE.into());
            }
            Report::warn("ending after this step; Ctrl-C again ends at once");
        })
        .map_err(io::Error::other)?;
        Ok(stop)
    }

    pub(crate) fn is_wanted(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
