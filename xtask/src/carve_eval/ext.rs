//! File systems of ext4: live logs, deleted ones, cut ones, fragmented ones.

use super::bench::{Bench, Image, load, run};
use super::filler::filler;
use super::plant::Log;
use super::truth::{Blocks, Laid};
use crate::cargo::tool;
use crate::support::generate::{Rng, Story};
use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;

pub(crate) const TOOLS: &[&str] = &["mke2fs", "debugfs"];

const UUID: &str = "6c6f6769-6e72-4563-8000-000000000001";

/// The logs that a machine of today has.
fn logs(seed: u64, count: usize) -> Vec<(String, Log)> {
    [
        ("wtmp", "linux-utmp-384-le", Story::Server),
        ("btmp", "linux-utmp-384-le", Story::Failures),
        ("wtmp.1", "linux-utmp-384-le", Story::Desktop),
        ("wtmp-arm", "linux-utmp-400-le", Story::Server),
        ("wtmp-ppc", "linux-utmp-384-be", Story::Server),
        ("wtmp-s390", "linux-utmp-400-be", Story::Server),
        ("lastlog", "linux-lastlog-292-le", Story::Server),
        ("lastlog-arm", "linux-lastlog-296-le", Story::Server),
    ]
    .into_iter()
    .zip(seed..)
    .map(|((name, id, story), seed)| (name.to_owned(), Log::new(id, story, seed, count)))
    .collect()
}

/// An image of ext4, with what changes it.
struct Ext<'a> {
    bench: &'a Bench,
    name: &'static str,
    path: PathBuf,
    block: u64,
}

impl<'a> Ext<'a> {
    fn new(
        bench: &'a Bench,
        name: &'static str,
        block: u64,
        mib: u64,
        files: &[(String, Vec<u8>)],
    ) -> Result<Self, String> {
        let tree = bench.tree(&format!("{name}.tree"), files)?;
        let path = bench.sparse(&format!("{name}.img"), mib)?;
        let mut command = Command::new(tool("mke2fs").unwrap_or_default());
        command.args(["-q", "-F", "-t", "ext4", "-m", "0", "-U", UUID, "-b"]);
        command.args([&block.to_string(), "-E", &format!("hash_seed={UUID}"), "-d"]);
        run(command.arg(tree).arg(&path))?;
        Ok(Self { bench, name, path, block })
    }

    /// Runs these commands of debugfs.
    fn debugfs(&self, script: &str) -> Result<String, String> {
        let script =
            self.bench.write(&format!("{}.debugfs", self.name), script.as_bytes())?;
        let mut command = Command::new(tool("debugfs").unwrap_or_default());
        run(command.arg("-w").arg("-f").arg(script).arg(&self.path))
    }

    /// Where a file with so many bytes is.
    fn blocks(&self, file: &str, len: usize) -> Result<Blocks, String> {
        let count = (len as u64).div_ceil(self.block);
        let mut script = String::new();
        for block in 0..count {
            let _ = writeln!(script, "bmap {file} {block}");
        }
        let said = self.debugfs(&script)?;
        let numbers: Vec<u64> =
            said.lines().filter_map(|line| line.trim().parse().ok()).collect();
        if numbers.len() as u64 != count {
            return Err(format!("debugfs does not say where {file} is: {said}"));
        }
        Ok(Blocks { size: self.block, numbers })
    }

    fn laid(&self, logs: Vec<(String, Log)>) -> Result<Vec<Laid>, String> {
        logs.into_iter()
            .map(|(name, log)| {
                let blocks = Some(self.blocks(&name, log.bytes.len())?);
                Ok(Laid { log, blocks })
            })
            .collect()
    }

    /// Changes the bytes of the image.
    fn patch(&self, change: impl FnOnce(&mut Vec<u8>)) -> Result<(), String> {
        let mut bytes = load(&self.path)?;
        change(&mut bytes);
        std::fs::write(&self.path, bytes)
            .map_err(|error| format!("cannot write {}: {error}", self.path.display()))
    }

    fn done(self, laid: Vec<Laid>) -> Image {
        Image { name: self.name, path: self.path, laid, is_odd: false }
    }
}

fn files(logs: &[(String, Log)], seed: u64) -> Vec<(String, Vec<u8>)> {
    let mut rng = Rng::new(seed);
    let mut files = Vec::new();
    for (number, (name, log)) in logs.iter().enumerate() {
        files.push((name.clone(), log.bytes.clone()));
        let len = 1 + rng.index(40_000);
        files.push((format!("filler{number}"), filler(&mut rng, len)));
    }
    files
}

/// Logs that nobody has touched.
pub(crate) fn live(bench: &Bench) -> Result<Image, String> {
    let logs = logs(100, 300);
    let ext = Ext::new(bench, "ext4-live", 4096, 16, &files(&logs, 1))?;
    let laid = ext.laid(logs)?;
    Ok(ext.done(laid))
}

/// Logs that are deleted, all of them.
pub(crate) fn deleted(bench: &Bench) -> Result<Image, String> {
    let logs = logs(200, 300);
    let ext = Ext::new(bench, "ext4-deleted", 4096, 16, &files(&logs, 2))?;
    let names: Vec<String> = logs.iter().map(|(name, _)| format!("rm {name}\n")).collect();
    let laid = ext.laid(logs)?;
    ext.debugfs(&names.concat())?;
    Ok(ext.done(laid))
}

/// Logs out of which an intruder has cut records: what is behind them moves to the front,
/// the end of the last block is cleared, and the blocks behind it are freed as they are.
pub(crate) fn cut(bench: &Bench) -> Result<Image, String> {
    let logs: Vec<_> = logs(300, 250)
        .into_iter()
        .filter(|(name, _)| !name.starts_with("lastlog"))
        .collect();
    let ext = Ext::new(bench, "ext4-cut", 1024, 16, &files(&logs, 3))?;
    let mut laid = Vec::new();
    for (name, log) in logs {
        let blocks = ext.blocks(&name, log.bytes.len())?;
        let rest = log.without(|at| (40..55).contains(&at) || at % 50 == 7);
        let kept = rest.bytes.len().div_ceil(1024);
        ext.patch(|image| {
            for (block, &number) in rest.bytes.chunks(1024).zip(&blocks.numbers) {
                let at = usize::try_from(number).unwrap_or_default() * 1024;
                image[at..at + 1024].fill(0);
                image[at..at + block.len()].copy_from_slice(block);
            }
        })?;
        let len = rest.bytes.len();
        ext.debugfs(&format!("punch {name} {kept}\nset_inode_field {name} size {len}\n"))?;
        laid.push(Laid { log: rest, blocks: Some(blocks.clone()) });
        laid.push(Laid { log, blocks: Some(blocks) });
    }
    Ok(ext.done(laid))
}

/// Logs with stretches of zeros, as careless cleaners and broken disks leave them.
pub(crate) fn zeroed(bench: &Bench) -> Result<Image, String> {
    let logs: Vec<_> = logs(400, 250);
    let ext = Ext::new(bench, "ext4-zeroed", 4096, 16, &files(&logs, 4))?;
    let laid = ext.laid(logs)?;
    ext.patch(|image| {
        let mut rng = Rng::new(4);
        for Laid { log, blocks } in &laid {
            let Some(blocks) = blocks else { continue };
            for _ in 0..6 {
                // A record in its place, any bytes, or a block.
                let (start, len) = match rng.below(3) {
                    0 => {
                        let place = &log.places[rng.index(log.places.len())];
                        (place.start, place.len())
                    }
                    1 => (rng.index(log.bytes.len()), 40 + rng.index(900)),
                    _ => (rng.index(log.bytes.len() / 4096) * 4096, 4096),
                };
                for byte in start..(start + len).min(log.bytes.len()) {
                    let block = blocks.numbers[byte / 4096];
                    if block > 0 {
                        image[usize::try_from(block).unwrap_or_default() * 4096
                            + byte % 4096] = 0;
                    }
                }
            }
        }
    })?;
    Ok(ext.done(laid))
}

/// Logs in the holes that deleted files left, then deleted themselves, every other one.
fn fragmented(
    bench: &Bench,
    name: &'static str,
    block: u64,
    seed: u64,
) -> Result<Image, String> {
    let logs = logs(seed, 200);
    let mut rng = Rng::new(seed);
    let size = usize::try_from(block).unwrap_or_default();
    let fillers: Vec<(String, Vec<u8>)> = (0..1_200)
        .map(|number| {
            let len = size * (1 + rng.index(3));
            (format!("f{number:04}"), filler(&mut rng, len))
        })
        .collect();
    let ext = Ext::new(bench, name, block, (4 * block) >> 8, &fillers)?;
    let mut script = String::new();
    for (filler, _) in fillers.iter().step_by(2) {
        let _ = writeln!(script, "rm {filler}");
    }
    for (file, log) in &logs {
        let path = bench.write(&format!("{name}.log.{file}"), &log.bytes)?;
        let _ = writeln!(script, "write {} {file}", path.display());
    }
    ext.debugfs(&script)?;
    let names: Vec<String> =
        logs.iter().step_by(2).map(|(name, _)| format!("rm {name}\n")).collect();
    let laid = ext.laid(logs)?;
    ext.debugfs(&names.concat())?;
    Ok(ext.done(laid))
}

pub(crate) fn fragmented_1k(bench: &Bench) -> Result<Image, String> {
    fragmented(bench, "ext4-fragmented-1k", 1024, 500)
}

pub(crate) fn fragmented_4k(bench: &Bench) -> Result<Image, String> {
    fragmented(bench, "ext4-fragmented-4k", 4096, 600)
}
