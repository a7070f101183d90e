//! The form of `utmpdump` from util-linux: eight fields in brackets, a line a record.
//!
//! ```text
//! [7] [04711] [ts/0] [alice   ] [pts/0       ] [gw.example.org      ] [192.0.2.10     ] [2023-11-14T22:13:20,123456+00:00]
//! ```
//!
//! Written, it is the same byte for byte for records of Linux; records of other systems get
//! the numbers of Linux ([`type_number`]). Read, it gives the record that the tool would
//! write, with all that gets lost: what stands behind a blank, short ids padded, exit status
//! and session.

mod parse;
mod push;

pub use parse::{Parsed, parse};
pub(super) use push::push_ip;
pub use push::{Lines, push_line, type_number};

/// The version of util-linux whose output is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Version {
    /// Up to 2.39: microseconds beyond 999,999 are printed as they are.
    #[default]
    V2_38,
    /// From 2.40: they are printed as 0.
    V2_40,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{self, Draft, Layout, Remote};
    use crate::record::{Record, Seconds32, Text, Timestamp};
    use alloc::format;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;
    use proptest::prelude::*;

    fn native() -> &'static Layout {
        layout::find("linux-utmp-384-le").unwrap()
    }

    fn login() -> Draft<'static> {
        Draft {
            type_raw: 7,
            pid: 4711,
            line: b"pts/0",
            id: b"ts/0",
            user: b"alice",
            host: b"gw",
            seconds: 1_700_000_000,
            usec: 1,
            ..Draft::default()
        }
    }

    fn line_in(layout: &'static Layout, draft: &Draft<'_>) -> String {
        let bytes = layout.encode(draft);
        let mut line = Vec::new();
        assert!(Lines::new(Version::V2_38).push_bytes(&mut line, layout, &bytes));
        String::from_utf8(line).unwrap()
    }

    fn line(draft: &Draft<'_>) -> String {
        line_in(native(), draft)
    }

    const TAIL: &str = "[gw                  ] [0.0.0.0        ] \
                        [2023-11-14T22:13:20,000001+00:00]\n";

    #[test]
    fn a_record_is_eight_fields_in_brackets() {
        let head = "[7] [04711] [ts/0] [alice   ] [pts/0       ] ";
        assert_eq!(line(&login()), [head, TAIL].concat());
    }

    #[test]
    fn a_short_id_is_padded_and_what_could_forge_a_field_is_a_question_mark() {
        let odd =
            Draft { id: b"1", user: b"a] [b\n", line: b"\xc3\xb6", pid: -5, ..login() };
        let head = "[7] [-0005] [1   ] [a? ?b?  ] [??          ] ";
        assert_eq!(line(&odd), [head, TAIL].concat());
    }

    proptest! {
        /// The way it was written before there was a faster one.
        #[test]
        fn any_record_is_eight_fields_with_nothing_that_could_forge_another(
            records in prop::collection::vec(prop::collection::vec(any::<u8>(), 384), 1..6),
            blanks in prop::collection::vec((0_usize..384, 0_usize..384), 0..8),
            version in prop_oneof![Just(Version::V2_38), Just(Version::V2_40)],
        ) {
            let mut lines = Lines::new(version);
            for mut bytes in records {
                for &(from, to) in &blanks {
                    bytes.get_mut(from..to).unwrap_or_default().fill(0);
                }
                let record = native().record(&bytes).unwrap();
                let mut line = Vec::new();
                lines.push(&mut line, &record);
                prop_assert_eq!(String::from_utf8(line).unwrap(), plainly(&record, version));
            }
        }
    }

    fn plainly(record: &Record<'_>, version: Version) -> String {
        let text = |text: Text<'_>, most: usize| {
            let value = text.value();
            let shown = value.iter().take(most).map(|&byte| match byte {
                b'[' | b']' => '?',
                b' '..=b'~' => char::from(byte),
                _ => '?',
            });
            shown.collect::<String>()
        };
        let raw = <[u8; 16]>::try_from(record.address_raw().unwrap()).unwrap();
        let address = match raw {
            [a, b, c, d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] => format!("{a}.{b}.{c}.{d}"),
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d] if (a, b) != (0, 0) => {
                format!("::{a}.{b}.{c}.{d}")
            }
            _ => core::net::Ipv6Addr::from(raw).to_string(),
        };
        let usec = match record.time().usec().unwrap() {
            1_000_000.. if version == Version::V2_40 => 0,
            usec => usec,
        };
        let time = Timestamp::new(record.time().seconds(Seconds32::Signed), 0).unwrap();
        let time = time.to_string();
        format!(
            "[{}] [{:05}] [{:<4}] [{:<8}] [{:<12}] [{:<20}] [{:<15}] [{},{:06}+00:00]\n",
            type_number(record),
            record.pid().unwrap(),
            text(record.id().unwrap(), 4),
            text(record.user(), 32),
            text(record.line(), 32),
            text(record.host().unwrap(), 256),
            address,
            time.strip_suffix(".000000Z").unwrap(),
            usec,
        )
    }

    #[test]
    fn microseconds_beyond_a_second_are_zero_from_2_40_on() {
        let bytes = native().encode(&Draft { usec: 2_000_000, ..login() });
        for (version, shown) in
            [(Version::V2_38, ",2000000+"), (Version::V2_40, ",000000+")]
        {
            let mut line = Vec::new();
            assert!(Lines::new(version).push_bytes(&mut line, native(), &bytes));
            assert!(String::from_utf8(line).unwrap().contains(shown), "{version:?}");
        }
    }

    #[test]
    fn types_of_other_systems_get_the_numbers_of_linux() {
        let mut all = layout::LAYOUTS.iter().copied();
        let freebsd = all.find(|one| one.spec().convention.name == "freebsd").unwrap();
        assert!(line_in(freebsd, &Draft { type_raw: 4, ..login() }).starts_with("[7] "));
        assert!(line_in(freebsd, &Draft { type_raw: 8, ..login() }).starts_with("[1] "));
        let netbsd = layout::LAYOUTS.iter().copied();
        let netbsd = netbsd.filter(|one| one.spec().convention.name == "netbsd");
        for layout in netbsd {
            assert!(line_in(layout, &Draft { type_raw: 3, ..login() }).starts_with("[4] "));
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let remote = Remote::Ip("2001:db8::1".parse().unwrap());
        for draft in [
            login(),
            Draft { remote, type_raw: -3, pid: -1, usec: -1, seconds: -1, ..login() },
            Draft { remote: Remote::Ip("192.0.2.1".parse().unwrap()), ..login() },
        ] {
            let line = line(&draft);
            let parsed = parse(line.as_bytes()).unwrap();
            assert_eq!(native().encode(&parsed.draft()), native().encode(&draft));
        }
    }
}
