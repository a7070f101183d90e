//! `loginrec carve`: login records out of anything.

mod args;
mod known;
mod outcome;
mod search;
mod span;
mod stop;
mod tally;
#[cfg(test)]
mod testing;
mod tight;
mod write;

pub(crate) use args::{AFTER, Carve};

use crate::filter::window;
use crate::reading::is_stdin;
use crate::report::{Report, shown};
use crate::sink::Sink;
use crate::when::Zone;
use known::Known;
use loginrec::Error;
use loginrec::carve::{Carver, Options};
use loginrec::image::Image;
use loginrec::layout::{Carving, Content, LAYOUTS};
use loginrec::output::{CarveWriter, Format, Style};
use outcome::Outcome;
use search::Search;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use stop::Stop;
use write::Rebuilt;

/// Prints what was asked for. An error is one of writing.
pub(crate) fn run(args: &Carve, report: &mut Report) -> io::Result<()> {
    let prepared = args.times.zone().and_then(|zone| {
        let options = options(args, &zone)?;
        Ok((zone, options, range(args)?))
    });
    let (zone, options, range) = match prepared {
        Ok(prepared) => prepared,
        Err(message) => {
            report.error(message);
            return Ok(());
        }
    };
    let carver = Carver::new(&options);
    let stop = match Stop::on_request() {
        Ok(stop) => stop,
        Err(error) => {
            report.error(format_args!("Ctrl-C cannot be waited for: {error}"));
            return Ok(());
        }
    };
    // All of them before the output is: the parts of one that is split are evidence too.
    let images: Vec<_> = args.paths.iter().map(|path| open(path, args)).collect();
    let parts = images.iter().flatten().flat_map(Image::parts);
    let parts = parts.map(|part| PathBuf::from(part.name()));
    let inputs: Vec<_> = args.inputs().into_iter().chain(parts).collect();
    let Some(sink) = Sink::open(&args.output, &inputs, report) else {
        return Ok(());
    };
    let offset_at = |seconds| zone.offset_at(seconds);
    let style = Style {
        seconds32: args.times.seconds32(),
        offset: (!zone.is_utc()).then_some(&offset_at),
    };
    let format = args.output.format(args.format);
    let mut writer = CarveWriter::new(format, style, contents(&options));
    let rebuilt = match &args.write {
        None => None,
        Some(folder) => match Rebuilt::create(folder, args.output.force, &inputs, report) {
            None => return Ok(()),
            rebuilt => rebuilt,
        },
    };
    let known = (!args.known.is_empty()).then(|| Known::read(&args.known, report));
    if known.is_some() {
        writer = writer.with_known();
    }
    let table = (format == Format::Table).then_some(style);
    let outcome =
        Outcome::new(writer, table, sink, known, args.only_unknown).rebuilding(rebuilt);
    let mut search = Search { args, carver: &carver, range, stop, outcome };
    let searched = all(&mut search, images, report);
    let is_quiet = args.quiet || searched.is_err();
    if !is_quiet {
        tell_what_is_left_out(args, &options);
    }
    // Where nobody reads on, what was found by then is in the folder all the same.
    let finished = search.outcome.finish(is_quiet, report);
    searched.and(finished)
}

/// Searches one image after the other. An error is one of writing.
fn all(
    search: &mut Search<'_>,
    images: Vec<Result<Image, Error>>,
    report: &mut Report,
) -> io::Result<()> {
    let args = search.args;
    let paths = &args.paths;
    for (at, (path, image)) in paths.iter().zip(images).enumerate() {
        match image {
            Ok(image) => search.image(&image, &shown(path), report)?,
            Err(error) => report.error(error),
        }
        if search.stop.is_wanted() {
            tell_of_rest(paths.get(at + 1..).unwrap_or_default());
            break;
        }
    }
    Ok(())
}

fn open(path: &Path, args: &Carve) -> Result<Image, Error> {
    if is_stdin(path) {
        Ok(Image::stream("-", io::stdin()))
    } else {
        Image::open_as(path, args.map.mode())
    }
}

/// What to look for.
fn options(args: &Carve, zone: &Zone) -> Result<Options, String> {
    let mut options = Options::new().tier(args.tier.into());
    for layout in &args.layout {
        if let Carving::Never(why) = layout.spec().carving {
            return Err(format!(
                "--layout: {} cannot be told from noise: {why}",
                layout.id()
            ));
        }
    }
    if !args.layout.is_empty() {
        options = options.layouts(args.layout.iter().copied());
    }
    if let Some(align) = args.align {
        options = options.align(align.get());
    }
    let (since, until) = window(args.since.as_deref(), args.until.as_deref(), zone)?;
    let Range { start, end } = Options::TIMES;
    let start = since.map_or(start, seconds);
    // What is within a second is before its end.
    let end = until.map_or(end, |micros| seconds(micros.saturating_add(999_999)));
    if start >= end {
        return Err(format!(
            "no time is at or after --since and before {}",
            if until.is_some() {
                "--until"
            } else {
                "the end of the usual times: give --until"
            }
        ));
    }
    Ok(options.times(start..end))
}

fn seconds(micros: i128) -> i64 {
    let seconds = micros.div_euclid(1_000_000);
    i64::try_from(seconds).unwrap_or(if seconds < 0 { i64::MIN } else { i64::MAX })
}

/// Which bytes of an image to search.
fn range(args: &Carve) -> Result<Range<u64>, String> {
    let range = args.range.as_ref().map_or(0..u64::MAX, |span| span.0.clone());
    let Some(offset) = args.resume_from else { return Ok(range) };
    if args.paths.len() > 1 {
        return Err(
            "--resume-from is an offset in one image: give that one alone".to_owned()
        );
    }
    if !range.contains(&offset.0) {
        return Err("--resume-from is not in --range".to_owned());
    }
    Ok(offset.0..range.end)
}

/// What can be found.
fn contents(options: &Options) -> impl Iterator<Item = Content> {
    let has =
        |content: &Content| options.looked_for().any(|layout| layout.content() == *content);
    Content::ALL.iter().copied().filter(has)
}

/// Nothing found must not look like nothing there.
fn tell_what_is_left_out(args: &Carve, options: &Options) {
    let mut left_out = Vec::new();
    if args.layout.is_empty() {
        let weak = LAYOUTS.len() - options.looked_for().count();
        left_out.push(format!("{weak} layouts that noise is easily taken for (--layout)"));
    }
    if args.align.is_none_or(|align| align.get() > 1) {
        left_out.push("single records off their alignment (--align 1)".to_owned());
    }
    left_out.push("single records of other times (--since, --until)".to_owned());
    Report::warn(format_args!("left out: {}", left_out.join("; ")));
}

fn tell_of_rest(paths: &[PathBuf]) {
    if !paths.is_empty() {
        let names: Vec<_> = paths.iter().map(|path| shown(path)).collect();
        Report::warn(format_args!("not searched: {}", names.join(", ")));
    }
}
