//! Batches tell what JSON lines tell, whatever the input and the number of rows.

use crate::batches::assert_alike;
use loginrec::LogFile;
use loginrec::arrow::Batches;
use loginrec::layout::LAYOUTS;

/// The first byte picks the layout, and whether its kin are read too; the rest is the file. Its
/// length picks the number of rows.
pub fn run(data: &[u8]) {
    let Some((&number, bytes)) = data.split_first() else { return };
    let number = usize::from(number);
    let layout = LAYOUTS[number % LAYOUTS.len()];
    let rows = 1 + bytes.len() % 130;
    if number < LAYOUTS.len() {
        let file = LogFile::new(bytes, layout);
        assert_alike(&file, || Batches::new(bytes.to_vec(), layout), &[rows]);
    } else {
        let file = LogFile::with_kin(bytes, layout);
        assert_alike(&file, || Batches::with_kin(bytes.to_vec(), layout), &[rows]);
    }
}
