//! Every layout is found as its specification says.

use crate::evidence::{alignment, carved, entry, layout, login, row, within_noise};
use crate::finds::{Seen, found};
use crate::support::{assert_of_all, expect};
use loginrec::carve::{Options, Reason, Tier};
use loginrec::layout::{Carving, Layout};
use loginrec::{LogFile, Seconds32};

/// Whether a hit is this login in a layout that the bytes do not tell from the true one.
fn is_alike(hit: &Seen, number: i64) -> bool {
    let (other, values) = (layout(hit.layout), login(number));
    let is_read = LogFile::new(&hit.bytes, other).records().next().is_some_and(|record| {
        record.time().seconds(Seconds32::Unsigned) == values.seconds
            && record.line().value() == values.line
            && record.user().value() == values.user
    });
    is_read || hit.bytes == entry(other, &values)
}

/// Bytes in noise, behind zeros: four bytes of noise can be a time.
fn behind_zeros(at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut image = within_noise(at, bytes);
    image[at.saturating_sub(600)..at].fill(0);
    image
}

/// Expects so many records at the offset, all confirmed and clean, and nothing else.
fn expect_row(
    layout: &'static Layout,
    options: &Options,
    at: usize,
    count: u8,
) -> Result<(), String> {
    let count = i64::from(count);
    let image = behind_zeros(at, &row(layout, 0..count));
    let hits = found(&image, options);
    let mut offset = at;
    let mut is_right = hits.len() == usize::try_from(count).unwrap();
    for (hit, number) in hits.iter().zip(0..) {
        let is_there = hit.offset == offset as u64;
        let is_own = hit.layout == layout.id() && is_there;
        is_right &= (is_own || ((count == 1 || is_there) && is_alike(hit, number)))
            && hit.tier == Tier::Confirmed
            && hit.has(Reason::CleanTexts)
            && hit.has(Reason::CleanPadding)
            && hit.has(Reason::Typed)
            && (!is_own || hit.bytes == entry(layout, &login(number)));
        offset += hit.bytes.len();
    }
    expect(is_right, || format!("{count} at {at}: {:?}", hits))
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
        expect(hits.is_empty(), || format!("{:?}", hits))
    });
}

#[test]
fn a_layout_on_request_is_found_if_it_is_named() {
    assert_of_all(carved(|how| matches!(how, Carving::OnRequest(_))), |layout| {
        let least = layout.spec().carving.least_run().unwrap();
        expect_aligned(layout, &Options::new().layouts([layout]), least)
    });
}

/// Where so many bytes are looked at together, whatever is looked for.
#[test]
fn a_layout_that_is_looked_for_by_itself_is_found_behind_every_32_kib() {
    assert_of_all(carved(|how| how.least_run().is_some()), |layout| {
        let least = layout.spec().carving.least_run().unwrap();
        let options = Options::new().layouts([layout]);
        [1 << 15, 1 << 16, 3 << 15]
            .into_iter()
            .try_for_each(|at| expect_row(layout, &options, at, least))
    });
}

#[test]
fn a_layout_on_request_is_not_looked_for_unless_it_is_named() {
    assert_of_all(carved(|how| matches!(how, Carving::OnRequest(_))), |layout| {
        let options = Options::new().tier(Tier::Possible);
        let is_looked_for = options.looked_for().any(|other| other == layout);
        let hits = found(&within_noise(4096, &row(layout, 0..8)), &options);
        let is_found = hits.iter().any(|hit| hit.layout == layout.id());
        expect(!is_looked_for && !is_found, || format!("{:?}", hits))
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
            || format!("{reason}: {:?}", hits),
        )
    });
}

#[test]
fn noise_has_no_record() {
    let noise = crate::evidence::noise(1 << 20);
    assert_eq!(found(&noise, &Options::new()), []);
    assert_eq!(found(&noise, &Options::new().align(1)), []);
}

#[test]
fn noise_between_a_boundary_and_a_row_is_no_tail() {
    assert_of_all(carved(|how| how == Carving::Alone), |layout| {
        let at = 4096 + alignment(layout);
        let hits = found(&within_noise(at, &row(layout, 0..2)), &Options::new());
        expect(hits.iter().all(Seen::is_whole), || format!("{hits:?}"))
    });
}
