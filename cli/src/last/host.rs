//! Who is still there, as the machine that loginrec runs on says: what util-linux asks it.
//! For evidence of another machine the answers mean nothing, so this is for --compat alone.

use super::event::Event;
use crate::args::Compat;

/// Whether somebody whose logout is missing is really there.
pub(crate) trait Presence {
    /// What can be said of a login that nothing ended.
    fn ask(&mut self, login: &Event<'_>) -> Answer;
}

/// What was found out about a login that nothing ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) is_phantom: bool,
    /// Whether the user name was looked up, which costs it its last byte in 2.38.
    pub(crate) was_looked_up: bool,
}

const GONE: Answer = Answer { is_phantom: true, was_looked_up: false };

/// The machine that loginrec runs on.
#[derive(Debug)]
pub(crate) struct ThisMachine {
    /// When it came up, in seconds since 1970.
    booted: i64,
    /// How much of a user name is looked up: 2.38 cuts off the last byte that fits.
    longest: usize,
}

impl ThisMachine {
    pub(crate) fn new(version: Compat) -> Self {
        let longest = if version == Compat::V238 { 31 } else { 32 };
        Self { booted: system::booted(), longest }
    }
}

impl Presence for ThisMachine {
    fn ask(&mut self, login: &Event<'_>) -> Answer {
        // The user name is looked up only for what may be of this machine and this boot.
        if login.seconds < self.booted {
            return GONE;
        }
        Answer { is_phantom: system::is_phantom(login, self.longest), was_looked_up: true }
    }
}

#[cfg(target_os = "linux")]
mod system {
    use super::super::event::Event;
    use rustix::time::{ClockId, clock_gettime};
    use std::ffi::OsStr;
    use std::fs;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;

    /// When the system came up: now less what has passed since, whole seconds of it.
    pub(super) fn booted() -> i64 {
        const NANOS: i128 = 1_000_000_000;
        let nanos = |clock| {
            let time = clock_gettime(clock);
            i128::from(time.tv_sec) * NANOS + i128::from(time.tv_nsec)
        };
        let booted = nanos(ClockId::Realtime) - nanos(ClockId::Boottime);
        i64::try_from(booted.div_euclid(NANOS)).unwrap_or(0)
    }

    /// Whether the user is unknown or the process or terminal is not theirs.
    pub(super) fn is_phantom(login: &Event<'_>, longest: usize) -> bool {
        let name = login.user.get(..longest).unwrap_or(login.user);
        let Some(user) = uzers::get_user_by_name(OsStr::from_bytes(name)) else {
            return true;
        };
        match fs::read(format!("/proc/{}/loginuid", login.pid)) {
            Ok(text) => login_uid(&text).is_none_or(|uid| uid != user.uid()),
            Err(_) => {
                let terminal = Path::new("/dev").join(relative(login.line));
                fs::metadata(terminal).map_or(true, |file| file.uid() != user.uid())
            }
        }
    }

    /// The number that a file starts with.
    fn login_uid(text: &[u8]) -> Option<u32> {
        let text = text.trim_ascii_start();
        let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
        std::str::from_utf8(text.get(..end)?).ok()?.parse().ok()
    }

    /// A line that starts with a slash is still below /dev.
    fn relative(line: &[u8]) -> &Path {
        let start = line.iter().position(|&byte| byte != b'/').unwrap_or(line.len());
        Path::new(OsStr::from_bytes(line.get(start..).unwrap_or_default()))
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use super::super::event::Event;

    /// Nothing is known, so everything is older.
    pub(super) const fn booted() -> i64 {
        i64::MAX
    }

    pub(super) const fn is_phantom(_: &Event<'_>, _: usize) -> bool {
        true
    }
}
