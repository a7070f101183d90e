//! What a record may look like, and what it must not.

use crate::evidence::{
    THEN, alignment, carved, entry, layout, leave_residue, login, row, within_noise,
};
use crate::finds::{Seen, found};
use crate::support::generate::one_of_each;
use crate::support::{Values, assert_of_all, expect};
use loginrec::Kind;
use loginrec::carve::{Options, Reason, Tier};
use loginrec::layout::{Carving, Content, Layout, Role};

/// 2105-01-01.
const LATE: i64 = 4_260_211_200;

/// Layouts of which one record is enough, with a type that has a number for this.
fn typed(kind: Kind) -> impl Iterator<Item = &'static Layout> {
    carved(|how| how == Carving::Alone).filter(move |layout| {
        layout.field(Role::Type).is_some()
            && layout.spec().convention.number(kind).is_some()
    })
}

/// The hit at the offset, if the record was found there.
fn alone(
    layout: &'static Layout,
    values: &Values,
    options: &Options,
) -> Result<Seen, String> {
    let options = options.clone().layouts([layout]);
    at_4096(&within_noise(4096, &entry(layout, values)), &options)
}

fn at_4096(image: &[u8], options: &Options) -> Result<Seen, String> {
    let mut hits = found(image, options);
    match hits.len() {
        1 if hits[0].offset == 4096 && hits[0].is_whole() => Ok(hits.remove(0)),
        _ => Err(format!("{:?}", hits.iter().map(|hit| hit.offset).collect::<Vec<_>>())),
    }
}

fn expect_confirmed(
    layout: &'static Layout,
    values: &Values,
    options: &Options,
) -> Result<(), String> {
    let hit = alone(layout, values, options)?;
    expect(hit.tier == Tier::Confirmed, || format!("{:?} {}", hit.tier, hit.reasons))
}

fn expect_unconfirmed(layout: &'static Layout, values: &Values) -> Result<(), String> {
    let image = within_noise(4096, &entry(layout, values));
    let options = Options::new().layouts([layout]).tier(Tier::Confirmed);
    let hits = found(&image, &options);
    expect(hits.is_empty(), || format!("{hits:?}"))
}

#[test]
fn an_empty_record_that_says_what_ended_is_found() {
    assert_of_all(typed(Kind::Empty), |layout| {
        let ended = Values { kind: Kind::Empty, user: vec![], host: vec![], ..login(1) };
        alone(layout, &ended, &Options::new().tier(Tier::Possible))?;
        let [before, behind] = [0, 2].map(|number| entry(layout, &login(number)));
        let log = [before, entry(layout, &ended), behind].concat();
        let hits = found(&within_noise(4096, &log), &Options::new());
        expect(hits.len() == 3, || format!("{hits:?}"))
    });
}

#[test]
fn an_accounting_record_is_confirmed() {
    assert!(typed(Kind::Accounting).count() > 4);
    assert_of_all(typed(Kind::Accounting), |layout| {
        let record = Values { kind: Kind::Accounting, ..login(0) };
        expect_confirmed(layout, &record, &Options::new())
    });
}

#[test]
fn a_boot_record_says_so() {
    let boot = |line: &[u8], user: &[u8]| Values {
        kind: Kind::BootTime,
        pid: 0,
        line: line.into(),
        id: b"~~".to_vec(),
        user: user.into(),
        host: b"6.1.0-18-amd64".to_vec(),
        ..login(0)
    };
    let linux = || typed(Kind::BootTime).filter(|one| one.id().starts_with("linux-utmp"));
    assert!(linux().count() > 8);
    assert_of_all(linux(), |layout| {
        expect_confirmed(layout, &boot(b"~", b"reboot"), &Options::new())?;
        expect_unconfirmed(layout, &boot(b"pts/0", b"alice"))
    });
}

#[test]
fn a_login_has_a_user_and_a_line() {
    assert_of_all(typed(Kind::UserProcess), |layout| {
        expect_confirmed(layout, &login(0), &Options::new())?;
        expect_unconfirmed(layout, &Values { user: vec![], ..login(0) })?;
        expect_unconfirmed(layout, &Values { line: vec![], ..login(0) })
    });
}

#[test]
fn a_process_id_that_no_system_gives_out_is_not_confirmed() {
    let wide = typed(Kind::UserProcess)
        .filter(|layout| layout.field(Role::Pid).is_some_and(|pid| pid.size == 4));
    assert_of_all(wide, |layout| {
        for pid in [-5, 1 << 26, 1 << 30] {
            expect_unconfirmed(layout, &Values { pid, ..login(0) })?;
        }
        expect_confirmed(
            layout,
            &Values { pid: (1 << 22) - 1, ..login(0) },
            &Options::new(),
        )
    });
}

#[test]
fn a_record_with_residue_behind_a_text_is_probable() {
    let single = typed(Kind::UserProcess).filter(|one| alignment(one) > 1);
    assert_of_all(single, |layout| {
        for role in [Role::Line, Role::User, Role::Host] {
            let mut record = entry(layout, &login(0));
            leave_residue(layout, role, &mut record, b"an older text\0of 2 lines");
            if record == entry(layout, &login(0)) {
                continue;
            }
            let options = Options::new().layouts([layout]);
            let hit = at_4096(&within_noise(4096, &record), &options)
                .map_err(|error| format!("{role:?}: {error}"))?;
            expect(hit.tier == Tier::Probable && hit.has(Reason::Residue), || {
                format!("{role:?}: {:?} {}", hit.tier, hit.reasons)
            })?;
        }
        Ok(())
    });
}

#[test]
fn records_with_residue_in_a_row_are_confirmed() {
    // What has no alignment is FreeBSD's, which clears a record before it writes it.
    let single = typed(Kind::UserProcess).filter(|one| alignment(one) > 1);
    assert_of_all(single, |layout| {
        let mut log = Vec::new();
        for number in 0..3 {
            let mut record = entry(layout, &login(number));
            leave_residue(layout, Role::User, &mut record, b"an older name");
            log.extend(record);
        }
        let hits = found(&within_noise(4096, &log), &Options::new());
        let is_confirmed = hits.iter().all(|hit| hit.tier == Tier::Confirmed);
        expect(hits.len() == 3 && is_confirmed, || format!("{hits:?}"))
    });
}

#[test]
fn every_record_of_a_log_is_found_in_every_layout_that_is_looked_for() {
    assert_of_all(carved(Carving::is_default), |layout| {
        let mut values = one_of_each(layout, 7);
        values.retain(|one| one.seconds != 0);
        let latest = values.iter().map(|one| one.seconds).max().unwrap();
        let earliest = values.iter().map(|one| one.seconds).min().unwrap();
        let options = Options::new().times(earliest - 10..latest + 10);
        let log: Vec<Vec<u8>> = values.iter().map(|one| entry(layout, one)).collect();
        let hits = found(&within_noise(4096, &log.concat()), &options);
        let mut offset = 4096;
        let mut missing = Vec::new();
        for (number, entry) in log.iter().enumerate() {
            let is_found =
                |hit: &Seen| hit.offset == offset && hit.is_whole() && hit.bytes == *entry;
            if !hits.iter().any(is_found) {
                missing.push(&values[number]);
            }
            offset += entry.len() as u64;
        }
        let is_all = missing.is_empty() && hits.len() == log.len();
        expect(is_all, || format!("{} of {}: {missing:?}", hits.len(), log.len()))
    });
}

#[test]
fn a_record_of_2105_is_found_if_the_times_reach_there() {
    let late = Values { seconds: LATE, ..login(0) };
    assert_of_all(carved(|how| how == Carving::Alone), |layout| {
        expect_confirmed(layout, &late, &Options::new().times(THEN..LATE + 1))?;
        let image = within_noise(4096, &entry(layout, &late));
        let hits = found(&image, &Options::new().layouts([layout]));
        expect(hits.is_empty(), || format!("{hits:?}"))
    });
}

#[test]
fn the_first_second_of_the_times_is_among_them_and_the_last_is_not() {
    assert_of_all(carved(|how| how == Carving::Alone), |layout| {
        let image = within_noise(4096, &entry(layout, &login(0)));
        let mut wrong = Vec::new();
        for (times, is_within) in [
            (THEN..THEN + 1, true),
            (THEN - 1_000_000..THEN + 1_000_000, true),
            (THEN - 1_000_000..THEN, false),
            (THEN + 1..THEN + 1_000_000, false),
            (THEN..THEN, false),
        ] {
            let options = Options::new().layouts([layout]).times(times.clone());
            let hits = found(&image, &options);
            if hits.len() != usize::from(is_within) {
                wrong.push(times);
            }
        }
        expect(wrong.is_empty(), || format!("{wrong:?}"))
    });
}

#[test]
fn a_record_of_another_time_is_found_in_a_row_and_says_so() {
    for id in ["linux-utmp-384-le", "linux-utmp-384-be", "linux-utmp-400-le"] {
        let layout = layout(id);
        assert_eq!(layout.content(), Content::Records);
        let odd = Values { seconds: 1_000, ..login(2) };
        let log = [row(layout, 0..2), entry(layout, &odd), row(layout, 3..5)].concat();
        let hits = found(&within_noise(4096, &log), &Options::new());
        let odd: Vec<_> = hits.iter().map(|hit| hit.has(Reason::OddTime)).collect();
        assert_eq!(odd, [false, false, true, false, false], "{id}");
        assert!(hits.iter().all(|hit| hit.tier >= Tier::Probable && hit.run == 0), "{id}");
    }
}

#[test]
#[ignore = "a record without a type counts for no other if its time consists of letters"]
fn a_row_of_records_whose_times_are_letters_is_found() {
    // 0x5f5e2020, and as many seconds later: ` ^_` in either order.
    let seconds = |number: i64| 0x5f5e_2020 + 16 * number;
    assert_of_all(carved(|how| how == Carving::Alone), |layout| {
        let records =
            (0..3).map(|number| Values { seconds: seconds(number), ..login(number) });
        let log: Vec<u8> = records.flat_map(|one| entry(layout, &one)).collect();
        let hits = found(&within_noise(4096, &log), &Options::new().layouts([layout]));
        let whole = hits.iter().filter(|hit| hit.is_whole()).count();
        expect(whole == 3, || format!("{hits:?}"))
    });
}
