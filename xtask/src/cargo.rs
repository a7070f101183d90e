//! Starting cargo and other programs.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder of the workspace.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Where cargo puts what it builds, this program too: `TARGET/debug/xtask`.
pub(crate) fn target_dir() -> Result<PathBuf, String> {
    let program =
        std::env::current_exe().map_err(|error| format!("where am I? {error}"))?;
    let folder = program.ancestors().nth(2).ok_or("cargo did not build this program")?;
    Ok(folder.to_owned())
}

/// `cargo` with these words, in the folder of the workspace.
pub(crate) fn cargo(words: &str) -> Command {
    program("cargo", words)
}

/// A program with these words, in the folder of the workspace.
pub(crate) fn program(name: impl AsRef<OsStr>, words: &str) -> Command {
    let mut command = Command::new(name);
    command.args(words.split_whitespace()).current_dir(root());
    command
}

/// Runs the command with its output shown; fails unless it succeeds.
pub(crate) fn succeed(command: &mut Command) -> Result<(), String> {
    announce(command);
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("{} ({status})", shown(command))) }
}

/// Runs the command and returns what it wrote to stdout; its stderr is shown.
pub(crate) fn read(command: &mut Command) -> Result<String, String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| cannot_start(command, &error))?;
    if !output.status.success() {
        return Err(format!("{} ({})", shown(command), output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("{}: no text", shown(command)))
}

/// Whether the command succeeds; nothing of it is shown.
pub(crate) fn works(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// A tool, even where the path of an ordinary user leaves out those of the system.
pub(crate) fn tool(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    folders.map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// Says what is about to run.
pub(crate) fn announce(command: &Command) {
    println!("$ {}", shown(command));
}

/// The command as one would type it, without its environment.
pub(crate) fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

pub(crate) fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    format!("{}: {error}", shown(command))
}
