//! The command that is measured.

use super::hit::Hit;
use crate::cargo::{cannot_start, cargo, shown, succeed, target_dir};
use loginrec::carve::Tier;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// `loginrec carve`, of one build.
pub(crate) struct Carver {
    program: PathBuf,
}

impl Carver {
    /// This program, or the release build of what is here.
    pub(crate) fn new(program: Option<PathBuf>) -> Result<Self, String> {
        if let Some(program) = program {
            return Ok(Self { program });
        }
        succeed(&mut cargo("build --quiet --release --package loginrec-cli"))?;
        let name = format!("loginrec{}", std::env::consts::EXE_SUFFIX);
        Ok(Self { program: target_dir()?.join("release").join(name) })
    }

    /// What it finds in an image, in any tier.
    pub(crate) fn hits(&self, image: &Path, anywhere: bool) -> Result<Vec<Hit>, String> {
        let mut command = self.command(image, Tier::Possible);
        if anywhere {
            command.args(["--align", "1"]);
        }
        let mut hits = Vec::new();
        read_rows(&mut command, None, &mut |hit| hits.push(hit))?;
        Ok(hits)
    }

    /// What it finds in what `feed` writes, as it finds it; nothing that is merely possible,
    /// of which there are millions. What it says of itself is shown.
    pub(crate) fn hits_of_stream(
        &self,
        feed: Feed<'_>,
        visit: &mut dyn FnMut(Hit),
    ) -> Result<(), String> {
        read_rows(&mut self.command(Path::new("-"), Tier::Probable), Some(feed), visit)
    }

    fn command(&self, image: &Path, tier: Tier) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("carve").arg(image);
        command.args(["--format", "jsonl", "--tier", tier.name()]);
        command
    }
}

/// Writes what is to be searched.
pub(crate) type Feed<'a> =
    Box<dyn FnOnce(&mut dyn Write) -> std::io::Result<()> + Send + 'a>;

fn read_rows(
    command: &mut Command,
    feed: Option<Feed<'_>>,
    visit: &mut dyn FnMut(Hit),
) -> Result<(), String> {
    let is_stream = feed.is_some();
    let stdin = if is_stream { Stdio::piped() } else { Stdio::null() };
    let mut child = command
        .stdin(stdin)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| cannot_start(command, &error))?;
    let (stdin, stdout, stderr) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let mut wrong = None;
    let said = std::thread::scope(|scope| {
        let feeding = feed.zip(stdin).map(|(feed, mut stdin)| {
            // A command that stops reading says itself why.
            scope.spawn(move || feed(&mut stdin))
        });
        let said = scope.spawn(move || {
            let mut said = Vec::new();
            let read = stderr.map(|mut stderr| stderr.read_to_end(&mut said));
            let _ = read; // what was said before is enough
            let said = String::from_utf8_lossy(&said).into_owned();
            if is_stream {
                print!("{said}");
            }
            said
        });
        for row in stdout.map(BufReader::new).into_iter().flat_map(BufRead::lines) {
            match row.map_err(|error| error.to_string()).and_then(|row| Hit::from_row(&row))
            {
                Ok(hit) => visit(hit),
                Err(what) => wrong = wrong.take().or(Some(what)),
            }
        }
        drop(feeding);
        said.join().unwrap_or_default()
    });
    let status = child.wait().map_err(|error| cannot_start(command, &error))?;
    match (wrong, status.success()) {
        (Some(what), _) => Err(format!("{}: {what}", shown(command))),
        (None, false) => Err(format!("{} ({status}): {said}", shown(command))),
        (None, true) => Ok(()),
    }
}
