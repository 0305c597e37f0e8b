//! What happens to a cluster, in one notation.
//!
//! ```text
//! add              a node joins; `add 3` three at once, `add weight 2` a node that is to hold twice as much,
//!                  `add 3 weight 2` three of those
//! remove n2        a node leaves in good order
//! fail n0          a node is lost
//! grow 1.5         there is one and a half times as much data; `grow 10`
//! shrink 2         there is half as much data
//! ```
//!
//! Changes stand on lines of their own, or between semicolons, and happen in that order.

use std::fmt;
use std::str::FromStr;

use crate::placement::ring::{NODES_MAX, WEIGHT_MAX};

/// The most changes of a plan.
pub const CHANGES_MAX: usize = 12;
/// The most by which data grows or shrinks at once, in tenths: a thousandfold.
pub const FACTOR_TENTHS_MAX: u32 = 10_000;

/// Something that happens to the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// So many nodes of a weight join. Their numbers are the next that nobody had.
    Add { n: u16, weight: u16 },
    /// A node leaves: it sends what it has.
    Remove(u16),
    /// A node is lost, with what it had: copies on other nodes are sent instead.
    Fail(u16),
    /// There is so many tenths as much data, 11 to [`FACTOR_TENTHS_MAX`].
    Grow { factor_tenths: u32 },
    /// There is one of so many tenths as much data, 11 to [`FACTOR_TENTHS_MAX`].
    Shrink { factor_tenths: u32 },
}

/// Why a text is no change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeError {
    /// No change of that name.
    Name(String),
    /// A change without what it needs, or with more; holds an example.
    Shape(&'static str),
    /// A factor that is not from 1.1 to 1000 with one decimal at most.
    Factor(String),
    /// More than [`CHANGES_MAX`].
    TooMany,
}

/// Reads changes on lines or between semicolons, up to the first that is none; empty ones are nothing.
pub fn parse_changes(text: &str) -> Result<Vec<Change>, ChangeError> {
    let mut changes = Vec::new();
    for line in text.split(['\n', ';']).map(str::trim).filter(|line| !line.is_empty()) {
        if changes.len() == CHANGES_MAX {
            return Err(ChangeError::TooMany);
        }
        changes.push(line.parse()?);
    }
    Ok(changes)
}

/// The changes as one line, for links: `add; remove n2`.
pub fn write_changes(changes: &[Change]) -> String {
    let mut text = String::new();
    for change in changes {
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(&change.to_string());
    }
    text
}

impl FromStr for Change {
    type Err = ChangeError;

    fn from_str(text: &str) -> Result<Change, ChangeError> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words[..] {
            ["add", ref rest @ ..] => parse_add(rest),
            ["remove", node] => Ok(Change::Remove(parse_node(node, "remove n2")?)),
            ["fail", node] => Ok(Change::Fail(parse_node(node, "fail n0")?)),
            ["grow", factor] => Ok(Change::Grow { factor_tenths: parse_factor(factor)? }),
            ["shrink", factor] => Ok(Change::Shrink { factor_tenths: parse_factor(factor)? }),
            ["remove", ..] => Err(ChangeError::Shape("remove n2")),
            ["fail", ..] => Err(ChangeError::Shape("fail n0")),
            ["grow", ..] => Err(ChangeError::Shape("grow 1.5")),
            ["shrink", ..] => Err(ChangeError::Shape("shrink 2")),
            _ => Err(ChangeError::Name(words.first().copied().unwrap_or_default().into())),
        }
    }
}

/// Reads `[3] [weight 2]`.
fn parse_add(words: &[&str]) -> Result<Change, ChangeError> {
    let (n, weight) = match *words {
        [] => ("1", "1"),
        ["weight", weight] => ("1", weight),
        [n] => (n, "1"),
        [n, "weight", weight] => (n, weight),
        _ => return Err(ChangeError::Shape("add 3 weight 2")),
    };
    let count = |text, max| parse_count(text, 1, max).ok_or(ChangeError::Shape("add 3 weight 2"));
    Ok(Change::Add { n: count(n, NODES_MAX as u16)?, weight: count(weight, WEIGHT_MAX)? })
}

/// Digits alone, from `min` to `max`.
fn parse_count(text: &str, min: u16, max: u16) -> Option<u16> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_plain && (min..=max).contains(number))
}

fn parse_node(text: &str, example: &'static str) -> Result<u16, ChangeError> {
    let number = text.strip_prefix('n').and_then(|text| parse_count(text, 0, u16::MAX - 1));
    number.ok_or(ChangeError::Shape(example))
}

/// Reads `1.5` as 15 tenths.
fn parse_factor(text: &str) -> Result<u32, ChangeError> {
    let (whole, tenth) = text.split_once('.').unwrap_or((text, "0"));
    let tenths = parse_count(whole, 0, 1_000).zip(parse_count(tenth, 0, 9).filter(|_| tenth.len() == 1));
    let factor = tenths.map(|(whole, tenth)| u32::from(whole) * 10 + u32::from(tenth));
    factor.filter(|factor| (11..=FACTOR_TENTHS_MAX).contains(factor)).ok_or_else(|| ChangeError::Factor(text.into()))
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let factor = |f: &mut fmt::Formatter, name, tenths: u32| match tenths % 10 {
            0 => write!(f, "{name} {}", tenths / 10),
            tenth => write!(f, "{name} {}.{tenth}", tenths / 10),
        };
        match *self {
            Change::Add { n: 1, weight: 1 } => f.write_str("add"),
            Change::Add { n, weight: 1 } => write!(f, "add {n}"),
            Change::Add { n: 1, weight } => write!(f, "add weight {weight}"),
            Change::Add { n, weight } => write!(f, "add {n} weight {weight}"),
            Change::Remove(node) => write!(f, "remove n{node}"),
            Change::Fail(node) => write!(f, "fail n{node}"),
            Change::Grow { factor_tenths } => factor(f, "grow", factor_tenths),
            Change::Shrink { factor_tenths } => factor(f, "shrink", factor_tenths),
        }
    }
}

impl fmt::Display for ChangeError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            ChangeError::Name(text) => {
                write!(
                    f,
                    "expected a change such as `add`, `remove n2`, `fail n0`, `grow 10` or `shrink 2`, not `{text}`"
                )
            }
            ChangeError::Shape(example) => write!(f, "expected a change such as `{example}`"),
            ChangeError::Factor(text) => {
                write!(f, "expected a factor from 1.1 to 1000 with one decimal at most, as in `grow 1.5`, not `{text}`")
            }
            ChangeError::TooMany => write!(f, "at most {CHANGES_MAX} changes; leave out the rest"),
        }
    }
}

impl std::error::Error for ChangeError {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn changes_are_read_as_they_are_written() {
        let text = "add; add 3; add weight 2; add 3 weight 2; remove n2; fail n0; grow 10; grow 1.5; shrink 2";
        assert_eq!(write_changes(&parse_changes(text).expect("changes")), text);
        assert_eq!(parse_changes(" ;\n add 1 weight 1 ;").expect("one"), [Change::Add { n: 1, weight: 1 }]);
    }

    #[test]
    fn a_bad_change_is_told_what_is_wrong_and_what_to_write() {
        let table = [
            (
                "leave n2",
                "expected a change such as `add`, `remove n2`, `fail n0`, `grow 10` or `shrink 2`, not `leave`",
            ),
            ("remove r2", "expected a change such as `remove n2`"),
            ("remove n2 n3", "expected a change such as `remove n2`"),
            ("add 0", "expected a change such as `add 3 weight 2`"),
            ("add 1025", "expected a change such as `add 3 weight 2`"),
            ("add weight 9", "expected a change such as `add 3 weight 2`"),
            ("grow", "expected a change such as `grow 1.5`"),
            ("grow 1", "expected a factor from 1.1 to 1000 with one decimal at most, as in `grow 1.5`, not `1`"),
            ("grow 1.25", "expected a factor from 1.1 to 1000 with one decimal at most, as in `grow 1.5`, not `1.25`"),
            ("add;add;add;add;add;add;add;add;add;add;add;add;add", "at most 12 changes; leave out the rest"),
        ];
        for (text, expect) in table {
            assert_eq!(parse_changes(text).expect_err(text).to_string(), expect);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_what_is_read_is_written_alike(text in "(add|grow|remove|.)? ?[n0-9. wa-z]{0,12}") {
            if let Ok(change) = text.parse::<Change>() {
                prop_assert_eq!(change.to_string().parse::<Change>(), Ok(change));
            }
        }
    }
}
