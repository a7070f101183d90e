//! Tables that can be read in a terminal and on a page.

/// A table; its first column holds names, the others figures.
#[derive(Debug)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<S: Into<String>>(head: impl IntoIterator<Item = S>) -> Self {
        Self { rows: vec![head.into_iter().map(S::into).collect()] }
    }

    /// Cells that are missing at the end are empty.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub(crate) fn text(&self) -> String {
        let columns = self.rows.first().map_or(0, Vec::len);
        let cell = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
        let widths: Vec<usize> = (0..columns)
            .map(|at| self.rows.iter().map(|row| cell(row, at).chars().count()).max())
            .map(|width| width.unwrap_or(0).max(3))
            .collect();
        let mut text = String::new();
        for (number, row) in self.rows.iter().enumerate() {
            for (at, &width) in widths.iter().enumerate() {
                let cell = cell(row, at);
                text += &match at {
                    0 => format!("| {cell:<width$} |"),
                    _ => format!(" {cell:>width$} |"),
                };
            }
            text.push('\n');
            if number == 0 {
                for (at, &width) in widths.iter().enumerate() {
                    let line = "-".repeat(width + 1);
                    text +=
                        &if at == 0 { format!("|{line}-|") } else { format!("{line}:|") };
                }
                text.push('\n');
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new(["program", "GB/s", "× ours"]);
        table.row(["loginrec".to_owned(), "1.25".to_owned()]);
        table.row(["last".to_owned(), "0.25".to_owned(), "5.0".to_owned()]);
        assert_eq!(
            table.text(),
            "| program  | GB/s | × ours |\n\
             |----------|-----:|-------:|\n\
             | loginrec | 1.25 |        |\n\
             | last     | 0.25 |    5.0 |\n"
        );
    }
}
