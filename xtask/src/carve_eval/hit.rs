//! What a carver says that it has found.

use loginrec::carve::Tier;
use loginrec::layout::{self, Layout};
use serde_json::Value;

/// A record, or a part of one, that a carver claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) layout: &'static Layout,
    pub(crate) at: u64,
    pub(crate) tier: Tier,
    pub(crate) shape: Shape,
    /// Why, in the words of the carver.
    pub(crate) reasons: String,
}

/// How much of a record it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Whole,
    Head,
    Tail,
    Joined { cut: u64, tail: u64 },
}

impl Hit {
    /// A row of `loginrec carve --format jsonl`.
    pub(crate) fn from_row(row: &str) -> Result<Self, String> {
        Self::parse(row).ok_or_else(|| format!("this is no row of a hit: {row}"))
    }

    fn parse(row: &str) -> Option<Self> {
        let row: Value = serde_json::from_str(row).ok()?;
        let tier = row.get("tier")?.as_str()?;
        let shape = match row.get("fragment")?.as_str() {
            None => Shape::Whole,
            Some("head") => Shape::Head,
            Some("tail") => Shape::Tail,
            Some("joined") => Shape::Joined {
                cut: row.get("cut")?.as_u64()?,
                tail: row.get("tail_offset")?.as_u64()?,
            },
            Some(_) => return None,
        };
        Some(Self {
            layout: layout::find(row.get("layout")?.as_str()?)?,
            at: row.get("offset")?.as_u64()?,
            tier: *Tier::ALL.iter().find(|known| known.name() == tier)?,
            shape,
            reasons: row.get("reasons").map(Value::to_string).unwrap_or_default(),
        })
    }

    /// Where it ends at the latest, as far as it goes on from its offset.
    pub(crate) fn end(&self) -> u64 {
        match self.shape {
            Shape::Joined { cut, .. } => self.at + cut,
            _ => self.at + self.layout.size() as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_where_what_and_how_sure() {
        let row = r#"{"source":"a","offset":4096,"layout":"linux-utmp-384-le","tier":"probable","fragment":null,"user":"\"offset\":7"}"#;
        let hit = Hit::from_row(row).unwrap();
        assert_eq!((hit.at, hit.tier, hit.shape), (4096, Tier::Probable, Shape::Whole));
    }

    #[test]
    fn a_joined_row_says_where_its_tail_is() {
        let row = r#"{"offset":3968,"layout":"linux-utmp-384-le","tier":"probable","fragment":"joined","cut":128,"tail_offset":8192}"#;
        let hit = Hit::from_row(row).unwrap();
        assert_eq!(hit.shape, Shape::Joined { cut: 128, tail: 8192 });
    }

    #[test]
    fn what_is_no_row_is_an_error() {
        for row in ["", "[]", r#"{"offset":1}"#] {
            assert!(Hit::from_row(row).is_err());
        }
    }
}
