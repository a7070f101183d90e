//! `--write`: files made of what was found, one for each layout.

mod manifest;
mod name;
mod order;
mod spill;

use crate::report::{Report, count, shown};
use crate::sink::Sink;
use loginrec::carve::{Fragment, Hit, Tier};
use loginrec::layout::{Framing, Layout};
use loginrec::{Seconds32, View};
use manifest::{Manifest, Row, sha256};
use spill::{Origin, Spill};
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::hash::RandomState;
use std::io;

use std::path::{Path, PathBuf};

/// The files of a folder while they come to be.
///
/// Records wait in files without a name until all are there; 24 bytes of each stay in memory.
pub(crate) struct Rebuilt {
    folder: PathBuf,
    force: bool,
    inputs: Vec<PathBuf>,
    /// The images, escaped.
    sources: Vec<String>,
    /// By the ids of the layouts.
    spills: BTreeMap<&'static str, (&'static Layout, Spill)>,
    fragments: BTreeMap<&'static str, Parts>,
    manifest: Manifest,
    hasher: RandomState,
}

/// The file of parts of records of one layout.
struct Parts {
    name: String,
    sink: Sink,
    len: u64,
    number: u64,
}

/// What was found, apart from what it is made of.
struct Found<'a> {
    layout: &'static Layout,
    /// The bytes that there are.
    bytes: &'a [u8],
    origin: Origin,
    fragment: Option<Fragment>,
    time: Option<i64>,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// Its name in the folder.
    pub(crate) name: String,
    pub(crate) layout: &'static Layout,
    /// Records in it, or parts of records.
    pub(crate) records: u64,
    /// Records that were found more than once, and are left out.
    pub(crate) copies: u64,
    /// Whether it holds parts of records.
    pub(crate) is_parts: bool,
}

/// As a message says it.
impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = count(self.records, if self.is_parts { "part" } else { "record" });
        let what = what + if self.is_parts { " of records" } else { "" };
        write!(f, "{}: {what}", self.name)?;
        match self.copies {
            0 => Ok(()),
            copies => write!(f, "; {} left out", count(copies, "copy")),
        }
    }
}

impl Rebuilt {
    /// Makes the folder, which has to be empty if there is one, unless `force` is set: then
    /// files of the same name are overwritten, but never one of the inputs. `None` if that
    /// cannot be done, which is reported.
    pub(crate) fn create(
        folder: &Path,
        force: bool,
        inputs: &[PathBuf],
        report: &mut Report,
    ) -> Option<Self> {
        let begun = prepare(folder, force).and_then(|()| {
            let manifest = file(folder, name::MANIFEST, force, inputs)?;
            Manifest::new(manifest)
        });
        match begun {
            Ok(manifest) => Some(Self {
                folder: folder.to_owned(),
                force,
                inputs: inputs.to_vec(),
                sources: Vec::new(),
                spills: BTreeMap::new(),
                fragments: BTreeMap::new(),
                manifest,
                hasher: RandomState::new(),
            }),
            Err(error) => {
                report.error(format_args!("{}: cannot be written: {error}", shown(folder)));
                None
            }
        }
    }

    /// Begins an image: the hits that follow are from it. Its name is escaped.
    pub(crate) fn begin(&mut self, source: &str) {
        self.sources.push(source.to_owned());
    }

    /// Adds a hit. Parts of records are written at once.
    pub(crate) fn push(&mut self, hit: &Hit<'_>) -> io::Result<()> {
        let source = u32::try_from(self.sources.len().saturating_sub(1));
        let joined = match hit.fragment() {
            Some(Fragment::Joined { cut, tail }) => {
                Some((u32::try_from(cut).map_err(io::Error::other)?, tail))
            }
            _ => None,
        };
        let tier = Tier::ALL.iter().position(|&tier| tier == hit.tier()).unwrap_or(0);
        let origin = Origin {
            source: source.map_err(io::Error::other)?,
            offset: hit.offset(),
            joined,
            tier: u8::try_from(tier).unwrap_or(0),
            run: hit.run(),
            run_index: hit.run_index(),
        };
        let layout = hit.layout();
        let time = hit.entry().view().and_then(|view| micros(&view));
        let (bytes, fragment) = (hit.bytes(), hit.fragment());
        self.add(&Found { layout, bytes, origin, fragment, time })
    }

    fn add(&mut self, found: &Found<'_>) -> io::Result<()> {
        match found.fragment {
            Some(fragment @ (Fragment::Head | Fragment::Tail)) => {
                self.add_part(found, fragment)
            }
            _ => self.add_record(found),
        }
    }

    fn add_record(&mut self, found: &Found<'_>) -> io::Result<()> {
        let layout = found.layout;
        let bytes = match layout.framing() {
            Framing::Hash => layout.body(found.bytes),
            _ => found.bytes,
        };
        if !self.spills.contains_key(layout.id()) {
            let spill = Spill::new(&self.folder)?;
            self.spills.insert(layout.id(), (layout, spill));
        }
        match self.spills.get_mut(layout.id()) {
            Some((_, spill)) => spill.push(&found.origin, found.time, bytes, &self.hasher),
            None => Ok(()),
        }
    }

    fn add_part(&mut self, found: &Found<'_>, fragment: Fragment) -> io::Result<()> {
        let layout = found.layout;
        if !self.fragments.contains_key(layout.id()) {
            let name = name::fragments(layout);
            let sink = file(&self.folder, &name, self.force, &self.inputs)?;
            let parts = Parts { name, sink, len: 0, number: 0 };
            self.fragments.insert(layout.id(), parts);
        }
        let Some(parts) = self.fragments.get_mut(layout.id()) else { return Ok(()) };
        parts.sink.buffer().extend_from_slice(found.bytes);
        parts.sink.drain()?;
        let origin = &found.origin;
        let row = row(&parts.name, parts.len, found.bytes, layout, origin, &self.sources);
        self.manifest.push(&Row { fragment: Some(fragment.name()), ..row })?;
        parts.len += u64::try_from(found.bytes.len()).map_err(io::Error::other)?;
        parts.number += 1;
        Ok(())
    }

    /// Writes the files, the manifest, and what there is to know of them. What is not as it was
    /// is told.
    pub(crate) fn finish(mut self) -> io::Result<Vec<Written>> {
        let mut written = Vec::new();
        for (layout, spill) in std::mem::take(&mut self.spills).into_values() {
            written.push(self.write(layout, spill)?);
        }
        for (id, parts) in std::mem::take(&mut self.fragments) {
            parts.sink.finish()?;
            let layout = loginrec::layout::find(id).ok_or(io::ErrorKind::NotFound)?;
            let (name, records) = (parts.name, parts.number);
            written.push(Written { name, layout, records, copies: 0, is_parts: true });
        }
        self.manifest.finish()?;
        let mut note = file(&self.folder, name::NOTE, self.force, &self.inputs)?;
        note.buffer().extend_from_slice(note_of(&written).as_bytes());
        note.finish()?;
        for file in &written {
            if let (Some(caveat), false) = (name::caveat(file.layout), file.is_parts) {
                let path = shown(&self.folder.join(&file.name));
                Report::warn(format_args!("{path}: {caveat}"));
            }
        }
        Ok(written)
    }

    /// Writes the file of one layout.
    fn write(&mut self, layout: &'static Layout, spill: Spill) -> io::Result<Written> {
        let name = name::file(layout);
        let mut sink = file(&self.folder, &name, self.force, &self.inputs)?;
        let (plan, mut records) = spill.settle()?;
        let (mut at, mut number, mut copies) = (0, 0, 0);
        let mut put = |origin: &Origin, bytes: &[u8], copy_of: Option<u64>| {
            let place = copy_of.unwrap_or(at);
            let row = row(&name, place, bytes, layout, origin, &self.sources);
            self.manifest.push(&Row { copy: copy_of.is_some(), ..row })?;
            if copy_of.is_some() {
                copies += 1;
                return Ok(place);
            }
            sink.buffer().extend_from_slice(bytes);
            sink.drain()?;
            at += u64::try_from(bytes.len()).map_err(io::Error::other)?;
            number += 1;
            Ok::<_, io::Error>(place)
        };
        for &one in &plan.order {
            let (origin, bytes) = records.get(one)?;
            let place = put(&origin, bytes, None)?;
            let mut copies = plan.copies_of(one).peekable();
            if copies.peek().is_none() {
                continue;
            }
            let kept = bytes.to_vec();
            for copy in copies {
                let (origin, bytes) = records.get_copy(copy)?;
                // A hash of 64 bits may be that of two.
                put(&origin, bytes, (bytes == kept).then_some(place))?;
            }
        }
        sink.finish()?;
        Ok(Written { name, layout, records: number, copies, is_parts: false })
    }
}

/// The folder, which is empty or may be written to as it is.
fn prepare(folder: &Path, force: bool) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    if !force && fs::read_dir(folder)?.next().is_some() {
        return Err(io::Error::other(
            "the folder is not empty; --force overwrites files in it",
        ));
    }
    Ok(())
}

fn file(folder: &Path, name: &str, force: bool, inputs: &[PathBuf]) -> io::Result<Sink> {
    let path = folder.join(name);
    Sink::file(&path, force, inputs)
        .map_err(|error| io::Error::other(format!("{}: {error}", shown(&path))))
}

fn row<'a>(
    file: &'a str,
    file_offset: u64,
    bytes: &[u8],
    layout: &'static Layout,
    origin: &Origin,
    sources: &'a [String],
) -> Row<'a> {
    let source = usize::try_from(origin.source).ok().and_then(|at| sources.get(at));
    let tier = Tier::ALL.get(usize::from(origin.tier));
    Row {
        file,
        file_offset,
        length: bytes.len(),
        source: source.map_or("", String::as_str),
        offset: origin.offset,
        copy: false,
        fragment: origin.joined.map(|_| "joined"),
        cut: origin.joined.map(|(cut, _)| cut),
        tail_offset: origin.joined.map(|(_, tail)| tail),
        layout: layout.id(),
        tier: tier.map_or("", |tier| tier.name()),
        run: origin.run,
        run_index: origin.run_index,
        sha256: sha256(bytes),
    }
}

/// When it happened, in microseconds since 1970.
fn micros(view: &View<'_>) -> Option<i64> {
    let time = match view {
        View::Record(record) => record.time(),
        View::LastLogin(login) => login.time(),
        View::Failures(failures) => failures.time(),
        View::Attempt(attempt) => attempt.time(),
        View::Process(process) => process.time(),
        _ => return None,
    };
    let time = time.timestamp_as(Seconds32::Unsigned)?;
    Some(time.seconds() * 1_000_000 + i64::from(time.micros()))
}

/// What whoever is given the folder has to know.
fn note_of(written: &[Written]) -> String {
    let mut text = format!(
        "Login records that loginrec {} has found, one file for each layout. The name up\n\
         to the dot is the layout:\n\n  loginrec dump --layout ID FILE\n\nRecords of a run \
         (one directly behind the other) keep their order; runs are\nmerged by the times in \
         them. What was found several times stands in a file once.\n{} says where each \
         record, each copy of one, and each part of one was\nfound.\n",
        env!("CARGO_PKG_VERSION"),
        name::MANIFEST
    );
    for file in written {
        text.push_str(&format!("\n{file}\n"));
        if let (Some(caveat), false) = (name::caveat(file.layout), file.is_parts) {
            text.push_str(&format!("  {caveat}\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests;
