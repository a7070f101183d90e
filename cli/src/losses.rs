//! What is said of that which a layout cannot hold.

use crate::report::{Report, count, entries};
use loginrec::convert::Losses;
use loginrec::layout::Layout;

/// Says what a layout cannot hold of so many entries.
pub(crate) fn tell(
    losses: &Losses,
    to: &Layout,
    written: u64,
    source: &str,
    report: &mut Report,
) {
    let all = entries(written, to);
    for (what, tally) in losses.iter() {
        let bytes = match (tally.least, tally.most) {
            (_, 0) => String::new(),
            (least, most) if least == most => {
                format!(", {} each", count(u64::try_from(most).unwrap_or(0), "byte"))
            }
            (least, most) => format!(", {least} to {most} bytes each"),
        };
        report.lost(format_args!(
            "{source}: lost in {}: {what}, in {} of {all}{bytes}",
            to.id(),
            tally.entries
        ));
    }
}
