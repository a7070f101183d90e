//! Pipes that hold more, so that both ends wait for each other less often.

use std::os::fd::AsFd;

/// As much as everybody may ask for.
#[cfg(target_os = "linux")]
const WIDE: usize = 1 << 20;

/// Asks for a larger pipe, if it is one. Where that is refused, it stays what it is.
pub(crate) fn widen(pipe: &impl AsFd) {
    #[cfg(target_os = "linux")]
    if rustix::pipe::fcntl_getpipe_size(pipe).is_ok_and(|size| size < WIDE) {
        let _ = rustix::pipe::fcntl_setpipe_size(pipe, WIDE);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = pipe;
}
