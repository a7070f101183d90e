//! `loginrec layouts`: the catalogue.

use crate::args::Layouts;
use crate::sink::Sink;
use loginrec::layout::convention::Derived;
use loginrec::layout::{Carving, Convention, Index, LAYOUTS, Layout};
use loginrec::output;
use serde::Serialize;
use std::io;

/// Prints the catalogue, or one layout. An error is one of writing.
pub(crate) fn run(args: &Layouts) -> io::Result<()> {
    let text = match args.layout {
        Some(layout) if args.json => json(&Shown::of(layout))?,
        Some(layout) => describe(layout),
        None if args.json => {
            json(&LAYOUTS.iter().map(|layout| Shown::of(layout)).collect::<Vec<_>>())?
        }
        None => LAYOUTS.iter().map(|layout| line(layout)).collect(),
    };
    let mut sink = Sink::stdout();
    sink.buffer().extend_from_slice(text.as_bytes());
    sink.finish()
}

fn json(value: &impl Serialize) -> io::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

fn line(layout: &Layout) -> String {
    let width = LAYOUTS.iter().map(|layout| layout.id().len()).max().unwrap_or(0);
    let (id, size, title) = (layout.id(), layout.size(), layout.spec().title);
    let mark = if layout.spec().is_secondary() { "  [secondary source]" } else { "" };
    format!("{id:<width$} {size:>4} bytes  {title}{mark}\n")
}

const fn index(layout: &Layout) -> &'static str {
    match layout.index() {
        Index::Uid => "uid",
        _ => "sequential",
    }
}

/// The numbers of the types with their names, or where a record without them says it.
fn types(convention: &Convention) -> String {
    let numbers = (0_i64..).zip(convention.kinds);
    let named: Vec<_> = numbers
        .filter_map(|(number, kind)| Some(format!("{number} {}", kind.name()?)))
        .collect();
    let how = match convention.derived {
        Derived::Always => "no numbers; the texts of a record say what it is",
        Derived::WhenZero => "; where it is 0, the texts say what it is",
        Derived::InitProcess => "; of INIT_PROCESS, the texts may say more",
        _ => "",
    };
    match (convention.name, named.is_empty()) {
        (name, true) if how.is_empty() => name.to_owned(),
        (name, true) => format!("{name}: {how}"),
        (name, false) => format!("{name}: {}{how}", named.join(", ")),
    }
}

/// What it takes to find records of a layout in an image.
fn carved(carving: Carving) -> String {
    match carving {
        Carving::Alone => "one record is enough".to_owned(),
        Carving::InRuns(least) => format!("if {least} or more stand in a row"),
        Carving::OnRequest(least) => {
            format!("if {least} or more stand in a row, and only with --layout")
        }
        Carving::Never(why) => format!("never: {why}"),
        _ => String::new(),
    }
}

fn describe(layout: &Layout) -> String {
    let spec = layout.spec();
    let (size, order) = (layout.size(), layout.order().suffix());
    let mut out = format!(
        "{}: {}\n{size} bytes a record, {order}, index: {}\n",
        spec.id,
        spec.title,
        index(layout),
    );
    if layout.spec().is_secondary() {
        out += "This layout rests on a secondary source: nobody here has seen a file of it, or \
                the code\nthat writes one.\n";
    }
    out += &format!(
        "\nContent: {}\nFraming: {}\nTypes: {}\nCarved: {}\n\n{:>6} {:>4}  {:<9} field\n",
        layout.content(),
        layout.framing().name(),
        types(spec.convention),
        carved(spec.carving),
        "offset",
        "size",
        "type"
    );
    for field in layout.fields() {
        let kind = field.c_type().replace("[]", &format!("[{}]", field.size));
        out +=
            &format!("{:>6} {:>4}  {kind:<9} {}\n", field.offset, field.size, field.name);
    }
    for (head, list) in
        [("Written by", spec.written_by), ("Paths", spec.paths), ("Sources", spec.sources)]
    {
        out += &format!("\n{head}:\n");
        list.iter().for_each(|item| out += &format!("  {item}\n"));
    }
    let verified: Vec<_> = spec.verified.iter().map(ToString::to_string).collect();
    out += &format!("\nVerified by: {}\n", verified.join(", "));
    if !spec.note.is_empty() {
        out += &format!("\nNote: {}\n", spec.note);
    }
    out
}

/// A layout as JSON, in this order.
#[derive(Serialize)]
struct Shown {
    id: &'static str,
    title: &'static str,
    size: usize,
    byte_order: &'static str,
    index: &'static str,
    content: &'static str,
    framing: &'static str,
    types: &'static str,
    carved: String,
    fields: Vec<ShownField>,
    written_by: &'static [&'static str],
    paths: &'static [&'static str],
    verified: Vec<String>,
    secondary: bool,
    sources: &'static [&'static str],
    note: &'static str,
}

#[derive(Serialize)]
struct ShownField {
    name: &'static str,
    offset: usize,
    size: usize,
    r#type: &'static str,
}

impl Shown {
    fn of(layout: &Layout) -> Self {
        let spec = layout.spec();
        Self {
            id: spec.id,
            title: spec.title,
            size: layout.size(),
            byte_order: layout.order().suffix(),
            index: index(layout),
            content: output::definition(layout.content()),
            framing: layout.framing().name(),
            types: spec.convention.name,
            carved: carved(spec.carving),
            fields: layout
                .fields()
                .map(|field| ShownField {
                    name: field.name,
                    offset: field.offset,
                    size: field.size,
                    r#type: field.c_type(),
                })
                .collect(),
            written_by: spec.written_by,
            paths: spec.paths,
            verified: spec.verified.iter().map(ToString::to_string).collect(),
            secondary: layout.spec().is_secondary(),
            sources: spec.sources,
            note: spec.note,
        }
    }
}
