//! Every layout is found as its specification says.

use crate::evidence::{alignment, carved, entry, layout, login, row, within_noise};
use crate::finds::{Seen, found};
use crate::support::{assert_of_all, expect};
use loginrec::carve::{Options, Reason, Tier};
use loginrec::layout::{Carving, Layout};

/// The hits as an error shows them.
fn shown(hits: &[Seen]) -> Vec<String> {
    let one = |hit: &Seen| {
        format!("{} at {}: {} {}", hit.layout, hit.offset, hit.tier.name(), hit.reasons)
    };
    hits.iter().map(one).collect()
}

/// Whether the layout cannot be told from another one by the records of a row.
fn is_same(one: &'static Layout, other: &str, count: i64) -> bool {
    row(one, 0..count) == row(layout(other), 0..count)
}

/// Expects so many records at the offset, all confirmed and clean, and nothing else.
fn expect_row(
    layout: &'static Layout,
    options: &Options,
    at: usize,
    count: u8,
) -> Result<(), String> {
    let count = i64::from(count);
    let image = within_noise(at, &row(layout, 0..count));
    let hits = found(&image, options);
    let mut offset = at;
    let mut is_right = hits.len() == usize::try_from(count).unwrap();
    for (hit, number) in hits.iter().zip(0..) {
        is_right &= hit.offset == offset as u64
            && (hit.layout == layout.id() || is_same(layout, hit.layout, count))
            && hit.tier == Tier::Confirmed
            && hit.has(Reason::CleanTexts)
            && hit.has(Reason::CleanPadding)
            && hit.has(Reason::Typed)
            && hit.bytes == entry(layout, &login(number));
        offset += hit.bytes.len();
    }
    expect(is_right, || format!("{count} at {at}: {:?}", shown(&hits)))
}

/// The same at the offsets where files have records, near and far.
fn expect_aligned(
    layout: &'static Layout,
    options: &Options,
    count: u8,
) -> Result<(), String> {
    let align = alignment(layout);
    [0, align, 3 * align, 4096, 4096 + align]
        .into_iter()
        .try_for_each(|at| expect_row(layout, options, at, count))
}

#[test]
fn one_clean_record_of_a_layout_with_enough_structure_is_confirmed() {
    let layouts = || carved(|how| how == Carving::Alone);
    assert!(layouts().count() > 30, "both byte orders of most systems");
    assert_of_all(layouts(), |layout| expect_aligned(layout, &Options::new(), 1));
}

#[test]
fn two_in_a_row_are_confirmed_as_one_is() {
    let layouts = carved(|how| how == Carving::Alone);
    assert_of_all(layouts, |layout| expect_aligned(layout, &Options::new(), 2));
}

#[test]
fn as_many_in_a_row_as_the_layout_needs_are_confirmed() {
    assert_of_all(carved(Carving::is_default), |layout| match layout.spec().carving {
        Carving::InRuns(least) => expect_aligned(layout, &Options::new(), least),
        _ => Ok(()),
    });
}

#[test]
fn fewer_in_a_row_than_the_layout_needs_are_merely_possible() {
    assert_of_all(carved(|how| how.least_run() > Some(1)), |layout| {
        let fewer = i64::from(layout.spec().carving.least_run().unwrap() - 1);
        let image = within_noise(4096, &row(layout, 0..fewer));
        let hits = found(&image, &Options::new().layouts([layout]));
        expect(hits.is_empty(), || format!("{:?}", shown(&hits)))
    });
}

#[test]
fn a_layout_on_request_is_found_if_it_is_named() {
    assert_of_all(carved(|how| matches!(how, Carving::OnRequest(_))), |layout| {
        let least = layout.spec().carving.least_run().unwrap();
        expect_aligned(layout, &Options::new().layouts([layout]), least)
    });
}

#[test]
fn a_layout_on_request_is_not_looked_for_unless_it_is_named() {
    assert_of_all(carved(|how| matches!(how, Carving::OnRequest(_))), |layout| {
        let options = Options::new().tier(Tier::Possible);
        let is_looked_for = options.looked_for().any(|other| other == layout);
        let hits = found(&within_noise(4096, &row(layout, 0..8)), &options);
        let is_found = hits.iter().any(|hit| hit.layout == layout.id());
        expect(!is_looked_for && !is_found, || format!("{:?}", shown(&hits)))
    });
}

#[test]
fn a_layout_that_nothing_tells_from_noise_is_refused_and_says_why() {
    assert_of_all(carved(|how| matches!(how, Carving::Never(_))), |layout| {
        let Carving::Never(reason) = layout.spec().carving else { return Ok(()) };
        let options = Options::new().layouts([layout]).tier(Tier::Possible).align(1);
        let hits = found(&within_noise(4096, &row(layout, 0..20)), &options);
        expect(
            reason.len() > 10 && options.looked_for().next().is_none() && hits.is_empty(),
            || format!("{reason}: {:?}", shown(&hits)),
        )
    });
}

#[test]
fn noise_has_no_record() {
    let noise = crate::evidence::noise(1 << 20);
    assert_eq!(shown(&found(&noise, &Options::new())), [""; 0]);
    assert_eq!(shown(&found(&noise, &Options::new().align(1))), [""; 0]);
}
