//! File systems of XFS and btrfs, and archives of tar.

use super::bench::{Bench, Image, run};
use super::filler::filler;
use super::foreign;
use super::plant::Log;
use super::truth::Laid;
use crate::cargo::tool;
use crate::support::generate::{Rng, Story};
use std::fmt::Write;
use std::process::Command;

pub(crate) const XFS: &[&str] = &["mkfs.xfs"];
pub(crate) const BTRFS: &[&str] = &["mkfs.btrfs"];

const UUID: &str = "6c6f6769-6e72-4563-8000-000000000002";

fn found_by_bytes(log: Log) -> Laid {
    Laid { log, blocks: None }
}

/// A file system made from a list of files.
pub(crate) fn xfs(bench: &Bench) -> Result<Image, String> {
    let logs = foreign::logs(700, 150);
    let mut list = "/dev/null\n0 0\nd--755 0 0\n".to_owned();
    for (number, log) in logs.iter().enumerate() {
        let path = bench.write(&format!("xfs.log.{number}"), &log.bytes)?;
        let _ = writeln!(list, "log{number} ---644 0 0 {}", path.display());
    }
    list.push_str("$\n");
    let list = bench.write("xfs.proto", list.as_bytes())?;
    // It makes no smaller one.
    let path = bench.sparse("xfs.img", 300)?;
    let mut command = Command::new(tool("mkfs.xfs").unwrap_or_default());
    command.args(["-q", "-m", &format!("uuid={UUID}"), "-p"]).arg(list).arg(&path);
    run(&mut command)?;
    let laid = logs.into_iter().map(found_by_bytes).collect();
    Ok(Image { name: "xfs", path, laid, is_odd: false })
}

/// Small files, which stand in the metadata, at odd places and twice.
pub(crate) fn btrfs(bench: &Bench) -> Result<Image, String> {
    let mut logs = Vec::new();
    for (number, id) in (0..).zip(foreign::ALL) {
        let most = 1_900 / loginrec::layout::find(id).map_or(1, |layout| layout.size());
        for (story, seed) in [(Story::Server, 800), (Story::Desktop, 900)] {
            logs.push(Log::new(id, story, seed + number, most.min(20)));
        }
        logs.push(Log::new(id, Story::Server, 1_000 + number, 1));
    }
    logs.retain(|log| log.bytes.len() < 2_000);
    let mut rng = Rng::new(8);
    let mut files = Vec::new();
    for (number, log) in logs.iter().enumerate() {
        files.push((format!("log{number}"), log.bytes.clone()));
        // Names and files of other lengths, so that the places differ.
        let len = 1 + rng.index(1_500);
        let name = "x".repeat(1 + rng.index(40));
        files.push((format!("{name}{number}"), filler(&mut rng, len)));
    }
    let tree = bench.tree("btrfs.tree", &files)?;
    let path = bench.sparse("btrfs.img", 128)?;
    let mut command = Command::new(tool("mkfs.btrfs").unwrap_or_default());
    command.args(["-q", "-f", "-U", UUID, "--rootdir"]).arg(tree).arg(&path);
    run(&mut command)?;
    let laid = logs.into_iter().map(found_by_bytes).collect();
    Ok(Image { name: "btrfs-inline", path, laid, is_odd: true })
}

/// An archive: each file begins at a multiple of 512.
pub(crate) fn tar(bench: &Bench) -> Result<Image, String> {
    let logs = foreign::logs(1_100, 60);
    let mut rng = Rng::new(11);
    let mut archive = Vec::new();
    for (number, log) in logs.iter().enumerate() {
        let len = rng.index(20_000);
        add_to_tar(&mut archive, &format!("etc/filler{number}"), &filler(&mut rng, len));
        add_to_tar(&mut archive, &format!("var/log/log{number}"), &log.bytes);
    }
    archive.extend([0; 1_024]);
    let path = bench.write("tar.img", &archive)?;
    let laid = logs.into_iter().map(found_by_bytes).collect();
    Ok(Image { name: "tar", path, laid, is_odd: false })
}

fn add_to_tar(archive: &mut Vec<u8>, name: &str, bytes: &[u8]) {
    let mut header = vec![0; 512];
    let len = format!("{:011o}", bytes.len());
    for (at, text) in [
        (0, name),
        (100, "0000644"),
        (108, "0000000"),
        (116, "0000000"),
        (124, &len),
        (136, "14524770400"),
        (148, "        "),
        (156, "0"),
        (257, "ustar"),
        (263, "00"),
        (265, "root"),
        (297, "root"),
    ] {
        header[at..at + text.len()].copy_from_slice(text.as_bytes());
    }
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    archive.extend(header);
    archive.extend(bytes);
    archive.resize(archive.len().next_multiple_of(512), 0);
}
