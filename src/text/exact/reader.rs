//! From lines to the bytes of a file.

use super::bytes::{self, SplitOnce as _};
use super::fields::{Fields, Plan};
use super::spelling::{parse_i64, parse_u64};
use super::{HEAD, LONGEST, VERSION};
use crate::escape::Escaped;
use crate::layout::{self, Layout};
use crate::text::Malformed;
use alloc::format;
use alloc::vec::Vec;

/// Reads a text line by line. See [`Writer`](super::Writer) for an example.
///
/// A line that cannot be read adds nothing, and the others are read all the same.
#[derive(Debug, Default)]
pub struct Reader {
    plan: Option<Plan>,
    /// Bytes since the head.
    written: u64,
    ended: bool,
}

impl Reader {
    /// Awaits the head of a text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends the bytes of a line, and returns how many zeros follow them: a table may have
    /// more than fit into memory. Where a text ends, another may begin.
    ///
    /// # Errors
    ///
    /// If the line is none of the form; nothing is appended then. Also if a text ends that
    /// has given another number of bytes than its file had.
    pub fn line(&mut self, line: &[u8], out: &mut Vec<u8>) -> Result<u64, Malformed> {
        let start = out.len();
        let zeros =
            self.read(line.trim_ascii(), out).inspect_err(|_| out.truncate(start))?;
        let len = out.get(start..).map_or(0, crate::bytes::byte_count);
        self.written = self.written.saturating_add(len).saturating_add(zeros);
        Ok(zeros)
    }

    /// Says whether the text is whole.
    ///
    /// # Errors
    ///
    /// If there was no text, or its end is missing.
    pub fn end(self) -> Result<(), Malformed> {
        match (self.plan, self.ended) {
            (_, true) => Ok(()),
            (None, false) => Err(Malformed::other("there is no text")),
            (Some(_), false) => {
                Err(Malformed::other("the text ends without a line `end`: it was cut"))
            }
        }
    }

    fn read(&mut self, line: &[u8], out: &mut Vec<u8>) -> Result<u64, Malformed> {
        match line {
            [] | [b'#', ..] => return Ok(0),
            [b'[', ..] => {
                let plan = self.plan()?;
                return entry(plan, line, out).map(|()| 0);
            }
            _ => {}
        }
        let (word, rest) = line.split_once_byte(b' ').unwrap_or((line, &[]));
        let rest = rest.trim_ascii_start();
        match word {
            b"zeros" => {
                self.plan()?;
                parse_u64(rest).ok_or_else(|| Malformed::other("zeros are not counted"))
            }
            b"frame" => {
                self.plan()?;
                bytes::parse(rest, LONGEST, out).map(|()| 0)
            }
            b"residue" => {
                self.plan()?;
                let (_, rest) = rest.split_once_byte(b' ').unwrap_or_default();
                bytes::parse(rest.trim_ascii_start(), LONGEST, out).map(|()| 0)
            }
            b"layout" => {
                self.plan()?;
                self.plan = Some(Plan::of(known(rest)?));
                Ok(0)
            }
            b"end" => self.end_at(rest).map(|()| 0),
            head if head == HEAD.as_bytes() => self.head(rest).map(|()| 0),
            _ => Err(Malformed::other("it begins with no word of the form")),
        }
    }

    /// Lines have a meaning between the head and the end.
    fn plan(&self) -> Result<&Plan, Malformed> {
        self.plan.as_ref().filter(|_| !self.ended).ok_or_else(|| {
            Malformed::other(format!("it stands outside of a text, before a line `{HEAD}`"))
        })
    }

    fn head(&mut self, rest: &[u8]) -> Result<(), Malformed> {
        let (version, id) = rest.split_once_byte(b' ').unwrap_or_default();
        if version != VERSION.as_bytes() {
            return Err(Malformed::other(format!(
                "it is of a form of version {}, and {VERSION} is known",
                Escaped(version)
            )));
        }
        let cut = self.plan.is_some() && !self.ended;
        let plan = Plan::of(known(id.trim_ascii_start())?);
        *self = Self { plan: Some(plan), ..Self::default() };
        if cut {
            return Err(Malformed::other("the text before it ends without a line `end`"));
        }
        Ok(())
    }

    fn end_at(&mut self, rest: &[u8]) -> Result<(), Malformed> {
        self.plan()?;
        let expected =
            parse_u64(rest).ok_or_else(|| Malformed::other("bytes are not counted"))?;
        self.ended = true;
        let written = self.written;
        if written == expected {
            return Ok(());
        }
        Err(Malformed::other(format!(
            "the file had {expected} bytes, and the lines before it give {written}"
        )))
    }
}

fn known(id: &[u8]) -> Result<&'static Layout, Malformed> {
    let layout = core::str::from_utf8(id).ok().and_then(layout::find);
    layout.ok_or_else(|| {
        Malformed::other(format!(
            "there is no layout {} (see `loginrec layouts`)",
            Escaped(id)
        ))
    })
}

fn entry(plan: &Plan, line: &[u8], out: &mut Vec<u8>) -> Result<(), Malformed> {
    let (mut fields, rest) = Fields::parse(plan, line)?;
    let mut length = None;
    let mut patches = Vec::new();
    let mut seen: Vec<&[u8]> = Vec::new();
    for word in rest.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()) {
        if word.starts_with(b"#") {
            break;
        }
        let wrong = |what: &str| Malformed::other(format!("`{}` {what}", Escaped(word)));
        let (name, value) =
            word.split_once_byte(b'=').ok_or_else(|| wrong("is no name with a value"))?;
        if seen.contains(&name) {
            return Err(wrong("is there a second time"));
        }
        seen.push(name);
        if let Some(place) = name.strip_prefix(b"@") {
            let place = parse_u64(place).and_then(|place| usize::try_from(place).ok());
            patches.push((place.ok_or_else(|| wrong("has no place"))?, value));
        } else if name == b"length" {
            let len = parse_u64(value).and_then(|len| usize::try_from(len).ok());
            let len = len.filter(|&len| len <= LONGEST);
            length = Some(len.ok_or_else(|| wrong("is no length of an entry"))?);
        } else {
            let mut others = plan.others.iter();
            let field = others.find(|field| field.name.as_bytes() == name);
            let field = field.ok_or_else(|| wrong("is no field of the layout"))?;
            fields.set(field, parse_i64(value)).map_err(|what| wrong(&what))?;
        }
    }
    let start = out.len();
    out.extend_from_slice(&fields.encode(plan.layout));
    if let Some(length) = length {
        out.resize(start.saturating_add(length), 0);
    }
    let mut patch = Vec::new();
    for (place, value) in patches {
        patch.clear();
        bytes::parse(value, LONGEST, &mut patch)?;
        let place = start.saturating_add(place);
        let end = place.saturating_add(patch.len());
        let to = out
            .get_mut(place..end)
            .ok_or_else(|| Malformed::other("bytes stand behind the end of the entry"))?;
        to.copy_from_slice(&patch);
    }
    Ok(())
}
