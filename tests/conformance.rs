//! What every layout of the list owes to those who walk over it.

mod support;

use loginrec::Kind;
use loginrec::layout::{
    self, Content, Draft, Field, Framing, Index, LAYOUTS, Layout, Order, Remote, Role,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use support::corpus::samples_of;
use support::generate::{Story, login, one_of_each, signature, story};
use support::{Values, assert_file, assert_of_all, expect, file_of, kept, padded};

fn all() -> impl Iterator<Item = &'static Layout> {
    LAYOUTS.iter().copied()
}

fn has(layout: &Layout, role: Role) -> bool {
    layout.field(role).is_some()
}

// --- Names and facts ----------------------------------------------------------------------

#[test]
fn ids_are_unique_and_find_their_layouts() {
    let ids: BTreeSet<&str> = all().map(Layout::id).collect();
    assert_eq!(ids.len(), LAYOUTS.len());
    assert_of_all(all(), |layout| {
        let found = layout::find(layout.id());
        expect(found.is_some_and(|found| std::ptr::eq(found, layout)), || {
            format!("the id finds {found:?}")
        })
    });
    assert_eq!(layout::find("linux-utmp-384"), None, "an id is whole");
}

#[test]
fn ids_say_the_family_the_size_and_the_byte_order() {
    assert_of_all(all(), |layout| {
        let id = layout.id();
        let is_plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        expect(id.bytes().all(is_plain), || {
            "other characters than a-z, 0-9, -".to_owned()
        })?;
        let words: Vec<&str> = id.split('-').collect();
        expect(words.last() == Some(&layout.order().suffix()), || {
            format!("the order is {:?}", layout.order())
        })?;
        // Where the length of entries varies, that of the structure would mislead.
        let has_size = words.contains(&layout.size().to_string().as_str());
        expect(has_size == (layout.framing() != Framing::Prefixed), || {
            format!("the size is {}", layout.size())
        })
    });
}

/// Layouts of which no system keeps files, and why they are in the list.
const WITHOUT_FILES: &[(&str, &str)] =
    &[("bionic32-utmp-96-le", "the functions of bionic do nothing; programs may write it")];

#[test]
fn every_layout_says_who_writes_it_where_and_how_that_is_known() {
    assert_of_all(all(), |layout| {
        let spec = layout.spec();
        expect(!spec.title.is_empty(), || "no title".to_owned())?;
        expect(!spec.written_by.is_empty(), || "nobody writes it".to_owned())?;
        expect(!spec.sources.is_empty(), || "no source".to_owned())?;
        expect(!spec.verified.is_empty(), || {
            "nothing is said of how well it is known".to_owned()
        })?;
        let lines = [spec.written_by, spec.sources, &[spec.title, spec.note][..]].concat();
        for line in lines {
            let is_clean = line.trim() == line
                && !line.contains("  ")
                && !line.chars().any(char::is_control);
            expect(is_clean, || format!("{line:?} is not one clean line"))?;
        }
        let is_excused = WITHOUT_FILES.iter().any(|(id, _)| *id == layout.id());
        expect(spec.paths.is_empty() == is_excused, || format!("paths: {:?}", spec.paths))?;
        for path in spec.paths {
            expect(path.starts_with('/') && !path.ends_with('/'), || {
                format!("{path:?} is no path of a file")
            })?;
        }
        Ok(())
    });
}

// --- Fields -------------------------------------------------------------------------------

#[test]
fn fields_follow_each_other_from_the_first_byte_to_the_last() {
    assert_of_all(all(), |layout| {
        let mut end = 0;
        let mut names = BTreeSet::new();
        for field in layout.fields() {
            expect(field.offset == end, || {
                format!("{} stands at {}, not at {end}", field.name, field.offset)
            })?;
            expect(field.size > 0, || format!("{} has no bytes", field.name))?;
            end += field.size;
            let is_named = field.name != "(padding)" && !field.name.is_empty();
            expect(
                is_named != (field.role == Role::Padding) || has_odd_name(field),
                || format!("{:?} is called {}", field.role, field.name),
            )?;
            expect(!is_named || names.insert(field.name), || {
                format!("two fields are called {}", field.name)
            })?;
            expect(
                !field.role.is_integer() || matches!(field.size, 1 | 2 | 4 | 8),
                || format!("{} is an integer of {} bytes", field.name, field.size),
            )?;
            expect(
                !(field.size == 8
                    && layout.order() == Order::Pdp
                    && field.role.is_integer()),
                || format!("{} is too wide for a PDP-11", field.name),
            )?;
        }
        expect(end == layout.size(), || format!("the fields end at {end}"))
    });
}

/// The version of the oldest accounting is padding to the compiler.
fn has_odd_name(field: &Field) -> bool {
    field.role == Role::Version
}

#[test]
fn only_padding_and_reserved_space_may_stand_in_several_places() {
    assert_of_all(all(), |layout| {
        let mut roles: BTreeMap<String, u32> = BTreeMap::new();
        for field in layout.fields() {
            if !matches!(field.role, Role::Padding | Role::Reserved) {
                *roles.entry(format!("{:?}", field.role)).or_default() += 1;
            }
        }
        roles.retain(|_, count| *count > 1);
        expect(roles.is_empty(), || format!("{roles:?}"))
    });
}

#[test]
fn entries_have_the_fields_without_which_they_would_say_nothing() {
    assert_of_all(all(), |layout| {
        let wanted: &[Role] = match layout.content() {
            Content::Records => &[Role::Line, Role::User],
            Content::LastLogins => &[Role::Line],
            Content::Failures => &[Role::Line, Role::Count],
            Content::Attempts => &[Role::Origin, Role::Status],
            Content::Processes => &[Role::Command, Role::Uid, Role::Gid, Role::ExitCode],
            other => panic!("what are {other:?}?"),
        };
        for role in wanted {
            expect(has(layout, *role), || format!("no {role:?}"))?;
        }
        expect(has(layout, Role::Seconds) != has(layout, Role::Instant), || {
            "not one time".to_owned()
        })?;
        expect(has(layout, Role::Seconds) || !has(layout, Role::Microseconds), || {
            "microseconds of no second".to_owned()
        })?;
        expect(!(has(layout, Role::Address) && has(layout, Role::Socket)), || {
            "two addresses".to_owned()
        })?;
        expect(has(layout, Role::Exit) == has(layout, Role::Termination), || {
            "half an exit status".to_owned()
        })
    });
}

#[test]
fn content_framing_and_index_go_together() {
    assert_of_all(all(), |layout| {
        let by_user = matches!(layout.content(), Content::LastLogins | Content::Failures);
        let framed = matches!(layout.framing(), Framing::Table | Framing::Hash);
        let indexed = layout.index() == Index::Uid;
        expect(by_user == framed && framed == indexed, || {
            format!("{:?} {:?} {:?}", layout.content(), layout.framing(), layout.index())
        })
    });
}

// --- Conventions --------------------------------------------------------------------------

#[test]
fn a_convention_has_types_where_there_is_a_type_to_hold_them() {
    assert_of_all(all(), |layout| {
        let convention = layout.spec().convention;
        expect(has(layout, Role::Type) != convention.kinds.is_empty(), || {
            format!("the types are those of {}", convention.name)
        })?;
        for kind in convention.kinds.iter().filter(|kind| **kind != Kind::Unknown) {
            let number = convention.number(*kind).map(i64::from);
            let back = number.map(|number| convention.kind(number));
            expect(back == Some(*kind), || {
                format!("{kind:?} is {number:?}, that is {back:?}")
            })?;
            let field = layout.field(Role::Type).unwrap();
            expect(number.is_some_and(|number| kept(number, &field) == number), || {
                format!("{kind:?} has no room")
            })?;
        }
        Ok(())
    });
}

#[test]
fn signatures_and_versions_have_a_place() {
    assert_of_all(all(), |layout| {
        let spec = layout.spec();
        let number = spec.convention.number(Kind::Signature);
        expect(spec.signatures.is_empty() || number.is_some(), || {
            "a signature without a type".to_owned()
        })?;
        for signature in spec.signatures {
            let size = layout.field(Role::User).map_or(0, |user| user.size);
            expect(!signature.is_empty() && signature.len() < size, || {
                format!("{signature:?} has no room for its NUL")
            })?;
        }
        expect(spec.version.is_some() == has(layout, Role::Version), || {
            format!("the version is {:?}", spec.version)
        })
    });
}

#[test]
fn kinship_is_mutual_and_between_records() {
    for layout in all() {
        for other in all() {
            assert_eq!(layout.is_kin(other), other.is_kin(layout), "{layout:?} {other:?}");
            if layout.is_kin(other) {
                assert_eq!(layout.content(), other.content(), "{layout:?} {other:?}");
                assert_eq!(layout.order(), other.order(), "{layout:?} {other:?}");
            }
        }
    }
    // One in another byte order shows the name too, even if it has no kin in its own.
    for system in all().flat_map(|layout| layout.spec().kin) {
        let stem = |layout: &Layout| layout.id().rsplit_once('-').unwrap().0.to_owned();
        let kin = all().filter(|layout| layout.spec().kin.contains(system));
        let kin: BTreeSet<String> = kin.map(stem).collect();
        assert!(kin.len() > 1, "{system} is the name of nothing but {kin:?}");
    }
}

// --- Reading and writing ------------------------------------------------------------------

/// The bytes of a whole record, without what frames it.
fn record_of(layout: &Layout, draft: &Draft<'_>) -> Vec<u8> {
    let entry = layout.encode(draft);
    let mut record = layout.body(&entry).to_vec();
    record.resize(layout.size(), 0);
    record
}

/// A value that is another in every byte and fits into no field of four.
const NUMBER: i64 = 0x1122_3344_5566_7788;

#[test]
fn what_is_written_into_a_field_changes_that_field_alone() {
    let text = [b'x'; 300];
    assert_of_all(all(), |layout| {
        let empty = record_of(layout, &Draft::default());
        let mut before = 0;
        for field in layout.fields() {
            let more = [(field.role, NUMBER)];
            // Reserved fields are written one after the other.
            let reserved = [vec![0; before], vec![0xee; field.size]].concat();
            let draft = match field.role {
                Role::Padding => continue,
                Role::Line | Role::Origin | Role::Command => {
                    Draft { line: &text, ..Draft::default() }
                }
                Role::Id => Draft { id: &text, ..Draft::default() },
                Role::User => Draft { user: &text, ..Draft::default() },
                Role::Host => Draft { host: &text, ..Draft::default() },
                Role::Address | Role::Socket => {
                    Draft { remote: Remote::Raw(&text), ..Draft::default() }
                }
                Role::Reserved => {
                    before += field.size;
                    Draft { reserved: &reserved, ..Draft::default() }
                }
                _ => Draft { more: &more, ..Draft::default() },
            };
            let record = record_of(layout, &draft);
            let end = field.offset + field.size;
            let is_elsewhere = record[..field.offset] != empty[..field.offset]
                || record[end..] != empty[end..];
            expect(!is_elsewhere, || format!("{} is written elsewhere too", field.name))?;
            let is_right = match field.role {
                Role::Reserved => field.of(&record).iter().all(|byte| *byte == 0xee),
                role if role.is_integer() => {
                    field.integer(&record, layout.order()) == Some(kept(NUMBER, field))
                }
                _ => field.of(&record) == padded(&text, field.size),
            };
            expect(is_right, || format!("{} holds {:x?}", field.name, field.of(&record)))?;
        }
        Ok(())
    });
}

#[test]
fn every_field_comes_back_from_a_file() {
    let full = Values {
        termination: 15,
        exit: 3,
        session: 0x0102_0304,
        reserved: (1..=100).collect(),
        ..login()
    };
    for layout in all() {
        let records = [login(), full.clone(), login()];
        let bytes = file_of(layout, &records);
        assert_file(layout, &bytes, &records, "all fields");
    }
}

#[test]
fn stories_of_every_system_are_read_as_they_were_told() {
    for layout in all() {
        for (seed, kind) in (1..).zip(Story::ALL) {
            let records = story(layout, kind, seed, 60);
            assert_file(layout, &file_of(layout, &records), &records, "a story");
            assert_kinds(layout, &records);
        }
        assert_kinds(layout, &one_of_each(layout, 7));
    }
}

/// Panics unless every record is read as what was meant.
fn assert_kinds(layout: &'static Layout, records: &[Values]) {
    let bytes = file_of(layout, records);
    let file = loginrec::LogFile::new(&bytes, layout);
    for (record, values) in file.records().zip(records) {
        assert_eq!(record.kind(), values.kind, "{}: {record:?}", layout.id());
    }
}

#[test]
fn files_that_the_library_of_a_system_begins_start_with_its_signature() {
    let mut signed = 0;
    for layout in all() {
        let records = one_of_each(layout, 1);
        let is_signed = signature(layout).is_some_and(|signature| records[0] == signature);
        assert_eq!(is_signed, !layout.spec().signatures.is_empty(), "{}", layout.id());
        signed += u32::from(is_signed);
    }
    assert!(signed > 10, "only {signed} layouts have signatures");
}

// --- The corpus ---------------------------------------------------------------------------

#[test]
fn every_layout_has_a_sample_with_golden_lines() {
    assert_of_all(all(), |layout| {
        let samples = samples_of(layout);
        expect(!samples.is_empty(), || {
            "no sample (LOGINREC_BLESS=1 makes one)".to_owned()
        })?;
        for sample in samples {
            let golden = fs::read_to_string(sample.beside(".jsonl")).unwrap_or_default();
            let entries = loginrec::LogFile::new(&sample.bytes, layout).entries().count();
            let lines = golden.lines().count();
            expect(lines == entries && entries > 0, || {
                format!("{}: {lines} lines for {entries} entries", sample.name)
            })?;
        }
        Ok(())
    });
}
