//! The generated file that every scenario reads.

use super::file::WarmFile;
use super::generator::{self, Kind};
use loginrec::layout::linux::{LE, Utmp384};
use loginrec::layout::{self, Layout};
use loginrec::source::Map;
use std::ops::Range;
use std::path::Path;

/// How large inputs should be: `LOGINREC_BENCH_MB`, or so many megabytes by default.
pub(crate) fn megabytes(default: u64) -> u64 {
    let wanted = std::env::var("LOGINREC_BENCH_MB").ok();
    wanted
        .map_or(default, |text| text.parse().expect("LOGINREC_BENCH_MB is a whole number"))
}

/// A wtmp, and what is looked for in it.
pub(crate) struct Input {
    file: WarmFile,
    pub(crate) layout: &'static Layout,
    pub(crate) records: u64,
    pub(crate) bytes: u64,
    /// The seconds since 1970 of a hundredth of the records, in the middle.
    pub(super) seconds: Range<i64>,
    /// One of some twenty.
    pub(super) user: &'static [u8],
}

impl Input {
    /// A wtmp of about `LOGINREC_BENCH_MB` megabytes, or of so many by default.
    pub(crate) fn generate(megabytes: u64) -> Self {
        Self::of(self::megabytes(megabytes) * 1_000_000 / 384)
    }

    /// Just enough to see whether a scenario works.
    pub(crate) fn tiny() -> Self {
        Self::of(1_000)
    }

    fn of(records: u64) -> Self {
        let layout = layout::find("linux-utmp-384-le").expect("the layout exists");
        let file = WarmFile::new("wtmp", |file| {
            generator::write(file, layout, Kind::Wtmp, records, 1)
        });
        let bytes = records * layout.size() as u64;
        let map = file.map();
        let all = layout::typed::<Utmp384<LE>>(&map).0;
        let seconds = |hundredth: usize| {
            i64::from(all[all.len() * hundredth / 100].tv_sec.get().cast_unsigned())
        };
        let seconds = seconds(50)..seconds(51);
        drop(map);
        Self { file, layout, records, bytes, seconds, user: b"alice" }
    }

    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }

    pub(super) fn map(&self) -> Map {
        self.file.map()
    }
}
