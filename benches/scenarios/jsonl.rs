//! Everything as JSON lines into a buffer that is emptied as the command does.

use super::Input;
use super::two::both;
use loginrec::layout::Layout;
use loginrec::output::{Format, Style, Writer};
use loginrec::{LogFile, Piece, Run};

/// What the command writes at a time.
const OUTPUT: usize = 64 << 10;

#[inline(never)]
pub(super) fn run(input: &Input) -> u64 {
    written(&input.map(), input.layout, Format::Jsonl)
}

/// Each half by its own writer, which is what writing in order comes to.
#[inline(never)]
pub(super) fn run_2(input: &Input) -> u64 {
    both(&input.map(), input.layout.size(), |half| {
        written(half, input.layout, Format::Jsonl)
    })
}

/// How long the output is.
pub(super) fn written(bytes: &[u8], layout: &'static Layout, format: Format) -> u64 {
    let mut out = Vec::new();
    let mut written = 0;
    let mut writer = Writer::new(format, Style::default());
    writer.begin("/var/log/wtmp", layout, &mut out);
    for run in LogFile::new(bytes, layout).runs() {
        match run {
            Run::Entries(entries) => writer.entries(entries, &mut out),
            Run::Piece(Piece::Entry(entry)) => writer.entry(&entry, &mut out),
            Run::Piece(_) => {}
        }
        if out.len() >= OUTPUT {
            written += std::hint::black_box(&out).len() as u64;
            out.clear();
        }
    }
    written + out.len() as u64
}
