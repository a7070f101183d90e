//! What is said on standard error, and the exit code that follows from it.

use crate::walk::Tally;
use loginrec::layout::{Content, Layout};
use loginrec::{Change, Escaped};
use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// Messages, and whether anything failed or was damaged.
#[derive(Debug, Default)]
pub(crate) struct Report {
    failed: bool,
    damaged: bool,
    /// The exit code of a failure, if it is not the usual one.
    failure: Option<u8>,
    /// The exit code of what was ended early, whatever else happened.
    end: Option<u8>,
}

impl Report {
    /// A failure has this exit code from now on, as in the command that is compared with.
    pub(crate) const fn fail_with(&mut self, code: u8) {
        self.failure = Some(code);
    }

    /// The user has ended it, which has this exit code.
    pub(crate) fn ended(&mut self, code: u8, message: impl Display) {
        self.end = Some(code);
        say(message);
    }

    /// Something could not be read or done; the rest goes on.
    pub(crate) fn error(&mut self, message: impl Display) {
        self.failed = true;
        say(message);
    }

    /// Something that the examiner should know.
    pub(crate) fn warn(message: impl Display) {
        say(message);
    }

    /// A line that other tools print too, without the name of this one before it.
    pub(crate) fn heading(message: impl Display) {
        let message = message.to_string();
        let _ = writeln!(io::stderr(), "{}", Escaped(message.as_bytes()));
    }

    /// Something of a file is not in what was made of it.
    pub(crate) fn lost(&mut self, message: impl Display) {
        self.damaged = true;
        say(message);
    }

    /// Damage was met, if any was, and there is no option that shows where, or it was given.
    pub(crate) fn damage(&mut self, damage: &Tally, source: &str) {
        self.damage_with(damage, source, "");
    }

    /// Damage was met, if any was, and --residue would show where.
    pub(crate) fn hidden_damage(&mut self, damage: &Tally, source: &str) {
        self.damage_with(damage, source, " (--residue shows where)");
    }

    fn damage_with(&mut self, damage: &Tally, source: &str, hint: &str) {
        if damage.places == 0 {
            return;
        }
        self.damaged = true;
        let bytes = count(damage.bytes, "byte");
        let places = count(damage.places, "place");
        let are = if damage.bytes == 1 { "is" } else { "are" };
        say(format_args!("{source}: {bytes} in {places} {are} no record{hint}"));
    }

    /// The file changed while it was read.
    pub(crate) fn change(&mut self, change: Option<Change>, source: &str) {
        match change {
            Some(Change::Shrunk { from, to }) => {
                self.damaged = true;
                say(format_args!(
                    "{source}: was cut from {from} to {to} bytes while it was read"
                ));
            }
            Some(Change::Grown { from, to }) => say(format_args!(
                "{source}: has grown from {from} to {to} bytes; what was added was not read"
            )),
            _ => {}
        }
    }

    /// The output could not be written. A reader that has seen enough is no failure.
    pub(crate) fn output_failed(&mut self, error: &io::Error) {
        if error.kind() != io::ErrorKind::BrokenPipe {
            self.error(format_args!("the output cannot be written: {error}"));
        }
    }

    /// 0, 2 (or what was set) if anything failed, 3 if anything was damaged, or that of an
    /// early end.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match (self.end, self.failed, self.damaged) {
            (Some(code), ..) => code,
            (None, true, _) => self.failure.unwrap_or(2),
            (None, false, true) => 3,
            (None, false, false) => 0,
        })
    }
}

/// Where nobody listens, nothing is said: a closed standard error must not stop the work.
/// A message is one line, whatever was typed or stands in a name that it repeats.
fn say(message: impl Display) {
    let message = message.to_string();
    let _ = writeln!(io::stderr(), "loginrec: {}", Escaped(message.as_bytes()));
}

/// `1 byte`, `2 bytes`, `3 entries`.
pub(crate) fn count(number: u64, what: &str) -> String {
    match (number, what.strip_suffix('y')) {
        (1, _) => format!("1 {what}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        (_, None) => format!("{number} {what}s"),
    }
}

/// So many entries of a file in this layout.
pub(crate) fn entries(number: u64, layout: &Layout) -> String {
    count(number, if is_login(layout.content()) { "record" } else { "entry" })
}

/// Whether people take it for a login file without being told.
pub(crate) const fn is_login(content: Content) -> bool {
    matches!(content, Content::Records | Content::LastLogins)
}

/// A path for messages and for the column `source`: on one line, as typed where it can be.
pub(crate) fn shown(path: &Path) -> String {
    Escaped(path.as_os_str().as_encoded_bytes()).to_string()
}
