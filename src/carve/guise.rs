//! What a layout looks like to the carver: its texts, for a first look at a place.
//!
//! Nearly all places that pass for type and time are none for their texts, so these are
//! looked at before anything is translated.

use super::shape::Shape;
use super::verdict::is_known;
use crate::layout::{Content, Field, Layout, Role};

/// A layout that is looked for.
#[derive(Debug)]
pub(super) struct Guise {
    pub(super) layout: &'static Layout,
    line: Option<Field>,
    user: Option<Field>,
    host: Option<Field>,
    id: Option<Field>,
    is_telling: bool,
    /// Whether there is so little else that the line has to be one that systems use.
    needs_known_line: bool,
}

impl Guise {
    pub(super) fn new(layout: &'static Layout) -> Self {
        let line = [Role::Line, Role::Origin, Role::Command];
        Self {
            layout,
            line: line.iter().find_map(|&role| layout.field(role)),
            user: layout.field(Role::User),
            host: layout.field(Role::Host),
            id: layout.field(Role::Id),
            is_telling: layout.is_telling(),
            needs_known_line: needs_known_line(layout),
        }
    }

    /// Whether it has the same texts in the same places, so that the same can be said of both.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let of = |guise: &Self| (guise.is_telling, guise.needs_known_line);
        let texts = |guise: &Self| {
            [guise.line, guise.user, guise.host, guise.id]
                .map(|field| field.map(|field| (field.offset, field.size)))
        };
        let can_be_terse = |guise: &Self| guise.layout.can_be_terse();
        of(self) == of(other)
            && texts(self) == texts(other)
            && !can_be_terse(self)
            && !can_be_terse(other)
    }

    /// Line, user and host of a record, if they can be some. Zeros at its end may be missing.
    ///
    /// Behind the end of a text there is nothing, or what is left of another; if it is neither,
    /// or the layout has little else to go by, the line has to be one that systems use.
    pub(super) fn texts<'a>(&self, record: &'a [u8]) -> Option<[Shape<'a>; 3]> {
        if self.needs_known_line {
            let line = self.line.and_then(|line| record.get(line.offset..));
            let line = line.unwrap_or_default();
            if line.first().is_some_and(|&first| first != 0) && !is_known(line) {
                return None;
            }
        }
        let text = |field: &Option<Field>| {
            field.as_ref().map_or(&[][..], |field| field.of_cut(record))
        };
        let (line, user, host) = (text(&self.line), text(&self.user), text(&self.host));
        let first = |text: &[u8]| text.first().copied().unwrap_or(0);
        let (line_first, user_first) = (first(line), first(user));
        if !(line_first.is_ascii_graphic() || line_first == 0) {
            return None;
        }
        if line_first == 0
            && user_first == 0
            && (self.id.is_none() || first(text(&self.id)) == 0)
            && !self.layout.is_terse(record)
        {
            return None;
        }
        let is_known = is_known(line);
        let possible = |text| {
            let shape = Shape::of(text);
            let is_clean = is_known
                || match self.is_telling {
                    true => shape.has_residue(),
                    false => shape.is_clean,
                };
            (is_clean && (shape.is_plain || !has_control(shape.value))).then_some(shape)
        };
        // The widest comes first: mostly it is what says no.
        let host = possible(host)?;
        Some([possible(line)?, possible(user)?, host])
    }
}

/// Whether there is so little else that the line has to be one that systems use.
pub(super) fn needs_known_line(layout: &Layout) -> bool {
    !layout.is_telling()
        && matches!(layout.content(), Content::Records | Content::LastLogins)
}

/// Bytes that neither end a text nor are part of any: few names have one.
fn has_control(value: &[u8]) -> bool {
    const MOST: usize = 2;
    value.iter().filter(|&&byte| byte < b' ' || byte == 0x7f).count() > MOST
}
