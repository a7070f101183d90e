//! Numbers typed as options: `-5`, `-15x`.

use std::ffi::OsString;

/// Short options with a value.
const WITH_VALUE: &[char] = &['f', 'n', 'p', 's', 't'];
/// Long options with a value, which may be typed in part.
const LONG_WITH_VALUE: &[&str] = &[
    "compat",
    "file",
    "layout",
    "limit",
    "map",
    "max-bytes",
    "now",
    "present",
    "since",
    "time-format",
    "tz",
    "until",
];

/// The command line with digits that are typed as options written as `--limit`, if it is one
/// of `last` or `lastb`. Digits add up: `-1 -5` is 15.
pub(crate) fn with_limits(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut args = args.peekable();
    let mut done: Vec<OsString> = args.by_ref().take(2).collect();
    if !done.get(1).is_some_and(|command| command == "last" || command == "lastb") {
        done.extend(args);
        return done;
    }
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
            Some(long) if long.starts_with('-') => (None, is_long_with_value(long)),
            Some(short) => {
                let (rest, has_value) = without_digits(short, &mut digits);
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

/// Whether what follows is the value of this option.
fn is_long_with_value(option: &str) -> bool {
    let name = option.trim_start_matches('-');
    !name.is_empty() && LONG_WITH_VALUE.iter().any(|known| known.starts_with(name))
}

/// Options written together without the digits among them, and whether what follows is the
/// value of the last.
fn without_digits(short: &str, digits: &mut String) -> (String, bool) {
    let mut rest = String::new();
    for (at, char) in short.char_indices() {
        if char.is_ascii_digit() {
            digits.push(char);
            continue;
        }
        rest.push(char);
        if WITH_VALUE.contains(&char) {
            let value = short.get(at.saturating_add(1)..).unwrap_or_default();
            rest.push_str(value);
            return (rest, value.is_empty());
        }
    }
    (rest, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsStr;

    fn typed(line: &str) -> String {
        let args = line.split(' ').map(OsString::from);
        let done = with_limits(args);
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
            "loginrec last -- -5",
            "loginrec dump -5",
        ] {
            assert_eq!(typed(line), line);
        }
    }
}
