//! What the documents say about the layouts is what the list says.

use loginrec::layout::{Convention, Field, LAYOUTS, Layout, Role, Spec};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::{env, fs};

const BEGIN: &str = "<!-- layouts: begin -->\n";
const END: &str = "<!-- layouts: end -->";

/// Compares a document with what it should be, or writes it: `LOGINREC_BLESS=1`.
#[track_caller]
fn assert_document(path: &str, expected: &str) {
    if env::var_os("LOGINREC_BLESS").is_some() {
        fs::write(path, expected).unwrap();
        return;
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    let stale = found.lines().zip(expected.lines()).find(|(found, line)| found != line);
    assert_eq!(stale, None, "{path}: run with LOGINREC_BLESS=1 to rewrite it");
    assert_eq!(found.lines().count(), expected.lines().count(), "{path} is not whole");
}

#[test]
fn the_table_of_systems_in_the_readme_is_the_list() {
    let readme = fs::read_to_string("README.md").unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("the table is marked");
    let (_, after) = rest.split_once(END).expect("the end of the table is marked");
    assert_document("README.md", &format!("{before}{BEGIN}{}{END}{after}", systems()));
}

#[test]
fn the_catalogue_in_the_documents_is_the_list() {
    assert_document("docs/layouts.md", &catalogue());
}

#[test]
fn every_layout_has_a_row_and_one_section() {
    let catalogue = catalogue();
    for layout in LAYOUTS {
        let id = layout.id();
        let link = format!("](#{})", section_of(layout).anchor());
        let row = format!("| [`{id}`{link} |");
        assert_eq!(catalogue.matches(&row).count(), 1, "{id}");
        let head = format!("\n### {}\n", section_of(layout).head());
        assert_eq!(catalogue.matches(&head).count(), 1, "{id}");
        assert!(section_of(layout).head().contains(stem(id)), "{id}");
    }
}

#[test]
fn what_rests_on_a_secondary_source_is_marked_in_its_row_and_in_its_section() {
    let catalogue = catalogue();
    for layout in LAYOUTS {
        let row =
            catalogue.lines().find(|line| line.contains(&format!("`{}`]", layout.id())));
        assert_eq!(row.unwrap().contains("secondary source"), layout.spec().is_secondary());
        let head = format!("\n### {}\n", section_of(layout).head());
        let (_, section) = catalogue.split_once(&head).unwrap();
        let section = section.split("\n##").next().unwrap();
        assert_eq!(section.contains("**Secondary source"), layout.spec().is_secondary());
    }
}

// --- The table of systems -----------------------------------------------------------------

/// The first word of an id, which all layouts of a system share.
fn system(layout: &Layout) -> &'static str {
    layout.id().split('-').next().unwrap()
}

/// The systems with their layouts, in the order of the list.
fn by_system() -> Vec<(&'static str, Vec<&'static Layout>)> {
    let mut systems: Vec<(&str, Vec<&Layout>)> = Vec::new();
    for layout in LAYOUTS {
        match systems.iter_mut().find(|(name, _)| *name == system(layout)) {
            Some((_, layouts)) => layouts.push(layout),
            None => systems.push((system(layout), vec![layout])),
        }
    }
    systems
}

/// Systems whose titles do not begin with their name.
const NAMES: &[(&str, &str)] = &[
    ("bsd", "BSD, SunOS, Ultrix, NeXTSTEP"),
    ("pam", "Linux-PAM"),
    ("research", "Unix, First to Sixth Edition"),
    ("shadow", "Linux (shadow suite)"),
    ("v7", "Unix, Seventh Edition"),
];

/// What people call a system: the words that the titles of its layouts begin with, up to the
/// first that names a file.
fn name(system: &str, layouts: &[&Layout]) -> String {
    if let Some((_, name)) = NAMES.iter().find(|(known, _)| *known == system) {
        return (*name).to_owned();
    }
    let titles: Vec<Vec<&str>> =
        layouts.iter().map(|layout| layout.spec().title.split(' ').collect()).collect();
    let is_file =
        |word: &str| ["utmp", "wtmp", "lastlog"].iter().any(|file| word.starts_with(file));
    let common = (0..titles[0].len())
        .take_while(|&at| titles.iter().all(|title| title.get(at) == titles[0].get(at)))
        .take_while(|&at| !is_file(titles[0][at]))
        .count();
    assert!(common > 0, "what is {system} called? Its titles begin differently");
    titles[0][..common].join(" ").trim_end_matches([',', ':']).to_owned()
}

/// Values in the order of their first appearance, each once.
fn once<T: PartialEq>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = Vec::new();
    for value in values {
        if !seen.contains(&value) {
            seen.push(value);
        }
    }
    seen
}

/// The name of a file without its folders; where that stands for many, with the last.
fn file(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap();
    if !name.contains('<') {
        return name;
    }
    let folder = path[..path.len() - name.len()].trim_end_matches('/');
    &path[folder.rfind('/').map_or(0, |at| at + 1)..]
}

fn systems() -> String {
    let mut out = String::from(
        "\n| system | ids | layouts | files | entries |\n|---|---|---:|---|---|\n",
    );
    for (prefix, layouts) in by_system() {
        let files =
            once(layouts.iter().flat_map(|one| one.spec().paths).map(|path| file(path)));
        let files: Vec<_> = files.iter().map(|file| format!("`{file}`")).collect();
        let contents = once(layouts.iter().map(|layout| layout.content().name()));
        let secondary =
            layouts.iter().filter(|layout| layout.spec().is_secondary()).count();
        let mark = match secondary {
            0 => String::new(),
            _ if secondary == layouts.len() => " (secondary source)".to_owned(),
            _ => format!(" ({secondary} from a secondary source)"),
        };
        writeln!(
            out,
            "| {} | `{prefix}-*` | {}{mark} | {} | {} |",
            name(prefix, &layouts),
            layouts.len(),
            files.join(", "),
            contents.join(", ")
        )
        .unwrap();
    }
    out.push('\n');
    out
}

// --- The catalogue ------------------------------------------------------------------------

/// Layouts that differ in nothing but their ids, byte order and how they were verified.
struct Section {
    layouts: Vec<&'static Layout>,
}

/// An id without its byte order.
fn stem(id: &str) -> &str {
    id.rsplit_once('-').map_or(id, |(stem, _)| stem)
}

fn fields(layout: &Layout) -> Vec<&'static Field> {
    layout.fields().collect()
}

/// Everything that a section says, but for the byte orders.
fn facts(layout: &Layout) -> impl PartialEq + use<> {
    let Spec { title, written_by, paths, sources, note, version, .. } = *layout.spec();
    let texts = (title, written_by, paths, sources, note);
    let types = (types(layout.spec().convention), version, layout.spec().is_secondary());
    (texts, types, layout.content(), layout.framing(), fields(layout), system(layout))
}

fn sections() -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for layout in LAYOUTS {
        match sections.iter_mut().find(|one| facts(one.layouts[0]) == facts(layout)) {
            Some(section) => section.layouts.push(layout),
            None => sections.push(Section { layouts: vec![layout] }),
        }
    }
    sections
}

fn section_of(layout: &Layout) -> Section {
    sections().into_iter().find(|section| section.layouts.contains(&layout)).unwrap()
}

impl Section {
    fn layout(&self) -> &'static Layout {
        self.layouts[0]
    }

    /// The ids without byte orders where the section has all of them.
    fn head(&self) -> String {
        let is_whole = |wanted: &str| {
            let mut siblings = LAYOUTS.iter().filter(|one| stem(one.id()) == wanted);
            siblings.all(|sibling| self.layouts.contains(sibling))
        };
        let names = self.layouts.iter().map(|layout| match stem(layout.id()) {
            stem if is_whole(stem) => stem,
            _ => layout.id(),
        });
        once(names).join(", ")
    }

    /// How a page links to the section: that is what becomes of a heading.
    fn anchor(&self) -> String {
        self.head().replace(',', "").replace(' ', "-")
    }
}

/// How wide the time is, and how fine.
fn time(layout: &Layout) -> String {
    let bits = |role| layout.field(role).map(|field| field.size * 8);
    match (bits(Role::Instant), bits(Role::Seconds), bits(Role::Microseconds)) {
        (Some(bits), ..) => format!("{bits}-bit, 1 µs"),
        (_, Some(bits), Some(_)) => format!("{bits}-bit, 1 µs"),
        (_, Some(bits), None) => format!("{bits}-bit, 1 s"),
        _ => "none".to_owned(),
    }
}

/// The numbering of the types, and how far it goes.
fn types(convention: &Convention) -> String {
    match convention.kinds.len().checked_sub(1) {
        Some(last) => format!("{}, 0 to {last}", convention.name),
        None => convention.name.to_owned(),
    }
}

fn verified(layout: &Layout) -> String {
    let marks: Vec<_> = layout.spec().verified.iter().map(ToString::to_string).collect();
    match layout.spec().is_secondary() {
        true => format!("**{}**", marks.join(", ")),
        false => marks.join(", "),
    }
}

/// `le, be and pdp`.
fn listed(words: &[&str]) -> String {
    match words {
        [before @ .., last] if !before.is_empty() => {
            format!("{} and {last}", before.join(", "))
        }
        words => words.concat(),
    }
}

/// Text that a table can hold.
fn cell(text: &str) -> String {
    ['|', '<', '*'].into_iter().fold(text.to_owned(), |text, special| {
        text.replace(special, &format!("\\{special}"))
    })
}

fn catalogue() -> String {
    let mut out = String::from(INTRODUCTION);
    let total = LAYOUTS.len();
    writeln!(out, "\n## All {total} layouts\n").unwrap();
    out.push_str(
        "| layout | bytes | order | entries | framing | time | types | verified |\n",
    );
    out.push_str("|---|---:|---|---|---|---|---|---|\n");
    for layout in LAYOUTS {
        writeln!(
            out,
            "| [`{}`](#{}) | {} | {} | {} | {} | {} | {} | {} |",
            layout.id(),
            section_of(layout).anchor(),
            layout.size(),
            layout.order().suffix(),
            layout.content(),
            layout.framing().name(),
            time(layout),
            layout.spec().convention.name,
            verified(layout)
        )
        .unwrap();
    }
    out.push_str(&numberings());
    let mut shown: Vec<(Vec<&Field>, String)> = Vec::new();
    for (prefix, layouts) in by_system() {
        writeln!(out, "\n## {}", name(prefix, &layouts)).unwrap();
        for section in sections().iter().filter(|one| layouts.contains(&one.layout())) {
            describe(&mut out, section, &mut shown);
        }
    }
    out
}

/// The numbers of the types, a column for each way to number them.
fn numberings() -> String {
    let mut columns: BTreeMap<&str, &Convention> = BTreeMap::new();
    for convention in LAYOUTS.iter().map(|layout| layout.spec().convention) {
        // Of systems that number alike the one with most types shows them all.
        let column = columns.entry(convention.name).or_insert(convention);
        if convention.kinds.len() > column.kinds.len() {
            *column = convention;
        }
    }
    columns.retain(|_, convention| !convention.kinds.is_empty());
    let mut out = String::from("\n## Types\n\n");
    out.push_str(TYPES);
    let names: Vec<_> = columns.keys().copied().collect();
    writeln!(out, "\n| number | {} |", names.join(" | ")).unwrap();
    writeln!(out, "|---:|{}", "---|".repeat(names.len())).unwrap();
    let last = columns.values().map(|convention| convention.kinds.len()).max().unwrap_or(0);
    for number in 0..last {
        let kinds = columns.values().map(|convention| {
            convention.kinds.get(number).and_then(|kind| kind.name()).unwrap_or("")
        });
        writeln!(out, "| {number} | {} |", kinds.collect::<Vec<_>>().join(" | ")).unwrap();
    }
    out
}

fn describe(out: &mut String, section: &Section, shown: &mut Vec<(Vec<&Field>, String)>) {
    let layout = section.layout();
    let spec = layout.spec();
    writeln!(out, "\n### {}\n\n{}.", section.head(), spec.title).unwrap();
    if layout.spec().is_secondary() {
        out.push_str(
            "**Secondary source: nobody here has seen a file of it, or the code that writes \
             one.**\n",
        );
    }
    let orders: Vec<_> = section.layouts.iter().map(|one| one.order().suffix()).collect();
    writeln!(
        out,
        "\n- {} bytes, {}; {}, {}; time: {}; types: {}",
        layout.size(),
        listed(&once(orders)),
        layout.content(),
        layout.framing().name(),
        time(layout),
        types(spec.convention)
    )
    .unwrap();
    writeln!(out, "- Written by: {}", cell(&spec.written_by.join("; "))).unwrap();
    let paths: Vec<_> = spec.paths.iter().map(|path| format!("`{path}`")).collect();
    if !paths.is_empty() {
        writeln!(out, "- Files: {}", paths.join(", ")).unwrap();
    }
    let marks = once(section.layouts.iter().map(|layout| verified(layout)));
    match marks.as_slice() {
        [all] => writeln!(out, "- Verified by: {all}").unwrap(),
        _ => {
            let each: Vec<_> = section
                .layouts
                .iter()
                .map(|layout| format!("{} ({})", verified(layout), layout.order().suffix()))
                .collect();
            writeln!(out, "- Verified by: {}", each.join("; ")).unwrap();
        }
    }
    writeln!(out, "- Sources: {}", cell(&spec.sources.join("; "))).unwrap();
    if !spec.note.is_empty() {
        writeln!(out, "- Note: {}", cell(spec.note)).unwrap();
    }
    let table = fields(layout);
    if let Some((_, anchor)) = shown.iter().find(|(known, _)| *known == table) {
        writeln!(out, "- Fields: as in [{anchor}](#{anchor})").unwrap();
        return;
    }
    out.push_str("\n| offset | size | field | type |\n|---:|---:|---|---|\n");
    for field in &table {
        let Field { offset, size, name, .. } = field;
        writeln!(out, "| {offset} | {size} | `{name}` | {} |", field.c_type()).unwrap();
    }
    shown.push((table, section.anchor()));
}

const INTRODUCTION: &str = "\
# Layouts

Every layout that loginrec reads, as the code has it; `LOGINREC_BLESS=1 cargo test --test
catalogue` writes this file. `loginrec layouts ID` shows the same for one of them.

Offsets and sizes are in bytes, from the start of a record. Texts (`char[]`) are as long as
their field; a NUL ends them, and a text that fills its field has none. Integers are in the
byte order of the file: `le` the least significant byte first, `be` the most significant,
`pdp` words of 16 bits as in `le` and of two words the more significant first. Addresses
(`ip4`, `ip16`, and those in a `sockaddr`) are in network order always. Padding and reserved
bytes may hold anything.

How well the offsets are known:

- compile: a compiler printed them, from the headers of the system or a restatement;
- source: read in the code that writes or reads the file;
- sample: real files decode cleanly with them;
- **secondary source**: a manual page, another reader or a bug report says so, and nobody here
  has seen the code or a file. A compiler that is named besides had a restatement of that.
";

const TYPES: &str = "\
The same number means different things: 3 and 4 are exchanged between Linux and the others,
and FreeBSD numbers anew. Records of `bsd` have no number; line, user and host say what they
are, and the output says `type_derived`. With `minix` they do where the number is 0, with
`netbsd` where it is that of INIT_PROCESS.
";
