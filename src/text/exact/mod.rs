//! A form that carries every byte of a file of any layout, and can be edited.
//!
//! ```text
//! loginrec-exact 1 linux-utmp-384-le
//! [7] [04711] [ts/0] [alice   ] [pts/0       ] [gw                  ] [192.0.2.10     ] [2023-11-14T22:13:20,123456+00:00] ut_session=4711
//! zeros 384
//! residue torn-tail 0700,00*14
//! end 784
//! ```
//!
//! A line an entry: first the fields of `utmpdump`, as far as the layout has them, then the
//! other numbers that are not 0, by their names in C. The fields are what counts: read again,
//! they are encoded in the layout. Only what that does not give, such as padding that is not
//! zero, stands behind them as bytes in hexadecimal with their place in the entry. What is no
//! entry has lines of its own. `docs/utmpdump.md` has the grammar.

mod bytes;
mod fields;
mod reader;
mod spelling;
mod writer;

pub use reader::Reader;
pub use writer::Writer;

/// The first word of a text, and the version of the form.
const HEAD: &str = "loginrec-exact";
const VERSION: &str = "1";

/// An entry is no longer than this: a length of 16 bits, and what it counts.
const LONGEST: usize = 2 + 0xffff;

/// Whether a text that begins with this line is of this form.
#[must_use]
pub fn is_head(line: &[u8]) -> bool {
    line.strip_prefix(HEAD.as_bytes()).is_some_and(|rest| rest.starts_with(b" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::LogFile;
    use crate::layout::{self, Draft, LAYOUTS, Layout};
    use crate::text::Malformed;
    use alloc::string::{String, ToString};
    use alloc::vec;
    use alloc::vec::Vec;

    fn native() -> &'static Layout {
        layout::find("linux-utmp-384-le").unwrap()
    }

    fn written(layout: &'static Layout, bytes: &[u8]) -> String {
        let mut text = Vec::new();
        let mut writer = Writer::begin(layout, &mut text);
        LogFile::new(bytes, layout).pieces().for_each(|one| writer.piece(&one, &mut text));
        writer.end(&mut text);
        String::from_utf8(text).unwrap()
    }

    fn read(text: &str) -> (Vec<u8>, Vec<Malformed>) {
        let (mut bytes, mut wrong) = (Vec::new(), Vec::new());
        let mut reader = Reader::new();
        for line in text.lines() {
            match reader.line(line.as_bytes(), &mut bytes) {
                Ok(zeros) => bytes.resize(bytes.len() + usize::try_from(zeros).unwrap(), 0),
                Err(error) => wrong.push(error),
            }
        }
        wrong.extend(reader.end().err());
        (bytes, wrong)
    }

    fn login() -> Draft<'static> {
        Draft {
            type_raw: 7,
            pid: 4711,
            line: b"pts/0",
            id: b"ts/0",
            user: b"alice\0old ",
            host: b"a[b]\\ \xff",
            session: 4711,
            seconds: 1_700_000_000,
            usec: 123_456,
            reserved: b"\x01",
            ..Draft::default()
        }
    }

    #[test]
    fn an_entry_is_its_fields_and_what_they_do_not_say() {
        let text = written(native(), &native().encode(&login()));
        let line = text.lines().nth(2).unwrap();
        assert_eq!(
            line,
            "[7] [04711] [ts/0] [alice\\x00old\\x20] [pts/0       ] [a\\x5bb\\x5d\\x5c \\xff ] \
             [0.0.0.0        ] [2023-11-14T22:13:20,123456+00:00] ut_session=4711 @364=01"
        );
        assert!(text.ends_with("\nend 384\n"));
    }

    #[test]
    fn an_edited_field_changes_the_bytes() {
        let text = written(native(), &native().encode(&login()));
        let (bytes, wrong) = read(&text.replace("[pts/0       ]", "[tty1]"));
        let edited = native().encode(&Draft { line: b"tty1", ..login() });
        assert_eq!((bytes, wrong), (edited, vec![]));
    }

    #[test]
    fn a_line_that_cannot_be_read_says_why_and_the_others_are_read() {
        let entry = native().encode(&login());
        let good = written(native(), &entry);
        for (from, to, why) in [
            ("[7]", "[7", "field 1 has no brackets"),
            ("[7]", "[x]", "field 1 (ut_type) is no number"),
            ("[7]", "[70000]", "field 1 (ut_type) is 70000, which 16 bits cannot hold"),
            ("[ts/0]", "[ts/00]", "field 3 (ut_id) has 5 bytes"),
            ("\\x00", "\\y00", "field 4 (ut_user) has a backslash"),
            ("0.0.0.0", "1.2.3", "field 7 (ut_addr_v6) is no address"),
            ("2023-11-14T", "2023-11-31T", "field 8 (ut_tv.tv_sec) is no time"),
            ("ut_session", "ut_sess", "`ut_sess=4711` is no field"),
            ("@364", "ut_session=5 @364", "`ut_session=5` is there a second time"),
            ("@364", "@384", "bytes stand behind the end"),
            ("@364", "length=99999999 @364", "is no length"),
            ("=01", "=0", "no pairs of hexadecimal digits"),
        ] {
            let bad = good.lines().nth(2).unwrap().replacen(from, to, 1);
            let text = good.replace("end 384", &[&bad, "end 384"].join("\n"));
            let (bytes, wrong) = read(&text);
            assert_eq!(bytes, entry, "{to}");
            let [wrong] = &wrong[..] else { panic!("{to}: {wrong:?}") };
            let told = wrong.to_string();
            assert!(told.contains(why), "{told}");
        }
    }

    #[test]
    fn a_text_that_was_cut_or_lost_a_line_says_so() {
        let text = written(native(), &native().encode(&login()));
        let told = |text: &str| alloc::format!("{:?}", read(text).1);
        assert!(told(&text.replace("end 384", "")).contains("was cut"));
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('[')).collect();
        assert!(told(&lines.join("\n")).contains("had 384 bytes"));
        assert!(told("zeros 5").contains("outside of a text"));
        assert!(told("loginrec-exact 2 linux-utmp-384-le").contains("version 2"));
        assert!(told("loginrec-exact 1 nothing").contains("no layout nothing"));
    }

    #[test]
    fn no_field_has_a_name_that_means_something_else() {
        for layout in LAYOUTS {
            let plan = fields::Plan::of(layout);
            assert!(plan.others.iter().all(|field| field.name != "length"));
        }
    }

    #[test]
    fn zeros_and_noise_come_back_in_every_layout() {
        for layout in LAYOUTS {
            for bytes in [&[][..], &[0; 3000], &[0xff; 3000], &b"noise ".repeat(400)] {
                let (again, wrong) = read(&written(layout, bytes));
                assert!(again == bytes && wrong.is_empty(), "{} {wrong:?}", layout.id());
            }
        }
    }
}
