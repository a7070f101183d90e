//! `--follow`: the last records of a file, and those that are added.

use super::Grid;
use crate::report::{Report, shown};
use crate::sink::Sink;
use loginrec::layout::{Framing, Layout};
use loginrec::text::utmpdump::Version;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::thread;
use std::time::Duration;

/// So many records of those that are there are printed.
const LAST: u64 = 10;
/// Time between two looks at the file.
const EVERY: Duration = Duration::from_millis(200);

/// Prints until it is stopped. What is added while the tool runs is printed whatever it says,
/// as soon as there is a record of it.
pub(super) fn run(
    path: &Path,
    layout: &'static Layout,
    version: Version,
    sink: &mut Sink,
    report: &mut Report,
) -> io::Result<()> {
    let name = shown(path);
    if layout.framing() != Framing::Sequence {
        report.error(format_args!(
            "{name}: records that are not of one length are not followed"
        ));
        return Ok(());
    }
    let failed = |error: io::Error, report: &mut Report| {
        report.error(format_args!("{name}: cannot be followed: {error}"));
        Ok(())
    };
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) => return failed(error, report),
    };
    let size = u64::try_from(layout.size()).unwrap_or(u64::MAX);
    let mut at = match file.metadata() {
        Ok(metadata) => (metadata.len() / size).saturating_sub(LAST) * size,
        Err(error) => return failed(error, report),
    };
    let mut grid = Grid::new(layout, version);
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = file
            .metadata()
            .map(|metadata| metadata.len())
            .and_then(|now| {
                if now < at {
                    Report::warn(format_args!(
                        "{name}: was cut from {at} to {now} bytes; going on at its start"
                    ));
                    at = 0;
                    grid = Grid::new(layout, version);
                }
                file.seek(SeekFrom::Start(at))
            })
            .and_then(|_| file.read(&mut buffer));
        match read {
            Ok(0) => {
                sink.flush()?;
                thread::sleep(EVERY);
            }
            Ok(len) => {
                grid.add(buffer.get(..len).unwrap_or_default(), sink.buffer());
                at = at.saturating_add(u64::try_from(len).unwrap_or(0));
                sink.drain()?;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return failed(error, report),
        }
    }
}
