//! The command under the name of one that it stands in for: a link called `lastlog` behaves
//! as `loginrec lastlog`.

use clap::Command;
use std::env::consts::EXE_SUFFIX;
use std::ffi::OsString;
use std::path::Path;

/// Names that a link may have. Those of commands that do nothing else would surprise.
const NAMES: [&str; 4] = ["last", "lastb", "utmpdump", "lastlog"];

/// The arguments, the first of which is the path that the command was called by, as they
/// would be without a link.
pub(crate) fn resolved(
    args: impl IntoIterator<Item = OsString>,
    command: &Command,
) -> Vec<OsString> {
    let mut args: Vec<_> = args.into_iter().collect();
    let called = args.first().and_then(|path| Path::new(path).file_name()?.to_str());
    let called = called.map(|name| name.strip_suffix(EXE_SUFFIX).unwrap_or(name));
    let name = NAMES.iter().find(|&&name| called == Some(name));
    if let Some(name) = name.filter(|name| command.find_subcommand(name).is_some()) {
        // Usage and messages name the command, not the link.
        args.splice(..1, [command.get_name().into(), name.into()]);
    }
    args
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved_of(path: &str) -> Vec<OsString> {
        let command = Command::new("loginrec").subcommand(Command::new("lastlog"));
        resolved([path, "-u", "0"].map(OsString::from), &command)
    }

    #[test]
    fn a_link_with_the_name_of_a_command_stands_for_it() {
        let expected = ["loginrec", "lastlog", "-u", "0"].map(OsString::from);
        for path in ["lastlog", "/evidence/tools/lastlog", "./lastlog"] {
            assert_eq!(resolved_of(&format!("{path}{EXE_SUFFIX}")), expected, "{path}");
        }
    }

    #[test]
    fn all_other_names_and_those_of_no_command_change_nothing() {
        for path in ["loginrec", "last", "lastlog2", "lastlog/loginrec", "my-lastlog", ""] {
            let expected = [path, "-u", "0"].map(OsString::from);
            assert_eq!(resolved_of(path), expected, "{path}");
        }
    }
}
