//! False hits in ordinary files, which hold no login records.

use super::command::Carver;
use super::hit::{Hit, Shape};
use super::rule;
use crate::cargo::{root, target_dir};
use loginrec::carve::Tier;
use std::collections::{HashSet, hash_map::DefaultHasher};
use std::ffi::OsStr;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

/// Files begin where a disk would begin them.
const BLOCK: usize = 4096;

/// Larger ones are left out: they are read whole.
const LARGEST: u64 = 2 << 30;

/// Files with such names hold login records, unless they are programs.
const LOGS: &[&str] = &[
    "utmp",
    "wtmp",
    "btmp",
    "utmpx",
    "wtmpx",
    "btmpx",
    "lastlog",
    "faillog",
    "utx.log",
    "utx.active",
    "utx.lastlogin",
];

/// A file in the stream.
struct Part {
    start: u64,
    path: PathBuf,
    /// Where the rule has hits in it.
    rule: Vec<u64>,
}

/// Feeds the files to the command as one stream, and counts what it finds there.
pub(crate) fn measure(
    carver: &Carver,
    roots: &[PathBuf],
    except: &[PathBuf],
) -> Result<(), String> {
    // What is built from here holds the records of its own tests.
    let own = [root().to_owned(), target_dir()?];
    let skips: Vec<PathBuf> =
        own.iter().chain(except).filter_map(|path| path.canonicalize().ok()).collect();
    let mut files = Vec::new();
    for folder in roots {
        collect(folder, &skips, &mut files);
    }
    files.sort();
    files.dedup();
    let (sender, receiver) = mpsc::channel();
    let mut hits: Vec<Hit> = Vec::new();
    let feed = Box::new(move |to: &mut dyn Write| write_all(&files, to, &sender));
    carver.hits_of_stream(feed, &mut |hit| hits.push(hit))?;
    let parts: Vec<Part> = receiver.into_iter().collect();
    report(&parts, &hits)
}

/// The regular files below the path; what it points to elsewhere is left out.
fn collect(path: &Path, skips: &[PathBuf], files: &mut Vec<PathBuf>) {
    let Ok(known) = path.symlink_metadata() else { return };
    if known.is_symlink() {
        return;
    }
    if path.canonicalize().is_ok_and(|real| skips.contains(&real)) {
        println!("left out: {}", path.display());
    } else if known.is_dir() {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            collect(&entry.path(), skips, files);
        }
    } else if known.is_file() {
        if is_log(path) {
            println!("left out: {}, by its name a log", path.display());
        } else if known.len() > LARGEST {
            println!("left out: {}, which is too large", path.display());
        } else {
            files.push(path.to_owned());
        }
    }
}

/// Whether it has the name of a log, perhaps with the number or date of a rotated one.
fn is_log(path: &Path) -> bool {
    let text =
        |part: Option<&OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let name = text(path.file_name());
    let stem =
        name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-'));
    LOGS.contains(&stem) && !text(path.parent().and_then(Path::file_name)).ends_with("bin")
}

/// Writes each content once, and tells where it begins.
fn write_all(
    files: &[PathBuf],
    to: &mut dyn Write,
    told: &mpsc::Sender<Part>,
) -> io::Result<()> {
    let mut start = 0_u64;
    let mut seen = HashSet::new();
    for path in files {
        // What cannot be read is no loss.
        let Ok(mut bytes) = fs::read(path) else { continue };
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        if bytes.is_empty() || !seen.insert(hasher.finish()) {
            continue;
        }
        bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
        let rule = rule::hits(&bytes).iter().map(|hit| hit.at).collect();
        to.write_all(&bytes)?;
        let _ = told.send(Part { start, path: path.clone(), rule }); // the receiver lives longer
        start += bytes.len() as u64;
    }
    let _ = told.send(Part { start, path: PathBuf::new(), rule: Vec::new() });
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn report(parts: &[Part], hits: &[Hit]) -> Result<(), String> {
    let bytes = parts.last().map_or(0, |part| part.start);
    let gigabytes = bytes as f64 / 1e9;
    println!(
        "{} files, each content once, {gigabytes:.2} GB",
        parts.len().saturating_sub(1)
    );
    let per_gb = |count: usize| count as f64 / gigabytes;
    for hit in hits {
        let at = parts.partition_point(|part| part.start <= hit.at);
        let Some(part) = at.checked_sub(1).map(|at| &parts[at]) else { continue };
        let shape = match hit.shape {
            Shape::Whole => "whole",
            Shape::Head => "head",
            Shape::Tail => "tail",
            Shape::Joined { .. } => "joined",
        };
        println!(
            "false {} {} ({shape}): {} at {}",
            hit.tier.name(),
            hit.layout.id(),
            part.path.display(),
            hit.at - part.start
        );
    }
    let in_tier = |tier| hits.iter().filter(|hit| hit.tier == tier).count();
    for tier in [Tier::Confirmed, Tier::Probable] {
        println!(
            "{:22} {:8} {:10.3} a GB",
            tier.name(),
            in_tier(tier),
            per_gb(in_tier(tier))
        );
    }
    for part in parts.iter().filter(|part| !part.rule.is_empty()).take(20) {
        println!("bulk_extractor's rule: {} at {:?}", part.path.display(), part.rule);
    }
    let rule: usize = parts.iter().map(|part| part.rule.len()).sum();
    println!("{:22} {rule:8} {:10.3} a GB", "bulk_extractor's rule", per_gb(rule));
    let most = if gigabytes < 10.0 { 1.0 } else { gigabytes / 10.0 };
    let met = in_tier(Tier::Confirmed) == 0 && in_tier(Tier::Probable) as f64 <= most;
    println!(
        "{}: no confirmed hit, and at most one probable hit in 10 GB",
        if met { "met" } else { "MISSED" }
    );
    if gigabytes < 10.0 {
        println!("less than 10 GB were read");
    }
    if met { Ok(()) } else { Err("an aim is missed".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_content_is_written_once_from_a_block_on() {
        let folder = std::env::temp_dir().join(format!("ordinary-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in [("a", "one"), ("b", "two"), ("c", "one"), ("wtmp", "log")] {
            fs::write(folder.join(name), bytes).unwrap();
        }
        let mut files = Vec::new();
        collect(&folder, &[], &mut files);
        files.sort();
        assert_eq!(files.len(), 3);
        let (sender, receiver) = mpsc::channel();
        let mut stream = Vec::new();
        write_all(&files, &mut stream, &sender).unwrap();
        drop(sender);
        assert_eq!(stream.len(), 2 * BLOCK);
        assert_eq!(&stream[BLOCK..BLOCK + 3], b"two");
        let starts: Vec<u64> = receiver.into_iter().map(|part| part.start).collect();
        assert_eq!(starts, [0, 4096, 8192]);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn logs_are_told_by_their_names_and_programs_are_none() {
        for name in ["/var/log/wtmp", "a/btmp.1", "wtmp-20240101", "utx.log.0"] {
            assert!(is_log(Path::new(name)), "{name}");
        }
        for name in ["/usr/bin/lastlog", "/usr/include/utmp.h", "a/utmpdump", "wtmp.rs"] {
            assert!(!is_log(Path::new(name)), "{name}");
        }
    }
}
