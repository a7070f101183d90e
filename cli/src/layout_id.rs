//! Ids of layouts that are typed.

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};
use loginrec::layout::{self, LAYOUTS, Layout};
use std::ffi::OsStr;

/// So many ids are told to somebody who has typed none.
const NEAR: usize = 3;
/// Less alike than this is another word.
const ALIKE: f64 = 0.75;

/// Reads an id. All of them are too many for a message, and right for completions.
#[derive(Clone)]
pub(crate) struct LayoutId;

impl TypedValueParser for LayoutId {
    type Value = &'static Layout;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Self::Value, Error> {
        let find = |id: String| layout::find(&id).ok_or_else(|| unknown(&id));
        StringValueParser::new().try_map(find).parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(LAYOUTS.iter().map(|layout| PossibleValue::new(layout.id()))))
    }
}

fn unknown(id: &str) -> String {
    let near = near(id);
    let near = match near.is_empty() {
        true => String::new(),
        false => format!("; near it are {}", near.join(", ")),
    };
    format!("there is no such layout{near}; `loginrec layouts` lists them all")
}

/// The ids that may be meant: those of which a part is typed or, if there is none, those
/// that look like what is, likeliest first.
fn near(id: &str) -> Vec<&'static str> {
    let ids = LAYOUTS.iter().map(|layout| layout.id());
    let parts = ids.clone().filter(|other| !id.is_empty() && other.contains(id));
    let parts: Vec<_> = parts.take(NEAR).collect();
    if !parts.is_empty() {
        return parts;
    }
    let mut alike: Vec<_> =
        ids.map(|other| (strsim::jaro_winkler(id, other), other)).collect();
    alike.retain(|(likeness, _)| *likeness >= ALIKE);
    alike.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    alike.into_iter().take(NEAR).map(|(_, id)| id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearly_an_id_leads_to_it_and_what_is_none_to_the_list() {
        assert_eq!(near("linux-utmp-348-le")[0], "linux-utmp-384-le");
        assert_eq!(near("openbsd-lastlog-272").len(), 2);
        assert!(near("zzz").is_empty() && near("").is_empty());
        assert!(!unknown("zzz").contains("near"));
        assert!(unknown("netbsd").contains("near it are netbsd-"));
    }
}
