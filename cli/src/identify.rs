//! `loginrec identify`: which layout files have, and why.

use crate::args::Identify;
use crate::filter::time_of;
use crate::folder::files;
use crate::reading::{is_stdin, open_with, options};
use crate::report::{Report, count, entries, is_login, shown};
use crate::sink::Sink;
use crate::walk::{Seen, Tally, walk};
use loginrec::detect::{Candidate, Ranking};
use loginrec::layout::Layout;
use loginrec::{Damage, Entry, ErrorKind, Reader, Seconds32, Timestamp, output};
use serde::Serialize;
use std::fmt::Write;
use std::io;
use std::path::Path;

/// So many candidates are shown of a file that is not recognised.
const TRIED: usize = 3;

/// What is known of a file.
#[derive(Debug, Default)]
struct Findings {
    size: Option<u64>,
    layout: Option<&'static Layout>,
    ranking: Option<Ranking>,
    records: u64,
    /// The layouts of the entries, in the order of their first, and how many have them.
    layouts: Vec<(&'static Layout, u64)>,
    damage: Tally,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
}

/// Identifies every path. An error is one of writing.
pub(crate) fn run(args: &Identify, report: &mut Report) -> io::Result<()> {
    let mut sink = match Sink::stdout_for(&args.paths) {
        Ok(sink) => sink,
        Err(error) => {
            report.error(format_args!("standard output: cannot be written: {error}"));
            return Ok(());
        }
    };
    for path in &args.paths {
        let is_listed = path.is_dir();
        for path in files(path, report) {
            let Some(findings) = examine(&path, args, report)? else { continue };
            let source = shown(&path);
            let text = if args.json {
                json(&source, &findings)?
            } else if is_listed && findings.is_unrecognised() {
                // Most files below a folder are something else; that is no news.
                format!("{source}: not recognised\n")
            } else {
                let mut text = String::new();
                // Writing to a string cannot fail.
                describe(&mut text, &source, &findings).map_err(io::Error::other)?;
                text
            };
            sink.buffer().extend_from_slice(text.as_bytes());
            sink.drain()?;
        }
    }
    sink.finish()
}

fn examine(
    path: &Path,
    args: &Identify,
    report: &mut Report,
) -> io::Result<Option<Findings>> {
    Ok(match open_with(path, options(&args.reading).rank_all(true)) {
        Ok(reader) => Some(read(reader, args.seconds.policy(), &shown(path), report)?),
        Err(error) if error.kind() == ErrorKind::Unrecognised => {
            let size = path.metadata().ok().filter(|_| !is_stdin(path));
            Some(Findings {
                size: size
                    .filter(std::fs::Metadata::is_file)
                    .map(|metadata| metadata.len()),
                ranking: error.ranking().cloned(),
                ..Findings::default()
            })
        }
        Err(error) => {
            report.error(error);
            None
        }
    })
}

fn read(
    mut reader: Reader,
    seconds32: Seconds32,
    source: &str,
    report: &mut Report,
) -> io::Result<Findings> {
    let mut findings = Findings {
        // An empty file has no records that could have a layout.
        layout: Some(reader.layout())
            .filter(|_| !reader.ranking().is_some_and(Ranking::is_empty_file)),
        ranking: reader.ranking().cloned(),
        ..Findings::default()
    };
    findings.damage = walk(&mut reader, source, report, |seen| {
        if let Seen::Entry(entry) = seen {
            findings.add(&entry, seconds32);
        }
        Ok(())
    })?;
    findings.size = reader.size().or(Some(reader.offset()));
    report.damage(&findings.damage, source);
    report.change(reader.change(), source);
    Ok(findings)
}

impl Findings {
    fn add(&mut self, entry: &Entry<'_>, seconds32: Seconds32) {
        self.records += 1;
        match self.layouts.iter_mut().find(|(layout, _)| *layout == entry.layout()) {
            Some((_, count)) => *count += 1,
            None => self.layouts.push((entry.layout(), 1)),
        }
        // An entry that was never filled in, or was cleared, has the time zero, which says
        // nothing about the span of the file.
        let time = entry.view().and_then(|view| time_of(&view)?.timestamp_as(seconds32));
        if let Some(time) = time.filter(|time| time.seconds() != 0) {
            self.first = Some(self.first.map_or(time, |first| first.min(time)));
            self.last = Some(self.last.map_or(time, |last| last.max(time)));
        }
    }

    /// Whether the file has bytes, and no layout that is known.
    fn is_unrecognised(&self) -> bool {
        self.layout.is_none() && !self.ranking.as_ref().is_some_and(Ranking::is_empty_file)
    }

    fn rivals(&self) -> &[Candidate] {
        self.ranking.as_ref().map_or(&[], Ranking::rivals)
    }

    /// The candidates worth telling: those that fit, or the best of those that do not.
    fn candidates(&self) -> impl Iterator<Item = &Candidate> {
        let all = self.ranking.as_ref().map_or(&[][..], Ranking::candidates);
        let fitting = all.iter().filter(|candidate| candidate.score() > 0).count();
        all.iter()
            .enumerate()
            .filter(move |(place, candidate)| {
                candidate.score() > 0 || (fitting == 0 && *place < TRIED)
            })
            .map(|(_, candidate)| candidate)
    }
}

fn describe(out: &mut String, source: &str, findings: &Findings) -> std::fmt::Result {
    let ranking = findings.ranking.as_ref();
    let Some(layout) = findings.layout else {
        if ranking.is_some_and(Ranking::is_empty_file) {
            return writeln!(out, "{source}: empty");
        }
        let tried = ranking.map_or(0, |ranking| ranking.candidates().len());
        writeln!(
            out,
            "{source}: not recognised; {tried} layouts tried, the best of them:"
        )?;
        return findings.candidates().take(TRIED).try_for_each(|tried| explain(out, tried));
    };
    write!(out, "{source}: {}", layout.id())?;
    for rival in findings.rivals() {
        write!(out, " or {}", rival.layout().id())?;
    }
    let what = (!is_login(layout.content())).then(|| layout.content().name());
    let how = (!findings.rivals().is_empty()).then(|| {
        match ranking.is_some_and(Ranking::readings_differ) {
            true => "which read differently",
            false => "which read the same here",
        }
    });
    let remarks: Vec<_> = how.into_iter().chain(what).collect();
    if !remarks.is_empty() {
        write!(out, " ({})", remarks.join("; "))?;
    }
    write!(out, ", {}", entries(findings.records, layout))?;
    for (other, count) in findings.layouts.iter().filter(|(other, _)| *other != layout) {
        write!(out, ", {count} of them {}", other.id())?;
    }
    if let (Some(first), Some(last)) = (findings.first, findings.last) {
        write!(out, ", {first} to {last}")?;
    }
    describe_damage(out, &findings.damage)?;
    if layout.spec().is_secondary() {
        writeln!(
            out,
            "  the layout rests on a secondary source: check it against the bytes"
        )?;
    }
    findings.candidates().take(1).try_for_each(|best| explain(out, best))
}

fn describe_damage(out: &mut String, damage: &Tally) -> std::fmt::Result {
    if damage.places == 0 {
        return writeln!(out, ", no damage");
    }
    let (bytes, places) = (count(damage.bytes, "byte"), count(damage.places, "place"));
    writeln!(out, ", {bytes} of damage in {places}")?;
    for Damage { offset, len, reason } in &damage.first {
        writeln!(out, "  {} at {offset}: {reason}", count(*len, "byte"))?;
    }
    let told = u64::try_from(damage.first.len()).unwrap_or(u64::MAX);
    match damage.places.saturating_sub(told) {
        0 => Ok(()),
        more => writeln!(out, "  {more} more; `loginrec dump --residue` shows them all"),
    }
}

fn explain(out: &mut String, candidate: &Candidate) -> std::fmt::Result {
    writeln!(out, "  {}, score {} of 100", candidate.layout().id(), candidate.score())?;
    candidate.reasons().iter().try_for_each(|reason| writeln!(out, "    {reason}"))
}

/// The findings as JSON, in this order.
#[derive(Serialize)]
struct Shown<'a> {
    source: &'a str,
    size: Option<u64>,
    layout: Option<&'static str>,
    ambiguous: bool,
    candidates: Vec<ShownCandidate<'a>>,
    records: u64,
    residue_bytes: u64,
    first_time: Option<String>,
    last_time: Option<String>,
    content: Option<&'static str>,
    secondary: bool,
    layouts: Vec<ShownLayout>,
}

#[derive(Serialize)]
struct ShownLayout {
    layout: &'static str,
    records: u64,
}

#[derive(Serialize)]
struct ShownCandidate<'a> {
    layout: &'static str,
    score: u8,
    reasons: &'a [String],
}

fn json(source: &str, findings: &Findings) -> io::Result<String> {
    let shown = Shown {
        source,
        size: findings.size,
        layout: findings.layout.map(Layout::id),
        ambiguous: !findings.rivals().is_empty(),
        candidates: findings
            .candidates()
            .map(|candidate| ShownCandidate {
                layout: candidate.layout().id(),
                score: candidate.score(),
                reasons: candidate.reasons(),
            })
            .collect(),
        records: findings.records,
        residue_bytes: findings.damage.bytes,
        first_time: findings.first.map(|time| time.to_string()),
        last_time: findings.last.map(|time| time.to_string()),
        content: findings.layout.map(|layout| output::definition(layout.content())),
        secondary: findings.layout.is_some_and(|layout| layout.spec().is_secondary()),
        layouts: findings
            .layouts
            .iter()
            .map(|&(layout, records)| ShownLayout { layout: layout.id(), records })
            .collect(),
    };
    Ok(serde_json::to_string(&shown)? + "\n")
}
