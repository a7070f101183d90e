//! Finding the programs that are compared.

use super::question::{Program, Source};
use crate::cargo::{cargo, read, root, succeed, target_dir, tool};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is built here, and where everything else is looked for.
pub(crate) struct Found {
    command: PathBuf,
    peers: PathBuf,
    python: String,
}

/// How to start a program, and what it is.
#[derive(Debug)]
pub(crate) struct Start {
    pub(crate) program: PathBuf,
    /// Name and version; of our own, nothing.
    pub(crate) version: Option<String>,
}

impl Found {
    /// Builds the command and the package `peers`.
    pub(crate) fn build(python: &str) -> Result<Self, String> {
        succeed(&mut cargo("build --quiet --release -p loginrec-cli"))?;
        let target = target_dir()?;
        let peers = target.join("peers");
        let mut build = cargo("build --quiet --release --manifest-path peers/Cargo.toml");
        succeed(build.arg("--target-dir").arg(&peers))?;
        let release = |folder: &Path, name: &str| {
            folder.join("release").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
        };
        Ok(Self {
            command: release(&target, "loginrec"),
            peers: release(&peers, "loginrec-peers"),
            python: python.to_owned(),
        })
    }

    /// Where it is, or what would install it.
    pub(crate) fn find(&self, asked: &Program) -> Result<Start, String> {
        match asked.source {
            Source::Command => Ok(Start { program: self.command.clone(), version: None }),
            Source::Peers("loginrec") => {
                Ok(Start { program: self.peers.clone(), version: None })
            }
            Source::Peers(name) => {
                let lock = std::fs::read_to_string(root().join("peers/Cargo.lock"));
                let version = locked(&lock.unwrap_or_default(), name);
                Ok(Start { program: self.peers.clone(), version })
            }
            Source::Tool { program: name, says, package } => {
                let missing = || format!("`{name}` of {says}: `apt-get install {package}`");
                let program = tool(name).ok_or_else(missing)?;
                let mut version = Command::new(&program);
                let version = read(version.arg("--version")).unwrap_or_default();
                let version = version.lines().next().unwrap_or_default().trim().to_owned();
                // Others have programs of the same name.
                if version.contains(says) {
                    return Ok(Start { program, version: Some(version) });
                }
                Err(missing())
            }
            Source::Python { module, package } => {
                let missing = || format!("{package} of PyPI: `pip install {package}`");
                let ask = format!(
                    "import {module}, importlib.metadata as m; print(m.version('{package}'))"
                );
                let mut python = Command::new(&self.python);
                let output = python.args(["-c", &ask]).output().map_err(|_| missing())?;
                if !output.status.success() {
                    return Err(missing());
                }
                let version = String::from_utf8_lossy(&output.stdout);
                let version = Some(format!("{package} {}", version.trim()));
                Ok(Start { program: self.python.clone().into(), version })
            }
        }
    }
}

/// Name and version of a crate, from a lock file.
fn locked(lock: &str, name: &str) -> Option<String> {
    let own = format!("name = \"{name}\"");
    let mut lines = lock.lines().skip_while(|line| *line != own).skip(1);
    let version = lines.next()?.strip_prefix("version = ")?;
    Some(format!("{name} {}", version.trim_matches('"')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_a_crate_stands_behind_its_name() {
        let lock = "[[package]]\nname = \"utmp-raw\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"utmp-rs\"\nversion = \"0.4.0\"\n";
        assert_eq!(locked(lock, "utmp-rs").unwrap(), "utmp-rs 0.4.0");
        assert_eq!(locked(lock, "utwt"), None);
    }

    #[test]
    fn what_is_missing_is_told_with_what_would_install_it() {
        let found = Found {
            command: "loginrec".into(),
            peers: "peers".into(),
            python: "there-is-no-such-python".into(),
        };
        let source = Source::Tool { program: "no-such-tool", says: "x", package: "some" };
        let asked = Program { name: "x", source, words: &[], share: 1 };
        assert!(found.find(&asked).unwrap_err().ends_with("`apt-get install some`"));
        let source = Source::Python { module: "utmp", package: "utmp" };
        let asked = Program { source, ..asked };
        assert!(found.find(&asked).unwrap_err().ends_with("`pip install utmp`"));
    }
}
