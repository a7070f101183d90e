//! Every sample of the corpus: what was written is what is read, field by field.
//!
//! With `LOGINREC_BLESS=1` the samples that code makes are rewritten instead of compared.

mod support;

use loginrec::detect::{self, Sample as Bytes};
use loginrec::layout::{Index, LAYOUTS};
use loginrec::{Address, LogFile, Piece};
use std::fs;
use std::net::IpAddr;
use support::corpus::{self, Sample, samples, samples_of};
use support::{assert_holds, assert_tiles, utmpdump};

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
            let owner = file.split('.').next().unwrap_or_default();
            assert!(names.iter().any(|name| name == owner), "corpus/{id}/{file} is astray");
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
        let (bytes, name) = corpus::made_by_code(layout);
        let folder = corpus::root().join(layout.id());
        let model = match layout.index() {
            Index::Uid => "linux-lastlog-292-le",
            _ => "linux-utmp-384-le",
        };
        let toml = format!(
            "origin = \"the records of {model}/{name} in this layout\"\n\
             written_by = \"the encoder of this library, for want of a system to run\"\n\
             made_by = \"code\"\n\
             repeats = \"{model}/{name}\"\n\
             licence = \"MIT OR Apache-2.0\"\n"
        );
        let is_there = |sample: Sample| sample.bytes == bytes;
        if corpus::blessing() && !samples_of(layout).pop().is_some_and(is_there) {
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(name), &bytes).unwrap();
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
        let entries: Vec<_> = file.entries().collect();
        assert_eq!(entries.len(), truth.records.len(), "{}", sample.label());
        assert_eq!(file.residue().count(), 0, "{}", sample.label());
        for (number, (entry, record)) in entries.iter().zip(&truth.records).enumerate() {
            let place = format!("{} record {number} ({})", sample.label(), record.note);
            assert_holds(entry, &record.values, &place);
            let index = match sample.layout.index() {
                Index::Uid => record.uid,
                _ => number as u64,
            };
            assert_eq!(entry.index(), index, "{place}");
            assert!(entry.padding().all(|(_, bytes)| bytes.iter().all(|&byte| byte == 0)));
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
            let written = truth.address.as_ref().map(|text| text.parse().unwrap());
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
fn every_sample_tiles_and_its_zeros_are_vacant_in_a_lastlog_only() {
    for sample in samples() {
        let file = LogFile::new(&sample.bytes, sample.layout);
        assert_tiles(&file);
        let vacant = file.pieces().any(|piece| matches!(piece, Piece::Vacant(_)));
        assert_eq!(vacant, sample.layout.index() == Index::Uid, "{}", sample.label());
    }
}

#[test]
fn detection_ranks_a_samples_own_layout_first_or_calls_it_a_tie() {
    for sample in samples() {
        for named in [false, true] {
            assert_detected(&sample, named);
        }
    }
}

fn assert_detected(sample: &Sample, named: bool) {
    let label = sample.label();
    let mut bytes = Bytes::of_bytes(&sample.bytes);
    if named {
        bytes = bytes.named(sample.name.trim_start_matches("daemons-"));
    }
    let ranking = detect::rank(&bytes);
    let best = ranking.layout().unwrap_or_else(|| panic!("{label}: not recognised"));
    if best == sample.layout {
        return;
    }
    let rivals: Vec<_> = ranking.rivals().iter().map(|rival| rival.layout()).collect();
    assert!(rivals.contains(&sample.layout), "{label}: {best:?}, rivals {rivals:?}");
    assert!(!ranking.readings_differ(), "{label}: {best:?} reads otherwise");
}
