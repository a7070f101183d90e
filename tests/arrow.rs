//! Batches of Arrow tell what JSON lines tell, and borrow it from the file.

mod batches;
mod support;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_buffer::Buffer;
use batches::{assert_alike, of_batches};
use bytes::Bytes;
use loginrec::arrow::{Batch, Batches, damage_schema, schema};
use loginrec::layout::{LAYOUTS, Layout};
use loginrec::{LogFile, layout, output, source};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::sync::Arc;
use support::corpus::samples;
use support::generate::{Story, story};
use support::{Values, file_of};

fn utmp() -> &'static Layout {
    layout::find("linux-utmp-384-le").unwrap()
}

/// A file of the usual layout with so many usual records.
fn wtmp(count: usize) -> Vec<u8> {
    file_of(utmp(), &story(utmp(), Story::Server, 1, count))
}

fn entries(batches: Batches) -> Vec<RecordBatch> {
    batches
        .filter_map(|batch| match batch.unwrap() {
            Batch::Entries(entries) => Some(entries),
            Batch::Damage(_) => None,
        })
        .collect()
}

#[test]
fn every_sample_comes_out_as_in_json_lines() {
    for sample in samples() {
        let file = LogFile::new(&sample.bytes, sample.layout);
        let batches = || Batches::new(sample.bytes.clone(), sample.layout);
        assert_alike(&file, batches, &[1, 3, 4_096]);
    }
}

#[test]
fn a_schema_has_the_columns_of_the_output_but_for_texts_spelled_out() {
    for layout in LAYOUTS {
        let schema = schema(layout);
        let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        let is_spelled_out = |name: &str| {
            let text = name.strip_suffix("_bytes").unwrap_or_default();
            ["user", "line", "host", "id", "name", "command"].contains(&text)
        };
        let columns = output::columns(layout).iter().map(|column| column.name);
        let wanted: Vec<&str> = columns.filter(|name| !is_spelled_out(name)).collect();
        assert_eq!(names, wanted, "{}", layout.id());
    }
    let names = output::damage_columns().iter().map(|column| column.name);
    assert!(names.eq(damage_schema().fields().iter().map(|field| field.name().as_str())));
}

#[test]
fn texts_point_into_the_map_and_are_not_copied() {
    let bytes: Arc<[u8]> = wtmp(10_000).into();
    let file = Buffer::from(Bytes::from_owner(bytes.clone()));
    let (mut borrowed, mut total) = (0, 0);
    for batch in entries(Batches::new(file, utmp())) {
        for column in
            batch.columns().iter().filter_map(|column| column.as_binary_view_opt())
        {
            for buffer in &column.data_buffers()[..] {
                let range = buffer.as_slice().as_ptr_range();
                assert!(bytes.as_ptr_range().contains(&range.start));
                assert!(range.end <= bytes.as_ptr_range().end);
            }
            for value in column.iter().flatten() {
                total += 1;
                if value.len() > 12 {
                    borrowed += 1;
                    assert!(bytes.as_ptr_range().contains(&value.as_ptr()));
                }
            }
        }
    }
    assert!(borrowed > 1_000 && total > borrowed, "{borrowed} of {total}");
}

#[test]
fn a_batch_spans_the_records_that_are_in_it_and_no_more() {
    let batches = entries(Batches::new(wtmp(1_000), utmp()).with_rows(100));
    assert_eq!(batches.len(), 10);
    for batch in batches {
        let host = batch.column_by_name("host").unwrap().as_binary_view();
        assert!(host.data_buffers().iter().all(|buffer| buffer.len() == 100 * 384));
        let id = batch.column_by_name("id").unwrap().as_binary_view();
        assert!(id.data_buffers().is_empty(), "four bytes stand in the view");
    }
}

#[test]
fn a_mapped_file_outlives_the_iterator_in_its_batches() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wtmp");
    std::fs::write(&path, wtmp(300)).unwrap();
    let map = source::map(&path).unwrap();
    let batches = entries(Batches::detect(map).unwrap().with_rows(200));
    let rows: Vec<usize> = batches.iter().map(RecordBatch::num_rows).collect();
    assert_eq!(rows, [200, 100]);
    let bytes = wtmp(300);
    let users = LogFile::new(&bytes, utmp()).records().map(|record| record.user());
    let users: Vec<Vec<u8>> = users.map(|user| user.value().to_vec()).collect();
    let column = |batch: &RecordBatch| batch.column_by_name("user").unwrap().clone();
    let found = batches.iter().map(column).flat_map(|column| {
        column
            .as_binary_view()
            .iter()
            .map(|user| user.unwrap().to_vec())
            .collect::<Vec<_>>()
    });
    assert!(found.eq(users));
}

#[test]
fn batches_that_are_kept_do_not_change_when_the_next_are_made() {
    let file = wtmp(1_000);
    let kept: Vec<_> =
        entries(Batches::new(file.clone(), utmp()).with_rows(64)).into_iter().collect();
    let mut batches = Batches::new(file, utmp()).with_rows(64);
    for kept in kept {
        let Some(Ok(Batch::Entries(batch))) = batches.next() else { panic!("too few") };
        assert_eq!(batch, kept);
    }
}

#[test]
fn an_empty_file_has_no_batch() {
    assert_eq!(Batches::new(Vec::<u8>::new(), utmp()).count(), 0);
    assert_eq!(Batches::detect(Vec::<u8>::new()).unwrap().count(), 0);
}

#[test]
fn much_damage_comes_before_the_end_of_the_file() {
    let mut bytes = Vec::new();
    for record in wtmp(200).chunks(384) {
        bytes.extend_from_slice(record);
        bytes.extend_from_slice(b"xyz");
    }
    let mut batches = Batches::new(bytes.clone(), utmp()).with_rows(20);
    let early = batches.by_ref().take(4).any(|b| matches!(b, Ok(Batch::Damage(_))));
    assert!(early, "memory must not grow with the damage");
    assert_alike(
        &LogFile::new(&bytes, utmp()),
        || Batches::new(bytes.clone(), utmp()),
        &[1, 20, 64, 4_096],
    );
}

#[test]
fn files_of_several_layouts_say_so_in_every_row() {
    let other = layout::find("linux-utmp-400-le").unwrap();
    let mut bytes = wtmp(100);
    bytes.extend(file_of(other, &story(other, Story::Server, 2, 100)));
    assert_alike(
        &LogFile::with_kin(&bytes, utmp()),
        || Batches::with_kin(bytes.clone(), utmp()),
        &[7, 150, 4_096],
    );
    let rows = of_batches(Batches::with_kin(bytes, utmp()), 4_096);
    assert_eq!(rows.entries[0]["layout"], "linux-utmp-384-le");
    assert_eq!(rows.entries[199]["layout"], "linux-utmp-400-le");
}

/// Something that happens to a file.
fn damage() -> impl Strategy<Value = (u64, usize, Vec<u8>)> {
    (any::<u64>(), 0..800_usize, vec(any::<u8>(), 0..500))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_layout_comes_out_as_in_json_lines_whatever_happened_to_the_file(
        layout in select(LAYOUTS),
        kind in select(&Story::ALL[..]),
        seed in any::<u64>(),
        count in 0..300_usize,
        size in 1..300_usize,
        damages in vec(damage(), 0..4),
    ) {
        let mut bytes = file_of(layout, &story(layout, kind, seed, count));
        for (at, len, new) in damages {
            let start = usize::try_from(at % (bytes.len() as u64 + 1)).unwrap();
            let end = (start + len).min(bytes.len());
            bytes.splice(start..end, new);
        }
        let batches = || Batches::new(bytes.clone(), layout);
        assert_alike(&LogFile::new(&bytes, layout), batches, &[size, 4_096]);
    }

    #[test]
    fn any_texts_come_out_exactly(
        layout in select(LAYOUTS),
        texts in vec(vec(any::<u8>(), 0..300), 4),
        seconds in any::<i64>(),
        usec in any::<i64>(),
        remote in vec(any::<u8>(), 0..130),
    ) {
        let mut records = story(layout, Story::Server, 1, 3);
        let [line, id, user, host] = <[Vec<u8>; 4]>::try_from(texts).unwrap();
        let remote = support::Origin::Raw(remote);
        let usual = records[1].clone();
        records[1] = Values { line, id, user, host, seconds, usec, remote, ..usual };
        let bytes = file_of(layout, &records);
        let batches = || Batches::new(bytes.clone(), layout);
        assert_alike(&LogFile::new(&bytes, layout), batches, &[2]);
    }
}
