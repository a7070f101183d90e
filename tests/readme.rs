//! What the documents say about the layouts is what the list says.

use loginrec::layout::{Index, LAYOUTS};
use std::fmt::Write;
use std::fs;

const BEGIN: &str = "<!-- layouts: begin -->\n";
const END: &str = "<!-- layouts: end -->";

fn table() -> String {
    let mut out =
        String::from("\n| layout | bytes | what | verified by |\n|---|---:|---|---|\n");
    for layout in LAYOUTS {
        let spec = layout.spec();
        let verified: Vec<_> = spec.verified.iter().map(ToString::to_string).collect();
        let per = match layout.index() {
            Index::Uid => ", one slot a user id",
            _ => "",
        };
        writeln!(
            out,
            "| `{}` | {} | {}{per} | {} |",
            spec.id,
            layout.size(),
            spec.title,
            verified.join(", ")
        )
        .unwrap();
    }
    out.push('\n');
    out
}

#[test]
fn the_table_of_layouts_in_the_readme_is_the_list() {
    let readme = fs::read_to_string("README.md").unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("the table is marked");
    let (shown, after) = rest.split_once(END).expect("the end of the table is marked");
    if std::env::var_os("LOGINREC_BLESS").is_some() {
        let whole = format!("{before}{BEGIN}{}{END}{after}", table());
        fs::write("README.md", whole).unwrap();
    } else {
        assert_eq!(shown, table(), "run with LOGINREC_BLESS=1 to rewrite the table");
    }
}
