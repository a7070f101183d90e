//! The page with the figures, `docs/performance.md`, whose tables commands write.

use crate::cargo::root;
use crate::machine;
use std::fs;

const PAGE: &str = "docs/performance.md";

/// Shows what was measured, with the machine and the day, and puts it into its section of the page
/// unless only a part was measured.
pub(crate) fn publish(section: &str, measured: &str, write: bool) -> Result<(), String> {
    let text = format!("{}\n\n{}\n", machine::describe(), measured.trim_end());
    println!("\n{text}");
    if !write {
        return Ok(());
    }
    let path = root().join(PAGE);
    let page = fs::read_to_string(&path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let page = with_section(&page, section, &text)
        .ok_or_else(|| format!("{PAGE} has no section `{section}`"))?;
    fs::write(&path, page)
        .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    println!("written to {PAGE}");
    Ok(())
}

/// The page with this between the marks of the section; `None` if it lacks them.
fn with_section(page: &str, section: &str, text: &str) -> Option<String> {
    let (head, rest) = page.split_once(&format!("<!-- {section}: begin -->"))?;
    let end = format!("<!-- {section}: end -->");
    let (_, tail) = rest.split_once(&end)?;
    let text = text.trim_end();
    Some(format!("{head}<!-- {section}: begin -->\n\n{text}\n\n{end}{tail}"))
}

#[cfg(test)]
mod tests {
    use super::{PAGE, with_section};
    use crate::cargo::root;

    #[test]
    fn a_section_is_replaced_and_all_else_stays() {
        let page = "a\n<!-- x: begin -->\nold\n<!-- x: end -->\nb\n";
        let new = with_section(page, "x", "| new |\n").unwrap();
        assert_eq!(new, "a\n<!-- x: begin -->\n\n| new |\n\n<!-- x: end -->\nb\n");
        assert_eq!(with_section(&new, "x", "| new |\n").unwrap(), new);
    }

    #[test]
    fn a_page_without_the_marks_is_left_alone() {
        assert_eq!(with_section("a <!-- x: begin --> b", "x", "new"), None);
        assert_eq!(with_section("a", "x", "new"), None);
    }

    #[test]
    fn the_page_has_every_section_that_is_written() {
        let page = std::fs::read_to_string(root().join(PAGE)).unwrap();
        for section in ["ratios", "instructions", "compare"] {
            assert!(with_section(&page, section, "").is_some(), "{section}");
        }
    }
}
