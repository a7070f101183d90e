//! What cannot be read twice, kept in a file without a name.

use crate::report::Report;
use loginrec::{Piece, Reader};
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

/// Writes a stream to a file without a name. What cannot be read is reported.
pub(crate) fn keep(reader: &mut Reader, report: &mut Report) -> io::Result<File> {
    let mut file = io::BufWriter::new(tempfile::tempfile()?);
    loop {
        match reader.next_piece() {
            Ok(Some(Piece::Vacant(vacant))) => {
                file.seek(SeekFrom::Current(i64::try_from(vacant.len()).unwrap_or(0)))?;
            }
            Ok(Some(piece)) => file.write_all(piece.bytes().unwrap_or_default())?,
            Ok(None) => break,
            Err(error) => {
                report.error(error);
                break;
            }
        }
    }
    let end = file.stream_position()?;
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.set_len(end)?;
    Ok(file)
}
