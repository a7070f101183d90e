//! Which files the running system may write to while they are read.

use crate::layout::LAYOUTS;
use crate::source::Mode;
use std::collections::BTreeSet;
use std::path::Path;

/// Smaller files are read, not mapped.
const MAP_FROM: u64 = 64 << 20;

/// Whether to map a file of this length; one without a path is nobody else's.
pub(crate) fn wants_map(mode: Mode, len: u64, path: Option<&Path>) -> bool {
    match mode {
        Mode::Read => false,
        Mode::Map => true,
        Mode::Auto => len >= MAP_FROM && !path.is_some_and(is_live),
    }
}

/// Whether a path is in a folder where the running system keeps its login records.
fn is_live(path: &Path) -> bool {
    let folder = path.canonicalize().ok();
    let folder = folder.as_deref().and_then(Path::parent);
    let paths = LAYOUTS.iter().flat_map(|layout| layout.spec().paths);
    let known: BTreeSet<_> = paths.filter_map(|known| Path::new(known).parent()).collect();
    known.into_iter().any(|known| {
        // /var/run is a link to /run on most systems.
        folder == Some(known)
            || known.canonicalize().is_ok_and(|known| folder == Some(&known))
    })
}
