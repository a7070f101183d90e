//! Every sample of the corpus: what was written is what is read, field by field.
//!
//! With `LOGINREC_BLESS=1` the samples that code makes are rewritten instead of compared.

mod support;

use loginrec::detect::{self, Sample as Bytes};
use loginrec::layout::{Framing, LAYOUTS};
use loginrec::{Address, LogFile, Piece, Run};
use std::fs;
use std::net::IpAddr;
use std::ops::ControlFlow;
use support::corpus::{self, Made, Sample, samples, samples_of};
use support::{assert_holds, assert_tiles, entries_of, utmpdump};

#[test]
fn every_layout_has_a_sample_that_says_where_it_comes_from() {
    let mut missing = Vec::new();
    for layout in LAYOUTS {
        let samples = samples_of(layout);
        if samples.is_empty() {
            missing.push(format!("corpus/{}: no sample (LOGINREC_BLESS=1)", layout.id()));
        }
        for sample in samples {
            for key in ["origin", "written_by", "made_by", "licence"] {
                if sample.facts.get(key).is_none_or(String::is_empty) {
                    missing.push(format!("{}.toml: no `{key}`", sample.label()));
                }
            }
            if sample.bytes.is_empty() {
                missing.push(format!("{}: no bytes", sample.label()));
            }
            if sample.truth().is_none() && !sample.beside(".utmpdump.txt").exists() {
                missing.push(format!("{}: no truth", sample.label()));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn the_outline_of_a_record_is_that_of_all_of_it_in_every_layout() {
    for sample in samples() {
        // More of them than outlines are made at a time.
        for bytes in [sample.bytes.repeat(40), sample.bytes.clone()] {
            for run in LogFile::new(&bytes, sample.layout).runs() {
                let Run::Entries(entries) = run else { continue };
                let mut backward =
                    entries.clone().rev().filter(|one| one.record().is_some());
                let flow = entries.rev_outlines(|entry, outline| {
                    assert_eq!(Some(*entry), backward.next(), "{}", sample.label());
                    let record = entry.record().unwrap();
                    assert_eq!(*outline, record.outline(), "{}", sample.label());
                    let [line, user] =
                        [entry.line(), entry.user()].map(Option::unwrap_or_default);
                    assert_eq!((line, user), (record.line(), record.user()));
                    assert_eq!(entry.host(), record.host());
                    ControlFlow::<()>::Continue(())
                });
                assert!(flow.is_continue() && backward.next().is_none());
            }
        }
    }
}

#[test]
fn every_file_of_the_corpus_belongs_to_a_sample_of_a_layout() {
    for folder in fs::read_dir(corpus::root()).unwrap() {
        let folder = folder.unwrap();
        let id = folder.file_name().into_string().unwrap();
        let layout = LAYOUTS.iter().find(|layout| layout.id() == id);
        let names: Vec<String> = layout
            .map(|layout| samples_of(layout).into_iter().map(|sample| sample.name))
            .unwrap_or_else(|| panic!("corpus/{id} is the folder of no layout"))
            .collect();
        for file in fs::read_dir(folder.path()).unwrap() {
            let file = file.unwrap().file_name().into_string().unwrap();
            let is_of = |name: &String| {
                let rest = file.strip_prefix(name.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            assert!(names.iter().any(is_of), "corpus/{id}/{file} is astray");
        }
    }
}

#[test]
fn samples_made_by_code_are_what_the_code_makes() {
    for layout in LAYOUTS {
        let samples = samples_of(layout);
        if samples.iter().any(|sample| !sample.is_made_by_code()) {
            continue;
        }
        let Made { name, bytes, toml } = corpus::made_by_code(layout);
        let folder = corpus::root().join(layout.id());
        let is_there = |sample: Sample| sample.bytes == bytes;
        if corpus::blessing() && !samples_of(layout).pop().is_some_and(is_there) {
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(&name), &bytes).unwrap();
            fs::write(folder.join(format!("{name}.toml")), &toml).unwrap();
        }
        let sample = samples_of(layout).pop().unwrap_or_else(|| {
            panic!("corpus/{} is missing; LOGINREC_BLESS=1 makes it", layout.id())
        });
        assert!(sample.bytes == bytes, "{}: LOGINREC_BLESS=1 rewrites it", sample.label());
        let committed = fs::read_to_string(sample.beside(".toml")).unwrap();
        assert_eq!(committed, toml, "{}: LOGINREC_BLESS=1 rewrites it", sample.label());
    }
}

#[test]
fn every_field_of_every_record_is_what_was_written() {
    for sample in samples() {
        let Some(truth) = sample.truth() else { continue };
        let file = LogFile::new(&sample.bytes, sample.layout);
        let entries = entries_of(sample.layout, &sample.bytes);
        assert_eq!(entries.len(), truth.records.len(), "{}", sample.label());
        assert_eq!(file.residue().count(), 0, "{}", sample.label());
        for (entry, record) in entries.iter().zip(&truth.records) {
            let place = format!("{} ({})", sample.label(), record.note);
            assert_eq!(entry.index(), record.index, "{place}");
            assert_holds(entry, &record.values, &place);
            assert!(entry.padding().all(|(_, bytes)| bytes.iter().all(|&byte| byte == 0)));
        }
    }
}

#[test]
fn every_record_means_what_its_writer_meant() {
    for sample in samples() {
        let Some(truth) = sample.truth() else { continue };
        let records = LogFile::new(&sample.bytes, sample.layout).records();
        for (record, truth) in records.zip(&truth.records) {
            assert_eq!(record.kind(), truth.values.kind, "{}: {record:?}", sample.label());
        }
    }
}

#[test]
fn seconds_are_what_the_writer_saw_in_its_own_structure() {
    use loginrec::Seconds32::Signed;
    for sample in samples().filter(|sample| !sample.is_made_by_code()) {
        let Some(truth) = sample.truth() else { continue };
        let file = LogFile::new(&sample.bytes, sample.layout);
        let times = file
            .records()
            .map(|record| record.time())
            .chain(file.last_logins().map(|login| login.time()));
        let seconds: Vec<i64> = times.map(|time| time.seconds(Signed)).collect();
        let stored: Vec<i64> =
            truth.records.iter().map(|record| record.stored_seconds).collect();
        assert_eq!(seconds, stored, "{}", sample.label());
    }
}

#[test]
fn samples_without_a_truth_of_their_own_read_as_utmpdump_printed_them() {
    let mut compared = 0;
    for sample in samples().filter(|sample| sample.beside(".utmpdump.txt").exists()) {
        let printed = fs::read_to_string(sample.beside(".utmpdump.txt")).unwrap();
        let file = LogFile::new(&sample.bytes, sample.layout);
        let lines: Vec<String> =
            file.records().map(|record| utmpdump::line(&record)).collect();
        assert_eq!(lines, printed.lines().collect::<Vec<_>>(), "{}", sample.label());
        compared += lines.len();
    }
    assert_eq!(compared, 47, "records that utmpdump printed");
}

#[test]
fn addresses_are_of_the_family_that_was_written() {
    for sample in samples() {
        let Some(truth) = sample.truth() else { continue };
        let records = LogFile::new(&sample.bytes, sample.layout).records();
        for (record, truth) in records.zip(&truth.records) {
            let place = format!("{} ({})", sample.label(), truth.note);
            let Some(address) = record.address() else { continue };
            let written = truth.address;
            assert_eq!(address.ip(), written, "{place}");
            let expected = match written {
                None => Address::None,
                Some(IpAddr::V4(v4)) => Address::V4(v4),
                Some(IpAddr::V6(v6)) => {
                    v6.to_ipv4_mapped().map_or(Address::V6(v6), Address::Mapped)
                }
            };
            assert_eq!(address, expected, "{place}");
        }
    }
}

#[test]
fn the_field_tables_agree_with_the_compilers_that_built_the_writers() {
    for sample in samples().filter(|sample| !sample.is_made_by_code()) {
        let Some(truth) = sample.truth() else { continue };
        let (layout, label) = (sample.layout, sample.label());
        assert_eq!(layout.size(), truth.written, "{label}");
        assert!(truth.written <= truth.size, "{label}");
        let place = |name: &str| {
            layout
                .fields()
                .find(|field| field.name == name)
                .map(|field| (field.offset, field.size))
        };
        for (name, &(offset, size)) in &truth.fields {
            match name.as_str() {
                "ut_exit" => {
                    assert_eq!(
                        place("ut_exit.e_termination"),
                        Some((offset, 2)),
                        "{label}"
                    );
                    assert_eq!(place("ut_exit.e_exit"), Some((offset + 2, 2)), "{label}");
                    assert_eq!(size, 4, "{label}");
                }
                "ut_tv" => {
                    let start = place("ut_tv.tv_sec").map(|(offset, _)| offset);
                    assert_eq!(start, Some(offset), "{label}");
                    let inside = layout
                        .fields()
                        .filter(|field| (offset..offset + size).contains(&field.offset));
                    assert_eq!(
                        inside.map(|field| field.size).sum::<usize>(),
                        size,
                        "{label}"
                    );
                }
                name => assert_eq!(place(name), Some((offset, size)), "{label} {name}"),
            }
        }
    }
}

#[test]
fn every_sample_tiles_and_only_tables_have_vacant_space() {
    for sample in samples() {
        let file = LogFile::new(&sample.bytes, sample.layout);
        assert_tiles(&file);
        let vacant = file.pieces().any(|piece| matches!(piece, Piece::Vacant(_)));
        match sample.layout.framing() {
            Framing::Table => assert!(vacant, "{}", sample.label()),
            Framing::Sequence | Framing::Prefixed => assert!(!vacant, "{}", sample.label()),
            // Pages that no key has hashed to were never written.
            _ => {}
        }
    }
}

#[test]
fn detection_ranks_a_samples_own_layout_first_or_calls_it_a_tie() {
    let wrong: Vec<String> = samples()
        .filter_map(|sample| misjudged(&sample, Bytes::of_bytes(&sample.bytes)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn with_its_name_a_sample_is_read_as_what_it_is() {
    let mut wrong = Vec::new();
    for sample in samples() {
        let name = sample.name.trim_start_matches("daemons-");
        let bytes = Bytes::of_bytes(&sample.bytes).named(name);
        let ranking = detect::rank(&bytes);
        let is_right = ranking.layout() == Some(sample.layout);
        wrong.extend(misjudged(&sample, bytes).filter(|_| !is_right).or_else(|| {
            let is_told = !is_right && ranking.readings_differ();
            is_told.then(|| format!("{}: read as {:?}", sample.label(), ranking.layout()))
        }));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong if the layout of the sample is neither the first nor said to be one that
/// cannot be told from the first.
fn misjudged(sample: &Sample, bytes: Bytes<'_>) -> Option<String> {
    let ranking = detect::rank(&bytes);
    let Some(best) = ranking.layout() else {
        return Some(format!("{}: not recognised", sample.label()));
    };
    let rivals: Vec<_> = ranking.rivals().iter().map(|rival| rival.layout()).collect();
    let is_named = best == sample.layout || rivals.contains(&sample.layout);
    (!is_named).then(|| format!("{}: {best:?}, rivals {rivals:?}", sample.label()))
}

#[test]
fn a_sample_that_is_recognised_reads_as_if_its_layout_had_been_asked_for() {
    for sample in samples() {
        let Ok(detected) = LogFile::detect(&sample.bytes) else { continue };
        let forced = LogFile::new(&sample.bytes, detected.layout());
        assert!(detected.pieces().eq(forced.pieces()), "{}", sample.label());
    }
}
