//! How much the carver finds, and how much of that is true, measured on images of which every
//! record is known. `docs/carving.md` says how to read the result.

mod bench;
mod command;
mod count;
mod ext;
mod filler;
mod foreign;
mod hit;
mod near;
mod ordinary;
mod others;
mod plant;
mod rule;
mod search;
mod table;
mod tell;
mod truth;

use crate::cargo::{target_dir, tool};
use bench::{Bench, Image, load};
use command::Carver;
use count::count;
use loginrec::carve::Tier;
use std::path::PathBuf;
use table::{Line, Table};
use tell::Told;

/// An image that can be built.
struct Plan {
    tools: &'static [&'static str],
    build: fn(&Bench) -> Result<Image, String>,
    name: &'static str,
}

const fn plan(
    name: &'static str,
    tools: &'static [&'static str],
    build: fn(&Bench) -> Result<Image, String>,
) -> Plan {
    Plan { tools, build, name }
}

const PLANS: &[Plan] = &[
    plan("ext4-live", ext::TOOLS, ext::live),
    plan("ext4-deleted", ext::TOOLS, ext::deleted),
    plan("ext4-cut", ext::TOOLS, ext::cut),
    plan("ext4-zeroed", ext::TOOLS, ext::zeroed),
    plan("ext4-fragmented-1k", ext::TOOLS, ext::fragmented_1k),
    plan("ext4-fragmented-4k", ext::TOOLS, ext::fragmented_4k),
    plan("xfs", others::XFS, others::xfs),
    plan("btrfs-inline", others::BTRFS, others::btrfs),
    plan("tar", &[], others::tar),
    plan("blocks-4k", &[], foreign::contiguous),
    plan("blocks-4k-in-order", &[], foreign::rising_4k),
    plan("blocks-1k-in-order", &[], foreign::rising_1k),
    plan("blocks-4k-any-order", &[], foreign::any_4k),
    plan("blocks-1k-any-order", &[], foreign::any_1k),
    plan("memory-pages", &[], foreign::memory),
    plan("single", &[], foreign::single),
    plan("heap", &[], foreign::heap),
    plan("near-programs", &[], near::programs),
    plan("near-random", &[], near::random),
    plan("near-types", &[], near::types),
    plan("near-structures", &[], near::structures),
];

/// What the command line asks for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Options {
    folder: Option<PathBuf>,
    keep: bool,
    command: Option<PathBuf>,
    only: String,
    ordinary: Option<Vec<PathBuf>>,
    except: Vec<PathBuf>,
}

impl Options {
    fn parse(mut words: &[&str]) -> Result<Self, String> {
        let mut options = Self::default();
        while let [word, rest @ ..] = words {
            words = match (*word, rest) {
                ("--keep", rest) => {
                    options.keep = true;
                    rest
                }
                ("--dir", [folder, rest @ ..]) => {
                    options.folder = Some(folder.into());
                    rest
                }
                ("--command", [program, rest @ ..]) => {
                    options.command = Some(program.into());
                    rest
                }
                ("--only", [name, rest @ ..]) => {
                    options.only = (*name).to_owned();
                    rest
                }
                ("--except", [path, rest @ ..]) => {
                    options.except.push(path.into());
                    rest
                }
                ("--ordinary", paths) => {
                    let paths = if paths.is_empty() { &["/usr"] } else { paths };
                    options.ordinary = Some(paths.iter().map(PathBuf::from).collect());
                    &[]
                }
                _ => {
                    let what = format!("`{word}` is no option of carve-eval");
                    return Err(format!("{what}, or lacks its value"));
                }
            };
        }
        Ok(options)
    }
}

/// Measures, with the options of the command line.
pub(crate) fn task(words: &[&str]) -> Result<(), String> {
    let options = Options::parse(words)?;
    let carver = Carver::new(options.command.clone())?;
    if let Some(paths) = &options.ordinary {
        return ordinary::measure(&carver, paths, &options.except);
    }
    let folder = match &options.folder {
        Some(folder) => folder.clone(),
        None => target_dir()?.join("carve-eval"),
    };
    let bench = Bench::new(folder.clone())?;
    let measured = measure_all(&carver, &bench, &options);
    if !options.keep && options.folder.is_none() {
        std::fs::remove_dir_all(&folder)
            .map_err(|error| format!("cannot remove {}: {error}", folder.display()))?;
    }
    measured
}

fn measure_all(carver: &Carver, bench: &Bench, options: &Options) -> Result<(), String> {
    let mut table = Table::default();
    for plan in PLANS.iter().filter(|plan| plan.name.contains(&options.only)) {
        if let Some(missing) = plan.tools.iter().find(|name| tool(name).is_none()) {
            println!("{}: skipped, there is no {missing}", plan.name);
            table.skipped += 1;
            continue;
        }
        let image = (plan.build)(bench)?;
        measure(carver, bench, &image, &mut table)?;
        if !options.keep {
            // Those of later images would fill the disk.
            let _ = std::fs::remove_file(&image.path);
        }
    }
    table.print();
    table.verdict()
}

/// Adds the lines of an image: one for each tier.
fn measure(
    carver: &Carver,
    bench: &Bench,
    image: &Image,
    table: &mut Table,
) -> Result<(), String> {
    let bytes = load(&image.path)?;
    let places = truth::places(&bytes, &image.laid);
    let hits = carver.hits(&image.path, image.is_odd)?;
    let rule_hits = rule::hits(&bytes);
    let rule = count(&places, &rule_hits);
    for &tier in Tier::ALL.iter().rev() {
        let chosen: Vec<_> = hits.iter().filter(|hit| hit.tier >= tier).cloned().collect();
        let ours = count(&places, &chosen);
        if tier == Tier::Possible {
            let told = Told::new(&places, &chosen, &ours);
            bench.write(&format!("{}.txt", image.name), told.lines.as_bytes())?;
            told.show(image.name);
        }
        table.lines.push(Line { image: image.name, tier, ours, rule: rule.clone() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::hit::{Hit, Shape};
    use super::*;

    #[test]
    fn options_are_read_in_any_order() {
        let options =
            Options::parse(&["--keep", "--dir", "here", "--only", "xfs"]).unwrap();
        assert!(options.keep);
        assert_eq!(options.folder, Some("here".into()));
        assert_eq!(options.only, "xfs");
        assert_eq!(options.ordinary, None);
    }

    #[test]
    fn ordinary_files_are_those_of_the_system_by_default() {
        let paths = |words: &[&str]| Options::parse(words).unwrap().ordinary.unwrap();
        assert_eq!(paths(&["--ordinary"]), [PathBuf::from("/usr")]);
        assert_eq!(paths(&["--ordinary", "a", "b"]).len(), 2);
    }

    #[test]
    fn what_is_no_option_is_an_error() {
        assert!(Options::parse(&["--kepe"]).is_err());
        assert!(Options::parse(&["--dir"]).is_err());
    }

    #[test]
    fn images_that_need_no_tool_are_the_same_each_time() {
        let folder =
            std::env::temp_dir().join(format!("carve-eval-{}", std::process::id()));
        let bench = Bench::new(folder.clone()).unwrap();
        for build in [foreign::any_1k, others::tar, foreign::memory, foreign::heap] {
            let [one, other] =
                [(); 2].map(|()| load(&build(&bench).unwrap().path).unwrap());
            assert!(one == other);
        }
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn who_knows_the_truth_finds_all_of_it_and_nothing_else() {
        let folder =
            std::env::temp_dir().join(format!("carve-truth-{}", std::process::id()));
        let bench = Bench::new(folder.clone()).unwrap();
        for build in [foreign::any_1k, foreign::rising_4k, foreign::memory, foreign::single]
        {
            let image = build(&bench).unwrap();
            let places = truth::places(&load(&image.path).unwrap(), &image.laid);
            let records: usize = image.laid.iter().map(|laid| laid.log.places.len()).sum();
            // Of heads of files some are left out, and some are heads of two files at once.
            assert!(places.len() + image.laid.len() >= records, "{}", image.name);
            let hits: Vec<Hit> = places.iter().map(oracle).collect();
            let count = count(&places, &hits);
            assert!((count.f1() - 1.0).abs() < 1e-9, "{}: {count:?}", image.name);
        }
        std::fs::remove_dir_all(folder).unwrap();
    }

    fn oracle(place: &truth::Place) -> Hit {
        let shape = match place.pieces.as_slice() {
            [head, tail] => Shape::Joined { cut: head.part.len() as u64, tail: tail.at },
            _ => Shape::Whole,
        };
        let (layout, at) = (place.layout, place.pieces[0].at);
        Hit { layout, at, tier: Tier::Confirmed, shape, reasons: String::new() }
    }
}
