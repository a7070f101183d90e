//! Numbers typed as options: `-5`, `-15x`.

use clap::{Arg, Command};
use std::ffi::OsString;

/// The options of the two commands that take a value.
struct Valued {
    short: Vec<char>,
    long: Vec<String>,
}

impl Valued {
    fn of(command: &Command) -> Self {
        let options =
            || command.get_opts().filter(|option| option.get_action().takes_values());
        let long = options().filter_map(|option| option.get_long().map(str::to_owned));
        Self { short: options().filter_map(Arg::get_short).collect(), long: long.collect() }
    }

    /// Whether what follows is the value of this option, which may be typed in part.
    fn has_long(&self, option: &str) -> bool {
        let name = option.trim_start_matches('-');
        !name.is_empty() && self.long.iter().any(|known| known.starts_with(name))
    }

    /// Options written together without the digits among them, and whether what follows is
    /// the value of the last.
    fn without_digits(&self, short: &str, digits: &mut String) -> (String, bool) {
        let mut rest = String::new();
        for (at, char) in short.char_indices() {
            if char.is_ascii_digit() {
                digits.push(char);
                continue;
            }
            rest.push(char);
            if self.short.contains(&char) {
                let value =
                    short.get(at.saturating_add(char.len_utf8())..).unwrap_or_default();
                rest.push_str(value);
                return (rest, value.is_empty());
            }
        }
        (rest, false)
    }
}

/// The command line with digits that are typed as options written as `--limit`, if it is one
/// of `last` or `lastb`. Digits add up: `-1 -5` is 15.
pub(crate) fn with_limits(
    args: impl IntoIterator<Item = OsString>,
    command: &Command,
) -> Vec<OsString> {
    let mut args = args.into_iter();
    let mut done: Vec<OsString> = args.by_ref().take(2).collect();
    let name = done.get(1).filter(|name| *name == "last" || *name == "lastb");
    let Some(command) = name.and_then(|name| command.find_subcommand(name)) else {
        done.extend(args);
        return done;
    };
    let valued = Valued::of(command);
    let mut digits = String::new();
    while let Some(arg) = args.next() {
        let Some(text) = arg.to_str() else {
            done.push(arg);
            continue;
        };
        if text == "--" {
            done.push(arg);
            break;
        }
        let (rest, has_value) = match text.strip_prefix('-') {
            Some(long) if long.starts_with('-') => (None, valued.has_long(long)),
            Some(short) => {
                let (rest, has_value) = valued.without_digits(short, &mut digits);
                ((rest != short).then_some(rest), has_value)
            }
            None => (None, false),
        };
        match rest {
            None => done.push(arg),
            Some(rest) => {
                done.push(format!("--limit={digits}").into());
                if !rest.is_empty() {
                    done.push(format!("-{rest}").into());
                }
            }
        }
        if has_value {
            done.extend(args.next());
        }
    }
    done.extend(args);
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Args;
    use clap::CommandFactory;
    use std::ffi::OsStr;

    fn typed(line: &str) -> String {
        let args = line.split(' ').map(OsString::from);
        let done = with_limits(args, &Args::command());
        done.join(OsStr::new(" ")).into_string().unwrap()
    }

    #[test]
    fn a_number_is_a_limit() {
        assert_eq!(typed("loginrec last -5"), "loginrec last --limit=5");
        assert_eq!(typed("loginrec lastb -15x wtmp"), "loginrec lastb --limit=15 -x wtmp");
        assert_eq!(typed("loginrec last -1 -x5"), "loginrec last --limit=1 --limit=15 -x");
    }

    #[test]
    fn values_of_options_are_left_alone() {
        for line in [
            "loginrec last -s -5 -t-5",
            "loginrec last --since -5 --until=-5",
            "loginrec last -f 5 -n 5 -xf -7",
            "loginrec last --compat -5 --file -5 --layout -5 --limit -5 --map -5 --max-bytes -5",
            "loginrec lastb --now -5 --present -5 --pres -5 --time-format -5 --tz -5 -p -5",
            "loginrec last -- -5",
            "loginrec dump -5",
        ] {
            assert_eq!(typed(line), line);
        }
    }
}
